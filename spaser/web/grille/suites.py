"""What the grid of a space proposes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from spaser.metier.grille.liste_courte import is_complete
from spaser.web.commun.outils import Acte, Avancement, Etat
from spaser.web.grille.selectors import list_lignes

if TYPE_CHECKING:
    from spaser.web.grille.models import LigneGrille
    from spaser.web.organisations.espaces import Espace


def read_avancement(espace: Espace) -> Avancement:
    """Propose the first indicators, then the short list, then who follows each."""
    lignes = list(list_lignes(espace))
    if not lignes:
        return Avancement(
            Etat.A_COMMENCER,
            Acte(
                "Choisir vos premiers indicateurs",
                "Huit au plus, chacun avec ses raisons : la loi, vos plans, vos données.",
                reverse("grille:suggestions", args=[espace.siren]),
            ),
        )
    suite = _complete(espace, lignes)
    return Avancement(Etat.EN_COURS if suite else Etat.FAIT, suite)


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
