"""Questionnaires: questions, answers, and results that never say what anybody answered."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from math import prod
from statistics import pstdev
from typing import Final

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.elements import unaccent
from spaser.regles.champs import StructDit, ask
from spaser.regles.nomenclatures import Nomenclature

# --- What a questionnaire asks, when it may be answered, and what may change once it has been ---


QUESTIONS_MAX: Final = 40
CHOIX_MIN, CHOIX_MAX = 2, 20


class NatureReponse(Nomenclature):
    ECHELLE_5 = "echelle_5", "Note de 1 à 5"
    ECHELLE_10 = "echelle_10", "Note de 0 à 10"
    UN = "un", "Un seul choix"
    PLUSIEURS = "plusieurs", "Plusieurs choix"
    TEXTE = "texte", "Texte libre"


class MomentQuestionnaire(Nomenclature):
    WEBINAIRE = "webinaire", "Après un webinaire"
    ATELIER = "atelier", "Après un atelier"
    MODULE = "module", "À la fin d’un module de formation"
    PARCOURS = "parcours", "À la fin du parcours"
    AUTRE = "autre", "À un autre moment"


class EtatQuestionnaire(Nomenclature):
    BROUILLON = "brouillon", "Brouillon"
    A_VENIR = "a_venir", "À venir"
    OUVERT = "ouvert", "Ouvert"
    FERME = "ferme", "Fermé"


_NOTES: Final = {NatureReponse.ECHELLE_5: range(1, 6), NatureReponse.ECHELLE_10: range(11)}


class Question(StructDit):
    """A question; `code` names it from one version to the next.

    A note has the words of its two ends, a choice its answers. `satisfaction`: its mean is the one
    that the review of an edition shows.
    """

    code: str
    enonce: str = ask("Question", "Écrivez la question.", maximum=300, lignes=2)
    nature: NatureReponse = ask("Réponse", "Dites comment on répond.", quoi="une réponse")
    aide: str = ask(
        "Précision", maximum=300, aide="Sous la question, si elle en demande une", default=""
    )
    bas: str = ask(
        "Mots de la note la plus basse", maximum=60, attendu=True, aide="Pour une note", default=""
    )
    haut: str = ask(
        "Mots de la note la plus haute", maximum=60, attendu=True, aide="Pour une note", default=""
    )
    choix: tuple[str, ...] = ask(
        "Choix",
        lignes=4,
        attendu=True,
        aide="Pour un ou plusieurs choix\u00a0: un par ligne.",
        default=(),
    )
    obligatoire: bool = ask("Réponse demandée", default=False)
    satisfaction: bool = ask("Sa moyenne est la note de satisfaction du bilan", default=False)

    @property
    def notes(self) -> range | None:
        """Return the notes that may be given; None for another kind of question."""
        return _NOTES.get(self.nature)

    @property
    def reponses(self) -> tuple[tuple[int, str], ...]:
        """Return what may be answered: the value that is kept, then its words."""
        if self.notes is None:
            return tuple(enumerate(self.choix, 1))
        bouts = {self.notes[0]: self.bas, self.notes[-1]: self.haut}
        return tuple(
            (note, f"{note} – {bouts[note]}" if bouts.get(note) else str(note))
            for note in self.notes
        )


class ModeleQuestionnaire(StructDit):
    code: str
    titre: str
    moment: MomentQuestionnaire
    presentation: str
    questions: tuple[Question, ...] = ask(
        "Questions",
        element="une question",
        maximum=QUESTIONS_MAX,
        ouverte=True,
        ordonnee=True,
        resume="enonce",
    )


@cache
def load_modeles() -> tuple[ModeleQuestionnaire, ...]:
    return read_contenu("questionnaires/modeles.json", tuple[ModeleQuestionnaire, ...])


def find_etat(
    ouvre_le: date | None, ferme_le: date | None, jour: date, clos_le: date | None = None
) -> EtatQuestionnaire:
    """Say where a questionnaire stands on a day; both days given are days when it is open.

    `clos_le`: its last day, when it was closed by hand in the course of it.
    """
    if ouvre_le is None:
        return EtatQuestionnaire.BROUILLON
    if ferme_le is not None and (jour > ferme_le or ferme_le == clos_le):
        return EtatQuestionnaire.FERME
    return EtatQuestionnaire.A_VENIR if jour < ouvre_le else EtatQuestionnaire.OUVERT


def check_questions(questions: Sequence[Question]) -> list[str]:
    manques = [] if questions else ["Écrivez une question au moins."]
    if sum(question.satisfaction for question in questions) > 1:
        manques.append("Une seule question peut donner la note de satisfaction du bilan.")
    return manques


def give_codes(questions: Iterable[Question], pris: Iterable[str]) -> tuple[Question, ...]:
    """Give a code to the questions that have none, or that of another; `pris` are never reused."""
    numero = max((int(c[1:]) for c in pris if re.fullmatch(r"q\d+", c)), default=0)
    vus: set[str] = set()
    codees: list[Question] = []
    for question in questions:
        code = question.code
        if not code or code in vus:
            numero += 1
            code = f"q{numero}"
        vus.add(code)
        codees.append(msgspec.structs.replace(question, code=code))
    return tuple(codees)


# What may change once answers exist.

_PROCHE: Final = 0.8  # how alike two wordings are when one mends the other
_SENS: Final = frozenset(
    "aucun aucune jamais mal moins n ne ni non pas peu plus sans toujours tous toutes tres".split()
)


def list_ruptures(avant: Sequence[Question], apres: Sequence[Question]) -> list[str]:
    """Say why answers to the former questions are no answers to the new ones; none: they are.

    A slip may be mended, questions put in another order, an answer no longer asked for; what a
    number means may not change.
    """
    anciennes = {question.code: question for question in avant}
    nouvelles = {question.code: question for question in apres}
    ruptures = [
        f"«\u00a0{q.enonce}\u00a0» est ajoutée" for c, q in nouvelles.items() if c not in anciennes
    ]
    ruptures += [
        f"«\u00a0{q.enonce}\u00a0» est retirée" for c, q in anciennes.items() if c not in nouvelles
    ]
    for code, question in nouvelles.items():
        if (ancienne := anciennes.get(code)) and (raison := _find_rupture(ancienne, question)):
            ruptures.append(f"«\u00a0{question.enonce}\u00a0» {raison}")
    return ruptures


def list_perdues(avant: Sequence[Question], apres: Sequence[Question]) -> tuple[Question, ...]:
    """Return the former questions whose answer answers nothing any more."""
    nouvelles = {question.code: question for question in apres}
    return tuple(
        question
        for question in avant
        if (nouvelle := nouvelles.get(question.code)) is None or _find_rupture(question, nouvelle)
    )


def _find_rupture(avant: Question, apres: Question) -> str:
    if avant.nature is not apres.nature:
        return "se répond autrement"
    if avant.choix != apres.choix:
        return "n’a plus les mêmes choix"
    if (avant.bas, avant.haut) != (apres.bas, apres.haut):
        return "n’a plus les mêmes mots aux deux bouts"
    return "" if is_retouche(avant.enonce, apres.enonce) else "ne demande plus la même chose"


def is_retouche(avant: str, apres: str) -> bool:
    """Say whether a wording mends another: nearly the same letters, the same sense and numbers."""
    un, autre = _list_mots(avant), _list_mots(apres)
    if _keep_sens(un) != _keep_sens(autre):
        return False
    return un == autre or SequenceMatcher(None, " ".join(un), " ".join(autre)).ratio() >= _PROCHE


def _list_mots(texte: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", unaccent(texte).lower())


def _keep_sens(mots: Iterable[str]) -> list[str]:
    return [mot for mot in mots if mot in _SENS or mot.isdigit()]


# --- What answers say, without saying what anybody answered ---
# Fewer than five answers are a number and nothing else. From five on, the team reads every number;
# to anybody else, a cell of fewer than five, zero included, is hidden, with what would let it be
# computed, by somebody who has read these rules as well: of a choice, the next smallest cells,
# until what the hidden ones add up to leaves each of them open; of a note, notes are counted
# together, by groups that are always the same, no spread is given, and a mean near an end says «
# at least » or « at most ».


SEUIL: Final = 5
MASQUE: Final = "masqué"
PEU: Final = f"moins de {SEUIL}"
PRESQUE_TOUS: Final = f"tous, ou tous sauf moins de {SEUIL}"
_DEUX_SENS: Final = 2 * SEUIL  # from so many answers on, « few » and « nearly all » do not overlap

type Valeur = int | list[int]
type Groupes = tuple[tuple[int, ...], ...]
"""Ranks of notes that are counted together."""

_PAR_NOTE: Final[dict[NatureReponse, tuple[Groupes, ...]]] = {
    NatureReponse.ECHELLE_5: (
        ((0,), (1,), (2,), (3,), (4,)),
        ((0, 1, 2), (3,), (4,)),
        ((0, 1, 2, 3, 4),),
    ),
    NatureReponse.ECHELLE_10: (
        tuple((rang,) for rang in range(11)),
        (tuple(range(7)), (7, 8), (9, 10)),
        (tuple(range(11)),),
    ),
}
"""How notes are grouped, the finest first; the last one groups them all.

