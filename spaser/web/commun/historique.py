"""Reads the journal of a space."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.html import format_html

from spaser.web.commun.outils import Vocabulaire, list_vocabulaires
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.models import Evenement

LE_SITE: Final = "Le site"


@dataclass(frozen=True)
class Recit:
    quand: datetime
    qui: str
    outil: str
    quoi: str
    objet: str
    adresse: str

    @property
    def lien(self) -> str:
        """Return what it was done to, leading there when that is known."""
        if not self.adresse:
            return self.objet
        return format_html('<a href="{}">{}</a>', self.adresse, self.objet)


def list_evenements(espace: Espace) -> QuerySet[Evenement]:
    return Evenement.objects.filter(espace_id=espace.pk).filter(_named())


def narrow(evenements: QuerySet[Evenement], filtres: Mapping[str, Any]) -> QuerySet[Evenement]:
    if siren := filtres.get("siren"):
        evenements = evenements.filter(organisation_siren=siren)
    if qui := filtres.get("qui"):
        evenements = evenements.filter(auteur_id=qui)
    if outil := filtres.get("outil"):
        evenements = evenements.filter(geste__startswith=f"{outil}.")
    if du := filtres.get("du"):
        evenements = evenements.filter(quand__date__gte=du)
    if au := filtres.get("au"):
        evenements = evenements.filter(quand__date__lte=au)
    return evenements


def read_lignes(
    evenements: Iterable[Evenement], vocabulaires: Mapping[str, Vocabulaire] | None = None
) -> list[Recit]:
    """Put gestures into words, those of tools unless others are given; else a code stays."""
    lus = list(evenements)
    noms = _name({evenement.auteur_id for evenement in lus})
    mots = list_vocabulaires() if vocabulaires is None else vocabulaires
    return [_read(evenement, mots, noms) for evenement in lus]


def list_auteurs(evenements: QuerySet[Evenement]) -> list[tuple[str, str]]:
    numeros = evenements.filter(auteur_id__isnull=False).order_by().values("auteur_id").distinct()
    auteurs = Utilisateur.objects.filter(pk__in=numeros).order_by("prenom", "nom", "pk")
    return [(str(auteur.pk), auteur.nom_complet) for auteur in auteurs]


def list_choix(vocabulaires: Mapping[str, Vocabulaire]) -> list[tuple[str, str]]:
    return sorted(((f.code, f.nom) for f in vocabulaires.values()), key=lambda choix: choix[1])


def _named() -> Q:
    connus = Q()
    for code in list_vocabulaires():
        connus |= Q(geste__startswith=f"{code}.")
    return connus


def _name(numeros: set[int | None]) -> dict[int | None, str]:
    auteurs = Utilisateur.objects.in_bulk(numero for numero in numeros if numero)
    return {None: LE_SITE} | {numero: auteur.nom_complet for numero, auteur in auteurs.items()}


def _read(
    evenement: Evenement, vocabulaires: Mapping[str, Vocabulaire], noms: Mapping[int | None, str]
) -> Recit:
    vocabulaire = vocabulaires.get(evenement.geste.partition(".")[0])
    return Recit(
        evenement.quand,
        noms.get(evenement.auteur_id, "Compte effacé"),
        vocabulaire.nom if vocabulaire else LE_SITE,
        vocabulaire.tell(evenement.geste) if vocabulaire else evenement.geste,
        evenement.details.get("nom", ""),
        evenement.details.get("adresse", ""),
    )
