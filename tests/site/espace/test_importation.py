"""What an import keeps from one page to the next is read back as it was kept, or not at all."""

import pytest

from spaser.site.diagnostic.models import Politique
from spaser.site.diagnostic.politiques.inventaire_lu import LignePlan
from spaser.site.espace.discussions import seal_contenu
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/"
USAGE = "politiques.importation"


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def client(organisation):
    return sign_in(make_membre(organisation, "administration").utilisateur)


@pytest.mark.parametrize(
    ("contenu", "usage"),
    [
        ({"lignes": [], "empreinte": ""}, USAGE),  # as a former version kept it
        ([[{"nom": "Charte"}], 12], USAGE),
        ([[{"nom": "Charte"}], ""], "grille.importation"),
    ],
)
def test_what_another_version_or_another_tool_sealed_asks_for_the_file_again(
    organisation, client, contenu, usage
):
    scelle = seal_contenu(organisation.espace, contenu, usage)

    page = client.post(f"{RACINE}politiques/importer/", {"contenu": scelle}, follow=True)

    assert "Cet import n’est plus valable : envoyez le fichier de nouveau." in texte(page)
    assert not Politique.objects.exists()


def test_what_is_kept_without_the_print_of_the_space_is_shown_before_it_is_written(
    organisation, client
):
    lignes = [LignePlan(nom="Charte", etat="existe")]
    scelle = seal_contenu(organisation.espace, [lignes, "une autre"], USAGE)

    page = client.post(f"{RACINE}politiques/importer/", {"contenu": scelle})

    assert "L’inventaire a changé entre-temps" in texte(page)
    assert "1 plan à ajouter" in texte(page)
    assert not Politique.objects.exists()


@pytest.mark.parametrize("outil", ["plan", "acteurs"])
def test_an_import_kept_in_a_row_takes_no_sealed_contents(client, outil):
    page = client.post(f"{RACINE}{outil}/importer/", {"contenu": "rien"})

    assert page.status_code == 200
    assert "Choisissez un fichier" in texte(page)
