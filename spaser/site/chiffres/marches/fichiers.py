"""Files of contracts of a space: taken, read aside, read again, forgotten."""

import tempfile
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.dispatch import receiver
from django.tasks import Task
from django.utils import timezone

from spaser.elements import ErreurSpaser
from spaser.moteur.contrats.modele import CorrespondanceMarches, ErreurContrats
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.envois import formats
from spaser.site.chiffres import models
from spaser.site.chiffres.marches import entrepot, fichiers_lus
from spaser.site.chiffres.marches.liste import tell_echec_export, write_demande
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.socle import fichiers
from spaser.site.socle.journal import record
from spaser.site.socle.models import EtatFichier, Fichier
from spaser.site.socle.taches import file
from spaser.site.socle.taches.travailleur import tell_avancement

# --- Takes files of contracts, reads them aside, forgets them: each space has its own ---
# A file goes from state to state; each step is taken only from the states it starts from, so that
# what somebody cancels meanwhile stays cancelled.


FORMATS: Final = (
    *formats.TABLEURS,
    formats.Format.JSON,
    formats.Format.XML,
    formats.Format.PARQUET,
    *formats.ARCHIVES,
)
FICHIERS_MAX: Final = 50  # a space
FICHIERS_ESSAI: Final = 10  # one that nobody knows yet
POIDS_MAX: Final = 400  # Mo: each change of a space reads all its files again
_ESSAIS: Final = 5  # of a build that another one overtakes
_TEXTE_MAX: Final = 300
INTERROMPU: Final = "Le travail s’est interrompu, sans que votre fichier soit en cause."
ECARTE: Final = "Ce fichier a arrêté deux fois le programme qui le lit : il est mis de côté."

_CONTROLE, _COLONNES, _ATTENTE, _LECTURE_FICHIERS = (
    models.EtatImport.CONTROLE,
    models.EtatImport.COLONNES,
    models.EtatImport.ATTENTE,
    models.EtatImport.LECTURE,
)
_ANNULABLES: Final = (_CONTROLE, _COLONNES, _ATTENTE, _LECTURE_FICHIERS)


class TropDeFichiers(Exception):
    """A space that holds as much as it may; told in French."""

    def __init__(self, contenu: str) -> None:
        super().__init__(
            f"Cet espace contient déjà {contenu} : retirez les fichiers qui ne servent plus."
        )


class Annule(Exception):
    """Somebody cancelled what is being done."""


def receive_marches(
    espace: Espace, upload: UploadedFile[bytes], annee: int | None, auteur: Utilisateur
) -> models.FichierMarches:
    """Keep a file in quarantine; the worker goes on once it is controlled.

    Raises:
        ErreurFichier: its content is refused.
        TropDeFichiers: there are too many.
    """
    _check_place(espace, upload.size or 0)
    return _keep(espace, fichiers.examine(upload, FORMATS, ouvertes=True), annee, auteur)


@transaction.atomic
def _keep(
    espace: Espace, envoi: fichiers.Envoi, annee: int | None, auteur: Utilisateur
) -> models.FichierMarches:
    _check_place(espace, envoi.upload.size or 0)
    ligne = models.FichierMarches.objects.create(
        espace=espace,
        fichier=fichiers.keep_envoi(envoi),
        siren=espace.siren,
        annee=annee,
        auteur=auteur,
    )
    record("marches.fichier", auteur=auteur, objet=ligne, espace=espace)
    return ligne


def _check_place(espace: Espace, taille: int) -> None:
    siens = models.FichierMarches.objects.filter(espace=espace)
    comptes = siens.aggregate(nombre=Count("pk"), poids=Sum("fichier__taille", default=0))
    permis = FICHIERS_ESSAI if espace.est_essai else FICHIERS_MAX
    if comptes["nombre"] >= permis:
        raise TropDeFichiers(f"{permis} fichiers")
    if comptes["poids"] + taille > POIDS_MAX * formats.MEGA:
        raise TropDeFichiers(f"{comptes['poids'] // formats.MEGA} Mo, sur {POIDS_MAX} permis")


@transaction.atomic
def choose_colonnes(ligne: models.FichierMarches, correspondance: CorrespondanceMarches) -> None:
    """Keep what somebody says of the columns, remember it, and let the reading start."""
    fonds = entrepot.make_fonds(ligne.espace)
    models.Fonds.objects.filter(pk=fonds.pk).update(
        correspondances=fichiers_lus.remember(fonds, correspondance)
    )
    depuis = (_COLONNES, models.EtatImport.LU, models.EtatImport.REFUSE, models.EtatImport.ANNULE)
    _move(ligne, depuis, _ATTENTE, correspondance=msgspec.to_builtins(correspondance), lignes=0)


