"""The public pages of considerations: the list, a family, its file."""

import re

import pytest
from django.utils import timezone

from spaser.regles.considerations import load_considerations
from spaser.site.portail.app import count_again
from spaser.site.portail.considerations import (
    CompteAbsent,
    keep_declarations,
    read_considerations,
    read_declarations,
)

pytestmark = pytest.mark.django_db

FAMILLES = load_considerations()


def _read(reponse):
    return " ".join(re.sub(r"<[^>]+>", " ", reponse.text).replace("\u00a0", " ").split())


def test_the_list_gives_every_family_and_its_sentences(client):
    page = client.get("/considerations/")

    assert page.text.count("<h1") == 1
    for famille in FAMILLES:
        assert f'href="/considerations/{famille.code}/"' in page.text
    assert 'href="/considerations/nettoyage/#execution-2"' in page.text
    assert f"{len(FAMILLES)} familles d’achats" in _read(page)
    assert 'id="reserve"' in page.text


@pytest.mark.parametrize(
    ("requete", "presents", "absents"),
    [
        ({"levier": "reserve"}, ["#reserve-1"], ["#execution-1", "#critere-1"]),
        ({"levier": "execution", "volet": "social"}, ["#execution-2"], ["#execution-1"]),
        ({"action": "ACT-24"}, ["nettoyage/#execution-3"], ["/considerations/textile/"]),
        ({"action": "RIEN", "levier": "autre"}, ["#execution-1"], []),
    ],
)
def test_the_list_is_narrowed_to_a_lever_or_to_an_action(client, requete, presents, absents):
    page = client.get("/considerations/", requete).text

    assert [p for p in presents if p not in page] == []
    assert [a for a in absents if a in page] == []


def test_an_action_without_any_sentence_says_so(client):
    page = client.get("/considerations/", {"action": "ACT-01"})

    assert "Aucune phrase ne répond à ces choix" in page.text
    assert "à copier dans vos marchés" not in client.get("/actions/ACT-01/").text
    assert "?action=ACT-24#familles" in client.get("/actions/ACT-24/").text


@pytest.mark.parametrize("famille", FAMILLES, ids=lambda f: f.code)
def test_a_family_shows_all_that_goes_with_its_sentences(client, famille):
    page = client.get(f"/considerations/{famille.code}/")
    texte = _read(page)

    assert page.text.count("<h1") == 1
    assert page.text.count("data-copie=") == len(famille.leviers)
    assert texte.count("à faire relire.") >= len(famille.leviers)
    for ligne in famille.leviers:
        assert f'href="/indicateurs/{ligne.indicateurs[0]}/"' in page.text
        assert f'href="/obligations/sources/{ligne.faits[0]}/"' in page.text
    assert "[[" not in texte
    assert "Mis à jour le 27 novembre 2026" in texte
    assert "Aucun marché publié n’est chargé" in texte


def test_practices_of_buyers_are_offered_on_the_purchases_that_they_concern(client):
    travaux = client.get("/considerations/travaux/").text

    assert 'href="/bonnes-pratiques/reserver-des-marches-a-l-insertion/"' in travaux
    assert "Ce que d’autres ont fait" not in client.get("/considerations/numerique/").text


def test_a_family_that_does_not_exist_is_not_found(client):
    assert client.get("/considerations/licornes/").status_code == 404
    assert client.get("/considerations/licornes.docx").status_code == 404
    assert client.get("/considerations/nettoyage.exe").status_code == 404


def test_a_family_is_taken_away_in_three_forms(client):
    debuts = {"docx": b"PK", "odt": b"PK", "pdf": b"%PDF"}

    for extension, debut in debuts.items():
        reponse = client.get(f"/considerations/nettoyage.{extension}")
        assert reponse.content.startswith(debut)
        assert f'filename="considerations-nettoyage.{extension}"' in reponse["Content-Disposition"]


@pytest.mark.longue
def test_counts_are_made_aside_and_shown_with_examples_that_open(client, marches):
    assert "sont refaits dans les dix minutes" in _read(client.get("/considerations/travaux/"))

    count_again(timezone.now())
    page = client.get("/considerations/travaux/")

    lues = re.search(r"Une clause sociale</th>\s*<td>(\d+)</td>\s*<td>(\d+)</td>", page.text)
    assert (int(lues[1]), int(lues[2])) == (6, 145)
    preuves = re.findall(r'href="(/acheteurs/\d{9}/preuve/[^"]+)"', page.text)
    assert len(preuves) >= 3
    preuve = client.get(preuves[0].replace("&amp;", "&"))
    assert preuve.status_code == 200
    assert "Bâtiment et travaux publics" in preuve.text
    assert "Moins de cinq acheteurs" in page.text  # nobody reserves
    assert re.search(r"dans les données du \d+(er)? \w+ 20\d\d", _read(page))


def test_counts_are_kept_until_the_store_or_a_family_changes(marches, settings):
    familles = read_considerations(timezone.localdate())

    assert read_declarations(familles, "travaux") is CompteAbsent.ATTENDUS
    assert keep_declarations(familles) is True
    assert keep_declarations(familles) is False
    assert read_declarations(familles, "travaux").acheteurs == 6
    assert read_declarations(familles[1:], "travaux") is CompteAbsent.ATTENDUS
    assert keep_declarations(familles[1:]) is True
    assert len(list(settings.CONSIDERATIONS.iterdir())) == 1


def test_a_damaged_count_is_made_again(marches, settings):
    familles = read_considerations(timezone.localdate())
    keep_declarations(familles)
    next(settings.CONSIDERATIONS.iterdir()).write_bytes(b"{")

    assert read_declarations(familles, "travaux") is CompteAbsent.ATTENDUS
    assert keep_declarations(familles) is True
    assert read_declarations(familles, "travaux").acheteurs == 6
