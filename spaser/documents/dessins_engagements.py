"""What a scheme commits to, drawn once for documents and pages: targets, calendar, cover.

Each drawing is SVG text; a unit is a point of the printed page, but for the cover.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from itertools import accumulate, pairwise, takewhile
from typing import Final

from spaser.documents import dessins
from spaser.documents.dessins import Legende, hatch, pos
from spaser.documents.document import Figure, mix_couleurs
from spaser.documents.fiches import ComplementRubrique
from spaser.documents.francais import capitalize, format_date, typographie
from spaser.documents.publication import tell_cible, tell_valeur, write_valeur
from spaser.regles.calendrier import ADOPTION, propose_jalons
from spaser.regles.publication import LignePubliee, ResultatAnnee

# --- An indicator and what it aims at: one bar says all ---


COLONNE: Final = 470.0
"""The width of a column of text; half a column is less than half of it."""

DEMI_COLONNE: Final = 224.0

_TAILLE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ')
_LARGE: Final = 320.0  # from this width on, the number stands beside the bar
_NOMBRE: Final = 118.0  # the room that it then has
_GROS, _MOYEN, _NOTE = 22.0, 10.5, 9.5
_NOM: Final = (_MOYEN, dessins.ENCRE)
_DIT: Final = (_NOTE, dessins.DOUX)
_EPAISSEUR: Final = 11.0
_MARQUE: Final = 4.0  # half the width of a ring or of a triangle
_GRAS: Final = 1.06  # of the width of the same letters, when they are bold
_ENTRE: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CibleDessinee:
    """An indicator: its last known value and bounds, where it starts from, what it aims at.

    Numbers place what is drawn, from 0 to `maximum` or to where they ask for; what is said of them
    stands beside, ready to be read.
    """

    nom: str
    annee: str = ""
    valeur: float | None = None
    bas: float | None = None
    haut: float | None = None
    depart: float | None = None
    cible: float | None = None
    repere: float | None = None
    maximum: float | None = None
    unite: str = "%"
    valeur_dite: str = ""
    depart_dit: str = ""
    cible_dite: str = ""
    repere_dit: str = ""
    n_dit: str = ""

    @property
    def fin(self) -> float:
        """Return the end of the scale: a part of 100, or a round number that holds them all."""
        nombres = (
            self.valeur, self.bas, self.haut, self.depart, self.cible, self.repere, self.maximum
        )  # fmt: skip
        plus_haut = max((n for n in nombres if n is not None), default=0.0)
        if self.maximum is not None and self.maximum > 0:
            return max(self.maximum, plus_haut)
        paliers = (10.0, 25.0, 50.0, 100.0) if self.unite == "%" else _list_ronds(plus_haut)
        return next((palier for palier in paliers if plus_haut <= palier), plus_haut)

    @property
    def bornes(self) -> tuple[float, float] | None:
        """Return what is certain and what may be, when they differ."""
        if self.bas is None or self.haut is None or self.haut - self.bas <= dessins.CHEVEU:
            return None
        return self.bas, self.haut


@dataclass(frozen=True, slots=True)
class Axe:
    """Where a number stands from 0 to `fin`: in points of a drawing, or in parts of its frame.

    `large` is None where a drawing is as wide as the page lets it: places are then in percents.
    """

    fin: float
    gauche: float = 0.0
    large: float | None = None

    @property
    def long(self) -> float:
        return self.large or 0.0

    @property
    def droite(self) -> float:
        return self.gauche + self.long

    def measure(self, nombre: float) -> float:
        """Return a number as a part of the axis, from 0 to 1."""
        return min(max(nombre / self.fin, 0.0), 1.0) if self.fin else 0.0

    def place(self, nombre: float, marge: float = 0.0) -> str:
        """Write where a number stands; a mark keeps its margin from both ends of a drawing."""
        part = self.measure(nombre)
        if self.large is None:
            return f"{pos(100 * part)}%"
        x = self.gauche + self.large * part
        return pos(min(max(x, self.gauche + marge), self.gauche + self.large - marge))

    def frame(self, de: float, a: float, bande: tuple[float, float]) -> str:
        """Write the frame of what goes from a number to another, in a band."""
        (y, haut), part = bande, self.measure(a) - self.measure(de)
        large = f"{pos(100 * part)}%" if self.large is None else pos(self.large * part)
        return f'x="{self.place(de)}" y="{pos(y)}" width="{large}" height="{pos(haut)}"'


def place_part(nom: str, parts: Sequence[float | None], dite: str = "") -> CibleDessinee:
    """Place a share from 0 to 1, given as its low bound, its value and its high bound."""
    bas, valeur, haut = (None if part is None else 100 * part for part in parts)
    return CibleDessinee(nom=nom, bas=bas, valeur=valeur, haut=haut, valeur_dite=dite)


def place_resultat(ligne: LignePubliee, resultat: ResultatAnnee) -> CibleDessinee:
    """Place the value of a year, and what is aimed at, by their words in what is published."""
    valeur, bas, haut, cible = (
        None if nombre is None else float(nombre)
        for nombre in (resultat.valeur, resultat.bas, resultat.haut, ligne.cible)
    )
    return CibleDessinee(
        nom=typographie(ligne.nom), annee=str(resultat.annee), unite=ligne.unite,
        valeur=valeur, bas=bas, haut=haut, cible=cible, cible_dite=tell_cible(ligne),
        valeur_dite="" if valeur is None else tell_valeur(ligne, resultat),
    )  # fmt: skip


def describe_cible(cible: CibleDessinee) -> str:
    """Say what its drawing shows."""
    annee = f" en {cible.annee}" if cible.annee else ""
    phrases = [f"{cible.nom} : {cible.valeur_dite or 'valeur non connue'}{annee}"]
    if cible.bornes:
        bas, haut = (_tell_nombre(cible, borne) for borne in cible.bornes)
        phrases.append(f"Entre {bas} et {haut}, selon les réponses qui manquent")
    dits = (cible.depart_dit, cible.cible_dite, cible.repere_dit)
    dites = zip(("Départ", "Cible", "Repère"), dits, strict=True)
    phrases += [dit if ":" in dit else f"{titre} : {dit}" for titre, dit in dites if dit]
    if cible.n_dit:
        phrases.append(capitalize(cible.n_dit))
    return typographie(" ".join(f"{phrase.rstrip('.')}." for phrase in phrases))


def draw_cible(
    identifiant: str, cible: CibleDessinee, couleur: str, largeur: float = COLONNE
) -> str:
    """Draw a number and its bar: full is certain, hatched is not known, a line is the value.

    A ring is where it starts from, a triangle what it aims at. In half a column, the number
    stands above. Of what only a target is known, the target is the number, and no bar is drawn.
    """
    gauche = _NOMBRE if largeur >= _LARGE else 0.0
    if cible.cible_dite and cible.valeur is None and cible.depart is None:
        return _draw_seule(identifiant, cible, couleur, gauche, largeur)
    corps, y = _draw_nombre(cible, couleur, gauche - _ENTRE if gauche else largeur)
    haut = 0.0 if gauche else y + 8
    axe = Axe(cible.fin, gauche, largeur - gauche)
    mots, y_bar = _draw_dessus(cible, axe, haut)
    barre = draw_barre_cible(identifiant, cible, couleur, axe, (y_bar, _EPAISSEUR))
    dessous, bas = _draw_dessous(cible, axe, y_bar + _EPAISSEUR)
    corps += mots + barre + dessous
    legende = Legende(identifiant, cible.nom, describe_cible(cible))
    return dessins.wrap_svg(legende, (largeur, max(bas, y) + 2), corps, couleur)


def _draw_seule(
    identifiant: str, cible: CibleDessinee, couleur: str, gauche: float, largeur: float
) -> str:
    """Draw what is aimed at where nobody knows where it stands."""
    dite, _, annee = cible.cible_dite.rpartition(" en ")
    if not annee.isdigit():
        dite, annee = cible.cible_dite, ""
    visee = replace(cible, valeur_dite=dite, annee=annee)
    corps, y = _draw_nombre(visee, couleur, gauche - _ENTRE if gauche else largeur)
    bas = 0.0 if gauche else y + 8
    note = f"Cible. Valeur {f'de {cible.annee} ' if cible.annee else ''}non connue."
    large = largeur - gauche
    nom, bas = _write_lignes(cible.nom, (gauche, bas + 13), large, _NOM, gras=True)
    suite, bas = _write_lignes(typographie(note), (gauche, bas + 13), large, _DIT)
    taille = (largeur, max(bas, y) + 4)
    legende = Legende(identifiant, cible.nom, describe_cible(cible))
    return dessins.wrap_svg(legende, taille, corps + nom + suite, couleur)


def _draw_nombre(cible: CibleDessinee, couleur: str, place: float) -> tuple[str, float]:
    """Write the value and its year; return their lowest line."""
    dite = cible.valeur_dite or "Valeur non connue"
    large = measure_mots(dite, _GROS, gras=True)
    taille = _GROS if large <= place else max(_GROS * place / large, _MOYEN)
    debut = 0, taille * 0.74 + 2
    corps, y = _write_lignes(dite, debut, place, (taille, couleur), gras=True)
    if not cible.annee:
        return corps, y
    annee, derniere = f"en {cible.annee}", wrap_mots(dite, place, taille, gras=True)[-1]
    large = measure_mots(f"{derniere} ", taille, gras=True) + measure_mots(annee, _NOTE)
    if place > _NOMBRE and large <= place:  # one text, whose second part follows the first
        suite = f'<tspan dx="5" font-weight="400" font-size="{pos(_NOTE)}" fill="{dessins.DOUX}">'
        return corps.removesuffix("</text>") + f"{suite}{escape(annee)}</tspan></text>", y
    suite, y = _write_lignes(annee, (0, y + 14), place, _DIT)
    return corps + suite, y


def _draw_dessus(cible: CibleDessinee, axe: Axe, haut: float) -> tuple[str, float]:
    """Write the name, then the target above its mark; return where the bar starts."""
    corps, y = _write_lignes(cible.nom, (axe.gauche, haut + 9.5), axe.long, _NOM, gras=True)
    if not cible.cible_dite:
        return corps, y + 8
    dite = cible.cible_dite if cible.cible is None else f"cible {cible.cible_dite}"
    x = axe.droite if cible.cible is None else float(axe.place(cible.cible, _MARQUE))
    for ligne in wrap_mots(typographie(dite), axe.long, _NOTE, gras=True):
        y += 13
        debut = _keep(x, measure_mots(ligne, _NOTE, gras=True), axe.gauche, axe.droite)
        corps += dessins.draw_mots((debut, y), ligne, (_NOTE, dessins.ENCRE), gras=True)
    return corps, y + 9


def _draw_dessous(cible: CibleDessinee, axe: Axe, haut: float) -> tuple[str, float]:
    """Write the start under its ring, the end of the scale at its end, what was counted below."""
    fin = _tell_nombre(cible, cible.fin)
    limite = axe.droite - measure_mots(fin, _NOTE)
    y = haut + 12
    corps = dessins.draw_mots((axe.droite, y), fin, _DIT, "end")
    if cible.depart_dit:
        dit, gauche = typographie(cible.depart_dit), axe.gauche
        large = measure_mots(dit, _NOTE)
        x = gauche if cible.depart is None else float(axe.place(cible.depart, _MARQUE))
        if large <= limite - _ENTRE - gauche:
            debut = _keep(x, large, gauche, limite - _ENTRE)
            corps += dessins.draw_mots((debut, y), dit, _DIT)
        else:
            suite, y = _write_lignes(dit, (gauche, y + 12), axe.long, _DIT)
            corps += suite
    if cible.n_dit:
        suite, y = _write_lignes(typographie(cible.n_dit), (axe.gauche, y + 12.5), axe.long, _DIT)
        corps += suite
    return corps, y + 2


def draw_barre_cible(
    identifiant: str,
    cible: CibleDessinee,
    couleur: str,
    axe: Axe,
    bande: tuple[float, float],
    *,
    trait: bool = True,
) -> str:
    """Draw what is known of an indicator as one bar, in a band: its top and its height.

    Full is certain, hatched is not known, a line is the value: without `trait`, only where the two
    differ. Above, a
    triangle is what it aims at; below, a tick is what others do; a ring is where it starts from.
    """
    y, epais = bande
    certain = cible.bornes[0] if cible.bornes else cible.valeur
    piste = axe.frame(0.0, axe.fin, bande)
    corps = f'<rect class="g-piste" {piste} fill="{couleur}" fill-opacity=".15"/>'
    if certain is not None:
        corps += f'<rect class="g-plein" {axe.frame(0.0, certain, bande)} fill="{couleur}"/>'
    if cible.bornes:
        corps += hatch(identifiant, axe.frame(*cible.bornes, bande), couleur)
    if cible.valeur is not None and (trait or cible.bornes):
        corps += put(
            axe.place(cible.valeur, 1.0),
            y - 2,
            dessins.write_rect("g-halo", (-2.2, 0, 4.4, epais + 4), "#ffffff")
            + dessins.write_rect("g-repere", (-1, 0, 2, epais + 4), dessins.ENCRE),
        )
    if cible.cible is not None:
        tige = dessins.write_rect("g-repere", (-0.8, -2, 1.6, epais + 2), dessins.ENCRE)
        pointe = f"-{_MARQUE:g},-6 {_MARQUE:g},-6 0,0"
        triangle = f'<polygon class="g-cible" points="{pointe}" fill="{dessins.ENCRE}"/>'
        corps += put(axe.place(cible.cible, _MARQUE), y, tige + triangle)
    if cible.repere is not None:
        marque = dessins.write_rect("g-autrui", (-1.5, 1, 3, 9), dessins.DOUX)
        corps += put(axe.place(cible.repere, 1.0), y + epais, marque)
    if cible.depart is not None:
        rond = f'r="3.2" fill="#ffffff" stroke="{dessins.ENCRE}" stroke-width="1.4"'
        cercle = f'<circle class="g-depart" {rond}/>'
        corps += put(axe.place(cible.depart, _MARQUE), y + epais / 2, cercle)
    return corps


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


_FIN_BARRES: Final = 288.0  # where bars end, in a drawing of 340 points
_INTERLIGNE: Final = 12.0  # between a year and the marks under it


def draw_barres(
    legende: Legende, barres: Sequence[Barre], gauche: float = 54, maximum: float | None = None
) -> str:
    """Draw a bar a year, solid up to the low bound, hatched up to the high one.

    `gauche` is the room kept for what stands before each bar; the axis ends at `maximum`, or where
    the bars ask for.
    """
    axe = Axe(100 * (maximum or choose_echelle(barres)), gauche, _FIN_BARRES - gauche)
    hauts = [28 + _INTERLIGNE * max(len(barre.marques) - 0.5, 0) for barre in barres]
    tus = len(list(takewhile(lambda barre: barre.valeur is None, barres)))
    corps, y = _draw_reperes(axe, sum(hauts[:tus]) + 4, sum(hauts)), 0.0
    for barre, haut in zip(barres, hauts, strict=True):
        corps += _draw_barre(legende.identifiant, barre, y, axe)
        y += haut
    return dessins.wrap_svg(legende, (340, y + 18), corps)


def choose_echelle(barres: Iterable[Barre]) -> float:
    """Return the end of the axis: the first of 10, 25, 50 and 100 % that holds every bound."""
    fins = [_place_barre(barre).fin for barre in barres if barre.valeur is not None]
    return max(fins, default=100.0) / 100


def _place_barre(barre: Barre) -> CibleDessinee:
    """Place a year; what is fragile has no certain part."""
    bas = 0.0 if barre.fragile else barre.bas
    return place_part(barre.annee, (bas, barre.valeur, barre.haut))


def _draw_barre(identifiant: str, barre: Barre, haut: float, axe: Axe) -> str:
    milieu, fort = haut + 18, " g-fort" if barre.en_avant else ""
    y = milieu - _INTERLIGNE * len(barre.marques) / 2
    encre, doux = (0, dessins.ENCRE), (0, dessins.DOUX)
    corps = dessins.draw_mots((0, y), barre.annee, encre, classe=f"g-annee{fort}")
    for marque in barre.marques:
        y += _INTERLIGNE
        corps += dessins.draw_mots((0, y), marque, (_MOYEN, dessins.DOUX), classe="g-axe-texte")
    if barre.valeur is None:
        dite = barre.note or barre.etiquette
        return corps + dessins.draw_mots((axe.gauche + 4, milieu), dite, doux, classe="g-note")
    part, bande = _place_barre(barre), (haut + 6, 15)
    corps += draw_barre_cible(identifiant, part, dessins.TEINTE, axe, bande, trait=False)
    place = axe.droite + 10, milieu
    return corps + dessins.draw_mots(place, barre.etiquette, encre, classe=f"g-valeur{fort}")


def _draw_reperes(axe: Axe, haut: float, base: float) -> str:
    corps, milieu = "", f"{axe.fin / 2:g}".replace(".", ",")
    for part, dite in enumerate(("0", milieu, f"{axe.fin:g}\u202f%")):
        x, encre = axe.gauche + axe.long * part / 2, (_MOYEN, dessins.DOUX)
        corps += dessins.write_trait("g-grille", x, haut, x, base)
        corps += dessins.draw_mots((x, base + 14), dite, encre, "middle", classe="g-axe-texte")
    return corps


def draw_jauge(identifiant: str, cible: CibleDessinee) -> str:
    """Draw the same bar from 0 to 100, small enough for a line of text."""
    large, epais = 120.0, 8.0
    axe = Axe(100.0, 0.0, large)
    corps = draw_barre_cible(identifiant, cible, dessins.TEINTE, axe, (3.0, epais))
    haut = epais + (6.0 if cible.repere is None else 12.0)
    dit = " ; ".join(filter(None, (cible.valeur_dite, cible.repere_dit)))
    legende = Legende(identifiant, cible.nom, typographie(dit))
    return dessins.wrap_svg(legende, (large, haut), corps)


def put(x: str, y: float, forme: str) -> str:
    """Place a shape that is drawn around its own origin; the open format has no drawing in one."""
    if x.endswith("%"):
        return f'<svg x="{x}" y="{pos(y)}" overflow="visible">{forme}</svg>'
    return f'<g transform="translate({x} {pos(y)})">{forme}</g>'


def _keep(milieu: float, large: float, gauche: float, droite: float) -> float:
    """Return where words start that are centred on a place, as far as their frame allows."""
    return max(min(milieu - large / 2, droite - large), gauche)


def _tell_nombre(cible: CibleDessinee, nombre: float) -> str:
    """Write a bound, or the end of the scale, as the value beside it is written."""
    return write_valeur(Decimal(str(nombre)), cible.unite)


def _list_ronds(nombre: float) -> Iterator[float]:
    return (m * 10.0**k for k in range(-2, 15) for m in (1, 2, 3, 5, 7) if m * 10.0**k >= nombre)


def measure_svg(svg: str) -> float:
    """Return how wide a drawing is printed, in points: what it says, at most a column."""
    lue = _TAILLE.search(svg)
    return min(float(lue[1]), COLONNE) if lue else COLONNE


def measure_mots(texte: str, corps: float, *, gras: bool = False) -> float:
    """Return the width of words, on the large side."""
    large = sum(map(dessins.measure_signe, texte)) * corps / dessins.CORPS_CERCLES
    return large * _GRAS if gras else large


def wrap_mots(texte: str, place: float, corps: float, *, gras: bool = False) -> list[str]:
    """Return the lines that hold in a width; a word that is wider than a line is cut."""
    lignes = [""]
    for mot in texte.split(" "):
        essai = f"{lignes[-1]} {mot}".strip()
        if measure_mots(essai, corps, gras=gras) <= place:
            lignes[-1] = essai
            continue
        reste = mot
        while reste:
            n = max(_count_signes(reste, place, corps * (_GRAS if gras else 1)), 1)
            lignes.append(reste[:n])
            reste = reste[n:]
    return [ligne for ligne in lignes if ligne] or [""]


def _count_signes(mot: str, place: float, corps: float) -> int:
    largeurs = accumulate(
        dessins.measure_signe(signe) * corps / dessins.CORPS_CERCLES for signe in mot
    )
    return len(list(takewhile(lambda large: large <= place, largeurs)))


def _write_lignes(
    texte: str,
    place: tuple[float, float],
    large: float,
    encre: tuple[float, str],
    *,
    gras: bool = False,
) -> tuple[str, float]:
    """Write words on lines that hold in a width; return the last base line."""
    (x, y), corps, pas = place, "", encre[0] * 1.22
    for ligne in wrap_mots(texte, large, encre[0], gras=gras):
        corps += dessins.draw_mots((x, y), ligne, encre, gras=gras)
        y += pas
    return corps, y - pas


# --- Actions and milestones over the years of a scheme, and the drawing of its cover ---


_NOMS_FRISE: Final = 158.0
_RANG_FRISE: Final = 15.0
_LU: Final = 11.0  # the size of letters that a page shows too
_VOTE: Final = date(2027, 12, 15)  # any weekday: only the time between two steps is drawn


@dataclass(frozen=True, slots=True)
class BarreAction:
    """An action: when it starts and ends, None for what is not known; `dit` says it in words."""

    nom: str
    couleur: str
    debut: date | None
    fin: date | None
    dit: str = ""


@dataclass(frozen=True, slots=True)
class JalonDessine:
    nom: str
    jour: date
    dit: str = ""


def describe_frise_actions(barres: Sequence[BarreAction], jalons: Sequence[JalonDessine]) -> str:
    actions = [f"{b.nom} : {b.dit or 'dates à fixer'}" for b in barres]
    etapes = [f"{j.nom} : {j.dit or format_date(j.jour)}" for j in jalons]
    return typographie(f"Calendrier. {' ; '.join([*actions, *etapes])}.")


def draw_frise_actions(
    identifiant: str,
    titre: str,
    barres: Sequence[BarreAction],
    jalons: Sequence[JalonDessine],
    annees: tuple[int, int],
) -> str:
    """Draw a bar an action over years, both included, and a flag a milestone under them."""
    reperes = {date(annee, 1, 1): str(annee) for annee in range(annees[0], annees[1] + 1)}
    legende = Legende(identifiant, titre, describe_frise_actions(barres, jalons))
    periode = date(annees[0], 1, 1), date(annees[1] + 1, 1, 1)
    return _draw_frise(legende, barres, jalons, periode, reperes)


@cache
def draw_calendrier() -> ComplementRubrique:
    """Draw a preparation of a year and what follows; the table of the sheet says the same."""
    jalons = propose_jalons(_VOTE, 12)
    barres = [
        BarreAction(jalon.titre, dessins.TEINTE, avant.jour, jalon.jour)
        for avant, jalon in pairwise(jalons)
    ]
    etapes = ", ".join(barre.nom.lower() for barre in barres)
    alt = (
        "Une barre par étape, de douze mois avant le vote à douze mois après : "
        f"{etapes}. Le tableau donne les mêmes échéances."
    )
    reperes = {jalon.jour: "Vote" for jalon in jalons if jalon.code == ADOPTION}
    reperes |= {jalons[0].jour: "12 mois avant", jalons[-1].jour: "12 mois après"}
    legende = Legende("image-calendrier", "Le calendrier d’une préparation", alt)
    svg = _draw_frise(legende, barres, (), (jalons[0].jour, jalons[-1].jour), reperes, _LU)
    dite = "Douze mois jusqu’au vote, douze mois après"
    return ComplementRubrique((Figure(svg, typographie(alt), dite),))


def _draw_frise(
    legende: Legende,
    barres: Sequence[BarreAction],
    jalons: Sequence[JalonDessine],
    periode: tuple[date, date],
    reperes: Mapping[date, str],
    taille: float = _NOTE,
) -> str:
    """Draw bars over a period, their names beside them, and days that are named above.

    A bar is hatched when one of its ends is not known.
    """

    def x(jour: date) -> float:
        part = (jour - periode[0]) / (periode[1] - periode[0])
        return _NOMS_FRISE + (COLONNE - _NOMS_FRISE) * min(max(part, 0), 1)

    corps, y = "", 20.0
    for barre in barres:
        encre = taille, dessins.ENCRE
        noms, bas = _write_lignes(barre.nom, (0, y + 8.5), _NOMS_FRISE - _ENTRE, encre)
        corps += noms + _draw_barre_frise(barre, (x(periode[0]), x(periode[1])), y, x)
        y = bas + _RANG_FRISE - 8.5
    fond = ""
    for jour, dit in reperes.items():
        large = measure_mots(dit, taille, gras=True)
        fond += dessins.write_trait("g-grille", x(jour), 0, x(jour), y)
        debut = min(x(jour) + 4, COLONNE - large)
        fond += dessins.draw_mots((debut, 11), dit, (taille, dessins.ENCRE), gras=True)
    for jalon in sorted(jalons, key=lambda j: j.jour):
        trait, mots, y = _draw_jalon(jalon, x(jalon.jour), y + 13)
        fond += trait
        corps += mots
    return dessins.wrap_svg(legende, (COLONNE, y + 6), fond + corps)


def _draw_barre_frise(
    barre: BarreAction,
    cadre: tuple[float, float],
    y: float,
    place: Callable[[date], float],
) -> str:
    if barre.debut is None and barre.fin is None:
        place_des_mots = (cadre[0] + 4, y + 8.5)
        return dessins.draw_mots(place_des_mots, "dates à fixer", _DIT)
    debut = cadre[0] if barre.debut is None else place(barre.debut)
    fin = cadre[1] if barre.fin is None else place(barre.fin)
    gauche = min(debut, fin, cadre[1] - 3)
    rectangle = (gauche, y + 1, max(fin - gauche, 3.0), 9.0)
    if barre.debut is None or barre.fin is None:
        pale = f'fill="{barre.couleur}" fill-opacity=".25" stroke="{barre.couleur}"'
        return f'<rect {dessins.write_attributs(rectangle)} {pale} stroke-dasharray="3 2"/>'
    return dessins.write_rect("g-frise", rectangle, barre.couleur)


def _draw_jalon(jalon: JalonDessine, x: float, y: float) -> tuple[str, str, float]:
    """Draw the line of a flag, then its head and its words, on the side where they hold."""
    dit = typographie(f"{jalon.nom}, {jalon.dit or format_date(jalon.jour)}")
    x = min(max(x, _MARQUE), COLONNE - _MARQUE)
    droite = COLONNE - x - 10
    vers_la_droite = measure_mots(dit, _NOTE) <= droite or droite > x
    lignes = wrap_mots(dit, droite if vers_la_droite else x - 10, _NOTE)
    trait = (
        f'<line x1="{pos(x)}" y1="16" x2="{pos(x)}" y2="{pos(y - 7)}" stroke="{dessins.ENCRE}" '
        'stroke-width=".8" stroke-dasharray="1.5 2"/>'
    )
    losange = (
        f'<polygon points="{pos(x)},{pos(y - 7)} {pos(x + 4)},{pos(y - 3)} {pos(x)},{pos(y + 1)} '
        f'{pos(x - 4)},{pos(y - 3)}" fill="{dessins.ENCRE}"/>'
    )
    ancre = "start" if vers_la_droite else "end"
    cote = x + 8 if vers_la_droite else x - 8
    mots = "".join(
        dessins.draw_mots((cote, y + rang * 12), ligne, (_NOTE, dessins.ENCRE), ancre)
        for rang, ligne in enumerate(lignes)
    )
    large = max(measure_mots(ligne, _NOTE) for ligne in lignes)
    gauche = cote if vers_la_droite else cote - large
    fond = (gauche, y - 9, large, 12.0 * len(lignes))  # over the lines of other flags
    blanc = f'<rect {dessins.write_attributs(fond)} fill="#ffffff"/>'
    return trait, blanc + losange + mots, y + (len(lignes) - 1) * 12


def draw_anneaux(parts: Sequence[float], couleurs: Sequence[str]) -> str:
    """Draw a cover of A4: a ring a family of purchases, whose surface is its share.

    The first colour is that of the page; without any share, a band of the second one ends it.
    """
    fond, vive = couleurs[0], couleurs[min(1, len(couleurs) - 1)]
    pleines = [part for part in parts if part > 0]
    tons = [vive, *(mix_couleurs(c, "#ffffff", p) for c, p in (
        (vive, 0.6), (fond, 0.45), (vive, 0.35), (fond, 0.72), (fond, 0.25)
    ))]  # fmt: skip
    total, rayons = sum(pleines), accumulate(pleines)
    anneaux = [
        f'<circle cx="210" cy="297" r="{pos(142 * (cumul / total) ** 0.5)}" '
        f'fill="{tons[rang % len(tons)]}" stroke="{fond}" stroke-width=".5"/>'
        for rang, cumul in enumerate(rayons)
    ]
    bande = "" if anneaux else f'<rect y="262" width="210" height="35" fill="{vive}"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297">'
        f'<rect width="210" height="297" fill="{fond}"/>{"".join(reversed(anneaux))}{bande}</svg>'
    )
