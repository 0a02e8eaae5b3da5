"""Adds to each contract the facts that live in other tables, and only those asked for.

The holders at award are matched with the reference lists. A list joins the holders on one
identifier, then says one thing of each contract. Repeated rows of a list are harmless: only maxima
and "at least one" are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis

from spaser.moteur.indicateurs import territoires
from spaser.moteur.indicateurs.tables import (
    FAUX,
    INDETERMINE,
    VRAI,
    drop_columns,
    read_answer,
    sum_up,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from spaser.moteur.indicateurs.tables import Tables


SIAE: Final = ("EI", "AI", "ACI", "ETTI", "EITI")
HANDICAP: Final = ("EA", "EATT", "ESAT")
SANS_FIN: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class ApportTitulaires:
    """How a list is joined to the holders, and what it says of a contract.

    `reponses` are questions asked of each holder, summed up by `trois_etats`. What does not fit
    goes through `sum_up`, aggregates by contract, or `count`, a table by contract; `conclude` reads
    them.
    """

    faits: frozenset[str]
    referentiels: frozenset[str] = frozenset()
    join: Callable[[ir.Table, Tables], ir.Table] = lambda titulaires, _: titulaires
    reponses: Callable[[ir.Table], dict[str, ir.BooleanValue]] = lambda _: {}
    sum_up: Callable[[ir.Table], dict[str, ir.Value]] = lambda _: {}
    count: Callable[[ir.Table, Tables], ir.Table] | None = None
    conclude: Callable[[ir.Table], dict[str, ir.Value]] = lambda _: {}


def _join_esus(titulaires: ir.Table, tables: Tables) -> ir.Table:
    esus = tables["ref_esus"]
    fins = esus.select(siren_esus=esus.siren, esus_fin=esus.date_fin.fill_null(ibis.date(SANS_FIN)))
    return titulaires.left_join(fins, titulaires.siren == fins.siren_esus)


def _conclude_esus(t: ir.Table) -> dict[str, ir.Value]:
    esus = ibis.cases(
        (t.nb_siret.fill_null(0) == 0, INDETERMINE),
        (t.esus_fin.isnull(), FAUX),
        (t.esus_fin == ibis.date(SANS_FIN), VRAI),
        else_=t.esus_fin >= t.date_notification,
    )
    return {"esus": esus}


def _join_inclusion(titulaires: ir.Table, tables: Tables) -> ir.Table:
    liste = tables["ref_inclusion"]
    types = liste.select(siret_inclusif=liste.siret, type_inclusion=liste.type)
    return titulaires.left_join(types, titulaires.siret == types.siret_inclusif)


def _conclude_inclusion(t: ir.Table) -> dict[str, ir.Value]:
    identifie = t.nb_siret.fill_null(0) > 0
    return {
        nom: identifie.ifelse(t[f"avec_{nom}"].fill_null(FAUX), INDETERMINE)
        for nom in ("siae", "handicap")
    }


def _join_sirene(titulaires: ir.Table, tables: Tables) -> ir.Table:
    sirene = tables["ref_sirene_unites"]
    unites = sirene.select(
        siren_unite=sirene.siren,
        est_pme=sirene.categorie_entreprise == "PME",
        est_ess=sirene.ess,
    )
    return titulaires.left_join(unites, titulaires.siren == unites.siren_unite)


def _conclude_nombre(t: ir.Table, nom: str, identifies: ir.IntegerValue) -> dict[str, ir.Value]:
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


def _count_titulaires(titulaires: ir.Table, tables: Tables) -> ir.Table:
    vus = titulaires.select("cle", qui=_identite(titulaires))
    return _premiers(vus.filter(vus.qui.notnull()), tables, "premiers_titulaires")


def _count_inclusifs(titulaires: ir.Table, tables: Tables, types: tuple[str, ...]) -> ir.Table:
    liste = tables["ref_inclusion"]
    liste = liste.filter(liste.type.isin(types)).select(inclusif="siret").distinct()
    vus = titulaires.join(liste, titulaires.siret == liste.inclusif)
    return _premiers(vus.select("cle", qui=vus.siret), tables, "premiers_inclusifs")


def _locate(lieu: str) -> ApportTitulaires:
    return ApportTitulaires(
        faits=frozenset(f"local_{echelle}_{lieu}" for echelle in territoires.ECHELLES),
        referentiels=territoires.REFERENTIELS,
        join=lambda t, tables: territoires.locate(t, tables, lieu),
        reponses=lambda t: territoires.tell_locaux(t, lieu),
    )


APPORTS_TITULAIRES: Final = (
    ApportTitulaires(
        faits=frozenset({"esus"}),
        referentiels=frozenset({"ref_esus"}),
        join=_join_esus,
        sum_up=lambda t: {"esus_fin": t.siret.notnull().ifelse(t.esus_fin, None).max()},
        conclude=_conclude_esus,
    ),
    ApportTitulaires(
        faits=frozenset({"siae", "handicap"}),
        referentiels=frozenset({"ref_inclusion"}),
        join=_join_inclusion,
        sum_up=lambda t: {
            "avec_siae": t.type_inclusion.isin(SIAE).any(),
            "avec_handicap": t.type_inclusion.isin(HANDICAP).any(),
        },
        conclude=_conclude_inclusion,
    ),
    ApportTitulaires(
        faits=frozenset({"pme", "ess"}),
        referentiels=frozenset({"ref_sirene_unites"}),
        join=_join_sirene,
        reponses=lambda t: {"pme": t.est_pme, "ess": t.est_ess},
    ),
    *map(_locate, territoires.LIEUX),
    ApportTitulaires(
        faits=frozenset({"nouveaux_titulaires"}),
        sum_up=lambda t: {"nb_identifies": _identite(t).count()},
        count=_count_titulaires,
        conclude=lambda t: _conclude_nombre(t, "titulaires", t.nb_identifies),
    ),
    ApportTitulaires(
        faits=frozenset({"nouveaux_inclusifs"}),
        referentiels=frozenset({"ref_inclusion"}),
        count=lambda t, tables: _count_inclusifs(t, tables, SIAE + HANDICAP),
        conclude=lambda t: _conclude_nombre(t, "inclusifs", t.nb_siret),
    ),
)


def _join_titulaires(tables: Tables, utiles: list[ApportTitulaires]) -> tuple[ir.Table, ir.Table]:
    """Give the holders at award, bare then with what the lists bring them.

    Those set by a modification are not looked at.
    """
    attribution = tables["titulaires"].filter(lambda t: t.modification == 0).drop("modification")
    titulaires = attribution
    for r in utiles:
        titulaires = r.join(titulaires, tables)
    return attribution, titulaires


def add_faits_titulaires(marches: ir.Table, tables: Tables, faits: frozenset[str]) -> ir.Table:
    """Add to each contract the facts about its holders: one aggregate for all the lists."""
    utiles = [r for r in APPORTS_TITULAIRES if r.faits & faits]
    if not utiles:
        return marches
    attribution, t = _join_titulaires(tables, utiles)
    questions = {
        fait: question for r in utiles for fait, question in r.reponses(t).items() if fait in faits
    }
    resumes: dict[str, ir.Value] = {"nb_siret": t.siret.count()}
    resumes |= {f"etat_{fait}": sum_up(question) for fait, question in questions.items()}
    for r in utiles:
        resumes |= r.sum_up(t)
    joint = marches.left_join(t.group_by("cle").aggregate(**resumes), "cle").drop("cle_right")
    for r in utiles:
        if r.count is not None:
            joint = joint.left_join(r.count(attribution, tables), "cle").drop("cle_right")
    conclusions: dict[str, ir.Value] = {
        fait: read_answer(joint[f"etat_{fait}"]) for fait in questions
    }
    for r in utiles:
        conclusions |= r.conclude(joint)
    return joint.mutate(**conclusions)


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
    return frozenset(liste for apportes, listes in _BESOINS if apportes & faits for liste in listes)


def enrich(tables: Tables, faits: frozenset[str]) -> ir.Table:
    """Give `marches` with the facts asked for; the number of rows never changes."""
    marches = add_faits_titulaires(tables["marches"], tables, faits)
    for apport in APPORTS:
        if apport.faits & faits:
            marches = apport.add(marches, tables)
    return marches
