"""How far buyers have come: read in spaces that agree, counted each night, shown unnamed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from spaser.donnees.referentiels.annuaire import name_region
from spaser.metier.avancee import (
    JALONS,
    EtatDesLieux,
    Jalon,
    Situation,
    TableauMontre,
    count_situations,
    find_jalon,
)
from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.web.acteurs.models import Acteur
from spaser.web.bilan.models import Axe, CompteJalon
from spaser.web.diagnostic.models import Campagne
from spaser.web.espace.models import Perimetre
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import Action
from spaser.web.point_annuel.models import PointAnnuel
from spaser.web.publication.models import Publication, SchemaAdopte
from spaser.web.redaction.models import Redaction
from spaser.web.registre.models import Fiche

INCONNUE: Final = "Non renseignée"


def read_situations() -> list[Situation]:
    """Return where each organisation that agrees stands, in one question to the database."""
    espaces = Espace.objects.filter(participation__comptee=True, organisation__isnull=False)
    lus = _prove(espaces.select_related("organisation"))
    return [_read(espace) for espace in lus if not espace.est_fictif]


def read_jalon(espace: Espace) -> Jalon:
    return _find(_prove(Espace.objects.filter(pk=espace.pk)).get())


def _read(espace: Any) -> Situation:  # noqa: ANN401 - a space and what was asked of it
    return Situation(_find(espace), espace.organisation.code_region, espace.organisation.type)


def _find(espace: Any) -> Jalon:  # noqa: ANN401 - same
    return find_jalon(j for j in JALONS if getattr(espace, f"a_{j.value}", False))


def _prove(espaces: QuerySet[Espace]) -> QuerySet[Any]:
    return espaces.annotate(
        **{f"a_{jalon.value}": preuve for jalon, preuve in _list_preuves().items()}
    )


def _list_preuves() -> Mapping[Jalon, Any]:
    def has(lignes: QuerySet[Any]) -> Exists:
        return Exists(lignes.order_by().filter(espace=OuterRef("pk")))

    fiches = Fiche.objects.publiees().select_related(None).order_by()
    adoptees = fiches.filter(siren=OuterRef("siren")).exclude(adopte_le="")
    return {
        Jalon.PERIMETRE: has(Perimetre.objects.all()),
        Jalon.DIAGNOSTIC: has(Campagne.objects.filter(figee_le__isnull=False)),
        Jalon.ACTEURS: has(Acteur.objects.presentes()),
        Jalon.PLAN: has(Action.objects.presentes()),
        Jalon.REDACTION: has(Redaction.objects.filter(modifiee_le__isnull=False)),
        Jalon.ADOPTE: has(SchemaAdopte.objects.filter(adopte_le__isnull=False)) | Exists(adoptees),
        Jalon.SUIVI: has(PointAnnuel.objects.clos()) | has(Publication.objects.publiees()),
    }


@transaction.atomic
def count_jalons(jour: date) -> None:
    """Write the counts of a day in place of the former ones."""
    compte = count_situations(read_situations())
    CompteJalon.objects.all().delete()
    CompteJalon.objects.bulk_create(
        CompteJalon(axe=axe, valeur=valeur, jalon=jalon, nombre=nombre, jour=jour)
        for (axe, valeur, jalon), nombre in _flatten(compte).items()
    )


def _flatten(compte: EtatDesLieux) -> dict[tuple[str, str, str], int | None]:
    lignes: dict[tuple[str, str, str], int | None] = {(Axe.ENSEMBLE, "", ""): compte.total}
    for jalon, nombre in zip(JALONS, compte.jalons, strict=True):
        lignes[Axe.ENSEMBLE, "", jalon.value] = nombre
    for axe, tableau in ((Axe.REGION, compte.regions), (Axe.TYPE, compte.types)):
        for valeur, cellules, somme in zip(
            tableau.valeurs, tableau.cellules, tableau.lignes, strict=True
        ):
            lignes[axe, valeur, ""] = somme
            for jalon, nombre in zip(JALONS, cellules, strict=True):
                lignes[axe, valeur, jalon.value] = nombre
    return lignes


@dataclass(frozen=True, slots=True)
class Comptes:
    """What was counted the last time; None when nobody counted yet."""

    jour: date
    compte: EtatDesLieux


def read_comptes() -> Comptes | None:
    """Return what was counted the last time, in one question to the database."""
    lignes = list(CompteJalon.objects.all())
    if not lignes:
        return None
    nombres = {(ligne.axe, ligne.valeur, ligne.jalon): ligne.nombre for ligne in lignes}
    compte = EtatDesLieux(
        tuple(nombres[Axe.ENSEMBLE, "", jalon.value] for jalon in JALONS),
        nombres[Axe.ENSEMBLE, "", ""],
        _gather(Axe.REGION, nombres),
        _gather(Axe.TYPE, nombres),
    )
    return Comptes(lignes[0].jour, compte)


def _gather(axe: Axe, nombres: Mapping[tuple[str, str, str], int | None]) -> TableauMontre:
    valeurs = tuple(valeur for lu, valeur, jalon in nombres if lu == axe and not jalon)
    return TableauMontre(
        tuple(name_valeur(axe, valeur) for valeur in valeurs),
        tuple(tuple(nombres[axe, valeur, j.value] for j in JALONS) for valeur in valeurs),
        tuple(nombres[axe, valeur, ""] for valeur in valeurs),
    )


def name_valeur(axe: Axe, valeur: str) -> str:
    if axe == Axe.REGION:
        return name_region(valeur) or INCONNUE
    return TypeStructure(valeur).libelle if valeur else INCONNUE
