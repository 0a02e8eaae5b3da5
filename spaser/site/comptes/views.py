"""Pages of an account: confirmed, described, protected, closed."""

from base64 import b32encode
from binascii import unhexlify
from datetime import timedelta
from typing import Any, Final

import django_otp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from spaser.site.comptes import donnees_personnelles, forms, preuves, services
from spaser.site.comptes.models import ChangementAdresse, CleAcces
from spaser.site.comptes.proconnect import is_configured
from spaser.site.comptes.sessions import (
    RequeteConnectee,
    auteur_of,
    choose_suivant,
    exige_preuve,
    find_session,
    list_sessions,
    read_adresse,
    read_instant,
    read_suivant,
)
from spaser.site.socle.courriels.abonnements import choose_cadences, list_courriels_groupes
from spaser.site.socle.courriels.natures import read_cadences
from spaser.site.socle.jetons import JetonRefuse
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.requetes import TropDeDemandes, answer_trop, check_limite
from spaser.site.socle.vues import Rendu, draw_qr, shows

# --- A code by mail before what cannot be taken back, where no second factor guards the session
# ---
# The page that asks for it holds what was being sent, and sends it again with the code: nothing
# typed is lost, and the gesture goes on at its own address.


ESSAIS: Final = 5
DUREE_ACCORD: Final = timedelta(minutes=15)
_ENVOIS: Final = 5  # codes mailed to one account in a quarter of an hour
_CLE_CODE: Final = "geste_code"
_CLE_ACCORD: Final = "geste_confirme_le"
_CHAMP: Final = "code_recu"
_RENVOI: Final = "code_renvoye"
_A_PART: Final = frozenset({"csrfmiddlewaretoken", _CHAMP, _RENVOI})

MAUVAIS: Final = "Ce code n’est pas celui que nous vous avons envoyé. Vérifiez-le."
PERIME: Final = "Ce code ne vaut plus. Demandez-en un nouveau."


class GesteAConfirmer(Exception):
    """A gesture that waits for its code; `faute` says what is wrong with the one just typed."""

    def __init__(self, acte: str, faute: str = "") -> None:
        super().__init__(acte)
        self.acte = acte
        self.faute = faute


def confirm_geste(request: HttpRequest, acte: str) -> None:
    """Let a checked gesture go on, or have its code asked for; `acte` says what it does, in French.

    A session that a second factor or ProConnect has proved goes on; so does one that gave a code
    within a quarter of an hour, and a demonstration, where nothing can be harmed.
    """
    if not _is_due(request):
        return
    saisi = request.POST.get(_CHAMP)
    if saisi is None or _RENVOI in request.POST:
        raise GesteAConfirmer(acte)
    if faute := _find_faute(request, acte, saisi):
        raise GesteAConfirmer(acte, faute)
    del request.session[_CLE_CODE]
    request.session[_CLE_ACCORD] = timezone.now().isoformat()


