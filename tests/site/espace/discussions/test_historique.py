"""« Historique »: the gestures of a space in words, and none of anybody's private trial."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from spaser.regles.indicateurs import Perimetre
from spaser.site.espace.navigation import switch_outil
from spaser.site.espace.perimetre import save_perimetre
from spaser.site.organisations.espaces import close_essai, open_essai, receive_essai
from spaser.site.organisations.outils import find_outil, list_outils
from spaser.site.socle.journal import record
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
PAGE = f"/espace/{SIREN_VAL}/historique/"
REPONSE = "a répondu aux questions du périmètre"


@pytest.fixture
def seule():
    return make_personne("seule@exemple.fr")


def answer(espace, personne):
    save_perimetre(espace, Perimetre(), personne)


def in_trial(seule):
    essai = open_essai(seule, SIREN_VAL, "Essai")
    answer(essai, seule)
    return essai


def test_a_gesture_is_told_in_words(equipe):
    answer(equipe.espace, equipe.redaction.personne)
    switch_outil(
        equipe.espace, find_outil("perimetre"), equipe.administration.personne, actif=False
    )

    page = texte(equipe.lecture.client.get(PAGE))

    assert REPONSE in page
    assert "a retiré un outil : « Périmètre »" in page


def test_a_space_where_nothing_happened_says_so(equipe):
    assert "Rien n’a encore été changé" in texte(equipe.lecture.client.get(PAGE))


def test_another_space_shows_nothing_of_it(equipe):
    answer(equipe.espace, equipe.redaction.personne)
    voisine = make_membre(make_organisation(SIREN_HAUT, "Voisine"), "administration")

    page = texte(sign_in(voisine.utilisateur).get(PAGE.replace(SIREN_VAL, SIREN_HAUT)))

    assert REPONSE not in page


def test_what_is_done_in_a_private_trial_stays_there(equipe, seule):
    in_trial(seule)

    assert REPONSE not in texte(equipe.administration.client.get(PAGE))
    assert REPONSE in texte(sign_in(seule).get(PAGE))


def test_what_was_done_in_a_trial_that_was_closed_is_never_shown(equipe, seule):
    close_essai(in_trial(seule))

    assert REPONSE not in texte(equipe.administration.client.get(PAGE))


def test_what_was_done_in_a_trial_is_shown_once_it_is_handed_over(equipe, seule):
    in_trial(seule)
    receive_essai(seule, equipe.organisation)

    assert REPONSE in texte(equipe.administration.client.get(PAGE))


def test_a_trial_shows_nothing_of_the_organisation(equipe, seule):
    answer(equipe.espace, equipe.redaction.personne)
    open_essai(seule, SIREN_VAL, "Essai")

    assert REPONSE not in texte(sign_in(seule).get(PAGE))


def test_gestures_are_filtered_by_person_tool_and_day(equipe):
    answer(equipe.espace, equipe.redaction.personne)
    record("commentaire.clos", auteur=equipe.contribution.personne, espace=equipe.espace)
    client = equipe.lecture.client
    demain = (timezone.localdate() + timedelta(days=1)).isoformat()

    def seen(requete):
        page = texte(client.get(f"{PAGE}?{requete}"))
        return REPONSE in page, "a clos une discussion" in page

    assert seen("") == (True, True)
    assert seen(f"qui={equipe.redaction.personne.pk}") == (True, False)
    assert seen("outil=commentaire") == (False, True)
    assert seen(f"du={demain}") == (False, False)
    assert seen(f"au={timezone.localdate().isoformat()}") == (True, True)


@pytest.mark.parametrize(
    ("requete", "message"),
    [
        ("du=hier", "Écrivez une date, comme 24/11/2026."),
        ("du=2026-11-24&au=2026-11-01", "Cette date est avant la première"),
        ("qui=999999", "Choisissez une personne de la liste."),
        ("outil=rien", "Choisissez un outil de la liste."),
    ],
)
def test_a_filter_that_cannot_be_read_is_told_and_narrows_nothing(equipe, requete, message):
    answer(equipe.espace, equipe.redaction.personne)

    page = texte(equipe.lecture.client.get(f"{PAGE}?{requete}"))

    assert message in page


def test_the_history_is_exported_as_it_is_filtered(equipe):
    answer(equipe.espace, equipe.redaction.personne)
    record("commentaire.clos", auteur=equipe.contribution.personne, espace=equipe.espace)
    adresse = f"{PAGE}export/?outil=perimetre&format="

    csv = equipe.lecture.client.get(f"{adresse}csv").content.decode().splitlines()
    classeur = load_workbook(io.BytesIO(equipe.lecture.client.get(f"{adresse}xlsx").content))
    ods = equipe.lecture.client.get(f"{adresse}ods")

    assert len(csv) == 2
    assert csv[1].endswith(f"{equipe.redaction.nom};Périmètre;{REPONSE};")
    assert [cell.value for cell in classeur.active[2]][2:5] == [
        equipe.redaction.nom,
        "Périmètre",
        REPONSE,
    ]
    assert ods["Content-Type"] == "application/vnd.oasis.opendocument.spreadsheet"


def test_every_tool_has_words_for_its_gestures():
    assert [outil.code for outil in list_outils() if not outil.gestes] == []
