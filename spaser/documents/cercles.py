"""A picture in circles as SVG text: from the centre outwards, one sector for each kind.

Each name has a dot, in its circle and its sector, and a line that leads to where it is written:
beside the circles, on the side of its sector, one under the other, so that no name hides another.
The page adds the same names as a list.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import cos, pi, radians, sin
from typing import Final

from spaser.documents.graphiques import DOUX, ENCRE, PISTE, TEINTE

_LARGEUR: Final = 1120.0
_CENTRE: Final = _LARGEUR / 2
_RAYONS: Final = (62.0, 102.0, 138.0, 172.0, 202.0, 230.0)
_SORTIE: Final = _RAYONS[-1] + 10  # where lines turn towards the names
_ECART: Final = 34.0  # from the circles to the names
_LIGNE: Final = 20.0
_BORD: Final = 16.0
_POINT: Final = 4.5
_COULOIRS: Final = (0.0, -7.0, 7.0)  # dots next to each other are not at the same distance
_NORD: Final = radians(26)  # kept free on both sides of noon for the names of the circles
_CORPS: Final = 13.0
_PLACE: Final = _CENTRE - _RAYONS[-1] - _ECART  # for a name
_ETROITES: Final = frozenset("fijlrtI .,:;!'’()-")
_LARGES: Final = frozenset("mwMWOQGD@%&")


@dataclass(frozen=True, slots=True)
class Secteur:
    titre: str
    noms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Ligne:
    """A line of text beside the circles; the title of a sector has no dot of its own."""

    texte: str
    angle: float
    rayon: float | None = None


def draw_cercles(
    identifiant: str,
    titre: str,
    description: str,
    cercles: Sequence[str],
    secteurs: Sequence[Secteur],
    echelle: float = 1,
) -> str:
    """Draw at most six circles; `echelle` makes letters larger, where few names are printed."""
    cotes = _sort_by_side(list(_place_secteurs(secteurs)))
    lignes = max(len(cote) for cote in cotes)
    hauteur = max(2 * (_SORTIE + _BORD), lignes * _LIGNE * echelle + 2 * _BORD)
    milieu = hauteur / 2
    corps = "".join(_draw_cercle(rayon, milieu) for rayon in reversed(_RAYONS[: len(cercles)]))
    for sens, cote in zip((1, -1), cotes, strict=True):
        corps += "".join(_draw_cote(cote, sens, milieu, echelle))
    corps += "".join(_draw_titre(rang, nom, milieu, echelle) for rang, nom in enumerate(cercles))
    cle = escape(identifiant)
    return (
        f'<svg class="graphique" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_n(_LARGEUR)} {_n(hauteur)}" aria-labelledby="{cle}-t {cle}-d">'
        f'<title id="{cle}-t">{escape(titre)}</title>'
        f'<desc id="{cle}-d">{escape(description)}</desc>{corps}</svg>'
    )


def _place_secteurs(secteurs: Sequence[Secteur]) -> Iterator[list[_Ligne]]:
    """Yield the lines of each sector, clockwise: its title, then its names from the centre.

    A sector is as wide as it has names, so that each has an angle that no other has.
    """
    parts = [sum(map(len, secteur.noms)) + 1 for secteur in secteurs]
    pas = (2 * pi - 2 * _NORD) / max(sum(parts), 1)
    debut = _NORD
    for secteur, part in zip(secteurs, parts, strict=True):
        noms = [(rang, nom) for rang, noms in enumerate(secteur.noms) for nom in noms]
        yield [
            _Ligne(secteur.titre, debut + pas * part / 2),
            *(
                _Ligne(nom, debut + pas * (place + 1), _find_rayon(rang, place))
                for place, (rang, nom) in enumerate(noms)
            ),
        ]
        debut += pas * part


def _find_rayon(rang: int, place: int) -> float:
    milieu = _RAYONS[0] * 0.66 if rang == 0 else (_RAYONS[rang - 1] + _RAYONS[rang]) / 2
    return milieu + _COULOIRS[place % len(_COULOIRS)]


def _sort_by_side(secteurs: Iterable[list[_Ligne]]) -> tuple[list[_Ligne], list[_Ligne]]:
    """Return the lines of the right, then those of the left, both from the top."""
    droite: list[_Ligne] = []
    gauche: list[_Ligne] = []
    for titre, *noms in secteurs:
        if titre.angle <= pi:
            droite += [titre, *noms]
        else:
            gauche = [titre, *reversed(noms), *gauche]
    return droite, gauche


def _draw_cote(cote: Sequence[_Ligne], sens: int, milieu: float, echelle: float) -> Iterator[str]:
    bord = _CENTRE + sens * (_RAYONS[-1] + _ECART)
    ancre = "start" if sens > 0 else "end"
    for ligne, y in zip(cote, _spread(cote, milieu, _LIGNE * echelle), strict=True):
        if ligne.rayon is not None:
            points = [
                _at(ligne.angle, ligne.rayon, milieu),
                _at(ligne.angle, _SORTIE, milieu),
                (bord - sens * 6, y),
            ]
            trace = " ".join(f"{_n(px)},{_n(py)}" for px, py in points)
            x, haut = points[0]
            yield f'<polyline class="g-fil" points="{trace}" fill="none" stroke="{DOUX}"/>'
            yield (
                f'<circle class="g-plein" cx="{_n(x)}" cy="{_n(haut)}" r="{_n(_POINT)}" '
                f'fill="{TEINTE}"/>'
            )
        gras = ligne.rayon is None
        classe = "g-secteur" if gras else "g-nom"
        graisse = ' font-weight="700"' if gras else ""
        yield (
            f'<text class="{classe}" x="{_n(bord)}" y="{_n(y + 4.5 * echelle)}" fill="{ENCRE}" '
            f'font-size="{_n(_CORPS * echelle)}" text-anchor="{ancre}"{graisse}>'
            f"{escape(_shorten(ligne.texte, _PLACE / echelle, gras=gras))}</text>"
        )


def _spread(cote: Sequence[_Ligne], milieu: float, pas: float) -> list[float]:
    """Return the height of each line: near its dot, a whole line below the one above."""
    voulues = [milieu - _SORTIE * cos(ligne.angle) for ligne in cote]
    for place, (ligne, suivante) in enumerate(pairwise(cote)):
        if ligne.rayon is None and suivante.rayon is not None:
            voulues[place] = voulues[place + 1] - pas
    hauteurs: list[float] = []
    for voulue in voulues:
        hauteurs.append(max(voulue, hauteurs[-1] + pas if hauteurs else _BORD))
    bas = 2 * milieu - _BORD
    for place in reversed(range(len(hauteurs))):
        hauteurs[place] = bas = min(hauteurs[place], bas)
        bas -= pas
    return hauteurs


def _draw_cercle(rayon: float, milieu: float) -> str:
    classe = "g-cercle g-coeur" if rayon == _RAYONS[0] else "g-cercle"
    return (
        f'<circle class="{classe}" cx="{_n(_CENTRE)}" cy="{_n(milieu)}" r="{_n(rayon)}" '
        f'fill="none" stroke="{PISTE}"/>'
    )


def _draw_titre(rang: int, titre: str, milieu: float, echelle: float) -> str:
    y = milieu - ((_RAYONS[rang - 1] + _RAYONS[rang]) / 2 if rang else 0)
    return (
        f'<text class="g-titre-cercle" x="{_n(_CENTRE)}" y="{_n(y + 4)}" fill="{ENCRE}" '
        f'font-size="{_n(11 * echelle)}" text-anchor="middle">{escape(titre)}</text>'
    )


def _at(angle: float, rayon: float, milieu: float) -> tuple[float, float]:
    """Return a point by its angle, clockwise from noon."""
    return _CENTRE + rayon * sin(angle), milieu - rayon * cos(angle)


def _shorten(texte: str, place: float, *, gras: bool) -> str:
    """Return a text that fits beside the circles; the list of the page has the whole of it."""
    reste = place * (0.92 if gras else 1)
    for rang, signe in enumerate(texte):
        reste -= _measure(signe)
        if reste < _measure("…") and rang < len(texte) - 1:
            return f"{texte[:rang].rstrip()}…"
    return texte


def _measure(signe: str) -> float:
    """Return the width of a sign, on the large side: fonts differ."""
    if signe in _ETROITES:
        return 0.38 * _CORPS
    large = signe.isupper() or signe in _LARGES
    return (0.8 if large and signe in _LARGES else 0.7 if large else 0.6) * _CORPS


def _n(nombre: float) -> str:
    return f"{round(nombre, 2):g}"
