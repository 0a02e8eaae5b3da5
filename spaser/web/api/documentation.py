"""What the operations say of themselves, beside their own shape."""

from __future__ import annotations

from typing import Annotated, Any, Final

from ninja import Path

# Under which terms the register is reused.
LICENCE: Final = "Licence Ouverte 2.0 (Etalab)"
LICENCE_URL: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

NUMERO_MAX: Final = 2**31 - 1
Numero = Annotated[int, Path(ge=1, le=NUMERO_MAX)]


def responses(*statuts: int) -> dict[str, Any]:
    """Return the answers of an operation that are not its own, to be shared by `openapi`."""
    communes = (304, 405, 406, 429, 500)
    return {
        "responses": {
            str(statut): {"$ref": f"#/components/responses/{statut}"}
            for statut in sorted({*statuts, *communes})
        }
    }


def file_response(media: str, schema: str | None, *statuts: int) -> dict[str, Any]:
    """Return the answers of an operation that gives a file."""
    forme = {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "string"}
    reponses = responses(*statuts)
    reponses["responses"][200] = {
        "description": "Le fichier.",
        "content": {media: {"schema": forme}},
    }
    return reponses
