"""The register's first sheets: the schemes found in public sources."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from spaser.demonstration.territoire import ACHETEURS
from spaser.metier.dates import DatePartielle
from spaser.metier.format_spaser.fichier import write_spaser
from spaser.metier.registre.fiche import Axe, Objectif, Schema, Spaser, Structure
from spaser.metier.registre.nomenclatures import OrigineFiche, TypeStructure
from spaser.metier.registre.recenses import Recense, load_recenses
from spaser.web.registre.depot.deposant import Deposant
from spaser.web.registre.depot.envoi import submit
from spaser.web.registre.depot.services import open_depot
from spaser.web.registre.models import EtatFiche, Fiche, Provenance
from spaser.web.registre.services import ActePublication, publish_fiche

_DEPOT_FICTIF: Final = uuid.UUID("00000000-0000-4000-8000-001010024000")
_MOTIF: Final = "Fiche recensée d’après une source publique"
_MOTIF_REVISION: Final = "Recensement mis à jour"


@transaction.atomic
def load_reference() -> None:
    """Publish each first sheet, or its new state; leave those that a buyer has taken over."""
    connues = {
        fiche.identifiant: fiche for fiche in Fiche.objects.filter(identifiant__isnull=False)
    }
    for recense in load_recenses():
        fiche = connues.get(recense.id)
        if fiche is None or _is_outdated(fiche, recense):
            _publish(recense, fiche)


@transaction.atomic
def load_demonstration() -> None:
    """Send the team a deposit to read: that of a fictitious département, by a guest."""
    acheteur = ACHETEURS[1]
    contenu = write_spaser(
        Spaser(
            structure=Structure(
                nom=acheteur.nom, type=TypeStructure.DEPARTEMENT, siren=acheteur.siren
            ),
            schema=Schema(
                titre="Schéma fictif, pour essayer la relecture",
                axes=(Axe(intitule="Acheter en circuit court"),),
                objectifs=(Objectif(intitule="Former tous les acheteurs d’ici 2028"),),
            ),
        )
    )
    maintenant = timezone.now()
    deposant = Deposant("depot@exemple.fr")
    depot = open_depot(deposant, maintenant, _DEPOT_FICTIF, contenu)
    submit(depot, depot.version, deposant, maintenant)


def _is_outdated(fiche: Fiche, recense: Recense) -> bool:
    """Nobody but this loader has written the sheet, and its row has changed."""
    if fiche.contenu == write_spaser(recense.spaser) and fiche.confiance == recense.confiance:
        return False
    return (
        fiche.etat == EtatFiche.PUBLIEE
        and not fiche.versions.exclude(auteur=None, origine=OrigineFiche.RECENSE).exists()
    )


def _publish(recense: Recense, fiche: Fiche | None) -> None:
    publish_fiche(
        ActePublication(
            spaser=recense.spaser,
            origine=OrigineFiche.RECENSE,
            maintenant=timezone.now(),
            motif=_MOTIF if fiche is None else _MOTIF_REVISION,
            confiance=recense.confiance,
            identifiant=recense.id,
        ),
        fiche,
        list(_provenances(recense)),
    )


def _provenances(recense: Recense) -> Iterator[Provenance]:
    """Turn sources into rows; those of the sheet speak for what has no source of its own."""
    for source in recense.spaser.sources:
        yield Provenance(
            origine=OrigineFiche.RECENSE,
            libelle=source.libelle,
            url=source.url or "",
            date=_day(source.consulte_le, recense),
            confiance=recense.confiance,
        )
    for provenance in recense.provenances:
        for champ in provenance.champs:
            yield Provenance(
                champ=champ,
                origine=OrigineFiche.RECENSE,
                libelle=provenance.source,
                url=provenance.url or "",
                date=recense.verifie_le,
                confiance=provenance.confiance,
            )


def _day(consulte_le: DatePartielle | None, recense: Recense) -> date:
    return consulte_le.debut if consulte_le else recense.verifie_le
