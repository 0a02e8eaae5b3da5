"""The French words for each kind of fault: what is wrong, then what to do."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any, Final

type Texte = tuple[str, str]

_LONGUEUR_CITEE: Final = 60

_NOMS_DE_TYPES: Final = {
    "object": "un objet, entre accolades { }",
    "array": "une liste, entre crochets [ ]",
    "string": "un texte, entre guillemets",
    "boolean": "true ou false, sans guillemets",
    "number": "un nombre, sans guillemets, avec un point pour les décimales",
    "integer": "un nombre entier, sans guillemets",
}


def quote(valeur: object) -> str:
    """Quote a value of the file, cut short; half characters are spelled out."""
    texte = str(valeur).encode(errors="backslashreplace").decode()
    coupe = texte if len(texte) <= _LONGUEUR_CITEE else f"{texte[:_LONGUEUR_CITEE]}…"
    return f"« {coupe} »"


def wrong_type(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    """Say that a value is of another kind than the one asked for."""
    if valeur is None:
        return (
            "la valeur est null.",
            "Retirez ce champ : ce qui n’est pas connu s’omet.",
        )
    return "la valeur n’est pas de la bonne nature.", f"Écrivez {_NOMS_DE_TYPES[noeud['type']]}."


def missing(nom: str) -> Texte:
    """Say that a field is asked for."""
    return "ce champ est obligatoire.", f"Ajoutez le champ « {nom} »."


def unknown_field(nom: str, connus: tuple[str, ...]) -> Texte:
    """Say that the format has no such field, and which one was perhaps meant."""
    proches = difflib.get_close_matches(nom[:_LONGUEUR_CITEE], connus, n=1, cutoff=0.6)
    if proches:
        conseil = f"Vouliez-vous écrire « {proches[0]} » ?"
    else:
        conseil = f"Retirez-le, ou choisissez parmi : {', '.join(connus)}."
    return f"le format n’a pas de champ {quote(nom)} ici.", conseil


def repeated(valeur: object) -> Texte:
    """Say that a list holds the same thing twice."""
    return f"{quote(valeur)} est déjà dans la liste.", "Retirez la répétition."


def _const(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    return f"{quote(valeur)} n’est pas la valeur attendue.", f"Écrivez « {noeud['const']} »."


def _enum(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    return (
        f"{quote(valeur)} n’est pas dans la liste des valeurs.",
        f"Choisissez parmi : {', '.join(noeud['enum'])}.",
    )


def _too_long(valeur: str, noeud: Mapping[str, Any]) -> Texte:
    maximum = noeud["maxLength"]
    return (
        f"le texte a {len(valeur)} caractères.",
        f"Ramenez-le à {maximum} caractères au plus.",
    )


def _pattern(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    exemples = noeud.get("examples")
    if exemples:
        cites = " ou ".join(f"« {exemple} »" for exemple in exemples)
        return f"{quote(valeur)} n’a pas la forme attendue.", f"Écrivez par exemple {cites}."
    if not str(valeur).strip():
        return "le texte est vide.", "Écrivez une valeur, ou retirez le champ."
    return (
        "le texte contient un caractère interdit.",
        "Retirez les caractères de contrôle et, d’un texte court, les retours à la ligne.",
    )


def _too_low(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    return f"{quote(valeur)} est trop petit.", f"Le minimum est {_number(noeud['minimum'])}."


def _too_high(valeur: object, noeud: Mapping[str, Any]) -> Texte:
    return f"{quote(valeur)} est trop grand.", f"Le maximum est {_number(noeud['maximum'])}."


def _too_many(valeur: list[object], noeud: Mapping[str, Any]) -> Texte:
    return (
        f"la liste a {len(valeur)} éléments.",
        f"Gardez-en {noeud['maxItems']} au plus.",
    )


def _number(nombre: float) -> str:
    return f"{nombre:.0f}"


SIMPLES: Final[Mapping[str, Callable[[Any, Mapping[str, Any]], Texte]]] = {
    "const": _const,
    "enum": _enum,
    "maxLength": _too_long,
    "pattern": _pattern,
    "minimum": _too_low,
    "maximum": _too_high,
    "maxItems": _too_many,
}
