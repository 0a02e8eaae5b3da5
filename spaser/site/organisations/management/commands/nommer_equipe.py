"""Takes the first people into the programme's team: nobody on the site can, before them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from spaser.regles.droits import ROLES_PROGRAMME, Role
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.organisations.services import grant


class Command(BaseCommand):
    """Gives a role of the programme to an account that exists."""

    help = "Donne un rôle de l’équipe du programme à un compte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("courriel", help="adresse électronique du compte")
        parser.add_argument("role", choices=[role.value for role in ROLES_PROGRAMME])

    def handle(self, *args: Any, **options: Any) -> None:
        courriel = fold_courriel(options["courriel"])
        utilisateur = Utilisateur.objects.filter(courriel=courriel, is_active=True).first()
        if utilisateur is None:
            raise CommandError(f"Aucun compte n’a l’adresse {courriel} : créez-le d’abord.")
        tenu = grant(utilisateur, Role(options["role"]), None)
        self.stdout.write(f"{courriel} : {tenu.get_role_display()}")