def tell_interruption(numero: int, probleme: str = INTERROMPU) -> None:
    """Say that the worker gave up a file, which stays where it was until somebody asks again."""
    _list_en_cours(numero).update(
        probleme=probleme,
        remede="Relancez-le. S’il s’interrompt encore, envoyez le fichier en CSV.",
    )


def _list_en_cours(numero: int) -> QuerySet[models.FichierMarches]:
    return models.FichierMarches.objects.filter(pk=numero, etat__in=models.EN_COURS)


def refuse_fichier(ligne: models.FichierMarches, probleme: str, remede: str = "") -> None:
    _move(
        ligne,
        (_CONTROLE, _ATTENTE, _LECTURE_FICHIERS),
        models.EtatImport.REFUSE,
        probleme=probleme[:_TEXTE_MAX],
        remede=remede[:_TEXTE_MAX],
    )


def cancel_fichier(ligne: models.FichierMarches) -> bool:
    """Stop what was asked, if it is not done yet."""
    return _move(ligne, _ANNULABLES, models.EtatImport.ANNULE)


def withdraw_fichier(ligne: models.FichierMarches, auteur: Utilisateur) -> None:
    """Mark a file to be forgotten by the worker."""
    _move(ligne, tuple(models.EtatImport), models.EtatImport.RETRAIT)
    record("marches.retrait", auteur=auteur, objet=ligne, espace=ligne.espace)


def advance_fichier(ligne: models.FichierMarches) -> None:
    """Do all that can be done of a controlled file: know it, read it, show its contracts.

    A reading that another worker began and left is begun again.
    """
    try:
        if ligne.etat == _CONTROLE:
            _recognise(ligne)
        if ligne.etat in {_ATTENTE, _LECTURE_FICHIERS}:
            _read(ligne)
    except ErreurSpaser as erreur:
        refuse_fichier(ligne, erreur.message, erreur.conseil or "")
    except Annule:
        ligne.refresh_from_db()


def delete_fichier_marches(ligne: models.FichierMarches) -> None:
    """Build the private store without a file, then delete it."""
    rebuild(ligne.espace, Q(etat=models.EtatImport.LU) & ~Q(pk=ligne.pk))
    fichier = ligne.fichier
    with transaction.atomic():
        models.Geste.objects.filter(fichier=fichier).update(fichier=None)
        ligne.delete()
        fichiers.delete_fichier(fichier)


def repair(espace: Espace) -> None:
    """Build the private store of a space again, from the files that it keeps."""
    rebuild(espace, Q(etat=models.EtatImport.LU))


def _write_nothing(_prive: fichiers_lus.Prive | None) -> Callable[[], None]:
    return lambda: None


def rebuild(
    espace: Espace,
    voulus: Q,
    prepare: Callable[[fichiers_lus.Prive | None], Callable[[], None]] = _write_nothing,
) -> None:
    """Put in force a private store of the files wanted.

    `prepare` looks at what was built, and returns what to write in the same transaction. What is
    being built may be overtaken by another change of the space: it is then built again.
    """
    for _ in range(_ESSAIS):
        fonds = entrepot.make_fonds(espace)
        lignes = list(
            models.FichierMarches.objects.filter(voulus, espace=espace)
            .select_related("fichier")
            .order_by("pk")
        )
        prive = fichiers_lus.build_prive(lignes, entrepot.folder_of(fonds)) if lignes else None
        try:
            conclude = prepare(prive)
            deplaces = fichiers_lus.find_deplaces(lignes, prive) if prive else []
        except (EntrepotAbime, EntrepotAbsent):  # the change that overtook it swept it away
            continue
        nom = prive.dossier.name if prive else ""
        with transaction.atomic():
            a_jour = models.Fonds.objects.filter(pk=fonds.pk, revision=fonds.revision).update(
                dossier=nom, revision=F("revision") + 1, abime_le=None
            )
            if a_jour:
                fichiers_lus.drop_complements(espace)
                conclude()
                _follow(deplaces)
                transaction.on_commit(
                    partial(fichiers_lus.drop_others, entrepot.folder_of(fonds), nom)
                )
                return
    raise ErreurContrats(
        "L’espace a changé pendant la lecture du fichier.", "Relancez la lecture dans un instant."
    )


