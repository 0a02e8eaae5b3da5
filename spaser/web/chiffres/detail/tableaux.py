"""What a page and a file show of the figures on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from spaser.documents.classeur import Format
from spaser.documents.francais import (
    format_moyenne,
    format_nombre,
    format_pourcent,
    pluriel,
    typographie,
)
from spaser.documents.lecture import MARCHES_MIN, TROP_PEU, Mesure
from spaser.documents.vue_bilan import DOUBLES, VARIANTES
from spaser.donnees.indicateurs.demande import RUBRIQUES, list_rubrique
from spaser.donnees.indicateurs.demande.axes import Axe
from spaser.donnees.indicateurs.demande.constats import ECHELLE, Constats
from spaser.donnees.indicateurs.demande.croisement import Cle, Groupe
from spaser.donnees.indicateurs.demande.voisins import MINIMUM, Etendue, Voisins
from spaser.donnees.valeurs import Fiche
from spaser.web.chiffres.detail.lecture import NOMS, Detail, tell

type Lien = Callable[[str, dict[str, object]], str]
"""Gives the address of a proof: a code, and what its address says."""


@dataclass(frozen=True)
class Case:
    """A rate of a group, and where its contracts are; no rate when none of them is concerned."""

    mesure: Mesure | None
    adresse: str = ""


@dataclass(frozen=True)
class Rang:
    """A group, how many contracts it has, and its rates; `nom` is empty for all contracts."""

    nom: str
    marches: int
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Tableau:
    """A rate in every group; its total, then the spread among buyers alike, one a column."""

    fiche: Fiche
    colonnes: tuple[str, ...]
    rangs: tuple[Rang, ...]
    voisins: tuple[str, ...]


@dataclass(frozen=True)
class Constat:
    """A single figure in words; `adresse` leads to its contracts, `code` to its method."""

    nom: str
    valeur: str
    phrases: tuple[str, ...]
    code: str = ""
    adresse: str = ""


def describe(detail: Detail, lien: Lien) -> dict[str, Any]:
    """Return what `chiffres/detail/corps.html` reads."""
    voisins = detail.read_voisins()
    return {
        "detail": detail,
        "axes": list(Axe),
        "rubriques": [(code, NOMS[code]) for code in RUBRIQUES],
        "tableaux": list_tableaux(detail, detail.rubrique, voisins, lien),
        "constats": list_constats(detail, lien),
        "voisinage": tell_voisins(voisins, detail.annee),
        "formats": list(Format),
    }


def list_tableaux(detail: Detail, rubrique: str, voisins: Voisins, lien: Lien) -> list[Tableau]:
    """Return the rates of a part; twins, in number then in value, are one table."""
    groupes = detail.read_groupes(rubrique)
    presents = {cle for groupe in groupes for cle in groupe.valeurs}
    tableaux: dict[str, list[Cle]] = {}
    for indicateur in list_rubrique(rubrique):
        cles = [(indicateur.code, v) for v in indicateur.variantes if v != "total"]
        jumeau = DOUBLES.get(indicateur.code, indicateur.code)
        ou = jumeau if jumeau in tableaux else indicateur.code
        tableaux.setdefault(ou, []).extend(cle for cle in cles if cle in presents)
    return [_lay(detail, groupes, cles, voisins, lien) for cles in tableaux.values() if cles]


def _lay(
    detail: Detail, groupes: tuple[Groupe, ...], cles: list[Cle], voisins: Voisins, lien: Lien
) -> Tableau:
    tous = [detail.find(code, variante) for code, variante in cles]
    fiche = next(mesure.fiche for mesure in tous if mesure)
    rangs = [
        Rang(groupe.nom, groupe.marches, tuple(_read(detail, groupe, cle, lien) for cle in cles))
        for groupe in groupes
    ]
    total = Rang(
        "",
        sum(groupe.marches for groupe in groupes),
        tuple(
            Case(mesure, _link(detail, cle, lien)) for mesure, cle in zip(tous, cles, strict=True)
        ),
    )
    return Tableau(
        fiche,
        tuple(VARIANTES[variante] for _, variante in cles),
        (*rangs, total),
        tuple(_tell_etendue(voisins.etendues.get(cle)) for cle in cles),
    )


def _read(detail: Detail, groupe: Groupe, cle: Cle, lien: Lien) -> Case:
    valeur = groupe.valeurs.get(cle)
    if valeur is None:
        return Case(None)
    return Case(tell(valeur, detail.origine), _link(detail, cle, lien, {detail.axe: groupe.nom}))


def _link(detail: Detail, cle: Cle, lien: Lien, filtre: dict[Axe, str] | None = None) -> str:
    code, variante = cle
    choix: dict[str, object] = {"annee": detail.annee, "expression": variante}
    return lien(code, choix | {axe.value: nom for axe, nom in (filtre or {}).items()})


def link(page: str, parametres: dict[str, object]) -> str:
    return f"{page}?{urlencode(parametres)}"


def _tell_etendue(etendue: Etendue | None) -> str:
    """Say the middle and the middle half; nothing when too few buyers have enough data."""
    if etendue is None:
        return ""
    bas, milieu, haut = map(format_pourcent, (etendue.quart, etendue.milieu, etendue.trois_quarts))
    return typographie(
        f"{milieu} au milieu, la moitié entre {bas} et {haut} "
        f"({pluriel(etendue.acheteurs, 'acheteur')})"
    )


def tell_voisins(voisins: Voisins, annee: int | None) -> str:
    if voisins.genre is None:
        return (
            "On ne peut pas comparer avec des acheteurs semblables : aucune des listes lues ne dit "
            "de façon sûre de quel genre est cet acheteur."
        )
    proches = pluriel(voisins.acheteurs, "autre acheteur", "autres acheteurs")
    qui = (
        f"du même genre ({voisins.genre.lower()}) dont le montant notifié en {annee} va de la "
        "moitié au double"
    )
    if voisins.acheteurs < MINIMUM:
        return typographie(
            f"On ne peut pas comparer : ce site connaît {proches} {qui} ; il en faut {MINIMUM}."
        )
    return typographie(
        f"Comparé à {proches} {qui}, par leurs marchés publiés. Un taux n’est retenu que s’il a "
        f"assez de données pour conclure, et montré que si {MINIMUM} acheteurs au moins l’ont."
    )


SANS_TPE: Final = (
    "On ne peut pas le dire. La liste Sirene range les très petites entreprises avec les petites "
    "et moyennes, et celle que ce site lit ne donne ni l’effectif ni le chiffre d’affaires. La "
    "part des petites et moyennes entreprises, très petites comprises, est dans les taux "
    "d’« Économie et concurrence »."
)


def list_constats(detail: Detail, lien: Lien) -> list[Constat]:
    constats = detail.read_constats()
    parts = [_tell_part(detail, tell(v, detail.origine), lien) for v in constats.parts]
    premiers = [_tell_part(detail, tell(v, detail.origine), lien) for v in constats.premiers]
    return [
        *parts,
        *premiers,
        _tell_indice(constats),
        _tell_lots(detail, constats, lien),
        Constat("Très petites entreprises à part des PME", "Non connu", (SANS_TPE,)),
    ]


def _tell_part(detail: Detail, mesure: Mesure, lien: Lien) -> Constat:
    valeur = mesure.valeur
    nom = name_constat(mesure)
    adresse = _link(detail, (valeur.indicateur, valeur.variante), lien)
    if mesure.verdict == "absent":
        raison = (f"{mesure.raison[:1].upper()}{mesure.raison[1:]}.",) if mesure.raison else ()
        return Constat(nom, "Non connu", raison, valeur.indicateur, adresse if valeur.n else "")
    compte = ", ".join(filter(None, (mesure.compte, mesure.inconnus, mesure.fourchette)))
    phrases = [f"{compte}."]
    if mesure.verdict == "fragile":
        phrases.append(f"{(mesure.raison or '').capitalize()}.")
    valeurs = mesure.texte if mesure.verdict == "solide" else TROP_PEU.capitalize()
    return Constat(nom, valeurs, tuple(phrases), valeur.indicateur, adresse)


def name_constat(mesure: Mesure) -> str:
    """Return the name of a single figure; the way of counting tells twins apart."""
    return f"{typographie(mesure.fiche.libelle)}, {VARIANTES[mesure.valeur.variante]}"


def _tell_indice(constats: Constats) -> Constat:
    """Say the index of concentration, then how many equal holders it is worth."""
    nom, indice = "Concentration entre les titulaires (indice HHI)", constats.indice
    if indice is None:
        return Constat(nom, "Non connu", ("Aucun titulaire n’a de montant connu.",))
    n = constats.premiers[0].n
    if n < MARCHES_MIN:
        return Constat(nom, TROP_PEU.capitalize(), (f"{pluriel(n, 'marché')} seulement.",))
    bas, valeur, haut = map(format_nombre, (indice.bas, indice.valeur, indice.haut))
    bornes = "" if bas == haut else f" Entre {bas} et {haut} selon les titulaires inconnus."
    egaux = format_moyenne(indice.egaux)
    return Constat(
        nom,
        typographie(f"{valeur} sur {format_nombre(ECHELLE)}"),
        (
            typographie(
                f"C’est ce que donneraient {egaux} titulaires de même taille qui se partageraient "
                f"les montants ; il y en a {format_nombre(indice.titulaires)}.{bornes}"
            ),
            typographie(
                f"L’indice va de près de zéro, si les montants sont dispersés, à "
                f"{format_nombre(ECHELLE)}, si un seul titulaire a tout. C’est la somme des carrés "
                "des parts, en pour cent ; le montant d’un groupement y est partagé à égalité."
            ),
        ),
    )


def _tell_lots(detail: Detail, constats: Constats, lien: Lien) -> Constat:
    lots = constats.lots
    nom = "Lots par procédure allotie"
    adresse = _link(detail, (lots.indicateur, lots.variante), lien)
    if lots.valeur is None:
        raison = f"{(lots.absence or '')[:1].upper()}{(lots.absence or '')[1:]}."
        return Constat(nom, "Non connu", (raison,), lots.indicateur, adresse if lots.n else "")
    compte = (
        f"{pluriel(lots.numerateur or 0, 'lot')} de "
        f"{pluriel(lots.denominateur or 0, 'procédure')}, lus dans l’objet de "
        f"{pluriel(lots.n, 'marché')}"
    )
    if lots.inconnus and lots.bas is not None and lots.haut is not None:
        compte += (
            f", dont {format_nombre(lots.inconnus)} sans procédure connue : entre "
            f"{format_moyenne(lots.bas)} et {format_moyenne(lots.haut)}"
        )
    valeur = format_moyenne(lots.valeur) if lots.n >= MARCHES_MIN else TROP_PEU.capitalize()
    return Constat(nom, valeur, (typographie(f"{compte}."),), lots.indicateur, adresse)
