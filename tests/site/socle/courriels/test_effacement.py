"""Whoever leaves is nowhere in the base: neither in the outbox, nor in a task, nor in a link."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.regles.droits import Role
from spaser.site.comptes import services as comptes
from spaser.site.comptes.donnees_personnelles import erase_compte
from spaser.site.espace.discussions import SujetDiscussion, write_commentaire
from spaser.site.organisations.espaces import open_essai
from spaser.site.organisations.services import join
from spaser.site.socle.fichiers import send_message
from spaser.site.socle.models import Courriel
from spaser.site.socle.taches import file
from tests.outils.contenu import find_lignes
from tests.site.organisations.fabrique import (
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

ADRESSE = "zenobie@exemple.fr"


def write_as_0_2(destinataire, texte="Bonjour"):
    """Leave a mail as version 0.2 did: whole, in its task."""
    message = {
        "destinataire": destinataire, "sujet": "s", "texte": texte, "html": "h", "entetes": {},
    }  # fmt: skip
    return send_message.enqueue(message=message)


@pytest.fixture
def zenobie(settings):
    """Somebody who has asked for everything that leads to a mail, on a site that sends them."""
    settings.SANS_COURRIEL = False
    elle = make_personne(ADRESSE, nom="Lepervier")
    elle.set_password("une phrase assez longue pour tenir")
    elle.save()
    return elle


def fail_a_task():
    """Have a mail of 0.2 that names her fail, with what the server answered."""
    write_as_0_2("equipe@exemple.fr", f"{ADRESSE} demande à rejoindre.")
    ligne = file.claim("un")
    file.fail(ligne, "un", "Erreur SMTPRecipientsRefused.", ValueError(ADRESSE))


def test_nothing_of_whoever_leaves_stays_in_the_base(zenobie, travailler, serveur):
    make_equipe()
    fail_a_task()
    write_as_0_2(ADRESSE)
    organisation = make_organisation()
    make_membre(organisation, "administration")
    open_essai(zenobie, "001010024", "Haut-Fictif")
    join(zenobie, organisation, Role.LECTURE, "Bonjour")
    comptes.request_mot_de_passe(ADRESSE)
    comptes.request_lien(ADRESSE, "")
    comptes.request_inscription(ADRESSE, "")
    travailler()
    sujet = SujetDiscussion("chiffres:SOC-01", "Le taux", "/")
    write_commentaire(organisation.espace, sujet, "Un avis.", zenobie)
    comptes.request_changement(zenobie, "autre@exemple.fr")  # two mails that wait
    assert find_lignes(ADRESSE, "lepervier")

    erase_compte(zenobie)

    (adieu,) = Courriel.objects.filter(adresse=ADRESSE)
    assert adieu.nature == "spaser.site.comptes.services.tell_adieu"
    assert find_lignes(ADRESSE, "lepervier", "zénobie", "zenobie") == [
        ligne for ligne in find_lignes(ADRESSE) if str(adieu.pk) in ligne
    ]
    partis = travailler()
    assert (partis[-1].to, partis[-1].subject) == ([ADRESSE], "Votre compte SPASER est effacé")
    assert find_lignes(ADRESSE, "lepervier", "zénobie", "zenobie", str(adieu.pk)) == []


def test_a_farewell_that_cannot_leave_is_not_kept_for_more_than_a_day(zenobie, travailler, serveur):
    serveur.append(TimeoutError())
    erase_compte(zenobie)
    travailler()
    assert Courriel.objects.get().adresse == ADRESSE
    Courriel.objects.update(du_le=timezone.now() - timedelta(days=1, minutes=1))
    assert travailler() == []
    assert find_lignes(ADRESSE) == []


def test_the_task_of_somebody_else_stays(zenobie):
    autre = write_as_0_2("bea@exemple.fr")
    erase_compte(zenobie)
    assert DBTaskResult.objects.filter(pk=autre.id).exists()
