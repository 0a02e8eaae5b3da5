"""`spaser importer`: reads contract files into the store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from spaser.cli.console import make_console, open_suivi, print_json, tell
from spaser.cli.national import Copies, fetch_national
from spaser.cli.saisies import (
    ANNEES,
    check_entrees,
    measure_entrees,
    option_entrepot,
    option_forme,
    tell_entrepot,
    tell_programme,
)
from spaser.erreurs import ErreurSpaser

if TYPE_CHECKING:
    from spaser.donnees.entrepot.rapport import RapportImport


@click.command(short_help="Lit des fichiers de marchés publics.")
@click.argument(
    "fichiers",
    nargs=-1,
    metavar="FICHIER...",
    help="Fichiers ou dossiers ; « - » lit l’entrée standard.",
)
@click.option(
    "--national",
    is_flag=True,
    help="Télécharge aussi les fichiers nationaux (data.gouv.fr), ou les met à jour.",
)
@click.option("--annees", type=ANNEES, help="Années nationales voulues ; sinon, toutes.")
@click.option(
    "--tabulaire",
    is_flag=True,
    help="Prend le tableau national (Parquet) au lieu des fichiers officiels.",
)
@option_forme("Forme du compte rendu.")
@option_entrepot
def importer(
    fichiers: tuple[str, ...],
    national: bool,  # noqa: FBT001 - a flag of the command line
    annees: tuple[int, ...] | None,
    tabulaire: bool,  # noqa: FBT001 - same
    forme: str,
    entrepot: Path,
) -> None:
    """Lit des fichiers de marchés publics et calcule les indicateurs.

    Formats reconnus par leur contenu : JSON et XML officiels (versions 1 et 2), tableaux CSV et
    Parquet, compressés ou non (.gz, .zip). Les listes d’entreprises (ESUS, insertion, Sirene) le
    sont aussi. Un fichier déjà lu ne compte pas deux fois.

    Le compte rendu dit ce qu’est devenu chaque enregistrement : rien n’est perdu en silence.
    """
    check_entrees(fichiers)
    _check_national(fichiers, annees, national=national, tabulaire=tabulaire)
    copies = fetch_national(entrepot, annees, tabulaire=tabulaire) if national else Copies()
    rapport = run_import([*fichiers, *copies.choose(fichiers)], entrepot)
    if forme == "json":
        print_json(rapport.to_dict())
    else:
        show_rapport(rapport)
        _tell_suite(rapport, entrepot)
    if copies.manquants:
        raise copies.explain()
    check_utile(rapport)


def _tell_suite(rapport: RapportImport, entrepot: Path) -> None:
    if rapport.entrepot.get("acheteurs"):
        programme, ici = tell_programme(), tell_entrepot(entrepot)
        tell(f"Pour la suite : {programme} acheteurs{ici}, puis {programme} bilan SIREN{ici}")


def _check_national(
    fichiers: Sequence[str], annees: Sequence[int] | None, *, national: bool, tabulaire: bool
) -> None:
    """Refuse what asks for nothing, or for two things that do not go together."""
    if not fichiers and not national:
        raise click.UsageError("Donnez au moins un fichier, ou l’option --national.")
    if (annees or tabulaire) and not national:
        raise click.UsageError("--annees et --tabulaire vont avec --national.")
    if annees and tabulaire:
        raise click.UsageError("Le tableau national n’est pas découpé par année.")


def run_import(fichiers: Sequence[str], entrepot: Path) -> RapportImport:
    from spaser.donnees.importation import import_fichiers

    with open_suivi(measure_entrees(fichiers)) as suivi:
        return import_fichiers(fichiers, entrepot, suivi=suivi)


def check_utile(rapport: RapportImport) -> None:
    totaux = rapport.totaux
    if totaux["lus"] == totaux["quarantaine"] and not rapport.referentiels:
        raise ErreurSpaser(
            "Aucun marché utilisable n’a été trouvé.",
            "Le compte rendu dit ce qu’est devenu chaque fichier.",
        )


def show_rapport(rapport: RapportImport) -> None:
    from spaser.cli.rapport_import import print_rapport

    print_rapport(make_console(), rapport)
