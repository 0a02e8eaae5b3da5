"""Our own table of the fields of DECP v2: what each is called, takes, means, and who can fix it.

`champs.csv` has a row a field, named by its path. The rules are those of the orders of
22 December 2022 and of the official schema 2.0.4; a test compares the two. Labels come from
`nomenclatures`, which also knows how they get misspelt.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import msgspec

from spaser.moteur.decp import nomenclatures
from spaser.moteur.decp.brut import CHAMPS_V2
from spaser.moteur.decp.nomenclatures import fold

FORMES_PRIX: Final = ("Unitaire", "Forfaitaire", "Mixte")
TYPES_IDENTIFIANT: Final = ("SIRET", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "HORS-UE")

CLAUSE_SOCIALE: Final = "Clause sociale"
CRITERE_SOCIAL: Final = "Critère social"
RESERVES: Final = {"marche": "Marché réservé", "concession": "Concession réservée"}
SANS_SOCIAL: Final = "Pas de considération sociale"
SANS_ENVIRONNEMENT: Final = "Pas de considération environnementale"
SANS_OBJET: Final = "Sans objet"
_ENVIRONNEMENT: Final = ("Clause environnementale", "Critère environnemental", SANS_ENVIRONNEMENT)


class GenreChamp(StrEnum):
    TEXTE = "texte"
    SIRET = "siret"
    IDENTIFIANT = "identifiant d’entreprise"
    CPV = "code CPV"
    LIEU = "code de lieu"
    DATE = "date"
    ENTIER = "nombre entier"
    DUREE = "durée en mois"
    MONTANT = "montant"
    TAUX = "taux"
    BOOLEEN = "oui ou non"
    LIBELLE = "libellé"
    LIBELLES = "liste de libellés"
    OBJET = "groupe de champs"
    LISTE = "liste de groupes de champs"


class Presence(StrEnum):
    """Whether a record must have the field; the official schema only knows the first."""

    OBLIGATOIRE = "obligatoire"
    CONDITIONNEL = "selon le cas"


type Qui = Literal["acheteur", "profil"]
"""Who can fix a wrong value: the buyer knows it, or the buyer profile's software writes it."""


@dataclass(frozen=True, slots=True)
class Champ:
    """One field. `champs` are those of an object, or of each element of a list.

    `enveloppe` is the key that wraps a list of labels, or each element of a list of objects.
    `colonnes` are those of the store that it fills, in the order in which a value is read.
    `valeurs` are the labels allowed in v2; `orthographes` maps folded spellings to labels, some
    of which v2 does not allow any more.
    """

    nom: str
    genre: GenreChamp
    sens: str
    presence: Presence
    qui: Qui
    minimum: int | None = None
    maximum: int | None = None
    longueur: int | None = None
    valeurs: tuple[str, ...] = ()
    orthographes: Mapping[str, str] = field(default_factory=dict)
    enveloppe: str | None = None
    colonnes: tuple[str, ...] = ()
    champs: tuple["Champ", ...] = ()
    vide_permis: bool = False  # an empty list says something
    repetable: bool = False  # a list may hold the same element twice
    futur: bool = False  # a day yet to come is plausible


class _Libelles(NamedTuple):
    """The labels that a field takes, and the spellings that are read."""

    valeurs: tuple[str, ...]
    orthographes: Mapping[str, str]


