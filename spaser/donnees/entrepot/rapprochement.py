"""What only the whole store tells: copies, versions, money counted twice, look-alikes.

Works on groups of at least two records; a record alone in its group needs nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

import duckdb

from spaser.donnees.decp.identite import (
    Trace,
    id_net_sql,
    lot_sql,
    radical_court_sql,
    read_objet_net,
    share_contrats,
)
from spaser.donnees.entrepot.schema import RETOUCHES

_CLES: Final = 1 << 64  # keys are unsigned, on 64 bits


class Membre(NamedTuple):
    """A record of a group, as compared."""

    groupe: int
    lot: str
    ligne: int
    empreinte: int
    source: str
    objet: str
    titulaires: str
    montant: Decimal | None
    jour: date | None
    date_version: date | None
    nb_modifications: int
    cle_ancienne: int | None  # key of the contract it already belongs to


def read_membre(ligne: Sequence[Any]) -> Membre:
    """Return a record as compared: its object is reduced here, three times quicker than in SQL."""
    membre = Membre(*ligne)
    return membre._replace(objet=read_objet_net(membre.objet))


@dataclass(slots=True)
class Retouches:
    """The rows to write, and the new records that joined a contract already in the store."""

    lignes: list[tuple[int, int, str, int]] = field(default_factory=list)
    gagnants_connus: list[int] = field(default_factory=list)


def reconcile(connexion: duckdb.DuckDBPyConnection, premiere_ligne: int) -> list[int]:
    """Recompute the table `retouches` after the records from `premiere_ligne` on were added.

    Expects the views `records` and `titulaires_lus_parts` on all parts, and the table `retouches`
    of the former version. Returns the physical keys of the new records that became the retained
    record of a contract already known: for the account, they are versions.
    """
    connexion.execute(f"SET VARIABLE premiere = {premiere_ligne}")
    _link_radicaux(connexion)
    connexion.execute(_MULTIPLES)
    membres = [read_membre(ligne) for ligne in connexion.execute(_MEMBRES).fetchall()]
    retouches = share_groupes(membres, premiere_ligne)
    _replace(connexion, retouches)
    connexion.execute(_DOUBLES_COMPTES)
    return retouches.gagnants_connus


def _link_radicaux(connexion: duckdb.DuckDBPyConnection) -> None:
    """Make the table `liens`: the groups that v1 ids bring into another, the smallest of them."""
    connexion.execute(_RADICAUX)
    connexion.execute(_PROCHES)
    vers: dict[int, int] = {}

    def find(groupe: int) -> int:
        while (suivant := vers.get(groupe, groupe)) != groupe:
            groupe = suivant
        return groupe

    for groupes in _list_ensembles(connexion):
        racines = {find(groupe) for groupe in groupes}
        vers.update(dict.fromkeys(racines - {min(racines)}, min(racines)))
    connexion.execute("CREATE OR REPLACE TEMP TABLE liens (groupe UBIGINT, vers UBIGINT)")
    if vers:
        connexion.execute(
            "INSERT INTO liens SELECT unnest($1::UBIGINT[]), unnest($2::UBIGINT[])",
            [list(vers), [find(groupe) for groupe in vers]],
        )


def _list_ensembles(connexion: duckdb.DuckDBPyConnection) -> list[set[int]]:
    """Return the groups of each v1 contract, told by root and object, that was modified."""
    groupes: dict[tuple[int, str], set[int]] = defaultdict(set)
    modifies: set[tuple[int, str]] = set()
    for radical, objet, groupe, modifie in connexion.execute(_PARENTS).fetchall():
        cle = (radical, read_objet_net(objet))
        groupes[cle].add(groupe)
        if modifie:
            modifies.add(cle)
    return [ensemble for cle, ensemble in groupes.items() if cle in modifies and len(ensemble) > 1]


def share_groupes(membres: Sequence[Membre], premiere_ligne: int) -> Retouches:
    """Decide, group by group, what each record is. Records come sorted by group."""
    retouches = Retouches()
    par_groupe: dict[int, list[Membre]] = defaultdict(list)
    for membre in membres:
        par_groupe[membre.groupe].append(membre)
    for groupe, ensemble in par_groupe.items():
        _share_groupe(groupe, ensemble, premiere_ligne, retouches)
    return retouches


def _share_groupe(
    groupe: int, membres: list[Membre], premiere_ligne: int, retouches: Retouches
) -> None:
    contrats = sorted(list_contrats(membres), key=lambda c: c[0].ligne)
    prises = {m.cle_ancienne for m in membres if m.cle_ancienne is not None}
    donnees: set[int] = set()
    for contrat in contrats:
        anciennes = [m.cle_ancienne for m in contrat if m.cle_ancienne is not None]
        # A contract that proves to be two keeps its key once: for the part that came first.
        cle = next((c for c in anciennes if c not in donnees), None)
        if cle is None:
            cle = groupe if groupe not in prises else derive_cle(groupe, contrat[0], prises)
            prises.add(cle)
        donnees.add(cle)
        _close_contrat(cle, contrat, premiere_ligne, retouches, connu=bool(anciennes))


def list_contrats(membres: Iterable[Membre]) -> list[list[Membre]]:
    """Share the records of a group by lot, then between contracts; each sorted by arrival."""
    par_lot: dict[str, list[Membre]] = defaultdict(list)
    for membre in sorted(membres, key=lambda m: m.ligne):
        par_lot[membre.lot].append(membre)
    contrats: list[list[Membre]] = []
    for ensemble in par_lot.values():
        # A record counts once in each file that holds it: which came first must not matter.
        distincts = list({(m.empreinte, m.source): m for m in ensemble}.values())
        rangs = share_contrats(
            [Trace(m.source, m.objet, m.titulaires, m.montant, m.jour) for m in distincts]
        )
        contrat_de = dict(zip((m.empreinte for m in distincts), rangs, strict=True))
        groupes: dict[int, list[Membre]] = defaultdict(list)
        for membre in ensemble:
            groupes[contrat_de[membre.empreinte]].append(membre)
        contrats += groupes.values()
    return contrats


def _close_contrat(
    cle: int, contrat: list[Membre], premiere_ligne: int, retouches: Retouches, *, connu: bool
) -> None:
    """Keep the latest version of a contract; the others become versions or exact copies."""
    premiers: dict[int, Membre] = {}
    for membre in contrat:
        premiers.setdefault(membre.empreinte, membre)
    retenu = max(
        premiers.values(),
        key=lambda m: (m.date_version or date.min, m.nb_modifications, m.ligne),
    )
    for membre in contrat:
        if membre is retenu:
            statut = "retenu"
        elif premiers[membre.empreinte] is membre:
            statut = "version"
        else:
            statut = "copie"
        retouches.lignes.append((membre.ligne, cle, statut, len(premiers)))
    if connu and retenu.ligne >= premiere_ligne:
        retouches.gagnants_connus.append(retenu.ligne)


def derive_cle(groupe: int, premier: Membre, prises: AbstractSet[int]) -> int:
    """Return the key of a contract that shares its group: it depends on the contract alone.

    Unless a contract that the same record once led has kept that key: the next one is given.
    """
    texte = f"{groupe}|{premier.lot}|{premier.objet}|{premier.titulaires}|{premier.montant}"
    empreinte = hashlib.blake2b(texte.encode(), digest_size=8)
    cle = int.from_bytes(empreinte.digest(), "big")
    while cle in prises:
        cle = (cle + 1) % _CLES
    return cle


def _replace(connexion: duckdb.DuckDBPyConnection, retouches: Retouches) -> None:
    colonnes = ", ".join(f"{nom} {genre}" for nom, genre in RETOUCHES.items())
    connexion.execute(f"CREATE OR REPLACE TEMP TABLE nouvelles_retouches ({colonnes})")
    if retouches.lignes:
        connexion.execute(
            "INSERT INTO nouvelles_retouches "
            "SELECT unnest($1), unnest($2::UBIGINT[]), unnest($3), unnest($4), false",
            [list(valeurs) for valeurs in zip(*retouches.lignes, strict=True)],
        )
    connexion.execute(
        "INSERT INTO nouvelles_retouches SELECT r.* FROM retouches r "
        "ANTI JOIN nouvelles_retouches n USING (ligne)"
    )
    connexion.execute("CREATE OR REPLACE TABLE retouches AS FROM nouvelles_retouches")


# v1 ids whose last two digits number the modification: the ids that differ only there.
_RADICAUX: Final = f"""
    CREATE OR REPLACE TEMP TABLE radicaux AS
    WITH v1 AS (
        SELECT groupe, {radical_court_sql("acheteur_siren", "id", "date_notification")} AS radical
        FROM records WHERE format = 'v1'
    )
    SELECT DISTINCT radical, groupe
    FROM v1 SEMI JOIN (
        SELECT radical FROM v1 WHERE radical IS NOT NULL GROUP BY radical
        HAVING min(groupe) <> max(groupe)
    ) USING (radical)
