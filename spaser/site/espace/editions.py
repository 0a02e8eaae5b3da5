"""What a space freezes: values written once, and their files, made once from them, never again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from spaser.documents.rendus import DocumentTropLong
from spaser.site.espace.models import EditionArretee, FichierArrete
from spaser.site.socle.declarations import list_declares
from spaser.site.socle.taches.file import Travail, espace_of, travail


@dataclass(frozen=True)
class Piece:
    """A file of an edition: its name, what it is for, and what writes it."""

    nom: str
    role: str
    write: Callable[[], bytes]


type ListPieces = Callable[[EditionArretee], list[Piece]]


def list_manquantes(edition: EditionArretee) -> list[Piece]:
    faits = set(edition.fichiers.values_list("nom", flat=True))
    listes: dict[str, ListPieces] = dict(list_declares("PIECES"))
    return [piece for piece in listes[edition.nature](edition) if piece.nom not in faits]


def find_octets(edition: EditionArretee | None, nom: str) -> bytes | None:
    """Return a file as it was made; None as long as it is not, or was too long for its form."""
    fichier = edition.fichiers.filter(nom=nom).first() if edition else None
    return bytes(fichier.octets) if fichier and fichier.octets else None


def tell_manquants(numero: int) -> None:
    """Say that what could not be written will not be, once the task has failed for good."""
    for edition in EditionArretee.objects.filter(pk=numero):
        for piece in list_manquantes(edition):
            FichierArrete.objects.create(edition=edition, nom=piece.nom, octets=b"")


@travail(
    Travail(
        "Fichiers d’une édition arrêtée",
        delai=timedelta(minutes=5),
        abandonne=tell_manquants,
        espace=espace_of(EditionArretee),
    )
)
def make_fichiers(numero: int) -> None:
    """Write the files that an edition misses, one by one: each is there once, whoever dies."""
    edition = EditionArretee.objects.select_related("espace").filter(pk=numero).first()
    for piece in list_manquantes(edition) if edition else ():
        try:
            octets = piece.write()
        except DocumentTropLong:
            octets = b""  # told on the page, and left out of the archive
        with transaction.atomic():
            FichierArrete.objects.get_or_create(
                edition=edition, nom=piece.nom, defaults={"octets": octets}
            )


def ask_fichiers(edition: EditionArretee | None) -> None:
    """Have the files of an edition made aside; a former version froze without one."""
    if edition:
        make_fichiers.enqueue(numero=edition.pk)
