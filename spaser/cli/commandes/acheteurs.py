"""`spaser acheteurs`: who is in the store, to find a SIREN."""

from dataclasses import asdict
from pathlib import Path

import click

from spaser.cli.choix_acheteur import TOUS, find_noms_proches, open_store, search_acheteurs
from spaser.cli.console import make_console, print_json, tell
from spaser.cli.saisies import ENTIER, option_entrepot, option_forme
from spaser.documents.francais import format_annees, format_nombre, pluriel
from spaser.donnees.valeurs import Acheteur


@click.command()
@click.argument("recherche", nargs=-1, metavar="[MOTS]...", help="Mots du nom, ou début du SIREN.")
@click.option(
    "--limite",
    type=ENTIER,
    default=20,
    show_default=True,
    help="Nombre d’acheteurs montrés ; 0 pour tous.",
)
@option_forme("Forme du résultat.")
@option_entrepot
def acheteurs(recherche: tuple[str, ...], limite: int, forme: str, entrepot: Path) -> None:
    """Montre les acheteurs connus, du plus actif au moins actif.

    Sert à trouver un SIREN : « spaser acheteurs ville fictive » cherche dans les noms, accents et
    majuscules mis à part.
    """
    mots = " ".join(recherche)
    with open_store(entrepot) as ouvert:
        connus = ouvert.list_acheteurs(TOUS)
    trouves = search_acheteurs(connus, mots) if mots else list(connus)
    montres = trouves[:limite] if limite else trouves
    if forme == "json":
        print_json({"total": len(trouves), "acheteurs": [asdict(a) for a in montres]})
        return
    if not trouves:
        _tell_aucun(connus, mots)
        return
    _show(montres)
    if len(montres) < len(trouves):
        reste = pluriel(len(trouves) - len(montres), "autre acheteur", "autres acheteurs")
        tell(f"… et {reste}. Pour tous les voir : --limite 0")


def _tell_aucun(connus: list[Acheteur], mots: str) -> None:
    tell(f"Aucun acheteur ne correspond à « {mots} ».")
    proches = find_noms_proches(connus, mots)
    if proches:
        tell("Noms voisins :")
        _show(proches)


def _show(acheteurs: list[Acheteur]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("SIREN", no_wrap=True)
    table.add_column("Acheteur")
    table.add_column("Marchés", justify="right")
    table.add_column("Concessions", justify="right")
    table.add_column("Années")
    for acheteur in acheteurs:
        table.add_row(
            acheteur.siren,
            Text(acheteur.nom or "nom non publié", style="" if acheteur.nom else "dim"),
            format_nombre(acheteur.nb_marches),
            format_nombre(acheteur.nb_concessions),
            format_annees(acheteur.annees),
        )
    make_console().print(table)
