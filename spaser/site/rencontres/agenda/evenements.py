"""Events and who comes to them: read, told in words, as calendars and statements."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from icalendar import Calendar, Event, Timezone

from spaser.documents.francais import INSECABLE, enumerate_mots, format_date, pluriel
from spaser.elements import PARIS
from spaser.regles import agenda
from spaser.regles.editions import Seance
from spaser.site.comptes.models import Utilisateur
from spaser.site.editorial.services import read_titres
from spaser.site.rencontres import models
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.declarations import list_declares
from spaser.site.socle.jetons import SignedPage
from spaser.site.socle.journal import list_inscriptions

# --- Days, hours and places of events in words ---


_JOURS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ECARTS: Final = {-1: " la veille", 1: " le lendemain"}


def format_evenement(evenement: models.Evenement) -> str:
    """Return its day and hours: « jeudi 10 décembre 2026, de 10 h à 11 h 30 (heure de Paris) »."""
    if not evenement.heure_connue:
        return _format_jour(evenement.debut.astimezone(PARIS))
    return format_moments(evenement.debut, evenement.fin)


def format_moments(debut: datetime, fin: datetime) -> str:
    ici, terme = debut.astimezone(PARIS), fin.astimezone(PARIS)
    if ici.date() == terme.date():
        return (
            f"{_format_jour(ici)}, de {_format_heure(ici)} à {_format_heure(terme)} "
            "(heure de Paris)"
        )
    return (
        f"du {_format_jour(ici)} à {_format_heure(ici)} au {_format_jour(terme)} à "
        f"{_format_heure(terme)} (heure de Paris)"
    )


def format_moment(moment: datetime) -> str:
    """Return one moment: « jeudi 10 décembre 2026 à 10 h (heure de Paris) »."""
    ici = moment.astimezone(PARIS)
    return f"{_format_jour(ici)} à {_format_heure(ici)} (heure de Paris)"


def _format_jour(moment: datetime) -> str:
    return f"{_JOURS[moment.weekday()]} {format_date(moment)}"


def _format_heure(moment: datetime) -> str:
    minutes = f"{INSECABLE}{moment:%M}" if moment.minute else ""
    return f"{moment.hour}{INSECABLE}h{minutes}"


@dataclass(frozen=True)
class HeureLue:
    heure: str
    lieux: str


def read_heures(evenement: models.Evenement) -> list[HeureLue]:
    """Return at what time it begins overseas; nothing when its hour is not known."""
    return (
        [_read(heure) for heure in agenda.list_heures(evenement.debut)]
        if evenement.heure_connue
        else []
    )


def tell_heures(evenement: models.Evenement) -> str:
    heures = "\u00a0; ".join(f"{lue.heure} ({lue.lieux})" for lue in read_heures(evenement))
    return f"Heure de début outre-mer\u00a0: {heures}." if heures else ""


def _read(heure: agenda.HeureLocale) -> HeureLue:
    ecart = _ECARTS.get(heure.ecart, "")
    return HeureLue(f"{_format_heure(heure.moment)}{ecart}", enumerate_mots(list(heure.lieux)))


def name_places(nombre: int) -> str:
    """Return « 1 place », « 3 places »."""
    return pluriel(nombre, "place")


# --- Reads events and who comes to them ---


_ANNONCES = 3
_LUS = (agenda.EtatEvenement.PUBLIE.value, agenda.EtatEvenement.ANNULE.value)


def list_publics() -> QuerySet[models.Evenement]:
    return models.Evenement.objects.filter(etat__in=_LUS)


def list_a_venir(maintenant: datetime) -> QuerySet[models.Evenement]:
    """Return the public events that are not over, the next first."""
    return list_publics().filter(fin__gt=maintenant)


def list_prochains(maintenant: datetime) -> list[tuple[models.Evenement, str]]:
    """Return the few that come next, with their day and hours: what other pages announce."""
    annonces = list_a_venir(maintenant).exclude(etat=agenda.EtatEvenement.ANNULE.value)
    lus = annonces.only("code", "titre", "nature", "debut", "fin", "heure_connue")
    return [(evenement, format_evenement(evenement)) for evenement in lus[:_ANNONCES]]


def list_passes(maintenant: datetime) -> QuerySet[models.Evenement]:
    passes = list_publics().filter(fin__lte=maintenant)
    return passes.exclude(etat=agenda.EtatEvenement.ANNULE.value).order_by("-debut", "-pk")


def list_codes_editions(evenements: Iterable[models.Evenement]) -> list[str]:
    return sorted({e.edition for e in evenements if e.edition})


def list_choix_editions() -> list[tuple[str, str]]:
    return [("", "Aucune"), *read_titres("editions", timezone.localdate()).items()]


# What is left to do of events: the desk counts it, the team's list says of which.

LIEN_AVANT: Final = timedelta(days=7)
"""How long before an event its address should be known: the reminder of the day before gives it."""
REPLAY_APRES: Final = timedelta(days=7)
"""How long after an event its recording is expected."""


def list_evenements_tenus(maintenant: datetime) -> models.Evenements:
    return models.Evenement.objects.publies().filter(source="", fin__lte=maintenant)


def list_sans_lien(maintenant: datetime) -> models.Evenements:
    """Return the events that begin soon without an address to join them, nor a place."""
    proches = models.Evenement.objects.publies().filter(
        debut__range=(maintenant, maintenant + LIEN_AVANT)
    )
    return proches.filter(acces__isnull=True, lieu="")


def list_sans_presence(maintenant: datetime) -> models.Evenements:
    pointees = filter_inscrites().filter(present__isnull=False)
    return list_evenements_tenus(maintenant).filter(Exists(filter_inscrites()), ~Exists(pointees))


def filter_inscrites() -> models.Inscriptions:
    """Return who may still be named or written to, for a question asked of many events at once."""
    return models.Inscription.objects.tenues().joignables().filter(evenement=OuterRef("pk"))


def list_sans_replay(maintenant: datetime) -> models.Evenements:
    """Return the recorded events whose recording is still missing a week later."""
    return list_evenements_tenus(maintenant - REPLAY_APRES).filter(
        enregistre=True, replay_adresse="", replay_ailleurs=""
    )


def list_replays_morts() -> models.Evenements:
    return models.Evenement.objects.get_queryset().filter(replay_mort_le__isnull=False)


def list_a_faire(maintenant: datetime) -> list[tuple[models.Evenement, list[str]]]:
    """Return every event, drafts too, the latest first, with what is left to do of it."""
    restes = {
        "Lien à donner": list_sans_lien(maintenant),
        "Présences à noter": list_sans_presence(maintenant),
        "Replay attendu": list_sans_replay(maintenant),
        "Replay qui ne répond plus": list_replays_morts(),
    }
    dus = {f"du_{n}": Exists(r.filter(pk=OuterRef("pk"))) for n, r in enumerate(restes.values())}
    lus = models.Evenement.objects.annotate(**dus).order_by("-debut", "-pk")
    return [
        (e, [quoi for quoi, du in zip(restes, dus, strict=True) if getattr(e, du)]) for e in lus
    ]


# What the review of an edition counts.


def count_evenements(edition: str, avant: datetime) -> tuple[Seance, ...]:
    """Return each public event of an edition that was over by then, in order, with its people."""
    publies = models.Evenement.objects.publies().filter(edition=edition, fin__lte=avant)
    return tuple(_tell(evenement) for evenement in publies.annotate(**_COMPTES).order_by("debut"))


_INSCRITE = Q(inscriptions__etat=agenda.EtatInscription.INSCRITE.value)
_COMPTES: dict[str, Any] = {
    "inscrits": Sum("inscriptions__taille", filter=_INSCRITE & Q(inscriptions__spontanee=False)),
    "presents": Sum("inscriptions__taille", filter=_INSCRITE & Q(inscriptions__present=True)),
    "pointees": Count("inscriptions", filter=_INSCRITE & Q(inscriptions__present__isnull=False)),
}


def _tell(evenement: Any) -> Seance:  # noqa: ANN401 - an event and its counts
    return Seance(
        titre=evenement.titre,
        atelier=evenement.nature == agenda.NatureEvenement.ATELIER,
        jour=timezone.localdate(evenement.debut),
        inscrits=None if evenement.source else evenement.inscrits or 0,
        presents=(evenement.presents or 0) if evenement.pointees else None,
        replay=bool(evenement.replay_adresse) and evenement.replay_mort_le is None,
        ailleurs=evenement.replay_ailleurs,
    )


def list_organismes(edition: str) -> tuple[str, ...]:
    """Return the bodies that came to an edition and agreed to be named, each once."""
    siennes = models.Inscription.objects.filter(
        evenement__edition=edition, evenement__etat=agenda.EtatEvenement.PUBLIE.value
    )
    return _list_nommes(siennes)


def list_participants(evenement: models.Evenement) -> tuple[str, ...]:
    """Return the bodies that came to an event and agreed to be named, each once."""
    return _list_nommes(evenement.inscriptions.all())


def _list_nommes(inscriptions: models.Inscriptions) -> tuple[str, ...]:
    """Return the bodies of those whom the team saw: anybody may type the name of a body."""
    venues = inscriptions.tenues().filter(present=True, accord_citation=True)
    noms = venues.exclude(organisme="").order_by().values_list("organisme", flat=True)
    return tuple(sorted(set(noms), key=str.casefold))


def list_demandes_inscription(evenement: models.Evenement) -> QuerySet[models.Inscription]:
    """Return the requests for an event that nobody has withdrawn, in order."""
    return evenement.inscriptions.nommees().order_by("rang", "pk")


def find_sienne(evenement: models.Evenement, personne: Utilisateur) -> models.Inscription | None:
    return evenement.inscriptions.vives().filter(courriel=personne.courriel).first()


def list_inscrites(evenement: models.Evenement) -> list[models.Inscription]:
    """Return those who have their place, and may still be named or written to."""
    return list(evenement.inscriptions.tenues().joignables())


def list_attendues(evenement: models.Evenement) -> list[models.Inscription]:
    """Return those who have their place or came without one, and may still be named."""
    return list(evenement.inscriptions.tenues().nommees())


def read_demandes(evenement: models.Evenement, avec: int = 0) -> list[agenda.Demande]:
    """Return what the rules read: those who have a place, an offer or a rank, and one more."""
    lues = evenement.inscriptions.filter(Q(etat__in=agenda.VIVES) | Q(pk=avec))
    return [
        agenda.Demande(numero, agenda.EtatInscription(etat), rang, taille, expire_le)
        for numero, etat, rang, taille, expire_le in lues.order_by("rang").values_list(
            "pk", "etat", "rang", "taille", "expire_le"
        )
    ]


@dataclass(frozen=True)
class Places:
    """How full an event is: None without a limit."""

    prises: int
    libres: int | None
    attente: int
    en_trop: int

    @property
    def est_complet(self) -> bool:
        """Say whether anybody who asks now would wait."""
        return self.libres == 0


def read_places(evenement: models.Evenement) -> Places:
    return count_places(evenement, read_demandes(evenement))


def count_places(evenement: models.Evenement, demandes: Sequence[agenda.Demande]) -> Places:
    return Places(
        prises=agenda.count_prises(demandes),
        libres=agenda.count_libres(evenement.salle, demandes),
        attente=sum(demande.etat is agenda.EtatInscription.EN_ATTENTE for demande in demandes),
        en_trop=agenda.count_en_trop(evenement.salle, demandes),
    )


def count_accords(evenement: models.Evenement) -> dict[str, int]:
    donnes = Count("pk", filter=Q(accord_enregistrement=True))
    return evenement.inscriptions.tenues().aggregate(inscrites=Count("pk"), donnes=donnes)


def search_demandes(evenement: models.Evenement, cherche: str) -> QuerySet[models.Inscription]:
    """Return the requests whose name, body or address holds these words."""
    trouvees = list_demandes_inscription(evenement)
    for mot in cherche.split():
        trouvees = trouvees.filter(
            Q(nom__icontains=mot)
            | Q(prenom__icontains=mot)
            | Q(organisme__icontains=mot)
            | Q(courriel__icontains=mot)
        )
    return trouvees


def tell_publication(evenement: models.Evenement) -> str:
    gestes = list_inscriptions(evenement).filter(geste="agenda.publication")
    publication = gestes.order_by("-pk").first()
    if publication is None:
        return ""
    auteur = Utilisateur.objects.filter(pk=publication.auteur_id or 0).first()
    qui = auteur.nom_complet if auteur else "l’équipe"
    return f"Publié par {qui}, {format_moment(publication.quand)}."


# --- Links that open a registration, or all those of an account, to whoever holds them ---


def list_inscriptions_a_venir() -> QuerySet[models.Inscription]:
    """Return the registrations that still live, of events that are not over."""
    vives = (
        models.Inscription.objects.joignables().vives().filter(evenement__fin__gt=timezone.now())
    )
    return vives.select_related("evenement", "lien")


def _name(inscription: models.Inscription) -> str:
    return inscription.evenement.titre


CONFIRMER: Final = SignedPage("agenda:confirmer")  # the row of `MIENNE`, until she confirms
MIENNE: Final = SignedPage(
    "agenda:mienne", "Mon inscription", lignes=list_inscriptions_a_venir, nomme=_name
)
MIEN: Final = SignedPage(
    "agenda:mon_agenda", "Calendrier de mes inscriptions", numero="porteur_id", a_soi=True
)


# --- Events as calendars (RFC 5545): of one, of many, of one registration, of one account ---
# An event keeps its identifier; its number of sequence grows at each change, so that a calendar
# that reads it again follows, a cancellation too. No address of a videoconference is in any of
# them: it changes after it was sent, and calendars are shared.


TYPE: Final = "text/calendar; charset=utf-8"
_PRODUIT: Final = "-//SPASER//Agenda du programme//FR"
_RELIRE: Final = timedelta(hours=6)
# The rule of the European Union since 1996, older than any event here.
_FUSEAU: Final = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
_CONFIRME, _INCERTAIN, _ANNULE = "CONFIRMED", "TENTATIVE", "CANCELLED"
_PARTIES: Final = agenda.RENONCEES | {agenda.EtatInscription.ANNULEE}
_PAS: Final = (
    agenda.EtatInscription.A_CONFIRMER,
    agenda.EtatInscription.EN_ATTENTE,
    agenda.EtatInscription.PROPOSEE,
    agenda.EtatInscription.EXPIREE,
    agenda.EtatInscription.REFUSEE,
    agenda.EtatInscription.INSCRITE,
    agenda.EtatInscription.DESISTEE,
    agenda.EtatInscription.ANNULEE,
)
_PERSONNEL: Final = (
    "Votre inscription, et le lien de connexion une heure avant\u00a0: {page}\n"
    "Cette adresse est personnelle\u00a0: ne partagez pas ce rendez-vous."
)


def write_evenements(nom: str, evenements: Iterable[models.Evenement]) -> bytes:
    """Return a calendar that everybody may read: it names nobody who comes."""
    return _write(nom, [_make_evenement(evenement) for evenement in evenements])


def write_inscriptions(nom: str, inscriptions: Iterable[models.Inscription]) -> bytes:
    return _write(nom, [_make_inscription(inscription) for inscription in inscriptions])


def _write(nom: str, evenements: Iterable[Event]) -> bytes:
    calendrier = Calendar()
    calendrier.add("prodid", _PRODUIT)
    calendrier.add("version", "2.0")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", nom)
    calendrier.add("refresh-interval", _RELIRE, parameters={"VALUE": "DURATION"})
    calendrier.add_component(Timezone.from_ical(_FUSEAU))
    for evenement in evenements:
        calendrier.add_component(evenement)
    ecrit: bytes = calendrier.to_ical()
    return ecrit


def _make_evenement(evenement: models.Evenement) -> Event:
    page = absolute_url(evenement.get_absolute_url())
    etat = _ANNULE if evenement.est_annule else _CONFIRME
    return _make(evenement, evenement.code, evenement.version, etat, (evenement.resume, page))


def _make_inscription(inscription: models.Inscription) -> Event:
    evenement = inscription.evenement
    etat = agenda.EtatInscription(inscription.etat)
    page = absolute_url(MIENNE.path_of(inscription))
    dit = etat.libelle if etat is not agenda.EtatInscription.INSCRITE else ""
    lignes = (dit, evenement.resume, _PERSONNEL.format(page=page))
    # A rank only grows, and so do the states under one rank.
    suite = evenement.version + inscription.rang * len(_PAS) + _PAS.index(etat)
    nom = f"inscription-{inscription.pk}"
    return _make(evenement, nom, suite, _find_etat(evenement, etat), lignes)


def _find_etat(evenement: models.Evenement, etat: agenda.EtatInscription) -> str:
    if evenement.est_annule or etat in _PARTIES:
        return _ANNULE
    return _CONFIRME if etat is agenda.EtatInscription.INSCRITE else _INCERTAIN


def _make(
    evenement: models.Evenement, nom: str, suite: int, etat: str, lignes: Iterable[str]
) -> Event:
    rendez_vous = Event()
    rendez_vous.add("uid", f"{nom}@{urlsplit(settings.ADRESSE).hostname}")
    rendez_vous.add("sequence", suite)
    rendez_vous.add("status", etat)
    rendez_vous.add("dtstamp", evenement.modifie_le)
    rendez_vous.add("last-modified", evenement.modifie_le)
    rendez_vous.add("summary", f"{'Annulé\u00a0: ' if etat == _ANNULE else ''}{evenement.titre}")
    rendez_vous.add("description", "\n".join(filter(None, lignes)))
    lieu = evenement.lieu or ("" if evenement.source else "Visioconférence")
    if lieu:
        rendez_vous.add("location", lieu)
    rendez_vous.add("categories", [evenement.get_nature_display()])
    rendez_vous.add("url", absolute_url(evenement.get_absolute_url()))
    debut, fin = evenement.debut.astimezone(PARIS), evenement.fin.astimezone(PARIS)
    if evenement.heure_connue:
        rendez_vous.add("dtstart", debut)
        rendez_vous.add("dtend", fin)
    else:
        rendez_vous.add("dtstart", debut.date())
        rendez_vous.add("dtend", fin.date() + timedelta(days=1))
    return rendez_vous


# --- What the apps above ask after an event, on its page: each says so once, when it starts ---


type Demandes = Callable[[models.Evenement, date], Iterable[tuple[str, str]]]
"""The titles and addresses of the pages where anybody may say what she thinks of an event."""


def list_avis(evenement: models.Evenement, jour: date) -> list[tuple[str, str]]:
    demandes: list[Demandes] = list_declares("AVIS")
    return [avis for demande in demandes for avis in demande(evenement, jour)]