def _recognise(ligne: models.FichierMarches) -> None:
    """Tell what a file is; a spreadsheet of unknown layout waits for somebody."""
    with tempfile.TemporaryDirectory() as travail:
        genre = fichiers_lus.find_genre_fichier(
            ligne, fichiers_lus.copy_fichier_recu(ligne, Path(travail))
        )
    ligne.genre = genre
    if genre is models.GenreFichier.DECP:
        _move(ligne, (_CONTROLE,), _ATTENTE, genre=genre)
        return
    apercu = fichiers_lus.preview_fichier(ligne, entrepot.find_fonds(ligne.espace))
    _move(
        ligne,
        (_CONTROLE,),
        _ATTENTE if apercu.connue else _COLONNES,
        genre=genre,
        correspondance=msgspec.to_builtins(apercu.correspondance),
    )


def _read(ligne: models.FichierMarches) -> None:
    """Read a file alone for its report, then with the other files of the space."""
    if not _move(ligne, (_ATTENTE, _LECTURE_FICHIERS), _LECTURE_FICHIERS):
        return
    with tempfile.TemporaryDirectory() as travail:
        chemin = fichiers_lus.copy_fichier_recu(ligne, Path(travail))
        rapport = fichiers_lus.check_contenu(ligne, chemin, partial(_tell, ligne))

    def prepare(prive: fichiers_lus.Prive | None) -> Callable[[], None]:
        lu = prive.tableurs.get(ligne.pk) if prive else None
        trouves = fichiers_lus.find_complements(ligne, prive.dossier, lu) if prive and lu else None
        return partial(_conclude, ligne, rapport, trouves)

    rebuild(ligne.espace, Q(etat=models.EtatImport.LU) | Q(pk=ligne.pk), prepare)


def _conclude(
    ligne: models.FichierMarches, rapport: dict[str, Any], trouves: fichiers_lus.Trouves | None
) -> None:
    if trouves is not None:
        rapport = _write_rapport(ligne, trouves, fichiers_lus.Cause.LECTURE)
    if not _move(
        ligne, (_LECTURE_FICHIERS,), models.EtatImport.LU, rapport=rapport, lu_le=timezone.now()
    ):
        raise Annule


def _write_rapport(
    ligne: models.FichierMarches, trouves: fichiers_lus.Trouves, cause: fichiers_lus.Cause
) -> dict[str, Any]:
    """Write what a spreadsheet says beyond its contracts, and return its whole report."""
    complements = fichiers_lus.write_complements(ligne, trouves, cause)
    suite = {"complements": complements} if complements else {}
    return fichiers_lus.describe_tableur(trouves.rendu) | suite


def _follow(deplaces: list[tuple[models.FichierMarches, fichiers_lus.Trouves]]) -> None:
    """Give their complements to contracts that the other files now show under another key."""
    for ligne, trouves in deplaces:
        rapport = _write_rapport(ligne, trouves, fichiers_lus.Cause.DEPLACE)
        models.FichierMarches.objects.filter(pk=ligne.pk).update(rapport=rapport)


def _tell(ligne: models.FichierMarches, lignes: int) -> None:
    """Show how far the reading is; stop it when somebody cancelled."""
    if not models.FichierMarches.objects.filter(pk=ligne.pk, etat=_LECTURE_FICHIERS).update(
        lignes=lignes
    ):
        raise Annule


def _move(
    ligne: models.FichierMarches,
    depuis: Iterable[models.EtatImport],
    vers: models.EtatImport,
    **champs: Any,
) -> bool:
    """Change the state of a file from one of some states; say whether it was in one.

    What was said of the former state goes with it.
    """
    dits = {"probleme": "", "remede": ""} | champs
    fait = models.FichierMarches.objects.filter(pk=ligne.pk, etat__in=list(depuis)).update(
        etat=vers, **dits
    )
    ligne.refresh_from_db()
    return bool(fait)


# --- Tasks on files of contracts, for the worker ---


_DELAI: Final = timedelta(minutes=30)  # a space of fifty files, on a slow machine


_LECTURE_MARCHES: Final = file.Travail(
    "Lecture d’un fichier de marchés",
    delai=_DELAI,
    abandonne=tell_interruption,
    ecarte=partial(tell_interruption, probleme=ECARTE),
    espace=file.espace_of(models.FichierMarches),
)
_RETRAIT: Final = file.Travail(
    "Retrait d’un fichier de marchés",
    delai=_DELAI,
    abandonne=tell_interruption,
    espace=file.espace_of(models.FichierMarches),
)


