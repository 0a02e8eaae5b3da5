"""What an event is, and at what time it begins overseas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from spaser.metier.dates import PARIS
from spaser.metier.registre.nomenclatures import Nomenclature

TITRE_MAX: Final = 200
GROUPE_MAX: Final = 10


class NatureEvenement(Nomenclature):
    """Who speaks, and how much those who come work."""

    WEBINAIRE = "webinaire", "Webinaire"
    ATELIER = "atelier", "Atelier"


class EtatEvenement(Nomenclature):
    BROUILLON = "brouillon", "Brouillon"
    PUBLIE = "publie", "Publié"
    ANNULE = "annule", "Annulé"


class RoleIntervenant(Nomenclature):
    INTERVENTION = "intervention", "Intervention"
    ANIMATION = "animation", "Animation"
    PARRAINAGE = "parrainage", "Parrainage"


OUTRE_MER: Final = {
    "Guadeloupe": "America/Guadeloupe",
    "Martinique": "America/Martinique",
    "Guyane": "America/Cayenne",
    "Saint-Pierre-et-Miquelon": "America/Miquelon",
    "La Réunion": "Indian/Reunion",
    "Mayotte": "Indian/Mayotte",
    "Nouvelle-Calédonie": "Pacific/Noumea",
    "Polynésie française": "Pacific/Tahiti",
    "Wallis-et-Futuna": "Pacific/Wallis",
}


@dataclass(frozen=True)
class HeureLocale:
    """At what time it begins somewhere; `ecart` is in days from the day of Paris."""

    lieux: tuple[str, ...]
    moment: datetime
    ecart: int


def list_heures(debut: datetime) -> tuple[HeureLocale, ...]:
    """Return the hour of a moment overseas, places of one hour together, from west to east."""
    par_moment: dict[datetime, list[str]] = {}
    for lieu, fuseau in OUTRE_MER.items():
        local = debut.astimezone(ZoneInfo(fuseau)).replace(tzinfo=None)
        par_moment.setdefault(local, []).append(lieu)
    jour = debut.astimezone(PARIS).date()
    return tuple(
        HeureLocale(tuple(lieux), moment, (moment.date() - jour).days)
        for moment, lieux in sorted(par_moment.items())
    )


def find_instant(jour: date, heure: time) -> datetime | None:
    """Return a time of Paris as an instant; None when clocks skip it or show it twice."""
    lu = datetime.combine(jour, heure)
    premier, second = (lu.replace(tzinfo=PARIS, fold=pli) for pli in (0, 1))
    return premier if premier.utcoffset() == second.utcoffset() else None
