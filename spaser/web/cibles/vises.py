"""What a space follows, and what it aims at for each: the same as « Mes chiffres ».

The four lines of the law come first, then the short list of the grid.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spaser.metier.cibles.modele import choose_unite
from spaser.web.cibles.models import IndicateurSuivi, Valeur
from spaser.web.comptes.models import Utilisateur
from spaser.web.grille.models import LigneGrille
from spaser.web.grille.selectors import sort_lignes
from spaser.web.grille.tableau import Suivi, list_suivis
from spaser.web.organisations.models import Espace


@dataclass(frozen=True)
class Vise:
    """An indicator that is followed, and what is aimed at; `visee` has no key before it is kept."""

    suivi: Suivi
    visee: IndicateurSuivi

    @property
    def cle(self) -> str:
        return self.suivi.cle

    @property
    def nom(self) -> str:
        """Return its name."""
        return self.suivi.nom

    @property
    def unite(self) -> str:
        return self.visee.unite


def list_vises(espace: Espace, lignes: Sequence[LigneGrille] | None = None) -> list[Vise]:
    """Return what is followed, the lines of the law first, each with what is aimed at.

    `lignes` are those of the grid, when they have been read already.
    """
    visees = list(list_visees(espace))
    par_ligne = {visee.ligne_id: visee for visee in visees if visee.ligne_id}
    seules = {visee.code: visee for visee in reversed(visees) if not visee.ligne_id and visee.code}
    return [
        Vise(suivi, _find_visee(espace, suivi, par_ligne, seules))
        for suivi in list_suivis(sort_lignes(espace) if lignes is None else lignes)
    ]


def list_visees(espace: Espace) -> Iterable[IndicateurSuivi]:
    """Return what is aimed at in a space, shown or not."""
    visees = IndicateurSuivi.objects.filter(espace=espace).select_related("membre", "modifie_par")
    for visee in visees:
        visee.espace = espace  # not read again
    return visees


def list_lot(espace: Espace, lot: uuid.UUID) -> list[Valeur]:
    siennes = Valeur.objects.filter(indicateur__espace=espace, lot=lot)
    return list(siennes.select_related("indicateur", "auteur").order_by("pk"))


def list_membres(espace: Espace) -> list[Utilisateur]:
    """Return who may be named for an indicator: the members of the space; nobody in a trial."""
    if espace.organisation is None:
        return []
    actives = espace.organisation.appartenances.actives().select_related("utilisateur")
    return sorted((a.utilisateur for a in actives), key=lambda qui: qui.nom_complet)


def find_vise(espace: Espace, cle: str) -> Vise | None:
    return next((vise for vise in list_vises(espace) if vise.cle == cle), None)


def start_visee(espace: Espace, suivi: Suivi) -> IndicateurSuivi:
    """Return what is aimed at before anybody says anything; it is not kept."""
    fiche = suivi.fiche
    visee = IndicateurSuivi(
        espace=espace, ligne=suivi.ligne, code=suivi.code, libelle=suivi.nom, version=0
    )
    if fiche:
        visee.unite = choose_unite(fiche.unite)
        visee.sens = fiche.sens.value
    return visee


def _find_visee(
    espace: Espace,
    suivi: Suivi,
    par_ligne: Mapping[int, IndicateurSuivi],
    seules: Mapping[str, IndicateurSuivi],
) -> IndicateurSuivi:
    """Return what a line of the grid aims at, else what its code does without a line."""
    sienne = par_ligne.get(suivi.ligne.pk) if suivi.ligne else None
    return sienne or seules.get(suivi.code) or start_visee(espace, suivi)
