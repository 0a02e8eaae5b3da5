"""A whole sheet on one page, section by section, as it will be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from spaser.metier.format_spaser.ecriture import write_spaser
from spaser.metier.registre.valeurs import format_valeur
from spaser.web.registre.lecture import Fait, read_rubriques
from spaser.web.registre.models import Fiche
from spaser.web.registre.services.publication import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spaser.metier.registre.fiche import Objectif, Spaser


@dataclass(frozen=True)
class PartieResumee:
    """A section, and the step where it is filled."""

    titre: str
    etape: str
    faits: tuple[Fait, ...] = ()
    liste: tuple[str, ...] = ()


def read_resume(spaser: Spaser) -> list[PartieResumee]:
    """Return every section, empty ones too, so that what is missing shows."""
    fiche = Fiche(contenu=write_spaser(spaser), **columns_of(spaser))
    statut = fiche.compute_statut(timezone.localdate())
    structure, schema = read_rubriques(fiche, statut)
    return [
        PartieResumee(structure.titre, "structure", structure.faits),
        PartieResumee(schema.titre, "schema", schema.faits),
        *_lists(spaser),
    ]


def _lists(spaser: Spaser) -> Iterator[PartieResumee]:
    schema = spaser.schema
    yield PartieResumee("Présentation", "schema", liste=tuple(filter(None, [schema.presentation])))
    yield PartieResumee(
        "Axes", "schema", liste=tuple(_pair(a.intitule, a.description) for a in schema.axes)
    )
    yield PartieResumee("Objectifs chiffrés", "schema", liste=tuple(map(_target, schema.objectifs)))
    if schema.actions:
        yield PartieResumee("Actions", "schema", liste=tuple(a.intitule for a in schema.actions))
    if schema.indicateurs:
        yield PartieResumee(
            "Indicateurs", "schema", liste=tuple(i.intitule for i in schema.indicateurs)
        )
    yield PartieResumee("Service à contacter", "schema", liste=_contact(spaser))
    yield PartieResumee(
        "Documents publiés ailleurs",
        "documents",
        liste=tuple(_pair(d.titre, d.url) for d in spaser.documents),
    )
    yield PartieResumee(
        "Liens utiles",
        "documents",
        liste=tuple(_pair(lien.titre, lien.url) for lien in spaser.liens),
    )
    yield PartieResumee(
        "Sources", "documents", liste=tuple(_pair(s.libelle, s.url) for s in spaser.sources)
    )


def _pair(nom: str, suite: str | None) -> str:
    return f"{nom} : {suite}" if suite else nom


def _target(objectif: Objectif) -> str:
    cible = " ".join(filter(None, (format_valeur(objectif.valeur), objectif.unite)))
    echeance = f"d’ici {format_valeur(objectif.echeance)}" if objectif.echeance else ""
    return _pair(objectif.intitule, ", ".join(filter(None, (cible, echeance))))


def _contact(spaser: Spaser) -> tuple[str, ...]:
    contact = spaser.contact
    if contact is None:
        return ()
    return tuple(filter(None, (contact.service, contact.courriel, contact.telephone, contact.url)))
