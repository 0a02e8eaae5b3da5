"""The SQL of the indicators: kept in the version that was built by it, run from there.

A version of the store holds `requetes.json` beside its manifest: two texts that give every figure,
sums in one scan then their unfolding, one text a definition that gives the contracts behind its
figures, and a few that give the rates of one buyer and year by whatever stands in the column of the
year. The build runs what it keeps, and readers run what was kept, so that a proof or a corrected
figure follows the definitions of the published ones.

What a version of an earlier release does not hold is written from the definitions of today.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from spaser.moteur.entrepot.dossier import EntrepotAbime
from spaser.moteur.indicateurs import calcul
from spaser.moteur.indicateurs.catalogue import DEFINITIONS, RUBRIQUES, list_rubrique
from spaser.moteur.indicateurs.colonnes import AGREGATS

REQUETES: Final = "requetes.json"


@dataclass(frozen=True, slots=True)
class Ensemble:
    """The figures that depend on the same kinds of corrections, and the query of them all."""

    touches: list[str]  # codes of `colonnes.Touche`
    codes: list[str]
    texte: str


@dataclass(frozen=True, slots=True)
class Requetes:
    """The DuckDB queries of a version, over tables named as in `colonnes.LUES`."""

    valeurs: str  # every figure that the lists of this version allow
    preuves: dict[str, str]  # by code, whatever the lists
    taux: dict[str, str] = field(default_factory=dict)  # by part, over the rows of a proof
    ensembles: list[Ensemble] = field(default_factory=list)  # each figure in one, the same lists
    # What `valeurs` reads, a row a buyer and year; it read contracts in the past.
    agregats: str = ""


def compose_requetes(absents: frozenset[str]) -> Requetes:
    """Return the queries; figures leave out the indicators that need the lists absent."""
    agregats, valeurs = calcul.sql_agregats(absents)
    return Requetes(
        valeurs,
        preuves={code: _compose_preuve(code) for code in DEFINITIONS},
        taux={rubrique: _compose_taux(rubrique, absents) for rubrique in RUBRIQUES},
        ensembles=[
            Ensemble(sorted(touches), [i.code for i in choisis], calcul.sql_indicateurs(choisis))
            for touches, choisis in calcul.list_par_touches(absents).items()
        ],
        agregats=agregats,
    )


def write_requetes(version: Path, requetes: Requetes) -> None:
    texte = msgspec.json.format(msgspec.json.encode(requetes), indent=1)
    (version / REQUETES).write_bytes(texte)


def read_sql_valeurs(version: Path, absents: frozenset[str]) -> str:
    """Return the query of every figure of a version, built without the lists `absents`."""
    gardees = _read(version)
    if not gardees.valeurs:
        return join_agregats(*calcul.sql_agregats(absents))
    return join_agregats(gardees.agregats, gardees.valeurs) if gardees.agregats else gardees.valeurs


def join_agregats(agregats: str, valeurs: str) -> str:
    """Return as one query the two that give every figure."""
    return f"WITH {AGREGATS} AS ({agregats}) {valeurs}"


def list_ensembles(version: Path) -> list[Ensemble]:
    """Return the queries of the figures that corrections move; none in an older version."""
    return _read(version).ensembles


def read_sql_preuve(version: Path, code: str) -> str:
    """Return the query of a proof; that of an indicator younger than the version is made anew."""
    return _read(version).preuves.get(code) or _compose_preuve(code)


def read_sql_taux(version: Path, rubrique: str, absents: frozenset[str]) -> str:
    """Return the query of the rates of a part, over the rows of a proof; no text for no rate."""
    taux = _read(version).taux
    return taux[rubrique] if rubrique in taux else _compose_taux(rubrique, absents)


def _read(version: Path) -> Requetes:
    """Return what a version keeps: nothing, when it is that of an earlier release.

    Raises:
        EntrepotAbime: the queries of this version cannot be understood.
    """
    fichier = version / REQUETES
    if not fichier.exists():
        return Requetes("", {})
    try:
        return msgspec.json.decode(fichier.read_bytes(), type=Requetes)
    except msgspec.DecodeError as erreur:
        raise EntrepotAbime(
            f"Les requêtes de l'entrepôt sont illisibles : « {fichier} ».",
            "Supprimez le dossier de l'entrepôt, puis importez à nouveau les fichiers.",
        ) from erreur


@cache
def _compose_preuve(code: str) -> str:
    return DEFINITIONS[code].preuve or calcul.sql_preuve(DEFINITIONS[code])


@cache
def _compose_taux(rubrique: str, absents: frozenset[str]) -> str:
    taux = tuple(i for i in list_rubrique(rubrique) if not i.referentiels_requis & absents)
    return calcul.sql_taux(taux) if taux else ""
