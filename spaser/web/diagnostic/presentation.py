"""What a page shows of a result: the same for a code, for a campaign, with or without account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.safestring import mark_safe

from spaser.documents.autodiagnostic import draw_rubrique, tell_score
from spaser.metier.approches import load_approches

if TYPE_CHECKING:
    from spaser.metier.autodiagnostic.resultat import ResultatDiagnostic


def present(bilan: ResultatDiagnostic) -> dict[str, Any]:
    """Return what `diagnostic/composants/bilan.html` reads."""
    orientation = bilan.recommandation.orientation
    return {
        "bilan": bilan,
        "score": tell_score(bilan.score.valeur),
        "bas": tell_score(bilan.score.bas),
        "haut": tell_score(bilan.score.haut),
        "rubriques": [
            (b, tell_score(b.score.valeur), mark_safe(draw_rubrique(b)))  # noqa: S308 - `graphiques` escapes every text it draws
            for b in bilan.rubriques
        ],
        "approche": load_approches().find(orientation.approche) if orientation else None,
    }
