"""ECO-02-commune-etablissement: holders whose establishment is in the buyer's commune."""

from typing import Final

from spaser.moteur.indicateurs.achats_locaux import indicateur_local

INDICATEUR: Final = indicateur_local("commune", "etablissement")
