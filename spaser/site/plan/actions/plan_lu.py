"""The plan as pages, documents and files show it, axis by axis."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from spaser.documents.dessins import Legende
from spaser.documents.dessins_pages import Periode, draw_duree
from spaser.documents.francais import pluriel
from spaser.documents.onglets import Cellule, Onglet
from spaser.documents.schema.engagements import ActionEcrite, AxeEcrit, EtapeEcrite, ObjectifEcrit
from spaser.elements import add_mois, fold_mots
from spaser.regles import plan
from spaser.regles.champs import Nommer, change, list_titres_dits, write_dite
from spaser.regles.nomenclatures import DatePartielle
from spaser.regles.plan_importe.lignes import TITRES_SUIVI
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.services import list_axes, list_courtes, list_imprimees
from spaser.site.plan.models.actions import PAR_NOM, PLAN, Action, Axe, ContenuAction, Objectif
from spaser.site.socle.champs import list_mots, read_dite, tell_champ, write_rangee

# --- The plan as pages and documents show it: actions with how far they are, axis by axis ---


SANS_PILOTE: Final = "a_pourvoir"
# The columns that pages and sheets tell in words of their own; any other stands there as it is.
_COMPOSES: Final = frozenset(
    "code axe objectif titre etat avancement motif pilote contributeurs debut fin etapes familles "
    "budget temps moyens politiques indicateurs obligations attend preuves commentaire modele "
    "cle_import".split()
)
_TELS_QUELS: Final = [champ for champ in PLAN if champ.nom not in _COMPOSES]


@dataclass(frozen=True)
class ActionLue:
    """An action on a day: how far it is then, whether it is late, as rules compute it."""

    action: Action
    jour: date
    periode: Periode | None = None  # of the line of time where it is drawn

    @property
    def etat(self) -> plan.EtatAction:
        return plan.EtatAction(self.action.etat)

    @property
    def debut(self) -> DatePartielle | None:
        return self.action.commence

    @property
    def fin(self) -> DatePartielle | None:
        return self.action.finit

    @property
    def avancement(self) -> int | None:
        return self.action.saisi

    @property
    def motif(self) -> str:
        return self.action.motif

    @cached_property
    def etapes(self) -> tuple[plan.EtapeSuivie, ...]:
        return tuple(etape.suivie for etape in self.action.etapes.all())

    @cached_property
    def progres(self) -> plan.Progres | None:
        return plan.compute_progres(self)

    @cached_property
    def retard(self) -> plan.Retard | None:
        return plan.find_retard(self, self.jour)

    @property
    def calendrier(self) -> str:
        debut, fin = self.debut, self.fin
        if debut and fin:
            return f"{debut.libelle} – {fin.libelle}"
        if fin:
            return fin.libelle
        return f"à partir de {debut.libelle}" if debut else "À dater"

    @cached_property
    def avance(self) -> str:
        """Return how far it is, in words; nothing when its state says it all."""
        if self.progres is None:
            return ""
        if self.progres.total:
            faites = pluriel(self.progres.faites, "étape faite", "étapes faites")
            return f"{faites} sur {self.progres.total}"
        return "" if self.etat is plan.EtatAction.TERMINEE else f"{self.progres.pourcent}\u202f%"

    @property
    def duree(self) -> Periode | None:
        """Return its first day and its last one, as far as they are known."""
        debut, fin = self.debut, self.fin
        if debut and fin:
            return debut.debut, fin.fin
        seule = debut or fin
        return (seule.debut, seule.fin) if seule else None

    @property
    def dessin(self) -> SafeString:
        """Draw it on its line of time: its steps, else the share of it that is done."""
        if self.periode is None:
            return mark_safe("")
        fait = self.progres or plan.Progres(0, 0, 1)
        etapes = (fait.faites, fait.total) if fait.total else (fait.pourcent, 100)
        dite = ", en retard" if self.retard else ""
        legende = Legende(f"duree-{self.action.pk}", "", f"{self.calendrier}{dite}. {self.avance}")
        depuis = self.retard.depuis if self.retard else None
        return mark_safe(  # noqa: S308 - it escapes every text
            draw_duree(legende, self.duree, etapes, self.periode, self.jour, retard=depuis)
        )

    @property
    def cle_pilote(self) -> str:
        if self.action.pilote_membre_id:
            return f"m{self.action.pilote_membre_id}"
        return fold_mots(self.action.pilote_nom).replace(" ", "-") or SANS_PILOTE

    @property
    def familles(self) -> tuple[str, ...]:
        return list_mots(PAR_NOM["familles"], self.action)

    @property
    def textes(self) -> list[tuple[str, str]]:
        """Return what it says in columns that pages and sheets tell as they are, under a title."""
        dits = ((c.libelle, tell_champ(c, self.action)) for c in _TELS_QUELS)
        return [(titre, dit) for titre, dit in dits if dit]


@dataclass(frozen=True)
class ActionsParObjectif:
    """Actions that stand together, under an objective of an axis, or under neither."""

    axe: Axe | None
    objectif: Objectif | None
    actions: Sequence[ActionLue]
    suite: bool = False  # of those of the page before


@dataclass(frozen=True)
class AxeLu:
    """An axis with its actions, objective after objective; None for those without an axis.

    A page of the table may hold some of its `nombre` actions only, the `suite` of the page before.
    """

    axe: Axe | None
    groupes: Sequence[ActionsParObjectif]
    nombre: int = 0
    suite: bool = False
    est_replie: bool = False  # over, in a long plan

    @property
    def titre(self) -> str:
        return self.axe.titre if self.axe else plan.A_RANGER

    @property
    def actions(self) -> list[ActionLue]:
        return [action for groupe in self.groupes for action in groupe.actions]


@dataclass(frozen=True)
class PlanLu:
    axes: Sequence[AxeLu]
    actions: Sequence[ActionLue]


def build_plan(axes: Iterable[Axe], actions: Iterable[Action], jour: date) -> PlanLu:
    lues = sorted((ActionLue(action, jour) for action in actions), key=_order)
    par_axe: dict[int | None, list[ActionLue]] = {}
    for lue in lues:
        par_axe.setdefault(lue.action.axe_id, []).append(lue)
    connus = [AxeLu(axe, group_objectifs(par_axe.get(axe.pk, []))) for axe in axes]
    sans = par_axe.get(None)
    return PlanLu([*connus, AxeLu(None, group_objectifs(sans))] if sans else connus, lues)


def group_objectifs(actions: Sequence[ActionLue]) -> list[ActionsParObjectif]:
    return [
        ActionsParObjectif(siennes[0].action.axe, siennes[0].action.objectif, siennes)
        for _, groupe in groupby(actions, key=lambda lue: lue.action.objectif_id)
        for siennes in [list(groupe)]
    ]


def _order(lue: ActionLue) -> tuple[bool, tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Sort by axis, then by objective, actions of the axis alone before them, then by place."""
    axe, objectif = lue.action.axe, lue.action.objectif
    return axe is None, _place(axe), _place(objectif), _place(lue.action)


