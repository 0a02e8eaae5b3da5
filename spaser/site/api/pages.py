"""Reads the OpenAPI document as people do: operations by subject, each with an example."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import REF_TEMPLATE
from ninja.renderers import JSONRenderer

from spaser.contenus import lecture
from spaser.regles.nomenclatures import format_valeur
from spaser.site.api import enveloppe, fiches, registre, schemas
from spaser.site.registre.tableau import read_chiffres
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.requetes import PROBLEME, problem
from spaser.site.socle.vues import Rendu, shows

# --- The API: its operations gathered, and the OpenAPI document ---


# The API: its operations, gathered.

VERSION: Final = "1.1.0"
_DESCRIPTION: Final = (
    "Le registre des schémas de promotion des achats publics socialement et écologiquement "
    "responsables (SPASER), en lecture, sans clé. Ce qui n’est pas connu vaut null."
)


class _Json(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


interface: Final = NinjaAPI(
    title="Registre des SPASER",
    version=VERSION,
    description=_DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    renderer=_Json(),
    servers=[{"url": settings.ADRESSE}],
)
for routeur in (registre.accueil, fiches.router, fiches.exports, registre.router):
    interface.add_router("", routeur)


@interface.exception_handler(ValidationError)
def refuse_number(request: HttpRequest, erreur: ValidationError) -> HttpResponse:
    """Refuse a number of the address: the other parameters are checked by `parametres`."""
    erreurs = [
        {
            "champ": str(faute["loc"][-1]),
            "message": "ce n’est pas un numéro.",
            "correction": "Écrivez un nombre entier, à partir de 1.",
        }
        for faute in erreur.errors
    ]
    noms = ", ".join(faute["champ"] for faute in erreurs)
    return problem(422, f"Numéro à corriger : {noms}.", erreurs=erreurs)


# The OpenAPI document: what ninja writes, with the errors, the headers and the open format.

_FORMATS: Final = {"FormatSpaser": lecture.SCHEMA_1_0, "FormatSpaser11": lecture.SCHEMA_1_1}
_MINUTES: Final = int(enveloppe.PERIODE.total_seconds()) // 60
_ERREURS: Final = {
    404: "Rien à cette adresse : la fiche, la version ou la page demandée n’existe pas.",
    405: "Les données se lisent seulement : GET ou HEAD.",
    406: "L’en-tête Accept écarte le seul format de cette adresse.",
    410: "La fiche a été retirée du registre ; le motif est donné.",
    422: "Un paramètre est inconnu ou n’a pas une valeur admise ; « erreurs » dit lequel et que "
    "faire.",
    429: f"Plus de {enveloppe.BUDGET} points en {_MINUTES} minutes : l’en-tête Retry-After dit "
    "combien "
    "de secondes attendre.",
    500: "Le site a rencontré un problème.",
}
_ENTETES: Final = {
    "ETag": ("string", "Nom de cet état : à renvoyer dans If-None-Match."),
    "Last-Modified": ("string", "Dernier changement."),
    "X-RateLimit-Cost": ("string", "Points que cette réponse a coûtés."),
    "X-RateLimit-Limit": ("string", "Points permis par période."),
    "X-RateLimit-Remaining": ("string", "Points qui restent, pour qui répond."),
    "X-RateLimit-Reset": ("string", "Secondes avant sa période suivante."),
    "Retry-After": ("string", "Secondes à attendre."),
}
_DES_REPONSES: Final = tuple(nom for nom in _ENTETES if nom != "Retry-After")


@enveloppe.expose
def serve_openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(describe_api(), json_dumps_params={"ensure_ascii": False})


@cache
def describe_api() -> Mapping[str, Any]:
    # Plain keys and values.
    document: dict[str, Any] = json.loads(json.dumps(interface.get_openapi_schema()))
    document["info"]["license"] = {"name": schemas.LICENCE, "url": schemas.LICENCE_URL}
    composants = document["components"]
    for nom in [nom for nom in composants["schemas"] if nom.startswith("Parametres")]:
        del composants["schemas"][nom]  # their parameters are told one by one
    composants["schemas"] |= dict(_models())
    for nom, schema in _FORMATS.items():
        composants["schemas"] |= _format(nom, schema)
    composants["responses"] = dict(_responses())
    composants["headers"] = {
        nom: {"description": description, "schema": {"type": genre}}
        for nom, (genre, description) in _ENTETES.items()
    }
    for modele in ("FicheComplete", "VersionComplete"):
        proprietes = composants["schemas"][modele]["properties"]
        proprietes["contenu"] = {
            "oneOf": [{"$ref": REF_TEMPLATE.format(model=nom)} for nom in _FORMATS]
        }
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"]["200"] |= {"headers": _headers(_DES_REPONSES)}
            for parametre in operation["parameters"]:
                _tidy(parametre)
    return document


def _tidy(parametre: dict[str, Any]) -> None:
    """Drop what ninja repeats of a parameter, and say how lists are written."""
    parametre.pop("examples", None)
    parametre["schema"].pop("description", None)
    if parametre["schema"]["type"] == "array":
        parametre |= {"style": "form", "explode": True}


def _models() -> Iterator[tuple[str, Any]]:
    """Yield the shapes that no operation declares: files are streamed."""
    for modele in (schemas.Export, schemas.CollectionGeo, schemas.Probleme):
        schema = modele.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
        yield from schema.pop("$defs", {}).items()
        yield modele.__name__, schema


def _format(nom: str, fichier: str) -> dict[str, Any]:
    """Return a version of the open format, its definitions moved where OpenAPI keeps them."""
    texte = json.dumps(dict(lecture.schema_spaser(fichier))).replace(
        "#/$defs/", f"#/components/schemas/{nom}."
    )
    schema = json.loads(texte)
    definitions = schema.pop("$defs")
    for cle in ("$schema", "$id"):
        schema.pop(cle)
    return {nom: schema} | {f"{nom}.{partie}": noeud for partie, noeud in definitions.items()}


def _responses() -> Iterator[tuple[str, Any]]:
    yield "301", {"description": "La fiche a été fusionnée : Location mène à celle qui reste."}
    yield "304", {"description": "Rien n’a changé depuis l’état que nomme If-None-Match."}
    contenu = {PROBLEME: {"schema": {"$ref": REF_TEMPLATE.format(model="Probleme")}}}
    for statut, description in _ERREURS.items():
        reponse = {"description": description, "content": contenu}
        if statut == 429:  # noqa: PLR2004 - HTTP
            reponse["headers"] = _headers(("Retry-After",))
        yield str(statut), reponse


def _headers(noms: tuple[str, ...]) -> dict[str, Any]:
    return {nom: {"$ref": f"#/components/headers/{nom}"} for nom in noms}


_VALEURS_MAX: Final = 40  # beyond so many values, the list of values is elsewhere
_EXEMPLES: Final[Mapping[str, str]] = {
    "listerFiches": "?q=bretagne&statut=adopte&par_page=5",
    "exporterCsv": "?region=53&separateur=virgule&bom=non",
    "exporterJson": "?type=region&type=departement",
    "exporterLignes": "?statut=adopte",
    "exporterGeojson": "?q=%C3%A9quitable",
    "compterFacettes": "?region=53",
}


def read_sujets() -> dict[str, list[dict[str, Any]]]:
    """Return every operation, by subject; a parameter is described once, where it is first met."""
    sujets: dict[str, list[dict[str, Any]]] = {}
    dits: list[dict[str, Any]] = []
    for chemin, methodes in describe_api()["paths"].items():
        for operation in methodes.values():
            lus = [_read_parametre(parametre) for parametre in operation["parameters"]]
            exemple = chemin.replace("{numero}", "1").replace("{version}", "1")
            essai = exemple + _EXEMPLES.get(operation["operationId"], "")
            lue = {
                "chemin": chemin,
                "essai": absolute_url(essai),
                "medias": ", ".join(operation["responses"]["200"]["content"]),
                "parametres": [p for p in lus if p not in dits],
                "deja_dits": [p["nom"] for p in lus if p in dits],
            }
            sujets.setdefault(operation["tags"][0], []).append(operation | lue)
            dits += lus
    return sujets


def _read_parametre(parametre: Mapping[str, Any]) -> dict[str, Any]:
    schema = parametre["schema"]
    feuille = schema.get("items", schema)
    valeurs = feuille.get("enum", feuille.get("examples", ()))
    return {
        "nom": parametre["name"],
        "description": parametre.get("description", "Numéro donné par la liste."),
        "forme": _shape(schema, feuille),
        "valeurs": valeurs if len(valeurs) <= _VALEURS_MAX else (),
        "obligatoire": parametre["required"],
    }


def _shape(schema: Mapping[str, Any], feuille: Mapping[str, Any]) -> str:
    if schema["type"] == "array":
        forme = "une ou plusieurs valeurs"
    else:
        forme = {"integer": "nombre entier", "string": "texte"}[feuille["type"]]
    return f"{forme}, par exemple" if "examples" in feuille else forme


# The pages about the open data, for people.

TITRE = "Données ouvertes"


@shows("api/donnees.html")
def donnees_ouvertes(request: HttpRequest) -> Rendu:
    chiffres = read_chiffres(timezone.localdate())
    return {
        "fil": [(TITRE, None)],
        "total": chiffres.recenses.nombre,
        "total_ecrit": format_valeur(chiffres.recenses.nombre),
        "date": chiffres.date,
        "formats": [
            (nom, publie, enveloppe.locate_format(nom)) for nom, publie in enveloppe.FORMATS.items()
        ],
        "journal": enveloppe.locate_format(lecture.JOURNAL),
        "exemples": [(nom, enveloppe.locate_format(f"exemple-{nom}")) for nom in lecture.EXEMPLES],
        "licence": schemas.LICENCE,
        "licence_url": schemas.LICENCE_URL,
        "sources_des_points": fiches.read_chefs_lieux()["sources"],
    }


@shows("api/documentation.html")
def documentation(request: HttpRequest) -> Rendu:
    return {
        "fil": [(TITRE, reverse("api:donnees")), ("Interface de programmation", None)],
        "base": absolute_url(reverse("api:accueil")),
        "sujets": read_sujets(),
        "erreurs": describe_api()["components"]["responses"],
        "budget": enveloppe.BUDGET,
        "lignes": enveloppe.LIGNES_PAR_POINT,
        "minutes": int(enveloppe.PERIODE.total_seconds()) // 60,
    }
