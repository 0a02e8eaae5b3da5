"""Reads the grid of a space, and what is known that helps to fill it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from spaser.metier.grille.choix import (
    Contexte,
    IndicateurSuggere,
    is_complete,
    load_plafonds,
    suggest,
)
from spaser.metier.indicateurs import Rubrique, load_bibliotheque
from spaser.web.commun.outils import Acte, Avancement, Stade
from spaser.web.espace import propositions
from spaser.web.espace.bilans import read_bilan
from spaser.web.grille.models import LigneGrille
from spaser.web.organisations.models import Espace
from spaser.web.politiques import selectors as politiques


def list_lignes(espace: Espace) -> QuerySet[LigneGrille]:
    return LigneGrille.objects.filter(espace=espace).select_related("modifie_par")


def sort_lignes(espace: Espace) -> list[LigneGrille]:
    rangs = {rubrique.value: rang for rang, rubrique in enumerate(Rubrique)}
    return sorted(list_lignes(espace), key=lambda ligne: rangs[ligne.rubrique])


def group_lignes(espace: Espace) -> list[tuple[Rubrique, list[LigneGrille]]]:
    lignes = list(list_lignes(espace))
    return [(r, [ligne for ligne in lignes if ligne.rubrique == r.value]) for r in Rubrique]


def split_lignes(espace: Espace) -> tuple[list[LigneGrille], list[LigneGrille]]:
    """Return the lines whose indicator was chosen, then those to choose, urgent ones first."""
    lignes = sort_lignes(espace)
    libres = [ligne for ligne in lignes if ligne.indicateur and not ligne.retenu]
    return (
        [ligne for ligne in lignes if ligne.retenu],
        sorted(libres, key=lambda ligne: ligne.priorite or "2"),
    )


def list_calcules(espace: Espace) -> frozenset[str]:
    """Return the codes of the figures that the published contracts of a buyer give today."""
    vue = read_bilan(espace.siren).vue
    if vue is None:
        return frozenset()
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    return frozenset(ligne.fiche.code for ligne in lignes if ligne.principale is not None)


def list_suggestions(
    espace: Espace, rubrique: Rubrique | None = None, *, toutes: bool = False
) -> tuple[IndicateurSuggere, ...]:
    """Return a few indicators to discuss, or all those for which there is a reason."""
    bibliotheque = load_bibliotheque()
    contexte = Contexte(
        deja=frozenset(list_lignes(espace).exclude(code="").values_list("code", flat=True)),
        calcules=list_calcules(espace),
        raisons=[*propositions.list_raisons(espace), *politiques.list_raisons(espace)],
    )
    nombre = len(bibliotheque.indicateurs) if toutes else load_plafonds().suggestions.nombre
    return suggest(bibliotheque.indicateurs, contexte, nombre, rubrique)


def name_ligne(ligne: LigneGrille) -> str:
    """Return what names a line among what the buyer aims at, beside the code of its indicator."""
    return f"ligne:{ligne.pk}"


def read_avancement(espace: Espace) -> Avancement:
    lignes = list(list_lignes(espace))
    if not lignes:
        return Avancement(
            Stade.A_COMMENCER,
            Acte(
                "Choisir vos premiers indicateurs",
                "Huit au plus, chacun avec ses raisons : la loi, vos plans, vos données.",
                reverse("grille:suggestions", args=[espace.siren]),
            ),
        )
    suite = _complete(espace, lignes)
    return Avancement(Stade.EN_COURS if suite else Stade.FAIT, suite)


def _complete(espace: Espace, lignes: list[LigneGrille]) -> Acte | None:
    retenues = [ligne for ligne in lignes if ligne.retenu]
    if not retenues:
        return Acte(
            "Arrêter votre liste courte d’indicateurs",
            "Parmi ceux de votre grille, ceux que vous suivrez vraiment.",
            reverse("grille:liste_courte", args=[espace.siren]),
        )
    incomplete = next((ligne for ligne in retenues if not is_complete(ligne.read())), None)
    if incomplete:
        return Acte(
            f"Dire qui suit « {incomplete.indicateur or incomplete.titre} »",
            "Un responsable, un rythme, une source : sans cela, personne ne le relèvera.",
            reverse("grille:suivi", args=[espace.siren, incomplete.pk]),
        )
    return None
