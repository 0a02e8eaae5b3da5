"""The e-learning modules: lessons of a few screens and questions, each ended by an act to do."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import ClassVar, Final

import msgspec

from spaser.contenus import lecture
from spaser.regles import parcours
from spaser.regles.champs import GenreDit, StructDit, ask, ask_corps, ask_long
from spaser.regles.nomenclatures import Nomenclature

MOTS_PAR_MINUTE: Final = 180
"""How fast a text is read that one has to remember."""
REFLEXION: Final = 0.5
REFLEXION_CAS: Final = 1.0
"""Minutes to think of a question, once it is read."""
QUESTIONS_MIN: Final = 5
CHOIX_MAX: Final = 36
"""As many choices as one sign names, where answers are packed."""
DUREES: Final = range(10, 16)
DE_LECON: Final = "LECON-"
"""How the code of each lesson begins, and of no module."""
_DOSSIER: Final = "formation"
_MODULE: Final = "module"


class NatureQuestion(Nomenclature):
    UNE = "une", "Une seule réponse"
    PLUSIEURS = "plusieurs", "Plusieurs réponses"
    ORDRE = "ordre", "Remettre dans l’ordre"


class Choix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proposed answer; `explication` is told to whoever ticks it."""

    texte: str
    juste: bool = False
    explication: str = ""


class QuestionLecon(StructDit):
    """A question that corrects itself; `cas` tells the real contract, without names, that it is on.

    The choices of an `ORDRE` are given in the right order.
    """

    GROUPES: ClassVar = {"": "code cas enonce nature choix explication"}

    code: str = ask("Code", "Donnez un code à cette question.", maximum=60)
    enonce: str = ask_corps("Question", "Écrivez la question.", lignes=2)
    nature: NatureQuestion = ask(
        "Comment on répond",
        "Dites comment on répond.",
        quoi="une façon de répondre",
        vide="Choisir",
    )
    choix: tuple[Choix, ...] = ask("Réponses proposées", genre=GenreDit.LIGNES)
    explication: str = ask_corps("Explication", "Expliquez la réponse, avec sa source.", lignes=3)
    cas: str = ask_corps(
        "Cas", lignes=4, aide="Le marché réel sur lequel porte la question, sans nom.", default=""
    )

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        choix = (t for c in self.choix for t in (c.texte, c.explication) if t)
        return tuple(t for t in (self.cas, self.enonce, *choix, self.explication) if t)


class Ecran(StructDit):
    """A screen; `figure` is a table as it is typed: its caption on a line, then its rows."""

    titre: str = ask("Titre de l’écran", "Donnez un titre à cet écran.", maximum=150)
    texte: str = ask_corps("Texte", "Écrivez le texte de cet écran.", lignes=8)
    figure: str = ask_long(
        "Tableau",
        lignes=4,
        aide="Sa légende sur la première ligne, ses titres, puis une ligne par rang ; « | » "
        "sépare les cases.",
        default="",
    )


