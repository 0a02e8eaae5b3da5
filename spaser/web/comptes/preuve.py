"""Proof that the person at the keyboard is still the one who signed in."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from spaser.web.comptes.sessions import read_instant
from spaser.web.comptes.suivant import add_suivant

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    type Vue = Callable[..., HttpResponseBase]

CLE_PREUVE: Final = "preuve_le"
DUREE_PREUVE: Final = timedelta(minutes=15)


def mark_preuve(request: HttpRequest) -> None:
    """Note that she has just proved who she is."""
    request.session[CLE_PREUVE] = timezone.now().isoformat()


def has_preuve(request: HttpRequest) -> bool:
    """Say whether the proof is recent enough for a delicate gesture."""
    prouve = read_instant(request.session.get(CLE_PREUVE))
    return prouve is not None and timezone.now() - prouve < DUREE_PREUVE


def exige_preuve(retour: str = "") -> Callable[[Vue], Vue]:
    """Ask her to prove again who she is before a delicate gesture.

    She is then sent back to the same page, or to the view `retour` if the page only takes POST.
    """

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if has_preuve(request):
                return vue(request, *args, **kwargs)
            suite = reverse(retour) if retour else request.path
            return HttpResponseRedirect(add_suivant("comptes:preuve", suite))

        return wrapped

    return decorate
