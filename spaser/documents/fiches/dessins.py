"""Drawings of what is around a scheme, of the year that leads to its vote, of the map of France."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from importlib import resources
from itertools import pairwise
from typing import Final

from spaser.documents.cercles import Secteur, draw_cercles
from spaser.documents.document import Figure, Liste, Texte
from spaser.documents.fiches.document import Morceau
from spaser.documents.francais import pluriel, typographie
from spaser.documents.graphiques import DOUX, ENCRE, PISTE, TEINTE
from spaser.donnees.referentiels.annuaire import Zone, departements, regions
from spaser.lettres import fold_mots
from spaser.metier.acteurs.catalogue import load_catalogue, load_ecosysteme
from spaser.metier.acteurs.modele import RoleActeur
from spaser.metier.calendrier import ADOPTION, JalonPropose, propose_jalons

_VOTE: Final = date(2027, 12, 15)  # any weekday: only the time between two steps is drawn
_MOIS: Final = 12
_ECHELLE: Final = 1.45  # of letters: the file is printed
_LARGEUR: Final = 640.0
_GAUCHE: Final = 262.0
_LIGNE: Final = 30.0
_HAUT: Final = 34.0
_BARRE: Final = 14.0


@cache
def draw_ecosysteme() -> Morceau:
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
    return Morceau((Figure(svg, typographie(alt), legende), en_mots))


@cache
def draw_calendrier() -> Morceau:
    """Draw a preparation of a year and what follows; the table of the sheet says the same."""
    jalons = propose_jalons(_VOTE, _MOIS)
    corps = "".join((*_draw_mois(jalons), *_draw_etapes(jalons)))
    hauteur = _HAUT + _LIGNE * (len(jalons) - 1) + 8
    svg = (
        f'<svg class="graphique" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_LARGEUR:g} {hauteur:g}" aria-labelledby="image-calendrier-t">'
        f'<title id="image-calendrier-t">Le calendrier d’une préparation</title>{corps}</svg>'
    )
    etapes = ", ".join(jalon.titre.lower() for jalon in jalons[1:])
    alt = (
        "Une barre par étape, de douze mois avant le vote à douze mois après : "
        f"{etapes}. Le tableau donne les mêmes échéances."
    )
    return Morceau((Figure(svg, typographie(alt), "Douze mois jusqu’au vote, douze mois après"),))


def _place(jour: date, jalons: Sequence[JalonPropose]) -> float:
    debut, fin = jalons[0].jour, jalons[-1].jour
    return _GAUCHE + (_LARGEUR - _GAUCHE - 16) * ((jour - debut) / (fin - debut))


def _draw_mois(jalons: Sequence[JalonPropose]) -> Iterator[str]:
    vote = next(j.jour for j in jalons if j.code == ADOPTION)
    reperes = (
        (jalons[0].jour, "12 mois avant", "start"),
        (vote, "Vote", "middle"),
        (jalons[-1].jour, "12 mois après", "end"),
    )
    bas = _HAUT + _LIGNE * (len(jalons) - 1)
    for jour, mots, ancre in reperes:
        x = round(_place(jour, jalons), 1)
        yield (
            f'<line x1="{x:g}" y1="22" x2="{x:g}" y2="{bas:g}" stroke="{PISTE}"/>'
            f'<text x="{x:g}" y="15" fill="{DOUX}" font-size="14" text-anchor="{ancre}">'
            f"{escape(mots)}</text>"
        )


def _draw_etapes(jalons: Sequence[JalonPropose]) -> Iterator[str]:
    for rang, (avant, jalon) in enumerate(pairwise(jalons)):
        y = _HAUT + _LIGNE * rang
        gauche, droite = _place(avant.jour, jalons), _place(jalon.jour, jalons)
        yield (
            f'<text x="{_GAUCHE - 12:g}" y="{y + _BARRE - 2:g}" fill="{ENCRE}" font-size="15" '
            f'text-anchor="end">{escape(jalon.titre)}</text>'
            f'<rect class="g-plein" x="{gauche:.1f}" y="{y:g}" width="{droite - gauche:.1f}" '
            f'height="{_BARRE:g}" fill="{TEINTE}"/>'
        )


# The map of France.

CADRE: Final = "0 0 1010 1180"
# Each overseas department is drawn apart, enlarged, in a row under the mainland.
OUTREMER: Final = {
    code: f"translate({60 + rang * 190} 1040) scale(2.4)"
    for rang, code in enumerate(("971", "972", "973", "974", "976"))
}


@dataclass(frozen=True)
class Trace:
    chemin: str
    transformation: str = ""


@cache
def read_contours() -> dict[str, dict[str, str]]:
    fichier = resources.files("spaser.documents") / "contours.json"
    contours: dict[str, dict[str, str]] = json.loads(fichier.read_text(encoding="utf-8"))
    return contours


def draw_regions() -> Iterator[tuple[Zone, tuple[Trace, ...]]]:
    contours = read_contours()
    outremer = {departements()[code].code_region: code for code in OUTREMER}
    for code, zone in sorted(regions().items(), key=lambda paire: fold_mots(paire[1].nom)):
        traces: tuple[Trace, ...] = ()
        if contour := contours["regions"].get(code):
            traces = (Trace(contour),)
        elif departement := outremer.get(code):
            traces = (Trace(contours["departements"][departement], OUTREMER[departement]),)
        yield zone, traces
