"""`spaser eprouver`: the drill of a backup."""

from pathlib import Path

import click

from spaser.cli.console import open_suivi, tell
from spaser.cli.site import open_site


@click.command(short_help="Éprouve une sauvegarde : la restaure à côté et compare.")
@click.argument(
    "sauvegarde",
    type=click.Path(path_type=Path, exists=True),
    metavar="SAUVEGARDE",
    help="Fichier de sauvegarde, ou dossier dont la dernière est éprouvée.",
)
@click.option(
    "--cle",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FICHIER",
    help="Clé privée d’age d’une sauvegarde chiffrée.",
)
def eprouver(sauvegarde: Path, cle: Path | None) -> None:
    """Restaure une sauvegarde à côté du site, compare, puis efface ce qui a été restauré.

    Les lignes de chaque table, l’empreinte de chaque fichier et l’ouverture de chaque entrepôt sont
    contrôlées. Le site n’est ni touché ni fermé ; la page /sante dit le résultat.
    """
    open_site()
    from spaser.web.sauvegarde.epreuve import find_sauvegarde, prove_sauvegarde
    from spaser.web.sauvegarde.etat import EPREUVE, note

    with note(EPREUVE), open_suivi() as suivi:
        trouvee = find_sauvegarde(sauvegarde)
        suivi.etape(f"Épreuve de {trouvee.name}")
        prove_sauvegarde(trouvee, cle)
    tell(f"{trouvee.name} se restaure : tables, fichiers et entrepôts sont conformes.")
