"""What a page and a file show of a result: the same for a code and for a campaign."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils.safestring import mark_safe

from spaser.documents.autodiagnostic import (
    Cadre,
    draw_rubrique,
    list_onglets,
    tell_score,
    write_document,
    write_notice,
)
from spaser.documents.classeur import Format
from spaser.documents.rendus import Forme
from spaser.metier.approches import load_approches
from spaser.metier.autodiagnostic.resultat import ResultatDiagnostic
from spaser.web.socle.reponses import reply_classeur, reply_document


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


_CLASSEURS: Final = {"ods": Format.ODS, "xlsx": Format.XLSX}


def export_bilan(bilan: ResultatDiagnostic, cadre: Cadre, extension: str) -> HttpResponse:
    """Return a result as a document or a workbook, named by its day; Http404 for another suffix."""
    nom = f"autodiagnostic-{cadre.jour:%Y-%m-%d}"
    if extension in Forme:
        return reply_document(write_document(bilan, cadre), Forme(extension), nom)
    if extension not in _CLASSEURS:
        raise Http404
    onglets = list_onglets(bilan, cadre)
    return reply_classeur(onglets, _CLASSEURS[extension], nom, write_notice(bilan, cadre))


def read_etape(texte: str, total: int) -> int:
    """Return the number of a step that exists: the first one when the address names none."""
    est_etape = len(texte) == 1 and texte.isascii() and texte.isdigit()
    return min(max(int(texte), 1), total) if est_etape else 1
