"""What protects an account: its password, its second factor."""

from __future__ import annotations

from base64 import b32encode
from binascii import unhexlify
from datetime import timedelta
from typing import Final

import django_otp
import segno
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from spaser.web.comptes import courriels, services
from spaser.web.comptes import second_facteur as facteur
from spaser.web.comptes.cles import CLES_MAXIMUM
from spaser.web.comptes.client import read_adresse
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.comptes.forms import (
    FormChangementMotDePasse,
    FormCodeApplication,
    FormCourriel,
    FormNouveauMotDePasse,
    FormSecondFacteur,
)
from spaser.web.comptes.services import end_sessions
from spaser.web.comptes.sessions import exige_preuve
from spaser.web.comptes.suivant import choose_suivant, read_suivant
from spaser.web.socle.jetons import JetonRefuse
from spaser.web.socle.journal import record
from spaser.web.socle.limites import check_limite

# A password forgotten, or changed.

HEURE: Final = timedelta(hours=1)
GONE: Final = 410


@never_cache
def oublie(request: HttpRequest) -> HttpResponse:
    """Ask for an address; answer the same whether or not it has an account."""
    form = FormCourriel(request.POST or None)
    if form.is_valid():
        courriel = form.cleaned_data["courriel"]
        check_limite("mot_de_passe", read_adresse(request), 20, HEURE)
        check_limite("mot_de_passe.adresse", courriel, 5, HEURE)
        services.request_mot_de_passe(courriel)
        return redirect("comptes:mot_de_passe_envoye")
    fil = [("Se connecter", reverse("comptes:connexion")), ("Mot de passe oublié", None)]
    return render(request, "comptes/mot_de_passe_oublie.html", {"form": form, "fil": fil})


