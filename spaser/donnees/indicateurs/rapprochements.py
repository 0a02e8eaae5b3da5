"""Matches the holders at award with the reference lists.

A list joins the holders on one identifier, then says one thing of each contract. Repeated rows of
a list are harmless: only maxima and "at least one" are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis

from spaser.donnees.indicateurs import distincts, territoires
from spaser.donnees.indicateurs.etats import etat, lit_etat

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from spaser.donnees.indicateurs.tables import Tables

SIAE: Final = ("EI", "AI", "ACI", "ETTI", "EITI")
HANDICAP: Final = ("EA", "EATT", "ESAT")
SANS_FIN: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """How a list is joined to holders, summed up by contract, and concluded upon.

    `compte` gives a table of its own, by contract, for what one aggregate cannot say.
    """

    faits: frozenset[str]
    conclut: Callable[[ir.Table], dict[str, ir.Value]]
    referentiels: frozenset[str] = frozenset()
    joint: Callable[[ir.Table, Tables], ir.Table] = lambda titulaires, _: titulaires
    resume: Callable[[ir.Table], dict[str, ir.Value]] = lambda _: {}
    compte: Callable[[ir.Table, Tables], ir.Table] | None = None


def _joint_esus(titulaires: ir.Table, tables: Tables) -> ir.Table:
    esus = tables["ref_esus"]
    fins = esus.select(siren_esus=esus.siren, esus_fin=esus.date_fin.fill_null(ibis.date(SANS_FIN)))
    return titulaires.left_join(fins, titulaires.siren == fins.siren_esus)


def _conclut_esus(t: ir.Table) -> dict[str, ir.Value]:
    esus = ibis.cases(
        (t.nb_siret.fill_null(0) == 0, ibis.null("boolean")),
        (t.esus_fin.isnull(), False),
        (t.esus_fin == ibis.date(SANS_FIN), True),
        else_=t.esus_fin >= t.date_notification,
    )
    return {"esus": esus}


def _joint_inclusion(titulaires: ir.Table, tables: Tables) -> ir.Table:
    liste = tables["ref_inclusion"]
    types = liste.select(siret_inclusif=liste.siret, type_inclusion=liste.type)
    return titulaires.left_join(types, titulaires.siret == types.siret_inclusif)


def _conclut_inclusion(t: ir.Table) -> dict[str, ir.Value]:
    identifie = t.nb_siret.fill_null(0) > 0
    return {
        nom: identifie.ifelse(t[f"avec_{nom}"].fill_null(False), ibis.null("boolean"))
        for nom in ("siae", "handicap")
    }


def _joint_sirene(titulaires: ir.Table, tables: Tables) -> ir.Table:
    sirene = tables["ref_sirene_unites"]
    unites = sirene.select(
        siren_unite=sirene.siren,
        est_pme=sirene.categorie_entreprise == "PME",
        est_ess=sirene.ess,
    )
    return titulaires.left_join(unites, titulaires.siren == unites.siren_unite)


def _conclut_nombre(t: ir.Table, nom: str, identifies: ir.IntegerValue) -> dict[str, ir.Value]:
    nombre = t[f"premiers_{nom}"].fill_null(0)
    return {f"nouveaux_{nom}": (identifies.fill_null(0) > 0).ifelse(nombre, None)}


def _situe(lieu: str) -> Rapprochement:
    return Rapprochement(
        faits=frozenset(territoires.locaux(lieu)),
        referentiels=territoires.REFERENTIELS,
        joint=lambda t, tables: territoires.situe(t, tables, lieu),
        resume=lambda t: territoires.resume(t, lieu),
        conclut=lambda t: territoires.conclut(t, lieu),
    )


RAPPROCHEMENTS: Final = (
    Rapprochement(
        faits=frozenset({"esus"}),
        referentiels=frozenset({"ref_esus"}),
        joint=_joint_esus,
        resume=lambda t: {"esus_fin": t.siret.notnull().ifelse(t.esus_fin, None).max()},
        conclut=_conclut_esus,
    ),
    Rapprochement(
        faits=frozenset({"siae", "handicap"}),
        referentiels=frozenset({"ref_inclusion"}),
        joint=_joint_inclusion,
        resume=lambda t: {
            "avec_siae": t.type_inclusion.isin(SIAE).any(),
            "avec_handicap": t.type_inclusion.isin(HANDICAP).any(),
        },
        conclut=_conclut_inclusion,
    ),
    Rapprochement(
        faits=frozenset({"pme", "ess"}),
        referentiels=frozenset({"ref_sirene_unites"}),
        joint=_joint_sirene,
        resume=lambda t: {
            "etat_pme": etat(t.est_pme).max(),
            "etat_ess": etat(t.est_ess).max(),
        },
        conclut=lambda t: {"pme": lit_etat(t.etat_pme), "ess": lit_etat(t.etat_ess)},
    ),
    *map(_situe, territoires.LIEUX),
    Rapprochement(
        faits=frozenset({"nouveaux_titulaires"}),
        resume=lambda t: {"nb_identifies": distincts.identite(t).count()},
        compte=distincts.compte_titulaires,
        conclut=lambda t: _conclut_nombre(t, "titulaires", t.nb_identifies),
    ),
    Rapprochement(
        faits=frozenset({"nouveaux_inclusifs"}),
        referentiels=frozenset({"ref_inclusion"}),
        compte=lambda t, tables: distincts.compte_inclusifs(t, tables, SIAE + HANDICAP),
        conclut=lambda t: _conclut_nombre(t, "inclusifs", t.nb_siret),
    ),
)


def _resume_titulaires(tables: Tables, utiles: list[Rapprochement]) -> ir.Table:
    """Say of each contract what the lists say of its holders: one aggregate for all the lists.

    Only the holders at award are looked at, not those set by a modification.
    """
    attribution = tables["titulaires"].filter(lambda t: t.modification == 0).drop("modification")
    titulaires = attribution
    for r in utiles:
        titulaires = r.joint(titulaires, tables)
    resumes: dict[str, ir.Value] = {"nb_siret": titulaires.siret.count()}
    for r in utiles:
        resumes |= r.resume(titulaires)
    par_marche = titulaires.group_by("cle").aggregate(**resumes)
    for r in utiles:
        if r.compte is not None:
            compte = r.compte(attribution, tables)
            par_marche = par_marche.left_join(compte, "cle").drop("cle_right")
    return par_marche


def ajoute_rapprochements(marches: ir.Table, tables: Tables, faits: frozenset[str]) -> ir.Table:
    """Add to each contract the facts about its holders."""
    utiles = [r for r in RAPPROCHEMENTS if r.faits & faits]
    if not utiles:
        return marches
    joint = marches.left_join(_resume_titulaires(tables, utiles), "cle").drop("cle_right")
    conclusions: dict[str, ir.Value] = {}
    for r in utiles:
        conclusions |= r.conclut(joint)
    return joint.mutate(**conclusions)
