"""The columns an indicator may use: those of `marches`, and facts brought by other tables.

A protocol, so that the type checker refuses a column that does not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ibis.expr.types import BooleanColumn, DateColumn, NumericColumn, StringColumn


class Contrats(Protocol):
    """A table with one row a contract, as an expression sees it."""

    # columns of `marches`
    famille: StringColumn
    format: StringColumn
    nature: StringColumn
    cpv: StringColumn
    categorie: StringColumn
    accord_cadre: BooleanColumn
    double_compte: BooleanColumn
    date_notification: DateColumn
    montant_initial: NumericColumn
    montant: NumericColumn
    montant_suspicion: StringColumn
    montant_utile: NumericColumn
    avance: BooleanColumn
    offres_recues: NumericColumn
    sous_traitance: BooleanColumn
    innovant: BooleanColumn
    origine_ue: NumericColumn
    origine_france: NumericColumn
    social: BooleanColumn
    clause_sociale: BooleanColumn
    critere_social: BooleanColumn
    reserve: BooleanColumn
    environnement: BooleanColumn
    clause_environnementale: BooleanColumn
    critere_environnemental: BooleanColumn

    # facts about the holders at award (`faits_titulaires`): NULL when they cannot be identified
    esus: BooleanColumn
    siae: BooleanColumn
    handicap: BooleanColumn
    pme: BooleanColumn
    ess: BooleanColumn

    # additive distinct counts (`faits_titulaires`)
    nouveaux_titulaires: NumericColumn
    nouveaux_inclusifs: NumericColumn

    # the buyer's own territory, and holders established there (`territoires`)
    territoire_commune: BooleanColumn
    territoire_epci: BooleanColumn
    territoire_departement: BooleanColumn
    territoire_region: BooleanColumn
    local_commune_siege: BooleanColumn
    local_commune_etablissement: BooleanColumn
    local_epci_siege: BooleanColumn
    local_epci_etablissement: BooleanColumn
    local_departement_siege: BooleanColumn
    local_departement_etablissement: BooleanColumn
    local_region_siege: BooleanColumn
    local_region_etablissement: BooleanColumn

    # European threshold on the day of notification, subcontracting acts (`enrichissement`)
    seuil_ue: NumericColumn
    nb_actes: NumericColumn
    montant_actes: NumericColumn
