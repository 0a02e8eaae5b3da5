import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.contenus.lecture import EXEMPLE_1_1, read_exemple
from spaser.site.registre.models import Depot
from tests.site.registre.depot.conftest import read_saisie, texte

pytestmark = pytest.mark.django_db


def _send(client, contenu, nom="spaser.json"):
    octets = contenu if isinstance(contenu, bytes) else json.dumps(contenu).encode()
    return client.post("/registre/deposer/fichier/", {"fichier": SimpleUploadedFile(nom, octets)})


def test_a_file_fills_the_draft_that_is_then_checked(invite):
    reponse = _send(invite, read_exemple("complet.json"))
    depot = Depot.objects.get()
    assert reponse["Location"] == f"/registre/depots/{depot.pk}/verification/"
    assert depot.contenu["schema"]["objectifs"][0]["valeur"] == 30
    page = texte(invite.get(reponse["Location"]))
    assert "Communauté d’agglomération du Val-Fictif" in page
    assert "Étudier la clause sociale dans chaque marché de plus de 200 000 € HT" in page


@pytest.mark.parametrize(
    ("contenu", "faute"),
    [
        (b"", "Ce fichier est vide"),
        (b"{", "ce n’est pas du JSON"),
        (b"\xff\xfe", "n’est pas en UTF-8"),
        (b"%PDF-1.7", "ce n’est pas du JSON"),
        ([], "Écrivez un objet"),
        ({"format": "spaser", "version": "1.0", "schema": {}}, "Ajoutez le champ « structure »"),
        (
            {
                "format": "spaser",
                "version": "1.0",
                "structure": {"nom": "Rennes", "type": "ville"},
                "schema": {},
            },
            "Choisissez parmi : etat, region",
        ),
    ],
)
def test_a_faulty_file_is_answered_with_the_place_and_the_fix(invite, contenu, faute):
    reponse = _send(invite, contenu)
    assert reponse.status_code == 200
    assert faute in texte(reponse)
    assert not Depot.objects.exists()


def test_a_file_of_the_former_draft_is_refused_and_the_answer_says_what_to_do(invite):
    page = texte(_send(invite, json.loads(read_exemple(EXEMPLE_1_1)) | {"version": "1.1-ebauche"}))
    assert "Une erreur est à corriger dans le fichier" in page
    assert "« 1.1-ebauche » n’est pas dans la liste des valeurs." in page
    assert "La version 1.1 est arrêtée : écrivez « 1.1 »." in page
    assert not Depot.objects.exists()


def test_a_plan_comes_in_whole_and_a_form_takes_nothing_away(invite):
    """The forms know neither codes nor steps: a target kept twice by them stays linked."""
    brut = json.loads(read_exemple(EXEMPLE_1_1))
    _send(invite, brut)
    depot = Depot.objects.get()
    adresse = f"/registre/depots/{depot.pk}/schema/"
    page = invite.get(adresse)
    assert (
        "1 action, 1 indicateur, 2 dates du calendrier, 1 comité et 2 rubriques du texte"
        in texte(page)
    )
    invite.post(adresse, read_saisie(page) | {"titre": "Un autre titre"})
    depot.refresh_from_db()
    assert depot.contenu["schema"] == brut["schema"] | {"titre": "Un autre titre"}


def test_an_axis_that_is_removed_takes_its_links_along(invite):
    _send(invite, json.loads(read_exemple(EXEMPLE_1_1)))
    adresse = f"/registre/depots/{Depot.objects.get().pk}/schema/"
    reponse = invite.post(adresse, read_saisie(invite.get(adresse)) | {"retirer": "axes-0"})
    assert "axes-2" not in texte(reponse)
    schema = Depot.objects.get().contenu["schema"]
    assert [axe["code"] for axe in schema["axes"]] == ["A2", "A3"]
    assert [o.get("code_axe") for o in schema["objectifs"]] == [None, "A2"]
    assert "code_axe" not in schema["actions"][0]
    assert schema["actions"][0]["objectifs"] == ["O1"]


def test_the_place_of_a_fault_is_told_in_words_and_as_a_pointer(invite):
    fiche = {
        "format": "spaser",
        "version": "1.0",
        "structure": {"nom": "Rennes", "type": "commune"},
        "schema": {"axes": [{"intitule": "Un"}, {"titre": "Deux"}]},
    }
    page = texte(_send(invite, fiche))
    assert "/schema/axes/1" in page
    assert "n° 2" in page


def test_a_file_too_big_to_be_a_sheet_is_refused(invite):
    assert "Ce fichier est trop gros : 5 Mo au plus" in texte(_send(invite, b" " * 5_000_001))


def test_script_in_a_file_is_shown_as_text(invite):
    fiche = {
        "format": "spaser",
        "version": "1.0",
        "structure": {"nom": "<script>alert(1)</script>", "type": "commune"},
        "schema": {},
    }
    page = invite.get(_send(invite, fiche)["Location"]).content.decode()
    assert "<script>alert(1)" not in page


def test_somebody_unknown_is_asked_who_she_is(client, db):
    assert _send(client, read_exemple("minimal.json")).status_code == 403
