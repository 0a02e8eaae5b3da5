"""Events: written, published, closed, cancelled; where they are joined; what is left of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.text import slugify

from spaser.metier.agenda.evenements import EtatEvenement
from spaser.metier.agenda.places import EtatInscription, GesteRefuse
from spaser.metier.dates import PARIS
from spaser.metier.editorial import CODE_MAX, find_code_libre
from spaser.web.agenda import courriels
from spaser.web.agenda.indexation import touch_agenda
from spaser.web.agenda.models import Acces, Evenement, Intervenant, Materiel, Message
from spaser.web.agenda.selectors import list_inscrites
from spaser.web.agenda.services.inscriptions import cancel_toutes, move_places
from spaser.web.commun.versions import save_version, take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.socle.journal import list_inscriptions, record

type Lignes = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Ecrit:
    """An event as the team writes it: its fields, who speaks there, what is given there."""

    champs: Mapping[str, Any]
    intervenants: Lignes = ()
    materiels: Lignes = ()


_CODE_SIEN = CODE_MAX - 4  # leaves room for a number


def make_code(titre: str, debut: datetime) -> str:
    """Return a code that no event has: the words of its title, its year, a number if need be."""
    racine = f"{slugify(titre)[: _CODE_SIEN - 5].strip('-') or 'evenement'}-{debut.year}"
    pris = set(Evenement.objects.filter(code__startswith=racine).values_list("code", flat=True))
    return find_code_libre(racine, lambda code: code in pris)


@transaction.atomic
def create_evenement(code: str, ecrit: Ecrit, auteur: Utilisateur) -> Evenement:
    evenement = Evenement.objects.create(code=code, **ecrit.champs)
    write_lignes(evenement, ecrit)
    record("agenda.ajout", auteur=auteur, objet=evenement)
    return evenement


@transaction.atomic
def save_evenement(
    evenement: Evenement,
    version: int,
    ecrit: Ecrit,
    auteur: Utilisateur,
    maintenant: datetime,
) -> None:
    """Write an event; a new day is told once, more places are offered at once.

    VersionDepassee when somebody else has saved meanwhile.
    """
    take_version(evenement, version)
    debut, heures = evenement.debut, _read_heures(evenement)
    enregistre = evenement.enregistre
    for nom, valeur in ecrit.champs.items():
        setattr(evenement, nom, valeur)
    evenement.heure_connue |= _read_heures(evenement) != heures
    evenement.save()
    write_lignes(evenement, ecrit)
    record("agenda.modification", auteur=auteur, objet=evenement)
    touch_agenda()
    if evenement.est_publie and evenement.debut != debut and evenement.debut > maintenant:
        _hold_offres(evenement)
        for inscription in evenement.inscriptions.vives().joignables():
            courriels.tell_deplace(inscription.courriel, inscription, evenement.debut.isoformat())
    if evenement.enregistre and not enregistre:
        _ask_accords(evenement, auteur, maintenant)
    move_places(evenement, maintenant)


def _ask_accords(evenement: Evenement, auteur: Utilisateur, maintenant: datetime) -> None:
    """Ask those who are registered, once, about a recording that was not foreseen then."""
    if not evenement.est_publie or evenement.is_passe(maintenant):
        return
    deja = list_inscriptions(evenement).filter(geste="agenda.accords").order_by("-pk").first()
    vives = evenement.inscriptions.vives().joignables().filter(accord_enregistrement=False)
    for inscription in vives.filter(demandee_le__gt=deja.quand) if deja else vives:
        courriels.ask_accord(inscription.courriel, inscription)
    record("agenda.accords", auteur=auteur, objet=evenement)


def _read_heures(evenement: Evenement) -> tuple[time, time]:
    debut, fin = (m.astimezone(PARIS).time() for m in (evenement.debut, evenement.fin))
    return debut.replace(second=0, microsecond=0), fin.replace(second=0, microsecond=0)


def _hold_offres(evenement: Evenement) -> None:
    """Shorten the offers that would last after the event begins."""
    proposees = evenement.inscriptions.filter(etat=EtatInscription.PROPOSEE.value)
    proposees.filter(expire_le__gt=evenement.debut).update(expire_le=evenement.debut)


def write_lignes(evenement: Evenement, ecrit: Ecrit) -> None:
    evenement.intervenants.all().delete()
    evenement.materiels.all().delete()
    Intervenant.objects.bulk_create(
        Intervenant(evenement=evenement, **ligne) for ligne in ecrit.intervenants
    )
    Materiel.objects.bulk_create(
        Materiel(evenement=evenement, **ligne) for ligne in ecrit.materiels
    )


@transaction.atomic
def publish_evenement(evenement: Evenement, auteur: Utilisateur, maintenant: datetime) -> None:
    _hold(evenement)
    if evenement.etat != EtatEvenement.BROUILLON:
        raise GesteRefuse("Cet événement est déjà publié ou annulé.")
    _set(evenement, auteur, "publication", etat=EtatEvenement.PUBLIE.value)
    move_places(evenement, maintenant)


@transaction.atomic
def close_inscriptions(evenement: Evenement, auteur: Utilisateur, maintenant: datetime) -> None:
    """Take no more registrations: the waiting list stays as it is."""
    _hold(evenement)
    _set(evenement, auteur, "cloture", ouverte_jusqu_a=maintenant)


@transaction.atomic
def reopen_inscriptions(evenement: Evenement, auteur: Utilisateur, maintenant: datetime) -> None:
    """Take registrations until the start again; places freed meanwhile are offered."""
    _hold(evenement)
    _set(evenement, auteur, "reouverture", ouverte_jusqu_a=None)
    move_places(evenement, maintenant)


@transaction.atomic
def cancel_evenement(
    evenement: Evenement, motif: str, auteur: Utilisateur, maintenant: datetime
) -> None:
    """Say that an event will not take place, and tell once each who was to come."""
    _hold(evenement)
    if not evenement.est_publie:
        raise GesteRefuse("Seul un événement publié s’annule.")
    if evenement.is_passe(maintenant):
        raise GesteRefuse("Cet événement a eu lieu\u00a0: il ne s’annule plus.")
    _set(
        evenement,
        auteur,
        "annulation",
        etat=EtatEvenement.ANNULE.value,
        motif_annulation=motif,
    )
    cancel_toutes(evenement, maintenant)


@transaction.atomic
def drop_evenement(evenement: Evenement, auteur: Utilisateur) -> None:
    """Erase an event that was never published."""
    _hold(evenement)
    if evenement.etat != EtatEvenement.BROUILLON:
        raise GesteRefuse("Seul un brouillon s’efface.")
    record("agenda.suppression", auteur=auteur, objet=evenement)
    evenement.delete()


def _hold(evenement: Evenement) -> None:
    """Lock an event and read it again: the same button may be pressed twice."""
    try:
        evenement.refresh_from_db(from_queryset=Evenement.objects.select_for_update())
    except Evenement.DoesNotExist as parti:
        raise Http404("Cet événement a été effacé.") from parti


def _set(evenement: Evenement, auteur: Utilisateur, geste: str, **champs: Any) -> None:
    """Write some fields of an event already locked, and record the act of that name."""
    save_version(evenement, evenement.version, **champs)
    record(f"agenda.{geste}", auteur=auteur, objet=evenement)
    touch_agenda()


# Where an event is joined, and what is left of it.


@transaction.atomic
def save_acces(evenement: Evenement, adresse: str, consignes: str, auteur: Utilisateur) -> int:
    """Keep where an event is joined; return how many people are told that it has changed.

    Only those to whom a reminder gave the former one, or who saw it, are written to, once.
    """
    _hold(evenement)
    acces = Acces.objects.filter(evenement=evenement).first()
    if acces is not None and (acces.adresse, acces.consignes) == (adresse, consignes):
        return 0
    acces = acces or Acces(evenement=evenement, version=0)
    acces.adresse, acces.consignes = adresse, consignes
    acces.version += 1
    acces.save()
    record("agenda.acces", auteur=auteur, objet=evenement)
    prevenues = [
        i for i in list_inscrites(evenement) if evenement.debut in {i.veille_pour, i.heure_pour}
    ]
    for inscription in prevenues:
        courriels.tell_acces(inscription.courriel, inscription, acces.version)
    return len(prevenues)


@transaction.atomic
def save_suites(
    evenement: Evenement,
    replay: str,
    transcription: str,
    auteur: Utilisateur,
    maintenant: datetime,
    ailleurs: str = "",
) -> int:
    """Keep the replay and what was said; those who were registered are told of the first replay."""
    _hold(evenement)
    if not evenement.is_passe(maintenant):
        raise GesteRefuse("Le replay et la transcription se donnent après l’événement.")
    premier = bool(replay) and evenement.replay_le is None
    change = replay != evenement.replay_adresse
    _set(
        evenement,
        auteur,
        "suites",
        replay_adresse=replay,
        replay_ailleurs=ailleurs,
        transcription=transcription,
        replay_le=evenement.replay_le or (maintenant if replay else None),
        replay_mort_le=None if change else evenement.replay_mort_le,
        replay_echecs=None if change else evenement.replay_echecs,
    )
    prevenues = list_inscrites(evenement) if premier and evenement.est_publie else []
    for inscription in prevenues:
        courriels.tell_replay(inscription.courriel, inscription)
    return len(prevenues)


RENVOI = timedelta(minutes=10)


@transaction.atomic
def send_message(
    evenement: Evenement, objet: str, texte: str, auteur: Utilisateur, maintenant: datetime
) -> Message:
    """Write to all those who are registered; the same text sent again at once is sent no more."""
    _hold(evenement)
    deja = evenement.messages.filter(
        objet=objet, texte=texte, envoye_le__gt=maintenant - RENVOI
    ).first()
    if deja is not None:
        return deja
    inscrites = list_inscrites(evenement)
    message = Message.objects.create(
        evenement=evenement,
        objet=objet,
        texte=texte,
        envoye_le=maintenant,
        destinataires=len(inscrites),
    )
    for inscription in inscrites:
        courriels.tell_message(inscription.courriel, inscription, message)
    record("agenda.message", auteur=auteur, objet=evenement)
    return message


@transaction.atomic
def note_presences(evenement: Evenement, presentes: Iterable[int], auteur: Utilisateur) -> int:
    """Note who came among those who were registered, the others did not; return their places."""
    numeros = set(presentes)
    siennes = evenement.inscriptions.tenues().nommees()
    siennes.exclude(pk__in=numeros).update(present=False)
    venues = siennes.filter(pk__in=numeros)
    venues.update(present=True)
    record("agenda.presences", auteur=auteur, objet=evenement)
    return sum(venues.values_list("taille", flat=True))
