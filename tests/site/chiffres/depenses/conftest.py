"""What the tests of spend share: a space, its people, and the worker done at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.site.chiffres.depenses.fabrique import LIGNES, TITRES, write_csv
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

RACINE = f"/espace/{SIREN_VAL}/depenses/"


def make_csv(nom="mandats.csv", lignes=LIGNES, titres=TITRES, encodage="cp1252"):
    return SimpleUploadedFile(nom, write_csv(lignes, titres, encodage), "text/csv")


@pytest.fixture
def organisation(db):
    return make_organisation()


@pytest.fixture
def redaction(organisation):
    return sign_in(make_membre(organisation, "redaction").utilisateur)


@pytest.fixture
def post(redaction, django_capture_on_commit_callbacks):
    """Send a form, let the worker do what was asked of it, and return the page that follows."""

    def send(adresse, donnees=None, client=redaction, racine=RACINE):
        with django_capture_on_commit_callbacks(execute=True):
            reponse = client.post(f"{racine}{adresse}", donnees or {})
        if reponse.status_code == 302:
            return client.get(reponse["Location"])
        return reponse

    return send


@pytest.fixture
def deposit(post):
    """Give files to the space, and have them read."""

    def send(*fichiers, **reponses):
        qui = {nom: reponses.pop(nom) for nom in ("client", "racine") if nom in reponses}
        return post("deposer/", {"fichiers": list(fichiers or [make_csv()]), **reponses}, **qui)

    return send
