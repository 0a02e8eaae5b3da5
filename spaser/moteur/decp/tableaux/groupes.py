"""From rows to contracts: which rows of a table are states and holders of one contract.

The table of decp.info has a row per contract × holder × modification. Its `uid` (buyer + id) is
not a contract: a buyer may give one id to several lots, whose rows then mix, and the source
numbers the modifications of a `uid` by date, all lots together. What the source guarantees: a
modification changes only the date, the amount, the duration and the holders; a state of a contract
has one amount. Hence, for the rows of one `uid`:

| rows of a uid | are |
| --- | --- |
| one row | a contract |
| same state (modification_id and dateNotification), same amount | holders of one contract |
| same object, other states | successive states of one contract, even if amount and holders change |
| other object (letters and digits of the first 240 characters) | another contract |
| same object, one state with two amounts | contracts told apart by links: see below |
| no object known | one contract, and a flag when one state has two amounts |
| no column modification_id | holders of one contract, in one state: that of its first row |

*Links*: two rows with the same holder, or with the same amount, belong together, and so on from
row to row. A contract whose amount changes keeps its holders; one that changes hands keeps its
amount; two lots share neither. Without any object nothing proves that lots are hidden under one
`uid`: no amount is added without a reason to.
"""

from typing import Final

import duckdb

from spaser.moteur.decp.tableaux.source import RelationSource
from spaser.moteur.decp.tableaux.sql import enveloppe_json, objet_json

OBJET_COMPARE: Final = 240  # characters: sources cut objects at 256 or 1000

# What a state may change, beside the holders.
_VARIABLES: Final = ("jour", "publication", "montant", "duree", "motif")


