"""The commands that read files of contracts: import, control, verification."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from spaser.cli import saisies
from spaser.cli.console import make_console, open_brouillon, open_suivi, print_json, tell
from spaser.cli.national import Copies, fetch_national
from spaser.documents.francais import format_date, format_nombre, pluriel, typographie
from spaser.documents.onglets import BOM, Cellule, write_cellule_csv
from spaser.elements import ErreurSpaser

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from spaser.moteur.decp.controle.ecriture import ACorriger, Deposer
    from spaser.moteur.decp.controle.rapport import ProblemesParCode, RapportControle
    from spaser.moteur.entrepot.rapport import RapportImport
    from spaser.regles.fiche import Spaser
    from spaser.regles.format_controle import ErreurFormat


# --- `spaser importer`: reads contract files into the store ---


@click.command(short_help="Lit des fichiers de marchés publics.")
@click.argument("fichiers", nargs=-1, metavar="FICHIER...",
    help="Fichiers ou dossiers ; « - » lit l’entrée standard.")  # fmt: skip
@click.option("--national", is_flag=True,
    help="Télécharge aussi les fichiers nationaux (data.gouv.fr), ou les met à jour.")  # fmt: skip
@click.option("--annees", type=saisies.ANNEES, help="Années nationales voulues ; sinon, toutes.")
@click.option("--tabulaire", is_flag=True,
    help="Prend le tableau national (Parquet) au lieu des fichiers officiels.")  # fmt: skip
@saisies.option_forme("Forme du compte rendu.")
@saisies.option_entrepot
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
    saisies.check_entrees(fichiers)
    if not fichiers and not national:
        raise click.UsageError("Donnez au moins un fichier, ou l’option --national.")
    if (annees or tabulaire) and not national:
        raise click.UsageError("--annees et --tabulaire vont avec --national.")
    if annees and tabulaire:
        raise click.UsageError("Le tableau national n’est pas découpé par année.")
    copies = fetch_national(entrepot, annees, tabulaire=tabulaire) if national else Copies()
    rapport = run_import([*fichiers, *copies.choose(fichiers)], entrepot)
    if forme == "json":
        print_json(rapport.to_dict())
    else:
        show_rapport(rapport)
        if rapport.entrepot.get("acheteurs"):
            programme, ici = saisies.tell_programme(), saisies.tell_entrepot(entrepot)
            tell(f"Pour la suite : {programme} acheteurs{ici}, puis {programme} bilan SIREN{ici}")
    if copies.manquants:
        raise copies.explain()
    check_utile(rapport)


def run_import(fichiers: Sequence[str], entrepot: Path) -> RapportImport:
    from spaser.moteur.importation import import_fichiers

    with open_suivi(saisies.measure_entrees(fichiers)) as suivi:
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


# --- `spaser editions`: the successive readings of one file, and which one counts ---


@click.command(short_help="Montre les éditions d’un fichier, et choisit celle qui compte.")
@click.argument("numeros", nargs=-1, metavar="[NUMÉRO]...", help="Éditions à mettre en vigueur.")
@click.option("--oublier", is_flag=True,
    help="Efface ce que seules les éditions remplacées contenaient : sans retour.")  # fmt: skip
@saisies.option_forme("Forme du résultat.")
@saisies.option_entrepot
def editions(numeros: tuple[str, ...], oublier: bool, forme: str, entrepot: Path) -> None:  # noqa: FBT001 - a flag
    """Montre les éditions successives d’un même fichier, et laquelle compte.

    Avec un numéro, cette édition compte à la place des autres. Avec plusieurs, elles comptent
    ensemble. Ce choix se défait de la même façon.
    """
    if numeros or oublier:
        from spaser.moteur.entrepot.editions import ChoixEditions
        from spaser.moteur.importation import import_fichiers

        import_fichiers([], entrepot, choix=ChoixEditions(numeros, oublier))
    with saisies.open_store(entrepot) as ouvert:
        sources = [s for s in ouvert.manifeste.sources if s.ressource]
    if forme == "json":
        print_json({"editions": [asdict(source) for source in sources]})
        return
    if not sources:
        tell("Aucun fichier n’a été lu en plusieurs éditions.")
    console = make_console()
    for source in sources:
        remplacee = source.remplacee_par
        etat = f"remplacée par {remplacee}" if remplacee else "en vigueur"
        if source.oubliee:
            etat += ", oubliée"
        lue = format_date(date.fromisoformat(source.date_import))
        lus = pluriel(source.lus, "enregistrement")
        console.out(typographie(f"{source.cle}  {source.nom}, lue le {lue}, {lus} : {etat}"))


# --- `spaser controler`: what is wrong in a published file, and the file repaired where it is
# sure ---


SUFFIXE: Final = ".a-corriger.csv"
CODE_PROBLEMES: Final = 1
NB_CHAMPS: Final = 8  # fields named for a problem, on the screen
VALEUR_MAX: Final = 60  # signs of a value shown

_ENTETES: Final = (
    "Fichier", "Rang dans le fichier", "Marché", "Acheteur", "Champ", "Valeur", "Problème",
    "Précision", "À faire", "Par qui", "Sens du champ", "Code",
)  # fmt: skip
_TITRES: Final[dict[str, str]] = {
    "acheteur": "À corriger par l’acheteur",
    "reparable": "Réparable sans rien inventer",
    "remarque": "À vérifier, sans empêcher la publication",
}


@click.command(short_help="Contrôle des fichiers publiés, et les répare.")
@click.argument(
    "fichiers", nargs=-1, required=True, metavar="FICHIER...",
    help="Fichiers JSON, NDJSON ou XML publiés, ou dossiers ; « - » lit l’entrée standard.",
)  # fmt: skip
@saisies.option_forme("Forme du compte rendu.")
@click.option("--corrige", "sortie", type=saisies.ECRIT, metavar="SORTIE",
    help="Fichier réparé à écrire, avec à côté la liste de ce qui reste à corriger.")  # fmt: skip
@click.option(
    "-q", "--silencieux", is_flag=True, help="N’affiche que les erreurs : le code de sortie suffit."
)
def controler(
    fichiers: tuple[str, ...],
    forme: str,
    sortie: Path | None,
    silencieux: bool,  # noqa: FBT001 - a flag of the command line
) -> int:
    """Contrôle des fichiers de marchés publics, champ par champ.

    Ce sont ceux que publie le profil d’acheteur, en JSON ou en XML. Chaque problème est
    soit réparable sans rien inventer, soit à corriger par l’acheteur, soit une simple remarque.

    Avec --corrige, les contrats valides ou réparables sont écrits en JSON au format officiel
    (schéma 2.0.4), tous dans un même fichier. Les autres n’y sont pas : un tableau du même nom, en
    .a-corriger.csv, dit pour chacun ce qui manque.

    La commande sort avec 0 si rien n’est à reprendre (ou si tout est réparé), 1 sinon, ou si l’un
    des fichiers donnés ne contient aucun contrat à contrôler.
    """
    if silencieux and forme == "json":
        raise click.UsageError("-q n’affiche rien : ôtez --format json, ou -q.")
    _check_chemins(fichiers, sortie)
    rapport = _run(fichiers, sortie, silencieux=silencieux)
    if forme == "json":
        print_json(rapport.to_dict())
    elif not silencieux:
        _show(make_console(), rapport)
    for muet in rapport.sans_contrat:
        tell(typographie(f"Rien à contrôler dans « {muet} »."))
    if sortie is not None and not silencieux:
        tell(f"Écrits : {sortie} et {_path_a_corriger(sortie)}")
    restes = rapport.lus - rapport.valides if sortie is None else rapport.laisses
    return CODE_PROBLEMES if restes or rapport.sans_contrat else 0


def _check_chemins(fichiers: Sequence[str], sortie: Path | None) -> None:
    saisies.check_entrees(fichiers)
    if sortie is None:
        return
    if not sortie.name or sortie.name.endswith(SUFFIXE):
        raise click.BadParameter(
            "donnez un nom de fichier, par exemple marches-repare.json.", param_hint="--corrige"
        )
    if sortie.exists() and any(f != saisies.CLAVIER and sortie.samefile(f) for f in fichiers):
        raise click.BadParameter(
            "le fichier réparé ne peut pas remplacer l’original.", param_hint="--corrige"
        )


def _run(fichiers: Sequence[str], sortie: Path | None, *, silencieux: bool) -> RapportControle:
    from spaser.moteur.decp.controle.execution import control_fichiers

    aujourdhui = datetime.now().astimezone().date()
    with nullcontext() if silencieux else open_suivi() as suivi:
        if sortie is None:
            return control_fichiers(fichiers, aujourdhui, suivi=suivi)
        with _open_a_corriger(_path_a_corriger(sortie)) as deposer:
            return control_fichiers(
                fichiers, aujourdhui, sortie=sortie, deposer=deposer, suivi=suivi
            )


def _path_a_corriger(sortie: Path) -> Path:
    return sortie.with_suffix(SUFFIXE)


@contextmanager
def _open_a_corriger(chemin: Path) -> Iterator[Deposer]:
    """Write the list as it comes."""
    with (
        open_brouillon(chemin) as brouillon,
        brouillon.open("w", encoding="utf-8", newline="") as fichier,
    ):
        fichier.write(BOM)
        plume = csv.writer(fichier, delimiter=";", lineterminator="\r\n")
        plume.writerow(_ENTETES)
        yield lambda ligne: plume.writerow(map(write_cellule_csv, _row(ligne)))


def _row(ligne: ACorriger) -> Sequence[Cellule]:
    from spaser.moteur.decp.anomalies import LIBELLES, find_conseil

    code = ligne.probleme.code
    return (
        ligne.fichier, ligne.rang, ligne.id, ligne.acheteur, ligne.champ, ligne.valeur,
        LIBELLES.get(code, code), ligne.probleme.message, find_conseil(code) or None, ligne.qui,
        ligne.sens, code,
    )  # fmt: skip


def _show(console: Console, rapport: RapportControle) -> None:
    console.print(_build_somme(rapport))
    conformes = pluriel(rapport.conformes, "contrat")
    dit = (
        f"Le schéma officiel 2.0.4 accepterait {conformes} en l’état. Le contrôle va plus loin : "
        "clés des SIRET, montants, dates et réponses entre elles."
    )
    console.print(typographie(dit))
    plusieurs = len(rapport.fichiers) > 1
    for nom, n in zip(rapport.fichiers, rapport.comptes, strict=True) if plusieurs else ():
        dit = f"{pluriel(n['lus'], 'contrat')}, dont {format_nombre(n['a_corriger'])} à corriger"
        console.print(typographie(f"{nom} : {dit}"), markup=False)
    for sort, titre in _TITRES.items():
        constats = [c for c in rapport.constats if c.sort == sort]
        if constats:
            console.print(f"\n[bold]{typographie(titre)}[/]")
            _show_constats(console, constats, plusieurs=plusieurs)
    if rapport.champs_inconnus:
        noms = ", ".join(f"{n} ({format_nombre(k)})" for n, k in rapport.champs_inconnus.items())
        texte = f"\nBalises que le format ne prévoit pas, à retirer : {noms}"
        console.print(typographie(texte), markup=False)
    for ignore in rapport.ignores:
        console.print(f"Ignoré : {ignore.nom} : {ignore.raison}", markup=False)
    console.print()


def _build_somme(rapport: RapportControle) -> Table:
    from spaser.cli.rapport_import import make_somme

    table = make_somme("Contrats contrôlés", format_nombre(rapport.lus), _tell_sortie(rapport))
    for titre, nombre, explication in (
        ("  Valides", rapport.valides, "rien à reprendre"),
        ("+ Réparables", rapport.reparables, "une seule correction possible, sans rien inventer"),
        ("+ À corriger", rapport.a_corriger, "l’acheteur seul connaît la réponse"),
    ):
        table.add_row(titre, format_nombre(nombre), explication)
    return table


def _tell_sortie(rapport: RapportControle) -> str:
    if rapport.ecrits is None or rapport.laisses is None:
        return "la somme des lignes ci-dessus"
    ecrits, laisses = pluriel(rapport.ecrits, "écrit"), pluriel(rapport.laisses, "laissé")
    return f"{ecrits} dans le fichier réparé + {laisses} à l’acheteur"


def _show_constats(
    console: Console, constats: Sequence[ProblemesParCode], *, plusieurs: bool
) -> None:
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
                plat = " ".join(exemple.valeur.split())
                coupe = plat if len(plat) <= VALEUR_MAX else f"{plat[: VALEUR_MAX - 1]}…"
                quoi += f" « {coupe} »"
            ligne = f"{ou}n° {exemple.rang}, {exemple.id or 'sans identifiant'} : {quoi.strip()}"
            texte = Text(typographie(ligne), style="dim")
            texte.append(f"\n{typographie(exemple.message)}", style="dim italic")
            console.print(Padding(texte, (0, 0, 0, 6)))


def _list_champs(constat: ProblemesParCode) -> str:
    tries = sorted(constat.champs.items(), key=lambda paire: (-paire[1], paire[0]))
    noms = [f"{nom} ({format_nombre(nombre)})" for nom, nombre in tries[:NB_CHAMPS]]
    return ", ".join(noms) + ("…" if len(tries) > NB_CHAMPS else "")


# --- `spaser verifier`: what is wrong in a file in the open SPASER format, all faults at once ---


@click.command(short_help="Vérifie un fichier au format ouvert SPASER.")
@click.argument("fichier", help="Fichier JSON ; « - » lit l’entrée standard.")
@saisies.option_forme("Forme du compte rendu.")
def verifier(fichier: str, forme: str) -> int:
    """Vérifie un fichier au format ouvert SPASER, version 1.0 ou 1.1.

    Chaque faute est donnée avec sa place dans le fichier et la façon de la corriger, cinquante au
    plus. Le fichier n’est ni changé ni envoyé.

    La commande sort avec 0 si le fichier est valable, 1 sinon.
    """
    from spaser.regles.format_spaser import find_version_format, read_spaser

    lu = read_spaser(_read(fichier))
    if forme == "json":
        print_json(_describe(lu))
    elif isinstance(lu, list):
        _show_fautes(lu)
    else:
        version = find_version_format(lu)
        dit = f"Ce fichier est valable : {lu.structure.nom}, version {version} du format."
        make_console().print(typographie(dit), markup=False)
    return CODE_PROBLEMES if isinstance(lu, list) else 0


def _read(fichier: str) -> bytes:
    """Read no more than what is needed to know that a file is too big."""
    from spaser.regles.format_spaser import TAILLE_MAXIMUM

    if fichier == saisies.CLAVIER:
        return sys.stdin.buffer.read(TAILLE_MAXIMUM + 1)
    if not Path(fichier).exists():
        raise click.BadParameter(f"« {fichier} » n’existe pas.", param_hint="FICHIER")
    with Path(fichier).open("rb") as flux:
        return flux.read(TAILLE_MAXIMUM + 1)


def _describe(lu: Spaser | list[ErreurFormat]) -> dict[str, Any]:
    from spaser.regles.format_spaser import find_version_format

    fautes = lu if isinstance(lu, list) else []
    version = None if isinstance(lu, list) else find_version_format(lu)
    dites = [
        {"place": f.pointeur, "lieu": f.lieu, "message": f.message, "correction": f.correction}
        for f in fautes
    ]
    return {"valable": not fautes, "version": version, "fautes": dites}


def _show_fautes(fautes: Sequence[ErreurFormat]) -> None:
    console = make_console()
    console.print(f"{pluriel(len(fautes), 'faute')} à corriger", style="bold")
    for faute in fautes:
        console.print(typographie(f"\n{faute.lieu}"), style="bold", markup=False)
        if faute.pointeur:
            console.print(f"  {faute.pointeur}", style="dim", markup=False)
        console.print(typographie(f"  {faute.message} {faute.correction}"), markup=False)
