"""Finds words in the guide: whatever their accents, their plural, or how far they are typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from spaser.web.aide.guide import PageAide, Section, load_guide
from spaser.web.recherche.normalisation import split_mots, stem

LONGUEUR_MAX: Final = 100
_AUTOUR: Final = 110  # letters shown on each side of the first word found
_MOT: Final = re.compile(r"[^\W_]+")

type Mots = tuple[str, ...]
type Morceau = tuple[str, bool]
"""A piece of text, and whether it is a word that was looked for."""


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """A section that holds every word."""

    page: PageAide
    section: Section
    rang: int

    @property
    def adresse(self) -> str:
        """Return the place of the section."""
        return (
            f"{self.page.adresse}#{self.section.ancre}" if self.section.ancre else self.page.adresse
        )


def search(texte: str) -> list[Trouvaille]:
    """Return the sections that hold every word of a question, the best first.

    A word in the title of the page counts most, then in that of the section.
    """
    cherches = _read_mots(texte)
    if not cherches:
        return []
    trouvailles = (
        Trouvaille(page, section, _rank(cherches, mots_page, mots_titre))
        for page, section, mots_page, mots_titre, mots_texte in _list_sections()
        if _holds(cherches, mots_titre + mots_texte, mots_page, debut=not section.ancre)
    )
    return sorted(trouvailles, key=lambda trouvaille: -trouvaille.rang)


def cut_extrait(texte: str, demande: str) -> list[Morceau]:
    """Return the words around the first one found, each said to be looked for or not."""
    cherches = _read_mots(demande)
    vus = [mot for mot in _MOT.finditer(texte) if _is_wanted(mot[0], cherches)]
    centre = vus[0].start() if vus else 0
    debut = texte.rfind(" ", 0, centre - _AUTOUR) + 1 if centre > _AUTOUR else 0
    fin = texte.find(" ", centre + _AUTOUR)
    fin = len(texte) if fin < 0 else fin
    morceaux: list[Morceau] = [("… ", False)] if debut else []
    for mot in vus:
        if debut <= mot.start() and mot.end() <= fin:
            morceaux += [(texte[debut : mot.start()], False), (mot[0], True)]
            debut = mot.end()
    return [*morceaux, (texte[debut:fin] + (" …" if fin < len(texte) else ""), False)]


@cache
def _list_sections() -> tuple[tuple[PageAide, Section, Mots, Mots, Mots], ...]:
    """Return each section with the words of its page's title, of its own, and of its text."""
    return tuple(
        (
            page,
            section,
            tuple(split_mots(f"{page.titre} {page.code}")),
            tuple(split_mots(section.titre)),
            tuple(split_mots(section.texte)),
        )
        for page in load_guide().values()
        for section in page.sections
    )


def _read_mots(texte: str) -> Mots:
    return tuple(split_mots(texte[:LONGUEUR_MAX]))


def _holds(cherches: Mots, propres: Mots, page: Mots, *, debut: bool) -> bool:
    """Say whether a section holds every word; the title of its page may give some of them.

    The top of a page answers for its title alone: its other sections must say one word themselves.
    """
    if not all(_meets(mot, propres + page) for mot in cherches):
        return False
    return debut or any(_meets(mot, propres) for mot in cherches)


def _rank(cherches: Mots, page: Mots, titre: Mots) -> int:
    return sum(2 * _meets(mot, page) + _meets(mot, titre) for mot in cherches)


def _meets(cherche: str, mots: Mots) -> bool:
    racine = stem(cherche)
    return any(mot.startswith(cherche) or stem(mot) == racine for mot in mots)


def _is_wanted(mot: str, cherches: Mots) -> bool:
    lus = tuple(split_mots(mot))
    return any(_meets(cherche, lus) for cherche in cherches)
