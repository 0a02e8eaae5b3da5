"""The first page of a space: its four figures, what comes next, its scheme."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.accueil.actes import Acquis, list_actes
from spaser.web.accueil.elus import name_vue
from spaser.web.accueil.schema import (
    find_suivante,
    link_depot,
    link_rubrique,
    read_plan,
    read_suivi,
)
from spaser.web.chiffres.situation import find_gardees
from spaser.web.chiffres.source import link_preuve
from spaser.web.commun.discussions import count_non_lues
from spaser.web.commun.outils import list_objectifs
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.espace.schemas import list_schemas, list_voisins
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.publication.selectors import find_schema_adopte
from spaser.web.redaction.models import Moment
from spaser.web.redaction.moment import find_moment, say_moment
from spaser.web.redaction.sujet import read_sujet

_AVEC_PLAN: Final = frozenset({Moment.PREPARE, Moment.ECRIT})


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def accueil(request: HttpRequest, espace: Espace) -> HttpResponse:
    dit = find_moment(espace)
    moment = dit or Moment.PREPARE
    sujet = read_sujet(espace)
    situation = sujet.situation
    gardees = find_gardees(espace, situation)
    perimetre = find_perimetre(espace)
    schemas = list_schemas(espace, timezone.localdate())
    plan = read_plan(sujet, espace) if moment in _AVEC_PLAN else None
    suivante = find_suivante(plan) if plan else None
    suivi = read_suivi(sujet, espace) if moment is Moment.ADOPTE else None
    deposer = peut_dans(request, espace, Operation.DEPOSER_SPASER)
    acquis = Acquis(perimetre is not None, bool(schemas), situation.obligation is not None, deposer)
    contexte = {
        "fil": fil_espace(request, espace),
        "espace": espace,
        "moments": Moment,
        "moment": moment,
        "dit": dit,
        "dire": peut_dans(request, espace, Operation.REDIGER_SCHEMA),
        "publier": peut_dans(request, espace, Operation.PREPARER_PUBLICATION),
        "situation": situation,
        "objectifs": list_objectifs(espace),
        "lignes": [
            (
                ligne,
                link_preuve(espace, ligne.retenue.figure.reference) if ligne.retenue else "",
                gardees.get(ligne.code),
            )
            for ligne in situation.lignes
        ],
        "etendue": read_etendue(perimetre, situation.publie.nb_concessions),
        "obligation": situation.obligation,
        "vue": name_vue(espace),
        "non_lues": count_non_lues(espace, request.user),
        "actes": list_actes(
            espace, situation, acquis, moment, suivante, suivi.etat if suivi else None
        ),
        "plan": plan,
        "suivante": suivante and link_rubrique(espace, suivante.code),
        "suivi": suivi,
        "schemas": schemas,
        "depot": link_depot(espace, deposer=deposer),
        "voisins": list_voisins(espace, schemas),
    }
    return render(request, "accueil/accueil.html", contexte)


@exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def dire_moment(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    dit = request.POST.get("moment", "")
    if dit in Moment.values:
        say_moment(espace, Moment(dit), request.user)
        if dit == Moment.ADOPTE and _should_describe(request, espace):
            return redirect("publication:adopte", espace.siren)
    else:
        messages.error(request, "Choisissez une des quatre réponses.")
    return redirect(espace)


def _should_describe(request: HttpRequest, espace: Espace) -> bool:
    """Say whether she may tell when the scheme was adopted, and nobody has."""
    peut = peut_dans(request, espace, Operation.PREPARER_PUBLICATION)
    connu = find_schema_adopte(espace)
    return peut and (connu is None or connu.adopte_le is None)