class ConfirmationDesGestes(MiddlewareMixin):
    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Send the code once, then show the page; leave other exceptions to others."""
        if not isinstance(exception, GesteAConfirmer):
            return None
        if not exception.faute and (_RENVOI in request.POST or not _waits(request, exception.acte)):
            try:
                _send(request, exception.acte)
            except TropDeDemandes as trop:
                return answer_trop(request, trop)
        return _ask(request, exception)


def _is_due(request: HttpRequest) -> bool:
    if settings.DEMONSTRATION or not request.user.is_authenticated or request.user.is_verified():
        return False
    accord = read_instant(request.session.get(_CLE_ACCORD))
    return accord is None or timezone.now() - accord >= DUREE_ACCORD


def _send(request: HttpRequest, acte: str) -> None:
    """Have a code mailed; the former one opens nothing any more."""
    utilisateur = auteur_of(request)
    check_limite("geste.envoi", str(utilisateur.pk), _ENVOIS, DUREE_ACCORD)
    le = timezone.now().isoformat()
    request.session[_CLE_CODE] = {"acte": acte, "chemin": request.path, "le": le}
    services.tell_geste(utilisateur, utilisateur, acte, request.path, le)


def _waits(request: HttpRequest, acte: str) -> bool:
    """Say whether a code sent for this gesture, at this address, is still good."""
    envoye = request.session.get(_CLE_CODE) or {}
    sien = (envoye.get("acte"), envoye.get("chemin")) == (acte, request.path)
    le = read_instant(envoye["le"]) if sien else None
    return le is not None and timezone.now() - le < services.DUREE_CODE


def _find_faute(request: HttpRequest, acte: str, saisi: str) -> str:
    """Say what is wrong with a code, or nothing; each try counts."""
    if not _waits(request, acte):
        return PERIME
    if not saisi.strip():
        return MAUVAIS
    envoye = request.session[_CLE_CODE]
    try:
        check_limite(
            "geste.code", f"{auteur_of(request).pk}:{envoye['le']}", ESSAIS, services.DUREE_CODE
        )
    except TropDeDemandes:
        return PERIME
    attendu = services.draw_code(auteur_of(request), acte, request.path, envoye["le"])
    return "" if constant_time_compare(attendu, "".join(saisi.split())) else MAUVAIS


def _ask(request: HttpRequest, geste: GesteAConfirmer) -> HttpResponse:
    form = forms.FormCodeRecu(request.POST if geste.faute else None)
    if form.is_valid():
        form.add_error(_CHAMP, geste.faute)
    contexte = {
        "form": form,
        "acte": geste.acte,
        "champs": [(n, v) for n, v in request.POST.lists() if n not in _A_PART],
        "fichiers": bool(request.FILES),
        "courriel": auteur_of(request).courriel,
        "fil": [("Confirmer par un code", None)],
    }
    reponse = render(request, "comptes/geste.html", contexte)
    reponse["Cache-Control"] = "no-store"
    return reponse


# --- What pages of an account share ---


GONE: Final = 410


def make_cadre_compte(rubrique: str, titre: str, *avant: tuple[str, str]) -> dict[str, Any]:
    """Return what every page of an account reads: where it stands in its menu, and its trail."""
    fil = [("Mon compte", reverse("comptes:profil")), *avant, (titre, None)]
    return {"rubrique": rubrique, "fil": fil}


def answer_lien_refuse(request: HttpRequest, titre: str, refus: JetonRefuse) -> HttpResponse:
    """Say why a link opens nothing."""
    contexte = {"titre": titre, "raison": refus.raison}
    return render(request, "comptes/lien_refuse.html", contexte, status=GONE)


def limit_demandes(request: HttpRequest, quoi: str, courriel: str) -> None:
    """Bound what one asks to have mailed: twenty an hour from here, five to an address."""
    heure = timedelta(hours=1)
    check_limite(quoi, read_adresse(request), 20, heure)
    check_limite(f"{quoi}.adresse", courriel, 5, heure)


# --- What protects an account: its password, its second factor ---


# A password forgotten, or changed.


@never_cache
def oublie(request: HttpRequest) -> HttpResponse:
    """Ask for an address; answer the same whether or not it has an account."""
    form = forms.FormCourriel(request.POST or None)
    if form.is_valid():
        courriel = form.cleaned_data["courriel"]
        limit_demandes(request, "mot_de_passe", courriel)
        services.request_mot_de_passe(courriel)
        return redirect("comptes:mot_de_passe_envoye")
    fil = [("Se connecter", reverse("comptes:connexion")), ("Mot de passe oublié", None)]
    return render(request, "comptes/mot_de_passe_oublie.html", {"form": form, "fil": fil})


@never_cache
@shows("comptes/mot_de_passe_envoye.html")
def lien_envoye(request: HttpRequest) -> Rendu:
    """Say that a mail is on its way, if it may be."""
    fil = [("Se connecter", reverse("comptes:connexion")), ("Message envoyé", None)]
    return {"fil": fil}


@never_cache
@sensitive_post_parameters("nouveau_mot_de_passe", "mot_de_passe_confirme")
def choisir_mot_de_passe(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        form = forms.FormNouveauMotDePasse(
            request.POST or None, utilisateur=services.read_mot_de_passe(jeton)
        )
        if form.is_valid():
            services.reset_mot_de_passe(jeton, form.cleaned_data["nouveau_mot_de_passe"])
            messages.success(request, "Votre mot de passe est changé. Connectez-vous.")
            return redirect("comptes:connexion")
    except JetonRefuse as refus:
        return answer_lien_refuse(request, "Nouveau mot de passe", refus)
    fil = [("Se connecter", reverse("comptes:connexion")), ("Nouveau mot de passe", None)]
    return render(request, "comptes/mot_de_passe_nouveau.html", {"form": form, "fil": fil})


@never_cache
@sensitive_post_parameters("mot_de_passe", "nouveau_mot_de_passe", "mot_de_passe_confirme")
def changement_mot_de_passe(request: RequeteConnectee) -> HttpResponse:
    utilisateur = request.user
    form = forms.FormChangementMotDePasse(request.POST or None, utilisateur=utilisateur)
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
    contexte = make_cadre_compte("mot_de_passe", "Mot de passe") | {
        "form": form,
        "avec_mot_de_passe": utilisateur.has_usable_password(),
    }
    return render(request, "comptes/mot_de_passe.html", contexte)


# Setting the second factor up, renewing its recovery codes, removing it.

CLE_NEUVE: Final = "second_facteur_cle"
GROUPE: Final = 4
REQUIS: Final = (
    "Un second facteur est exigé de vous : ajoutez d’abord un autre moyen, puis retirez celui-ci."
)
MAUVAIS_SECURITE: Final = (
    "Ce code n’est pas le bon. Saisissez les 6 chiffres que l’application affiche maintenant."
)


def read_cadre_facteur(titre: str) -> dict[str, Any]:
    return make_cadre_compte(
        "second_facteur", titre, ("Second facteur", reverse("comptes:second_facteur"))
    )


@never_cache
@shows("comptes/second_facteur.html")
def second_facteur(request: RequeteConnectee) -> Rendu:
    cles = preuves.list_cles(request.user)
    return make_cadre_compte("second_facteur", "Second facteur") | {
        "application": preuves.find_application(request.user),
        "cles": cles,
        "complet": len(cles) >= preuves.CLES_MAXIMUM,
        "codes": preuves.count_codes(request.user),
        "requis": preuves.second_facteur_requis(request.user),
        "suivant": read_suivant(request),
    }


@never_cache
@exige_preuve()
def activer(request: RequeteConnectee) -> HttpResponse:
    """Show the secret, and keep it once a code proves that it was read."""
    utilisateur = request.user
    if preuves.find_application(utilisateur):
        return redirect("comptes:second_facteur")
    secret = request.session.setdefault(CLE_NEUVE, default_key())
    essai = TOTPDevice(user=utilisateur, name=preuves.NOM_APPLICATION, key=secret)
    form = forms.FormCodeApplication(request.POST or None)
    if form.is_valid():
        if _proves(essai, form.cleaned_data["code"]):
            del request.session[CLE_NEUVE]
            application, codes_neufs = preuves.save_application(request.user, secret)
            welcome_moyen(request, application)
            return show_codes(request, codes_neufs)
        form.add_error("code", MAUVAIS_SECURITE)
    contexte = read_cadre_facteur("Activer") | {
        "form": form,
        "qr": draw_qr(essai.config_url, "QR code à lire avec votre application"),
        "secret": _write_secret(secret),
        "suivant": read_suivant(request),
    }
    return render(request, "comptes/second_facteur_activer.html", contexte)


def welcome_moyen(request: RequeteConnectee, moyen: Device) -> None:
    """Let a new means prove this session, end the others, tell its owner."""
    utilisateur = request.user
    django_otp.login(request, moyen)
    services.end_sessions(utilisateur, sauf=request.session.session_key)
    record("compte.second_facteur", auteur=utilisateur, objet=utilisateur)
    services.tell_second_facteur(utilisateur)


@never_cache
@require_POST
@exige_preuve(retour="comptes:second_facteur")
def codes(request: RequeteConnectee) -> HttpResponse:
    if not preuves.has_second_facteur(request.user):
        return redirect("comptes:second_facteur")
    record("compte.codes_de_secours", auteur=request.user, objet=request.user)
    neufs = preuves.renew_codes(request.user)
    _prove_again(request)
    return show_codes(request, neufs)


def show_codes(request: HttpRequest, codes_neufs: list[str]) -> HttpResponse:
    contexte = read_cadre_facteur("Codes de secours") | {
        "codes": codes_neufs,
        "suite": choose_suivant(request, read_suivant(request)),
    }
    return render(request, "comptes/second_facteur_codes.html", contexte)


@never_cache
@exige_preuve()
def retirer_second_facteur(request: RequeteConnectee) -> HttpResponse:
    """Forget the authenticator; who owes a second factor keeps one at least."""
    utilisateur = request.user
    if not preuves.find_application(utilisateur) or is_held(request):
        return redirect("comptes:second_facteur")
    form = forms.FormSecondFacteur(request.POST or None)
    if form.is_valid():
        if preuves.match_code(utilisateur, form.cleaned_data["code"]):
            preuves.remove_application(utilisateur)
            tell_moyen_retire(request, "L’application est retirée.")
            return redirect("comptes:second_facteur")
        form.add_error("code", "Ce code n’est pas le bon, ou il a déjà servi.")
    contexte = read_cadre_facteur("Retirer") | {"form": form}
    return render(request, "comptes/second_facteur_retirer.html", contexte)


def is_held(request: RequeteConnectee) -> bool:
    """Say, and tell her, that the one means she has left may not be removed."""
    held = preuves.is_last(request.user) and preuves.second_facteur_requis(request.user)
    if held:
        messages.error(request, REQUIS)
    return held


def tell_moyen_retire(request: RequeteConnectee, fait: str) -> None:
    """Write down that a means was removed; tell its owner, who may not have done it."""
    _prove_again(request)
    record("compte.second_facteur_retire", auteur=request.user, objet=request.user)
    services.tell_second_facteur_retire(request.user)
    messages.success(request, fait)


def _prove_again(request: RequeteConnectee) -> None:
    """Let a means that stays prove the session, when the one that did is no more."""
    prouve = request.user.otp_device
    if prouve is not None and Device.from_persistent_id(prouve.persistent_id) is None:
        django_otp.login(request, preuves.find_moyen(request.user))


def _proves(essai: TOTPDevice, code: str) -> bool:
    """Check a code against a secret not kept yet."""
    saisi = "".join(code.split())
    if not (saisi.isdecimal() and len(saisi) == preuves.CHIFFRES):
        return False
    return preuves.check_totp(essai, int(saisi))


def _write_secret(cle: str) -> str:
    texte = b32encode(unhexlify(cle)).decode()
    return " ".join(texte[i : i + GROUPE] for i in range(0, len(texte), GROUPE))


# --- Passkeys of an account: added, removed ---


_RETOUR: Final = "comptes:second_facteur"
_TROP: Final = f"Vous avez déjà {preuves.CLES_MAXIMUM} clés d’accès : retirez-en une d’abord."


@never_cache
@exige_preuve()
def ajouter_cle(request: RequeteConnectee) -> HttpResponse:
    if len(preuves.list_cles(request.user)) >= preuves.CLES_MAXIMUM:
        messages.error(request, _TROP)
        return redirect(_RETOUR)
    form = forms.FormCle(request.POST or None)
    if form.is_valid():
        try:
            return _keep_cles(request, form.cleaned_data["cle"], form.cleaned_data["nom"])
        except preuves.CleRefusee as refus:
            form.add_error(None, str(refus))
    contexte = read_cadre_facteur("Ajouter une clé d’accès") | {
        "form": form,
        "creation": preuves.make_creation(request, request.user),
        "suivant": read_suivant(request),
    }
    return render(request, "comptes/cle_ajouter.html", contexte)


def _keep_cles(request: RequeteConnectee, reponse: str, nom: str) -> HttpResponse:
    """Keep a passkey; the first means of an account comes with recovery codes."""
    premiere = not preuves.has_second_facteur(request.user)
    cle = preuves.keep_cle(request, request.user, reponse, nom)
    welcome_moyen(request, cle)
    if premiere:
        return show_codes(request, preuves.renew_codes(request.user))
    messages.success(request, f"La clé « {nom} » est ajoutée.")
    return redirect(choose_suivant(request, read_suivant(request)))


@never_cache
@require_POST
@exige_preuve(retour=_RETOUR)
def retirer_cle(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Forget a passkey; who owes a second factor keeps one at least."""
    cle = get_object_or_404(CleAcces, pk=pk, user=request.user)
    if is_held(request):
        return redirect(_RETOUR)
    confirm_geste(request, "retirer une clé d’accès")
    preuves.remove_cle(cle)
    tell_moyen_retire(request, f"La clé « {cle.name} » est retirée.")
    return redirect(_RETOUR)


