"""Who a buyer may meet: the catalogue of its region, and what published contracts show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from spaser.documents.francais import enumerate_mots, format_siren, pluriel
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.inclusifs import Inclusif, list_inclusifs
from spaser.donnees.referentiels.annuaire import regions
from spaser.metier.acteurs.catalogue import ActeurSuggere, load_catalogue
from spaser.metier.acteurs.modele import Acteur, FormeSollicitation, RoleActeur, fold_nom_acteur
from spaser.metier.appuis import Appui, list_par_acteur
from spaser.web.acteurs import models
from spaser.web.espace.entrepot import entrepot
from spaser.web.organisations.identite import describe_espace
from spaser.web.organisations.models import Espace

TYPES: Final = {
    "EI": "entreprise d’insertion",
    "AI": "association intermédiaire",
    "ACI": "atelier et chantier d’insertion",
    "ETTI": "entreprise de travail temporaire d’insertion",
    "EITI": "entreprise d’insertion par le travail indépendant",
    "EA": "entreprise adaptée",
    "EATT": "entreprise adaptée de travail temporaire",
    "ESAT": "établissement ou service d’accompagnement par le travail",
    "GEIQ": "groupement d’employeurs pour l’insertion et la qualification",
    "SEP": "structure qui produit en prison",
}


@dataclass(frozen=True)
class SuggestionVue:
    """A stakeholder of the catalogue, the line it has become, or who set it aside."""

    suggestion: ActeurSuggere
    typologie: str
    acteur: models.Acteur | None
    ecartee: models.SuggestionEcartee | None = None
    appui: Appui | None = None  # what « Qui peut m’aider » tells of it


@dataclass(frozen=True)
class Structure:
    """An inclusive structure that holds contracts, family by family."""

    siren: str
    nom: str
    type: str
    familles: str
    marches: int
    chez_vous: int
    acteur: models.Acteur | None = None
    ecartee: models.SuggestionEcartee | None = None

    @property
    def code(self) -> str:
        """Return what names it among suggestions: no code of the catalogue is a number."""
        return self.siren

    @property
    def compte(self) -> str:
        siens = f", dont {self.chez_vous} chez vous" if self.chez_vous else ""
        return f"{pluriel(self.marches, 'marché publié', 'marchés publiés')}{siens}"


@dataclass(frozen=True)
class Inclusion:
    """What the store says of inclusive structures; `absence` says why it says nothing."""

    structures: tuple[Structure, ...] = ()
    date_donnees: date | None = None
    absence: str = ""

    def find(self, siren: str) -> Structure | None:
        return next((s for s in self.structures if s.siren == siren), None)

    def make_acteur(self, siren: str) -> Acteur | None:
        structure = self.find(siren)
        if structure is None:
            return None
        return Acteur(
            nom=structure.nom,
            typologie="insertion",
            siren=structure.siren,
            description=f"{TYPES.get(structure.type, structure.type).capitalize()}. "
            f"{structure.compte} : {structure.familles}.",
            role=RoleActeur.CONSULTATION,
            formes=(FormeSollicitation.RENCONTRE,),
            source="Marchés publiés, rapprochés de la liste des structures d’insertion et du "
            "handicap.",
            verifie_le=self.date_donnees,
        )


def find_region(espace: Espace, demandee: str) -> str:
    if demandee in regions():
        return demandee
    return describe_espace(espace).code_region


def split_ecartees[T: (SuggestionVue, Structure)](lignes: Iterable[T]) -> tuple[list[T], list[T]]:
    """Part what is proposed from what was set aside; what is in the table stays in sight."""
    montrees: list[T] = []
    ecartees: list[T] = []
    for ligne in lignes:
        (ecartees if ligne.ecartee and not ligne.acteur else montrees).append(ligne)
    return montrees, ecartees


def name_suggestion(siren: str, code: str) -> str:
    """Return the name of a suggestion, of the catalogue or of the store; empty for no such one."""
    if suggestion := load_catalogue().find_suggestion(code):
        return suggestion.nom
    structure = read_inclusion(siren).find(code)
    return structure.nom if structure else ""


def list_propositions(
    presents: Sequence[models.Acteur],
    region: str,
    theme: str,
    ecartees: Mapping[str, models.SuggestionEcartee] = MappingProxyType({}),
) -> list[SuggestionVue]:
    """Return who may be met; who is already in the table is shown with its line."""
    catalogue, appuis = load_catalogue(), list_par_acteur()
    acceptees = {acteur.suggestion: acteur for acteur in presents if acteur.suggestion}
    noms = {acteur.nom_plie: acteur for acteur in presents}
    return [
        SuggestionVue(
            suggestion,
            catalogue.name_typologie(suggestion.typologie),
            acceptees.get(suggestion.code) or noms.get(fold_nom_acteur(suggestion.nom)),
            ecartees.get(suggestion.code),
            _find_appui(appuis.get(suggestion.code, ()), region),
        )
        for suggestion in catalogue.suggest(region, theme)
    ]


def _find_appui(appuis: Iterable[Appui], region: str) -> Appui | None:
    """Return what is told of a stakeholder in a region, else anywhere."""
    siens = sorted(appuis, key=lambda appui: region not in appui.regions)
    return siens[0] if siens else None


def read_inclusion(
    siren: str,
    presents: Iterable[models.Acteur] = (),
    ecartees: Mapping[str, models.SuggestionEcartee] = MappingProxyType({}),
) -> Inclusion:
    try:
        lues, date_donnees = entrepot().recall(
            ("inclusifs", siren),
            lambda ouvert: (list_inclusifs(ouvert, siren), ouvert.date_donnees),
        )
    except (EntrepotAbsent, EntrepotAbime):
        return Inclusion(absence="Ce site n’a pas encore lu de données de marchés.")
    if lues is None:
        return Inclusion(
            absence="Elles ne sont pas connues de ce site."  # which names the lists that it lacks
        )
    connus = {acteur.siren: acteur for acteur in presents if acteur.siren}
    return Inclusion(tuple(_gather(lues, connus, ecartees)), date_donnees)


def _gather(
    lues: tuple[Inclusif, ...],
    connus: dict[str, models.Acteur],
    ecartees: Mapping[str, models.SuggestionEcartee],
) -> list[Structure]:
    par_siren: dict[str, list[Inclusif]] = {}
    for ligne in lues:
        par_siren.setdefault(ligne.siren, []).append(ligne)
    return [
        Structure(
            siren=siren,
            nom=next((ligne.nom for ligne in lignes if ligne.nom), f"SIREN {format_siren(siren)}"),
            type=lignes[0].type,
            familles=enumerate_mots([ligne.famille for ligne in lignes]),
            marches=sum(ligne.marches for ligne in lignes),
            chez_vous=sum(ligne.chez_vous for ligne in lignes),
            acteur=connus.get(siren),
            ecartee=ecartees.get(siren),
        )
        for siren, lignes in par_siren.items()
    ]
