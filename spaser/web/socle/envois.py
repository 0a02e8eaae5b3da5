"""Which views take files: how heavy, and how often for one account or one address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase

from spaser.web.socle.limites import check_limite

type Vue = Callable[..., HttpResponseBase]

RECUS: Final = "octets_recus"
PAR_COMPTE: Final = 60
PAR_ADRESSE: Final = 200  # a whole town hall may share one
_HEURE: Final = timedelta(hours=1)


def recoit(octets: int) -> Callable[[Vue], Vue]:
    """Say that a view takes files of so many bytes in all, and count those that come.

    The middleware reads it before the body is (`EnvoiTropLourd`, `EnvoiSansCompte`).
    """

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and request.FILES:
                _count(request)
            return vue(request, *args, **kwargs)

        wrapped.__dict__[RECUS] = octets
        return wrapped

    return decorate


def _count(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        check_limite("envois.compte", str(request.user.pk), PAR_COMPTE, _HEURE)
    check_limite("envois.adresse", request.META.get("REMOTE_ADDR", ""), PAR_ADRESSE, _HEURE)
