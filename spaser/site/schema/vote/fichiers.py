"""The files of the sitting: all from the same frozen values, made once, handed over as they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import Final

import msgspec
from django.utils import timezone
from django.utils.text import slugify

from spaser.documents.document import Charte, Document
from spaser.documents.francais import format_date, uncapitalize
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.html import write_html
from spaser.documents.rendus.pptx import write_pptx
from spaser.documents.schema.deliberation import write_deliberation, write_note
from spaser.documents.schema.deux_pages import write_deux_pages, write_diapositives_seance
from spaser.documents.schema.vote import write_fiches_action, write_schema
from spaser.regles.etats_schema import Longueur
from spaser.regles.seance import SeanceVote
from spaser.site.espace.editions import Piece
from spaser.site.espace.models import EditionArretee
from spaser.site.schema.models import EditionSchema

LISEZ_MOI: Final = "LISEZ-MOI.txt"
FORMAT_OUVERT: Final = "schema-spaser.json"
_MIMES: Final = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def read_seance(edition: EditionSchema) -> SeanceVote:
    return SeanceVote(
        jour=edition.seance,
        assemblee=edition.assemblee,
        numero=edition.numero,
        corps=edition.corps,
    )


def list_pieces(arretee: EditionArretee) -> list[Piece]:
    """Return the files of an edition in the order of its index, but those made at the freeze."""
    edition: EditionSchema = arretee.schema
    schema, charte = edition.read_schema(), msgspec.convert(arretee.charte, Charte)
    seance = read_seance(edition)
    entier = partial(write_schema, schema, charte, Longueur(edition.longueur))
    court = partial(write_deux_pages, schema, charte, seance)
    annexe = "le schéma, à annexer à la délibération"
    note = uncapitalize(write_note(schema, seance).titre)
    return [
        *_list_formes("schema", annexe, entier, charte, "pdf docx odt"),
        Piece("schema.html", annexe, lambda: write_html(entier(), charte).encode()),
        *_list_formes(
            "deux-pages", "le schéma en deux pages, pour chaque membre", court, charte, "pdf docx"
        ),
        *_list_formes(
            "deliberation",
            "le projet de délibération, à compléter",
            partial(write_deliberation, schema, seance),
            charte,
            "docx odt",
        ),
        *_list_formes(
            "note",
            f"{note}, à joindre à la convocation",
            partial(write_note, schema, seance),
            charte,
            "docx odt",
        ),
        *_list_formes(
            "fiches-action",
            "une fiche par action, pour les services",
            partial(write_fiches_action, schema),
            charte,
            "pdf docx",
        ),
        Piece(
            "diapositives.pptx",
            "les diapositives de la séance",
            lambda: write_pptx(write_diapositives_seance(schema, charte, seance), charte),
        ),
    ]


def _list_formes(
    nom: str, role: str, compose: Callable[[], Document], charte: Charte, formes: str
) -> Iterator[Piece]:
    for forme in map(Forme, formes.split()):
        write = partial(_write, compose, forme, charte, nom == "schema")
        yield Piece(f"{nom}.{forme}", role, write)


def _write(compose: Callable[[], Document], forme: Forme, charte: Charte, sommaire: bool) -> bytes:  # noqa: FBT001 - bound by partial
    return write_forme(compose(), forme, charte, sommaire=sommaire)


def list_fichiers(edition: EditionSchema) -> list[tuple[str, bytes]]:
    """Return the files that an edition has, by their names; one that was too long has no byte."""
    lus = edition.arretee.fichiers.values_list("nom", "octets")
    return [(nom, bytes(octets)) for nom, octets in lus if octets]


def write_zip(edition: EditionSchema) -> bytes:
    """Return every file of an edition, with an index that says what each is for."""
    sortie = io.BytesIO()
    jour = edition.arretee.arretee_le
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in (
            (LISEZ_MOI, _write_index(edition).encode()),
            *list_fichiers(edition),
        ):
            entree = zipfile.ZipInfo(f"{name_dossier(edition)}/{nom}", jour.timetuple()[:6])
            entree.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entree, octets)
    return sortie.getvalue()


def name_dossier(edition: EditionSchema) -> str:
    arretee_le = timezone.localdate(edition.arretee.arretee_le)
    quand = edition.votee_le or edition.seance or arretee_le
    nom = slugify(edition.read_schema().acheteur)[:50] or edition.espace.siren
    return f"seance-{nom}-{quand.isoformat()}"


def find_mime(nom: str) -> str:
    suffixe = nom.rpartition(".")[2]
    return _MIMES[suffixe] if suffixe in _MIMES else Forme(suffixe).mime


def _write_index(edition: EditionSchema) -> str:
    faits = {nom for nom, _ in list_fichiers(edition)}
    lignes = [
        f"{', '.join(nom for nom in noms if nom in faits)} : {role}"
        for role, noms in group_noms(edition)
        if faits.intersection(noms)
    ]
    return "\n".join(
        (
            f"{edition.arretee.titre}, {edition.read_schema().acheteur}",
            f"Texte arrêté le {format_date(edition.arretee.arretee_le)}.",
            *filter(None, [edition.espace.mention]),
            "Tous ces fichiers disent les mêmes chiffres : ils viennent des mêmes valeurs.",
            "",
            *lignes,
            "",
        )
    )


def group_noms(edition: EditionSchema) -> list[tuple[str, list[str]]]:
    """Return each thing that goes to the sitting, with the names of the files that hold it."""
    groupes = groupby(list_pieces(edition.arretee), key=lambda piece: piece.role)
    pieces = [(role, [piece.nom for piece in groupe]) for role, groupe in groupes]
    return [*pieces, ("le schéma au format ouvert, pour un autre logiciel", [FORMAT_OUVERT])]
