"""The team's pages: every duty, the texts of one, and the one that is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Operation
from spaser.metier.obligations.differences import compare
from spaser.metier.obligations.modele import Obligation
from spaser.metier.obligations.redaction import OUVERTS
from spaser.web.commun.versions import VersionDepassee
from spaser.web.obligations import services
from spaser.web.obligations.forms.redaction import LISTES, FormNouvelleObligation, Page
from spaser.web.obligations.models import Redaction
from spaser.web.obligations.selectors import (
    find_fichier,
    find_obligation,
    is_fichier_changed,
    list_tenues,
)
from spaser.web.organisations.acces import exige
from spaser.web.socle.repetitions import AJOUTER, RETIRER, turn_page

if TYPE_CHECKING:
    from django.http import QueryDict

    from spaser.web.comptes.connexion import RequeteConnectee

TITRE: Final = "Textes des obligations"
DEPASSEE: Final = (
    "Ce texte a été modifié ailleurs depuis que vous avez ouvert cette page. Votre saisie est "
    "toujours là\u00a0: comparez-la au texte enregistré, plus bas, puis enregistrez de nouveau."
)


@exige(Operation.RELIRE_OBLIGATION)
@require_safe
def textes(request: HttpRequest) -> HttpResponse:
    """List every duty with the state of its text."""
    lignes = list_tenues(timezone.localdate())
    contexte = {
        "fil": [(TITRE, None)],
        "lignes": lignes,
        "a_relire": [ligne.ouverte for ligne in lignes if ligne.est_a_relire],
        "nombre_changes": sum(ligne.fichier_change for ligne in lignes),
    }
    return render(request, "obligations/textes.html", contexte)


@exige(Operation.RELIRE_OBLIGATION)
@require_safe
def une(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is said of a duty today, and every text that was written of it."""
    redactions = Redaction.objects.filter(code=code).select_related("relue_par")
    aujourd_hui = timezone.localdate()
    montree = find_obligation(code, aujourd_hui)
    if montree is None and not redactions:
        raise Http404
    contexte = {
        "fil": fil(montree.titre if montree else redactions[0].titre),
        "code": code,
        "titre": montree.titre if montree else redactions[0].titre,
        "montree": montree,
        "redactions": redactions,
        "ouverte": next((r for r in redactions if r.est_ouverte), None),
        "dans_un_fichier": find_fichier(code) is not None,
        "aujourd_hui": aujourd_hui,
    }
    return render(request, "obligations/une.html", contexte)


@exige(Operation.REDIGER_OBLIGATION)
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Name a duty that no file holds, and go on to write it."""
    pris = frozenset(ligne.obligation.code for ligne in list_tenues(timezone.localdate()))
    form = FormNouvelleObligation(request.POST or None, pris)
    if request.method == "POST" and form.is_valid():
        return redirect("obligations:modifier", code=form.cleaned_data["code"])
    contexte = {"fil": fil("Nouvelle obligation"), "form": form}
    return render(request, "obligations/nouvelle.html", contexte)


@exige(Operation.REDIGER_OBLIGATION)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_texte(request: RequeteConnectee, code: str) -> HttpResponse:
    """Write the text of a duty: the one under way, or a new one from what is shown today."""
    ouverte = Redaction.objects.filter(code=code, etat__in=OUVERTS).first()
    depart = ouverte.obligation if ouverte else _find_depart(code)
    if request.method != "POST":
        return _show(request, code, Page(depart, _around(ouverte)), ouverte)
    donnees, liste = turn_page(request.POST, LISTES)
    page = Page(depart, _around(ouverte), donnees)
    if AJOUTER in request.POST or RETIRER in request.POST:
        page.is_valid()
        page.focus(liste)
    elif page.is_valid() and (gardee := _keep(request, page, ouverte, donnees)):
        messages.success(request, "Le brouillon est enregistré. Relisez-le, puis envoyez-le.")
        return redirect(gardee)
    return _show(request, code, page, ouverte)


def fil(page: str) -> list[tuple[str, str | None]]:
    """Return the breadcrumb of the team's pages."""
    return [(TITRE, reverse("obligations:textes")), (page, None)]


def _find_depart(code: str) -> Obligation:
    """Return what is shown today, or an empty text for a duty to add."""
    montree = find_obligation(code, timezone.localdate())
    return montree or Obligation(code=code, titre="", resume="", qui="", a_faire=(), sources=())


def _around(ouverte: Redaction | None) -> dict[str, Any]:
    if ouverte is None:
        return {"version": 0, "effet_le": timezone.localdate()}
    return {"version": ouverte.version, "effet_le": ouverte.effet_le, "motif": ouverte.motif}


def _keep(
    request: RequeteConnectee, page: Page, ouverte: Redaction | None, donnees: QueryDict
) -> Redaction | None:
    """Keep what was typed; tell when somebody else has been there meanwhile."""
    saisie, version = page.read(), page.form.cleaned_data["version"] or 0
    if ouverte is None:
        return _start(request, page, saisie)
    try:
        services.save(ouverte, version, saisie, request.user, timezone.now())
    except VersionDepassee:
        page.form.add_error(None, DEPASSEE)
        page.ecarts = compare(ouverte.obligation, saisie.obligation)
        donnees["version"] = str(ouverte.version)
        return None
    except services.TexteRefuse as refus:
        page.form.add_error(None, str(refus))
        return None
    return ouverte


def _start(request: RequeteConnectee, page: Page, saisie: services.TexteSaisi) -> Redaction | None:
    try:
        return services.start_texte(saisie, request.user, timezone.now())
    except services.TexteRefuse as refus:
        page.form.add_error(None, str(refus))
        return None


def _show(request: HttpRequest, code: str, page: Page, ouverte: Redaction | None) -> HttpResponse:
    contexte = {
        "fil": fil(page.obligation.titre or code),
        "code": code,
        "page": page,
        "ouverte": ouverte,
        "fichier_change": ouverte is not None and is_fichier_changed(ouverte),
    }
    return render(request, "obligations/modifier.html", contexte)
