"""What only the whole store tells: copies, versions, money counted twice, look-alikes.

Compares the records that may be one contract: those of one buyer that share an id, or of which
one has none. A record that nothing may be linked to needs nothing.
"""

import gc
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import duckdb

from spaser.donnees.decp.identite import (
    SANS_DECISION,
    Decisions,
    Lien,
    Trace,
    id_compare_sql,
    id_net_sql,
    link_traces,
    lot_sql,
    radical_court_sql,
    read_objet_net,
)
from spaser.donnees.entrepot.schema import FUSIONS, RETOUCHES
from spaser.donnees.sql import select_donnees, transpose

REGLE: Final = "preuves-1"  # of what makes a contract: another one compares a store whole
ID_PARTAGE: Final = "id_partage"  # anomaly: one id, and nothing that links
_CLES: Final = 1 << 64  # keys are unsigned, on 64 bits
_PROPRES: Final = 7  # the first fields of a `Membre`; the others make its trace


class Membre(NamedTuple):
    """A record that others may be linked to."""

    groupe: int
    ligne: int
    date_version: date | None
    nb_modifications: int
    cle_ancienne: int | None  # key of the contract it already belongs to
    montre: bool  # it was the retained record of that contract
    titulaires: str  # as keys are derived from them, for ever
    trace: Trace


def read_membre(ligne: Sequence[Any]) -> Membre:
    """Return a record as compared: its object is reduced here, three times quicker than in SQL."""
    source, empreinte, acheteur, id_net, lot, objet, *suite = ligne[_PROPRES:]
    trace = Trace(source, empreinte, acheteur, id_net, lot, read_objet_net(objet), *suite)
    return Membre._make((*ligne[:_PROPRES], trace))


class Fusion(NamedTuple):
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
    fusions: list[Fusion] = field(default_factory=list)
    gagnants_connus: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """What an import joined."""

    gagnants_connus: list[int]  # new records that became the retained one of a known contract
    fusions: dict[str, int]  # links of the new records, by reason; `douteux` among them


def reconcile(
    connexion: duckdb.DuckDBPyConnection, premiere_ligne: int, *, tout: bool = False
) -> Rapprochement:
    """Recompute the tables `retouches` and `fusions` after records were added.

    Expects the views `records` and `titulaires_lus_parts` on all parts, and the tables
    `retouches` and `fusions` of the former version. Records are new from `premiere_ligne` on;
    `tout` compares the former ones again too.
    """
    connexion.execute(f"SET VARIABLE premiere = {premiere_ligne}")
    connexion.execute(f"SET VARIABLE depuis = {0 if tout else premiere_ligne}")
    for requete in (_BLOCS, _PONTS, _PROCHES, _CHOISIS):
        connexion.execute(requete)
    with _pause_collection():
        membres = [read_membre(ligne) for ligne in connexion.execute(_MEMBRES).fetchall()]
        retouches = share_membres(membres, premiere_ligne)
    write_retouches(connexion, retouches)
    nouvelles = [f for f in retouches.fusions if max(f.ligne, f.vers) >= premiere_ligne]
    comptes = Counter(fusion.raison for fusion in nouvelles)
    comptes["douteux"] = sum(fusion.douteux for fusion in nouvelles)
    return Rapprochement(retouches.gagnants_connus, dict(sorted(comptes.items())))


