"""A register of invented schemes, always the same, of the size that is asked."""

import random
from typing import Final

from spaser.regles.format_spaser import write_spaser
from spaser.regles.nomenclatures import (
    ObligationSchema,
    Statut,
    TrancheAchats,
    TrancheHabitants,
    TypeStructure,
)
from spaser.site.recherche import services
from spaser.site.recherche.services import rebuild_index
from spaser.site.registre.documents import GENERATION
from spaser.site.registre.fiches import columns_of
from spaser.site.registre.models import Fiche
from tests.site.registre.fabrique import MAINTENANT, make_spaser

REGIONS: Final = {
    "53": ("22", "29", "35", "56"),
    "84": ("01", "69", "38"),
    "76": ("31", "34", "30"),
}
MOTS: Final = (
    "achats responsables clause sociale insertion environnement équitable territoire économie "
    "circulaire alimentation gouvernance indicateur objectif part biodiversité énergie numérique"
).split()
NOMS: Final = "Val Mont Pont Roche Clair Beau Haut Fontaine Prairie Source Rive Combe".split()


def fill_registre(nombre: int) -> None:
    """Publish as many sheets, and have them found."""
    hasard = random.Random(20261124)  # noqa: S311 - the same register at each run
    spasers = [_invent(hasard, rang) for rang in range(nombre)]
    Fiche.objects.bulk_create(
        [
            Fiche(
                contenu=write_spaser(spaser),
                slug=f"commune-{rang}",
                origine="recense",
                publiee_le=MAINTENANT,
                mise_a_jour_le=MAINTENANT,
                **columns_of(spaser),
            )
            for rang, spaser in enumerate(spasers)
        ],
        batch_size=500,
    )
    rebuild_index()
    services.bump(GENERATION)


def _invent(hasard, rang):
    region, departements = hasard.choice(list(REGIONS.items()))
    debut = hasard.randint(2016, 2026)
    return make_spaser(
        f"Commune de {hasard.choice(NOMS)}{hasard.choice(NOMS).lower()} {rang}",
        type=hasard.choice(list(TypeStructure)),
        code_region=region,
        codes_departement=(hasard.choice(departements),),
        tranche_habitants=hasard.choice([*TrancheHabitants, None]),
        tranche_achats=hasard.choice([*TrancheAchats, None]),
        debut=str(debut),
        fin=str(debut + hasard.randint(2, 6)),
        adopte_le=f"{debut}-06",
        statut=hasard.choice([Statut.ADOPTE, None]),
        edition=hasard.choice([1, 2, 3, None]),
        mutualise=hasard.choice([True, False, None]),
        obligation=hasard.choice([*ObligationSchema, None]),
        axes=[" ".join(hasard.choices(MOTS, k=5)) for _ in range(3)],
        presentation=" ".join(hasard.choices(MOTS, k=60)),
    )
