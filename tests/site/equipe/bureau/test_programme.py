"""What comes in the programme, and what the team still has to do of what took place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.site.rencontres.models import Acces, Evenement, Inscription, Questionnaire
from tests.site.organisations.fabrique import make_equipe, sign_in, texte

pytestmark = pytest.mark.django_db


def make(code, jours, **champs):
    debut = timezone.now() + timedelta(days=jours)
    champs = {"nature": "atelier", "etat": "publie", "titre": code.title()} | champs
    return Evenement.objects.create(
        code=code, debut=debut, fin=debut + timedelta(hours=1), **champs
    )


def register(evenement, *etats, present=None):
    for rang, etat in enumerate(etats):
        Inscription.objects.create(
            evenement=evenement, courriel=f"p{rang}@exemple.fr", etat=etat, present=present,
            taille=rang + 1, demandee_le=timezone.now(),
        )  # fmt: skip


@pytest.fixture
def animation():
    return sign_in(make_equipe("animation"), second_facteur=True)


def test_the_next_events_are_shown_with_their_places(animation):
    register(make("proche", 3, places=60), "inscrite", "inscrite", "proposee", "en_attente")
    make("loin", 40, etat="brouillon")
    make("annule", 5, etat="annule")
    make("passe", -3)

    page = animation.get("/bureau/")
    lus = [(e.code, e.inscrite, e.proposee, e.en_attente) for e, _ in page.context["prochains"]]
    assert lus == [("proche", 3, 3, 4), ("loin", 0, 0, 0)]
    assert "3 sur 60" in texte(page)
    assert ", brouillon" in texte(page)
    assert 'href="/agenda/equipe/proche/"' in texte(page)


def test_what_is_left_to_do_is_counted(animation):
    Acces.objects.create(evenement=make("avec-lien", 2), adresse="https://exemple.fr/salle")
    make("sans-lien", 2)
    make("plus-tard", 20)
    make("en-salle", 2, lieu="Salle des fêtes")
    register(make("pointee", -2), "inscrite", present=True)
    register(make("a-pointer", -2), "inscrite")
    register(make("personne", -2), "desistee")
    questionnaire = Questionnaire.objects.create(
        code="q", titre="Q", moment="atelier", evenement="pointee", ouvre_le=timezone.localdate()
    )
    questionnaire.invitations.create(destinataire="d", empreinte="e")
    register(make("par-lien", -2), "inscrite", present=True)
    Questionnaire.objects.create(
        code="l", titre="L", moment="atelier", evenement="par-lien", par_lien=True,
        ouvre_le=timezone.localdate(),
    )  # fmt: skip
    version = questionnaire.versions.create(numero=1)
    for _ in range(5):
        version.reponses.create(comptee=True)
    for publiable in (True, False):
        version.commentaires.create(question="t", texte="Bien.", publiable=publiable, comptee=True)
    make("jadis", -900, source="Un support")
    make("recent", -3, enregistre=True)
    make("attendu", -9, enregistre=True)
    make("la", -9, enregistre=True, replay_adresse="https://exemple.fr/r")
    make("mort", -90, replay_adresse="https://exemple.fr/m", replay_mort_le=timezone.localdate())

    attentes = animation.get("/bureau/").context["attentes"]
    lues = {a.code: (a.nombre, a.adresse) for a, _ in attentes}
    paroles = f"/questionnaires/equipe/{questionnaire.pk}/commentaires/"
    assert {code: lues.get(code) for code in (*PROGRAMME, "paroles")} == {
        code: (1, adresse) for code, adresse in {**PROGRAMME, "paroles": paroles}.items()
    }
    liste = animation.get("/agenda/equipe/").context["evenements"]
    assert {e.code: dus for e, _, dus in liste if dus} == {
        "sans-lien": ["Lien à donner"],
        "a-pointer": ["Présences à noter"],
        "attendu": ["Replay attendu"],
        "mort": ["Replay qui ne répond plus"],
    }


PROGRAMME = {
    "liens_seances": "/agenda/equipe/sans-lien/acces/",
    "presences": "/agenda/equipe/a-pointer/presences/",
    "replays": "/agenda/equipe/attendu/suites/",
    "replays_morts": "/agenda/equipe/mort/suites/",
    "questionnaires": "/questionnaires/equipe/?evenement=a-pointer#nouveau",
}