@contextmanager
def _pause_collection() -> Iterator[None]:
    """Look for no circular garbage meanwhile: none is made, and it takes a third of the time."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def share_membres(
    membres: Sequence[Membre],
    premiere_ligne: int,
    decisions: Decisions = SANS_DECISION,
    gardees: AbstractSet[int] = frozenset(),
) -> Retouches:
    """Decide what each record is; `gardees` are the keys of contracts that are not compared."""
    retouches = Retouches()
    liens = link_traces([m.trace for m in membres], decisions)
    contrats = group_linked(membres, liens)
    for lien in liens:
        un, autre = membres[lien.premier].ligne, membres[lien.second].ligne
        fusion = Fusion(un, autre, lien.raison, list(lien.accords), lien.douteux)
        retouches.fusions.append(fusion)
    prises = {m.cle_ancienne for m in membres if m.cle_ancienne is not None} | gardees
    donnees = _keep_cles(contrats)
    for rang, contrat in enumerate(contrats):
        cle = donnees.get(rang)
        if cle is None:
            groupe = min(m.groupe for m in contrat)
            cle = groupe if groupe not in prises else derive_cle(contrat[0], prises)
            prises.add(cle)
        connu = any(m.cle_ancienne is not None for m in contrat)
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


def group_linked(membres: Sequence[Membre], liens: Iterable[Lien]) -> list[list[Membre]]:
    """Return the records of each contract, in the order of `membres`."""
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
    retenu = max(
        premiers.values(),
        key=lambda m: (m.date_version or date.min, m.nb_modifications, m.ligne),
    )
    for membre in contrat:
        premier = premiers[membre.trace.empreinte] is membre
        statut = "retenu" if membre is retenu else "version" if premier else "copie"
        retouches.lignes.append((membre.ligne, cle, statut, len(premiers)))
    if connu and retenu.ligne >= premiere_ligne:
        retouches.gagnants_connus.append(retenu.ligne)


def derive_cle(premier: Membre, prises: AbstractSet[int]) -> int:
    """Return the key of a contract that shares its group: it depends on the contract alone.

    Unless a contract that the same record once led has kept that key: the next one is given.
    """
    trace = premier.trace
    texte = f"{premier.groupe}|{trace.lot}|{trace.objet}|{premier.titulaires}|{trace.montant}"
    empreinte = hashlib.blake2b(texte.encode(), digest_size=8)
    cle = int.from_bytes(empreinte.digest(), "big")
    while cle in prises:
        cle = (cle + 1) % _CLES
    return cle


def write_retouches(connexion: duckdb.DuckDBPyConnection, retouches: Retouches) -> None:
    """Put the new rows in place of those of the records that were compared."""
    connexion.execute(
        "CREATE OR REPLACE TEMP TABLE compares AS SELECT unnest($1::BIGINT[]) AS ligne",
        [[ligne for ligne, *_ in retouches.lignes]],
    )
    for table, colonnes, lignes in (
        ("retouches", RETOUCHES, [(*ligne, False) for ligne in retouches.lignes]),
        ("fusions", FUSIONS, retouches.fusions),
    ):
        connexion.execute(
            f"CREATE OR REPLACE TABLE {table} AS {select_donnees(colonnes)} "
            f"UNION ALL FROM {table} ANTI JOIN compares USING (ligne)",
            transpose(lignes, colonnes),
        )
    connexion.execute(_DOUBLES_COMPTES)


def titulaires_sql(table: str, records: str) -> str:
    """Return the SQL of the first holders of the records of another table, in one text each."""
    return f"""
        SELECT ligne,
               string_agg(coalesce(siret, identifiant, nom), '+'
                          ORDER BY coalesce(siret, identifiant, nom)) AS sirets,
               string_agg(DISTINCT coalesce(siren, identifiant, nom), '+'
                          ORDER BY coalesce(siren, identifiant, nom)) AS sirens
        FROM {table} SEMI JOIN {records} USING (ligne)
        WHERE modification = 0 GROUP BY ligne
    """


# The last fields of a `Membre`, of `records` and of its holders.
TRACE: Final = f"""
    coalesce(sirets, ''),
    source, empreinte, acheteur_siren, {id_compare_sql("id")}, coalesce({lot_sql("objet")}, ''),
    objet, coalesce(sirens, ''), montant_initial, date_notification, date_publication,
    CASE WHEN format = 'v1'
         THEN {radical_court_sql("acheteur_siren", "id", "date_notification")} END,
    nb_modifications > 0
"""

# The records of the buyers of the new ones, and what their id is compared by.
_BLOCS: Final = f"""
    CREATE OR REPLACE TEMP TABLE blocs AS
    WITH net AS (
        SELECT ligne, groupe, acheteur_siren, {id_compare_sql("id")} AS id_net
        FROM records SEMI JOIN (
            SELECT acheteur_siren FROM records WHERE ligne >= getvariable('depuis')
        ) touches USING (acheteur_siren)
    )
    SELECT ligne, groupe, id_net = '' AS sans_id, hash(acheteur_siren, id_net) AS bloc FROM net
"""

# What may link records of different ids: the root of v1 ids; a day, when one of them has no id.
_PONTS: Final = f"""
    CREATE OR REPLACE TEMP TABLE ponts AS
    WITH sans_id AS (
        SELECT DISTINCT acheteur_siren, date_notification
        FROM records SEMI JOIN (FROM blocs WHERE sans_id) s USING (ligne)
    ), possibles AS (
        SELECT {radical_court_sql("acheteur_siren", "id", "date_notification")} AS pont, bloc
        FROM records JOIN blocs USING (ligne) WHERE format = 'v1'
        UNION ALL
        SELECT hash(acheteur_siren, date_notification), bloc
        FROM records JOIN blocs USING (ligne)
        SEMI JOIN sans_id USING (acheteur_siren, date_notification)
    )
    SELECT DISTINCT pont, bloc
    FROM possibles SEMI JOIN (
        SELECT pont FROM possibles WHERE pont IS NOT NULL GROUP BY pont HAVING min(bloc) < max(bloc)
    ) USING (pont)
