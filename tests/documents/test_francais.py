from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from spaser.documents.francais import (
    choose_unite_montant,
    cut_titre,
    enumerate_mots,
    format_annees,
    format_budget,
    format_date,
    format_date_courte,
    format_euros,
    format_euros_courts,
    format_euros_lus,
    format_moyenne,
    format_nombre,
    format_pourcent,
    format_pourcent_lu,
    format_siren,
    pluriel,
    typographie,
    uncapitalize,
)


@pytest.mark.parametrize(
    ("nombre", "decimales", "texte"),
    [
        (0, 0, "0"),
        (1234, 0, "1\u202f234"),
        (1234567.891, 2, "1\u202f234\u202f567,89"),
        (12.5, 0, "13"),
        (2.5, 0, "3"),
        (-0.2, 0, "0"),
        (-1234.5, 1, "-1\u202f234,5"),
    ],
)
def test_a_number_has_narrow_spaces_and_a_comma(nombre, decimales, texte):
    assert format_nombre(nombre, decimales) == texte


@pytest.mark.parametrize(
    ("part", "texte"),
    [
        (0, "0\u202f%"),
        (0.0001, "<\u00a00,1\u202f%"),
        (0.0049, "0,5\u202f%"),
        (0.026, "2,6\u202f%"),
        (0.03, "3\u202f%"),
        (0.0996, "10\u202f%"),
        (0.125, "13\u202f%"),
        (0.31, "31\u202f%"),
        (0.994, "99,4\u202f%"),
        (0.9999, ">\u00a099,9\u202f%"),
        (1, "100\u202f%"),
    ],
)
def test_only_a_real_zero_reads_zero(part, texte):
    assert format_pourcent(part) == texte


def test_a_tiny_share_is_read_in_words():
    assert format_pourcent_lu(0.0001) == "moins de 0,1\u202f%"
    assert format_pourcent_lu(0.9999) == "plus de 99,9\u202f%"
    assert format_pourcent_lu(0.5) == "50\u202f%"


@pytest.mark.parametrize(
    ("montant", "court", "lu"),
    [
        (0, "0\u202f€", "0\u00a0euro"),
        (1, "1\u202f€", "1\u00a0euro"),
        (950, "950\u202f€", "950\u00a0euros"),
        (12_345, "12,3\u202fk€", "12\u202f345\u00a0euros"),
        (999_999, "1\u202fM€", "1\u00a0million d’euros"),
        (83_240_000, "83,2\u202fM€", "83,2\u00a0millions d’euros"),
        (1_950_000_000, "2\u202fMd€", "2\u00a0milliards d’euros"),
    ],
)
def test_amounts_are_short_on_charts_and_long_in_sentences(montant, court, lu):
    assert format_euros_courts(montant) == court
    assert format_euros_lus(montant) == lu


def test_every_euro_can_be_written():
    assert format_euros(1_234_567.4) == "1\u202f234\u202f567\u202f€"


@pytest.mark.parametrize(
    ("montant", "texte"),
    [
        ("24000", "24\u202f000\u202f€"),
        ("24000.00", "24\u202f000\u202f€"),
        ("1234567.5", "1\u202f234\u202f567,50\u202f€"),
        ("0.05", "0,05\u202f€"),
        ("0", "0\u202f€"),
    ],
)
def test_a_budget_is_written_to_the_euro_and_to_the_cent_when_it_has_some(montant, texte):
    assert format_budget(Decimal(montant)) == texte


@pytest.mark.parametrize(
    ("jour", "texte"),
    [
        (date(2026, 11, 24), "24\u00a0novembre\u00a02026"),
        (date(2024, 2, 1), "1er\u00a0février\u00a02024"),
    ],
)
def test_dates_are_written_in_full(jour, texte):
    assert format_date(jour) == texte


@pytest.mark.parametrize(
    ("annees", "texte"),
    [
        ((), ""),
        ((2025,), "2025"),
        ((2024, 2025), "2024, 2025"),
        ((2019, 2020, 2021, 2024, 2026), "2019 à 2021, 2024, 2026"),
    ],
)
def test_years_in_a_row_are_spanned(annees, texte):
    assert format_annees(annees) == texte


