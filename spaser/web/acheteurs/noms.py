"""The names of buyers: tables, contract files, register and site, searched from memory.

One index a version of the store, one a state of what the site itself knows: the database is only
asked whether that has changed, so that both databases answer alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Count, Max, QuerySet

from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent, find_version
from spaser.donnees.referentiels.annuaire import Entite, list_entites
from spaser.donnees.referentiels.noms import IndexNoms, Reponse
from spaser.metier.registre.nomenclatures import TypeStructure
from spaser.web.espace.entrepot import entrepot
from spaser.web.organisations.identite import Identite, identite_of, identite_of_organisation
from spaser.web.organisations.models import IdentiteOrganisation, Organisation
from spaser.web.recherche.services import read_generation
from spaser.web.registre.indexation import GENERATION, words_of_lieu
from spaser.web.registre.models import Fiche

# What people also write before a name to say what kind of buyer it is.
_APPELS: Final = {
    TypeStructure.COMMUNE: "commune ville mairie",
    TypeStructure.DEPARTEMENT: "conseil départemental général",
    TypeStructure.REGION: "conseil régional",
    TypeStructure.EPCI: "communauté agglomération intercommunalité",
    TypeStructure.METROPOLE: "métropole communauté urbaine",
    TypeStructure.ETABLISSEMENT_SANTE: "hôpital centre hospitalier universitaire",
    TypeStructure.UNIVERSITE: "université",
}


@dataclass(frozen=True)
class Trouvailles:
    """Buyers that answer a question, best first; the rest as `Reponse` says it."""

    acheteurs: tuple[Identite, ...] = ()
    corrige: str = ""
    ignores: tuple[str, ...] = ()


type Connu = Entite | Identite  # the tables name 36 000 buyers: they are held once


@dataclass(frozen=True)
class _Noms:
    index: IndexNoms
    connus: tuple[Connu, ...]


def search_acheteurs(texte: str, limite: int) -> Trouvailles:
    """Find buyers by their name: as it is typed, else with slips mended, else by part of it."""
    sources = (_read_du_site(*_tell_etat()), _read_des_donnees(find_version(settings.ENTREPOT)))
    reponses = [(noms, noms.index.search(texte, limite)) for noms in sources]
    trouvees = [(noms, reponse) for noms, reponse in reponses if reponse.trouves]
    if not trouvees:
        return Trouvailles()
    meilleure = min((reponse for _, reponse in trouvees), key=_tell_ecart)
    retenues = sorted(
        (
            (trouve.classe, _identify(noms.connus[trouve.rang]))
            for noms, reponse in trouvees
            if _tell_ecart(reponse) == _tell_ecart(meilleure)
            for trouve in reponse.trouves
        ),
        key=lambda classee: classee[0],
    )
    par_siren: dict[str, Identite] = {}
    for _, identite in retenues:
        par_siren.setdefault(identite.siren, identite)
    acheteurs = tuple(par_siren.values())[:limite]
    return Trouvailles(acheteurs, meilleure.corrige, meilleure.ignores)


def _tell_ecart(reponse: Reponse) -> tuple[int, bool]:
    """Say how far an answer is from what was typed."""
    return len(reponse.ignores), bool(reponse.corrige)


@lru_cache(maxsize=1)
def _read_des_donnees(version: Path | None) -> _Noms:
    """Index the tables, then the buyers that only contract files name."""
    des_tables = list_entites()
    connus = {entite.siren for entite in des_tables}
    return _index([*des_tables, *_list_des_marches(connus)])


def _list_des_marches(connus: set[str]) -> Iterator[Identite]:
    try:
        with entrepot().read() as ouvert:
            noms = ouvert.list_noms()
    except (EntrepotAbsent, EntrepotAbime):
        return
    yield from (Identite(siren, nom) for siren, nom, _ in noms if siren not in connus)


def _tell_etat() -> tuple[str, int, datetime | None]:
    """Return what changes when the names that the site knows do."""
    organisations = _list_verifiees().aggregate(nombre=Count("pk"), derniere=Max("modifiee_le"))
    return read_generation(GENERATION), organisations["nombre"], organisations["derniere"]


@lru_cache(maxsize=1)
def _read_du_site(generation: str, nombre: int, derniere: datetime | None) -> _Noms:
    """Index the organisations that the team has verified, and the buyers of the register."""
    fiches = Fiche.objects.publiees().exclude(siren="").defer("contenu")
    par_siren = {fiche.siren: identite_of_fiche(fiche) for fiche in fiches}
    verifiees = {o.siren: identite_of_organisation(o) for o in _list_verifiees()}
    return _index(list((par_siren | verifiees).values()))


def _list_verifiees() -> QuerySet[Organisation]:
    return Organisation.objects.filter(identite=IdentiteOrganisation.VERIFIEE)


def identite_of_fiche(fiche: Fiche) -> Identite:
    return Identite(
        siren=fiche.siren,
        nom=fiche.structure,
        type=fiche.type,
        code_region=fiche.code_region,
        codes_departement=tuple(fiche.codes_departement),
    )


def _index(connus: Sequence[Connu]) -> _Noms:
    noms = ((i.nom, _tell_lieu(i)) for i in map(_identify, connus))
    return _Noms(IndexNoms(noms), tuple(connus))


def _identify(connu: Connu) -> Identite:
    return identite_of(connu) if isinstance(connu, Entite) else connu


@lru_cache(maxsize=4096)
def _name_lieu(type_: str, code_region: str, codes_departement: tuple[str, ...]) -> str:
    appel = _APPELS.get(TypeStructure(type_), "") if type_ else ""
    return f"{words_of_lieu(code_region, list(codes_departement))} {appel}"


def _tell_lieu(identite: Identite) -> str:
    return _name_lieu(identite.type, identite.code_region, identite.codes_departement)
