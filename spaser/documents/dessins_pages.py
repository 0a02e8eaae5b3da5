"""Drawings of pages, as wide as their frame, as SVG text. Nothing is left unescaped.

Abscissas are parts of the width and ordinates are pixels: letters keep the size of the page, from
a phone to a sheet of paper. Colours come from the page, through classes.

One grammar everywhere: full is certain or done, hatched is unknown or not over, a red outline is
missing or late; a triangle above is what is aimed at, a tick below is what others do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import Final, Literal

from spaser.documents.dessins import TEINTE, BarreAnnee, Rang, pos
from spaser.documents.dessins_engagements import (
    Axe,
    CibleDessinee,
    describe_cible,
    draw_barre_cible,
    put,
)
from spaser.documents.francais import format_date, typographie

# --- What every drawing of a page is made of ---


@dataclass(frozen=True, slots=True)
class Legende:
    """What names a drawing: its identifier in the page, its title, what it says in words."""

    identifiant: str
    titre: str
    description: str = ""


type Periode = tuple[date, date]

_BARRE: Final = 14.0


def wrap_dessin(legende: Legende, haut: float, corps: str, classe: str = "") -> str:
    """Frame a drawing, named and described for those who do not see it; no height fills its box."""
    cle = escape(legende.identifiant)
    motif = (
        f'<defs><pattern id="{cle}-h" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="g-trait" width="2" height="5"/></pattern>'
        "</defs>"
    )
    return (
        f'<svg class="dessin {classe}" width="100%" {f'height="{pos(haut)}" ' if haut else ""}'
        f'role="img" aria-labelledby="{cle}-t {cle}-d"><title id="{cle}-t">'
        f'{escape(legende.titre)}</title><desc id="{cle}-d">{escape(legende.description)}</desc>'
        f"{motif if f'#{cle}-h' in corps else ''}{corps}</svg>"
    )


def write_part(part: float) -> str:
    """Write a part of the width, kept within the drawing."""
    return f"{pos(100 * min(max(part, 0.0), 1.0))}%"


def write_bloc(classe: str, x: float, y: float, large: float, haut: float, motif: str = "") -> str:
    """Draw a block, hatched when the identifier of its drawing is given."""
    fond = f' fill="url(#{escape(motif)}-h)"' if motif else ""
    cadre = f'x="{write_part(x)}" y="{pos(y)}" width="{write_part(large)}" height="{pos(haut)}"'
    return f'<rect class="{classe}" {cadre}{fond}/>'


def write_mots(x: float, y: float, dits: str, classe: str = "", ancre: str = "") -> str:
    """Write words at a part of the width, anchored so that they stay within the drawing."""
    ancre = ancre or ("start" if x < 1 / 3 else "end" if x > 2 / 3 else "middle")
    place = f'x="{write_part(x)}" y="{pos(y)}" text-anchor="{ancre}"'
    return f'<text class="{classe}" {place}>{escape(dits)}</text>' if dits else ""


def write_ligne(classe: str, x1: float, y1: str, x2: float, y2: str) -> str:
    return (
        f'<line class="{classe}" x1="{write_part(x1)}" y1="{y1}" x2="{write_part(x2)}" y2="{y2}"/>'
    )


def place_jour(jour: date, periode: Periode) -> float:
    """Return where a day stands in a period, from 0 to 1."""
    return min(max((jour - periode[0]) / (periode[1] - periode[0]), 0.0), 1.0)


# --- The figure: one bar, what is aimed at above, what others do below ---


def draw_figure(identifiant: str, cible: CibleDessinee, *, mots: bool = True) -> str:
    """Draw what is known of a rate; without words, small enough for the cell of a table."""
    haut = 24.0 if mots else 8.0
    axe, legende = Axe(cible.fin), Legende(identifiant, cible.nom, describe_cible(cible))
    corps = draw_barre_cible(identifiant, cible, TEINTE, axe, (haut, _BARRE))
    if not mots:
        return wrap_dessin(legende, haut + _BARRE + 10, corps)
    if cible.cible is not None:
        corps += write_mots(axe.measure(cible.cible), 12, cible.cible_dite)
    bas = haut + _BARRE + 24
    if cible.repere is not None:
        corps += write_mots(axe.measure(cible.repere), bas, cible.repere_dit, "g-doux")
    elif cible.unite == "%" and cible.fin < 100:  # noqa: PLR2004 - the whole scale is not told
        echelle = typographie(f"échelle de 0 à {cible.fin:g} %")
        corps += write_mots(1, bas, echelle, "g-doux")
    return wrap_dessin(legende, bas + 6, corps)


# --- Years and months, families, milestones ---


def draw_colonnes_page(legende: Legende, colonnes: Sequence[BarreAnnee]) -> str:
    """Draw a column a year, or a month, with its value above; what is not over is hatched."""
    haut, base, pas = 22.0, 142.0, 1 / max(len(colonnes), 1)
    plus_haut = max((c.valeur or 0.0 for c in colonnes), default=0.0) or 1.0
    corps = write_ligne("g-axe", 0, pos(base), 1, pos(base))
    for rang, colonne in enumerate(colonnes):
        milieu = (rang + 0.5) * pas
        fort = "g-fort" if colonne.en_avant else ""
        corps += write_mots(milieu, base + 18, colonne.annee, f"g-doux {fort}", "middle")
        haute = (base - haut) * max(colonne.valeur or 0.0, 0.0) / plus_haut
        corps += write_mots(milieu, base - haute - 6, colonne.etiquette, fort, "middle")
        if haute:
            motif = legende.identifiant if colonne.partielle else ""
            classe = "g-hachures" if colonne.partielle else "g-plein"
            corps += write_bloc(classe, milieu - 0.34 * pas, base - haute, 0.68 * pas, haute, motif)
    return wrap_dessin(legende, base + 24, corps)


def draw_rangs_page(legende: Legende, rangs: Sequence[Rang]) -> str:
    """Draw a bar a total, its name and its words above; the longest one takes the whole width."""
    plus_long = max((rang.valeur for rang in rangs), default=0.0) or 1.0
    corps = ""
    for place, rang in enumerate(rangs):
        haut = 42.0 * place
        corps += write_mots(0, haut + 13, typographie(f"{rang.nom} : {rang.etiquette}"))
        corps += write_bloc("g-plein", 0, haut + 18, max(rang.valeur, 0.0) / plus_long, 14)
    return wrap_dessin(legende, 42.0 * len(rangs), corps)


@dataclass(frozen=True, slots=True)
class Tuile:
    """A part of a whole: its name, its words, what its area measures."""

    nom: str
    dit: str
    valeur: float


def draw_pavage(legende: Legende, tuiles: Iterable[Tuile], haut: float = 220.0) -> str:
    """Draw parts of a whole as tiles whose areas are their shares, the largest first."""
    rangees = sorted((t for t in tuiles if t.valeur > 0), key=lambda t: -t.valeur)
    corps = ""
    for rang, (tuile, (x, y, large, haute)) in enumerate(_pave(rangees, (0.0, 0.0, 1.0, haut))):
        forte = " g-tuile-forte" if rang == 0 else ""
        corps += write_bloc(f"g-tuile{forte}", x, y, large, haute)
        if mots := _write_tuile(tuile, forte, (large, haute)):
            corps += put(write_part(x), y, mots)
    return wrap_dessin(legende, haut, corps)


def _write_tuile(tuile: Tuile, forte: str, place: tuple[float, float]) -> str:
    """Write the name of a tile, on a few lines, and its words: by the room of a page, of a phone.

    What would not hold is left to the table.
    """
    large, haute = place
    lignes = wrap(tuile.nom, max(int(large * 760 / 7) - 1, 1), break_long_words=False)
    longue = 7 * max(map(len, (*lignes, tuile.dit)))
    if large * 760 < longue + 8 or haute < 22 + 16 * len(lignes):
        return ""
    etroite = "" if large * 300 >= longue else " g-large"
    textes = [*((ligne, "g-fort") for ligne in lignes), (tuile.dit, "")]
    mots = "".join(
        write_mots(0, 18 + 16 * rang, texte, f"{fort}{forte}{etroite}".strip(), "start")
        for rang, (texte, fort) in enumerate(textes)
    )
    return f'<g transform="translate(8 0)">{mots}</g>'


type _Pave = tuple[Tuile, tuple[float, float, float, float]]


def _pave(tuiles: Sequence[Tuile], cadre: tuple[float, float, float, float]) -> list[_Pave]:
    """Lay tiles in a frame: halves of its value side by side along its longer side, and again."""
    if len(tuiles) <= 1:
        return [(tuile, cadre) for tuile in tuiles]
    total, moitie, coupe = sum(t.valeur for t in tuiles), 0.0, 0
    while coupe < len(tuiles) - 1 and (not coupe or moitie + tuiles[coupe].valeur <= total / 2):
        moitie += tuiles[coupe].valeur
        coupe += 1
    x, y, large, haut = cadre
    part = moitie / total
    if large * 760 >= haut:  # as wide as a page lets it be
        un, deux = (x, y, large * part, haut), (x + large * part, y, large * (1 - part), haut)
    else:
        un, deux = (x, y, large, haut * part), (x, y + haut * part, large, haut * (1 - part))
    return [*_pave(tuiles[:coupe], un), *_pave(tuiles[coupe:], deux)]


@dataclass(frozen=True, slots=True)
class JalonPage:
    """A milestone: its day, its name; `en_avant` is told above, and on a phone."""

    jour: date
    nom: str
    fait: bool = False
    en_avant: bool = False


def draw_frise(legende: Legende, jalons: Sequence[JalonPage], periode: Periode, jour: date) -> str:
    """Draw milestones to scale on a line, what is past in full, and today."""
    axe, ici = 78.0, place_jour(jour, periode)
    corps = write_bloc("g-piste", 0, axe - 3, 1, 6) + write_bloc("g-plein", 0, axe - 3, ici, 6)
    for jalon in jalons:
        x, y = place_jour(jalon.jour, periode), 20 if jalon.en_avant else axe + 28
        large = "" if jalon.en_avant else " g-large"
        forme = '<path class="g-axe" d="M0-8V-34"/>' if jalon.en_avant else ""
        forme += f'<circle class="{"g-plein" if jalon.fait else "g-vide"}" r="8"/>'
        forme += '<path class="g-coche" d="M-3.5 0L-1 3 4-3"/>' if jalon.fait else ""
        corps += put(write_part(x), axe, forme)
        corps += write_mots(x, y, jalon.nom, f"g-fort{large}" if jalon.en_avant else large.strip())
        corps += write_mots(x, y + 16, format_date(jalon.jour), f"g-doux{large}")
    corps += put(write_part(ici), axe, '<path class="g-jour" d="M0-16V16"/>')
    corps += write_mots(ici, axe - 22, "aujourd’hui", "g-jour-dit")
    return wrap_dessin(legende, 130, corps)


# --- A target over the years, an action over its months, a count as squares ---


@dataclass(frozen=True, slots=True)
class PointPente:
    """A value of a year; `certaine` is False for what is not over or not well known."""

    annee: int
    valeur: float
    dit: str
    certaine: bool = True


def draw_pente(
    legende: Legende,
    depart: PointPente | None,
    connus: Sequence[PointPente],
    visee: PointPente | None,
    annees: tuple[int, int],
) -> str:
    """Draw the way from a start to a target and the values of the years; a hole is missing."""
    points = [p for p in (depart, *connus, visee) if p]
    sommet = 1.1 * max((p.valeur for p in points), default=0.0) or 1.0
    duree = max(annees[1] - annees[0], 1)

    def place(point: PointPente) -> tuple[float, float]:
        return 0.08 + 0.84 * (point.annee - annees[0]) / duree, 128 - 100 * point.valeur / sommet

    corps = write_ligne("g-axe", 0, "128", 1, "128")
    for annee in {annees[0], annees[1], *(p.annee for p in points)}:
        x = 0.08 + 0.84 * (annee - annees[0]) / duree
        corps += write_mots(x, 146, str(annee), "g-doux", "middle")
    if depart and visee:
        (x1, y1), (x2, y2) = place(depart), place(visee)
        corps += write_ligne("g-attendu", x1, pos(y1), x2, pos(y2))
    chemin = sorted(filter(None, (depart, *connus)), key=lambda p: p.annee)
    for un, autre in pairwise(chemin):
        (x1, y1), (x2, y2) = place(un), place(autre)
        corps += write_ligne("g-chemin", x1, pos(y1), x2, pos(y2))
    for point in chemin:
        x, y = place(point)
        forme = "g-plein g-halo" if point.certaine else "g-vide"
        corps += put(write_part(x), y, f'<circle class="{forme}" r="5.5"/>')
    for point in {id(p): p for p in (depart, *connus[-1:]) if p}.values():
        x, y = place(point)
        corps += write_mots(x, y + (20 if y < 104 else -12), point.dit, "g-fort", "middle")  # noqa: PLR2004 - under the point, else above
    if visee:
        x, y = place(visee)
        corps += put(write_part(x), y, '<path class="g-cible" d="M-6-10H6L0 0z"/>')
        corps += write_mots(1, y - 15, visee.dit, "g-fort", "end")
    else:
        corps += put("92%", 60, '<path class="g-trou" d="M-6-10H6L0 0z"/>')
        corps += write_mots(1, 44, "cible à fixer", "g-jour-dit", "end")
    return wrap_dessin(legende, 152, corps)


def draw_duree(
    legende: Legende,
    duree: Periode | None,
    etapes: tuple[int, int],
    periode: Periode,
    jour: date,
    *,
    retard: bool = False,
) -> str:
    """Draw an action on its plan’s line of time: a box a step, those done in full, late in red."""
    ici, barre = place_jour(jour, periode), ""
    if duree:
        faites, toutes = etapes
        debut, fin = (place_jour(borne, periode) for borne in duree)
        pas = max(fin - debut, 0.01) / max(toutes, 1)
        for rang in range(max(toutes, 1)):
            classe = "g-plein g-halo" if rang < faites else "g-vide"
            barre += write_bloc(classe, debut + rang * pas, -8, pas, 16)
        barre += write_bloc("g-retard", fin, -8, ici - fin, 16) if retard and ici > fin else ""
    corps = "".join(
        write_ligne("g-axe", x, "0", x, "100%")
        for annee in range(periode[0].year + 1, periode[1].year + 1)
        for x in [place_jour(date(annee, 1, 1), periode)]
    )
    corps += f'<svg y="50%" overflow="visible">{barre}</svg>' if barre else ""
    return wrap_dessin(legende, 0, corps + write_ligne("g-jour", ici, "0", ici, "100%"), "g-duree")


def draw_cases(
    legende: Legende, etats: Sequence[Literal["plein", "vide", "retard"]], pas: float = 20.0
) -> str:
    """Draw a count as a row of squares: done, to do, late."""
    corps = "".join(
        f'<rect class="g-{etat}" x="{pos(1 + pas * rang)}" y="2" width="16" height="16"/>'
        for rang, etat in enumerate(etats)
    )
    return wrap_dessin(legende, 20, corps)
