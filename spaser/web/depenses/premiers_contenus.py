"""The demonstration's spend: a year of mandats already read, and the obligation concluded."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from spaser.demonstration.mandats import ANNEE, NOM, write_mandats
from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.metier.assujettissement.regle import Depenses, Situation, decide_assujettissement
from spaser.web.depenses.models import Calcul, EtatExtrait, Extrait
from spaser.web.depenses.obligation.services import keep_obligation
from spaser.web.depenses.selectors import read_depenses
from spaser.web.depenses.travail import compute, read
from spaser.web.espace.models import ObligationGardee
from spaser.web.organisations.models import Espace
from spaser.web.organisations.premiers_contenus import find_metropole
from spaser.web.socle.fichiers import keep_fichier
from spaser.web.socle.preparation import par_etapes


@par_etapes
def load_demonstration() -> None:
    """Give the métropole its extract, once."""
    espace = find_metropole()
    if espace is None:
        return
    siens = Extrait.objects.filter(espace=espace)
    if not siens.exists():
        _keep(espace)
    for extrait in siens.filter(nom=NOM):
        read(extrait.pk)
    for calcul in Calcul.objects.filter(espace=espace):
        compute(calcul.pk, calcul.demande)
    if not ObligationGardee.objects.filter(espace=espace).exists():
        _conclude(espace)


@transaction.atomic
def _keep(espace: Espace) -> None:
    Extrait.objects.create(
        espace=espace,
        nom=NOM,
        fichier=keep_fichier(NOM, write_mandats()),
        annee_seule=ANNEE,
        etat=EtatExtrait.EN_ATTENTE,
    )


def _conclude(espace: Espace) -> None:
    total = read_depenses(espace).total(ANNEE)
    if total is None:
        return
    situation = Situation(
        nature=NatureAcheteur.METROPOLE, annee=ANNEE, depenses=Depenses(total.bas, total.haut)
    )
    conclusion = decide_assujettissement(situation, timezone.localdate())
    keep_obligation(espace, situation, conclusion, None, des_extraits=True)
