"""Drawings as SVG text: charts, circles, the map of France. Nothing is left unescaped."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from itertools import pairwise
from math import cos, pi, radians, sin
from typing import Final

from spaser.documents.document import Figure, Liste, Texte
from spaser.documents.fiches import ComplementRubrique
from spaser.documents.francais import pluriel, typographie
from spaser.elements import fold_mots
from spaser.moteur.referentiels.annuaire import Zone, departements, regions
from spaser.regles.acteurs import RoleActeur, load_catalogue, load_ecosysteme

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


type Cadre = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True, slots=True)
class Legende:
    """What names a drawing: its identifier in the page, its title, what it says in words.

    Its title is empty where what stands just before it has just been said by the same words.
    """

    identifiant: str
    titre: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Rang:
    """A total, of a thing or of a year: its name, its words, what its bar measures if it is known.

    `partielle` when it is not whole yet, `en_avant` when the page is about it.
    """

    nom: str
    etiquette: str
    valeur: float | None
    partielle: bool = False
    en_avant: bool = False

    @property
    def compte(self) -> float:
        """Return how long its bar is: nothing for what is not known, or is less than nothing."""
        return max(self.valeur or 0.0, 0.0)


def draw_colonnes(
    legende: Legende, colonnes: Sequence[Rang], largeur: float = 0, *, mots: bool = True
) -> str:
    """Draw a column a year, or a month, with its value above; what is not over is hatched.

    `largeur` is that of a file. Without words, it is small enough for a cell.
    """
    (haut, base), pas = (22.0, 142.0) if mots else (2.0, 36.0), 1 / max(len(colonnes), 1)
    plus_haut = max((c.compte for c in colonnes), default=0.0) or 1.0
    large = min(0.68 * pas, (56 if mots else 18) / largeur) if largeur else 0.68 * pas
    taille = _fit((c.etiquette for c in colonnes), largeur * pas - 2) if largeur else 0.0
    corps = write_ligne("g-axe", 0, pos(base), 1, pos(base))
    for rang, colonne in enumerate(colonnes):
        milieu, fort = (rang + 0.5) * pas, " g-fort" if colonne.en_avant else ""
        haute = (base - haut) * colonne.compte / plus_haut
        if mots:
            corps += write_mots(milieu, base + 18, colonne.nom, f"g-doux{fort}", "middle")
            dite = colonne.etiquette, f"g-valeur{fort}", "middle"
            corps += write_mots(milieu, base - haute - 6, *dite, taille)
        elif colonne.valeur is not None:
            haute = max(haute, 1.0)  # seen, even so small
        if haute:
            motif = legende.identifiant if colonne.partielle else ""
            corps += write_bloc("g-plein", milieu - large / 2, base - haute, large, haute, motif)
    return wrap_svg(legende, (largeur, base + (24 if mots else 2)), corps)


def draw_rangs(
    legende: Legende, rangs: Sequence[Rang], largeur: float = 0, total: float = 0
) -> str:
    """Draw a bar a total, its name and its words above; the longest one takes the whole width.

    `largeur` is that of a file; `total`, of which they are parts, takes the whole width instead.
    """
    plus_long = total or max((rang.compte for rang in rangs), default=0.0) or 1.0
    corps, (pas, epais) = "", (31.0, 8.0) if largeur else (42.0, 14.0)
    for place, rang in enumerate(rangs):
        haut = pas * place
        corps += write_mots(0, haut + 13, typographie(f"{rang.nom} : {rang.etiquette}"), "g-valeur")
        corps += write_bloc("g-piste", 0, haut + 18, 1, epais)
        corps += write_bloc("g-plein", 0, haut + 18, rang.compte / plus_long, epais)
    return wrap_svg(legende, (largeur, pas * len(rangs)), corps)


def _fit(textes: Iterable[str], place: float) -> float:
    """Return the size of letters that keeps each in a width; 0 for that of the drawing."""
    large = max((sum(map(measure_signe, texte)) for texte in textes), default=0.0)
    taille = CORPS_CERCLES * place / large if large else _CORPS_GRAPHIQUES
    return taille if taille < _CORPS_GRAPHIQUES else 0


# --- What every drawing is made of: as wide as its frame, or as so many points of a file ---


def wrap_svg(
    legende: Legende,
    taille: tuple[float, float],
    corps: str,
    couleur: str = TEINTE,
    classe: str = "",
) -> str:
    """Frame a drawing, named and described for those who do not see it.

    A width of 0 is that of its frame: abscissas are then parts of it; no height fills the box.
    """
    cle, (largeur, hauteur) = escape(legende.identifiant), map(pos, taille)
    cadre = f'class="dessin {classe}" width="100%"'
    if taille[0]:
        cadre = (
            f'class="graphique" xmlns="http://www.w3.org/2000/svg" fill="{ENCRE}" '
            f'font-size="{_CORPS_GRAPHIQUES}" viewBox="0 0 {largeur} {hauteur}"'
        )
    elif taille[1]:
        cadre += f' height="{hauteur}"'
    motif = (
        f'<defs><pattern id="{cle}-h" width="5" height="5" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect class="g-trait" width="2" height="5" fill="{couleur}"/></pattern></defs>'
    )
    return (
        f'<svg {cadre} role="img" aria-labelledby="{cle}-t {cle}-d"><title id="{cle}-t">'
        f'{escape(legende.titre)}</title><desc id="{cle}-d">{escape(legende.description)}</desc>'
        f"{motif if f'#{cle}-h' in corps else ''}{corps}</svg>"
    )


def write_part(part: float) -> str:
    """Write a part of the width, kept within the drawing."""
    return f"{pos(100 * min(max(part, 0.0), 1.0))}%"


def write_bloc(classe: str, x: float, y: float, large: float, haut: float, motif: str = "") -> str:
    """Draw a block, hatched when the identifier of its drawing is given."""
    cadre = f'x="{write_part(x)}" y="{pos(y)}" width="{write_part(large)}" height="{pos(haut)}"'
    if motif:
        return hatch(motif, cadre)
    return f'<rect class="{classe}" {cadre} fill="{PISTE if classe == "g-piste" else TEINTE}"/>'


def write_mots(
    x: float, y: float, dits: str, classe: str = "", ancre: str = "", taille: float = 0
) -> str:
    """Write words at a part of the width, anchored so that they stay within the drawing."""
    ancre = ancre or ("start" if x < 1 / 3 else "end" if x > 2 / 3 else "middle")
    corps = f' font-size="{pos(taille)}"' if taille else ""
    place = f'x="{write_part(x)}" y="{pos(y)}" text-anchor="{ancre}"{corps}'
    return f'<text class="{classe}" {place}>{escape(dits)}</text>' if dits else ""


def write_ligne(classe: str, x1: float, y1: str, x2: float, y2: str) -> str:
    places = f'x1="{write_part(x1)}" y1="{y1}" x2="{write_part(x2)}" y2="{y2}"'
    return f'<line class="{classe}" {places} stroke="{PISTE}"/>'


def write_rect(classe: str, cadre: Cadre, couleur: str) -> str:
    return f'<rect class="{classe}" {write_attributs(cadre)} fill="{couleur}"/>'


def hatch(identifiant: str, cadre: str, couleur: str = TEINTE) -> str:
    """Draw what is unknown or not over, in a frame that is written already."""
    fond = f'<rect class="g-bande" {cadre} fill="{couleur}" fill-opacity=".22"/>'
    return f'{fond}<rect class="g-hachures" {cadre} fill="url(#{escape(identifiant)}-h)"/>'


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
    legende: Legende, cercles: Sequence[str], secteurs: Sequence[Secteur], echelle: float = 1
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
    return wrap_svg(legende, (_LARGEUR_CERCLES, hauteur), corps)


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


# --- Who is around a scheme, and the map of France ---


_ECHELLE: Final = 1.45  # of letters: the file is printed


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
    legende = Legende("image-ecosysteme", "L’écosystème d’un schéma", alt)
    svg = draw_cercles(legende, noms, secteurs, _ECHELLE)
    en_mots = Liste(
        tuple(
            (
                Texte(typographie(f"{role.libelle} : "), fort=True),
                Texte(", ".join(n for p in places if p.role is role for n in p.noms) + "."),
            )
            for role in roles
        )
    )
    dite = "Les acteurs autour d’un schéma, par rôle et par catégorie"
    return ComplementRubrique((Figure(svg, typographie(alt), dite), en_mots))


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
