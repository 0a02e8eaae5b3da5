"""A diagnosis on paper and in a spreadsheet."""

from datetime import date

import pytest

from spaser.documents.autodiagnostic import (
    Cadre,
    describe_scores,
    list_onglets_diagnostic,
    tell_repartition,
    tell_score,
    write_document_diagnostic,
)
from spaser.documents.document import Figure, Paragraphe, Tableau, walk_blocs
from spaser.regles.autodiagnostic import Score, spread
from spaser.regles.conclusions import conclude
from tests.regles.autodiagnostic.fabrique import CODES, QUESTIONNAIRE, all_at, make_points

CADRE = Cadre(titre="Autodiagnostic", sous_titre="Val-Fictif", jour=date(2026, 11, 24), mention="")


@pytest.mark.parametrize(
    ("valeur", "texte"), [(48.75, "48,75"), (62.5, "62,5"), (50.0, "50"), (None, "")]
)
def test_a_score_keeps_the_decimals_it_needs(valeur, texte):
    assert tell_score(valeur) == texte


@pytest.mark.parametrize(
    ("score", "phrase"),
    [
        (Score(points=39, repondues=20, questions=20), "A : 48,75 sur 100."),
        (Score(points=38, repondues=19, questions=20), "A : 50 sur 100, entre 47,5 et 52,5."),
        (Score(points=0, repondues=0, questions=20), "A : non connu."),
    ],
)
def test_a_score_is_told_with_what_is_not_known(score, phrase):
    assert describe_scores([("A", score)]).replace("\u00a0", " ") == phrase


def _blocs(reponses, genre):
    bilan = conclude(QUESTIONNAIRE, reponses)
    document = write_document_diagnostic(bilan, CADRE)
    return [bloc for bloc in walk_blocs(document) if isinstance(bloc, genre)]


def test_the_document_says_the_result_of_the_brief():
    premier = _blocs(make_points(39), Paragraphe)[0].contenu.replace("\u00a0", " ")

    assert "Score : 48,75 sur 100." in premier
    assert "Profil : Administratif." in premier


def test_the_document_draws_what_is_not_known():
    reponses = all_at(2)
    del reponses[CODES[0]]
    (figure,) = _blocs(reponses, Figure)

    assert figure.svg.count("g-hachures") == 1
    assert "entre 37,5 et 62,5" in figure.alt


def test_every_question_is_in_the_tables():
    tableaux = _blocs(all_at(1), Tableau)

    assert sum(len(t.lignes) for t in tableaux) == 5 + 20


def test_the_spreadsheet_holds_answers_and_bounds():
    resultat, reponses, suites = list_onglets_diagnostic(
        conclude(QUESTIONNAIRE, make_points(39)), CADRE
    )

    assert ("Score sur 100", 48.75, 48.75, 48.75) in list(resultat.lignes)
    assert len(list(reponses.lignes)) == 20
    assert len(list(suites.lignes)) == 5


def test_a_spread_is_told_in_words():
    repartition = spread(QUESTIONNAIRE, [{CODES[0]: 1}, {CODES[0]: 3}, {CODES[0]: 1}, {}])[0]

    assert tell_repartition(repartition).replace("\u00a0", " ").replace("\u202f", " ") == (
        "2 au niveau 1 ; 1 au niveau 3 ; 1 sans réponse"
    )
