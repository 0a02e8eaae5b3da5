"""When, as people write it: « T2 2026 », « mars 2027 », « 2026-2028 », « courant 2026 »."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from spaser.lettres import unaccent
from spaser.metier.dates import DatePartielle, is_date_partielle
from spaser.metier.plan.dates import read_date_plan

_COURTE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})")
_COURT_MOIS: Final = re.compile(r"([a-z]+)\.? (\d{2}|\d{4})")
_PARTIE: Final = re.compile(
    r"(?:(?P<t>t)|(?P<s>s))\s?(?P<n>[1-4])[\s/-]*(?P<a>\d{4})"
    r"|(?P<a2>\d{4})[\s/-]*(?:(?P<t2>t)|(?P<s2>s))\s?(?P<n2>[1-4])"
    r"|(?P<n3>[1-4])\s?(?:er|e|eme|nd)?\s(?:(?P<t3>trimestre)|(?P<s3>semestre))\s(?P<a3>\d{4})"
)
_ANNEE: Final = re.compile(r"(?:(?:en|courant|annee|l annee|l'annee|horizon|a l'horizon) )*(\d{4})")
_BORD: Final = re.compile(r"(debut|mi|fin|d'ici(?: a)?(?: fin)?|avant(?: la)? fin)[ -](\d{4})")
_DEPUIS: Final = re.compile(r"(?:a partir de|a compter de|des|depuis) (.+)")
_JUSQUE: Final = re.compile(r"(?:jusqu'(?:en|a|au)|au plus tard(?: en| le)?) (.+)")
_AVANT: Final = re.compile(r"avant(?: le| l'annee)? (.+)")
_SIGNES_MAX: Final = 80  # beyond, it is a sentence
_ANNEES: Final = range(1990, 2101)
_BORDS: Final = {"debut": "01", "mi": "06"}
_MOIS_COURTS: Final = {
    "janv": "01", "jan": "01", "fev": "02", "fevr": "02", "avr": "04", "juil": "07",
    "sept": "09", "sep": "09", "oct": "10", "nov": "11", "dec": "12",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Periode:
    """From when, until when; one of the two may be untold."""

    debut: DatePartielle | None = None
    fin: DatePartielle | None = None
    entre: bool = field(default=False, compare=False)  # two dates, not one month, quarter or year

    @property
    def dure(self) -> bool:
        """Say whether it tells both a beginning and an end, that are not the same."""
        return self.debut is not None and self.debut != self.fin


def read_periode(texte: str) -> Periode | None:
    """Return when a text says, to the month or the day; None when it cannot be told."""
    net = _clean(texte)
    if not net or len(net) > _SIGNES_MAX:
        return None
    if trouve := _DEPUIS.fullmatch(net):
        dedans = read_periode(trouve[1])
        return Periode(dedans.debut, None) if dedans else None
    if seule := _read_seule(net):
        return seule
    if trouve := _JUSQUE.fullmatch(net):
        dedans = read_periode(trouve[1])
        return Periode(None, dedans.fin) if dedans else None
    if trouve := _AVANT.fullmatch(net):
        return _end_before(read_periode(trouve[1]))
    return _read_entre(net)


def _end_before(periode: Periode | None) -> Periode | None:
    """Return until when « avant 2027 » says: the month before; « avant le 30 juin » is that day."""
    if periode is None or periode.debut is None or periode.entre:
        return None
    if periode.debut.debut == periode.debut.fin:
        return Periode(None, periode.debut)
    veille = periode.debut.debut - timedelta(days=1)
    return Periode(None, DatePartielle(f"{veille:%Y-%m}"))


def _clean(texte: str) -> str:
    net = unaccent(" ".join(texte.split())).replace("’", "'").strip(" .;,")
    return re.sub("[\u2010-\u2015\u2192]", "-", net).replace("\u00ba", "e")


def _read_seule(net: str) -> Periode | None:
    if jour := read_date_plan(net) or _read_courte(net):
        return Periode(jour, jour)
    if trouve := _PARTIE.fullmatch(net):
        return _read_partie(trouve)
    if trouve := _ANNEE.fullmatch(net):
        return _span(trouve[1], 1, 12)
    if trouve := _BORD.fullmatch(net):
        if trouve[1] in _BORDS:
            mois = _make(f"{trouve[2]}-{_BORDS[trouve[1]]}")
            return Periode(mois, mois) if mois else None
        fin = _make(f"{trouve[2]}-12")
        return Periode(None, fin) if fin else None
    return None


def _read_courte(net: str) -> DatePartielle | None:
    """Read « 30/06/27 », and a month that is cut or whose year is: « sept. 2027 », « mars 27 »."""
    if trouve := _COURTE.fullmatch(net):
        return _make(f"20{trouve[3]}-{int(trouve[2]):02}-{int(trouve[1]):02}")
    if trouve := _COURT_MOIS.fullmatch(net):
        annee = trouve[2] if len(trouve[2]) > 2 else f"20{trouve[2]}"  # noqa: PLR2004 - two digits
        if trouve[1] in _MOIS_COURTS:
            return _make(f"{annee}-{_MOIS_COURTS[trouve[1]]}")
        return read_date_plan(f"{trouve[1]} {annee}")
    return None


def _read_partie(trouve: re.Match[str]) -> Periode | None:
    dits = {nom: lu for nom, lu in trouve.groupdict().items() if lu}
    rang = int(next(lu for nom, lu in dits.items() if nom[0] == "n"))
    annee = next(lu for nom, lu in dits.items() if nom[0] == "a")
    duree = 3 if any(nom[0] == "t" for nom in dits) else 6
    if rang * duree > 12:  # noqa: PLR2004 - months
        return None
    return _span(annee, (rang - 1) * duree + 1, rang * duree)


def _read_entre(net: str) -> Periode | None:
    """Read two dates; the first may leave its year to the second: « mars à juin 2027 »."""
    for trouve in _list_coupes(net):
        de, a = trouve
        fin = read_periode(a)
        if fin is None or fin.fin is None:
            continue
        debut = read_periode(de) or read_periode(f"{de} {fin.fin[:4]}")
        if debut and debut.debut and debut.debut.debut <= fin.fin.fin:
            return Periode(debut.debut, fin.fin, entre=True)
    return None


def _list_coupes(net: str) -> list[tuple[str, str]]:
    coupes = []
    for place in re.finditer(r" ?(?:->|-|/) ?| (?:a|au|et|jusqu'en) ", net):
        de = re.sub(r"^(?:de|du|d'|entre) ?", "", net[: place.start()])
        coupes.append((de, net[place.end() :]))
    return coupes if len(coupes) <= 6 else []  # noqa: PLR2004 - a sentence, not dates


def _span(annee: str, de: int, a: int) -> Periode | None:
    debut, fin = _make(f"{annee}-{de:02}"), _make(f"{annee}-{a:02}")
    return Periode(debut, fin) if debut and fin else None


def _make(iso: str) -> DatePartielle | None:
    return DatePartielle(iso) if int(iso[:4]) in _ANNEES and is_date_partielle(iso) else None
