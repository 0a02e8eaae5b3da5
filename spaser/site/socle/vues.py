"""What a view of a page returns: what its template reads, or an answer of its own; a QR code."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

type Rendu = dict[str, Any] | HttpResponse


def shows(gabarit: str, *, envoi: bool = False) -> Callable[[Callable[..., Rendu]], Any]:
    """Show what a view returns in this template; what it answered by itself goes as it is.

    The page is only read, unless `envoi`: a form is sent to it too. The space of the address is in
    what the template reads.
    """
    methodes = ["GET", "HEAD", "POST"] if envoi else ["GET", "HEAD"]

    def decorate(vue: Callable[..., Rendu]) -> Callable[..., HttpResponse]:
        @require_http_methods(methodes)
        @wraps(vue)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            rendu = vue(request, *args, **kwargs)
            if not isinstance(rendu, dict):
                return rendu
            ici = {"espace": kwargs["espace"]} if "espace" in kwargs else {}
            return render(request, gabarit, ici | rendu)

        return wrapped

    return decorate


def draw_qr(adresse: str, titre: str, taille: int = 5) -> SafeString:
    """Draw an address; black on white in dark mode too, or phones cannot read it."""
    dessin = segno.make(adresse, micro=False).svg_inline(
        scale=taille, dark="#000", light="#fff", border=4, title=titre
    )
    return mark_safe(dessin)  # noqa: S308 - drawn by segno, holds no text of a user
