"""What the app `faq` declares: public answers, and what readers ask or say of them."""

from __future__ import annotations

from typing import Any, Final

from spaser.web.commun.outils import Groupe, Outil
from spaser.web.comptes.donnees_personnelles import Modele, Part
from spaser.web.comptes.models import Utilisateur
from spaser.web.faq.models import Avis, QuestionRecue


def export_questions(personne: Utilisateur) -> list[dict[str, Any]]:
    """Return what somebody asked under her address."""
    siennes = QuestionRecue.objects.filter(courriel=personne.courriel)
    return [
        {"question": q.message, "reponse": q.reponse, "creee_le": q.creee_le.isoformat()}
        for q in siennes
    ]


_PUBLIQUE: Final = "It speaks of a public page, with or without a space."

OUTILS: Final = (
    Outil(
        code="faq",
        titre="Foire aux questions",
        vue="faq:page",
        ordre=25,
        groupe=Groupe.SITE,
        modeles=(
            Modele(
                QuestionRecue,
                export="questions_posees",
                detache=("courriel",),
                hors_espace=_PUBLIQUE,
            ),
            Modele(Avis, hors_espace=_PUBLIQUE),
        ),
        donnees=(
            Part(
                "questions_posees",
                exporte=export_questions,
                reste="Les questions que vous avez posées restent, sans votre adresse.",
            ),
        ),
    ),
)
