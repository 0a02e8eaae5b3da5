"""Axes and indicators as people paste them: read, or told where and how to mend them."""

from decimal import Decimal

import pytest

from spaser.regles.publication import IndicateurEcrit, read_indicateurs, read_titres


def test_titles_lose_their_bullets_and_come_once():
    colle = "1. Acheter sobre\n\n- Acheter  solidaire\n• Acheter sobre\n3) Piloter\n2030 en vue"

    assert read_titres(colle) == ["Acheter sobre", "Acheter solidaire", "Piloter", "2030 en vue"]


@pytest.mark.parametrize(
    ("ligne", "lu"),
    [
        ("Heures d’insertion", IndicateurEcrit("Heures d’insertion")),
        (
            "Heures ; heures ; 12 000 ; 2028",
            IndicateurEcrit("Heures", "heures", Decimal(12000), 2028),
        ),
        ("Bio\t%\t30 %\t2027", IndicateurEcrit("Bio", "%", Decimal(30), 2027)),
        ("Bio ; ; 30 % ; 2027", IndicateurEcrit("Bio", "%", Decimal(30), 2027)),
        ("Bio ; % ; 0,3 ; 2027", IndicateurEcrit("Bio", "%", Decimal(30), 2027)),
        ("- Budget ; € ; 12 k€ ; 2027", IndicateurEcrit("Budget", "€", Decimal(12000), 2027)),
        ("Formés ; agents ; ; ", IndicateurEcrit("Formés", "agents")),
    ],
)
def test_a_line_gives_an_indicator_its_unit_and_its_target(ligne, lu):
    assert read_indicateurs(f"\n{ligne}\n") == ([lu], [])


def test_a_target_that_is_not_read_as_it_is_written_says_so():
    [[part, taux], _] = read_indicateurs("Bio ; % ; 0,3 ; 2027\nVert ; % ; 30 ; 2027")

    assert (part.remarque, taux.remarque) == ("« 0,3 » est lu comme 30 %.", "")


@pytest.mark.parametrize(
    ("ligne", "faute"),
    [
        ("; heures ; 12 ; 2028", "il manque le nom"),
        ("Bio ; % ; beaucoup ; 2028", "n’est pas une valeur lisible"),
        ("Bio ; % ; 120 % ; 2028", "un taux va de 0 à 100"),
        ("Bio ; % ; 30 % ; bientôt", "n’est pas une année"),
        ("Bio ; % ; 30 %", "il manque l’année"),
        ("a ; b ; 1 ; 2028 ; e", "plus de quatre parties"),
        ("n" * 301, "dépasse 300 signes"),
    ],
)
def test_every_fault_is_told_with_its_line(ligne, faute):
    lus, fautes = read_indicateurs(f"Heures\n\n{ligne}")

    assert lus == [IndicateurEcrit("Heures")]
    assert len(fautes) == 1
    assert fautes[0].startswith("Ligne 3 : ")
    assert faute in fautes[0]
