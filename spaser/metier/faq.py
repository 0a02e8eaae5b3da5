"""The programme's frequent questions on the scheme, and the answer that the site gives to each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.lettres import fold_mots
from spaser.metier.editorial import find_code_libre
from spaser.metier.registre.nomenclatures import Nomenclature

_TITRE_MAX: Final = 800
_MOTS_DU_CODE, _CODE_MAX = 6, 50


class PartieFaq(Nomenclature):
    """The parts of the questions, in the programme's words and order."""

    ELABORATION = "elaboration", "Élaboration et durée du SPASER"
    CONTENU = "contenu", "Structure et contenu du SPASER"
    ANIMATION = "animation", "Animation, gouvernance, mise en œuvre"
    INDICATEURS = "indicateurs", "Indicateurs du SPASER"
    DIVERS = "divers", "Questions diverses"


class Calcul(Nomenclature):
    """What the register adds to an answer by itself, once enough schemes tell it."""

    AUCUN = "aucun", "Rien"
    DUREES = "durees", "La durée moyenne des schémas du registre"
    PAGES = "pages", "Le nombre moyen de pages des schémas du registre"


class Volet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the questions that a question is made of, with its own anchor."""

    code: str
    titre: str
    texte: str


class ReponseFaq(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question, its answer in forty words, then whole, an example, a tool, what nobody knows.

    The texts are typed as `documents.corps` reads them. A question made of several has `volets` in
    place of `long`.
    """

    code: str
    titre: str
    partie: PartieFaq
    court: str
    exemple_nom: str
    exemple: str
    outil: str
    outil_adresse: str
    inconnu: str
    long: str = ""
    volets: tuple[Volet, ...] = ()
    calcul: Calcul = Calcul.AUCUN
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        volets = (volet.texte for volet in self.volets)
        return (self.court, self.long, *volets, self.exemple, self.inconnu)


class Ressource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page of the site, and what it is good for."""

    libelle: str
    adresse: str
    texte: str


class RessourcesPartie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """« Outils et ressources »: what ends a part; `code` is that of the part."""

    code: str
    titre: str
    ressources: tuple[Ressource, ...]
    mise_a_jour: date | None = None


@cache
def load_faq() -> tuple[ReponseFaq, ...]:
    return read_contenu("faq/questions.json", tuple[ReponseFaq, ...])


@cache
def load_ressources() -> tuple[RessourcesPartie, ...]:
    return read_contenu("faq/ressources.json", tuple[RessourcesPartie, ...])


def arrange(reponses: Iterable[ReponseFaq]) -> tuple[ReponseFaq, ...]:
    parties = list(PartieFaq)
    return tuple(sorted(reponses, key=lambda reponse: parties.index(reponse.partie)))


def start_reponse(code: str, titre: str = "") -> ReponseFaq:
    return ReponseFaq(
        code=code,
        titre=titre,
        partie=PartieFaq.DIVERS,
        court="",
        exemple_nom="",
        exemple="",
        outil="",
        outil_adresse="",
        inconnu="",
    )


def draft_reponse(question: str, pris: Collection[str]) -> ReponseFaq:
    """Return an answer to write from what somebody asked, under a code that nothing bears."""
    titre = " ".join(question.split())[:_TITRE_MAX]
    base = "-".join(fold_mots(titre).split()[:_MOTS_DU_CODE])[:_CODE_MAX].strip("-") or "question"
    return start_reponse(find_code_libre(base, lambda code: code in pris), titre)
