"""What the app `entourage` declares: tools, personal data, planned work, tasks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.urls import reverse

from spaser.regles.droits import Operation
from spaser.site.comptes.donnees_personnelles import Dispense, Modele, Part, tell_champs
from spaser.site.entourage import echanges, groupes
from spaser.site.entourage.models import echanges as models_echanges
from spaser.site.entourage.models import groupes as models_groupes
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

OUTILS: Final[tuple[Outil, ...]] = (*_OUTILS_ECHANGES, *_OUTILS_GROUPES)


@planifie("groupes.oubli", toutes_les=timedelta(days=1), d_un_bloc=True)
def forget_groupes(maintenant: datetime) -> None:
    """Erase what members took out thirty days ago, and invitations that are over."""
    groupes.forget_groupes(maintenant)


@planifie("groupes.visites", toutes_les=timedelta(minutes=10))
def count_visites(maintenant: datetime) -> None:
    write_passages(groupes.VISITE, groupes.write_visites)


@planifie("echanges.oubli", toutes_les=timedelta(days=1), d_un_bloc=True)
def forget_echanges(maintenant: datetime) -> None:
    """Erase what authors took out thirty days ago."""
    echanges.forget_retires(maintenant)


# --- What it offers: menus, public pages, what the search finds ---


CHERCHABLES: Final = (echanges.QUESTION,)
VIVES: Final = (echanges.SOURCE,)
ENTREES: Final = (
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


PAGES: Final = (
    _list_pages_echanges,
    lambda: [pages.PagePubliee(reverse("groupes:liste"))],
)
