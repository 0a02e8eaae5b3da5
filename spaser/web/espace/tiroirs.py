"""The pages of a space that public texts lead to, and the space of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from spaser.metier.parcours import Tiroir
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Appartenance
from spaser.web.organisations.selectors import list_essais

# The page of a space where a step is done.
TIROIRS: Final[Mapping[Tiroir, str]] = {
    Tiroir.PERIMETRE: "espace:perimetre",
    Tiroir.DIAGNOSTIC: "diagnostic:campagnes",
    Tiroir.ACTEURS: "acteurs:tableau",
    Tiroir.PLAN: "plan:plan",
    Tiroir.SCHEMA: "redaction:schema",
    Tiroir.CONTROLE: "redaction:controle",
    Tiroir.CIBLES: "cibles:cibles",
}


@dataclass(frozen=True)
class EspaceSien:
    """The space of somebody: its name, and its SIREN, which its pages bear."""

    nom: str
    siren: str

    def address(self, tiroir: Tiroir) -> str:
        return reverse(TIROIRS[tiroir], args=[self.siren])


def find_espace_sien(personne: Utilisateur | AnonymousUser) -> EspaceSien | None:
    """Return the space of whoever is signed in: that of her organisation first, else her trial.

    Somebody of several organisations chooses on « Mon espace »: none is taken for her.
    """
    if not personne.is_authenticated:
        return None
    siennes = Appartenance.objects.actives().filter(utilisateur=personne)
    organisations = [a.organisation for a in siennes.select_related("organisation")[:2]]
    if len(organisations) == 1:
        return EspaceSien(organisations[0].nom, organisations[0].siren)
    essais = list(list_essais(personne)[:2]) if not organisations else []
    return EspaceSien(essais[0].nom, essais[0].siren) if len(essais) == 1 else None
