"""What each question is about, in the few words of a document, and where its next steps belong.

A document speaks of the buyer; a question speaks to it.
"""

from __future__ import annotations

from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.metier.indicateurs import Rubrique


class SujetDeQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question by its code: its title, its axis, its chapter of the operational approach."""

    question: str
    titre: str
    axe: Rubrique
    chapitre: str


@cache
def load_sujets_de_questions() -> dict[str, SujetDeQuestion]:
    lus = read_contenu("autodiagnostic/sujets.json", tuple[SujetDeQuestion, ...])
    return {lu.question: lu for lu in lus}
