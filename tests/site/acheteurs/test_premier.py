"""What to open first once files were read: the buyer with most contracts."""

import pytest

from spaser.cli.commandes.service import _describe_serve
from spaser.documents.francais import name_inconnu
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.site.acheteurs.page_publique import find_premier_acheteur

pytestmark = pytest.mark.django_db


def test_the_first_page_is_that_of_the_buyer_with_most_contracts(marches, settings):
    settings.DEMONSTRATION, settings.MANDATAIRES = False, 0
    with open_entrepot(marches) as ouvert:
        premier, deuxieme = ouvert.list_acheteurs(2)
    assert premier.nb_marches > deuxieme.nb_marches
    assert premier.nom

    dites = "\n".join(_describe_serve("127.0.0.1", 8000)).replace("\u00a0", " ")

    assert (
        f"l’acheteur qui a le plus de marchés : {premier.nom}\n"
        f"    http://127.0.0.1:8000/acheteurs/{premier.siren}/" in dites
    )


def test_a_demonstration_and_a_site_that_others_reach_name_nobody(marches, settings):
    for demonstration, mandataires in ((True, 0), (False, 1)):
        settings.DEMONSTRATION, settings.MANDATAIRES = demonstration, mandataires
        assert "le plus de marchés" not in "".join(_describe_serve("127.0.0.1", 8000))


def test_without_any_contract_there_is_no_first_page(settings, tmp_path):
    settings.ENTREPOT, settings.DEMONSTRATION, settings.MANDATAIRES = tmp_path, False, 0

    assert find_premier_acheteur() is None
    assert "le plus de marchés" not in "".join(_describe_serve("127.0.0.1", 8000))


def test_a_buyer_that_no_file_names_is_called_by_its_number():
    assert name_inconnu("200077832") == "Acheteur 200\u202f077\u202f832"
