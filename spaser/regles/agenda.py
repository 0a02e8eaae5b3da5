"""Events: their days, places and waiting lists, histories, calendars."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.elements import PARIS, fold_mots
from spaser.regles.nomenclatures import Nomenclature

# --- What an event is, and at what time it begins overseas ---


TITRE_MAX: Final = 200
GROUPE_MAX: Final = 10


class NatureEvenement(Nomenclature):
    """Who speaks, and how much those who come work."""

    WEBINAIRE = "webinaire", "Webinaire"
    ATELIER = "atelier", "Atelier"


class EtatEvenement(Nomenclature):
    BROUILLON = "brouillon", "Brouillon"
    PUBLIE = "publie", "Publié"
    ANNULE = "annule", "Annulé"


class RoleIntervenant(Nomenclature):
    INTERVENTION = "intervention", "Intervention"
    ANIMATION = "animation", "Animation"
    PARRAINAGE = "parrainage", "Parrainage"


OUTRE_MER: Final = {
    "Guadeloupe": "America/Guadeloupe",
    "Martinique": "America/Martinique",
    "Guyane": "America/Cayenne",
    "Saint-Pierre-et-Miquelon": "America/Miquelon",
    "La Réunion": "Indian/Reunion",
    "Mayotte": "Indian/Mayotte",
    "Nouvelle-Calédonie": "Pacific/Noumea",
    "Polynésie française": "Pacific/Tahiti",
    "Wallis-et-Futuna": "Pacific/Wallis",
}


@dataclass(frozen=True)
class HeureLocale:
    """At what time it begins somewhere; `ecart` is in days from the day of Paris."""

    lieux: tuple[str, ...]
    moment: datetime
    ecart: int


def list_heures(debut: datetime) -> tuple[HeureLocale, ...]:
    """Return the hour of a moment overseas, places of one hour together, from west to east."""
    par_moment: dict[datetime, list[str]] = {}
    for lieu, fuseau in OUTRE_MER.items():
        local = debut.astimezone(ZoneInfo(fuseau)).replace(tzinfo=None)
        par_moment.setdefault(local, []).append(lieu)
    jour = debut.astimezone(PARIS).date()
    return tuple(
        HeureLocale(tuple(lieux), moment, (moment.date() - jour).days)
        for moment, lieux in sorted(par_moment.items())
    )


def find_instant(jour: date, heure: time) -> datetime | None:
    """Return a time of Paris as an instant; None when clocks skip it or show it twice."""
    lu = datetime.combine(jour, heure)
    premier, second = (lu.replace(tzinfo=PARIS, fold=pli) for pli in (0, 1))
    return premier if premier.utcoffset() == second.utcoffset() else None


# --- The events that took place before this site, as the programme tells them ---


class DocumentDonne(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    titre: str
    adresse: str


class EvenementPasse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event of which the day is known, not the hour; `parrains` are bodies."""

    code: str
    titre: str
    nature: NatureEvenement
    jour: date
    edition: str
    resume: str
    texte: str
    source: str
    parrains: tuple[str, ...] = ()
    materiels: tuple[DocumentDonne, ...] = ()
    replay: str = ""
    replay_ailleurs: str = ""  # where it is kept, for those who may see it


@cache
def load_histoire() -> tuple[EvenementPasse, ...]:
    return read_contenu("agenda/evenements.json", tuple[EvenementPasse, ...])


# --- Days on which people work, for an event to be set on ---


_FERIES: Final = frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)})
_APRES_PAQUES: Final = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
_SAMEDI: Final = 5


