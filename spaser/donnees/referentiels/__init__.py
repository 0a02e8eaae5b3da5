"""Dated reference tables: some travel with the code, others are imported from official files."""

from spaser.donnees.referentiels.depot import attach, list_disponibles
from spaser.donnees.referentiels.embarques import famille_acheteur_sql, load_embarques
from spaser.donnees.referentiels.importation import import_referentiel, recognise
from spaser.donnees.referentiels.lieu import departement, map_lieux
from spaser.donnees.referentiels.modele import (
    ErreurReferentiel,
    RapportReferentiel,
    Referentiel,
)

__all__ = [
    "ErreurReferentiel",
    "RapportReferentiel",
    "Referentiel",
    "attach",
    "departement",
    "famille_acheteur_sql",
    "import_referentiel",
    "list_disponibles",
    "load_embarques",
    "map_lieux",
    "recognise",
]
