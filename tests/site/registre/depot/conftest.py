"""People and drafts for the tests of the deposit."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.espaces import open_organisation
from spaser.site.organisations.models import Appartenance, RoleProgramme
from tests.outils.pages import flatten
from tests.outils.sessions import confirm

RENNES = "213502388"
LYON = "216901231"
MOTEUR = "django.contrib.auth.backends.ModelBackend"


def make_personne(courriel, prenom="Ada", nom="Lierre"):
    personne = Utilisateur.objects.create_user(courriel, "une phrase assez longue pour tenir")
    personne.prenom, personne.nom = prenom, nom
    personne.courriel_verifie_le = timezone.now()
    personne.save()
    return personne


def connect(personne):
    client = Client()
    client.force_login(personne, backend=MOTEUR)
    return confirm(client)


def make_membre(siren=RENNES, courriel="ada@exemple.fr", role="redaction"):
    """Make somebody who may deposit for an organisation."""
    personne = make_personne(courriel)
    Appartenance.objects.create(
        utilisateur=personne,
        organisation=open_organisation(siren),
        role=role,
        verification="programme",
    )
    return personne


def make_equipe(courriel="mona@exemple.fr"):
    """Make somebody of the programme's team."""
    personne = make_personne(courriel, "Mona", "Modeste")
    RoleProgramme.objects.create(utilisateur=personne, role="moderation")
    return personne


@pytest.fixture
def rennes(db):
    return open_organisation(RENNES)


@pytest.fixture
def ada(rennes):
    return make_membre()


@pytest.fixture
def membre(ada):
    return connect(ada)


@pytest.fixture
def equipe(db):
    return make_equipe()


@pytest.fixture
def invite(db, courriels):
    """A guest whose address is proved."""
    return open_invite(Client(), "invite@exemple.fr", courriels)


def open_invite(client, adresse, courriels):
    client.post("/registre/deposer/courriel/", {"courriel": adresse})
    client.post(lien_dans(courriels.pop()))
    return client


def lien_dans(message):
    """Give the path of the first link of a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


def texte(reponse):
    return flatten(reponse.content.decode()).replace("\u00a0", " ")


def open_draft(client, siren=RENNES, **structure):
    """Open a draft and fill its first step; give its address."""
    reponse = client.post("/registre/deposer/", {"cle": ""})
    adresse = reponse["Location"].removesuffix("structure/")
    valeurs = {"nom": "Commune de Rennes", "siren": siren, "type": "commune"} | structure
    client.post(f"{adresse}structure/", valeurs | lignes("achats_annuels") | {"version": "1"})
    return adresse


def lignes(nom, *valeurs):
    """Write the lines of a list as a page sends them."""
    champs = {f"{nom}-TOTAL_FORMS": str(len(valeurs)), f"{nom}-INITIAL_FORMS": "0"}
    for rang, ligne in enumerate(valeurs):
        champs |= {f"{nom}-{rang}-{champ}": valeur for champ, valeur in ligne.items()}
    return champs


def vides(*noms):
    return {cle: valeur for nom in noms for cle, valeur in lignes(nom).items()}


SCHEMA_VIDE = vides("partenaires", "axes", "objectifs")
DOCUMENTS_VIDES = vides("documents", "liens", "sources")


def read_saisie(reponse):
    """Return what a browser would send of the form of a step, as it is shown."""
    [form] = [f for f in html.fromstring(reponse.text).forms if "version" in f.fields]
    return dict(form.form_values())