# --- How often one wants each subject of the site's mails ---


@never_cache
@shows("comptes/courriels.html", envoi=True)
def courriels(request: RequeteConnectee) -> Rendu:
    cadences = read_cadences(request.user)
    equipe = request.user.roles_programme.exists()
    sujets = [sujet for sujet in Sujet if equipe or sujet != Sujet.EQUIPE]
    form = forms.FormCourriels(request.POST or None, cadences={s: cadences[s] for s in sujets})
    if form.is_valid():
        choose_cadences(request.user, form.read())
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect("comptes:courriels")
    attendent = list_courriels_groupes(request.user)
    return make_cadre_compte("courriels", "Courriels") | {
        "form": form,
        "nombre": attendent.count(),
        "prochain": attendent.order_by("du_le").first(),
    }


# --- A person's account: who she is, her address, her data ---


# The account page: name, address, and the open sessions.


@never_cache
def profil(request: RequeteConnectee) -> HttpResponse:
    utilisateur = request.user
    depart = {"prenom": utilisateur.prenom, "nom": utilisateur.nom}
    form = forms.FormPrenomNom(request.POST or None, initial=depart)
    if form.is_valid():
        utilisateur.prenom, utilisateur.nom = form.cleaned_data["prenom"], form.cleaned_data["nom"]
        utilisateur.save(update_fields=["prenom", "nom"])
        messages.success(request, "Votre nom est enregistré.")
        return redirect("comptes:profil")
    contexte = {
        "form": form,
        "second_facteur": preuves.has_second_facteur(utilisateur),
        "proconnect": is_configured(),
        "rubrique": "profil",
        "fil": [("Mon compte", None)],
    }
    return render(request, "comptes/profil.html", contexte)


