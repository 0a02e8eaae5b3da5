"""Who a SIREN is: an organisation of the site, or a buyer of the reference tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import QuerySet

from spaser.documents.francais import format_siren
from spaser.donnees.referentiels.annuaire import (
    Entite,
    find_entite,
    name_departement,
    name_region,
    search_entites,
)
from spaser.lettres import fold_mots
from spaser.metier.instance import name_instance
from spaser.metier.registre.nomenclatures import TypeStructure, tranche_habitants
from spaser.metier.registre.proximite import Profil
from spaser.web.organisations.models import (
    Espace,
    EtatAppartenance,
    IdentiteOrganisation,
    Organisation,
)
from spaser.web.organisations.siren import SirenRefuse, read_siren

NATURES: Final = {
    "region": TypeStructure.REGION,
    "departement": TypeStructure.DEPARTEMENT,
    "collectivite": TypeStructure.COLLECTIVITE,
    "commune": TypeStructure.COMMUNE,
    "CC": TypeStructure.EPCI,
    "CA": TypeStructure.EPCI,
    "CU": TypeStructure.EPCI,
    "METRO": TypeStructure.METROPOLE,
    "MET69": TypeStructure.METROPOLE,
    "EPT": TypeStructure.EPT,
}
LIMITE: Final = 20


@dataclass(frozen=True, slots=True)
class Identite:
    """What is known of a buyer; unknown is empty, never guessed."""

    siren: str
    nom: str
    type: str = ""
    code_region: str = ""
    codes_departement: tuple[str, ...] = ()
    population: int | None = None
    a_verifier: bool = False

    @property
    def siren_lisible(self) -> str:
        return format_siren(self.siren)

    @property
    def libelle_type(self) -> str:
        return TypeStructure(self.type).libelle if self.type else ""

    @property
    def profil(self) -> Profil:
        """Return what makes other buyers like it."""
        return Profil(
            self.type,
            "" if self.population is None else tranche_habitants(self.population),
            self.code_region,
            frozenset(self.codes_departement),
        )

    @property
    def lieu(self) -> str:
        noms = [f"{name_departement(code)} ({code})" for code in self.codes_departement]
        return ", ".join([*noms, *filter(None, [name_region(self.code_region)])])


def describe_siren(siren: str) -> Identite | None:
    """Return what is known of a SIREN; None when nobody here has heard of it."""
    organisation = Organisation.objects.filter(siren=siren).first()
    if organisation is not None:
        return identite_of_organisation(organisation)
    entite = find_entite(siren)
    return identite_of(entite) if entite else None


def describe_espace(espace: Espace) -> Identite:
    """Return what is known of the buyer of a space; of a trial, what its owner said comes first."""
    if espace.organisation:
        return identite_of_organisation(espace.organisation)
    connue = describe_siren(espace.siren) or Identite(espace.siren, espace.nom)
    return replace(
        connue,
        nom=espace.nom,
        type=espace.type or connue.type,
        code_region=espace.code_region or connue.code_region,
    )


def find_instance(espace: Espace) -> str:
    return name_instance(describe_espace(espace).type)


def search_identites(texte: str, limite: int = LIMITE) -> list[Identite]:
    """Find buyers by SIREN or by words of a name: organisations of the site, then the tables."""
    try:
        trouvee = describe_siren(read_siren(texte))
    except SirenRefuse:
        return _search_names(texte, limite)
    return [trouvee] if trouvee else []


def filter_named(organisations: QuerySet[Organisation], texte: str) -> QuerySet[Organisation]:
    """Keep the organisations whose name has words that begin like these."""
    for mot in fold_mots(texte).split():
        organisations = organisations.filter(nom_plie__contains=f" {mot}")
    return organisations


def _search_names(texte: str, limite: int) -> list[Identite]:
    if not fold_mots(texte):
        return []
    du_site = filter_named(_known_to_all(), texte)[:limite]
    identites = [
        *map(identite_of_organisation, du_site),
        *map(identite_of, search_entites(texte, limite)),
    ]
    return _once(identites)[:limite]


def _known_to_all() -> QuerySet[Organisation]:
    """Leave out a name that somebody typed and nobody has confirmed."""
    a_verifier = IdentiteOrganisation.A_VERIFIER
    confirmees = Organisation.objects.exclude(identite=a_verifier)
    habitees = Organisation.objects.filter(
        identite=a_verifier, appartenances__etat=EtatAppartenance.ACTIVE
    )
    return (confirmees | habitees).distinct()


def _once(identites: Iterable[Identite]) -> list[Identite]:
    return list({identite.siren: identite for identite in reversed([*identites])}.values())[::-1]


def identite_of_organisation(organisation: Organisation) -> Identite:
    return Identite(
        siren=organisation.siren,
        nom=organisation.nom,
        type=organisation.type,
        code_region=organisation.code_region,
        codes_departement=tuple(organisation.codes_departement),
        population=organisation.population,
        a_verifier=organisation.est_a_verifier,
    )


def identite_of(entite: Entite) -> Identite:
    return Identite(
        siren=entite.siren,
        nom=entite.nom,
        type=NATURES[entite.nature].value,
        code_region=entite.code_region,
        codes_departement=entite.codes_departement,
        population=entite.population,
    )
