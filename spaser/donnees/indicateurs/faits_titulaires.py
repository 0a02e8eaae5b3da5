"""Matches the holders at award with the reference lists.

A list joins the holders on one identifier, then says one thing of each contract. Repeated rows of
a list are harmless: only maxima and "at least one" are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis

from spaser.donnees.indicateurs import etats, territoires
from spaser.donnees.indicateurs.etats import FAUX, INDETERMINE, VRAI

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from spaser.donnees.indicateurs.tables import Tables

SIAE: Final = ("EI", "AI", "ACI", "ETTI", "EITI")
HANDICAP: Final = ("EA", "EATT", "ESAT")
SANS_FIN: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """How a list is joined to the holders, and what it says of a contract.

    `reponses` are questions asked of each holder: `etats` sums them up. What does not fit goes
    through `resume`, aggregates by contract, or `compte`, a table by contract; `conclut` reads
    them.
    """

    faits: frozenset[str]
    referentiels: frozenset[str] = frozenset()
    joint: Callable[[ir.Table, Tables], ir.Table] = lambda titulaires, _: titulaires
    reponses: Callable[[ir.Table], dict[str, ir.BooleanValue]] = lambda _: {}
    resume: Callable[[ir.Table], dict[str, ir.Value]] = lambda _: {}
    compte: Callable[[ir.Table, Tables], ir.Table] | None = None
    conclut: Callable[[ir.Table], dict[str, ir.Value]] = lambda _: {}


def _joint_esus(titulaires: ir.Table, tables: Tables) -> ir.Table:
    esus = tables["ref_esus"]
    fins = esus.select(siren_esus=esus.siren, esus_fin=esus.date_fin.fill_null(ibis.date(SANS_FIN)))
    return titulaires.left_join(fins, titulaires.siren == fins.siren_esus)


def _conclut_esus(t: ir.Table) -> dict[str, ir.Value]:
    esus = ibis.cases(
        (t.nb_siret.fill_null(0) == 0, INDETERMINE),
        (t.esus_fin.isnull(), FAUX),
        (t.esus_fin == ibis.date(SANS_FIN), VRAI),
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
        nom: identifie.ifelse(t[f"avec_{nom}"].fill_null(FAUX), INDETERMINE)
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


# Distinct holders are a plain sum, in the same scan as the rest: on each contract stands the number
# of holders met there for the first time by this buyer this year.


def _premiers(vus: ir.Table, tables: Tables, nom: str) -> ir.Table:
    """Count, by contract, the values of `qui` for which it is the first of its buyer and year."""
    contrats = tables["marches"].filter(lambda t: t.famille == "marche")
    vus = vus.join(contrats.select("cle", "acheteur_siren", "annee"), "cle")
    premiers = vus.group_by("acheteur_siren", "annee", "qui").aggregate(cle=vus.cle.min())
    return premiers.group_by("cle").aggregate(**{nom: premiers.qui.count()})


def _identite(t: ir.Table) -> ir.StringValue:
    """Give who a holder is: its SIREN, else its identifier as published."""
    return ibis.coalesce(t.siren, t.type_identifiant + ":" + t.identifiant)


def _compte_titulaires(titulaires: ir.Table, tables: Tables) -> ir.Table:
    """Count the new holders of each contract."""
    vus = titulaires.select("cle", qui=_identite(titulaires))
    return _premiers(vus.filter(vus.qui.notnull()), tables, "premiers_titulaires")


def _compte_inclusifs(titulaires: ir.Table, tables: Tables, types: tuple[str, ...]) -> ir.Table:
    """Count the new inclusive suppliers of each contract: establishments of the list."""
    liste = tables["ref_inclusion"]
    liste = liste.filter(liste.type.isin(types)).select(inclusif="siret").distinct()
    vus = titulaires.join(liste, titulaires.siret == liste.inclusif)
    return _premiers(vus.select("cle", qui=vus.siret), tables, "premiers_inclusifs")


def _situe(lieu: str) -> Rapprochement:
    return Rapprochement(
        faits=frozenset(f"local_{cercle}_{lieu}" for cercle in territoires.CERCLES),
        referentiels=territoires.REFERENTIELS,
        joint=lambda t, tables: territoires.situe(t, tables, lieu),
        reponses=lambda t: territoires.reponses(t, lieu),
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
        reponses=lambda t: {"pme": t.est_pme, "ess": t.est_ess},
    ),
    *map(_situe, territoires.LIEUX),
    Rapprochement(
        faits=frozenset({"nouveaux_titulaires"}),
        resume=lambda t: {"nb_identifies": _identite(t).count()},
        compte=_compte_titulaires,
        conclut=lambda t: _conclut_nombre(t, "titulaires", t.nb_identifies),
    ),
    Rapprochement(
        faits=frozenset({"nouveaux_inclusifs"}),
        referentiels=frozenset({"ref_inclusion"}),
        compte=lambda t, tables: _compte_inclusifs(t, tables, SIAE + HANDICAP),
        conclut=lambda t: _conclut_nombre(t, "inclusifs", t.nb_siret),
    ),
)


def _joint_titulaires(tables: Tables, utiles: list[Rapprochement]) -> tuple[ir.Table, ir.Table]:
    """Give the holders at award, bare then with what the lists bring them.

    Those set by a modification are not looked at.
    """
    attribution = tables["titulaires"].filter(lambda t: t.modification == 0).drop("modification")
    titulaires = attribution
    for r in utiles:
        titulaires = r.joint(titulaires, tables)
    return attribution, titulaires


def ajoute_rapprochements(marches: ir.Table, tables: Tables, faits: frozenset[str]) -> ir.Table:
    """Add to each contract the facts about its holders: one aggregate for all the lists."""
    utiles = [r for r in RAPPROCHEMENTS if r.faits & faits]
    if not utiles:
        return marches
    attribution, t = _joint_titulaires(tables, utiles)
    questions = {
        fait: question for r in utiles for fait, question in r.reponses(t).items() if fait in faits
    }
    resumes: dict[str, ir.Value] = {"nb_siret": t.siret.count()}
    resumes |= {f"etat_{fait}": etats.resume(question) for fait, question in questions.items()}
    for r in utiles:
        resumes |= r.resume(t)
    joint = marches.left_join(t.group_by("cle").aggregate(**resumes), "cle").drop("cle_right")
    for r in utiles:
        if r.compte is not None:
            joint = joint.left_join(r.compte(attribution, tables), "cle").drop("cle_right")
    conclusions: dict[str, ir.Value] = {
        fait: etats.lit(joint[f"etat_{fait}"]) for fait in questions
    }
    for r in utiles:
        conclusions |= r.conclut(joint)
    return joint.mutate(**conclusions)
