"""What the team makes and reads: questionnaires, invitations, results, what was written."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.classeur import Format
from spaser.metier.droits import Operation
from spaser.metier.questionnaires.modele import EtatQuestionnaire, load_modeles
from spaser.metier.questionnaires.temoignages import EtatTemoignage
from spaser.web.agenda.models import Evenement
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.editorial.selectors import read_titres
from spaser.web.organisations.acces import exige
from spaser.web.questionnaires.forms import (
    LISTES,
    FormCommentaire,
    FormInvitations,
    FormNouveau,
    PageQuestionnaire,
    show_form,
)
from spaser.web.questionnaires.models import TITRE_MAX, Questionnaire
from spaser.web.questionnaires.presentation import make_notice, make_onglet, present
from spaser.web.questionnaires.selectors import (
    get_commentaires,
    has_reponses,
    list_commentaires,
    list_sans_questionnaire,
    list_suivis,
    read_resultats,
    read_version,
)
from spaser.web.questionnaires.services.edition import (
    QuestionnaireRefuse,
    close_questionnaire,
    create_questionnaire,
    decide_commentaire,
    drop_questionnaire,
    open_questionnaire,
    save_questionnaire,
)
from spaser.web.questionnaires.services.invitations import (
    InvitationRefusee,
    invite,
    list_presentes,
)
from spaser.web.socle.repetitions import AJOUTER, focus_liste, is_turned, turn_page
from spaser.web.socle.reponses import reply_classeur

TITRE: Final = "Questionnaires du programme"
_ECRIRE: Final = Operation.REDIGER_TEXTE
_LIRE: Final = Operation.RELIRE_TEXTE


@exige(_ECRIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def tableau(request: RequeteConnectee) -> HttpResponse:
    form = FormNouveau(request.POST or None, initial=_start(request.GET.get("evenement", "")))
    if request.method == "POST" and form.is_valid():
        dit = form.cleaned_data
        modele = next(m for m in load_modeles() if m.code == dit["modele"])
        neuf = create_questionnaire(modele, dit["titre"], request.user, dit["evenement"])
        messages.success(
            request, "Le questionnaire est prêt à être relu. Personne ne le voit encore."
        )
        return redirect("questionnaires:modifier", neuf.pk)
    suivis = list_suivis(timezone.localdate())
    commences = {suivi.questionnaire.evenement: suivi.questionnaire for suivi in suivis}
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "suivis": suivis,
        "sans": [(e, commences.get(e.code)) for e in list_sans_questionnaire(timezone.now())],
        "form": form,
    }
    return render(request, "questionnaires/equipe/tableau.html", contexte)


def _start(code: str) -> dict[str, str]:
    """Return what a questionnaire begins with after an event: nothing without one."""
    evenement = Evenement.objects.filter(code=code).first() if code else None
    if evenement is None:
        return {}
    titre = f"Votre avis\u00a0: {evenement.titre}"[:TITRE_MAX]
    return {"modele": evenement.nature, "titre": titre, "evenement": code}


@exige(_ECRIRE)
@require_safe
def suivi(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    versions = read_resultats(questionnaire)
    contexte: dict[str, Any] = {
        "fil": _trail(questionnaire),
        "questionnaire": questionnaire,
        "etat": questionnaire.find_etat(timezone.localdate()),
        "versions": versions,
        "recues": sum(lue.n + lue.attendent for lue in versions),
        "invitees": questionnaire.invitations.count(),
        "questions": read_version(questionnaire).lues,
        "edition": _name_edition(questionnaire.edition),
    }
    return render(request, "questionnaires/equipe/suivi.html", contexte)


def _name_edition(code: str) -> str:
    return read_titres("editions", timezone.localdate()).get(code, code) if code else ""


@exige(_ECRIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Change settings and questions; once answers exist, some changes begin a new version."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    if request.method != "POST":
        return _show_page(request, questionnaire, PageQuestionnaire(questionnaire))
    donnees, liste = turn_page(request.POST, LISTES)
    page = PageQuestionnaire(questionnaire, donnees)
    if is_turned(request.POST):
        page.is_valid()
        if AJOUTER in request.POST:
            focus_liste([page.repetition], liste)
    elif page.is_valid():
        try:
            _save(request, questionnaire, page)
        except VersionDepassee:  # somebody else has just saved
            page = PageQuestionnaire(questionnaire, donnees)
            page.is_valid()
        else:
            return redirect("questionnaires:suivi", questionnaire.pk)
    return _show_page(request, questionnaire, page)


def _save(request: RequeteConnectee, questionnaire: Questionnaire, page: PageQuestionnaire) -> None:
    ruptures = save_questionnaire(
        questionnaire,
        page.form.cleaned_data["version"],
        page.form.read(),
        page.read_questions(),
        request.user,
    )
    messages.success(request, "Le questionnaire est enregistré.")
    if ruptures:
        messages.warning(
            request,
            f"Une nouvelle version commence\u00a0: {', '.join(ruptures)}. Les réponses déjà reçues "
            "sont comptées à part.",
        )


def _show_page(
    request: HttpRequest, questionnaire: Questionnaire, page: PageQuestionnaire
) -> HttpResponse:
    contexte: dict[str, Any] = {
        "fil": _trail(questionnaire, "Modifier"),
        "questionnaire": questionnaire,
        "page": page,
        "form": page.form,
        "a_des_reponses": has_reponses(page.actuelle),
    }
    return render(request, "questionnaires/equipe/modifier.html", contexte)


@exige(_ECRIRE)
@require_safe
def apercu(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page as it will be answered; nothing is sent from there."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    contexte: dict[str, Any] = {
        "fil": _trail(questionnaire, "Aperçu"),
        "questionnaire": questionnaire,
        "form": show_form(read_version(questionnaire)),
        "apercu": True,
    }
    return render(request, "questionnaires/repondre.html", contexte)


@exige(_ECRIRE)
@require_POST
def avancer(request: RequeteConnectee, pk: int) -> HttpResponse:
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    lue, quoi = request.POST.get("version", ""), request.POST.get("quoi", "")
    version = int(lue) if lue.isascii() and lue.isdigit() else 0
    maintenant = timezone.now()
    try:
        if quoi == "ouvrir":
            open_questionnaire(questionnaire, version, request.user, timezone.localdate(maintenant))
            messages.success(request, "Le questionnaire est ouvert.")
        elif quoi == "fermer":
            close_questionnaire(questionnaire, version, request.user, maintenant)
            messages.success(request, "Le questionnaire est fermé, et ses réponses sont comptées.")
        elif quoi == "effacer":
            drop_questionnaire(questionnaire, version, request.user)
            messages.success(request, "Le questionnaire est effacé.")
            return redirect("questionnaires:tableau")
    except QuestionnaireRefuse as refus:
        messages.error(request, str(refus))
    except VersionDepassee:
        messages.error(
            request, "Le questionnaire a changé entre-temps\u00a0: relisez-le, puis recommencez."
        )
    return redirect("questionnaires:suivi", pk)


@exige(_ECRIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def inviter(request: RequeteConnectee, pk: int) -> HttpResponse:
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    presentes = list_presentes(questionnaire)
    donnees = request.POST or None
    if "presentes" in request.POST:
        donnees = QueryDict(urlencode({"adresses": " ".join(presentes)}))
    form = FormInvitations(donnees)
    if request.method == "POST" and form.is_valid():
        try:
            nombre = invite(questionnaire, form.cleaned_data["adresses"], request.user)
        except InvitationRefusee as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, _tell_invites(nombre, len(form.cleaned_data["adresses"])))
            return redirect("questionnaires:suivi", pk)
    contexte: dict[str, Any] = {
        "fil": _trail(questionnaire, "Inviter"),
        "questionnaire": questionnaire,
        "ouvert": questionnaire.find_etat(timezone.localdate()) is EtatQuestionnaire.OUVERT,
        "presentes": len(presentes),
        "form": form,
    }
    return render(request, "questionnaires/equipe/inviter.html", contexte)


def _tell_invites(nombre: int, donnees: int) -> str:
    deja = donnees - nombre
    ecrit = f"Invitations écrites\u00a0: {nombre}."
    return f"{ecrit} Déjà invitées, ou deux fois dans la liste\u00a0: {deja}." if deja else ecrit


@exige(_ECRIRE)
@require_safe
def resultats(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    contexte: dict[str, Any] = {
        "fil": _trail(questionnaire, "Résultats"),
        "questionnaire": questionnaire,
        "versions": [(lue, present(lue)) for lue in read_resultats(questionnaire, entier=True)],
        "formats": list(Format),
    }
    return render(request, "questionnaires/equipe/resultats.html", contexte)


@exige(_ECRIRE)
@require_safe
def resultats_export(request: HttpRequest, pk: int, classeur: Format) -> HttpResponse:
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    jour = timezone.localdate()
    return reply_classeur(
        [make_onglet(read_resultats(questionnaire, entier=True))],
        classeur,
        f"resultats-{questionnaire.code}-{jour}",
        make_notice(questionnaire, jour),
    )


@exige(_LIRE)
@require_safe
def commentaires(request: HttpRequest, pk: int) -> HttpResponse:
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    contexte: dict[str, Any] = {
        "fil": _trail(questionnaire, "Ce qui a été écrit"),
        "questionnaire": questionnaire,
        "groupes": list_commentaires(questionnaire),
    }
    return render(request, "questionnaires/equipe/commentaires.html", contexte)


@exige(_LIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def commentaire(request: RequeteConnectee, numero: UUID) -> HttpResponse:
    lu = get_object_or_404(get_commentaires().select_related("version__questionnaire"), pk=numero)
    questionnaire = lu.version.questionnaire
    form = FormCommentaire(request.POST or None, initial={"extrait": lu.extrait or lu.texte})
    if request.method == "POST" and form.is_valid():
        etat = EtatTemoignage(form.cleaned_data["etat"])
        try:
            decide_commentaire(lu, etat, form.cleaned_data["extrait"] or "", request.user)
        except QuestionnaireRefuse as refus:
            form.add_error("extrait", str(refus))
        else:
            messages.success(request, f"Ce texte est noté «\u00a0{etat.libelle.lower()}\u00a0».")
            return redirect("questionnaires:commentaires", questionnaire.pk)
    contexte: dict[str, Any] = {
        "fil": _trail(questionnaire, "Lire un texte"),
        "questionnaire": questionnaire,
        "lu": lu,
        "enonce": next((q.enonce for q in lu.version.lues if q.code == lu.question), ""),
        "form": form,
    }
    return render(request, "questionnaires/equipe/commentaire.html", contexte)


def _trail(questionnaire: Questionnaire, page: str | None = None) -> list[tuple[str, str | None]]:
    accueil = (TITRE, reverse("questionnaires:tableau"))
    if page is None:
        return [accueil, (questionnaire.titre, None)]
    lien = reverse("questionnaires:suivi", args=[questionnaire.pk])
    return [accueil, (questionnaire.titre, lien), (page, None)]
