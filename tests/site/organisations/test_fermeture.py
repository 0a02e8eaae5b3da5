"""What Sirene says closed is told wherever somebody names a buyer; nothing is forbidden."""

import duckdb
import pytest
from django.urls import reverse

from spaser.moteur.entrepot.dossier import REFERENTIELS
from spaser.moteur.referentiels.importation import import_referentiel
from spaser.site.organisations.models import Espace
from tests.moteur.referentiels.fabrique import (
    SIRET_A,
    A,
    B,
    siret,
    write_etablissements,
    write_unites,
)
from tests.site.organisations.fabrique import make_personne, sign_in, texte

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

ANCIEN = siret(81234560, 2)
FERME = f"l’établissement {ANCIEN} est fermé"
CESSEE = "a cessé son activité"


@pytest.fixture(autouse=True)
def listes(tmp_path, settings):
    settings.ENTREPOT = tmp_path / "entrepot"
    unites = write_unites(tmp_path / "u", {}, {"siren": B, "etatAdministratifUniteLegale": "C"})
    etablissements = write_etablissements(
        tmp_path / "e", {}, {"siret": ANCIEN, "etatAdministratifEtablissement": "F"}
    )
    with duckdb.connect() as connexion:
        rencontres = connexion.sql(f"SELECT unnest(['{A}', '{B}']) AS siren")
        for fichier in (unites, etablissements):
            import_referentiel(fichier, settings.ENTREPOT / REFERENTIELS, rencontres)


@pytest.fixture
def client():
    return sign_in(make_personne("camille@ailleurs.exemple"))


def _rejoindre(client):
    return reverse("organisations:rejoindre")


def _deposer(client):
    return client.post("/registre/deposer/")["Location"]


CAS = [(ANCIEN, FERME), (B, CESSEE), (A, None), (SIRET_A, None), ("Rouen", None)]


@pytest.mark.longue
@pytest.mark.parametrize("page", [_rejoindre, _deposer])
@pytest.mark.parametrize(("ecrit", "dit"), CAS)
def test_a_search_tells_what_is_closed_and_lets_go_on(client, page, ecrit, dit):
    lue = texte(client.get(page(client), {"q": ecrit}))

    assert ("D’après le répertoire Sirene du" in lue) == (dit is not None)
    if dit:
        assert dit in lue
        assert "Continuer avec ce SIREN" in lue


def test_a_space_is_opened_and_says_that_the_establishment_is_closed(client):
    dits = {"siren": ANCIEN, "nom": "Atelier du lac", "type": "inconnu"}
    ouverte = client.post(reverse("accueil:espaces"), dits, follow=True)

    assert Espace.objects.get().siren == A
    assert FERME in texte(ouverte)
