"""The progress bar: bytes, rate and time left, in French."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from spaser.documents.francais import FINE, format_moyenne

_UNITES = ("o", "ko", "Mo", "Go", "To")
_MILLE = 1000
_MINUTE = 60
_DEMIE = 0.5


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


def format_octets(octets: float) -> str:
    """Return 56,5 Mo."""
    rang = 0
    while octets >= _MILLE and rang < len(_UNITES) - 1:
        octets /= _MILLE
        rang += 1
    return f"{format_moyenne(octets)}{FINE}{_UNITES[rang]}"


def format_duree(secondes: float) -> str:
    """Return 2 min 05 s, 12 s, or « moins d’une seconde »."""
    if secondes < _DEMIE:
        return "moins d’une seconde"
    minutes, reste = divmod(round(secondes), _MINUTE)
    return f"{minutes} min {reste:02d} s" if minutes else f"{reste} s"


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
            texte += f", {format_octets(task.speed)}/s"
        return Text(texte)


class ColonneReste(ProgressColumn):
    """Time left, once there is a rate."""

    def render(self, task: Task) -> Text:
        """Say nothing while it would be a guess."""
        if task.time_remaining is None or not task.speed:
            return Text("")
        return Text(f"(encore {format_duree(task.time_remaining)})")
