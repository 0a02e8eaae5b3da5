"""Events and registrations: written, published, cancelled, reminded, forgotten."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.text import slugify

from spaser.elements import PARIS
from spaser.regles import agenda
from spaser.regles.editorial import CODE_MAX, find_code_libre
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.espace.models import LienPartage
from spaser.site.recherche import services
from spaser.site.rencontres import models
from spaser.site.rencontres.agenda import courriels, evenements
from spaser.site.socle.courriels.natures import Destinataire
from spaser.site.socle.journal import list_inscriptions, record
from spaser.site.socle.taches.file import patient
from spaser.site.socle.versions import save_version, take_version

# --- Registrations: asked for, confirmed, given up, moved; one gesture at a time for each event
# ---
# The row of the event is held for the time of a gesture (`select_for_update` on PostgreSQL; on
# SQLite a transaction that writes is alone): two tabs at the last place are served one by one. A
# gesture, the places that it moves and the mails that tell of them are one transaction; one that
# finds the database busy waits for its turn.


@dataclass(frozen=True)
class InscriptionSaisie:
    """All that a visitor may say of a place; the rest of the row is the site's."""

    prenom: str
    nom: str
    organisme: str
    taille: int = 1
    accord_enregistrement: bool = False
    accord_citation: bool = False


@patient
@transaction.atomic
def ask_inscription(
    evenement: models.Evenement, adresse: str, saisie: InscriptionSaisie, maintenant: datetime
) -> None:
    """Note a wish and write to the address: nothing is taken before its owner confirms.

    Asked again, it sends the link again, or that of a registration that lives: whoever asks cannot
    tell which.
    """
    tenu = _hold_inscriptions(evenement.pk)
    inscription = _find(tenu, adresse)
    if inscription is not None and inscription.etat in agenda.VIVES:
        courriels.tell_deja(inscription.courriel, inscription)
        return
    inscription = _write_saisie(tenu, inscription, adresse, saisie, maintenant)
    courriels.ask_confirmation(inscription.courriel, inscription)


@patient
@transaction.atomic
def register_compte(
    evenement: models.Evenement,
    personne: Utilisateur,
    saisie: InscriptionSaisie,
    maintenant: datetime,
) -> models.Inscription:
    """Register somebody whose address is known: her place is taken at once, or her rank."""
    tenu = _hold_inscriptions(evenement.pk)
    inscription = _find(tenu, personne.courriel)
    if inscription is not None and inscription.etat in agenda.VIVES:
        return inscription
    inscription = _write_saisie(tenu, inscription, personne.courriel, saisie, maintenant)
    LienPartage.objects.filter(inscription=inscription).update(porteur=personne)
    _play(tenu, inscription, agenda.Geste.CONFIRMER, maintenant)
    return inscription


@patient
@transaction.atomic
def act(
    inscription: models.Inscription,
    geste: agenda.Geste,
    maintenant: datetime,
    *,
    taille: int = 0,
    auteur: Utilisateur | None = None,
) -> None:
    """Do what the owner of a registration asks, or the team for her; GesteRefuse says why not."""
    tenu = _hold_inscriptions(inscription.evenement_id)
    inscription.refresh_from_db()
    _play(tenu, inscription, geste, maintenant, taille)
    if auteur is not None:
        record(f"agenda.{geste.value}", auteur=auteur, objet=inscription)


@patient
@transaction.atomic
def add_presente(
    evenement: models.Evenement,
    adresse: str,
    saisie: InscriptionSaisie,
    auteur: Utilisateur,
    maintenant: datetime,
) -> models.Inscription:
    """Note somebody who came without having a place, under an address or not; nobody is written to.

    Whoever had asked for one is noted where she is.
    """
    tenu = _hold_inscriptions(evenement.pk)
    if not tenu.est_publie or tenu.debut > maintenant:
        raise agenda.GesteRefuse("Une présence se note une fois l’événement commencé.")
    inscription = _find(tenu, adresse) if adresse else None
    if inscription is None:
        inscription = models.Inscription(
            evenement=tenu, courriel=fold_courriel(adresse), demandee_le=maintenant, spontanee=True
        )
        for champ in InscriptionSaisie.__dataclass_fields__:
            setattr(inscription, champ, getattr(saisie, champ))
        _give_lien(inscription)
    if not inscription.rang:
        tenu.dernier_rang += 1
        tenu.save(update_fields=["dernier_rang"])
        inscription.rang = tenu.dernier_rang
    inscription.etat, inscription.expire_le = agenda.EtatInscription.INSCRITE.value, None
    inscription.present = True
    inscription.save()
    record("agenda.presence_ajoutee", auteur=auteur, objet=inscription)
    return inscription


