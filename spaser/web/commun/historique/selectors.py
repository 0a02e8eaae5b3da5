"""Reads the journal of a space: its own gestures, never those of somebody's private trial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import OuterRef, Q, Subquery

from spaser.web.commun.outils import list_familles
from spaser.web.comptes.models import Utilisateur
from spaser.web.socle.models import Evenement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from django.db.models import QuerySet

    from spaser.web.commun.outils import Famille
    from spaser.web.organisations.espaces import Espace

LE_SITE: Final = "Le site"
_OUVERTURE, _FERMETURE, _REMISE = "espace.ouverture", "espace.fermeture", "espace.remise"


@dataclass(frozen=True)
class Ligne:
    """A gesture in words."""

    quand: datetime
    qui: str
    outil: str
    quoi: str
    objet: str


def list_evenements(espace: Espace) -> QuerySet[Evenement]:
    """Return the gestures of a space that have a name there, the latest first."""
    siens = Evenement.objects.filter(organisation_siren=espace.siren).filter(_named())
    if espace.essai:
        return _of_trial(siens, espace)
    return _of_organisation(siens)


def narrow(evenements: QuerySet[Evenement], filtres: Mapping[str, Any]) -> QuerySet[Evenement]:
    """Keep the gestures of a person, of a tool, between two days."""
    if qui := filtres.get("qui"):
        evenements = evenements.filter(auteur_id=qui)
    if outil := filtres.get("outil"):
        evenements = evenements.filter(geste__startswith=f"{outil}.")
    if du := filtres.get("du"):
        evenements = evenements.filter(quand__date__gte=du)
    if au := filtres.get("au"):
        evenements = evenements.filter(quand__date__lte=au)
    return evenements


def read_lignes(evenements: Iterable[Evenement]) -> list[Ligne]:
    """Put gestures into words."""
    lus = list(evenements)
    noms = _name({evenement.auteur_id for evenement in lus})
    familles = list_familles()
    return [_read(evenement, familles, noms) for evenement in lus]


def list_personnes(evenements: QuerySet[Evenement]) -> list[tuple[str, str]]:
    """Return who made these gestures, to choose among them."""
    numeros = evenements.filter(auteur_id__isnull=False).order_by().values("auteur_id").distinct()
    auteurs = Utilisateur.objects.filter(pk__in=numeros).order_by("prenom", "nom", "pk")
    return [(str(auteur.pk), auteur.nom_complet) for auteur in auteurs]


def list_outils() -> list[tuple[str, str]]:
    """Return the tools, to choose among them."""
    return sorted(((f.code, f.nom) for f in list_familles().values()), key=lambda choix: choix[1])


def _named() -> Q:
    connus = Q()
    for code in list_familles():
        connus |= Q(geste__startswith=f"{code}.")
    return connus


def _of_organisation(siens: QuerySet[Evenement]) -> QuerySet[Evenement]:
    """Leave out what somebody did in her trial, until she hands it over.

    Nobody is a member and holds a trial of the same SIREN at once: what she did between the
    opening of a trial and its end, she did there.
    """
    bornes = Evenement.objects.filter(
        auteur_id=OuterRef("auteur_id"),
        organisation_siren=OuterRef("organisation_siren"),
        geste__in=[_OUVERTURE, _FERMETURE, _REMISE],
    )
    avant = bornes.filter(pk__lt=OuterRef("pk")).order_by("-pk").values("geste")[:1]
    apres = bornes.filter(pk__gt=OuterRef("pk")).order_by("pk").values("geste")[:1]
    dates = siens.annotate(avant=Subquery(avant), apres=Subquery(apres))
    return dates.filter(Q(avant__isnull=True) | ~Q(avant=_OUVERTURE) | Q(apres=_REMISE))


def _of_trial(siens: QuerySet[Evenement], espace: Espace) -> QuerySet[Evenement]:
    return siens.filter(auteur_id=espace.essai.proprietaire_id, quand__gte=espace.essai.cree_le)


def _name(numeros: set[int | None]) -> dict[int | None, str]:
    auteurs = Utilisateur.objects.in_bulk(numero for numero in numeros if numero)
    return {None: LE_SITE} | {numero: auteur.nom_complet for numero, auteur in auteurs.items()}


def _read(
    evenement: Evenement, familles: Mapping[str, Famille], noms: Mapping[int | None, str]
) -> Ligne:
    famille = familles[evenement.geste.partition(".")[0]]
    return Ligne(
        evenement.quand,
        noms.get(evenement.auteur_id, "Compte effacé"),
        famille.nom,
        famille.tell(evenement.geste),
        evenement.details.get("nom", ""),
    )
