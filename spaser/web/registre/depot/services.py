"""What changes a draft."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from spaser.contenus.formats_publies import VERSION_1_1
from spaser.web.commun.versions import VersionDepassee, take_version
from spaser.web.comptes.donnees_personnelles import keep_effacement
from spaser.web.registre.depot.deposant import Deposant, find_organisation
from spaser.web.registre.models import (
    Depot,
    Fiche,
    FichierDepot,
    NatureDepot,
    NatureDocument,
)
from spaser.web.registre.models.depot import MODIFIABLES, ActeDepot
from spaser.web.socle.fichiers import Format, examine, keep_envoi
from spaser.web.socle.journal import record

FORMATS: Final = (Format.PDF, Format.ODT, Format.DOCX)
FICHIERS_MAX: Final = 20
ETAPES_LUES: Final = 3  # the steps that a file, a sheet or a space brings
_D_UNE_EDITION: Final = ("adopte_le", "periode", "statut", "edition", "calendrier", "remplace")


class DepotFerme(Exception):
    """The deposit may not be changed any more."""


class TropDeDocuments(Exception):
    """A deposit holds enough files."""


@transaction.atomic
def open_depot(
    deposant: Deposant,
    maintenant: datetime,
    cle: uuid.UUID,
    contenu: dict[str, Any] | None = None,
) -> Depot:
    """Open a draft; the same form sent twice gives the same draft."""
    existant = Depot.objects.filter(pk=cle).first()
    if existant is not None:
        return _of_same(existant, deposant)
    depot = _make(deposant, maintenant, id=cle, contenu=contenu or {})
    depot.etape = ETAPES_LUES if contenu else 0
    _settle(depot, deposant)
    return depot


@transaction.atomic
def open_depuis(
    deposant: Deposant, maintenant: datetime, fiche: Fiche, nature: NatureDepot
) -> Depot:
    """Open a draft of a new edition or of a correction, or take up the one that is open."""
    if nature is NatureDepot.EDITION:
        depot = _make(deposant, maintenant, contenu=_next_edition(fiche), modele=fiche)
    else:
        depot = _make(deposant, maintenant, contenu=fiche.contenu, fiche=fiche)
    depot.nature = nature
    depot.etape = ETAPES_LUES
    _settle(depot, deposant)
    if nature is NatureDepot.CORRECTION:
        for garde in fiche.fichiers.all():
            FichierDepot.objects.create(
                depot=depot, fichier=garde.fichier, nature=garde.nature, titre=garde.titre
            )
    return depot


@transaction.atomic
def open_with(
    deposant: Deposant, maintenant: datetime, fiche: Fiche | None, contenu: dict[str, Any]
) -> Depot:
    if fiche is None:
        return open_depot(deposant, maintenant, uuid.uuid4(), contenu)
    depot = open_depuis(deposant, maintenant, fiche, NatureDepot.CORRECTION)
    save_etape(depot, contenu, depot.etape, depot.version, deposant, maintenant)
    depot.refresh_from_db()
    return depot


@transaction.atomic
def save_etape(
    depot: Depot,
    contenu: dict[str, Any],
    etape: int,
    version: int,
    deposant: Deposant,
    maintenant: datetime,
) -> None:
    """Keep a step; the same step sent twice is kept once, and an outdated one is refused."""
    actuel = Depot.objects.select_for_update().get(pk=depot.pk)
    _check_open(actuel)
    if actuel.contenu == contenu and actuel.etape >= etape:
        return
    take_version(actuel, version)
    actuel.set_contenu(contenu)
    actuel.etape = max(actuel.etape, etape)
    actuel.modifie_le = maintenant
    _attach(actuel, deposant)
    actuel.save()


@transaction.atomic
def turn_into_correction(depot: Depot, fiche: Fiche) -> None:
    _check_open(depot)
    depot.nature, depot.fiche = NatureDepot.CORRECTION, fiche
    depot.version += 1
    depot.save(update_fields=["nature", "fiche", "version"])


def add_fichier(
    depot: Depot, upload: UploadedFile[bytes], nature: NatureDocument, titre: str
) -> FichierDepot:
    """Take a file, in quarantine; ErreurFichier when its content is refused."""
    _check_open(depot)
    if depot.fichiers.count() >= FICHIERS_MAX:
        raise TropDeDocuments(
            f"Un dépôt garde {FICHIERS_MAX} fichiers au plus. Retirez-en un, ou donnez l’adresse "
            "du document sur votre site."
        )
    envoi = examine(upload, FORMATS)
    with transaction.atomic():
        return FichierDepot.objects.create(
            depot=depot, fichier=keep_envoi(envoi), nature=nature, titre=titre or envoi.nom
        )


def remove_fichier(depot: Depot, numero: int) -> None:
    """Take a file out of a draft; what nothing names any more is swept away later."""
    _check_open(depot)
    depot.fichiers.filter(pk=numero).delete()


@transaction.atomic
def abandon_depot(depot: Depot, deposant: Deposant) -> None:
    """Erase a draft that was never sent, or give up one that the team sent back."""
    _check_open(depot)
    record(
        "depot.abandon",
        auteur=deposant.utilisateur,
        objet=depot,
        organisation_siren=depot.siren,
    )
    keep_effacement(depot)
    depot.delete()


@transaction.atomic
def change_etat(depot: Depot, version: int, acte: ActeDepot, **champs: Any) -> None:
    """Act on a deposit as it was read; VersionDepassee if it moved meanwhile."""
    take_version(depot, version, etat__in=acte.depuis)
    depot.etat = acte.vers
    for nom, valeur in champs.items():
        setattr(depot, nom, valeur)
    depot.save(update_fields=["etat", *champs])


def _make(deposant: Deposant, maintenant: datetime, **champs: Any) -> Depot:
    invite = deposant.utilisateur is None
    return Depot(
        auteur=deposant.utilisateur,
        courriel=deposant.courriel if invite else "",
        cree_le=maintenant,
        modifie_le=maintenant,
        **champs,
    )


def _settle(depot: Depot, deposant: Deposant) -> None:
    _attach(depot, deposant)
    depot.save(force_insert=True)
    record(
        "depot.ouverture",
        auteur=deposant.utilisateur,
        objet=depot,
        organisation_siren=depot.siren,
        details={"nature": depot.nature},
    )


def _attach(depot: Depot, deposant: Deposant) -> None:
    """Give the draft to the organisation of its SIREN, if its author may deposit for it."""
    if depot.organisation is None or depot.organisation.siren != depot.siren:
        depot.organisation = find_organisation(deposant, depot.siren)


def _of_same(depot: Depot, deposant: Deposant) -> Depot:
    if (depot.auteur_id or depot.courriel) != (
        deposant.utilisateur.pk if deposant.utilisateur else deposant.courriel
    ):
        raise VersionDepassee
    return depot


def _check_open(depot: Depot) -> None:
    if depot.etat not in MODIFIABLES:
        raise DepotFerme


def _next_edition(fiche: Fiche) -> dict[str, Any]:
    """Keep what an edition hands down to the next: not its dates, documents or sources."""
    schema = {n: v for n, v in fiche.contenu["schema"].items() if n not in _D_UNE_EDITION}
    if fiche.edition:
        schema["edition"] = fiche.edition + 1
    if fiche.contenu["version"] == VERSION_1_1:
        ancienne = {n: fiche.contenu["schema"].get(n) for n in ("titre", "edition", "adopte_le")}
        schema["remplace"] = {n: dit for n, dit in ancienne.items() if dit}
        if not schema["remplace"]:
            del schema["remplace"]
    gardes = ("format", "version", "structure", "contact")
    return {n: fiche.contenu[n] for n in gardes if n in fiche.contenu} | {"schema": schema}
