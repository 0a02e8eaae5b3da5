"""Writes texts: drafted, read again by somebody else, shown, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from spaser.metier.droits import Operation
from spaser.metier.editorial import (
    Contenu,
    EtatTexte,
    digest,
    may_approve,
    write_contenu,
)
from spaser.web.commun.versions import take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import compose_avis, courriel, make_avis
from spaser.web.courriels.natures import Contexte
from spaser.web.courriels.sujets import Sujet
from spaser.web.editorial.genres import Genre, follow_approbation
from spaser.web.editorial.models import Texte
from spaser.web.editorial.selectors import find_fichier
from spaser.web.organisations.acces import list_moderateurs
from spaser.web.recherche import services
from spaser.web.socle.journal import record

OUVERTE_AILLEURS: Final = "Quelqu’un a déjà commencé un texte de ce contenu\u00a0: reprenez-le."


_TITRE_MAX: Final = 300


class TexteRefuse(Exception):
    """What is asked for may not be done; says why, in French."""


@dataclass(frozen=True)
class TexteSaisi:
    genre: Genre[Any]
    contenu: Contenu
    effet_le: date
    motif: str


@transaction.atomic
def start_texte(saisie: TexteSaisi, auteur: Utilisateur, maintenant: datetime) -> Texte:
    """Begin a text; only one is open at a time."""
    genre, code = saisie.genre, saisie.contenu.code
    fichier = find_fichier(genre, code)
    dernier = (
        Texte.objects.filter(genre=genre.code, code=code).aggregate(dernier=Max("numero"))[
            "dernier"
        ]
        or 0
    )
    texte = Texte(
        genre=genre.code,
        code=code,
        numero=dernier + 1,
        cree_le=maintenant,
        empreinte=digest(fichier) if fichier else "",
    )
    _fill(texte, saisie, maintenant)
    try:
        with transaction.atomic():
            texte.save()
    except IntegrityError as faute:
        raise TexteRefuse(OUVERTE_AILLEURS) from faute
    texte.redacteurs.add(auteur)
    _note("texte.ouverture", texte, auteur)
    return texte


@transaction.atomic
def save(
    texte: Texte,
    version: int,
    saisie: TexteSaisi,
    auteur: Utilisateur,
    maintenant: datetime,
) -> None:
    """Keep a draft; a text that was waiting for its reader is a draft again."""
    _hold(texte, version, EtatTexte.BROUILLON, EtatTexte.A_RELIRE)
    _fill(texte, saisie, maintenant)
    texte.etat = EtatTexte.BROUILLON
    texte.save()
    texte.redacteurs.add(auteur)
    _note("texte.modification", texte, auteur)


@transaction.atomic
def submit_texte(
    texte: Texte,
    version: int,
    auteur: Utilisateur,
    maintenant: datetime,
    *,
    prevenir: bool = True,
) -> None:
    """Send a text to a second reader, if it holds all that it must.

    Without `prevenir`, whoever sends several tells the team once.
    """
    _hold(texte, version, EtatTexte.BROUILLON)
    fautes = texte.son_genre.check(texte.lu, timezone.localdate(maintenant))
    if not texte.motif:
        fautes.append("Dites ce qui change, et pourquoi.")
    if fautes:
        raise TexteRefuse(" ".join(fautes))
    _move(texte, EtatTexte.A_RELIRE, maintenant)
    _note("texte.envoi", texte, auteur)
    for personne in list_moderateurs(Operation.RELIRE_TEXTE) if prevenir else ():
        if personne != auteur:
            ask_relecture(personne, texte)


@transaction.atomic
def approve(
    texte: Texte,
    version: int,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str = "",
    *,
    prevenir: bool = True,
) -> None:
    """Let a text be shown from its day on; never by one of those who wrote it."""
    _hold(texte, version, EtatTexte.A_RELIRE)
    if not may_approve(auteur.pk, texte.redacteurs.values_list("pk", flat=True)):
        raise TexteRefuse("Vous avez écrit ce texte\u00a0: une autre personne doit le relire.")
    texte.effet_le = max(texte.effet_le, timezone.localdate(maintenant))
    _decide(texte, EtatTexte.APPROUVEE, auteur, maintenant, reponse)
    services.bump(texte.genre)
    _note("texte.approbation", texte, auteur)
    follow_approbation(texte.genre, maintenant)
    if prevenir:
        _tell_redacteurs(texte, auteur, "approuvé")


@transaction.atomic
def publish_relu(
    saisie: TexteSaisi, relecteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> Texte:
    """Show at once a text that somebody outside of the team wrote, and the team has read again.

    Whoever wrote it is told by the app that it comes from.
    """
    texte = start_texte(saisie, relecteur, maintenant)
    texte.redacteurs.clear()
    texte.effet_le = max(texte.effet_le, timezone.localdate(maintenant))
    _decide(texte, EtatTexte.APPROUVEE, relecteur, maintenant, reponse)
    services.bump(texte.genre)
    _note("texte.approbation", texte, relecteur)
    return texte


@transaction.atomic
def ask_changes(
    texte: Texte, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    _hold(texte, version, EtatTexte.A_RELIRE)
    if not reponse:
        raise TexteRefuse("Écrivez ce qu’il faut corriger.")
    _decide(texte, EtatTexte.BROUILLON, auteur, maintenant, reponse)
    _note("texte.retour", texte, auteur)
    _tell_redacteurs(texte, auteur, "à corriger")


@transaction.atomic
def abandon_texte(texte: Texte, version: int, auteur: Utilisateur, maintenant: datetime) -> None:
    """Leave a draft there; it stays readable."""
    _hold(texte, version, EtatTexte.BROUILLON, EtatTexte.A_RELIRE)
    _move(texte, EtatTexte.ABANDONNEE, maintenant)
    _note("texte.abandon", texte, auteur)


@transaction.atomic
def withdraw_texte(
    texte: Texte, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    """Take an approved text off, with a reason; the former one, or the file's, is shown again."""
    _hold(texte, version, EtatTexte.APPROUVEE)
    if not reponse:
        raise TexteRefuse("Dites pourquoi ce texte est retiré.")
    _decide(texte, EtatTexte.RETIREE, auteur, maintenant, reponse)
    services.bump(texte.genre)
    _note("texte.retrait", texte, auteur)
    _tell_redacteurs(texte, auteur, "retiré")


