"""The library says nothing that it cannot stand for."""

from collections import Counter

import pytest

from spaser.documents.bilan.donnees import CODES_PAYES
from spaser.elements import unaccent
from spaser.moteur.indicateurs.catalogue import PAR_CODE
from spaser.regles.indicateurs import (
    Consideration,
    RechercheIndicateurs,
    Rubrique,
    SousTheme,
    list_sous_themes,
    load_bibliotheque,
    search_indicateurs,
)
from spaser.regles.politiques import list_plans_de

BIBLIOTHEQUE = load_bibliotheque()
FICHES = BIBLIOTHEQUE.indicateurs
PLUSIEURS = {"ECO-10"}  # gathers two measures: its words are its own
SEULES = [f for f in FICHES if f.code in PAR_CODE and f.code not in PLUSIEURS]
COLONNES = {
    Consideration.CLAUSE_SOCIALE: "clause_sociale",
    Consideration.CRITERE_SOCIAL: "critere_social",
    Consideration.MARCHE_RESERVE: "reserve",
    Consideration.CLAUSE_ENVIRONNEMENTALE: "clause_environnementale",
    Consideration.CRITERE_ENVIRONNEMENTAL: "critere_environnemental",
}
DECLARANTES = [f for f in SEULES if f.considerations and f.code != "SOC-18"]  # its population
SANS_RECOMPTE = {"ENV-01", "ENV-02", "SOC-02", "SOC-06"}  # other columns, or euros
UNITES = {
    ("nombre",): {"% des marchés", "nombre et % des marchés"},
    ("montant",): {"% des montants"},
    ("nombre", "montant"): {"% des marchés et des montants", "nombre, euros et %"},
    ("montant", "total"): {"euros et % des montants"},
    ("moyenne",): {"offres par marché"},
    ("total",): {"nombre"},
}


def fold(texte):
    """Leave aside the apostrophe and the spaces, typed by hand here and there."""
    return unaccent(texte.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " "))


def test_there_are_sixty_nine_indicators_each_once():
    assert len(FICHES) == 69
    assert max(Counter(fiche.code for fiche in FICHES).values()) == 1
    assert max(Counter(fiche.libelle for fiche in FICHES).values()) == 1


@pytest.mark.parametrize("fiche", FICHES, ids=lambda fiche: fiche.code)
def test_an_indicator_says_where_it_comes_from(fiche):
    assert {"SOC": "social", "ENV": "environnement", "ECO": "economique", "GOV": "gouvernance"}[
        fiche.code[:3]
    ] == fiche.rubrique
    assert all(cle in BIBLIOTHEQUE.sources for cle in fiche.sources)
    assert fiche.statut == "propose" or fiche.sources or fiche.faits  # read somewhere
    assert fiche.statut != "legal" or fiche.faits


@pytest.mark.parametrize("fiche", FICHES, ids=lambda fiche: fiche.code)
def test_an_indicator_that_the_tool_computes_is_that_of_the_catalogue(fiche):
    assert set(fiche.calcul) <= set(PAR_CODE)
    if fiche.code in PAR_CODE:
        assert fiche.code in fiche.calcul
        assert fiche.statut == PAR_CODE[fiche.code].statut


def test_every_indicator_of_the_catalogue_on_a_theme_is_in_the_library():
    lies = {code for fiche in FICHES for code in fiche.calcul}
    du_catalogue = {code for code, i in PAR_CODE.items() if i.theme != "volume"}

    assert lies == du_catalogue


def test_the_four_lines_of_the_law_are_there():
    lignes = [BIBLIOTHEQUE.find(code) for code in ("SOC-01", "ENV-01", "SOC-13", "SOC-IN")]

    assert [(f.statut, f.droit, f.est_calcule) for f in lignes] == [
        ("legal", f.droit, True) for f in lignes
    ]
    assert all("Article L2111-3" in fiche.droit for fiche in lignes)


# One definition: the words of the library are those of the engine, which a worked example proves.


@pytest.mark.parametrize("fiche", SEULES, ids=lambda fiche: fiche.code)
def test_the_library_and_the_engine_say_the_same(fiche):
    indicateur = PAR_CODE[fiche.code]

    assert fold(fiche.libelle) == fold(indicateur.libelle)
    assert fold(fiche.formule) == fold(indicateur.methode)
    assert fiche.faits == indicateur.faits
    assert fiche.unite in UNITES[indicateur.variantes]


@pytest.mark.parametrize("fiche", DECLARANTES, ids=lambda fiche: fiche.code)
def test_the_considerations_of_the_library_are_those_that_the_engine_counts(fiche):
    """The worked example, counted again from what the library says."""
    exemple = PAR_CODE[fiche.code].exemple
    contrats = [dict(zip(exemple.colonnes, ligne, strict=True)) for ligne in exemple.marches]
    attendu = next((a for a in exemple.attendus if a.variante == "nombre"), None)
    colonnes = [COLONNES[consideration] for consideration in fiche.considerations]
    if attendu is None or not set(colonnes) <= set(exemple.colonnes):
        assert fiche.code in SANS_RECOMPTE
        return
    compte = all if fiche.code == "ENV-05" else any
    dans_la_population = [c for c in contrats if _is_inside(fiche.code, c)]

    assert sum(compte(c[nom] for nom in colonnes) for c in dans_la_population) == attendu.numerateur


def _is_inside(code, contrat):
    """Above the threshold of the example, for the one indicator whose population needs it."""
    if code != "SOC-20":
        return True
    seuil = 5_404_000 if contrat["categorie"] == "travaux" else 216_000
    return contrat["montant_utile"] >= seuil


def test_what_is_counted_on_spend_has_the_name_of_its_definition():
    assert {code for code in CODES_PAYES if not BIBLIOTHEQUE.find(code)} == set()


def test_the_spend_of_the_department_is_not_about_head_offices():
    fiche = BIBLIOTHEQUE.find("ECO-03")

    assert "département" in fiche.formule
    assert "siège" not in fiche.formule


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