class Lecon(StructDit):
    """A lesson: what one will know, screens, questions, what to remember, what to do next.

    Texts are typed as `documents.corps` reads them; `duree` is in minutes. The act is done on a
    page of the site (`acte_adresse`) or, by who has a space, on one of its pages (`acte_tiroir`).
    `diagnostic` names the questions of the self-assessment that it helps to answer better.
    """

    GROUPES: ClassVar = {
        "La leçon": "titre objectif retenir",
        "Sa place": "module ordre duree diagnostic",
        "Après la leçon": "acte acte_adresse acte_tiroir",
    }

    code: str
    titre: str = ask("Titre", "Donnez un titre à cette leçon.", maximum=150)
    module: str = ask("Module", "Choisissez un module.", genre=GenreDit.CODE, quoi="un module")
    ordre: int = ask("Place dans le module", "Donnez sa place, de 1 à 99.", bornes=(1, 99))
    duree: int = ask("Durée, en minutes", "Dites combien de minutes il faut.", bornes=(1, 99))
    objectif: str = ask_corps("Objectif", "Dites ce que l’on saura faire.", lignes=2)
    ecrans: tuple[Ecran, ...] = ask("Écrans", element="un écran", maximum=12, ouverte=True)
    questions: tuple[QuestionLecon, ...] = ask(
        "Questions", element="une question", maximum=12, ouverte=True
    )
    retenir: tuple[str, ...] = ask("Ce qu’il faut retenir", lignes=5, aide="Une phrase par ligne.")
    acte: str = ask_corps("Passer à l’acte", "Dites ce que l’on fait ensuite.", lignes=3)
    acte_adresse: str = ask("Page du site où le préparer, sans compte", maximum=200, default="")
    acte_tiroir: parcours.Tiroir | None = ask(
        "Page de l’espace où le faire", quoi="une page de l’espace", vide="Aucune", default=None
    )
    diagnostic: tuple[str, ...] = ask(
        "Questions de l’autodiagnostic",
        lignes=3,
        aide="Le code de celles qu’elle aide à améliorer, un par ligne.",
        default=(),
    )
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        ecrans = (t for e in self.ecrans for t in (e.texte, e.figure) if t)
        questions = (t for question in self.questions for t in question.textes)
        return (self.objectif, *ecrans, *questions, *self.retenir, self.acte)

    @property
    def court(self) -> str:
        return self.code.removeprefix(DE_LECON).lower()


class Module(StructDit):
    """A module; `regle` says when it is completed, `seuil` is the share of right answers, in %."""

    code: str
    titre: str = ask("Titre", "Donnez un titre à ce module.", maximum=150)
    resume: str = ask_corps("En bref", "Dites à qui sert ce module, et à quoi.", lignes=3)
    regle: str = ask_corps("Quand il est terminé", "Dites quand il est terminé.", lignes=3)
    seuil: int = ask(
        "Bonnes réponses demandées dans chaque leçon, en %",
        "Donnez un nombre de 1 à 100.",
        bornes=(1, 100),
    )
    verifie_le: date = ask("Contenu vérifié le", "Donnez le jour de la vérification.")
    mise_a_jour: date | None = None

    @property
    def textes(self) -> tuple[str, ...]:
        """Return what may cite a fact or lead to a page."""
        return (self.resume, self.regle)


class FigureLecon(msgspec.Struct, frozen=True):
    legende: str
    tableau: parcours.TableauTextes


@cache
def load_modules() -> tuple[Module, ...]:
    chemins = (f"{dossier}/{_MODULE}.json" for dossier in lecture.list_dossiers(_DOSSIER))
    return tuple(lecture.read_contenu(chemin, Module) for chemin in chemins)


@cache
def load_lecons() -> tuple[Lecon, ...]:
    lues = (
        lecture.read_contenu(chemin, Lecon)
        for dossier in lecture.list_dossiers(_DOSSIER)
        for nom, chemin in lecture.locate_contenus(dossier).items()
        if nom != _MODULE
    )
    return sort_lecons(lues)


def sort_lecons(lecons: Iterable[Lecon]) -> tuple[Lecon, ...]:
    return tuple(sorted(lecons, key=lambda lecon: (lecon.module, lecon.ordre, lecon.titre)))


_COURANTES: Final = lecture.Courant("lecons", load_lecons)
read_lecons_from = _COURANTES.read_from
"""Has the lessons read elsewhere than in the files, where tools look for one."""


def find_lecon(code: str) -> Lecon | None:
    return next((lecon for lecon in _COURANTES.read() if lecon.code == code), None)


def find_lecon_pour(question: str) -> Lecon | None:
    return next((lecon for lecon in _COURANTES.read() if question in lecon.diagnostic), None)


