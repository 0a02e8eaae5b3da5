"""`spaser sauvegarder`: a backup of the open site, in one file."""

from pathlib import Path

import click

from spaser.cli.console import open_suivi, tell
from spaser.cli.site import open_site
from spaser.documents.francais import pluriel
from spaser.erreurs import ErreurSpaser
from spaser.grandeurs import format_octets


@click.command(short_help="Sauvegarde le site, même ouvert.")
@click.argument(
    "dossier",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DOSSIER",
    help="Dossier des sauvegardes, hors du site.",
)
@click.option(
    "--garder",
    type=click.IntRange(1),
    metavar="N",
    help="Ne garde que les N dernières sauvegardes de ce dossier.",
)
@click.option(
    "--chiffrer", metavar="CLÉS", help="Chiffre pour ces clés publiques d’age (age1…,age1…)."
)
@click.option("--eprouver", is_flag=True, help="La restaure à côté avant de supprimer les autres.")
@click.option(
    "--cle",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FICHIER",
    help="Clé privée d’age, pour éprouver une sauvegarde chiffrée.",
)
def sauvegarder(
    dossier: Path, garder: int | None, chiffrer: str | None, cle: Path | None, *, eprouver: bool
) -> None:
    """Écrit dans DOSSIER une sauvegarde entière du site, sans le fermer.

    La base, les fichiers, les marchés des espaces, l’entrepôt en service et les réglages sans leurs
    secrets, tels qu’ils sont au même instant. Le fichier n’a son nom qu’une fois entier.
    """
    open_site()
    from spaser.web.config.controles import check_cle_age
    from spaser.web.sauvegarde.ecriture import save_site
    from spaser.web.sauvegarde.epreuve import prove_sauvegarde
    from spaser.web.sauvegarde.etat import EPREUVE, SAUVEGARDE, note

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
    tell(
        f"  {pluriel(sum(manifeste.tables.values()), 'ligne')} de {len(manifeste.tables)} tables, "
        f"{pluriel(len(manifeste.pieces), 'fichier')}, aucun secret"
    )
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
