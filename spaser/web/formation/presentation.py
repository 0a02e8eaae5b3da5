"""A lesson as it is shown: on a page of the site, in a package that leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from spaser.documents.corps import write_sources
from spaser.documents.document import Bloc, Contenu, Paragraphe, Tableau
from spaser.documents.francais import typographie
from spaser.documents.rendus.html import write_blocs, write_contenu
from spaser.faits.lecture import cache_faits
from spaser.metier.apprentissage import print_code, print_lecon, print_question, shuffle
from spaser.metier.formation import (
    Choix,
    Lecon,
    NatureQuestion,
    Question,
    read_figure,
)
from spaser.web.editorial.images import read_corps, read_images, stay
from spaser.web.socle.templatetags.francais import insecables

CONSIGNES: Final = {
    NatureQuestion.UNE: "Choisissez la bonne réponse.",
    NatureQuestion.PLUSIEURS: "Cochez toutes les bonnes réponses.",
    NatureQuestion.ORDRE: "Donnez à chaque ligne son rang.",
}
_GARDEES: Final = 64  # lessons, of some fifteen kilobytes


@dataclass(frozen=True)
class ChoixMontre:
    """A choice, and what is told of it once it is answered."""

    rang: int
    texte: SafeString
    juste: bool
    explication: SafeString


@dataclass(frozen=True)
class QuestionMontree:
    """A question: its choices as they are shown, then in the order of its correction."""

    code: str
    cle: str
    ancre: str
    rang: int
    nature: NatureQuestion
    consigne: str
    cas: SafeString
    enonce: SafeString
    choix: tuple[ChoixMontre, ...]
    correction: tuple[ChoixMontre, ...]
    explication: SafeString

    @property
    def en_ordre(self) -> bool:
        return self.nature is NatureQuestion.ORDRE

    @property
    def type_champ(self) -> str:
        return "radio" if self.nature is NatureQuestion.UNE else "checkbox"

    @property
    def justes(self) -> str:
        """Return the choices that are right, as a page outside of the site reads them."""
        bons = (c.rang for c in self.correction if c.juste or self.en_ordre)
        return " ".join(map(str, bons))


@dataclass(frozen=True)
class EcranMontre:
    ancre: str
    titre: str
    texte: SafeString


@dataclass(frozen=True)
class LeconMontree:
    """A lesson, all its texts written; a page of the site tells its sources by itself."""

    lecon: Lecon
    cle: str
    version: str
    objectif: SafeString
    ecrans: tuple[EcranMontre, ...]
    questions: tuple[QuestionMontree, ...]
    retenir: tuple[SafeString, ...]
    acte: SafeString
    sources: SafeString


def show_lecon(lecon: Lecon, jour: date, *, dehors: bool = False) -> LeconMontree:
    """Return a lesson as it is shown; `dehors`, its links lead back to this site."""
    return _show(lecon, jour, read_images(), dehors)


@cache_faits(_GARDEES)
def _show(lecon: Lecon, jour: date, _images: str, dehors: bool) -> LeconMontree:  # noqa: FBT001 - one caller
    """Write a lesson, kept for the day: a fact that it cites may be over on the next one."""
    plume = _Plume(jour, dehors)
    avant = f"{lecon.court}-" if dehors else ""  # the lessons of a package share one page
    return LeconMontree(
        lecon,
        print_code(lecon),
        print_lecon(lecon),
        plume.write(lecon.objectif),
        tuple(
            EcranMontre(
                f"{avant}ecran-{rang}",
                typographie(ecran.titre),
                plume.write_tout((*read_corps(ecran.texte, jour), *plume.draw(ecran.figure))),
            )
            for rang, ecran in enumerate(lecon.ecrans, 1)
        ),
        tuple(
            plume.show_question(lecon, question, rang, avant)
            for rang, question in enumerate(lecon.questions, 1)
        ),
        tuple(map(plume.write_ligne, lecon.retenir)),
        plume.write(lecon.acte),
        plume.write_tout(write_sources(lecon.textes, settings.ADRESSE) if dehors else ()),
    )


def render_lecon(lecon: Lecon, jour: date) -> SafeString:
    """Write a lesson for its second reader, every correction unfolded."""
    contexte = {"montree": show_lecon(lecon, jour), "relecture": True}
    return SafeString(render_to_string("formation/relecture.html", contexte))


def write_texte(texte: str, jour: date) -> SafeString:
    return _Plume(jour, dehors=False).write(texte)


class _Plume:
    """Writes texts on a day, for a page of the site or for one that leaves it."""

    def __init__(self, jour: date, dehors: bool) -> None:  # noqa: FBT001 - two callers
        self.jour, self.dehors = jour, dehors

    def write(self, texte: str) -> SafeString:
        return self.write_tout(read_corps(texte, self.jour))

    def write_tout(self, blocs: tuple[Bloc, ...]) -> SafeString:
        return self._keep(write_blocs(blocs))

    def write_ligne(self, texte: str) -> SafeString:
        match read_corps(texte, self.jour):
            case (Paragraphe() as seul,):
                return self._keep(write_contenu(seul.contenu))
            case blocs:
                return self.write_tout(blocs)

    def draw(self, figure: str) -> tuple[Bloc, ...]:
        if not figure:
            return ()
        lue = read_figure(figure)
        return (
            Tableau(
                typographie(lue.legende),
                tuple(map(typographie, lue.tableau.entetes)),
                tuple(tuple(map(self._read_case, rang)) for rang in lue.tableau.lignes),
                ligne_nommee=True,
            ),
        )

    def show_question(
        self, lecon: Lecon, question: Question, rang: int, avant: str
    ) -> QuestionMontree:
        tous = tuple(self._show_choix(n, choix) for n, choix in enumerate(question.choix))
        return QuestionMontree(
            question.code,
            print_question(lecon, question),
            f"{avant}question-{rang}",
            rang,
            question.nature,
            CONSIGNES[question.nature],
            self.write(question.cas) if question.cas else SafeString(""),
            self.write(question.enonce),
            tuple(tous[n] for n in shuffle(question)),
            tous,
            self.write(question.explication),
        )

    def _show_choix(self, rang: int, choix: Choix) -> ChoixMontre:
        return ChoixMontre(
            rang,
            self.write_ligne(choix.texte),
            choix.juste,
            self.write_ligne(choix.explication) if choix.explication else SafeString(""),
        )

    def _read_case(self, case: str) -> Contenu:
        match read_corps(case, self.jour):
            case (Paragraphe() as seul,):
                return seul.contenu
            case _:  # a lone dash, or nothing
                return typographie(case)

    def _keep(self, html: str) -> SafeString:
        ecrit = insecables(str(html))
        return SafeString(ecrit) if self.dehors else stay(ecrit)
