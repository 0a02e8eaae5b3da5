"""Writes the search index again."""

from typing import Any

from django.core.management.base import BaseCommand

from spaser.site.recherche.services import rebuild_index


class Command(BaseCommand):
    """Rebuilds the index from what is published."""

    help = "Reconstruit l’index de recherche à partir de ce qui est publié."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild_index()} entrées dans l’index de recherche.")
