"""What importing a table would do, line by line, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from spaser.metier.acteurs.fusion import (
    Difference,
    list_differences,
    merge_acteurs,
    overwrite,
)
from spaser.metier.acteurs.modele import Acteur
from spaser.metier.acteurs.tableau import ActeurLu, TableauLu
from spaser.metier.registre.nomenclatures import Nomenclature


class CasImport(Nomenclature):
    NOUVEAU = "nouveau", "Nouveaux"
    DIFFERENT = "different", "Déjà là, différents"
    REPETE = "repete", "En double dans le fichier"
    FAUTIF = "fautif", "À corriger"
    IDENTIQUE = "identique", "Déjà là, identiques"


class DecisionImport(Nomenclature):
    AJOUTER = "ajouter", "Ajouter comme nouvel acteur"
    COMPLETER = "completer", "Fusionner : garder les deux textes"
    REMPLACER = "remplacer", "Remplacer par le fichier"
    IGNORER = "ignorer", "Ne rien changer"


_POSSIBLES: Final[Mapping[CasImport, tuple[DecisionImport, ...]]] = {
    CasImport.NOUVEAU: (DecisionImport.AJOUTER, DecisionImport.IGNORER),
    CasImport.DIFFERENT: (
        DecisionImport.COMPLETER,
        DecisionImport.REMPLACER,
        DecisionImport.AJOUTER,
        DecisionImport.IGNORER,
    ),
    CasImport.REPETE: (DecisionImport.COMPLETER, DecisionImport.AJOUTER, DecisionImport.IGNORER),
    CasImport.FAUTIF: (DecisionImport.IGNORER,),
    CasImport.IDENTIQUE: (DecisionImport.IGNORER,),
}


@dataclass(frozen=True, slots=True)
class Prevision:
    ligne: ActeurLu
    sort: CasImport
    defaut: DecisionImport
    existant: Acteur | None = None
    jumelle: int | None = None  # the line of the file that names the same stakeholder
    differences: tuple[Difference, ...] = ()

    @property
    def possibles(self) -> tuple[DecisionImport, ...]:
        return _POSSIBLES[self.sort]

    @property
    def raison(self) -> str:
        if self.sort is CasImport.REPETE:
            return f"Même acteur que la ligne {self.jumelle} : {self.ligne.acteur.nom}."
        if self.sort is CasImport.DIFFERENT and self.existant:
            return f"« {self.existant.nom} » est déjà dans le tableau, avec d’autres valeurs."
        return ""


def plan_import(tableau: TableauLu, existants: Iterable[Acteur]) -> tuple[Prevision, ...]:
    """Foresee each line: an identifier is believed first, then the name."""
    connus = list(existants)
    par_cle = {acteur.cle: acteur for acteur in connus}
    par_nom = {acteur.nom_plie: acteur for acteur in reversed(connus)}
    lues: dict[str, int] = {}
    previsions = []
    for ligne in tableau.lignes:
        prevision = _foresee(ligne, tableau.presents, (par_cle, par_nom), lues)
        previsions.append(prevision)
        if ligne.est_nommee:
            for cle in _keys(ligne.acteur):
                lues.setdefault(cle, ligne.numero)
    return tuple(previsions)


def resolve(
    prevision: Prevision, choix: DecisionImport, cible: Acteur, tableau: TableauLu
) -> Acteur:
    recu = prevision.ligne.acteur
    if choix is DecisionImport.REMPLACER:
        return overwrite(cible, recu, tableau.presents)
    return merge_acteurs(cible, recu)


def name_ligne(ligne: ActeurLu, nom: str) -> ActeurLu:
    return replace(ligne, acteur=replace(ligne.acteur, nom=nom))


def _keys(acteur: Acteur) -> tuple[str, ...]:
    return tuple(filter(None, (acteur.cle, f"nom {acteur.nom_plie}")))


def _foresee(
    ligne: ActeurLu,
    presents: frozenset[str],
    index: tuple[Mapping[str, Acteur], Mapping[str, Acteur]],
    lues: Mapping[str, int],
) -> Prevision:
    acteur = ligne.acteur
    par_cle, par_nom = index
    if not ligne.est_nommee:
        return Prevision(ligne, CasImport.FAUTIF, DecisionImport.IGNORER)
    jumelle = next((lues[cle] for cle in _keys(acteur) if cle in lues), None)
    existant = par_cle.get(acteur.cle)
    if existant is not None and acteur.cle not in lues:
        return _compare(
            ligne, existant, overwrite(existant, acteur, presents), DecisionImport.REMPLACER
        )
    if jumelle is not None:
        distincts = bool(acteur.cle) and acteur.cle not in lues
        defaut = DecisionImport.AJOUTER if distincts else DecisionImport.COMPLETER
        return Prevision(ligne, CasImport.REPETE, defaut, jumelle=jumelle)
    existant = par_nom.get(acteur.nom_plie)
    if existant is not None:
        return _compare(ligne, existant, merge_acteurs(existant, acteur), DecisionImport.COMPLETER)
    return Prevision(ligne, CasImport.NOUVEAU, DecisionImport.AJOUTER)


def _compare(ligne: ActeurLu, existant: Acteur, apres: Acteur, defaut: DecisionImport) -> Prevision:
    differences = list_differences(existant, apres)
    if not differences:
        return Prevision(ligne, CasImport.IDENTIQUE, DecisionImport.IGNORER, existant)
    return Prevision(ligne, CasImport.DIFFERENT, defaut, existant, differences=differences)
