"""The tables of decp.info: a row per contract × holder × modification, any subset of columns.

`groupes` tells which rows are one contract; this module writes a contract in the shape of `brut`.
Facts of this source: lists are joined by « , »; « Sans objet » stands for a declared absence of
consideration or of CCAG; an empty cell is unknown; `dateNotification` is that of the state of the
row; an amount of more than eleven digits has been replaced by 12 311 111 111.
"""

from pathlib import Path
from typing import Final

import duckdb

from spaser.moteur.decp.brut import CHAMPS_SANS_USAGE, COLONNES
from spaser.moteur.decp.tableaux.groupes import Groupes
from spaser.moteur.decp.tableaux.source import (
    RelationSource,
    list_rebuts,
    make_lecture,
    open_source,
)
from spaser.moteur.decp.tableaux.sql import (
    anomalie_json,
    chaine_json,
    fold_entete,
    liste_json,
    select_brut,
    valeur_json,
)
from spaser.moteur.sql import identifiant, litteral
from spaser.moteur.valeurs import Lecture

MONTANT_EFFACE: Final = "12311111111"

# Folded headers that the reader uses.
_UTILES: Final = (
    "uid", "id", "acheteurid", "acheteurnom", "nature", "objet", "codecpv", "procedure",
    "techniques", "montant", "dureemois", "datenotification", "datepublicationdonnees",
    "offresrecues", "formeprix", "typesprix", "attributionavance", "tauxavance",
    "marcheinnovant", "modalitesexecution", "considerationssociales",
    "considerationsenvironnementales", "ccag", "soustraitancedeclaree",
    "typegroupementoperateurs", "origineue", "originefrance", "idaccordcadre",
    "lieuexecutioncode", "lieuexecutiontypecode", "lieuexecutionnom", "titulaireid",
    "titulairetypeidentifiant", "titulairenom", "titulairedenominationsociale",
    "modificationid", "objetmodification",
)  # fmt: skip

# Columns that decp.info computes or adds: known, hence not reported.
_SANS_USAGE: Final = (
    *"type dureeRestanteMois titulaire_distance donneesActuelles anomalies".split(),
    *"sourceDataset sourceFile".split(),
    *(
        f"{qui}_{quoi}"
        for qui in ("acheteur", "titulaire")
        for quoi in """
            categorie commune_code commune_nom departement_code departement_nom region_code
            region_nom latitude longitude
        """.split()
    ),
)

_CONNUES: Final = {
    **{fold_entete(c): False for c in (*CHAMPS_SANS_USAGE, *_SANS_USAGE)},
    **dict.fromkeys(_UTILES, True),
}

_LISTES: Final = ("techniques", "modalitesExecution", "typesPrix")

_IMBRIQUES: Final = (
    *("acheteur.id", "acheteur.nom"),
    *("lieuExecution.code", "lieuExecution.typeCode", "lieuExecution.nom"),
)

# Fields that are those of the initial state, and where `Groupes` gives them.
_INITIAUX: Final = {
    "dateNotification": "jour",
    "datePublicationDonnees": "publication",
    "montant": "montant",
    "dureeMois": "duree",
}

# What « Sans objet » replaced.
_ABSENCES: Final = {
    "considerationsSociales": "Pas de considération sociale",
    "considerationsEnvironnementales": "Pas de considération environnementale",
    "ccag": "Pas de CCAG",
}


def load(connexion: duckdb.DuckDBPyConnection, chemin: Path, table: str, travail: Path) -> Lecture:
    """Read a table of decp.info, CSV or Parquet, into the new table `table`, a row a contract."""
    with open_source(connexion, chemin, travail, _CONNUES) as source:
        groupes = Groupes(connexion, source)
        try:
            contrats = groupes.build()
            colonnes = select_brut(
                _champs(source, groupes), "k_rang", "'marche'", _anomalies(source)
            )
            connexion.execute(
                f"""
                CREATE TABLE {identifiant(table)} AS SELECT {colonnes}
                FROM {source.relation} AS s
                JOIN (SELECT COLUMNS('.*') AS 'k_\\0' FROM {contrats}) AS k
                    ON k_rn = s.file_row_number
                """
            )
            sans_cle = f"{groupes.cle} IS NULL"
            detail = "ni uid, ni acheteur_id et id"
            ecartees = list_rebuts(connexion, source, sans_cle, "cle_absente", detail)
            return make_lecture(connexion, source, table, ecartees)
        finally:
            groupes.drop()


def _champs(source: RelationSource, groupes: Groupes) -> dict[str, str]:
    simples = {c: source.texte(fold_entete(c)) for c in COLONNES if fold_entete(c) in _UTILES}
    champs = simples | {c: chaine_json(simples[c]) for c in _LISTES}
    for champ, absence in _ABSENCES.items():
        texte = simples[champ]
        declare = (
            f"CASE WHEN lower({texte}) = 'sans objet' THEN {litteral(absence)} ELSE {texte} END"
        )
        champs[champ] = declare if champ == "ccag" else chaine_json(declare)
    for champ in ("acheteur", "lieuExecution"):
        champs[champ] = valeur_json(champ, _IMBRIQUES, lambda c: source.texte(fold_entete(c)))
    champs["titulaires"] = (
        f"CASE WHEN k_seul THEN '[' || {groupes.titulaire()} || ']' ELSE k_titulaires END"
    )
    champs["modifications"] = "k_modifications"
    for champ, etat in _INITIAUX.items():  # another row of the state may fill it
        champs[champ] = f"coalesce(k_{etat}, {simples[champ]})"
    for plat in ("acheteur.id", "acheteur.nom"):
        champs.pop(plat, None)
    return champs


def _anomalies(source: RelationSource) -> str:
    etat = source.texte("modificationid")
    efface = f"starts_with({source.texte('montant')}, '{MONTANT_EFFACE}')"
    seul = f"k_seul AND coalesce(try_cast({etat} AS DOUBLE), 0) > 0"
    return liste_json(
        [
            anomalie_json("k_uid_partage", "uid_partage", "uid", source.texte("uid", "id")),
            anomalie_json(
                f"k_etat_minimal > 0 OR ({seul})", "etat_initial_absent", "modifications", etat
            ),
            anomalie_json(
                "k_etats_dates > 0",
                "etats_deduits_des_dates",
                "modifications",
                "CAST(k_etats_dates AS VARCHAR)",
            ),
            anomalie_json("k_montants IS NOT NULL", "montants_divergents", "montant", "k_montants"),
            anomalie_json(
                efface, "montant_remplace_par_la_source", "montant", source.texte("montant")
            ),
        ]
    )
