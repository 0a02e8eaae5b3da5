"""People, organisations and signed-in browsers for tests; everyone here is fictitious."""

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, login
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from spaser.elements import add_mois
from spaser.regles.droits import Role
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.preuves import make_preuve_demonstration
from spaser.site.comptes.sessions import SessionStore
from spaser.site.organisations.espaces import make_espace
from spaser.site.organisations.models import (
    Accompagnement,
    Appartenance,
    DemandeAdhesion,
    Organisation,
    RoleProgramme,
)
from tests.outils.pages import flatten
from tests.outils.sessions import CLE_CONFIRMEE

# Right control keys; 0010… belongs to nobody.
SIREN_VAL = "001010016"
SIREN_HAUT = "001010024"
SIREN_AUTRE = "001010032"
MOTIF = "Nous ne vous connaissons pas."
DORSAL = "django.contrib.auth.backends.ModelBackend"


def make_personne(courriel, *, confirmee=True, **champs):
    utilisateur = Utilisateur.objects.create_user(courriel)
    utilisateur.prenom, utilisateur.nom = courriel.partition("@")[0].capitalize(), "Essai"
    utilisateur.courriel_verifie_le = timezone.now() if confirmee else None
    for champ, valeur in champs.items():
        setattr(utilisateur, champ, valeur)
    utilisateur.save()
    return utilisateur


def make_organisation(siren=SIREN_VAL, nom="Métropole de Val-Fictif", **champs):
    """Record an organisation, with its space."""
    champs.setdefault("identite", "verifiee")
    organisation = Organisation.objects.create(siren=siren, nom=nom, **champs)
    make_espace(organisation)
    return organisation


def make_membre(organisation, role, courriel=None, **champs):
    """Record somebody of an organisation; return the membership."""
    utilisateur = champs.pop("utilisateur", None) or make_personne(
        courriel or f"{role}@{organisation.siren}.exemple.fr"
    )
    champs.setdefault("verification", "administrateur")
    return Appartenance.objects.create(
        utilisateur=utilisateur, organisation=organisation, role=Role(role).value, **champs
    )


def make_conseil(organisation, courriel="conseil@reseau.exemple.fr", **champs):
    """Record somebody who advises an organisation; return her."""
    utilisateur = champs.pop("utilisateur", None) or make_personne(courriel)
    dits = {"accorde_le": timezone.now(), "accepte_le": timezone.now()}
    Accompagnement.objects.create(
        organisation=organisation, utilisateur=utilisateur, courriel=utilisateur.courriel,
        organisme="Réseau Fictif",
        **dits | {"fin_le": add_mois(timezone.localdate(), 12)} | champs,
    )  # fmt: skip
    return utilisateur


def make_equipe(role="moderation", courriel=None):
    """Record somebody of the programme's team."""
    utilisateur = make_personne(courriel or f"{role}@programme.exemple.fr")
    RoleProgramme.objects.create(utilisateur=utilisateur, role=role)
    return utilisateur


def make_demande(organisation, courriel="demande@exemple.fr", **champs):
    champs.setdefault("role_souhaite", "redaction")
    champs.setdefault("destinataire", "administration")
    utilisateur = champs.pop("utilisateur", None) or make_personne(courriel)
    return DemandeAdhesion.objects.create(
        utilisateur=utilisateur, organisation=organisation, **champs
    )


def sign_in(utilisateur, *, second_facteur=False):
    """Return a browser where this person is signed in: her session is written once, as it ends."""
    client, request = Client(), HttpRequest()
    request.session = session = SessionStore()
    session[SESSION_KEY] = str(utilisateur.pk)  # else one is written to begin with
    session[HASH_SESSION_KEY] = utilisateur.get_session_auth_hash()
    login(request, utilisateur, DORSAL)
    session[CLE_CONFIRMEE] = timezone.now().isoformat()
    if second_facteur:
        session[DEVICE_ID_SESSION_KEY] = make_preuve_demonstration(utilisateur).persistent_id
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def texte(reponse):
    return flatten(reponse.content.decode()).replace("\u00a0", " ")