def read_figure(texte: str) -> FigureLecon:
    """Read a figure that was typed.

    Raises:
        TableauIllisible: it has no caption, or its table cannot be read.
    """
    legende, _, tableau = texte.strip().partition("\n")
    if parcours.CASES in legende:
        raise parcours.TableauIllisible("Écrivez la légende du tableau sur sa première ligne.")
    return FigureLecon(legende.strip(), parcours.parse_tableau(tableau))


def compute_duree(lecon: Lecon) -> int:
    mots = sum(len(texte.split()) for texte in (lecon.titre, *lecon.textes))
    reflexion = sum(REFLEXION_CAS if q.cas else REFLEXION for q in lecon.questions)
    return round(mots / MOTS_PAR_MINUTE + reflexion)


def list_fautes_lecon(lecon: Lecon) -> Iterator[str]:
    for ecran in lecon.ecrans:
        try:
            if ecran.figure:
                read_figure(ecran.figure)
        except parcours.TableauIllisible as faute:
            yield f"Écran « {ecran.titre} » : {faute}"
    yield from _list_fautes_questions(lecon.questions)
    if not (lecon.acte_adresse or lecon.acte_tiroir):
        yield "Dites où se fait l’acte : une adresse du site, ou une page de l’espace."
    if lecon.duree not in DUREES:
        yield f"Une leçon dure de {DUREES[0]} à {DUREES[-1]} minutes ; vous annoncez {lecon.duree}."
    elif abs(lecon.duree - (estimee := compute_duree(lecon))) > 1:
        yield f"Vous annoncez {lecon.duree} minutes ; à la lire, il en faut {estimee}."


def _list_fautes_questions(questions: tuple[QuestionLecon, ...]) -> Iterator[str]:
    if len(questions) < QUESTIONS_MIN:
        yield f"Posez {QUESTIONS_MIN} questions au moins ; il y en a {len(questions)}."
    codes = [question.code for question in questions]
    for code in dict.fromkeys(c for c in codes if codes.count(c) > 1):
        yield f"Deux questions ont le code {code} : donnez-en un autre à l’une d’elles."
    for question in questions:
        yield from (f"Question {question.code} : {f}" for f in _list_manques(question))


def _list_manques(question: QuestionLecon) -> Iterator[str]:
    justes = sum(choix.juste for choix in question.choix)
    if len(question.choix) < 2 + (question.nature is NatureQuestion.ORDRE):
        yield "proposez plus de choix."
    if len(question.choix) > CHOIX_MAX:
        yield f"proposez {CHOIX_MAX} choix au plus."
    match question.nature:
        case NatureQuestion.UNE if justes != 1:
            yield f"cochez la seule bonne réponse ; {justes} sont cochées."
        case NatureQuestion.PLUSIEURS if not 1 < justes < len(question.choix):
            yield "cochez deux bonnes réponses au moins, et laissez-en une mauvaise."
        case NatureQuestion.ORDRE if justes:
            yield "l’ordre des choix fait la réponse : n’en cochez aucun."
    if "[[" not in question.explication:
        yield "citez un fait dans l’explication, par son code entre [[ ]]."


# --- What somebody has answered: judged, kept, packed into a few characters, found again later
# ---
# An answer is kept under the hash of its question: a question that changed has no answer any more,
# and is asked again; the others keep theirs. A lesson that was done stays done.


PAQUET_MAX: Final = 3_500
"""What a cookie takes, and a learning platform of SCORM 1.2 (4 096 characters), with a margin."""
CENT: Final = 100
_VERSION: Final = "1"
_SIGNES: Final = "0123456789abcdefghijklmnopqrstuvwxyz"  # one for a choice: CHOIX_MAX
_CLE: Final = 8
_REDACTION: Final = 4
_FAITE, _EN_COURS, _ENTRE = "*", "-", "_"

type Choisis = tuple[int, ...]


class SuiviLecon(msgspec.Struct, frozen=True):
    """What is kept of a lesson: its version, the last answers by hash of question, the end."""

    version: str
    reponses: dict[str, Choisis] = {}
    faite: bool = False


