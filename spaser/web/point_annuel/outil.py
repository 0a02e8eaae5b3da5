"""What the app `point_annuel` declares: the review of each year, its errata."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.metier.annees import annee_montree
from spaser.web.commun.outils import Acte, Avancement, Outil, Stade, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.models import ErratumPoint, PointAnnuel


def read_avancement(espace: Espace) -> Avancement:
    """Say where it stands: a year to close is the next act, once a review was begun or closed."""
    connus = dict(PointAnnuel.objects.filter(espace=espace).values_list("annee", "clos_le"))
    annee = annee_montree(timezone.localdate())
    if not connus or connus.get(annee):
        return Avancement(stade=Stade.FAIT if connus else Stade.A_COMMENCER)
    return Avancement(
        stade=Stade.EN_COURS,
        suite=Acte(
            f"Clore l’année {annee}",
            "Relire les valeurs et les actions, puis les arrêter pour l’assemblée.",
            reverse("point_annuel:point", args=[espace.siren, annee]),
        ),
    )


OUTILS: Final = (
    Outil(
        code="point_annuel",
        titre="Point annuel",
        vue="point_annuel:points",
        ordre=78,
        description="Une page pour clore l’année : valeurs, cibles, actions, décisions à demander.",
        pourquoi="L’assemblée lit en quatre pages ce que l’année a donné ; ces valeurs ne bougent "
        "plus.",
        avancement=read_avancement,
        gestes=(
            Vocabulaire(
                "point_annuel",
                "Point annuel",
                {
                    "textes": "a écrit dans un point annuel",
                    "fermeture": "a clos une année",
                    "erratum": "a ajouté un erratum à une année close",
                },
            ),
        ),
        modeles=(
            Modele(
                PointAnnuel,
                gestes=("point_annuel.textes", "point_annuel.fermeture"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(ErratumPoint, gestes=("point_annuel.erratum",), export=PAR_LE_JOURNAL),
        ),
    ),
)
