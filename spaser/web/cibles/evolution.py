"""The years of an indicator: those that somebody kept, else those that the site computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from spaser.documents.francais import typographie
from spaser.documents.graphiques import BarreAnnee, draw_vignette
from spaser.documents.tendance import Point, Tendance
from spaser.metier.cibles.modele import POURCENT
from spaser.web.cibles.lecture import ValeurLue


@dataclass(frozen=True, slots=True)
class PointMontre:
    """A year: its value in words and as a height; `marque` says what must be known of it."""

    annee: int
    texte: str
    hauteur: float
    marque: str
    gardee: ValeurLue | None = None


def list_montrees(
    gardees: Mapping[int, ValeurLue], annees: Tendance | None, unite: str
) -> tuple[PointMontre, ...]:
    calculees = annees.points if annees else ()
    points = {point.annee: _show(point) for point in calculees if not point.manque}
    facteur = 100 if annees and unite == POURCENT else 1
    for annee, gardee in gardees.items():
        marque = "trop peu de données" if gardee.reserve else ""
        points[annee] = PointMontre(
            annee, gardee.texte, float(gardee.valeur) / facteur, marque, gardee
        )
    return tuple(points[annee] for annee in sorted(points))


def _show(point: Point) -> PointMontre:
    return PointMontre(point.annee, point.texte, point.valeur or 0.0, point.marque)


def draw_annees(identifiant: str, nom: str, points: Sequence[PointMontre]) -> SafeString:
    """Draw the years, small; a gap where a year has no value."""
    connus = {point.annee: point for point in points}
    annees = range(min(connus), max(connus) + 1) if connus else range(0)
    colonnes = [
        BarreAnnee(
            annee=str(annee),
            etiquette=connus[annee].texte if annee in connus else "",
            valeur=connus[annee].hauteur if annee in connus else None,
            partielle=bool(annee in connus and connus[annee].marque),
        )
        for annee in annees
    ]
    phrases = " ".join(
        f"{p.annee} : {p.texte}{f' ({p.marque})' if p.marque else ''}." for p in points
    )
    dessin = draw_vignette(identifiant, f"{nom}, par année", typographie(phrases), colonnes)
    return mark_safe(dessin if len(connus) > 1 else "")  # noqa: S308 - `graphiques` escapes every text
