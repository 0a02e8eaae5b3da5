"""`spaser verifier`: what is wrong in a file in the open SPASER format, all faults at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from spaser.cli.console import make_console, print_json
from spaser.cli.saisies import CLAVIER, option_forme
from spaser.documents.francais import pluriel, typographie

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaser.metier.format_spaser.validation import ErreurFormat
    from spaser.metier.registre.fiche import Spaser

CODE_PROBLEMES = 1


@click.command(short_help="Vérifie un fichier au format ouvert SPASER.")
@click.argument("fichier", help="Fichier JSON ; « - » lit l’entrée standard.")
@option_forme("Forme du compte rendu.")
def verifier(fichier: str, forme: str) -> int:
    """Vérifie un fichier au format ouvert SPASER, version 1.0 ou 1.1.

    Chaque faute est donnée avec sa place dans le fichier et la façon de la corriger, cinquante au
    plus. Le fichier n’est ni changé ni envoyé.

    La commande sort avec 0 si le fichier est valable, 1 sinon.
    """
    from spaser.metier.format_spaser.fichier import read_spaser

    lu = read_spaser(_read(fichier))
    if forme == "json":
        print_json(_describe(lu))
    elif isinstance(lu, list):
        _show_fautes(lu)
    else:
        _show_valable(lu)
    return CODE_PROBLEMES if isinstance(lu, list) else 0


def _read(fichier: str) -> bytes:
    """Read no more than what is needed to know that a file is too big."""
    from spaser.metier.format_spaser.fichier import TAILLE_MAXIMUM

    if fichier == CLAVIER:
        return sys.stdin.buffer.read(TAILLE_MAXIMUM + 1)
    if not Path(fichier).exists():
        raise click.BadParameter(f"« {fichier} » n’existe pas.", param_hint="FICHIER")
    with Path(fichier).open("rb") as flux:
        return flux.read(TAILLE_MAXIMUM + 1)


def _describe(lu: Spaser | list[ErreurFormat]) -> dict[str, Any]:
    from spaser.metier.format_spaser.fichier import find_version

    fautes = lu if isinstance(lu, list) else []
    return {
        "valable": not fautes,
        "version": None if isinstance(lu, list) else find_version(lu),
        "fautes": [
            {"place": f.pointeur, "lieu": f.lieu, "message": f.message, "correction": f.correction}
            for f in fautes
        ],
    }


def _show_valable(fiche: Spaser) -> None:
    from spaser.metier.format_spaser.fichier import find_version

    version = find_version(fiche)
    dit = f"Ce fichier est valable : {fiche.structure.nom}, version {version} du format."
    make_console().print(typographie(dit), markup=False)


def _show_fautes(fautes: Sequence[ErreurFormat]) -> None:
    console = make_console()
    console.print(f"{pluriel(len(fautes), 'faute')} à corriger", style="bold")
    for faute in fautes:
        console.print(typographie(f"\n{faute.lieu}"), style="bold", markup=False)
        if faute.pointeur:
            console.print(f"  {faute.pointeur}", style="dim", markup=False)
        console.print(typographie(f"  {faute.message} {faute.correction}"), markup=False)
