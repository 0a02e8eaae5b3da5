"""Adds to each contract the facts that live in other tables, and only those asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis

from spaser.donnees.indicateurs import territoires
from spaser.donnees.indicateurs.faits_titulaires import APPORTS_TITULAIRES, add_faits_titulaires
from spaser.donnees.indicateurs.tables import drop_columns

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from spaser.donnees.indicateurs.tables import Tables


_ACHETEUR: Final = "pouvoir_adjudicateur"


@dataclass(frozen=True, slots=True)
class Apport:
    """Columns brought by one step, and the lists it needs."""

    faits: frozenset[str]
    referentiels: frozenset[str]
    add: Callable[[ir.Table, Tables], ir.Table]


def _add_seuil(marches: ir.Table, tables: Tables) -> ir.Table:
    """Add the European threshold of the day of notification, by kind of contract."""
    jours = tables["marches"].select(jour="date_notification").distinct()
    seuils = tables["ref_seuils"].filter(lambda t: t.type_acheteur == _ACHETEUR)
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
    return drop_columns(joint.mutate(seuil_ue=seuil), "jour", "seuil_travaux", "seuil_autres")


def _add_actes(marches: ir.Table, tables: Tables) -> ir.Table:
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


APPORTS: Final = (
    Apport(
        frozenset(territoires.TERRITOIRES),
        territoires.REFERENTIELS,
        territoires.add_territoires,
    ),
    Apport(frozenset({"seuil_ue"}), frozenset({"ref_seuils"}), _add_seuil),
    Apport(frozenset({"nb_actes", "montant_actes"}), frozenset(), _add_actes),
)


_BESOINS: Final = (
    *((r.faits, r.referentiels) for r in APPORTS_TITULAIRES),
    *((a.faits, a.referentiels) for a in APPORTS),
)


def list_referentiels(faits: frozenset[str]) -> frozenset[str]:
    """Give the lists needed to know these facts."""
    return frozenset(liste for apportes, listes in _BESOINS if apportes & faits for liste in listes)


def enrich(tables: Tables, faits: frozenset[str]) -> ir.Table:
    """Give `marches` with the facts asked for; the number of rows never changes."""
    marches = add_faits_titulaires(tables["marches"], tables, faits)
    for apport in APPORTS:
        if apport.faits & faits:
            marches = apport.add(marches, tables)
    return marches
