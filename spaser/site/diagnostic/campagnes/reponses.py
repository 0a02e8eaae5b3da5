"""Answering a campaign, with an account or by a link; what came out; the agreement."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from spaser.documents.autodiagnostic import (
    Cadre,
    describe_scores,
    draw_scores,
    tell_repartition,
    tell_score,
)
from spaser.documents.francais import format_date_courte, pluriel
from spaser.regles import conclusions
from spaser.regles.autodiagnostic import (
    ANONYMES_MIN,
    Repartition,
    RubriqueDiagnostic,
    is_comparable,
    list_contradictions,
)
from spaser.regles.droits import Operation
from spaser.site.comptes.sessions import auteur_of
from spaser.site.diagnostic.approche import export_bilan, present_bilan, read_etape
from spaser.site.diagnostic.campagnes import conduite, services
from spaser.site.diagnostic.models import Campagne, Mode, Participation
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.espaces import exige_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.socle.jetons import JetonRefuse
from spaser.site.socle.versions import VersionDepassee
from spaser.site.socle.vues import Rendu, shows

# --- Answering, one rubric a page, with an account or by a link: saved each time, resumed any
# time ---


DISPARU = 410
_ENVOI = "envoi"


@dataclass(frozen=True)
class Visite:
    """Somebody at work: her answers, her address, what she reads around, how she sends."""

    participation: Participation
    adresse: str
    proposes: dict[str, conclusions.NiveauPropose]
    contexte: dict[str, Any]
    start: Callable[[], Participation]
    send: Callable[[Participation], HttpResponse]

    @property
    def campagne(self) -> Campagne:
        return self.participation.campagne

    def link(self, etape: str | int, question: str = "") -> str:
        ancre = f"#{question}" if question else ""
        return f"{self.adresse}?{urlencode({'etape': etape})}{ancre}"


@exige_espace(Operation.REPONDRE_DIAGNOSTIC)
@require_http_methods(["GET", "HEAD", "POST"])
@conduite.refuse_figee
def repondre_campagne(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    campagne = services.get_campagne(espace, pk)
    mienne = services.find_participation(campagne, request.user) or Participation(
        campagne=campagne,
        mode=Mode.COMPTE,
        utilisateur_id=request.user.pk,  # none for a visitor of the demonstration, who only reads
    )
    mienne.campagne = campagne

    def send(participation: Participation) -> HttpResponse:
        services.send(participation)
        messages.success(request, "Vos réponses sont envoyées. Vous pouvez encore les changer.")
        return redirect(campagne)

    passage = Visite(
        participation=mienne,
        adresse=request.path,
        proposes=conclusions.propose_niveaux(campagne.questionnaire, services.read_faits(espace)),
        contexte={
            "espace": espace,
            "fil": conduite.fil_diagnostic(request, espace, campagne, ("Vos réponses", None)),
        },
        start=lambda: services.start(campagne, auteur_of(request)),
        send=send,
    )
    if campagne.est_figee:
        raise services.CampagneFigee
    return _answer(request, passage)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repondre_lien(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        return _answer(request, _open(jeton))
    except JetonRefuse as refus:
        raison = refus.raison
    except services.CampagneFigee:
        raison = services.RETIREE
    contexte = {"fil": [("Lien", None)], "raison": raison}
    return render(request, "diagnostic/campagnes/lien_refuse.html", contexte, status=DISPARU)


@ouverte_a_tous
@require_http_methods(["GET", "HEAD"])
def merci_diagnostic(request: HttpRequest) -> HttpResponse:
    return render(request, "diagnostic/campagnes/merci.html", {"fil": [("Merci", None)]})


def _open(jeton: str) -> Visite:
    participation = services.read_lien_campagne(jeton)
    campagne = participation.campagne
    espace = campagne.espace

    def send(complete: Participation) -> HttpResponse:
        services.send_by_lien(jeton, complete)
        return redirect("diagnostic:merci")

    return Visite(
        participation=participation,
        adresse=reverse("diagnostic:repondre_lien", args=[jeton]),
        proposes=conclusions.propose_niveaux(campagne.questionnaire, services.read_faits(espace)),
        contexte={"fil": [("Autodiagnostic", None)], "acheteur": espace.nom},
        start=lambda: participation,
        send=send,
    )


def _answer(request: HttpRequest, passage: Visite) -> HttpResponse:
    if request.method == "POST":
        return _save(request, passage)
    etape = request.GET.get("etape", "")
    return _reread(request, passage) if etape == _ENVOI else _ask_repondre(request, passage, etape)


def _save(request: HttpRequest, passage: Visite) -> HttpResponse:
    participation = passage.start()
    choisies = conduite.read_choisies(request.POST, passage.campagne.questionnaire.questions)
    acceptee = passage.proposes.get(request.POST.get("accepter", ""))
    if acceptee:
        choisies[acceptee.question] = acceptee.niveau
    acceptees = [acceptee.question] if acceptee else []
    gardee = services.save_reponses(participation, choisies, passage.proposes, acceptees)
    if request.POST.get("envoyer") and gardee.reponses:
        return passage.send(gardee)
    total = len(passage.campagne.questionnaire.rubriques)
    etape = read_etape(request.POST.get("etape", ""), total)
    if acceptee:
        return HttpResponseRedirect(passage.link(etape, acceptee.question))
    vers = request.POST.get("vers", "")
    return HttpResponseRedirect(passage.link(_ENVOI if vers == _ENVOI else read_etape(vers, total)))


def _ask_repondre(request: HttpRequest, passage: Visite, texte: str) -> HttpResponse:
    questionnaire = passage.campagne.questionnaire
    total = len(questionnaire.rubriques)
    etape = read_etape(texte, total)
    rubrique = questionnaire.rubriques[etape - 1]
    reponses, acceptees = passage.participation.reponses, passage.participation.acceptees
    contexte = passage.contexte | {
        "campagne": passage.campagne,
        "adresse": passage.adresse,
        "rubrique": rubrique,
        "posees": [
            (q, reponses.get(q.code), passage.proposes.get(q.code), q.code in acceptees)
            for q in rubrique.questions
        ],
        "etape": etape,
        "total": total,
        "precedente": etape - 1,
        "prochaine": etape + 1 if etape < total else _ENVOI,
        "suivante": questionnaire.rubriques[etape].libelle if etape < total else "",
    }
    return render(request, "diagnostic/campagnes/repondre.html", contexte)


def _reread(request: HttpRequest, passage: Visite) -> HttpResponse:
    questionnaire, reponses = passage.campagne.questionnaire, passage.participation.reponses
    contexte = passage.contexte | {
        "campagne": passage.campagne,
        "adresse": passage.adresse,
        "envoyee_le": passage.participation.envoyee_le,
        "rubriques": [
            (
                rang,
                rubrique,
                [(q, reponses.get(q.code)) for q in rubrique.questions],
            )
            for rang, rubrique in enumerate(questionnaire.rubriques, start=1)
        ],
        "manquantes": sum(q.code not in reponses for q in questionnaire.questions),
        "donnees": len(reponses),
        "contradictions": list_contradictions(questionnaire, reponses),
    }
    return render(request, "diagnostic/campagnes/relire.html", contexte)


# --- The result of a campaign, its files, and how it moved from one campaign to the next ---


_DEUX = 2


@exige_espace(Operation.VOIR_ESPACE)
@shows("diagnostic/campagnes/resultat.html")
def resultat_campagne(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    """Show what the levels kept say; provisional until it is frozen."""
    campagne = services.get_campagne(espace, pk)
    etat = services.read_etat_campagne(campagne)
    return present_bilan(etat.conclude()) | {
        "fil": conduite.fil_diagnostic(request, espace, campagne, ("Résultat", None)),
        "espace": espace,
        "campagne": campagne,
        "etat": etat,
        "sujet": f"diagnostic:{campagne.pk}",
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def resultat_export(request: HttpRequest, espace: Espace, pk: int, extension: str) -> HttpResponse:
    campagne = services.get_campagne(espace, pk)
    etat = services.read_etat_campagne(campagne)
    return export_bilan(etat.conclude(), _make_cadre(espace, etat), extension)


@exige_espace(Operation.VOIR_ESPACE)
@shows("diagnostic/campagnes/evolution.html")
def evolution(request: HttpRequest, espace: Espace) -> Rendu:
    figees = services.list_figees(espace)
    bilans = [
        (campagne, conclusions.conclude(campagne.questionnaire, campagne.retenus))
        for campagne in figees
    ]
    scores = [(format_date_courte(c.jour), b.score) for c, b in bilans]
    contexte = {
        "fil": conduite.fil_diagnostic(request, espace, None, ("Évolution", None)),
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
            "evolution": services.compare_campagnes(avant, apres),
        }
    return contexte


def _choose(request: HttpRequest, figees: list[Campagne]) -> tuple[Campagne, Campagne]:
    par_numero = {str(campagne.pk): campagne for campagne in figees}
    avant = par_numero.get(request.GET.get("avant", ""), figees[-2])
    apres = par_numero.get(request.GET.get("apres", ""), figees[-1])
    return avant, apres


def _list_lignes(
    bilans: list[tuple[Campagne, conclusions.ResultatDiagnostic]],
) -> list[dict[str, Any]]:
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


def _tell_rubrique(bilan: conclusions.ResultatDiagnostic, reference: RubriqueDiagnostic) -> str:
    trouvee = next((b for b in bilan.rubriques if b.rubrique.code == reference.code), None)
    if trouvee is None or not is_comparable(trouvee.rubrique, reference):
        return "–"
    return tell_score(trouvee.score.valeur) or "non connu"


def _make_cadre(espace: Espace, etat: services.EtatCampagne) -> Cadre:
    campagne = etat.campagne
    if campagne.est_figee:
        nombre = campagne.nb_reponses
        reserve = f"Résultat figé le {format_date_courte(timezone.localdate(campagne.figee_le))}."
    else:
        nombre = len(etat.envoyees)
        reserve = "Résultat provisoire : la campagne est ouverte."
    notes: dict[str, str] = {}
    for repartition in etat.repartitions:
        accord = etat.accords.get(repartition.question.code)
        morceaux = [tell_repartition(repartition)] if etat.est_montrable else []
        morceaux += [f"Retenu ensemble : {accord.raison}"] if accord else []
        notes[repartition.question.code] = "\n".join(filter(None, morceaux))
    return Cadre(
        titre=f"Autodiagnostic : {campagne.titre}",
        sous_titre=f"{espace.nom}, {pluriel(nombre, 'réponse envoyée', 'réponses envoyées')}",
        jour=campagne.jour,
        mention=" – ".join(
            filter(None, (espace.nom, "autodiagnostic des achats responsables", espace.mention))
        ),
        reserve=" ".join(filter(None, (espace.mention, reserve))),
        notes=notes,
    )


# --- Differences question by question, and the level settled together ---


@dataclass(frozen=True)
class QuestionEnCours:
    espace: Espace
    etat: services.EtatCampagne
    repartition: Repartition
    form: conduite.FormNiveauRetenu


@exige_espace(Operation.VOIR_ESPACE)
@shows("diagnostic/campagnes/accords.html")
def accords(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    campagne = services.get_campagne(espace, pk)
    etat = services.read_etat_campagne(campagne)
    par_code = {r.question.code: r for r in etat.repartitions}
    return {
        "fil": conduite.fil_diagnostic(request, espace, campagne, ("Écarts et accords", None)),
        "campagne": campagne,
        "etat": etat,
        "anonymes_min": ANONYMES_MIN,
        "rubriques": [
            (rubrique, [_present(etat, par_code[q.code]) for q in rubrique.questions])
            for rubrique in campagne.questionnaire.rubriques
        ],
        "conduire": peut_dans(request, espace, Operation.CONDUIRE_DIAGNOSTIC),
    }


@exige_espace(Operation.CONDUIRE_DIAGNOSTIC)
@require_http_methods(["GET", "HEAD", "POST"])
@conduite.refuse_figee
def regler(request: HttpRequest, espace: Espace, pk: int, question: str) -> HttpResponse:
    """Settle one question; when two people do it at once, show both texts to the second."""
    campagne = services.get_campagne(espace, pk)
    if campagne.est_figee:
        raise services.CampagneFigee
    reglage = _read_reglage(request, espace, campagne, question)
    if not reglage.form.is_valid():
        return _ask_accord(request, reglage)
    try:
        services.settle(campagne, reglage.form.read(), auteur_of(request))
    except VersionDepassee:  # somebody else has just settled it
        return _ask_accord(request, _read_reglage(request, espace, campagne, question))
    messages.success(request, f"« {reglage.repartition.question.intitule} » : niveau retenu.")
    adresse = reverse("diagnostic:accords", args=[espace.siren, pk])
    return redirect(f"{adresse}#{question}")


def _read_reglage(
    request: HttpRequest, espace: Espace, campagne: Campagne, question: str
) -> QuestionEnCours:
    etat = services.read_etat_campagne(campagne)
    repartition = next((r for r in etat.repartitions if r.question.code == question), None)
    if repartition is None:
        raise Http404
    envoye = request.POST if request.method == "POST" else None
    form = conduite.FormNiveauRetenu(
        envoye, question=repartition.question, actuel=etat.accords.get(question)
    )
    return QuestionEnCours(espace, etat, repartition, form)


def _ask_accord(request: HttpRequest, reglage: QuestionEnCours) -> HttpResponse:
    espace, etat, campagne = reglage.espace, reglage.etat, reglage.etat.campagne
    proposes = conclusions.propose_niveaux(campagne.questionnaire, services.read_faits(espace))
    accords = reverse("diagnostic:accords", args=[espace.siren, campagne.pk])
    contexte = {
        "fil": conduite.fil_diagnostic(
            request, espace, campagne, ("Écarts et accords", accords), ("Retenir un niveau", None)
        ),
        "espace": espace,
        "campagne": campagne,
        "etat": etat,
        "anonymes_min": ANONYMES_MIN,
        "ligne": _present(etat, reglage.repartition),
        "propose": proposes.get(reglage.repartition.question.code),
        "form": reglage.form,
    }
    statut = HTTPStatus.CONFLICT if reglage.form.est_depassee else HTTPStatus.OK
    return render(request, "diagnostic/campagnes/regler.html", contexte, status=statut)


def _present(etat: services.EtatCampagne, repartition: Repartition) -> dict[str, Any]:
    code = repartition.question.code
    noms = services.list_repondants(etat, repartition)
    return {
        "question": repartition.question,
        "repartition": repartition,
        "niveaux": [
            (niveau, texte, repartition.nombres[niveau], noms[niveau])
            for niveau, texte in enumerate(repartition.question.niveaux)
        ],
        "accord": etat.accords.get(code),
        "retenu": etat.retenus.get(code),
    }
