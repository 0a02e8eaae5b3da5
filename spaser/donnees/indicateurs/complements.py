"""Facts that do not come from the holders: European thresholds, subcontracting acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from spaser.donnees.indicateurs.tables import sans

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from spaser.donnees.indicateurs.tables import Tables

ACHETEUR: Final = "pouvoir_adjudicateur"


def ajoute_seuil(marches: ir.Table, tables: Tables) -> ir.Table:
    """Add the European threshold of the day of notification, by kind of contract."""
    jours = tables["marches"].select(jour="date_notification").distinct()
    seuils = tables["ref_seuils"].filter(lambda t: t.type_acheteur == ACHETEUR)
    t = jours.join(
        seuils,
        (seuils.debut <= jours.jour) & (seuils.fin.isnull() | (seuils.fin >= jours.jour)),
    )
    # Maxima, so that overlapping rows never repeat a contract.
    en_vigueur = t.group_by("jour").aggregate(
        seuil_travaux=t.montant.max(where=t.nature == "travaux"),
        seuil_autres=t.montant.max(where=t.nature == "fournitures_services"),
    )
    joint = marches.left_join(en_vigueur, marches.date_notification == en_vigueur.jour)
    seuil = ibis.cases(
        (joint.categorie == "travaux", joint.seuil_travaux),
        (joint.categorie.isin(["fournitures", "services"]), joint.seuil_autres),
    )
    return sans(joint.mutate(seuil_ue=seuil), "jour", "seuil_travaux", "seuil_autres")


def ajoute_actes(marches: ir.Table, tables: Tables) -> ir.Table:
    """Add the number of subcontracting acts and their amount.

    The amount is unknown when one act has none, or when the acts exceed the contract itself.
    """
    t = tables["sous_traitances"].filter(lambda t: t.genre == "acte")
    actes = t.group_by("cle").aggregate(
        nb_actes=t.count(), nb_chiffres=t.montant.count(), somme_actes=t.montant.sum()
    )
    joint = marches.left_join(actes, "cle").drop("cle_right")
    plafond = ibis.greatest(joint.montant_initial, joint.montant)
    fiable = (joint.nb_chiffres == joint.nb_actes) & (joint.somme_actes <= plafond)
    return joint.mutate(
        nb_actes=joint.nb_actes.fill_null(0),
        montant_actes=fiable.ifelse(joint.somme_actes, None),
    )
