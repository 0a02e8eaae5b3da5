"""The report of an import: records read = kept + set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from spaser.cli.terminal import SANS_CADRE, TITREE
from spaser.documents.francais import format_date, format_nombre, pluriel, typographie
from spaser.elements import format_duree

if TYPE_CHECKING:
    from spaser.moteur.entrepot.editions import EditionLue
    from spaser.moteur.entrepot.rapport import RapportImport
    from spaser.moteur.valeurs import Ignore


NB_FICHIERS: Final = 12  # beyond, only the total is shown
NB_IGNORES: Final = 12

_LISTES: Final[dict[str, str]] = {
    "esus": "Liste des entreprises solidaires d’utilité sociale (ESUS)",
    "inclusion": "Liste des structures d’insertion et du handicap",
    "sirene_unites": "Extrait Sirene des unités légales",
    "sirene_etablissements": "Extrait Sirene des établissements",
}

_SORTS: Final[dict[str, tuple[str, str]]] = {
    "contrats": ("Contrats", "marchés nouveaux, comptés une fois"),
    "concessions": ("Concessions", "comptées à part"),
    "versions": ("Versions", "autre état d’un contrat déjà compté"),
    "copies": ("Copies", "exactement le même enregistrement"),
    "quarantaine": ("Quarantaine", "inutilisables, gardés avec leur texte"),
}


def print_rapport(console: Console, rapport: RapportImport) -> None:
    console.print(_build_somme(rapport.totaux))
    console.print(_tell_exactitude(rapport))
    if liens := sum(nombre for raison, nombre in rapport.fusions.items() if raison != "douteux"):
        console.print(_tell_fusions(liens, rapport.fusions["douteux"]))
    for edition in rapport.editions:
        console.print(Text(typographie(_tell_edition(edition))))
    if rapport.totaux["lignes"]:
        lignes = format_nombre(rapport.totaux["lignes"])
        console.print(f"Les tableaux lus ont {lignes} lignes : une par titulaire d’un contrat.")
    if 1 < len(rapport.fichiers) <= NB_FICHIERS:
        console.print()
        console.print(_build_fichiers(rapport))
    if rapport.referentiels:
        console.print()
        for nom, comptes in rapport.referentiels.items():
            lues, gardees = format_nombre(comptes["lues"]), format_nombre(comptes["gardees"])
            libelle = _LISTES.get(nom, nom)
            console.print(f"{libelle} : {gardees} lignes gardées sur {lues} lues.")
    _print_ignores(console, rapport.ignores)
    _print_anomalies(console, rapport.anomalies)
    if rapport.durees:
        console.print()
        # the total time is not the sum of the steps
        duree = format_duree(rapport.durees.get("total") or sum(rapport.durees.values()))
        console.print(Text(f"Durée : {duree}", style="dim"))


def _build_somme(totaux: Mapping[str, int]) -> Table:
    somme = format_nombre(sum(totaux[sort] for sort in _SORTS))
    table = make_somme("Ce qui a été lu", somme, "la somme des lignes ci-dessus")
    for rang, (sort, (nom, explication)) in enumerate(_SORTS.items()):
        signe = "+ " if rang else "  "
        table.add_row(signe + nom, format_nombre(totaux[sort]), explication)
    return table


def make_somme(titre: str, somme: str, dont: str) -> Table:
    """Return a table whose rows add up to what was read; `dont` stands beside the sum."""
    total = Column(justify="right", footer=somme)
    colonnes = (Column(footer="= Lus"), total, Column(style="dim", footer=dont))
    return Table(*colonnes, title=titre, show_header=False, show_footer=True, **TITREE)


def _tell_exactitude(rapport: RapportImport) -> Text:
    lus = pluriel(rapport.totaux["lus"], "enregistrement lu", "enregistrements lus")
    if rapport.is_exact():
        return Text(f"{lus} : la somme tombe juste.", style="green")
    return Text(f"{lus} : la somme ne tombe pas juste, signalez-le.", style="bold red")


def _tell_fusions(liens: int, douteux: int) -> str:
    mots = "enregistrement rejoint un contrat", "enregistrements rejoignent un contrat"
    dits = pluriel(liens, *mots)
    doute = f", dont {format_nombre(douteux)} sur trop peu d’indices, à vérifier" if douteux else ""
    return f"{dits} publié plusieurs fois{doute}."


_EDITIONS: Final[dict[str, str]] = {
    "remplace": "il remplace l’édition lue {le}.",
    "ancienne": "il est plus ancien que l’édition lue {le} : elle reste en vigueur.",
    "moitie": (
        "il n’a plus {perdus} des {tenus} contrats de l’édition lue {le}. "
        "C’est trop pour la remplacer sans vous : les deux comptent."
    ),
    "glissante": "il commence plus tard que l’édition lue {le} : les deux comptent.",
    "autre": "il n’a presque rien du fichier du même nom lu {le} : les deux comptent.",
    "semblable": "il dit presque la même chose que le fichier lu {le} : les deux comptent.",
}


def _tell_edition(edition: EditionLue) -> str:
    """Tell what became of a file that says what another did, and the gesture that changes it."""
    nombres = {nom: format_nombre(getattr(edition, nom)) for nom in ("perdus", "tenus")}
    le = f"le {format_date(date.fromisoformat(edition.lue_le))}"
    if edition.nom_avant:
        le += f" sous le nom « {edition.nom_avant} »"
    dit = _EDITIONS[edition.sort].format(le=le, **nombres)
    if edition.sort == "remplace" and edition.perdus:
        dit += f" Ses {nombres['perdus']} contrats que le fichier n’a plus ne comptent plus."
    if edition.sort == "semblable":
        dit += f" Pour ne compter que lui : spaser editions {edition.cle}"
    geste = edition.cle if edition.sort in {"ancienne", "moitie"} else edition.avant
    if edition.sort in {"remplace", "ancienne", "moitie"}:
        dit += f" Pour compter l’autre : spaser editions {geste}"
    return f"{edition.nom} : {dit}"


def _build_fichiers(rapport: RapportImport) -> Table:
    sorts = [sort for sort in _SORTS if rapport.totaux[sort]]
    nombres = (Column(titre, justify="right") for titre in ("Lus", *(_SORTS[s][0] for s in sorts)))
    colonnes = (Column("Fichier", overflow="fold"), *nombres)
    table = Table(*colonnes, title="Par fichier", show_edge=False, **TITREE)
    for fichier in rapport.fichiers:
        comptes = [fichier.lus, *(getattr(fichier, sort) for sort in sorts)]
        cellules = (Text(format_nombre(n), style="" if n else "dim") for n in comptes)
        table.add_row(Text(fichier.nom), *cellules)
    return table


def _print_ignores(console: Console, ignores: Sequence[Ignore]) -> None:
    if not ignores:
        return
    console.print(f"\n[bold]Fichiers ignorés[/] ({format_nombre(len(ignores))})")
    for ignore in ignores[:NB_IGNORES]:
        console.print(Text(f"  {ignore.nom} : {ignore.raison}"))
    if len(ignores) > NB_IGNORES:
        console.print(f"  … et {format_nombre(len(ignores) - NB_IGNORES)} autres.")


def _print_anomalies(console: Console, anomalies: Mapping[str, int]) -> None:
    if not anomalies:
        return
    from spaser.moteur.decp.anomalies import LIBELLES

    console.print("\n[bold]Anomalies[/] : gardées avec leur valeur d’origine")
    nombres = Column(justify="right", no_wrap=True)
    table = Table(nombres, Column(), Column(style="dim", no_wrap=True), **SANS_CADRE)
    for code, nombre in sorted(anomalies.items(), key=lambda paire: (-paire[1], paire[0])):
        table.add_row(format_nombre(nombre), typographie(LIBELLES.get(code, code)), code)
    console.print(table)
    console.print()
