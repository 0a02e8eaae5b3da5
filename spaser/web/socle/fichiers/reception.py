"""Taking a file that someone sends: every control of its content, then quarantine."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.module_loading import import_string

from spaser.donnees.boite.appel import run_bounded
from spaser.donnees.boite.modele import EN_LIGNE, ErreurBoite
from spaser.donnees.envois.controle import check_envoi
from spaser.donnees.envois.formats import (
    DOCUMENTS,
    EXTENSIONS_ACTIVES,
    MEGA,
    TABLEURS,
    TAILLE_MAXIMUM,
    TAILLE_TABLEUR,
    Defaut,
    ErreurFichier,
    Format,
    clean_nom,
)
from spaser.web.socle.fichiers.service import open_copie
from spaser.web.socle.models import Fichier

_TACHE: Final = "spaser.web.socle.tasks.check_fichier"  # the tasks import this package


@dataclass(frozen=True, slots=True)
class Envoi:
    """A file that went through every control, not kept yet."""

    upload: UploadedFile[bytes]
    nom: str
    genre: Format


def examine(
    upload: UploadedFile[bytes], formats: Iterable[Format], *, ouvertes: bool = False
) -> Envoi:
    """Check a file by its content, in a box; ErreurFichier if it is refused.

    Called outside of any transaction: it may take seconds. `ouvertes`: open data, that its reader
    mends.
    """
    nom = clean_nom(upload.name)
    genre = read_extension(nom, frozenset(formats))
    _check_taille(nom, upload.size or 0, genre)
    try:
        with open_copie(upload) as chemin:
            run_bounded(EN_LIGNE, check_envoi, chemin, genre, ouvertes)
    except (Defaut, ErreurBoite) as refus:
        raise ErreurFichier(nom, refus.probleme, refus.remede) from refus
    return Envoi(upload, nom, genre)


def accept_fichier(
    upload: UploadedFile[bytes], formats: Iterable[Format], *, ouvertes: bool = False
) -> Fichier:
    """Check a file and keep it in quarantine; ErreurFichier if it is refused."""
    return keep_envoi(examine(upload, formats, ouvertes=ouvertes))


def _check_taille(nom: str, taille: int, genre: Format) -> None:
    if not taille:
        raise ErreurFichier(nom, "est vide.", "Vérifiez-le, puis envoyez-le de nouveau.")
    limite = TAILLE_TABLEUR if genre in TABLEURS else TAILLE_MAXIMUM
    if taille > limite:
        remede = "découpez-le par année ou par trimestre"
        if genre in DOCUMENTS:
            remede = "réduisez ses images"
        raise ErreurFichier(
            nom,
            f"pèse {taille / MEGA:.0f} Mo.",
            f"La limite est de {limite // MEGA} Mo : {remede}.",
        )


def keep_envoi(envoi: Envoi) -> Fichier:
    upload, numero = envoi.upload, uuid.uuid4()
    fichier = Fichier(
        id=numero,
        nom=envoi.nom,
        format=envoi.genre,
        taille=upload.size or 0,
        sha256=_sum(upload),
    )
    upload.seek(0)
    fichier.contenu.save(f"{numero.hex[:2]}/{numero.hex}", upload, save=False)
    with transaction.atomic():
        fichier.save()
        import_string(_TACHE).enqueue(fichier_id=str(numero))
    return fichier


def _sum(upload: UploadedFile[bytes]) -> str:
    somme = hashlib.sha256()
    for bloc in upload.chunks():
        somme.update(bloc)
    return somme.hexdigest()


# The format that a name announces.


def read_extension(nom: str, formats: frozenset[Format]) -> Format:
    """Return the format that a name announces; ErreurFichier if it is not one of `formats`."""
    *avant, extension = nom.lower().split(".")
    if not avant or extension not in formats:
        raise ErreurFichier(
            nom,
            "n’est pas dans un format accepté.",
            f"Envoyez un fichier {name_formats(formats)}.",
        )
    if active := EXTENSIONS_ACTIVES.intersection(avant[1:]):
        raise ErreurFichier(
            nom,
            f"porte deux extensions, dont « .{min(active)} ».",
            f"Renommez-le avec la seule extension « .{extension} ».",
        )
    return Format(extension)


def name_formats(formats: frozenset[Format]) -> str:
    """Return « PDF, ODT ou DOCX »."""
    *premiers, dernier = [f.name for f in Format if f in formats]
    return f"{', '.join(premiers)} ou {dernier}" if premiers else dernier
