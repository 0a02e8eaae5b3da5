"""What the app `acheteurs` declares: public pages, and what readers say of them."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from spaser.metier.droits import Operation
from spaser.web.acheteurs.models import Remarque
from spaser.web.commun.outils import Attente, Groupe, Outil, count_requetes
from spaser.web.comptes.donnees_personnelles import Modele, Part
from spaser.web.comptes.models import Utilisateur


def export_remarques(personne: Utilisateur) -> list[dict[str, Any]]:
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
        attentes=(
            Attente(
                "remarques",
                "Remarques sur les pages publiques",
                "acheteurs:remarques",
                "Répondre",
                Operation.MODERER_DEPOT,
                partial(count_requetes, Remarque),
                "questions",
                ordre=1,
            ),
        ),
    ),
)
