"""Shares summed up from the contracts of a proof, counted by state."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from spaser.moteur.indicateurs.demande import DEFINITIONS
from spaser.moteur.valeurs import Valeur, Variante

ETATS: Final = ("compte", "non_compte", "inconnu")


class SommeMarches(NamedTuple):
    """Contracts in one state, those of a usable amount, their euros."""

    contrats: int = 0
    peses: int = 0
    euros: float = 0.0


type Etats = Mapping[str, SommeMarches]

SOMME: Final = """count(*), count(*) FILTER (pese),
       CAST(coalesce(sum(CAST(montant AS DECIMAL(18, 2))) FILTER (pese), 0) AS DOUBLE)"""
"""The SQL of a `Somme`, over the rows of a proof."""


def weigh_etats(
    code: str, variante: Variante, etats: Etats
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Return what the contracts of each state weigh, and how many they are.

    Those set aside for want of an amount do not count.
    """
    en_euros = DEFINITIONS[code].pese_en_euros(variante)
    sommes = [etats.get(etat, SommeMarches()) for etat in ETATS]
    comptes = tuple(somme.peses if en_euros else somme.contrats for somme in sommes)
    if variante == "montant":
        return tuple(somme.euros for somme in sommes), comptes
    return tuple(map(float, comptes)), comptes


def sum_part(siren: str, annee: int | None, code: str, variante: Variante, etats: Etats) -> Valeur:
    (oui, non, inconnu), comptes = weigh_etats(code, variante, etats)
    return make_part(
        (siren, annee, code, variante), (oui, non, inconnu), (sum(comptes), comptes[2])
    )


def make_part(
    cle: tuple[str, int | None, str, Variante],
    pesees: tuple[float, float, float],
    comptes: tuple[int, int],
) -> Valeur:
    """Return a share from what counts, does not, and is unknown; n, then the unknown contracts."""
    oui, non, inconnu = pesees
    n, inconnus = comptes
    connus, total = oui + non, oui + non + inconnu
    sait = connus > 0
    return Valeur(
        *cle,
        numerateur=oui if sait else None,
        denominateur=connus,
        n=n,
        inconnus=inconnus,
        valeur=oui / connus if sait else None,
        bas=oui / total if sait else None,
        haut=(oui + inconnu) / total if sait else None,
    )


def explain_absence(valeur: Valeur) -> Valeur:
    """Add why there is no figure, when there is none."""
    if valeur.valeur is not None:
        return valeur
    definition = DEFINITIONS[valeur.indicateur]
    absence = definition.explain_inconnu(valeur.annee) if valeur.n else definition.population.vide
    return replace(valeur, absence=absence)
