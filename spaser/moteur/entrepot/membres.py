"""The records that may be one contract, and the fate of each: retained, version or copy.

Who is with whom is told by `identite`; a contract then keeps its key, or is given one.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import duckdb

from spaser.moteur.decp.identite import (
    SANS_DECISION,
    Decisions,
    EnregistrementsLies,
    Trace,
    id_marque_sql,
    id_signe_sql,
    lettre_sql,
    link_traces,
    lot_sql,
    radical_court_sql,
    read_objet_net,
)
from spaser.moteur.entrepot.schema import COTITULAIRE

_CLES: Final = 1 << 64  # keys are unsigned, on 64 bits
_PROPRES: Final = 8  # the first fields of a `Membre`; the others make its trace


class Membre(NamedTuple):
    """A record that others may be linked to."""

    groupe: int
    ligne: int
    date_version: date | None
    nb_modifications: int
    cle_ancienne: int | None  # key of the contract it already belongs to
    montre: bool  # it was the retained record of that contract
    rang: int  # in the file of its trace
    titulaires: str  # as keys are derived from them, for ever
    trace: Trace


def read_membre(ligne: Sequence[Any]) -> Membre:
    """Return a record as compared: its object is reduced here, three times quicker than in SQL."""
    source, empreinte, acheteur, id_net, lot, objet, *suite = ligne[_PROPRES:]
    trace = Trace(source, empreinte, acheteur, id_net, lot, read_objet_net(objet), *suite)
    return Membre._make((*ligne[:_PROPRES], trace))


class FusionGardee(NamedTuple):
    """A link as kept: two physical keys, what proves it, whether one agreement alone does."""

    ligne: int
    vers: int
    raison: str
    accords: list[str]
    douteux: bool


@dataclass(slots=True)
class Retouches:
    """The rows to write, and the new records that joined a contract already in the store."""

    lignes: list[tuple[int, int, str, int]] = field(default_factory=list)
    fusions: list[FusionGardee] = field(default_factory=list)
    gagnants_connus: list[int] = field(default_factory=list)


def share_membres(
    membres: Sequence[Membre],
    premiere_ligne: int,
    decisions: Decisions = SANS_DECISION,
    gardees: AbstractSet[int] = frozenset(),
    quittes: Sequence[Membre] = (),
) -> Retouches:
    """Decide what each record is; `gardees` are the keys of contracts that are not compared.

    A record that several files hold is there for each. `quittes` are records just withdrawn: a
    contract that has no key yet takes that of the one it would be with them.
    """
    retouches = Retouches()
    liens = link_traces([m.trace for m in membres], decisions)
    contrats = group_linked(membres, liens)
    for lien in liens:
        un, autre = membres[lien.premier].ligne, membres[lien.second].ligne
        fusion = FusionGardee(un, autre, lien.raison, list(lien.accords), lien.douteux)
        if un != autre:
            retouches.fusions.append(fusion)
    prises = {m.cle_ancienne for m in membres if m.cle_ancienne is not None} | gardees
    donnees = _keep_cles(contrats)
    if quittes:
        _take_over(contrats, donnees, prises, quittes)
    for rang, contrat in enumerate(contrats):
        cle = donnees.get(rang)
        if cle is None:
            groupe = min(m.groupe for m in contrat)
            cle = groupe if groupe not in prises else derive_cle(contrat[0], prises)
            prises.add(cle)
        connu = rang in donnees or any(m.cle_ancienne is not None for m in contrat)
        _close_contrat(cle, contrat, premiere_ligne, retouches, connu=connu)
    return retouches


def _keep_cles(contrats: Sequence[Sequence[Membre]]) -> dict[int, int]:
    """Return the former key of each contract that keeps one, by rank.

    A contract that proves to be two keeps its key once: for what was shown under it, since that is
    what people worked on. Two that prove to be one keep the key of the record that came first.
    """
    cles: dict[int, int] = {}
    prises: set[int] = set()
    for montre in (True, False):
        for rang, contrat in enumerate(contrats):
            anciennes = (m.cle_ancienne for m in contrat if m.montre is montre)
            cle = next((c for c in anciennes if c is not None and c not in prises), None)
            if cle is not None and rang not in cles:
                cles[rang] = cle
                prises.add(cle)
    return cles


def _take_over(
    contrats: Sequence[Sequence[Membre]],
    donnees: dict[int, int],
    prises: set[int],
    quittes: Sequence[Membre],
) -> None:
    """Give the keys of withdrawn records to contracts without one that would be linked to them."""
    rangs = {m.ligne: rang for rang, contrat in enumerate(contrats) for m in contrat}
    tous = [*(m for contrat in contrats for m in contrat), *quittes]
    for ensemble in group_linked(tous, link_traces([m.trace for m in tous])):
        cles = (m.cle_ancienne for m in ensemble if m.ligne not in rangs)
        libre = next((c for c in cles if c is not None and c not in prises), None)
        heritier = next((r for m in ensemble if (r := rangs.get(m.ligne)) is not None), None)
        if libre is not None and heritier is not None and heritier not in donnees:
            donnees[heritier] = libre
            prises.add(libre)


def group_linked(
    membres: Sequence[Membre], liens: Iterable[EnregistrementsLies]
) -> list[list[Membre]]:
    contrats = {rang: [rang] for rang in range(len(membres))}
    for lien in liens:
        un, autre = contrats[lien.premier], contrats[lien.second]
        grand, petit = (un, autre) if len(un) >= len(autre) else (autre, un)
        grand += petit
        contrats |= dict.fromkeys(petit, grand)
    ensembles = {id(rangs): sorted(rangs) for rangs in contrats.values()}
    return [[membres[r] for r in rangs] for rangs in sorted(ensembles.values())]


def _close_contrat(
    cle: int, contrat: list[Membre], premiere_ligne: int, retouches: Retouches, *, connu: bool
) -> None:
    """Keep the latest version of a contract; the others become versions or exact copies."""
    premiers: dict[int, Membre] = {}
    for membre in contrat:
        premiers.setdefault(membre.trace.empreinte, membre)
    lieux: dict[int, tuple[str, int]] = {}  # where each record was first read, of what is in force
    for membre in sorted(contrat, key=lambda m: (m.trace.source, m.rang)):
        lieux.setdefault(membre.ligne, (membre.trace.source, membre.rang))
    retenu = max(
        premiers.values(),
        key=lambda m: (m.date_version or date.min, m.nb_modifications, lieux[m.ligne]),
    )
    for ligne, statut in _tell_sorts(contrat, premiers, retenu).items():
        retouches.lignes.append((ligne, cle, statut, len(premiers)))
    if connu and retenu.ligne >= premiere_ligne:
        retouches.gagnants_connus.append(retenu.ligne)


def _tell_sorts(
    contrat: Sequence[Membre], premiers: Mapping[int, Membre], retenu: Membre
) -> dict[int, str]:
    """Return the fate of each record of a contract, by physical key.

    `premiers` gives the first of equal records, by fingerprint.
    """
    sources: dict[int, set[str]] = defaultdict(set)  # the files in force that say it word for word
    for membre in contrat:
        sources[membre.trace.empreinte].add(membre.trace.source)
    sorts = {m.ligne: "copie" for m in contrat}
    sorts |= {m.ligne: "version" for m in premiers.values()}
    sorts[retenu.ligne] = "retenu"
    tenus = set(retenu.trace.titulaires.split("+"))
    for empreinte, membre in premiers.items():
        ensemble = not sources[empreinte].isdisjoint(sources[retenu.trace.empreinte])
        siens = set(membre.trace.titulaires.split("+"))
        if _is_beside(retenu, membre, ensemble=ensemble) and siens.isdisjoint({"", *tenus}):
            sorts[membre.ligne] = COTITULAIRE
            tenus |= siens
    return sorts


def _is_beside(retenu: Membre, autre: Membre, *, ensemble: bool) -> bool:
    """Tell whether a record is no former version, but the same one published for other holders.

    `ensemble`: one file holds both.
    """
    cadres = retenu.trace.cadre and autre.trace.cadre and retenu.date_version is not None
    versions = {(m.date_version, m.nb_modifications) for m in (retenu, autre)}
    return (ensemble or cadres) and len(versions) == 1 and retenu.trace.titulaires != ""


def derive_cle(premier: Membre, prises: AbstractSet[int]) -> int:
    """Return the key of a contract that shares its group: it depends on the contract alone."""
    trace = premier.trace
    texte = f"{premier.groupe}|{trace.lot}|{trace.objet}|{premier.titulaires}|{trace.montant}"
    return hash_cle(texte, prises)


def hash_cle(texte: str, prises: AbstractSet[int]) -> int:
    """Return the key that this text gives.

    Unless a contract that the same record once led has kept that key: the next one is given.
    """
    empreinte = hashlib.blake2b(texte.encode(), digest_size=8)
    cle = int.from_bytes(empreinte.digest(), "big")
    while cle in prises:
        cle = (cle + 1) % _CLES
    return cle


def titulaires_sql(table: str, records: str, cle: str = "ligne") -> str:
    """Return the SQL of the first holders of some records, or contracts, as they are compared."""
    return f"""
        SELECT {cle}, array_to_string(list_sort(list(siret)), '+') AS sirets,
               array_to_string(list_sort(list_distinct(list(siren))), '+') AS sirens
        FROM (
            SELECT {cle}, coalesce(siret, identifiant, nom) AS siret,
                   coalesce(siren, identifiant, nom) AS siren
            FROM {table} SEMI JOIN {records} USING ({cle}) WHERE modification = 0
        ) GROUP BY {cle}
    """


# The last fields of a `Membre`, of `records` and of its holders.
_TRACE: Final = f"""
    coalesce(sirets, '') AS sirets,
    source, empreinte, acheteur_siren, {id_marque_sql("id")} AS id_net,
    coalesce({lot_sql("objet")}, '') AS lot,
    objet, coalesce(sirens, '') AS titulaires, montant_initial AS montant,
    date_notification AS jour,
    date_publication,
    CASE WHEN format = 'v1'
         THEN {radical_court_sql("acheteur_siren", "id", "date_notification")} END AS radical,
    nb_modifications > 0 AS modifie,
    {lettre_sql("objet")} AS lettre, coalesce(cpv, '') AS cpv,
    coalesce(accord_cadre, false) AS cadre, {id_signe_sql("id")} AS id_signe
