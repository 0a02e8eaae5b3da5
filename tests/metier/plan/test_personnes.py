"""A name leaves in open data only when it is surely that of a service."""

import pytest

from spaser.metier.plan.personnes import names_service


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Direction de la commande publique", True),
        ("Secrétariat général", True),
        ("DRH", True),
        ("Direction des achats, service juridique", True),
        ("Pôle Environnement / DSI", True),
        ("Awa Essai", False),
        ("Mme Essai", False),
        ("Awa Essai, direction des achats", False),
        ("Direction des achats – Awa Essai", False),
        ("Direction des achats (A. Essai)", False),
        ("Service de Mme Essai", False),
        ("La directrice générale", False),
        ("", False),
        (" , ", False),
    ],
)
def test_a_service_is_told_from_a_person(texte, attendu):
    assert names_service(texte) is attendu
