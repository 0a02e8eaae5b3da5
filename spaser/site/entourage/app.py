"""What the app `entourage` declares: tools, personal data, planned work, tasks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.urls import reverse

from spaser.regles.droits import Operation
from spaser.site.comptes.donnees_personnelles import Dispense, Modele, Part, tell_champs, tell_noted
from spaser.site.entourage import demandes, echanges, groupes
from spaser.site.entourage.ateliers import resultats, views
from spaser.site.entourage.ateliers.services import erase_noms
from spaser.site.entourage.conseil import aides, recommandations
from spaser.site.entourage.models import ateliers, conseil
from spaser.site.entourage.models import echanges as models_echanges
from spaser.site.entourage.models import groupes as models_groupes
from spaser.site.entourage.models.demandes import Question
from spaser.site.espace.discussions import follow_demandes
from spaser.site.organisations.acces import allow
from spaser.site.organisations.outils import (
    AttenteEquipe,
    Groupe,
    Outil,
    Vocabulaire,
    count_attente,
    count_requetes,
)
from spaser.site.socle import pages
from spaser.site.socle.jetons import write_passages
from spaser.site.socle.taches.travailleur import planifie

# --- « Demander par un lien » ---


_OUTILS_DEMANDES: Final = (
    Outil(
        code="demandes",
        titre=demandes.TITRE,
        vue="demandes:demandes",
        ordre=25,
        groupe=Groupe.EQUIPE,
        description="Les questions posées à des personnes sans compte, et leurs réponses.",
        gestes=(
            Vocabulaire(
                "demande_lien",
                demandes.TITRE,
                {
                    "posee": "a posé une question par un lien",
                    "reponse": "Une réponse est arrivée par un lien",
                    "reprise": "a repris une réponse",
                    "close": "a clos une demande",
                },
            ),
        ),
        modeles=(
            Modele(
                Question,
                gestes=("demande_lien.posee", "demande_lien.reprise", "demande_lien.close"),
                export="demandes.par_lien",
                detache=("courriel", "auteur", "reprise_par"),
                donne=tell_champs("titre", "nom", "question", "reponse", "repondue_le"),
            ),
        ),
        liens=(demandes.PAGE,),
    ),
)


@planifie("entourage.demandes", toutes_les=timedelta(hours=1), d_un_bloc=True)
def follow_questions(maintenant: datetime) -> None:
    follow_demandes(demandes.list_ouvertes(), maintenant, demandes.remind_question)


# --- Questions between buyers ---


_PUBLICS: Final = "It is read by everybody, or between two bodies, outside any space."
_MODERER: Final = ("echanges:moderation", "Décider", Operation.MODERER_ECHANGES)
_OUTILS_ECHANGES: Final = (
    Outil(
        code="echanges",
        titre="Échanges entre acheteurs",
        vue="echanges:liste",
        ordre=30,
        groupe=Groupe.SITE,
        gestes=(
            Vocabulaire("entraide", "Échanges entre acheteurs", {
                "question": "a posé une question aux acheteurs",
                "reponse": "a répondu à un acheteur",
                "modification": "a changé une question ou une réponse",
                "moderation": "a relu un échange",
                "signalement": "a signalé un échange",
            }),
        ),
        modeles=(
            Modele(
                models_echanges.EchangePublic, export="echanges.ecrits", par=("auteur",),
                donne=tell_champs("titre", "texte", "source", "sujet", "ecrit_le", "nomme_le"),
                hors_espace=_PUBLICS,
            ),
            Modele(
                models_echanges.SuiviEchange, export="echanges.suivis", efface=("personne",),
                donne=tell_champs("depuis", question="question__titre"), hors_espace=_PUBLICS,
            ),
            Modele(
                models_echanges.SignalementEchange, hors_espace=_PUBLICS,
                export=Dispense("Nobody says who reported; who answered is in the journal."),
            ),
        ),
        donnees=(
            Part(
                "echanges",
                efface=echanges.forget_auteur,
                reste="Vos questions auxquelles d’autres ont répondu, et vos réponses, restent "
                "lisibles sans votre nom.",
            ),
        ),
        attentes=(
            AttenteEquipe(
                "echanges_signales", "Échanges signalés", *_MODERER,
                partial(count_requetes, models_echanges.SignalementEchange), "questions", ordre=5,
            ),
            AttenteEquipe(
                "echanges_oublies", "Questions d’acheteurs sans réponse", *_MODERER,
                lambda: count_attente(echanges.list_oubliees(), "publique_le"), "questions",
                ordre=6,
            ),
        ),
    ),
    Outil(
        code="joignable",
        titre="Répondre à d’autres acheteurs",
        vue="echanges:joignable",
        ordre=60,
        groupe=Groupe.EQUIPE,
        description="Accepter qu’un acheteur comparable vous pose une question.",
        gestes=(
            Vocabulaire("joignable", "Répondre à d’autres acheteurs", {
                "accord": "a accepté les questions d’autres acheteurs",
                "retrait": "n’accepte plus les questions d’autres acheteurs",
            }),
        ),
        modeles=(
            Modele(
                models_echanges.Joignable, gestes=("joignable.accord", "joignable.retrait"),
                export="joignable", efface=("personne",),
                donne=tell_champs("nom_montre", "accepte_le", "retire_le"),
            ),
        ),
    ),
)  # fmt: skip


@planifie("echanges.oubli", toutes_les=timedelta(days=1), d_un_bloc=True)
def forget_echanges(maintenant: datetime) -> None:
    """Erase what authors took out thirty days ago."""
    echanges.forget_retires(maintenant)


# --- What it offers: menus, public pages, what the search finds ---


_ENTREES_ECHANGES: Final = (
    pages.Entree("Échanges entre acheteurs", "echanges:liste", 20, sous="faq:page"),
    pages.Entree("Groupes", "groupes:liste", 30, sous="faq:page"),
    pages.Entree(
        "Échanges à modérer",
        "echanges:moderation",
        ordre=34,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-discuss-line",
        visible=allow(Operation.MODERER_ECHANGES),
    ),
)


def _list_pages_echanges() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("echanges:liste"))
    lues = echanges.list_questions().select_related(None).values_list("pk", "ecrit_le")
    for pk, ecrit_le in lues:
        yield pages.PagePubliee(reverse("echanges:question", args=[pk]), ecrit_le)


_GESTES_CONSEIL: Final = {
    "accord": "a ouvert l’espace à un conseil",
    "accepte": "conseille cet espace",
    "decline": "a décliné une invitation à conseiller",
    "fin": "a mis fin à un accompagnement",
    "lu": "a lu cet espace, comme conseil",
    "recommandation": "a recommandé",
    "decision": "a répondu à une recommandation",
}
_GESTES_AIDE: Final = {
    "confiee": "a confié la page d’une aide",
    "mot": "a confirmé comment joindre son organisme",
}
_ATTENTE_AIDES: Final = AttenteEquipe(
    "aides", "Ce que les réseaux disent de leur page", "conseil:aides_suivies", "Lire",
    Operation.REDIGER_TEXTE, aides.read_attente, ordre=6,
)  # fmt: skip
_RESTE_CONSEIL: Final = "Ce que vous avez recommandé reste à l’acheteur, sans votre nom."
_RECOMMANDATION: Final = Modele(
    conseil.Recommandation,
    gestes=("conseil.recommandation", "conseil.decision"),
    export="conseil.recommandations",
    par=("auteur",),
    detache=("membre",),
    donne=tell_champs("texte", "pourquoi", "titre", "etat", "ecrite_le"),
)
_TENUE: Final = Modele(
    conseil.TenueAide,
    export="conseil.aides",
    efface=("utilisateur",),
    donne=tell_champs("appui", "courriel", "formulaire", "donne", "confirmee_le"),
    hors_espace="It speaks of a help, on a public page.",
)
_OUTILS_CONSEIL: Final = (
    Outil(
        code="recommandations",
        titre=recommandations.TITRE,
        vue="conseil:recommandations",
        ordre=15,
        groupe=Groupe.EQUIPE,
        description="Qui vous conseille, ce qu’il recommande, ce que vous en faites.",
        gestes=(
            Vocabulaire("conseil", "Conseils", _GESTES_CONSEIL),
            Vocabulaire("aide", "Aides", _GESTES_AIDE),
        ),
        modeles=(_RECOMMANDATION, _TENUE),
        donnees=(Part("conseil", reste=_RESTE_CONSEIL),),
        attentes=(_ATTENTE_AIDES,),
    ),
)


# --- What it offers: menus and public pages ---


_ENTREES_CONSEIL: Final = (
    pages.Entree(aides.PREMIER, "conseil:premier", 6, sous="appuis:liste"),
    pages.Entree(
        aides.SUIVIES,
        "conseil:aides_suivies",
        ordre=34,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-map-pin-2-line",
        visible=allow(Operation.REDIGER_TEXTE),
    ),
)


def _list_pages_aides() -> list[pages.PagePubliee]:
    codes = [appui.code for appui, _ in aides.read_aides()]
    adresses = [reverse("conseil:aide", args=[code]) for code in codes]
    return [pages.PagePubliee(adresse) for adresse in (reverse("conseil:premier"), *adresses)]


# --- Workshops ---


_SECRET: Final = Dispense("Who votes what, or comes when, is told to nobody.")

_OUTILS_ATELIERS: Final = (
    Outil(
        code=resultats.ORIGINE,
        titre="Ateliers",
        vue="ateliers:liste",
        ordre=65,
        description="Faire voter une salle au téléphone ou sur papier, et garder ce qu’elle "
        "décide.",
        avancement=views.read_avancement_ateliers,
        pourquoi="Ce que le groupe décide devient des propositions pour la grille, les acteurs, le "
        "plan et le texte.",
        nourrit=("propositions", "grille", "acteurs"),
        retient=resultats.keep_proposition,
        gestes=(
            Vocabulaire(
                "ateliers",
                "Ateliers",
                {
                    "preparation": "a préparé un atelier",
                    "etape": "a ouvert, clos ou montré une étape d’atelier",
                    "ligne": "a changé les lignes d’un atelier",
                    "papier": "a saisi des votes sur papier",
                    "repeter": "a commencé une répétition",
                    "fin_repetition": "a fini une répétition",
                    "terminer": "a terminé un atelier",
                    "propositions": "a proposé ce qu’un atelier a décidé",
                    "suppression": "a supprimé un atelier",
                },
            ),
        ),
        modeles=(
            tell_noted(
                ateliers.Atelier, "ateliers.preparation ateliers.terminer ateliers.suppression"
            ),
            Modele(ateliers.EtapeAtelier, gestes=("ateliers.etape", "ateliers.papier")),
            Modele(ateliers.LigneAtelier, gestes=("ateliers.ligne",)),
            Modele(ateliers.ParticipantAtelier, gestes=_SECRET),
            Modele(ateliers.BulletinAtelier, gestes=_SECRET),
        ),
    ),
)

_ENTREES_ATELIERS: Final = (
    pages.Entree("Rejoindre un atelier", "ateliers:entrer", 20, sous="libre_acces:sommaire"),
)


@planifie("ateliers.noms", toutes_les=timedelta(days=1), d_un_bloc=True)
def forget_noms(maintenant: datetime) -> None:
    """Erase the names of who took part, thirty days after the end."""
    erase_noms(maintenant)


# --- Groups ---


_D_UN_GROUPE: Final = "It is a group's, which no space holds."
# What she runs is handed over first (`Part`): what is left to erase is what nobody else is in.
_OUTILS_GROUPES: Final = (
    Outil(
        code="groupes",
        titre="Groupes",
        vue="groupes:liste",
        ordre=40,
        groupe=Groupe.SITE,
        gestes=(
            Vocabulaire("groupes", "Groupes", {
                "ouverture": "a ouvert un groupe",
                "fermeture": "a effacé un groupe",
                "invitation": "a invité quelqu’un dans un groupe",
                "membres": "a changé qui est dans un groupe",
                "ecrit": "a écrit dans un groupe",
            }),
        ),
        modeles=(
            Modele(
                models_groupes.GroupeAcheteurs, export="groupes.animes", efface=("animateur",),
                donne=tell_champs("nom", "but", "cree_le"), hors_espace=_D_UN_GROUPE,
            ),
            Modele(
                models_groupes.MembreGroupe, export="groupes.membre_de",
                efface=("personne", "courriel"),
                donne=tell_champs("etat", "suit", "depuis", groupe="groupe__nom"),
                hors_espace=_D_UN_GROUPE,
            ),
            Modele(
                models_groupes.Billet, export="groupes.articles", efface=("auteur",),
                donne=tell_champs("genre", "titre", "texte", "adresse", "categorie", "ecrit_le"),
                hors_espace=_D_UN_GROUPE,
            ),
            Modele(models_groupes.PhotoBillet, hors_espace=_D_UN_GROUPE),
            Modele(models_groupes.TacheGroupe, hors_espace=_D_UN_GROUPE),
        ),
        donnees=(
            Part(
                "groupes",
                efface=groupes.forget_animateur,
                reste="Les réunions et les tâches de vos groupes restent, sans votre nom.",
            ),
        ),
        liens=(groupes.MON_CALENDRIER,),
    ),
)  # fmt: skip


@planifie("groupes.oubli", toutes_les=timedelta(days=1), d_un_bloc=True)
def forget_groupes(maintenant: datetime) -> None:
    """Erase what members took out, and invitations that are over; tell of questions that wait."""
    groupes.follow_groupes(maintenant)


@planifie("groupes.visites", toutes_les=timedelta(minutes=10))
def count_visites(maintenant: datetime) -> None:
    write_passages(groupes.VISITE, groupes.write_visites)


# --- What the app declares, by the names that `socle/declarations.py` lists ---


OUTILS: Final = (
    *_OUTILS_DEMANDES, *_OUTILS_CONSEIL, *_OUTILS_ECHANGES, *_OUTILS_ATELIERS, *_OUTILS_GROUPES,
)  # fmt: skip
ENTREES: Final = (*_ENTREES_CONSEIL, *_ENTREES_ECHANGES, *_ENTREES_ATELIERS)
PAGES: Final = (
    _list_pages_aides,
    _list_pages_echanges,
    lambda: [pages.PagePubliee(reverse("groupes:liste"))],
)
CHERCHABLES: Final = (echanges.QUESTION, groupes.BILLET)
VIVES: Final = (echanges.SOURCE, groupes.SOURCE)
