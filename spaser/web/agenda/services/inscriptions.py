"""Registrations: asked for, confirmed, given up, moved; one gesture at a time for each event.

The row of the event is held for the time of a gesture (`select_for_update` on PostgreSQL; on
SQLite a transaction that writes is alone): two tabs at the last place are served one by one. A
gesture, the places that it moves and the mails that tell of them are one transaction; one that
finds the database busy waits for its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from spaser.metier.agenda.places import (
    VIVES,
    Demande,
    EtatInscription,
    Geste,
    GesteRefuse,
    advance,
    is_ouverte,
    play,
)
from spaser.web.agenda import courriels
from spaser.web.agenda.liens import MIENNE
from spaser.web.agenda.models import Evenement, Inscription
from spaser.web.agenda.selectors import read_demandes
from spaser.web.commun.models import LienPartage
from spaser.web.comptes.models import Utilisateur, fold_courriel
from spaser.web.courriels.ecriture import Destinataire
from spaser.web.socle.journal import record
from spaser.web.socle.taches.verrous import patient


@dataclass(frozen=True)
class Saisie:
    prenom: str
    nom: str
    organisme: str
    taille: int = 1
    accord_enregistrement: bool = False
    accord_citation: bool = False


@patient
@transaction.atomic
def ask_inscription(
    evenement: Evenement, adresse: str, saisie: Saisie, maintenant: datetime
) -> None:
    """Note a wish and write to the address: nothing is taken before its owner confirms.

    Asked again, it sends the link again, or that of a registration that lives: whoever asks cannot
    tell which.
    """
    tenu = _hold(evenement.pk)
    inscription = _find(tenu, adresse)
    if inscription is not None and inscription.etat in VIVES:
        courriels.tell_deja(inscription.courriel, inscription)
        return
    inscription = _write_saisie(tenu, inscription, adresse, saisie, maintenant)
    courriels.ask_confirmation(inscription.courriel, inscription)


@patient
@transaction.atomic
def register_compte(
    evenement: Evenement, personne: Utilisateur, saisie: Saisie, maintenant: datetime
) -> Inscription:
    """Register somebody whose address is known: her place is taken at once, or her rank."""
    tenu = _hold(evenement.pk)
    inscription = _find(tenu, personne.courriel)
    if inscription is not None and inscription.etat in VIVES:
        return inscription
    inscription = _write_saisie(tenu, inscription, personne.courriel, saisie, maintenant)
    LienPartage.objects.filter(inscription=inscription).update(porteur=personne)
    _play(tenu, inscription, Geste.CONFIRMER, maintenant)
    return inscription


@patient
@transaction.atomic
def act(
    inscription: Inscription,
    geste: Geste,
    maintenant: datetime,
    *,
    taille: int = 0,
    auteur: Utilisateur | None = None,
) -> None:
    """Do what the owner of a registration asks, or the team for her; GesteRefuse says why not."""
    tenu = _hold(inscription.evenement_id)
    inscription.refresh_from_db()
    _play(tenu, inscription, geste, maintenant, taille)
    if auteur is not None:
        record(f"agenda.{geste.value}", auteur=auteur, objet=inscription)


@patient
@transaction.atomic
def add_presente(
    evenement: Evenement, adresse: str, saisie: Saisie, auteur: Utilisateur, maintenant: datetime
) -> Inscription:
    """Note somebody who came without having a place, under an address or not; nobody is written to.

    Whoever had asked for one is noted where she is.
    """
    tenu = _hold(evenement.pk)
    if not tenu.est_publie or tenu.debut > maintenant:
        raise GesteRefuse("Une présence se note une fois l’événement commencé.")
    inscription = _find(tenu, adresse) if adresse else None
    if inscription is None:
        inscription = Inscription(
            evenement=tenu, courriel=fold_courriel(adresse), demandee_le=maintenant, spontanee=True
        )
        for champ in Saisie.__dataclass_fields__:
            setattr(inscription, champ, getattr(saisie, champ))
        _give_lien(inscription)
    if not inscription.rang:
        tenu.dernier_rang += 1
        tenu.save(update_fields=["dernier_rang"])
        inscription.rang = tenu.dernier_rang
    inscription.etat, inscription.expire_le = EtatInscription.INSCRITE.value, None
    inscription.present = True
    inscription.save()
    record("agenda.presence_ajoutee", auteur=auteur, objet=inscription)
    return inscription


def save_accord(inscription: Inscription, *, accord: bool) -> None:
    Inscription.objects.filter(pk=inscription.pk).update(accord_enregistrement=accord)


@transaction.atomic
def move_places(evenement: Evenement, maintenant: datetime) -> int:
    """End expired offers and give free places; return how many registrations changed."""
    tenu = _hold(evenement.pk)
    demandes = read_demandes(tenu)
    changees = advance(tenu.salle, demandes, maintenant)
    _keep(tenu, demandes, changees, maintenant)
    return len(changees)


@transaction.atomic
def cancel_toutes(evenement: Evenement, maintenant: datetime) -> None:
    """End every registration of an event that is off, and tell once each who was to come."""
    tenu = _hold(evenement.pk)
    vives = list(tenu.inscriptions.vives().joignables())
    tenu.inscriptions.filter(etat__in=[*VIVES, EtatInscription.A_CONFIRMER]).update(
        etat=EtatInscription.ANNULEE.value, expire_le=None
    )
    for inscription in vives:
        courriels.tell_evenement_annule(inscription.courriel, inscription)


def _hold(numero: int) -> Evenement:
    return Evenement.objects.select_for_update().get(pk=numero)


def _find(evenement: Evenement, adresse: str) -> Inscription | None:
    return evenement.inscriptions.filter(courriel=fold_courriel(adresse)).first()


def _write_saisie(
    evenement: Evenement,
    inscription: Inscription | None,
    adresse: str,
    saisie: Saisie,
    maintenant: datetime,
) -> Inscription:
    """Write what was typed; who comes back begins again, without her former rank."""
    if not is_ouverte(evenement.salle, maintenant):
        raise GesteRefuse("Les inscriptions sont closes.")
    inscription = inscription or Inscription(
        evenement=evenement, courriel=fold_courriel(adresse), demandee_le=maintenant
    )
    for champ in Saisie.__dataclass_fields__:
        setattr(inscription, champ, getattr(saisie, champ))
    inscription.evenement = evenement
    inscription.etat = EtatInscription.A_CONFIRMER.value
    inscription.demandee_le = maintenant
    inscription.rang, inscription.expire_le, inscription.present = 0, None, None
    _give_lien(inscription)
    inscription.save()
    return inscription


def _give_lien(inscription: Inscription) -> None:
    if inscription.lien_id is None:
        inscription.lien = LienPartage.objects.create(vue=MIENNE.vue)


def _play(
    evenement: Evenement,
    inscription: Inscription,
    geste: Geste,
    maintenant: datetime,
    taille: int = 0,
) -> None:
    demandes = read_demandes(evenement, avec=inscription.pk)
    changees = play(evenement.salle, demandes, geste, inscription.pk, maintenant, taille)
    _keep(evenement, demandes, changees, maintenant)
    inscription.refresh_from_db()


def _keep(
    evenement: Evenement,
    avant: Sequence[Demande],
    changees: Iterable[Demande],
    maintenant: datetime,
) -> None:
    anciennes = {demande.numero: demande for demande in avant}
    nouvelles = {demande.numero: demande for demande in changees}
    lignes = Inscription.objects.in_bulk(nouvelles)
    for numero, demande in nouvelles.items():
        ligne = lignes[numero]
        ligne.evenement = evenement
        ligne.etat, ligne.rang = demande.etat.value, demande.rang
        ligne.taille, ligne.expire_le = demande.taille, demande.expire_le
        if demande.rang != anciennes[numero].rang:
            ligne.confirmee_le = maintenant
        ligne.save(update_fields=["etat", "rang", "taille", "expire_le", "confirmee_le"])
        _tell(ligne, anciennes[numero].etat, demande.etat)
    rang = max((demande.rang for demande in nouvelles.values()), default=0)
    if rang > evenement.dernier_rang:
        evenement.dernier_rang = rang
        evenement.save(update_fields=["dernier_rang"])


type Ecriture = Callable[[Destinataire, Inscription], None]

_COURRIELS: Final[dict[EtatInscription, Ecriture]] = {
    EtatInscription.INSCRITE: courriels.tell_inscrite,
    EtatInscription.EN_ATTENTE: courriels.tell_attente,
    EtatInscription.PROPOSEE: courriels.tell_offre,
    EtatInscription.EXPIREE: courriels.tell_expiree,
    EtatInscription.DESISTEE: courriels.tell_desistement,
    EtatInscription.REFUSEE: courriels.tell_desistement,
    EtatInscription.ANNULEE: courriels.tell_annulee,
}


def _tell(ligne: Inscription, avant: EtatInscription, apres: EtatInscription) -> None:
    """Write the mail that a change calls for; an address never confirmed is told nothing more."""
    if avant is apres or (
        apres is EtatInscription.ANNULEE and avant is EtatInscription.A_CONFIRMER
    ):
        return
    if apres is EtatInscription.INSCRITE and avant is EtatInscription.EN_ATTENTE:
        courriels.tell_avancee(ligne.courriel, ligne)
    else:
        _COURRIELS[apres](ligne.courriel, ligne)
