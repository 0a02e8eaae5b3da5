"""A page asked for in a way that it does not answer: Django's own answer is a blank page."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from spaser.web.socle.erreurs import answer, is_programme

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

RAISON: Final = "La demande est arrivée d’une façon que cette adresse ne prend pas."


class MethodeRefusee:
    """Answer 405 with a page in French; programs have their own answer already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put the page in place of the blank, and keep what methods are allowed."""
        reponse = self.get_response(request)
        if reponse.status_code != HTTPStatus.METHOD_NOT_ALLOWED or is_programme(request):
            return reponse
        page = answer(request, HTTPStatus.METHOD_NOT_ALLOWED, RAISON)
        page["Allow"] = reponse["Allow"]
        return page
