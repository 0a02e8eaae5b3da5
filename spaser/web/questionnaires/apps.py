"""The app `questionnaires`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

if TYPE_CHECKING:
    from datetime import date

    from spaser.web.agenda.models import Evenement

_LISTE: Final = Entree("Questionnaires", "questionnaires:liste", 80, Zone.RESSOURCES)


class QuestionnairesConfig(AppConfig):
    name = "spaser.web.questionnaires"
    verbose_name = "Questionnaires"

    def ready(self) -> None:
        from spaser.web.agenda.avis import register_avis  # noqa: PLC0415 - apps are ready
        from spaser.web.organisations.acces import allow  # noqa: PLC0415 - same
        from spaser.web.questionnaires.indexation import SOURCE  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_avis("questionnaires", _list_avis)
        register_entree(_LISTE)
        register_entree(
            Entree(
                "Questionnaires",
                "questionnaires:tableau",
                ordre=36,
                zone=Zone.EQUIPE,
                icone="fr-icon-survey-line",
                visible=allow(Operation.REDIGER_TEXTE),
            )
        )
        register_pages("questionnaires", _list_pages)


def _list_avis(evenement: Evenement, jour: date) -> Iterator[tuple[str, str]]:
    from spaser.web.questionnaires.selectors import filter_ouverts  # noqa: PLC0415 - models are ready by then

    for questionnaire in filter_ouverts(jour).filter(par_lien=True, evenement=evenement.code):
        yield questionnaire.titre, questionnaire.get_absolute_url()


def _list_pages() -> Iterator[PagePubliee]:
    from django.utils import timezone  # noqa: PLC0415 - models are ready by then

    from spaser.web.questionnaires.selectors import list_ouverts, list_publics  # noqa: PLC0415 - same

    jour = timezone.localdate()
    yield PagePubliee(reverse(_LISTE.vue))
    for questionnaire in list_ouverts(jour):
        yield PagePubliee(questionnaire.get_absolute_url())
    for questionnaire in list_publics(jour):
        yield PagePubliee(reverse("questionnaires:resultats", args=[questionnaire.code]))