A way of two groups would say too much: where it fails, one of the two is small.
"""
AU_MOINS, AU_PLUS = "au moins", "au plus"


@dataclass(frozen=True, slots=True)
class Cellule:
    """How many gave an answer; None, with a word in its place, when that is hidden."""

    libelle: str
    nombre: int | None
    mention: str = ""

    def tell_part(self, n: int) -> float | None:
        """Return its share of those who answered the question."""
        return None if self.nombre is None or not n else self.nombre / n


@dataclass(frozen=True, slots=True)
class Resultat:
    """What the answers to a question say; `masquees` is what its hidden cells add up to."""

    question: Question
    n: int
    cellules: tuple[Cellule, ...] = ()
    masquees: int = 0
    moyenne: float | None = None
    borne: str = ""  # « at least » or « at most » the mean
    ecart: float | None = None
    entier: bool = False  # nothing is hidden

    @property
    def est_montrable(self) -> bool:
        """Say whether there is more to show than a number of answers."""
        return self.entier or self.n >= SEUIL


def read_reponse_permise(question: Question, valeur: object) -> Valeur | None:
    """Return an answer that the question can have; None for any other."""
    permises = {code for code, _ in question.reponses}
    if question.nature is NatureReponse.PLUSIEURS and isinstance(valeur, list):
        return sorted({v for v in valeur if isinstance(v, int) and v in permises}) or None
    seule = question.nature not in {NatureReponse.PLUSIEURS, NatureReponse.TEXTE}
    return valeur if seule and isinstance(valeur, int) and valeur in permises else None


def compute_resultats(
    questions: Iterable[Question],
    reponses: Sequence[Mapping[str, object]],
    textes: Mapping[str, int],
    *,
    entier: bool = False,
) -> tuple[Resultat, ...]:
    """Return the result of each question; `textes`: how many wrote to each that asks for words.

    The team reads them `entier`, once five people answered in all: it must know what the one who
    was lost says, and what it reads is not published.
    """
    montre = _show_entier if entier and len(reponses) >= SEUIL else compute_resultat
    return tuple(
        Resultat(question, textes.get(question.code, 0))
        if question.nature is NatureReponse.TEXTE
        else montre(question, [reponse.get(question.code) for reponse in reponses])
        for question in questions
    )


def _count(question: Question, valeurs: Iterable[object]) -> tuple[int, list[int]]:
    """Return how many answered, and how many gave each answer."""
    lues = [
        lue for valeur in valeurs if (lue := read_reponse_permise(question, valeur)) is not None
    ]
    compte = Counter(v for lue in lues for v in (lue if isinstance(lue, list) else [lue]))
    return len(lues), [compte[code] for code, _ in question.reponses]


def _show_entier(question: Question, valeurs: Iterable[object]) -> Resultat:
    n, nombres = _count(question, valeurs)
    notes = question.notes if n else None
    return Resultat(
        question,
        n,
        tuple(map(Cellule, (libelle for _, libelle in question.reponses), nombres)),
        moyenne=sum(map(prod, zip(notes, nombres, strict=True))) / n if notes else None,
        ecart=_compute_ecart(notes, nombres) if notes else None,
        entier=True,
    )


def compute_resultat(question: Question, valeurs: Iterable[object]) -> Resultat:
    """Return what may be shown to anybody of the answers to a question that has no text."""
    n, nombres = _count(question, valeurs)
    if n < SEUIL:
        return Resultat(question, n)
    libelles = [libelle for _, libelle in question.reponses]
    if question.nature is NatureReponse.PLUSIEURS:
        return Resultat(question, n, tuple(map(_show_coche, libelles, nombres, [n] * len(nombres))))
    if question.notes is None:
        return _show_choix(question, libelles, nombres)
    return _show_notes(question, question.notes, nombres)


def _show_coche(libelle: str, nombre: int, n: int) -> Cellule:
    """Hide an answer that few ticked, or that few did not."""
    if nombre >= SEUIL and n - nombre >= SEUIL:
        return Cellule(libelle, nombre)
    if n < _DEUX_SENS:
        return Cellule(libelle, None, MASQUE)
    return Cellule(libelle, None, PEU if nombre < SEUIL else PRESQUE_TOUS)


def _show_choix(question: Question, libelles: Sequence[str], nombres: Sequence[int]) -> Resultat:
    caches = mask(nombres)
    cellules = tuple(
        Cellule(libelle, None, MASQUE) if rang in caches else Cellule(libelle, nombre)
        for rang, (libelle, nombre) in enumerate(zip(libelles, nombres, strict=True))
    )
    return Resultat(question, sum(nombres), cellules, sum(nombres[rang] for rang in caches))


def mask(nombres: Sequence[int]) -> frozenset[int]:
    """Return the ranks of the counts to hide, where each person is in exactly one count."""
    caches = {rang for rang, nombre in enumerate(nombres) if nombre < SEUIL}
    for suivant in sorted({nombre for nombre in nombres if nombre >= SEUIL}):
        if not caches or _is_vague([nombres[rang] for rang in caches]):
            break
        caches |= {rang for rang, nombre in enumerate(nombres) if nombre == suivant}
    return frozenset(caches)


def _is_vague(caches: Sequence[int]) -> bool:
    """Say whether the sum of hidden counts leaves each of them open."""
    total = sum(caches)
    tous_au_plus = max(caches) < SEUIL and total >= (SEUIL - 1) * len(caches)
    return len(caches) > 1 and total >= SEUIL and not tous_au_plus


def _show_notes(question: Question, notes: Sequence[int], nombres: Sequence[int]) -> Resultat:
    n = sum(nombres)
    groupes, totaux = group_notes(question.nature, nombres)
    moyenne, borne = compute_moyenne(notes, groupes, nombres)
    libelles = [_name_groupe(question, groupe) for groupe in groupes]
    seules = len(groupes) == len(notes)
    return Resultat(
        question,
        n,
        tuple(map(Cellule, libelles, totaux)) if len(groupes) > 1 else (),
        moyenne=moyenne,
        borne=borne,
        ecart=_compute_ecart(notes, nombres) if seules else None,
    )


def group_notes(nature: NatureReponse, nombres: Sequence[int]) -> tuple[Groupes, tuple[int, ...]]:
    """Return the finest groups that hold five answers each, and how many each holds."""
    for groupes in _PAR_NOTE[nature]:
        totaux = tuple(sum(nombres[rang] for rang in groupe) for groupe in groupes)
        if min(totaux) >= SEUIL:
            break
    return groupes, totaux


def compute_moyenne(
    notes: Sequence[int], groupes: Groupes, nombres: Sequence[int]
) -> tuple[float, str]:
    """Return the mean, and whether it is « at least » or « at most » that.

    Near what the groups allow at most, it would say that nobody gave the low notes of one.
    """
    n = sum(nombres)
    somme = sum(note * nombre for note, nombre in zip(notes, nombres, strict=True))
    marge = max(notes[groupe[-1]] - notes[groupe[0]] for groupe in groupes)
    if not marge:
        return somme / n, ""
    totaux = [sum(nombres[rang] for rang in groupe) for groupe in groupes]
    bas = sum(t * notes[g[0]] for t, g in zip(totaux, groupes, strict=True)) + marge
    haut = sum(t * notes[g[-1]] for t, g in zip(totaux, groupes, strict=True)) - marge
    if somme >= haut:
        return haut / n, AU_MOINS
    return (bas / n, AU_PLUS) if somme <= bas else (somme / n, "")


def _compute_ecart(notes: Sequence[int], nombres: Sequence[int]) -> float:
    """Return the standard deviation of the answers."""
    toutes = [note for note, nombre in zip(notes, nombres, strict=True) for _ in range(nombre)]
    return pstdev(toutes)


def _name_groupe(question: Question, groupe: tuple[int, ...]) -> str:
    reponses = question.reponses
    if len(groupe) == 1:
        return reponses[groupe[0]][1]
    return f"{reponses[groupe[0]][0]} à {reponses[groupe[-1]][0]}"


def is_a_compter(attendent: int, comptees: int, *, ferme: bool, finit: bool) -> bool:
    """Say whether answers that wait may join the results, which never grow by fewer than five.

    One read before and after a single answer would tell it. What has an end is counted at its end,
    all at once; what has none, five at a time.
    """
    if not attendent or (finit and not ferme and not comptees):
        return False
    return attendent >= SEUIL or (ferme and not comptees)


# --- What somebody wrote and lets the programme publish: shortened at most, never rewritten ---


COUPE: Final = "[…]"
TEXTE_MAX: Final = 2000
FONCTION_MAX: Final = 120
_MARQUE: Final = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]")


class EtatTemoignage(Nomenclature):
    A_LIRE = "a_lire", "À lire"
    PUBLIE = "publie", "Publié"
    ECARTE = "ecarte", "Non publié"


def normalize_coupes(texte: str) -> str:
    """Write every mark of a cut the same way: « ... » between brackets too."""
    return _MARQUE.sub(COUPE, texte)


def is_raccourci(texte: str, extrait: str) -> bool:
    """Say whether an extract is the text itself, but for whole words cut where « […] » stands."""
    morceaux = [morceau.split() for morceau in normalize_coupes(extrait).split(COUPE)]
    if not any(morceaux):
        return False
    return _fits(texte.split(), morceaux)


def _fits(mots: list[str], morceaux: list[list[str]]) -> bool:
    """Find the pieces in their order; the first begins the text, the last one ends it."""
    premier, *suite = morceaux
    if mots[: len(premier)] != premier:
        return False
    if not suite:
        return len(premier) == len(mots)
    *milieu, dernier = suite
    place = len(premier)
    for morceau in milieu:
        trouve = _find(mots, morceau, place)
        if trouve is None:
            return False
        place = trouve + len(morceau)
    return len(mots) - place >= len(dernier) and mots[len(mots) - len(dernier) :] == dernier


def _find(mots: list[str], morceau: list[str], depuis: int) -> int | None:
    fin = len(mots) - len(morceau) + 1
    places = (p for p in range(depuis, fin) if mots[p : p + len(morceau)] == morceau)
    return next(places, None)
