"""The sets of contracts that indicators speak of.

Concessions never enter a rate: the SPASER threshold counts expenditure made under *marchés*. They
have volume facts of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from spaser.donnees.indicateurs.definition import Population

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue

    from spaser.donnees.indicateurs.contrats import Contrats

DEFENSE: Final = "Marché de défense ou de sécurité"

# CPV ranges for which the origin of the products is a published datum.
CPV_ORIGINE: Final[tuple[tuple[str, str], ...]] = (
    ("15100000", "15982200"),
    ("18100000", "18453000"),
    ("18800000", "18843000"),
    ("33100000", "33198200"),
    ("33600000", "33698300"),
    ("34100000", "34144910"),
    ("34510000", "34522700"),
    ("34600000", "34622500"),
    ("34710000", "34722200"),
)


def _hors_defense(t: Contrats) -> BooleanValue:
    return (t.famille == "marche") & (t.nature.fill_null("") != DEFENSE)


def _origine_due(t: Contrats) -> BooleanValue:
    (debut, fin), *autres = CPV_ORIGINE
    due = t.cpv.between(debut, fin)
    for debut, fin in autres:
        due = due | t.cpv.between(debut, fin)
    return (t.famille == "marche") & due


MARCHES: Final = Population(
    nom="marches",
    texte="Tous les marchés notifiés dans l'année ; les concessions sont présentées à part.",
    vide="aucun marché notifié cette année",
    condition=lambda t: t.famille == "marche",
)

HORS_DEFENSE: Final = Population(
    nom="hors_defense",
    texte="Tous les marchés notifiés dans l'année, sauf les marchés de défense ou de sécurité, "
    "auxquels l'obligation ne s'applique pas ; les concessions sont présentées à part.",
    vide="aucun marché hors défense notifié cette année",
    condition=_hors_defense,
)

SEUIL_EUROPEEN: Final = Population(
    nom="seuil_europeen",
    texte="Les marchés notifiés dans l'année, hors défense ou sécurité, dont le montant utilisable "
    "atteint le seuil européen en vigueur le jour de la notification.",
    vide="aucun marché repéré au-dessus du seuil européen cette année",
    condition=lambda t: _hors_defense(t) & (t.montant_utile >= t.seuil_ue),
)

CLAUSE_SOCIALE: Final = Population(
    nom="clause_sociale",
    texte="Les marchés notifiés dans l'année qui déclarent une clause sociale.",
    vide="aucun marché déclarant une clause sociale cette année",
    condition=lambda t: (t.famille == "marche") & t.clause_sociale,
)

ORIGINE_DUE: Final = Population(
    nom="origine_due",
    texte="Les marchés notifiés dans l'année dont le code CPV est dans l'une des neuf plages "
    "(denrées, habillement, santé, véhicules) pour lesquelles l'origine est à publier.",
    vide="aucun marché de denrées, d'habillement, de santé ou de véhicules cette année",
    condition=_origine_due,
)

AVEC_ACTES: Final = Population(
    nom="avec_actes",
    texte="Les marchés notifiés dans l'année pour lesquels au moins un acte de sous-traitance est "
    "publié.",
    vide="aucun acte de sous-traitance publié pour les marchés de cette année",
    condition=lambda t: (t.famille == "marche") & (t.nb_actes > 0),
)

SANS_DOUBLE_COMPTE: Final = Population(
    nom="sans_double_compte",
    texte="Les marchés notifiés dans l'année, sauf les marchés subséquents dont l'accord-cadre est "
    "déjà compté.",
    vide="aucun marché notifié cette année",
    condition=lambda t: (t.famille == "marche") & ~t.double_compte,
)

CONCESSIONS: Final = Population(
    nom="concessions",
    texte="Les contrats de concession signés dans l'année.",
    vide="aucune concession signée cette année",
    condition=lambda t: t.famille == "concession",
)
