"""The schemes of one buyer: those that it carries, alone or with others."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.web.organisations.identite import describe_siren
from spaser.web.registre.models import Fiche
from spaser.web.registre.selectors.listing import read_fiches
from spaser.web.registre.selectors.tableau import TableFiches, cle_sans_siren, read_tableau


def list_schemas_de(siren: str, aujourd_hui: date | None = None) -> list[Fiche]:
    """Return the published schemes of a buyer, the latest first: its own, those it shares.

    A sheet that has no SIREN is found by the name of the buyer and its region, as the site knows
    them.
    """
    identite = describe_siren(siren)
    cles = [siren]
    if identite:
        noms = [identite.nom]
        if identite.type == TypeStructure.COMMUNE:  # « Rennes », « Ville de Rennes »
            noms.append(f"Commune de {identite.nom}")
        cles += [cle_sans_siren(nom, identite.code_region) for nom in noms]
    return _read(_find(cles, read_tableau(aujourd_hui or timezone.localdate())))


def list_autres_schemas(fiche: Fiche, tableau: TableFiches) -> list[Fiche]:
    cles = [fiche.siren, cle_sans_siren(fiche.structure, fiche.code_region)]
    return _read([n for n in _find(cles, tableau) if n != fiche.pk])


def _find(cles: list[str], tableau: TableFiches) -> list[int]:
    porteurs = tableau.porteurs
    return list(dict.fromkeys(n for cle in filter(None, cles) for n in porteurs.get(cle, ())))


def _read(numeros: list[int]) -> list[Fiche]:
    return sorted(read_fiches(numeros), key=_rang, reverse=True) if numeros else []


def _rang(fiche: Fiche) -> tuple[str, int]:
    return (max(fiche.debut, fiche.adopte_le), fiche.pk)
