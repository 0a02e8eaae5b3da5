"""The places of an event and its waiting list: who is served, in what order, until when.

A request waits in the order in which its address was confirmed. A freed place is offered to the
first request that it is enough for: a group is never cut, and keeps its rank while others go by.
An offer holds its places until it is accepted, refused or over. Nobody who has a place loses it
because the event became smaller. Closed, cancelled or begun, an event offers nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from spaser.metier.registre.nomenclatures import Nomenclature


class EtatInscription(Nomenclature):
    A_CONFIRMER = "a_confirmer", "Adresse à confirmer"
    INSCRITE = "inscrite", "Inscription confirmée"
    EN_ATTENTE = "en_attente", "Liste d’attente"
    PROPOSEE = "proposee", "Place proposée"
    REFUSEE = "refusee", "Place refusée"
    EXPIREE = "expiree", "Proposition expirée"
    DESISTEE = "desistee", "Désistement"
    ANNULEE = "annulee", "Inscription annulée"


TIENNENT: Final = frozenset({EtatInscription.INSCRITE, EtatInscription.PROPOSEE})
VIVES: Final = TIENNENT | {EtatInscription.EN_ATTENTE}
RENONCEES: Final = frozenset(
    {EtatInscription.REFUSEE, EtatInscription.EXPIREE, EtatInscription.DESISTEE}
)

_OFFRE_MIN: Final = timedelta(hours=1)
_OFFRE_MAX: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Demande:
    """A request for places under one name; `rang` is zero until its address is confirmed."""

    numero: int
    etat: EtatInscription
    rang: int = 0
    taille: int = 1
    expire_le: datetime | None = None


@dataclass(frozen=True, slots=True)
class Salle:
    """What an event can take: no `places` is no limit; `dernier_rang` was given last."""

    places: int | None
    debut: datetime
    ouverte_jusqu_a: datetime
    dernier_rang: int = 0
    publiee: bool = True


class Geste(StrEnum):
    """What somebody asks of a request: its owner, or the team for the last two."""

    CONFIRMER = "confirmer"
    ACCEPTER = "accepter"
    REFUSER = "refuser"
    DESISTER = "desister"
    REPRENDRE = "reprendre"
    REDUIRE = "reduire"
    DONNER = "donner"
    ANNULER = "annuler"


DEPUIS: Final = {
    Geste.CONFIRMER: frozenset({EtatInscription.A_CONFIRMER}),
    Geste.ACCEPTER: frozenset({EtatInscription.PROPOSEE}),
    Geste.REFUSER: frozenset({EtatInscription.PROPOSEE}),
    Geste.DESISTER: frozenset(
        {EtatInscription.INSCRITE, EtatInscription.EN_ATTENTE, EtatInscription.PROPOSEE}
    ),
    Geste.REPRENDRE: RENONCEES,
    Geste.REDUIRE: VIVES,
    Geste.DONNER: frozenset(
        {EtatInscription.EN_ATTENTE, EtatInscription.REFUSEE, EtatInscription.EXPIREE}
    ),
    Geste.ANNULER: VIVES | {EtatInscription.A_CONFIRMER},
}


class GesteRefuse(Exception):
    """What is asked may not be done; says why, in French."""


def is_ouverte(salle: Salle, maintenant: datetime) -> bool:
    """Say whether places are still given: the event is on, open, and has not begun."""
    return salle.publiee and maintenant < min(salle.ouverte_jusqu_a, salle.debut)


def count_prises(demandes: Iterable[Demande]) -> int:
    """Return how many places are held, those of pending offers included."""
    return sum(demande.taille for demande in demandes if demande.etat in TIENNENT)


def count_libres(salle: Salle, demandes: Iterable[Demande]) -> int | None:
    """Return how many places may be given; None without a limit."""
    return None if salle.places is None else max(0, salle.places - count_prises(demandes))


def count_en_trop(salle: Salle, demandes: Iterable[Demande]) -> int:
    return 0 if salle.places is None else max(0, count_prises(demandes) - salle.places)


def count_devant(demandes: Iterable[Demande], numero: int) -> int:
    file = _list_file(demandes)
    rang = next((d.rang for d in file if d.numero == numero), None)
    return sum(rang is None or d.rang < rang for d in file)


def compute_echeance(salle: Salle, maintenant: datetime) -> datetime:
    """Return until when an offer holds: a third of the time left.

    One hour at least, two days at most, never past the start.
    """
    duree = min(_OFFRE_MAX, max(_OFFRE_MIN, (salle.debut - maintenant) / 3))
    return min(salle.debut, (maintenant + duree).replace(second=0, microsecond=0))


def play(
    salle: Salle,
    demandes: Sequence[Demande],
    geste: Geste,
    numero: int,
    maintenant: datetime,
    taille: int = 0,
) -> tuple[Demande, ...]:
    """Return the requests that a gesture changes, as they become; GesteRefuse says why not.

    `taille` is how many places are kept, for REDUIRE.
    """
    demande = next(d for d in demandes if d.numero == numero)
    if demande.etat not in DEPUIS[geste]:
        raise GesteRefuse(f"Rien à faire\u00a0: {demande.etat.libelle.lower()}.")
    faite = _GESTES[geste](_Cas(salle, demandes, demande, maintenant, taille))
    apres = [faite if d.numero == numero else d for d in demandes]
    suite = {d.numero: d for d in advance(salle, apres, maintenant, arrivee=numero)}
    suite.setdefault(numero, faite)
    return tuple(suite.values())


def advance(
    salle: Salle, demandes: Sequence[Demande], maintenant: datetime, *, arrivee: int = 0
) -> tuple[Demande, ...]:
    """Return the requests that time or a free place changes: offers that end, offers to make.

    `arrivee` has just confirmed: if a place is free for her, she takes it at once.
    """
    if not salle.publiee or maintenant >= salle.debut:
        return ()
    finies = [
        replace(d, etat=EtatInscription.EXPIREE, expire_le=None)
        for d in demandes
        if _is_over(d, maintenant)
    ]
    changees = {d.numero: d for d in finies}
    restent = [changees.get(d.numero, d) for d in demandes]
    if is_ouverte(salle, maintenant):
        changees |= {d.numero: d for d in _serve(salle, restent, maintenant, arrivee)}
    return tuple(changees.values())


def _is_over(demande: Demande, maintenant: datetime) -> bool:
    fin = demande.expire_le
    return demande.etat is EtatInscription.PROPOSEE and fin is not None and fin <= maintenant


def _list_file(demandes: Iterable[Demande]) -> list[Demande]:
    return sorted(
        (d for d in demandes if d.etat is EtatInscription.EN_ATTENTE), key=lambda d: d.rang
    )


def _serve(
    salle: Salle, demandes: Sequence[Demande], maintenant: datetime, arrivee: int
) -> Iterator[Demande]:
    libres = count_libres(salle, demandes)
    if libres is None:  # no limit: everybody is served
        en_suspens = (d for d in demandes if d.etat is EtatInscription.PROPOSEE)
        for demande in (*en_suspens, *_list_file(demandes)):
            yield replace(demande, etat=EtatInscription.INSCRITE, expire_le=None)
        return
    echeance = compute_echeance(salle, maintenant)
    for demande in _list_file(demandes):
        if demande.taille > libres:
            continue
        libres -= demande.taille
        if demande.numero == arrivee:
            yield replace(demande, etat=EtatInscription.INSCRITE)
        else:
            yield replace(demande, etat=EtatInscription.PROPOSEE, expire_le=echeance)


# What each gesture makes of its request, before places move.


@dataclass(frozen=True, slots=True)
class _Cas:
    salle: Salle
    demandes: Sequence[Demande]
    demande: Demande
    maintenant: datetime
    taille: int


def _queue(cas: _Cas) -> Demande:
    if not is_ouverte(cas.salle, cas.maintenant):
        raise GesteRefuse("Les inscriptions sont closes.")
    return replace(cas.demande, etat=EtatInscription.EN_ATTENTE, rang=cas.salle.dernier_rang + 1)


def _accept(cas: _Cas) -> Demande:
    if not cas.salle.publiee:
        raise GesteRefuse("L’événement est annulé.")
    if _is_over(cas.demande, cas.maintenant):
        raise GesteRefuse(
            "Cette proposition a expiré\u00a0: la place est proposée à la personne suivante."
        )
    return replace(cas.demande, etat=EtatInscription.INSCRITE, expire_le=None)


def _refuse(cas: _Cas) -> Demande:
    return replace(cas.demande, etat=EtatInscription.REFUSEE, expire_le=None)


def _give_up(cas: _Cas) -> Demande:
    _check_a_venir(cas)
    return replace(cas.demande, etat=EtatInscription.DESISTEE, expire_le=None)


def _check_a_venir(cas: _Cas) -> None:
    if cas.maintenant >= cas.salle.debut:
        raise GesteRefuse("L’événement a commencé\u00a0: il n’y a plus rien à annuler.")


def _shrink(cas: _Cas) -> Demande:
    if not 0 < cas.taille < cas.demande.taille:
        raise GesteRefuse("Gardez au moins une place, et moins que maintenant.")
    return replace(cas.demande, taille=cas.taille)


def _give(cas: _Cas) -> Demande:
    """Give a place before its turn: only one that is free, even once the event is closed."""
    if not cas.salle.publiee or cas.maintenant >= cas.salle.debut:
        raise GesteRefuse("L’événement est passé ou annulé.")
    libres = count_libres(cas.salle, cas.demandes)
    if libres is not None and cas.demande.taille > libres:
        raise GesteRefuse(
            "Il n’y a pas assez de places libres\u00a0: augmentez d’abord leur nombre."
        )
    rang = cas.demande.rang or cas.salle.dernier_rang + 1
    return replace(cas.demande, etat=EtatInscription.INSCRITE, rang=rang)


def _cancel(cas: _Cas) -> Demande:
    _check_a_venir(cas)
    return replace(cas.demande, etat=EtatInscription.ANNULEE, expire_le=None)


_GESTES: Final = {
    Geste.CONFIRMER: _queue,
    Geste.ACCEPTER: _accept,
    Geste.REFUSER: _refuse,
    Geste.DESISTER: _give_up,
    Geste.REPRENDRE: _queue,
    Geste.REDUIRE: _shrink,
    Geste.DONNER: _give,
    Geste.ANNULER: _cancel,
}
