"""ECO-14: contracts published after the time that the law gives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from spaser.contenus.faits import load_fichiers, read_decompte
from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import Attendu, Contrats, Exemple, Indicateur, Population

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue


_FAIT: Final = "CCP-R2196-1"


def _is_due(t: Contrats) -> BooleanValue:
    """Keep the contracts that the duty binds, when their day and amount can be believed."""
    fait = load_fichiers().find(_FAIT)[0]
    return (
        (t.famille == "marche")
        & t.montant_suspicion.isnull()
        & (t.montant_initial >= int(read_decompte(_FAIT, "seuil")))
        & (t.date_notification >= fait.depuis)
    )


def _is_late(t: Contrats) -> BooleanValue:
    """Answer nothing when the day may be that of a later version, or comes before the contract."""
    import ibis

    mois = int(read_decompte(_FAIT, "delai"))
    tard = t.date_publication > t.date_notification + ibis.interval(months=mois)
    douteux = (t.date_publication < t.date_notification) | (
        tard & ((t.nb_versions > 1) | (t.nb_modifications > 0))
    )
    return douteux.ifelse(None, tard)


INDICATEUR: Final = Indicateur(
    code="ECO-14",
    libelle="Marchés publiés après le délai",
    theme="economie",
    statut="propose",
    unite="%",
    faits=(_FAIT,),
    population=Population(
        nom="a_publier",
        texte="Les marchés notifiés dans l'année, depuis l'entrée en vigueur du texte cité, dont "
        "le montant notifié atteint le seuil de ce texte. Un montant factice ou aberrant ne dit "
        "rien : le marché n'est pas regardé.",
        vide="aucun marché de cette année n'est soumis à ce délai",
        condition=_is_due,
    ),
    variantes=("nombre",),
    reponse=_is_late,
    indice=True,
    methode="Un marché compte si le jour de sa publication, tel que la donnée le donne, dépasse la "
    "notification de plus que le délai du texte cité.",
    limites=(
        (
            "Un marché modifié, ou lu en plusieurs versions, peut porter le jour de sa "
            "dernière publication et non de la première : s'il semble en retard, il est inconnu."
        ),
        (
            "Un jour de publication antérieur à la notification est une erreur de saisie : le "
            "marché est inconnu."
        ),
        "Un marché qui n'a jamais été publié n'est pas dans les données : il n'est pas compté.",
        textes.INDICE,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("date_notification", "date_publication", "montant_utile", "nb_modifications"),
        marches=(
            (date(2025, 1, 15), date(2025, 3, 15), 50_000, 0),
            (date(2025, 1, 15), date(2025, 3, 16), 50_000, 0),
            (date(2025, 1, 15), date(2025, 12, 1), 90_000, 1),
            (date(2025, 1, 15), date(2025, 1, 2), 90_000, 0),
            (date(2025, 1, 15), None, 90_000, 0),
            (date(2025, 1, 15), date(2025, 12, 1), 30_000, 0),
        ),
        attendus=(Attendu("nombre", 1, 2, 5, 3, 1 / 2, 1 / 5, 4 / 5),),
    ),
)
