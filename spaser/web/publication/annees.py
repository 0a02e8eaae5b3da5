"""A year as it is published: as its review froze it, else from what the space follows today."""

from __future__ import annotations

from spaser.metier.publication.modele import AnneePubliee
from spaser.web.cibles.selectors import read_suivi
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.lecture import read_indicateur
from spaser.web.point_annuel.selectors import read_annee_close


def read_annee(espace: Espace, annee: int) -> AnneePubliee:
    """Return a year of a space."""
    if close := read_annee_close(espace, annee):
        return close
    suivi = read_suivi(espace, annee)
    return AnneePubliee(
        annee=annee, indicateurs=tuple(read_indicateur(ligne, annee) for ligne in suivi.lignes)
    )
