"""ECO-02-region-etablissement: holders whose establishment is in the buyer's region."""

from typing import Final

from spaser.moteur.indicateurs.achats_locaux import indicateur_local

INDICATEUR: Final = indicateur_local("region", "etablissement")
