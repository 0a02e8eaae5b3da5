"""What rows aim at: an indicator, where it starts, its target and its year, as people write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from spaser.elements import fold_mots
from spaser.regles import indicateurs, trajectoires
from spaser.regles.plan_importe.lignes import Constat, LigneLue, NombreDit, ViseeLue

# The columns of a target, that no action keeps: they become one of the buyer's targets.
VISEES: Final = {
    "base": "Valeur de départ",
    "base_annee": "Année de départ",
    "cible": "Cible",
    "cible_annee": "Année de la cible",
    "unite": "Unité",
}
_AN: Final = re.compile(
    r"[\s(:;,=]*(?:(?:d['’]ici(?: à)?(?: fin)?|(?:à l['’])?horizon|en|pour|fin)\s+)?"
    r"(?<![\d,.])(20[1-5]\d)(?![\d,.%])[\s):;,=]*",
    re.IGNORECASE,
)
_AU_MOINS: Final = re.compile(r"(?:≥|>=?|au moins|minimum|min\.?)\s*(?=\d)", re.IGNORECASE)
_NOMBRE: Final = re.compile(r"\d[\d\s\u00a0\u202f.,]*")
_MOTS_MAX: Final = 5  # of a unit: « heures d’insertion »
_TAUX_MAX: Final = 1000
_TAUX: Final = frozenset({"part", "taux", "pourcentage", "proportion"})


def find_annee_dite(texte: str) -> int | None:
    """Return the only year that a text names; None without one, or for several."""
    annees = set(re.findall(r"(?<!\d)20\d\d(?!\d)", texte))
    return int(annees.pop()) if len(annees) == 1 else None


def read_nombre_dit(texte: str, unite: str | None) -> NombreDit | None:
    """Read « 30 % en 2029 »; None for a range, a change (« +10 pts », « x2 ») or words.

    Without a unit that is known, the words behind the number are one.
    """
    net, annee = " ".join(texte.split()), None
    if (trouve := _AN.search(net)) and any(map(str.isdigit, _AN.sub(" ", net, count=1))):
        annee, net = int(trouve[1]), _AN.sub(" ", net, count=1).strip()
    net = _AU_MOINS.sub("", net, count=1)
    debut = _NOMBRE.match(net)
    suite = net[debut.end() :].strip(" .") if debut else ""
    if net[:1] in {"+", "-", "\u2212"} or any(map(str.isdigit, suite)):
        return None  # a change, or several numbers
    if unite is None:
        unite = indicateurs.POURCENT if suite.startswith(indicateurs.POURCENT) else suite
        if len(unite.split()) > _MOTS_MAX:
            return None
    try:
        lu = trajectoires.read_nombre(net, unite, de_tableur=True)
    except trajectoires.NombreIllisible:
        return None
    if indicateurs.is_taux(unite) and lu.valeur >= _TAUX_MAX:
        return None  # « 2029 » alone
    return NombreDit(lu.valeur, unite, annee, lu.remarque)


def choose_unite_dite(nom: str, dits: Mapping[str, str]) -> str | None:
    """Return the unit of an indicator, from the library, its column or its name; None unsaid."""
    taux = any(indicateurs.POURCENT in dit for dit in dits.values())
    if fiche := indicateurs.load_bibliotheque().find(nom):
        if taux and indicateurs.POURCENT in fiche.unite:
            return indicateurs.POURCENT
        return indicateurs.choose_unite(fiche.unite)
    if taux or nom.startswith(indicateurs.POURCENT) or {*fold_mots(nom).split()[:1]} & _TAUX:
        return indicateurs.POURCENT
    return dits.get("unite") or None


def read_visee(nom: str, dits: Mapping[str, str]) -> tuple[ViseeLue, dict[str, str]]:
    """Return what is aimed at for an indicator, and what stays in words, by column."""
    unite = choose_unite_dite(nom, dits)
    lus: dict[str, NombreDit | None] = {}
    for colonne in ("cible", "base"):
        lu = read_nombre_dit(dits.get(colonne, ""), unite)
        if lu and lu.annee is None:
            lu = replace(lu, annee=find_annee_dite(dits.get(f"{colonne}_annee", "")))
        if lu and colonne == "base" and lu.annee is None:
            lu = None  # a start that is of no year starts nothing
        lus[colonne], unite = lu, lu.unite if lu else unite
    mots = {colonne: dits[colonne] for colonne, lu in lus.items() if lu is None and colonne in dits}
    annee = dits.get("cible_annee", "")
    if "cible" in mots and annee not in mots["cible"]:
        mots["cible"] = f"{mots['cible']} en {annee}"
    return ViseeLue(nom, unite or "", lus["cible"], lus["base"], mots.get("cible", "")), mots


def gather_visees(lignes: Iterable[LigneLue]) -> tuple[list[ViseeLue], list[Constat]]:
    """Return what a plan aims at, once an indicator, and what rows say of it that differs."""
    gardees: dict[str, ViseeLue] = {}
    constats = []
    for ligne in lignes:
        for dite in ligne.visees:
            une = gardees.get(dite.cle) or replace(dite, axe=ligne.action.axe)
            paires = ((une.cible, dite.cible), (une.base, dite.base))
            if any(None not in paire and paire[0] != paire[1] for paire in paires):
                dit = f"« {une.nom} » a une autre cible plus haut ({une.texte}), qui est gardée."
                constats.append(Constat(ligne.lieu, dit, "Gardez-en une.", dite.texte))
            gardees[dite.cle] = replace(
                une,
                unite=une.unite or dite.unite,
                cible=une.cible or dite.cible,
                base=une.base or dite.base,
                mots=une.mots or dite.mots,
            )
    return list(gardees.values()), constats
