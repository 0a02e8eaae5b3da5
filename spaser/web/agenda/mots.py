"""Days, hours and places of events in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from spaser.documents.francais import INSECABLE, enumerate_mots, format_date, pluriel
from spaser.metier.agenda.evenements import HeureLocale, list_heures
from spaser.metier.dates import PARIS
from spaser.web.agenda.models import Evenement

_JOURS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ECARTS: Final = {-1: " la veille", 1: " le lendemain"}


def format_evenement(evenement: Evenement) -> str:
    """Return its day and hours: « jeudi 10 décembre 2026, de 10 h à 11 h 30 (heure de Paris) »."""
    if not evenement.heure_connue:
        return _format_jour(evenement.debut.astimezone(PARIS))
    return format_moments(evenement.debut, evenement.fin)


def format_moments(debut: datetime, fin: datetime) -> str:
    ici, terme = debut.astimezone(PARIS), fin.astimezone(PARIS)
    if ici.date() == terme.date():
        return (
            f"{_format_jour(ici)}, de {_format_heure(ici)} à {_format_heure(terme)} "
            "(heure de Paris)"
        )
    return (
        f"du {_format_jour(ici)} à {_format_heure(ici)} au {_format_jour(terme)} à "
        f"{_format_heure(terme)} (heure de Paris)"
    )


def format_moment(moment: datetime) -> str:
    """Return one moment: « jeudi 10 décembre 2026 à 10 h (heure de Paris) »."""
    ici = moment.astimezone(PARIS)
    return f"{_format_jour(ici)} à {_format_heure(ici)} (heure de Paris)"


def _format_jour(moment: datetime) -> str:
    return f"{_JOURS[moment.weekday()]} {format_date(moment)}"


def _format_heure(moment: datetime) -> str:
    minutes = f"{INSECABLE}{moment:%M}" if moment.minute else ""
    return f"{moment.hour}{INSECABLE}h{minutes}"


@dataclass(frozen=True)
class HeureLue:
    heure: str
    lieux: str


def read_heures(evenement: Evenement) -> list[HeureLue]:
    """Return at what time it begins overseas; nothing when its hour is not known."""
    return (
        [_read(heure) for heure in list_heures(evenement.debut)] if evenement.heure_connue else []
    )


def tell_heures(evenement: Evenement) -> str:
    heures = "\u00a0; ".join(f"{lue.heure} ({lue.lieux})" for lue in read_heures(evenement))
    return f"Heure de début outre-mer\u00a0: {heures}." if heures else ""


def _read(heure: HeureLocale) -> HeureLue:
    ecart = _ECARTS.get(heure.ecart, "")
    return HeureLue(f"{_format_heure(heure.moment)}{ecart}", enumerate_mots(list(heure.lieux)))


def name_places(nombre: int) -> str:
    """Return « 1 place », « 3 places »."""
    return pluriel(nombre, "place")
