"""`spaser restaurer`: a backup put back into an empty site."""

from pathlib import Path

import click

from spaser.cli.console import open_suivi, tell
from spaser.cli.site import open_site
from spaser.documents.francais import pluriel


@click.command(short_help="Restaure une sauvegarde dans un site vide.")
@click.argument(
    "sauvegarde",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="SAUVEGARDE",
    help="Fichier écrit par « spaser sauvegarder ».",
)
@click.option(
    "--cle",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FICHIER",
    help="Clé privée d’age d’une sauvegarde chiffrée.",
)
@click.option(
    "--effacements",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FICHIER",
    help="Liste des effacements de l’ancien site, si elle n’est pas à côté de la sauvegarde.",
)
def restaurer(sauvegarde: Path, cle: Path | None, effacements: Path | None) -> None:
    """Remet un site en place dans SPASER_DOSSIER, SPASER_ENTREPOT et SPASER_BASE, qui sont vides.

    Toute la sauvegarde est contrôlée avant que rien ne soit touché. Une sauvegarde plus ancienne
    est mise à jour. Les personnes effacées depuis le sont de nouveau, d’après le fichier
    « effacements » qui est à côté d’elle.
    """
    open_site()
    from django.conf import settings

    from spaser.web.sauvegarde.restauration import RESTES, restore_site
    from spaser.web.socle.effacements import FICHIER

    listes = [*([effacements] if effacements else []), sauvegarde.with_name(FICHIER)]
    with open_suivi() as suivi:
        manifeste, effaces = restore_site(sauvegarde, cle=cle, listes=listes, suivi=suivi)
    tell(f"Le site du {manifeste.cree_le} est restauré dans {settings.DOSSIER}.")
    tell(
        f"  {pluriel(sum(manifeste.tables.values()), 'ligne')} de {len(manifeste.tables)} tables, "
        f"{pluriel(len(manifeste.pieces), 'fichier')}, tous conformes"
    )
    for dit in effaces:
        tell(f"  {dit}")
    tell(f"Ses réglages, sans secrets, sont dans {settings.DOSSIER / RESTES}. Il reste à :")
    tell(f"  redonner {', '.join(manifeste.secrets)}, qu’aucune sauvegarde ne contient")
    tell(
        "    (avec une autre SPASER_SECRET, chacun se reconnecte et des liens envoyés sont perdus)"
    )
    if manifeste.manquants:
        tell(f"  reprendre d’une sauvegarde plus ancienne : {', '.join(manifeste.manquants)}")
    tell("  servir le site : spaser serve")
