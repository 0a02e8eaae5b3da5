import re
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from spaser.contenus.faits import Faits, find_fait, load_sujets, read_from
from spaser.moteur.indicateurs import fiches
from spaser.regles import reperes
from spaser.regles.reperes import (
    ObjectifDeclare,
    ViseeDeclaree,
    gather_visees,
    list_nationales,
    list_reperes,
    load_nationales,
)

PLAN = "Cible d’un plan national"
NATION = "À l’échelle nationale"
NATION_EN_VALEUR = "À l’échelle nationale, en valeur"
MINISTERES = "Les seuls ministères"
VISES = "visés pour 2025 (marchés de l’année, toute considération)"
DES_MINISTERES = "en 2024 (considérations des seuls ministères)"
CLAUSES = "(clauses seules, dès 90 000 € HT)"
TITULAIRES = "(titulaires des marchés dès 90 000 € HT)"
RIEN_DE_PLUS = "Rien de plus récent n’a été trouvé."


def connues(indicateur, variante="nombre", qui="part"):
    return [
        (v.annee, v.part)
        for v in list_nationales(indicateur)
        if (v.variante, v.qui) == (variante, qui)
    ]


def test_national_values_speak_of_known_indicators_and_say_their_base():
    codes = {fiche.code for fiche in fiches()}

    assert {valeur.indicateur for valeur in load_nationales()} <= codes
    assert all(valeur.base and valeur.source.url for valeur in load_nationales())


def test_national_values_come_latest_first_and_a_year_not_found_stays_empty():
    assert connues("ENV-01") == [
        (2023, None), (2022, 0.292), (2021, 0.187), (2020, 0.17), (2019, 0.158),
    ]  # fmt: skip
    assert connues("SOC-01") == [
        (2023, 0.187), (2022, 0.223), (2021, 0.132), (2020, None), (2019, 0.125),
    ]  # fmt: skip
    assert connues("ECO-01", "montant") == [(2023, 0.272), (2022, 0.295)]
    assert connues("SOC-01", qui="part_ministeres") == [(2024, 0.41)]


def test_every_gap_says_why():
    assert {(v.indicateur, v.annee): v.manque for v in load_nationales() if v.part is None} == {
        ("SOC-01", 2020): "Chiffre non trouvé.",
        ("ENV-01", 2023): "Dite stable par rapport à 2022, chiffre non lu.",
    }


@pytest.mark.parametrize(
    ("indicateur", "variante", "annee", "attendus"),
    [
        ("SOC-01", "nombre", 2025, [(PLAN, 0.3, VISES), (NATION, 0.187, f"en 2023 {CLAUSES}"),
                                    (MINISTERES, 0.41, DES_MINISTERES)]),
        ("ENV-01", "nombre", 2026, [(PLAN, 1.0, VISES), (NATION, 0.292, f"en 2022 {CLAUSES}"),
                                    (MINISTERES, 0.72, DES_MINISTERES)]),
        ("ENV-01", "nombre", None, [(PLAN, 1.0, VISES), (NATION, 0.292, f"en 2022 {CLAUSES}"),
                                    (MINISTERES, 0.72, DES_MINISTERES)]),
        ("ENV-01", "nombre", 2021, [(NATION, 0.187, f"en 2021 {CLAUSES}"),
                                    (MINISTERES, 0.72, DES_MINISTERES)]),
        ("SOC-02", "montant", 2025, [(NATION_EN_VALEUR, 0.173, f"en 2019 {CLAUSES}")]),
        ("ENV-02", "montant", 2025, [(NATION_EN_VALEUR, 0.188, f"en 2019 {CLAUSES}")]),
        ("ECO-01", "nombre", 2025, [(NATION, 0.599, f"en 2023 {TITULAIRES}")]),
        ("ECO-01", "montant", 2022, [(NATION_EN_VALEUR, 0.295, f"en 2022 {TITULAIRES}")]),
        ("ECO-01", "nombre", 2019, [(NATION, 0.608, f"en 2022 {TITULAIRES}")]),
        ("SOC-13", "nombre", 2025, []),
        ("SOC-01", "montant", 2025, []),
        ("VOL-01", "total", 2025, []),
    ],
)  # fmt: skip
def test_a_rate_has_its_yardsticks_in_order(indicateur, variante, annee, attendus):
    trouves = list_reperes(indicateur, variante, annee)

    assert [(r.nom, r.part, r.quand.replace("\u00a0", " ")) for r in trouves] == attendus
    assert all(r.base and r.source.url for r in trouves)


@pytest.mark.parametrize(
    ("indicateur", "annee", "reserve"),
    [
        ("SOC-01", 2023, ""),
        ("SOC-01", 2025, RIEN_DE_PLUS),
        ("SOC-01", None, RIEN_DE_PLUS),
        ("SOC-01", 2020, "Aucune valeur de 2020 n’a été trouvée."),
        ("SOC-01", 2018, "Aucune valeur de 2018 n’a été trouvée."),
        ("ENV-01", 2023,
         f"2023 : dite stable par rapport à 2022, chiffre non lu. {RIEN_DE_PLUS}"),
        ("ENV-01", 2025,
         f"2023 : dite stable par rapport à 2022, chiffre non lu. {RIEN_DE_PLUS}"),
    ],
)  # fmt: skip
def test_a_national_value_of_another_year_says_so(indicateur, annee, reserve):
    [national] = [r for r in list_reperes(indicateur, "nombre", annee) if r.nom == NATION]

    assert national.reserve == reserve


