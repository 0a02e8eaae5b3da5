"""Takes files of contracts, reads them aside, forgets them: each space has its own.

A file goes from state to state; each step is taken only from the states it starts from, so that
what somebody cancels meanwhile stays cancelled.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from spaser.donnees.contrats.modele import CorrespondanceMarches, ErreurContrats
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.donnees.envois.formats import ARCHIVES, MEGA, TABLEURS
from spaser.erreurs import ErreurSpaser
from spaser.web.comptes.models import Utilisateur
from spaser.web.marches.fichiers import lecture
from spaser.web.marches.fichiers.complements import (
    Cause,
    Trouves,
    drop_complements,
    find_complements,
    find_deplaces,
    write_complements,
)
from spaser.web.marches.fichiers.lecture import Prive
from spaser.web.marches.fonds import find_fonds, folder_of, make_fonds
from spaser.web.marches.models import (
    EN_COURS,
    EtatImport,
    FichierMarches,
    Fonds,
    GenreFichier,
    Geste,
)
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers import Envoi, Format, delete_fichier, examine, keep_envoi
from spaser.web.socle.journal import record

FORMATS: Final = (*TABLEURS, Format.JSON, Format.XML, Format.PARQUET, *ARCHIVES)
FICHIERS_MAX: Final = 50  # a space
FICHIERS_ESSAI: Final = 10  # one that nobody knows yet
POIDS_MAX: Final = 400  # Mo: each change of a space reads all its files again
_ESSAIS: Final = 5  # of a build that another one overtakes
_TEXTE_MAX: Final = 300
INTERROMPU: Final = "Le travail s’est interrompu, sans que votre fichier soit en cause."
ECARTE: Final = "Ce fichier a arrêté deux fois le programme qui le lit : il est mis de côté."

_CONTROLE, _COLONNES, _ATTENTE, _LECTURE = (
    EtatImport.CONTROLE,
    EtatImport.COLONNES,
    EtatImport.ATTENTE,
    EtatImport.LECTURE,
)
_ANNULABLES: Final = (_CONTROLE, _COLONNES, _ATTENTE, _LECTURE)


class TropDeFichiers(Exception):
    """A space that holds as much as it may; told in French."""

    def __init__(self, contenu: str) -> None:
        super().__init__(
            f"Cet espace contient déjà {contenu} : retirez les fichiers qui ne servent plus."
        )


class Annule(Exception):
    """Somebody cancelled what is being done."""


def receive_fichier(
    espace: Espace, upload: UploadedFile[bytes], annee: int | None, auteur: Utilisateur
) -> FichierMarches:
    """Keep a file in quarantine; the worker goes on once it is controlled.

    Raises:
        ErreurFichier: its content is refused.
        TropDeFichiers: there are too many.
    """
    _check_place(espace, upload.size or 0)
    return _keep(espace, examine(upload, FORMATS, ouvertes=True), annee, auteur)


@transaction.atomic
def _keep(espace: Espace, envoi: Envoi, annee: int | None, auteur: Utilisateur) -> FichierMarches:
    _check_place(espace, envoi.upload.size or 0)
    ligne = FichierMarches.objects.create(
        espace=espace,
        fichier=keep_envoi(envoi),
        siren=espace.siren,
        annee=annee,
        auteur=auteur,
    )
    record("marches.fichier", auteur=auteur, objet=ligne, espace=espace)
    return ligne


def _check_place(espace: Espace, taille: int) -> None:
    siens = FichierMarches.objects.filter(espace=espace)
    comptes = siens.aggregate(nombre=Count("pk"), poids=Sum("fichier__taille", default=0))
    permis = FICHIERS_ESSAI if espace.est_essai else FICHIERS_MAX
    if comptes["nombre"] >= permis:
        raise TropDeFichiers(f"{permis} fichiers")
    if comptes["poids"] + taille > POIDS_MAX * MEGA:
        raise TropDeFichiers(f"{comptes['poids'] // MEGA} Mo, sur {POIDS_MAX} permis")


@transaction.atomic
def choose_colonnes(ligne: FichierMarches, correspondance: CorrespondanceMarches) -> None:
    """Keep what somebody says of the columns, remember it, and let the reading start."""
    fonds = make_fonds(ligne.espace)
    Fonds.objects.filter(pk=fonds.pk).update(
        correspondances=lecture.remember(fonds, correspondance)
    )
    depuis = (_COLONNES, EtatImport.LU, EtatImport.REFUSE, EtatImport.ANNULE)
    _move(ligne, depuis, _ATTENTE, correspondance=msgspec.to_builtins(correspondance), lignes=0)


def tell_interruption(numero: int, probleme: str = INTERROMPU) -> None:
    """Say that the worker gave up a file, which stays where it was until somebody asks again."""
    FichierMarches.objects.filter(pk=numero, etat__in=EN_COURS).update(
        probleme=probleme,
        remede="Relancez-le. S’il s’interrompt encore, envoyez le fichier en CSV.",
    )


def resume_fichier(ligne: FichierMarches) -> None:
    """Clear what was said of an interruption: the work is asked for again."""
    FichierMarches.objects.filter(pk=ligne.pk, etat__in=EN_COURS).update(probleme="", remede="")


def refuse_fichier(ligne: FichierMarches, probleme: str, remede: str = "") -> None:
    _move(
        ligne,
        (_CONTROLE, _ATTENTE, _LECTURE),
        EtatImport.REFUSE,
        probleme=probleme[:_TEXTE_MAX],
        remede=remede[:_TEXTE_MAX],
    )


def cancel_fichier(ligne: FichierMarches) -> bool:
    """Stop what was asked, if it is not done yet."""
    return _move(ligne, _ANNULABLES, EtatImport.ANNULE)


def withdraw_fichier(ligne: FichierMarches, auteur: Utilisateur) -> None:
    """Mark a file to be forgotten by the worker."""
    _move(ligne, tuple(EtatImport), EtatImport.RETRAIT)
    record("marches.retrait", auteur=auteur, objet=ligne, espace=ligne.espace)


def advance(ligne: FichierMarches) -> None:
    """Do all that can be done of a controlled file: know it, read it, show its contracts.

    A reading that another worker began and left is begun again.
    """
    try:
        if ligne.etat == _CONTROLE:
            _recognise(ligne)
        if ligne.etat in {_ATTENTE, _LECTURE}:
            _read(ligne)
    except ErreurSpaser as erreur:
        refuse_fichier(ligne, erreur.message, erreur.conseil or "")
    except Annule:
        ligne.refresh_from_db()


def forget(ligne: FichierMarches) -> None:
    """Build the private store without a file, then delete it."""
    rebuild(ligne.espace, Q(etat=EtatImport.LU) & ~Q(pk=ligne.pk), lambda _prive: _nothing)
    fichier = ligne.fichier
    with transaction.atomic():
        Geste.objects.filter(fichier=fichier).update(fichier=None)
        ligne.delete()
        delete_fichier(fichier)


def repair(espace: Espace) -> None:
    """Build the private store of a space again, from the files that it keeps."""
    rebuild(espace, Q(etat=EtatImport.LU), lambda _prive: _nothing)


def rebuild(
    espace: Espace, voulus: Q, prepare: Callable[[Prive | None], Callable[[], None]]
) -> None:
    """Put in force a private store of the files wanted.

    `prepare` looks at what was built, and returns what to write in the same transaction. What is
    being built may be overtaken by another change of the space: it is then built again.
    """
    for _ in range(_ESSAIS):
        fonds = make_fonds(espace)
        lignes = list(
            FichierMarches.objects.filter(voulus, espace=espace)
            .select_related("fichier")
            .order_by("pk")
        )
        prive = lecture.build_prive(lignes, folder_of(fonds)) if lignes else None
        try:
            conclude = prepare(prive)
            deplaces = find_deplaces(lignes, prive) if prive else []
        except (EntrepotAbime, EntrepotAbsent):  # the change that overtook it swept it away
            continue
        nom = prive.dossier.name if prive else ""
        with transaction.atomic():
            a_jour = Fonds.objects.filter(pk=fonds.pk, revision=fonds.revision).update(
                dossier=nom, revision=F("revision") + 1, abime_le=None
            )
            if a_jour:
                drop_complements(espace)
                conclude()
                _follow(deplaces)
                transaction.on_commit(partial(lecture.drop_others, folder_of(fonds), nom))
                return
    raise ErreurContrats(
        "L’espace a changé pendant la lecture du fichier.", "Relancez la lecture dans un instant."
    )


def _recognise(ligne: FichierMarches) -> None:
    """Tell what a file is; a spreadsheet of unknown layout waits for somebody."""
    with tempfile.TemporaryDirectory() as travail:
        genre = lecture.find_genre(ligne, lecture.open_copie(ligne, Path(travail)))
    ligne.genre = genre
    if genre is GenreFichier.DECP:
        _move(ligne, (_CONTROLE,), _ATTENTE, genre=genre)
        return
    apercu = lecture.read_apercu(ligne, find_fonds(ligne.espace))
    _move(
        ligne,
        (_CONTROLE,),
        _ATTENTE if apercu.connue else _COLONNES,
        genre=genre,
        correspondance=msgspec.to_builtins(apercu.correspondance),
    )


def _read(ligne: FichierMarches) -> None:
    """Read a file alone for its report, then with the other files of the space."""
    if not _move(ligne, (_ATTENTE, _LECTURE), _LECTURE):
        return
    with tempfile.TemporaryDirectory() as travail:
        chemin = lecture.open_copie(ligne, Path(travail))
        rapport = lecture.check_contenu(ligne, chemin, partial(_tell, ligne))

    def prepare(prive: Prive | None) -> Callable[[], None]:
        lu = prive.tableurs.get(ligne.pk) if prive else None
        trouves = find_complements(ligne, prive.dossier, lu) if prive and lu else None
        return partial(_conclude, ligne, rapport, trouves)

    rebuild(ligne.espace, Q(etat=EtatImport.LU) | Q(pk=ligne.pk), prepare)


def _conclude(ligne: FichierMarches, rapport: dict[str, Any], trouves: Trouves | None) -> None:
    if trouves is not None:
        rapport = _write_rapport(ligne, trouves, Cause.LECTURE)
    if not _move(ligne, (_LECTURE,), EtatImport.LU, rapport=rapport, lu_le=timezone.now()):
        raise Annule


def _write_rapport(ligne: FichierMarches, trouves: Trouves, cause: Cause) -> dict[str, Any]:
    """Write what a spreadsheet says beyond its contracts, and return its whole report."""
    complements = write_complements(ligne, trouves, cause)
    suite = {"complements": complements} if complements else {}
    return lecture.describe_tableur(trouves.rendu) | suite


def _follow(deplaces: list[tuple[FichierMarches, Trouves]]) -> None:
    """Give their complements to contracts that the other files now show under another key."""
    for ligne, trouves in deplaces:
        rapport = _write_rapport(ligne, trouves, Cause.DEPLACE)
        FichierMarches.objects.filter(pk=ligne.pk).update(rapport=rapport)


def _nothing() -> None:
    """Write nothing more."""


def _tell(ligne: FichierMarches, lignes: int) -> None:
    """Show how far the reading is; stop it when somebody cancelled."""
    if not FichierMarches.objects.filter(pk=ligne.pk, etat=_LECTURE).update(lignes=lignes):
        raise Annule


def _move(
    ligne: FichierMarches,
    depuis: Iterable[EtatImport],
    vers: EtatImport,
    **champs: Any,
) -> bool:
    """Change the state of a file from one of some states; say whether it was in one.

    What was said of the former state goes with it.
    """
    dits = {"probleme": "", "remede": ""} | champs
    fait = FichierMarches.objects.filter(pk=ligne.pk, etat__in=list(depuis)).update(
        etat=vers, **dits
    )
    ligne.refresh_from_db()
    return bool(fait)