@never_cache
@require_safe
def lien_envoye(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, if it may be."""
    fil = [("Se connecter", reverse("comptes:connexion")), ("Message envoyé", None)]
    return render(request, "comptes/mot_de_passe_envoye.html", {"fil": fil})


@never_cache
@sensitive_post_parameters("nouveau_mot_de_passe", "mot_de_passe_confirme")
def nouveau(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        form = FormNouveauMotDePasse(
            request.POST or None, utilisateur=services.read_mot_de_passe(jeton)
        )
        if form.is_valid():
            services.reset_mot_de_passe(jeton, form.cleaned_data["nouveau_mot_de_passe"])
            messages.success(request, "Votre mot de passe est changé. Connectez-vous.")
            return redirect("comptes:connexion")
    except JetonRefuse as refus:
        contexte = {"titre": "Nouveau mot de passe", "raison": refus.raison}
        return render(request, "comptes/lien_refuse.html", contexte, status=GONE)
    fil = [("Se connecter", reverse("comptes:connexion")), ("Nouveau mot de passe", None)]
    return render(request, "comptes/mot_de_passe_nouveau.html", {"form": form, "fil": fil})


@never_cache
@sensitive_post_parameters("mot_de_passe", "nouveau_mot_de_passe", "mot_de_passe_confirme")
def changement_mot_de_passe(request: RequeteConnectee) -> HttpResponse:
    utilisateur = request.user
    form = FormChangementMotDePasse(request.POST or None, utilisateur=utilisateur)
    if utilisateur.has_usable_password() and form.is_valid():
        secret = form.cleaned_data["mot_de_passe"]
        if authenticate(request, courriel=utilisateur.courriel, password=secret):
            services.change_mot_de_passe(utilisateur, form.cleaned_data["nouveau_mot_de_passe"])
            update_session_auth_hash(request, utilisateur)
            services.end_sessions(utilisateur, sauf=request.session.session_key)
            messages.success(
                request, "Votre mot de passe est changé. Vos autres sessions sont fermées."
            )
            return redirect("comptes:profil")
        form.add_error("mot_de_passe", "Ce mot de passe n’est pas le bon.")
    contexte = {
        "form": form,
        "avec_mot_de_passe": utilisateur.has_usable_password(),
        "rubrique": "mot_de_passe",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Mot de passe", None)],
    }
    return render(request, "comptes/mot_de_passe.html", contexte)


# Setting the second factor up, renewing its recovery codes, removing it.

CLE_NEUVE: Final = "second_facteur_cle"
GROUPE: Final = 4
REQUIS: Final = (
    "Un second facteur est exigé de vous : ajoutez d’abord un autre moyen, puis retirez celui-ci."
)
MAUVAIS: Final = (
    "Ce code n’est pas le bon. Saisissez les 6 chiffres que l’application affiche maintenant."
)


def make_fil(page: str) -> list[tuple[str, str | None]]:
    return [
        ("Mon compte", reverse("comptes:profil")),
        ("Second facteur", reverse("comptes:second_facteur")),
        (page, None),
    ]


@never_cache
@require_safe
def second_facteur(request: RequeteConnectee) -> HttpResponse:
    cles = facteur.list_cles(request.user)
    contexte = {
        "application": facteur.find_application(request.user),
        "cles": cles,
        "complet": len(cles) >= CLES_MAXIMUM,
        "codes": facteur.count_codes(request.user),
        "requis": facteur.second_facteur_requis(request.user),
        "suivant": read_suivant(request),
        "rubrique": "second_facteur",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Second facteur", None)],
    }
    return render(request, "comptes/second_facteur.html", contexte)


@never_cache
@exige_preuve()
def activer(request: RequeteConnectee) -> HttpResponse:
    """Show the secret, and keep it once a code proves that it was read."""
    utilisateur = request.user
    if facteur.find_application(utilisateur):
        return redirect("comptes:second_facteur")
    secret = request.session.setdefault(CLE_NEUVE, default_key())
    essai = TOTPDevice(user=utilisateur, name=facteur.NOM_APPLICATION, key=secret)
    form = FormCodeApplication(request.POST or None)
    if form.is_valid():
        if _proves(essai, form.cleaned_data["code"]):
            return _keep(request, secret)
        form.add_error("code", MAUVAIS)
    contexte = {
        "form": form,
        "qr": _draw_qr(essai.config_url),
        "secret": _write_secret(secret),
        "suivant": read_suivant(request),
        "rubrique": "second_facteur",
        "fil": make_fil("Activer"),
    }
    return render(request, "comptes/second_facteur_activer.html", contexte)


def _keep(request: RequeteConnectee, secret: str) -> HttpResponse:
    del request.session[CLE_NEUVE]
    application, codes_neufs = facteur.save_application(request.user, secret)
    welcome_moyen(request, application)
    return show_codes(request, codes_neufs)


def welcome_moyen(request: RequeteConnectee, moyen: Device) -> None:
    """Let a new means prove this session, end the others, tell its owner."""
    utilisateur = request.user
    django_otp.login(request, moyen)
    end_sessions(utilisateur, sauf=request.session.session_key)
    record("compte.second_facteur", auteur=utilisateur, objet=utilisateur)
    courriels.tell_second_facteur(utilisateur)


@never_cache
@require_POST
@exige_preuve(retour="comptes:second_facteur")
def codes(request: RequeteConnectee) -> HttpResponse:
    if not facteur.has_second_facteur(request.user):
        return redirect("comptes:second_facteur")
    record("compte.codes_de_secours", auteur=request.user, objet=request.user)
    neufs = facteur.renew_codes(request.user)
    _prove_again(request)
    return show_codes(request, neufs)


def show_codes(request: HttpRequest, codes_neufs: list[str]) -> HttpResponse:
    contexte = {
        "codes": codes_neufs,
        "suite": choose_suivant(request, read_suivant(request)),
        "rubrique": "second_facteur",
        "fil": make_fil("Codes de secours"),
    }
    return render(request, "comptes/second_facteur_codes.html", contexte)


@never_cache
@exige_preuve()
def retirer_second_facteur(request: RequeteConnectee) -> HttpResponse:
    """Forget the authenticator; who owes a second factor keeps one at least."""
    utilisateur = request.user
    if not facteur.find_application(utilisateur) or is_held(request):
        return redirect("comptes:second_facteur")
    form = FormSecondFacteur(request.POST or None)
    if form.is_valid():
        if facteur.match_code(utilisateur, form.cleaned_data["code"]):
            facteur.remove_application(utilisateur)
            tell_retrait(request, "L’application est retirée.")
            return redirect("comptes:second_facteur")
        form.add_error("code", "Ce code n’est pas le bon, ou il a déjà servi.")
    contexte = {"form": form, "rubrique": "second_facteur", "fil": make_fil("Retirer")}
    return render(request, "comptes/second_facteur_retirer.html", contexte)


def is_held(request: RequeteConnectee) -> bool:
    """Say, and tell her, that the one means she has left may not be removed."""
    held = facteur.is_last(request.user) and facteur.second_facteur_requis(request.user)
    if held:
        messages.error(request, REQUIS)
    return held


def tell_retrait(request: RequeteConnectee, fait: str) -> None:
    """Write down that a means was removed; tell its owner, who may not have done it."""
    _prove_again(request)
    record("compte.second_facteur_retire", auteur=request.user, objet=request.user)
    courriels.tell_second_facteur_retire(request.user)
    messages.success(request, fait)


def _prove_again(request: RequeteConnectee) -> None:
    """Let a means that stays prove the session, when the one that did is no more."""
    prouve = request.user.otp_device
    if prouve is not None and Device.from_persistent_id(prouve.persistent_id) is None:
        django_otp.login(request, facteur.find_moyen(request.user))


def _proves(essai: TOTPDevice, code: str) -> bool:
    """Check a code against a secret not kept yet."""
    saisi = "".join(code.split())
    if not (saisi.isdecimal() and len(saisi) == facteur.CHIFFRES):
        return False
    return facteur.check_totp(essai, int(saisi))


def _draw_qr(adresse: str) -> str:
    """Draw the address; black on white in dark mode too, or phones cannot read it."""
    dessin = segno.make(adresse, micro=False).svg_inline(
        scale=5, dark="#000", light="#fff", border=4, title="QR code à lire avec votre application"
    )
    return mark_safe(dessin)  # noqa: S308 - drawn by segno, holds no text of a user


def _write_secret(cle: str) -> str:
    texte = b32encode(unhexlify(cle)).decode()
    return " ".join(texte[i : i + GROUPE] for i in range(0, len(texte), GROUPE))
