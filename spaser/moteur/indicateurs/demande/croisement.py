"""The rates of a buyer and year, broken down: the kept queries run with a group for a year.

The query of `valeurs` counts by buyer and year. Here the column of the year holds the name of a
group: the same definitions, the same unknowns, the same bounds.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import duckdb

from spaser.elements import ErreurSpaser
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.indicateurs.demande import DEFINITIONS
from spaser.moteur.indicateurs.demande.axes import AxeCroisement, rank, write_groupes
from spaser.moteur.indicateurs.demande.choisis import write_choisis
from spaser.moteur.indicateurs.requetes import read_sql_taux
from spaser.moteur.indicateurs.textes import tell_absentes
from spaser.moteur.valeurs import Valeur, Variante

type Cle = tuple[str, Variante]

_VARIANTES: Final = ("nombre", "montant", "moyenne")

# The last rows count the contracts of each group.
_TAUX: Final = """
{choisis}
SELECT annee, indicateur, variante, numerateur, denominateur, n, inconnus, valeur, bas, haut
FROM ({requete})
UNION ALL
SELECT annee, NULL, NULL, NULL, NULL, count(*) FILTER (famille = 'marche'), NULL, NULL, NULL, NULL
FROM marches_choisis GROUP BY annee
"""


@dataclass(frozen=True, slots=True)
class GroupeMarches:
    """The contracts of one group, concessions apart, and their rates by code and variant."""

    nom: str
    marches: int
    valeurs: Mapping[Cle, Valeur]


def cross(
    entrepot: Entrepot, siren: str, annee: int | None, axe: AxeCroisement, rubrique: str
) -> tuple[GroupeMarches, ...]:
    """Return the rates of a part in each group; a group has no rate that speaks of none of its own.

    There is nothing without the lists of any of them.

    Raises:
        ErreurSpaser: a list that was there at the build is gone.
    """
    requete = read_sql_taux(entrepot.version, rubrique, entrepot.listes_absentes)
    if not requete:
        return ()
    try:
        lignes = _run(entrepot, requete, axe, {"siren": siren, "annee": annee})
    except duckdb.CatalogException as cause:
        raise ErreurSpaser(tell_absentes(entrepot.listes_absentes)) from cause
    comptes: dict[str, int] = {}
    par_groupe: defaultdict[str, dict[Cle, Valeur]] = defaultdict(dict)
    for nom, code, *mesures in lignes:
        if code is None:
            comptes[nom] = mesures[3]
            continue
        valeur = Valeur(siren, annee, code, *mesures)
        if valeur.valeur is None:
            valeur = replace(valeur, absence=DEFINITIONS[code].explain_inconnu(annee))
        if valeur.variante in _VARIANTES:
            par_groupe[nom][code, valeur.variante] = valeur
    return tuple(
        GroupeMarches(nom, comptes[nom], par_groupe[nom])
        for nom in sorted(comptes, key=rank)
        if comptes[nom]
    )


def _run(
    entrepot: Entrepot, requete: str, axe: AxeCroisement, choix: dict[str, object]
) -> list[tuple[Any, ...]]:
    contrats = write_groupes(axe, f"m.* REPLACE ({axe.expression} AS annee)")
    choisis = write_choisis(entrepot, requete, contrats)
    return entrepot.connexion.execute(
        _TAUX.format(choisis=choisis, requete=requete), choix
    ).fetchall()
