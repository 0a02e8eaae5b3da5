"""A module as a package that learning platforms read: SCORM 1.2, without anything of the site."""
