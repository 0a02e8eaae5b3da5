"""A picture in circles as SVG text: from the centre outwards, one sector for each kind.

A bubble counts what stands in one circle and one sector. The page adds the table of the same
numbers, where names are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin
from typing import Final

from spaser.documents.graphiques import DOUX, ENCRE, PISTE, TEINTE

_CENTRE: Final = 190.0
_COTE: Final = 380
_RAYONS: Final = (56.0, 82.0, 106.0, 128.0, 149.0, 168.0)
_HORS: Final = 181.0  # where letters stand
_BULLE: Final = 9.5
_LEGENDE: Final = 20  # a line of it
_CLAIR: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Cercle:
    """A circle, named in the legend."""

    titre: str
    en_avant: bool = False


@dataclass(frozen=True, slots=True)
class Secteur:
    """A sector: its letter, and what it counts in each circle, from the centre."""

    lettre: str
    nombres: tuple[int, ...]


def draw_cercles(
    identifiant: str,
    titre: str,
    description: str,
    cercles: Sequence[Cercle],
    secteurs: Sequence[Secteur],
) -> str:
    """Draw at most six circles."""
    corps = "".join(_draw_cercle(rang, cercles[rang]) for rang in reversed(range(len(cercles))))
    corps += "".join(
        _draw_secteur(place, len(secteurs), secteur) for place, secteur in enumerate(secteurs)
    )
    corps += "".join(_draw_repere(rang) for rang in range(len(cercles)))
    corps += "".join(_draw_legende(rang, cercle) for rang, cercle in enumerate(cercles))
    cle = escape(identifiant)
    hauteur = _COTE + _LEGENDE * ((len(cercles) + 1) // 2)
    return (
        f'<svg class="graphique" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_COTE} {hauteur}" aria-labelledby="{cle}-t {cle}-d">'
        f'<title id="{cle}-t">{escape(titre)}</title>'
        f'<desc id="{cle}-d">{escape(description)}</desc>{corps}</svg>'
    )


def _draw_cercle(rang: int, cercle: Cercle) -> str:
    classe = "g-cercle g-coeur" if cercle.en_avant else "g-cercle"
    return (
        f'<circle class="{classe}" cx="{_n(_CENTRE)}" cy="{_n(_CENTRE)}" r="{_n(_RAYONS[rang])}" '
        f'fill="none" stroke="{DOUX}"/>'
    )


def _draw_secteur(place: int, total: int, secteur: Secteur) -> str:
    pas = 2 * pi / total
    angle = pas * (place + 0.5)
    corps = ""
    if total > 1:
        (x1, y1), (x2, y2) = _at(pas * place, 0), _at(pas * place, _RAYONS[-1])
        corps += (
            f'<line class="g-grille" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" '
            f'stroke="{PISTE}"/>'
        )
    corps += _texte("g-lettre", _at(angle, _HORS), secteur.lettre, ENCRE)
    for rang, nombre in enumerate(secteur.nombres):
        if nombre:
            corps += _draw_bulle(_at(angle, _middle(rang)), nombre)
    return corps


def _draw_bulle(place: tuple[float, float], nombre: int) -> str:
    x, y = place
    bulle = f'<circle class="g-plein" cx="{_n(x)}" cy="{_n(y)}" r="{_n(_BULLE)}" fill="{TEINTE}"/>'
    classe = "g-inverse" if nombre < 100 else "g-inverse g-serre"  # noqa: PLR2004 - three digits
    return bulle + _texte(classe, place, str(nombre), _CLAIR)


def _draw_repere(rang: int) -> str:
    """Write the number of a circle on the line that starts the first sector."""
    return _texte("g-repere-texte", _at(0, _middle(rang)), str(rang + 1), DOUX)


def _draw_legende(rang: int, cercle: Cercle) -> str:
    colonne, ligne = rang % 2, rang // 2
    x, y = 8 + colonne * _COTE / 2, _COTE + 14 + ligne * _LEGENDE
    return (
        f'<text class="g-annee" x="{_n(x)}" y="{_n(y)}" fill="{ENCRE}">'
        f"{rang + 1}. {escape(cercle.titre)}</text>"
    )


def _middle(rang: int) -> float:
    if rang == 0:
        return _RAYONS[0] * 0.68
    return (_RAYONS[rang - 1] + _RAYONS[rang]) / 2


def _at(angle: float, rayon: float) -> tuple[float, float]:
    """Return a point by its angle, clockwise from noon."""
    return _CENTRE + rayon * sin(angle), _CENTRE - rayon * cos(angle)


def _texte(classe: str, place: tuple[float, float], texte: str, couleur: str) -> str:
    x, y = place
    return (
        f'<text class="{classe}" x="{_n(x)}" y="{_n(y + 4)}" fill="{couleur}" '
        f'text-anchor="middle">{escape(texte)}</text>'
    )


def _n(nombre: float) -> str:
    return f"{round(nombre, 2):g}"
