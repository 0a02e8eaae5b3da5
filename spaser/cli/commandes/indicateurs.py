"""`spaser indicateurs`: the catalogue, or the sheet of one indicator."""

from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches

import click

from spaser.cli.console import make_console, print_json
from spaser.cli.saisies import option_forme
from spaser.documents.francais import typographie
from spaser.donnees.valeurs import Fiche


@click.command()
@click.argument(
    "code", required=False, metavar="[CODE]", help="Code d’un indicateur, par exemple SOC-01."
)
@option_forme("Forme du résultat.")
def indicateurs(code: str | None, forme: str) -> None:
    """Montre les indicateurs, ou explique l’un d’eux.

    Pour chacun : ce qu’il compte, sa méthode, ses limites, sa source et son statut (attendu par
    la loi, suivi dans des SPASER publiés, proposé par cet outil).
    """
    from spaser.donnees.indicateurs import fiches

    toutes = fiches()
    if code is None:
        _show_liste(toutes, forme)
    else:
        _show_fiche(find_definition(toutes, code), forme)


def find_definition(fiches: Sequence[Fiche], code: str) -> Fiche:
    """Return the sheet of a code, typed in any case; a wrong one is answered with its nearest."""
    par_code = {fiche.code.casefold(): fiche for fiche in fiches}
    cle = code.strip().casefold().replace("_", "-").replace(" ", "-")
    if cle in par_code:
        return par_code[cle]
    proches = [par_code[proche].code for proche in get_close_matches(cle, par_code, n=3)]
    conseil = f" Les plus proches : {', '.join(proches)}." if proches else ""
    raise click.BadParameter(
        f"aucun indicateur n’a le code « {code} ».{conseil} "
        "La commande « spaser indicateurs » les liste tous."
    )


def _show_liste(fiches: Sequence[Fiche], forme: str) -> None:
    if forme == "json":
        print_json({"indicateurs": [asdict(fiche) for fiche in fiches]})
        return
    from rich.table import Table

    from spaser.documents.vue_bilan import THEMES, name_statut

    console = make_console()
    for theme, nom in THEMES.items():
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
        table.add_column(no_wrap=True, style="bold")
        table.add_column(ratio=3)
        table.add_column(ratio=2, style="dim")
        for fiche in fiches:
            if fiche.theme == theme:
                table.add_row(
                    fiche.code, typographie(fiche.libelle), name_statut(fiche.code, fiche.statut)
                )
        console.print(f"\n[bold]{nom}[/]")
        console.print(table)


def _show_fiche(fiche: Fiche, forme: str) -> None:
    if forme == "json":
        print_json(asdict(fiche))
        return
    from rich.table import Table
    from rich.text import Text

    from spaser.documents.vue_bilan import THEMES, name_statut

    console = make_console()
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column()
    statut = name_statut(fiche.code, fiche.statut)
    if fiche.indice:
        statut += " ; un indice tiré des données, jamais une preuve de conformité"
    lignes = {
        "Thème": THEMES[fiche.theme],
        "Unité": fiche.unite,
        "Statut": statut,
        "Méthode": fiche.methode,
        "Limites": fiche.limites,
        "Droit": fiche.droit,
        "Source": fiche.source,
        "Version": fiche.version,
    }
    for titre, texte in lignes.items():
        if not texte:
            continue
        table.add_row(titre, Text(typographie(texte)))
    console.print(f"\n[bold]{fiche.code}[/]  {typographie(fiche.libelle)}\n")
    console.print(table)
