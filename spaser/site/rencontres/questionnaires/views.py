"""What the team makes and reads: questionnaires, invitations, results, what was written."""

from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.classeur import FormatClasseur
from spaser.regles import questionnaires
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import RequeteConnectee, read_adresse
from spaser.site.editorial.services import read_titres
from spaser.site.organisations.acces import exige, ouverte_a_tous
from spaser.site.rencontres import models
from spaser.site.rencontres.questionnaires import forms, resultats, services
from spaser.site.socle import requetes, versions
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Questionnaires du programme"
_ECRIRE: Final = Operation.REDIGER_TEXTE
_LIRE: Final = Operation.RELIRE_TEXTE


@exige(_ECRIRE)
@shows("questionnaires/equipe/tableau.html", envoi=True)
def tableau_questionnaires(request: RequeteConnectee) -> Rendu:
    form = forms.FormNouveauQuestionnaire(
        request.POST or None, initial=_start(request.GET.get("evenement", ""))
    )
    if request.method == "POST" and form.is_valid():
        dit = form.cleaned_data
        modele = next(m for m in questionnaires.load_modeles() if m.code == dit["modele"])
        neuf = services.create_questionnaire(modele, dit["titre"], request.user, dit["evenement"])
        messages.success(
            request, "Le questionnaire est prêt à être relu. Personne ne le voit encore."
        )
        return redirect("questionnaires:modifier", neuf.pk)
    suivis = resultats.list_questionnaires_suivis(timezone.localdate())
    commences = {suivi.questionnaire.evenement: suivi.questionnaire for suivi in suivis}
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "suivis": suivis,
        "sans": [
            (e, commences.get(e.code)) for e in resultats.list_sans_questionnaire(timezone.now())
        ],
        "form": form,
    }
    return contexte


def _start(code: str) -> dict[str, str]:
    """Return what a questionnaire begins with after an event: nothing without one."""
    evenement = models.Evenement.objects.filter(code=code).first() if code else None
    if evenement is None:
        return {}
    titre = f"Votre avis\u00a0: {evenement.titre}"[: models.TITRE_MAX]
    return {"modele": evenement.nature, "titre": titre, "evenement": code}


@exige(_ECRIRE)
@shows("questionnaires/equipe/suivi.html")
def suivi_questionnaire(request: HttpRequest, pk: int) -> Rendu:
    questionnaire = get_object_or_404(models.Questionnaire, pk=pk)
    versions = resultats.read_resultats(questionnaire)
    contexte: dict[str, Any] = {
        "fil": _trail_equipe(questionnaire),
        "questionnaire": questionnaire,
        "etat": questionnaire.find_etat(timezone.localdate()),
        "versions": versions,
        "recues": sum(lue.n + lue.attendent for lue in versions),
        "invitees": questionnaire.invitations.count(),
        "questions": resultats.read_version_questionnaire(questionnaire).lues,
        "edition": _name_edition(questionnaire.edition),
    }
    return contexte


def _name_edition(code: str) -> str:
    return read_titres("editions", timezone.localdate()).get(code, code) if code else ""


