"""What a file of a space says of itself: whose it is, of which day, how to read it, who made it."""

from __future__ import annotations

from typing import Final

from django.http import FileResponse, HttpResponseBase
from django.utils import timezone

from spaser.documents.classeur import Notice
from spaser.documents.tableur import Cellule
from spaser.web.organisations.models import Espace

SUFFIXE_ESSAI: Final = "-compte-non-rattache"
_DISPOSITION: Final = "Content-Disposition"


def make_notice(espace: Espace, titre: str, *lignes: tuple[str, Cellule]) -> Notice:
    siennes = (
        ("Attention", espace.mention or None),
        ("Organisation", espace.nom),
        ("SIREN", espace.siren),
        ("Fichier du", timezone.localdate()),
    )
    return Notice(titre, (*siennes, *lignes))


def name_fichier(reponse: HttpResponseBase, espace: Espace) -> HttpResponseBase:
    """Say in the name of a file of a trial who made it: a table or a JSON holds nothing but data.

    What somebody sent (a `FileResponse`) is given back as it came: the site did not make it.
    """
    disposition = reponse.get(_DISPOSITION, "")
    if espace.mention and disposition and not isinstance(reponse, FileResponse):
        debut, point, fin = disposition.rpartition(".")
        reponse[_DISPOSITION] = f"{debut}{SUFFIXE_ESSAI}{point}{fin}"
    return reponse
