"""What a buyer buys, from whom and until when: the facts around its figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from spaser.donnees.entrepot import familles
from spaser.donnees.entrepot.lecture import Entrepot

TITULAIRES_MAX: Final = 10
ECHEANCES_MAX: Final = 20
MOIS_A_VENIR: Final = 12


@dataclass(frozen=True, slots=True)
class Volume:
    """Contracts and their awarded euros; `sans_montant` have no usable amount.

    `subsequents` have one, left out of the sum: their framework already counts it.
    """

    nom: str
    marches: int
    montant: float | None
    sans_montant: int
    subsequents: int


@dataclass(frozen=True, slots=True)
class Titulaire:
    """A holder of several contracts; the whole amount of a contract counts for each holder."""

    siren: str
    nom: str | None
    marches: int
    montant: float | None


@dataclass(frozen=True, slots=True)
class FinDeContrat:
    """A contract that ends soon, by its published start and length."""

    id: str | None
    objet: str | None
    fin: date
    montant: float | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """A buyer's contracts seen from four sides; concessions are only counted."""

    annees: tuple[Volume, ...]
    familles: tuple[Volume, ...]
    titulaires: tuple[Titulaire, ...]
    echeances: tuple[FinDeContrat, ...]
    nb_echeances: int
    sans_echeance: int  # contracts whose length or date is missing


def compute_portrait(entrepot: Entrepot, siren: str, aujourdhui: date) -> Portrait:
    """Read the contracts of a buyer, once: what follows asks the same few thousand lines."""
    with entrepot.cursor() as lecteur:
        lecteur.connexion.execute(_CHOISIS, {"siren": siren})
        echeances = _read(lecteur, _ECHEANCES, jour=aujourdhui, mois=MOIS_A_VENIR)
        ((sans_echeance,),) = _read(lecteur, _SANS_ECHEANCE)
        return Portrait(
            annees=tuple(Volume(*ligne) for ligne in _read(lecteur, _ANNEES)),
            familles=tuple(Volume(*ligne) for ligne in _read(lecteur, _FAMILLES)),
            titulaires=tuple(_list_titulaires(lecteur)),
            echeances=tuple(FinDeContrat(*ligne) for ligne in echeances[:ECHEANCES_MAX]),
            nb_echeances=len(echeances),
            sans_echeance=sans_echeance,
        )


def count_titularisations(entrepot: Entrepot, siren: str) -> int:
    """Return how many times this SIREN holds a contract of somebody else."""
    ((nombre,),) = _read(
        entrepot, "SELECT count(*) FROM titulaires WHERE siren = $siren", siren=siren
    )
    return int(nombre)


def _list_titulaires(entrepot: Entrepot) -> list[Titulaire]:
    ((debut, fin),) = _read(entrepot, "SELECT min(ligne), max(ligne) FROM choisis")
    if debut is None:
        return []
    lignes = _read(entrepot, _TITULAIRES, debut=debut, fin=fin, nombre=TITULAIRES_MAX)
    noms = _find_noms(entrepot, [ligne[0] for ligne in lignes if ligne[1] is None])
    return [Titulaire(s, nom or noms.get(s), n, montant) for s, nom, n, montant in lignes]


def _find_noms(entrepot: Entrepot, sirens: list[str]) -> dict[str, str]:
    """Return the names that Sirene gives, if it was loaded: the present format has none."""
    if not sirens or "ref_sirene_unites" in entrepot.listes_absentes:
        return {}
    requete = "SELECT siren, nom FROM ref_sirene_unites WHERE siren IN (SELECT unnest($sirens))"
    return {siren: nom for siren, nom in _read(entrepot, requete, sirens=sirens) if nom}


def _read(entrepot: Entrepot, requete: str, **parametres: object) -> list[tuple[Any, ...]]:
    return entrepot.connexion.execute(requete, parametres).fetchall()


_VOLUME: Final = """count(*), CAST(sum(montant_utile) AS DOUBLE),
       count(*) FILTER (montant_utile IS NULL AND NOT double_compte),
       count(*) FILTER (montant_utile IS NULL AND double_compte)"""

# A table of its own connection: it goes with the cursor.
_CHOISIS: Final = """
CREATE OR REPLACE TEMP TABLE choisis AS
SELECT cle, ligne, id, objet, annee, cpv, montant_utile, double_compte,
       CASE WHEN duree_mois BETWEEN 0 AND 600 THEN
            CAST(coalesce(date_debut_execution, date_notification)
                 + to_months(CAST(round(duree_mois) AS INTEGER)) AS DATE) END AS fin
FROM marches WHERE acheteur_siren = $siren AND famille = 'marche'
"""

_ANNEES: Final = f"""
SELECT coalesce(CAST(annee AS VARCHAR), 'Sans date'), {_VOLUME}
FROM choisis GROUP BY annee ORDER BY annee NULLS LAST
"""

_FAMILLES: Final = f"""
SELECT {familles.LIBELLE}, {_VOLUME} FROM choisis m {familles.JOINTURE}
GROUP BY 1 ORDER BY 3 DESC NULLS LAST, 1
"""

# The holders' table is sorted as the contracts are: the range of lines spares reading the rest.
_TITULAIRES: Final = """
WITH paires AS (
    SELECT DISTINCT ON (t.siren, t.ligne) t.siren, t.nom, m.montant_utile
    FROM titulaires t JOIN choisis m ON m.ligne = t.ligne
    WHERE t.modification = 0 AND t.siren IS NOT NULL AND t.ligne BETWEEN $debut AND $fin
)
SELECT siren, max(nom), count(*), CAST(sum(montant_utile) AS DOUBLE)
FROM paires GROUP BY siren ORDER BY 4 DESC NULLS LAST, 3 DESC, siren LIMIT $nombre
"""

_ECHEANCES: Final = """
SELECT id, objet, fin, CAST(montant_utile AS DOUBLE)
FROM choisis
WHERE fin BETWEEN CAST($jour AS DATE)
      AND CAST(CAST($jour AS DATE) + to_months(CAST($mois AS INTEGER)) AS DATE)
ORDER BY montant_utile DESC NULLS LAST, fin, id
"""

_SANS_ECHEANCE: Final = "SELECT count(*) FILTER (fin IS NULL) FROM choisis"
