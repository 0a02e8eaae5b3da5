"""Inclusive suppliers as the Marché de l'inclusion exports them (CSV, workbook or JSON)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spaser.elements import fold_mots, read_identifiant
from spaser.moteur.referentiels import tableaux
from spaser.moteur.referentiels.modele import RapportReferentiel
from spaser.moteur.tables.modele import Remarque

COLONNES: Final = {
    "siret": "VARCHAR",
    "siren": "VARCHAR",
    "type": "VARCHAR",
    "famille": "VARCHAR",  # 'insertion' | 'handicap' | 'autre'
}
Ligne = tuple[str, str, str, str]

# GEIQ hire and train, SEP is work in prison: neither is a structure of L5132-4 nor of handicap.
FAMILLES: Final = {
    "EI": "insertion",
    "AI": "insertion",
    "ACI": "insertion",
    "ETTI": "insertion",
    "EITI": "insertion",
    "EA": "handicap",
    "EATT": "handicap",
    "ESAT": "handicap",
    "GEIQ": "autre",
    "SEP": "autre",
}
# Labels shown by the site, folded; an export may carry them in place of the code.
LIBELLES: Final = {
    "entreprise d insertion": "EI",
    "association intermediaire": "AI",
    "atelier chantier d insertion": "ACI",
    "atelier et chantier d insertion": "ACI",
    "ateliers et chantiers d insertion": "ACI",
    "entreprise de travail temporaire d insertion": "ETTI",
    "entreprise d insertion par le travail independant": "EITI",
    "groupement d employeurs pour l insertion et la qualification": "GEIQ",
    "produits et services realises en prison": "SEP",
    "entreprise adaptee": "EA",
    "entreprise adaptee de travail temporaire": "EATT",
    "etablissement et service d aide par le travail": "ESAT",
    "etablissement et service d accompagnement par le travail": "ESAT",
}
_TYPES: Final = ("kind", "type de structure", "type structure", "type siae", "categorie", "type")
_FAUX: Final = frozenset({"false", "faux", "non", "0", "n"})


def find_type(titres: tuple[str, ...]) -> int | None:
    """Rank of the column that tells the kind of structure."""
    return tableaux.find_rang_titre(titres, _TYPES, ("prestation", "presta", "code", "libelle"))


def is_inclusion(titres: tuple[str, ...]) -> bool:
    siret = tableaux.find_rang_titre(titres, ("siret",))
    return siret is not None and find_type(titres) is not None


def read_type(valeur: object) -> str | None:
    """Read `EI`, `Entreprise d'insertion` or `Entreprise d'insertion (EI)` as `EI`."""
    plie = fold_mots(valeur)
    code = plie.upper()
    if code in FAMILLES:
        return code
    if trouve := LIBELLES.get(plie):
        return trouve
    libelle, _, fin = plie.rpartition(" ")
    return LIBELLES.get(libelle) if LIBELLES.get(libelle) == fin.upper() else None


def read_inclusion(chemin: Path, rapport: RapportReferentiel) -> Iterator[Ligne]:
    """Read every row; what is left out goes to the report."""
    vues: set[Ligne] = set()
    for feuille, table in tableaux.read_listes(chemin):
        if table is None or not is_inclusion(table.titres):
            rapport.ignorees.append(feuille or chemin.name)
            continue
        rangs = (
            tableaux.find_rang_titre(table.titres, ("siret",)),
            find_type(table.titres),
            tableaux.find_rang_titre(table.titres, ("is active", "active", "actif")),
        )
        for rang, cellules in table.list_utiles():
            rapport.lues += 1
            siret, sorte, active = (tableaux.cell(cellules, r) for r in rangs)
            motif, ligne = _read_ligne(siret, sorte, active)
            if ligne is not None and ligne not in vues:
                vues.add(ligne)
                rapport.gardees += 1
                yield ligne
            else:
                valeur = f"{siret} ; {sorte}"[:200]
                rapport.reject(
                    Remarque(motif=motif or "doublon", valeur=valeur, ligne=rang, feuille=feuille)
                )


def _read_ligne(siret: object, sorte: object, active: object) -> tuple[str | None, Ligne | None]:
    if siret is None:
        return "siret_absent", None
    identifiant = read_identifiant(siret)
    if identifiant is None or identifiant.siret is None:
        return "siret_invalide", None
    if fold_mots(active) in _FAUX:
        return "inactive", None
    code = read_type(sorte)
    if code is None:
        return "type_inconnu", None
    return None, (identifiant.siret, identifiant.siren, code, FAMILLES[code])
