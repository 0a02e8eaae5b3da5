"""Who is who: the same contract, a later version of it, an exact copy, or another contract.

An id proves nothing alone: buyers give one id to all the lots of a framework, give it again the
next year, or give none. Records are one contract when evidence links them:

| link | when |
| --- | --- |
| `copie` | every field that the buyer publishes is equal |
| `id` | id and lot agree, and object, holders, or amount and day together, agree |
| `modification` | v1 ids that differ by the number of a modification; object and day agree |
| `contenu` | one has no id, in two files: object, holders and day agree |

What is absent agrees with nothing and contradicts nothing. A contract is what links join, the
firmest first: its ends may differ. Nothing joins two contracts that say they are two:

| what they say | where |
| --- | --- |
| two lots, in digits, letters or roman figures | anywhere |
| ids whose signs part the same digits elsewhere: 2024-1-11 is not 2024-11-1 | anywhere |
| days more than six months apart: gas of 2024 is not gas of 2025 | anywhere |
| CPV codes, neither of which is the other one less precise | one file and one day |
| another object and another amount | one file and one day |

A link of id whose amount and day both differ is none either. One that rests on one agreement alone
is doubtful, and so is one of less than three within one file and one day, unless a framework is
told there holder by holder: the buyer may decide otherwise, of pairs of records known by what they
say (`mark_trace`).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, compress, pairwise
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple

from spaser.elements import SIGNES_NUMERO

_LOT: Final = (
    r"(?i)\blots?\s*(?:n\s*[°ºo\x{FFFD}]*\s*\.?|num[eé]ro|#)?\s*[:\-]?\s*"
    r"0*(\d{1,3}(?:[.]\d{1,2})?[a-z]?)\b"
)
# A letter, or a roman figure up to XX; « LOT A ETE relancé », « LOT D EAU » name none.
_ROMAINS: Final = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()
_LONGS: Final = "|".join(sorted((r for r in _ROMAINS if len(r) > 1), key=len, reverse=True))
_AVANT: Final = (
    r"(?:\s*[:\-]\s*|\s+)(?:[nN]\s*[°ºo\x{FFFD}]\s*\.?\s*|[nN]um[eé]ro\s+|#\s*)?[:\-]?\s*"
)
_LOT_LETTRE: Final = (
    r"(?:^|[^\pL])(?:"
    + "|".join(
        f"{mot}{_AVANT}({_LONGS}|{lettre}){apres}"
        for mot, lettre, apres in (
            ("(?:[Ll]ots?|LOTS?)", "[A-Z]", r"(?:$|\s*[^\w\s''’°º\x{FFFD}])"),
            ("[Ll]ots?", "[A-Z]", r"\s"),
            ("LOTS?", "[BCE-KM-XZ]", r"\s"),
        )
    )
    + ")"
)
_ID_V1: Final = r"^(?:19|20)\d{2}\w{1,10}\d{2}$"


def lot_sql(objet: str) -> str:
    """Return the SQL of the lot number read in `objet`: lower case, no leading zero, or NULL."""
    numero = f"nullif(lower(regexp_extract({objet}, '{_LOT}', 1)), '')"
    return f"CASE WHEN {_ecrit_lot(objet)} THEN {numero} END"


def lettre_sql(objet: str) -> str:
    """Return the SQL of the lot that `objet` names by a letter, or by a roman figure, as a number.

    '' where it names none, or a number.
    """
    lu = f"regexp_extract({objet}, '{_LOT_LETTRE}')"
    jeton = f"regexp_replace({lu}, '{_LOT_LETTRE}', '\\1\\2\\3')"
    rang = f"list_position({_ROMAINS}, {jeton})"
    return (
        f"CASE WHEN NOT ({_ecrit_lot(objet)}) OR {objet} IS NULL THEN '' "
        f"WHEN {lot_sql(objet)} IS NOT NULL THEN '' "
        f"ELSE coalesce(CAST({rang} AS VARCHAR), lower({jeton})) END"
    )


def _ecrit_lot(objet: str) -> str:
    return " OR ".join(f"contains({objet}, '{lot}')" for lot in ("lot", "Lot", "LOT"))


def cote_sql(identifiant: str, objet: str) -> str:
    """Return the SQL of what evidence is asked under: id and lot as compared; NULL without id."""
    lot = f"coalesce({lot_sql(objet)}, '') || {lettre_sql(objet)}"
    return f"nullif({id_compare_sql(identifiant)}, '') || '|' || {lot}"


def groupe_sql(acheteur: str, identifiant: str) -> str:
    """Return the SQL of the group's key. It is stored, hence a hash that no release changes."""
    return f"md5_number_lower({acheteur} || '|' || {id_net_sql(identifiant)})"


