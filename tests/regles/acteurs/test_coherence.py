"""The catalogue is whole: every code exists, every statement has its source and its date."""

from datetime import date

import pytest

from spaser.moteur.referentiels.annuaire import regions
from spaser.regles.acteurs import load_catalogue

CATALOGUE = load_catalogue()
TYPOLOGIES = {typologie.code for typologie in CATALOGUE.typologies}
THEMES = {theme.code for theme in CATALOGUE.themes}
RUBRIQUES = {"environnement", "social", "economique", "gouvernance"}


def test_codes_are_given_once():
    for liste in (CATALOGUE.typologies, CATALOGUE.suggestions, CATALOGUE.themes):
        codes = [element.code for element in liste]
        assert sorted(set(codes)) == sorted(codes)


def test_the_kinds_of_the_brief_come_first():
    assert [t.libelle for t in CATALOGUE.typologies if t.du_programme] == [
        "Têtes de réseaux économiques locales",
        "Agences de développement économique",
        "Fédérations professionnelles",
        "Réseaux et associations thématiques",
    ]


@pytest.mark.parametrize("suggestion", CATALOGUE.suggestions, ids=lambda s: s.code)
def test_a_suggestion_is_whole(suggestion):
    assert suggestion.typologie in TYPOLOGIES
    assert set(suggestion.regions) <= set(regions())
    assert set(suggestion.themes) <= THEMES
    assert suggestion.sources
    for source in suggestion.sources:
        assert source.url.startswith("https://")
        assert date(2026, 1, 1) <= source.verifie_le <= date(2026, 12, 31)


@pytest.mark.parametrize("suggestion", CATALOGUE.suggestions, ids=lambda s: s.code)
def test_no_suggestion_gives_the_address_of_anybody(suggestion):
    assert "@" not in suggestion.nom + suggestion.description + suggestion.reserve


def test_themes_cover_the_four_rubrics_and_name_kinds_that_exist():
    assert {theme.rubrique for theme in CATALOGUE.themes} == RUBRIQUES
    assert sum(len(r.themes) for r in CATALOGUE.rubriques) == len(CATALOGUE.themes)
    assert {code for theme in CATALOGUE.themes for code in theme.typologies} <= TYPOLOGIES


@pytest.mark.parametrize("theme", sorted(THEMES | RUBRIQUES))
def test_a_theme_or_a_rubric_proposes_kinds(theme):
    assert CATALOGUE.list_typologies(theme)


@pytest.mark.parametrize(
    ("region", "attendus"),
    [
        ("53", {"RESECO", "Guichet vert (RESECO)", "CRESS Bretagne"}),
        ("44", {"Réseau commande publique Grand Est", "Grand E-nov+", "CRESS Grand Est"}),
        ("04", {"Guichet vert (Maison de l’emploi du Nord)", "CRESS La Réunion"}),
        ("03", set()),  # nothing that is sure enough
        ("", set()),
    ],
)
def test_a_region_proposes_its_own(region, attendus):
    propres = {s.nom for s in CATALOGUE.suggest(region) if not s.est_nationale}

    assert propres >= attendus
    assert attendus or not propres


def test_what_one_source_alone_says_is_to_be_checked():
    ouest = CATALOGUE.find_suggestion("guichet_ouest")

    assert ouest.confiance.a_verifier


def test_a_theme_keeps_those_who_speak_to_it():
    noms = {s.code for s in CATALOGUE.suggest("53", "insertion")}

    assert "facilitateur" in noms
    assert "clause_verte" not in noms


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("Têtes de réseaux économiques locales", "tetes_de_reseaux"),
        ("têtes de réseaux", "tetes_de_reseaux"),
        ("Fédérations", "federations"),
        ("insertion", "insertion"),
        ("", ""),
        ("Licornes", ""),
    ],
)
def test_a_kind_is_read_in_words(texte, code):
    assert CATALOGUE.read_typologie(texte) == code