@dataclass(frozen=True)
class Rappel:
    """What is left of answers: how many hold, and how many were given to what is gone."""

    suivi: SuiviLecon
    gardees: int
    perdues: int
    changee: bool


@dataclass(frozen=True)
class Avancee:
    """Where somebody is in a module: lessons done, whether all are, the next one."""

    faites: tuple[str, ...]
    finie: bool
    suivante: Lecon | None


def print_question(lecon: Lecon, question: QuestionLecon) -> str:
    """Return the hash of a question: of what is asked and what is right, not of the explanation."""
    choix = tuple((c.texte, c.juste) for c in question.choix)
    parts = (lecon.code, question.code, question.nature.value, question.cas, question.enonce, choix)
    return _print(parts, _CLE)


def print_code(lecon: Lecon) -> str:
    """Return the hash of the code of a lesson: it stays the same whatever the lesson says."""
    return _print(lecon.code, _CLE)


def print_lecon(lecon: Lecon) -> str:
    """Return a hash of what a lesson says."""
    return _print(msgspec.structs.replace(lecon, mise_a_jour=None), _REDACTION)


def print_module(module: Module, lecons: Iterable[Lecon]) -> str:
    """Return a hash of what a module and its lessons say."""
    textes = (module, *lecons)
    return _print([msgspec.structs.replace(t, mise_a_jour=None) for t in textes], 12)


def _print(valeur: object, longueur: int) -> str:
    return hashlib.sha256(msgspec.json.encode(valeur)).hexdigest()[:longueur]


def is_juste(question: QuestionLecon, choisis: Sequence[int]) -> bool:
    """Say whether an answer is right: all of it, and nothing else."""
    if question.nature is NatureQuestion.ORDRE:
        return list(choisis) == list(range(len(question.choix)))
    return set(choisis) == {rang for rang, choix in enumerate(question.choix) if choix.juste}


def find_manque(question: QuestionLecon, choisis: Sequence[int]) -> str:
    connus = set(choisis) <= set(range(len(question.choix)))
    match question.nature:
        case NatureQuestion.ORDRE:
            complet = connus and len(set(choisis)) == len(question.choix) == len(choisis)
            return "" if complet else "Donnez à chaque ligne un rang, et un seul par ligne."
        case NatureQuestion.UNE:
            return "" if connus and len(choisis) == 1 else "Choisissez une réponse."
    return "" if connus and choisis else "Cochez une réponse au moins."


def shuffle(question: QuestionLecon) -> tuple[int, ...]:
    """Return the order in which choices are shown: never the right one of an `ORDRE`."""
    rangs = tuple(range(len(question.choix)))
    if question.nature is not NatureQuestion.ORDRE:
        return rangs
    meles = sorted(rangs, key=lambda rang: _print((question.code, question.choix[rang].texte), 16))
    return tuple(meles) if tuple(meles) != rangs else (*rangs[1:], *rangs[:1])


def recall_lecon(suivi: SuiviLecon | None, module: Module, lecon: Lecon) -> Rappel:
    """Return what still holds of what was answered in a lesson, done if it now is enough."""
    version = print_lecon(lecon)
    if suivi is None:
        return Rappel(SuiviLecon(version), 0, 0, changee=False)
    connues = {print_question(lecon, question): question for question in lecon.questions}
    gardees = {
        cle: choisis
        for cle, choisis in suivi.reponses.items()
        if cle in connues and not find_manque(connues[cle], choisis)
    }
    return Rappel(
        SuiviLecon(version, gardees, suivi.faite or reaches(module, lecon, gardees)),
        len(gardees),
        len(suivi.reponses) - len(gardees),
        changee=suivi.version != version,
    )


def add_reponse(
    suivi: SuiviLecon | None,
    module: Module,
    lecon: Lecon,
    question: QuestionLecon,
    choisis: Choisis,
) -> SuiviLecon:
    """Return what is kept once a question is answered: its last answer replaces the former one."""
    avant = recall_lecon(suivi, module, lecon).suivi
    reponses = avant.reponses | {print_question(lecon, question): choisis}
    faite = avant.faite or reaches(module, lecon, reponses)
    return SuiviLecon(avant.version, reponses, faite)


