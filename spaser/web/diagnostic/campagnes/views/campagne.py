"""The campaigns of a space, one of them, and what its conductors do with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.autodiagnostic import tell_score
from spaser.metier.autodiagnostic.questionnaire import load_questionnaire
from spaser.metier.autodiagnostic.resultat import conclude
from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.diagnostic.campagnes import participations
from spaser.web.diagnostic.campagnes.forms import FormCampagne, FormInvites, FormPapier
from spaser.web.diagnostic.campagnes.selectors import (
    get_campagne,
    list_campagnes,
    list_participations,
    read_etat,
)
from spaser.web.diagnostic.campagnes.services import drop, freeze, open_campagne
from spaser.web.diagnostic.campagnes.views.gestes import fil_diagnostic, refuse_figee
from spaser.web.diagnostic.models import Campagne, Mode, Participation
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.socle.courriel import absolute_url


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def campagnes(request: HttpRequest, espace: Espace) -> HttpResponse:
    toutes = list(list_campagnes(espace))
    contexte = {
        "fil": fil_diagnostic(request, espace),
        "espace": espace,
        "campagnes": [(campagne, _read_score(campagne)) for campagne in toutes],
        "figees": sum(campagne.est_figee for campagne in toutes),
        "conduire": peut_dans(request, espace, Operation.CONDUIRE_DIAGNOSTIC),
    }
    return render(request, "diagnostic/campagnes/campagnes.html", contexte)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_http_methods(["GET", "HEAD", "POST"])
def ouvrir_campagne(request: HttpRequest, espace: Espace) -> HttpResponse:
    envoye = request.POST if request.method == "POST" else None
    form = FormCampagne(envoye, initial={"jour": timezone.localdate()})
    if form.is_valid():
        campagne = open_campagne(
            espace,
            form.cleaned_data["titre"],
            form.cleaned_data["jour"],
            nominative=form.est_nominative,
            auteur=auteur_of(request),
        )
        messages.success(request, "La campagne est ouverte. Répondez, et invitez vos collègues.")
        return redirect(campagne)
    contexte = {
        "fil": fil_diagnostic(request, espace, None, ("Ouvrir une campagne", None)),
        "espace": espace,
        "form": form,
    }
    return render(request, "diagnostic/campagnes/ouvrir.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def campagne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return _show(request, espace, get_campagne(espace, pk), FormInvites())


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
@refuse_figee
def inviter(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Make a link for somebody, shown once."""
    trouvee = get_campagne(espace, pk)
    form = FormInvites(request.POST)
    if not form.is_valid():
        return _show(request, espace, trouvee, form)
    participation, secret = participations.invite(trouvee, form.cleaned_data["nom"], request.user)
    return _show_lien(request, espace, participation, secret)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
@refuse_figee
def renouveler_lien(
    request: RequeteConnectee, espace: Espace, pk: int, numero: int
) -> HttpResponse:
    """Make a new link for somebody who lost hers."""
    attendue = _get_attendue(get_campagne(espace, pk), numero)
    return _show_lien(request, espace, attendue, participations.renew(attendue, request.user))


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
@refuse_figee
def retirer_lien(request: RequeteConnectee, espace: Espace, pk: int, numero: int) -> HttpResponse:
    participations.withdraw(_get_attendue(get_campagne(espace, pk), numero), request.user)
    messages.success(request, "Le lien est retiré : il n’ouvre plus rien.")
    return redirect("diagnostic:campagne", espace.siren, pk)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
def effacer_nom(request: RequeteConnectee, espace: Espace, pk: int, numero: int) -> HttpResponse:
    sans_compte = get_campagne(espace, pk).participations.exclude(mode=Mode.COMPTE)
    participations.unname(get_object_or_404(sans_compte, pk=numero), request.user)
    messages.success(request, "Le nom est effacé. Les réponses restent, sans lui.")
    return redirect("diagnostic:campagne", espace.siren, pk)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_http_methods(["GET", "HEAD", "POST"])
