"""Which figures a page speaks of: those of published contracts, or those that the buyer corrected.

The choice is in the address, so that a link says the same thing to everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from spaser.donnees.entrepot.chaud import EntrepotChaud
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre
from spaser.web.espace.bilans import BilanAcheteur, read_bilan
from spaser.web.espace.entrepot import entrepot
from spaser.web.marches.entrepot import entrepot_corrige
from spaser.web.marches.selectors import is_retouche
from spaser.web.organisations.models import Espace

PARAMETRE: Final = "chiffres"
CORRIGE: Final = "corrige"
_ORIGINES: Final = {"": Origine.PUBLIES, CORRIGE: Origine.CORRIGES, "paye": Origine.PAYES}


@dataclass(frozen=True)
class SourceChiffres:
    """Where figures are read; `propose` tells that the other choice would say something else."""

    chaud: EntrepotChaud
    corrige: bool
    propose: bool

    @property
    def parametres(self) -> dict[str, str]:
        return {PARAMETRE: CORRIGE} if self.corrige else {}

    @property
    def requete(self) -> str:
        return urlencode(self.parametres)

    @property
    def origine(self) -> Origine:
        return Origine.CORRIGES if self.corrige else Origine.PUBLIES

    def read(self, siren: str) -> BilanAcheteur:
        return read_bilan(siren, self.chaud, self.origine)


def read_source(request: HttpRequest, espace: Espace) -> SourceChiffres:
    corrige = request.GET.get(PARAMETRE) == CORRIGE
    chaud = find_entrepot(espace, corrige=corrige)
    return SourceChiffres(chaud, corrige, corrige or is_retouche(espace))


def find_entrepot(espace: Espace, *, corrige: bool) -> EntrepotChaud:
    return entrepot_corrige(espace) if corrige else entrepot()


def read_origine(parametres: Mapping[str, str]) -> Origine:
    """Return what a figure to keep is counted on; published contracts by default."""
    return _ORIGINES.get(parametres.get(PARAMETRE, ""), Origine.PUBLIES)


def link_preuve(espace: Espace, reference: ReferenceChiffre, etat: str = "") -> str:
    if reference.origine is Origine.PAYES:
        return f"{reverse('depenses:resultats', args=[espace.siren])}?annee={reference.annee}"
    parametres = {"annee": reference.annee, "expression": reference.mesure, "etat": etat}
    if reference.origine is Origine.CORRIGES:
        parametres[PARAMETRE] = CORRIGE
    adresse = reverse("chiffres:preuve", args=[espace.siren, reference.code])
    return f"{adresse}?{urlencode({nom: valeur for nom, valeur in parametres.items() if valeur})}"
