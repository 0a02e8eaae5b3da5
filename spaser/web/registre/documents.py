"""What the documents of the register say, page by page, for the search."""

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
from spaser.web.recherche.services import index_all, unindex_absents
from spaser.web.registre.indexation import PAGE
from spaser.web.registre.models import EtatFiche, FichierFiche, PageDocument
from spaser.web.socle.models import EtatFichier

LOT: Final = 5
_journal: Final = logging.getLogger(__name__)


def list_dus() -> QuerySet[FichierFiche]:
    """Return the documents that anybody may open and that were never read; only PDF has pages."""
    return FichierFiche.objects.filter(
        lu_le=None,
        fiche__etat=EtatFiche.PUBLIEE,
        fichier__etat=EtatFichier.SAIN,
        fichier__format=Format.PDF,
    ).order_by("pk")


def read_lot(maintenant: datetime) -> bool:
    """Read a few documents, and forget the pages of those that are gone; say whether some wait."""
    for fichier in list_dus().select_related("fichier")[:LOT]:
        write_pages(fichier, _read(fichier), maintenant)
    unindex_absents(PAGE)
    return list_dus().exists()


@transaction.atomic
def write_pages(fichier: FichierFiche, textes: tuple[str, ...], maintenant: datetime) -> None:
    """Keep what each page says, and let it be found."""
    fichier.pages.all().delete()
    pages = (
        PageDocument(fichier=fichier, numero=numero, texte=texte)
        for numero, texte in enumerate(textes, start=1)
        if texte
    )
    PageDocument.objects.bulk_create(pages)
    index_all(PAGE, fichier.pages.all())
    fichier.lu_le = maintenant
    fichier.save(update_fields=["lu_le"])


def _read(fichier: FichierFiche) -> tuple[str, ...]:
    """Return the pages of a document; none of one that cannot be read, nor is it tried again."""
    from spaser.donnees.envois.pdf import read_pages  # noqa: PLC0415 - pypdf is slow to import

    try:
        return run_bounded(DEJA_EXAMINE, read_pages, Path(fichier.fichier.contenu.path))
    except (Defaut, ErreurBoite) as panne:
        _journal.warning("Document %s du registre illisible : %s", fichier.pk, panne.probleme)
        return ()
