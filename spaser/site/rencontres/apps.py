"""The app `rencontres`, for Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.apps import AppConfig
from django.urls import reverse
from django.utils import timezone

from spaser.regles.droits import Operation
from spaser.site.socle import pages

if TYPE_CHECKING:
    from datetime import date

    from spaser.site.rencontres.models import Evenement


_LISTE_AGENDA: Final = pages.Entree("Agenda", "agenda:liste", 12, pages.Zone.RESSOURCES)


def _offer_agenda() -> None:
    from spaser.site.organisations.acces import allow
    from spaser.site.recherche.services import register_textes
    from spaser.site.rencontres.agenda.services import SOURCE

    register_textes(SOURCE)
    pages.register_entree(_LISTE_AGENDA)
    pages.register_entree(
        pages.Entree(
            "Événements du programme",
            "agenda:equipe",
            ordre=34,
            zone=pages.Zone.EQUIPE,
            icone="fr-icon-calendar-event-line",
            visible=allow(Operation.TENIR_AGENDA),
        )
    )
    pages.register_pages("agenda", _list_pages_agenda)


def _list_pages_agenda() -> Iterator[pages.PagePubliee]:
    from spaser.site.rencontres.agenda.evenements import list_publics

    yield pages.PagePubliee(reverse(_LISTE_AGENDA.vue))
    for evenement in list_publics().only("code"):
        yield pages.PagePubliee(evenement.get_absolute_url())


def _offer_formation() -> None:
    from spaser.site.editorial.genres import register_genre
    from spaser.site.organisations.acces import allow
    from spaser.site.recherche.services import register_textes
    from spaser.site.rencontres.app import SOURCE
    from spaser.site.rencontres.formation import services  # noqa: F401
    from spaser.site.rencontres.formation.lecons import LECONS, MODULES

    register_textes(SOURCE)
    register_genre(MODULES)
    register_genre(LECONS)
    pages.register_entree(
        pages.Entree("Se former en ligne", "formation:accueil", 8, pages.Zone.METHODE)
    )
    pages.register_entree(
        pages.Entree(
            "Suivi de la formation",
            "formation:suivi",
            ordre=36,
            zone=pages.Zone.EQUIPE,
            icone="fr-icon-booklet-line",
            visible=allow(Operation.RELIRE_TEXTE),
        )
    )
    pages.register_pages("formation", _list_pages_formation)


def _list_pages_formation() -> Iterator[pages.PagePubliee]:
    from spaser.site.rencontres.formation.services import read_modules

    yield pages.PagePubliee(reverse("formation:accueil"))
    for module, lecons in read_modules(timezone.localdate()):
        yield pages.PagePubliee(reverse("formation:module", args=[module.code]))
        for lecon in lecons:
            yield pages.PagePubliee(reverse("formation:lecon", args=[module.code, lecon.court]))


_LISTE_QUESTIONNAIRES: Final = pages.Entree(
    "Questionnaires", "questionnaires:liste", 80, pages.Zone.RESSOURCES
)


def _offer_questionnaires() -> None:
    from spaser.site.organisations.acces import allow
    from spaser.site.recherche.services import register_textes
    from spaser.site.rencontres.agenda.evenements import register_avis
    from spaser.site.rencontres.questionnaires.services import SOURCE

    register_textes(SOURCE)
    register_avis("questionnaires", _list_avis)
    pages.register_entree(_LISTE_QUESTIONNAIRES)
    pages.register_entree(
        pages.Entree(
            "Questionnaires",
            "questionnaires:tableau",
            ordre=36,
            zone=pages.Zone.EQUIPE,
            icone="fr-icon-survey-line",
            visible=allow(Operation.REDIGER_TEXTE),
        )
    )
    pages.register_pages("questionnaires", _list_pages_questionnaires)


def _list_avis(evenement: Evenement, jour: date) -> Iterator[tuple[str, str]]:
    from spaser.site.rencontres.questionnaires.resultats import filter_ouverts

    for questionnaire in filter_ouverts(jour).filter(par_lien=True, evenement=evenement.code):
        yield questionnaire.titre, questionnaire.get_absolute_url()


def _list_pages_questionnaires() -> Iterator[pages.PagePubliee]:
    from spaser.site.rencontres.questionnaires.resultats import list_ouverts, list_resultats_publics

    jour = timezone.localdate()
    yield pages.PagePubliee(reverse(_LISTE_QUESTIONNAIRES.vue))
    for questionnaire in list_ouverts(jour):
        yield pages.PagePubliee(questionnaire.get_absolute_url())
    for questionnaire in list_resultats_publics(jour):
        yield pages.PagePubliee(reverse("questionnaires:resultats", args=[questionnaire.code]))


class RencontresConfig(AppConfig):
    name = "spaser.site.rencontres"
    verbose_name = "Rencontres"

    def ready(self) -> None:
        _offer_questionnaires()
        _offer_formation()
        _offer_agenda()
