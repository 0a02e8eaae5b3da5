"""Dates, durations, numbers, rates, booleans, CPV codes, places and buyers, as they are written."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.decp import plausibilite as plausibilite_decp
from spaser.moteur.decp.conversion import valeurs as v
from spaser.moteur.decp.conversion.regles import REGLES
from tests.moteur.fabrique_decp import siren, siret

VIDES = ("", " ", "NC", "nc", "MQ", "MQ NC", "CDL", "INX", "null", "None", "N/A", "\u00a0")


@pytest.mark.parametrize(
    ("texte", "jour", "anomalie"),
    [
        ("2024-03-01", date(2024, 3, 1), None),
        (" 2024-03-01 ", date(2024, 3, 1), None),
        ("2024-3-1", date(2024, 3, 1), None),
        ("2018-12-17+01:00", date(2018, 12, 17), None),
        ("2018-12-17+04:00", date(2018, 12, 17), None),
        ("2018-12-17Z", date(2018, 12, 17), None),
        ("2024-03-01T23:30:00Z", date(2024, 3, 1), None),
        ("2024-03-01 10:00", date(2024, 3, 1), None),
        ("01-03-2024", date(2024, 3, 1), "date_forme"),
        ("01/03/2024", date(2024, 3, 1), "date_forme"),
        ("1.3.2024", date(2024, 3, 1), "date_forme"),
        ("01/03/2024 00:00:00", date(2024, 3, 1), "date_forme"),
        ("20240301", date(2024, 3, 1), "date_forme"),
        ("September, 16 2021 00:00:00", date(2021, 9, 16), "date_forme"),
        ("march 5, 2020", date(2020, 3, 5), "date_forme"),
        ("2024-02-30", None, "date_impossible"),
        ("2024-13-01", None, "date_impossible"),
        ("31/04/2024", None, "date_impossible"),
        ("0000-01-01", None, "date_impossible"),
        ("0001-01-01", None, "date_improbable"),
        ("0222-04-05", None, "date_improbable"),
        ("1989-12-31", None, "date_improbable"),
        ("1990-01-01", date(1990, 1, 1), None),
        ("2035-12-31", date(2035, 12, 31), None),
        ("2036-01-01", None, "date_improbable"),
        ("2921-05-05", None, "date_improbable"),
        ("bientôt", None, "date_illisible"),
        ("Septembre 2021", None, "date_illisible"),
        ("2024", None, "date_illisible"),
        ("12024-03-01", None, "date_illisible"),
        ("1709251200", None, "date_illisible"),
        ("{}", None, "non_renseigne"),
    ],
)
def test_a_day_is_read_in_every_form(texte, jour, anomalie):
    assert v.read_date(texte) == v.Lu((jour,), anomalie)


@pytest.mark.parametrize(
    ("texte", "duree", "anomalie"),
    [
        ("12", 12, None),
        ("12.0", 12, None),
        (" 12 ", 12, None),
        ("12 mois", 12, None),
        ("12 MOIS", 12, None),
        ("1.5", 1.5, "duree_fractionnaire"),
        ("1,5", 1.5, "duree_fractionnaire"),
        ("0", 0, "duree_improbable"),
        ("180", 180, None),
        ("181", 181, "duree_improbable"),
        ("1200", 1200, "duree_improbable"),
        ("1201", None, "duree_impossible"),
        ("-1", None, "duree_impossible"),
        ("1e999", None, "duree_impossible"),
        ("un an", None, "nombre_illisible"),
        ("NaN", None, "nombre_illisible"),
        ("12-24", None, "nombre_illisible"),
    ],
)
def test_a_duration_is_a_number_of_months(texte, duree, anomalie):
    assert v.read_duree(texte) == v.Lu((duree,), anomalie)


@pytest.mark.parametrize(
    ("texte", "nombre", "anomalie"),
    [
        ("3", 3, None),
        ("3.0", 3, None),
        ("1 000", 1000, None),
        ("1\u202f000", 1000, None),
        ("0", None, "nombre_hors_bornes"),
        ("-2", None, "nombre_hors_bornes"),
        ("100001", None, "nombre_hors_bornes"),
        ("2.5", None, "nombre_illisible"),
        ("trois", None, "nombre_illisible"),
        ("1e999", None, "nombre_illisible"),
    ],
)
def test_a_count_is_at_least_one(texte, nombre, anomalie):
    assert v.read_entier(texte) == v.Lu((nombre,), anomalie)


@pytest.mark.parametrize(
    ("texte", "taux", "anomalie"),
    [
        ("0", 0, None),
        ("0.05", 0.05, None),
        ("0,05", 0.05, None),
        ("1", 1, None),
        ("5", None, "taux_hors_bornes"),
        ("30 %", None, "taux_hors_bornes"),
        ("-0.1", None, "taux_hors_bornes"),
        ("inf", None, "nombre_illisible"),
        ("NaN", None, "nombre_illisible"),
        ("oui", None, "nombre_illisible"),
    ],
)
def test_a_rate_is_between_0_and_1_and_never_guessed(texte, taux, anomalie):
    assert v.read_taux(texte) == v.Lu((taux,), anomalie)


@pytest.mark.parametrize("texte", ["true", "True", "oui", "OUI", "1", "vrai", " oui ", "o"])
def test_yes_is_read(texte):
    assert v.read_booleen(texte) == v.Lu((True,))


@pytest.mark.parametrize("texte", ["false", "FALSE", "non", "0", "faux", "n"])
def test_no_is_read(texte):
    assert v.read_booleen(texte) == v.Lu((False,))


@pytest.mark.parametrize("texte", ["2", "peut-être", "vraisemblable", "[]x"])
def test_neither_yes_nor_no_is_unknown(texte):
    assert v.read_booleen(texte) == v.Lu((None,), "booleen_illisible")


@pytest.mark.parametrize(
    ("texte", "attendu", "anomalie"),
    [
        ("45210000-2", ("45210000", "45", "travaux"), None),
        ("45210000", ("45210000", "45", "travaux"), None),
        (" 45210000-2 ", ("45210000", "45", "travaux"), None),
        ("45 21 00 00", ("45210000", "45", "travaux"), None),
        ("45.21.00.00", ("45210000", "45", "travaux"), None),
        ("03110000-5", ("03110000", "03", "fournitures"), None),
        ("3110000-5", ("03110000", "03", "fournitures"), "cpv_zero_perdu"),
        ("44000000-0", ("44000000", "44", "fournitures"), None),
        ("48000000-8", ("48000000", "48", "fournitures"), None),
        ("50000000-5", ("50000000", "50", "services"), None),
        ("98390000-3", ("98390000", "98", "services"), None),
        ("99000000", (None, None, None), "cpv_illisible"),
        ("00000000", (None, None, None), "cpv_illisible"),
        ("452100", (None, None, None), "cpv_illisible"),
        ("452100000", (None, None, None), "cpv_illisible"),
        ("Travaux", (None, None, None), "cpv_illisible"),
        ("lot 2000", (None, None, None), "cpv_illisible"),
        ("٤٥٢١٠٠٠٠", (None, None, None), "cpv_illisible"),
    ],
)
def test_a_cpv_code_has_eight_digits_a_division_and_a_category(texte, attendu, anomalie):
    assert v.read_cpv(texte) == v.Lu(attendu, anomalie)


@pytest.mark.parametrize(
    ("code", "genre", "attendu", "anomalie"),
    [
        ("35238", "Code commune", ("35238", "Code commune", "35"), None),
        ("35000", "Code postal", ("35000", "Code postal", "35"), None),
        ("35000", "CODE POSTAL", ("35000", "Code postal", "35"), None),
        ("2A004", "Code commune", ("2A004", "Code commune", "2A"), None),
        ("97411", "Code commune", ("97411", "Code commune", "974"), None),
        ("974", "Code département", ("974", "Code département", "974"), None),
        ("35", "Code d\ufffdpartement", ("35", "Code département", "35"), None),
        ("FR", "Code pays", ("FR", "Code pays", None), None),
        ("INO", "Code commune", ("INO", "Code commune", None), None),
        ("35238", "commune", ("35238", "commune", "35"), "valeur_hors_liste"),
        (None, "Code commune", (None, "Code commune", None), "non_renseigne"),
    ],
)
def test_a_place_gives_its_department_when_it_can(code, genre, attendu, anomalie):
    texte = json.dumps({"code": code, "typeCode": genre}, ensure_ascii=False)

    assert v.read_lieu(texte) == v.Lu(attendu, anomalie)


@pytest.mark.parametrize("texte", ["Rennes", "[1, 2]", '{"code": ', "35"])
def test_a_place_that_is_no_object_is_unreadable(texte):
    assert v.read_lieu(texte) == v.Lu((None, None, None), "lieu_illisible")


def test_a_code_given_as_a_number_is_read():
    assert v.read_lieu('{"code":35238,"typeCode":"Code commune"}').valeurs[0] == "35238"


VRAI = siret(1)
FAUX = VRAI[:-1] + str((int(VRAI[-1]) + 1) % 10)


@pytest.mark.parametrize(
    ("texte", "attendu", "anomalie"),
    [
        (VRAI, (VRAI[:9], VRAI, None), None),
        (f'{{"id":"{VRAI}"}}', (VRAI[:9], VRAI, None), None),
        (f'[{{"id":"{VRAI}"}}]', (VRAI[:9], VRAI, None), None),
        (f'{{"id":{VRAI}}}', (VRAI[:9], VRAI, None), None),
        (f'{{"id":"{VRAI}","nom":" Ville "}}', (VRAI[:9], VRAI, "Ville"), None),
        (f'{{"id":null,"siret":"{VRAI}"}}', (VRAI[:9], VRAI, None), None),
        (f"{VRAI[:3]} {VRAI[3:6]} {VRAI[6:9]} {VRAI[9:]}", (VRAI[:9], VRAI, None), None),
        (f"{VRAI[:9]}\u00a0{VRAI[9:]}", (VRAI[:9], VRAI, None), None),
        (siren(1), (siren(1), None, None), "siren_pour_siret"),
        (FAUX, (FAUX[:9], FAUX, None), "siret_cle_fausse"),
        ("35600000000048", ("356000000", "35600000000048", None), None),
        ("35600000049837", ("356000000", "35600000049837", None), None),
        ("35600000049838", ("356000000", "35600000049838", None), "siret_cle_fausse"),
        ("1234567890123", ("012345678", "01234567890123", None), "siret_zero_perdu"),
        ("00000000000000", (None, None, None), "acheteur_inutilisable"),
        ("000000000", (None, None, None), "acheteur_inutilisable"),
        ("123", (None, None, None), "acheteur_inutilisable"),
        ('{"nom":"Sans numéro"}', (None, None, "Sans numéro"), "acheteur_inutilisable"),
        ("{}", (None, None, None), "acheteur_inutilisable"),
        ("٩٠٠٠٠٠٠١٢", (None, None, None), "acheteur_inutilisable"),
        ('{"id":{"id":"x"}}', (None, None, None), "acheteur_inutilisable"),
    ],
)
def test_a_buyer_is_a_siren_and_perhaps_a_siret_and_a_name(texte, attendu, anomalie):
    assert v.read_acheteur(texte) == v.Lu(attendu, anomalie)


@pytest.mark.parametrize("texte", VIDES)
@pytest.mark.parametrize(
    "read",
    [
        v.read_date,
        v.read_duree,
        v.read_entier,
        v.read_taux,
        v.read_booleen,
        v.read_cpv,
        v.read_lieu,
    ],
)
def test_what_says_nothing_is_unknown_not_wrong(read, texte):
    lu = read(texte)

    assert set(lu.valeurs) == {None}
    assert lu.anomalie == "non_renseigne"


@given(st.text(max_size=40))
@pytest.mark.parametrize("nom", sorted({r.dictionnaire.nom for r in REGLES}))
def test_no_text_makes_a_reader_fail(nom, texte):
    dictionnaire = next(r.dictionnaire for r in REGLES if r.dictionnaire.nom == nom)

    lu = dictionnaire.read(texte)

    assert len(lu.valeurs) == len(dictionnaire.types)
    if all(valeur is None for valeur in lu.valeurs) and texte.strip() and nom != "liste":
        assert lu.anomalie, "an unknown value says why"


@given(st.dates(date(plausibilite_decp.ANNEE_MIN, 1, 1), date(plausibilite_decp.ANNEE_MAX, 12, 31)))
def test_every_day_of_the_range_is_read_in_its_three_common_forms(jour):
    assert v.read_date(jour.isoformat()) == v.Lu((jour,))
    assert v.read_date(f"{jour:%d/%m/%Y}").valeurs == (jour,)
    assert v.read_date(f"{jour:%Y%m%d}").valeurs == (jour,)
