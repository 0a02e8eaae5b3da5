"""Drawings of pages, as wide as their frame, as SVG text. Nothing is left unescaped.

Abscissas are parts of the width and ordinates are pixels: letters keep the size of the page, from
a phone to a sheet of paper. Colours come from the page, through classes.

One grammar everywhere: full is certain or done, hatched is unknown or not over, a red outline is
missing or late; a triangle above is what is aimed at, a tick below is what others do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from textwrap import wrap
from typing import Final, Literal

from spaser.documents.dessins import (
    CHEVEU,
    TEINTE,
    Legende,
    Rang,
    hatch,
    pos,
    wrap_svg,
    write_bloc,
    write_ligne,
    write_mots,
    write_part,
)
from spaser.documents.dessins_engagements import (
    Axe,
    CibleDessinee,
    describe_cible,
    draw_barre_cible,
    put,
)
from spaser.documents.francais import MOIS, format_date, typographie

# --- What every drawing of a page is made of ---


type Periode = tuple[date, date]

_BARRE: Final = 14.0


def place_jour(jour: date, periode: Periode) -> float:
    """Return where a day stands in a period, from 0 to 1."""
    return min(max((jour - periode[0]) / (periode[1] - periode[0]), 0.0), 1.0)


# --- The figure: one bar, what is aimed at above, what others do below ---


def draw_figure(identifiant: str, cible: CibleDessinee, *, mots: bool = True) -> str:
    """Draw what is known of a rate; without words, small enough for the cell of a table."""
    haut = 24.0 if mots else 8.0
    dite = describe_cible(cible).removeprefix(typographie(f"{cible.nom} : "))
    axe, legende = Axe(cible.fin), Legende(identifiant, cible.nom, dite)
    corps = draw_barre_cible(identifiant, cible, TEINTE, axe, (haut, _BARRE))
    if not mots:
        return wrap_svg(legende, (0, haut + _BARRE + 10), corps)
    if cible.cible is not None:
        corps += write_mots(axe.measure(cible.cible), 12, cible.cible_dite)
    bas = haut + _BARRE + 24
    if cible.repere is not None:
        corps += write_mots(axe.measure(cible.repere), bas, cible.repere_dit, "g-doux")
    elif cible.unite == "%" and cible.fin < 100:  # noqa: PLR2004 - the whole scale is not told
        echelle = typographie(f"échelle de 0 à {cible.fin:g} %")
        corps += write_mots(1, bas, echelle, "g-doux")
    return wrap_svg(legende, (0, bas + 6), corps)


# --- Families, milestones ---


def draw_pavage(
    legende: Legende, rangs: Iterable[Rang], haut: float = 220.0, place: float = 760.0
) -> str:
    """Draw parts of a whole as tiles whose areas are their shares, the largest first.

    `place` is how wide a page lets it be, in pixels.
    """
    rangees = sorted((r for r in rangs if r.compte), key=lambda r: -r.compte)
    corps = ""
    for rang, (tuile, (x, y, large, haute)) in enumerate(_pave(rangees, (0.0, 0.0, 1.0, haut))):
        forte = " g-tuile-forte" if rang == 0 else ""
        corps += write_bloc(f"g-tuile{forte}", x, y, large, haute)
        # Words that would not hold are left to the table: by the room of a phone, then of a page.
        etroite = _wrap_tuile(tuile, large * 300, haute) if large >= 1 / 3 else []
        lignes = etroite or _wrap_tuile(tuile, large * place, haute)
        classe = f"{forte}{'' if etroite else ' g-large'}".strip()
        mots = "".join(
            write_mots(0, 18 + 16 * n, mot, f"g-fort {classe}" if fort else classe, "start")
            for n, (mot, fort) in enumerate(lignes)
        )
        corps += put(write_part(x), y, f'<g transform="translate(8 0)">{mots}</g>' if mots else "")
    return wrap_svg(legende, (0, haut), corps)


def _wrap_tuile(tuile: Rang, large: float, haut: float) -> list[tuple[str, bool]]:
    """Return the lines of a tile, its name in bold; nothing when they do not hold in it."""
    signes = max(int((large - 12) / 7), 1)
    lignes = [
        (ligne, fort)
        for dit, fort in ((tuile.nom, True), (tuile.etiquette, False))
        for ligne in wrap(dit, signes, break_long_words=False)
    ]
    tient = all(len(ligne) <= signes for ligne, _ in lignes) and 16 * len(lignes) + 6 <= haut
    return lignes if tient else []


type _Pave = tuple[Rang, tuple[float, float, float, float]]


def _pave(tuiles: Sequence[Rang], cadre: tuple[float, float, float, float]) -> list[_Pave]:
    """Lay tiles in a frame: halves of its value side by side along its longer side, and again."""
    if len(tuiles) <= 1:
        return [(tuile, cadre) for tuile in tuiles]
    total, moitie, coupe = sum(t.compte for t in tuiles), 0.0, 0
    while coupe < len(tuiles) - 1 and (not coupe or moitie + tuiles[coupe].compte <= total / 2):
        moitie += tuiles[coupe].compte
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


_RANGS: Final = 3  # of words on a side of the line; those that would not hold are left to the table


def draw_frise(legende: Legende, jalons: Sequence[JalonPage], periode: Periode, jour: date) -> str:
    """Draw milestones to scale on a line, what is past in full, late in red, and today."""
    hauts = _stack([j for j in jalons if j.en_avant], periode, 330)  # as wide as a phone
    bas = _stack([j for j in jalons if not j.en_avant], periode, 960)
    axe, ici = 78.0 + 38 * max(hauts.values(), default=0), place_jour(jour, periode)
    corps = write_bloc("g-piste", 0, axe - 3, 1, 6) + write_bloc("g-plein", 0, axe - 3, ici, 6)
    dessus = dessous = ""
    for jalon in jalons:
        x, rang = place_jour(jalon.jour, periode), (hauts | bas).get(jalon)
        classe = "g-plein" if jalon.fait else "g-retard" if jalon.jour < jour else "g-vide"
        forme = f'<circle class="{classe}" r="8"/>'
        forme += '<path class="g-coche" d="M-3.5 0L-1 3 4-3"/>' if jalon.fait else ""
        if rang is not None and jalon.en_avant:
            forme = f'<path class="g-axe" d="M0-8V-{34 + 38 * rang}"/>{forme}'
            dessus += _name_jalon(jalon, x, axe - 58 - 38 * rang)
        elif rang is not None:
            dessous += _name_jalon(jalon, x, 12 + 38 * rang)
        corps += put(write_part(x), axe, forme)
    corps += put(write_part(ici), axe, '<path class="g-jour" d="M0-16V16"/>')
    corps += write_mots(ici, axe - 22, "aujourd’hui", "g-jour-dit") + dessus
    haut = pos(38 * (max(bas.values(), default=0) + 1))
    cadre = f'class="dessin g-large" width="100%" height="{haut}" aria-hidden="true"'
    dessous = f"<svg {cadre}>{dessous}</svg>"
    frise = wrap_svg(legende, (0, axe + 18), corps, classe="g-frise")
    return f"<div>{frise}{dessous if bas else ''}</div>"


def _stack(jalons: Iterable[JalonPage], periode: Periode, large: int) -> dict[JalonPage, int]:
    """Give each the first row where its words do not meet those before, on so many pixels."""
    fins, rangs = [-1.0] * _RANGS, {}
    for jalon in sorted(jalons, key=lambda j: j.jour):
        x, mots = place_jour(jalon.jour, periode), 7 * max(len(jalon.nom), 14) / large
        debut = x if x < 1 / 3 else x - mots if x > 2 / 3 else x - mots / 2
        rang = next((rang for rang, fin in enumerate(fins) if fin <= debut), None)
        if rang is not None:
            fins[rang], rangs[jalon] = debut + mots, rang
    return rangs


def _name_jalon(jalon: JalonPage, x: float, y: float) -> str:
    nom, jour = write_mots(x, y, jalon.nom, "g-fort" if jalon.en_avant else ""), jalon.jour
    dit = format_date(jour) if jalon.en_avant else f"{MOIS[jour.month - 1]} {jour.year}"
    return nom + write_mots(x, y + 16, "" if jalon.fait else dit, "g-doux")


# --- A target over the years, an action over its months, a count as squares ---


@dataclass(frozen=True, slots=True)
class PointPente:
    """A value of a year, between its bounds; `marque` says what is not over, or hardly known."""

    annee: int
    valeur: float
    dit: str
    marque: str = ""
    bas: float | None = None
    haut: float | None = None


_BAS_PENTE: Final = 128.0
_PLACE_ANNEE: Final = 0.14  # of the width, for four figures


@dataclass(frozen=True, slots=True)
class _Pente:
    """Where years and values stand in a slope, from its left end up to its highest value."""

    gauche: float
    annees: tuple[int, int]
    sommet: float

    def x(self, annee: int) -> float:
        duree = max(self.annees[1] - self.annees[0], 1)
        return self.gauche + (0.92 - self.gauche) * (annee - self.annees[0]) / duree

    def y(self, valeur: float) -> float:
        return _BAS_PENTE - 100 * max(valeur, 0.0) / self.sommet

    def write_trait(self, classe: str, un: PointPente, autre: PointPente) -> str:
        y1, y2 = pos(self.y(un.valeur)), pos(self.y(autre.valeur))
        return write_ligne(classe, self.x(un.annee), y1, self.x(autre.annee), y2)

    def write_point(self, point: PointPente) -> str:
        """Draw a value, in full when it is certain, and say it under itself where it may."""
        x, y = self.x(point.annee), self.y(point.valeur)
        forme = "g-vide" if point.marque else "g-plein g-halo"
        ancre, ou = ("start", 0.0) if x < 1 / 5 else ("middle", x)
        mots = write_mots(ou, y + (20 if y < 104 else -12), point.dit, "g-fort", ancre)  # noqa: PLR2004 - under the point, else above
        return put(write_part(x), y, f'<circle class="{forme}" r="5.5"/>') + mots

    def write_bornes(self, point: PointPente, motif: str) -> str:
        """Draw what is not known of a year as a hatched column between its bounds."""
        if point.bas is None or point.haut is None or point.haut - point.bas <= CHEVEU:
            return ""
        haut = self.y(point.haut)
        cadre = f'x="-7" width="14" height="{pos(self.y(point.bas) - haut)}"'
        forme = f'<rect class="g-piste" {cadre}/>{hatch(motif, cadre)}'
        return put(write_part(self.x(point.annee)), haut, forme)

    def write_annees(self, annees: Iterable[int]) -> str:
        """Write years under the axis, the first ones given: those that would touch are left."""
        posees: list[float] = []
        corps = write_ligne("g-axe", 0, pos(_BAS_PENTE), 1, pos(_BAS_PENTE))
        for annee in dict.fromkeys(annees):
            x = self.x(annee)
            if all(abs(x - autre) >= _PLACE_ANNEE for autre in posees):
                posees.append(x)
                corps += write_mots(x, _BAS_PENTE + 18, str(annee), "g-doux", "middle")
        return corps


def draw_pente(
    legende: Legende,
    depart: PointPente | None,
    connus: Sequence[PointPente],
    visee: PointPente | None,
    annees: tuple[int, int],
    manque: str = "cible à fixer",
) -> str:
    """Draw the way from a start to a target and the values of the years; a hole is missing.

    `manque` says what the target lacks, where there is none; a missing start has no year.
    """
    chemin = sorted(filter(None, (depart, *connus)), key=lambda p: p.annee)
    points = [*chemin, *filter(None, (visee,))]
    hauts = [p.valeur if p.haut is None else max(p.valeur, p.haut) for p in points]
    pente = _Pente(0.08 if depart else 0.32, annees, 1.1 * max(hauts, default=0.0) or 1.0)
    corps = pente.write_annees([annees[0], *(p.annee for p in reversed(points))])
    if depart and visee:
        corps += pente.write_trait("g-attendu", depart, visee)
    corps += "".join(pente.write_bornes(point, legende.identifiant) for point in chemin)
    corps += "".join(pente.write_trait("g-chemin", *paire) for paire in pairwise(chemin))
    corps += "".join(map(pente.write_point, chemin))
    if depart is None:
        corps += put("8%", 104, '<circle class="g-manque" r="5.5"/>')
        corps += write_mots(0, 88, "départ ?", "g-jour-dit", "start")
    if visee:
        y = pente.y(visee.valeur)
        corps += put(
            write_part(pente.x(visee.annee)), y, '<path class="g-cible" d="M-6-10H6L0 0z"/>'
        )
        corps += write_mots(1, y - 15, visee.dit, "g-fort", "end")
    else:
        corps += put("92%", 60, '<path class="g-manque" d="M-6-10H6L0 0z"/>')
        corps += write_mots(1, 44, manque, "g-jour-dit", "end")
    return wrap_svg(legende, (0, _BAS_PENTE + 24), corps)


_ETAPES_MAX: Final = 12  # beyond, boxes could no longer be told apart


def draw_duree(
    legende: Legende,
    duree: Periode | None,
    etapes: tuple[int, int],
    periode: Periode,
    jour: date,
    *,
    retard: date | None = None,
) -> str:
    """Draw an action on its plan’s line of time: a box a step, those done in full up to today.

    What was done before its time is hatched. A share, out of more steps than boxes hold, fills one
    track. `retard` is the first day it was late: from that day on, and in the boxes past without
    being done, it is in red dashes.
    """
    ici, barre = place_jour(jour, periode), ""
    if duree:
        debut, fin = (place_jour(borne, periode) for borne in duree)
        bloc = (debut, max(fin - debut, 0.01))
        barre = _draw_etapes(legende, bloc, etapes, ici, late=bool(retard))
        if retard and (depuis := place_jour(retard, periode)) < ici:
            barre += write_bloc("g-retard", depuis, -8, ici - depuis, 16)
        if duree[0] < periode[0]:
            barre += put("0%", 0, '<path class="g-coche" d="M6-9L2-3 6 3 2 9"/>')  # cut
    corps = "".join(write_ligne("g-axe", x, "0", x, "100%") for x, _ in _list_annees(periode))
    corps += f'<svg y="50%" overflow="visible">{barre}</svg>' if barre else ""
    if periode[0] <= jour <= periode[1]:
        corps += write_ligne("g-jour", ici, "0", ici, "100%")
    return wrap_svg(legende, (0, 0), corps, classe="g-duree")


def _draw_etapes(
    legende: Legende, bloc: tuple[float, float], etapes: tuple[int, int], ici: float, *, late: bool
) -> str:
    (debut, large), (faites, toutes) = bloc, etapes
    if toutes > _ETAPES_MAX:
        faite = _fill(legende, "g-plein", (debut, large * faites / toutes), ici)
        return write_bloc("g-vide", debut, -8, large, 16) + faite
    pas = large / max(toutes, 1)
    boites = [(debut + rang * pas, pas) for rang in range(max(toutes, 1))]
    corps = "".join(_fill(legende, "g-plein g-halo", boite, ici) for boite in boites[:faites])
    for x, _ in boites[faites:]:
        corps += write_bloc("g-retard" if late and x + pas <= ici else "g-vide", x, -8, pas, 16)
    return corps


def _fill(legende: Legende, classe: str, bloc: tuple[float, float], ici: float) -> str:
    """Draw what is done, from a place on: in full up to today, hatched beyond."""
    x, large = bloc
    plein = min(large, max(ici - x, 0.0))
    corps = write_bloc(classe, x, -8, plein, 16) if plein else ""
    if large - plein < 0.002:  # noqa: PLR2004 - it could not be seen
        return corps
    corps += write_bloc("g-vide", x + plein, -8, large - plein, 16)
    return corps + write_bloc("", x + plein, -8, large - plein, 16, legende.identifiant)


def draw_echelle(legende: Legende, periode: Periode, jour: date) -> str:
    """Tell the years of a line of time, and today, above the actions that are drawn on it."""
    annees, corps = _list_annees(periode), ""
    if not annees or annees[0][0] > 0.09:  # noqa: PLR2004 - room for four figures
        annees = [(0.0, periode[0].year), *annees]
    for x, annee in annees:
        corps += write_ligne("g-axe", x, "0", x, "100%")
        if x < 0.93:  # noqa: PLR2004 - the same
            mots = f'<text class="g-doux" x="4">{annee}</text>'
            corps += put(write_part(x), 13, mots)
    if periode[0] <= jour <= periode[1]:
        ici = place_jour(jour, periode)
        corps += write_ligne("g-jour", ici, "20", ici, "100%")
        ancre = "end" if ici > 1 / 3 else "start"
        corps += write_mots(ici, 34, "\u00a0aujourd’hui\u00a0", "g-jour-dit", ancre)
    return wrap_svg(legende, (0, 40), corps)


def _list_annees(periode: Periode) -> list[tuple[float, int]]:
    """Return the years that begin within a period, and where."""
    annees = range(periode[0].year + 1, periode[1].year + 1)
    return [(place_jour(date(annee, 1, 1), periode), annee) for annee in annees]


def draw_chemin(
    legende: Legende, durees: Sequence[tuple[float, str]], noms: Sequence[str] = (), ici: int = 0
) -> str:
    """Draw numbered steps on a path to scale: how long each lasts, 0 when it is not fixed.

    Their names stand above, where a page has room for them.

    One of those, between two others, is within the one before it; `ici` is where the reader is.
    """
    lieux, bout, corps = list[float](), 0.0, ""
    fixe = sum(duree for duree, _ in durees) / 8 or 1.0
    for rang, (duree, _) in enumerate(durees):
        dedans = not duree and 0 < rang < len(durees) - 1
        lieux.append(bout - durees[rang - 1][0] / 2 if dedans else bout)
        bout += duree or (0.0 if dedans else fixe)
    for lieu, (duree, dite) in zip(lieux, durees, strict=True):
        debut, fin = (0.03 + 0.94 * x / bout for x in (lieu, lieu + (duree or fixe)))
        if duree or lieu in {0.0, bout - fixe}:
            corps += write_ligne("g-chemin" if duree else "g-attendu", debut, "42", fin, "42")
        corps += write_mots((debut + fin) / 2, 76, dite, "g-doux", "middle")
    for rang, lieu in enumerate(lieux, 1):
        forme, mots = ("g-plein", " g-tuile-forte") if rang == ici else ("g-vide", "")
        numero = write_mots(0, 5, str(rang), f"g-fort{mots}", "middle")
        part = 0.03 + 0.94 * lieu / bout
        corps += put(write_part(part), 42, f'<circle class="{forme}" r="13"/>{numero}')
        corps += "".join(
            write_mots(part, 18, nom, "g-large", "middle") for nom in noms[rang - 1 : rang]
        )
    return wrap_svg(legende, (0, 82), corps)


type Case = Literal["plein", "hachures", "vide", "retard"]
"""Done, under way, to do, late."""

_PAR_RANGEE: Final = 12


def draw_cases(legende: Legende, etats: Sequence[Case], pas: float = 20.0) -> str:
    """Draw a count as rows of squares, as long as a phone lets them be."""
    corps = ""
    for rang, etat in enumerate(etats):
        x, y = 1 + pas * (rang % _PAR_RANGEE), 2 + pas * (rang // _PAR_RANGEE)
        cadre = f'x="{pos(x)}" y="{pos(y)}" width="16" height="16"'
        corps += f'<rect class="g-{"vide" if etat == "hachures" else etat}" {cadre}/>'
        corps += hatch(legende.identifiant, cadre) if etat == "hachures" else ""
    return wrap_svg(legende, (0, pas * max(1, -(-len(etats) // _PAR_RANGEE))), corps)
