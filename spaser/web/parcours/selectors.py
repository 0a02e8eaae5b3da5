"""Reads the parcours: its steps, the answers they lead to, the pages of somebody's space."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from spaser.metier.faq import ReponseFaq
from spaser.metier.formation import Lecon
from spaser.metier.parcours import Etape
from spaser.web.editorial.selectors import read_contenus
from spaser.web.espace.tiroirs import EspaceSien
from spaser.web.faq.selectors import read_faq
from spaser.web.formation.selectors import read_lecons
from spaser.web.parcours.textes import PARCOURS


@dataclass(frozen=True)
class EtapeLue:
    """A step, the answers and lessons that it leads to, and where she does it."""

    etape: Etape
    reponses: tuple[ReponseFaq, ...]
    lecons: tuple[Lecon, ...]
    tiroir: str


def read_parcours(jour: date) -> tuple[Etape, ...]:
    return read_contenus(PARCOURS, jour)


def read_etapes(jour: date, espace: EspaceSien | None) -> list[EtapeLue]:
    """Return the steps with all that they lead to; an answer that is gone is left out."""
    connues = {reponse.code: reponse for reponse in read_faq(jour)}
    lecons = read_lecons(jour)
    return [
        EtapeLue(
            etape,
            tuple(connues[code] for code in etape.faq if code in connues),
            tuple(lecon for lecon in lecons if lecon.acte_tiroir is etape.tiroir),
            espace.address(etape.tiroir) if espace else "",
        )
        for etape in read_parcours(jour)
    ]
