import pytest

from spaser.regles.indicateurs import (
    Concessions,
    Organisme,
    Perimetre,
    ReponsePerimetre,
    describe_couverture,
)

REPONDU = {
    "budgets_annexes": ReponsePerimetre.NON,
    "coordonnateur": ReponsePerimetre.NON,
    "membre": ReponsePerimetre.NON,
    "centrales": ReponsePerimetre.NON,
}


def test_nothing_answered_leaves_everything_to_say():
    etendue = describe_couverture(None)

    assert len(etendue.ignore) == 4
    assert etendue.resume == "Marchés publiés sous ce SIREN, périmètre à préciser."


def test_everything_answered_no_misses_nothing():
    assert describe_couverture(Perimetre(**REPONDU)).resume == "Marchés publiés sous ce SIREN."


@pytest.mark.parametrize(
    ("reponses", "resume"),
    [
        ({"coordonnateur": ReponsePerimetre.OUI}, "y compris des achats pour d’autres acheteurs"),
        ({"membre": ReponsePerimetre.OUI}, "sans une partie de vos achats"),
        (
            {"membre": ReponsePerimetre.OUI, "centrales": ReponsePerimetre.OUI},
            "sans plusieurs parties de vos achats",
        ),
        ({"organismes": (Organisme("001010024", "CCAS"),)}, "sans une partie de vos achats"),
    ],
)
def test_each_answer_is_told_under_the_figures(reponses, resume):
    etendue = describe_couverture(Perimetre(**REPONDU | reponses))

    assert etendue.resume == f"Marchés publiés sous ce SIREN, {resume}."


@pytest.mark.parametrize(
    ("choix", "nombre", "manque"),
    [
        (Concessions.HORS, 0, ()),
        (
            Concessions.HORS,
            2,
            ("Vos concessions (2 publiées) : elles n’entrent dans aucun taux.",),
        ),
        (Concessions.A_COTE, 2, ()),
    ],
)
def test_concessions_are_missed_only_when_there_are_some(choix, nombre, manque):
    assert describe_couverture(Perimetre(**REPONDU, concessions=choix), nombre).manque == manque


def test_concessions_shown_beside_are_told_apart():
    etendue = describe_couverture(Perimetre(**REPONDU, concessions=Concessions.A_COTE), 1)

    assert etendue.compris[-1] == "À côté, hors des taux : vos concessions (1 publiée)."
