"""From a place of execution to its department.

DECP publishes a code and the kind of code, and both are often wrong. What is not certain has no
department: a region (but one-department ones), a country, a place name. A code of four digits is
not read as a lost first zero: those met in real files were other mistakes (3200 for Vienne, 6901
for Villeurbanne, 4600 for Saint-Nazaire).
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

DEPARTEMENTS: Final = frozenset(
    [f"{n:02}" for n in range(1, 96) if n != 20]  # noqa: PLR2004 - Corsica became 2A and 2B
    + ["2A", "2B"]
    + [str(n) for n in (*range(971, 979), 984, 986, 987, 988, 989)]
)
"""Departments, and overseas collectivities as the official code numbers them."""

# Postal codes whose every commune is in another department than the first digits say.
POSTAUX_DETACHES: Final = {"94390": "91", "97133": "977", "97150": "978", "98799": "989"}
# Regions of one department.
REGIONS_UNIQUES: Final = {"01": "971", "02": "972", "03": "973", "04": "974", "06": "976"}
_CORSE: Final = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}  # postal codes
_PREFIXE_PAYS: Final = re.compile(r"^(?:FR|F)[\s-]*(?=\d|2[AB])")
_CODE_LONG: Final = re.compile(r"(?:\d{5}|2[AB]\d{3})")


def _keep(code: str) -> str | None:
    return code if code in DEPARTEMENTS else None


def _of_long(code: str) -> str | None:
    """Postal code or commune code: both start with the department, save in Corsica."""
    if not _CODE_LONG.fullmatch(code):
        return None
    if code.startswith("20"):
        return _CORSE.get(code[:3])
    return _keep(code[:3] if code.startswith(("97", "98")) else code[:2])


def _of_departement(code: str) -> str | None:
    court = code.lstrip("0")
    normal = court.zfill(2) if len(code) <= 3 else code  # noqa: PLR2004 - `075`, `1`, `02A`
    return _keep(normal) or _of_long(code)


def _of_postal(code: str) -> str | None:
    return POSTAUX_DETACHES.get(code) or _of_commune(code)


def _of_commune(code: str) -> str | None:
    return _of_long(code) or _keep(code)


def _of_arrondissement(code: str) -> str | None:
    """Department and a rank of one character (`2A1`, `9711`), or a municipal district."""
    return _of_long(code) or _of_prefixed(code, 1)


def _of_canton(code: str) -> str | None:
    """Department and a rank of two digits (`0101`, `97101`)."""
    return _of_prefixed(code, 2) or _of_long(code)


def _of_prefixed(code: str, rang: int) -> str | None:
    debut = code[:-rang]
    attendu = 3 if debut.startswith(("97", "98")) else 2
    if len(debut) == attendu:
        return _keep(debut)
    return _keep(code) if len(code) == 3 else None  # noqa: PLR2004 - the department itself


def _of_region(code: str) -> str | None:
    return REGIONS_UNIQUES.get(code) or (_keep(code) if len(code) == 3 else None)  # noqa: PLR2004


def _of_pays(_code: str) -> str | None:
    return None


def _of_unknown(code: str) -> str | None:
    """No kind given: two characters could be a region as well, save in Corsica."""
    if code in POSTAUX_DETACHES:  # a commune elsewhere may have the same number
        return None
    return _of_long(code) or (_keep(code) if code[:2] in {"2A", "2B", "97", "98"} else None)


# Looked for in the kind of code, letters only: an accent may be lost. The order matters.
_SORTES: Final[tuple[tuple[str, Callable[[str], str | None]], ...]] = (
    ("postal", _of_postal),
    ("commune", _of_commune),
    ("arrond", _of_arrondissement),
    ("canton", _of_canton),
    ("partement", _of_departement),
    ("gion", _of_region),
    ("pays", _of_pays),
)


def _letters(texte: str) -> str:
    plat = unicodedata.normalize("NFD", texte).casefold()
    return "".join(c for c in plat if "a" <= c <= "z")


def departement(code: str | None, type_code: str | None) -> str | None:
    """Department of a place of execution, or None when it is not certain.

    >>> departement("20200", "Code postal")
    '2B'
    """
    if not code:
        return None
    propre = _PREFIXE_PAYS.sub("", code.strip().upper()).replace(" ", "").replace("\u00a0", "")
    sorte = _letters(type_code or "")
    for indice, lecteur in _SORTES:
        if indice in sorte:
            return lecteur(propre)
    return _of_unknown(propre)
