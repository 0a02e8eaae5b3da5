"""Takes files, reads them again, stops them, erases them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from spaser.donnees.depenses.base import drop_annee
from spaser.donnees.depenses.colonnes import CorrespondanceExtrait
from spaser.donnees.envois.formats import TABLEURS
from spaser.web.commun.versions import take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.depenses.demandes import ask_calcul, ask_lecture, refresh_calcul
from spaser.web.depenses.dossier import drop_lignes, path_of
from spaser.web.depenses.gardes import (
    read_compte_rendu,
    write_plain,
)
from spaser.web.depenses.models import (
    EN_CHEMIN,
    Calcul,
    ChoixGarde,
    CorrespondanceGardee,
    EtatExtrait,
    Extrait,
    ReclassementGarde,
)
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers import (
    Envoi,
    ErreurFichier,
    delete_fichier,
    examine,
    keep_envoi,
)
from spaser.web.socle.journal import record

EXTRAITS_MAX: Final = 40  # a space
EXTRAITS_ESSAI: Final = 10  # one that nobody knows yet


def deposit_extrait(
    espace: Espace, upload: UploadedFile[bytes], annee_seule: int | None, auteur: Utilisateur
) -> Extrait:
    """Keep a file in the space; it is read once it has left quarantine."""
    return _keep(espace, examine(upload, TABLEURS), annee_seule, auteur)


@transaction.atomic
def _keep(espace: Espace, envoi: Envoi, annee_seule: int | None, auteur: Utilisateur) -> Extrait:
    fichier = keep_envoi(envoi)
    siens = Extrait.objects.filter(espace=espace)
    connu = siens.filter(fichier__sha256=fichier.sha256).first()
    nombre = EXTRAITS_ESSAI if espace.est_essai else EXTRAITS_MAX
    if connu or siens.count() >= nombre:
        delete_fichier(fichier)
        raise _refuse(fichier.nom, connu, nombre)
    extrait = Extrait.objects.create(
        espace=espace,
        nom=_name(fichier.nom, set(siens.values_list("nom", flat=True))),
        fichier=fichier,
        annee_seule=annee_seule,
        auteur=auteur,
    )
    _record("depenses.depot", espace, auteur, extrait)
    return extrait


@transaction.atomic
def save_colonnes(
    espace: Espace, extrait: Extrait, lue: int, choisie: CorrespondanceExtrait, auteur: Utilisateur
) -> None:
    """Remember what the columns are and read the file again; VersionDepassee if they changed."""
    take_version(extrait, lue)
    CorrespondanceGardee.objects.update_or_create(
        espace=espace,
        titres=choisie.cle,
        defaults={"contenu": write_plain(choisie), "auteur": auteur},
    )
    ask_lecture(extrait)
    _record("depenses.colonnes", espace, auteur, extrait)


@transaction.atomic
def read_again(espace: Espace, extrait: Extrait, auteur: Utilisateur) -> None:
    ask_lecture(extrait)
    _record("depenses.relecture", espace, auteur, extrait)


@transaction.atomic
def stop_lecture(espace: Espace, extrait: Extrait, auteur: Utilisateur) -> bool:
    en_chemin = Extrait.objects.filter(pk=extrait.pk, etat__in=EN_CHEMIN)
    arretee = bool(en_chemin.update(etat=EtatExtrait.ABANDONNE, lignes_lues=0))
    if arretee:
        refresh_calcul(espace)
        _record("depenses.arret", espace, auteur, extrait)
    return arretee


@transaction.atomic
def erase_extrait(espace: Espace, extrait: Extrait, auteur: Utilisateur) -> None:
    _record("depenses.effacement", espace, auteur, extrait)
    extrait.delete()
    ask_calcul(espace)


@transaction.atomic
def erase_annee(espace: Espace, annee: int, auteur: Utilisateur) -> None:
    """Erase the lines of a year, and the files that held them: what they hold besides stays."""
    for extrait in Extrait.objects.filter(espace=espace, etat=EtatExtrait.LU):
        rendu = read_compte_rendu(extrait.compte_rendu)
        reste = drop_annee(path_of(extrait.cle), annee)
        if reste.lignes == rendu.lues.lignes:
            continue
        if not reste.lignes:
            extrait.delete()
            continue
        rendu.lues = reste
        rendu.remarques = []
        rendu.alertes = {}
        fichier = extrait.fichier
        extrait.fichier, extrait.compte_rendu = None, write_plain(rendu)
        extrait.lignes_lues, extrait.apercus = reste.lignes, []
        extrait.save()
        if fichier:
            delete_fichier(fichier)
    record(
        "depenses.effacement_annee",
        auteur=auteur,
        espace=espace,
        details={"annee": annee},
    )
    ask_calcul(espace)


@transaction.atomic
def erase_tout(espace: Espace, auteur: Utilisateur) -> None:
    for modele in (Extrait, Calcul, ChoixGarde, ReclassementGarde, CorrespondanceGardee):
        modele.objects.filter(espace=espace).delete()
    record("depenses.effacement_tout", auteur=auteur, espace=espace)


@receiver(post_delete, sender=Extrait, dispatch_uid="depenses.extrait_efface")
def drop_fichiers(instance: Extrait, **_: object) -> None:
    """Leave nothing of an erased file, whatever erased it: a person, a closed space."""
    drop_lignes(instance.cle)
    if instance.fichier:
        delete_fichier(instance.fichier)


@receiver(post_delete, sender=Calcul, dispatch_uid="depenses.calcul_efface")
def drop_preuve(instance: Calcul, **_: object) -> None:
    """Leave no line behind figures that are gone."""
    drop_lignes(instance.cle)


def _refuse(nom: str, connu: Extrait | None, nombre: int) -> ErreurFichier:
    if connu:
        return ErreurFichier(
            nom,
            f"est déjà là, sous le nom « {connu.nom} ».",
            "Effacez-le d’abord pour le redonner.",
        )
    return ErreurFichier(
        nom, f"serait le {nombre + 1}e de cet espace.", "Effacez ceux qui ne servent plus."
    )


def _name(nom: str, pris: set[str]) -> str:
    """Return a name that no other file of the space bears."""
    chemin, rang, libre = PurePosixPath(nom), 2, nom
    while libre in pris:
        libre = f"{chemin.stem} ({rang}){chemin.suffix}"
        rang += 1
    return libre


def _record(geste: str, espace: Espace, auteur: Utilisateur, extrait: Extrait) -> None:
    record(geste, auteur=auteur, objet=extrait, espace=espace)
