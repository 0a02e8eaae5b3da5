"""The next act that the repair sheet proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

from spaser.documents.lecture import ECART_MAX
from spaser.web.commun.outils import Acte, Avancement, Etat
from spaser.web.espace.bilans import read_situation

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace

TAUX_MIN: Final = 0.05  # of a rate left unknown: under that, mending changes nothing


def read_avancement(espace: Espace) -> Avancement:
    """Propose to mend the data when they leave a legal rate in doubt."""
    larges = [
        taux
        for taux in read_situation(espace.siren).legales
        if taux.mesure and taux.mesure.est_part and _ecart(taux.mesure.valeur) >= TAUX_MIN
    ]
    if not larges:
        return Avancement()
    fragiles = any(_ecart(taux.mesure.valeur) > ECART_MAX for taux in larges)
    texte = (
        "Trop de réponses manquent pour conclure sur un de vos taux."
        if fragiles
        else "Des réponses manquent : la fiche dit lesquelles, et ce qu’elles changeraient."
    )
    adresse = reverse("reparation:fiche", args=[espace.siren])
    return Avancement(Etat.A_COMMENCER, Acte("Faire corriger vos données publiées", texte, adresse))


def _ecart(valeur: object) -> float:
    bas, haut = valeur.bas, valeur.haut
    return haut - bas if bas is not None and haut is not None else 0.0
