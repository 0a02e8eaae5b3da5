"""The parameters of the addresses: what the documentation says is what is checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, QueryDict

from spaser.donnees.referentiels.annuaire import departements, regions
from spaser.metier.format_spaser.validation import validate
from spaser.metier.registre.nomenclatures import (
    Approche,
    Obligation,
    Origine,
    TrancheAchats,
    TrancheHabitants,
    TypeStructure,
)
from spaser.metier.statuts import Statut
from spaser.web.api.enveloppe import Refus
from spaser.web.recherche.selectors import TEXTE_MAX
from spaser.web.registre.selectors.demande import TRIS
from spaser.web.registre.selectors.filtres import FILTRES, INCONNU, Filtre

PAR_PAGE: Final = 20
PAR_PAGE_MAX: Final = 100
_PAGE_MAX: Final = 1_000_000
_ENTIER: Final = re.compile(r"-?[0-9]{1,15}")

type Noeud = Mapping[str, Any]

_ENUMERATIONS: Final[Mapping[str, type[StrEnum]]] = {
    "type": TypeStructure,
    "habitants": TrancheHabitants,
    "achats": TrancheAchats,
    "statut": Statut,
    "obligation": Obligation,
    "approche": Approche,
    "origine": Origine,
}
_PAGES: Final[Mapping[str, Noeud]] = {
    "tri": {
        "title": "Tri",
        "description": "Par défaut : pertinence s’il y a un texte cherché, sinon nom.",
        "type": "string",
        "enum": list(TRIS),
    },
    "page": {
        "title": "Page",
        "description": "Numéro de la page ; la première par défaut.",
        "type": "integer",
        "minimum": 1,
        "maximum": _PAGE_MAX,
    },
    "par_page": {
        "title": "Fiches par page",
        "description": f"{PAR_PAGE} fiches par page par défaut, {PAR_PAGE_MAX} au plus.",
        "type": "integer",
        "minimum": 1,
        "maximum": PAR_PAGE_MAX,
    },
}
_CSV: Final[Mapping[str, Noeud]] = {
    "separateur": {
        "title": "Séparateur",
        "description": "Par défaut le point-virgule, celui des tableurs réglés en français.",
        "type": "string",
        "enum": ["point-virgule", "virgule"],
    },
    "bom": {
        "title": "Marque d’ordre des octets",
        "description": "La marque UTF-8 en tête de fichier, pour les tableurs ; oui par défaut.",
        "type": "string",
        "enum": ["oui", "non"],
    },
}


@cache
def recherche() -> Mapping[str, Noeud]:
    """Return the parameters of a search: the text and the filters of the register's page."""
    texte = {
        "title": "Texte cherché",
        "description": "Nom, lieu, axe ou objectif ; sans souci des accents, des pluriels ni d’une "
        "faute de frappe dans un nom.",
        "type": "string",
        "maxLength": TEXTE_MAX,
        "examples": ["bretagne"],
    }
    return {"q": texte} | {filtre.nom: _describe(filtre) for filtre in FILTRES}


def liste() -> Mapping[str, Noeud]:
    """Return the parameters of a list by pages."""
    return {**recherche(), **_PAGES}


def export() -> Mapping[str, Noeud]:
    """Return the parameters of a whole export."""
    return {**recherche(), "tri": _PAGES["tri"]}


def export_csv() -> Mapping[str, Noeud]:
    """Return the parameters of the CSV export."""
    return {**export(), **_CSV}


def _describe(filtre: Filtre) -> Noeud:
    return {
        "title": filtre.libelle,
        "description": f"{filtre.libelle}. Répétez le paramètre pour accepter plusieurs valeurs ; "
        f"« {INCONNU} » garde les fiches qui ne le disent pas.",
        "type": "array",
        "items": {"title": filtre.libelle, "type": "string", **_values_of(filtre)},
        "maxItems": 120,
    }


def _values_of(filtre: Filtre) -> Noeud:
    match filtre.nom:
        case "region":
            return {"enum": [*regions(), INCONNU]}
        case "departement":
            return {"enum": [*departements(), INCONNU]}
        case "periode":
            return {"pattern": f"^((19|20)[0-9]{{2}}|{INCONNU})$", "examples": ["2026"]}
        case "edition":
            return {"pattern": f"^([1-9][0-9]?|{INCONNU})$", "examples": ["2"]}
    if filtre.nom in _ENUMERATIONS:
        return {"enum": [*_codes(_ENUMERATIONS[filtre.nom]), INCONNU]}
    return {"enum": ["oui", "non", INCONNU]} if filtre.accepts("oui") else {"maxLength": 60}


def _codes(enumeration: type[StrEnum]) -> list[str]:
    return [valeur.value for valeur in enumeration]


def document(parametres: Mapping[str, Noeud]) -> dict[str, Any]:
    """Return parameters as OpenAPI writes them."""
    return {
        "parameters": [
            {
                "name": nom,
                "in": "query",
                "required": False,
                "description": noeud["description"],
                "schema": {cle: v for cle, v in noeud.items() if cle != "description"},
            }
            | ({"style": "form", "explode": True} if noeud["type"] == "array" else {})
            for nom, noeud in parametres.items()
        ]
    }


def check(request: HttpRequest, parametres: Mapping[str, Noeud]) -> dict[str, Any]:
    """Return the parameters of a request; 422 names each fault and its fix."""
    erreurs = [
        *_unknown(request.GET, parametres),
        *_repeated(request.GET, parametres),
    ]
    lus = {
        nom: _read(request.GET.getlist(nom), noeud)
        for nom, noeud in parametres.items()
        if nom in request.GET
    }
    schema = {"type": "object", "properties": parametres}
    erreurs += [
        {"champ": str(faute.chemin[0]), "message": faute.message, "correction": faute.correction}
        for faute in validate(lus, schema)
    ]
    if erreurs:
        noms = ", ".join(dict.fromkeys(erreur["champ"] for erreur in erreurs))
        raise Refus(422, f"Paramètre à corriger : {noms}.", erreurs=erreurs)
    return lus


def _read(valeurs: list[str], noeud: Noeud) -> object:
    if noeud["type"] == "array":
        return valeurs
    if noeud["type"] == "integer" and _ENTIER.fullmatch(valeurs[-1]):
        return int(valeurs[-1])
    return valeurs[-1]


def _unknown(donnes: QueryDict, connus: Iterable[str]) -> Iterator[dict[str, str]]:
    for nom in donnes:
        if nom not in connus:
            proches = difflib.get_close_matches(nom[:60], connus, n=1)
            conseil = f"Vouliez-vous écrire « {proches[0]} » ?" if proches else "Retirez-le."
            yield {
                "champ": nom[:60],
                "message": "ce paramètre n’existe pas ici.",
                "correction": conseil,
            }


def _repeated(donnes: QueryDict, parametres: Mapping[str, Noeud]) -> Iterator[dict[str, str]]:
    for nom, noeud in parametres.items():
        if noeud["type"] != "array" and len(donnes.getlist(nom)) > 1:
            yield {
                "champ": nom,
                "message": "ce paramètre est donné plusieurs fois.",
                "correction": "Gardez-en un seul.",
            }
