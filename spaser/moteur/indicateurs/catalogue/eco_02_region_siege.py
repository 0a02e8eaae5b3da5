"""ECO-02-region-siege: holders whose head office is in the buyer's region."""

from typing import Final

from spaser.moteur.indicateurs.achats_locaux import indicateur_local

INDICATEUR: Final = indicateur_local("region", "siege")
