"""The API: its operations, gathered."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from spaser.web.api.operations import fiches, registre
from spaser.web.socle.erreurs import problem

VERSION: Final = "1.0.0"
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
