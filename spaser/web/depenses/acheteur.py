"""What a space knows of its buyer: enough to tell which texts concern it."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from django.db.models import QuerySet

from spaser.donnees.referentiels.annuaire import find_entite
from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.obligations.application import AcheteurConnu
from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.web.espace.models import ObligationGardee
from spaser.web.organisations.identite import describe_espace
from spaser.web.organisations.models import Espace

_N: Final = NatureAcheteur
_DES_TABLES: Final = {
    "region": _N.REGION,
    "departement": _N.DEPARTEMENT,
    "collectivite": _N.COLLECTIVITE,
    "commune": _N.COMMUNE,
    "CC": _N.COMMUNAUTE_COMMUNES,
    "CA": _N.AGGLOMERATION,
    "CU": _N.METROPOLE,
    "METRO": _N.METROPOLE,
    "MET69": _N.METROPOLE,
    "EPT": _N.SYNDICAT,
}
# Kinds of the register that only one kind of the law can be.
_DES_TYPES: Final = {
    TypeStructure.ETAT: _N.ETAT,
    TypeStructure.REGION: _N.REGION,
    TypeStructure.DEPARTEMENT: _N.DEPARTEMENT,
    TypeStructure.COLLECTIVITE: _N.COLLECTIVITE,
    TypeStructure.METROPOLE: _N.METROPOLE,
    TypeStructure.EPT: _N.SYNDICAT,
    TypeStructure.COMMUNE: _N.COMMUNE,
    TypeStructure.SYNDICAT: _N.SYNDICAT,
    TypeStructure.EPIC: _N.EPIC_ETAT,
    TypeStructure.ETABLISSEMENT_SANTE: _N.HOPITAL,
    TypeStructure.UNIVERSITE: _N.ETABLISSEMENT_ETAT,
    TypeStructure.BAILLEUR: _N.BAILLEUR,
}
# The families of Sirene that only one type of the register can be.
DES_FAMILLES: Final = {
    "etat": TypeStructure.ETAT,
    "commune": TypeStructure.COMMUNE,
    "departement": TypeStructure.DEPARTEMENT,
    "region": TypeStructure.REGION,
    "collectivite": TypeStructure.COLLECTIVITE,
    "syndicat": TypeStructure.SYNDICAT,
    "hopital": TypeStructure.ETABLISSEMENT_SANTE,
    "action_sociale": TypeStructure.ETABLISSEMENT_PUBLIC,
    "logement": TypeStructure.BAILLEUR,
    "etablissement_national": TypeStructure.ETABLISSEMENT_PUBLIC,
}


def list_obligations(espace: Espace) -> QuerySet[ObligationGardee]:
    return ObligationGardee.objects.filter(espace=espace).select_related("auteur")


def make_acheteur(gardee: ObligationGardee) -> AcheteurConnu:
    return AcheteurConnu(
        nature=NatureAcheteur(gardee.nature),
        habitants=gardee.habitants,
        territoire=Territoire(gardee.territoire),
        spaser=Assujettissement(gardee.verdict),
    )


def describe_acheteur(espace: Espace) -> AcheteurConnu:
    """Return the kind and the size of a space's buyer: what people said, else what tables say.

    What is not sure is left unknown.
    """
    gardee = list_obligations(espace).first()
    sources = [*([make_acheteur(gardee)] if gardee else []), _read_tables(espace)]
    return AcheteurConnu(
        **{
            champ.name: next(
                (v for s in sources if (v := getattr(s, champ.name)) is not None), None
            )
            for champ in fields(AcheteurConnu)
        }
    )


def _read_tables(espace: Espace) -> AcheteurConnu:
    identite = describe_espace(espace)
    nature = find_nature(espace.siren, identite.type)
    return AcheteurConnu(nature=nature, habitants=identite.population)


def find_nature(siren: str, type_structure: str) -> NatureAcheteur | None:
    """Return the kind of buyer by the tables, else by its type when only one kind can be it."""
    entite = find_entite(siren)
    if entite:
        return _DES_TABLES[entite.nature]
    return _DES_TYPES.get(TypeStructure(type_structure)) if type_structure else None
