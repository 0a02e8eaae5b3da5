"""Reads the campaigns of a space: who answered, how answers spread, what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest

from spaser.metier.autodiagnostic.accord import ANONYMES_MIN, Repartition, retain, spread
from spaser.metier.autodiagnostic.evolution import Evolution, compare_diagnostics
from spaser.metier.autodiagnostic.questionnaire import Question
from spaser.metier.autodiagnostic.resultat import ResultatDiagnostic, conclude
from spaser.metier.droits import Operation
from spaser.web.diagnostic.models import Accord, Campagne, Mode, Participation
from spaser.web.organisations.acces import Personne, peut
from spaser.web.organisations.models import Appartenance, Espace
from spaser.web.organisations.selectors import list_essais


@dataclass(frozen=True)
class EtatCampagne:
    campagne: Campagne
    envoyees: tuple[Participation, ...]
    repartitions: tuple[Repartition, ...]
    accords: Mapping[str, Accord]
    retenus: Mapping[str, int]

    @property
    def est_montrable(self) -> bool:
        """Say whether the spread may be shown without telling who said what."""
        return _is_montrable(self.campagne, len(self.envoyees))

    @property
    def divergentes(self) -> list[Question]:
        """Return the questions with several answers and nothing settled yet."""
        return [
            r.question
            for r in self.repartitions
            if len(r.donnes) > 1 and r.question.code not in self.accords
        ]

    @property
    def ouvertes(self) -> int:
        return len(self.repartitions) - len(self.retenus)

    @property
    def peut_figer(self) -> bool:
        return bool(self.retenus) and not self.campagne.est_figee

    def conclude(self) -> ResultatDiagnostic:
        return conclude(self.campagne.questionnaire, self.retenus)


def list_campagnes(espace: Espace) -> QuerySet[Campagne]:
    envoyees = Count("participations", filter=Q(participations__envoyee_le__isnull=False))
    return (
        Campagne.objects.filter(espace=espace)
        .annotate(nb_envoyees=envoyees)
        .order_by("-jour", "-pk")
    )


def get_campagne(espace: Espace, pk: int) -> Campagne:
    """Return a campaign of this space; Http404 for any other."""
    campagne = Campagne.objects.filter(espace=espace, pk=pk).first()
    if campagne is None:
        raise Http404
    return campagne


def list_figees(espace: Espace) -> list[Campagne]:
    """Return the campaigns whose result is final, the oldest first."""
    return list(
        Campagne.objects.filter(espace=espace, figee_le__isnull=False).order_by("jour", "pk")
    )


def list_participations(campagne: Campagne) -> list[Participation]:
    return list(campagne.participations.select_related("utilisateur"))


def find_participation(campagne: Campagne, utilisateur: Personne) -> Participation | None:
    """Return the answers of a member; a visitor of the demonstration has none."""
    if not utilisateur.is_authenticated:
        return None
    return campagne.participations.filter(mode=Mode.COMPTE, utilisateur=utilisateur).first()


def list_accueillants(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the name and the SIREN of the spaces where this person may lead a diagnosis."""
    if not request.user.is_authenticated:
        return []
    siennes = Appartenance.objects.actives().filter(utilisateur=request.user)
    organisations = [a.organisation for a in siennes.select_related("organisation")]
    conduites = [o for o in organisations if peut(request, Operation.CONDUIRE_DIAGNOSTIC, o)]
    noms = {essai.siren: essai.nom for essai in list_essais(request.user)}
    noms |= {organisation.siren: organisation.nom for organisation in conduites}
    return sorted((nom, siren) for siren, nom in noms.items())


def read_etat(campagne: Campagne) -> EtatCampagne:
    """Return the spread of the answers sent, what was settled, and the levels kept.

    A level common to one or two unnamed people would tell theirs: it is not kept before there are
    enough of them.
    """
    envoyees = tuple(p for p in list_participations(campagne) if p.envoyee_le)
    accords = {a.question: a for a in campagne.accords.select_related("auteur")}
    repartitions = spread(campagne.questionnaire, [p.reponses for p in envoyees])
    niveaux = {code: accord.niveau for code, accord in accords.items()}
    if campagne.est_figee:
        retenus = campagne.retenus
    elif _is_montrable(campagne, len(envoyees)):
        retenus = retain(repartitions, niveaux)
    else:
        retenus = niveaux
    return EtatCampagne(campagne, envoyees, repartitions, accords, retenus)


def list_repondants(etat: EtatCampagne, repartition: Repartition) -> list[list[str]]:
    """Return who gave each level, in a campaign with names; empty lists otherwise."""
    noms: list[list[str]] = [[] for _ in repartition.nombres]
    if not etat.campagne.nominative:
        return noms
    for participation in etat.envoyees:
        niveau = participation.reponses.get(repartition.question.code)
        if niveau is not None:
            noms[niveau].append(participation.libelle)
    return noms


def compare_campagnes(avant: Campagne, apres: Campagne) -> Evolution:
    return compare_diagnostics(
        (avant.questionnaire, avant.retenus), (apres.questionnaire, apres.retenus)
    )


def _is_montrable(campagne: Campagne, nombre: int) -> bool:
    return campagne.nominative or nombre >= ANONYMES_MIN