"""

# Only around the new records: the groups that such ids lead to, step by step.
_PROCHES: Final = """
    CREATE OR REPLACE TEMP TABLE proches AS
    WITH RECURSIVE atteints AS (
        SELECT DISTINCT groupe
        FROM radicaux SEMI JOIN (
            SELECT groupe FROM records WHERE ligne >= getvariable('premiere')
        ) n USING (groupe)
        UNION
        SELECT b.groupe FROM atteints
        JOIN radicaux a USING (groupe) JOIN radicaux b ON a.radical = b.radical
    )
    FROM atteints
"""

_PARENTS: Final = f"""
    SELECT radical, objet, groupe, nb_modifications > 0
    FROM (
        SELECT groupe, nb_modifications, objet,
               {radical_court_sql("acheteur_siren", "id", "date_notification")} AS radical
        FROM records SEMI JOIN proches USING (groupe) WHERE format = 'v1'
    )
    WHERE radical IS NOT NULL
"""

_MULTIPLES: Final = """
    CREATE OR REPLACE TEMP TABLE multiples AS
    SELECT coalesce(vers, groupe) AS groupe
    FROM records LEFT JOIN liens USING (groupe)
    GROUP BY 1 HAVING count(*) > 1 AND max(ligne) >= getvariable('premiere')
"""

_MEMBRES: Final = f"""
    WITH choisis AS (
        SELECT coalesce(vers, m.groupe) AS groupe, m.groupe AS propre, ligne, empreinte, source,
               objet, montant_initial, date_notification, date_version, nb_modifications
        FROM records m LEFT JOIN liens USING (groupe)
        SEMI JOIN multiples ON multiples.groupe = coalesce(vers, m.groupe)
    ), noms AS (
        SELECT ligne, string_agg(coalesce(siret, identifiant, nom), '+'
                                 ORDER BY coalesce(siret, identifiant, nom)) AS titulaires
        FROM titulaires_lus_parts SEMI JOIN choisis USING (ligne)
        WHERE modification = 0 GROUP BY ligne
    )
    SELECT groupe, coalesce({lot_sql("objet")}, ''), c.ligne, empreinte, source,
           objet, coalesce(titulaires, ''), montant_initial, date_notification,
           date_version, nb_modifications,
           coalesce(r.cle, CASE WHEN c.ligne < getvariable('premiere') THEN propre END)
    FROM choisis c LEFT JOIN noms USING (ligne) LEFT JOIN retouches r USING (ligne)
    ORDER BY groupe, c.ligne
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
