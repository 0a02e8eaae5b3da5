"""The store as readers see it: the tables of the parts, plus what only the whole store knows."""

from typing import Final

from spaser.moteur.decp import tables

# What is only known once every record is read: one row for each record that is not the lone,
# plain record of its group. A record without a row here is a contract whose key is its group.
RETOUCHES: Final[dict[str, str]] = {
    "ligne": "BIGINT",
    "cle": "UBIGINT",
    "statut": "VARCHAR",  # 'retenu' | 'cotitulaire' | 'version' | 'copie'
    "nb_versions": "INTEGER",
    "double_compte": "BOOLEAN",  # subsequent contract whose framework is in the store
}

# Where the two stores of an overlay are, and what tells the records of the private one, which come
# after all the others: its sources bear a prefix, its physical keys are raised.
NATIONAL: Final = "national"
PRIVE: Final = "prive"
PREFIXE: Final = "prive-"
APRES: Final = 1 << 60

COTITULAIRE: Final = "cotitulaire"  # published beside the record shown, for another holder

LIGNES: Final = {"ligne": "BIGINT"}  # records, by their physical key

# The links that make a contract of several records: as many as it takes, the firmest first.
FUSIONS: Final[dict[str, str]] = {
    "ligne": "BIGINT",
    "vers": "BIGINT",
    "raison": "VARCHAR",  # 'copie' | 'id' | 'modification' | 'contenu'
    "accords": "VARCHAR[]",  # 'objet' | 'titulaires' | 'montant_et_jour'
    "douteux": "BOOLEAN",  # too few agreements
}

# Columns that the view `marches` adds to those above.
MARCHES_AJOUTS: Final[dict[str, str]] = {
    "cle": "UBIGINT",
    "nb_versions": "INTEGER",
    "double_compte": "BOOLEAN",
    "montant_utile": "DECIMAL(18,2)",  # montant_initial; NULL if factice, aberrant, double_compte
}

# Two contracts that look like one, listed and never merged.
DOUBLONS: Final[dict[str, str]] = {
    "cle": "UBIGINT",
    "cle_semblable": "UBIGINT",
    "raison": "VARCHAR",
}

ACHETEURS: Final[dict[str, str]] = {
    "siren": "VARCHAR",
    "nom": "VARCHAR",
    "sirets": "VARCHAR[]",
    "nb_marches": "INTEGER",
    "nb_concessions": "INTEGER",
    "annees": "SMALLINT[]",
    "sources": "VARCHAR[]",  # keys of the files of these contracts; NULL in older stores
    "part": "INTEGER",  # the part whose `valeurs` hold this buyer's figures
}

# What files call whoever bears a SIREN, buyer or holder: one name, and the record that says it.
NOMS: Final[dict[str, str]] = {
    "siren": "VARCHAR",
    "nom": "VARCHAR",
    "source": "VARCHAR",
    "rang": "INTEGER",
}

VALEURS: Final[dict[str, str]] = {
    "siren": "VARCHAR",
    "annee": "SMALLINT",  # NULL: year unknown
    "indicateur": "VARCHAR",
    "variante": "VARCHAR",  # 'nombre' | 'montant' | 'total' | 'moyenne'
    "numerateur": "DOUBLE",
    "denominateur": "DOUBLE",  # what is known: yes + no
    "n": "INTEGER",  # contracts of the population
    "inconnus": "INTEGER",  # contracts of the population whose answer is unknown
    "total": "DOUBLE",  # n, or euros of the whole population, for the bounds
    "valeur": "DOUBLE",  # rate 0 to 1, mean or total; NULL when nothing is known
    "bas": "DOUBLE",  # unknowns all no
    "haut": "DOUBLE",  # unknowns all yes
}

# What is written of `valeurs`; the view computes the rest from them.
VALEURS_ECRITES: Final = tuple(nom for nom in VALEURS if nom not in {"valeur", "bas", "haut"})

# The views of an open store. Only retained records are in `marches` and its child tables, which
# are keyed by `cle`.
TABLES: Final[dict[str, dict[str, str]]] = {
    "marches": {**tables.MARCHES, **MARCHES_AJOUTS},
    "titulaires": {"cle": "UBIGINT", **tables.TITULAIRES},
    "modifications": {"cle": "UBIGINT", **tables.MODIFICATIONS},
    "sous_traitances": {"cle": "UBIGINT", **tables.SOUS_TRAITANCES},
    "executions": {"cle": "UBIGINT", **tables.EXECUTIONS},
    "anomalies": tables.ANOMALIES,
    "quarantaine": tables.QUARANTAINE,
    "doublons": DOUBLONS,
    "noms": NOMS,
    "acheteurs": ACHETEURS,
    "valeurs": VALEURS,
}
