"""The national list of ESUS approvals: a workbook of several sheets, one a region or one in all.

Its layout changes from year to year: columns are found by the words of their header. What the
list does not say stays unknown: an end is read or computed from a duration, never supposed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from spaser.elements import Identifiant, add_mois, digits_of, fold_mots, read_identifiant
from spaser.moteur.referentiels import tableaux
from spaser.moteur.referentiels.modele import RapportReferentiel
from spaser.moteur.tables.cellules import read_date_cellule
from spaser.moteur.tables.modele import Cellules, Remarque

COLONNES: Final = {
    "siren": "VARCHAR",
    "siret": "VARCHAR",
    "nom": "VARCHAR",
    "date_debut": "DATE",
    "date_fin": "DATE",
}
Ligne = tuple[str, str | None, str | None, date | None, date | None]

_NOMS: Final = ("denomination", "raison sociale", "nom", "entreprise", "structure", "organisme")
_FINS: Final = ("fin", "echeance", "expiration", "jusqu", "validite")
_DEBUTS: Final = ("debut", "effet", "agrement", "decision", "delivrance", "arrete")
_PERSONNES: Final = ("dirigeant", "representant", "contact", "departement", "region", "commune")
_LONG: Final = 14
_DUREE: Final = re.compile(r"(\d{1,3})(?:\.0)? ?(ans?|annees?|mois)?")
_ANNEES_MAX: Final = 10  # a bare number over this is a number of months


@dataclass(frozen=True, slots=True)
class _Colonnes:
    identifiants: tuple[int, ...]
    nom: int | None
    debut: int | None
    fin: int | None
    duree: int | None


def is_esus(titres: tuple[str, ...], haut: str) -> bool:
    """Tell the list by its titles or by the text above them."""
    mots = {mot for titre in titres for mot in titre.split()}
    return bool({"agrement", "esus"} & mots) or any(
        marque in f" {haut} " for marque in (" esus ", "utilite sociale")
    )


def _find_colonnes(titres: tuple[str, ...]) -> _Colonnes:
    ids = tableaux.find_identifiants(titres)
    # A header already taken as identifier does not name anything else.
    autres = tuple("" if r in ids else titre for r, titre in enumerate(titres))
    return _Colonnes(
        identifiants=ids,
        nom=tableaux.find_rang_titre(autres, _NOMS, ("date", "duree", *_PERSONNES)),
        debut=tableaux.find_rang_titre(autres, _DEBUTS, ("duree", "numero", "n", "type", *_FINS)),
        fin=tableaux.find_rang_titre(autres, _FINS, ("duree", "debut")),
        duree=tableaux.find_rang_titre(autres, ("duree",)),
    )


def read_esus(chemin: Path, rapport: RapportReferentiel) -> Iterator[Ligne]:
    """Read every sheet; what is left out goes to the report with its sheet and row."""
    vues: set[Ligne] = set()
    for feuille, table in tableaux.read_listes(chemin):
        if table is None:
            rapport.ignorees.append(feuille or chemin.name)
            continue
        colonnes = _find_colonnes(table.titres)
        for rang, cellules in table.list_utiles():
            rapport.lues += 1
            lecteur = _RangeeEsus(colonnes, cellules, rang, feuille, rapport)
            ligne = lecteur.read()
            if ligne in vues:
                lecteur.reject("doublon", ligne[0])
            elif ligne is not None:
                vues.add(ligne)
                rapport.gardees += 1
                yield ligne


@dataclass(frozen=True, slots=True)
class _RangeeEsus:
    colonnes: _Colonnes
    cellules: Cellules
    rang: int
    feuille: str | None
    rapport: RapportReferentiel

    def read(self) -> Ligne | None:
        identifiant = self._identifiant()
        if identifiant is None:
            return None
        debut, fin = self._dates()
        nom = self._cell(self.colonnes.nom)
        propre = " ".join(str(nom).split()) if nom is not None else None
        return identifiant.siren, identifiant.siret, propre, debut, fin

    def reject(self, motif: str, valeur: object) -> None:
        self.rapport.reject(self._remarque(motif, valeur))

    def _warn(self, motif: str, valeur: object) -> None:
        self.rapport.warn(self._remarque(motif, valeur))

    def _remarque(self, motif: str, valeur: object) -> Remarque:
        return Remarque(
            motif=motif, valeur=str(valeur)[:200], ligne=self.rang, feuille=self.feuille
        )

    def _cell(self, rang: int | None) -> Any:  # noqa: ANN401 - whatever was typed
        return tableaux.cell(self.cellules, rang)

    def _identifiant(self) -> Identifiant | None:
        saisis = [v for r in self.colonnes.identifiants if (v := self._cell(r)) is not None]
        lus = [i for valeur in saisis if (i := read_identifiant(valeur)) is not None]
        texte = " ; ".join(map(str, saisis or [c for c in self.cellules if c is not None]))
        sirens = {identifiant.siren for identifiant in lus}
        if len(sirens) != 1:
            motif = "identifiants_contradictoires" if sirens else "identifiant_invalide"
            self.reject(motif if saisis else "identifiant_absent", texte)
            return None
        siret = next((i.siret for i in lus if i.siret), None)
        if siret is None and any(len(digits_of(valeur)) >= _LONG for valeur in saisis):
            self._warn("siret_ecarte", texte)
        return Identifiant(sirens.pop(), siret)

    def _dates(self) -> tuple[date | None, date | None]:
        debut = self._date(self.colonnes.debut, "date_debut_illisible")
        fin = self._date(self.colonnes.fin, "date_fin_illisible")
        if fin is None and debut is not None:
            fin = self._computed_end(debut)
        if debut is not None and fin is not None and fin < debut:
            self._warn("fin_avant_debut", f"{debut} ; {fin}")
            fin = None
        return debut, fin

    def _date(self, rang: int | None, motif: str) -> date | None:
        valeur = self._cell(rang)
        jour = None if valeur is None else read_date_cellule(valeur)
        if jour is None and valeur is not None:
            self._warn(motif, valeur)
        return jour

    def _computed_end(self, debut: date) -> date | None:
        valeur = self._cell(self.colonnes.duree)
        if valeur is None:
            return None
        mois = read_duree_agrement(valeur)
        if mois is None:
            self._warn("duree_illisible", valeur)
            return None
        return add_mois(debut, mois)


def read_duree_agrement(valeur: object) -> int | None:
    """Read a duration in months: `5 ans`, `60 mois`, or a bare number (years up to ten)."""
    trouve = _DUREE.fullmatch(fold_mots(valeur).removesuffix(" 0"))
    if not trouve:
        return None
    nombre, unite = int(trouve[1]), trouve[2]
    if unite == "mois" or (unite is None and nombre > _ANNEES_MAX):
        return nombre or None
    return nombre * 12 or None
