"""What the app `acheteurs` declares: public pages, and what readers say of them."""

from __future__ import annotations

from typing import Any, Final

from spaser.web.acheteurs.models import Remarque
from spaser.web.commun.outils import Groupe, Outil
from spaser.web.comptes.donnees_personnelles import Modele, Part
from spaser.web.comptes.models import Utilisateur


def export_remarques(personne: Utilisateur) -> list[dict[str, Any]]:
    """Return what somebody wrote under her address."""
    siennes = Remarque.objects.filter(courriel=personne.courriel)
    return [
        {"acheteur": r.nom, "siren": r.siren, "message": r.message, "etat": r.etat} for r in siennes
    ]


OUTILS: Final = (
    Outil(
        code="acheteurs",
        titre="Pages publiques des acheteurs",
        vue="acheteurs:recherche",
        ordre=5,
        groupe=Groupe.SITE,
        modeles=(
            Modele(
                Remarque,
                export="remarques",
                detache=("courriel",),
                hors_espace="It speaks of a public page, with or without a space.",
            ),
        ),
        donnees=(Part("remarques", exporte=export_remarques),),
    ),
)
