"""Has the contracts of a large buyer examined, and repaired, by the worker."""

from __future__ import annotations

import gzip
import logging
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone

from spaser.donnees.reparation.examen import pack_contrats, write_examen
from spaser.erreurs import ErreurSpaser
from spaser.web.comptes.models import Utilisateur
from spaser.web.espace.entrepot import entrepot
from spaser.web.organisations.models import Espace
from spaser.web.reparation.models import Examen
from spaser.web.reparation.selectors import Attente
from spaser.web.socle.journal import record
from spaser.web.socle.taches.travaux import Travail, travail

_journal: Final = logging.getLogger(__name__)


@transaction.atomic
def ask_examen(espace: Espace, attente: Attente, auteur: Utilisateur) -> None:
    """Ask for an examination, unless somebody is already at it."""
    examen, nouveau = Examen.objects.select_for_update().get_or_create(
        siren=espace.siren, version=attente.version, defaults={"total": attente.nombre}
    )
    if not nouveau and (examen.avance or examen.etat == Examen.Etat.FAIT):
        return
    Examen.objects.filter(pk=examen.pk).update(
        etat=Examen.Etat.EN_COURS, faits=0, demande_le=timezone.now()
    )
    record("reparation.examen", auteur=auteur, objet=examen, espace=espace)
    examine_grand_acheteur.enqueue(numero=examen.pk)


def tell_echec(numero: int) -> None:
    """Say that an examination came to nothing: whoever reads the page may ask for it again."""
    Examen.objects.filter(pk=numero, etat=Examen.Etat.EN_COURS).update(etat=Examen.Etat.ECHEC)


_EXAMEN: Final = Travail(
    "Examen des marchés d’un grand acheteur", delai=timedelta(minutes=30), abandonne=tell_echec
)


@travail(_EXAMEN)
def examine_grand_acheteur(numero: int) -> None:
    """Examine a buyer's contracts, keep the result and the repaired file; former ones go."""
    sien = Examen.objects.filter(pk=numero)
    examen = sien.filter(etat=Examen.Etat.EN_COURS).first()
    if examen is None:  # done already, or replaced by that of another version of the store
        return
    try:
        with (
            entrepot().read() as ouvert,
            tempfile.TemporaryDirectory(prefix="spaser-") as dossier,
        ):
            sortie = Path(dossier) / "repare.json"
            contrats = write_examen(
                ouvert,
                examen.siren,
                timezone.localdate(),
                sortie,
                suivre=lambda faits: sien.update(faits=faits),
            )
            octets = sortie.read_bytes()
    except ErreurSpaser:
        _journal.exception("The contracts of %s could not be examined", examen.siren)
        sien.update(etat=Examen.Etat.ECHEC)
        return
    sien.update(
        etat=Examen.Etat.FAIT, faits=len(contrats), total=len(contrats),
        contenu=pack_contrats(contrats), repare=gzip.compress(octets), taille=len(octets),
        fait_le=timezone.now(),
    )  # fmt: skip
    Examen.objects.filter(siren=examen.siren).exclude(pk=numero).delete()
