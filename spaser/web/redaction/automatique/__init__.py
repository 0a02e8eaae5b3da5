"""What each heading holds by itself: a module a part of the scheme, a function a heading.

A function takes a `Sujet` and returns a `Remplissage`. It reads tools by their selectors, and
leaves the writing of blocks to `documents.schema`, which knows neither database nor space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from spaser.web.redaction.automatique import actions, agir, annexes, presenter, suivre
from spaser.web.redaction.sujet import Apercu, Remplissage, Sujet

AUTOMATIQUES: Final[Mapping[str, Callable[[Sujet], Remplissage]]] = {
    **presenter.RUBRIQUES,
    **actions.RUBRIQUES,
    **agir.RUBRIQUES,
    **suivre.RUBRIQUES,
    **annexes.RUBRIQUES,
}

APERCUS: Final[Mapping[str, Callable[[Sujet], Apercu]]] = {**agir.APERCUS, **annexes.APERCUS}
"""What the outline shows of a heading that takes long to fill."""


def fill(code: str, sujet: Sujet) -> Remplissage:
    ecrit = AUTOMATIQUES.get(code)
    return ecrit(sujet) if ecrit else Remplissage()