"""


def select_membres(
    depuis: str, choisis: str, cle: str, montre: str, *, schema: str = "main", autres: str = ""
) -> str:
    """Return the SQL of records as compared, of those of `depuis` joined to where each was read.

    `choisis` is the table that has a row a record; `cle` and `montre` are SQL, `autres` the columns
    that are put before.
    """
    return f"""
        WITH noms AS ({titulaires_sql(f"{schema}.titulaires_lus_parts", choisis)})
        SELECT {autres} groupe, ligne, date_version, nb_modifications, {cle} AS cle,
               {montre} AS montre, rang, {_TRACE}
        FROM {depuis} LEFT JOIN noms USING (ligne)
    """


def read_membres(connexion: duckdb.DuckDBPyConnection, schema: str, condition: str) -> list[Membre]:
    """Return the records of a schema, once for each file in force, with the key of their contract.

    `condition` is SQL on `records` (m).
    """
    choisis = f"""
        SELECT m.* REPLACE (l.source AS source, l.rang AS rang), coalesce(r.cle, m.groupe) AS cle,
               coalesce(r.statut, 'retenu') = 'retenu' AS montre
        FROM {schema}.records m JOIN {schema}.lieux l USING (ligne)
        LEFT JOIN {schema}.retouches r USING (ligne) WHERE {condition}
    """
    requete = select_membres("choisis", "choisis", "cle", "montre", schema=schema)
    lignes = connexion.execute(
        f"WITH choisis AS ({choisis}) FROM ({requete}) ORDER BY ligne"
    ).fetchall()
    return [read_membre(ligne) for ligne in lignes]
