"""A few indicators to discuss first, each with its reasons."""

import pytest

from spaser.regles.grille import Contexte, judge_lignes, load_plafonds, suggest
from spaser.regles.indicateurs import Frequence, Raison, Rubrique, SousTheme, load_bibliotheque
from spaser.site.plan.models.actions import ContenuLigne

BIBLIOTHEQUE = load_bibliotheque()
FICHES = BIBLIOTHEQUE.indicateurs


def codes(suggestions):
    return [suggestion.fiche.code for suggestion in suggestions]


def test_without_anything_known_the_law_speaks_alone():
    suggestions = suggest(FICHES, Contexte(), 8)

    assert len(suggestions) == 8
    assert {s.fiche.statut for s in suggestions} == {"legal"}
    assert all(s.raisons[0].startswith("Il répond à un texte : ") for s in suggestions)


def test_no_row_takes_all_the_places():
    raisons = [Raison("Un plan", sous_themes=tuple(SousTheme))]
    rubriques = [s.fiche.rubrique for s in suggest(FICHES, Contexte(raisons=raisons), 8)]

    assert max(rubriques.count(rubrique) for rubrique in Rubrique) == 3


def test_a_plan_that_names_an_indicator_brings_it_up_with_its_name():
    raisons = [Raison("Votre plan le cite", ("ENV-15",), schema="Numérique 2024")]
    premiere = suggest(FICHES, Contexte(raisons=raisons), 20, Rubrique.ENVIRONNEMENT)
    (citee,) = [s for s in premiere if s.fiche.code == "ENV-15"]

    assert citee.raisons == ("Votre plan le cite.",)
    assert citee.schemas == ("Numérique 2024",)


def test_a_plan_gives_one_reason_the_most_precise():
    raisons = [
        Raison("Un objectif le cite", ("ENV-17",), schema="PCAET"),
        Raison("Le plan touche ce thème", ("ENV-17",), (SousTheme.CLIMAT,), schema="PCAET"),
    ]
    suggestions = suggest(FICHES, Contexte(raisons=raisons), 30, Rubrique.ENVIRONNEMENT)
    (citee,) = [s for s in suggestions if s.fiche.code == "ENV-17"]

    assert citee.raisons == ("Un objectif le cite.",)


def test_figures_that_are_there_already_count():
    suggestions = suggest(FICHES, Contexte(calcules={"ECO-01"}), 8, Rubrique.ECONOMIQUE)

    assert codes(suggestions) == ["ECO-01"]
    assert "rien à saisir" in suggestions[0].raisons[0]


def test_what_is_in_the_grid_is_not_suggested_again():
    assert "SOC-01" not in codes(suggest(FICHES, Contexte(deja={"SOC-01"}), 68))


@pytest.mark.parametrize(
    ("calcules", "a_la_main", "depasses"),
    [(0, 0, 0), (9, 6, 0), (9, 7, 2), (8, 7, 1), (16, 0, 1)],
)
def test_the_list_is_judged_by_its_length_and_by_what_is_found_by_hand(
    calcules, a_la_main, depasses
):
    lignes = [ContenuLigne(rubrique=Rubrique.SOCIAL, code="SOC-01")] * calcules
    lignes += [ContenuLigne(rubrique=Rubrique.SOCIAL, code="SOC-07")] * a_la_main
    avis = judge_lignes(lignes, BIBLIOTHEQUE)

    assert (avis.total, avis.a_la_main) == (calcules + a_la_main, a_la_main)
    assert len(avis.depasses) == depasses


def test_an_indicator_of_ones_own_is_found_by_hand():
    assert judge_lignes(
        [ContenuLigne(rubrique=Rubrique.SOCIAL, indicateur="Le nôtre")], BIBLIOTHEQUE
    ).a_la_main


def test_a_line_is_complete_with_somebody_a_rhythm_and_a_source():
    complete = ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        responsable="Achats",
        frequence=Frequence.ANNUELLE,
        source="DECP",
    )

    assert (
        judge_lignes([complete, ContenuLigne(rubrique=Rubrique.SOCIAL)], BIBLIOTHEQUE).incompletes
        == 1
    )


def test_each_mark_says_why():
    reperes = load_plafonds()

    assert (reperes.total.nombre, reperes.saisie.nombre, reperes.suggestions.nombre) == (15, 6, 8)
    assert all(r.raison for r in (reperes.total, reperes.saisie, reperes.suggestions))
    assert reperes.saisie.source is not None


def test_an_indicator_that_somebody_named_is_never_crowded_out():
    sociaux = [f.code for f in FICHES if f.rubrique is Rubrique.SOCIAL]
    raisons = [
        Raison("Un objectif le cite", ("SOC-07",), schema="PTI", precise=True),
        Raison("Votre plan touche ce thème", tuple(sociaux), tuple(SousTheme), schema="PTI"),
    ]
    premiere, *autres = suggest(FICHES, Contexte(raisons=raisons), 8)

    assert (premiere.fiche.code, premiere.nommee) == ("SOC-07", True)
    assert [s.fiche.rubrique for s in autres].count(Rubrique.SOCIAL) == 2
