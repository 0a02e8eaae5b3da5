"""ECO-02-epci-siege: holders whose head office is in the buyer's epci."""

from typing import Final

from spaser.moteur.indicateurs.achats_locaux import indicateur_local

INDICATEUR: Final = indicateur_local("epci", "siege")