class Groupes:
    """Builds the temporary table `contrats`: a row a contract, pointing to its initial row.

    Columns: `rn` (row of the initial state), `rang`, `seul` (a single row: holders are read from
    it), `titulaires`, `modifications` (JSON), `jour`, `publication`, `montant` and `duree` of the
    initial state, `uid_partage`, `etat_minimal`, `etats_dates` (states told by their date only),
    `montants` (amounts of one state that disagree).
    """

    def __init__(self, connexion: duckdb.DuckDBPyConnection, source: RelationSource) -> None:
        self._connexion = connexion
        self._source = source
        self._tables: list[str] = []

    @property
    def cle(self) -> str:
        """The SQL of the key of a row: `uid`, else buyer and id; NULL when unusable."""
        texte = self._source.texte
        return f"coalesce({texte('uid')}, {texte('acheteurid')} || {texte('id')})"

    def titulaire(self) -> str:
        """Return the SQL of the holder of a row as JSON, NULL when nothing is said."""
        texte = self._source.texte
        membre = objet_json(
            {
                "typeIdentifiant": texte("titulairetypeidentifiant"),
                "id": texte("titulaireid"),
                "denominationSociale": texte("titulairenom", "titulairedenominationsociale"),
            }
        )
        return enveloppe_json("titulaire", membre)

    def build(self) -> str:
        self._create("cles", self._cles())
        self._create("lignes", self._lignes())
        self._create("parts", self._parts())
        self._link()
        self._create("membres", self._membres())
        self._create("etats", self._etats())
        self._create("suites", self._suites())
        return self._create("contrats", self._contrats())

    def drop(self) -> None:
        while self._tables:
            self._connexion.execute(f"DROP TABLE IF EXISTS {self._tables.pop()}")

    def _nom(self, table: str) -> str:
        return f"_decpinfo_{table}"

    def _create(self, table: str, requete: str) -> str:
        nom = self._nom(table)
        self._connexion.execute(f"CREATE OR REPLACE TEMP TABLE {nom} AS {requete}")
        if nom not in self._tables:
            self._tables.append(nom)
        return nom

    def _cles(self) -> str:
        """Keys, with their first row, their number of rows and whether their objects differ."""
        return f"""
            SELECT cle, min(rn) AS rn, min(rang) AS rang, count(*) AS nombre,
                   min(hash(objet)) FILTER (WHERE objet IS NOT NULL) IS DISTINCT FROM
                   max(hash(objet)) FILTER (WHERE objet IS NOT NULL) AS objets_divers
            FROM (SELECT md5_number({self.cle}) AS cle, file_row_number AS rn,
                         {self._source.rang} AS rang, {self._source.texte("objet")} AS objet
                  FROM {self._source.relation})
            WHERE cle IS NOT NULL GROUP BY cle"""

    def _lignes(self) -> str:
        """Rows whose key has several of them, reduced to what the rule looks at."""
        source = self._source
        objet = source.texte("objet")
        plie = (
            f"left(regexp_replace(lower(strip_accents({objet})), '[^a-z0-9]+', '', 'g'), "
            f"{OBJET_COMPARE})"
        )
        numero = (
            f"coalesce(try_cast(try_cast({source.texte('modificationid')} AS DOUBLE) AS INT), 0)"
        )
        return f"""
            WITH l AS (
                SELECT c.cle, s.file_row_number AS rn, {source.rang} AS rang,
                       CASE WHEN c.objets_divers THEN hash({plie}) ELSE 0 END AS objet,
                       {objet} IS NOT NULL AS objet_lu,
                       {numero} AS etat,
                       {source.texte("datenotification")} AS jour,
                       {source.texte("datepublicationdonnees")} AS publication,
                       {source.texte("montant")} AS montant,
                       {source.texte("dureemois")} AS duree,
                       {source.texte("objetmodification")} AS motif,
                       {self.titulaire()} AS titulaire
                FROM {source.relation} AS s
                JOIN {self._nom("cles")} AS c ON c.cle = md5_number({self.cle})
                WHERE c.nombre > 1
            ), o AS (
                SELECT cle, any_value(objet) AS seul FROM l WHERE objet_lu
                GROUP BY cle HAVING min(objet) = max(objet)
            )
            SELECT l.* EXCLUDE (objet, objet_lu),
                   objet_lu OR o.seul IS NOT NULL AS objet_connu,
                   CASE WHEN objet_lu THEN objet ELSE coalesce(o.seul, 0) END AS part
            FROM l LEFT JOIN o USING (cle)"""

    def _parts(self) -> str:
        """Rows of a key with the same object, and whether links are needed."""
        return f"""
            SELECT cle, part, min(rn) AS groupe,
                   bool_and(objet_connu) AND bool_or(bas <> haut) AS a_lier
            FROM (
                SELECT cle, part, min(rn) AS rn, bool_and(objet_connu) AS objet_connu,
                       min(montant) AS bas, max(montant) AS haut
                FROM {self._nom("lignes")} GROUP BY cle, part, etat, jour
            ) GROUP BY cle, part"""

    def _link(self) -> None:
        """Give the rows that need it the smallest row number they are linked to."""
        self._create(
            "liens",
            f"SELECT l.rn, hash(l.cle, l.part) AS part, l.rn AS groupe, "
            f"coalesce(l.titulaire, 'rn' || l.rn) AS titulaire, "
            f"coalesce(l.montant, 'rn' || l.rn) AS montant "
            f"FROM {self._nom('lignes')} AS l JOIN {self._nom('parts')} AS p "
            f"ON p.cle = l.cle AND p.part = l.part AND p.a_lier",
        )
        suite = self._nom("liens")
        for lien in ("titulaire", "montant"):
            suite = (
                f"(SELECT * REPLACE (min(groupe) OVER (PARTITION BY part, {lien}) AS groupe) "
                f"FROM {suite})"
            )
        avant = None
        while (somme := self._sum_liens()) != avant:
            avant = somme
            self._create("liens", f"FROM {suite}")

    def _sum_liens(self) -> int:
        requete = f"SELECT coalesce(sum(groupe), 0) FROM {self._nom('liens')}"
        return int(self._connexion.execute(requete).fetchall()[0][0])

    def _membres(self) -> str:
        """Rows with their contract and their state; without numbers, a contract has one state."""
        if "modificationid" not in self._source.colonnes:
            return self._select_membres("''")
        trous = f"SELECT count(*) FROM {self._nom('lignes')} WHERE jour IS NULL"
        if self._connexion.execute(trous).fetchall()[0][0]:
            return self._select_membres(
                "coalesce(jour, min(jour) OVER (PARTITION BY contrat, etat), '')"
            )
        return self._select_membres("jour")

    def _select_membres(self, jour: str) -> str:
        return f"""
            SELECT *, {jour} AS etat_jour FROM (
                SELECT l.*, coalesce(g.groupe, p.groupe) AS contrat
                FROM {self._nom("lignes")} AS l
                JOIN {self._nom("parts")} AS p ON p.cle = l.cle AND p.part = l.part
                LEFT JOIN {self._nom("liens")} AS g ON g.rn = l.rn)"""

    def _etats(self) -> str:
        """States of each contract: first row, first values filled, holders, amounts."""
        titulaires = (
            "list_sort(list_distinct(list(titulaire) FILTER (WHERE titulaire IS NOT NULL)))"
        )
        premiers = ", ".join(f"arg_min({c}, rn) AS {c}" for c in _VARIABLES)
        return f"""
            SELECT contrat, etat, etat_jour, any_value(cle) AS cle, min(rang) AS rang,
                   min(rn) AS rn, {premiers},
                   '[' || array_to_string(nullif({titulaires}, []), ',') || ']' AS titulaires,
                   CASE WHEN min(montant) <> max(montant)
                        THEN min(montant) || ' ; ' || max(montant) END AS montants
            FROM {self._nom("membres")} GROUP BY contrat, etat, etat_jour"""

    def _suites(self) -> str:
        """States of the contracts that have several, in order, with what each one changes."""
        avant = ", ".join(
            f"last_value({c} IGNORE NULLS) OVER (PARTITION BY contrat ORDER BY etat, etat_jour "
            f"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS {c}_avant"
            for c in ("montant", "duree", "titulaires")
        )
        return f"""
            SELECT *, row_number() OVER (PARTITION BY contrat ORDER BY etat, etat_jour) AS ordre,
                   {avant}
            FROM {self._nom("etats")}
            WHERE contrat IN (SELECT contrat FROM {self._nom("etats")}
                              GROUP BY contrat HAVING count(*) > 1)"""

    def _contrats(self) -> str:
        initiaux = ", ".join(
            f"any_value({c}) FILTER (WHERE ordre = 1) AS {c}"
            for c in ("rn", *_VARIABLES, "titulaires")
        )
        return f"""
            WITH k AS (
                SELECT any_value(cle) AS cle, min(rang) AS rang, {initiaux},
                       '[' || string_agg({self._modification()}, ',' ORDER BY ordre)
                           FILTER (WHERE ordre > 1) || ']' AS modifications,
                       CAST(count(*) - count(DISTINCT etat) AS INT) AS etats_dates,
                       any_value(montants) AS montants
                FROM {self._nom("suites")} GROUP BY contrat
                UNION ALL
                SELECT cle, rang, rn, {", ".join(_VARIABLES)}, titulaires, NULL, 0, montants
                FROM {self._nom("etats")}
                WHERE contrat NOT IN (SELECT contrat FROM {self._nom("suites")})
            ), u AS (
                SELECT cle, min(contrat) <> max(contrat) AS uid_partage, min(etat) AS etat_minimal
                FROM {self._nom("etats")} GROUP BY cle
            )
            SELECT k.* EXCLUDE (cle), false AS seul, u.uid_partage, u.etat_minimal
            FROM k JOIN u USING (cle)
            UNION ALL BY NAME
            SELECT rn, rang, true AS seul, false AS uid_partage, 0 AS etat_minimal, 0 AS etats_dates
            FROM {self._nom("cles")} WHERE nombre = 1"""

    def _modification(self) -> str:
        """Return the SQL of a state after the first, as a modification of schema v2."""
        textes = {
            "id": "CAST(CASE WHEN etat > 0 THEN etat ELSE ordre - 1 END AS VARCHAR)",
            "objetModification": "motif",
            "dateNotificationModification": "jour",
            "datePublicationDonneesModification": "publication",
            "montant": _changed("montant"),
            "dureeMois": _changed("duree"),
        }
        modification = objet_json(textes, titulaires=_changed("titulaires"))
        return enveloppe_json("modification", modification)


def _changed(champ: str) -> str:
    return f"CASE WHEN {champ} IS DISTINCT FROM {champ}_avant THEN {champ} END"
