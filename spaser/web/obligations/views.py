"""The duties of buyers, as everybody reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from spaser.metier.obligations.application import (
    Application,
    Echeance,
    apply_all,
    arrange_achats,
    list_echeances,
)
from spaser.metier.sources import Source
from spaser.web.obligations.familles import find_famille, list_groupes
from spaser.web.obligations.forms import FormulaireObligations
from spaser.web.obligations.selectors import foresee_obligations
from spaser.web.socle import reponses
from spaser.web.socle.reponses import Rendezvous

# The days to come of the duties, for a diary.


def write_echeances(echeances: Iterable[Echeance]) -> str:
    """Return the calendar; each day keeps its identifier from one download to the next."""
    return reponses.write_agenda("Obligations des acheteurs", map(_meet, echeances))


def _meet(echeance: Echeance) -> Rendezvous:
    obligation = echeance.obligation
    source = obligation.sources[0]
    a_verifier = f"À vérifier : {obligation.reserve}" if obligation.reserve else ""
    lue = f"Source : {source.libelle} ({source.mention}). Relisez le texte avant de vous y fier."
    return Rendezvous(
        uid=f"{_identify(echeance)}@obligations.spaser",
        redige_le=source.verifie_le,
        jour=echeance.jour,
        titre=obligation.titre,
        description="\n".join(filter(None, [echeance.texte, a_verifier, lue])),
        url=_address(source),
        annuel=echeance.annuelle,
    )


def _address(source: Source) -> str:
    """Return where the text was read; a page that is gone leaves its place to ours."""
    if source.morte_le is None:
        return source.url
    return f"{settings.ADRESSE}{reverse('obligations:source', args=[source.fait])}"


def _identify(echeance: Echeance) -> str:
    """Name a day by what it is: a yearly one by its text, so that each year is the same event."""
    jour = "" if echeance.annuelle else echeance.jour.isoformat()
    cle = f"{echeance.obligation.code} {jour} {echeance.texte}"
    return hashlib.sha256(cle.encode()).hexdigest()[:32]


# The duties of buyers: list, dates to come, and the same dates for a diary.


@require_safe
def liste_obligations(request: HttpRequest) -> HttpResponse:
    formulaire, retenues, jour = _select(request)
    famille = formulaire.read_famille()
    requete = request.GET.copy()
    requete.pop("detail", None)
    contexte: dict[str, Any] = {
        "fil": [
            ("Suis-je concerné ?", reverse("espace:concerne")),
            ("Obligations des acheteurs", None),
        ],
        "form": formulaire,
        "nomme": formulaire.make_acheteur().nature is not None,
        "groupes": list_groupes(retenues, famille),
        "nombre": len(retenues),
        "echeances": list_echeances(retenues, jour),
        "jour": jour,
        "un_autre_jour": jour != timezone.localdate(),
        "famille": find_famille(famille) if famille else None,
        "requete": requete.urlencode(),
        "filtree": any(formulaire.cleaned_data.values()),
        "detail": request.GET.get("detail") == "tout",
    }
    return render(request, "obligations/obligations.html", contexte)


@require_safe
@conditional_page
def agenda_obligations(request: HttpRequest) -> HttpResponse:
    _, retenues, jour = _select(request)
    texte = write_echeances(list_echeances(retenues, jour))
    reponse = HttpResponse(texte, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="obligations.ics"'
    return reponse


def _select(request: HttpRequest) -> tuple[FormulaireObligations, list[Application], date]:
    formulaire = FormulaireObligations(request.GET)
    formulaire.full_clean()
    aujourd_hui = timezone.localdate()
    jour = formulaire.read_jour(aujourd_hui)
    theme, etat = formulaire.read_theme(), formulaire.read_etat()
    obligations = foresee_obligations(aujourd_hui, jour)
    applications = apply_all(obligations, formulaire.make_acheteur(), jour)
    rangees = arrange_achats(applications, formulaire.read_famille())
    retenues = [
        a for a in rangees if theme in {None, a.obligation.theme} and etat in {None, a.etat}
    ]
    return formulaire, retenues, jour
