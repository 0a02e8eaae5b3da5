"""Days in a workbook: which styles show a number as one, and which day a number is.

The rules are those of openpyxl, which takes half a second to import.
"""

import re
from datetime import datetime, time, timedelta
from typing import Final

DEPUIS_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zone
DEPUIS_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001 - same
STYLES_DE_JOUR: Final = frozenset({*range(14, 23), 45, 46, 47})  # known by number alone
_JOURNEE: Final = 86_400
_ERREUR_1900: Final = 60  # a 29 February 1900 that never was
_HORS_FORMAT: Final = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DE_JOUR: Final = re.compile(r"(?<![_\\])[dmhysDMHYS]")


def is_format_de_jour(ecriture: str | None) -> bool:
    if ecriture is None:
        return False
    return _DE_JOUR.search(_HORS_FORMAT.sub("", ecriture.split(";")[0])) is not None


def read_moment(nombre: float, origine: datetime) -> datetime | time:
    """Return the moment that a number is; under one, it is a time of no day."""
    jours, fraction = divmod(nombre, 1)
    reste = timedelta(milliseconds=round(fraction * _JOURNEE * 1000))
    if 0 <= nombre < 1 and not reste.days:
        return (origine + reste).time()
    if 0 < nombre < _ERREUR_1900 and origine == DEPUIS_1900:
        jours += 1
    return origine + timedelta(days=jours) + reste
