"""What the pages of a campaign share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from spaser.web.diagnostic.campagnes.services import CampagneFigee
from spaser.web.diagnostic.models import Campagne
from spaser.web.organisations.espaces import fil_espace
from spaser.web.organisations.models import Espace

type Pas = tuple[str, str | None]
type Vue = Callable[..., HttpResponse]


def fil_diagnostic(
    request: HttpRequest, espace: Espace, campagne: Campagne | None = None, *suite: Pas
) -> list[Pas]:
    if campagne is None:
        racine = reverse("diagnostic:campagnes", args=[espace.siren]) if suite else None
        return fil_espace(request, espace, ("Autodiagnostic", racine), *suite)
    return fil_espace(
        request,
        espace,
        ("Autodiagnostic", reverse("diagnostic:campagnes", args=[espace.siren])),
        (campagne.titre, campagne.get_absolute_url() if suite else None),
        *suite,
    )


def refuse_figee(vue: Vue) -> Vue:
    """Send back to the campaign what comes after its result was frozen."""

    @wraps(vue)
    def wrapped(request: HttpRequest, espace: Espace, pk: int, **kwargs: Any) -> HttpResponse:
        try:
            return vue(request, espace=espace, pk=pk, **kwargs)
        except CampagneFigee:
            messages.error(
                request,
                "Le résultat de cette campagne est figé : rien n’y change plus. "
                "Ouvrez une nouvelle campagne pour répondre à nouveau.",
            )
            return redirect("diagnostic:campagne", espace.siren, pk)

    return wrapped
