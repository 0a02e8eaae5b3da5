"""Figures broken down: by family of purchases, procedure or amount. One group a contract.

The query of `valeurs` counts by buyer and year. Rates are broken down with the name of a group in
the column of the year: the same definitions, the same unknowns, the same bounds. Proofs are counted
by family and state.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, Self

import duckdb

from spaser.elements import ErreurSpaser
from spaser.moteur.entrepot import familles
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.indicateurs import preuve
from spaser.moteur.indicateurs.catalogue import DEFINITIONS
from spaser.moteur.indicateurs.definition import tell_absentes
from spaser.moteur.indicateurs.requetes import read_sql_preuve, read_sql_taux
from spaser.moteur.valeurs import Segment, Valeur, Variante

# --- The groups ---

PROCEDURE_INCONNUE: Final = "Procédure non publiée"
MONTANT_INCONNU: Final = "Montant absent ou suspect"
_INCONNUS: Final = frozenset({familles.INCONNUE, PROCEDURE_INCONNUE, MONTANT_INCONNU})

# Round amounts, which are no threshold of the law: those change with the day and the buyer.
_BORNES: Final = (0, 50_000, 100_000, 250_000, 1_000_000, 5_000_000)


def _write(euros: int) -> str:
    millions, reste = divmod(euros, 1_000_000)
    return f"{millions} M€" if millions and not reste else f"{euros:,} €".replace(",", "\u202f")


def _name_tranches() -> tuple[str, ...]:
    milieu = (f"De {_write(bas)} à moins de {_write(haut)}" for bas, haut in pairwise(_BORNES[1:]))
    noms = (f"Moins de {_write(_BORNES[1])}", *milieu, f"{_write(_BORNES[-1])} et plus")
    return tuple(nom.replace(" €", "\u00a0€").replace(" M€", "\u00a0M€") for nom in noms)


TRANCHES: Final = _name_tranches()
_MONTANT: Final = "CASE WHEN m.montant_suspicion IS NULL THEN m.montant_initial END"
_CAS: Final = " ".join(
    f"WHEN {_MONTANT} >= {bas} THEN '{nom}'"
    for bas, nom in sorted(zip(_BORNES, TRANCHES, strict=True), reverse=True)
)


class AxeCroisement(StrEnum):
    """A way of grouping contracts: its name in a sentence, the SQL that names a group."""

    libelle: str
    colonne: str
    expression: str

    def __new__(cls, code: str, libelle: str = "", colonne: str = "", expression: str = "") -> Self:
        """Keep the code as the value, the rest beside it; a code alone finds it."""
        membre = str.__new__(cls, code)
        membre._value_ = code
        membre.libelle = libelle
        membre.colonne = colonne
        membre.expression = expression
        return membre

    FAMILLE = "famille", "par famille d’achat", "Famille d’achat", familles.LIBELLE
    PROCEDURE = (
        "procedure",
        "par procédure",
        "Procédure",
        f"coalesce(m.procedure, '{PROCEDURE_INCONNUE}')",
    )
    TRANCHE = (
        "tranche",
        "par tranche de montant",
        "Tranche de montant HT",
        f"CASE {_CAS} ELSE '{MONTANT_INCONNU}' END",
    )


def rank(nom: str) -> tuple[bool, int, str]:
    """Return what sorts groups: amounts by size, names by letter, what is not known last."""
    return nom in _INCONNUS, TRANCHES.index(nom) if nom in TRANCHES else 0, nom


def write_groupes(axe: AxeCroisement, choix: str) -> str:
    """Return the query of what is chosen of the contracts `m` of a buyer and year, grouped so."""
    jointure = familles.JOINTURE if axe is AxeCroisement.FAMILLE else ""
    return f"SELECT {choix} FROM marches m {jointure} WHERE {preuve.SIENS}"


_TOUS: Final = write_groupes(
    AxeCroisement.FAMILLE,
    ", ".join(("m.cle", *(f"{axe.expression} AS {axe.value}_" for axe in AxeCroisement))),
)


def map_groupes(
    entrepot: Entrepot, siren: str, annee: int | None
) -> dict[AxeCroisement, dict[int, str]]:
    lignes = entrepot.connexion.execute(_TOUS, {"siren": siren, "annee": annee}).fetchall()
    return {
        axe: {ligne[0]: ligne[rang] for ligne in lignes}
        for rang, axe in enumerate(AxeCroisement, 1)
    }


# --- Rates by group ---

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
    choisis = preuve.write_choisis(entrepot, requete, contrats)
    return entrepot.connexion.execute(
        _TAUX.format(choisis=choisis, requete=requete), choix
    ).fetchall()


# --- Proofs by family ---

type ParFamille = Mapping[str, preuve.Etats]

_CONTRATS: Final = write_groupes(
    AxeCroisement.FAMILLE, f"m.*, {AxeCroisement.FAMILLE.expression} AS famille_achat"
)
_ETATS: Final = f"""
SELECT '{{code}}', famille_achat, etat, {preuve.SOMME}
FROM ({{requete}}) JOIN (SELECT cle, famille_achat FROM marches_choisis) USING (cle) GROUP BY ALL
"""


def count_familles(
    entrepot: Entrepot, siren: str, annee: int | None, codes: Sequence[str]
) -> dict[str, ParFamille]:
    """Return, by code then by family, the contracts of several proofs of a year: one reading.

    Raises:
        ErreurSpaser: a list that a figure needs is not there.
    """
    if not codes:
        return {}
    definitions = [preuve.find_definition(code) for code in codes]
    requete = " UNION ALL ".join(
        _ETATS.format(code=d.code, requete=read_sql_preuve(entrepot.version, d.code))
        for d in definitions
    )
    choix: dict[str, object] = {"siren": siren, "annee": annee}
    try:
        choisis = preuve.write_choisis(entrepot, requete, _CONTRATS)
        lignes = entrepot.connexion.execute(f"{choisis} {requete}", choix).fetchall()
    except duckdb.CatalogException as cause:
        raise preuve.tell_sans_preuve(definitions, cause) from cause
    lues: dict[str, defaultdict[str, dict[str, preuve.SommeMarches]]] = {
        d.code: defaultdict(dict) for d in definitions
    }
    for code, famille, etat, *somme in lignes:
        lues[code][famille][etat] = preuve.SommeMarches(*somme)
    return dict(lues)


def sum_segments(figure: Valeur, par_famille: ParFamille) -> list[Segment]:
    """Break a share down; the heaviest family first. Their contracts add up to the figure's."""
    cle = (figure.siren, figure.annee, figure.indicateur, figure.variante)
    segments = [
        (
            sum(preuve.weigh_etats(*cle[2:], etats)[0]),
            Segment(famille, preuve.sum_part(*cle, etats)),
        )
        for famille, etats in par_famille.items()
    ]
    segments.sort(key=lambda paire: (-paire[0], paire[1].famille))
    return [segment for _, segment in segments if segment.valeur.n]
