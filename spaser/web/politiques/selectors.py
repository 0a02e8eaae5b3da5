"""Reads the plans of a space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse

from spaser.metier.indicateurs import Raison, load_bibliotheque
from spaser.metier.obligations.application import AcheteurConnu
from spaser.metier.politiques import (
    Attente,
    Croisement,
    EtatPlan,
    PlanPropose,
    cross,
    load_plans,
    propose_plans,
)
from spaser.web.commun.outils import Acte, Avancement, Stade
from spaser.web.organisations.models import Espace
from spaser.web.politiques.models import Politique

_PRESENTES = (EtatPlan.EXISTE, EtatPlan.PREPARATION)


@dataclass(frozen=True)
class PlanRecense:
    proposition: PlanPropose
    politique: Politique | None


def list_politiques(espace: Espace) -> QuerySet[Politique]:
    """Return every plan of a space, whatever is said of it."""
    return Politique.objects.filter(espace=espace).select_related("modifie_par", "espace")


def list_presentes(espace: Espace) -> QuerySet[Politique]:
    return list_politiques(espace).filter(etat__in=_PRESENTES)


def list_recenses(
    politiques: list[Politique], acheteur: AcheteurConnu, jour: date
) -> list[tuple[Attente, list[PlanRecense]]]:
    par_code = {politique.code_plan: politique for politique in politiques}
    lignes = [
        PlanRecense(proposition, par_code.get(proposition.plan.code))
        for proposition in propose_plans(load_plans(), acheteur, jour)
    ]
    return [(a, list(g)) for a, g in groupby(lignes, key=lambda ligne: ligne.proposition.attente)]


def read_croisement(espace: Espace) -> Croisement:
    return cross([p.read() for p in list_presentes(espace)], load_bibliotheque())


def list_raisons(espace: Espace) -> Iterator[Raison]:
    for politique in list_presentes(espace):
        lue = politique.read()
        cites = tuple(o.indicateur for o in lue.objectifs if o.indicateur)
        if cites:
            texte = f"Un objectif de votre plan « {lue.nom} » le cite"
            yield Raison(texte, cites, schema=lue.nom, precise=True)
        yield Raison(
            f"Votre plan « {lue.nom} » touche ce thème",
            lue.indicateurs,
            lue.sous_themes,
            schema=lue.nom,
        )


def read_avancement(espace: Espace) -> Avancement:
    politiques = list(list_politiques(espace))
    if not politiques:
        return Avancement(
            Stade.A_COMMENCER,
            Acte(
                "Recenser vos plans et schémas",
                "Plan climat, égalité, déchets… Dites lesquels existent : cinq minutes.",
                reverse("politiques:inventaire", args=[espace.siren]),
            ),
        )
    muettes = [p for p in politiques if p.etat == EtatPlan.EXISTE and not p.objectifs]
    if muettes:
        return Avancement(
            Stade.EN_COURS,
            Acte(
                f"Relever ce que demande « {muettes[0].nom_date} »",
                "Notez ses objectifs qui touchent les achats, chacun avec son thème.",
                reverse("politiques:modifier", args=[espace.siren, muettes[0].pk]),
            ),
        )
    return Avancement(Stade.FAIT)
