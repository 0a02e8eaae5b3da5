"""The figures of a buyer, read from the store, each absent one with its reason."""

from collections import defaultdict
from dataclasses import replace
from typing import Final

import duckdb

from spaser.moteur.indicateurs import definition
from spaser.moteur.indicateurs.catalogue import INDICATEURS, PAR_CODE
from spaser.moteur.indicateurs.definition import NON_PUBLIE, Indicateur
from spaser.moteur.valeurs import LISTE_ABSENTE, Valeur, Variante

type Cle = tuple[str, Variante]
type Lignes = dict[Cle, Valeur]

SANS_MONTANT: Final = (
    "aucun montant à additionner : absents, suspects ou déjà comptés dans un accord-cadre"
)
NON_CALCULE: Final = "pas encore calculé : l'entrepôt date d'une version antérieure"
MARCHES: Final[Cle] = ("VOL-01", "total")
ANCIEN_FORMAT: Final[Cle] = ("VOL-11", "total")

_REQUETE: Final = """
SELECT siren, annee, indicateur, variante, numerateur, denominateur, n, inconnus, valeur, bas, haut
FROM valeurs WHERE siren = $siren
"""


def list_valeurs(
    connexion: duckdb.DuckDBPyConnection,
    siren: str,
    annee: int | None = None,
    *,
    absents: frozenset[str] = frozenset(),
) -> list[Valeur]:
    """Return the figures of a buyer, for one year or for all, in the order of the catalogue.

    Every year that has a figure has every indicator, with a reason where there is no value. A
    year without any contract gives nothing. `absents` are the lists that were not loaded.
    """
    requete = _REQUETE if annee is None else f"{_REQUETE} AND annee = $annee"
    parametres = {"siren": siren} if annee is None else {"siren": siren, "annee": annee}
    par_annee: defaultdict[int | None, Lignes] = defaultdict(dict)
    for ligne in connexion.execute(requete, parametres).fetchall():
        valeur = Valeur(*ligne)
        par_annee[valeur.annee][valeur.indicateur, valeur.variante] = valeur
    annees = sorted(par_annee, key=lambda a: (a is None, a))
    return [v for a in annees for v in _complete(siren, a, par_annee[a], absents)]


def _complete(
    siren: str, annee: int | None, lignes: Lignes, absents: frozenset[str]
) -> list[Valeur]:
    """Give a line to every indicator, and a reason to every line without a value."""
    completes = []
    for i in INDICATEURS:
        for variante in i.variantes:
            valeur = lignes.get((i.code, variante))
            if valeur is None:
                raison = _explain_vide(i, variante, annee, lignes, absents)
                valeur = Valeur(
                    siren, annee, i.code, variante, None, None, 0, 0, None, None, None, raison
                )
            elif valeur.valeur is None:
                muet = _est_muet(i, annee, lignes)
                valeur = replace(valeur, absence=NON_PUBLIE if muet else i.sans_reponse)
            completes.append(valeur)
    return completes


def _explain_vide(
    i: Indicateur, variante: Variante, annee: int | None, lignes: Lignes, absents: frozenset[str]
) -> str:
    if MARCHES not in lignes and i.population is not definition.CONCESSIONS:
        return definition.MARCHES.vide
    if i.referentiels_requis & absents:
        return LISTE_ABSENTE
    if _population_connue(i, lignes):
        if i.referentiels_requis and all(code != i.code for code, _ in lignes):
            return LISTE_ABSENTE
        return SANS_MONTANT if i.pese_en_euros(variante) else NON_CALCULE
    return NON_PUBLIE if _est_muet(i, annee, lignes) else i.population.vide


def _population_connue(i: Indicateur, lignes: Lignes) -> bool:
    return any(
        PAR_CODE[code].population is i.population and not PAR_CODE[code].pese_en_euros(variante)
        for code, variante in lignes
        if code in PAR_CODE
    )


def _est_muet(i: Indicateur, annee: int | None, lignes: Lignes) -> bool:
    marches, anciens = lignes.get(MARCHES), lignes.get(ANCIEN_FORMAT)
    tout_ancien = marches is not None and anciens is not None and marches.n == anciens.valeur
    return i.is_muet(annee) or (i.depuis_2024 and tout_ancien)
