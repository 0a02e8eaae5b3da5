"""The values that DECP allows, with the spellings met in real files.

One table per field: folded form -> label kept in the store. Labels of v1 that v2 renamed are
folded onto the v2 label.
"""

from __future__ import annotations

from typing import Final

from spaser.moteur.decp.conversion.normalisation import fold

NATURES_MARCHE: Final = ("Marché", "Marché de partenariat", "Marché de défense ou de sécurité")
NATURES_CONCESSION: Final = (
    "Concession de travaux",
    "Concession de service",
    "Concession de service public",
    "Délégation de service public",
)
PROCEDURES_MARCHE: Final = (
    "Procédure adaptée",
    "Appel d'offres ouvert",
    "Appel d'offres restreint",
    "Procédure avec négociation",
    "Marché passé sans publicité ni mise en concurrence préalable",
    "Dialogue compétitif",
)
PROCEDURES_CONCESSION: Final = (
    "Procédure négociée ouverte",
    "Procédure non négociée ouverte",
    "Procédure négociée restreinte",
    "Procédure non négociée restreinte",
)


def make_table(*labels: str, **alias: str) -> dict[str, str]:
    """Map the folded form of each label, and each alias (words joined by _), to the label."""
    table = {fold(label): label for label in labels}
    table.update({forme.replace("_", " "): label for forme, label in alias.items()})
    return table


NATURES: Final = make_table(
    *NATURES_MARCHE,
    "Accord-cadre",
    "Marché subséquent",
    *NATURES_CONCESSION,
    accord_cadre="Accord-cadre",
    marches_subsequents="Marché subséquent",
    marche_subsequent="Marché subséquent",
    marche_public="Marché",
    marche_de_defense_et_de_securite="Marché de défense ou de sécurité",
)

_NEGOCIATION: Final = "Procédure avec négociation"
_SANS_PUBLICITE: Final = "Marché passé sans publicité ni mise en concurrence préalable"
PROCEDURES: Final = make_table(
    *PROCEDURES_MARCHE,
    *PROCEDURES_CONCESSION,
    procedure_concurrentielle_avec_negociation=_NEGOCIATION,
    procedure_negociee_avec_mise_en_concurrence_prealable=_NEGOCIATION,
    procedure_negociee_avec_publicite_prealable=_NEGOCIATION,
    marche_negocie_sans_publicite_ni_mise_en_concurrence_prealable=_SANS_PUBLICITE,
    marche_public_negocie_sans_publicite_ni_mise_en_concurrence_prealable=_SANS_PUBLICITE,
    marche_public_passe_sans_publicite_ni_mise_en_concurrence_prealable=_SANS_PUBLICITE,
)

CCAG: Final = make_table(
    "Travaux",
    "Maitrise d'œuvre",
    "Fournitures courantes et services",
    "Marchés industriels",
    "Prestations intellectuelles",
    "Techniques de l'information et de la communication",
    "Pas de CCAG",
)

FORMES_PRIX: Final = make_table(
    "Unitaire", "Forfaitaire", "Mixte", "Ferme", "Ferme et actualisable", "Révisable"
)

TYPES_PRIX: Final = make_table(
    "Définitif ferme", "Définitif actualisable", "Définitif révisable", "Provisoire"
)

TECHNIQUES: Final = make_table(
    "Accord-cadre",
    "Concours",
    "Système de qualification",
    "Système d'acquisition dynamique",
    "Catalogue électronique",
    "Enchère électronique",
    "Sans objet",
    accord_cadre="Accord-cadre",
)

MODALITES_EXECUTION: Final = make_table(
    "Tranches",
    "Bons de commande",
    "Marchés subséquents",
    "Sans objet",
    bon_de_commande="Bons de commande",
    marche_subsequent="Marchés subséquents",
)

GROUPEMENTS: Final = make_table("Conjoint", "Solidaire", "Pas de groupement")

LIEUX: Final = make_table(
    "Code postal",
    "Code commune",
    "Code arrondissement",
    "Code canton",
    "Code département",
    "Code région",
    "Code pays",
)

VARIATIONS_PRIX: Final = make_table("Ferme", "Actualisable", "Révisable")

TYPES_IDENTIFIANT: Final = {
    "siret": "SIRET",
    "siren": "SIREN",
    "tva": "TVA",
    "tva intracommunautaire": "TVA",
    "tahiti": "TAHITI",
    "ridet": "RIDET",
    "frwf": "FRWF",
    "frw": "FRWF",
    "irep": "IREP",
    "ue": "UE",
    "hors-ue": "HORS-UE",
    "hors ue": "HORS-UE",
}
