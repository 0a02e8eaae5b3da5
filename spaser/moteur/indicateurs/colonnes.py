"""The tables and columns that the expressions read."""

import re
from enum import StrEnum
from functools import cache
from typing import Final

from spaser.moteur.entrepot.schema import TABLES

REFERENTIELS: Final[dict[str, dict[str, str]]] = {
    "ref_esus": {"siren": "VARCHAR", "date_fin": "DATE"},
    "ref_inclusion": {"siret": "VARCHAR", "type": "VARCHAR"},
    "ref_sirene_unites": {
        "siren": "VARCHAR",
        "categorie_entreprise": "VARCHAR",
        "categorie_juridique": "VARCHAR",
        "ess": "BOOLEAN",
    },
    "ref_sirene_etablissements": {
        "siret": "VARCHAR",
        "siren": "VARCHAR",
        "commune": "VARCHAR",
        "est_siege": "BOOLEAN",
    },
    "ref_communes": {
        "code": "VARCHAR",
        "departement": "VARCHAR",
        "region": "VARCHAR",
        "epci_siren": "VARCHAR",
        "siren": "VARCHAR",
    },
    "ref_communes_anciennes": {"code": "VARCHAR", "commune": "VARCHAR"},
    "ref_seuils": {
        "nature": "VARCHAR",
        "type_acheteur": "VARCHAR",
        "debut": "DATE",
        "fin": "DATE",
        "montant": "DECIMAL(18,2)",
    },
}
"""The columns used of each reference table."""

_COLONNES: Final = {
    "marches": """
        cle acheteur_siren annee famille format nature cpv categorie accord_cadre double_compte
        date_notification date_publication nb_versions nb_modifications
        montant_initial montant montant_suspicion montant_utile
        avance offres_recues sous_traitance innovant origine_ue origine_france
        social clause_sociale critere_social reserve
        environnement clause_environnementale critere_environnemental
    """.split(),
    "titulaires": "cle modification type_identifiant identifiant siret siren".split(),
    "sous_traitances": "cle genre montant".split(),
}

LUES: Final[dict[str, dict[str, str]]] = {
    **{t: {nom: TABLES[t][nom] for nom in colonnes} for t, colonnes in _COLONNES.items()},
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


class Touche(StrEnum):
    """What a correction may move: figures that read none of its columns stay as they are."""

    SOCIAL = "social"
    ENVIRONNEMENT = "environnement"
    MONTANT = "montant"


TOUCHEES: Final[dict[Touche, frozenset[str]]] = {
    Touche.SOCIAL: frozenset({"social", "clause_sociale", "critere_social", "reserve"}),
    Touche.ENVIRONNEMENT: frozenset(
        {"environnement", "clause_environnementale", "critere_environnemental"}
    ),
    Touche.MONTANT: frozenset(
        {"montant_initial", "montant", "montant_suspicion", "montant_utile", "montant_actes"}
    ),
}
"""The columns, and the facts made of them, that corrections change."""
