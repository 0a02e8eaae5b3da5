"""The modules and lessons as the programme team edits them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import msgspec
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.contenus.faits import cache_faits
from spaser.documents import document
from spaser.documents.corps import write_sources
from spaser.documents.francais import typographie
from spaser.documents.rendus.html import write_blocs, write_contenu
from spaser.regles import lecons
from spaser.regles.autodiagnostic import load_questionnaire
from spaser.regles.editorial import begin
from spaser.site.editorial import genres
from spaser.site.editorial.images import read_corps, read_images, stay
from spaser.site.editorial.services import read_contenus
from spaser.site.editorial.views import check_adresses, check_textes
from spaser.site.socle import formulaires
from spaser.site.socle.templatetags.socle import insecables
from spaser.site.socle.versions import FormRepete

# --- A lesson as it is shown: on a page of the site, in a package that leaves it ---


CONSIGNES: Final = {
    lecons.NatureQuestion.UNE: "Choisissez la bonne réponse.",
    lecons.NatureQuestion.PLUSIEURS: "Cochez toutes les bonnes réponses.",
    lecons.NatureQuestion.ORDRE: "Donnez à chaque ligne son rang.",
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
    nature: lecons.NatureQuestion
    consigne: str
    cas: SafeString
    enonce: SafeString
    choix: tuple[ChoixMontre, ...]
    correction: tuple[ChoixMontre, ...]
    explication: SafeString

    @property
    def en_ordre(self) -> bool:
        return self.nature is lecons.NatureQuestion.ORDRE

    @property
    def type_champ(self) -> str:
        return "radio" if self.nature is lecons.NatureQuestion.UNE else "checkbox"

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

    lecon: lecons.Lecon
    cle: str
    version: str
    objectif: SafeString
    ecrans: tuple[EcranMontre, ...]
    questions: tuple[QuestionMontree, ...]
    retenir: tuple[SafeString, ...]
    acte: SafeString
    sources: SafeString


def show_lecon(lecon: lecons.Lecon, jour: date, *, dehors: bool = False) -> LeconMontree:
    """Return a lesson as it is shown; `dehors`, its links lead back to this site."""
    return _show(lecon, jour, read_images(), dehors)


@cache_faits(_GARDEES)
def _show(lecon: lecons.Lecon, jour: date, _images: str, dehors: bool) -> LeconMontree:  # noqa: FBT001 - one caller
    """Write a lesson, kept for the day: a fact that it cites may be over on the next one."""
    plume = _Plume(jour, dehors)
    avant = f"{lecon.court}-" if dehors else ""  # the lessons of a package share one page
    return LeconMontree(
        lecon,
        lecons.print_code(lecon),
        lecons.print_lecon(lecon),
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


def render_lecon(lecon: lecons.Lecon, jour: date) -> SafeString:
    """Write a lesson for its second reader, every correction unfolded."""
    contexte = {"montree": show_lecon(lecon, jour), "relecture": True}
    return SafeString(render_to_string("formation/relecture.html", contexte))


def render_texte(texte: str, jour: date) -> SafeString:
    return _Plume(jour, dehors=False).write(texte)


class _Plume:
    """Writes texts on a day, for a page of the site or for one that leaves it."""

    def __init__(self, jour: date, dehors: bool) -> None:  # noqa: FBT001 - two callers
        self.jour, self.dehors = jour, dehors

    def write(self, texte: str) -> SafeString:
        return self.write_tout(read_corps(texte, self.jour))

    def write_tout(self, blocs: tuple[document.Bloc, ...]) -> SafeString:
        return self._keep(write_blocs(blocs))

    def write_ligne(self, texte: str) -> SafeString:
        match read_corps(texte, self.jour):
            case (document.Paragraphe() as seul,):
                return self._keep(write_contenu(seul.contenu))
            case blocs:
                return self.write_tout(blocs)

    def draw(self, figure: str) -> tuple[document.Bloc, ...]:
        if not figure:
            return ()
        lue = lecons.read_figure(figure)
        return (
            document.Tableau(
                typographie(lue.legende),
                tuple(map(typographie, lue.tableau.entetes)),
                tuple(tuple(map(self._read_case, rang)) for rang in lue.tableau.lignes),
                ligne_nommee=True,
            ),
        )

    def show_question(
        self, lecon: lecons.Lecon, question: lecons.QuestionLecon, rang: int, avant: str
    ) -> QuestionMontree:
        tous = tuple(self._show_choix(n, choix) for n, choix in enumerate(question.choix))
        return QuestionMontree(
            question.code,
            lecons.print_question(lecon, question),
            f"{avant}question-{rang}",
            rang,
            question.nature,
            CONSIGNES[question.nature],
            self.write(question.cas) if question.cas else SafeString(""),
            self.write(question.enonce),
            tuple(tous[n] for n in lecons.shuffle(question)),
            tous,
            self.write(question.explication),
        )

    def _show_choix(self, rang: int, choix: lecons.Choix) -> ChoixMontre:
        return ChoixMontre(
            rang,
            self.write_ligne(choix.texte),
            choix.juste,
            self.write_ligne(choix.explication) if choix.explication else SafeString(""),
        )

    def _read_case(self, case: str) -> document.Contenu:
        match read_corps(case, self.jour):
            case (document.Paragraphe() as seul,):
                return seul.contenu
            case _:  # a lone dash, or nothing
                return typographie(case)

    def _keep(self, html: str) -> SafeString:
        ecrit = insecables(str(html))
        return SafeString(ecrit) if self.dehors else stay(ecrit)


RESERVES: Final = frozenset({"attestation", "recommencer", "suivi"})
"""What an address of the site says already, after `/formation/`."""

_JUSTE, _PUIS = "* ", " => "


class ChampReponses(formulaires.TexteLong):
    def __init__(self) -> None:
        super().__init__(
            "Réponses proposées",
            rows=5,
            requis="Proposez deux réponses au moins.",
            aide=(
                f"Une par ligne. « {_JUSTE.strip()} » commence une bonne réponse ; "
                f"« {_PUIS.strip()} » la sépare de son explication. À remettre dans l’ordre : "
                "donnez le bon ordre."
            ),
        )

    def to_python(self, value: object) -> tuple[lecons.Choix, ...]:  # type: ignore[override]  # typed as a text
        lignes = (super().to_python(value) or "").split("\n")
        return tuple(_read_choix(ligne) for ligne in map(str.strip, lignes) if ligne)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """Return plain values, which the struct takes."""
        return msgspec.to_builtins(super().clean(value))

    def prepare_value(self, value: object) -> object:
        if not isinstance(value, tuple | list):
            return value
        return "\n".join(map(_write_choix, msgspec.convert(value, type=tuple[lecons.Choix, ...])))

    def has_changed(self, initial: object, data: object) -> bool:
        return self.to_python(data) != (initial or ())

    def run_validators(self, value: object) -> None:
        """Run no validator of a text field: the value is not a text."""


def _read_choix(ligne: str) -> lecons.Choix:
    texte, _, explication = ligne.removeprefix(_JUSTE).partition(_PUIS)
    return lecons.Choix(
        texte=texte.strip(), juste=ligne.startswith(_JUSTE), explication=explication.strip()
    )


def _write_choix(choix: lecons.Choix) -> str:
    suite = f"{_PUIS}{choix.explication}" if choix.explication else ""
    return f"{_JUSTE if choix.juste else ''}{choix.texte}{suite}"


class FormQuestionLecon(FormRepete):
    choix = ChampReponses()


def _name_modules() -> dict[str, str]:
    return {m.code: m.titre for m in read_contenus(MODULES, timezone.localdate())}


def check_lecon(lecon: lecons.Lecon, jour: date) -> list[str]:
    fautes = [*lecons.list_fautes_lecon(lecon), *check_textes(*lecon.textes)]
    connues = {question.code for question in load_questionnaire().questions}
    fautes += [
        f"Aucune question de l’autodiagnostic n’a le code «\u00a0{code}\u00a0»."
        for code in lecon.diagnostic
        if code not in connues
    ]
    if lecon.acte_adresse:
        fautes += check_adresses(lecon.acte_adresse)
    return fautes + list(_check_adresse(lecon, jour))


def _check_adresse(lecon: lecons.Lecon, jour: date) -> Iterable[str]:
    soeurs = [x for x in read_contenus(LECONS, jour) if x.module == lecon.module]
    if lecon.court in RESERVES:
        yield f"«\u00a0{lecon.court}\u00a0» désigne déjà une page\u00a0: prenez un autre code."
    for autre in soeurs:
        if autre.code != lecon.code and autre.ordre == lecon.ordre:
            yield f"«\u00a0{autre.titre}\u00a0» a déjà cette place dans le module."


def check_module(module: lecons.Module, _jour: date) -> list[str]:
    fautes = check_textes(*module.textes)
    if module.code in RESERVES:
        fautes.append(f"«\u00a0{module.code}\u00a0» désigne déjà une page.")
    return fautes


def render_module(module: lecons.Module, jour: date) -> SafeString:
    return SafeString(render_texte(module.resume, jour) + render_texte(module.regle, jour))


def _list_pages_module(module: lecons.Module) -> list[tuple[str, str]]:
    """Return the page of the training and, once it has a lesson, that of the module."""
    lecons = read_contenus(LECONS, timezone.localdate())
    sienne = (module.titre, reverse("formation:module", args=[module.code]))
    accueil = ("Formation", reverse("formation:accueil"))
    return [sienne, accueil] if any(x.module == module.code for x in lecons) else [accueil]


MODULES: Final = genres.Genre(
    code="modules",
    titre="Modules de formation",
    un="un module",
    forme=lecons.Module,
    load=lecons.load_modules,
    render=render_module,
    pages=_list_pages_module,
    check=check_module,
    start=lambda code: begin(lecons.Module, code, seuil=80, verifie_le=timezone.localdate()),
)

LECONS: Final = genres.Genre(
    code="lecons",
    titre="Leçons de formation",
    un="une leçon",
    forme=lecons.Lecon,
    load=lecons.load_lecons,
    lignes={"questions": FormQuestionLecon},
    sources={"module": _name_modules},
    render=render_lecon,
    pages=lambda lecon: [
        (lecon.titre, reverse("formation:lecon", args=[lecon.module, lecon.court])),
        ("Module", reverse("formation:module", args=[lecon.module])),
    ],
    check=check_lecon,
    start=partial(begin, lecons.Lecon, ordre=99, duree=10),
    forme_code=re.compile(r"LECON-[A-Z0-9]+(-[A-Z0-9]+)*"),
    aide_code="LECON- puis des mots en majuscules, reliés par des tirets.",
    arrange=lecons.sort_lecons,
    read_from=lecons.read_lecons_from,
)
