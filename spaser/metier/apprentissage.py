"""What somebody has answered: judged, kept, packed into a few characters, found again later.

An answer is kept under the hash of its question: a question that changed has no answer any more,
and is asked again; the others keep theirs. A lesson that was done stays done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from spaser.metier.formation import Lecon, Module, NatureQuestion, Question

PAQUET_MAX: Final = 3_500
"""What a cookie takes, and a learning platform of SCORM 1.2 (4 096 characters), with a margin."""
CENT: Final = 100
_VERSION: Final = "1"
_SIGNES: Final = "0123456789abcdefghijklmnopqrstuvwxyz"  # one for a choice: CHOIX_MAX
_CLE: Final = 8
_REDACTION: Final = 4
_FAITE, _EN_COURS, _ENTRE = "*", "-", "_"

type Choisis = tuple[int, ...]


class Suivi(msgspec.Struct, frozen=True):
    """What is kept of a lesson: its version, the last answers by hash of question, the end."""

    version: str
    reponses: dict[str, Choisis] = {}
    faite: bool = False


@dataclass(frozen=True)
class Rappel:
    """What is left of answers: how many hold, and how many were given to what is gone."""

    suivi: Suivi
    gardees: int
    perdues: int
    changee: bool


@dataclass(frozen=True)
class Avancee:
    """Where somebody is in a module: lessons done, whether all are, the next one."""

    faites: tuple[str, ...]
    finie: bool
    suivante: Lecon | None


def print_question(lecon: Lecon, question: Question) -> str:
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


def judge(question: Question, choisis: Sequence[int]) -> bool:
    """Say whether an answer is right: all of it, and nothing else."""
    if question.nature is NatureQuestion.ORDRE:
        return list(choisis) == list(range(len(question.choix)))
    return set(choisis) == {rang for rang, choix in enumerate(question.choix) if choix.juste}


def find_manque(question: Question, choisis: Sequence[int]) -> str:
    connus = set(choisis) <= set(range(len(question.choix)))
    match question.nature:
        case NatureQuestion.ORDRE:
            complet = connus and len(set(choisis)) == len(question.choix) == len(choisis)
            return "" if complet else "Donnez à chaque ligne un rang, et un seul par ligne."
        case NatureQuestion.UNE:
            return "" if connus and len(choisis) == 1 else "Choisissez une réponse."
    return "" if connus and choisis else "Cochez une réponse au moins."


def shuffle(question: Question) -> tuple[int, ...]:
    """Return the order in which choices are shown: never the right one of an `ORDRE`."""
    rangs = tuple(range(len(question.choix)))
    if question.nature is not NatureQuestion.ORDRE:
        return rangs
    meles = sorted(rangs, key=lambda rang: _print((question.code, question.choix[rang].texte), 16))
    return tuple(meles) if tuple(meles) != rangs else (*rangs[1:], *rangs[:1])


def recall(suivi: Suivi | None, module: Module, lecon: Lecon) -> Rappel:
    """Return what still holds of what was answered in a lesson, done if it now is enough."""
    version = print_lecon(lecon)
    if suivi is None:
        return Rappel(Suivi(version), 0, 0, changee=False)
    connues = {print_question(lecon, question): question for question in lecon.questions}
    gardees = {
        cle: choisis
        for cle, choisis in suivi.reponses.items()
        if cle in connues and not find_manque(connues[cle], choisis)
    }
    return Rappel(
        Suivi(version, gardees, suivi.faite or reaches(module, lecon, gardees)),
        len(gardees),
        len(suivi.reponses) - len(gardees),
        changee=suivi.version != version,
    )


def answer(
    suivi: Suivi | None, module: Module, lecon: Lecon, question: Question, choisis: Choisis
) -> Suivi:
    """Return what is kept once a question is answered: its last answer replaces the former one."""
    avant = recall(suivi, module, lecon).suivi
    reponses = avant.reponses | {print_question(lecon, question): choisis}
    faite = avant.faite or reaches(module, lecon, reponses)
    return Suivi(avant.version, reponses, faite)


def count_justes(lecon: Lecon, reponses: Mapping[str, Choisis]) -> int:
    donnees = ((q, reponses.get(print_question(lecon, q))) for q in lecon.questions)
    return sum(choisis is not None and judge(q, choisis) for q, choisis in donnees)


def reaches(module: Module, lecon: Lecon, reponses: Mapping[str, Choisis]) -> bool:
    toutes = all(print_question(lecon, question) in reponses for question in lecon.questions)
    return toutes and (CENT * count_justes(lecon, reponses) >= module.seuil * len(lecon.questions))


def merge(compte: Suivi | None, hors_compte: Suivi) -> Suivi:
    """Join what was answered without account: what the account holds already wins."""
    if compte is None:
        return hors_compte
    return Suivi(
        compte.version,
        hors_compte.reponses | compte.reponses,
        compte.faite or hors_compte.faite,
    )


def advance(module: Module, lecons: Sequence[Lecon], suivis: Mapping[str, Suivi]) -> Avancee:
    """Return where somebody is: the next lesson is the first that is not done."""
    faites = tuple(x.code for x in lecons if recall(suivis.get(x.code), module, x).suivi.faite)
    suivante = next((lecon for lecon in lecons if lecon.code not in faites), None)
    return Avancee(faites, bool(lecons) and suivante is None, suivante)


# A few characters, that a cookie takes as they are: a version, then each lesson after a full stop,
# its answers after underscores.


def pack(lecons: Iterable[Lecon], suivis: Mapping[str, Suivi], maximum: int = PAQUET_MAX) -> str:
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


def _pack(cle: str, suivi: Suivi) -> str:
    tete = f"{cle}{suivi.version}{_FAITE if suivi.faite else _EN_COURS}"
    reponses = (
        f"{q}{''.join(_SIGNES[c] for c in choisis)}" for q, choisis in suivi.reponses.items()
    )
    return _ENTRE.join((tete, *reponses))


def unpack(paquet: str, lecons: Iterable[Lecon]) -> dict[str, Suivi]:
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
            lus[code] = Suivi(
                tete[_CLE:-1],
                {r[:_CLE]: tuple(_SIGNES.find(s) for s in r[_CLE:]) for r in reponses if r[_CLE:]},
                tete[-1] == _FAITE,
            )
    return lus
