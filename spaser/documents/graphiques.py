"""Charts as SVG text: pure functions, no dependency, nothing unescaped.

Every drawing has a title and a description for those who cannot see it; the page adds the table
of the same numbers. Colours come from the page through classes; the attributes beside them serve
a drawing taken out of its page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, takewhile
from typing import Final

ENCRE: Final = "#1c2530"
DOUX: Final = "#55606e"
PISTE: Final = "#e9e5dc"
TEINTE: Final = "#37527a"

CHEVEU: Final = 0.05  # what is narrower cannot be seen
_CORPS: Final = 12.5  # of letters, in the units of a drawing, where no style sheet says another
_PETIT_CORPS: Final = 10.5
_INTERLIGNE: Final = 12.0  # between a year and the marks under it
_ECHELLES: Final[tuple[float, ...]] = (0.1, 0.25, 0.5, 1.0)


type Cadre = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True, slots=True)
class Barre:
    """One year of a rate: `valeur` is None when nothing is known, `note` then says why.

    `marques` go under the year; a `fragile` rate has no certain part.
    """

    annee: str
    etiquette: str
    valeur: float | None = None
    bas: float | None = None
    haut: float | None = None
    note: str | None = None
    en_avant: bool = False
    marques: tuple[str, ...] = ()
    fragile: bool = False


@dataclass(frozen=True, slots=True)
class Rang:
    """A total among others: its name, its words, what its bar measures."""

    nom: str
    etiquette: str
    valeur: float


@dataclass(frozen=True, slots=True)
class BarreAnnee:
    """One year of a total; `partielle` when the year is not wholly published."""

    annee: str
    etiquette: str
    valeur: float | None
    partielle: bool = False
    en_avant: bool = False


def draw_barres(
    identifiant: str,
    titre: str,
    description: str,
    barres: Sequence[Barre],
    gauche: int = 54,
    maximum: float | None = None,
) -> str:
    """Draw a bar a year, solid up to the low bound, hatched up to the high one.

    `gauche` is the room kept for what stands before each bar; the axis ends at `maximum`, or where
    the bars ask for.
    """
    maximum = maximum or choose_echelle(barres)
    droite, largeur, pied = 288, 340, 18
    bas = list(accumulate((_hauteur(barre) for barre in barres), initial=0.0))
    corps = "".join(
        _draw_barre(identifiant, barre, haut, (gauche, droite), maximum)
        for barre, haut in zip(barres, bas, strict=False)
    )
    sans_chiffre = len(list(takewhile(lambda barre: barre.valeur is None, barres)))
    reperes = _draw_reperes((gauche, droite), (bas[sans_chiffre] + 4, bas[-1]), maximum)
    return _svg(identifiant, titre, description, (largeur, bas[-1] + pied), reperes + corps)


def draw_jauge(identifiant: str, titre: str, barre: Barre) -> str:
    """Draw one rate from 0 to 100 % with its bounds, small enough for a line of text."""
    largeur, hauteur = 120, 14
    corps = _rect("g-piste", (0, 3, largeur, 8), PISTE)
    if barre.valeur is not None:
        corps += _draw_taux(identifiant, barre, (0, largeur), (3, 8), 1.0)
    return _svg(identifiant, titre, barre.etiquette, (largeur, hauteur), corps)


def draw_colonnes(
    identifiant: str, titre: str, description: str, colonnes: Sequence[BarreAnnee]
) -> str:
    """Draw a column a year with its value above; a partly published year is hatched."""
    largeur, haut, base = 340, 24, 150
    maximum = max((c.valeur or 0.0 for c in colonnes), default=0.0) or 1.0
    pas = largeur / max(len(colonnes), 1)
    corps = _ligne("g-axe", 0, base, largeur, base)
    for rang, colonne in enumerate(colonnes):
        corps += _draw_colonne(identifiant, colonne, (rang * pas, pas), (haut, base), maximum)
    return _svg(identifiant, titre, description, (largeur, base + 24), corps)


def draw_rangs(identifiant: str, titre: str, description: str, rangs: Sequence[Rang]) -> str:
    """Draw a bar a total, its name and its words above; the longest one takes the whole width."""
    largeur, pas = 440, 31
    maximum = max((rang.valeur for rang in rangs), default=0.0) or 1.0
    corps = ""
    for place, rang in enumerate(rangs):
        haut = place * pas
        corps += _texte("g-annee", 0, haut + 13, rang.nom, ENCRE)
        corps += _texte("g-valeur", largeur, haut + 13, rang.etiquette, ENCRE, "end")
        corps += _rect("g-piste", (0, haut + 19, largeur, 8), PISTE)
        part = max(rang.valeur, 0.0) / maximum
        corps += _rect("g-plein", (0, haut + 19, largeur * part, 8), TEINTE)
    return _svg(identifiant, titre, description, (largeur, pas * len(rangs)), corps)


def draw_vignette(
    identifiant: str, titre: str, description: str, colonnes: Sequence[BarreAnnee]
) -> str:
    """Draw a column a year without a word, small enough for a cell; no value leaves a gap."""
    largeur, base = 120, 36
    maximum = max((c.valeur or 0.0 for c in colonnes), default=0.0) or 1.0
    pas = largeur / max(len(colonnes), 1)
    corps = _ligne("g-axe", 0, base, largeur, base)
    for rang, colonne in enumerate(colonnes):
        if colonne.valeur is None:
            continue
        hauteur = max((base - 2) * max(colonne.valeur, 0.0) / maximum, 1.0)
        large = min(pas * 0.7, 18)
        cadre = (rang * pas + (pas - large) / 2, base - hauteur, large, hauteur)
        corps += (
            _hachure(identifiant, cadre) if colonne.partielle else _rect("g-plein", cadre, TEINTE)
        )
    return _svg(identifiant, titre, description, (largeur, base + 2), corps)


def choose_echelle(barres: Iterable[Barre]) -> float:
    """Return the end of the axis: the first of 10, 25, 50 and 100 % that holds every bound."""
    plus_haut = max(
        (borne for barre in barres for borne in (barre.haut, barre.valeur) if borne is not None),
        default=1.0,
    )
    return next((echelle for echelle in _ECHELLES if plus_haut <= echelle), 1.0)


def _hauteur(barre: Barre) -> float:
    """Return the height of a row: its marks take room under the year."""
    return 28 + _INTERLIGNE * max(len(barre.marques) - 0.5, 0)


def _draw_barre(
    identifiant: str, barre: Barre, haut: float, bornes: tuple[int, int], maximum: float
) -> str:
    gauche, droite = bornes
    milieu = haut + 18
    fort = " g-fort" if barre.en_avant else ""
    premiere = milieu - _INTERLIGNE * len(barre.marques) / 2
    corps = _texte(f"g-annee{fort}", 0, premiere, barre.annee, ENCRE)
    for rang, marque in enumerate(barre.marques, start=1):
        corps += _texte("g-axe-texte", 0, premiere + _INTERLIGNE * rang, marque, DOUX)
    if barre.valeur is None:
        return corps + _texte("g-note", gauche + 4, milieu, barre.note or barre.etiquette, DOUX)
    corps += _rect("g-piste", (gauche, haut + 6, droite - gauche, 15), PISTE)
    corps += _draw_taux(identifiant, barre, bornes, (haut + 6, 15), maximum)
    corps += _texte(f"g-valeur{fort}", droite + 10, milieu, barre.etiquette, ENCRE)
    return corps


def _draw_taux(
    identifiant: str,
    barre: Barre,
    bornes: tuple[int, int],
    cadre: tuple[float, float],
    maximum: float,
) -> str:
    valeur = barre.valeur or 0.0
    certain = valeur if barre.bas is None else barre.bas
    bas = 0.0 if barre.fragile else certain
    haut = valeur if barre.haut is None else barre.haut
    x_bas, x_valeur, x_haut = (
        _placer(part, bornes, maximum) for part in (bas, valeur, max(haut, bas))
    )
    y, epaisseur = cadre
    corps = _rect("g-plein", (bornes[0], y, x_bas - bornes[0], epaisseur), TEINTE)
    if x_haut - x_bas > CHEVEU:
        corps += _hachure(identifiant, (x_bas, y, x_haut - x_bas, epaisseur))
        corps += _rect("g-repere", (x_valeur - 1.25, y - 3, 2.5, epaisseur + 6), ENCRE)
    return corps


def _placer(part: float, bornes: tuple[int, int], maximum: float) -> float:
    gauche, droite = bornes
    return gauche + (droite - gauche) * min(max(part / maximum, 0.0), 1.0)


def _draw_reperes(bornes: tuple[int, int], cadre: tuple[float, float], maximum: float) -> str:
    gauche, droite = bornes
    haut, base = cadre
    milieu = f"{maximum * 50:g}".replace(".", ",")
    textes = {gauche: "0", (gauche + droite) / 2: milieu, droite: f"{maximum * 100:g}\u202f%"}
    corps = ""
    for x, texte in textes.items():
        corps += _ligne("g-grille", x, haut, x, base)
        corps += _texte("g-axe-texte", x, base + 14, texte, DOUX, "middle")
    return corps


def _draw_colonne(
    identifiant: str,
    colonne: BarreAnnee,
    place: tuple[float, float],
    cadre: tuple[int, int],
    maximum: float,
) -> str:
    x, pas = place
    haut, base = cadre
    milieu = x + pas / 2
    fort = " g-fort" if colonne.en_avant else ""
    corps = _texte(f"g-annee{fort}", milieu, base + 18, colonne.annee, ENCRE, "middle")
    if colonne.valeur is None:
        return corps + _texte("g-note", milieu, base - 6, colonne.etiquette, DOUX, "middle")
    hauteur = (base - haut) * max(colonne.valeur, 0.0) / maximum
    largeur = min(pas * 0.62, 56)
    gauche, y = milieu - largeur / 2, base - hauteur
    if colonne.partielle:
        corps += _hachure(identifiant, (gauche, y, largeur, hauteur))
    else:
        corps += _rect("g-plein", (gauche, y, largeur, hauteur), TEINTE)
    return corps + _texte(f"g-valeur{fort}", milieu, y - 6, colonne.etiquette, ENCRE, "middle")


def _svg(
    identifiant: str, titre: str, description: str, taille: tuple[float, float], corps: str
) -> str:
    cle = escape(identifiant)
    largeur, hauteur = (_n(cote) for cote in taille)
    motif = (
        f'<defs><pattern id="{cle}-h" class="g-motif" width="5" height="5" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect class="g-trait" width="2" height="5" fill="{TEINTE}"/></pattern></defs>'
    )
    return (
        f'<svg class="graphique" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'font-size="{_CORPS}" viewBox="0 0 {largeur} {hauteur}" aria-labelledby="{cle}-t {cle}-d">'
        f'<title id="{cle}-t">{escape(titre)}</title>'
        f'<desc id="{cle}-d">{escape(description)}</desc>{motif}{corps}</svg>'
    )


def _rect(classe: str, cadre: Cadre, couleur: str) -> str:
    return f'<rect class="{classe}" {_place(cadre)} fill="{couleur}"/>'


def _hachure(identifiant: str, cadre: Cadre) -> str:
    fond = f'<rect class="g-bande" {_place(cadre)} fill="{TEINTE}" fill-opacity=".22"/>'
    return fond + _rect("g-hachures", cadre, f"url(#{escape(identifiant)}-h)")


def _place(cadre: Cadre) -> str:
    x, y, largeur, hauteur = (_n(cote) for cote in cadre)
    return f'x="{x}" y="{y}" width="{largeur}" height="{hauteur}"'


def _ligne(classe: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line class="{classe}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" '
        f'stroke="{PISTE}"/>'
    )


def _texte(classe: str, x: float, y: float, texte: str, couleur: str, ancre: str = "start") -> str:
    taille = f'font-size="{_PETIT_CORPS}" ' if classe == "g-axe-texte" else ""
    return (
        f'<text class="{classe}" x="{_n(x)}" y="{_n(y)}" fill="{couleur}" {taille}'
        f'text-anchor="{ancre}">{escape(texte)}</text>'
    )


def _n(nombre: float) -> str:
    """Write a coordinate without useless digits."""
    return f"{round(nombre, 2):g}"