def _find_paques(annee: int) -> date:
    """Return Easter Sunday (Meeus, for the Gregorian calendar)."""
    siecle, reste = divmod(annee, 100)
    lune = (19 * (annee % 19) + siecle - siecle // 4 - (8 * siecle + 13) // 25 + 15) % 30
    lune -= (annee % 19 + 11 * lune) // 319
    semaine = (2 * (siecle % 4) + 2 * (reste // 4) - reste % 4 - lune + 32) % 7
    mois = (lune + semaine + 90) // 25
    return date(annee, mois, (lune + semaine + mois + 19) % 32)


def is_ouvre(jour: date) -> bool:
    """Say whether it is neither a week-end nor a public holiday of France."""
    return (
        jour.weekday() < _SAMEDI
        and (jour.month, jour.day) not in _FERIES
        and (jour - _find_paques(jour.year)).days not in _APRES_PAQUES
    )


def find_ouvre(jour: date) -> date:
    while not is_ouvre(jour):
        jour += timedelta(days=1)
    return jour


# --- The places of an event and its waiting list: who is served, in what order, until when ---
# A request waits in the order in which its address was confirmed. A freed place is offered to the
# first request that it is enough for: a group is never cut, and keeps its rank while others go by.
# An offer holds its places until it is accepted, refused or over. Nobody who has a place loses it
# because the event became smaller. Closed, cancelled or begun, an event offers nothing more.


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


# --- Who came, from the export of a videoconference tool: lines put together, then matched ---
# An address says for sure; a whole name says it when one person alone bears it; less than that is
# only a proposal, for somebody to decide.


_JOUR: Final = 24 * 3600
_PARENTHESES: Final = re.compile(r"[(\[][^)\]]*[)\]]")
_HEURE: Final = re.compile(r"(\d{1,2})\s*[:h]\s*(\d{2})(?::(\d{2}))?\s*([ap]\.?m)?", re.IGNORECASE)
_PARTIES: Final = re.compile(
    r"(\d+)\s*(h(?:eures?|ours?|rs?)?|min(?:utes?|s)?|m|s(?:ec(?:ondes?|onds?|s)?)?)\b",
    re.IGNORECASE,
)
_HORLOGE: Final = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})")
_POIDS: Final = {"h": 3600, "m": 60, "s": 1}
_NON: Final = frozenset("non no absent absente false faux 0".split())


@dataclass(frozen=True, slots=True)
class PresenceLue:
    """A line of an export; `secondes` is None when it does not say for how long, or not clearly."""

    numero: int
    nom: str
    courriel: str
    secondes: int | None = None


@dataclass(frozen=True, slots=True)
class Invite:
    numero: int
    nom: str
    courriel: str


@dataclass(frozen=True, slots=True)
class Venue:
    """Somebody who was there, all her lines together."""

    nom: str
    courriel: str
    lignes: tuple[int, ...]
    secondes: int | None

    @property
    def minutes(self) -> int | None:
        return None if self.secondes is None else self.secondes // 60


@dataclass(frozen=True, slots=True)
class PresencesRapprochees:
    """Who is who: by address, by name, to be decided, unknown; and who stayed too short a time."""

    par_adresse: tuple[tuple[Venue, Invite], ...]
    par_nom: tuple[tuple[Venue, Invite], ...]
    a_choisir: tuple[tuple[Venue, tuple[Invite, ...]], ...]
    inconnues: tuple[Venue, ...]
    trop_courtes: tuple[Venue, ...]

    @property
    def presentes(self) -> frozenset[int]:
        return frozenset(invite.numero for _, invite in (*self.par_adresse, *self.par_nom))


def match(
    lignes: Iterable[PresenceLue], invites: Sequence[Invite], minutes_min: int = 0
) -> PresencesRapprochees:
    courtes: list[Venue] = []
    restent: list[Venue] = []
    for venue in gather_venues(lignes):
        courte = venue.minutes is not None and venue.minutes < minutes_min
        (courtes if courte else restent).append(venue)
    adresses = {fold_adresse(invite.courriel): invite for invite in invites if invite.courriel}
    par_adresse = [(v, adresses[v.courriel]) for v in restent if v.courriel in adresses]
    prises = {invite.numero for _, invite in par_adresse}
    noms = _Noms(invite for invite in invites if invite.numero not in prises)
    par_nom, a_choisir, inconnues = [], [], []
    for venue in restent:
        if venue.courriel in adresses:
            continue
        exacts, proches = noms.find(_mots(venue.nom))
        if len(exacts) == 1:
            par_nom.append((venue, exacts[0]))
        elif possibles := exacts or proches:
            a_choisir.append((venue, tuple(possibles)))
        else:
            inconnues.append(venue)
    return PresencesRapprochees(
        tuple(par_adresse), tuple(par_nom), tuple(a_choisir), tuple(inconnues), tuple(courtes)
    )


class _Noms:
    """People by the words of their names, each read once."""

    def __init__(self, invites: Iterable[Invite]) -> None:
        self.exacts: dict[frozenset[str], list[Invite]] = {}
        self.par_mot: dict[str, list[tuple[int, frozenset[str], Invite]]] = {}
        for rang, invite in enumerate(invites):
            mots = _mots(invite.nom)
            self.exacts.setdefault(mots, []).append(invite)
            for mot in mots:
                self.par_mot.setdefault(mot, []).append((rang, mots, invite))

    def find(self, mots: frozenset[str]) -> tuple[list[Invite], list[Invite]]:
        """Return who has this very name, then whose name may be this one, shortened."""
        if not mots:
            return [], []
        proches = {
            rang: invite
            for mot in mots
            for rang, siens, invite in self.par_mot.get(mot, ())
            if siens <= mots or mots <= siens
        }
        return self.exacts.get(mots, []), [proches[rang] for rang in sorted(proches)]


def gather_venues(lignes: Iterable[PresenceLue]) -> list[Venue]:
    """Put together the lines of one person, who may have come back: by address, else by name."""
    groupes: dict[str, list[PresenceLue]] = {}
    for ligne in lignes:
        cle = fold_adresse(ligne.courriel) or " ".join(sorted(_mots(ligne.nom)))
        if cle:
            groupes.setdefault(cle, []).append(ligne)
    return [_gather(siennes) for siennes in groupes.values()]


def _gather(lignes: list[PresenceLue]) -> Venue:
    dites = [ligne.secondes for ligne in lignes if ligne.secondes is not None]
    return Venue(
        nom=next((ligne.nom for ligne in lignes if ligne.nom), ""),
        courriel=fold_adresse(lignes[0].courriel),
        lignes=tuple(ligne.numero for ligne in lignes),
        secondes=sum(dites) if len(dites) == len(lignes) else None,
    )


def fold_adresse(adresse: str) -> str:
    """Return an address as it is compared; empty for what is none."""
    pliee = adresse.strip().lower()
    return pliee if "@" in pliee else ""


def _mots(nom: str) -> frozenset[str]:
    """Return the words of a name, in whatever order, without what tools add in brackets."""
    return frozenset(fold_mots(_PARENTHESES.sub(" ", nom)).split())


# What tools write in cells.


def read_duree_presence(texte: str) -> int | None:
    """Return a duration in seconds: « 62 » minutes, « 1h 2m 3s », « 01:02:03 »; None if unclear."""
    lu = texte.strip().replace(",", ".")
    if lu.replace(".", "", 1).isdigit() and lu.isascii():
        return int(float(lu) * 60)
    if horloge := _HORLOGE.fullmatch(lu):
        heures, minutes, secondes = map(int, horloge.groups())
        return heures * 3600 + minutes * 60 + secondes
    if colle := re.fullmatch(r"(\d{1,2})\s*h\s*(\d{2})", lu, re.IGNORECASE):
        return int(colle[1]) * 3600 + int(colle[2]) * 60
    parties = _PARTIES.findall(lu)
    return sum(int(n) * _POIDS[unite[0].lower()] for n, unite in parties) if parties else None


def measure(arrivee: str, depart: str) -> int | None:
    """Return how long parts two moments of one day, or of one night; None if one is unclear."""
    debut, fin = _read_heure(arrivee), _read_heure(depart)
    return None if debut is None or fin is None else (fin - debut) % _JOUR


def _read_heure(texte: str) -> int | None:
    trouvee = _HEURE.search(texte)
    if trouvee is None:
        return None
    heures, minutes, secondes = (int(partie or 0) for partie in trouvee.groups()[:3])
    if moitie := trouvee[4]:
        heures = heures % 12 + (12 if moitie[0].lower() == "p" else 0)
    return heures * 3600 + minutes * 60 + secondes


def is_absente(texte: str) -> bool:
    """Say whether a column « présent » says that she did not come."""
    return fold_mots(texte) in _NON
