"""The scripted year posts to views that there are, by people that there are."""

import pytest
from django.test import Client

from tests.equivalence.annee import SCENES, Scene, find_formulaire
from tests.transverses.site.demonstration import QUI
from tests.transverses.site.gestes import takes_posts
from tests.transverses.site.vues import list_vues

JOUEES = [scene for mois in SCENES.values() for scene in mois]


def test_every_scene_posts_to_a_view_by_somebody_of_the_demonstration():
    vues = {vue.nom for vue in list_vues() if takes_posts(vue.callback)}

    assert {vue for _, _, vue, *_ in JOUEES} - vues == set()
    assert {qui for qui, *_ in JOUEES} == set(QUI) - {"departement", "moderation-2"}
    assert list(SCENES) == list(range(1, 13))


@pytest.mark.django_db
def test_a_form_is_found_on_the_page_or_under_it():
    trouves = [
        find_formulaire(Client(), Scene("anonyme", depart, *vue), depart)
        for depart, *vue in (
            ("/faq/", "faq:demander"),
            ("/registre/", "registre:alerte"),
            ("/faq/", "plan:ajouter"),
            ("/faq/", "faq:demander", {}, "Un autre bouton"),
        )
    ]

    assert [trouve and trouve.action for trouve in trouves] == [
        "/faq/demander/",
        "/registre/alerte/",
        None,
        None,
    ]
