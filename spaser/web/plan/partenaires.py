"""What a partner without an account reads by her link: the actions in which she takes part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from spaser.metier.droits import Operation
from spaser.metier.plan.modele import A_POURVOIR, GenreContributeur
from spaser.metier.plan.personnes import names_service
from spaser.web.acteurs.models import Acteur
from spaser.web.commun.liens import list_partages
from spaser.web.organisations.models import Espace
from spaser.web.plan.lecture import ActionLue
from spaser.web.plan.models import AccesPartenaire, Action, Contributeur
from spaser.web.plan.selectors import list_courtes
from spaser.web.socle.jetons import SignedPage


@dataclass(frozen=True)
class ActionPartagee:
    """An action as a partner reads it: no person of the space is named."""

    lue: ActionLue
    apport: str
    pilote: str


def list_acces() -> QuerySet[AccesPartenaire]:
    """Return the links that open something: those of a trial, or of a partner put aside, do not."""
    ouverts = AccesPartenaire.objects.filter(
        lien__in=list_partages(PARTENAIRE),
        lien__espace__organisation__isnull=False,
        acteur__ecarte_le=None,
    )
    return ouverts.select_related("acteur", "lien__espace__organisation", "lien__cree_par")


def list_partenaires(action: Action) -> list[Acteur]:
    """Return the partners of an action to whom a link may be given."""
    acteurs = [contributeur.acteur for contributeur in action.contributeurs.all()]
    return [acteur for acteur in acteurs if acteur and acteur.ecarte_le is None]


PARTENAIRE: Final = SignedPage(
    "plan:partenaire", "Actions d’un partenaire", Operation.MODIFIER_PLAN, list_acces
)


def list_partagees(acces: AccesPartenaire) -> QuerySet[Action]:
    siennes = Contributeur.objects.filter(
        acteur=acces.acteur, genre=GenreContributeur.PARTENAIRE.value
    )
    actions = list_courtes(acces.lien.lieu).filter(pk__in=siennes.values("action"))
    return actions.prefetch_related(Prefetch("contributeurs", siennes))


def read_partagee(action: Action, espace: Espace) -> ActionPartagee:
    return ActionPartagee(
        lue=ActionLue(action, timezone.localdate()),
        apport=" ; ".join(c.apport for c in action.contributeurs.all() if c.apport),
        pilote=_tell_pilote(action, espace),
    )


def _tell_pilote(action: Action, espace: Espace) -> str:
    """Return who leads an action, as people outside may know it: a service, never a person."""
    if names_service(action.pilote_nom):
        return action.pilote_nom
    if action.pilote_membre_id or action.pilote_nom:
        return f"Une personne de {espace.nom}"
    return A_POURVOIR
