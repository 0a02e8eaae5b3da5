"""`spaser depenses`: what finance extracts say of a year's purchases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from spaser.cli.console import make_console, print_json, tell
from spaser.cli.saisies import (
    ANNEE,
    check_entrees,
    check_siren,
    explain_saisie,
    option_entrepot,
    option_forme,
)

if TYPE_CHECKING:
    from spaser.donnees.depenses.base import Connexion
    from spaser.donnees.depenses.colonnes import Memoire
    from spaser.donnees.depenses.lecture import ExtraitsLus, ReglagesExtraits
    from spaser.donnees.depenses.resultats.synthese import Synthese

_MONTANTS: Final = ("ht", "ttc")


@click.command(short_help="Lit des mandats et des factures payés.")
@click.argument("fichiers", nargs=-1, required=True, metavar="FICHIER...", help="CSV, XLSX ou ODS.")
@click.option(
    "--correspondance",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    help="Correspondance des colonnes : relue si elle existe, complétée après la lecture.",
)
@click.option(
    "--fournisseurs",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FICHIER",
    help="Choix déjà faits sur des fournisseurs, en JSON.",
)
@click.option("--siren", help="SIREN de l’acheteur : écarte les autres, situe le territoire.")
@click.option("--annee", type=ANNEE, help="Année d’un fichier qui ne porte ni date ni exercice.")
@click.option(
    "--montant", type=click.Choice(_MONTANTS), help="Ce qu’est un montant dont rien ne le dit."
)
@option_forme("Forme du résultat.")
@option_entrepot
def depenses(  # noqa: PLR0913, PLR0917 - one parameter an option
    fichiers: tuple[str, ...],
    correspondance: Path | None,
    fournisseurs: Path | None,
    siren: str | None,
    annee: int | None,
    montant: str | None,
    forme: str,
    entrepot: Path,
) -> None:
    """Lit des extraits de dépenses payées : mandats, factures, commandes.

    Dit ce qu’est devenue chaque ligne, le total de l’année, et les taux en euros payés. Rien n’est
    gardé : les lignes lues sont effacées à la fin de la commande.
    """
    import tempfile

    from spaser.donnees.depense_payee import open_depense_payee
    from spaser.donnees.depenses.colonnes import Memoire, load_memoire
    from spaser.donnees.depenses.decisions import Decisions, TableChoix, read_choix
    from spaser.donnees.depenses.lecture import ReglagesExtraits

    check_entrees(fichiers)
    reglages = ReglagesExtraits(
        memoire=load_memoire(correspondance) if correspondance else Memoire(),
        decisions=Decisions(
            read_choix(fournisseurs.read_bytes()) if fournisseurs else TableChoix()
        ),
        acheteur=_check_siren(siren),
        annee=annee,
        montant_est=montant,
    )
    with tempfile.TemporaryDirectory(prefix="spaser-depenses-") as dossier:
        lignes = Path(dossier) / "lignes.parquet"
        lecture = _read(fichiers, lignes, reglages)
        with open_depense_payee(lignes, entrepot) as connexion:
            synthese = _compute(connexion, reglages.acheteur)
    if correspondance:
        _remember(correspondance, reglages.memoire, lecture)
    _show(lecture, synthese, forme, reglages.acheteur)


def _check_siren(siren: str | None) -> str | None:
    from spaser.identifiants import is_siren

    lu = check_siren(siren) if siren else None
    if siren and (lu is None or not is_siren(lu)):
        raise click.BadParameter(explain_saisie(siren), param_hint="--siren")
    return lu


def _read(fichiers: tuple[str, ...], lignes: Path, reglages: ReglagesExtraits) -> ExtraitsLus:
    from spaser.donnees.depenses.lecture import read_depenses

    return read_depenses([Path(nom) for nom in fichiers], lignes, reglages)


def _compute(connexion: Connexion, siren: str | None) -> Synthese:
    from spaser.donnees.depenses.resultats.synthese import compute_synthese

    return compute_synthese(connexion, siren)


def _remember(chemin: Path, memoire: Memoire, lecture: ExtraitsLus) -> None:
    from spaser.donnees.depenses.colonnes import write_memoire

    for nouvelle in lecture.correspondances:
        memoire = memoire.remember(nouvelle)
    chemin.write_bytes(write_memoire(memoire))
    tell(f"Correspondance des colonnes gardée : {chemin}")


def _show(lecture: ExtraitsLus, synthese: Synthese, forme: str, siren: str | None) -> None:
    from spaser.documents.depenses import dump_depenses

    if forme == "json":
        print_json(dump_depenses(lecture, synthese, siren))
        return
    from spaser.cli.depenses_texte import print_depenses

    print_depenses(make_console(), lecture, synthese)