def count_justes(lecon: Lecon, reponses: Mapping[str, Choisis]) -> int:
    donnees = ((q, reponses.get(print_question(lecon, q))) for q in lecon.questions)
    return sum(choisis is not None and is_juste(q, choisis) for q, choisis in donnees)


def reaches(module: Module, lecon: Lecon, reponses: Mapping[str, Choisis]) -> bool:
    toutes = all(print_question(lecon, question) in reponses for question in lecon.questions)
    return toutes and (CENT * count_justes(lecon, reponses) >= module.seuil * len(lecon.questions))


def merge_suivis(compte: SuiviLecon | None, hors_compte: SuiviLecon) -> SuiviLecon:
    """Join what was answered without account: what the account holds already wins."""
    if compte is None:
        return hors_compte
    return SuiviLecon(
        compte.version,
        hors_compte.reponses | compte.reponses,
        compte.faite or hors_compte.faite,
    )


def compute_avancee(
    module: Module, lecons: Sequence[Lecon], suivis: Mapping[str, SuiviLecon]
) -> Avancee:
    """Return where somebody is: the next lesson is the first that is not done."""
    faites = tuple(
        x.code for x in lecons if recall_lecon(suivis.get(x.code), module, x).suivi.faite
    )
    suivante = next((lecon for lecon in lecons if lecon.code not in faites), None)
    return Avancee(faites, bool(lecons) and suivante is None, suivante)


# A few characters, that a cookie takes as they are: a version, then each lesson after a full stop,
# its answers after underscores.


def pack_suivis(
    lecons: Iterable[Lecon], suivis: Mapping[str, SuiviLecon], maximum: int = PAQUET_MAX
) -> str:
    """Return what is kept of lessons in `maximum` characters at most.

    Were it too long, the answers of lessons that are done go first, then those of the last ones.
    """
    suivies = [(print_code(lecon), suivis[lecon.code]) for lecon in lecons if lecon.code in suivis]
    paquet = ".".join([_VERSION, *(_pack(cle, suivi) for cle, suivi in suivies)])
    if len(paquet) <= maximum:
        return paquet
    morceaux = [
        _pack(cle, msgspec.structs.replace(s, reponses={}) if s.faite else s) for cle, s in suivies
    ]
    tenus, taille = [_VERSION], len(_VERSION)
    for morceau in morceaux:
        taille += 1 + len(morceau)
        if taille > maximum:
            break
        tenus.append(morceau)
    return ".".join(tenus)


def _pack(cle: str, suivi: SuiviLecon) -> str:
    tete = f"{cle}{suivi.version}{_FAITE if suivi.faite else _EN_COURS}"
    reponses = (
        f"{q}{''.join(_SIGNES[c] for c in choisis)}" for q, choisis in suivi.reponses.items()
    )
    return _ENTRE.join((tete, *reponses))


def unpack_suivis(paquet: str, lecons: Iterable[Lecon]) -> dict[str, SuiviLecon]:
    """Return what was packed; what cannot be read, or of a lesson that is gone, is left out."""
    version, *morceaux = paquet.split(".")
    if version != _VERSION:
        return {}
    codes = {print_code(lecon): lecon.code for lecon in lecons}
    lus = {}
    for morceau in morceaux:
        tete, *reponses = morceau.split(_ENTRE)
        code = codes.get(tete[:_CLE])
        if code and len(tete) == _CLE + _REDACTION + 1:
            lus[code] = SuiviLecon(
                tete[_CLE:-1],
                {r[:_CLE]: tuple(_SIGNES.find(s) for s in r[_CLE:]) for r in reponses if r[_CLE:]},
                tete[-1] == _FAITE,
            )
    return lus
