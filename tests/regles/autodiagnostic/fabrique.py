"""Answers to the questionnaire, by their points."""

from spaser.regles.autodiagnostic import load_questionnaire

QUESTIONNAIRE = load_questionnaire()
CODES = [question.code for question in QUESTIONNAIRE.questions]


def all_at(niveau, **autres):
    return dict.fromkeys(CODES, niveau) | {k.replace("_", "-"): v for k, v in autres.items()}


def make_points(points):
    """Spread points as evenly as can be over the twenty questions."""
    return {code: points // 20 + (rang < points % 20) for rang, code in enumerate(CODES)}
