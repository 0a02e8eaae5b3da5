"""Reads events and who comes to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from spaser.metier.agenda.evenements import EtatEvenement
from spaser.metier.agenda.places import (
    VIVES,
    Demande,
    EtatInscription,
    count_en_trop,
    count_libres,
    count_prises,
)
from spaser.web.agenda.models import Evenement, Evenements, Inscription, Inscriptions
from spaser.web.agenda.mots import format_evenement, format_moment
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.selectors import read_titres
from spaser.web.socle.journal import list_inscriptions

_ANNONCES = 3
_LUS = (EtatEvenement.PUBLIE.value, EtatEvenement.ANNULE.value)


def list_publics() -> QuerySet[Evenement]:
    return Evenement.objects.filter(etat__in=_LUS)


def list_a_venir(maintenant: datetime) -> QuerySet[Evenement]:
    """Return the public events that are not over, the next first."""
    return list_publics().filter(fin__gt=maintenant)


def list_prochains(maintenant: datetime) -> list[tuple[Evenement, str]]:
    """Return the few that come next, with their day and hours: what other pages announce."""
    annonces = list_a_venir(maintenant).exclude(etat=EtatEvenement.ANNULE.value)
    lus = annonces.only("code", "titre", "nature", "debut", "fin", "heure_connue")
    return [(evenement, format_evenement(evenement)) for evenement in lus[:_ANNONCES]]


def list_passes(maintenant: datetime) -> QuerySet[Evenement]:
    passes = list_publics().filter(fin__lte=maintenant)
    return passes.exclude(etat=EtatEvenement.ANNULE.value).order_by("-debut", "-pk")


def list_editions(evenements: Iterable[Evenement]) -> list[str]:
    return sorted({e.edition for e in evenements if e.edition})


def list_choix_editions() -> list[tuple[str, str]]:
    return [("", "Aucune"), *read_titres("editions", timezone.localdate()).items()]


# What is left to do of events: the desk counts it, the team's list says of which.

LIEN_AVANT: Final = timedelta(days=7)
"""How long before an event its address should be known: the reminder of the day before gives it."""
REPLAY_APRES: Final = timedelta(days=7)
"""How long after an event its recording is expected."""


def list_tenus(maintenant: datetime) -> Evenements:
    return Evenement.objects.publies().filter(source="", fin__lte=maintenant)


def list_sans_lien(maintenant: datetime) -> Evenements:
    """Return the events that begin soon without an address to join them, nor a place."""
    proches = Evenement.objects.publies().filter(debut__range=(maintenant, maintenant + LIEN_AVANT))
    return proches.filter(acces__isnull=True, lieu="")


def list_sans_presence(maintenant: datetime) -> Evenements:
    pointees = filter_inscrites().filter(present__isnull=False)
    return list_tenus(maintenant).filter(Exists(filter_inscrites()), ~Exists(pointees))


def filter_inscrites() -> Inscriptions:
    """Return who may still be named or written to, for a question asked of many events at once."""
    return Inscription.objects.tenues().joignables().filter(evenement=OuterRef("pk"))


def list_sans_replay(maintenant: datetime) -> Evenements:
    """Return the recorded events whose recording is still missing a week later."""
    return list_tenus(maintenant - REPLAY_APRES).filter(
        enregistre=True, replay_adresse="", replay_ailleurs=""
    )


def list_replays_morts() -> Evenements:
    return Evenement.objects.filter(replay_mort_le__isnull=False)


def list_a_faire(maintenant: datetime) -> list[tuple[Evenement, list[str]]]:
    """Return every event, drafts too, the latest first, with what is left to do of it."""
    restes = {
        "Lien à donner": list_sans_lien(maintenant),
        "Présences à noter": list_sans_presence(maintenant),
        "Replay attendu": list_sans_replay(maintenant),
        "Replay qui ne répond plus": list_replays_morts(),
    }
    dus = {f"du_{n}": Exists(r.filter(pk=OuterRef("pk"))) for n, r in enumerate(restes.values())}
    lus = Evenement.objects.annotate(**dus).order_by("-debut", "-pk")
    return [
        (e, [quoi for quoi, du in zip(restes, dus, strict=True) if getattr(e, du)]) for e in lus
    ]


# What the review of an edition counts.


@dataclass(frozen=True)
class BilanEvenement:
    """What took place, people counted in places. None: nobody registered, or was noted, here."""

    code: str
    titre: str
    nature: str
    debut: datetime
    fin: datetime
    inscrits: int | None
    presents: int | None
    replay: bool
    ailleurs: str = ""  # where the replay is kept, if it is not public


def count_evenements(edition: str) -> tuple[BilanEvenement, ...]:
    """Return each public event of an edition that was not cancelled, in order, with its people."""
    publies = Evenement.objects.publies().filter(edition=edition)
    return tuple(_tell(evenement) for evenement in publies.annotate(**_COMPTES).order_by("debut"))


_INSCRITE = Q(inscriptions__etat=EtatInscription.INSCRITE.value)
_COMPTES: dict[str, Any] = {
    "inscrits": Sum("inscriptions__taille", filter=_INSCRITE & Q(inscriptions__spontanee=False)),
    "presents": Sum("inscriptions__taille", filter=_INSCRITE & Q(inscriptions__present=True)),
    "pointees": Count("inscriptions", filter=_INSCRITE & Q(inscriptions__present__isnull=False)),
}


def _tell(evenement: Any) -> BilanEvenement:  # noqa: ANN401 - an event and its counts
    return BilanEvenement(
        code=evenement.code,
        titre=evenement.titre,
        nature=evenement.nature,
        debut=evenement.debut,
        fin=evenement.fin,
        inscrits=None if evenement.source else evenement.inscrits or 0,
        presents=(evenement.presents or 0) if evenement.pointees else None,
        replay=bool(evenement.replay_adresse) and evenement.replay_mort_le is None,
        ailleurs=evenement.replay_ailleurs,
    )


def list_organismes(edition: str) -> tuple[str, ...]:
    """Return the bodies that came to an edition and agreed to be named, each once."""
    siennes = Inscription.objects.filter(
        evenement__edition=edition, evenement__etat=EtatEvenement.PUBLIE.value
    )
    return _list_nommes(siennes)


def list_participants(evenement: Evenement) -> tuple[str, ...]:
    """Return the bodies that came to an event and agreed to be named, each once."""
    return _list_nommes(evenement.inscriptions.all())


def _list_nommes(inscriptions: Inscriptions) -> tuple[str, ...]:
    """Return the bodies of those whom the team saw: anybody may type the name of a body."""
    venues = inscriptions.tenues().filter(present=True, accord_citation=True)
    noms = venues.exclude(organisme="").order_by().values_list("organisme", flat=True)
    return tuple(sorted(set(noms), key=str.casefold))


def list_demandes(evenement: Evenement) -> QuerySet[Inscription]:
    """Return the requests for an event that nobody has withdrawn, in order."""
    return evenement.inscriptions.nommees().order_by("rang", "pk")


def find_sienne(evenement: Evenement, personne: Utilisateur) -> Inscription | None:
    return evenement.inscriptions.vives().filter(courriel=personne.courriel).first()


def list_inscrites(evenement: Evenement) -> list[Inscription]:
    """Return those who have their place, and may still be named or written to."""
    return list(evenement.inscriptions.tenues().joignables())


def list_attendues(evenement: Evenement) -> list[Inscription]:
    """Return those who have their place or came without one, and may still be named."""
    return list(evenement.inscriptions.tenues().nommees())


def read_demandes(evenement: Evenement, avec: int = 0) -> list[Demande]:
    """Return what the rules read: those who have a place, an offer or a rank, and one more."""
    lues = evenement.inscriptions.filter(Q(etat__in=VIVES) | Q(pk=avec))
    return [
        Demande(numero, EtatInscription(etat), rang, taille, expire_le)
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


def read_places(evenement: Evenement) -> Places:
    return count_places(evenement, read_demandes(evenement))


def count_places(evenement: Evenement, demandes: Sequence[Demande]) -> Places:
    return Places(
        prises=count_prises(demandes),
        libres=count_libres(evenement.salle, demandes),
        attente=sum(demande.etat is EtatInscription.EN_ATTENTE for demande in demandes),
        en_trop=count_en_trop(evenement.salle, demandes),
    )


def count_accords(evenement: Evenement) -> dict[str, int]:
    donnes = Count("pk", filter=Q(accord_enregistrement=True))
    return evenement.inscriptions.tenues().aggregate(inscrites=Count("pk"), donnes=donnes)


def search_demandes(evenement: Evenement, cherche: str) -> QuerySet[Inscription]:
    """Return the requests whose name, body or address holds these words."""
    trouvees = list_demandes(evenement)
    for mot in cherche.split():
        trouvees = trouvees.filter(
            Q(nom__icontains=mot)
            | Q(prenom__icontains=mot)
            | Q(organisme__icontains=mot)
            | Q(courriel__icontains=mot)
        )
    return trouvees


def tell_publication(evenement: Evenement) -> str:
    gestes = list_inscriptions(evenement).filter(geste="agenda.publication")
    publication = gestes.order_by("-pk").first()
    if publication is None:
        return ""
    auteur = Utilisateur.objects.filter(pk=publication.auteur_id or 0).first()
    qui = auteur.nom_complet if auteur else "l’équipe"
    return f"Publié par {qui}, {format_moment(publication.quand)}."
