"""Ways in: a password, ProConnect, a new account."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice

from spaser.site.comptes import forms, preuves, proconnect, services, sessions
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.views import answer_lien_refuse, limit_demandes
from spaser.site.socle.jetons import JetonRefuse
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.vues import Rendu, shows

# Signing in, giving the second factor, signing out.

QUART_D_HEURE: Final = timedelta(minutes=15)
CHAMP_CLE: Final = "cle"
MAUVAIS: Final = (
    "Adresse ou mot de passe incorrect. Vérifiez les deux, ou demandez un nouveau mot de passe."
)
MAUVAIS_CODE: Final = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, ou vérifiez l’heure de "
    "votre téléphone."
)
RALENTI: Final = "Un code faux vient d’être saisi : attendez quelques secondes et réessayez."


@never_cache
@sensitive_post_parameters("mot_de_passe")
def connexion(request: HttpRequest) -> HttpResponse:
    suivant = sessions.read_suivant(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(sessions.choose_suivant(request, suivant))
    form = forms.FormConnexion(request.POST or None)
    if form.is_valid():
        donnees = form.cleaned_data
        if not sessions.is_appareil_connu(request, donnees["courriel"]):
            check_limite("connexion", sessions.read_adresse(request), 60, QUART_D_HEURE)
        utilisateur = authenticate(
            request, courriel=donnees["courriel"], password=donnees["mot_de_passe"]
        )
        if utilisateur:
            return sessions.begin_session(request, utilisateur, suivant)
        form.add_error("mot_de_passe", MAUVAIS)
    contexte = {
        "form": form,
        "suivant": suivant,
        "proconnect": proconnect.is_configured(),
        "etat": settings.MARQUE == "etat",
        "fil": [("Se connecter", None)],
    }
    return render(request, "comptes/connexion.html", contexte)


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    utilisateur = sessions.find_attendu(request)
    if utilisateur is None:
        messages.error(request, "Le délai pour saisir le code est passé. Recommencez.")
        return redirect("comptes:connexion")
    par_cle = CHAMP_CLE in request.POST
    form = forms.FormSecondFacteur(None if par_cle else request.POST or None)
    moyen = _try_cle(request, utilisateur) if par_cle else _try_code(request, utilisateur, form)
    if moyen is not None:
        if isinstance(moyen, StaticDevice):
            reste = preuves.count_codes(utilisateur)
            services.tell_code_de_secours(utilisateur, reste)
            messages.warning(request, f"Code de secours utilisé. Codes restants : {reste}.")
        return sessions.end_attente(request, utilisateur, moyen)
    contexte = {
        "form": form,
        "demande": preuves.make_defi(request, utilisateur),
        "application": preuves.find_application(utilisateur) is not None,
        "fil": [("Se connecter", reverse("comptes:connexion")), ("Second facteur", None)],
    }
    return render(request, "comptes/code.html", contexte)


def _try_cle(request: HttpRequest, utilisateur: Utilisateur) -> Device | None:
    try:
        return preuves.match_cle(request, utilisateur, request.POST[CHAMP_CLE])
    except preuves.CleRefusee as refus:
        messages.error(request, str(refus))
    return None


def _try_code(
    request: HttpRequest, utilisateur: Utilisateur, form: forms.FormSecondFacteur
) -> Device | None:
    """Return the means that the code proves; who knows her device is not slowed by others."""
    if not form.is_valid():
        return None
    if sessions.is_appareil_connu(request, utilisateur.courriel):
        preuves.lift_attente(utilisateur)
    else:
        check_limite(
            "code", f"{utilisateur.pk}:{sessions.read_adresse(request)}", 10, QUART_D_HEURE
        )
    ralenti = preuves.is_slowed(utilisateur)
    moyen = preuves.match_code(utilisateur, form.cleaned_data["code"])
    if moyen is None:
        form.add_error("code", RALENTI if ralenti else MAUVAIS_CODE)
    return moyen


@never_cache
def demander_lien(request: HttpRequest) -> HttpResponse:
    """Send a link that signs in; answer the same whether or not the address has an account."""
    suivant = sessions.read_suivant(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(sessions.choose_suivant(request, suivant))
    form = forms.FormCourriel(request.POST or None)
    envoye = form.is_valid()
    if envoye:
        courriel = form.cleaned_data["courriel"]
        limit_demandes(request, "lien", courriel)
        services.request_lien(courriel, suivant)
    contexte = {
        "form": form,
        "suivant": suivant,
        "envoye": envoye,
        "fil": [("Se connecter", reverse("comptes:connexion")), ("Recevoir un lien", None)],
    }
    return render(request, "comptes/lien_demander.html", contexte)


@never_cache
def lien_connexion(request: HttpRequest, jeton: str) -> HttpResponse:
    """Sign in by a link of a mail, once its button is pressed: programs that read mails follow it.

    Who has a second factor is asked for it.
    """
    try:
        utilisateur, suivant = services.read_lien(jeton)
        if request.method == "POST":
            utilisateur, suivant = services.use_lien_connexion(jeton)
            return sessions.begin_session(
                request, utilisateur, sessions.keep_safe(request, suivant)
            )
    except JetonRefuse as refus:
        return answer_lien_refuse(request, "Se connecter", refus)
    contexte = {"courriel": utilisateur.courriel, "fil": [("Se connecter", None)]}
    return render(request, "comptes/lien_connexion.html", contexte)


@never_cache
@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    """Sign out here, then of ProConnect when she came by it.

    The way to ProConnect is a page that refreshes itself: a form's redirection would be stopped
    by our own security policy, which keeps forms on this site.
    """
    adresse = proconnect.make_fin(request)
    if not adresse:
        messages.success(request, "Vous êtes déconnecté.")
        return redirect(settings.LOGOUT_REDIRECT_URL)
    contexte = {"adresse": adresse, "fil": [("Déconnexion", None)]}
    page = render(request, "comptes/deconnexion.html", contexte)
    page["Refresh"] = f"0; url={adresse}"
    return page


@never_cache
@require_GET
def retour_deconnexion(request: HttpRequest) -> HttpResponse:
    if proconnect.is_fin_voulue(request):
        messages.success(request, "Vous êtes déconnecté de SPASER et de ProConnect.")
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("mot_de_passe")
def preuve_identite(request: sessions.RequeteConnectee) -> HttpResponse:
    suivant = sessions.read_suivant(request)
    form = forms.FormMotDePasse(request.POST or None)
    if form.is_valid():
        courriel, secret = request.user.courriel, form.cleaned_data["mot_de_passe"]
        if authenticate(request, courriel=courriel, password=secret):
            sessions.mark_preuve(request)
            return HttpResponseRedirect(sessions.choose_suivant(request, suivant))
        form.add_error("mot_de_passe", "Ce mot de passe n’est pas le bon.")
    contexte = {
        "form": form,
        "suivant": suivant,
        "avec_mot_de_passe": request.user.has_usable_password(),
        "proconnect": proconnect.is_configured() and bool(request.user.sub),
        "fil": [("Mon compte", reverse("comptes:profil")), ("Confirmer votre identité", None)],
    }
    return render(request, "comptes/preuve.html", contexte)


@never_cache
@shows("comptes/reprise.html")
def reprise(request: HttpRequest) -> Rendu:
    """Give back what was being typed when the session ended."""
    saisie = sessions.read_saisie(request)
    if saisie is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return {"saisie": saisie, "fil": [("Reprendre votre saisie", None)]}


@never_cache
@require_GET
def lien_demonstration(request: HttpRequest, jeton: str) -> HttpResponse:
    if not sessions.is_offered(request):
        raise Http404
    try:
        utilisateur = sessions.use_lien(jeton)
    except JetonRefuse as refus:
        return answer_lien_refuse(request, "Lien de démonstration", refus)
    logout(request)
    utilisateur.otp_device = preuves.make_preuve_demonstration(utilisateur)
    sessions.forget_saisie(request)
    return sessions.open_session(request, utilisateur, sessions.read_suivant(request))


# Linking an account to ProConnect.


@never_cache
@sensitive_post_parameters("mot_de_passe")
def liaison(request: HttpRequest) -> HttpResponse:
    """Prove, by its password, that the account at this address is one's own."""
    proposee = proconnect.read_proposee(request)
    if proposee is None:
        return redirect("comptes:connexion")
    form = forms.FormMotDePasse(request.POST or None)
    if form.is_valid():
        utilisateur = authenticate(
            request, courriel=proposee["courriel"], password=form.cleaned_data["mot_de_passe"]
        )
        if utilisateur is not None and not utilisateur.sub:
            proconnect.end_liaison(request, utilisateur)
            utilisateur.otp_device = preuves.make_preuve_proconnect(utilisateur)
            messages.success(request, "Votre compte est relié à ProConnect.")
            return sessions.begin_session(
                request, utilisateur, request.session.get(proconnect.CLE_SUIVANT) or ""
            )
        form.add_error("mot_de_passe", "Ce mot de passe n’est pas celui de ce compte.")
    contexte = {
        "form": form,
        "courriel": proposee["courriel"],
        "fil": [("Se connecter", reverse("comptes:connexion")), ("Relier à ProConnect", None)],
    }
    return render(request, "comptes/proconnect_liaison.html", contexte)