def save_accord(inscription: models.Inscription, *, accord: bool) -> None:
    models.Inscription.objects.filter(pk=inscription.pk).update(accord_enregistrement=accord)


@transaction.atomic
def move_places(evenement: models.Evenement, maintenant: datetime) -> int:
    """End expired offers and give free places; return how many registrations changed."""
    tenu = _hold_inscriptions(evenement.pk)
    demandes = evenements.read_demandes(tenu)
    changees = agenda.advance(tenu.salle, demandes, maintenant)
    _keep(tenu, demandes, changees, maintenant)
    return len(changees)


@transaction.atomic
def cancel_toutes(evenement: models.Evenement, maintenant: datetime) -> None:
    """End every registration of an event that is off, and tell once each who was to come."""
    tenu = _hold_inscriptions(evenement.pk)
    vives = list(tenu.inscriptions.vives().joignables())
    tenu.inscriptions.filter(etat__in=[*agenda.VIVES, agenda.EtatInscription.A_CONFIRMER]).update(
        etat=agenda.EtatInscription.ANNULEE.value, expire_le=None
    )
    for inscription in vives:
        courriels.tell_evenement_annule(inscription.courriel, inscription)


def _hold_inscriptions(numero: int) -> models.Evenement:
    return models.Evenement.objects.select_for_update().get(pk=numero)


def _find(evenement: models.Evenement, adresse: str) -> models.Inscription | None:
    return evenement.inscriptions.filter(courriel=fold_courriel(adresse)).first()


def _write_saisie(
    evenement: models.Evenement,
    inscription: models.Inscription | None,
    adresse: str,
    saisie: InscriptionSaisie,
    maintenant: datetime,
) -> models.Inscription:
    """Write what was typed; who comes back begins again, without her former rank."""
    if not agenda.is_ouverte(evenement.salle, maintenant):
        raise agenda.GesteRefuse("Les inscriptions sont closes.")
    inscription = inscription or models.Inscription(
        evenement=evenement, courriel=fold_courriel(adresse), demandee_le=maintenant
    )
    for champ in InscriptionSaisie.__dataclass_fields__:
        setattr(inscription, champ, getattr(saisie, champ))
    inscription.evenement = evenement
    inscription.etat = agenda.EtatInscription.A_CONFIRMER.value
    inscription.demandee_le = maintenant
    inscription.rang, inscription.expire_le, inscription.present = 0, None, None
    _give_lien(inscription)
    inscription.save()
    return inscription


def _give_lien(inscription: models.Inscription) -> None:
    if inscription.lien_id is None:
        inscription.lien = LienPartage.objects.create(vue=evenements.MIENNE.vue)


def _play(
    evenement: models.Evenement,
    inscription: models.Inscription,
    geste: agenda.Geste,
    maintenant: datetime,
    taille: int = 0,
) -> None:
    demandes = evenements.read_demandes(evenement, avec=inscription.pk)
    changees = agenda.play(evenement.salle, demandes, geste, inscription.pk, maintenant, taille)
    _keep(evenement, demandes, changees, maintenant)
    inscription.refresh_from_db()


def _keep(
    evenement: models.Evenement,
    avant: Sequence[agenda.Demande],
    changees: Iterable[agenda.Demande],
    maintenant: datetime,
) -> None:
    anciennes = {demande.numero: demande for demande in avant}
    nouvelles = {demande.numero: demande for demande in changees}
    lignes = models.Inscription.objects.in_bulk(nouvelles)
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


type Ecriture = Callable[[Destinataire, models.Inscription], None]

_COURRIELS: Final[dict[agenda.EtatInscription, Ecriture]] = {
    agenda.EtatInscription.INSCRITE: courriels.tell_inscrite,
    agenda.EtatInscription.EN_ATTENTE: courriels.tell_attente,
    agenda.EtatInscription.PROPOSEE: courriels.tell_offre,
    agenda.EtatInscription.EXPIREE: courriels.tell_expiree,
    agenda.EtatInscription.DESISTEE: courriels.tell_desistement,
    agenda.EtatInscription.REFUSEE: courriels.tell_desistement,
    agenda.EtatInscription.ANNULEE: courriels.tell_annulee,
}


