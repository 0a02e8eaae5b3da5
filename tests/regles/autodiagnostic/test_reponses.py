"""The code of the answers: there and back, and told when it cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.autodiagnostic import ErreurCode, load_questionnaires, read_code, write_code
from tests.regles.autodiagnostic.fabrique import CODES, QUESTIONNAIRE

CODE = "1-4320-x112-0000-1234-4444"


@given(st.dictionaries(st.sampled_from(CODES), st.integers(0, 4)))
def test_answers_come_back_as_they_went(reponses):
    code = write_code(QUESTIONNAIRE, reponses)

    assert read_code(code, load_questionnaires()) == (QUESTIONNAIRE, reponses)


def test_a_code_reads_as_four_signs_a_rubric():
    questionnaire, reponses = read_code(CODE, load_questionnaires())

    assert write_code(questionnaire, reponses) == CODE
    assert reponses["politique-ecrite"] == 4
    assert "plan-action" not in reponses


@pytest.mark.parametrize("code", [" 1-4320X11200001234 4444 ", "1-4320.x112.0000.1234.4444"])
def test_a_code_typed_by_hand_is_forgiven_its_signs(code):
    assert read_code(code, load_questionnaires())[1] == read_code(CODE, load_questionnaires())[1]


@pytest.mark.parametrize(
    ("code", "dit"),
    [
        ("", "n’est pas celui d’un autodiagnostic"),
        ("bonjour", "n’est pas celui d’un autodiagnostic"),
        ("²-0", "n’est pas celui d’un autodiagnostic"),
        ("9-4320-x112-0000-1234-4444", "version 9 du questionnaire"),
        ("1-4320", "compte 4 réponses au lieu de 20"),
        ("1-" + "0" * 500, "compte 98 réponses au lieu de 20"),
        ("1-4320-x112-0700-1234-4444", "réponse 10 du code est «\u00a07\u00a0»"),
        ("1-4320-x112-0²00-1234-4444", "réponse 10 du code est «\u00a0²\u00a0»"),
    ],
)
def test_what_cannot_be_read_is_explained(code, dit):
    with pytest.raises(ErreurCode, match=dit):
        read_code(code, load_questionnaires())
