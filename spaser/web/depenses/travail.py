"""What the worker does: read a file line by line, then compute the figures of its space."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from spaser.donnees.boite.appel import run_bounded
from spaser.donnees.boite.modele import A_PART, ErreurBoite
from spaser.donnees.depense_payee import open_depense_payee
from spaser.donnees.depenses.colonnes import ColonnesIncertaines
from spaser.donnees.depenses.lecture import Extrait as Fichier
from spaser.donnees.depenses.lecture import (
    ExtraitsLus,
    ReglagesExtraits,
    settle_depenses,
)
from spaser.donnees.depenses.modele import CompteRendu, ErreurDepenses
from spaser.donnees.depenses.resultats.synthese import (
    BilanDepenses,
    Synthese,
    compute_synthese,
    write_bilan,
)
from spaser.donnees.envois.lecture import read_extrait
from spaser.erreurs import ErreurSpaser
from spaser.web.depenses.demandes import ask_calcul, refresh_calcul
from spaser.web.depenses.dossier import drop_lignes, path_of
from spaser.web.depenses.gardes import (
    load_decisions,
    load_memoire,
    read_compte_rendu,
    write_plain,
)
from spaser.web.depenses.models import Calcul, EtatExtrait, Extrait
from spaser.web.organisations.identite import describe_siren
from spaser.web.socle.models import Fichier as Depose

_MESSAGE_MAX: Final = 600
_PANNE: Final = (
    "La lecture s’est arrêtée sur une erreur qui n’est pas la vôtre : relancez-la. Si elle "
    "revient, donnez le fichier en CSV."
)
ECARTE: Final = (
    "Ce fichier a arrêté deux fois le programme qui le lit : il est mis de côté. Relancez sa "
    "lecture. Si elle s’arrête encore, donnez le fichier en CSV."
)
_PANNE_CALCUL: Final = "Le calcul s’est arrêté sur une erreur qui n’est pas la vôtre : relancez-le."


class LectureArretee(Exception):
    """Somebody stopped the reading, or erased the file meanwhile."""


def read(extrait_id: int) -> None:
    """Read a file; what it holds is kept aside from that of any other space."""
    extrait = _take(extrait_id)
    if extrait is None:
        return
    try:
        lecture = _read(extrait)
    except LectureArretee:
        path_of(extrait.cle).unlink(missing_ok=True)
    except ColonnesIncertaines as incertaines:
        apercu = write_plain([incertaines.apercu])
        _end(extrait, EtatExtrait.A_PRECISER, str(incertaines), apercus=apercu)
    except (ErreurDepenses, ErreurBoite) as erreur:
        _end(extrait, EtatExtrait.REFUSE, _tell(erreur, extrait))
    else:
        _keep(extrait, lecture)


def tell_panne(extrait_id: int, message: str = _PANNE) -> None:
    extrait = _list_prenables(extrait_id).select_related("espace").first()
    if extrait is not None:
        _list_prenables(extrait_id).update(
            etat=EtatExtrait.REFUSE, message=message, etat_le=timezone.now()
        )
        refresh_calcul(extrait.espace)


def compute(calcul_id: int, demande: int) -> None:
    calcul = (
        Calcul.objects.select_related("espace")
        .filter(pk=calcul_id, demande=demande, fait__lt=demande)
        .first()
    )
    if calcul is None:
        return
    extraits = list(Extrait.objects.filter(espace=calcul.espace, etat=EtatExtrait.LU))
    cle = uuid.uuid4() if extraits else None
    contenu = write_bilan(_compute(calcul, extraits, path_of(cle))) if cle else None
    with transaction.atomic():
        faits = Calcul.objects.filter(pk=calcul_id, demande=demande).update(
            cle=cle,
            contenu=contenu,
            fait=demande,
            message="",
            calcule_le=timezone.now(),
        )
        drop_lignes(calcul.cle if faits else cle)


def tell_panne_calcul(calcul_id: int, demande: int) -> None:
    """Note that the figures could not be computed, unless they were asked for again meanwhile."""
    attendu = Calcul.objects.filter(pk=calcul_id, demande=demande, fait__lt=demande)
    attendu.update(message=_PANNE_CALCUL)


def _take(extrait_id: int) -> Extrait | None:
    """Take a file that waits, or that a worker began and left; None if it was stopped or erased."""
    pris = _list_prenables(extrait_id)
    if not pris.update(etat=EtatExtrait.EN_COURS, etat_le=timezone.now()):
        return None
    return Extrait.objects.select_related("espace", "fichier").get(pk=extrait_id)


def _list_prenables(extrait_id: int) -> QuerySet[Extrait]:
    etats = (EtatExtrait.EN_ATTENTE, EtatExtrait.EN_COURS)
    return Extrait.objects.filter(pk=extrait_id, etat__in=etats)


def _read(extrait: Extrait) -> ExtraitsLus:
    reglages = ReglagesExtraits(
        memoire=load_memoire(extrait.espace),
        acheteur=extrait.espace.siren,
        annee_seule=extrait.annee_seule,
        demander=True,
    )
    depose = cast("Depose", extrait.fichier)  # what is asked to be read has its file
    fichier = Fichier(str(extrait.cle), Path(depose.contenu.path))
    cible = path_of(extrait.cle)
    with tempfile.TemporaryDirectory(prefix=".lecture-", dir=cible.parent) as travail:
        sortie = Path(travail) / cible.name
        suivi = _follow(extrait.pk)
        lecture = run_bounded(A_PART, read_extrait, fichier, sortie, reglages, suivi)
        if lecture.incertaine:
            raise ColonnesIncertaines(lecture.incertaine)
        sortie.replace(cible)
    return cast("ExtraitsLus", lecture.lus)  # one or the other


def _follow(extrait_id: int) -> Callable[[str, int], None]:
    """Tell how far the reading is, and stop it when its file is no longer to be read."""

    def tell(_nom: str, lignes: int) -> None:
        en_cours = Extrait.objects.filter(pk=extrait_id, etat=EtatExtrait.EN_COURS)
        if not en_cours.update(lignes_lues=lignes, etat_le=timezone.now()):
            raise LectureArretee

    return tell


def _keep(extrait: Extrait, lecture: ExtraitsLus) -> None:
    with transaction.atomic():
        gardee = _end(
            extrait,
            EtatExtrait.LU,
            apercus=write_plain(lecture.apercus),
            compte_rendu=write_plain(lecture.compte_rendu),
            lignes_lues=lecture.compte_rendu.lues.lignes,
        )
        if gardee:
            ask_calcul(extrait.espace)
        else:
            drop_lignes(extrait.cle)


def _end(extrait: Extrait, etat: EtatExtrait, message: str = "", **champs: object) -> bool:
    """Write how it ended, unless somebody stopped it at the last moment."""
    if etat != EtatExtrait.LU:
        refresh_calcul(extrait.espace)
    en_cours = Extrait.objects.filter(pk=extrait.pk, etat=EtatExtrait.EN_COURS)
    return bool(
        en_cours.update(etat=etat, message=message[:_MESSAGE_MAX], etat_le=timezone.now(), **champs)
    )


def _tell(erreur: ErreurSpaser, extrait: Extrait) -> str:
    return f"{erreur.message} {erreur.conseil or ''}".replace(f"{extrait.cle} : ", "").strip()


def _compute(calcul: Calcul, extraits: list[Extrait], preuve: Path) -> BilanDepenses:
    rendu = CompteRendu()
    for extrait in extraits:
        rendu.merge(read_compte_rendu(extrait.compte_rendu))
    lignes = preuve.with_suffix(".assemblage")
    try:
        bruts = [path_of(extrait.cle) for extrait in extraits]
        settle_depenses(bruts, lignes, rendu, load_decisions(calcul.espace))
        return BilanDepenses(rendu, _synthesize(calcul, lignes, preuve))
    finally:
        lignes.unlink(missing_ok=True)


def _synthesize(calcul: Calcul, lignes: Path, preuve: Path) -> Synthese:
    siren = calcul.espace.siren
    identite = describe_siren(siren)
    departements = identite.codes_departement if identite else ()
    with open_depense_payee(lignes, Path(settings.ENTREPOT)) as connexion:
        return compute_synthese(connexion, siren, departements or None, preuve)
