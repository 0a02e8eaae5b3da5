"""The two databases of the site, as Django has them, that tell of long transactions."""
