"""Who works in a space, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.commun.outils import Groupe, Outil, find_outil, list_pages
from spaser.web.commun.reglages import read_eteints
from spaser.web.organisations.espaces import peut_dans
from spaser.web.organisations.models import CollegueEssai, Espace
from spaser.web.organisations.selectors import list_membres

VUE: Final = "elus"  # of use to whoever is alone too
_A_PLUSIEURS: Final = "diagnostic"  # its campaigns take several voices


@dataclass(frozen=True)
class Equipier:
    nom: str
    role: str


@dataclass(frozen=True)
class Equipe:
    """The people of a space, and where this one may ask another to come."""

    equipiers: tuple[Equipier, ...]
    inviter: str
    invitee: str = ""  # whose answer is awaited

    @property
    def est_seule(self) -> bool:
        return len(self.equipiers) <= 1


def read_equipe(request: HttpRequest, espace: Espace) -> Equipe:
    if espace.organisation is None:
        return _read_essai(request, espace)
    inviter = peut_dans(request, espace, Operation.INVITER)
    return Equipe(
        tuple(
            Equipier(une.utilisateur.nom_complet, une.get_role_display())
            for une in list_membres(espace.organisation).actives()
        ),
        reverse("organisations:invitations", args=[espace.siren]) if inviter else "",
    )


def list_partages(espace: Espace) -> list[Outil]:
    """Return the pages of what a team shares; the campaigns of diagnosis are those of a tool."""
    pages = [page for page in list_pages(Groupe.EQUIPE) if page.code != VUE]
    campagnes = find_outil(_A_PLUSIEURS)
    if campagnes and campagnes.code not in read_eteints(espace):
        pages.append(campagnes)
    return pages


def _read_essai(request: HttpRequest, espace: Espace) -> Equipe:
    proprietaire = espace.proprietaire
    collegue = CollegueEssai.objects.filter(espace=espace).select_related("utilisateur").first()
    personnes = [Equipier(proprietaire.nom_complet, "A ouvert cet espace")] if proprietaire else []
    if collegue and collegue.utilisateur:
        personnes.append(Equipier(collegue.utilisateur.nom_complet, "Invité dans cet espace"))
    sienne = proprietaire == request.user and not espace.est_garde
    return Equipe(
        tuple(personnes),
        f"{reverse('organisations:essai', args=[espace.pk])}#collegue" if sienne else "",
        collegue.courriel if collegue and not collegue.utilisateur else "",
    )
