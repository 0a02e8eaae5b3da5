"""Writes what was decided of a file: all of it or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from spaser.metier.acteurs.tableau.plan import (
    Choix,
    Prevision,
    Sort,
    name_ligne,
    plan_import,
    resolve,
)
from spaser.web.acteurs.importation.reception import pack, unpack
from spaser.web.acteurs.selectors import list_acteurs
from spaser.web.acteurs.services import create_acteur, update_acteur
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spaser.metier.acteurs.tableau.lecture import Tableau
    from spaser.web.acteurs.models import Acteur, Importation
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.espace.acces import Espace


@dataclass(frozen=True)
class Plan:
    """What importing would do, on the table as it is now."""

    tableau: Tableau
    previsions: tuple[Prevision, ...]
    empreinte: str  # of the table: another one asks to look again

    def list_sort(self, sort: Sort) -> list[Prevision]:
        """Return the lines of one sort."""
        return [prevision for prevision in self.previsions if prevision.sort is sort]


@dataclass(frozen=True)
class Bilan:
    """What importing has done."""

    ajoutes: int
    modifies: int
    laisses: int
    a_corriger: int


def foresee(
    espace: Espace, importation: Importation, noms: Mapping[int, str] | None = None
) -> Plan:
    """Return what importing would do; `noms` gives the names that lines lacked."""
    tableau = unpack(importation)
    if noms:
        lignes = tuple(
            name_ligne(ligne, noms[ligne.numero]) if noms.get(ligne.numero) else ligne
            for ligne in tableau.lignes
        )
        tableau = replace(tableau, lignes=lignes)
    acteurs = list(list_acteurs(espace))
    return Plan(
        tableau, plan_import(tableau, [acteur.read() for acteur in acteurs]), _print(acteurs)
    )


@transaction.atomic
def apply_plan(
    espace: Espace,
    importation: Importation,
    plan: Plan,
    choix: Mapping[int, Choix],
    auteur: Utilisateur,
) -> Bilan:
    """Write each line as chosen; those without a name stay in the importation, to be mended."""
    ecriture = _Ecriture(espace, plan, auteur)
    for prevision in plan.previsions:
        choisi = choix.get(prevision.ligne.numero, prevision.defaut)
        ecriture.write(prevision, choisi if choisi in prevision.possibles else prevision.defaut)
    fautives = plan.list_sort(Sort.FAUTIF)
    _keep_fautives(importation, plan, fautives)
    record("acteurs.importation", auteur=auteur, organisation_siren=espace.siren)
    laisses = len(plan.previsions) - ecriture.ajoutes - ecriture.modifies - len(fautives)
    return Bilan(ecriture.ajoutes, ecriture.modifies, laisses, len(fautives))


class _Ecriture:
    """Writes lines one after the other: a line may complete the one before it."""

    def __init__(self, espace: Espace, plan: Plan, auteur: Utilisateur) -> None:
        self._espace = espace
        self._plan = plan
        self._auteur = auteur
        self._par_cle = {str(acteur.cle): acteur for acteur in list_acteurs(espace)}
        self._ecrits: dict[int, Acteur] = {}
        self.ajoutes = 0
        self.modifies = 0

    def write(self, prevision: Prevision, choix: Choix) -> None:
        cible = self._find_cible(prevision)
        if choix is Choix.IGNORER:
            if cible:
                self._ecrits[prevision.ligne.numero] = cible
            return
        valeurs = resolve(prevision, choix, cible.read() if cible else None, self._plan.tableau)
        if cible is None or choix is Choix.AJOUTER:
            cible = create_acteur(self._espace, valeurs, self._auteur)
            self.ajoutes += 1
        else:
            update_acteur(cible, valeurs, cible.version, self._auteur)
            self.modifies += 1
        self._ecrits[prevision.ligne.numero] = cible

    def _find_cible(self, prevision: Prevision) -> Acteur | None:
        if prevision.existant:
            return self._par_cle[prevision.existant.cle]
        return self._ecrits.get(prevision.jumelle) if prevision.jumelle else None


def _keep_fautives(importation: Importation, plan: Plan, fautives: Sequence[Prevision]) -> None:
    if not fautives:
        importation.delete()
        return
    lignes = tuple(prevision.ligne for prevision in fautives)
    importation.tableau = pack(replace(plan.tableau, lignes=lignes))
    importation.save(update_fields=["tableau"])


def _print(acteurs: Sequence[Acteur]) -> str:
    versions = ",".join(f"{acteur.pk}:{acteur.version}" for acteur in acteurs)
    return hashlib.sha256(versions.encode()).hexdigest()[:16]
