"""Going back to a former version of a sheet: by the team, or by those who keep it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spaser.metier.droits import Operation
from spaser.metier.format_spaser.fichier import read_spaser_dict
from spaser.metier.registre.differences import compare_fiches
from spaser.metier.registre.fiche import Spaser
from spaser.web.commun.versions import VersionDepassee
from spaser.web.organisations.acces import Portee, declare, peut, visible_organisations
from spaser.web.registre.models import Fiche, VersionFiche
from spaser.web.registre.moderation.forms import FormRetour
from spaser.web.registre.services.retour import go_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaser.web.comptes.connexion import RequeteConnectee

CHANGEE = "Une autre version a été publiée entre-temps : relisez ce qui changerait, puis confirmez."


def may_correct(request: HttpRequest, fiche: Fiche) -> bool:
    """Say whether this person may change what a published sheet says."""
    operation = Operation.MODIFIER_FICHE_PUBLIEE
    return request.user.is_authenticated and peut(request, operation, fiche.organisation)


def exige_correction(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Turn `numero` into a published sheet that this person may change; 404 if it is not hers."""

    @wraps(vue)
    def wrapped(request: HttpRequest, numero: int, **kwargs: Any) -> HttpResponseBase:
        fiche = get_object_or_404(Fiche.objects.publiees(), pk=numero)
        if not may_correct(request, fiche):
            tenue = visible_organisations(request).filter(fiches=fiche)
            raise PermissionDenied if tenue.exists() else Http404
        return vue(request, fiche=fiche, **kwargs)

    return declare(wrapped, Portee.ORGANISATION, Operation.MODIFIER_FICHE_PUBLIEE)


@exige_correction
@require_http_methods(["GET", "HEAD", "POST"])
def revenir(request: RequeteConnectee, fiche: Fiche, version: int) -> HttpResponse:
    """Show what going back would change; by POST, with a reason, do it."""
    choisie = get_object_or_404(fiche.versions, numero=version)
    spaser = _read(choisie)
    derniere = fiche.versions.latest("numero").numero
    form = FormRetour(request.POST or None, initial={"depuis": derniere})
    if request.method == "POST" and form.is_valid():
        try:
            go_back(
                choisie,
                spaser,
                **form.cleaned_data,
                auteur=request.user,
                maintenant=timezone.now(),
            )
        except VersionDepassee:
            messages.warning(request, CHANGEE)
            form = FormRetour(initial=form.cleaned_data | {"depuis": derniere})
        else:
            messages.success(request, f"La fiche est revenue à la version {version}.")
            return redirect(fiche)
    contexte = {
        "fil": _fil(fiche),
        "fiche": fiche,
        "version": choisie,
        "changements": compare_fiches(fiche.spaser, spaser),
        "form": form,
    }
    return render(request, "registre/revenir.html", contexte)


def _read(version: VersionFiche) -> Spaser:
    """Return the content; 404 if it was written under a format that the site no longer reads."""
    lu = read_spaser_dict(version.contenu)
    if not isinstance(lu, Spaser):
        raise Http404
    return lu


def _fil(fiche: Fiche) -> list[tuple[str, str | None]]:
    return [
        ("Registre", reverse("registre:liste")),
        (fiche.structure, fiche.get_absolute_url()),
        ("Versions", reverse("registre:versions", args=[fiche.slug, fiche.pk])),
        ("Revenir en arrière", None),
    ]
