"""The commands of backups: made, put back, tried."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from spaser.cli import saisies
from spaser.cli.console import open_suivi, tell
from spaser.cli.site import open_site
from spaser.documents.francais import pluriel
from spaser.elements import ErreurSpaser, format_octets

if TYPE_CHECKING:
    from spaser.site.socle.sauvegarde.archive import Manifeste

_CLE: Final = "Clé privée d’age d’une sauvegarde chiffrée."


# --- `spaser sauvegarder`: a backup of the open site, in one file ---


@click.command(short_help="Sauvegarde le site, même ouvert.")
@click.argument("dossier", type=saisies.DOSSIER, metavar="DOSSIER",
    help="Dossier des sauvegardes, hors du site.")  # fmt: skip
@click.option("--garder", type=click.IntRange(1), metavar="N",
    help="Ne garde que les N dernières sauvegardes de ce dossier.")  # fmt: skip
@click.option(
    "--chiffrer", metavar="CLÉS", help="Chiffre pour ces clés publiques d’age (age1…,age1…)."
)
@click.option("--eprouver", is_flag=True, help="La restaure à côté avant de supprimer les autres.")
@saisies.option_fichier("--cle", "Clé privée d’age, pour éprouver une sauvegarde chiffrée.")
def sauvegarder(
    dossier: Path, garder: int | None, chiffrer: str | None, cle: Path | None, *, eprouver: bool
) -> None:
    """Écrit dans DOSSIER une sauvegarde entière du site, sans le fermer.

    La base, les fichiers, les marchés des espaces, l’entrepôt en service et les réglages sans leurs
    secrets, tels qu’ils sont au même instant. Le fichier n’a son nom qu’une fois entier.
    """
    open_site()
    from spaser.site.socle.controles import check_cle_age
    from spaser.site.socle.sauvegarde.etat import EPREUVE, SAUVEGARDE, note
    from spaser.site.socle.sauvegarde.gestes import prove_sauvegarde, save_site

    if chiffrer and (souci := check_cle_age(chiffrer)):
        raise click.BadParameter(souci, param_hint="--chiffrer")
    if eprouver and chiffrer and not cle:
        raise click.UsageError("Pour éprouver une sauvegarde chiffrée, donnez --cle.")

    def prove(chemin: Path) -> None:
        if eprouver:
            suivi.etape("Épreuve : restauration à côté")
            with note(EPREUVE):
                prove_sauvegarde(chemin, cle)

    with note(SAUVEGARDE), open_suivi() as suivi:
        faite = save_site(dossier, garder=garder or 0, cle=chiffrer or "", suivi=suivi, prove=prove)
    manifeste = faite.manifeste
    tell(f"Sauvegarde : {faite.chemin} ({format_octets(faite.octets)})")
    tell(f"  {_count(manifeste)}, aucun secret")
    if eprouver:
        tell("  restaurée à côté : tout s’y retrouve")
    if faite.supprimees:
        tell(f"  supprimées : {', '.join(faite.supprimees)}")
    if manifeste.manquants:
        raise ErreurSpaser(
            "La sauvegarde est faite, mais le site avait déjà perdu des fichiers que sa base "
            f"nomme : {', '.join(manifeste.manquants)}.",
            "Reprenez-les d’une sauvegarde plus ancienne.",
        )


def _count(manifeste: Manifeste) -> str:
    lignes = pluriel(sum(manifeste.tables.values()), "ligne")
    fichiers = pluriel(len(manifeste.pieces), "fichier")
    return f"{lignes} de {len(manifeste.tables)} tables, {fichiers}"


# --- `spaser restaurer`: a backup put back into an empty site ---


@click.command(short_help="Restaure une sauvegarde dans un site vide.")
@click.argument("sauvegarde", type=saisies.LU, metavar="SAUVEGARDE",
    help="Fichier écrit par « spaser sauvegarder ».")  # fmt: skip
@saisies.option_fichier("--cle", _CLE)
@saisies.option_fichier(
    "--effacements",
    "Liste des effacements de l’ancien site, si elle n’est pas à côté de la sauvegarde.",
)
def restaurer(sauvegarde: Path, cle: Path | None, effacements: Path | None) -> None:
    """Remet un site en place dans SPASER_DOSSIER, SPASER_ENTREPOT et SPASER_BASE, qui sont vides.

    Toute la sauvegarde est contrôlée avant que rien ne soit touché. Une sauvegarde plus ancienne
    est mise à jour. Les personnes effacées depuis le sont de nouveau, d’après le fichier
    « effacements » qui est à côté d’elle.
    """
    open_site()
    from django.conf import settings

    from spaser.site.socle.sauvegarde.effacements import FICHIER
    from spaser.site.socle.sauvegarde.gestes import RESTES, restore_site

    listes = [*([effacements] if effacements else []), sauvegarde.with_name(FICHIER)]
    with open_suivi() as suivi:
        manifeste, effaces = restore_site(sauvegarde, cle=cle, listes=listes, suivi=suivi)
    tell(f"Le site du {manifeste.cree_le} est restauré dans {settings.DOSSIER}.")
    tell(f"  {_count(manifeste)}, tous conformes")
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


# --- `spaser eprouver`: the drill of a backup ---


@click.command(short_help="Éprouve une sauvegarde : la restaure à côté et compare.")
@click.argument("sauvegarde", type=click.Path(path_type=Path, exists=True), metavar="SAUVEGARDE",
    help="Fichier de sauvegarde, ou dossier dont la dernière est éprouvée.")  # fmt: skip
@saisies.option_fichier("--cle", _CLE)
def eprouver(sauvegarde: Path, cle: Path | None) -> None:
    """Restaure une sauvegarde à côté du site, compare, puis efface ce qui a été restauré.

    Les lignes de chaque table, l’empreinte de chaque fichier et l’ouverture de chaque entrepôt sont
    contrôlées. Le site n’est ni touché ni fermé ; la page /sante dit le résultat.
    """
    open_site()
    from spaser.site.socle.sauvegarde.etat import EPREUVE, note
    from spaser.site.socle.sauvegarde.gestes import find_sauvegarde, prove_sauvegarde

    with note(EPREUVE), open_suivi() as suivi:
        trouvee = find_sauvegarde(sauvegarde)
        suivi.etape(f"Épreuve de {trouvee.name}")
        prove_sauvegarde(trouvee, cle)
    tell(f"{trouvee.name} se restaure : tables, fichiers et entrepôts sont conformes.")