def id_net_sql(identifiant: str) -> str:
    """Return the SQL of `net_numero`; '' if none."""
    signes, nets = "".join(SIGNES_NUMERO), "".join(SIGNES_NUMERO.values())
    motif = signes.replace("\\", "\\\\")
    return (
        f"upper(CASE WHEN regexp_matches({identifiant}, '[{motif}]') "
        f"THEN translate({identifiant}, '{signes}', '{nets}') ELSE coalesce({identifiant}, '') END)"
    )


def id_compare_sql(identifiant: str) -> str:
    """Return the SQL of an id as compared: no case, blank, sign nor leading zero; '' if none.

    Ids that this makes equal are not one contract for all that: evidence must link them. Most are
    so already, which is quicker to see than to do.
    """
    return (
        f"CASE WHEN regexp_full_match({identifiant}, '[1-9A-Z][0-9A-Z]*') THEN {identifiant} "
        f"ELSE ltrim(translate(upper(coalesce({identifiant}, '')), ' ,\\./_-', ''), '0') END"
    )


def id_signe_sql(identifiant: str) -> str:
    """Return the SQL of an id with one hyphen for its signs between digits; '' if it has none."""
    return (
        f"CASE WHEN regexp_matches({identifiant}, '[0-9][ ,\\\\./_-]+[0-9]') "
        f"THEN regexp_replace(upper({identifiant}), '[ ,\\\\./_-]+', '-', 'g') ELSE '' END"
    )


def id_marque_sql(identifiant: str) -> str:
    """Return the SQL of an id as marks of records say it, for ever: it keeps its hyphens."""
    return f"ltrim(translate(upper(coalesce({identifiant}, '')), ' ,\\./_', ''), '0')"


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
type Dits = dict[tuple[Any, ...], set[Any]]  # what records say and others may deny, by what

ACCORDS: Final[dict[Accord, tuple[str, ...]]] = {
    "objet": ("objet",),
    "titulaires": ("titulaires",),
    "montant_et_jour": ("montant", "jour"),
}
TOUT: Final = tuple(champ for champs in ACCORDS.values() for champ in champs)
_AUTRE_TEMPS: Final = timedelta(days=183)  # between two days of one contract, at most
_ABSENTS: Final = frozenset({"", None})


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
    lettre: str = ""  # the lot, when a letter or a roman figure names it
    cpv: str = ""
    cadre: bool = False  # it says that it is a framework
    id_signe: str = ""  # with a hyphen for each of its signs, when some stand between digits

    @property
    def cote(self) -> Cle:
        """What evidence is asked under: buyer, id without hyphens, lot; False without id."""
        numero = self.id.replace("-", "").lstrip("0") if "-" in self.id else self.id
        return (self.acheteur, numero, self.lot_dit) if numero else False

    @property
    def lot_dit(self) -> str:
        return self.lot or self.lettre

    @property
    def parution(self) -> tuple[str, date | None]:
        """Where and when it was published: a file says each contract once a day."""
        return (self.source, self.publication)


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
    douteux: bool


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

    def agree(champ: str) -> bool:
        dit = getattr(un, champ)
        return dit not in _ABSENTS and dit == getattr(autre, champ)

    return tuple(nom for nom, champs in ACCORDS.items() if all(map(agree, champs)))


def accord_sql(nom: Accord, un: str, autre: str) -> str:
    """Return the SQL of one agreement of two rows of columns named as those of a trace."""
    return " AND ".join(f"{un}.{c} = {autre}.{c} AND {un}.{c}::VARCHAR <> ''" for c in ACCORDS[nom])


