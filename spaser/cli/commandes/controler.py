"""`spaser controler`: what is wrong in a published file, and the file repaired where it is sure."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from spaser.cli.console import make_console, open_suivi, print_json, tell
from spaser.cli.saisies import CLAVIER, option_forme
from spaser.documents.francais import format_nombre, pluriel, typographie
from spaser.documents.tableur import BOM, Cellule, write_cellule_csv

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from spaser.donnees.decp.controle.ecriture import ACorriger, Deposer
    from spaser.donnees.decp.controle.rapport import Constat, RapportControle

SUFFIXE: Final = ".a-corriger.csv"
CODE_PROBLEMES: Final = 1
NB_CHAMPS: Final = 8  # fields named for a problem, on the screen

_ENTETES: Final = (
    "Fichier", "Rang dans le fichier", "Marché", "Acheteur", "Champ", "Valeur", "Problème",
    "Précision", "À faire", "Par qui", "Sens du champ", "Code",
)  # fmt: skip
_TITRES: Final[dict[str, str]] = {
    "acheteur": "À corriger par l’acheteur",
    "reparable": "Réparable sans rien inventer",
    "remarque": "À vérifier, sans empêcher la publication",
}


@click.command(short_help="Contrôle un fichier publié, et le répare.")
@click.argument("fichier", help="Fichier JSON ou XML publié ; « - » lit l’entrée standard.")
@option_forme("Forme du compte rendu.")
@click.option(
    "--corrige",
    "sortie",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="SORTIE",
    help="Fichier réparé à écrire, avec à côté la liste de ce qui reste à corriger.",
)
def controler(fichier: str, forme: str, sortie: Path | None) -> int:
    """Contrôle un fichier de marchés publics, champ par champ.

    Le fichier est celui que publie le profil d’acheteur, en JSON ou en XML. Chaque problème est
    soit réparable sans rien inventer, soit à corriger par l’acheteur, soit une simple remarque.

    Avec --corrige, les contrats valides ou réparables sont écrits en JSON au format officiel
    (schéma 2.0.4). Les autres n’y sont pas : un tableau du même nom, en .a-corriger.csv, dit pour
    chacun ce qui manque.

    La commande sort avec 0 si rien n’est à reprendre (ou si tout est réparé), 1 sinon.
    """
    _check_chemins(fichier, sortie)
    rapport = _run(fichier, sortie)
    if forme == "json":
        print_json(rapport.to_dict())
    else:
        _show(make_console(), rapport)
    if sortie is not None:
        tell(f"Écrits : {sortie} et {_path_a_corriger(sortie)}")
        return CODE_PROBLEMES if rapport.laisses else 0
    return CODE_PROBLEMES if rapport.valides < rapport.lus else 0


def _check_chemins(fichier: str, sortie: Path | None) -> None:
    if fichier != CLAVIER and not Path(fichier).exists():
        raise click.BadParameter(f"« {fichier} » n’existe pas.", param_hint="FICHIER")
    if sortie is None:
        return
    if not sortie.name or sortie.name.endswith(SUFFIXE):
        raise click.BadParameter(
            "donnez un nom de fichier, par exemple marches-repare.json.", param_hint="--corrige"
        )
    if fichier != CLAVIER and sortie.exists() and sortie.samefile(fichier):
        raise click.BadParameter(
            "le fichier réparé ne peut pas remplacer l’original.", param_hint="--corrige"
        )


def _run(fichier: str, sortie: Path | None) -> RapportControle:
    from spaser.donnees.decp.controle.execution import control_fichier

    aujourdhui = datetime.now().astimezone().date()
    with open_suivi() as suivi:
        if sortie is None:
            return control_fichier(fichier, aujourdhui, suivi=suivi)
        with _open_a_corriger(_path_a_corriger(sortie)) as deposer:
            return control_fichier(fichier, aujourdhui, sortie=sortie, deposer=deposer, suivi=suivi)


def _path_a_corriger(sortie: Path) -> Path:
    return sortie.with_suffix(SUFFIXE)


@contextmanager
def _open_a_corriger(chemin: Path) -> Iterator[Deposer]:
    """Write the list as it comes; it takes its name only once whole."""
    chemin.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=chemin.parent, prefix=".", delete=False
    ) as brouillon:
        provisoire = Path(brouillon.name)
        try:
            brouillon.write(BOM)
            plume = csv.writer(brouillon, delimiter=";", lineterminator="\r\n")
            plume.writerow(_ENTETES)
            yield lambda ligne: plume.writerow(map(write_cellule_csv, _row(ligne)))
        except BaseException:
            provisoire.unlink(missing_ok=True)
            raise
    provisoire.chmod(0o644)
    provisoire.replace(chemin)


def _row(ligne: ACorriger) -> Sequence[Cellule]:
    from spaser.donnees.decp.anomalies import LIBELLES, find_conseil

    code = ligne.probleme.code
    return (
        ligne.fichier, ligne.rang, ligne.id, ligne.acheteur, ligne.champ, ligne.valeur,
        LIBELLES.get(code, code), ligne.probleme.message, find_conseil(code) or None, ligne.qui,
        ligne.sens, code,
    )  # fmt: skip


def _show(console: Console, rapport: RapportControle) -> None:
    console.print(_build_somme(rapport))
    conformes = pluriel(rapport.conformes, "contrat")
    console.print(
        typographie(
            f"Le schéma officiel 2.0.4 accepterait {conformes} en l’état. Le contrôle va plus "
            "loin : clés des SIRET, montants, dates et réponses entre elles."
        )
    )
    for sort, titre in _TITRES.items():
        constats = [c for c in rapport.constats if c.sort == sort]
        if constats:
            console.print(f"\n[bold]{typographie(titre)}[/]")
            _show_constats(console, constats, plusieurs=len(rapport.fichiers) > 1)
    if rapport.champs_inconnus:
        noms = ", ".join(f"{n} ({format_nombre(k)})" for n, k in rapport.champs_inconnus.items())
        texte = f"\nBalises que le format ne prévoit pas, à retirer : {noms}"
        console.print(typographie(texte), markup=False)
    for ignore in rapport.ignores:
        console.print(f"Ignoré : {ignore.nom} : {ignore.raison}", markup=False)
    console.print()


def _build_somme(rapport: RapportControle) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        title="Contrats contrôlés", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD,
        pad_edge=False, show_header=False, show_footer=True,
    )  # fmt: skip
    table.add_column(footer="= Lus")
    table.add_column(justify="right", footer=format_nombre(rapport.lus))
    table.add_column(style="dim", footer=_tell_sortie(rapport))
    table.add_row("  Valides", format_nombre(rapport.valides), "rien à reprendre")
    reparables = format_nombre(rapport.reparables)
    table.add_row("+ Réparables", reparables, "une seule correction possible, sans rien inventer")
    a_corriger = format_nombre(rapport.a_corriger)
    table.add_row("+ À corriger", a_corriger, "l’acheteur seul connaît la réponse")
    return table


def _tell_sortie(rapport: RapportControle) -> str:
    if rapport.ecrits is None or rapport.laisses is None:
        return "la somme des lignes ci-dessus"
    ecrits, laisses = pluriel(rapport.ecrits, "écrit"), pluriel(rapport.laisses, "laissé")
    return f"{ecrits} dans le fichier réparé + {laisses} à l’acheteur"


def _show_constats(console: Console, constats: Sequence[Constat], *, plusieurs: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for constat in constats:
        nombre = pluriel(constat.enregistrements, "contrat")
        titre = Text(f"{typographie(constat.libelle)} ", style="bold")
        titre.append(f"({constat.code})", style="dim")
        titre.append(f" : {nombre}", style="none")
        console.print(Padding(titre, (1, 0, 0, 2)))
        console.print(Padding(Text(typographie(constat.conseil)), (0, 0, 0, 4)))
        if len(constat.champs) > 1:
            champs = Text(typographie(f"Champs : {_list_champs(constat)}"))
            console.print(Padding(champs, (0, 0, 0, 4)))
        for exemple in constat.exemples:
            ou = f"{exemple.fichier}, " if plusieurs else ""
            quoi = exemple.champ or ""
            if exemple.valeur is not None:
                quoi += f" « {_shorten(exemple.valeur)} »"
            ligne = f"{ou}n° {exemple.rang}, {exemple.id or 'sans identifiant'} : {quoi.strip()}"
            texte = Text(typographie(ligne), style="dim")
            texte.append(f"\n{typographie(exemple.message)}", style="dim italic")
            console.print(Padding(texte, (0, 0, 0, 6)))


def _list_champs(constat: Constat) -> str:
    tries = sorted(constat.champs.items(), key=lambda paire: (-paire[1], paire[0]))
    noms = [f"{nom} ({format_nombre(nombre)})" for nom, nombre in tries[:NB_CHAMPS]]
    return ", ".join(noms) + ("…" if len(tries) > NB_CHAMPS else "")


def _shorten(valeur: str, maximum: int = 60) -> str:
    plat = " ".join(valeur.split())
    return plat if len(plat) <= maximum else f"{plat[: maximum - 1]}…"
