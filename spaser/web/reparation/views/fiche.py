"""The repair sheet: what is wrong, what it hides of the rates, what to do."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spaser.documents.classeur import Format
from spaser.documents.reparation import correct, find_sens, tell_qui, title
from spaser.metier.droits import Operation
from spaser.metier.reparation.constats import ConstatFautes, load_raisons
from spaser.metier.reparation.taux import Cause
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.espace.bilans import read_bilan
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.reparation.selectors import (
    Attente,
    FicheReparation,
    list_constats,
    list_taux,
    read_fiche,
)
from spaser.web.reparation.services import ask_examen

_RAFRAICHI: Final = 3  # seconds between two looks at the progress


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fiche(request: HttpRequest, espace: Espace) -> HttpResponse:
    lue = read_fiche(espace.siren)
    if lue.attente:
        return _wait(request, espace, lue.attente)
    bilan = read_bilan(espace.siren)
    principale = bilan.vue.annee if bilan.vue else None
    annee = _choose_annee(request.GET.get("annee", ""), lue, principale)
    taux = list_taux(espace.siren, annee, lue) if annee else ()
    contexte = {
        "fil": fil_espace(request, espace, ("Fiche de réparation", None)),
        "espace": espace,
        "fiche": lue,
        "annee": annee,
        "taux": [(un, [(g, *_name(g.cause)) for g in un.nombre.gains] if un.nombre else [])
                 for un in taux],
        "constats": [_present(espace, constat) for constat in list_constats(lue, taux)],
        "formats": list(Format),
        "source": load_raisons().source,
        "etendue": read_etendue(find_perimetre(espace), bilan.nb_concessions),
        "situation": bilan,
    }  # fmt: skip
    return render(request, "reparation/fiche.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_POST
def examiner(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    lue = read_fiche(espace.siren)
    if lue.attente:
        ask_examen(espace, lue.attente, request.user)
    return redirect("reparation:fiche", espace.siren)


def _wait(request: HttpRequest, espace: Espace, attente: Attente) -> HttpResponse:
    contexte = {
        "fil": fil_espace(request, espace, ("Fiche de réparation", None)),
        "espace": espace,
        "attente": attente,
    }
    reponse = render(request, "reparation/attente.html", contexte)
    if attente.en_cours:
        reponse["Refresh"] = str(_RAFRAICHI)
    return reponse


def _choose_annee(demandee: str, lue: FicheReparation, principale: int | None) -> int | None:
    annees = lue.annees
    if demandee in map(str, annees):
        return int(demandee)
    return principale if principale in annees else next(iter(annees), None)


def _name(cause: Cause) -> tuple[str, str]:
    return title(cause.raison), cause.champ


def _present(espace: Espace, constat: ConstatFautes) -> dict[str, object]:
    parametres = f"champ={constat.champ}&raison={constat.raison}&genre={constat.genre}"
    return {
        "constat": constat,
        "titre": title(constat.raison),
        "correction": correct(constat.raison),
        "sens": find_sens(constat.champ),
        "qui": tell_qui(constat.champ),
        "points": round(constat.points * 100, 1),
        "adresse": f"{reverse('reparation:marches', args=[espace.siren])}?{parametres}",
    }
