"""From `brut` to typed contracts: the only place where raw text becomes values.

`lu` is a temporary table with a batch of raw records. Dictionaries are shared by all the batches
of a build: a text is read once.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import duckdb

from spaser.moteur.decp.brut import CHAMPS_V2, COLONNES
from spaser.moteur.decp.champs import FAMILLES, Presence
from spaser.moteur.decp.conversion.regles import LISTE, MONTANT_BRUT, REGLES, Dictionnaire, Regle
from spaser.moteur.decp.identite import groupe_sql
from spaser.moteur.decp.plausibilite import REMPLACEMENT, VALEUR_MAX, essai_sql, suspicion_sql
from spaser.moteur.decp.tables import MARCHES
from spaser.moteur.sql import litteral, select_donnees, transpose

# Told elsewhere (buyers, ids, holders once read), or read by no figure: their absence is left to
# the control.
_ABSENCES_TUES: Final = frozenset(
    """
    id acheteur autoriteConcedante titulaires concessionnaires techniques modalitesExecution
    typeGroupementOperateurs sousTraitanceDeclaree typesPrix formePrix montantSubventionPublique
    """.split()
)
# Mandatory in v2: their absence from a v2 record is an anomaly.
OBLIGATOIRES_V2: Final = {
    famille: tuple(
        champ.nom
        for champ in champs
        if champ.presence is Presence.OBLIGATOIRE and champ.nom not in _ABSENCES_TUES
    )
    for famille, champs in FAMILLES.items()
}

# Left out of the fingerprint: what the platform adds, not what the buyer publishes.
_EMPREINTE: Final = (
    "hash(" + ", ".join(f'lu."{c}"' for c in COLONNES if c not in {"uid", "_type"}) + ")"
)


class Dictionnaires:
    """The texts already read, one table per kind of value, shared by the workers of a build."""

    def __init__(self, connexion: duckdb.DuckDBPyConnection) -> None:
        self._verrou = threading.Lock()  # one worker at a time: a text is entered once
        self._sortes = {r.dictionnaire.nom: r.dictionnaire for r in REGLES}
        self._codes: dict[str, set[str]] = {nom: set() for nom in self._sortes}
        for nom, dictionnaire in self._sortes.items():
            colonnes = ", ".join(f"v{i} {t}" for i, t in enumerate(dictionnaire.types))
            connexion.execute(f"CREATE TABLE d_{nom} (brut VARCHAR, {colonnes}, anomalie VARCHAR)")

    def learn(self, connexion: duckdb.DuckDBPyConnection, regles: Iterable[Regle]) -> None:
        """Read the texts of `lu` that are new: those of all rules come in one query."""
        places = [
            (r.dictionnaire, r.brut, "lu", r.quand or f"{r.brut} IS NOT NULL") for r in regles
        ]
        self.learn_textes(connexion, places)

    def learn_textes(
        self,
        connexion: duckdb.DuckDBPyConnection,
        places: Iterable[tuple[Dictionnaire, str, str, str]],
    ) -> None:
        """Read texts that are new, told by how they are read, their SQL, table and condition."""
        with self._verrou:
            requetes: dict[str, list[str]] = defaultdict(list)
            for dictionnaire, brut, table, quand in places:
                nom = dictionnaire.nom
                inconnus = (
                    f"SELECT DISTINCT {brut} AS brut FROM {table} ANTI JOIN d_{nom} d "
                    f"ON {brut} = d.brut WHERE {quand}"
                )
                if clair := dictionnaire.clair:
                    connexion.execute(f"CREATE OR REPLACE TEMP TABLE clairs_{nom} AS {inconnus}")
                    connexion.execute(
                        f"INSERT INTO d_{nom} SELECT brut, {', '.join(clair.valeurs)}, NULL "
                        f"FROM (SELECT brut, {clair.nombre} AS n FROM clairs_{nom}) "
                        f"WHERE {clair.quand}"
                    )
                    inconnus = f"FROM clairs_{nom} ANTI JOIN d_{nom} USING (brut)"
                requetes[nom].append(inconnus)
            unions = (
                f"SELECT '{nom}' AS nom, brut FROM ({' UNION '.join(lues)})"
                for nom, lues in requetes.items()
            )
            nouveaux = connexion.execute(" UNION ALL ".join(unions)).fetchall() if requetes else []
            textes: dict[str, list[str]] = defaultdict(list)
            for nom, texte in nouveaux:
                textes[nom].append(texte)
            for nom, lus in textes.items():
                self._enter(connexion, self._sortes[nom], lus)

    def _enter(
        self, connexion: duckdb.DuckDBPyConnection, dictionnaire: Dictionnaire, textes: list[str]
    ) -> None:
        lus = [dictionnaire.read(texte) for texte in textes]
        self._codes[dictionnaire.nom].update(lu.anomalie for lu in lus if lu.anomalie)
        valeurs = {f"v{i}": genre for i, genre in enumerate(dictionnaire.types)}
        colonnes = {"brut": "VARCHAR", **valeurs, "anomalie": "VARCHAR"}
        lignes = [(texte, *lu.valeurs, lu.anomalie) for texte, lu in zip(textes, lus, strict=True)]
        connexion.execute(
            f"INSERT INTO d_{dictionnaire.nom} {select_donnees(colonnes)}",
            transpose(lignes, colonnes),
        )

    def has_anomalies(self, dictionnaire: Dictionnaire) -> bool:
        return bool(self._codes[dictionnaire.nom])


def list_regles_utiles(connexion: duckdb.DuckDBPyConnection) -> list[Regle]:
    """Return the rules that have something to read in `lu`: a v1 file leaves half of them idle."""
    choix = (
        f"(SELECT {i} FROM lu WHERE {r.brut} IS NOT NULL LIMIT 1)" for i, r in enumerate(REGLES)
    )
    presentes = connexion.execute(" UNION ALL ".join(choix)).fetchall()
    return [REGLES[i] for (i,) in sorted(presentes)]


# Columns of few words: sorted and written much quicker as an ENUM, read as before.
_DE_PEU_DE_MOTS: Final = frozenset(
    "nature cpv_division categorie procedure techniques modalites_execution ccag forme_prix "
    "types_prix groupement lieu_type lieu_departement".split()
)
# Beyond, or with a null character, a field holds anything: its texts stay texts.
_MOTS_MAX: Final = 250
_LETTRES_MAX: Final = 100  # of a word: they stand in the query


def list_mots(
    connexion: duckdb.DuckDBPyConnection, presentes: Iterable[Regle]
) -> dict[str, list[str]]:
    """Return the words of the columns that have few, as far as dictionaries know them."""
    choix = {
        nom: f"(SELECT list_sort(list(DISTINCT left(mot, {_LETTRES_MAX + 1})) "
        f"FILTER (mot IS NOT NULL)) FROM (SELECT {'unnest' if genre.endswith('[]') else ''}(v{i}) "
        f"AS mot FROM d_{regle.dictionnaire.nom}))"
        for regle in presentes
        for i, (nom, genre) in enumerate(_list_valeurs(regle))
        if nom in _DE_PEU_DE_MOTS
    }
    trouves = connexion.execute(f"SELECT {', '.join(['NULL', *choix.values()])}").fetchone() or ()
    return {
        nom: mots
        for nom, mots in zip(choix, trouves[1:], strict=True)
        if mots and len(mots) <= _MOTS_MAX and all(map(_is_mot, mots))
    }


def _is_mot(texte: str) -> bool:
    return len(texte) <= _LETTRES_MAX and "\0" not in texte


def _list_valeurs(regle: Regle) -> Iterator[tuple[str, str]]:
    return zip(regle.colonnes, regle.dictionnaire.types, strict=True)


def _join_dictionnaire(regle: Regle, alias: str, mots: Mapping[str, list[str]]) -> str:
    """Return the SQL that joins a dictionary.

    Words that another worker met since then become NULL: they are those of its own records.
    """
    valeurs = []
    for i, (nom, genre) in enumerate(_list_valeurs(regle)):
        enum = f"ENUM ({', '.join(map(litteral, mots.get(nom, ())))})"
        liste = "[]" if genre.endswith("[]") else ""
        valeurs.append(f"TRY_CAST(v{i} AS {enum}{liste}) AS v{i}" if nom in mots else f"v{i}")
    return (
        f"LEFT JOIN (SELECT brut, {', '.join(valeurs)} FROM d_{regle.dictionnaire.nom}) {alias} "
        f"ON {regle.brut} = {alias}.brut"
    )


def select_marches(ligne: str, presentes: Sequence[Regle], mots: Mapping[str, list[str]]) -> str:
    """Return the SQL that turns `lu` into rows of the table `marches`.

    `ligne` is the SQL of the physical key; `presentes` are the rules to apply, `mots` the words of
    some columns. Expects the temporary tables `reperage` (file name -> source and shift of the
    rank), `mods_resume`, `titulaires_resume` and `actes_resume` (one row a record).
    """
    jointures = []
    colonnes: dict[str, str] = {}
    for i, regle in enumerate(r for r in REGLES if r.dictionnaire is not LISTE):
        if regle not in presentes:
            colonnes |= {nom: f"CAST(NULL AS {genre})" for nom, genre in _list_valeurs(regle)}
            continue
        alias = f"d{i}"
        jointures.append(_join_dictionnaire(regle, alias, mots))
        colonnes |= {nom: f"{alias}.v{j}" for j, nom in enumerate(regle.colonnes)}
    colonnes |= _derivees(colonnes, ligne)
    choix = ",\n    ".join(
        f"{colonnes[nom]} AS {nom}" if nom in mots else f"CAST({colonnes[nom]} AS {genre}) AS {nom}"
        for nom, genre in MARCHES.items()
    )
    return (
        f"SELECT\n    {choix}\nFROM lu JOIN reperage USING (filename)\n"
        + "\n".join(jointures)
        + f"\nLEFT JOIN mods_resume mr ON mr.ligne = {ligne}"
        + f"\nLEFT JOIN titulaires_resume tr ON tr.ligne = {ligne}"
        + f"\nLEFT JOIN actes_resume ar ON ar.ligne = {ligne}"
    )


def _derivees(c: dict[str, str], ligne: str) -> dict[str, str]:
    """Return the expressions of the columns that no dictionary fills alone."""
    famille = famille_sql(c["nature"])
    montant = f"coalesce(TRY_CAST({MONTANT_BRUT} AS DECIMAL(18,2)), {c['_montant_lu']})"
    identifiant = "nullif(trim(lu.\"id\"), '')"
    jour = f"coalesce({c['_date_notification']}, {c['_date_signature']})"
    return {
        "ligne": ligne,
        "groupe": _groupe(c["acheteur_siren"], c["acheteur_siret"]),
        "empreinte": _EMPREINTE,
        "famille": famille,
        "format": f"CASE WHEN {_is_v2()} THEN 'v2' ELSE 'v1' END",
        "id": identifiant,
        "source": "reperage.source",
        "rang": RANG,
        "acheteur_nom": f"coalesce({c['acheteur_nom']}, nullif(trim(lu.\"acheteur.nom\"), ''))",
        "date_version": (f"greatest({c['date_publication']}, mr.publication, ar.publication)"),
        "objet": "nullif(lu.\"objet\", '')",
        "accord_cadre": (
            f"coalesce(list_contains({c['techniques']}, 'Accord-cadre'), false) "
            f"OR coalesce({c['nature']} = 'Accord-cadre', false)"
        ),
        "marche_subsequent": (
            f"coalesce({c['nature']} = 'Marché subséquent', false) "
            "OR nullif(trim(lu.\"idAccordCadre\"), '') IS NOT NULL"
        ),
        "id_accord_cadre": "nullif(trim(lu.\"idAccordCadre\"), '')",
        "annee": f"year({jour})",
        "date_notification": jour,
        "duree_mois": f"coalesce(mr.derniere_duree, {c['duree_mois_initiale']})",
        "montant_initial": montant,
        "montant": f"coalesce(mr.dernier_montant, {montant})",
        "montant_suspicion": (
            f"CASE WHEN {essai_sql('lu."id"', 'lu."objet"')} THEN 'factice' "
            f"ELSE {suspicion_sql(montant, famille)} END"
        ),
        "increment_suspect": "coalesce(mr.increment_suspect, false)",
        "nb_titulaires": "coalesce(tr.nb_titulaires, 0)",
        "nb_modifications": "coalesce(mr.nb_modifications, 0)",
    }


RANG: Final = "coalesce(lu._rang, lu.rowid + reperage.decalage)"


def _groupe(siren: str, siret: str) -> str:
    return groupe_sql(f"coalesce({siret}, {siren})", 'lu."id"')


# What tells each record of `lu` from all others, as parts keep it; its buyer must have been learnt.
REPERES: Final = (
    f"SELECT lu.rowid AS place, source, {RANG} AS rang, {_groupe('a.v0', 'a.v1')} AS groupe, "
    f"{_EMPREINTE} AS empreinte FROM lu JOIN reperage USING (filename) "
    f"JOIN d_{REGLES[0].dictionnaire.nom} a ON {REGLES[0].brut} = a.brut"
)


def famille_sql(nature: str) -> str:
    """Return the SQL of the family of a record: its container tells, else its own fields."""
    return (
        "CASE WHEN coalesce(lu._famille, reperage.famille) IS NOT NULL "
        "THEN coalesce(lu._famille, reperage.famille) "
        'WHEN "valeurGlobale" IS NOT NULL OR "autoriteConcedante" IS NOT NULL '
        'OR "concessionnaires" IS NOT NULL '
        "OR contains(lower(coalesce(\"_type\", '')), 'concession') "
        f"OR starts_with({nature}, 'Concession') OR starts_with({nature}, 'Délégation') "
        "THEN 'concession' ELSE 'marche' END"
    )


def _is_v2() -> str:
    return "coalesce(" + ", ".join(f'lu."{champ}"' for champ in CHAMPS_V2) + ") IS NOT NULL"


def list_anomalies(dictionnaires: Dictionnaires, presentes: Iterable[Regle]) -> list[str]:
    """Return the queries that fill the temporary table `anomalies` from `lu`.

    The records that have something to tell are found first, then where they come from.
    """
    choix = "SELECT lu.rowid AS place, d.anomalie AS code"
    trouves = [
        f"{choix}, '{regle.champ}' AS champ, d.brut AS valeur FROM lu JOIN "
        f"(FROM d_{regle.dictionnaire.nom} WHERE anomalie IS NOT NULL) d ON {regle.brut} = d.brut"
        for regle in presentes
        if dictionnaires.has_anomalies(regle.dictionnaire)
    ]
    trouves.append(
        "SELECT rowid AS place, 'caractere_perdu' AS code, 'objet' AS champ, objet AS valeur "
        f"FROM lu WHERE contains(objet, '{REMPLACEMENT}')"
    )
    trouves.append(
        "SELECT place, a->>'code' AS code, a->>'champ' AS champ, a->>'valeur' AS valeur FROM "
        "(SELECT rowid AS place, unnest(CAST(_anomalies AS JSON[])) AS a FROM lu "
        "WHERE _anomalies IS NOT NULL)"
    )
    dits = (
        f"SELECT reperage.source, {RANG}, code, champ, "
        f"left(valeur, {VALEUR_MAX}) FROM ({' UNION ALL '.join(trouves)}) t "
        "JOIN lu ON lu.rowid = t.place JOIN reperage USING (filename)"
    )
    absents = map(_select_absents, OBLIGATOIRES_V2)
    return [f"INSERT INTO anomalies {' UNION ALL '.join([dits, *absents])}"]


_FAMILLE_SIMPLE: Final = famille_sql("coalesce(lu.nature, '')")


def _select_absents(famille: str) -> str:
    """Return the query of the v2 records of `lu` that lack mandatory fields.

    The first condition follows from the last: without it, all the windows of the other family
    would be read.
    """
    champs = OBLIGATOIRES_V2[famille]
    absents = ", ".join(f"CASE WHEN lu.\"{c}\" IS NULL THEN '{c}' END" for c in champs)
    un_absent = " OR ".join(f'lu."{c}" IS NULL' for c in champs)
    return (
        "SELECT source, rang, 'champ_absent', champ, NULL "
        f"FROM (SELECT reperage.source, {RANG} AS rang, unnest([{absents}]) AS champ "
        "FROM lu JOIN reperage USING (filename) "
        f"WHERE coalesce(reperage.famille, '{famille}') = '{famille}' AND ({un_absent}) "
        f"AND {_is_v2()} AND {_FAMILLE_SIMPLE} = '{famille}') WHERE champ IS NOT NULL"
    )