# Rows that agree on all, under one id and lot, are one contract whatever the others say.
UNANIMES: Final = " AND ".join(
    [
        *(f"count(nullif({c}::VARCHAR, '')) = count(*) AND min({c}) = max({c})" for c in TOUT),
        "count(nullif(cpv, '')) IN (0, count(*)) AND min(cpv) = max(cpv)",
        "min(id_signe) = max(id_signe)",
    ]
)


def _is_doubtful(raison: Raison, un: Trace, autre: Trace, accords: Sequence[Accord]) -> bool:
    """Tell whether too little holds a link.

    The copies of a framework are told apart by holders alone; an id that numbers a modification
    says itself why an amount changes.
    """
    if raison in {"copie", "decision"}:
        return False
    if raison != "id" or un.parution != autre.parution:
        return len(accords) == 1
    par_titulaire = un.cadre and autre.cadre and "titulaires" not in accords
    return len(accords) < len(ACCORDS) - par_titulaire


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
    for champs in (TOUT, ("objet", "titulaires")):
        contrats.join_preuves(*champs)
        contrats.forget_joined(modifies)
    contrats.join_preuves("objet", "montant", "jour")
    contrats.join_preuves("titulaires", "montant", "jour")
    contrats.join("id", _read_sans_lot, _keep_one_lot)
    if modifies:
        contrats.join("modification", lambda t: suite(t, t.titulaires))
        contrats.join("modification", lambda t: suite(t, t.montant))
    contrats.join_sans_id()
    for accord in ACCORDS.values():
        contrats.join("id", _key_preuves(*accord), _cut_compatible, une_fois=True)
    if modifies:
        contrats.join("modification", suite, une_fois=True)
    return contrats.liens


def _key_preuves(*champs: str) -> Lecteur:
    """Return the reader of id and lot with these proofs; False when one of them is absent."""
    read = attrgetter("acheteur", *champs)  # two fields at least: a tuple

    def key(trace: Trace) -> Cle:
        dits = read(trace)
        return _ABSENTS.isdisjoint(dits) and trace.cote and (trace.cote, dits)

    return key


def _read_sans_lot(trace: Trace) -> Cle:
    dits = (trace.titulaires, trace.montant, trace.jour)
    return _ABSENTS.isdisjoint(dits) and trace.cote and (*trace.cote[:2], *dits)


def _read_contenu(trace: Trace) -> Cle:
    contenu = (trace.objet, trace.titulaires, trace.jour)
    return (trace.acheteur, *contenu) if all(contenu) else False


def _read_contenu_et_montant(trace: Trace) -> Cle:
    contenu = _read_contenu(trace)
    return contenu and (*contenu, trace.montant)


def _read_id(trace: Trace) -> Cle:
    return trace.cote and trace.cote[:2]


def _read_source(trace: Trace) -> Cle:
    return (trace.source,)


def _read_parution(trace: Trace) -> Cle:
    return trace.parution


