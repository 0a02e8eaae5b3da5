"""The page of duties."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.utils import timezone

from tests.outils.pages import flatten

pytestmark = pytest.mark.django_db

ADRESSE = "/obligations/"


@pytest.fixture(autouse=True)
def _le_24_novembre_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))


def read(client, **choix):
    reponse = client.get(ADRESSE, choix)
    assert reponse.status_code == 200
    return unescape(flatten(reponse.text)).replace("\u00a0", " ").replace("\u202f", " ")


def codes(page):
    return re.findall(r'<article class="obligation" id="([^"]+)"', page)


def titres(page):
    return [t.strip() for t in re.findall(r"<h2 id=\"etat-[^>]*>([^<]+)", page)]


def test_anyone_reads_them_all_those_in_force_first(client):
    page = read(client)

    assert page.count("<h1") == 1
    assert "41 obligations" in page
    assert codes(page)[0] == "SPASER-ADOPTER"
    assert codes(page)[-2:] == ["BIOSOURCE", "GASPILLAGE"]
    assert titres(page) == [
        "En vigueur, pour vos achats",
        "En vigueur, pour votre organisation",
        "À venir, pour vos achats",
        "Passée, pour vos achats",
    ]


def test_each_shows_its_source_and_the_day_it_was_read(client):
    page = read(client)

    for article in page.split('<article class="obligation"')[1:]:
        assert "https://" in article
        assert re.search(
            r'/obligations/sources/[A-Z0-9-]+/">lecture du 2[46] novembre 2026, ', article
        )


def test_what_could_not_be_verified_is_marked(client):
    page = read(client, theme="marches")

    articles = page.partition('class="spaser-plis ')[2].split("<details")[1:]
    assert len(articles) == 5
    for article in articles:
        marques = [partie.count("À vérifier</span>") for partie in article.split("</summary>")]
        assert marques[0] == 1
        assert marques[1] >= 1  # the source that is not sure
    assert "aucun report n’a été trouvé" in page


@pytest.mark.parametrize(
    ("choix", "presents", "absents"),
    [
        ({"nature": "etat"}, {"AGEC-ACHETER"}, {"REEN-STRATEGIE", "BUDGET-VERT"}),
        ({"nature": "commune", "habitants": "3 500"}, {"AGEC-ACHETER"}, {"BUDGET-VERT"}),
        ({"nature": "commune", "habitants": "3 501"}, {"BUDGET-VERT"}, {"REEN-STRATEGIE"}),
        ({"nature": "commune", "habitants": "50001"}, {"REEN-STRATEGIE", "BEGES"}, set()),
        ({"spaser": "non_oblige"}, {"DECP-PUBLIER"}, {"SPASER-ADOPTER", "SPASER-INDICATEURS"}),
        ({"spaser": "oblige"}, {"SPASER-ADOPTER"}, set()),
        ({"theme": "vehicules"}, {"VEHICULES-PUBLIER"}, {"SPASER-ADOPTER", "BEGES"}),
        ({"etat": "passee"}, {"GASPILLAGE"}, {"BIOSOURCE", "SPASER-ADOPTER"}),
        ({"etat": "a_venir", "theme": "batiments"}, {"BIOSOURCE"}, {"ENERGIE-SOBRIETE"}),
        (
            {"etat": "a_venir", "nature": "commune", "habitants": "20000"},
            {"ENERGIE-SOBRIETE"},
            set(),
        ),
    ],
)
def test_choices_keep_what_may_concern(client, choix, presents, absents):
    trouves = set(codes(read(client, **choix)))

    assert presents <= trouves
    assert trouves & absents == set()


def test_a_family_keeps_what_its_contracts_must_follow_and_says_what_to_write(client):
    page = read(client, famille="alimentation")

    assert titres(page)[:2] == [
        "En vigueur, pour la famille « Alimentation et restauration »",
        "En vigueur, pour tous vos achats",
    ]
    assert codes(page)[0] == "EGALIM-PRODUITS"
    assert {"CCP-CRITERE-ENVIRONNEMENT", "AGEC-PLASTIQUE"} <= set(codes(page))
    assert {"OETH", "VEHICULES-RENOUVELER", "BEGES"} & set(codes(page)) == set()
    assert 'href="/considerations/restauration/"' in page
    assert re.search(r"Achats concernés</dt>\s*<dd>Alimentation et restauration</dd>", page)
    assert (
        "/considerations/"
        not in read(client, famille="formation").partition("<main")[2].partition("</main>")[0]
    )


def test_a_day_shows_the_duties_as_they_will_be(client):
    page = read(client, jour="2030-01-01", famille="batiment")

    assert "<strong>Au 1er janvier 2030</strong>" in page
    assert "BIOSOURCE" in codes(page.partition("etat-a_venir")[0])
    assert "2027-01-01" not in re.findall(r'<time datetime="([^"]+)"', page)
    assert "<strong>Au " not in read(client, jour="2026-11-24")


def test_the_diary_follows_the_family_and_the_day(client):
    agenda = client.get(
        "/obligations/calendrier.ics", {"famille": "mobilite", "jour": "2029-06-01"}
    )

    assert "DTSTART;VALUE=DATE:20290930" in agenda.text
    assert "ma cantine" not in agenda.text


def test_a_known_buyer_is_told_what_to_check_for_itself(client):
    page = read(client, nature="commune", habitants="20000", theme="climat")

    assert "Pour vous, à vérifier :" in page
    assert "Vous êtes concerné" not in page
    assert "Vous êtes concerné" in read(client, nature="etat", theme="climat")
    assert "Pour vous" not in read(client)


def test_the_dates_to_come_are_in_order_with_their_duty(client):
    page = read(client, nature="commune", habitants="20000")
    dates = re.findall(r'<time datetime="([^"]+)"', page)

    assert dates == sorted(dates)
    assert {"2027-01-01", "2027-06-30", "2027-09-30"} <= set(dates)
    for cible in set(re.findall(r'href="#([A-Z-]+)"', page)):
        assert f'id="{cible}"' in page


def test_a_buyer_outside_the_code_is_told_what_to_do(client):
    page = read(client, nature="hors_code")

    assert "Aucune obligation ne répond à ces choix" in page
    assert "Tout afficher" in page


@pytest.mark.parametrize(
    ("choix", "conseil"),
    [
        ({"nature": "fusee"}, "« fusee » n’est pas un type de structure"),
        ({"habitants": "-5"}, "Écrivez un nombre entier d’habitants"),
        ({"habitants": "12,5"}, "Écrivez un nombre entier d’habitants"),
        ({"habitants": "beaucoup"}, "Écrivez un nombre entier d’habitants"),
        ({"habitants": "²"}, "Écrivez un nombre entier d’habitants"),
        ({"habitants": "999999999999"}, "Écrivez un nombre entier d’habitants"),
        ({"habitants": "9" * 30}, "Ce nombre est trop long"),
        ({"theme": "<b>"}, "n’est pas un thème"),
        ({"etat": "hier"}, "« hier » n’est pas une période"),
        ({"spaser": "indetermine"}, "n’est pas une réponse"),
        ({"territoire": "lune"}, "n’est pas un territoire"),
        ({"famille": "fusees"}, "n’est pas une famille d’achats"),
        ({"jour": "demain"}, "Écrivez une date"),
        ({"jour": "1900-01-01"}, "Choisissez un jour entre 2015 et 2050."),
    ],
)
def test_a_wrong_choice_is_told_and_filters_nothing(client, choix, conseil):
    page = read(client, **choix)

    assert conseil in page
    assert "41 obligations" in page


def test_details_may_all_be_open_for_paper(client):
    assert "<details open>" not in read(client)
    assert read(client, detail="tout", theme="climat").count("<details open>") == 4


def test_no_script_can_come_from_the_address(client):
    assert "<b>x" not in client.get(ADRESSE, {"theme": "<b>x", "habitants": "<b>x"}).text


def test_the_database_only_says_whether_a_text_was_edited(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(ADRESSE, {"nature": "commune"})


def test_only_reading_is_possible(client):
    assert client.post(ADRESSE).status_code == 405
    assert client.post(f"{ADRESSE}calendrier.ics").status_code == 405
