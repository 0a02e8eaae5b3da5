"""What Rich shows in French: a console that keeps unbreakable spaces whole, the progress bar.

Rich cuts lines at any space; the bar tells bytes, rate and time left.
"""

from collections.abc import Iterable
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.segment import Segment
from rich.text import Text

from spaser.documents.francais import FINE, INSECABLE
from spaser.elements import format_debit, format_duree, format_octets

_GARDES: Final = {ord(INSECABLE): "\ue000", ord(FINE): "\ue001"}  # letters that nobody uses
_RENDUS: Final = {ord(garde): chr(espace) for espace, garde in _GARDES.items()}


# What tables are like: words set in columns, or figures under a title.
SANS_CADRE: Final[dict[str, Any]] = {
    "box": None, "show_header": False, "padding": (0, 2, 0, 0), "pad_edge": False
}  # fmt: skip
TITREE: Final[dict[str, Any]] = {
    "title_justify": "left", "title_style": "bold", "box": SIMPLE_HEAD, "pad_edge": False
}  # fmt: skip


class ConsoleFrancaise(Console):
    """Swaps unbreakable spaces for letters while Rich cuts lines, and back once they are cut."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render anything; every text goes through here, those of tables too."""
        if isinstance(renderable, str):
            renderable = self.render_str(renderable)
        if isinstance(renderable, Text):
            renderable = renderable.copy()
            renderable.plain = renderable.plain.translate(_GARDES)
        for texte, style, control in super().render(renderable, options):
            yield Segment(texte.translate(_RENDUS), style, control)


def make_progress(console: Console) -> Progress:
    """Return the bar of a work measured in bytes; it disappears when the work ends."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        ColonneOctets(),
        ColonneReste(),
        console=console,
        transient=True,
        expand=True,
    )


class ColonneOctets(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Say nothing before the first bytes."""
        if not task.completed:
            return Text("")
        texte = format_octets(task.completed)
        if task.total:
            texte += f" sur {format_octets(task.total)}"
        if task.speed:
            texte += f", {format_debit(task.speed)}"
        return Text(texte)


class ColonneReste(ProgressColumn):
    """Time left, once there is a rate."""

    def render(self, task: Task) -> Text:
        """Say nothing while it would be a guess."""
        if task.time_remaining is None or not task.speed:
            return Text("")
        return Text(f"(encore {format_duree(task.time_remaining)})")
