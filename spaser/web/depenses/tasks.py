"""Work for the task worker: reading a file, drawing the figures of a space."""

from __future__ import annotations

from django.tasks import task

from spaser.web.depenses.travail import compute, read


@task
def read_extrait(extrait_id: int) -> None:
    """Read the lines of a file."""
    read(extrait_id)


@task
def compute_calcul(calcul_id: int, demande: int) -> None:
    """Draw the figures, unless they were asked for again meanwhile."""
    compute(calcul_id, demande)