def _tell(
    ligne: models.Inscription, avant: agenda.EtatInscription, apres: agenda.EtatInscription
) -> None:
    """Write the mail that a change calls for; an address never confirmed is told nothing more."""
    if avant is apres or (
        apres is agenda.EtatInscription.ANNULEE and avant is agenda.EtatInscription.A_CONFIRMER
    ):
        return
    if apres is agenda.EtatInscription.INSCRITE and avant is agenda.EtatInscription.EN_ATTENTE:
        courriels.tell_avancee(ligne.courriel, ligne)
    else:
        _COURRIELS[apres](ligne.courriel, ligne)


# --- What time does, and an account that goes: reminders, the waiting list, what is forgotten ---


VEILLE: Final = timedelta(hours=24)
TROP_PRES: Final = timedelta(hours=2)  # of the start: the reminder of the last hour is enough
HEURE: Final = timedelta(hours=1)


@transaction.atomic
def send_rappels(maintenant: datetime) -> int:
    """Remind those who have a place of an event of the next day, then of the next hour, once."""
    proches = models.Evenement.objects.publies().filter(
        debut__gt=maintenant, debut__lte=maintenant + VEILLE
    )
    return sum(_remind(evenement, maintenant) for evenement in proches)


def _remind(evenement: models.Evenement, maintenant: datetime) -> int:
    reste = evenement.debut - maintenant
    if reste <= HEURE:
        champ, ecrit = "heure_pour", courriels.remind_heure
    elif reste > TROP_PRES:
        champ, ecrit = "veille_pour", courriels.remind_veille
    else:
        return 0
    siennes = evenement.inscriptions.select_for_update().tenues()
    dues = list(siennes.joignables().exclude(**{champ: evenement.debut}))
    for inscription in dues:
        ecrit(inscription.courriel, inscription, evenement.debut.isoformat())
    siennes.filter(pk__in=[i.pk for i in dues]).update(**{champ: evenement.debut})
    return len(dues)


def advance_files(maintenant: datetime) -> int:
    """Let offers end and places pass on, in each event where somebody waits for it."""
    en_cours = models.Evenement.objects.publies().filter(
        debut__gt=maintenant,
        inscriptions__etat__in=[
            agenda.EtatInscription.PROPOSEE.value,
            agenda.EtatInscription.EN_ATTENTE.value,
        ],
    )
    return sum(move_places(evenement, maintenant) for evenement in en_cours.distinct())


CONFIRMATION: Final = timedelta(days=3)
RETARD: Final = timedelta(days=3)  # of the mail that bears the link
GARDE: Final = timedelta(days=365)


@transaction.atomic
def forget_personnes(maintenant: datetime) -> None:
    """Drop the wishes that nobody confirmed; a year after an event, forget who came to it."""
    models.Inscription.objects.filter(
        etat=agenda.EtatInscription.A_CONFIRMER.value,
        demandee_le__lt=maintenant - CONFIRMATION - RETARD,
    ).delete()
    vieilles = models.Inscription.objects.filter(evenement__fin__lt=maintenant - GARDE)
    vieilles.filter(accord_citation=False).exclude(organisme="").update(organisme="")
    vieilles.exclude(courriel="", prenom="", nom="").update(courriel="", prenom="", nom="")
    oubliees = Q(inscription=None) | Q(inscription__courriel="")
    LienPartage.objects.filter(oubliees, vue=evenements.MIENNE.vue).delete()


@transaction.atomic
def leave_agenda(personne: Utilisateur, maintenant: datetime) -> None:
    """Free the places of somebody who erases her account, and forget her name."""
    siennes = models.Inscription.objects.filter(courriel=personne.courriel)
    evenements = list(
        models.Evenement.objects.filter(
            inscriptions__in=siennes.filter(etat__in=agenda.TIENNENT)
        ).distinct()
    )
    siennes.vives().filter(evenement__debut__gt=maintenant).update(
        etat=agenda.EtatInscription.DESISTEE.value, expire_le=None
    )
    siennes.update(prenom="", nom="", organisme="")
    for evenement in evenements:
        move_places(evenement, maintenant)


# --- The events that the search finds ---


GENERATION: Final = "agenda"


def touch_agenda() -> None:
    """Have the search read events again."""
    services.bump(GENERATION)


