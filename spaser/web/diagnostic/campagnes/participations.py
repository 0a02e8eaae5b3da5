"""Writes answers: a member's, those given by a link, those typed from paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from spaser.documents.francais import format_date
from spaser.metier.autodiagnostic.constats import NiveauPropose
from spaser.metier.autodiagnostic.questionnaire import Questionnaire, Reponses
from spaser.web.comptes.donnees_personnelles import keep_effacement
from spaser.web.comptes.models import Utilisateur
from spaser.web.diagnostic.campagnes.services import (
    CampagneFigee,
    lock_ouverte,
    note,
    open_campagne,
)
from spaser.web.diagnostic.models import Campagne, Mode, Participation
from spaser.web.organisations.models import Espace
from spaser.web.socle.jetons import JetonRefuse, make_jeton, read_jeton, revoke_jetons, use_jeton

USAGE: Final = "diagnostic.participation"
DUREE_LIEN: Final = timedelta(days=30)
RETIREE: Final = "Ce lien n’attend plus de réponse : la campagne est close, ou il a été retiré."


@transaction.atomic
def start(campagne: Campagne, utilisateur: Utilisateur) -> Participation:
    """Return the answers of a member, begun if they were not."""
    lock_ouverte(campagne)
    return Participation.objects.get_or_create(
        campagne=campagne, mode=Mode.COMPTE, utilisateur=utilisateur
    )[0]


@transaction.atomic
def save_reponses(
    participation: Participation,
    choisies: Mapping[str, int | None],
    proposes: Mapping[str, NiveauPropose],
    acceptees: Iterable[str] = (),
) -> Participation:
    """Add what was chosen to the answers; None takes an answer back.

    Only the questions named are written: two pages of the same person never undo one another.
    """
    lock_ouverte(participation.campagne)
    tenue = Participation.objects.select_for_update().filter(pk=participation.pk).first()
    if tenue is None:  # its link was taken away meanwhile
        raise CampagneFigee
    niveaux = {**tenue.reponses, **choisies}
    tenue.reponses = {code: niveau for code, niveau in niveaux.items() if niveau is not None}
    suivies = {*tenue.acceptees, *acceptees}
    tenue.acceptees = sorted(
        code
        for code in suivies
        if code in proposes and tenue.reponses.get(code) == proposes[code].niveau
    )
    tenue.save()
    return tenue


@transaction.atomic
def send(participation: Participation) -> None:
    """Count the answers among those of the campaign; they may be sent again, changed."""
    lock_ouverte(participation.campagne)
    participation.envoyee_le = timezone.now()
    participation.save(update_fields=["envoyee_le", "modifiee_le"])


@transaction.atomic
def send_by_lien(jeton: str, participation: Participation) -> None:
    use_jeton(USAGE, jeton)
    send(participation)


@transaction.atomic
def invite(campagne: Campagne, nom: str, auteur: Utilisateur) -> tuple[Participation, str]:
    """Make room for somebody without an account; return it with the secret of its link."""
    lock_ouverte(campagne)
    note("diagnostic.lien", campagne, auteur)
    participation = Participation.objects.create(campagne=campagne, mode=Mode.LIEN, nom=nom)
    return participation, _make(participation)


@transaction.atomic
def renew(participation: Participation, auteur: Utilisateur) -> str:
    """Return a new secret; the former one opens nothing any more."""
    lock_ouverte(participation.campagne)
    note("diagnostic.lien_renouvele", participation.campagne, auteur)
    revoke_jetons(USAGE, str(participation.pk))
    return _make(participation)


@transaction.atomic
def withdraw(participation: Participation, auteur: Utilisateur) -> None:
    """Take away a link whose answers were not sent, and those answers with it."""
    lock_ouverte(participation.campagne)
    note("diagnostic.lien_retire", participation.campagne, auteur)
    revoke_jetons(USAGE, str(participation.pk))
    participation.delete()


@transaction.atomic
def unname(participation: Participation, auteur: Utilisateur) -> None:
    """Take off the name of somebody without an account; her answers stay, even once frozen."""
    forget_nom(participation)
    keep_effacement(participation)
    note("diagnostic.nom_efface", participation.campagne, auteur)


def forget_nom(participation: Participation) -> bool:
    nommee = Participation.objects.filter(pk=participation.pk).exclude(nom="")
    return bool(nommee.update(nom=""))


@transaction.atomic
def type_papier(
    campagne: Campagne, nom: str, reponses: Reponses, auteur: Utilisateur
) -> Participation:
    """Record what a workshop answered on paper."""
    lock_ouverte(campagne)
    note("diagnostic.papier", campagne, auteur)
    return Participation.objects.create(
        campagne=campagne,
        mode=Mode.ATELIER,
        nom=nom,
        reponses=dict(reponses),
        envoyee_le=timezone.now(),
    )


@transaction.atomic
def keep_code(
    espace: Espace, questionnaire: Questionnaire, reponses: Reponses, auteur: Utilisateur
) -> Campagne:
    """Open a campaign where the answers of a code are those of who brings it."""
    jour = timezone.localdate()
    titre = f"Autodiagnostic repris le {format_date(jour)}"
    campagne = open_campagne(
        espace, titre, jour, nominative=True, auteur=auteur, questionnaire=questionnaire
    )
    participation = start(campagne, auteur)
    save_reponses(participation, reponses, {})
    send(participation)
    return campagne


def read_lien(jeton: str) -> Participation:
    """Return the answers that a link opens; JetonRefuse if it opens none."""
    participation = (
        Participation.objects.select_related("campagne__espace")
        .filter(pk=int(read_jeton(USAGE, jeton)), envoyee_le__isnull=True)
        .first()
    )
    if participation is None:
        raise JetonRefuse(RETIREE)
    campagne = participation.campagne
    if campagne.est_figee or campagne.espace.est_garde:
        raise JetonRefuse(RETIREE)
    return participation


def _make(participation: Participation) -> str:
    return make_jeton(USAGE, str(participation.pk), DUREE_LIEN)
