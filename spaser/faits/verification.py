"""What keeps a fact from standing: within the files, and on a day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from spaser.faits.modele import Fait

_CODE: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_PREAVIS: Final = timedelta(days=60)


def find_fautes(faits: Sequence[Fait]) -> list[str]:
    """List, in French, what is wrong whatever the day: a fault keeps the facts from loading."""
    codes = Counter(fait.code for fait in faits)
    fautes = [f"{code} : deux faits portent ce code." for code, n in codes.items() if n > 1]
    fautes += [f"{fait.code} : {faute}" for fait in faits for faute in _list_fautes(fait)]
    fautes += [
        f"{un.code} et {autre.code} parlent le même jour de {', '.join(communs)} : "
        "fermez le premier (jusqu_a), ou réunissez-les."
        for un, autre in combinations(faits, 2)
        if _overlap(un, autre) and (communs := sorted({*un.articles} & {*autre.articles}))
    ]
    return fautes


def list_alertes(faits: Sequence[Fait], jour: date) -> list[str]:
    """List, in French, what somebody must look at on a day; nothing here stops the program."""
    return [f"{fait.code} : {alerte}" for fait in faits for alerte in _alert(fait, faits, jour)]


def _list_fautes(fait: Fait) -> Iterator[str]:
    if not _CODE.fullmatch(fait.code):
        yield "écrivez le code en capitales et chiffres, reliés par des tirets."
    if fait.depuis and fait.jusqu_a and fait.depuis > fait.jusqu_a:
        yield "il finit avant d’avoir commencé : corrigez ses dates."
    yield from _list_fautes_de_lecture(fait)
    for valeur in fait.valeurs:
        if valeur.valeur is None and not valeur.reserve:
            yield f"la valeur « {valeur.nom} » est vide : dites pourquoi dans reserve."


def _list_fautes_de_lecture(fait: Fait) -> Iterator[str]:
    if fait.morte_le and fait.confiance != "D":
        yield (
            f"la page lue ne répond plus depuis le {fait.morte_le:%d/%m/%Y} : lisez-en une autre, "
            "ou ramenez sa confiance à D."
        )
    if (fait.lu_le is None) is not (fait.confiance == "D" and not fait.morte_le):
        yield "la confiance D est celle d’un texte que personne n’a lu, et elle seule."
    if not fait.est_sur and not fait.reserve:
        yield "sa confiance est C ou D : dites dans reserve ce qui n’est pas sûr."
    if fait.lu_le and not (fait.reproduit_par and fait.lien):
        yield "dites quelle page a été lue (reproduit_par), et où (adresse ou officiel)."
    if fait.lu_le and fait.a_relire_le <= fait.lu_le:
        yield "il est à relire avant d’avoir été lu : corrigez a_relire_le."


def _alert(fait: Fait, faits: Sequence[Fait], jour: date) -> Iterator[str]:
    fin = fait.jusqu_a
    if fin and jour <= fin <= jour + _PREAVIS and not _has_suite(fait, faits):
        quand = "demain" if fin == jour + timedelta(days=1) else f"le {fin:%d/%m/%Y}"
        yield f"il finit {quand}, et rien ne le suit : lisez la suite avant ce jour."
    if fait.a_relire_le < jour and fait.holds_on(jour):
        yield f"il était à relire le {fait.a_relire_le:%d/%m/%Y}."
    if fait.lu_le and fait.lu_le > jour:
        yield "il aurait été lu dans l’avenir : corrigez lu_le."


def _has_suite(fait: Fait, faits: Sequence[Fait]) -> bool:
    return any(
        autre.depuis and fait.jusqu_a and autre.depuis > fait.jusqu_a
        for autre in faits
        if {*fait.articles} & {*autre.articles}
    )


def _overlap(un: Fait, autre: Fait) -> bool:
    debut = max(un.depuis or date.min, autre.depuis or date.min)
    return debut <= min(un.jusqu_a or date.max, autre.jusqu_a or date.max)
