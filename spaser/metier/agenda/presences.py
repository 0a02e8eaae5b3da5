"""Who came, from the export of a videoconference tool: lines put together, then matched.

An address says for sure; a whole name says it when one person alone bears it; less than that is
only a proposal, for somebody to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.lettres import fold_mots

_JOUR: Final = 24 * 3600
_PARENTHESES: Final = re.compile(r"[(\[][^)\]]*[)\]]")
_HEURE: Final = re.compile(r"(\d{1,2})\s*[:h]\s*(\d{2})(?::(\d{2}))?\s*([ap]\.?m)?", re.IGNORECASE)
_PARTIES: Final = re.compile(
    r"(\d+)\s*(h(?:eures?|ours?|rs?)?|min(?:utes?|s)?|m|s(?:ec(?:ondes?|onds?|s)?)?)\b",
    re.IGNORECASE,
)
_HORLOGE: Final = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})")
_POIDS: Final = {"h": 3600, "m": 60, "s": 1}
_NON: Final = frozenset("non no absent absente false faux 0".split())


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line of an export; `secondes` is None when it does not say for how long, or not clearly."""

    numero: int
    nom: str
    courriel: str
    secondes: int | None = None


@dataclass(frozen=True, slots=True)
class Invite:
    numero: int
    nom: str
    courriel: str


@dataclass(frozen=True, slots=True)
class Venue:
    """Somebody who was there, all her lines together."""

    nom: str
    courriel: str
    lignes: tuple[int, ...]
    secondes: int | None

    @property
    def minutes(self) -> int | None:
        return None if self.secondes is None else self.secondes // 60


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """Who is who: by address, by name, to be decided, unknown; and who stayed too short a time."""

    par_adresse: tuple[tuple[Venue, Invite], ...]
    par_nom: tuple[tuple[Venue, Invite], ...]
    a_choisir: tuple[tuple[Venue, tuple[Invite, ...]], ...]
    inconnues: tuple[Venue, ...]
    trop_courtes: tuple[Venue, ...]

    @property
    def presentes(self) -> frozenset[int]:
        return frozenset(invite.numero for _, invite in (*self.par_adresse, *self.par_nom))


def match(
    lignes: Iterable[Ligne], invites: Sequence[Invite], minutes_min: int = 0
) -> Rapprochement:
    courtes: list[Venue] = []
    restent: list[Venue] = []
    for venue in gather(lignes):
        courte = venue.minutes is not None and venue.minutes < minutes_min
        (courtes if courte else restent).append(venue)
    adresses = {fold_adresse(invite.courriel): invite for invite in invites if invite.courriel}
    par_adresse = [(v, adresses[v.courriel]) for v in restent if v.courriel in adresses]
    prises = {invite.numero for _, invite in par_adresse}
    noms = _Noms(invite for invite in invites if invite.numero not in prises)
    par_nom, a_choisir, inconnues = [], [], []
    for venue in restent:
        if venue.courriel in adresses:
            continue
        exacts, proches = noms.find(_mots(venue.nom))
        if len(exacts) == 1:
            par_nom.append((venue, exacts[0]))
        elif possibles := exacts or proches:
            a_choisir.append((venue, tuple(possibles)))
        else:
            inconnues.append(venue)
    return Rapprochement(
        tuple(par_adresse), tuple(par_nom), tuple(a_choisir), tuple(inconnues), tuple(courtes)
    )


class _Noms:
    """People by the words of their names, each read once."""

    def __init__(self, invites: Iterable[Invite]) -> None:
        self.exacts: dict[frozenset[str], list[Invite]] = {}
        self.par_mot: dict[str, list[tuple[int, frozenset[str], Invite]]] = {}
        for rang, invite in enumerate(invites):
            mots = _mots(invite.nom)
            self.exacts.setdefault(mots, []).append(invite)
            for mot in mots:
                self.par_mot.setdefault(mot, []).append((rang, mots, invite))

    def find(self, mots: frozenset[str]) -> tuple[list[Invite], list[Invite]]:
        """Return who has this very name, then whose name may be this one, shortened."""
        if not mots:
            return [], []
        proches = {
            rang: invite
            for mot in mots
            for rang, siens, invite in self.par_mot.get(mot, ())
            if siens <= mots or mots <= siens
        }
        return self.exacts.get(mots, []), [proches[rang] for rang in sorted(proches)]


def gather(lignes: Iterable[Ligne]) -> list[Venue]:
    """Put together the lines of one person, who may have come back: by address, else by name."""
    groupes: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        cle = fold_adresse(ligne.courriel) or " ".join(sorted(_mots(ligne.nom)))
        if cle:
            groupes.setdefault(cle, []).append(ligne)
    return [_gather(siennes) for siennes in groupes.values()]


def _gather(lignes: list[Ligne]) -> Venue:
    dites = [ligne.secondes for ligne in lignes if ligne.secondes is not None]
    return Venue(
        nom=next((ligne.nom for ligne in lignes if ligne.nom), ""),
        courriel=fold_adresse(lignes[0].courriel),
        lignes=tuple(ligne.numero for ligne in lignes),
        secondes=sum(dites) if len(dites) == len(lignes) else None,
    )


def fold_adresse(adresse: str) -> str:
    """Return an address as it is compared; empty for what is none."""
    pliee = adresse.strip().lower()
    return pliee if "@" in pliee else ""


def _mots(nom: str) -> frozenset[str]:
    """Return the words of a name, in whatever order, without what tools add in brackets."""
    return frozenset(fold_mots(_PARENTHESES.sub(" ", nom)).split())


# What tools write in cells.


def read_duree(texte: str) -> int | None:
    """Return a duration in seconds: « 62 » minutes, « 1h 2m 3s », « 01:02:03 »; None if unclear."""
    lu = texte.strip().replace(",", ".")
    if lu.replace(".", "", 1).isdigit() and lu.isascii():
        return int(float(lu) * 60)
    if horloge := _HORLOGE.fullmatch(lu):
        heures, minutes, secondes = map(int, horloge.groups())
        return heures * 3600 + minutes * 60 + secondes
    if colle := re.fullmatch(r"(\d{1,2})\s*h\s*(\d{2})", lu, re.IGNORECASE):
        return int(colle[1]) * 3600 + int(colle[2]) * 60
    parties = _PARTIES.findall(lu)
    return sum(int(n) * _POIDS[unite[0].lower()] for n, unite in parties) if parties else None


def measure(arrivee: str, depart: str) -> int | None:
    """Return how long parts two moments of one day, or of one night; None if one is unclear."""
    debut, fin = _read_heure(arrivee), _read_heure(depart)
    return None if debut is None or fin is None else (fin - debut) % _JOUR


def _read_heure(texte: str) -> int | None:
    trouvee = _HEURE.search(texte)
    if trouvee is None:
        return None
    heures, minutes, secondes = (int(partie or 0) for partie in trouvee.groups()[:3])
    if moitie := trouvee[4]:
        heures = heures % 12 + (12 if moitie[0].lower() == "p" else 0)
    return heures * 3600 + minutes * 60 + secondes


def is_absente(texte: str) -> bool:
    """Say whether a column « présent » says that she did not come."""
    return fold_mots(texte) in _NON