@refuse_figee
def saisir_papier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Type in a sheet of paper: a row a question, a key a level."""
    trouvee = get_campagne(espace, pk)
    envoye = request.POST if request.method == "POST" else None
    form = FormPapier(envoye, questionnaire=trouvee.questionnaire)
    if form.is_valid():
        papier = participations.type_papier(
            trouvee, form.cleaned_data["nom"], form.read_reponses(), auteur_of(request)
        )
        messages.success(request, f"« {papier.nom} » : {len(papier.reponses)} réponses saisies.")
        return redirect("diagnostic:saisir_papier", espace.siren, pk)
    choisis = form.read_reponses() if envoye else {}
    contexte = {
        "fil": fil_diagnostic(request, espace, trouvee, ("Saisie du papier", None)),
        "espace": espace,
        "campagne": trouvee,
        "form": form,
        "rubriques": [
            (rubrique, [(q, choisis.get(q.code)) for q in rubrique.questions])
            for rubrique in trouvee.questionnaire.rubriques
        ],
    }
    return render(request, "diagnostic/campagnes/saisir.html", contexte)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_http_methods(["GET", "HEAD", "POST"])
@refuse_figee
def figer(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    trouvee = get_campagne(espace, pk)
    etat = read_etat(trouvee)
    if request.method == "POST" and etat.peut_figer:
        freeze(espace, trouvee, auteur_of(request))
        messages.success(
            request, "Le résultat est figé. Ce qu’il propose vous attend dans « Propositions »."
        )
        return redirect("diagnostic:resultat_campagne", espace.siren, pk)
    if not etat.peut_figer:
        attendu = "une réponse envoyée" if etat.est_montrable else "trois réponses envoyées"
        messages.error(
            request, f"Rien n’est encore à figer : il faut au moins {attendu}, ou un accord."
        )
        return redirect("diagnostic:campagne", espace.siren, pk)
    contexte = {
        "fil": fil_diagnostic(request, espace, trouvee, ("Figer le résultat", None)),
        "espace": espace,
        "campagne": trouvee,
        "etat": etat,
        "attendues": trouvee.participations.filter(envoyee_le__isnull=True).count(),
    }
    return render(request, "diagnostic/campagnes/figer.html", contexte)


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_POST
@refuse_figee
def supprimer_campagne(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Delete a campaign that nobody has answered."""
    trouvee = get_campagne(espace, pk)
    if drop(trouvee, request.user):
        messages.success(request, f"La campagne « {trouvee.titre} » est supprimée.")
        return redirect("diagnostic:campagnes", espace.siren)
    messages.error(request, "Cette campagne a reçu des réponses ou un accord : elle reste.")
    return redirect("diagnostic:campagne", espace.siren, pk)


def _show(
    request: HttpRequest, espace: Espace, trouvee: Campagne, form: FormInvites
) -> HttpResponse:
    toutes = list_participations(trouvee)
    mienne = next(
        (p for p in toutes if p.mode == Mode.COMPTE and p.utilisateur_id == request.user.pk), None
    )
    contexte = {
        "fil": fil_diagnostic(request, espace, trouvee),
        "espace": espace,
        "campagne": trouvee,
        "form": form,
        "total": len(trouvee.questionnaire.questions),
        "participations": toutes,
        "envoyees": sum(p.envoyee_le is not None for p in toutes),
        "mienne": mienne,
        "actuelle": load_questionnaire().version,
        "conduire": peut_dans(request, espace, Operation.CONDUIRE_DIAGNOSTIC),
        "repondre": peut_dans(request, espace, Operation.REPONDRE_DIAGNOSTIC),
    }
    return render(request, "diagnostic/campagnes/campagne.html", contexte)


def _show_lien(
    request: HttpRequest, espace: Espace, participation: Participation, secret: str
) -> HttpResponse:
    chemin = reverse("diagnostic:repondre_lien", args=[secret])
    contexte = {
        "fil": fil_diagnostic(request, espace, participation.campagne, ("Lien", None)),
        "espace": espace,
        "campagne": participation.campagne,
        "participation": participation,
        "adresse": absolute_url(chemin),
        "jusqu_au": timezone.localdate() + participations.DUREE_LIEN,
    }
    reponse = render(request, "diagnostic/campagnes/lien.html", contexte)
    reponse["Cache-Control"] = "no-store"
    return reponse


def _get_attendue(trouvee: Campagne, numero: int) -> Participation:
    attendue = trouvee.participations.filter(
        pk=numero, mode=Mode.LIEN, envoyee_le__isnull=True
    ).first()
    if attendue is None:
        raise Http404
    attendue.campagne = trouvee
    return attendue


def _read_score(trouvee: Campagne) -> str:
    if not trouvee.est_figee:
        return ""
    return tell_score(conclude(trouvee.questionnaire, trouvee.retenus).score.valeur)
