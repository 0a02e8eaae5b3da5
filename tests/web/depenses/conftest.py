"""What the tests of spend share: a space, its people, and files as finance software gives them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.donnees.depenses.fabrique import siret
from tests.web.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
)
from tests.web.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

RACINE = f"/espace/{SIREN_VAL}/depenses/"
ATELIER, SOLEIL = siret("12345678"), siret("87654321")
TITRES = (
    "Exercice;N° mandat;Date de paiement;Fournisseur;SIRET;Code postal;Nature;Montant HT;N° marché"
)
LIGNES = (
    f"2025;1;03/02/2025;Atelier fictif;{ATELIER};35000;6283;1 234,50 €;2024-01",
    "2025;2;04/02/2025;Soleil fictif SARL;;35000;60623;2 000,00;",
    "2025;3;05/02/2025;Agents;;;64111;5 000,00;",
    "2025;4;06/02/2025;Bailleur fictif;;75001;6132;700,00;",
    "2025;5;07/02/2025;Atelier fictif;pas un siret;35000;60623;abc;",
    f"2025;6;08/02/2025;Atelier fictif;{ATELIER};35000;6283;-34,50;2024-01",
    "Total;;;;;;;8 900,00;",
)


def make_csv(nom="mandats.csv", lignes=LIGNES, titres=TITRES, encodage="cp1252"):
    texte = "\r\n".join((titres, *lignes)) + "\r\n"
    return SimpleUploadedFile(nom, texte.encode(encodage), "text/csv")


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
