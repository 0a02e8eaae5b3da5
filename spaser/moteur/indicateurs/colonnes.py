"""The tables and columns that the expressions read."""

import re
from enum import StrEnum
from functools import cache
from typing import Final

from spaser.moteur.entrepot.schema import TABLES
from spaser.moteur.referentiels.modele import ListeDeclaree, read_declarations

_CONTRATS: Final = {
    "marches": """
        cle acheteur_siren annee famille format nature cpv categorie accord_cadre double_compte
        date_notification date_publication nb_versions nb_modifications
        montant_initial montant montant_suspicion montant_utile
        avance offres_recues sous_traitance innovant origine_ue origine_france
        social clause_sociale critere_social reserve
        environnement clause_environnementale critere_environnemental
    """,
    "titulaires": "cle modification type_identifiant identifiant siret siren",
    "sous_traitances": "cle genre montant",
}
_LISTES: Final = {
    "esus": "siren date_fin",
    "inclusion": "siret type",
    "sirene_unites": "siren categorie_entreprise categorie_juridique ess",
    "sirene_etablissements": "siret siren commune est_siege",
    "communes": "code departement region epci_siren siren",
    "communes_anciennes": "code commune",
    "seuils": "nature type_acheteur debut fin montant",
}
# Those of tables kept in Parquet are not declared: what is read of them is text.
_DECLAREES: Final = read_declarations(ListeDeclaree, "importees", "propres")

REFERENTIELS: Final[dict[str, dict[str, str]]] = {
    f"ref_{nom}": {
        colonne: _DECLAREES[nom].colonnes[colonne] if nom in _DECLAREES else "VARCHAR"
        for colonne in colonnes.split()
    }
    for nom, colonnes in _LISTES.items()
}
"""The columns used of each reference table, by type."""

LUES: Final[dict[str, dict[str, str]]] = {
    **{t: {nom: TABLES[t][nom] for nom in noms.split()} for t, noms in _CONTRATS.items()},
    **REFERENTIELS,
}
"""The tables and columns that the expressions read; whatever else a table has is ignored."""

FAITS: Final[dict[str, str]] = {
    # of the holders at award: NULL when they cannot be identified
    **dict.fromkeys(("esus", "siae", "handicap", "pme", "ess"), "BOOLEAN"),
    # holders met for the first time by this buyer this year: they add up
    **dict.fromkeys(("nouveaux_titulaires", "nouveaux_inclusifs"), "BIGINT"),
    # the buyer's own territory, and holders established there
    **{
        nom: "BOOLEAN"
        for echelle in ("commune", "epci", "departement", "region")
        for nom in (
            f"territoire_{echelle}",
            f"local_{echelle}_siege",
            f"local_{echelle}_etablissement",
        )
    },
    # European threshold on the day of notification, subcontracting acts
    "seuil_ue": "DECIMAL(18,2)",
    "nb_actes": "BIGINT",
    "montant_actes": "DECIMAL(38,2)",
}
"""What other tables tell of a contract, as `enrichissement` makes it."""

LISIBLES: Final = LUES["marches"] | FAITS
"""The columns that the expression of an indicator may name."""


@cache
def list_lues(expressions: str) -> frozenset[str]:
    """Return the columns that SQL expressions name, out of what they quote."""
    mots = re.findall(r"\w+", re.sub("'[^']*'", "", expressions.lower()))
    return frozenset(LISIBLES.keys() & set(mots))


AGREGATS: Final = "agregats"
"""The table of sums, a row a buyer and year, that the query of `valeurs` unfolds."""


SOCIALES: Final = frozenset({"social", "clause_sociale", "critere_social", "reserve"})
ENVIRONNEMENTALES: Final = frozenset(
    {"environnement", "clause_environnementale", "critere_environnemental"}
)
RECENTES: Final = (
    SOCIALES
    | ENVIRONNEMENTALES
    | {"avance", "offres_recues", "sous_traitance", "innovant", "origine_ue", "origine_france"}
)
"""The columns that the format used before 2024 does not have."""


class Touche(StrEnum):
    """What a correction may move: figures that read none of its columns stay as they are."""

    SOCIAL = "social"
    ENVIRONNEMENT = "environnement"
    MONTANT = "montant"


TOUCHEES: Final[dict[Touche, frozenset[str]]] = {
    Touche.SOCIAL: SOCIALES,
    Touche.ENVIRONNEMENT: ENVIRONNEMENTALES,
    Touche.MONTANT: frozenset(
        {"montant_initial", "montant", "montant_suspicion", "montant_utile", "montant_actes"}
    ),
}
"""The columns, and the facts made of them, that corrections change."""
