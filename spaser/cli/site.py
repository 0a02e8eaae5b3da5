"""What the commands share that act on the site."""

import os
from typing import Final

from spaser.cli.console import tell
from spaser.documents.francais import pluriel
from spaser.erreurs import ErreurSpaser

REGLAGES: Final = "spaser.web.config.settings"


def open_site() -> None:
    """Make the site's settings and models usable in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", REGLAGES)
    import django
    from django.core.exceptions import ImproperlyConfigured

    from spaser.web.config.fautes import list_inconnus

    try:
        django.setup()
    except ImproperlyConfigured as erreur:
        raise ErreurSpaser(
            f"Les réglages du site ne vont pas.\n{erreur}",
            "Tous sont décrits dans docs/exploitation/reglages.md.",
        ) from erreur
    for nom, voulu in list_inconnus(os.environ):
        tell(f"La variable {nom} n’est pas un réglage : vouliez-vous dire {voulu} ?")


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
