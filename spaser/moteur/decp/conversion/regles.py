"""The table of casts: raw field -> dictionary -> typed columns.

A dictionary holds the distinct raw texts of a kind of value, each read once by a pure function.
Fields of the same kind share one dictionary (all dates, all booleans…). DuckDB then joins the
records with the dictionaries: Python never loops on records.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from spaser.moteur.decp import nomenclatures
from spaser.moteur.decp.conversion import valeurs


@dataclass(frozen=True, slots=True)
class Clair:
    """The raw texts that SQL reads as `read` does, without anomaly: most of them, often distinct.

    `quand` and `valeurs` are SQL over `brut` and `n`, the SQL `nombre` computed once.
    """

    quand: str
    valeurs: tuple[str, ...]
    nombre: str = "NULL"


@dataclass(frozen=True, slots=True)
class Dictionnaire:
    """How the raw texts of one kind are read, and the SQL type of each value they give."""

    nom: str
    read: Callable[[str], valeurs.Lu]
    types: tuple[str, ...]
    clair: Clair | None = None


@dataclass(frozen=True, slots=True)
class Regle:
    """A raw expression of `lu`, the dictionary that reads it, the columns it fills.

    `champ` is the official field named in anomalies; `quand` restricts the texts looked up.
    """

    champ: str
    brut: str
    dictionnaire: Dictionnaire
    colonnes: tuple[str, ...]
    quand: str | None = None


_CPV_CLAIR: Final = Clair(
    "regexp_full_match(brut, '(?:0[3-9]|[1-8][0-9]|9[0-8])[0-9]{6}(?:-[0-9])?')",
    (
        "left(brut, 8)",
        "left(brut, 2)",
        (
            "CASE WHEN left(brut, 2) = '45' THEN 'travaux' WHEN left(brut, 2) < '45' "
            "OR left(brut, 2) = '48' THEN 'fournitures' ELSE 'services' END"
        ),
    ),
)
# A right SIRET, and a name that begins and ends with a letter or a digit: nothing to trim.
_LETTRE: Final = "[0-9A-Za-z]"
_ACHETEUR_ECRIT: Final = (
    f'\\{{"id":"([0-9]{{14}})"(?:,"nom":"({_LETTRE}(?:[^"\\\\]*{_LETTRE})?)")?\\}}'
)
_ACHETEUR_CLAIR: Final = Clair(
    f"regexp_full_match(brut, '{_ACHETEUR_ECRIT}') AND cle_siret(n)",
    (
        "substr(brut, 8, 9)",
        "substr(brut, 8, 14)",
        f"CASE WHEN length(brut) > 23 THEN regexp_extract(brut, '{_ACHETEUR_ECRIT}', 2) END",
    ),
    nombre="TRY_CAST(substr(brut, 8, 14) AS BIGINT)",
)

DATE: Final = Dictionnaire("date", valeurs.read_date, ("DATE",))
DUREE: Final = Dictionnaire("duree", valeurs.read_duree, ("DOUBLE",))
ENTIER: Final = Dictionnaire("entier", valeurs.read_entier, ("INTEGER",))
TAUX: Final = Dictionnaire("taux", valeurs.read_taux, ("DOUBLE",))
BOOLEEN: Final = Dictionnaire("booleen", valeurs.read_booleen, ("BOOLEAN",))
MONTANT: Final = Dictionnaire("montant", valeurs.read_montant, ("DECIMAL(18,2)",))
CPV: Final = Dictionnaire("cpv", valeurs.read_cpv, ("VARCHAR", "VARCHAR", "VARCHAR"), _CPV_CLAIR)
LIEU: Final = Dictionnaire("lieu", valeurs.read_lieu, ("VARCHAR", "VARCHAR", "VARCHAR"))
ACHETEUR: Final = Dictionnaire(
    "acheteur", valeurs.read_acheteur, ("VARCHAR", "VARCHAR", "VARCHAR"), _ACHETEUR_CLAIR
)
SOCIAL: Final = Dictionnaire("social", valeurs.read_social, ("BOOLEAN",) * 4)
ENVIRONNEMENT: Final = Dictionnaire("environnement", valeurs.read_environnement, ("BOOLEAN",) * 3)
NATURE: Final = Dictionnaire("nature", valeurs.label_reader(nomenclatures.NATURES), ("VARCHAR",))
PROCEDURE: Final = Dictionnaire(
    "procedure", valeurs.label_reader(nomenclatures.PROCEDURES), ("VARCHAR",)
)
CCAG: Final = Dictionnaire("ccag", valeurs.label_reader(nomenclatures.CCAG), ("VARCHAR",))
FORME_PRIX: Final = Dictionnaire(
    "forme_prix", valeurs.label_reader(nomenclatures.FORMES_PRIX), ("VARCHAR",)
)
GROUPEMENT: Final = Dictionnaire(
    "groupement", valeurs.label_reader(nomenclatures.GROUPEMENTS), ("VARCHAR",)
)
TYPES_PRIX: Final = Dictionnaire(
    "types_prix", valeurs.labels_reader(nomenclatures.TYPES_PRIX), ("VARCHAR[]",)
)
TECHNIQUES: Final = Dictionnaire(
    "techniques", valeurs.labels_reader(nomenclatures.TECHNIQUES), ("VARCHAR[]",)
)
MODALITES: Final = Dictionnaire(
    "modalites", valeurs.labels_reader(nomenclatures.MODALITES_EXECUTION), ("VARCHAR[]",)
)
LISTE: Final = Dictionnaire("liste", valeurs.flatten_liste, ("VARCHAR",))

# A list of objects that DuckDB can read as it is starts so, once minified.
LISTE_REGULIERE: Final = "[{"


TITULAIRES_BRUTS: Final = 'coalesce("titulaires", "concessionnaires")'
MONTANT_BRUT: Final = 'coalesce("montant", "valeurGlobale")'


def _regle(
    champ: str, dictionnaire: Dictionnaire, *colonnes: str, autres: tuple[str, ...] = ()
) -> Regle:
    """Return the rule of a field, or of the first of it and `autres` that is given."""
    noms = ", ".join(f'"{nom}"' for nom in (champ, *autres))
    return Regle(champ, f"coalesce({noms})" if autres else noms, dictionnaire, colonnes)


def _liste(champ: str, colonne: str, brut: str | None = None) -> Regle:
    """Return the rule of a list of objects: only the lists of an odd shape are looked up."""
    brut = brut or f'"{champ}"'
    irreguliere = (
        f"({brut} IS NOT NULL AND {brut} <> '[]' "
        f"AND (NOT starts_with({brut}, '{LISTE_REGULIERE}') OR contains({brut}, '[[')))"
    )
    return Regle(champ, brut, LISTE, (colonne,), quand=irreguliere)


REGLES: Final[tuple[Regle, ...]] = (
    Regle(
        "acheteur.id",
        'coalesce("acheteur", "acheteur.id", "autoriteConcedante")',
        ACHETEUR,
        ("acheteur_siren", "acheteur_siret", "acheteur_nom"),
    ),
    _regle("nature", NATURE, "nature"),
    _regle("codeCPV", CPV, "cpv", "cpv_division", "categorie"),
    _regle("procedure", PROCEDURE, "procedure"),
    _regle("techniques", TECHNIQUES, "techniques", autres=("technique",)),
    _regle("modalitesExecution", MODALITES, "modalites_execution", autres=("modaliteExecution",)),
    _regle("ccag", CCAG, "ccag"),
    _regle("formePrix", FORME_PRIX, "forme_prix"),
    _regle("typesPrix", TYPES_PRIX, "types_prix", autres=("typePrix",)),
    _regle("typeGroupementOperateurs", GROUPEMENT, "groupement"),
    _regle("lieuExecution", LIEU, "lieu_code", "lieu_type", "lieu_departement"),
    _regle("dateNotification", DATE, "_date_notification"),
    _regle("dateSignature", DATE, "_date_signature"),
    _regle("datePublicationDonnees", DATE, "date_publication"),
    _regle("dateDebutExecution", DATE, "date_debut_execution"),
    _regle("dureeMois", DUREE, "duree_mois_initiale"),
    _regle("attributionAvance", BOOLEEN, "avance"),
    _regle("tauxAvance", TAUX, "taux_avance"),
    _regle("offresRecues", ENTIER, "offres_recues"),
    _regle("sousTraitanceDeclaree", BOOLEEN, "sous_traitance"),
    _regle("marcheInnovant", BOOLEEN, "innovant"),
    _regle("origineUE", TAUX, "origine_ue"),
    _regle("origineFrance", TAUX, "origine_france"),
    _regle(
        "considerationsSociales", SOCIAL, "social", "clause_sociale", "critere_social", "reserve"
    ),
    _regle(
        "considerationsEnvironnementales",
        ENVIRONNEMENT,
        *("environnement", "clause_environnementale", "critere_environnemental"),
    ),
    Regle(
        "montant",
        MONTANT_BRUT,
        MONTANT,
        ("_montant_lu",),
        quand=(
            f"({MONTANT_BRUT} IS NOT NULL AND TRY_CAST({MONTANT_BRUT} AS DECIMAL(18,2)) IS NULL)"
        ),
    ),
    _regle("montantSubventionPublique", MONTANT, "subvention_publique"),
    _liste("titulaires", "_titulaires_lus", TITULAIRES_BRUTS),
    _liste("modifications", "_modifications_lues"),
    _liste("actesSousTraitance", "_actes_lus"),
    _liste("modificationsActesSousTraitance", "_modifications_actes_lues"),
    _liste("donneesExecution", "_executions_lues"),
)
