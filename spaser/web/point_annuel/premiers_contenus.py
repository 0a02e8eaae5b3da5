"""The demonstration's closed year: that of a département, with an erratum; all of it fictitious."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils import timezone

from spaser.metier.annees import annee_montree
from spaser.web.organisations.premiers_contenus import find_departement, find_figurant
from spaser.web.point_annuel.models import PointAnnuel
from spaser.web.point_annuel.selectors import read_point
from spaser.web.point_annuel.services import add_erratum, close, save_textes, sign

_TEXTES: Final = {
    "bilan": "Exemple fictif. Première année relue : ces chiffres disent d’où part le schéma du "
    "Département.",
    "demandes": "Prendre acte du point annuel.\nDonner un budget de 20 000 € à la formation des "
    "acheteurs.",
}
_MOTIF: Final = "Exemple fictif : un relevé retrouvé après la clôture."
_VALEUR: Final = Decimal("4.2")


def load_demonstration() -> None:
    """Close the last whole year of the département, then correct a value, once."""
    espace = find_departement()
    if espace is None or PointAnnuel.objects.filter(espace=espace).exists():
        return
    auteur, annee = find_figurant("departement"), annee_montree(timezone.localdate())
    save_textes(espace, annee, _TEXTES, auteur)
    contenu = read_point(espace, annee).contenu
    if contenu.est_vide:  # neither contracts nor a plan at hand: it stays to be closed
        return
    point = close(espace, annee, sign(contenu), auteur)
    ligne = (*contenu.inconnues, *reversed(contenu.legales))[0]
    add_erratum(point, ligne.indicateur.cle, _VALEUR, _MOTIF, auteur)
