"""Drawings as SVG text: charts, circles, the map of France. Nothing is left unescaped."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from importlib import resources
from itertools import accumulate, pairwise, takewhile
from math import cos, pi, radians, sin
from typing import Final

from spaser.documents.document import Figure, Liste, Texte
from spaser.documents.fiches import ComplementRubrique
from spaser.documents.francais import pluriel, typographie
from spaser.elements import fold_mots
from spaser.moteur.referentiels.annuaire import Zone, departements, regions
from spaser.regles.acteurs import RoleActeur, load_catalogue, load_ecosysteme
from spaser.regles.calendrier import ADOPTION, JalonPropose, propose_jalons

# --- Charts as SVG text: pure functions, no dependency, nothing unescaped ---
# Every drawing has a title and a description for those who cannot see it; the page adds the table
# of the same numbers. Colours come from the page through classes; the attributes beside them serve
# a drawing taken out of its page.


ENCRE: Final = "#1c2530"
DOUX: Final = "#55606e"
PISTE: Final = "#e9e5dc"
TEINTE: Final = "#37527a"

CHEVEU: Final = 0.05  # what is narrower cannot be seen
_CORPS_GRAPHIQUES: Final = (
    12.5  # of letters, in the units of a drawing, where no style sheet says another
)
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
    return wrap_svg(identifiant, titre, description, (largeur, bas[-1] + pied), reperes + corps)


def draw_colonnes(
    identifiant: str, titre: str, description: str, colonnes: Sequence[BarreAnnee]
) -> str:
    """Draw a column a year with its value above; a partly published year is hatched."""
    largeur, haut, base = 340, 24, 150
    maximum = max((c.valeur or 0.0 for c in colonnes), default=0.0) or 1.0
    pas = largeur / max(len(colonnes), 1)
    corps = write_trait("g-axe", 0, base, largeur, base)
    taille = _fit((colonne.etiquette for colonne in colonnes), pas - 2)
    for rang, colonne in enumerate(colonnes):
        place = (rang * pas, pas)
        corps += _draw_colonne(identifiant, colonne, place, (haut, base), (maximum, taille))
    return wrap_svg(identifiant, titre, description, (largeur, base + 24), corps)


def draw_rangs(identifiant: str, titre: str, description: str, rangs: Sequence[Rang]) -> str:
    """Draw a bar a total, its name and its words above; the longest one takes the whole width."""
    largeur, pas = 440, 31
    maximum = max((rang.valeur for rang in rangs), default=0.0) or 1.0
    corps = ""
    for place, rang in enumerate(rangs):
        haut = place * pas
        corps += _texte("g-annee", 0, haut + 13, rang.nom, ENCRE)
        corps += _texte("g-valeur", largeur, haut + 13, rang.etiquette, ENCRE, "end")
        corps += write_rect("g-piste", (0, haut + 19, largeur, 8), PISTE)
        part = max(rang.valeur, 0.0) / maximum
        corps += write_rect("g-plein", (0, haut + 19, largeur * part, 8), TEINTE)
    return wrap_svg(identifiant, titre, description, (largeur, pas * len(rangs)), corps)


def draw_vignette(
    identifiant: str, titre: str, description: str, colonnes: Sequence[BarreAnnee]
) -> str:
    """Draw a column a year without a word, small enough for a cell; no value leaves a gap."""
    largeur, base = 120, 36
    maximum = max((c.valeur or 0.0 for c in colonnes), default=0.0) or 1.0
    pas = largeur / max(len(colonnes), 1)
    corps = write_trait("g-axe", 0, base, largeur, base)
    for rang, colonne in enumerate(colonnes):
        if colonne.valeur is None:
            continue
        hauteur = max((base - 2) * max(colonne.valeur, 0.0) / maximum, 1.0)
        large = min(pas * 0.7, 18)
        cadre = (rang * pas + (pas - large) / 2, base - hauteur, large, hauteur)
        corps += (
            write_hachure(identifiant, cadre)
            if colonne.partielle
            else write_rect("g-plein", cadre, TEINTE)
        )
    return wrap_svg(identifiant, titre, description, (largeur, base + 2), corps)


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
    corps += write_rect("g-piste", (gauche, haut + 6, droite - gauche, 15), PISTE)
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
    corps = write_rect("g-plein", (bornes[0], y, x_bas - bornes[0], epaisseur), TEINTE)
    if x_haut - x_bas > CHEVEU:
        corps += write_hachure(identifiant, (x_bas, y, x_haut - x_bas, epaisseur))
        corps += write_rect("g-repere", (x_valeur - 1.25, y - 3, 2.5, epaisseur + 6), ENCRE)
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
        corps += write_trait("g-grille", x, haut, x, base)
        corps += _texte("g-axe-texte", x, base + 14, texte, DOUX, "middle")
    return corps


def _draw_colonne(
    identifiant: str,
    colonne: BarreAnnee,
    place: tuple[float, float],
    cadre: tuple[int, int],
    mesure: tuple[float, float],
) -> str:
    """Draw a column; `mesure` is what its whole height counts, and the size of its letters."""
    (maximum, taille), (x, pas) = mesure, place
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
        corps += write_hachure(identifiant, (gauche, y, largeur, hauteur))
    else:
        corps += write_rect("g-plein", (gauche, y, largeur, hauteur), TEINTE)
    encre = (taille, ENCRE)
    return corps + draw_mots(
        (milieu, y - 6), colonne.etiquette, encre, "middle", classe=f"g-valeur{fort}"
    )


def _fit(textes: Iterable[str], place: float) -> float:
    """Return the size of letters that keeps each in a width; 0 for that of the drawing."""
    large = max((sum(map(measure_signe, texte)) for texte in textes), default=0.0)
    taille = CORPS_CERCLES * place / large if large else _CORPS_GRAPHIQUES
    return taille if taille < _CORPS_GRAPHIQUES else 0


def wrap_svg(
    identifiant: str,
    titre: str,
    description: str,
    taille: tuple[float, float],
    corps: str,
    couleur: str = TEINTE,
) -> str:
    cle = escape(identifiant)
    largeur, hauteur = (pos(cote) for cote in taille)
    motif = (
        f'<defs><pattern id="{cle}-h" class="g-motif" width="5" height="5" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect class="g-trait" width="2" height="5" fill="{couleur}"/></pattern></defs>'
    )
    return (
        f'<svg class="graphique" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'font-size="{_CORPS_GRAPHIQUES}" viewBox="0 0 {largeur} {hauteur}" '
        f'aria-labelledby="{cle}-t {cle}-d">'
        f'<title id="{cle}-t">{escape(titre)}</title>'
        f'<desc id="{cle}-d">{escape(description)}</desc>{motif}{corps}</svg>'
    )


def write_rect(classe: str, cadre: Cadre, couleur: str) -> str:
    return f'<rect class="{classe}" {write_attributs(cadre)} fill="{couleur}"/>'


def write_hachure(identifiant: str, cadre: Cadre, couleur: str = TEINTE) -> str:
    fond = f'<rect class="g-bande" {write_attributs(cadre)} fill="{couleur}" fill-opacity=".22"/>'
    return fond + write_rect("g-hachures", cadre, f"url(#{escape(identifiant)}-h)")


def write_attributs(cadre: Cadre) -> str:
    x, y, largeur, hauteur = (pos(cote) for cote in cadre)
    return f'x="{x}" y="{y}" width="{largeur}" height="{hauteur}"'


def write_trait(classe: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line class="{classe}" x1="{pos(x1)}" y1="{pos(y1)}" x2="{pos(x2)}" y2="{pos(y2)}" '
        f'stroke="{PISTE}"/>'
    )


def draw_mots(
    place: tuple[float, float],
    texte: str,
    encre: tuple[float, str],
    ancre: str = "start",
    *,
    classe: str = "",
    gras: bool = False,
) -> str:
    """Write words; `encre` is their size, 0 for that of the drawing, and their colour."""
    (x, y), (taille, couleur) = place, encre
    nom = f'class="{classe}" ' if classe else ""
    corps = f'font-size="{pos(taille)}" ' if taille else ""
    poids = 'font-weight="700" ' if gras else ""
    return (
        f'<text {nom}x="{pos(x)}" y="{pos(y)}" fill="{couleur}" {corps}{poids}'
        f'text-anchor="{ancre}">{escape(texte)}</text>'
    )


def _texte(classe: str, x: float, y: float, texte: str, couleur: str, ancre: str = "start") -> str:
    taille = _PETIT_CORPS if classe == "g-axe-texte" else 0
    return draw_mots((x, y), texte, (taille, couleur), ancre, classe=classe)


def pos(nombre: float) -> str:
    """Write a coordinate without useless digits."""
    return f"{round(nombre, 2):g}"


# --- A picture in circles as SVG text: from the centre outwards, one sector for each kind ---
# Each name has a dot, in its circle and its sector, and a line that leads to where it is written:
# beside the circles, on the side of its sector, one under the other, so that no name hides
# another. The page adds the same names as a list.


_LARGEUR_CERCLES: Final = 1120.0
_CENTRE: Final = _LARGEUR_CERCLES / 2
_RAYONS: Final = (62.0, 102.0, 138.0, 172.0, 202.0, 230.0)
_SORTIE: Final = _RAYONS[-1] + 10  # where lines turn towards the names
_ECART: Final = 34.0  # from the circles to the names
_LIGNE_CERCLES: Final = 20.0
_BORD: Final = 16.0
_POINT: Final = 4.5
_COULOIRS: Final = (0.0, -7.0, 7.0)  # dots next to each other are not at the same distance
_NORD: Final = radians(26)  # kept free on both sides of noon for the names of the circles
CORPS_CERCLES: Final = 13.0
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
    hauteur = max(2 * (_SORTIE + _BORD), lignes * _LIGNE_CERCLES * echelle + 2 * _BORD)
    milieu = hauteur / 2
    corps = "".join(_draw_cercle(rayon, milieu) for rayon in reversed(_RAYONS[: len(cercles)]))
    for sens, cote in zip((1, -1), cotes, strict=True):
        corps += "".join(_draw_cote(cote, sens, milieu, echelle))
    corps += "".join(_draw_titre(rang, nom, milieu, echelle) for rang, nom in enumerate(cercles))
    return wrap_svg(identifiant, titre, description, (_LARGEUR_CERCLES, hauteur), corps)


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
    for ligne, y in zip(cote, _spread(cote, milieu, _LIGNE_CERCLES * echelle), strict=True):
        if ligne.rayon is not None:
            points = [
                _at(ligne.angle, ligne.rayon, milieu),
                _at(ligne.angle, _SORTIE, milieu),
                (bord - sens * 6, y),
            ]
            trace = " ".join(f"{pos(px)},{pos(py)}" for px, py in points)
            x, haut = points[0]
            yield f'<polyline class="g-fil" points="{trace}" fill="none" stroke="{DOUX}"/>'
            yield (
                f'<circle class="g-plein" cx="{pos(x)}" cy="{pos(haut)}" r="{pos(_POINT)}" '
                f'fill="{TEINTE}"/>'
            )
        gras = ligne.rayon is None
        yield draw_mots(
            (bord, y + 4.5 * echelle),
            _shorten(ligne.texte, _PLACE / echelle, gras=gras),
            (CORPS_CERCLES * echelle, ENCRE),
            ancre,
            classe="g-secteur" if gras else "g-nom",
            gras=gras,
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
        f'<circle class="{classe}" cx="{pos(_CENTRE)}" cy="{pos(milieu)}" r="{pos(rayon)}" '
        f'fill="none" stroke="{PISTE}"/>'
    )


def _draw_titre(rang: int, titre: str, milieu: float, echelle: float) -> str:
    y = milieu - ((_RAYONS[rang - 1] + _RAYONS[rang]) / 2 if rang else 0)
    encre = (11 * echelle, ENCRE)
    return draw_mots((_CENTRE, y + 4), titre, encre, "middle", classe="g-titre-cercle")


def _at(angle: float, rayon: float, milieu: float) -> tuple[float, float]:
    """Return a point by its angle, clockwise from noon."""
    return _CENTRE + rayon * sin(angle), milieu - rayon * cos(angle)


def _shorten(texte: str, place: float, *, gras: bool) -> str:
    """Return a text that fits beside the circles; the list of the page has the whole of it."""
    reste = place * (0.92 if gras else 1)
    for rang, signe in enumerate(texte):
        reste -= measure_signe(signe)
        if reste < measure_signe("…") and rang < len(texte) - 1:
            return f"{texte[:rang].rstrip()}…"
    return texte


def measure_signe(signe: str) -> float:
    """Return the width of a sign, on the large side: fonts differ."""
    if signe in _ETROITES:
        return 0.38 * CORPS_CERCLES
    large = signe.isupper() or signe in _LARGES
    return (0.8 if large and signe in _LARGES else 0.7 if large else 0.6) * CORPS_CERCLES


# --- Drawings of what is around a scheme, of the year that leads to its vote, of the map of
# France ---


_VOTE: Final = date(2027, 12, 15)  # any weekday: only the time between two steps is drawn
_MOIS: Final = 12
_ECHELLE: Final = 1.45  # of letters: the file is printed
_LARGEUR_DESSINS: Final = 640.0
_GAUCHE: Final = 262.0
_LIGNE_DESSINS: Final = 30.0
_HAUT: Final = 34.0
_BARRE: Final = 14.0


@cache
def draw_ecosysteme() -> ComplementRubrique:
    """Draw who is around a scheme: a circle a role, a sector a kind; then the same in words."""
    places, roles = load_ecosysteme(), RoleActeur.du_centre()
    secteurs = [
        Secteur(
            typologie.court,
            tuple(
                tuple(n for p in places if (p.typologie, p.role) == (typologie.code, role)
                      for n in p.noms)
                for role in roles
            ),
        )
        for typologie in load_catalogue().typologies
    ]  # fmt: skip
    noms = [role.libelle for role in roles]
    alt = (
        f"Cinq cercles, du centre vers le bord : {', '.join(noms).lower()}. "
        f"{pluriel(len(secteurs), 'secteur')}, un par catégorie d’acteurs. La liste qui suit donne "
        "les mêmes noms."
    )
    svg = draw_cercles(
        "image-ecosysteme", "L’écosystème d’un schéma", alt, noms, secteurs, _ECHELLE
    )
    en_mots = Liste(
        tuple(
            (
                Texte(typographie(f"{role.libelle} : "), fort=True),
                Texte(", ".join(n for p in places if p.role is role for n in p.noms) + "."),
            )
            for role in roles
        )
    )
    legende = "Les acteurs autour d’un schéma, par rôle et par catégorie"
    return ComplementRubrique((Figure(svg, typographie(alt), legende), en_mots))


@cache
def draw_calendrier() -> ComplementRubrique:
    """Draw a preparation of a year and what follows; the table of the sheet says the same."""
    jalons = propose_jalons(_VOTE, _MOIS)
    corps = "".join((*_draw_mois(jalons), *_draw_etapes(jalons)))
    hauteur = _HAUT + _LIGNE_DESSINS * (len(jalons) - 1) + 8
    etapes = ", ".join(jalon.titre.lower() for jalon in jalons[1:])
    alt = (
        "Une barre par étape, de douze mois avant le vote à douze mois après : "
        f"{etapes}. Le tableau donne les mêmes échéances."
    )
    titre = "Le calendrier d’une préparation"
    svg = wrap_svg("image-calendrier", titre, alt, (_LARGEUR_DESSINS, hauteur), corps)
    return ComplementRubrique(
        (Figure(svg, typographie(alt), "Douze mois jusqu’au vote, douze mois après"),)
    )


def _place_dessins(jour: date, jalons: Sequence[JalonPropose]) -> float:
    debut, fin = jalons[0].jour, jalons[-1].jour
    return _GAUCHE + (_LARGEUR_DESSINS - _GAUCHE - 16) * ((jour - debut) / (fin - debut))


def _draw_mois(jalons: Sequence[JalonPropose]) -> Iterator[str]:
    vote = next(j.jour for j in jalons if j.code == ADOPTION)
    reperes = (
        (jalons[0].jour, "12 mois avant", "start"),
        (vote, "Vote", "middle"),
        (jalons[-1].jour, "12 mois après", "end"),
    )
    bas = _HAUT + _LIGNE_DESSINS * (len(jalons) - 1)
    for jour, mots, ancre in reperes:
        x = round(_place_dessins(jour, jalons), 1)
        yield f'<line x1="{x:g}" y1="22" x2="{x:g}" y2="{bas:g}" stroke="{PISTE}"/>'
        yield draw_mots((x, 15), mots, (14, DOUX), ancre)


def _draw_etapes(jalons: Sequence[JalonPropose]) -> Iterator[str]:
    for rang, (avant, jalon) in enumerate(pairwise(jalons)):
        y = _HAUT + _LIGNE_DESSINS * rang
        gauche, droite = _place_dessins(avant.jour, jalons), _place_dessins(jalon.jour, jalons)
        yield draw_mots((_GAUCHE - 12, y + _BARRE - 2), jalon.titre, (15, ENCRE), "end")
        yield write_rect("g-plein", (gauche, y, droite - gauche, _BARRE), TEINTE)


# The map of France.

CADRE: Final = "0 0 1010 1180"
# Each overseas department is drawn apart, enlarged, in a row under the mainland.
OUTREMER: Final = {
    code: f"translate({60 + rang * 190} 1040) scale(2.4)"
    for rang, code in enumerate(("971", "972", "973", "974", "976"))
}


@dataclass(frozen=True)
class CheminSvg:
    chemin: str
    transformation: str = ""


@cache
def read_contours() -> dict[str, dict[str, str]]:
    fichier = resources.files("spaser.documents") / "contours.json"
    contours: dict[str, dict[str, str]] = json.loads(fichier.read_text(encoding="utf-8"))
    return contours


def draw_regions() -> Iterator[tuple[Zone, tuple[CheminSvg, ...]]]:
    contours = read_contours()
    outremer = {departements()[code].code_region: code for code in OUTREMER}
    for code, zone in sorted(regions().items(), key=lambda paire: fold_mots(paire[1].nom)):
        traces: tuple[CheminSvg, ...] = ()
        if contour := contours["regions"].get(code):
            traces = (CheminSvg(contour),)
        elif departement := outremer.get(code):
            traces = (CheminSvg(contours["departements"][departement], OUTREMER[departement]),)
        yield zone, traces
