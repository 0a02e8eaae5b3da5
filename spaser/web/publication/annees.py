"""The years that are published: as their review froze them, else as what is followed says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spaser.metier.publication.modele import AnneePubliee
from spaser.web.cibles.selectors import SuiviAnnuel, read_suivis
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.lecture import read_indicateur
from spaser.web.point_annuel.selectors import read_annee_close, read_corriges


def read_annees(espace: Espace, annees: Sequence[int]) -> list[AnneePubliee]:
    """Return the years of a space; the data of those that nobody closed are read once."""
    lues = {annee: read_annee_close(espace, annee) for annee in annees}
    ouvertes = [annee for annee in annees if lues[annee] is None]
    suivis = dict(zip(ouvertes, read_suivis(espace, ouvertes), strict=True)) if ouvertes else {}
    return [lues[annee] or _read_ouverte(annee, suivis[annee]) for annee in annees]


def read_connues(espace: Espace, annees: Sequence[int]) -> list[AnneePubliee]:
    """Return the years as they are known today: an erratum of their review first, else the data."""
    suivis = read_suivis(espace, annees)
    return [_read_connue(espace, suivi) for suivi in suivis]


def _read_connue(espace: Espace, suivi: SuiviAnnuel) -> AnneePubliee:
    ouverte, corriges = _read_ouverte(suivi.annee, suivi), read_corriges(espace, suivi.annee)
    connus = tuple(corriges.get(un.cle, un) for un in ouverte.indicateurs)
    return replace(ouverte, indicateurs=connus)


def _read_ouverte(annee: int, suivi: SuiviAnnuel) -> AnneePubliee:
    return AnneePubliee(
        annee=annee, indicateurs=tuple(read_indicateur(ligne, annee) for ligne in suivi.lignes)
    )