"""

# Only around the new records: the blocks that bridges lead to, step by step.
_PROCHES: Final = """
    CREATE OR REPLACE TEMP TABLE proches AS
    WITH RECURSIVE atteints AS (
        SELECT DISTINCT bloc
        FROM ponts SEMI JOIN (
            SELECT bloc FROM blocs WHERE ligne >= getvariable('depuis')
        ) n USING (bloc)
        UNION
        SELECT b.bloc FROM atteints
        JOIN ponts a USING (bloc) JOIN ponts b ON a.pont = b.pont
    )
    FROM atteints
"""

_CHOISIS: Final = """
    CREATE OR REPLACE TEMP TABLE choisis AS
    SELECT ligne, bloc, sans_id FROM blocs SEMI JOIN (
        SELECT bloc FROM blocs GROUP BY bloc
        HAVING count(*) > 1 AND max(ligne) >= getvariable('depuis')
        UNION FROM proches
    ) multiples USING (bloc)
"""

_MEMBRES: Final = f"""
    WITH noms AS (
        {titulaires_sql("titulaires_lus_parts", "choisis")}
    )
    SELECT groupe, c.ligne, date_version, nb_modifications,
           coalesce(r.cle, CASE WHEN c.ligne < getvariable('premiere') THEN groupe END),
           coalesce(r.statut, 'retenu') = 'retenu', {TRACE}
    FROM choisis c JOIN records USING (ligne)
    LEFT JOIN noms USING (ligne) LEFT JOIN retouches r USING (ligne)
    ORDER BY c.ligne
"""

# A subsequent contract is counted in its framework when the same buyer publishes that framework.
_DOUBLES_COMPTES: Final = f"""
    CREATE OR REPLACE TABLE retouches AS
    WITH retenus AS (
        SELECT m.ligne, m.acheteur_siren, m.groupe, m.accord_cadre,
               {id_net_sql("m.id")} AS id,
               CASE WHEN m.id_accord_cadre IS NOT NULL
                    THEN {id_net_sql("m.id_accord_cadre")} END AS id_cadre
        FROM records m LEFT JOIN retouches r USING (ligne)
        WHERE coalesce(r.statut, 'retenu') = 'retenu'
          AND (m.accord_cadre OR m.id_accord_cadre IS NOT NULL)
    ), doubles AS (
        SELECT s.ligne, s.groupe FROM retenus s
        SEMI JOIN (SELECT acheteur_siren, id FROM retenus WHERE accord_cadre AND id_cadre IS NULL) c
        ON c.acheteur_siren = s.acheteur_siren AND c.id = s.id_cadre
        WHERE s.id_cadre IS DISTINCT FROM s.id
    )
    SELECT ligne, coalesce(r.cle, d.groupe) AS cle, coalesce(r.statut, 'retenu') AS statut,
           coalesce(r.nb_versions, 1) AS nb_versions, d.ligne IS NOT NULL AS double_compte
    FROM retouches r FULL JOIN doubles d USING (ligne)
"""

# Listed, never merged: contracts of one buyer with the same object, date and amount.
DOUBLONS: Final = """
    SELECT unnest(cles[2:]) AS cle, cles[1] AS cle_semblable,
           'meme_objet_montant_date' AS raison
    FROM (
        SELECT list(cle ORDER BY cle) AS cles FROM marches
        WHERE montant_initial > 1 AND date_notification IS NOT NULL AND objet IS NOT NULL
        GROUP BY acheteur_siren, date_notification, montant_initial, hash(objet)
        HAVING count(*) > 1
    )
"""

# Contracts of one buyer that share an id and a lot, and that nothing links.
IDS_PARTAGES: Final = f"""
    WITH cote AS (
        SELECT acheteur_siren, source, rang, id, cle,
               {id_compare_sql("id")} AS id_net, coalesce({lot_sql("objet")}, '') AS lot
        FROM marches SEMI JOIN retouches USING (ligne) WHERE id IS NOT NULL
    )
    SELECT source, rang, '{ID_PARTAGE}' AS code, 'id' AS champ, id AS valeur
    FROM cote SEMI JOIN (
        SELECT acheteur_siren, id_net, lot FROM cote WHERE id_net <> ''
        GROUP BY ALL HAVING count(*) > 1
    ) USING (acheteur_siren, id_net, lot)
"""
