"""`spaser exporter`: the tables of contracts for other programs, from a store or from files."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from spaser.cli import saisies
from spaser.cli.commandes.marches import run_import
from spaser.cli.console import deliver, make_console, open_brouillon, open_tube, tell
from spaser.documents.francais import format_nombre, pluriel, typographie
from spaser.documents.onglets import list_lignes_csv
from spaser.moteur.entrepot.colonnes import EXPORTEES, describe_colonnes

if TYPE_CHECKING:
    from spaser.moteur.entrepot.lecture import Entrepot
    from spaser.moteur.exportation import ContratsVoulus

FORMES: Final = ("parquet", "csv", "excel", "ndjson", "sql")
_LIGNES_EXCEL: Final = 1_048_575  # under the line of titles
_EXEMPLES: Final = """
\b
Exemples :
  spaser exporter dossier/ --sortie marches.parquet
  spaser exporter --sortie export
  spaser exporter --table titulaires --format csv > titulaires.csv
  spaser exporter --acheteur 001010016 --annee 2024-2025 --sortie val-fictif
"""


@click.command(epilog=_EXEMPLES, short_help="Donne les marchés à un autre programme.")
@click.argument(
    "fichiers", nargs=-1, metavar="[FICHIER]...",
    help="Fichiers ou dossiers à lire ; sinon, l’entrepôt.",
)  # fmt: skip
@click.option("--table", type=click.Choice(tuple(EXPORTEES)),
    help="Table voulue ; sinon, marches, ou toutes dans un dossier.")  # fmt: skip
@click.option("--sortie", type=click.Path(path_type=Path), metavar="FICHIER|DOSSIER",
    help="Fichier à écrire, dossier si le nom n’a pas de suffixe ; sinon, la sortie standard."
)  # fmt: skip
@click.option("--format", "forme", type=click.Choice(FORMES),
    help="Forme du résultat ; sinon, celle que dit le nom de la sortie.")  # fmt: skip
@click.option("--acheteur", "acheteurs", multiple=True, metavar="SIREN",
    help="Les contrats et les chiffres de cet acheteur seul ; peut se répéter.")  # fmt: skip
@click.option("--annee", "annees", multiple=True, type=saisies.ANNEES,
    help="Ceux de cette année seule : 2024, 2024,2025 ou 2022-2025.")  # fmt: skip
@click.option("--colonnes", is_flag=True, help="Explique les tables et leurs colonnes, sans lire.")
@saisies.option_entrepot
def exporter(  # noqa: PLR0913, PLR0917 - one parameter an option
    fichiers: tuple[str, ...],
    table: str | None,
    sortie: Path | None,
    forme: str | None,
    acheteurs: tuple[str, ...],
    annees: tuple[tuple[int, ...], ...],
    colonnes: bool,  # noqa: FBT001 - a flag of the command line
    entrepot: Path,
) -> None:
    """Écrit les contrats, chacun une fois, avec leurs titulaires et les chiffres des acheteurs.

    Les données sont celles de l’entrepôt. Si des fichiers sont donnés, elles viennent d’eux seuls :
    ils sont lus dans un entrepôt temporaire, effacé à la fin.

    Formes : parquet, csv (virgule, point décimal, pour un programme), excel (CSV avec point-virgule
    et virgule décimale, sans formule qui s’exécute), ndjson (un objet JSON par ligne), sql (les
    vues par lesquelles DuckDB ouvre l’entrepôt).
    """
    if colonnes:
        deliver(describe_colonnes(), sortie)
        return
    saisies.check_entrees(fichiers)
    sortie = None if sortie == Path(saisies.CLAVIER) else sortie
    en_dossier = sortie is not None and (sortie.is_dir() or not sortie.suffix)
    forme = forme or ("csv" if sortie is None else sortie.suffix.lower()[1:] or "parquet")
    if forme not in FORMES:
        raise click.UsageError(
            f"Le nom « {sortie} » ne dit pas la forme voulue : finissez-le par .parquet, .csv, "
            ".ndjson ou .sql, ou ajoutez --format."
        )
    if forme == "parquet" and sortie is None and sys.stdout.isatty():
        raise click.UsageError("Parquet ne se lit pas à l’écran : ajoutez --sortie marches.parquet")
    if forme == "sql" and (fichiers or en_dossier or table or acheteurs or annees):
        raise click.UsageError(
            "Les vues SQL ouvrent tout un entrepôt : ni fichier, ni table, ni acheteur, ni année."
        )
    for saisie in acheteurs:
        saisies.check_saisie(saisie)
    with _open(fichiers, entrepot) as ouvert:
        from spaser.moteur.exportation import ContratsVoulus, check_export, write_vues

        choix = ContratsVoulus(
            tuple(saisies.choose_acheteur(ouvert, saisie).siren for saisie in acheteurs),
            tuple(sorted({annee for lues in annees for annee in lues})),
        )
        check_export(ouvert, choix)
        if forme == "sql":
            deliver(write_vues(ouvert), sortie)
            return
        suffixe = "csv" if forme == "excel" else forme
        for une in (table,) if table else EXPORTEES if en_dossier else ("marches",):
            cible = sortie / f"{une}.{suffixe}" if sortie and en_dossier else sortie
            _write(ouvert, une, forme, cible, choix)


@contextmanager
def _open(fichiers: Sequence[str], entrepot: Path) -> Iterator[Entrepot]:
    """Open the store, or one that is made of these files for the time of the command."""
    if not fichiers:
        with saisies.open_store(entrepot) as ouvert:
            yield ouvert
        return
    source = click.get_current_context().get_parameter_source("entrepot")
    if source is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError(
            "Des fichiers, ou --entrepot : pas les deux. Pour garder ce qui est lu, tapez d’abord "
            "spaser importer FICHIER… --entrepot DOSSIER."
        )
    from spaser.cli.rapport_import import print_rapport
    from spaser.moteur.entrepot.lecture import open_entrepot

    with tempfile.TemporaryDirectory(prefix="spaser-export-") as dossier:
        rapport = run_import(fichiers, Path(dossier))
        print_rapport(make_console(erreurs=True), rapport)
        with open_entrepot(Path(dossier)) as ouvert:
            yield ouvert


def _write(
    entrepot: Entrepot, table: str, forme: str, sortie: Path | None, choix: ContratsVoulus
) -> None:
    from spaser.moteur.exportation import export_table, list_rangees

    with open_tube() if sortie is None else open_brouillon(sortie) as chemin:
        if forme == "excel":
            rangees = list_rangees(entrepot, table, choix)
            titres = [colonne.nom for colonne in EXPORTEES[table]]
            with chemin.open("w", encoding="utf-8", newline="") as fichier:
                nombre = sum(map(bool, map(fichier.write, list_lignes_csv(titres, rangees)))) - 1
        else:
            nombre = export_table(entrepot, table, forme, chemin, choix)
    if sortie is not None:
        tell(typographie(f"Écrit : {sortie} ({pluriel(nombre, 'ligne')})"))
    if forme == "excel" and nombre > _LIGNES_EXCEL:
        tell(f"Excel n’ouvre que {format_nombre(_LIGNES_EXCEL)} lignes : donnez moins de fichiers.")