@pytest.mark.parametrize(
    ("nombre", "texte"),
    [
        (0, "0\u00a0marché"),
        (1, "1\u00a0marché"),
        (2, "2\u00a0marchés"),
        (1200, "1\u202f200\u00a0marchés"),
    ],
)
def test_the_plural_starts_at_two(nombre, texte):
    assert pluriel(nombre, "marché") == texte


def test_an_irregular_plural_is_given():
    assert pluriel(3, "marché public", "marchés publics") == "3\u00a0marchés publics"


def test_a_siren_is_read_by_threes():
    assert format_siren("213300058") == "213\u202f300\u202f058"
    assert format_siren("21330005800012") == "213\u202f300\u202f058\u202f00012"


@pytest.mark.parametrize(
    ("mots", "texte"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")],
)
def test_words_are_listed(mots, texte):
    assert enumerate_mots(mots) == texte


@pytest.mark.parametrize(
    ("brut", "texte"),
    [
        ("Est-ce vrai ?", "Est-ce vrai\u202f?"),
        ("Oui : 12 % ; non !", "Oui\u00a0: 12\u202f%\u202f; non\u202f!"),
        ("« mot »", "«\u00a0mot\u00a0»"),
        ("40 000 € HT", "40\u202f000\u202f€ HT"),
        ("l'offre d'une ville", "l’offre d’une ville"),
        ("en 2024 2025", "en 2024 2025"),
        ("https://exemple.fr/a?b=1", "https://exemple.fr/a?b=1"),
        ("à 10:30", "à 10:30"),
        ("article L. 2111-3", "article L.\u00a02111-3"),
        ("rang n° 12", "rang n°\u00a012"),
    ],
)
def test_typography_binds_and_invents_nothing(brut, texte):
    assert typographie(brut) == texte
    assert typographie(texte) == texte


def test_a_mean_drops_a_useless_decimal():
    assert format_moyenne(3.04) == "3"
    assert format_moyenne(3.4) == "3,4"


def test_a_chart_has_one_unit():
    assert choose_unite_montant(88e6) == (1e6, "millions d’euros")
    assert choose_unite_montant(2e9) == (1e9, "milliards d’euros")
    assert choose_unite_montant(52_000) == (1e3, "milliers d’euros")
    assert choose_unite_montant(52) == (1.0, "euros")


def test_a_column_of_dates_is_short():
    assert format_date_courte(date(2026, 1, 4)) == "04/01/2026"


def test_a_sentence_goes_on_after_a_colon():
    assert uncapitalize("Tous les marchés") == "tous les marchés"
    assert uncapitalize("ESUS agréées") == "ESUS agréées"
    assert uncapitalize("") == ""


LONG = "Travaux de réfection des voiries et réseaux divers de la zone d’activités"


@pytest.mark.parametrize(
    ("titre", "coupe"),
    [
        ("Voirie - lot 3", "Voirie - lot 3"),
        (LONG, "Travaux de réfection des voiries et…"),
        (f"{LONG} - Lot n°3 : enrobés", "Travaux de réfection des… (lot\u00a03)"),
        (f"{LONG}, lot 12b", "Travaux de réfection des… (lot\u00a012b)"),
        (f"Lot 2 : {LONG}", "Lot 2 : Travaux de réfection des…"),
        (f"{LONG} en plusieurs lots", "Travaux de réfection des voiries et…"),
        (f"{LONG} - LOT A", "Travaux de réfection des… (lot\u00a0A)"),
        (f"{LONG}, un lot a été retiré", "Travaux de réfection des voiries et…"),
        ("x" * 60, "x" * 39 + "…"),
    ],
)
def test_a_title_that_is_cut_keeps_its_lot(titre, coupe):
    assert cut_titre(titre, 40) == coupe
    assert len(coupe) <= 40


@pytest.mark.parametrize(
    ("moment", "long", "court"),
    [
        (datetime(2024, 7, 1, 22, 30, tzinfo=UTC), "2\u00a0juillet\u00a02024", "02/07/2024"),
        (datetime(2024, 1, 1, 23, 30, tzinfo=UTC), "2\u00a0janvier\u00a02024", "02/01/2024"),
        (datetime(2024, 7, 1, 23, 30), "1er\u00a0juillet\u00a02024", "01/07/2024"),  # noqa: DTZ001 - of a table
    ],
)
def test_a_moment_is_written_as_its_day_in_paris(moment, long, court):
    assert (format_date(moment), format_date_courte(moment)) == (long, court)