def _list_libelles(famille: str) -> dict[str, _Libelles]:
    marche = famille == "marche"
    natures = nomenclatures.NATURES_MARCHE if marche else nomenclatures.NATURES_CONCESSION
    procedures = nomenclatures.PROCEDURES_MARCHE if marche else nomenclatures.PROCEDURES_CONCESSION
    reserve = RESERVES[famille]
    sociales = (CLAUSE_SOCIALE, CRITERE_SOCIAL, reserve, SANS_SOCIAL)
    orthographes_sociales = nomenclatures.make_table(
        *sociales, clauses_sociales=CLAUSE_SOCIALE, criteres_sociaux=CRITERE_SOCIAL
    )
    orthographes_environnement = nomenclatures.make_table(
        *_ENVIRONNEMENT,
        clauses_environnementales="Clause environnementale",
        criteres_environnementaux="Critère environnemental",
    )
    entieres = {
        "techniques": nomenclatures.TECHNIQUES,
        "modalitesExecution": nomenclatures.MODALITES_EXECUTION,
        "ccag": nomenclatures.CCAG,
        "typeGroupementOperateurs": nomenclatures.GROUPEMENTS,
        "typeCode": nomenclatures.LIEUX,
        "typesPrix": nomenclatures.TYPES_PRIX,
        "variationPrix": nomenclatures.VARIATIONS_PRIX,
    }
    return {nom: _Libelles(tuple(dict.fromkeys(t.values())), t) for nom, t in entieres.items()} | {
        "nature": _Libelles(natures, nomenclatures.NATURES),
        "procedure": _Libelles(procedures, nomenclatures.PROCEDURES),
        "formePrix": _Libelles(FORMES_PRIX, nomenclatures.FORMES_PRIX),
        "typeIdentifiant": _Libelles(TYPES_IDENTIFIANT, nomenclatures.TYPES_IDENTIFIANT),
        "considerationsSociales": _Libelles(
            sociales, dict.fromkeys(map(fold, RESERVES.values()), reserve) | orthographes_sociales
        ),
        "considerationsEnvironnementales": _Libelles(_ENVIRONNEMENT, orthographes_environnement),
    }


with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as _fichier:
    _LIGNES: Final = tuple(csv.DictReader(_fichier))


def _read_champs(famille: str) -> tuple[Champ, ...]:
    libelles = _list_libelles(famille)

    def read(ligne: dict[str, str]) -> dict[str, Any]:
        nom = ligne["champ"].rpartition(".")[2]
        champ: dict[str, Any] = {cle: valeur for cle, valeur in ligne.items() if valeur}
        champ |= dict.fromkeys(ligne["particularite"].split(), True)
        champ |= libelles[nom]._asdict() if nom in libelles else {}
        champ["colonnes"] = ligne["colonnes"].split()
        return champ | {"nom": nom, "champs": under(ligne["champ"])}

    def under(parent: str) -> list[dict[str, Any]]:
        return [
            read(ligne)
            for ligne in _LIGNES
            if ligne["famille"] == famille and ligne["champ"].rpartition(".")[0] == parent
        ]

    return msgspec.convert(under(""), tuple[Champ, ...], strict=False)


CLES_RACINE: Final = {"marche": "marche", "concession": "contrat-concession"}
FAMILLES: Final = {famille: _read_champs(famille) for famille in CLES_RACINE}


def _list_chemins(champs: Sequence[Champ], prefixe: str) -> Iterator[tuple[str, Champ]]:
    for champ in champs:
        yield prefixe + champ.nom, champ
        yield from _list_chemins(champ.champs, f"{prefixe}{champ.nom}.")


_CHEMINS: Final = {
    chemin: champ
    for champs in reversed(FAMILLES.values())
    for chemin, champ in _list_chemins(champs, "")
}


def find_champ(chemin: str | None) -> Champ | None:
    """Return the field of a path: « modifications.montant »; of a contract rather than another."""
    return _CHEMINS.get(chemin or "")


# Whether a contract has considerations, then of what kinds, as the store names it.
SOCIAUX, ENVIRONNEMENTAUX = (
    _CHEMINS[nom].colonnes for nom in ("considerationsSociales", "considerationsEnvironnementales")
)


def _list_enveloppes(genre: GenreChamp) -> dict[str, str]:
    return {c.nom: c.enveloppe for c in _CHEMINS.values() if c.genre is genre and c.enveloppe}


# What is wrapped, and its wrapper: [{"titulaire": {…}}, …] and {"technique": ["…", …]}.
LISTES: Final = _list_enveloppes(GenreChamp.LISTE)
VALEURS: Final = _list_enveloppes(GenreChamp.LIBELLES)

# Names of the 2.0.0 draft and of flat files, with the official one.
ANCIENS_NOMS: Final[dict[str, str]] = {
    "technique": "techniques",
    "modaliteExecution": "modalitesExecution",
    "typePrix": "typesPrix",
    "considerationSociale": "considerationsSociales",
    "considerationEnvironnementale": "considerationsEnvironnementales",
    "acheteur.id": "acheteur",
}

# What the former schema (v1) does not have: a contract with none of these is in that format.
NOUVEAUX_CHAMPS: Final[frozenset[str]] = frozenset(CHAMPS_V2)
