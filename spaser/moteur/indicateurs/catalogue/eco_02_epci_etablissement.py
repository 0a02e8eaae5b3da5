"""ECO-02-epci-etablissement: holders whose establishment is in the buyer's epci."""

from typing import Final

from spaser.moteur.indicateurs.achats_locaux import indicateur_local

INDICATEUR: Final = indicateur_local("epci", "etablissement")
