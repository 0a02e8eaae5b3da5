"""The tables that records become: one place for every column name and type.

Domain words are those of the law and of DECP, unaccented. Amounts are euros without tax (HT),
dates are days, booleans have three states: true, false and NULL for *unknown*.
"""

from typing import Final

# One row a record read: contracts, concessions, and their copies and former versions, which the
# views leave out. `ligne` is the physical key of a record, `groupe` that of the records that
# share a buyer and an id. `cle`, the stable key of a contract, comes from the view (see vues.py).
MARCHES: Final[dict[str, str]] = {
    # identity and provenance
    "ligne": "BIGINT",
    "groupe": "UBIGINT",
    "empreinte": "UBIGINT",  # of the whole record: equal for exact copies
    "famille": "VARCHAR",  # 'marche' | 'concession'
    "format": "VARCHAR",  # 'v1' (no social nor environmental field exists) or 'v2'
    "id": "VARCHAR",  # as published, trimmed
    "source": "VARCHAR",  # key of `sources`
    "rang": "INTEGER",  # rank of the record in its file, from 1
    "date_version": "DATE",  # latest publication date found in the record
    # buyer
    "acheteur_siren": "VARCHAR",
    "acheteur_siret": "VARCHAR",  # NULL when only the SIREN is known
    "acheteur_nom": "VARCHAR",
    # object
    "nature": "VARCHAR",
    "objet": "VARCHAR",
    "cpv": "VARCHAR",  # 8 digits
    "cpv_division": "VARCHAR",  # 2 digits
    "categorie": "VARCHAR",  # 'travaux' | 'fournitures' | 'services', from the CPV
    "procedure": "VARCHAR",
    "techniques": "VARCHAR[]",
    "modalites_execution": "VARCHAR[]",
    "accord_cadre": "BOOLEAN",
    "marche_subsequent": "BOOLEAN",
    "id_accord_cadre": "VARCHAR",
    "ccag": "VARCHAR",
    "forme_prix": "VARCHAR",
    "types_prix": "VARCHAR[]",
    "groupement": "VARCHAR",
    "lieu_code": "VARCHAR",
    "lieu_type": "VARCHAR",
    "lieu_departement": "VARCHAR",
    # time
    "annee": "SMALLINT",  # civil year of the first notification (signature for a concession)
    "date_notification": "DATE",
    "date_publication": "DATE",
    "date_debut_execution": "DATE",
    "duree_mois_initiale": "DOUBLE",
    "duree_mois": "DOUBLE",  # after the last modification that gives one
    # money
    "montant_initial": "DECIMAL(18,2)",
    "montant": "DECIMAL(18,2)",  # after the last modification that is not suspected
    "montant_suspicion": "VARCHAR",  # NULL | 'factice' | 'aberrant'; a test contract is 'factice'
    "increment_suspect": "BOOLEAN",  # a modification seems to give an increment, not a total
    "subvention_publique": "DECIMAL(18,2)",  # concessions
    "avance": "BOOLEAN",
    "taux_avance": "DOUBLE",  # 0 to 1
    # competition and holders
    "offres_recues": "INTEGER",
    "nb_titulaires": "INTEGER",  # current holders
    "sous_traitance": "BOOLEAN",
    "innovant": "BOOLEAN",
    "origine_ue": "DOUBLE",  # 0 to 1
    "origine_france": "DOUBLE",  # 0 to 1
    "nb_modifications": "INTEGER",
    # considerations, three states
    "social": "BOOLEAN",  # clause or criterion or reserved
    "clause_sociale": "BOOLEAN",
    "critere_social": "BOOLEAN",
    "reserve": "BOOLEAN",
    "environnement": "BOOLEAN",  # clause or criterion
    "clause_environnementale": "BOOLEAN",
    "critere_environnemental": "BOOLEAN",
}

TITULAIRES: Final[dict[str, str]] = {
    "ligne": "BIGINT",
    "modification": "INTEGER",  # 0: at award; k: list set by the k-th modification
    "ordre": "INTEGER",  # rank in its list, from 1
    "courant": "BOOLEAN",  # in the list in force after the last modification
    "type_identifiant": "VARCHAR",
    "identifiant": "VARCHAR",  # as published, trimmed
    "siret": "VARCHAR",  # 14 digits whose key is right, else NULL
    "siren": "VARCHAR",
    "nom": "VARCHAR",
}

MODIFICATIONS: Final[dict[str, str]] = {
    "ligne": "BIGINT",
    "ordre": "INTEGER",  # chronological, from 1
    "id_modification": "VARCHAR",
    "objet": "VARCHAR",
    "date_notification": "DATE",
    "date_publication": "DATE",
    "duree_mois": "DOUBLE",
    "montant": "DECIMAL(18,2)",
    "increment_suspect": "BOOLEAN",
    "nb_titulaires": "INTEGER",  # 0 when the modification leaves the holders alone
}

SOUS_TRAITANCES: Final[dict[str, str]] = {
    "ligne": "BIGINT",
    "genre": "VARCHAR",  # 'acte' | 'modification'
    "ordre": "INTEGER",
    "id_acte": "VARCHAR",
    "type_identifiant": "VARCHAR",
    "identifiant": "VARCHAR",
    "siret": "VARCHAR",
    "siren": "VARCHAR",
    "duree_mois": "DOUBLE",
    "date_notification": "DATE",
    "date_publication": "DATE",
    "montant": "DECIMAL(18,2)",
    "variation_prix": "VARCHAR",
}

EXECUTIONS: Final[dict[str, str]] = {
    "ligne": "BIGINT",
    "ordre": "INTEGER",
    "date_publication": "DATE",
    "depenses_investissement": "DECIMAL(18,2)",
    "intitule_tarif": "VARCHAR",
    "tarif": "DECIMAL(18,2)",
}

ANOMALIES: Final[dict[str, str]] = {
    "source": "VARCHAR",
    "rang": "INTEGER",
    "code": "VARCHAR",
    "champ": "VARCHAR",  # official field name
    "valeur": "VARCHAR",  # raw value, cut at 200 characters
}

QUARANTAINE: Final[dict[str, str]] = {
    "source": "VARCHAR",
    "rang": "INTEGER",
    "code": "VARCHAR",
    "detail": "VARCHAR",
    "texte": "VARCHAR",
}

# Where a record was seen again, word for word: from this rank of this file, so many records follow
# one another as they do in the store, from this physical key on. No row of theirs is kept.
PRESENCES: Final[dict[str, str]] = {
    "source": "VARCHAR",
    "rang": "INTEGER",
    "ligne": "BIGINT",
    "nombre": "INTEGER",
}

# The files of a part: written once with the records of one build, never changed.
TABLES_PART: Final[dict[str, dict[str, str]]] = {
    "marches": MARCHES,
    "titulaires": TITULAIRES,
    "modifications": MODIFICATIONS,
    "sous_traitances": SOUS_TRAITANCES,
    "executions": EXECUTIONS,
    "anomalies": ANOMALIES,
    "quarantaine": QUARANTAINE,
    "presences": PRESENCES,
}
