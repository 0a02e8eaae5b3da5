"""The table of casts: raw field -> dictionary -> typed columns.

A dictionary holds the distinct raw texts of a kind of value, each read once by a pure function.
Fields of the same kind share one dictionary (all dates, all booleans…). DuckDB then joins the
records with the dictionaries: Python never loops on records.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from spaser.moteur.decp.brut import COLONNES
from spaser.moteur.decp.champs import ANCIENS_NOMS, FAMILLES, Champ, GenreChamp
from spaser.moteur.decp.conversion import valeurs
from spaser.moteur.decp.plausibilite import DIVISIONS_CPV


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


_CATEGORIE: Final = f"MAP {DIVISIONS_CPV}[left(brut, 2)]"
_CPV_CLAIR: Final = Clair(
    f"regexp_full_match(brut, '[0-9]{{8}}(?:-[0-9])?') AND {_CATEGORIE} IS NOT NULL",
    ("left(brut, 8)", "left(brut, 2)", _CATEGORIE),
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
LISTE: Final = Dictionnaire("liste", valeurs.flatten_liste, ("VARCHAR",))

# A list of objects that DuckDB can read as it is starts so, once minified.
LISTE_REGULIERE: Final = "[{"


TITULAIRES_BRUTS: Final = 'coalesce("titulaires", "concessionnaires")'
MONTANT_BRUT: Final = 'coalesce("montant", "valeurGlobale")'


_PAR_GENRE: Final = {
    GenreChamp.DATE: DATE,
    GenreChamp.DUREE: DUREE,
    GenreChamp.ENTIER: ENTIER,
    GenreChamp.TAUX: TAUX,
    GenreChamp.BOOLEEN: BOOLEEN,
    GenreChamp.MONTANT: MONTANT,
    GenreChamp.CPV: CPV,
    GenreChamp.LISTE: LISTE,
}
_PAR_CHAMP: Final = {
    "lieuExecution": LIEU,
    "considerationsSociales": SOCIAL,
    "considerationsEnvironnementales": ENVIRONNEMENT,
}


def _find_dictionnaire(champ: Champ) -> Dictionnaire | None:
    """Return how a field of the official table is read; None when its text is kept as it is."""
    if champ.nom in _PAR_CHAMP:
        return _PAR_CHAMP[champ.nom]
    if champ.genre is GenreChamp.LIBELLE:
        return Dictionnaire(
            champ.colonnes[0], valeurs.label_reader(champ.orthographes), ("VARCHAR",)
        )
    if champ.genre is GenreChamp.LIBELLES:
        return Dictionnaire(
            champ.colonnes[0], valeurs.labels_reader(champ.orthographes), ("VARCHAR[]",)
        )
    return _PAR_GENRE.get(champ.genre)


def _list_regles() -> Iterator[Regle]:
    """Yield the rules of the fields of both families, but those that two fields fill together."""
    champs = {c.nom: c for tous in FAMILLES.values() for c in tous if c.nom not in _ENSEMBLE}
    for nom, champ in champs.items():
        dictionnaire = _find_dictionnaire(champ)
        anciens = [ancien for ancien, nouveau in ANCIENS_NOMS.items() if nouveau == nom]
        noms = ", ".join(f'"{n}"' for n in (nom, *anciens) if n in COLONNES)
        brut = f"coalesce({noms})" if "," in noms else noms
        if dictionnaire is LISTE:
            yield _liste(nom, brut)
        elif dictionnaire is not None:
            yield Regle(nom, brut, dictionnaire, _JOURS.get(nom) or champ.colonnes)


def _liste(champ: str, brut: str) -> Regle:
    """Return the rule of a list of objects: only the lists of an odd shape are looked up."""
    irreguliere = (
        f"({brut} IS NOT NULL AND {brut} <> '[]' "
        f"AND (NOT starts_with({brut}, '{LISTE_REGULIERE}') OR contains({brut}, '[[')))"
    )
    return Regle(champ, brut, LISTE, (f"_{champ}",), quand=irreguliere)


_ENSEMBLE: Final = frozenset(
    "acheteur autoriteConcedante montant valeurGlobale titulaires concessionnaires".split()
)
_JOURS: Final = {  # which fill one column
    "dateNotification": ("_date_notification",),
    "dateSignature": ("_date_signature",),
}

REGLES: Final[tuple[Regle, ...]] = (
    Regle(
        "acheteur.id",
        'coalesce("acheteur", "acheteur.id", "autoriteConcedante")',
        ACHETEUR,
        ("acheteur_siren", "acheteur_siret", "acheteur_nom"),
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
    _liste("titulaires", TITULAIRES_BRUTS),
    *_list_regles(),
)
