"""What readers say of a public page: kept, told to the team and the buyer, answered once."""

from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from dsfr.forms import DsfrBaseForm

from spaser.regles.droits import Operation
from spaser.site.acheteurs.models import Remarque
from spaser.site.acheteurs.page_publique import fil_acheteur, get_acheteur
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, read_adresse
from spaser.site.organisations.acces import exige, list_moderateurs, ouverte_a_tous
from spaser.site.organisations.identite import list_administrations
from spaser.site.organisations.models import Organisation
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.formulaires import FormPiegee, ask_courriel, ask_message
from spaser.site.socle.journal import record_on
from spaser.site.socle.models import EtatRequete, Sujet, tell_traitee
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.vues import Rendu, shows

# --- What is wrong in a public page, and what the team answers ---


class FormRemarque(FormPiegee, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    class Meta:
        model = Remarque
        fields = ("message", "courriel")

    message = ask_message(
        "Ce qui ne va pas",
        "Ce qui est faux ou manque, ce qui serait juste, et si possible où on peut le lire.",
        "Dites en une phrase ce qui ne va pas.",
    )
    courriel = ask_courriel("Seule l’équipe du programme la voit.")


class FormReponseRemarque(DsfrBaseForm):
    """What the team answers, sent to whoever left an address."""

    reponse = ask_message(
        "Votre réponse",
        "Envoyée à la personne si elle a donné une adresse, et gardée ici.",
        "Écrivez ce qui a été fait, ou pourquoi rien ne change.",
    )


# --- Keeps what readers say of a public page, tells the team and the buyer, and answers once ---


@transaction.atomic
def send_remarque(remarque: Remarque) -> None:
    """Keep a remark; the team reads it, and the buyer too when somebody manages it here."""
    remarque.save()
    record_on("acheteur.remarque", remarque)
    for personne in list_moderateurs(Operation.MODERER_DEPOT):
        tell_equipe(personne, remarque)
    for personne in _list_administrateurs(remarque.siren):
        tell_acheteur(personne, remarque)


@transaction.atomic
def answer_remarque(
    remarque: Remarque, reponse: str, auteur: Utilisateur, maintenant: datetime
) -> bool:
    """Answer once; False when somebody else of the team has already done so."""
    if not remarque.answer(EtatRequete.ACCEPTEE, auteur, maintenant, reponse=reponse):
        return False
    record_on("acheteur.reponse", remarque, auteur)
    tell_reponse(remarque.courriel, remarque)
    return True


def _list_administrateurs(siren: str) -> list[Utilisateur]:
    organisation = Organisation.objects.filter(siren=siren).first()
    if organisation is None:
        return []
    return [a.utilisateur for a in list_administrations(organisation)]


# What people are told of a remark.


def _name_objet(remarque: Remarque) -> str:
    return f"{remarque.nom} : une erreur est signalée sur sa page publique"


@courriel(
    make_avis("Erreur signalée sur une page publique", sujet=Sujet.EQUIPE, arret=tell_traitee)
)
def tell_equipe(remarque: Remarque) -> Contexte:
    lien = (reverse("acheteurs:remarques"), "Ouvrir les remarques")
    return compose_avis(_name_objet(remarque), [remarque.message], lien)


@courriel(make_avis("Erreur signalée à un acheteur", sujet=Sujet.DEPOTS, arret=tell_traitee))
def tell_acheteur(remarque: Remarque) -> Contexte:
    return compose_avis(
        _name_objet(remarque),
        [remarque.message, "L’équipe du programme l’a reçue aussi."],
        (reverse("acheteurs:acheteur", args=[remarque.siren]), "Voir la page publique"),
    )


@courriel(make_avis("Réponse à une remarque"))
def tell_reponse(remarque: Remarque) -> Contexte:
    return compose_avis(
        f"{remarque.nom} : réponse à votre remarque",
        [
            f"Vous avez signalé une erreur sur la page publique de {remarque.nom}.",
            remarque.reponse,
        ],
        (reverse("acheteurs:acheteur", args=[remarque.siren]), "Voir la page"),
    )


# --- « Une erreur ? Répondre »: a reader's remark, and the team's answer ---


HEURE: Final = timedelta(hours=1)
PAR_HEURE: Final = 5
MONTREES: Final = 100
REMARQUES: Final = "Remarques sur les pages publiques"


@ouverte_a_tous
@never_cache
@shows("acheteurs/remarquer.html", envoi=True)
def remarquer(request: HttpRequest, siren: str) -> Rendu:
    identite, _ = get_acheteur(siren)
    remarque = Remarque(siren=identite.siren, nom=identite.nom, creee_le=timezone.now())
    form = FormRemarque(request.POST or None, instance=remarque)
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["site"]:  # a trap that machines fill: keep nothing then
            check_limite("acheteurs.remarque", read_adresse(request), PAR_HEURE, HEURE)
            send_remarque(form.instance)
        messages.success(request, "Merci. L’équipe du programme va vérifier.")
        return redirect("acheteurs:acheteur", siren)
    return {
        "fil": fil_acheteur(identite, "Signaler une erreur"),
        "identite": identite,
        "form": form,
    }


@exige(Operation.MODERER_DEPOT)
@shows("acheteurs/remarques.html")
def remarques(request: HttpRequest) -> Rendu:
    return {
        "fil": [("Modération", reverse("registre:moderation")), (REMARQUES, None)],
        "titre": REMARQUES,
        "attendent": Remarque.objects.attendent()[:MONTREES],
        "closes": Remarque.objects.closes()[:MONTREES],
    }


@exige(Operation.MODERER_DEPOT)
@shows("acheteurs/repondre.html", envoi=True)
def repondre_remarque(request: RequeteConnectee, pk: int) -> Rendu:
    remarque = get_object_or_404(Remarque, pk=pk)
    form = FormReponseRemarque(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reponse = form.cleaned_data["reponse"]
        if answer_remarque(remarque, reponse, request.user, timezone.now()):
            messages.success(request, "La remarque est close.")
        else:
            messages.error(request, "Une autre personne de l’équipe a déjà répondu.")
        return redirect("acheteurs:remarques")
    return {
        "fil": [
            ("Modération", reverse("registre:moderation")),
            (REMARQUES, reverse("acheteurs:remarques")),
            (remarque.nom, None),
        ],
        "remarque": remarque,
        "form": form,
    }
