"""Sheets as programs read them: what is public, nothing else.

Shapes are built without checking their own values again: that was half of a page's time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import batched
from typing import Any, Final

from django.urls import reverse

from spaser.donnees.referentiels.annuaire import name_departement, name_region
from spaser.metier.registre.nomenclatures import (
    Approche,
    Confiance,
    Nature,
    Nomenclature,
    Obligation,
    Origine,
    TrancheAchats,
    TrancheHabitants,
    TypeStructure,
)
from spaser.web.api import schemas
from spaser.web.registre.models import Fiche, FichierFiche, Provenance, VersionFiche
from spaser.web.socle.courriel import absolute_url

_LOT: Final = 200


def summarize_fiche(fiche: Fiche, aujourd_hui: date) -> schemas.FicheResumee:
    """Return what lists give of a sheet."""
    return schemas.FicheResumee.model_construct(**read_columns(fiche, aujourd_hui))


def complete(fiche: Fiche, aujourd_hui: date) -> schemas.FicheComplete:
    """Return a whole sheet."""
    return schemas.FicheComplete.model_construct(
        **read_columns(fiche, aujourd_hui),
        statuts_au=aujourd_hui,
        contenu=fiche.contenu,
        provenances=[_provenance(p) for p in fiche.provenances.all()],
        fichiers=[_fichier(f) for f in fiche.fichiers.all() if f.fichier.est_sain],
        versions=absolute_url(reverse("api:versions", args=[fiche.pk])),
    )


def describe_version(version: VersionFiche) -> dict[str, Any]:
    """Return a published state of a sheet, without its content; who wrote it is not told."""
    return {
        "numero": version.numero,
        "date": version.date,
        "origine": term(Origine, version.origine),
        "motif": version.motif or None,
        "api": absolute_url(reverse("api:version", args=[version.fiche_id, version.numero])),
    }


def read_whole(numeros: Iterable[int]) -> Iterator[Fiche]:
    """Return published sheets in order, with all that goes with them, a batch at a time."""
    publiees = Fiche.objects.publiees().prefetch_related("provenances", "fichiers__fichier")
    for lot in batched(numeros, _LOT):
        trouvees = publiees.in_bulk(lot)
        yield from (trouvees[numero] for numero in lot if numero in trouvees)


def term(enumeration: type[Nomenclature], code: str) -> schemas.Terme | None:
    """Return a code with its words; nothing for what is not known."""
    return (
        schemas.Terme.model_construct(code=code, libelle=enumeration(code).libelle)
        if code
        else None
    )


def page_of(fiche: Fiche) -> str:
    """Return the address of a sheet on the site."""
    return absolute_url(fiche.get_absolute_url())


def api_of(fiche: Fiche) -> str:
    """Return the address of a sheet in the API."""
    return absolute_url(reverse("api:fiche", args=[fiche.pk]))


def read_columns(fiche: Fiche, aujourd_hui: date) -> dict[str, Any]:
    """Return the fields of `FicheResumee`, which other shapes complete."""
    return _structure(fiche) | _schema(fiche, aujourd_hui) | _life(fiche)


def _structure(fiche: Fiche) -> dict[str, Any]:
    return {
        "numero": fiche.pk,
        "page": page_of(fiche),
        "api": api_of(fiche),
        "structure": fiche.structure,
        "siren": fiche.siren or None,
        "type": term(TypeStructure, fiche.type),
        "region": _zone(fiche.code_region, name_region(fiche.code_region)),
        "departements": [_zone(code, name_departement(code)) for code in fiche.codes_departement],
        "tranche_habitants": term(TrancheHabitants, fiche.tranche_habitants),
        "tranche_achats": term(TrancheAchats, fiche.tranche_achats),
    }


def _schema(fiche: Fiche, aujourd_hui: date) -> dict[str, Any]:
    statut = fiche.compute_statut(aujourd_hui)
    return {
        "titre": fiche.titre or None,
        "edition": fiche.edition,
        "statut": schemas.Terme.model_construct(code=statut.value, libelle=statut.libelle),
        "adopte_le": fiche.adopte_le or None,
        "periode": schemas.Periode.model_construct(
            debut=fiche.debut or None, fin=fiche.fin or None, sans_terme=fiche.sans_terme
        ),
        "mutualise": fiche.mutualise,
        "obligation": term(Obligation, fiche.obligation),
        "approche": term(Approche, fiche.approche),
    }


def _life(fiche: Fiche) -> dict[str, Any]:
    return {
        "origine": term(Origine, fiche.origine),
        "confiance": term(Confiance, fiche.confiance),
        "publiee_le": fiche.publiee_le,
        "mise_a_jour_le": fiche.mise_a_jour_le,
        "confirmee_le": fiche.confirmee_le,
    }


def _zone(code: str, nom: str) -> schemas.Terme | None:
    return schemas.Terme.model_construct(code=code, libelle=nom or code) if code else None


def _provenance(provenance: Provenance) -> schemas.Provenance:
    return schemas.Provenance.model_construct(
        champ=provenance.champ,
        origine=term(Origine, provenance.origine),
        source=provenance.libelle,
        url=provenance.url or None,
        date=provenance.date,
        confiance=term(Confiance, provenance.confiance),
        note=provenance.note or None,
    )


def _fichier(ligne: FichierFiche) -> schemas.Fichier:
    return schemas.Fichier.model_construct(
        titre=ligne.titre,
        nature=term(Nature, ligne.nature),
        format=ligne.fichier.format,
        taille=ligne.fichier.taille,
        sha256=ligne.fichier.sha256,
        url=absolute_url(reverse("registre:fichier", args=[ligne.fiche_id, ligne.fichier_id])),
    )
