"""Facts of law and national figures: read, checked, found by code, filled in texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache, wraps
from itertools import combinations
from typing import Final, Literal, NamedTuple

import msgspec

from spaser.contenus.lecture import Courant, locate_contenus, read_contenu
from spaser.elements import ErreurSpaser

# --- A fact: a statement, the text it comes from, the version that was read, and where ---


class Niveau(NamedTuple):
    """How sure a statement is: in the words of a mention, then in a sentence."""

    mots: str
    sens: str


# The letters are for files; a reader meets the words, explained on the page of sources.
NIVEAUX: Final = {
    "A": Niveau(
        "texte officiel",
        "La page de celui qui publie le texte a été lue. Le texte en vigueur peut avoir changé "
        "depuis ce jour.",
    ),
    "B": Niveau(
        "source secondaire",
        "La presse spécialisée, un réseau, un cabinet d’avocats ou un organisme public le décrit : "
        "c’est cette page qui a été lue.",
    ),
    "C": Niveau(
        "à confirmer",
        "Une seule source en parle, indirecte ou ancienne, ou la question reste ouverte : ne vous "
        "y fiez pas sans lire le texte.",
    ),
    "D": Niveau(
        "non vérifié",
        "Personne n’a lu le texte pour ce site : il est cité pour mémoire, jamais comme un fait.",
    ),
}

COPIE: Final = Niveau(
    "copie de Légifrance",
    "Une copie des données ouvertes de Légifrance a été lue, dans l’état que dit sa source : "
    "Légifrance peut dire autre chose depuis.",
)
_DE_LEGIFRANCE: Final = "données ouvertes LEGI"  # what names a copy, in `reproduit_par`


class NombreCite(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that a fact carries; None when it was looked for and not read.

    `reserve` says why it is empty, or what is not sure in it.
    """

    nom: str
    valeur: float | None
    unite: str
    annee: int | None = None
    depuis: date | None = None
    objet: str = ""  # what the number is counted on
    base: str = ""  # the same in a few words, told wherever the number stands beside a rate
    indicateur: str = ""  # the code of the indicator that may be set beside it
    variante: Literal["nombre", "montant"] = "nombre"
    reserve: str = ""

    @property
    def dite(self) -> str:
        entier, _, reste = f"{self.valeur or 0:,.10g}".partition(".")
        nombre = entier.replace(",", "\u00a0") + (f",{reste}" if reste else "")
        return f"{nombre}\u00a0{'€' if self.unite == 'euros' else self.unite}"


