"""The pages of the self-diagnosis: the answers stand in the address, nothing is kept."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.documents.autodiagnostic import Cadre
from spaser.documents.tableur import write_csv
from spaser.metier.approches import choose_approche, load_approches
from spaser.metier.autodiagnostic.questionnaire import (
    ErreurCode,
    Questionnaire,
    load_questionnaire,
    load_questionnaires,
    read_code,
    read_niveau,
    write_code,
)
from spaser.metier.autodiagnostic.resultat import ResultatDiagnostic, conclude
from spaser.web.diagnostic.campagnes.selectors import list_accueillants
from spaser.web.diagnostic.presentation import export_bilan, present, read_etape
from spaser.web.socle.reponses import reply_csv


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    contexte = {"fil": [("Autodiagnostic", None)], "questionnaire": load_questionnaire()}
    return render(request, "diagnostic/accueil.html", contexte)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    try:
        questionnaire, reponses = _read(request)
    except ErreurCode as faute:
        return _refuse(request, faute)
    donnees = _merge(questionnaire, reponses, request.GET)
    vers = request.GET.get("vers", "")
    code = write_code(questionnaire, donnees)
    if vers == "resultat":
        return redirect(_link("diagnostic:resultat", code=code))
    if vers:
        return redirect(_link("diagnostic:questions", code=code, etape=vers))
    total = len(questionnaire.rubriques)
    etape = read_etape(request.GET.get("etape", ""), total)
    rubrique = questionnaire.rubriques[etape - 1]
    return render(
        request,
        "diagnostic/questions.html",
        {
            "fil": [("Autodiagnostic", reverse("diagnostic:accueil")), (rubrique.libelle, None)],
            "rubrique": rubrique,
            "posees": [(question, donnees.get(question.code)) for question in rubrique.questions],
            "code": code,
            "etape": etape,
            "total": total,
            "precedente": etape - 1,
            "prochaine": etape + 1 if etape < total else "resultat",
            "suivante": questionnaire.rubriques[etape].libelle if etape < total else "",
        },
    )


@require_safe
def resultat(request: HttpRequest) -> HttpResponse:
    if not request.GET.get("code"):
        return redirect("diagnostic:accueil")
    try:
        questionnaire, reponses = _read(request)
    except ErreurCode as faute:
        return _refuse(request, faute)
    contexte = present(conclude(questionnaire, reponses)) | {
        "fil": [("Autodiagnostic", reverse("diagnostic:accueil")), ("Résultat", None)],
        "code": write_code(questionnaire, reponses),
        "actuelle": load_questionnaire().version,
        "accueillants": list_accueillants(request),
    }
    return render(request, "diagnostic/resultat.html", contexte)


@require_safe
def tableur(request: HttpRequest) -> HttpResponse:
    if not request.GET.get("code"):
        return redirect("diagnostic:accueil")
    try:
        bilan = conclude(*_read(request))
    except ErreurCode as faute:
        return _refuse(request, faute)
    texte = write_csv(("Rubrique", "Question", "Niveau", "Réponse"), _list_lignes(bilan))
    return reply_csv(texte, "autodiagnostic.csv")


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponse:
    """Give the result as a file; nothing of it is kept."""
    if not request.GET.get("code"):
        return redirect("diagnostic:accueil")
    try:
        questionnaire, reponses = _read(request)
    except ErreurCode as faute:
        return _refuse(request, faute)
    cadre = Cadre(
        titre="Autodiagnostic des achats responsables",
        sous_titre=f"Code des réponses : {write_code(questionnaire, reponses)}",
        jour=timezone.localdate(),
        mention="Autodiagnostic des achats responsables",
    )
    return export_bilan(conclude(questionnaire, reponses), cadre, extension)


@require_safe
def papier(request: HttpRequest) -> HttpResponse:
    versions = {str(version): lu for version, lu in load_questionnaires().items()}
    questionnaire = versions.get(request.GET.get("version", ""), load_questionnaire())
    contexte = {
        "fil": [("Autodiagnostic", reverse("diagnostic:accueil")), ("Version papier", None)],
        "questionnaire": questionnaire,
    }
    return render(request, "diagnostic/papier.html", contexte)


@require_safe
def choisir(request: HttpRequest) -> HttpResponse:
    lues = load_approches()
    donnees = {q.code: request.GET.get(q.code, "") for q in lues.questions}
    contexte = {
        "fil": [
            ("Les grandes approches", reverse("fiches:fiche", args=["grandes-approches"])),
            ("Choisir", None),
        ],
        "posees": [(question, donnees[question.code]) for question in lues.questions],
        "choix": choose_approche(lues, donnees),
        "demande": any(donnees.values()),
    }
    return render(request, "diagnostic/choisir.html", contexte)


def _read(request: HttpRequest) -> tuple[Questionnaire, dict[str, int]]:
    code = request.GET.get("code", "")
    return read_code(code, load_questionnaires()) if code else (load_questionnaire(), {})


def _merge(
    questionnaire: Questionnaire, reponses: dict[str, int], choisies: QueryDict
) -> dict[str, int]:
    lues = {q.code: read_niveau(choisies.get(q.code, "")) for q in questionnaire.questions}
    return reponses | {code: niveau for code, niveau in lues.items() if niveau is not None}


def _refuse(request: HttpRequest, faute: ErreurCode) -> HttpResponse:
    contexte = {
        "fil": [("Autodiagnostic", reverse("diagnostic:accueil")), ("Code illisible", None)],
        "raison": str(faute),
    }
    return render(request, "diagnostic/refus.html", contexte, status=400)


def _link(vue: str, **parametres: str) -> str:
    return f"{reverse(vue)}?{urlencode(parametres)}"


def _list_lignes(bilan: ResultatDiagnostic) -> list[tuple[str | int | float | None, ...]]:
    lignes: list[tuple[str | int | float | None, ...]] = [
        (b.rubrique.libelle, r.question.intitule, r.niveau, r.texte)
        for b in bilan.rubriques
        for r in b.reponses
    ]
    noms = " ou ".join(profil.libelle for profil in bilan.profils)
    lignes.append(("Score sur 100", "", bilan.score.valeur, noms))
    lignes.extend(
        ("À faire ensuite", s.proposition.libelle, None, s.proposition.raison) for s in bilan.suites
    )
    return lignes
