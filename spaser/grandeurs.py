"""Sizes, rates and durations, told as a French reader expects."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

_INSECABLE = "\u00a0"
_UNITES = ("o", "ko", "Mo", "Go", "To", "Po")
_ENTIER_AU_DELA = 100  # 565 Mo, but 56,5 Mo
_MILLE = 1000
_MINUTE, _HEURE, _JOUR = 60, 3600, 86400


def format_octets(octets: float) -> str:
    """Return a size in decimal units: 980 o, 12,3 Mo, 1,2 Go."""
    valeur, rang = float(octets), 0
    while round(valeur) >= _MILLE and rang < len(_UNITES) - 1:
        valeur, rang = valeur / _MILLE, rang + 1
    entier = rang == 0 or round(valeur, 1) >= _ENTIER_AU_DELA
    nombre = f"{valeur:.0f}" if entier else f"{valeur:.1f}".replace(".", ",")
    return f"{nombre}{_INSECABLE}{_UNITES[rang]}"


def format_debit(octets_par_seconde: float) -> str:
    """Return a rate: 3,4 Mo/s."""
    return f"{format_octets(octets_par_seconde)}/s"


def format_duree(secondes: float) -> str:
    """Return a duration with at most two units: 45 s, 2 min 05 s, 1 h 12 min, 3 j 4 h."""
    total = round(secondes)
    if total < 1:
        return f"moins d’une{_INSECABLE}seconde"
    if total < _MINUTE:
        morceaux = [f"{total}", "s"]
    elif total < _HEURE:
        morceaux = [f"{total // _MINUTE}", "min", f"{total % _MINUTE:02d}", "s"]
    elif total < _JOUR:
        morceaux = [f"{total // _HEURE}", "h", f"{total % _HEURE // _MINUTE:02d}", "min"]
    else:
        morceaux = [f"{total // _JOUR}", "j", f"{total % _JOUR // _HEURE}", "h"]
    return _INSECABLE.join(morceaux)


def add_mois(jour: date, mois: int) -> date:
    """Return the same day some months later, or the last day of that month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))
