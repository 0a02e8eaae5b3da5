"""VOL-09: contracts whose amount is suspect."""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

INDICATEUR: Final = Indicateur(
    code="VOL-09",
    libelle="Marchés au montant suspect",
    theme="volume",
    statut="propose",
    unite="marchés",
    population=MARCHES,
    variantes=("total",),
    mesure=lambda t: t.montant_suspicion.notnull().cast("int64"),
    entre_0_et_1=True,
    methode="Nombre de marchés dont le montant notifié est factice (0 ou 1 €, par exemple) ou "
    "aberrant : ces marchés, sans montant utilisable, sont écartés des sommes et gardés tels quels "
    "dans les données.",
    limites=(textes.COUVERTURE,),
    exemple=Exemple(
        colonnes=("montant_suspicion",),
        marches=(
            ("factice",),
            ("aberrant",),
            (None,),
            (None,),
        ),
        attendus=(Attendu("total", 2, None, 4, 0, 2, 2, 2),),
    ),
)
