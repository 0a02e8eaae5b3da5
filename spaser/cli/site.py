"""What the commands share that act on the site."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from spaser.cli.console import tell
from spaser.documents.francais import pluriel
from spaser.erreurs import ErreurSpaser

if TYPE_CHECKING:
    from spaser.web.serveur.supervision import Service

REGLAGES: Final = "spaser.web.config.settings"


def open_site() -> None:
    """Make the site's settings and models usable in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", REGLAGES)
    import django
    from django.core.exceptions import ImproperlyConfigured

    from spaser.web.config.fautes import list_inconnus
    from spaser.web.socle.dossier import close_masque

    close_masque()
    try:
        django.setup()
    except ImproperlyConfigured as erreur:
        raise ErreurSpaser(
            f"Les réglages du site ne vont pas.\n{erreur}",
            "Tous sont décrits dans docs/exploitation/reglages.md.",
        ) from erreur
    for nom, voulu in list_inconnus(os.environ):
        tell(f"La variable {nom} n’est pas un réglage : vouliez-vous dire {voulu} ?")


def close_dossier() -> None:
    """Close the site's folder to other accounts of the machine; say what was open."""
    from django.conf import settings

    from spaser.web.socle.dossier import tell_droits

    for ligne in tell_droits(settings.DOSSIER):
        tell(ligne)


def tell_listes() -> None:
    """Name the lists that the site lacks, with the command to load each; nothing for none."""
    from django.conf import settings

    from spaser.donnees.entrepot.dossier import REFERENTIELS
    from spaser.donnees.referentiels.listes import list_listes

    manquent = [x for x in list_listes(settings.ENTREPOT / REFERENTIELS) if not x.est_chargee]
    if not manquent:
        return
    tell(f"{pluriel(len(manquent), 'liste')} d’entreprises à charger (docs/guide/listes.md) :")
    for liste in manquent:
        tell(f"  {liste.nom}\n    {liste.write_commande(settings.ENTREPOT)}")


def run_services(
    services: Sequence[Service],
    *,
    descripteurs: tuple[int, ...] = (),
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Keep processes of the site alive until a signal; ErreurSpaser when that cannot be."""
    from spaser.web.serveur.supervision import Superviseur

    superviseur = Superviseur(services, tell=tell, descripteurs=descripteurs, announce=announce)
    if not superviseur.run():
        raise ErreurSpaser(
            "Le site n’a pas pu rester en marche.",
            "La raison est écrite plus haut. Les réglages : docs/exploitation/reglages.md.",
        )