class _Contrats:
    """Contracts in the making: union-find whose representative is always the smallest rank."""

    def __init__(self, traces: Sequence[Trace], decisions: Decisions) -> None:
        self.liens: list[EnregistrementsLies] = []
        self._traces = traces
        self._rangs = list(range(len(traces)))  # those that may still be linked
        self._parent = list(range(len(traces)))
        self._sans_id = {trace.acheteur for trace in traces if not trace.cote}
        self._suivant = list(range(len(traces)))  # a ring for each contract
        self._decides: set[int] = set()
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
            self._decides |= {un, autre}

    def join_preuves(self, *champs: str) -> None:
        """Link what agrees on these fields under one id and lot; equal CPV codes come first."""
        coupe = None if "jour" in champs else _cut_compatible
        for preuves in ((*champs, "cpv"), champs):
            self.join("id", _key_preuves(*preuves), coupe)

    def join(
        self, raison: Raison, key: Lecteur, cut: Coupe | None = None, *, une_fois: bool = False
    ) -> None:
        """Link the traces of equal key, or those of each share that is cut among them.

        Where two of the contracts that this would link say that they are two, nothing chooses, and
        none is linked; `une_fois`, nor is what a file publishes on one day as two. All are judged
        before any is linked: one must not open the way to the next.
        """
        ensembles = [
            rangs
            for rangs in self._share(key, cut)
            if not une_fois or self._is_once(rangs, _read_parution)
        ]
        copies = raison == "copie"  # nothing that is equal contradicts
        for rangs in ensembles if copies else self._drop_contradicted(ensembles):
            self._link_all(raison, rangs)

    def _drop_contradicted(self, ensembles: Iterable[list[int]]) -> Iterator[list[int]]:
        """Yield the sets that join contracts, but for those that meet where two cannot be one."""
        utiles: list[tuple[list[int], set[int]]] = []
        meneurs: dict[int, int] = {}  # of the contracts that meet

        def lead(racine: int) -> int:
            while (suivante := meneurs.get(racine, racine)) != racine:
                meneurs[racine] = meneurs.get(suivante, suivante)
                racine = suivante
            return racine

        for rangs in ensembles:
            racines = {self._find(rang) for rang in rangs}
            if len(racines) > 1:
                utiles.append((rangs, racines))
                meneur = lead(min(racines))
                meneurs |= {lead(racine): meneur for racine in racines}
        reunies: dict[int, set[int]] = defaultdict(set)
        for _, racines in utiles:
            reunies[lead(min(racines))] |= racines
        contredites = {m for m, racines in reunies.items() if self._is_contradicted(racines)}
        gardes = [rangs for rangs, racines in utiles if lead(min(racines)) not in contredites]
        yield from gardes

    def _is_contradicted(self, racines: Iterable[int]) -> bool:
        """Tell whether some of these contracts say that they are two; the buyer spoke last."""
        contrats = (list(self._walk(racine)) for racine in racines)
        libres = (membres for membres in contrats if self._decides.isdisjoint(membres))
        return _are_contradicted(self._traces[rang] for membres in libres for rang in membres)

    def _walk(self, racine: int) -> Iterator[int]:
        yield racine
        rang = self._suivant[racine]
        while rang != racine:
            yield rang
            rang = self._suivant[rang]

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
            for rangs in self._drop_contradicted(ensembles):
                self._link_sans_id(rangs)

    def _share(self, key: Lecteur, cut: Coupe | None = None) -> Iterator[list[int]]:
        for rangs in self._group(key):
            for lisibles in _cut_signes(self._traces, rangs):
                yield from cut(self._traces, lisibles) if cut else (lisibles,)

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
        contrats: dict[Cle, set[int]] = defaultdict(set)
        for rang, trace in enumerate(self._traces):
            contrats[_read_id(trace)].add(self._find(rang))
        self._rangs = [
            rang
            for rang, trace in enumerate(self._traces)
            if (trace.radical, trace.objet) in modifies
            or trace.acheteur in self._sans_id
            or len(contrats[_read_id(trace)]) > 1
        ]

    def _is_once(self, rangs: list[int], publish: Lecteur) -> bool:
        contrats = {(publish(self._traces[rang]), self._find(rang)) for rang in rangs}
        return len(contrats) == len({publication for publication, _ in contrats})

    def _is_of_one_id(self, rangs: list[int]) -> bool:
        return len({self._find(rang) for rang in rangs if self._traces[rang].cote}) <= 1

    def _link_sans_id(self, rangs: list[int]) -> None:
        """Link every two traces of two files one of which has no id, in as few links."""
        sans_id = [rang for rang in rangs if not self._traces[rang].cote]
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
            suivant = self._suivant
            suivant[un], suivant[autre] = suivant[autre], suivant[un]
            traces = self._traces[un], self._traces[autre]
            accords = list_accords(*traces)
            douteux = _is_doubtful(raison, *traces, accords)
            self.liens.append(
                EnregistrementsLies(min(un, autre), max(un, autre), raison, accords, douteux)
            )
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
    if len({traces[rang].lot_dit for rang in rangs} - {""}) == 1:
        yield rangs


def _cut_compatible(traces: Sequence[Trace], rangs: list[int]) -> Iterator[list[int]]:
    """Yield what may go together, as a first rank and others: amount and day do not both differ."""
    for proches in _cut_temps(traces, rangs):
        muet = next((r for r in proches if None in {traces[r].montant, traces[r].jour}), None)
        if muet is not None:
            yield [muet, *proches]
            continue
        for champ in ("montant", "jour"):
            par_valeur: dict[object, list[int]] = defaultdict(list)
            for rang in proches:
                par_valeur[getattr(traces[rang], champ)].append(rang)
            yield from par_valeur.values()


