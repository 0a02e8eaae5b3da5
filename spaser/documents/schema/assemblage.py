"""Headings put together as one document: parts, cover, and what is still to be written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from spaser.documents.document import (
    Bloc,
    Document,
    Element,
    Liste,
    Paragraphe,
    SautDePage,
    Section,
)
from spaser.documents.francais import format_date, typographie

RESTE: Final = "Ce qui reste à écrire"
_IDENTIFIANT_RESTE: Final = "reste_a_ecrire"


@dataclass(frozen=True, slots=True, kw_only=True)
class RubriqueEcrite:
    """A heading: what it prints; what it misses, in sentences, when it prints nothing."""

    code: str
    titre: str
    blocs: tuple[Bloc, ...]
    manques: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartieEcrite:
    titre: str
    rubriques: tuple[RubriqueEcrite, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Couverture:
    """What stands on the first page; `nature` says what the file is, `reserve` who made it."""

    titre: str
    acheteur: str
    jour: date
    nature: str
    presentation: str = ""
    reserve: str = ""


def assemble_schema(couverture: Couverture, parties: Sequence[PartieEcrite]) -> Document:
    """Return a scheme: parts without anything are left out, their headings are named at the end."""
    sections = [
        Section(
            partie.titre,
            (),
            tuple(_write_rubriques(partie.rubriques)),
            identifiant=f"partie_{rang}",
        )
        for rang, partie in enumerate(parties, start=1)
        if any(rubrique.blocs for rubrique in partie.rubriques)
    ]
    reste = _write_reste(parties)
    if reste and sections:
        sections[-1] = _end_page(sections[-1])
    return _write_document(couverture, (*sections, *reste))


def assemble_dossier(couverture: Couverture, rubriques: Iterable[RubriqueEcrite]) -> Document:
    """Return a short document: one level of headings, nothing on those that are empty."""
    return _write_document(couverture, tuple(_write_rubriques(rubriques)))


def _write_document(couverture: Couverture, sections: tuple[Section, ...]) -> Document:
    jour = format_date(couverture.jour)
    essentiel = " ".join(filter(None, (f"{couverture.nature} du {jour}.", couverture.reserve)))
    return Document(
        titre=typographie(couverture.titre),
        sous_titre=couverture.acheteur,
        jour=couverture.jour,
        mention=" – ".join(
            filter(
                None,
                (couverture.acheteur, couverture.nature.lower(), couverture.reserve.rstrip(".")),
            )
        ),
        blocs=(
            Paragraphe(typographie(essentiel), en_avant=True, identifiant="couverture_nature"),
            *_write_presentation(couverture),
        ),
        sections=sections,
    )


def _write_presentation(couverture: Couverture) -> tuple[Bloc, ...]:
    if not couverture.presentation:
        return ()
    texte = typographie(couverture.presentation)
    return (Paragraphe(texte, identifiant="couverture_presentation"),)


def _write_rubriques(rubriques: Iterable[RubriqueEcrite]) -> Iterable[Section]:
    return (
        Section(typographie(r.titre), r.blocs, identifiant=r.code) for r in rubriques if r.blocs
    )


def _write_reste(parties: Sequence[PartieEcrite]) -> tuple[Section, ...]:
    elements = []
    for partie in parties:
        vides = tuple(_write_vide(r) for r in partie.rubriques if not r.blocs)
        if vides:
            elements.append(Element(typographie(partie.titre), Liste(vides)))
    if not elements:
        return ()
    texte = "Ces rubriques n’ont encore rien à imprimer. Cette page disparaît quand elles en ont."
    blocs = (
        Paragraphe(texte, identifiant=f"{_IDENTIFIANT_RESTE}_lecture"),
        Liste(tuple(elements), identifiant=f"{_IDENTIFIANT_RESTE}_liste"),
    )
    return (Section(RESTE, blocs, identifiant=_IDENTIFIANT_RESTE),)


def _write_vide(rubrique: RubriqueEcrite) -> str:
    manques = " ".join(rubrique.manques)
    titre = rubrique.titre.strip() or "Rubrique sans titre"
    return typographie(f"{titre} : {manques}" if manques else titre)


def _end_page(section: Section) -> Section:
    if not section.sections:
        return msgspec.structs.replace(section, blocs=(*section.blocs, SautDePage()))
    filles = (*section.sections[:-1], _end_page(section.sections[-1]))
    return msgspec.structs.replace(section, sections=filles)
