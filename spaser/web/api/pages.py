"""Reads the OpenAPI document as people do: operations by subject, each with an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.contenus.formats_publies import EXEMPLES, JOURNAL
from spaser.metier.registre.nomenclatures import format_valeur
from spaser.web.api.fiches import read_chefs_lieux
from spaser.web.api.formats import FORMATS, locate_format
from spaser.web.api.interface import describe_api
from spaser.web.api.schemas import LICENCE, LICENCE_URL
from spaser.web.api.travail import BUDGET, LIGNES_PAR_POINT, PERIODE
from spaser.web.registre.selectors.chiffres import read_chiffres
from spaser.web.socle.courriel import absolute_url

_METHODES: Final = {"get": "GET"}
_VALEURS_MAX: Final = 40  # beyond so many values, the list of values is elsewhere
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
class ReponseDecrite:
    statut: str
    description: str
    forme: str


@dataclass(frozen=True)
class Operation:
    ancre: str
    resume: str
    description: str
    methode: str
    chemin: str
    essai: str
    parametres: tuple[Parametre, ...]
    deja_dits: tuple[str, ...]
    reponses: tuple[ReponseDecrite, ...]


@dataclass(frozen=True)
class FamilleOperations:
    titre: str
    operations: tuple[Operation, ...]


def read_sujets() -> list[FamilleOperations]:
    """Return every operation, by subject; a parameter is described once, where it is first met."""
    sujets: dict[str, list[Operation]] = {}
    dits: set[Parametre] = set()
    for chemin, methodes in describe_api()["paths"].items():
        for methode, operation in methodes.items():
            lue = _operation(chemin, methode, operation, dits)
            sujets.setdefault(operation["tags"][0], []).append(lue)
            dits.update(lue.parametres)
    return [FamilleOperations(titre, tuple(operations)) for titre, operations in sujets.items()]


def read_erreurs() -> list[ReponseDecrite]:
    return [
        ReponseDecrite(statut, reponse["description"], "")
        for statut, reponse in describe_api()["components"]["responses"].items()
    ]


def _operation(
    chemin: str, methode: str, operation: Mapping[str, Any], dits: AbstractSet[Parametre]
) -> Operation:
    identifiant = operation["operationId"]
    parametres = [_parametre(parametre) for parametre in operation.get("parameters", ())]
    return Operation(
        ancre=identifiant,
        resume=operation["summary"],
        description=operation["description"],
        methode=_METHODES[methode],
        chemin=chemin,
        essai=absolute_url(_example(chemin) + _EXEMPLES.get(identifiant, "")),
        parametres=tuple(p for p in parametres if p not in dits),
        deja_dits=tuple(p.nom for p in parametres if p in dits),
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
        valeurs=tuple(valeurs) if len(valeurs) <= _VALEURS_MAX else (),
        obligatoire=parametre["required"],
    )


def _shape(schema: Mapping[str, Any], feuille: Mapping[str, Any]) -> str:
    if schema["type"] == "array":
        forme = "une ou plusieurs valeurs"
    else:
        forme = {"integer": "nombre entier", "string": "texte"}[feuille["type"]]
    return f"{forme}, par exemple" if "examples" in feuille else forme


def _reponses(reponses: Mapping[str, Any]) -> Iterator[ReponseDecrite]:
    for statut, reponse in sorted(reponses.items()):
        if "$ref" not in reponse:
            dite = "La réponse attendue." if "content" in reponse else reponse["description"]
            yield ReponseDecrite(statut, dite, ", ".join(reponse.get("content", ())))


# The pages about the open data, for people.

TITRE = "Données ouvertes"


@require_safe
def donnees_ouvertes(request: HttpRequest) -> HttpResponse:
    chiffres = read_chiffres(timezone.localdate())
    contexte = {
        "fil": [(TITRE, None)],
        "total": chiffres.recenses.nombre,
        "total_ecrit": format_valeur(chiffres.recenses.nombre),
        "date": chiffres.date,
        "formats": [(nom, publie, locate_format(nom)) for nom, publie in FORMATS.items()],
        "journal": locate_format(JOURNAL),
        "exemples": [(nom, locate_format(f"exemple-{nom}")) for nom in EXEMPLES],
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "sources_des_points": read_chefs_lieux()["sources"],
    }
    return render(request, "api/donnees.html", contexte)


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    contexte = {
        "fil": [(TITRE, reverse("api:donnees")), ("Interface de programmation", None)],
        "base": absolute_url(reverse("api:accueil")),
        "sujets": read_sujets(),
        "erreurs": read_erreurs(),
        "budget": BUDGET,
        "lignes": LIGNES_PAR_POINT,
        "minutes": int(PERIODE.total_seconds()) // 60,
    }
    return render(request, "api/documentation.html", contexte)
