"""The plan as pages, documents and files show it, axis by axis."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from itertools import groupby
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

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


# --- The timeline of a plan, drawn as SVG: a bar an action from its beginning to its end ---


LIGNES_MAX: Final = 60  # beyond, bars could no longer be told apart
_GAUCHE: Final = 210
_LARGEUR: Final = 960
_PAS: Final = 22
_HAUT: Final = 30
_CORPS: Final = 14
_LIBELLE: Final = 34  # signs that stand before a bar
_MOIS_MAX: Final = 72  # six years: a date typed by mistake does not flatten all the others
_AN: Final = 12


@dataclass(frozen=True, slots=True)
class EchelleTemps:
    debut: date
    mois: int

    def place(self, jour: date) -> float:
        ecoules = (jour.year - self.debut.year) * _AN + jour.month - self.debut.month
        part = (ecoules + (jour.day - 1) / 31) / self.mois
        return _GAUCHE + (_LARGEUR - _GAUCHE) * min(max(part, 0.0), 1.0)


def draw_frise(actions: Sequence[ActionLue], jour: date) -> SafeString | None:
    """Draw the actions that have a date, the first ones; None when none has."""
    datees = [lue for lue in actions if _bounds(lue)][:LIGNES_MAX]
    if not datees:
        return None
    periode = find_periode([bornes for lue in datees if (bornes := _bounds(lue))])
    hauteur = _HAUT + _PAS * len(datees) + 8
    corps = "".join(
        [
            *_draw_annees(periode, hauteur),
            *(_draw_barre(lue, rang, periode) for rang, lue in enumerate(datees)),
            _draw_jour(periode, jour, hauteur),
        ]
    )
    return mark_safe(  # noqa: S308 - every word of it is escaped
        f'<svg class="plan-frise" viewBox="0 0 {_LARGEUR} {hauteur}" role="img" '
        'xmlns="http://www.w3.org/2000/svg" aria-labelledby="frise-titre frise-texte">'
        '<title id="frise-titre">Calendrier des actions</title>'
        f'<desc id="frise-texte">Une barre par action, du début à l’échéance ; le tableau '
        f"ci-dessous donne les mêmes dates.</desc>{corps}</svg>"
    )


def find_periode(bornes: Sequence[tuple[date, date]]) -> EchelleTemps:
    """Return the months from the first beginning to the last end, six years at most.

    Beyond, those six years that hold most actions: a year typed wrong leaves the others in sight.
    """
    debuts = sorted({debut.replace(day=1) for debut, _ in bornes})
    debut = max(debuts, key=lambda debut: _count(bornes, debut))
    fin = max(fin for _, fin in bornes)
    mois = (fin.year - debut.year) * _AN + fin.month - debut.month + 1
    return EchelleTemps(debut, min(mois, _MOIS_MAX))


def _count(bornes: Sequence[tuple[date, date]], debut: date) -> int:
    """Count the actions that begin and end within the six years from a day."""
    fin = add_mois(debut, _MOIS_MAX)
    return sum(debut <= de and a < fin for de, a in bornes)


def _bounds(lue: ActionLue) -> tuple[date, date] | None:
    debut, fin = lue.debut, lue.fin
    if debut and fin:
        return debut.debut, fin.fin
    if seule := debut or fin:
        return seule.debut, seule.fin
    return None


def _draw_annees(periode: EchelleTemps, hauteur: int) -> Iterator[str]:
    for rang in range(periode.mois):
        mois = add_mois(periode.debut, rang)
        x = periode.place(mois)
        if mois.month == 1 or rang == 0:
            yield f'<line class="f-an" x1="{x:.1f}" y1="8" x2="{x:.1f}" y2="{hauteur}"/>'
            if rang == 0 or x - periode.place(periode.debut) > _PAS * 2:
                yield f'<text class="f-mot" x="{x + 4:.1f}" y="18">{mois.year}</text>'


def _draw_barre(lue: ActionLue, rang: int, periode: EchelleTemps) -> str:
    bornes = _bounds(lue)
    assert bornes is not None  # noqa: S101 - only dated actions are drawn
    y = _HAUT + _PAS * rang
    x1, x2 = periode.place(bornes[0]), periode.place(bornes[1])
    titre = f"{lue.action.code} {lue.action.titre}"
    court = titre if len(titre) <= _LIBELLE else f"{titre[:_LIBELLE].rstrip()}…"
    classe = "retard" if lue.retard else lue.etat.value
    return (
        f'<text class="f-mot" x="0" y="{y + _CORPS - 3}">{escape(court)}</text>'
        f'<rect class="f-{classe}" x="{x1:.1f}" y="{y}" width="{max(x2 - x1, 4):.1f}" '
        f'height="{_CORPS}" rx="2"><title>{escape(titre)} : {escape(_tell(lue))}</title></rect>'
    )


def _draw_jour(periode: EchelleTemps, jour: date, hauteur: int) -> str:
    if not periode.debut <= jour < add_mois(periode.debut, periode.mois):
        return ""
    x = periode.place(jour)
    return (
        f'<line class="f-jour" x1="{x:.1f}" y1="22" x2="{x:.1f}" y2="{hauteur}">'
        "<title>Aujourd’hui</title></line>"
    )


def _tell(lue: ActionLue) -> str:
    debut, fin = lue.debut, lue.fin
    dates = " – ".join(jour.libelle for jour in (debut, fin) if jour)
    suite = f", en retard ({lue.retard.raison})" if lue.retard else ""
    return f"{dates}, {lue.etat.libelle.lower()}{suite}"


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
