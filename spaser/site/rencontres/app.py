"""What the app `rencontres` declares: tools, personal data, planned work, tasks."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from spaser.moteur.reseau.sonde import EtatAdresse, probe
from spaser.regles.droits import Operation
from spaser.site.comptes.donnees_personnelles import Modele, Part, tell_champs
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.acces import allow
from spaser.site.organisations.outils import Groupe, Outil, Vocabulaire
from spaser.site.recherche.services import SourceTextes, TexteCherchable
from spaser.site.rencontres import models
from spaser.site.rencontres.agenda import services
from spaser.site.rencontres.agenda.evenements import MIEN, MIENNE, list_publics
from spaser.site.rencontres.formation.lecons import LECONS, MODULES
from spaser.site.rencontres.formation.services import (
    read_modules,
    sweep_formation,
)
from spaser.site.rencontres.premiers_contenus import load_reference
from spaser.site.rencontres.questionnaires import resultats
from spaser.site.rencontres.questionnaires import services as services_questionnaires
from spaser.site.rencontres.questionnaires.services import count_reponses, sweep_questionnaires
from spaser.site.socle import pages
from spaser.site.socle.taches.file import Travail, ensure, travail
from spaser.site.socle.taches.travailleur import planifie


def leave_rencontres(personne: Utilisateur) -> None:
    services.leave_agenda(personne, timezone.now())


_PUBLIC: Final = "It is the programme’s, read by everybody."
_QUICONQUE: Final = "Anybody comes to a public event, with or without a space."

_OUTIL_AGENDA: Final = Outil(
    code="agenda",
    titre="Agenda",
    vue="agenda:liste",
    ordre=27,
    groupe=Groupe.SITE,
    gestes=(
        Vocabulaire(
            "agenda",
            "Agenda",
            {
                "acces": "a donné le lien d’un événement",
                "accords": "a demandé leur accord aux inscrits d’un événement enregistré",
                "ajout": "a préparé un événement",
                "annulation": "a annulé un événement",
                "annuler": "a annulé une inscription",
                "cloture": "a clos des inscriptions",
                "donner": "a donné une place",
                "message": "a écrit aux inscrits d’un événement",
                "modification": "a modifié un événement",
                "presences": "a noté des présences",
                "presence_ajoutee": "a noté présente une personne non inscrite",
                "publication": "a publié un événement",
                "reouverture": "a rouvert des inscriptions",
                "suites": "a donné le replay ou la transcription d’un événement",
                "suppression": "a effacé un événement",
            },
        ),
    ),
    modeles=(
        *(
            Modele(classe, hors_espace=_PUBLIC)
            for classe in (
                models.Evenement,
                models.Acces,
                models.Intervenant,
                models.Materiel,
                models.Message,
            )
        ),
        Modele(
            models.Inscription,
            export="inscriptions",
            detache=("courriel",),
            donne=tell_champs(
                "prenom",
                "nom",
                "organisme",
                "demandee_le",
                evenement="evenement__titre",
                debut="evenement__debut",
                places="taille",
                etat="situation",
                accepte_d_etre_enregistree="accord_enregistrement",
                organisme_nomme="accord_citation",
                presente="present",
            ),
            hors_espace=_QUICONQUE,
        ),
    ),
    liens=(MIEN, MIENNE),
    donnees=(
        Part(
            "inscriptions",
            efface=leave_rencontres,
            reste="Vos inscriptions à des événements passés sont comptées, sans votre nom ni "
            "votre adresse.",
        ),
    ),
)


# --- Tasks of the agenda: whether replays are still where they were ---


_MUETS: Final = frozenset({EtatAdresse.MORT, EtatAdresse.INJOIGNABLE})
_ECHECS: Final = 3  # days, before a replay is said to be gone


@travail(Travail("Contrôle des replays", delai=timedelta(minutes=30)))
def check_replays() -> None:
    """Ask the page of each replay whether it is there; an answer that is not sure changes nothing.

    When nobody answers anywhere, it is our network that is out: nothing is written.
    """
    adresses = set(_list_replays().values_list("replay_adresse", flat=True))
    etats = {adresse: probe(adresse).etat for adresse in adresses}
    if all(etat is EtatAdresse.INJOIGNABLE for etat in etats.values()):
        return
    for evenement in _list_replays():
        _note_replay(evenement, etats.get(evenement.replay_adresse, EtatAdresse.INCERTAIN))


def _list_replays() -> QuerySet[models.Evenement]:
    return models.Evenement.objects.exclude(replay_adresse="")


def _note_replay(evenement: models.Evenement, etat: EtatAdresse) -> None:
    """Keep the days without an answer: from the third on, it has been dead since the first."""
    if etat is EtatAdresse.VIVANT:
        echecs = list[str]()
    elif etat in _MUETS and evenement.replay_mort_le is None:
        echecs = sorted({*(evenement.replay_echecs or ()), str(timezone.localdate())})
    else:
        return
    mort_le = echecs[0] if len(echecs) >= _ECHECS else None
    models.Evenement.objects.filter(
        pk=evenement.pk, replay_adresse=evenement.replay_adresse
    ).update(replay_echecs=echecs[:_ECHECS], replay_mort_le=mort_le)


# --- What the scheduler runs for the agenda ---


@planifie("agenda.places", toutes_les=timedelta(minutes=5))
def pass_places_on(maintenant: datetime) -> int:
    return services.advance_files(maintenant)


@planifie("agenda.rappels", toutes_les=timedelta(minutes=5), d_un_bloc=True)
def remind_evenements(maintenant: datetime) -> int:
    return services.send_rappels(maintenant)


@planifie("agenda.replays", toutes_les=timedelta(days=1))
def look_at_replays(_maintenant: datetime) -> None:
    ensure(check_replays)


@planifie("agenda.oubli", toutes_les=timedelta(days=1))
def forget_participants(maintenant: datetime) -> None:
    """Forget who never confirmed, and who came a year ago."""
    services.forget_personnes(maintenant)


# --- The modules and lessons that the search finds ---


def list_textes_formation(jour: date) -> Iterator[TexteCherchable]:
    """Return each module, then each lesson, without its questions: they would give the answers."""
    for module, lecons in read_modules(jour):
        yield TexteCherchable(
            code=module.code,
            titre=module.titre,
            adresse=reverse("formation:module", args=[module.code]),
            resume=module.resume,
            mots_cles="formation e-learning module cours en ligne mooc attestation scorm",
        )
        for lecon in lecons:
            ecrans = (t for ecran in lecon.ecrans for t in (ecran.titre, ecran.texte))
            yield TexteCherchable(
                code=lecon.code,
                titre=lecon.titre,
                adresse=reverse("formation:lecon", args=[module.code, lecon.court]),
                resume=lecon.objectif,
                corps=" ".join((*ecrans, *lecon.retenir)),
                mots_cles="leçon formation",
            )


SOURCE: Final = SourceTextes(
    "formation",
    "Formation",
    list_textes_formation,
    rang=20,
    poids=0.95,
    generations=(MODULES.code, LECONS.code),
)


_A_ELLE: Final = "It is somebody’s, with or without a space."
_DE_PERSONNE: Final = "It names nobody, and no space."

_OUTIL_FORMATION: Final = Outil(
    code="formation",
    titre="Formation",
    vue="formation:accueil",
    ordre=27,
    groupe=Groupe.SITE,
    modeles=(
        Modele(
            models.Progression,
            export="formation",
            efface=("personne",),
            donne=tell_champs("lecon", "reponses", "commencee_le", "modifiee_le", terminee="faite"),
            hors_espace=_A_ELLE,
        ),
        Modele(models.CompteDuJour, hors_espace=_DE_PERSONNE),
        Modele(models.Attestation, hors_espace=_DE_PERSONNE),
    ),
    donnees=(
        Part(
            "formation",
            reste="Vos attestations de suivi restent vérifiables cinq ans : elles ne gardent "
            "pas votre nom, seulement de quoi reconnaître qui le tape.",
        ),
    ),
)


# --- What the scheduler runs for the modules ---


@planifie("formation.oubli", toutes_les=timedelta(days=1))
def forget_attestations(maintenant: datetime) -> None:
    sweep_formation(maintenant)


_PROGRAMME: Final = "It is the programme’s, of no buyer."
_ANONYME: Final = "Nothing leads from it to anybody, nor to a space."

_OUTIL_QUESTIONNAIRES: Final = Outil(
    code="questionnaires",
    titre="Questionnaires",
    vue="questionnaires:tableau",
    ordre=90,
    groupe=Groupe.SITE,
    gestes=(
        Vocabulaire(
            "questionnaire",
            "Questionnaires",
            {
                "creation": "a commencé un questionnaire",
                "modification": "a modifié un questionnaire",
                "ouverture": "a ouvert un questionnaire",
                "fermeture": "a fermé un questionnaire",
                "suppression": "a effacé un questionnaire",
                "invitation": "a invité à répondre à un questionnaire",
                "commentaire_a_lire": "a remis un texte parmi ceux à lire",
                "commentaire_ecarte": "n’a pas publié un texte",
                "commentaire_publie": "a publié un texte",
            },
        ),
    ),
    modeles=(
        Modele(models.Questionnaire, hors_espace=_PROGRAMME),
        Modele(models.VersionQuestionnaire, hors_espace=_PROGRAMME),
        Modele(models.Reponse, hors_espace=_ANONYME),
        Modele(models.Commentaire, hors_espace=_ANONYME),
        Modele(models.Invitation, hors_espace=_ANONYME),
        Modele(models.Repondu, hors_espace=_ANONYME),
    ),
)


# --- What the scheduler runs for questionnaires ---


@planifie("questionnaires.compte", toutes_les=timedelta(hours=1))
def add_to_results(maintenant: datetime) -> None:
    """Count the answers that wait, five at least at a time."""
    count_reponses(maintenant)


@planifie("questionnaires.oubli", toutes_les=timedelta(days=1))
def forget_repondants(maintenant: datetime) -> None:
    """Forget who has answered once it serves no more."""
    sweep_questionnaires(maintenant)


OUTILS: Final = (_OUTIL_AGENDA, _OUTIL_FORMATION, _OUTIL_QUESTIONNAIRES)


# --- What it offers: menus, public pages, kinds of text, what the search finds ---


_AGENDA: Final = pages.Entree("Agenda", "agenda:liste", 12, sous="bilan:liste")
_QUESTIONNAIRES: Final = pages.Entree(
    "Questionnaires", "questionnaires:liste", 80, sous="bilan:liste"
)


TEXTES: Final = (services_questionnaires.SOURCE, SOURCE, services.SOURCE)
GENRES: Final = (MODULES, LECONS)

ENTREES: Final = (
    _AGENDA,
    _QUESTIONNAIRES,
    pages.Entree("Se former en ligne", "formation:accueil", 8, pages.Zone.METHODE),
    pages.Entree(
        "Événements du programme",
        "agenda:equipe",
        ordre=34,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-calendar-event-line",
        visible=allow(Operation.TENIR_AGENDA),
    ),
    pages.Entree(
        "Questionnaires",
        "questionnaires:tableau",
        ordre=36,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-survey-line",
        visible=allow(Operation.REDIGER_TEXTE),
    ),
    pages.Entree(
        "Suivi de la formation",
        "formation:suivi",
        ordre=36,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-booklet-line",
        visible=allow(Operation.RELIRE_TEXTE),
    ),
)


def _list_avis(evenement: models.Evenement, jour: date) -> Iterator[tuple[str, str]]:
    ouverts = resultats.filter_ouverts(jour)
    for questionnaire in ouverts.filter(par_lien=True, evenement=evenement.code):
        yield questionnaire.titre, questionnaire.get_absolute_url()


def _list_pages_agenda() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse(_AGENDA.vue))
    for evenement in list_publics().only("code"):
        yield pages.PagePubliee(evenement.get_absolute_url())


def _list_pages_formation() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("formation:accueil"))
    for module, lecons in read_modules(timezone.localdate()):
        yield pages.PagePubliee(reverse("formation:module", args=[module.code]))
        for lecon in lecons:
            yield pages.PagePubliee(reverse("formation:lecon", args=[module.code, lecon.court]))


def _list_pages_questionnaires() -> Iterator[pages.PagePubliee]:
    jour = timezone.localdate()
    yield pages.PagePubliee(reverse(_QUESTIONNAIRES.vue))
    for questionnaire in resultats.list_ouverts(jour):
        yield pages.PagePubliee(questionnaire.get_absolute_url())
    for questionnaire in resultats.list_resultats_publics(jour):
        yield pages.PagePubliee(reverse("questionnaires:resultats", args=[questionnaire.code]))


AVIS: Final = (_list_avis,)
PAGES: Final = (_list_pages_questionnaires, _list_pages_formation, _list_pages_agenda)
REFERENCES: Final = (("Agenda", load_reference),)
