"""Removes the second factor of someone who lost her telephone and her recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from spaser.site.comptes import services
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.comptes.preuves import has_second_facteur, remove_second_facteur
from spaser.site.socle.journal import record


class Command(BaseCommand):
    """Run by the operator, once sure of who asks."""

    help = "Retire le second facteur d’un compte et ferme ses sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("courriel", help="Adresse du compte.")

    def handle(self, *args: Any, courriel: str, **options: Any) -> None:
        utilisateur = Utilisateur.objects.filter(courriel=fold_courriel(courriel)).first()
        if utilisateur is None or not has_second_facteur(utilisateur):
            raise CommandError("Aucun compte avec un second facteur n’a cette adresse.")
        remove_second_facteur(utilisateur)
        services.end_sessions(utilisateur)
        record("compte.second_facteur_retire_par_exploitant", objet=utilisateur)
        services.tell_second_facteur_retire(utilisateur)
        self.stdout.write("Second facteur retiré. Un message a prévenu la personne.")
