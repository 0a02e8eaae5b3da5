"""Reads the approach of a space, and the outline that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaser.documents.autodiagnostic import tell_score
from spaser.metier.autodiagnostic.resultat import conclude
from spaser.web.diagnostic.campagnes.selectors import list_figees
from spaser.web.diagnostic.models import ChoixApproche

if TYPE_CHECKING:
    from spaser.web.diagnostic.models import Campagne
    from spaser.web.organisations.espaces import Espace


@dataclass(frozen=True)
class Conseil:
    """The approach that a diagnosis recommends, its score, and why."""

    campagne: Campagne
    score: str
    approche: str
    raison: str


def list_choix(espace: Espace) -> list[ChoixApproche]:
    """Return every choice of a space, the one that holds first."""
    return list(ChoixApproche.objects.filter(espace=espace).select_related("auteur"))


def find_conseil(espace: Espace) -> Conseil | None:
    """Return what the last frozen diagnosis recommends; None when it cannot tell."""
    figees = list_figees(espace)
    if not figees:
        return None
    bilan = conclude(figees[-1].questionnaire, figees[-1].retenus)
    orientation = bilan.recommandation.orientation
    if orientation is None:
        return None
    score = tell_score(bilan.score.valeur)
    return Conseil(figees[-1], score, orientation.approche.libelle, orientation.raison)


def find_choix(espace: Espace) -> ChoixApproche | None:
    """Return the choice that holds."""
    return ChoixApproche.objects.filter(espace=espace).select_related("auteur").first()
