"""What there is to read: whole schemes of the register, then guides, tools and courses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal

import msgspec
from django.db.models import Prefetch, Q
from django.urls import reverse

from spaser.contenus.lecture import read_contenu
from spaser.metier.registre.fiche import DocumentPublic
from spaser.metier.registre.nomenclatures import TypeDocument
from spaser.web.registre.models import EtatLien, Fiche, FichierFiche, LienFiche, NatureDocument
from spaser.web.socle.models import EtatFichier

_TITRES: Final = {"guide": "Guides", "outil": "Outils en ligne", "formation": "Formations"}
_ENTIERS: Final = (TypeDocument.SCHEMA, TypeDocument.SYNTHESE)
_GARDE: Final = Q(
    nature__in=(NatureDocument.SCHEMA, NatureDocument.SYNTHESE), fichier__etat=EtatFichier.SAIN
)


class Ressource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something published elsewhere. `lu_chez` is the page that was read: often not itself."""

    nature: Literal["guide", "outil", "formation"]
    titre: str
    editeur: str
    annee: int
    resume: str
    lien: str
    lu_chez: str
    lu_le: date
    confiance: Literal["A", "B"]
    licence: str = ""
    reserve: str = ""


@cache
def list_ressources() -> list[tuple[str, list[Ressource]]]:
    lues = read_contenu("ressources/documents.json", tuple[Ressource, ...])
    return [(_TITRES[nature], list(g)) for nature, g in groupby(lues, key=attrgetter("nature"))]


@dataclass(frozen=True, slots=True)
class SchemaALire:
    """A scheme that can be opened, and what the last check of its address found."""

    fiche: Fiche
    titre: str
    adresse: str
    ici: bool = False
    pages: int | None = None
    lien: LienFiche | None = None

    @property
    def est_mort(self) -> bool:
        return self.lien is not None and self.lien.etat == EtatLien.MORT


def list_schemas() -> list[SchemaALire]:
    gardes = FichierFiche.objects.filter(_GARDE).select_related("fichier")
    fiches = (
        Fiche.objects.publiees()
        .filter(Q(contenu__has_key="documents") | Q(pk__in=gardes.values("fiche")))
        .prefetch_related(Prefetch("fichiers", gardes), "liens")
        .order_by("structure", "pk")
    )
    return [schema for fiche in fiches for schema in _list_schemas(fiche)]


def _list_schemas(fiche: Fiche) -> Iterator[SchemaALire]:
    for piece in fiche.fichiers.all():
        adresse = reverse("registre:fichier", args=[fiche.pk, piece.fichier_id])
        yield SchemaALire(fiche, piece.titre, adresse, ici=True)
    liens = {lien.url: lien for lien in fiche.liens.all()}
    for document in filter(_is_schema, fiche.spaser.documents):
        lien = liens.get(document.url)
        yield SchemaALire(fiche, document.titre, document.url, pages=document.pages, lien=lien)


def _is_schema(document: DocumentPublic) -> bool:
    return document.nature in _ENTIERS
