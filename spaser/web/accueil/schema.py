"""The scheme of a space as its first page shows it: its outline, or what follows its adoption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from spaser.metier.obligations.modele import Obligation
from spaser.web.grille.selectors import list_lignes
from spaser.web.obligations.selectors import find_obligation
from spaser.web.organisations.models import Espace
from spaser.web.publication.selectors import Etat, read_etat
from spaser.web.redaction.models import Redaction
from spaser.web.redaction.selectors import RubriqueLue, SchemaLu, build_schema
from spaser.web.redaction.sujet import Sujet

_PUBLICATION: Final = "SPASER-INDICATEURS"


@dataclass(frozen=True)
class Suivi:
    nb_indicateurs: int  # on the short list
    nb_ecrites: int  # headings that have words in this space
    publication: Obligation | None  # of the indicators, and how often
    etat: Etat  # what is due, what is public


def read_plan(sujet: Sujet, espace: Espace) -> SchemaLu:
    return build_schema(sujet, Redaction.objects.filter(espace=espace))


def find_suivante(schema: SchemaLu) -> RubriqueLue | None:
    """Return the heading to go on with: one that has nothing first, else one without her words."""
    vides = (r for r in schema.rubriques if not r.est_prete)
    sans_mots = (r for r in schema.rubriques if not r.mots)
    return next(vides, None) or next(sans_mots, None)


def link_rubrique(espace: Espace, code: str) -> str:
    return reverse("redaction:rubrique", args=[espace.siren, code])


def link_depot(espace: Espace, *, deposer: bool) -> str:
    """Return where to deposit the scheme of a space; else the page of the register for anybody."""
    if deposer:
        return reverse("redaction:deposer", args=[espace.siren])
    return reverse("registre:deposer")


def read_suivi(sujet: Sujet, espace: Espace) -> Suivi:
    return Suivi(
        nb_indicateurs=list_lignes(espace).filter(retenu=True).count(),
        nb_ecrites=Redaction.objects.filter(espace=espace).exclude(blocs=[]).count(),
        publication=find_obligation(_PUBLICATION, sujet.jour),
        etat=read_etat(espace),
    )
