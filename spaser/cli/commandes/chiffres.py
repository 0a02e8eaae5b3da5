"""The commands that show figures: buyers, bilan, proof, indicators, spend."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from spaser.cli import saisies
from spaser.cli.console import deliver, dump_json, make_console, print_json, tell
from spaser.documents.bilan.preuve import Preuve, dump_preuve, write_preuve_csv
from spaser.documents.bilan.vue import JUMEAUX, THEMES, build_vue, name_statut
from spaser.documents.francais import format_annees, format_nombre, pluriel, typographie
from spaser.documents.onglets import write_csv
from spaser.elements import ErreurSpaser, is_siren
from spaser.moteur import valeurs

if TYPE_CHECKING:
    from spaser.moteur.depenses.colonnes import Memoire
    from spaser.moteur.depenses.lecture import ExtraitsLus
    from spaser.moteur.depenses.resultats.synthese import Synthese


# --- `spaser bilan`: every figure of a buyer ---


_DOCUMENTS: Final = ("pdf", "docx", "odt")
FORMES: Final = ("texte", "json", "csv", "html", *_DOCUMENTS)
_EXEMPLES: Final = """
\b
Exemples :
  spaser bilan 001010016
  spaser bilan 001010016 --annee 2025 --format json
  spaser bilan 001010016 --sortie bilan.html
  spaser bilan 001010016 --sortie bilan.docx
