"""What contracts are grouped by: family of purchases, procedure, amount. One group a contract."""

from enum import StrEnum
from itertools import pairwise
from typing import Final, Self

from spaser.moteur.entrepot import familles
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.indicateurs.demande.choisis import SIENS

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
    return f"SELECT {choix} FROM marches m {jointure} WHERE {SIENS}"


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
