"""Whether a duty binds a buyer: a table of cases."""

import pytest

from spaser.regles.assujettissement import Assujettissement, NatureAcheteur, Territoire
from spaser.regles.obligations import AcheteurConnu, Portee, concerns_etape, weigh
from tests.regles.obligations.fabrique import day, make_obligation

N = NatureAcheteur
OUI, DOUTE, NON = Portee.CONCERNE, Portee.A_VERIFIER, Portee.NON
HABITANTS = {"fait": "habitants", "plus_de": 50000, "natures": ["commune"]}
AU_MOINS = {"fait": "habitants", "au_moins": 2000}
SPASER = {"fait": "spaser"}


def ask(champs, acheteur, jour="2026-11-24"):
    return weigh(make_obligation(**champs), AcheteurConnu(**acheteur), day(jour))


@pytest.mark.parametrize(
    ("champs", "acheteur", "portee"),
    [
        # Kinds of buyer
        ({}, {"nature": N.HOPITAL}, OUI),
        ({}, {}, OUI),
        ({}, {"nature": N.INCONNUE}, DOUTE),
        ({}, {"nature": N.HORS_CODE}, NON),
        ({"natures": ["etat"]}, {"nature": N.ETAT}, OUI),
        ({"natures": ["etat"]}, {"nature": N.COMMUNE}, NON),
        ({"natures": ["etat"]}, {}, DOUTE),
        ({"natures": ["etat"]}, {"nature": N.INCONNUE}, DOUTE),
        ({"natures": ["etat"], "natures_a_verifier": ["hopital"]}, {"nature": N.HOPITAL}, DOUTE),
        # More than 50 000 inhabitants, for communes only
        ({"conditions": [HABITANTS]}, {"nature": N.COMMUNE, "habitants": 50_000}, NON),
        ({"conditions": [HABITANTS]}, {"nature": N.COMMUNE, "habitants": 50_001}, OUI),
        ({"conditions": [HABITANTS]}, {"nature": N.COMMUNE}, DOUTE),
        ({"conditions": [HABITANTS]}, {"nature": N.REGION, "habitants": 10}, OUI),
        ({"conditions": [AU_MOINS]}, {"nature": N.COMMUNE, "habitants": 2_000}, OUI),
        ({"conditions": [AU_MOINS]}, {"nature": N.COMMUNE, "habitants": 1_999}, NON),
        ({"conditions": [AU_MOINS]}, {"nature": N.COMMUNE, "habitants": 0}, NON),
        # The SPASER
        ({"conditions": [SPASER]}, {"nature": N.COMMUNE, "spaser": Assujettissement.OBLIGE}, OUI),
        (
            {"conditions": [SPASER]},
            {"nature": N.COMMUNE, "spaser": Assujettissement.NON_OBLIGE},
            NON,
        ),
        (
            {"conditions": [SPASER]},
            {"nature": N.COMMUNE, "spaser": Assujettissement.INDETERMINE},
            DOUTE,
        ),
        ({"conditions": [SPASER]}, {"nature": N.COMMUNE}, DOUTE),
        # What only the buyer knows, and territories whose law was not read
        ({"si": ["vous servez des repas"]}, {"nature": N.COMMUNE}, DOUTE),
        ({}, {"nature": N.COMMUNE, "territoire": Territoire.PACIFIQUE}, DOUTE),
        ({}, {"nature": N.COMMUNE, "territoire": Territoire.MAYOTTE}, OUI),
    ],
)
def test_the_rule(champs, acheteur, portee):
    assert ask(champs, acheteur)[0] is portee


def test_what_is_to_be_checked_is_named():
    champs = {"conditions": [HABITANTS], "si": ["vous servez des repas"]}

    assert ask(champs, {"nature": N.COMMUNE})[1] == (
        "si vous comptez plus de 50\u202f000 habitants",
        "si vous servez des repas",
    )
    assert ask({"conditions": [AU_MOINS]}, {})[1] == (
        "si vous comptez au moins 2\u202f000 habitants",
    )
    assert ask({"natures": ["etat"]}, {})[1] == ("la nature de votre structure",)


@pytest.mark.parametrize(
    ("jour", "portee"),
    [("2026-12-31", NON), ("2027-01-01", OUI), ("2029-12-31", OUI), ("2030-01-01", OUI)],
)
def test_a_condition_may_last(jour, portee):
    conditions = [
        {"fait": "habitants", "au_moins": 50000, "jusqu_a": "2026-12-31"},
        {"fait": "habitants", "au_moins": 5000, "depuis": "2027-01-01", "jusqu_a": "2029-12-31"},
    ]

    acheteur = {"nature": N.COMMUNE, "habitants": 20_000}
    assert ask({"conditions": conditions}, acheteur, jour)[0] is portee


@pytest.mark.parametrize(
    ("etape", "acheteur", "gardee"),
    [
        ({}, {"nature": N.COMMUNE}, True),
        ({"natures": ["etat"]}, {"nature": N.COMMUNE}, False),
        ({"natures": ["etat"]}, {"nature": N.ETAT}, True),
        ({"natures": ["etat"]}, {}, True),
        ({"natures": ["etat"]}, {"nature": N.INCONNUE}, True),
        ({"natures": ["etat"]}, {"nature": N.HOPITAL}, True),
        ({"moins_de": 2000}, {}, True),
        ({"moins_de": 2000}, {"habitants": 1_999}, True),
        ({"moins_de": 2000}, {"habitants": 2_000}, False),
        ({"territoires": ["mayotte"]}, {}, True),
        ({"territoires": ["mayotte"]}, {"territoire": Territoire.MAYOTTE}, True),
        ({"territoires": ["mayotte"]}, {"territoire": Territoire.METROPOLE}, False),
    ],
)
def test_a_step_of_others_is_left_out(etape, acheteur, gardee):
    obligation = make_obligation(
        etapes=[{"texte": "T."} | etape], natures_a_verifier=["hopital"], natures=["commune"]
    )

    assert concerns_etape(obligation.etapes[0], obligation, AcheteurConnu(**acheteur)) is gardee
