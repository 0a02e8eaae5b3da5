import io

import pytest
from rich.console import Console
from rich.progress import Progress

from spaser.cli.console import SuiviConsole
from spaser.cli.terminal import make_progress

ESPACES = str.maketrans("\u00a0\u202f", "  ")


@pytest.fixture
def progress():
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    return Progress(*make_progress(console).columns, console=console, get_time=lambda: 0.0)


def test_the_total_given_beforehand_belongs_to_the_first_step(progress):
    suivi = SuiviConsole(progress, 571_500_000)
    suivi.etape("lecture")
    suivi.avance(201_300_000, None)
    (tache,) = progress.tasks
    assert (tache.completed, tache.total) == (201_300_000, 571_500_000)
    suivi.etape("rapprochement")
    (tache,) = progress.tasks
    assert (tache.description, tache.total) == ("rapprochement", None)


def test_a_work_that_tells_its_total_is_believed(progress):
    suivi = SuiviConsole(progress)
    suivi.etape("téléchargement de decp.parquet")
    suivi.avance(10, 100)
    assert progress.tasks[0].total == 100


def test_the_bar_says_bytes_rate_and_time_left():
    instants = iter(range(1000))
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    progress = Progress(
        *make_progress(console).columns, console=console, get_time=lambda: float(next(instants))
    )
    suivi = SuiviConsole(progress, 400_000_000)
    suivi.etape("lecture")
    for fait in (100_000_000, 200_000_000):
        suivi.avance(fait, None)
    with console.capture() as capture:
        console.print(progress.make_tasks_table(progress.tasks))
    ligne = capture.get().translate(ESPACES)
    assert "200 Mo sur 400 Mo, " in ligne
    assert "Mo/s (encore " in ligne
