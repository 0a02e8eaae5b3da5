"""What the documents of the register say, page by page or part by part, for the search."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from spaser.donnees.boite.appel import run_bounded
from spaser.donnees.boite.modele import DEJA_EXAMINE, ErreurBoite
from spaser.donnees.envois.formats import Defaut, Format
from spaser.donnees.envois.parties import PartieLue, read_parties
from spaser.web.recherche.services import index_all, unindex_absents
from spaser.web.registre.indexation import PAGE
from spaser.web.registre.models import EtatFiche, FichierFiche, PageDocument
from spaser.web.socle.models import EtatFichier

LOT: Final = 5
_LUS: Final = (Format.PDF, Format.DOCX, Format.ODT)
_journal: Final = logging.getLogger(__name__)


def list_dus() -> QuerySet[FichierFiche]:
    """Return the documents that anybody may open and that were never read."""
    return FichierFiche.objects.filter(
        lu_le=None,
        fiche__etat=EtatFiche.PUBLIEE,
        fichier__etat=EtatFichier.SAIN,
        fichier__format__in=_LUS,
    ).order_by("pk")


def read_lot(maintenant: datetime) -> bool:
    """Read a few documents, and forget the pages of those that are gone; say whether some wait."""
    for fichier in list_dus().select_related("fichier")[:LOT]:
        write_pages(fichier, _read(fichier), maintenant)
    unindex_absents(PAGE)
    return list_dus().exists()


@transaction.atomic
def write_pages(
    fichier: FichierFiche, parties: tuple[PartieLue, ...], maintenant: datetime
) -> None:
    fichier.pages.all().delete()
    pages = (
        PageDocument(fichier=fichier, numero=numero, titre=partie.titre, texte=partie.texte)
        for numero, partie in enumerate(parties, start=1)
        if partie.texte
    )
    PageDocument.objects.bulk_create(pages)
    index_all(PAGE, fichier.pages.all())
    fichier.lu_le = maintenant
    fichier.save(update_fields=["lu_le"])


def _read(fichier: FichierFiche) -> tuple[PartieLue, ...]:
    """Return the pages of a document, or its parts; none of one that cannot be read, for good."""
    from spaser.donnees.envois.pdf import read_pages  # noqa: PLC0415 - pypdf is slow to import

    chemin, genre = Path(fichier.fichier.contenu.path), Format(fichier.fichier.format)
    try:
        if genre is Format.PDF:
            pages = run_bounded(DEJA_EXAMINE, read_pages, chemin)
            return tuple(PartieLue("", texte) for texte in pages)
        return run_bounded(DEJA_EXAMINE, read_parties, chemin, genre)
    except (Defaut, ErreurBoite) as panne:
        _journal.warning("Document %s du registre illisible : %s", fichier.pk, panne.probleme)
        return ()
