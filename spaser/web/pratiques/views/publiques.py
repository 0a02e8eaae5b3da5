"""Practices as everybody finds and reads them, and the way to tell one's own."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.metier.droits import Operation
from spaser.metier.pratiques import search_pratiques
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import de_la_personne, ouverte_a_tous, peut
from spaser.web.organisations.models import Appartenance, Organisation
from spaser.web.organisations.selectors import list_a_rejoindre
from spaser.web.pratiques.forms import FormRecherche
from spaser.web.pratiques.selectors import find_pratique, read_pratiques
from spaser.web.pratiques.textes import name_familles

TITRE: Final = "Bonnes pratiques"
PAR_PAGE: Final = 20


@ouverte_a_tous
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    form = FormRecherche(request.GET)
    form.full_clean()
    toutes = read_pratiques(timezone.localdate())
    trouvees = search_pratiques(toutes, form.read())
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "fil": [(TITRE, None)],
        "form": form,
        "page": page,
        "lignes": [(pratique, name_familles(pratique)) for pratique in page],
        "nombre": len(trouvees),
        "total": len(toutes),
        "filtree": any(form.cleaned_data.values()),
    }
    return render(request, "pratiques/liste.html", contexte)


@ouverte_a_tous
@require_safe
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    pratique = find_pratique(code, timezone.localdate())
    if pratique is None:
        raise Http404
    contexte = {
        "fil": [(TITRE, reverse("pratiques:liste")), (pratique.titre, None)],
        "pratique": pratique,
        "familles": name_familles(pratique),
    }
    return render(request, "pratiques/fiche.html", contexte)


@de_la_personne
@require_safe
def raconter(request: RequeteConnectee) -> HttpResponse:
    actives = Appartenance.objects.actives().filter(utilisateur=request.user)
    membre = Organisation.objects.filter(pk__in=actives.values("organisation"))
    siennes = [o for o in membre if peut(request, Operation.RACONTER_PRATIQUE, o)]
    if len(siennes) == 1:
        return redirect("pratiques:nouvelle", siennes[0].siren)
    contexte = {
        "fil": [(TITRE, reverse("pratiques:liste")), ("Racontez la vôtre", None)],
        "organisations": siennes,
        "essais": list_a_rejoindre(request.user),
    }
    return render(request, "pratiques/raconter.html", contexte)
