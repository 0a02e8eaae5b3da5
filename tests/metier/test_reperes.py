from spaser.donnees.indicateurs import fiches
from spaser.metier.reperes import list_reperes, load_reperes


def test_national_values_speak_of_known_indicators_and_say_their_base():
    codes = {fiche.code for fiche in fiches()}

    assert {repere.indicateur for repere in load_reperes()} <= codes
    assert all(repere.base and repere.source.url for repere in load_reperes())


def test_the_latest_national_value_comes_first():
    assert [(repere.annee, repere.part) for repere in list_reperes("ENV-01")] == [
        (2024, 0.72),
        (2022, 0.292),
        (2021, 0.187),
        (2019, 0.158),
    ]
