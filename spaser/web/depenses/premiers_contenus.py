"""The demonstration's spend: a year of mandats already read, and the obligation concluded."""

from __future__ import annotations

from django.utils import timezone

from spaser.demonstration.mandats import ANNEE, NOM, write_mandats
from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.metier.assujettissement.depenses import Depenses
from spaser.metier.assujettissement.regle import Situation, conclude
from spaser.web.depenses.models import Calcul, EtatExtrait, Extrait
from spaser.web.depenses.obligation.services import keep_obligation
from spaser.web.depenses.selectors import read_depenses
from spaser.web.depenses.travail import compute, read
from spaser.web.organisations.espaces import Espace
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.premiers_contenus import METROPOLE
from spaser.web.socle.fichiers import keep_fichier


def load_demonstration() -> None:
    """Give the métropole its extract, once."""
    organisation = Organisation.objects.filter(siren=METROPOLE).first()
    if organisation is None or Extrait.objects.filter(organisation=organisation).exists():
        return
    extrait = Extrait.objects.create(
        organisation=organisation,
        nom=NOM,
        fichier=keep_fichier(NOM, write_mandats()),
        annee_seule=ANNEE,
        etat=EtatExtrait.EN_ATTENTE,
    )
    read(extrait.pk)
    calcul = Calcul.objects.get(organisation=organisation)
    compute(calcul.pk, calcul.demande)
    _conclude(Espace(organisation.siren, organisation.nom, organisation=organisation))


def _conclude(espace: Espace) -> None:
    total = read_depenses(espace).total(ANNEE)
    if total is None:
        return
    situation = Situation(
        nature=NatureAcheteur.METROPOLE, annee=ANNEE, depenses=Depenses(total.bas, total.haut)
    )
    conclusion = conclude(situation, timezone.localdate())
    keep_obligation(espace, situation, conclusion, None, des_extraits=True)
