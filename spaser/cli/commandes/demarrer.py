"""`spaser demarrer`: from nothing to a first bilan, in one command."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from spaser.cli.choix_acheteur import open_store
from spaser.cli.commandes.bilan import make_bilan, render, show_bilan
from spaser.cli.commandes.importer import check_entrees, run_import, show_rapport
from spaser.cli.console import deliver, tell
from spaser.cli.saisies import option_entrepot
from spaser.erreurs import ErreurSpaser

ENTREPOT_DEMO: Final = Path("entrepot") / "demonstration"


@click.command(short_help="Fait tout d’un coup : lit, calcule, montre un bilan.")
@click.argument(
    "fichiers",
    nargs=-1,
    metavar="[FICHIER]...",
    help="Fichiers de marchés ; sans fichier, la démonstration.",
)
@click.option(
    "--sans-serveur",
    is_flag=True,
    hidden=True,
    expose_value=False,
    help="S’arrête une fois les chiffres calculés.",
)
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sortie"),
    show_default="./sortie",
    metavar="DOSSIER",
    help="Dossier de la page écrite.",
)
@option_entrepot
def demarrer(fichiers: tuple[str, ...], sortie: Path, entrepot: Path) -> None:
    """Lit des fichiers, ou un territoire inventé, et montre le bilan d’un acheteur.

    Range les marchés, imprime le bilan de l’acheteur qui en a le plus, l’écrit en page HTML, et
    dit quoi faire ensuite.
    """
    check_entrees(fichiers)
    if fichiers:
        show_rapport(run_import(fichiers, entrepot))
        siren = _find_premier(entrepot)
    else:
        tell("Sans fichier donné : voici un territoire inventé, Val-Fictif.")
        siren = _import_demonstration(sortie, entrepot)
    resultat = make_bilan(entrepot, siren)
    show_bilan(resultat)
    page = sortie / f"bilan-{siren}.html"
    deliver(render(resultat, "html"), page)
    _tell_suite(siren, page, entrepot)


def _import_demonstration(sortie: Path, entrepot: Path) -> str:
    from spaser.demonstration.ecriture import write_demonstration

    ecrite = write_demonstration(sortie / "val-fictif")
    show_rapport(run_import([str(ecrite.dossier)], entrepot))
    return ecrite.siren


def _find_premier(entrepot: Path) -> str:
    with open_store(entrepot) as ouvert:
        acheteurs = ouvert.list_acheteurs(1)
    if not acheteurs:
        raise ErreurSpaser(
            "Aucun marché n’a été reconnu dans ces fichiers.",
            "Le compte rendu ci-dessus dit pourquoi chacun a été ignoré.",
        )
    return acheteurs[0].siren


def _tell_suite(siren: str, page: Path, entrepot: Path) -> None:
    autre = "" if entrepot == Path("entrepot") else f" --entrepot {entrepot}"
    tell("")
    tell("Et maintenant :")
    tell(f"  ouvrir la page du bilan          {page}")
    tell(f"  choisir un autre acheteur        spaser acheteurs{autre}")
    tell(f"  voir les marchés d’un chiffre    spaser preuve {siren} SOC-01 --annee 2025{autre}")
    tell(f"  lire vos propres fichiers        spaser importer FICHIER…{autre}")
    tell("  comprendre un indicateur         spaser indicateurs SOC-01")