@never_cache
@shows("comptes/sessions.html")
def sessions(request: RequeteConnectee) -> Rendu:
    return make_cadre_compte("sessions", "Sessions ouvertes") | {
        "sessions": list_sessions(request.user, request.session.session_key),
    }


@require_POST
def fermer(request: RequeteConnectee, signe: str) -> HttpResponse:
    """End one session; ending the one in use signs out."""
    session = find_session(request.user, signe)
    if session is None:
        raise Http404
    courante = session.session_key == request.session.session_key
    if courante:
        request.session.flush()
        return redirect("comptes:connexion")
    session.delete()
    messages.success(request, "La session est fermée.")
    return redirect("comptes:sessions")


@require_POST
def fermer_autres(request: RequeteConnectee) -> HttpResponse:
    nombre = services.end_sessions(request.user, sauf=request.session.session_key)
    fermees = f"{nombre} sessions fermées." if nombre > 1 else "Votre autre session est fermée."
    messages.success(request, fermees if nombre else "Aucune autre session n’était ouverte.")
    return redirect("comptes:sessions")


# Changing one's address.


@never_cache
@exige_preuve()
def changement_adresse(request: RequeteConnectee) -> HttpResponse:
    utilisateur = request.user
    avec_mot_de_passe = utilisateur.has_usable_password()
    form = forms.FormNouvelleAdresse(request.POST or None)
    if avec_mot_de_passe and form.is_valid():
        if form.cleaned_data["courriel"] == utilisateur.courriel:
            form.add_error("courriel", "C’est déjà votre adresse. Saisissez-en une autre.")
        else:
            check_limite("adresse", str(utilisateur.pk), 5, timedelta(hours=1))
            services.request_changement(utilisateur, form.cleaned_data["courriel"])
            messages.success(request, "Ouvrez le lien du message de chaque adresse.")
            return redirect("comptes:adresse")
    contexte = make_cadre_compte("adresse", "Adresse électronique") | {
        "form": form,
        "avec_mot_de_passe": avec_mot_de_passe,
        "en_cours": ChangementAdresse.objects.filter(utilisateur=utilisateur).first(),
    }
    return render(request, "comptes/adresse.html", contexte)