"""


@click.command(epilog=_EXEMPLES)
@saisies.argument_siren
@click.option("--annee", type=saisies.ANNEE, help="Une seule année ; sinon, toutes.")
@saisies.options_sortie(FORMES)
@click.option("--moteur", metavar="MAÎTRE",
    help="Recalcule les chiffres sur ce Spark (spark://… ou local[2]) au lieu de les lire."
)  # fmt: skip
@saisies.option_entrepot
def bilan(
    siren: str,
    annee: int | None,
    forme: str | None,
    sortie: Path | None,
    moteur: str | None,
    entrepot: Path,
) -> None:
    """Montre les chiffres d’un acheteur, avec leur fourchette.

    D’abord les quatre chiffres du schéma (social, environnement, ESUS, entreprises
    employant des personnes défavorisées) et son texte, puis les autres indicateurs par thème.
    L’année montrée est la dernière qui soit finie et publiée ; l’année en cours est à côté.
    """
    forme = saisies.choose_forme(forme, sortie, FORMES)
    if forme in ("html", *_DOCUMENTS) and sortie is None and sys.stdout.isatty():
        nom = "une page HTML" if forme == "html" else f"un document {forme.upper()}"
        raise click.UsageError(f"{nom} s’écrit dans un fichier : ajoutez --sortie bilan.{forme}")
    resultat = make_bilan(entrepot, siren, annee, moteur)
    if forme == "texte" and sortie is None:
        from spaser.cli.affichage import print_bilan

        print_bilan(make_console(), build_vue(resultat))
    else:
        deliver(render(resultat, forme), sortie)


def make_bilan(
    entrepot: Path, saisie: str, annee: int | None = None, moteur: str | None = None
) -> valeurs.Bilan:
    saisies.check_saisie(saisie)
    from spaser.moteur.bilan import compute_bilan

    with saisies.open_store(entrepot) as ouvert:
        acheteur = saisies.choose_acheteur(ouvert, saisie)
        if moteur is not None:
            from spaser.moteur.indicateurs.spark import replace_valeurs

            replace_valeurs(ouvert, moteur)
        resultat = compute_bilan(
            ouvert, acheteur.siren, annee, aujourdhui=datetime.now().astimezone().date()
        )
    if resultat is None:
        raise ErreurSpaser(f"Aucun marché de l’acheteur {acheteur.siren} n’a été lu.")
    return resultat


def render(resultat: valeurs.Bilan, forme: str) -> str | bytes:
    if forme in _DOCUMENTS:
        from spaser.documents.bilan.document import write_document
        from spaser.documents.rendus import Forme, write_forme

        return write_forme(write_document(resultat), Forme(forme), sommaire=True)
    if forme == "html":
        from spaser.documents.bilan.document import render_bilan

        return render_bilan(resultat)
    from spaser.documents.bilan.donnees import dump_bilan, write_bilan_csv

    if forme == "csv":
        return write_bilan_csv(resultat)
    if forme == "json":
        return dump_json(dump_bilan(resultat)) + "\n"
    from spaser.cli.affichage import print_bilan

    tampon = StringIO()
    print_bilan(make_console(tampon=tampon), build_vue(resultat))
    return tampon.getvalue()


# --- `spaser indicateurs`: the catalogue, or the sheet of one indicator ---


@click.command()
@click.argument(
    "code", required=False, metavar="[CODE]", help="Code d’un indicateur, par exemple SOC-01."
)
@saisies.option_forme("Forme du résultat.")
def indicateurs(code: str | None, forme: str) -> None:
    """Montre les indicateurs, ou explique l’un d’eux.

    Pour chacun : ce qu’il compte, sa méthode, ses limites, sa source et son statut (attendu par
    la loi, suivi dans des SPASER publiés, proposé par cet outil).
    """
    from spaser.moteur.indicateurs import fiches

    toutes = fiches()
    if code is None:
        _show_liste(toutes, forme)
    else:
        _show_fiche(match_indicateur(toutes, code), forme)


def match_indicateur(fiches: Sequence[valeurs.FicheMethode], code: str) -> valeurs.FicheMethode:
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


def _show_liste(fiches: Sequence[valeurs.FicheMethode], forme: str) -> None:
    if forme == "json":
        print_json({"indicateurs": [asdict(fiche) for fiche in fiches]})
        return
    from rich.table import Column, Table

    from spaser.cli.terminal import SANS_CADRE

    console = make_console()
    for theme, nom in THEMES.items():
        colonnes = Column(no_wrap=True, style="bold"), Column(ratio=3), Column(ratio=2, style="dim")
        table = Table(*colonnes, **SANS_CADRE)
        for fiche in fiches:
            if fiche.theme == theme:
                table.add_row(
                    fiche.code, typographie(fiche.libelle), name_statut(fiche.code, fiche.statut)
                )
        console.print(f"\n[bold]{nom}[/]")
        console.print(table)


def _show_fiche(fiche: valeurs.FicheMethode, forme: str) -> None:
    if forme == "json":
        print_json(asdict(fiche))
        return
    from rich.table import Column, Table
    from rich.text import Text

    from spaser.cli.terminal import SANS_CADRE

    console = make_console()
    table = Table(Column(no_wrap=True, style="dim"), Column(), **SANS_CADRE)
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
        if texte:
            table.add_row(titre, Text(typographie(texte)))
    console.print(f"\n[bold]{fiche.code}[/]  {typographie(fiche.libelle)}\n")
    console.print(table)


# --- `spaser preuve`: from a figure back to the contracts, their file and their rank ---


_FORMES_PREUVE: Final = ("texte", "json", "csv")


@click.command()
@saisies.argument_siren
@click.argument("indicateur", help="Code de l’indicateur, par exemple SOC-01.")
@click.option("--annee", type=saisies.ANNEE, required=True, help="Année du chiffre.")
@click.option("--expression", type=click.Choice(("nombre", "montant", "moyenne", "total")),
    help="Le chiffre à prouver quand l’indicateur en a plusieurs ; sinon, le premier."
)  # fmt: skip
@saisies.options_sortie(_FORMES_PREUVE)
@click.option("--limite", type=saisies.ENTIER, default=15, show_default=True,
    help="Marchés montrés par état, en texte ; 0 pour tous.")  # fmt: skip
@saisies.option_entrepot
def preuve(  # noqa: PLR0913, PLR0917 - one parameter an option
    siren: str,
    indicateur: str,
    annee: int,
    expression: valeurs.Variante | None,
    forme: str | None,
    limite: int,
    sortie: Path | None,
    entrepot: Path,
) -> None:
    """Montre les marchés derrière un chiffre.

    Chaque marché est compté, non compté, sans réponse ou écarté ; il porte le nom de son fichier
    et son rang dans ce fichier, pour le retrouver.
    """
    saisies.check_saisie(siren)
    forme = saisies.choose_forme(forme, sortie, _FORMES_PREUVE)
    if forme == "texte" and sortie is not None:
        raise click.UsageError("Dans un fichier, la preuve s’écrit en json ou en csv.")
    resultat = _make_preuve(entrepot, siren, indicateur, expression, annee)
    if forme == "json":
        deliver(dump_json(dump_preuve(resultat)) + "\n", sortie)
    elif forme == "csv":
        deliver(write_preuve_csv(resultat), sortie)
    else:
        from spaser.cli.affichage import print_preuve

        print_preuve(make_console(), resultat, limite)


def _make_preuve(
    entrepot: Path, saisie: str, code: str, expression: valeurs.Variante | None, annee: int
) -> Preuve:
    from spaser.moteur.bilan import annee_absente
    from spaser.moteur.indicateurs import fiches
    from spaser.moteur.indicateurs.croisement import AxeCroisement, map_groupes
    from spaser.moteur.indicateurs.preuve import list_preuve

    fiche = match_indicateur(fiches(), code)
    variante = _choose_variante(fiche, expression)
    with saisies.open_store(entrepot) as ouvert:
        acheteur = saisies.choose_acheteur(ouvert, saisie)
        _check_listes(fiche, ouvert.listes_absentes)
        lignes = list_preuve(ouvert, acheteur.siren, fiche.code, annee, variante)
        familles = map_groupes(ouvert, acheteur.siren, annee)[AxeCroisement.FAMILLE]
    if not lignes:
        raise annee_absente(acheteur, annee)
    return Preuve(acheteur, fiche, variante, annee, tuple(lignes), familles)


def _check_listes(fiche: valeurs.FicheMethode, absentes: frozenset[str]) -> None:
    """Refuse to prove a figure that could not be computed for want of a list."""
    from spaser.moteur.indicateurs.catalogue import PAR_CODE
    from spaser.moteur.indicateurs.definition import tell_absentes

    if manquantes := PAR_CODE[fiche.code].referentiels_requis & absentes:
        raise ErreurSpaser(
            f"{fiche.code} n’a pas de chiffre. {tell_absentes(manquantes)}",
            "Importez-la comme un fichier de marchés : spaser importer FICHIER…",
        )


def _choose_variante(
    fiche: valeurs.FicheMethode, voulue: valeurs.Variante | None
) -> valeurs.Variante:
    from spaser.moteur.indicateurs.catalogue import PAR_CODE

    variantes = PAR_CODE[fiche.code].variantes
    if voulue is None:
        return variantes[0]
    if voulue in variantes:
        return voulue
    jumeau = JUMEAUX.get(fiche.code)
    conseil = f" Son jumeau en valeur est {jumeau}." if jumeau and voulue == "montant" else ""
    raise click.BadParameter(
        f"{fiche.code} se donne en {' ou en '.join(variantes)}.{conseil}", param_hint="--expression"
    )


# --- `spaser acheteurs`: who is in the store, to find a SIREN ---


_LIMITE: Final = 20
_TITRES: Final = ("SIREN", "Acheteur", "Marchés", "Concessions", "Années")


@click.command()
@click.argument("recherche", nargs=-1, metavar="[MOTS]...", help="Mots du nom, ou début du SIREN.")
@click.option("--limite", type=saisies.ENTIER,
    help="Nombre d’acheteurs montrés, 0 pour tous ; sinon 20, ou tous en CSV.")  # fmt: skip
@saisies.option_forme("Forme du résultat.", "csv")
@click.option("--csv", "forme", flag_value="csv", help="Comme --format csv, pour un tableur.")
@saisies.option_entrepot
def acheteurs(recherche: tuple[str, ...], limite: int | None, forme: str, entrepot: Path) -> None:
    """Montre les acheteurs connus, du plus actif au moins actif.

    Sert à trouver un SIREN : « spaser acheteurs ville fictive » cherche dans les noms, accents et
    majuscules mis à part.
    """
    mots = " ".join(recherche)
    with saisies.open_store(entrepot) as ouvert:
        connus = ouvert.list_acheteurs(saisies.TOUS)
    trouves = saisies.search_acheteurs(connus, mots) if mots else list(connus)
    if limite is None:
        limite = 0 if forme == "csv" else _LIMITE
    montres = trouves[:limite] if limite else trouves
    if forme == "json":
        print_json({"total": len(trouves), "acheteurs": [asdict(a) for a in montres]})
        return
    if forme == "csv":
        lignes = (
            (a.siren, a.nom, a.nb_marches, a.nb_concessions, ", ".join(map(str, a.annees)))
            for a in montres
        )
        deliver(write_csv(_TITRES, lignes), None)
        return
    if not trouves:
        tell(f"Aucun acheteur ne correspond à « {mots} ».")
        montres = saisies.find_noms_proches(connus, mots)
        if not montres:
            return
        tell("Noms voisins :")
    _show_acheteurs(montres)
    if len(montres) < len(trouves):
        reste = pluriel(len(trouves) - len(montres), "autre acheteur", "autres acheteurs")
        tell(f"… et {reste}. Pour tous les voir : --limite 0")


def _show_acheteurs(acheteurs: list[valeurs.Acheteur]) -> None:
    from rich import box
    from rich.table import Column, Table
    from rich.text import Text

    siren, nom, marches, concessions, annees = _TITRES
    nombres = Column(marches, justify="right"), Column(concessions, justify="right")
    colonnes = (Column(siren, no_wrap=True), nom, *nombres, annees)
    table = Table(*colonnes, box=box.SIMPLE_HEAD, pad_edge=False)
    for acheteur in acheteurs:
        table.add_row(
            acheteur.siren,
            Text(acheteur.nom or "nom non publié", style="" if acheteur.nom else "dim"),
            format_nombre(acheteur.nb_marches),
            format_nombre(acheteur.nb_concessions),
            format_annees(acheteur.annees),
        )
    make_console().print(table)


# --- `spaser depenses`: what finance extracts say of a year's purchases ---


_MONTANTS: Final = ("ht", "ttc")


@click.command(short_help="Lit des mandats et des factures payés.")
@click.argument("fichiers", nargs=-1, required=True, metavar="FICHIER...", help="CSV, XLSX ou ODS.")
@saisies.option_fichier(
    "--correspondance",
    "Correspondance des colonnes : relue si elle existe, complétée après la lecture.",
    saisies.ECRIT,
)
@saisies.option_fichier("--fournisseurs", "Choix déjà faits sur des fournisseurs, en JSON.")
@click.option("--siren", help="SIREN de l’acheteur : écarte les autres, situe le territoire.")
@click.option(
    "--annee", type=saisies.ANNEE, help="Année d’un fichier qui ne porte ni date ni exercice."
)
@click.option(
    "--montant", type=click.Choice(_MONTANTS), help="Ce qu’est un montant dont rien ne le dit."
)
@saisies.option_forme("Forme du résultat.")
@saisies.option_entrepot
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
    from spaser.moteur.depense_payee import open_depense_payee
    from spaser.moteur.depenses.base import DecisionsDepenses, TableChoix, read_choix
    from spaser.moteur.depenses.colonnes import Memoire, load_memoire
    from spaser.moteur.depenses.lecture import ReglagesExtraits, read_depenses
    from spaser.moteur.depenses.resultats.synthese import compute_synthese

    saisies.check_entrees(fichiers)
    reglages = ReglagesExtraits(
        memoire=load_memoire(correspondance) if correspondance else Memoire(),
        decisions=DecisionsDepenses(
            read_choix(fournisseurs.read_bytes()) if fournisseurs else TableChoix()
        ),
        acheteur=_check_siren(siren),
        annee=annee,
        montant_est=montant,
    )
    with tempfile.TemporaryDirectory(prefix="spaser-depenses-") as dossier:
        lignes = Path(dossier) / "lignes.parquet"
        lecture = read_depenses([Path(nom) for nom in fichiers], lignes, reglages)
        with open_depense_payee(lignes, entrepot) as connexion:
            synthese = compute_synthese(connexion, reglages.acheteur)
    if correspondance:
        _remember(correspondance, reglages.memoire, lecture)
    _show_depenses(lecture, synthese, forme, reglages.acheteur)


def _check_siren(siren: str | None) -> str | None:
    lu = saisies.check_siren(siren) if siren else None
    if siren and (lu is None or not is_siren(lu)):
        raise click.BadParameter(saisies.explain_saisie(siren), param_hint="--siren")
    return lu


def _remember(chemin: Path, memoire: Memoire, lecture: ExtraitsLus) -> None:
    from spaser.moteur.depenses.colonnes import write_memoire

    for nouvelle in lecture.correspondances:
        memoire = memoire.remember(nouvelle)
    chemin.write_bytes(write_memoire(memoire))
    tell(f"Correspondance des colonnes gardée : {chemin}")


def _show_depenses(lecture: ExtraitsLus, synthese: Synthese, forme: str, siren: str | None) -> None:
    from spaser.documents.bilan.donnees import dump_depenses

    if forme == "json":
        print_json(dump_depenses(lecture, synthese, siren))
        return
    from spaser.cli.affichage import print_depenses

    print_depenses(make_console(), lecture, synthese)
