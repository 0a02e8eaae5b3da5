"""What the app `api` declares: its pages and their links."""

from typing import Final

from django.urls import reverse

from spaser.site.socle import pages

ENTREES: Final = (
    pages.Entree("Données ouvertes", "api:donnees", 50, pages.Zone.RESSOURCES),
    pages.Entree("Interface de programmation", "api:documentation", 60, sous="api:donnees"),
)
PAGES: Final = (lambda: [pages.PagePubliee(reverse(entree.vue)) for entree in ENTREES],)