def _place(rangee: Axe | Objectif | Action | None) -> tuple[int, int]:
    return (rangee.rang, rangee.pk) if rangee else (-1, -1)


# --- The line of time of a plan: six years at most, that each of its rows shares ---


_MOIS_MAX: Final = 72  # six years: a date typed by mistake does not flatten all the others


def find_periode(bornes: Sequence[Periode]) -> Periode:
    """Return the months from the first beginning to the last end, six years at most.

    Beyond, those six years that hold most actions: a year typed wrong leaves the others in sight.
    """
    debuts = sorted({debut.replace(day=1) for debut, _ in bornes})
    debut = max(debuts, key=lambda debut: _count(bornes, debut))
    fin = add_mois(max(fin for _, fin in bornes).replace(day=1), 1)
    return debut, min(fin, add_mois(debut, _MOIS_MAX))


def _count(bornes: Sequence[Periode], debut: date) -> int:
    """Count the actions that begin and end within the six years from a day."""
    fin = add_mois(debut, _MOIS_MAX)
    return sum(debut <= de and a < fin for de, a in bornes)


def place_actions(lues: Sequence[ActionLue], jour: date) -> tuple[list[ActionLue], Periode]:
    """Give actions the line of time that they share, with today on it."""
    periode = find_periode([(jour, jour), *(lue.duree for lue in lues if lue.duree)])
    return [replace(lue, periode=periode) for lue in lues], periode


# --- The actions of a plan as documents print them ---


_LISTES: Final = "contributeurs familles politiques indicateurs obligations preuves".split()


def read_plan_complet(espace: Espace, jour: date) -> PlanLu:
    return build_plan(list_axes(espace), list_imprimees(espace), jour)