def test_the_target_of_a_plan_is_said_to_be_past_and_no_law():
    plan = list_reperes("SOC-01", "nombre", 2025)[0]

    assert plan.mention == "Échéance passée, suite non connue."
    assert "non d’une loi" in plan.reserve


def test_what_the_buyer_aims_at_comes_first_in_its_own_words():
    sien = ObjectifDeclare(
        enonce="40 % en 2028", ou="Votre grille d’indicateurs", adresse="/grille/"
    )

    seul = list_reperes("SOC-13", "nombre", 2025, [sien])
    tous = list_reperes("SOC-01", "nombre", 2025, [sien])

    assert [(r.texte, r.part, r.adresse) for r in seul] == [("40 % en 2028", None, "/grille/")]
    assert [r.nom for r in tous] == ["Votre objectif", PLAN, NATION, MINISTERES]
    assert list_reperes("VOL-01", "total", 2025, [sien]) == seul


def test_a_fact_that_nobody_could_read_gives_no_yardstick(monkeypatch):
    def perdu(code):
        return msgspec.structs.replace(find_fait(code), confiance="D", morte_le=date(2026, 11, 1))

    monkeypatch.setattr(reperes, "find_fait", perdu)

    noms = [r.nom for r in list_reperes("SOC-01", "nombre", 2025)]
    assert noms == [NATION, MINISTERES]


def test_a_national_value_that_is_not_sure_is_left_out():
    faits = load_sujets()["resultats-nationaux"]
    douteux = tuple(
        msgspec.structs.replace(f, confiance="C") if f.code == "RECENSEMENT-2023" else f
        for f in faits
    )
    lus = Faits({**load_sujets(), "resultats-nationaux": douteux})

    with read_from(lambda: lus):
        assert connues("SOC-01")[0] == (2022, 0.223)


def test_no_share_of_others_is_told_without_what_it_is_counted_on():
    codes = {valeur.indicateur for valeur in load_nationales()}
    quands = [
        r.quand.replace("\u00a0", " ")
        for code in sorted(codes)
        for variante in ("nombre", "montant")
        for annee in (None, *range(2018, 2027))
        for r in list_reperes(code, variante, annee)
    ]

    assert "en 2023 (clauses seules, dès 90 000 € HT)" in quands
    assert [q for q in quands if not re.fullmatch(r"(en|visés pour) 20\d\d \([^()]+\)", q)] == []


CAS = [
    # what is published, the base of one's own target, what is told: n, bounds, median, base, years
    ([20, 30, 40, 60], "nombre", []),  # four: nothing
    ([20, 30, 40, 60, 45], "nombre", [(5, 20, 60, 40, "nombre")]),
    ([20, 30, 40, 60, 45, 50], "nombre", [(6, 20, 60, Decimal("42.5"), "nombre")]),
    ([20, 30, 40, 60, 45], "montant", []),  # another base
    ([20, 30, 40, 60, 45], "", [(5, 20, 60, 40, "nombre")]),  # no base of one's own yet: theirs
    ([30] * 5, "nombre", [(5, 30, 30, 30, "nombre")]),
]


def declare(rang, valeur, **champs):
    return ViseeDeclaree(
        **{
            "acheteur": f"{rang}", "indicateur": "SOC-01", "valeur": Decimal(valeur), "unite": "%",
            "base": "nombre", "annee": 2029,
        } | champs
    )  # fmt: skip


def tell(visees, base="nombre", unite="%", indicateur="SOC-01"):
    return [
        (une.n, une.bas, une.haut, une.mediane, une.base)
        for une in gather_visees(visees, indicateur, unite, base, 2026)
    ]


@pytest.mark.parametrize(("valeurs", "base", "attendu"), CAS)
def test_what_others_aim_at_is_told_from_five_buyers_on_and_on_one_base(valeurs, base, attendu):
    visees = [declare(rang, valeur) for rang, valeur in enumerate(valeurs)]

    assert tell(visees, base) == attendu


@pytest.mark.parametrize(
    ("champs", "raison"),
    [
        ({"indicateur": "ENV-01"}, "another indicator"),
        ({"unite": "heures"}, "another unit"),
        ({"base": "montant"}, "another base"),
        ({"base": "paye"}, "paid spend is no amount of contracts"),
        ({"base": ""}, "a rate of nobody knows what"),
        ({"annee": 2025}, "a year that is past"),
        ({"acheteur": "0"}, "a buyer that is counted already"),
    ],
)
def test_a_target_that_is_not_the_same_makes_no_fifth_buyer(champs, raison):
    visees = [declare(rang, 30) for rang in range(4)]

    assert tell([*visees, declare(4, 90, **champs)]) == [], raison
    assert tell([*visees, declare(4, 90)]) == [(5, 30, 90, 30, "nombre")]


def test_a_buyer_counts_once_for_its_last_year_and_years_are_told():
    visees = [declare(rang, 30, annee=2027 + rang) for rang in range(5)]
    (dites,) = gather_visees([declare(0, 90, annee=2026), *visees], "SOC-01", "%", "nombre", 2026)

    assert (dites.n, dites.haut, dites.annees) == (5, 30, (2027, 2031))


def test_what_is_no_rate_is_compared_in_its_unit_whatever_its_base():
    heures = {"indicateur": "SOC-07", "unite": "Heures", "base": "", "annee": None}
    visees = [declare(rang, 1000 * rang, **heures) for rang in range(1, 6)]

    assert tell(visees, "", "heures", "SOC-07") == [(5, 1000, 5000, 3000, "")]
    assert tell(visees, "", "tonnes", "SOC-07") == []
