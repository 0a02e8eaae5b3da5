"""Reads what a space concluded, and the duties that follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.obligations.application import (
    Application,
    Echeance,
    apply_all,
    list_echeances,
)
from spaser.metier.sources import Source
from spaser.web.depenses.acheteur import list_obligations, make_acheteur
from spaser.web.depenses.selectors import Depenses, read_depenses
from spaser.web.espace.models import ObligationGardee
from spaser.web.obligations.selectors import read_obligations
from spaser.web.organisations.models import Espace

DATES: Final = 3


@dataclass(frozen=True)
class ObligationConclue:
    """An answer of one day, with its reason, its texts, and the dates that follow from it."""

    titre: str
    raison: str
    annee: int
    conclue_le: datetime
    par: str
    fondements: tuple[Source, ...]
    echeances: tuple[Echeance, ...]
    adresse: str
    calendrier: str
    a_revoir: str = ""
    verdict: Assujettissement = Assujettissement.INDETERMINE

    @property
    def est_obligee(self) -> bool:
        return self.verdict is Assujettissement.OBLIGE


def is_oblige(espace: Espace) -> bool:
    """Say whether a space concluded that the law binds its buyer: not when nobody did."""
    verdicts = ObligationGardee.objects.filter(espace=espace).values_list("verdict", flat=True)
    return verdicts.first() == Assujettissement.OBLIGE


def find_conclusion(espace: Espace, depenses: Depenses | None = None) -> ObligationConclue | None:
    """Tell the answer that holds, as every page shows it; `depenses`, when already read."""
    gardee = list_obligations(espace).first()
    if gardee is None:
        return None
    dates = list_echeances(list_applications(gardee), timezone.localdate())
    return ObligationConclue(
        titre=gardee.titre,
        raison=gardee.raison,
        annee=gardee.annee,
        conclue_le=gardee.conclue_le,
        par=gardee.auteur.nom_complet if gardee.auteur else "",
        fondements=read_fondements(gardee),
        echeances=dates[:DATES],
        adresse=reverse("depenses:obligation", args=[espace.siren]),
        calendrier=link_calendrier(gardee),
        a_revoir=tell_change(gardee, depenses or read_depenses(espace)),
        verdict=Assujettissement(gardee.verdict),
    )


def read_fondements(gardee: ObligationGardee) -> tuple[Source, ...]:
    return msgspec.convert(gardee.fondements, tuple[Source, ...])


def list_applications(gardee: ObligationGardee) -> tuple[Application, ...]:
    jour = timezone.localdate()
    return apply_all(read_obligations(jour), make_acheteur(gardee), jour)


def link_calendrier(gardee: ObligationGardee) -> str:
    requete = QueryDict(mutable=True)
    requete["nature"], requete["territoire"] = gardee.nature, gardee.territoire
    if gardee.verdict != Assujettissement.INDETERMINE:
        requete["spaser"] = gardee.verdict
    if gardee.habitants:
        requete["habitants"] = str(gardee.habitants)
    return f"{reverse('obligations:liste')}?{requete.urlencode()}"


def tell_change(gardee: ObligationGardee, depenses: Depenses) -> str:
    """Say that the extracts no longer give the total of an answer that rests on them."""
    if not gardee.des_extraits:
        return ""
    total = depenses.total(gardee.annee)
    if total is None:
        return (
            f"Les extraits de {gardee.annee} ont été effacés depuis : cette réponse garde le total "
            "de ce jour-là."
        )
    if gardee.bas == max(total.bas, 0) and gardee.haut in {None, max(total.haut, 0)}:
        return ""
    return (
        f"Le total de {gardee.annee} a changé depuis cette réponse. Refaites le calcul avec le "
        "total d’aujourd’hui."
    )
