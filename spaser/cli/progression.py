"""The progress bar: bytes, rate and time left, in French."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from spaser.grandeurs import format_debit, format_duree, format_octets


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
    """Bytes done, in all, and per second."""

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
