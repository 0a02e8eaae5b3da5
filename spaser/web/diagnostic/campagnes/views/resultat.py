"""The result of a campaign, its files, and how it moved from one campaign to the next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from spaser.documents.autodiagnostic import (
    Cadre,
    describe_scores,
    draw_scores,
    tell_repartition,
    tell_score,
)
from spaser.documents.francais import format_date_courte, pluriel
from spaser.metier.autodiagnostic.evolution import is_comparable
from spaser.metier.autodiagnostic.questionnaire import RubriqueDiagnostic
from spaser.metier.autodiagnostic.resultat import ResultatDiagnostic, conclude
from spaser.metier.droits import Operation
from spaser.web.diagnostic.campagnes.selectors import (
    EtatCampagne,
    compare_campagnes,
    get_campagne,
    list_figees,
    read_etat,
)
from spaser.web.diagnostic.campagnes.views.gestes import fil_diagnostic
from spaser.web.diagnostic.models import Campagne
from spaser.web.diagnostic.presentation import export_bilan, present
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace

_DEUX = 2


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def resultat_campagne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Show what the levels kept say; provisional until it is frozen."""
    campagne = get_campagne(espace, pk)
    etat = read_etat(campagne)
    contexte = present(etat.conclude()) | {
        "fil": fil_diagnostic(request, espace, campagne, ("Résultat", None)),
        "espace": espace,
        "campagne": campagne,
        "etat": etat,
        "sujet": f"diagnostic:{campagne.pk}",
    }
    return render(request, "diagnostic/campagnes/resultat.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def resultat_export(request: HttpRequest, espace: Espace, pk: int, extension: str) -> HttpResponse:
    campagne = get_campagne(espace, pk)
    etat = read_etat(campagne)
    return export_bilan(etat.conclude(), _make_cadre(espace, etat), extension)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def evolution(request: HttpRequest, espace: Espace) -> HttpResponse:
    figees = list_figees(espace)
    bilans = [(campagne, conclude(campagne.questionnaire, campagne.retenus)) for campagne in figees]
    scores = [(format_date_courte(c.jour), b.score) for c, b in bilans]
    contexte = {
        "fil": fil_diagnostic(request, espace, None, ("Évolution", None)),
        "espace": espace,
        "figees": figees,
        "dessin": mark_safe(draw_scores("evolution", "Score de chaque campagne", scores)),  # noqa: S308 - `graphiques` escapes every text it draws
        "description": describe_scores(scores),
        "lignes": _list_lignes(bilans),
    }
    if len(figees) >= _DEUX:
        avant, apres = _choose(request, figees)
        contexte |= {
            "avant": avant,
            "apres": apres,
            "evolution": compare_campagnes(avant, apres),
        }
    return render(request, "diagnostic/campagnes/evolution.html", contexte)


def _choose(request: HttpRequest, figees: list[Campagne]) -> tuple[Campagne, Campagne]:
    par_numero = {str(campagne.pk): campagne for campagne in figees}
    avant = par_numero.get(request.GET.get("avant", ""), figees[-2])
    apres = par_numero.get(request.GET.get("apres", ""), figees[-1])
    return avant, apres


def _list_lignes(bilans: list[tuple[Campagne, ResultatDiagnostic]]) -> list[dict[str, Any]]:
    """Return a row a rubric of the last questionnaire; « – » where scores do not compare."""
    if not bilans:
        return []
    dernier = bilans[-1][1].rubriques
    return [
        {
            "nom": reference.rubrique.libelle,
            "scores": [_tell_rubrique(bilan, reference.rubrique) for _, bilan in bilans],
        }
        for reference in dernier
    ]


def _tell_rubrique(bilan: ResultatDiagnostic, reference: RubriqueDiagnostic) -> str:
    trouvee = next((b for b in bilan.rubriques if b.rubrique.code == reference.code), None)
    if trouvee is None or not is_comparable(trouvee.rubrique, reference):
        return "–"
    return tell_score(trouvee.score.valeur) or "non connu"


def _make_cadre(espace: Espace, etat: EtatCampagne) -> Cadre:
    campagne = etat.campagne
    if campagne.est_figee:
        nombre = campagne.nb_reponses
        reserve = f"Résultat figé le {format_date_courte(timezone.localdate(campagne.figee_le))}."
    else:
        nombre = len(etat.envoyees)
        reserve = "Résultat provisoire : la campagne est ouverte."
    return Cadre(
        titre=f"Autodiagnostic : {campagne.titre}",
        sous_titre=f"{espace.nom}, {pluriel(nombre, 'réponse envoyée', 'réponses envoyées')}",
        jour=campagne.jour,
        mention=" – ".join(
            filter(None, (espace.nom, "autodiagnostic des achats responsables", espace.mention))
        ),
        reserve=" ".join(filter(None, (espace.mention, reserve))),
        notes=_write_notes(etat),
    )


def _write_notes(etat: EtatCampagne) -> dict[str, str]:
    notes: dict[str, str] = {}
    for repartition in etat.repartitions:
        accord = etat.accords.get(repartition.question.code)
        morceaux = [tell_repartition(repartition)] if etat.est_montrable else []
        morceaux += [f"Retenu ensemble : {accord.raison}"] if accord else []
        notes[repartition.question.code] = "\n".join(filter(None, morceaux))
    return notes
