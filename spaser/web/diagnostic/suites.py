"""The next ten minutes that the diagnosis proposes in a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from spaser.web.commun.outils import Acte, Avancement, Etat
from spaser.web.diagnostic.approche.selectors import find_choix
from spaser.web.diagnostic.models import Campagne

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace


def read_diagnostic(espace: Espace) -> Avancement:
    """Propose to start a diagnosis, or to go on with the one that is open."""
    derniere = Campagne.objects.filter(espace=espace).first()
    if derniere is None:
        return Avancement(
            Etat.A_COMMENCER,
            Acte(
                "Faire votre autodiagnostic",
                "Vingt questions, dix minutes : un score, vos points forts, cinq suites au plus.",
                reverse("diagnostic:campagnes", args=[espace.siren]),
            ),
        )
    if derniere.est_figee:
        return Avancement(Etat.FAIT)
    return Avancement(
        Etat.EN_COURS,
        Acte(
            "Poursuivre l’autodiagnostic",
            f"« {derniere.titre} » est ouverte : répondez, réglez les écarts, puis gelez le "
            "résultat.",
            derniere.get_absolute_url(),
        ),
    )


def read_approche(espace: Espace) -> Avancement:
    """Propose to choose an approach while there is none."""
    if find_choix(espace):
        return Avancement(Etat.FAIT)
    return Avancement(
        Etat.A_COMMENCER,
        Acte(
            "Choisir l’approche de votre schéma",
            "Cinq questions, puis un plan à emporter.",
            reverse("diagnostic:approche", args=[espace.siren]),
        ),
    )