@never_cache
@require_POST
@sessions.exige_preuve(retour="comptes:profil")
def relier(request: sessions.RequeteConnectee) -> HttpResponse:
    """Ask that the next ProConnect identity be linked to the account signed in."""
    if not proconnect.is_configured() or request.user.sub:
        raise Http404
    proconnect.want_liaison(request)
    return render(request, "comptes/proconnect_relier.html", {"fil": [("ProConnect", None)]})


# Signing up: the address first, the rest once it is proved.


@never_cache
def inscription(request: HttpRequest) -> HttpResponse:
    """Ask for an address; answer the same whether or not it has an account."""
    suivant = sessions.read_suivant(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(sessions.choose_suivant(request, suivant))
    form = forms.FormCourriel(request.POST or None)
    if form.is_valid():
        courriel = form.cleaned_data["courriel"]
        limit_demandes(request, "inscription", courriel)
        services.request_inscription(courriel, suivant)
        return redirect("comptes:inscription_envoyee")
    contexte = {
        "form": form,
        "suivant": suivant,
        "proconnect": proconnect.is_configured(),
        "fil": [("Créer un compte", None)],
    }
    return render(request, "comptes/inscription.html", contexte)


@never_cache
@shows("comptes/inscription_envoyee.html")
def inscription_envoyee(request: HttpRequest) -> Rendu:
    """Say that a mail is on its way, if it may be."""
    fil = [("Créer un compte", reverse("comptes:inscription")), ("Message envoyé", None)]
    return {"fil": fil}


@never_cache
@sensitive_post_parameters("nouveau_mot_de_passe", "mot_de_passe_confirme")
def suite(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        demande = services.read_inscription(jeton)
        form = forms.FormNouveauCompte(
            request.POST or None, utilisateur=Utilisateur(courriel=demande["courriel"])
        )
        if form.is_valid():
            donnees = form.cleaned_data
            utilisateur = services.create_compte(
                jeton, donnees["prenom"], donnees["nom"], donnees["nouveau_mot_de_passe"]
            )
            messages.success(request, "Votre compte est créé et votre adresse vérifiée.")
            return sessions.begin_session(
                request, utilisateur, sessions.keep_safe(request, demande["suivant"])
            )
    except JetonRefuse as refus:
        return answer_lien_refuse(request, "Créer un compte", refus)
    contexte = {
        "form": form,
        "courriel": demande["courriel"],
        "fil": [("Créer un compte", None)],
    }
    return render(request, "comptes/inscription_suite.html", contexte)
