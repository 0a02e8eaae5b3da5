"""The page of a body that helps, kept by its people; a first hour of advice asked of it."""

from datetime import timedelta
from typing import Final, cast

import msgspec
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import model_to_dict
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.regles.aides import Appui, Sorte
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.editorial.aides import AIDES, read_appuis
from spaser.site.entourage.models.conseil import TenueAide
from spaser.site.espace.discussions import SujetDiscussion, write_commentaire
from spaser.site.espace.models import Commentaire
from spaser.site.organisations.acces import de_la_personne, exige, ouverte_a_tous
from spaser.site.organisations.espaces import exige_espace, fil_espace
from spaser.site.organisations.forms import ask_adresse
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import EnAttente, count_attente
from spaser.site.socle.champs import ask_de
from spaser.site.socle.courriels.envoi import REPONDRE_A, compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.formulaires import ask_choix, ask_texte, offer_choix
from spaser.site.socle.journal import record
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.versions import read_envoi
from spaser.site.socle.vues import Rendu, shows

PREMIER: Final = "Demander un premier conseil"
SUIVIES: Final = "Aides à compléter"
COPIES: Final = "premier-conseil"  # the talk that keeps what a space asked
_GENERAL: Final = "guichet-vert"  # what every desk gives, and does not
_PAR_JOUR: Final = 10
_JOUR: Final = timedelta(days=1)


# --- What the team says of a help, and what its own people say, that comes first ---


def read_aides() -> list[tuple[Appui, TenueAide | None]]:
    """Return helps as one reaches them, each with the last words of those who keep its page."""
    mots = {dit.appui: dit for dit in list_mots().order_by("confirmee_le")}
    return [
        (_fill(a, mots.get(a.code)), mots.get(a.code)) for a in read_appuis(timezone.localdate())
    ]


def list_mots() -> QuerySet[TenueAide]:
    return TenueAide.objects.filter(confirmee_le__isnull=False).select_related("utilisateur")


def get_aide(code: str) -> tuple[Appui, TenueAide | None]:
    trouvee = next((lue for lue in read_aides() if lue[0].code == code), None)
    if trouvee is None:
        raise Http404
    return trouvee


def list_guichets(region: str) -> list[Appui]:
    """Return the desks that cover a region; its networks where none does."""
    siens = [appui for appui, _ in read_aides() if region and region in appui.regions]
    guichets = [appui for appui in siens if appui.sorte is Sorte.GUICHETS]
    return guichets or [appui for appui in siens if appui.sorte is Sorte.RESEAUX]


def get_general() -> Appui:
    """Return what is said of every desk."""
    return next(a for a in read_appuis(timezone.localdate()) if a.code == _GENERAL)


def list_tenues(personne: Utilisateur) -> list[Appui]:
    codes = set(TenueAide.objects.filter(utilisateur=personne).values_list("appui", flat=True))
    return [appui for appui in read_appuis(timezone.localdate()) if appui.code in codes]


def read_attente() -> EnAttente:
    return count_attente(list_mots().filter(relue_le=None), "confirmee_le")


def give_tenue(code: str, personne: Utilisateur, auteur: Utilisateur) -> None:
    """Let somebody of a help keep its page."""
    tenue, _ = TenueAide.objects.get_or_create(appui=code, utilisateur=personne)
    record("aide.confiee", auteur=auteur, objet=tenue, details={"nom": code})


def _fill(appui: Appui, mot: TenueAide | None) -> Appui:
    lus = {nom: getattr(mot, nom, "") or getattr(appui, nom) for nom in ("courriel", "formulaire")}
    return msgspec.structs.replace(appui, **lus)


# --- Pages: a help, its people's words, what the team has to complete ---


class FormMot(DsfrBaseForm):
    courriel = ask_de(TenueAide, "courriel")
    formulaire = ask_de(TenueAide, "formulaire")
    donne = ask_de(TenueAide, "donne")


class FormTenue(DsfrBaseForm):
    appui = ask_choix("Aide", manque="Choisissez une aide.")
    courriel = ask_adresse("Adresse du compte à qui confier sa page")

    def clean_courriel(self) -> Utilisateur:
        courriel = self.cleaned_data["courriel"]
        if sien := Utilisateur.objects.filter(courriel=courriel, is_active=True).first():
            return sien
        raise ValidationError("Aucun compte n’a cette adresse : demandez-lui d’en créer un.")


@ouverte_a_tous
@shows("entourage/conseil/aide.html")
def aide(request: HttpRequest, code: str) -> Rendu:
    appui, mot = get_aide(code)
    fil = [(AIDES, reverse("appuis:liste")), (appui.titre, None)]
    return {"fil": fil, "appui": appui, "mot": mot}


