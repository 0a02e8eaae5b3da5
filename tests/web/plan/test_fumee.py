import pytest
from tests.web.organisations.fabrique import SIREN_VAL, texte
from spaser.web.plan.services.actions import create_action, add_preuve, add_contributeur
from spaser.web.plan.services.structure import create_axe, create_objectif

R = f"/espace/{SIREN_VAL}/plan/"


@pytest.mark.django_db
def test_pages(ada, espace, auteur):
    for p in [
        "",
        "pilotes/",
        "calendrier/",
        "instance/",
        "changements/",
        "axes/",
        "bibliotheque/",
        "editions/",
        "propositions/",
        "ajouter/",
        "axes/ajouter/",
    ]:
        r = ada.get(R + p)
        assert r.status_code == 200, (p, r.status_code)
    axe = create_axe(espace, {"titre": "Insertion"}, auteur)
    o = create_objectif(espace, {"titre": "Réserver", "axe": axe}, auteur)
    a = create_action(
        espace,
        {
            "titre": "Réserver un lot",
            "objectif": o,
            "debut": "2026-01",
            "fin": "2026-06",
            "indicateurs": ["SOC-05"],
            "familles": ["textile"],
            "modele": "ACT-19",
        },
        auteur,
        [{"titre": "Rencontrer", "fin": "2026-03", "faite_le": None}],
    )
    add_preuve(a, {"libelle": "Délib", "adresse": "https://exemple.fr/a"}, auteur)
    add_contributeur(a, {"genre": "service", "membre": None, "acteur": None, "nom": "DSI"}, auteur)
    for p in [
        "",
        "pilotes/",
        "calendrier/",
        "instance/",
        "changements/",
        "axes/",
        "bibliotheque/",
        "editions/",
        "editions/arreter/",
        "propositions/",
        f"{a.pk}/",
        f"{a.pk}/ligne/",
        f"{a.pk}/modifier/",
        f"{a.pk}/etapes/",
        "objectifs/ajouter/",
        f"axes/{axe.pk}/",
        f"objectifs/{o.pk}/",
        "?retard=oui&pilote=a_pourvoir&q=lot",
        "export.csv",
        "export.xlsx",
    ]:
        r = ada.get(R + p)
        assert r.status_code == 200, (p, r.status_code)
    for p in ["/actions/", "/actions/ACT-17/", "/actions/?q=reemploi"]:
        assert ada.get(p).status_code == 200
    print(texte(ada.get(R + "export.csv")) if False else ada.get(R + "export.csv").content.decode())
