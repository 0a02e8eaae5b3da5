"""Kept proposals enter the plan in one act, and stand in the document."""

import pytest

from spaser.documents.document import Fiche, Tableau, read_mots
from spaser.site.plan.actions.relais import read_entrees
from spaser.site.plan.models.actions import Action, Axe
from spaser.site.schema.redaction.services import fill_rubrique
from spaser.site.schema.redaction.sujet import read_sujet
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import SIREN_VAL, texte
from tests.site.plan.fabrique import keep

pytestmark = pytest.mark.django_db

ADRESSE = f"/espace/{SIREN_VAL}/plan/propositions/"


@pytest.fixture
def huit(espace):
    keep(espace, "ACT-01", "ACT-16", "ACT-19", "ACT-30", "ACT-49")
    keep(espace, "ACT-01", origine="approche")
    keep(espace, "SOC-05", nature="indicateur")
    keep(espace, "FICHE-ACTEURS", nature="fiche")


def confirm(espace, **places):
    return {
        cle: valeur
        for entree in read_entrees(espace).actions
        for cle, valeur in {
            f"{entree.cle}-prise": "on",
            f"{entree.cle}-place": places.get(entree.cle, "nouvel-axe"),
        }.items()
    }


def test_eight_kept_proposals_make_six_actions_that_stand_in_the_document(ada, espace, huit):
    page = texte(ada.get(ADRESSE))
    assert "8 propositions retenues deviennent 6 actions" in page
    assert Action.objects.count() == 0

    envoi = confirm(espace, **{"FICHE-ACTEURS": ""})
    reponse = ada.post(ADRESSE, envoi, follow=True)

    assert "6 actions dans le plan" in texte(reponse)
    assert [(a.code, a.modele, a.axe.titre if a.axe else "") for a in Action.objects.all()] == [
        ("A-1", "ACT-01", "Gouvernance"),
        ("A-2", "ACT-16", "Achats socialement responsables"),
        ("A-3", "ACT-19", "Achats socialement responsables"),
        ("A-4", "ACT-30", "Achats écologiquement responsables"),
        ("A-5", "ACT-49", "Achats et économie du territoire"),
        ("A-6", "FICHE-ACTEURS", ""),
    ]
    assert list(Axe.objects.values_list("code", flat=True)) == ["AXE-1", "AXE-2", "AXE-3", "AXE-4"]
    reservee = Action.objects.get(code="A-3")
    assert reservee.etapes.first().titre == ("Repérer les structures et ce qu’elles savent faire")
    assert (reservee.origine, reservee.indicateurs) == (
        "proposition", ["SOC-05", "SOC-06", "SOC-15"],
    )  # fmt: skip
    sujet = read_sujet(espace)
    tableaux = [b for b in fill_rubrique("axes", sujet).blocs if isinstance(b, Tableau)]
    assert tableaux[0].legende == "Gouvernance\u00a0: les actions"
    assert read_mots(tableaux[1].lignes[1][0]).startswith("A-3 – Réserver des marchés")
    fiches = [b for b in fill_rubrique("fiches_action", sujet).blocs if isinstance(b, Fiche)]
    assert [f.titre[:3] for f in fiches] == ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6"]
    assert Evenement.objects.filter(geste="plan.propositions").count() == 1

    again = ada.get(ADRESSE)
    assert "Aucune proposition retenue n’attend d’entrer" in texte(again)
    assert "Déjà dans le plan" in texte(again)
    ada.post(ADRESSE, envoi)
    assert Action.objects.count() == 6


def test_what_is_not_ticked_waits_and_a_place_may_be_an_axis_that_is_there(ada, espace, huit):
    axe = Axe.objects.create(espace=espace, code="AXE-9", titre="Le nôtre")
    envoi = confirm(espace, **{"ACT-16": f"axe-{axe.pk}"})
    seules = {cle: v for cle, v in envoi.items() if cle.startswith("ACT-16") or "place" in cle}

    ada.post(ADRESSE, seules)

    (action,) = Action.objects.all()
    assert (action.modele, action.axe) == ("ACT-16", axe)


def test_who_contributes_does_not_decide_of_what_enters(awa, espace, huit):
    assert awa.get(ADRESSE).status_code == 403


def test_an_action_of_the_library_enters_once_under_its_axis(ada, awa, espace):
    prendre = f"/espace/{SIREN_VAL}/plan/bibliotheque/prendre/"
    ada.post(prendre, {"code": "ACT-24"})
    reponse = awa.post(prendre, {"code": "ACT-24"}, follow=True)

    assert "déjà dans le plan" in texte(reponse)
    (action,) = Action.objects.all()
    assert (action.origine, action.axe.titre) == ("bibliotheque", "Achats socialement responsables")
    awa.post(prendre, {"code": "ACT-16"})
    awa.post(prendre, {"code": "ACT-49"})  # its axis is not there, and she opens none
    places = [a.axe.titre if a.axe else "" for a in Action.objects.order_by("pk")[1:]]
    assert places == ["Achats socialement responsables", ""]
    inconnue = texte(awa.post(prendre, {"code": "ACT-99"}, follow=True))
    assert "n’est pas dans la bibliothèque" in inconnue


def test_the_library_finds_actions_by_words_and_by_indicator(ada, espace):
    page = texte(ada.get("/actions/", {"q": "nettoyer"}))
    assert ("Faire nettoyer les locaux en journée" in page, "1 sur 56 actions" in page) == (
        True, True,
    )  # fmt: skip
    fiche = texte(ada.get("/actions/ACT-44/"))
    assert "Par où commencer" in fiche
    assert "Schéma de la Ville de Lyon 2021-2026" in fiche
    assert ada.get("/actions/ACT-99/").status_code == 404
    dans = texte(ada.get(f"/espace/{SIREN_VAL}/plan/bibliotheque/", {"indicateur": "SOC-22"}))
    assert "Ajouter au plan" in dans
