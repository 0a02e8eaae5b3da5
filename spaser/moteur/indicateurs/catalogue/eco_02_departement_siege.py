"""ECO-02-departement-siege: holders whose head office is in the buyer's departement."""

from typing import Final

from spaser.moteur.indicateurs.achats_locaux import indicateur_local

INDICATEUR: Final = indicateur_local("departement", "siege")
