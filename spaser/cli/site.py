"""What the commands share that act on the site."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from msgspec import json

from spaser.cli.console import tell
from spaser.documents.francais import pluriel
from spaser.elements import ErreurSpaser

if TYPE_CHECKING:
    from spaser.site.config.supervision import Service


REGLAGES: Final = "spaser.site.config.settings"


def open_site() -> None:
    """Make the site's settings and models usable in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", REGLAGES)
    import django
    from django.core.exceptions import ImproperlyConfigured

    from spaser.site.socle.dossier import close_masque
    from spaser.site.socle.reglages import list_inconnus

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

    from spaser.site.socle.dossier import tell_droits

    for ligne in tell_droits(settings.DOSSIER):
        tell(ligne)


def tell_listes() -> None:
    """Name the lists that the site lacks, with the command to load each; nothing for none."""
    from django.conf import settings

    from spaser.moteur.entrepot.dossier import REFERENTIELS
    from spaser.moteur.referentiels.depot import list_listes

    manquent = [x for x in list_listes(settings.ENTREPOT / REFERENTIELS) if not x.est_chargee]
    if not manquent:
        return
    tell(f"{pluriel(len(manquent), 'liste')} d’entreprises à charger (docs/guide/listes.md) :")
    for liste in manquent:
        tell(f"  {liste.fiche.libelle}\n    {liste.write_commande(settings.ENTREPOT)}")


def tell_memoire() -> None:
    from django.conf import settings

    from spaser.moteur.boite.modele import A_PART, MEGA

    partage = settings.MEMOIRE
    tell(f"Mémoire : {partage.disponible // MEGA} Mo, dont au plus :")
    for nom, nombre, octets in (*partage.postes, ("en tout", 1, partage.total)):
        tell(f"  {nom:<32} {nombre:>2} × {octets // MEGA:>5} = {nombre * octets // MEGA:>5} Mo")
    if partage.a_part < A_PART.memoire:
        tell("Les fichiers ont moins de place qu’ailleurs : un gros peut être refusé.")


def run_services(
    services: Sequence[Service],
    *,
    descripteurs: tuple[int, ...] = (),
    lignes: Sequence[str] = (),
    fin: str = "",
) -> NoReturn:
    """Become what keeps processes of the site alive: all that this one has loaded is let go.

    A signal that comes meanwhile waits for it.
    """
    from spaser.cli.superviseur import Mission
    from spaser.site.config.supervision import SIGNAUX

    mission = Mission(list(services), descripteurs, tuple(lignes), fin)
    lecture, ecriture = os.pipe()  # no argument: every account of the machine reads those
    os.write(ecriture, json.encode(mission))
    os.close(ecriture)
    os.set_inheritable(lecture, True)  # noqa: FBT003 - takes it by place only
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNAUX)
    commande = [sys.executable, "-m", "spaser.cli.superviseur", str(lecture)]
    os.execv(commande[0], commande)  # noqa: S606 - our own module