def list_textes_agenda(_jour: date) -> Iterator[services.TexteCherchable]:
    """Return each public event, with what was said there once it is written."""
    for evenement in evenements.list_publics():
        yield services.TexteCherchable(
            code=evenement.code,
            titre=evenement.titre,
            adresse=evenement.get_absolute_url(),
            resume=evenement.resume or evenements.format_evenement(evenement),
            corps="\n".join(filter(None, (evenement.texte, evenement.transcription))),
            mots_cles=f"{evenement.get_nature_display()} {evenements.format_evenement(evenement)}",
            page=evenement.get_absolute_url(),
        )


SOURCE: Final = services.SourceTextes(
    "agenda",
    "Webinaires et ateliers",
    list_textes_agenda,
    rang=35,
    poids=0.8,
    generations=(GENERATION,),
)


# --- Events: written, published, closed, cancelled; where they are joined; what is left of them
# ---


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
    pris = set(
        models.Evenement.objects.filter(code__startswith=racine).values_list("code", flat=True)
    )
    return find_code_libre(racine, lambda code: code in pris)


@transaction.atomic
def create_evenement(code: str, ecrit: Ecrit, auteur: Utilisateur) -> models.Evenement:
    evenement = models.Evenement.objects.create(code=code, **ecrit.champs)
    write_lignes(evenement, ecrit)
    record("agenda.ajout", auteur=auteur, objet=evenement)
    return evenement