@de_la_personne
@shows("entourage/conseil/tenir.html", envoi=True)
def tenir(request: RequeteConnectee, code: str) -> Rendu:
    """Have somebody of a help say how to reach it: shown at once, read by the team afterwards."""
    tenue = get_object_or_404(TenueAide, appui=code, utilisateur=request.user)
    form = FormMot(read_envoi(request), initial=model_to_dict(tenue, [*FormMot.base_fields]))
    retour = reverse("conseil:aide", args=[code])
    if form.is_valid():
        dits = form.cleaned_data | {"confirmee_le": timezone.now(), "relue_le": None}
        TenueAide.objects.filter(pk=tenue.pk).update(**dits)
        record("aide.mot", auteur=request.user, objet=tenue, details={"nom": code})
        messages.success(request, "Vos mots sont en ligne, avec la date de ce jour.")
        return redirect(retour)
    fil = [(AIDES, reverse("appuis:liste")), ("Tenir la page", None)]
    return {"fil": fil, "appui": get_aide(code)[0], "form": form, "retour": retour}


@exige(Operation.REDIGER_TEXTE)
@shows("entourage/conseil/aides_suivies.html", envoi=True)
def aides_suivies(request: RequeteConnectee) -> Rendu:
    """Show what lacks a contact, then the oldest confirmed; give a page to somebody of a help."""
    form = FormTenue(read_envoi(request) if "appui" in request.POST else None)
    lues = sorted(read_aides(), key=lambda lue: (lue[0].est_joignable, lue[0].vu_le))
    offer_choix(form, "appui", [(appui.code, appui.titre) for appui, _ in lues])
    if request.method == "POST" and (lu := request.POST.get("lu", "")).isdecimal():
        TenueAide.objects.filter(pk=lu).update(relue_le=timezone.now())
        return redirect(request.path)
    if form.is_valid():
        give_tenue(form.cleaned_data["appui"], form.cleaned_data["courriel"], request.user)
        messages.success(request, "La page est confiée : elle est dans « Mes acheteurs ».")
        return redirect(request.path)
    a_lire = list_mots().filter(relue_le=None)
    return {"fil": [(SUIVIES, None)], "form": form, "a_lire": a_lire, "aides": lues}


# --- « Demander un premier conseil »: which desks, what to prepare, and how it leaves ---


class FormPremier(DsfrBaseForm):
    """What one asks of a desk; its words make the mail, or the text to copy."""

    appui = ask_choix("À qui", manque="Choisissez à qui demander.")
    achat = ask_texte("L’achat", 300, 2, "Dites de quel achat il s’agit.", "Objet, montant, date.")
    questions = ask_texte("Vos questions", 1200, 4, "Écrivez une question.", "Deux suffisent.")


@transaction.atomic
def send_demande(
    espace: Espace, appui: Appui, achat: str, questions: str, auteur: Utilisateur
) -> Commentaire:
    """Keep what is asked; it leaves by mail where an address is known, else the buyer sends it."""
    part = appui.courriel and not settings.SANS_COURRIEL
    entete = f"confiée à l’envoi, pour {appui.courriel}" if part else "à envoyer, rien n’est parti"
    texte = (
        f"{appui.titre} ({entete}).\n\nNous demandons un premier conseil pour {espace.nom}, "
        f"SIREN {espace.siren}.\n\nL’achat : {achat}\n\nNos questions : {questions}\n\n"
        f"Merci de répondre à {auteur.courriel}.\n{auteur.nom_complet}"
    )
    page = reverse("conseil:demander", args=[espace.siren])
    copie = write_commentaire(espace, SujetDiscussion(COPIES, PREMIER, page), texte, auteur)
    if part:
        send_premier(appui.courriel, copie)
    return copie


@courriel(make_avis("Demande de premier conseil"))
def send_premier(copie: Commentaire) -> Contexte:
    espace, auteur = cast("Espace", copie.discussion.espace), cast("Utilisateur", copie.auteur)
    lignes = copie.texte.split("\n\n")[1:]
    lien = (reverse("conseil:premier"), "Ce que SPASER dit des guichets verts")
    objet = f"{espace.nom} vous demande un premier conseil"
    return compose_avis(objet, lignes, lien) | {REPONDRE_A: auteur.courriel}


@ouverte_a_tous
@shows("entourage/conseil/premier.html")
def premier(request: HttpRequest) -> Rendu:
    """Say what a desk gives, and what to prepare: what one asks leaves from a space."""
    fil = [(AIDES, reverse("appuis:liste")), (PREMIER, None)]
    return {"fil": fil, "general": get_general()}


@exige_espace(Operation.REDIGER_SCHEMA)
@shows("entourage/conseil/demander.html", envoi=True)
def demander(request: HttpRequest, espace: Espace) -> Rendu:
    code_region = espace.organisation.code_region if espace.organisation else espace.code_region
    general = get_general()
    aides = {appui.code: appui for appui in list_guichets(code_region) or [general]}
    form = FormPremier(read_envoi(request))
    choix = [(code, f"{appui.titre} : {appui.contact}") for code, appui in aides.items()]
    offer_choix(form, "appui", choix)
    if form.is_valid():
        check_limite("conseil.premier", espace.siren, _PAR_JOUR, _JOUR)
        lus = form.cleaned_data
        send_demande(espace, aides[lus.pop("appui")], **lus, auteur=auteur_of(request))
        messages.success(request, "Votre demande est gardée plus bas, où vous lisez si elle part.")
        return redirect(f"{request.path}#discussion")
    fil = fil_espace(request, espace, (PREMIER, None))
    return {"fil": fil, "form": form, "aides": aides.values(), "general": general}