def _hold(texte: Texte, version: int, *etats: EtatTexte) -> None:
    """Make sure that a text is still what its reader saw; VersionDepassee otherwise."""
    texte.__dict__.pop("lu", None)  # what was read of the former text
    take_version(texte, version, etat__in=etats)


def _fill(texte: Texte, saisie: TexteSaisi, maintenant: datetime) -> None:
    texte.contenu = write_contenu(saisie.contenu)
    texte.__dict__.pop("lu", None)
    texte.titre = saisie.contenu.titre[:_TITRE_MAX]
    texte.effet_le, texte.motif = saisie.effet_le, saisie.motif
    texte.modifie_le = maintenant


def _move(texte: Texte, etat: EtatTexte, maintenant: datetime) -> None:
    texte.etat = etat
    texte.modifie_le = maintenant
    texte.save()


def _decide(
    texte: Texte,
    etat: EtatTexte,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str,
) -> None:
    texte.relu_par, texte.relu_le = auteur, maintenant
    texte.reponse = reponse
    _move(texte, etat, maintenant)


def _note(geste: str, texte: Texte, auteur: Utilisateur) -> None:
    details = {
        "genre": texte.genre,
        "code": texte.code,
        "numero": texte.numero,
        "motif": texte.motif,
    }
    record(geste, auteur=auteur, objet=texte, details=details)


def _tell_redacteurs(texte: Texte, auteur: Utilisateur, verdict: str) -> None:
    autres = texte.redacteurs.exclude(pk=auteur.pk).filter(is_active=True).order_by("pk")
    for redacteur in autres:
        tell_verdict(redacteur, texte, verdict)


# What people are told of a text.


def _is_relu(texte: Texte) -> str:
    attend = texte.etat == EtatTexte.A_RELIRE
    return "" if attend else "Le texte n’attend plus de relecture."


@courriel(make_avis("Texte à relire", sujet=Sujet.EQUIPE, arret=_is_relu))
def ask_relecture(texte: Texte) -> Contexte:
    return compose_avis(
        f"Un texte à relire\u00a0: {texte.titre}",
        [
            f"Le texte «\u00a0{texte.titre}\u00a0» attend une relecture.",
            f"Ce qui change\u00a0: {texte.motif}",
            "Une personne qui ne l’a pas écrit peut l’approuver.",
        ],
        (texte.get_absolute_url(), "Ouvrir le texte"),
    )


@courriel(make_avis("Texte relu", sujet=Sujet.EQUIPE))
def tell_verdict(texte: Texte, verdict: str) -> Contexte:
    return compose_avis(
        f"Texte {verdict}\u00a0: {texte.titre}",
        [
            f"Le texte «\u00a0{texte.titre}\u00a0» est {verdict}.",
            f"Message\u00a0: {texte.reponse}" if texte.reponse else "",
        ],
        (texte.get_absolute_url(), "Ouvrir le texte"),
    )
