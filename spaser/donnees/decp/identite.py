"""Who is who: the same contract, a later version of it, an exact copy, or another lot.

An id does not identify a contract: a buyer may give one id to all the lots of a framework. The
group (buyer, id, lot read in the object) is where records are compared. Inside a group:

| records | are |
| --- | --- |
| equal in every field | exact copies |
| one per file, whatever changed | versions of one contract |
| of one file, same object and same holders or same amount | versions |
| of one file, another object, or the same object with other holders and amount | contracts |
| of two files, same holders, amount and date, unique in each | versions (object corrected) |

In schema v1 the last two digits of an id number the modification: two v1 ids that differ only
there are brought into one group when buyer, object and date are equal and one of the records
carries modifications.
"""

from __future__ import annotations

import string
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

_LOT: Final = (
    r"(?i)\blots?\s*(?:n\s*[°ºo\x{FFFD}]*\s*\.?|num[eé]ro|#)?\s*[:\-]?\s*"
    r"0*(\d{1,3}(?:[.]\d{1,2})?[a-z]?)\b"
)
# Every byte but letters and digits: what sources write differently in an object.
_HORS_OBJET: Final = bytes(set(range(256)) - set((string.ascii_lowercase + string.digits).encode()))
_ID_V1: Final = r"^(?:19|20)\d{2}\w{1,10}\d{2}$"


def lot_sql(objet: str) -> str:
    """Return the SQL of the lot number read in `objet`: lower case, no leading zero, or NULL."""
    ecrit = " OR ".join(f"contains({objet}, '{lot}')" for lot in ("lot", "Lot", "LOT"))
    return f"CASE WHEN {ecrit} THEN nullif(lower(regexp_extract({objet}, '{_LOT}', 1)), '') END"


def groupe_sql(acheteur: str, identifiant: str) -> str:
    """Return the SQL of the group's key. It is stored, hence a hash that no release changes."""
    return f"md5_number_lower({acheteur} || '|' || {id_net_sql(identifiant)})"


def id_net_sql(identifiant: str) -> str:
    """Return the SQL of an id as sources compare it: decp.info turns these signs into `_`."""
    return (
        f"upper(CASE WHEN regexp_matches({identifiant}, '[ ,\\\\./]') "
        f"THEN translate({identifiant}, ' ,\\./', '_____') ELSE coalesce({identifiant}, '') END)"
    )


def read_objet_net(objet: str | None) -> str:
    """Return an object reduced to its letters and digits, lower case and without accents."""
    plat = unicodedata.normalize("NFD", (objet or "").lower()).encode("ascii", "ignore")
    return plat.translate(None, _HORS_OBJET).decode()


def radical_court_sql(acheteur: str, identifiant: str, jour: str) -> str:
    """Return the SQL of what the successive v1 ids of a contract have in common, or NULL."""
    net = f"replace({identifiant}, ' ', '')"
    return (
        f"CASE WHEN {jour} IS NOT NULL AND regexp_matches({net}, '{_ID_V1}') "
        f"THEN hash({acheteur}, left({net}, length({net}) - 2), {jour}) END"
    )


type Cle = tuple[object, ...] | Literal[False]
"""What is compared of a trace, or False when it has too little to say."""


class Trace(NamedTuple):
    """What is compared of a record: where it comes from, its object, holders, amount and date."""

    source: str
    objet: str
    titulaires: str
    montant: Decimal | None
    jour: date | None


def share_contrats(traces: Sequence[Trace]) -> list[int]:
    """Share the distinct records of a group between contracts.

    Returns, for each trace, the rank of the first trace of its contract. The order of the traces
    does not change who is with whom.
    """
    if len({t.source for t in traces}) == len(traces):
        return [0] * len(traces)
    groupes = _Groupes(len(traces))
    groupes.join(traces, lambda t: (t.objet, t.titulaires))
    groupes.join(traces, lambda t: t.montant is not None and (t.objet, t.montant))
    groupes.join_across_files(traces, lambda t: t.jour is not None and (t.objet, t.jour))
    groupes.join_across_files(
        traces,
        lambda t: (
            t.montant is not None and t.jour is not None and (t.titulaires, t.montant, t.jour)
        ),
    )
    return [groupes.find(i) for i in range(len(traces))]


class _Groupes:
    """Union-find whose representative is always the smallest rank."""

    def __init__(self, taille: int) -> None:
        self._parent = list(range(taille))

    def find(self, rang: int) -> int:
        while self._parent[rang] != rang:
            rang = self._parent[rang]
        return rang

    def join(self, traces: Sequence[Trace], key: Callable[[Trace], Cle]) -> None:
        """Unite the traces whose key is equal; a false key unites nothing."""
        for rangs in _by_key(traces, key):
            self._unite(rangs)

    def join_across_files(self, traces: Sequence[Trace], key: Callable[[Trace], Cle]) -> None:
        """Unite the traces of equal key unless a file holds two contracts with that key.

        All keys are judged before any is united: one must not open the way to the next.
        """
        retenus = []
        for rangs in _by_key(traces, key):
            contrats = {(traces[r].source, self.find(r)) for r in rangs}
            if len(contrats) == len({source for source, _ in contrats}):
                retenus.append(rangs)
        for rangs in retenus:
            self._unite(rangs)

    def _unite(self, rangs: Iterable[int]) -> None:
        racines = sorted({self.find(r) for r in rangs})
        for racine in racines[1:]:
            self._parent[racine] = racines[0]


def _by_key(traces: Sequence[Trace], key: Callable[[Trace], Cle]) -> Iterable[list[int]]:
    par_cle: dict[Cle, list[int]] = defaultdict(list)
    for rang, trace in enumerate(traces):
        if cle := key(trace):
            par_cle[cle].append(rang)
    return par_cle.values()