def write_axe_lu(axe: AxeLu) -> AxeEcrit:
    return AxeEcrit(
        code=axe.axe.code if axe.axe else "AXE-0",
        titre=axe.titre,
        texte=axe.axe.texte if axe.axe else "",
        objectifs=tuple(
            ObjectifEcrit(titre=groupe.objectif.titre, texte=groupe.objectif.texte)
            for groupe in axe.groupes
            if groupe.objectif
        ),
        actions=tuple(write_action_lue(lue) for lue in axe.actions),
    )


def write_action_lue(lue: ActionLue) -> ActionEcrite:
    action = lue.action
    listes: dict[str, Any] = {nom: list_mots(PAR_NOM[nom], action) for nom in _LISTES}
    budget = tell_champ(PAR_NOM["budget"], action)
    return ActionEcrite(
        code=action.code,
        titre=action.titre,
        axe=action.axe.titre if action.axe else "",
        objectif=action.objectif.titre if action.objectif else "",
        description=action.description,
        resultat=action.resultat,
        pilote=action.pilote,
        debut=lue.debut,
        fin=lue.fin,
        etat=f"{lue.etat.libelle}.",
        est_faite=lue.etat is plan.EtatAction.TERMINEE,
        avancement=tell_progres(lue),
        etapes=tuple(
            EtapeEcrite(titre=e.titre, quand=e.fin, faite=e.faite_le is not None)
            for e in lue.etapes
        ),
        moyens=tuple(filter(None, [budget, action.temps, action.moyens])),
        budget=action.budget,
        commentaire=" ".join(filter(None, (_end(action.motif), action.commentaire))),
        **listes,
    )


def _end(phrase: str) -> str:
    return phrase if not phrase or phrase.endswith((".", "!", "?", "…")) else f"{phrase}."


def tell_progres(lue: ActionLue) -> str:
    progres, retard = lue.progres, lue.retard
    mots = []
    if progres and progres.total:
        mots.append(
            f"{pluriel(progres.faites, 'étape faite', 'étapes faites')} sur {progres.total}."
        )
    elif progres:
        mots.append(f"{progres.pourcent} %.")
    if retard:
        mots.append(f"En retard : {retard.raison}.")
    return " ".join(mots)


# --- An action in plain values: written in files, frozen with an edition ---


def make_nommer(titres: dict[str, str]) -> Nommer:
    """Return what gives the words of a code; `titres` are those of the actions of the plan."""
    mots = {champ.nom: champ.source() for champ in PLAN if champ.source} | {"attend": titres}
    return lambda colonne, code: mots.get(colonne, {}).get(code, "")


def freeze_action(action: Action, jour: date) -> dict[str, Any]:
    """Return what an edition keeps of an action, by the titles of columns, and how far it was.

    It names no member: an account that is erased must not stay there.
    """
    lue = ActionLue(action, jour)
    contenu = change(
        read_dite(ContenuAction, action),
        pilote=action.pilote_nom,
        contributeurs=tuple(str(c) for c in action.contributeurs.all() if c.membre_id is None),
    )
    valeurs = {
        colonne.titre: str(cellule)
        for colonne, cellule in zip(PLAN, write_dite(contenu, make_nommer({})), strict=True)
        if cellule not in {None, ""}
    }
    progres = lue.progres
    return {
        "code": action.code,
        "titre": action.titre,
        "axe": action.axe.titre if action.axe else "",
        "etat": action.etat,
        "motif": action.motif,
        "avancement": progres.pourcent if progres else None,
        "valeurs": valeurs,
    }


# --- The plan as sheets of a workbook, that can be read back ---


_LOT: Final = 200  # actions held at once


def list_onglets_plan(actions: QuerySet[Action], name: Nommer, jour: date) -> list[Onglet]:
    """Return a plan, that can be read back, then how far each action is; a few rows are held."""
    return [
        Onglet(
            "Plan",
            list_titres_dits(PLAN),
            (
                write_rangee(read_dite(ContenuAction, action), name)
                for action in actions.iterator(_LOT)
            ),
            a_remplir=True,
        ),
        Onglet(
            "Suivi",
            TITRES_SUIVI,
            (_follow(ActionLue(action, jour)) for action in actions.iterator(_LOT)),
        ),
    ]


def name_actions(espace: Espace) -> Nommer:
    titres = list_courtes(espace).order_by().values_list("code", "titre")
    return make_nommer(dict(titres))


def _follow(lue: ActionLue) -> tuple[Cellule, ...]:
    retard, progres = lue.retard, lue.progres
    return (
        lue.action.code,
        lue.action.titre,
        lue.etat.libelle,
        retard.raison if retard else "",
        retard.depuis if retard else None,
        progres.faites if progres and progres.total else None,
        progres.total if progres and progres.total else None,
    )
