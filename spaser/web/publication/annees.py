"""The years that are published: as their review froze them, else as what is followed says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spaser.metier.comparaison import CouvertureAnnee
from spaser.metier.publication.modele import OUVERTES, AnneePubliee, IndicateurAnnee
from spaser.web.cibles.selectors import SuiviAnnuel, read_suivis
from spaser.web.espace.bilans import read_bilan
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.lecture import read_indicateur
from spaser.web.point_annuel.selectors import read_annee_close, read_corriges


def read_annees(espace: Espace, annees: Sequence[int]) -> list[AnneePubliee]:
    """Return the years of a space; the data of those that nobody closed are read once."""
    closes = {annee: read_annee_close(espace, annee) for annee in annees}
    lues = {annee: lue and _cover(espace, lue) for annee, lue in closes.items()}
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


def read_couvertures(espace: Espace, annees: Iterable[int]) -> dict[int, CouvertureAnnee]:
    """Return how far the files that name a buyer cover years; nothing where none names it."""
    vue = read_bilan(espace.siren).vue
    return {annee: vue.find_couverture(annee) for annee in annees} if vue else {}


def _cover(espace: Espace, lue: AnneePubliee) -> AnneePubliee:
    """Say how far files cover a year that was closed before reviews kept it."""
    couverture = read_couvertures(espace, [lue.annee]).get(lue.annee)
    return replace(lue, indicateurs=tuple(_mark(un, couverture) for un in lue.indicateurs))


def _mark(un: IndicateurAnnee, couverture: CouvertureAnnee | None) -> IndicateurAnnee:
    resultat = un.resultat
    if resultat.couverture is not None or resultat.origine not in OUVERTES:
        return un
    return replace(un, resultat=replace(resultat, couverture=couverture))
