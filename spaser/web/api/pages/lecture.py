"""Reads the OpenAPI document as people do: operations by subject, each with an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from spaser.web.api.openapi import describe
from spaser.web.socle.courriel import absolute_url

_METHODES: Final = {"get": "GET"}
_ADRESSE_MAX: Final = 40  # beyond so many values, the list of values is elsewhere
_EXEMPLES: Final[Mapping[str, str]] = {
    "listerFiches": "?q=bretagne&statut=adopte&par_page=5",
    "exporterCsv": "?region=53&separateur=virgule&bom=non",
    "exporterJson": "?type=region&type=departement",
    "exporterLignes": "?statut=adopte",
    "exporterGeojson": "?q=%C3%A9quitable",
    "compterFacettes": "?region=53",
}


@dataclass(frozen=True)
class Parametre:
    """A parameter, and what it may be worth."""

    nom: str
    description: str
    forme: str
    valeurs: tuple[str, ...]
    obligatoire: bool


@dataclass(frozen=True)
class Reponse:
    """An answer: its status, what it means, in which form."""

    statut: str
    description: str
    forme: str


@dataclass(frozen=True)
class Operation:
    """What one address does."""

    ancre: str
    resume: str
    description: str
    methode: str
    chemin: str
    essai: str
    parametres: tuple[Parametre, ...]
    reponses: tuple[Reponse, ...]


@dataclass(frozen=True)
class Sujet:
    """A family of operations."""

    titre: str
    operations: tuple[Operation, ...]


def read_sujets() -> list[Sujet]:
    """Return every operation, by subject, in the order of the document."""
    sujets: dict[str, list[Operation]] = {}
    for chemin, methodes in describe()["paths"].items():
        for methode, operation in methodes.items():
            sujets.setdefault(operation["tags"][0], []).append(
                _operation(chemin, methode, operation)
            )
    return [Sujet(titre, tuple(operations)) for titre, operations in sujets.items()]


def read_erreurs() -> list[Reponse]:
    """Return the errors that every address shares."""
    return [
        Reponse(statut, reponse["description"], "")
        for statut, reponse in describe()["components"]["responses"].items()
    ]


def _operation(chemin: str, methode: str, operation: Mapping[str, Any]) -> Operation:
    identifiant = operation["operationId"]
    return Operation(
        ancre=identifiant,
        resume=operation["summary"],
        description=operation["description"],
        methode=_METHODES[methode],
        chemin=chemin,
        essai=absolute_url(_example(chemin) + _EXEMPLES.get(identifiant, "")),
        parametres=tuple(map(_parametre, operation.get("parameters", ()))),
        reponses=tuple(_reponses(operation["responses"])),
    )


def _example(chemin: str) -> str:
    return chemin.replace("{numero}", "1").replace("{version}", "1")


def _parametre(parametre: Mapping[str, Any]) -> Parametre:
    schema = parametre["schema"]
    feuille = schema.get("items", schema)
    valeurs = feuille.get("enum", feuille.get("examples", ()))
    return Parametre(
        nom=parametre["name"],
        description=parametre.get("description", "Numéro donné par la liste."),
        forme=_shape(schema, feuille),
        valeurs=tuple(valeurs) if len(valeurs) <= _ADRESSE_MAX else (),
        obligatoire=parametre["required"],
    )


def _shape(schema: Mapping[str, Any], feuille: Mapping[str, Any]) -> str:
    if schema["type"] == "array":
        return "une ou plusieurs valeurs"
    return {"integer": "nombre entier", "string": "texte"}[feuille["type"]]


def _reponses(reponses: Mapping[str, Any]) -> Iterator[Reponse]:
    for statut, reponse in sorted(reponses.items()):
        if "$ref" not in reponse:
            yield Reponse(statut, "La réponse attendue.", ", ".join(reponse["content"]))
