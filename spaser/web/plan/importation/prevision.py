"""What importing would do, on the plan as it is now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from spaser.donnees.referentiels.embarques import read_familles
from spaser.lettres import fold_mots
from spaser.metier.actions import load_actions
from spaser.metier.indicateurs import load_bibliotheque
from spaser.metier.obligations.modele import load_obligations
from spaser.metier.plan.lecture.comparaison import Prevision, SortAction, compare_plans
from spaser.metier.plan.lecture.modele import Constat, PlanLu
from spaser.metier.plan.lecture.tableau import read_tableau
from spaser.web.organisations.models import Espace
from spaser.web.plan.contenu import read_contenu
from spaser.web.plan.importation.champs import CorrespondancePlan
from spaser.web.plan.importation.lecture import TableLue
from spaser.web.plan.importation.reception import make_lignes
from spaser.web.plan.models import Action, Rangee
from spaser.web.plan.selectors import list_axes, list_completes, list_objectifs
from spaser.web.politiques.selectors import list_politiques


@dataclass(frozen=True)
class Vue:
    """What importing would do; another `empreinte` of the plan asks to look again."""

    lu: PlanLu
    previsions: tuple[Prevision, ...]
    constats: tuple[Constat, ...]
    axes: tuple[str, ...]  # to add
    objectifs: tuple[tuple[str, str], ...]  # to add
    empreinte: str

    def list_sort(self, sort: SortAction) -> list[Prevision]:
        """Return the actions of one sort that nobody has to decide upon."""
        return [p for p in self.previsions if p.sort is sort and not p.doute]

    @property
    def douteuses(self) -> list[tuple[int, Prevision]]:
        return [(rang, p) for rang, p in enumerate(self.previsions) if p.doute]

    @property
    def fautes(self) -> list[Constat]:
        return [constat for p in self.previsions for constat in p.ligne.constats]

    @property
    def sans_axe(self) -> int:
        return sum(not p.apres.axe for p in self.previsions)

    @property
    def a_faire(self) -> bool:
        changent = any(p.doute or p.sort is not SortAction.INCHANGEE for p in self.previsions)
        return changent or bool(self.axes or self.objectifs)


def foresee(espace: Espace, lue: TableLue, correspondance: CorrespondancePlan) -> Vue:
    lu = read_tableau(make_lignes(lue, correspondance), _make_annuaires(espace))
    actions = list(list_completes(espace))
    axes = list(list_axes(espace))
    objectifs = list(list_objectifs(espace))
    connus = {fold_mots(axe.titre) for axe in axes}
    dessous = {(fold_mots(o.axe.titre), fold_mots(o.titre)) for o in objectifs}
    previsions = compare_plans(lu, [read_contenu(action) for action in actions])
    dits = ((p.apres.axe, p.apres.objectif) for p in previsions if p.apres.objectif)
    nommes = {(fold_mots(o[0]), fold_mots(o[1])): o for o in [*lu.objectifs, *dits]}
    return Vue(
        lu=lu,
        previsions=previsions,
        constats=(*lue.constats, *lu.constats),
        axes=tuple(axe for axe in lu.axes if fold_mots(axe) not in connus),
        objectifs=tuple(o for cle, o in nommes.items() if cle not in dessous),
        empreinte=_print([*actions, *axes, *objectifs]),
    )


def print_action(action: Action) -> str:
    """Return a hash of all that the page of an action says, to tell whether it changed."""
    return hashlib.sha256(repr(read_contenu(action)).encode()).hexdigest()[:24]


def _print(lignes: Sequence[Rangee]) -> str:
    dits = ",".join(f"{type(ligne).__name__}{ligne.pk}:{ligne.version}" for ligne in lignes)
    return hashlib.sha256(dits.encode()).hexdigest()[:24]


def _make_annuaires(espace: Espace) -> dict[str, dict[str, str]]:
    """Return the codes that a file may name, by their folded words and by themselves."""
    politiques = {fold_mots(p.nom_date): p.nom_date for p in list_politiques(espace)}
    return {**_make_communs(), "politiques": politiques}


@cache
def _make_communs() -> dict[str, dict[str, str]]:
    return {
        "familles": _index(read_familles().items()),
        "indicateurs": _index((i.code, i.libelle) for i in load_bibliotheque().indicateurs),
        "obligations": _index((o.code, o.titre) for o in load_obligations()),
        "modele": _index((a.code, a.titre) for a in load_actions().actions),
    }


def _index(codes: Iterable[tuple[str, str]]) -> dict[str, str]:
    connus = list(codes)
    return {fold_mots(mots): c for c, mots in connus} | {fold_mots(c): c for c, _ in connus}
