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
        ("DGS", True),
        ("DRH, service des achats", True),
        ("Direction des Ressources humaines", True),
        ("Service Achats", True),
        ("DIRECTION DE LA COMMANDE PUBLIQUE", True),
        ("Direction de l’Eau et des Déchets", True),
        ("Mission ESS", True),
        ("Mission SPASER", True),
        ("Service achats de Saint-Fictif", True),
        ("Service achats-Durand", False),
        ("Mission-Durand", False),
        ("Mission Димитров", False),
        ("Service achats de Marie Durand", False),
        ("Service achats de Marie DURAND", False),
        ("Service Achats Marie DUPO", False),
        ("Mission d’appui à l’Innovation", True),
        ("Mission Durand", False),
        ("Mission DURAND", False),
        ("Groupe Marie Durand", False),
        ("DGS Marie Durand", False),
        ("DGS de Marie", False),
        ("DRH Durand", False),
        ("Service Jean-Pierre", False),
        ("", False),
        (" , ", False),
    ],
)
def test_a_service_is_told_from_a_person(texte, attendu):
    assert names_service(texte) is attendu