@exige(_ECRIRE)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_questionnaire(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Change settings and questions; once answers exist, some changes begin a new version."""
    questionnaire = get_object_or_404(models.Questionnaire, pk=pk)
    if request.method != "POST":
        return _show_page(request, questionnaire, forms.PageQuestionnaire(questionnaire))
    page = versions.save_page(
        request.POST,
        [forms.QUESTIONS],
        partial(forms.PageQuestionnaire, questionnaire),
        partial(_save, request, questionnaire),
    )
    if page is None:
        return redirect("questionnaires:suivi", questionnaire.pk)
    return _show_page(request, questionnaire, page)


def _save(
    request: RequeteConnectee, questionnaire: models.Questionnaire, page: forms.PageQuestionnaire
) -> None:
    ruptures = services.save_questionnaire(
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
    request: HttpRequest, questionnaire: models.Questionnaire, page: forms.PageQuestionnaire
) -> HttpResponse:
    contexte: dict[str, Any] = {
        "fil": _trail_equipe(questionnaire, "Modifier"),
        "questionnaire": questionnaire,
        "page": page,
        "form": page.form,
        "a_des_reponses": resultats.has_reponses(page.actuelle),
    }
    return render(request, "questionnaires/equipe/modifier.html", contexte)


@exige(_ECRIRE)
@shows("questionnaires/repondre.html")
def apercu_questionnaire(request: HttpRequest, pk: int) -> Rendu:
    """Show the page as it will be answered; nothing is sent from there."""
    questionnaire = get_object_or_404(models.Questionnaire, pk=pk)
    contexte: dict[str, Any] = {
        "fil": _trail_equipe(questionnaire, "Aperçu"),
        "questionnaire": questionnaire,
        "form": forms.show_form(resultats.read_version_questionnaire(questionnaire)),
        "apercu": True,
    }
    return contexte


@exige(_ECRIRE)
@require_POST
def avancer_questionnaire(request: RequeteConnectee, pk: int) -> HttpResponse:
    questionnaire = get_object_or_404(models.Questionnaire, pk=pk)
    lue, quoi = request.POST.get("version", ""), request.POST.get("quoi", "")
    version = int(lue) if lue.isascii() and lue.isdigit() else 0
    maintenant = timezone.now()
    try:
        if quoi == "ouvrir":
            services.open_questionnaire(
                questionnaire, version, request.user, timezone.localdate(maintenant)
            )
            messages.success(request, "Le questionnaire est ouvert.")
        elif quoi == "fermer":
            services.close_questionnaire(questionnaire, version, request.user, maintenant)
            messages.success(request, "Le questionnaire est fermé, et ses réponses sont comptées.")
        elif quoi == "effacer":
            services.drop_questionnaire(questionnaire, version, request.user)
            messages.success(request, "Le questionnaire est effacé.")
            return redirect("questionnaires:tableau")
    except services.QuestionnaireRefuse as refus:
        messages.error(request, str(refus))
    except versions.VersionDepassee:
        messages.error(
            request, "Le questionnaire a changé entre-temps\u00a0: relisez-le, puis recommencez."
        )
    return redirect("questionnaires:suivi", pk)


@exige(_ECRIRE)
@shows("questionnaires/equipe/inviter.html", envoi=True)
def inviter_participants(request: RequeteConnectee, pk: int) -> Rendu:
    questionnaire = get_object_or_404(models.Questionnaire, pk=pk)
    presentes = services.list_adresses_presentes(questionnaire)
    donnees = request.POST or None
    if "presentes" in request.POST:
        donnees = QueryDict(urlencode({"adresses": " ".join(presentes)}))
    form = forms.FormInvitations(donnees)
    if request.method == "POST" and form.is_valid():
        try:
            nombre = services.invite_adresses(
                questionnaire, form.cleaned_data["adresses"], request.user
            )
        except services.InvitationRefusee as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, _tell_invites(nombre, len(form.cleaned_data["adresses"])))
            return redirect("questionnaires:suivi", pk)
    contexte: dict[str, Any] = {
        "fil": _trail_equipe(questionnaire, "Inviter"),
        "questionnaire": questionnaire,
        "ouvert": questionnaire.find_etat(timezone.localdate())
        is questionnaires.EtatQuestionnaire.OUVERT,
        "presentes": len(presentes),
        "form": form,
    }
    return contexte


def _tell_invites(nombre: int, donnees: int) -> str:
    deja = donnees - nombre
    ecrit = f"Invitations écrites\u00a0: {nombre}."
    return f"{ecrit} Déjà invitées, ou deux fois dans la liste\u00a0: {deja}." if deja else ecrit


@exige(_ECRIRE)
@shows("questionnaires/equipe/resultats.html")
def resultats_equipe(request: HttpRequest, pk: int) -> Rendu:
    questionnaire = get_object_or_404(models.Questionnaire, pk=pk)
    contexte: dict[str, Any] = {
        "fil": _trail_equipe(questionnaire, "Résultats"),
        "questionnaire": questionnaire,
        "versions": [
            (lue, resultats.present(lue))
            for lue in resultats.read_resultats(questionnaire, entier=True)
        ],
        "formats": list(FormatClasseur),
    }
    return contexte


@exige(_ECRIRE)
@require_safe
def resultats_export(request: HttpRequest, pk: int, classeur: FormatClasseur) -> HttpResponse:
    questionnaire = get_object_or_404(models.Questionnaire, pk=pk)
    jour = timezone.localdate()
    return requetes.reply_classeur(
        [resultats.make_onglet_resultats(resultats.read_resultats(questionnaire, entier=True))],
        classeur,
        f"resultats-{questionnaire.code}-{jour}",
        resultats.make_notice_resultats(questionnaire, jour),
    )


@exige(_LIRE)
@shows("questionnaires/equipe/commentaires.html")
def commentaires(request: HttpRequest, pk: int) -> Rendu:
    questionnaire = get_object_or_404(models.Questionnaire, pk=pk)
    contexte: dict[str, Any] = {
        "fil": _trail_equipe(questionnaire, "Ce qui a été écrit"),
        "questionnaire": questionnaire,
        "groupes": resultats.list_commentaires_lus(questionnaire),
    }
    return contexte


@exige(_LIRE)
@shows("questionnaires/equipe/commentaire.html", envoi=True)
def commentaire(request: RequeteConnectee, numero: UUID) -> Rendu:
    lu = get_object_or_404(
        resultats.get_commentaires().select_related("version__questionnaire"), pk=numero
    )
    questionnaire = lu.version.questionnaire
    form = forms.FormTemoignage(request.POST or None, initial={"extrait": lu.extrait or lu.texte})
    if request.method == "POST" and form.is_valid():
        etat = questionnaires.EtatTemoignage(form.cleaned_data["etat"])
        try:
            services.decide_commentaire(lu, etat, form.cleaned_data["extrait"] or "", request.user)
        except services.QuestionnaireRefuse as refus:
            form.add_error("extrait", str(refus))
        else:
            messages.success(request, f"Ce texte est noté «\u00a0{etat.libelle.lower()}\u00a0».")
            return redirect("questionnaires:commentaires", questionnaire.pk)
    contexte: dict[str, Any] = {
        "fil": _trail_equipe(questionnaire, "Lire un texte"),
        "questionnaire": questionnaire,
        "lu": lu,
        "enonce": next((q.enonce for q in lu.version.lues if q.code == lu.question), ""),
        "form": form,
    }
    return contexte


def _trail_equipe(
    questionnaire: models.Questionnaire, page: str | None = None
) -> list[tuple[str, str | None]]:
    accueil = (TITRE, reverse("questionnaires:tableau"))
    if page is None:
        return [accueil, (questionnaire.titre, None)]
    lien = reverse("questionnaires:suivi", args=[questionnaire.pk])
    return [accueil, (questionnaire.titre, lien), (page, None)]


# --- What anybody opens: a questionnaire to answer, results that are public ---


TITRE_PUBLIQUES: Final = "Questionnaires"
HEURE: Final = timedelta(hours=1)
ENVOIS_PAR_HEURE: Final = 300  # from one address: a whole administration may share it
FERME: Final = "Ce questionnaire ne prend plus de réponse."
PAS_ENCORE: Final = "Ce questionnaire n’est pas encore ouvert."
SUR_INVITATION: Final = "On répond à ce questionnaire par le lien reçu par courriel{suite}."
APRES: Final = ", après avoir participé à un événement"
INCONNU: Final = "Ce lien n’est pas reconnu. Vérifiez qu’il a été copié en entier."
TROP: Final = (
    "Votre réseau a envoyé beaucoup de réponses en une heure. Celle-ci n’est pas partie\u00a0: "
    "elle est toujours là, renvoyez-la dans {minutes}."
)


@ouverte_a_tous
@shows("questionnaires/liste.html")
def liste_questionnaires(request: HttpRequest) -> Rendu:
    jour = timezone.localdate()
    contexte: dict[str, Any] = {
        "fil": [(TITRE_PUBLIQUES, None)],
        "ouverts": resultats.list_ouverts(jour),
        "publics": resultats.list_resultats_publics(jour),
    }
    return contexte


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repondre_questionnaire(request: HttpRequest, code: str) -> HttpResponse:
    """Answer by the public link: once a day from a network."""
    questionnaire = _find(code)
    if not questionnaire.par_lien:
        return _refuse(
            request,
            questionnaire,
            SUR_INVITATION.format(suite=APRES if questionnaire.evenement else ""),
        )
    droit = services.make_droit_public(questionnaire, read_adresse(request), timezone.localdate())
    return _answer(request, questionnaire, droit)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repondre_invitation(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Answer by a link sent by mail: once."""
    questionnaire = _find(code)
    invitation = services.find_invitation(questionnaire, secret)
    if invitation is None:
        return _refuse(request, questionnaire, INCONNU)
    return _answer(request, questionnaire, services.use_invitation(invitation))


@ouverte_a_tous
@shows("questionnaires/merci.html")
def merci(request: HttpRequest, code: str) -> Rendu:
    questionnaire = _find(code)
    return {"fil": _trail_publiques(questionnaire, "Merci"), "questionnaire": questionnaire}


@ouverte_a_tous
@shows("questionnaires/resultats.html")
def resultats_questionnaire(request: HttpRequest, code: str) -> Rendu:
    questionnaire = _find(code)
    lues = resultats.read_resultats(questionnaire) if questionnaire.resultats_publics else ()
    montrables = [lue for lue in lues if lue.est_montrable]
    if not montrables:
        raise Http404
    contexte: dict[str, Any] = {
        "fil": _trail_publiques(questionnaire, "Résultats"),
        "questionnaire": questionnaire,
        "versions": [(lue, resultats.present(lue)) for lue in montrables],
        "temoignages": resultats.list_temoignages(questionnaire),
    }
    return contexte


def _find(code: str) -> models.Questionnaire:
    """Return a questionnaire that was opened, or has a day for it; a draft is not there."""
    return get_object_or_404(models.Questionnaire, code=code, ouvre_le__isnull=False)


def _trail_publiques(
    questionnaire: models.Questionnaire, page: str | None = None
) -> list[tuple[str, str | None]]:
    accueil = (TITRE_PUBLIQUES, reverse("questionnaires:liste"))
    if page is None:
        return [accueil, (questionnaire.titre, None)]
    return [accueil, (questionnaire.titre, questionnaire.get_absolute_url()), (page, None)]


def _answer(
    request: HttpRequest, questionnaire: models.Questionnaire, droit: services.Droit
) -> HttpResponse:
    etat = questionnaire.find_etat(timezone.localdate())
    if etat is not questionnaires.EtatQuestionnaire.OUVERT:
        message = PAS_ENCORE if etat is questionnaires.EtatQuestionnaire.A_VENIR else FERME
        return _refuse(request, questionnaire, message)
    version = resultats.read_version_questionnaire(questionnaire)
    if request.method != "POST":
        if services.has_repondu(questionnaire, droit):
            return _refuse(request, questionnaire, services.tell_refus(droit))
        return _show(request, questionnaire, forms.show_form(version))
    envoyee = _find_envoyee(request, questionnaire, version)
    if envoyee.numero != version.numero:
        return _show_change(request, questionnaire, envoyee, version)
    form = forms.show_form(version, request.POST)
    if form.is_valid():
        return _keep(request, questionnaire, form, droit)
    return _show(request, questionnaire, form)


def _keep(
    request: HttpRequest,
    questionnaire: models.Questionnaire,
    form: forms.FormReponse,
    droit: services.Droit,
) -> HttpResponse:
    """Keep what is answered; what cannot be kept is shown again."""
    try:
        if not form.cleaned_data["site"]:  # a trap that machines fill: keep nothing then
            requetes.check_limite(
                "questionnaires.envoi", read_adresse(request), ENVOIS_PAR_HEURE, HEURE
            )
            services.keep_reponse(questionnaire, form.read(), droit, timezone.localdate())
    except services.QuestionnaireFerme:
        return _refuse(request, questionnaire, FERME)
    except services.QuestionnaireChange:
        return _show_change(
            request,
            questionnaire,
            form.version,
            resultats.read_version_questionnaire(questionnaire),
        )
    except services.DejaRepondu as refus:
        form.add_error(None, str(refus))
        return _show(request, questionnaire, form)
    except requetes.TropDeDemandes as trop:
        form.add_error(None, TROP.format(minutes=trop.minutes))
        return _show(request, questionnaire, form, statut=requetes.TROP_DE_DEMANDES)
    return redirect("questionnaires:merci", questionnaire.code)


def _find_envoyee(
    request: HttpRequest, questionnaire: models.Questionnaire, actuelle: models.VersionQuestionnaire
) -> models.VersionQuestionnaire:
    """Return the version that was answered; the present one when it says none that we know."""
    numero = request.POST.get("numero", "")
    if not (numero.isascii() and numero.isdigit()):
        return actuelle
    return questionnaire.versions.filter(numero=int(numero[:4])).first() or actuelle


def _show(
    request: HttpRequest,
    questionnaire: models.Questionnaire,
    form: forms.FormReponse,
    statut: int = 200,
    **suite: Any,
) -> HttpResponse:
    contexte = {
        "fil": _trail_publiques(questionnaire),
        "questionnaire": questionnaire,
        "invitation": bool(request.resolver_match and "secret" in request.resolver_match.kwargs),
        "form": form,
        "change": False,
    }
    return render(request, "questionnaires/repondre.html", contexte | suite, status=statut)


def _show_change(
    request: HttpRequest,
    questionnaire: models.Questionnaire,
    avant: models.VersionQuestionnaire,
    apres: models.VersionQuestionnaire,
) -> HttpResponse:
    """Ask again, with what was typed; what is no longer asked, or not so, is shown beside."""
    perdues = questionnaires.list_perdues(avant.lues, apres.lues)
    form = forms.show_form(apres, request.POST, perdues)
    return _show(
        request,
        questionnaire,
        form,
        change=True,
        perdues=forms.list_saisies(perdues, request.POST),
    )


def _refuse(
    request: HttpRequest, questionnaire: models.Questionnaire, message: str
) -> HttpResponse:
    """Say why nothing is taken; what was typed is shown, to be copied."""
    version = _find_envoyee(
        request, questionnaire, resultats.read_version_questionnaire(questionnaire)
    )
    contexte: dict[str, Any] = {
        "fil": _trail_publiques(questionnaire),
        "questionnaire": questionnaire,
        "message": message,
        "saisies": forms.list_saisies(version.lues, request.POST),
    }
    return render(request, "questionnaires/refus.html", contexte)
