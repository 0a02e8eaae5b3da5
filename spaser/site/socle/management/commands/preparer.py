"""Makes the site ready; `spaser preparer` runs it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from spaser.site.socle.preparation import prepare


class Command(BaseCommand):
    """Migrates, then loads the first contents."""

    help = "Met la base à jour et charge les premiers contenus."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demonstration", action="store_true", help="Avec la démonstration.")

    def handle(self, *args: Any, demonstration: bool, **options: Any) -> None:
        prepare(demonstration=demonstration, tell=self.stdout.write)
