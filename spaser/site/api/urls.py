"""Addresses of `api`."""

from typing import Final, NoReturn

from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver, include, path, re_path

from spaser.site.api import pages
from spaser.site.api.enveloppe import expose, serve_format

app_name: Final = "api"


@expose
def answer_absente(request: HttpRequest, **parametres: str) -> NoReturn:
    """Answer 404 to a program, as the API answers everything."""
    raise Http404


def _operations() -> list[URLPattern]:
    routes = [route for route in pages.interface.urls[0] if isinstance(route, URLPattern)]
    for route in routes:
        route.callback = expose(route.callback)
    return routes


urlpatterns: list[URLPattern | URLResolver] = [
    path("donnees-ouvertes/", pages.donnees_ouvertes, name="donnees"),
    path("donnees-ouvertes/api/", pages.documentation, name="documentation"),
    path("formats/<str:nom>", serve_format, name="format"),
    path("api/v1/openapi.json", pages.serve_openapi, name="openapi"),
    path("api/v1/", include(_operations())),
    re_path("^api/", answer_absente, name="absente"),
]
