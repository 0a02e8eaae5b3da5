"""The axes and the actions of a plan in the open format: services answer for them, never people."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from spaser.metier.format_spaser.version_1_1 import Action11, Axe11, Etape
from spaser.metier.plan.modele import A_POURVOIR, EtatAction, GenreContributeur
from spaser.metier.plan.personnes import names_service
from spaser.metier.registre.nomenclatures import Avancement
from spaser.web.plan.lecture import ActionLue, PlanLu
from spaser.web.plan.models import Action

_COURT: Final = 300
_LONG: Final = 1000
_AVANCEMENTS: Final = {
    EtatAction.A_LANCER: Avancement.A_FAIRE,
    EtatAction.EN_COURS: Avancement.EN_COURS,
    EtatAction.TERMINEE: Avancement.TERMINEE,
    EtatAction.ABANDONNEE: Avancement.ABANDONNEE,
}


def list_axes(plan: PlanLu) -> Iterator[Axe11]:
    for lu in plan.axes:
        if lu.axe:
            yield Axe11(
                code=lu.axe.code,
                intitule=clip(lu.axe.titre),
                description=clip(lu.axe.texte, _LONG) or None,
            )


def list_actions(plan: PlanLu, indicateurs: Container[str]) -> Iterator[Action11]:
    return (_write(lue, indicateurs) for lue in plan.actions)


def list_pilotes_tus(plan: PlanLu) -> list[Action]:
    """Return the actions of which the format cannot say who leads them: a person does."""
    return [
        lue.action
        for lue in plan.actions
        if lue.action.pilote != A_POURVOIR and not names_service(lue.action.pilote_nom)
    ]


def clip(texte: str, maximum: int = _COURT) -> str:
    """Return a text on one line, cut short where the format ends."""
    ligne = " ".join("".join(c if c.isprintable() else " " for c in texte).split())
    return ligne if len(ligne) <= maximum else f"{ligne[: maximum - 1]}…"


def _write(lue: ActionLue, indicateurs: Container[str]) -> Action11:
    action = lue.action
    moyens = " ; ".join(filter(None, [action.temps, action.moyens]))
    return Action11(
        code=action.code,
        code_axe=action.axe.code if action.axe else None,
        intitule=clip(action.titre),
        description=clip(action.description, _LONG) or None,
        pilote=clip(action.pilote_nom) if names_service(action.pilote_nom) else None,
        contributeurs=tuple(
            clip(str(contributeur))
            for contributeur in action.contributeurs.all()
            if contributeur.genre == GenreContributeur.PARTENAIRE or names_service(contributeur.nom)
        ),
        echeance=lue.suivie.fin,
        moyens=clip(moyens, _LONG) or None,
        indicateurs=tuple(code for code in action.indicateurs if code in indicateurs),
        avancement=_AVANCEMENTS[lue.etat],
        etapes=tuple(
            Etape(
                intitule=clip(etape.titre),
                echeance=etape.fin,
                avancement=Avancement.TERMINEE if etape.faite_le else Avancement.A_FAIRE,
            )
            for etape in lue.suivie.etapes
        ),
    )
