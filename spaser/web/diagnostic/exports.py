"""A result as a file: the same for a code and for a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404

from spaser.documents.autodiagnostic import list_onglets, write_document
from spaser.documents.classeur import Format
from spaser.documents.pdf import MIME, write_pdf
from spaser.web.socle.reponses import reply_classeur, reply_fichier

if TYPE_CHECKING:
    from django.http import HttpResponse

    from spaser.documents.autodiagnostic import Cadre
    from spaser.metier.autodiagnostic.resultat import ResultatDiagnostic

PDF: Final = "pdf"
_CLASSEURS: Final = {"ods": Format.ODS, "xlsx": Format.XLSX}


def export_bilan(bilan: ResultatDiagnostic, cadre: Cadre, extension: str) -> HttpResponse:
    """Return a result as PDF, ODS or XLSX, named by its day; Http404 for anything else."""
    nom = f"autodiagnostic-{cadre.jour:%Y-%m-%d}"
    if extension == PDF:
        return reply_fichier(write_pdf(write_document(bilan, cadre)), f"{nom}.{PDF}", MIME)
    if extension not in _CLASSEURS:
        raise Http404
    return reply_classeur(list_onglets(bilan, cadre), _CLASSEURS[extension], nom)