def _cut_signes(traces: Sequence[Trace], rangs: list[int]) -> Iterable[list[int]]:
    """Share ranks by the signs of their ids, where these part the same digits in two ways."""
    if not _are_parted_otherwise({traces[rang].id_signe for rang in rangs}):
        return [rangs]
    par_signes: dict[str, list[int]] = defaultdict(list)
    for rang in rangs:
        par_signes[traces[rang].id_signe].append(rang)
    return par_signes.values()


def _cut_temps(traces: Sequence[Trace], rangs: list[int]) -> Iterable[list[int]]:
    """Share ranks between times far apart; those without a day go along when there is one time."""
    par_jour: dict[date, list[int]] = defaultdict(list)
    sans_jour: list[int] = []
    for rang in rangs:
        jour = traces[rang].jour
        (sans_jour if jour is None else par_jour[jour]).append(rang)
    temps: list[list[int]] = []
    for avant, jour in pairwise([date.min, *sorted(par_jour)]):
        if not temps or jour - avant > _AUTRE_TEMPS:
            temps.append([])
        temps[-1] += par_jour[jour]
    return [rangs] if len(temps) <= 1 else [*temps, sans_jour]


def may_share_id(un: Trace, autre: Trace) -> bool:
    """Tell whether the id of two records may be that of one contract, failing any agreement."""
    traces = (un, autre)
    ensembles = _cut_compatible(traces, [0, 1])
    return not _are_contradicted(traces) and any({0, 1} <= set(rangs) for rangs in ensembles)


def _are_contradicted(traces: Iterable[Trace]) -> bool:
    dits: Dits = defaultdict(set)
    for trace in traces:
        _add_dits(dits, trace)
    return any(len(dit) > 1 and _CONTREDITS[champ](dit) for (champ, *_), dit in dits.items())


def _add_dits(dits: Dits, trace: Trace) -> None:
    """Add what a record says that another of its contract may not deny."""
    if trace.lot_dit:
        dits["lot",].add(trace.lot_dit)
    if trace.id_signe:
        dits["signes",].add(trace.id_signe)
    if trace.jour:
        dits["jour",].add(trace.jour)
    if trace.cpv:
        dits["cpv", trace.parution].add(trace.cpv.rstrip("0").ljust(2, "0"))
    if trace.objet and trace.montant is not None:
        dits["objet et montant", trace.parution].add((trace.objet, trace.montant))


def _are_far_apart(jours: set[date]) -> bool:
    return max(jours) - min(jours) > _AUTRE_TEMPS


def _are_parted_otherwise(signes: set[str]) -> bool:
    """Tell whether signs part the digits of one id at places of which neither holds the other."""
    places: dict[str, set[frozenset[int]]] = defaultdict(set)
    for signe in signes if len(signes) > 1 else ():
        morceaux = signe.split("-")
        fins = [len("".join(morceaux[rang:])) for rang in range(1, len(morceaux))]
        entre = [a[-1:].isdigit() and s[:1].isdigit() for a, s in pairwise(morceaux)]
        places["".join(morceaux).lstrip("0")].add(frozenset(compress(fins, entre)))
    return any(not (a <= b or b <= a) for lus in places.values() for a, b in combinations(lus, 2))


def _are_other_codes(codes: set[str]) -> bool:
    precis = max(codes, key=len)
    return not all(precis.startswith(code) for code in codes)


def _are_other_purchases(achats: set[tuple[str, Decimal]]) -> bool:
    return all(len(set(dits)) > 1 for dits in zip(*achats, strict=True))


# Of several things that one contract would say, whether they make it two.
_CONTREDITS: Final[dict[str, Callable[[set[Any]], bool]]] = {
    "lot": bool,
    "signes": _are_parted_otherwise,
    "jour": _are_far_apart,
    "cpv": _are_other_codes,
    "objet et montant": _are_other_purchases,
}