class Fait(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in one version, and what it says in our words.

    `points` are finer statements of the same text, each under its name: a fact is cited by its
    code, a point by `CODE.point`. `articles` name what the fact alone may speak of between
    `depuis` and `jusqu_a`. `lu_le` is the day when somebody read `adresse`, a page of
    `reproduit_par`; `officiel` is where the text is published, read or not. Confidence: A, an
    official text or a copy of it; B, the press or a lawyer; C, one indirect source, or an open
    question, or a page that is gone; D, nobody read it.
    """

    code: str
    enonce: str
    texte: str
    version: str
    confiance: Literal["A", "B", "C", "D"]
    a_relire_le: date
    points: dict[str, str] = {}
    articles: tuple[str, ...] = ()
    depuis: date | None = None
    jusqu_a: date | None = None
    reproduit_par: str = ""
    adresse: str = ""
    officiel: str = ""
    lu_le: date | None = None
    morte_le: date | None = None  # the day from which the page that was read is gone
    reserve: str = ""
    valeurs: tuple[NombreCite, ...] = ()
    sujet: str = ""  # given by the name of the file

    @property
    def nom(self) -> str:
        return f"{self.code} ({self.sujet}.json)" if self.sujet else self.code

    @property
    def est_sur(self) -> bool:
        """Say whether it may be shown as a fact; otherwise it is shown with its mark."""
        return self.confiance in {"A", "B"}

    @property
    def marque(self) -> str:
        """Return what must stand beside a fact that is not sure; nothing for one that is."""
        return "" if self.est_sur else "à vérifier" if self.lu_le else "non vérifié"

    @property
    def niveau(self) -> Niveau:
        """Return how sure it is, in words; a copy of Légifrance is not Légifrance."""
        est_copie = self.confiance == "A" and _DE_LEGIFRANCE in self.reproduit_par
        return COPIE if est_copie else NIVEAUX[self.confiance]

    @property
    def reference(self) -> str:
        lue = f", lu chez {self.reproduit_par}" if self.lu_le else ""
        return f"{self.texte}, {self.version}{lue}"

    @property
    def mention(self) -> str:
        """Return the day it was read, how sure it is and whether a part is not, in a few words."""
        lu = f"lu le {self.lu_le:%d/%m/%Y}, " if self.lu_le else ""
        return f"{lu}{self.niveau.mots}{', à vérifier' if self.reserve else ''}"

    @property
    def lien(self) -> str:
        """Return the page that was read, or the official one when its address was not noted."""
        return self.adresse or self.officiel

    def holds_on(self, jour: date) -> bool:
        return (self.depuis or date.min) <= jour <= (self.jusqu_a or date.max)

    def is_over(self, jour: date) -> bool:
        """Say whether it is no longer the law, or the figure, on a day."""
        return self.jusqu_a is not None and self.jusqu_a < jour

    def read_valeur(self, nom: str) -> float:
        """Return a number by its name; a program that asks for one that is not there stops."""
        return next(v.valeur for v in self.valeurs if v.nom == nom and v.valeur is not None)


# --- What keeps a fact from standing: within the files, and on a day ---


_CODE: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_CHAMP: Final = re.compile(r"\{([a-z_.]+)\}")
_PREAVIS: Final = timedelta(days=60)  # before the end of a fact, and after


class Faute(NamedTuple):
    """What is wrong in one fact, or between two; `{champ}` stands in its words for a field."""

    codes: tuple[str, ...]
    mots: str
    debut: str = ""  # who keeps the files is told of which fact the words speak

    def tell(self, champs: Mapping[str, str]) -> str:
        return _CHAMP.sub(lambda lu: champs[lu[1]] if lu[1] in champs else lu[0], self.mots)

    def __str__(self) -> str:
        return self.debut + _CHAMP.sub(lambda lu: lu[1].rpartition(".")[2], self.mots)


def find_fautes(faits: Sequence[Fait]) -> list[Faute]:
    """List, in French, what is wrong whatever the day: a fault keeps the facts from loading."""
    codes = Counter(fait.code for fait in faits)
    fautes = [
        Faute((code,), "deux faits portent ce code.", f"{code} : ")
        for code, n in codes.items()
        if n > 1
    ]
    fautes += [
        Faute((fait.code,), faute, f"{fait.nom} : ")
        for fait in faits
        for faute in _list_fautes(fait)
    ]
    fautes += [
        Faute(
            (un.code, autre.code),
            f"{un.nom} et {autre.nom} parlent le même jour de {', '.join(communs)} : "
            "fermez le premier ({jusqu_a}), ou réunissez-les.",
        )
        for un, autre in combinations([fait for fait in faits if fait.articles], 2)
        if _overlap(un, autre) and (communs := sorted({*un.articles} & {*autre.articles}))
    ]
    return fautes


def list_alertes(faits: Sequence[Fait], jour: date, sauf: Collection[str] = ()) -> list[str]:
    """List, in French, what somebody must look at on a day; nothing here stops the program.

    `sauf` are the codes of those that somebody is looking at.
    """
    return [
        f"{fait.nom} : {alerte}"
        for fait in faits
        if fait.code not in sauf
        for alerte in _alert(fait, faits, jour)
    ]


class ARelire(NamedTuple):
    """A fact that an expert must still read, and why."""

    fait: Fait
    raisons: tuple[str, ...]


def list_a_relire(faits: Sequence[Fait], jour: date) -> list[ARelire]:
    """List what an expert must still read, the least sure first, then the soonest to read again."""
    raisons = [ARelire(fait, tuple(_doubt(fait, faits, jour))) for fait in faits]
    return sorted(
        (a_relire for a_relire in raisons if a_relire.raisons),
        key=lambda a: (-ord(a.fait.confiance), a.fait.a_relire_le),
    )


def _doubt(fait: Fait, faits: Sequence[Fait], jour: date) -> Iterator[str]:
    if fait.morte_le:
        yield f"La page lue ne répond plus depuis le {fait.morte_le:%d/%m/%Y}."
    if fait.reserve:
        yield fait.reserve
    yield from (f"{alerte[0].upper()}{alerte[1:]}" for alerte in _alert(fait, faits, jour))


def _list_fautes(fait: Fait) -> Iterator[str]:
    if not _CODE.fullmatch(fait.code):
        yield "écrivez le code en capitales et chiffres, reliés par des tirets."
    if fait.depuis and fait.jusqu_a and fait.depuis > fait.jusqu_a:
        yield "il finit avant d’avoir commencé : corrigez ses dates."
    yield from _list_fautes_de_lecture(fait)
    for valeur in fait.valeurs:
        if valeur.indicateur and not valeur.base:
            yield f"la valeur « {valeur.nom} » se lit à côté d’un taux : dites sa {{valeurs.base}}."
        if valeur.valeur is None and not valeur.reserve:
            yield f"la valeur « {valeur.nom} » est vide : dites pourquoi dans {{valeurs.reserve}}."


def _list_fautes_de_lecture(fait: Fait) -> Iterator[str]:
    if fait.morte_le and fait.est_sur:
        yield (
            f"la page lue ne répond plus depuis le {fait.morte_le:%d/%m/%Y} : lisez-en une autre, "
            "ou ramenez sa confiance à C."
        )
    if (fait.lu_le is None) is not (fait.confiance == "D"):
        yield "la confiance D est celle d’un texte que personne n’a lu, et elle seule."
    if not fait.est_sur and not fait.reserve:
        yield "sa confiance est C ou D : dites dans {reserve} ce qui n’est pas sûr."
    if fait.lu_le and not (fait.reproduit_par and fait.lien):
        yield "dites quelle page a été lue ({reproduit_par}), et où ({adresse} ou {officiel})."
    if fait.lu_le and fait.a_relire_le <= fait.lu_le:
        yield "il est à relire avant d’avoir été lu : corrigez {a_relire_le}."


def _alert(fait: Fait, faits: Sequence[Fait], jour: date) -> Iterator[str]:
    fin = fait.jusqu_a
    if fin and abs(fin - jour) <= _PREAVIS and not _has_suite(fait, faits):
        yield f"{_tell_fin(fin, jour)}, et rien ne le suit : lisez la suite."
    if fait.a_relire_le < jour and fait.holds_on(jour):
        yield f"il était à relire le {fait.a_relire_le:%d/%m/%Y}."
    if fait.lu_le and fait.lu_le > jour:
        yield "il aurait été lu dans l’avenir : corrigez lu_le."


def _tell_fin(fin: date, jour: date) -> str:
    if fin == jour + timedelta(days=1):
        return "il finit demain"
    return f"il {'finit' if fin >= jour else 'a fini'} le {fin:%d/%m/%Y}"


def _has_suite(fait: Fait, faits: Sequence[Fait]) -> bool:
    return any(
        autre.depuis and fait.jusqu_a and autre.depuis > fait.jusqu_a
        for autre in faits
        if {*fait.articles} & {*autre.articles}
    )


def _overlap(un: Fait, autre: Fait) -> bool:
    debut = max(un.depuis or date.min, autre.depuis or date.min)
    return debut <= min(un.jusqu_a or date.max, autre.jusqu_a or date.max)


# --- Read the facts, and find one by its code ---
# They are those of the files, unless the program that runs has said where to ask (`read_from`):
# the site then gives those that its team has edited, for the time of a request or of a task.


_POINT: Final = "."
_ENONCE: Final = re.compile(r"\{\{([A-Z0-9-]+)(?:\.([a-z0-9_-]+)|:([a-z0-9_/-]+))?\}\}")


@dataclass(frozen=True, eq=False)
class Faits:
    """All the facts at one time; another reading of the same ones is another object."""

    sujets: Mapping[str, tuple[Fait, ...]]

    @cached_property
    def par_code(self) -> dict[str, Fait]:
        return {fait.code: fait for faits in self.sujets.values() for fait in faits}

    def find(self, citation: str) -> tuple[Fait, str]:
        code, _, point = citation.partition(_POINT)
        fait = self.par_code.get(code)
        enonces = {"": fait.enonce} | fait.points if fait else {}
        if fait is None or point not in enonces:
            raise ErreurSpaser(f"« {citation} » ne nomme aucun fait de spaser/contenus/faits.")
        return fait, enonces[point]


@cache
def load_fichiers() -> Faits:
    """Return the facts of the files; a fault stops everything and names the fact."""
    sujets = {
        sujet: tuple(
            msgspec.structs.replace(fait, sujet=sujet)
            for fait in read_contenu(chemin, tuple[Fait, ...])
        )
        for sujet, chemin in locate_contenus("faits").items()
    }
    fautes = find_fautes([fait for faits in sujets.values() for fait in faits])
    if fautes:
        raise ErreurSpaser("Des faits sont à corriger :\n" + "\n".join(map(str, fautes)))
    return Faits(sujets)


_COURANTS: Final = Courant("faits", load_fichiers)
read_faits, read_from = _COURANTS.read, _COURANTS.read_from


def cache_faits[**P, T](maxsize: int | None = None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function draws from the facts, for as long as they are the same."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(maxsize=maxsize or _LECTURES)
        def keep(_faits: Faits, *args: P.args, **kwargs: P.kwargs) -> T:
            return function(*args, **kwargs)

        @wraps(function)
        def read(*args: P.args, **kwargs: P.kwargs) -> T:
            return keep(read_faits(), *args, **kwargs)  # type: ignore[arg-type]  # hashable

        read.cache_clear = keep.cache_clear  # type: ignore[attr-defined]  # as lru_cache names it
        return read

    return decorate


_LECTURES: Final = 8  # those of the files, of the day, of a few drafts: what is kept of each


def load_sujets() -> Mapping[str, tuple[Fait, ...]]:
    return read_faits().sujets


def load_faits() -> dict[str, Fait]:
    return read_faits().par_code


def find_fait(citation: str) -> Fait:
    return read_faits().find(citation)[0]


def read_decompte(code: str, nom: str) -> float:
    """Return a number that figures are computed with: that of the files, whatever is edited."""
    return load_fichiers().find(code)[0].read_valeur(nom)


def tell_citation(citation: str) -> str:
    return read_faits().find(citation)[1]


def fill_enonces(texte: str) -> str:
    """Return a text with the words of each fact that it names.

    `{{CODE}}` and `{{CODE.point}}` are statements, `{{CODE:name}}` a number with its unit.
    """
    return _ENONCE.sub(lambda lue: _say(*lue.groups()), texte)


def fill_connus(texte: str) -> str:
    """Return a text of the team in the same way; what no fact says any more is said to be so."""
    if "{{" not in texte:
        return texte
    for inconnu in find_enonces_inconnus(texte):
        texte = texte.replace(inconnu, f"({inconnu.strip('{}')}, source inconnue)")
    return fill_enonces(texte)


def find_enonces_inconnus(texte: str) -> list[str]:
    return [lue[0] for lue in _ENONCE.finditer(texte) if not _is_said(*lue.groups())]


def _say(code: str, point: str | None, nombre: str | None) -> str:
    if nombre is None:
        return tell_citation(f"{code}.{point}" if point else code)
    dites = [v.dite for v in find_fait(code).valeurs if v.nom == nombre and v.valeur is not None]
    if not dites:
        raise ErreurSpaser(f"« {code} » ne donne aucun nombre « {nombre} ».")
    return dites[0]


def _is_said(code: str, point: str | None, nombre: str | None) -> bool:
    try:
        return bool(_say(code, point, nombre))
    except ErreurSpaser:
        return False


def keep_connus(citations: Iterable[str]) -> tuple[str, ...]:
    """Return the citations of facts that exist: a text of the team may outlive one."""
    connus = load_faits()
    return tuple(c for c in citations if c.partition(_POINT)[0] in connus)
