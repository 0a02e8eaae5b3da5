"""What keeps a fact from standing: within the files, and on a day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final, NamedTuple

from spaser.faits.modele import Fait

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
