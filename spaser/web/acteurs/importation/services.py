"""Writes what was decided of a file: all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from django.db import transaction

from spaser.metier.acteurs import modele
from spaser.metier.acteurs.importation import (
    CasImport,
    DecisionImport,
    Prevision,
    name_ligne,
    plan_import,
    resolve,
)
from spaser.metier.acteurs.tableau import TableauLu
from spaser.web.acteurs.importation.reception import pack, unpack
from spaser.web.acteurs.models import Acteur, Importation
from spaser.web.acteurs.selectors import list_acteurs
from spaser.web.acteurs.services import create_acteurs, update_acteur
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


@dataclass(frozen=True)
class Plan:
    tableau: TableauLu
    previsions: tuple[Prevision, ...]
    empreinte: str  # of the table: another one asks to look again

    def list_sort(self, sort: CasImport) -> list[Prevision]:
        return [prevision for prevision in self.previsions if prevision.sort is sort]


@dataclass(frozen=True)
class BilanImport:
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
    choix: Mapping[int, DecisionImport],
    auteur: Utilisateur,
) -> BilanImport:
    """Write each line as chosen; those without a name stay in the importation, to be mended."""
    ecriture = _Ecriture(plan, {str(acteur.cle): acteur for acteur in list_acteurs(espace)})
    for prevision in plan.previsions:
        choisi = choix.get(prevision.ligne.numero, prevision.defaut)
        ecriture.decide(prevision, choisi if choisi in prevision.possibles else prevision.defaut)
    create_acteurs(espace, ecriture.nouveaux.values(), auteur)
    for acteur, valeurs in ecriture.changes.values():
        update_acteur(acteur, valeurs, acteur.version, auteur)
    fautives = plan.list_sort(CasImport.FAUTIF)
    _keep_fautives(importation, plan, fautives)
    bilan = BilanImport(
        len(ecriture.nouveaux),
        len(ecriture.changes),
        ecriture.ignorees - len(fautives),
        len(fautives),
    )
    record(
        "acteurs.importation",
        auteur=auteur,
        espace=espace,
        details=asdict(bilan),
    )
    return bilan


class _Ecriture:
    """What is to be written, gathered line after line: a line may complete the one before it.

    A stakeholder is named by its identifier when the table holds it, else by the line that adds it.
    """

    def __init__(self, plan: Plan, presents: Mapping[str, Acteur]) -> None:
        self._plan = plan
        self._presents = presents
        self._cibles: dict[int, str | int] = {}
        self.nouveaux: dict[str | int, modele.Acteur] = {}
        self.changes: dict[str | int, tuple[Acteur, modele.Acteur]] = {}
        self.ignorees = 0

    def decide(self, prevision: Prevision, choix: DecisionImport) -> None:
        numero, cible = prevision.ligne.numero, self._find_cible(prevision)
        if choix is DecisionImport.IGNORER:
            self.ignorees += 1
        elif cible is None or choix is DecisionImport.AJOUTER:
            cible = numero
            self.nouveaux[numero] = prevision.ligne.acteur
        else:
            self._change(cible, resolve(prevision, choix, self._read(cible), self._plan.tableau))
        if cible is not None:
            self._cibles[numero] = cible

    def _find_cible(self, prevision: Prevision) -> str | int | None:
        if prevision.existant:
            return prevision.existant.cle
        return self._cibles.get(prevision.jumelle) if prevision.jumelle else None

    def _read(self, cible: str | int) -> modele.Acteur:
        if cible in self.nouveaux:
            return self.nouveaux[cible]
        return (
            self.changes[cible][1] if cible in self.changes else self._presents[str(cible)].read()
        )

    def _change(self, cible: str | int, valeurs: modele.Acteur) -> None:
        if cible in self.nouveaux:
            self.nouveaux[cible] = valeurs
        else:
            self.changes[cible] = (self._presents[str(cible)], valeurs)


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