@file.travail(_LECTURE_MARCHES)
def read_fichier(numero: int) -> None:
    """Go on with a file as far as possible; nothing is left to do of one that is gone."""
    ligne = (
        models.FichierMarches.objects.select_related("fichier", "espace").filter(pk=numero).first()
    )
    if ligne is not None:
        advance_fichier(ligne)


@file.travail(_RETRAIT)
def forget_fichier(numero: int) -> None:
    ligne = models.FichierMarches.objects.select_related("fichier", "espace").filter(
        pk=numero, etat=models.EtatImport.RETRAIT
    )
    for retiree in ligne:
        delete_fichier_marches(retiree)


@file.travail(
    file.Travail(
        "Écriture d’une longue liste de marchés",
        abandonne=tell_echec_export,
        espace=file.espace_of(models.ExportMarches),
    )
)
def write_export(numero: int) -> None:
    """Write a table that somebody waits for; nothing is left to do of one that is there."""
    attendus = models.ExportMarches.objects.select_related("espace")
    for ligne in attendus.filter(pk=numero, etat=models.EtatExport.ATTENTE):
        write_demande(ligne)


_ATTENTES: Final = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


@file.travail(
    file.Travail(
        "Relecture des fichiers de marchés d’un espace, abîmés sur le disque",
        delai=_DELAI,
        passagers=(ErreurContrats,),
        reprises=_ATTENTES,
        espace=file.espace_of(models.Fonds),
    )
)
def repair_prive(numero: int) -> None:
    """Build a damaged private store again; nothing is left to do of one that was."""
    for fonds in (
        models.Fonds.objects.select_related("espace").filter(pk=numero).exclude(abime_le=None)
    ):
        repair(fonds.espace)


@receiver(entrepot.prive_abime, dispatch_uid="marches.prive_abime")
def ask_repair(sender: type, fonds: models.Fonds, **options: object) -> None:
    file.ensure(repair_prive, numero=fonds.pk)


@receiver(fichiers.fichier_controle, dispatch_uid="marches.fichier_controle")
def follow_controle(sender: type, fichier: Fichier, **options: object) -> None:
    for ligne in models.FichierMarches.objects.filter(fichier=fichier):
        if fichier.etat == EtatFichier.SAIN:
            read_fichier.enqueue(numero=ligne.pk)
        else:
            refuse_fichier(ligne, fichier.raison, "Envoyez un autre fichier.")


# --- Takes up again the work on a file: asked for by somebody, or lost by a former version ---


@transaction.atomic
def ask_suite(ligne: models.FichierMarches) -> bool:
    """Ask the worker to go on with a file from where it stands; False if nothing is left to do."""
    if ligne.etat not in models.EN_COURS:
        return False
    _list_en_cours(ligne.pk).update(probleme="", remede="")  # said of an interruption
    if ligne.fichier.etat == EtatFichier.REFUSE and ligne.etat == models.EtatImport.CONTROLE:
        follow_controle(Fichier, ligne.fichier)
        return True
    tache, arguments = _find_suite(ligne)
    file.ensure(tache, **arguments)
    return True


def tell_suite(ligne: models.FichierMarches) -> str:
    """Say where the work on a file stands; empty when nothing goes on with it."""
    tache, arguments = _find_suite(ligne)
    return tell_avancement(tache, **arguments)


def _find_suite(ligne: models.FichierMarches) -> tuple[Task[..., Any], dict[str, object]]:
    if ligne.etat == models.EtatImport.RETRAIT:
        return forget_fichier, {"numero": ligne.pk}
    if ligne.fichier.etat == EtatFichier.EN_QUARANTAINE:
        return fichiers.check_fichier, {"fichier_id": str(ligne.fichier_id)}
    return read_fichier, {"numero": ligne.pk}


def take_up_lost() -> int:
    """Ask again for the files that wait though no task is there to go on with them."""
    lignes = models.FichierMarches.objects.filter(etat__in=models.EN_COURS, probleme="")
    return sum(ask_suite(ligne) for ligne in lignes.select_related("fichier") if _is_lost(ligne))


def _is_lost(ligne: models.FichierMarches) -> bool:
    tache, arguments = _find_suite(ligne)
    return not file.list_vives(tache, **arguments).exists()