@never_cache
@require_POST
def abandon_changement(request: RequeteConnectee) -> HttpResponse:
    services.cancel_changement(request.user)
    messages.success(request, "Le changement d’adresse est abandonné.")
    return redirect("comptes:profil")


@never_cache
def accord(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        changement_lu, cote = services.read_accord(jeton)
        fait = services.give_accord(jeton) if request.method == "POST" else None
    except JetonRefuse as refus:
        return answer_lien_refuse(request, "Changement d’adresse", refus)
    contexte = {
        "changement": changement_lu,
        "cote": cote,
        "fait": fait,
        "fil": [("Changement d’adresse", None)],
    }
    return render(request, "comptes/adresse_accord.html", contexte)


# One's data: read, taken away, erased.


@never_cache
@shows("comptes/donnees.html")
def mes_donnees(request: HttpRequest) -> Rendu:
    return make_cadre_compte("donnees", "Mes données")


@never_cache
@require_safe
@exige_preuve()
def export_mes_donnees(request: RequeteConnectee) -> HttpResponse:
    reponse = JsonResponse(
        donnees_personnelles.export_donnees(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    reponse["Content-Disposition"] = 'attachment; filename="mes-donnees-spaser.json"'
    return reponse


@never_cache
@exige_preuve()
def effacement(request: RequeteConnectee) -> HttpResponse:
    empechements = donnees_personnelles.list_obstacles(request.user)
    form = forms.FormEffacement(request.POST or None)
    if not empechements and form.is_valid():
        confirm_geste(request, "effacer votre compte")
        try:
            donnees_personnelles.erase_compte(request.user)
        except donnees_personnelles.EffacementEmpeche as refus:
            empechements = refus.raisons
        else:
            logout(request)
            messages.success(request, "Votre compte est effacé.")
            return redirect("comptes:connexion")
    contexte = make_cadre_compte("donnees", "Effacer mon compte") | {
        "form": form,
        "empechements": empechements,
        "restes": donnees_personnelles.list_restes(),
    }
    return render(request, "comptes/effacement.html", contexte)
