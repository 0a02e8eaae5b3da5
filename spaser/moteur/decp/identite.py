"""Who is who: the same contract, a later version of it, an exact copy, or another contract.

An id proves nothing alone: buyers give one id to all the lots of a framework, give it again the
next year, or give none. Records are one contract when evidence links them:

| link | when |
| --- | --- |
| `copie` | every field that the buyer publishes is equal |
| `id` | id and lot agree, and object, holders, or amount and day together, agree |
| `modification` | v1 ids that differ by the number of a modification; object and day agree |
| `contenu` | one has no id, in two files: object, holders and day agree |

What is absent agrees with nothing and contradicts nothing. Amount and day that both differ refuse
a link of id: gas of 2024 is not gas of 2025. A contract is what links join: its ends may differ.
A link of id that rests on one agreement alone is doubtful: the buyer may decide otherwise, of pairs
of records known by what they say (`mark_trace`).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

_LOT: Final = (
    r"(?i)\blots?\s*(?:n\s*[°ºo\x{FFFD}]*\s*\.?|num[eé]ro|#)?\s*[:\-]?\s*"
    r"0*(\d{1,3}(?:[.]\d{1,2})?[a-z]?)\b"
)
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


def id_compare_sql(identifiant: str) -> str:
    """Return the SQL of an id as compared: no case, blank, separator nor leading zero; '' if none.

    Ids that this makes equal are not one contract for all that: evidence must link them. Most are
    so already, which is quicker to see than to do.
    """
    return (
        f"CASE WHEN regexp_full_match({identifiant}, '[1-9A-Z-][0-9A-Z-]*') THEN {identifiant} "
        f"ELSE ltrim(translate(upper(coalesce({identifiant}, '')), ' ,\\./_', ''), '0') END"
    )


def read_objet_net(objet: str | None) -> str:
    """Return an object reduced to its letters and digits, lower case and without accents."""
    texte = objet or ""
    try:  # nearly all; accents are then cut by a table, five times quicker
        octets = texte.encode("latin-1")
    except UnicodeEncodeError:
        octets = _cut_accents(texte)
    return octets.translate(_LETTRES, _HORS_OBJET).decode()


def _cut_accents(texte: str) -> bytes:
    return unicodedata.normalize("NFD", texte.lower()).encode("ascii", "ignore")


# What each character of Latin-1 becomes, and those that become neither a letter nor a digit: what
# sources write differently in an object.
_LETTRES: Final = b"".join(_cut_accents(chr(code)) or b" " for code in range(256))
_HORS_OBJET: Final = bytes(code for code in range(256) if not _LETTRES[code : code + 1].isalnum())


def radical_court_sql(acheteur: str, identifiant: str, jour: str) -> str:
    """Return the SQL of what the successive v1 ids of a contract have in common, or NULL."""
    net = f"replace({identifiant}, ' ', '')"
    return (
        f"CASE WHEN {jour} IS NOT NULL AND regexp_matches({net}, '{_ID_V1}') "
        f"THEN hash({acheteur}, left({net}, length({net}) - 2), {jour}) END"
    )


type Cle = tuple[object, ...] | Literal[False]
"""What is compared of a trace, or False when it has too little to say."""

type Raison = Literal["copie", "id", "modification", "contenu", "decision"]
type Accord = Literal["objet", "titulaires", "montant_et_jour"]
type Paire = tuple[str, str]  # marks of two records, in order
type Lecteur = Callable[[Trace], Cle]
type Coupe = Callable[[Sequence[Trace], list[int]], Iterator[list[int]]]


class Trace(NamedTuple):
    """What is compared of a record; a text that is absent is empty."""

    source: str
    empreinte: int
    acheteur: str  # SIREN
    id: str  # as compared
    lot: str
    objet: str
    titulaires: str
    montant: Decimal | None
    jour: date | None
    publication: date | None = None
    radical: int | None = None  # what the successive v1 ids of a contract have in common
    modifie: bool = False


class Decisions(NamedTuple):
    """What a buyer said of pairs of records: one contract, or two."""

    unies: frozenset[Paire] = frozenset()
    separees: frozenset[Paire] = frozenset()


SANS_DECISION: Final = Decisions()


class EnregistrementsLies(NamedTuple):
    """Two records of one contract, by their ranks, and what proves it."""

    premier: int
    second: int
    raison: Raison
    accords: tuple[Accord, ...]

    @property
    def douteux(self) -> bool:
        """Tell whether one agreement alone holds the link."""
        return self.raison not in {"copie", "decision"} and len(self.accords) == 1


def mark_trace(trace: Trace) -> str:
    """Return the mark of what a record says: the same in any file, store or release."""
    dits = (
        *(trace.acheteur, trace.id, trace.lot, trace.objet, trace.titulaires),
        "" if trace.montant is None else f"{trace.montant:.2f}",
        "" if trace.jour is None else trace.jour.isoformat(),
    )
    return hashlib.blake2b("|".join(dits).encode(), digest_size=8).hexdigest()


def make_paire(une: str, autre: str) -> Paire:
    return (une, autre) if une <= autre else (autre, une)


def list_accords(un: Trace, autre: Trace) -> tuple[Accord, ...]:
    """Return what two records agree on, ids left aside."""
    montant_et_jour = (un.montant, un.jour)
    accords: dict[Accord, bool] = {
        "objet": un.objet != "" and un.objet == autre.objet,
        "titulaires": un.titulaires != "" and un.titulaires == autre.titulaires,
        "montant_et_jour": (
            None not in montant_et_jour and montant_et_jour == (autre.montant, autre.jour)
        ),
    }
    return tuple(nom for nom, vrai in accords.items() if vrai)


def link_traces(
    traces: Sequence[Trace], decisions: Decisions = SANS_DECISION
) -> list[EnregistrementsLies]:
    """Return the links that make the contracts: as many as it takes to join their records.

    The firmest come first: a doubtful link is there only where no other joins what it joins, and
    where no file publishes on one day both of what it would join. Who is with whom does not depend
    on the order of the traces. What the buyer decided comes before any proof.
    """
    contrats = _Contrats(traces, decisions)
    modifies = {(t.radical, t.objet) for t in traces if t.modifie and t.radical and t.objet}

    def suite(trace: Trace, *preuves: object) -> Cle:
        """Return the key of the v1 ids that number the modifications of a contract of one day."""
        dits = (trace.jour, *preuves)
        if (trace.radical, trace.objet) not in modifies or not _ABSENTS.isdisjoint(dits):
            return False
        return (trace.radical, trace.objet, *dits)

    contrats.join("copie", lambda t: (t.acheteur, t.id, t.empreinte))
    contrats.join("id", lambda t: _same_id(t, t.objet, t.titulaires), _cut_compatible)
    contrats.forget_joined(modifies)
    contrats.join("id", lambda t: _same_id(t, t.objet, t.montant, t.jour))
    contrats.join("id", lambda t: _same_id(t, t.titulaires, t.montant, t.jour))
    contrats.join("id", _read_sans_lot, _keep_one_lot)
    if modifies:
        contrats.join("modification", lambda t: suite(t, t.titulaires))
        contrats.join("modification", lambda t: suite(t, t.montant))
    contrats.join_sans_id()
    contrats.join_once("id", lambda t: _same_id(t, t.objet), _cut_compatible)
    contrats.join_once("id", lambda t: _same_id(t, t.titulaires), _cut_compatible)
    contrats.join_once("id", lambda t: _same_id(t, t.montant, t.jour))
    if modifies:
        contrats.join_once("modification", suite)
    return contrats.liens


_ABSENTS: Final = frozenset({"", None})


def _same_id(trace: Trace, *preuves: object) -> Cle:
    """Return the key of an id and a lot with these proofs; False when one of them is absent."""
    if not trace.id or not _ABSENTS.isdisjoint(preuves):
        return False
    return (trace.acheteur, trace.id, trace.lot, *preuves)


def _read_sans_lot(trace: Trace) -> Cle:
    cle = _same_id(trace, trace.titulaires, trace.montant, trace.jour)
    return cle and (*cle[:2], *cle[3:])  # without the lot


def _read_contenu(trace: Trace) -> Cle:
    contenu = (trace.objet, trace.titulaires, trace.jour)
    return (trace.acheteur, *contenu) if all(contenu) else False


def _read_contenu_et_montant(trace: Trace) -> Cle:
    contenu = _read_contenu(trace)
    return contenu and (*contenu, trace.montant)


def _read_source(trace: Trace) -> Cle:
    return (trace.source,)


def _read_publication(trace: Trace) -> Cle:
    return (trace.source, trace.publication)


class _Contrats:
    """Contracts in the making: union-find whose representative is always the smallest rank."""

    def __init__(self, traces: Sequence[Trace], decisions: Decisions) -> None:
        self.liens: list[EnregistrementsLies] = []
        self._traces = traces
        self._rangs = list(range(len(traces)))  # those that may still be linked
        self._parent = list(range(len(traces)))
        self._sans_id = {trace.acheteur for trace in traces if not trace.id}
        self._separes: list[tuple[int, int]] = []
        if any(decisions):
            self._obey(decisions)

    def _obey(self, decisions: Decisions) -> None:
        """Link what the buyer said to be one; remember what she said to be two."""
        par_marque: dict[str, list[int]] = defaultdict(list)
        for rang, trace in enumerate(self._traces):
            par_marque[mark_trace(trace)].append(rang)

        def pair(paires: frozenset[Paire]) -> Iterator[tuple[int, int]]:
            return (
                (un, d) for p, s in sorted(paires) for un in par_marque[p] for d in par_marque[s]
            )

        self._separes = list(pair(decisions.separees))
        for un, autre in pair(decisions.unies):
            self._link("decision", un, autre)

    def join(self, raison: Raison, key: Lecteur, cut: Coupe | None = None) -> None:
        """Link the traces of equal key, or those of each share that is cut among them."""
        for rangs in self._share(key, cut):
            self._link_all(raison, rangs)

    def join_once(self, raison: Raison, key: Lecteur, cut: Coupe | None = None) -> None:
        """Do the same unless a file publishes, on one day, two contracts that would be linked.

        All are judged before any is linked: one must not open the way to the next.
        """
        ensembles = [r for r in self._share(key, cut) if self._is_once(r, _read_publication)]
        for rangs in ensembles:
            self._link_all(raison, rangs)

    def join_sans_id(self) -> None:
        """Link what has no id to what another file says of the same object, holders and day.

        Equal amounts come first. A file that says it of two contracts, or two ids, leave a doubt
        that nothing settles: they are not linked.
        """
        if not self._sans_id:
            return
        for key in (_read_contenu_et_montant, _read_contenu):
            ensembles = [
                rangs
                for rangs in self._share(key)
                if self._is_once(rangs, _read_source) and self._is_of_one_id(rangs)
            ]
            for rangs in ensembles:
                self._link_sans_id(rangs)

    def _share(self, key: Lecteur, cut: Coupe | None = None) -> Iterator[list[int]]:
        for rangs in self._group(key):
            yield from cut(self._traces, rangs) if cut else (rangs,)

    def _group(self, key: Lecteur) -> Iterator[list[int]]:
        """Yield the ranks of each key that several traces have; a false key is nobody's."""
        par_cle: dict[Cle, list[int]] = defaultdict(list)
        for rang in self._rangs:
            if cle := key(self._traces[rang]):
                par_cle[cle].append(rang)
        return (rangs for rangs in par_cle.values() if len(rangs) > 1)

    def forget_joined(self, modifies: AbstractSet[tuple[object, str]]) -> None:
        """Leave aside the ids that make one contract already: nothing else may be linked to it.

        But what has no id, and the v1 ids and objects of which one `modifies` the contract.
        """
        contrats: dict[tuple[str, str], set[int]] = defaultdict(set)
        for rang, trace in enumerate(self._traces):
            contrats[trace.acheteur, trace.id].add(self._find(rang))
        self._rangs = [
            rang
            for rang, trace in enumerate(self._traces)
            if (trace.radical, trace.objet) in modifies
            or trace.acheteur in self._sans_id
            or len(contrats[trace.acheteur, trace.id]) > 1
        ]

    def _is_once(self, rangs: list[int], publish: Lecteur) -> bool:
        contrats = {(publish(self._traces[rang]), self._find(rang)) for rang in rangs}
        return len(contrats) == len({publication for publication, _ in contrats})

    def _is_of_one_id(self, rangs: list[int]) -> bool:
        return len({self._find(rang) for rang in rangs if self._traces[rang].id}) <= 1

    def _link_sans_id(self, rangs: list[int]) -> None:
        """Link every two traces of two files one of which has no id, in as few links."""
        sans_id = [rang for rang in rangs if not self._traces[rang].id]
        for uns, autres in ((sans_id, rangs), (rangs, sans_id)):
            premiers = {self._traces[rang].source: rang for rang in reversed(uns)}
            # Whatever its file, a trace meets one of the first two files.
            for source, depart in sorted(premiers.items())[:2]:
                for rang in autres:
                    if self._traces[rang].source != source:
                        self._link("contenu", depart, rang)

    def _link_all(self, raison: Raison, rangs: list[int]) -> None:
        """Link the first of these traces to the others, then those that it may not join."""
        refuses = [rang for rang in rangs[1:] if not self._link(raison, rangs[0], rang)]
        if refuses:
            self._link_all(raison, refuses)

    def _link(self, raison: Raison, un: int, autre: int) -> bool:
        """Link two traces; return False when the buyer said that they are two contracts."""
        racine, absorbee = sorted((self._find(un), self._find(autre)))
        if self._separes and self._are_separate(racine, absorbee):
            return False
        if racine != absorbee:
            self._parent[absorbee] = racine
            accords = list_accords(self._traces[un], self._traces[autre])
            self.liens.append(EnregistrementsLies(min(un, autre), max(un, autre), raison, accords))
        return True

    def _are_separate(self, une: int, autre: int) -> bool:
        return any({self._find(a), self._find(b)} == {une, autre} for a, b in self._separes)

    def _find(self, rang: int) -> int:
        parent = self._parent
        while parent[rang] != rang:
            parent[rang] = parent[parent[rang]]
            rang = parent[rang]
        return rang


def _keep_one_lot(traces: Sequence[Trace], rangs: list[int]) -> Iterator[list[int]]:
    """Yield these ranks, unless they name two lots."""
    if len({traces[rang].lot for rang in rangs} - {""}) == 1:
        yield rangs


def _cut_compatible(traces: Sequence[Trace], rangs: list[int]) -> Iterator[list[int]]:
    """Yield what may go together, as a first rank and others: amount and day do not both differ."""
    muet = next((r for r in rangs if None in {traces[r].montant, traces[r].jour}), None)
    if muet is not None:
        yield [muet, *rangs]
        return
    par_montant: dict[object, list[int]] = defaultdict(list)
    par_jour: dict[object, list[int]] = defaultdict(list)
    for rang in rangs:
        par_montant[traces[rang].montant].append(rang)
        par_jour[traces[rang].jour].append(rang)
    yield from par_montant.values()
    yield from par_jour.values()
