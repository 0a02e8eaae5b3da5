"""The modules and lessons as the programme team edits them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

import msgspec
from django import forms
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
from spaser.regles.parcours import Tiroir
from spaser.site.editorial import genres
from spaser.site.editorial.images import read_corps, read_images, stay
from spaser.site.editorial.services import read_contenus
from spaser.site.editorial.views import check_adresses, check_textes
from spaser.site.socle import formulaires
from spaser.site.socle.templatetags.socle import insecables
from spaser.site.socle.versions import FormRepete, Liste

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


class FormEcran(FormRepete):
    titre = formulaires.ChampTexte(
        "Titre de l’écran", requis="Donnez un titre à cet écran.", max_length=150
    )
    texte = genres.ChampCorps("Texte", rows=8, requis="Écrivez le texte de cet écran.")
    figure = formulaires.TexteLong(
        "Tableau",
        rows=4,
        aide="Sa légende sur la première ligne, ses titres, puis une ligne par rang ; « | » "
        "sépare les cases.",
    )


class FormQuestionLecon(FormRepete):
    code = formulaires.ChampTexte("Code", requis="Donnez un code à cette question.", max_length=60)
    cas = genres.ChampCorps(
        "Cas", rows=4, aide="Le marché réel sur lequel porte la question, sans nom."
    )
    enonce = genres.ChampCorps("Question", rows=2, requis="Écrivez la question.")
    nature = forms.ChoiceField(
        label="Comment on répond",
        choices=formulaires.list_choix(lecons.NatureQuestion, "Choisir"),
        error_messages={
            "required": "Dites comment on répond.",
            **formulaires.tell_inconnue("une façon de répondre"),
        },
    )
    choix = ChampReponses()
    explication = genres.ChampCorps(
        "Explication", rows=3, requis="Expliquez la réponse, avec sa source."
    )


def _list_modules() -> list[tuple[str, str]]:
    return [(m.code, m.titre) for m in read_contenus(MODULES, timezone.localdate())]


class FormLecon(genres.FormContenu):
    titre = formulaires.ChampTexte("Titre", requis="Donnez un titre à cette leçon.", max_length=150)
    module = forms.ChoiceField(
        label="Module", choices=_list_modules, error_messages=formulaires.tell_inconnue("un module")
    )
    ordre = forms.IntegerField(
        label="Place dans le module",
        min_value=1,
        max_value=99,
        error_messages={"required": "Donnez sa place, de 1 à 99."},
    )
    duree = forms.IntegerField(
        label="Durée, en minutes",
        min_value=1,
        max_value=99,
        error_messages={"required": "Dites combien de minutes il faut."},
    )
    objectif = genres.ChampCorps("Objectif", rows=2, requis="Dites ce que l’on saura faire.")
    retenir = genres.ChampLignes("Ce qu’il faut retenir", rows=5, aide="Une phrase par ligne.")
    acte = genres.ChampCorps("Passer à l’acte", rows=3, requis="Dites ce que l’on fait ensuite.")
    acte_adresse = formulaires.ChampTexte(
        "Page du site où le préparer, sans compte", max_length=200
    )
    acte_tiroir = forms.TypedChoiceField(
        label="Page de l’espace où le faire",
        required=False,
        choices=formulaires.list_choix(Tiroir, "Aucune"),
        coerce=str,
        empty_value=None,
        error_messages=formulaires.tell_inconnue("une page de l’espace"),
    )
    diagnostic = genres.ChampLignes(
        "Questions de l’autodiagnostic",
        rows=3,
        aide="Le code de celles qu’elle aide à améliorer, un par ligne.",
    )

    GROUPES: ClassVar = (
        ("La leçon", ("titre", "objectif", "retenir")),
        ("Sa place", ("module", "ordre", "duree", "diagnostic")),
        ("Après la leçon", ("acte", "acte_adresse", "acte_tiroir")),
    )


class FormModule(genres.FormContenu):
    titre = formulaires.ChampTexte("Titre", requis="Donnez un titre à ce module.", max_length=150)
    resume = genres.ChampCorps("En bref", rows=3, requis="Dites à qui sert ce module, et à quoi.")
    regle = genres.ChampCorps("Quand il est terminé", rows=3, requis="Dites quand il est terminé.")
    seuil = forms.IntegerField(
        label="Bonnes réponses demandées dans chaque leçon, en %",
        min_value=1,
        max_value=100,
        error_messages={"required": "Donnez un nombre de 1 à 100."},
    )
    verifie_le = formulaires.ChampJour(
        "Contenu vérifié le", requis="Donnez le jour de la vérification."
    )


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


def _start_lecon(code: str) -> lecons.Lecon:
    return lecons.Lecon(
        code=code,
        titre="",
        module="",
        ordre=99,
        duree=10,
        objectif="",
        ecrans=(),
        questions=(),
        retenir=(),
        acte="",
    )


def _start_module(code: str) -> lecons.Module:
    return lecons.Module(
        code=code, titre="", resume="", regle="", seuil=80, verifie_le=timezone.localdate()
    )


MODULES: Final = genres.Genre(
    code="modules",
    titre="Modules de formation",
    un="un module",
    forme=lecons.Module,
    load=lecons.load_modules,
    form=FormModule,
    render=render_module,
    pages=_list_pages_module,
    check=check_module,
    start=_start_module,
)

LECONS: Final = genres.Genre(
    code="lecons",
    titre="Leçons de formation",
    un="une leçon",
    forme=lecons.Lecon,
    load=lecons.load_lecons,
    form=FormLecon,
    listes=(
        Liste("ecrans", FormEcran, "Écrans", "Écran", "Ajouter un écran", 12, ouverte=True),
        Liste(
            "questions", FormQuestionLecon, "Questions", "Question", "Ajouter une question", 12,
            ouverte=True,
        ),
    ),
    render=render_lecon,
    pages=lambda lecon: [
        (lecon.titre, reverse("formation:lecon", args=[lecon.module, lecon.court])),
        ("Module", reverse("formation:module", args=[lecon.module])),
    ],
    check=check_lecon,
    start=_start_lecon,
    forme_code=re.compile(r"LECON-[A-Z0-9]+(-[A-Z0-9]+)*"),
    aide_code="LECON- puis des mots en majuscules, reliés par des tirets.",
    arrange=lecons.sort_lecons,
    read_from=lecons.read_lecons_from,
)  # fmt: skip
