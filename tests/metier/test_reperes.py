from spaser.donnees.indicateurs import fiches
from spaser.metier.reperes import find_cible, list_reperes, load_reperes


def test_national_values_speak_of_known_indicators_and_say_their_base():
    codes = {fiche.code for fiche in fiches()}

    assert {repere.indicateur for repere in load_reperes()} <= codes
    assert all(repere.base and repere.source.url for repere in load_reperes())


def test_the_latest_national_value_comes_first():
    assert [(repere.annee, repere.part) for repere in list_reperes("ENV-01")] == [
        (2024, 0.72),
        (2022, 0.292),
        (2021, 0.187),
        (2020, 0.17),
        (2019, 0.158),
    ]
    assert [(repere.annee, repere.part) for repere in list_reperes("SOC-01")] == [
        (2024, 0.41),
        (2023, 0.187),
        (2022, 0.223),
        (2021, 0.132),
        (2019, 0.125),
    ]


def test_a_year_that_was_not_found_stays_empty_and_says_so():
    manques = {(r.indicateur, r.annee): r.manque for r in load_reperes() if r.part is None}

    assert set(manques) == {("SOC-01", 2020), ("ENV-01", 2023)}
    assert all(manques.values())


def test_values_in_euros_are_told_from_values_in_number():
    en_valeur = {(r.indicateur, r.annee, r.part) for r in load_reperes() if r.variante == "montant"}

    assert en_valeur == {
        ("SOC-02", 2019, 0.173),
        ("ENV-02", 2019, 0.188),
        ("ECO-01", 2022, 0.295),
        ("ECO-01", 2023, 0.272),
    }


def test_the_last_plan_known_gives_a_past_target():
    cible = find_cible("SOC-01")

    assert (cible.annee, cible.part) == (2025, 0.3)
    assert "suite non connue" in cible.enonce
    assert find_cible("ECO-01") is None
