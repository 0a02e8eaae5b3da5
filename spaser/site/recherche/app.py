"""What the app `recherche` declares: its page, and what each request keeps."""

from typing import Final

from django.urls import reverse

from spaser.site.recherche.services import keep_generations
from spaser.site.socle.pages import PagePubliee

AUTOUR: Final = (keep_generations,)
PAGES: Final = (lambda: [PagePubliee(reverse("recherche:page"))],)
