"""The library says nothing that it cannot stand for."""

from collections import Counter

import pytest

from spaser.donnees.indicateurs.catalogue import PAR_CODE
from spaser.metier.indicateurs import (
    Consideration,
    RechercheIndicateurs,
    Rubrique,
    SousTheme,
    list_sous_themes,
    load_bibliotheque,
    search_indicateurs,
)
from spaser.metier.politiques import list_plans_de

BIBLIOTHEQUE = load_bibliotheque()
FICHES = BIBLIOTHEQUE.indicateurs


def test_there_are_sixty_eight_indicators_each_once():
    assert len(FICHES) == 68
    assert max(Counter(fiche.code for fiche in FICHES).values()) == 1
    assert max(Counter(fiche.libelle for fiche in FICHES).values()) == 1


@pytest.mark.parametrize("fiche", FICHES, ids=lambda fiche: fiche.code)
def test_an_indicator_says_where_it_comes_from(fiche):
    assert {"SOC": "social", "ENV": "environnement", "ECO": "economique", "GOV": "gouvernance"}[
        fiche.code[:3]
    ] == fiche.rubrique
    assert all(cle in BIBLIOTHEQUE.sources for cle in fiche.sources)
    assert fiche.statut == "propose" or fiche.sources  # law and practice are read somewhere
    assert fiche.statut != "legal" or fiche.droit


@pytest.mark.parametrize("fiche", FICHES, ids=lambda fiche: fiche.code)
def test_an_indicator_that_the_tool_computes_is_that_of_the_catalogue(fiche):
    assert set(fiche.calcul) <= set(PAR_CODE)
    if fiche.code in PAR_CODE:
        assert fiche.code in fiche.calcul
        assert fiche.statut == PAR_CODE[fiche.code].statut


def test_every_indicator_of_the_catalogue_on_a_theme_is_in_the_library():
    lies = {code for fiche in FICHES for code in fiche.calcul}
    hors_bibliotheque = {"SOC-IN", "SOC-20-critere"}  # twins that the law or the method adds
    du_catalogue = {code for code, i in PAR_CODE.items() if i.theme != "volume"}

    assert du_catalogue - lies == hors_bibliotheque


def test_every_source_serves():
    citees = {cle for fiche in FICHES for cle in fiche.sources}

    assert set(BIBLIOTHEQUE.sources) == citees
    assert all(s.url.startswith("http") for s in BIBLIOTHEQUE.sources.values())


def test_every_theme_has_an_indicator_and_every_consideration_too():
    assert {fiche.sous_theme for fiche in FICHES} == set(SousTheme)
    assert {c for fiche in FICHES for c in fiche.considerations} == set(Consideration)
    assert sum(len(list_sous_themes(rubrique)) for rubrique in Rubrique) == len(SousTheme)


@pytest.mark.parametrize(
    ("demande", "attendus"),
    [
        (RechercheIndicateurs(texte="déchets chantier"), ["ENV-22"]),
        (RechercheIndicateurs(texte="SOC-13"), ["SOC-13"]),
        (RechercheIndicateurs(rubrique=Rubrique.GOUVERNANCE, statut="legal"), ["GOV-07"]),
        (RechercheIndicateurs(sous_theme=SousTheme.INNOVATION, calcule=True), ["ECO-11"]),
        (RechercheIndicateurs(texte="rien de tel"), []),
    ],
)
def test_indicators_are_found_by_words_and_by_what_they_are(demande, attendus):
    assert [fiche.code for fiche in search_indicateurs(FICHES, demande)] == attendus


def test_the_plans_that_an_indicator_serves_are_found():
    assert "PCAET" in {plan.code for plan in list_plans_de("ENV-17")}
