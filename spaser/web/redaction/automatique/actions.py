"""The plan of actions in the scheme: its axes, a sheet an action, what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from django.urls import reverse

from spaser.documents.document import Bloc
from spaser.documents.francais import pluriel
from spaser.documents.schema.plan import write_axes, write_etapes, write_fiches
from spaser.lettres import fold_mots
from spaser.metier.approches import load_approches
from spaser.web.plan.blocs import write_action_lue, write_axe_lu
from spaser.web.plan.lecture import SANS_PILOTE, AxeLu
from spaser.web.redaction.sujet import Manque, Remplissage, Sujet


def write_chapitre(code: str, titre: str, sujet: Sujet) -> tuple[Bloc, ...]:
    """Give a chapter of an approach the axis that bears its title."""
    plie = fold_mots(titre)
    siens = [axe for axe in sujet.plan.axes if fold_mots(axe.titre) == plie]
    return write_axes([write_axe_lu(axe) for axe in siens], code)


def write_calendrier(sujet: Sujet) -> tuple[Bloc, ...]:
    ouvertes = [lue for lue in sujet.plan.actions if not lue.etat.est_finie]
    return write_etapes([write_action_lue(lue) for lue in ouvertes], sujet.jour)


def _write_axes(sujet: Sujet) -> Remplissage:
    axes = [write_axe_lu(axe) for axe in sujet.plan.axes]
    return Remplissage(write_axes(axes, "axes"), tuple(_list_manques(sujet)))


def _write_fiches(sujet: Sujet) -> Remplissage:
    """Give the axes that no chapter of the approach took, then a sheet an action."""
    restants = write_axes([write_axe_lu(axe) for axe in _list_restants(sujet)], "fiches")
    fiches = write_fiches([write_action_lue(lue) for lue in sujet.plan.actions])
    manques = tuple(_list_manques(sujet)) if sujet.approche else ()
    return Remplissage((*restants, *fiches), manques)


def _list_restants(sujet: Sujet) -> list[AxeLu]:
    if sujet.approche is None:
        return []
    chapitres = {fold_mots(r.titre) for r in load_approches().find(sujet.approche).plan}
    return [axe for axe in sujet.plan.axes if fold_mots(axe.titre) not in chapitres]


def _list_manques(sujet: Sujet) -> Iterator[Manque]:
    if sujet.espace is None:
        return
    adresse = reverse("plan:plan", args=[sujet.siren])
    actions = [lue for lue in sujet.plan.actions if not lue.etat.est_finie]
    if not sujet.plan.actions:
        yield Manque("Le plan n’a pas encore d’action.", "Commencer mon plan", adresse)
    if sans := sum(lue.cle_pilote == SANS_PILOTE for lue in actions):
        texte = f"{pluriel(sans, 'action')} sans pilote."
        yield Manque(texte, "Nommer les pilotes", f"{adresse}?pilote={SANS_PILOTE}")
    if sans := sum(lue.suivie.fin is None for lue in actions):
        yield Manque(f"{pluriel(sans, 'action')} sans échéance.", "Dater les actions", adresse)


RUBRIQUES: Final[Mapping[str, Callable[[Sujet], Remplissage]]] = {
    "axes": _write_axes,
    "fiches_action": _write_fiches,
}
