"""What an adviser recommends: written from a page of a space, decided there, put in its plan."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from dsfr.forms import DsfrBaseForm

from spaser.regles import conseil
from spaser.regles.conseil import EtatRecommandation
from spaser.regles.droits import Operation
from spaser.regles.plan import TITRE_MAX, EtatAction
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.entourage.models.conseil import Recommandation
from spaser.site.espace.discussions import SujetDiscussion, unsign_sujet
from spaser.site.organisations.espaces import exige_espace, fil_espace, is_conseil, peut_dans
from spaser.site.organisations.identite import GesteRefuse, list_administrations
from spaser.site.organisations.models import Accompagnement, Espace
from spaser.site.organisations.views_membres import try_gesture
from spaser.site.plan.actions.services import create_action, list_membres_espace
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.formulaires import (
    ask_choix,
    ask_jour,
    ask_ligne,
    ask_message,
    list_choix,
    offer_choix,
)
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.taches.travailleur import planifie
from spaser.site.socle.versions import make_demande, read_envoi
from spaser.site.socle.vues import Rendu, shows

TITRE: Final = "Recommandations"
_PAR_JOUR: Final = 50
_MONTREES: Final = 200


def list_recommandations(espace: Espace) -> QuerySet[Recommandation]:
    siennes = Recommandation.objects.filter(espace=espace)
    return siennes.select_related("espace__organisation", "auteur", "membre", "action")


def list_ouvertes() -> QuerySet[Recommandation]:
    """Return those that still ask something of a buyer: a done action closes its own."""
    ouvertes = [etat.value for etat in EtatRecommandation if etat.est_ouverte]
    dans_le_plan = {"action__etat": EtatAction.TERMINEE.value}
    return Recommandation.objects.filter(etat__in=ouvertes).exclude(**dans_le_plan)


@transaction.atomic
def recommend(
    espace: Espace, sujet: SujetDiscussion, texte: str, pourquoi: str, auteur: Utilisateur
) -> Recommandation:
    """Write one down; those who administer the space are told."""
    suivis = Accompagnement.objects.en_cours().filter(organisation=espace.organisation)
    neuve = Recommandation(espace=espace, auteur=auteur, texte=texte, pourquoi=pourquoi)
    neuve.accompagnement = suivis.filter(utilisateur=auteur).first()
    neuve.objet, neuve.titre, neuve.adresse = sujet.objet, sujet.titre, sujet.adresse
    neuve.save()
    _note("conseil.recommandation", neuve, auteur)
    for personne in _list_avertis(espace):
        tell_recommandation(personne, neuve)
    return neuve


@transaction.atomic
def decide(ici: Recommandation, etat: EtatRecommandation, auteur: Utilisateur, **dits: Any) -> None:
    """Say what becomes of one; its adviser is told. GesteRefuse when it may not become that."""
    if faute := conseil.check_decision(etat, dits.get("motif", "")):
        raise GesteRefuse(faute)
    Recommandation.objects.filter(pk=ici.pk).update(etat=etat.value, **dits)
    ici.refresh_from_db()
    _note("conseil.decision", ici, auteur)
    tell_decision(ici.auteur or "", ici)


@transaction.atomic
def take_action(ici: Recommandation, auteur: Utilisateur) -> None:
    """Make an action of the plan of it, once."""
    if Recommandation.objects.select_for_update().get(pk=ici.pk).action_id:
        raise GesteRefuse("Elle est déjà dans le plan.")
    fin = ici.echeance.isoformat() if ici.echeance else ""
    champs = {"titre": ici.texte, "resultat": ici.pourquoi, "pilote_membre": ici.membre, "fin": fin}
    action = create_action(ici.espace, champs, auteur)
    decide(ici, EtatRecommandation.RETENUE, auteur, action=action)


def _list_avertis(espace: Espace) -> list[Utilisateur]:
    ici = espace.organisation
    return [a.utilisateur for a in list_administrations(ici)] if ici else []


def _note(geste: str, ici: Recommandation, auteur: Utilisateur) -> None:
    record(geste, auteur=auteur, objet=ici, espace=ici.espace, details={"nom": ici.titre})


# --- What people are told ---


def _is_decidee(recommandation: Recommandation) -> str:
    attend = recommandation.etat == EtatRecommandation.PROPOSEE
    return "" if attend else "La recommandation a reçu une réponse."


def _is_close(espace: Espace) -> str:
    reste = list_ouvertes().filter(espace=espace).exists()
    return "" if reste else "Plus aucune recommandation n’est ouverte."


def _write(espace: Espace, objet: str, *lignes: str) -> Contexte:
    lien = (reverse("conseil:recommandations", args=[espace.siren]), "Voir les recommandations")
    return compose_avis(f"{espace.nom} : {objet}", lignes, lien)


@courriel(make_avis("Nouvelle recommandation", sujet=Sujet.ENTRAIDE, arret=_is_decidee))
def tell_recommandation(recommandation: Recommandation) -> Contexte:
    une = recommandation
    dit = f"À propos de « {une.titre} » : {une.texte}"
    return _write(une.espace, "nouvelle recommandation", dit, une.pourquoi)


@courriel(make_avis("Réponse à une recommandation", sujet=Sujet.ENTRAIDE))
def tell_decision(recommandation: Recommandation) -> Contexte:
    une = recommandation
    objet = f"votre recommandation est {une.situation.libelle.lower()}"
    return _write(une.espace, objet, une.texte, une.motif)


@courriel(make_avis("Où en sont les recommandations", sujet=Sujet.ENTRAIDE, arret=_is_close))
def remind_recommandations(espace: Espace) -> Contexte:
    reste = [f"Toujours ouverte : {une.texte}" for une in list_ouvertes().filter(espace=espace)[:5]]
    return _write(espace, "où en êtes-vous des recommandations ?", *reste)


@planifie("conseil.relances", toutes_les=timedelta(days=1), d_un_bloc=True)
def remind_ouvertes(maintenant: datetime) -> int:
    """Ask once, six weeks after, where a buyer is; one mail for all that waits there."""
    dues = list_ouvertes().filter(relancee_le=None, ecrite_le__lte=maintenant - conseil.RELANCE)
    numeros = list(dues.values_list("pk", flat=True))
    for espace in Espace.objects.filter(recommandations__in=numeros).distinct():
        for personne in _list_avertis(espace):
            remind_recommandations(personne, espace)
    return Recommandation.objects.filter(pk__in=numeros).update(relancee_le=maintenant)


# --- Pages of a space: the list, one to write, one to decide ---


class FormRecommandation(DsfrBaseForm):
    texte = ask_ligne(
        "Ce que vous recommandez", TITRE_MAX, "Écrivez ce que vous recommandez.",
        "Un verbe et son objet : « Réserver un lot aux entreprises adaptées ».",
    )  # fmt: skip
    pourquoi = ask_message("Pourquoi", "Ce que l’acheteur y gagne.", "Dites pourquoi.")


class FormDecision(DsfrBaseForm):
    etat = ask_choix("Ce que vous en faites", list_choix(EtatRecommandation)[1:], "Choisissez.")
    motif = ask_message("Pourquoi", "Demandé si vous l’écartez. Votre conseil le lit.")
    membre = ask_choix("Qui s’en charge")
    echeance = ask_jour("Pour quand")


@exige_espace(Operation.VOIR_ESPACE)
@shows("entourage/conseil/recommandations.html")
def recommandations(request: HttpRequest, espace: Espace) -> Rendu:
    lues = list(list_recommandations(espace)[:_MONTREES])
    return {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "ouvertes": [une for une in lues if une.situation.est_ouverte],
        "closes": [une for une in lues if not une.situation.est_ouverte],
        "decider": peut_dans(request, espace, Operation.DECIDER_PROPOSITION),
        "inviter": peut_dans(request, espace, Operation.INVITER_CONSEILLER),
        "demander": peut_dans(request, espace, Operation.REDIGER_SCHEMA),
        "recommander": is_conseil(request, espace),
    }


@exige_espace(Operation.RECOMMANDER)
@shows("commun/demander.html", envoi=True)
def recommander(request: HttpRequest, espace: Espace) -> Rendu:
    schema = reverse("redaction:schema", args=[espace.siren])
    entier = SujetDiscussion("schema", "Le schéma", schema)
    sujet = unsign_sujet(espace, request.GET.get("sujet", "")) or entier
    form = FormRecommandation(read_envoi(request))
    if form.is_valid():
        check_limite("conseil.recommander", f"{request.user.pk}", _PAR_JOUR, timedelta(days=1))
        recommend(espace, sujet, **form.cleaned_data, auteur=auteur_of(request))
        messages.success(request, "Votre recommandation est là, l’acheteur en est averti.")
        return redirect("conseil:recommandations", espace.siren)
    fil = fil_espace(request, espace, (sujet.titre, sujet.adresse), ("Recommander", None))
    demande = make_demande(form, f"Recommander : {sujet.titre}", "Recommander", sujet.adresse)
    return demande | {"fil": fil}


@exige_espace(Operation.DECIDER_PROPOSITION)
@shows("commun/demander.html", envoi=True)
def recommandation(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    ici = get_object_or_404(list_recommandations(espace), pk=pk)
    membres = {str(qui.pk): qui for qui in list_membres_espace(espace, ici.membre)}
    noms = [(numero, qui.nom_complet) for numero, qui in membres.items()]
    avant = {"etat": ici.etat, "motif": ici.motif, "membre": ici.membre_id}
    form = FormDecision(read_envoi(request), initial=avant | {"echeance": ici.echeance})
    offer_choix(form, "membre", [("", "Personne"), *noms])
    if form.is_valid():
        lus = form.cleaned_data
        etat, lus["membre"] = EtatRecommandation(lus.pop("etat")), membres.get(lus["membre"])
        dit = "C’est noté. Votre conseil en est averti."
        if try_gesture(request, lambda: decide(ici, etat, auteur_of(request), **lus), dit):
            return redirect(ici)
    retour = reverse("conseil:recommandations", args=[espace.siren])
    fil = fil_espace(request, espace, (TITRE, retour), ("Décider", None))
    return make_demande(form, f"Décider : {ici.texte}", "Enregistrer", retour) | {"fil": fil}


@exige_espace(Operation.DECIDER_PROPOSITION)
@require_POST
def en_action(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    ici = get_object_or_404(list_recommandations(espace), pk=pk)
    dit = "Elle est dans votre plan. La recommandation suivra l’état de l’action."
    try_gesture(request, lambda: take_action(ici, request.user), dit)
    return redirect(ici)
