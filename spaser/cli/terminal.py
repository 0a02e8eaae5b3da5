"""A Rich console that keeps French unbreakable spaces whole: Rich cuts lines at any space."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from spaser.documents.francais import FINE, INSECABLE

_GARDES: Final = {ord(INSECABLE): "\ue000", ord(FINE): "\ue001"}  # letters that nobody uses
_RENDUS: Final = {ord(garde): chr(espace) for espace, garde in _GARDES.items()}


class ConsoleFrancaise(Console):
    """Turns these spaces into letters while lines are cut, and back when they are written."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render anything; every text goes through here, those of tables too."""
        if isinstance(renderable, str):
            renderable = self.render_str(renderable)
        if isinstance(renderable, Text):
            renderable = _guard(renderable)
        for texte, style, control in super().render(renderable, options):
            yield Segment(texte.translate(_RENDUS), style, control)


def _guard(texte: Text) -> Text:
    garde = texte.copy()
    garde.plain = texte.plain.translate(_GARDES)
    return garde
