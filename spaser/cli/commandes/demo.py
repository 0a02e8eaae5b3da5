"""`spaser demo`: writes the files of the fictitious territory."""

from pathlib import Path

import click

from spaser.cli.console import tell


@click.command()
@click.argument(
    "dossier",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("val-fictif"),
    help="Dossier à écrire ; sinon, ./val-fictif.",
)
def demo(dossier: Path) -> None:
    """Écrit les fichiers d’un territoire inventé, pour essayer.

    Six acheteurs, environ trois mille marchés de 2019 à 2026, dans les formats officiels, avec les
    défauts des vrais fichiers. Toujours les mêmes, à l’octet près. Aucune personne réelle.
    """
    from spaser.demonstration.ecriture import write_demonstration

    ecrite = write_demonstration(dossier)
    for chemin in (*ecrite.fichiers, ecrite.esus, ecrite.inclusion):
        click.echo(str(chemin))
    tell(f"\nPour les lire :    spaser importer {dossier}")
    tell(f"Puis, un bilan :   spaser bilan {ecrite.siren}")