@transaction.atomic
def save_evenement(
    evenement: models.Evenement,
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


def _ask_accords(evenement: models.Evenement, auteur: Utilisateur, maintenant: datetime) -> None:
    """Ask those who are registered, once, about a recording that was not foreseen then."""
    if not evenement.est_publie or evenement.is_passe(maintenant):
        return
    deja = list_inscriptions(evenement).filter(geste="agenda.accords").order_by("-pk").first()
    vives = evenement.inscriptions.vives().joignables().filter(accord_enregistrement=False)
    for inscription in vives.filter(demandee_le__gt=deja.quand) if deja else vives:
        courriels.ask_accord(inscription.courriel, inscription)
    record("agenda.accords", auteur=auteur, objet=evenement)


def _read_heures(evenement: models.Evenement) -> tuple[time, time]:
    debut, fin = (m.astimezone(PARIS).time() for m in (evenement.debut, evenement.fin))
    return debut.replace(second=0, microsecond=0), fin.replace(second=0, microsecond=0)


def _hold_offres(evenement: models.Evenement) -> None:
    """Shorten the offers that would last after the event begins."""
    proposees = evenement.inscriptions.filter(etat=agenda.EtatInscription.PROPOSEE.value)
    proposees.filter(expire_le__gt=evenement.debut).update(expire_le=evenement.debut)


def write_lignes(evenement: models.Evenement, ecrit: Ecrit) -> None:
    evenement.intervenants.all().delete()
    evenement.materiels.all().delete()
    models.Intervenant.objects.bulk_create(
        models.Intervenant(evenement=evenement, **ligne) for ligne in ecrit.intervenants
    )
    models.Materiel.objects.bulk_create(
        models.Materiel(evenement=evenement, **ligne) for ligne in ecrit.materiels
    )


@transaction.atomic
def publish_evenement(
    evenement: models.Evenement, auteur: Utilisateur, maintenant: datetime
) -> None:
    _hold_evenements(evenement)
    if evenement.etat != agenda.EtatEvenement.BROUILLON:
        raise agenda.GesteRefuse("Cet événement est déjà publié ou annulé.")
    _set(evenement, auteur, "publication", etat=agenda.EtatEvenement.PUBLIE.value)
    move_places(evenement, maintenant)


@transaction.atomic
def close_inscriptions(
    evenement: models.Evenement, auteur: Utilisateur, maintenant: datetime
) -> None:
    """Take no more registrations: the waiting list stays as it is."""
    _hold_evenements(evenement)
    _set(evenement, auteur, "cloture", ouverte_jusqu_a=maintenant)


@transaction.atomic
def reopen_inscriptions(
    evenement: models.Evenement, auteur: Utilisateur, maintenant: datetime
) -> None:
    """Take registrations until the start again; places freed meanwhile are offered."""
    _hold_evenements(evenement)
    _set(evenement, auteur, "reouverture", ouverte_jusqu_a=None)
    move_places(evenement, maintenant)


@transaction.atomic
def cancel_evenement(
    evenement: models.Evenement, motif: str, auteur: Utilisateur, maintenant: datetime
) -> None:
    """Say that an event will not take place, and tell once each who was to come."""
    _hold_evenements(evenement)
    if not evenement.est_publie:
        raise agenda.GesteRefuse("Seul un événement publié s’annule.")
    if evenement.is_passe(maintenant):
        raise agenda.GesteRefuse("Cet événement a eu lieu\u00a0: il ne s’annule plus.")
    _set(
        evenement,
        auteur,
        "annulation",
        etat=agenda.EtatEvenement.ANNULE.value,
        motif_annulation=motif,
    )
    cancel_toutes(evenement, maintenant)


@transaction.atomic
def drop_evenement(evenement: models.Evenement, auteur: Utilisateur) -> None:
    """Erase an event that was never published."""
    _hold_evenements(evenement)
    if evenement.etat != agenda.EtatEvenement.BROUILLON:
        raise agenda.GesteRefuse("Seul un brouillon s’efface.")
    record("agenda.suppression", auteur=auteur, objet=evenement)
    evenement.delete()


def _hold_evenements(evenement: models.Evenement) -> None:
    """Lock an event and read it again: the same button may be pressed twice."""
    try:
        evenement.refresh_from_db(from_queryset=models.Evenement.objects.select_for_update())
    except models.Evenement.DoesNotExist as parti:
        raise Http404("Cet événement a été effacé.") from parti


def _set(evenement: models.Evenement, auteur: Utilisateur, geste: str, **champs: Any) -> None:
    """Write some fields of an event already locked, and record the act of that name."""
    save_version(evenement, evenement.version, **champs)
    record(f"agenda.{geste}", auteur=auteur, objet=evenement)
    touch_agenda()


# Where an event is joined, and what is left of it.


@transaction.atomic
def save_acces(
    evenement: models.Evenement, adresse: str, consignes: str, auteur: Utilisateur
) -> int:
    """Keep where an event is joined; return how many people are told that it has changed.

    Only those to whom a reminder gave the former one, or who saw it, are written to, once.
    """
    _hold_evenements(evenement)
    acces = models.Acces.objects.filter(evenement=evenement).first()
    if acces is not None and (acces.adresse, acces.consignes) == (adresse, consignes):
        return 0
    acces = acces or models.Acces(evenement=evenement, version=0)
    acces.adresse, acces.consignes = adresse, consignes
    acces.version += 1
    acces.save()
    record("agenda.acces", auteur=auteur, objet=evenement)
    prevenues = [
        i
        for i in evenements.list_inscrites(evenement)
        if evenement.debut in {i.veille_pour, i.heure_pour}
    ]
    for inscription in prevenues:
        courriels.tell_acces(inscription.courriel, inscription, acces.version)
    return len(prevenues)


@transaction.atomic
def save_suites(
    evenement: models.Evenement,
    replay: str,
    transcription: str,
    auteur: Utilisateur,
    maintenant: datetime,
    ailleurs: str = "",
) -> int:
    """Keep the replay and what was said; those who were registered are told of the first replay."""
    _hold_evenements(evenement)
    if not evenement.is_passe(maintenant):
        raise agenda.GesteRefuse("Le replay et la transcription se donnent après l’événement.")
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
    prevenues = evenements.list_inscrites(evenement) if premier and evenement.est_publie else []
    for inscription in prevenues:
        courriels.tell_replay(inscription.courriel, inscription)
    return len(prevenues)


RENVOI = timedelta(minutes=10)


@transaction.atomic
def send_message_inscrits(
    evenement: models.Evenement, objet: str, texte: str, auteur: Utilisateur, maintenant: datetime
) -> models.Message:
    """Write to all those who are registered; the same text sent again at once is sent no more."""
    _hold_evenements(evenement)
    deja = evenement.messages.filter(
        objet=objet, texte=texte, envoye_le__gt=maintenant - RENVOI
    ).first()
    if deja is not None:
        return deja
    inscrites = evenements.list_inscrites(evenement)
    message = models.Message.objects.create(
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
def note_presences(
    evenement: models.Evenement, presentes: Iterable[int], auteur: Utilisateur
) -> int:
    """Note who came among those who were registered, the others did not; return their places."""
    numeros = set(presentes)
    siennes = evenement.inscriptions.tenues().nommees()
    siennes.exclude(pk__in=numeros).update(present=False)
    venues = siennes.filter(pk__in=numeros)
    venues.update(present=True)
    record("agenda.presences", auteur=auteur, objet=evenement)
    return sum(venues.values_list("taille", flat=True))
