"""A file whose work was interrupted: what its page says, the button that goes on with it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.chiffres.marches import fichiers
from spaser.site.chiffres.marches.fichiers import take_up_lost
from spaser.site.chiffres.models import EtatImport, FichierMarches
from spaser.site.socle.fichiers import keep_fichier
from spaser.site.socle.models import Bail, EtatFichier
from spaser.site.socle.taches import file
from tests.site.chiffres.marches.fabrique import RACINE, list_prives, make_decp, make_upload, send
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte

pytestmark = pytest.mark.django_db


@pytest.fixture
def file_de_taches(settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}


@pytest.fixture
def ligne(espace, file_de_taches):
    """A file that a worker began to read."""
    return FichierMarches.objects.create(
        espace=espace,
        siren=SIREN_VAL,
        genre="decp",
        etat="lecture",
        fichier=keep_fichier("profil.json", make_decp("P-1")),
    )


def show(client, ligne):
    return texte(client.get(ligne.get_absolute_url()))


def act(client, ligne, geste="relancer"):
    return texte(client.post(f"{RACINE}fichiers/{ligne.pk}/{geste}/", follow=True))


def list_demandes():
    return list(DBTaskResult.objects.values_list("task_path", "status"))


def test_a_work_that_nobody_does_is_told_with_one_button(client, ligne):
    page = show(client, ligne)
    assert "Plus rien ne s’en occupe : relancez-le." in page
    assert "Relancer" in page
    for _ in range(2):  # two people at once
        assert "Le travail est relancé." in act(client, ligne)
    assert list_demandes() == [("spaser.site.chiffres.marches.fichiers.read_fichier", "READY")]
    assert "C’est le prochain travail. Vous pouvez quitter cette page" in show(client, ligne)


def test_a_worker_that_died_is_told_until_another_goes_on(client, ligne):
    act(client, ligne)
    file.claim("mort")
    assert "Le travail est en cours." in show(client, ligne)
    Bail.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    page = show(client, ligne)
    assert "Le travail s’est interrompu. Il reprend tout seul" in page
    assert "Relancer" not in page


@pytest.mark.longue
def test_a_work_given_up_is_told_and_can_be_asked_for_again(client, ligne, espace):
    fichiers.tell_interruption(ligne.pk)
    page = show(client, ligne)
    assert "En cours de lecture : interrompu" in page
    assert "sans que votre fichier soit en cause" in page
    assert "interrompu" in texte(client.get(f"{RACINE}fichiers/"))
    act(client, ligne)
    ligne.refresh_from_db()
    assert (ligne.probleme, ligne.en_cours) == ("", True)
    fichiers.advance_fichier(ligne)
    assert (ligne.etat, list_prives(espace)) == ("lu", ["P-1"])


def test_a_withdrawal_given_up_stays_asked_for(client, ligne):
    FichierMarches.objects.update(etat=EtatImport.RETRAIT)
    fichiers.tell_interruption(ligne.pk)
    assert "En cours de retrait : interrompu" in show(client, ligne)
    act(client, ligne)
    assert list_demandes() == [("spaser.site.chiffres.marches.fichiers.forget_fichier", "READY")]


def test_a_file_in_quarantine_is_controlled_again(client, ligne):
    FichierMarches.objects.update(etat=EtatImport.CONTROLE)
    type(ligne.fichier).objects.update(etat=EtatFichier.EN_QUARANTAINE)
    act(client, ligne)
    assert list_demandes() == [("spaser.site.socle.fichiers.check_fichier", "READY")]


def test_a_file_refused_without_its_page_being_told_is_told(client, ligne):
    FichierMarches.objects.update(etat=EtatImport.CONTROLE)
    type(ligne.fichier).objects.update(etat=EtatFichier.REFUSE, raison="L’antivirus dit non.")
    act(client, ligne)
    assert "L’antivirus dit non." in show(client, ligne)


def test_what_is_done_is_not_done_again(client, ligne):
    FichierMarches.objects.update(etat=EtatImport.LU, rapport={"marches": 1, "lignes": 1})
    assert "Il n’y a plus rien à faire pour ce fichier." in act(client, ligne)
    assert list_demandes() == []


def test_files_lost_by_a_former_version_are_taken_up_once(ligne):
    assert take_up_lost() == 1
    assert take_up_lost() == 0
    fichiers.tell_interruption(ligne.pk)
    assert take_up_lost() == 0


def test_only_who_may_import_is_offered_the_button(organisation, ligne):
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)
    assert "Relancer" not in show(lectrice, ligne)
    adresse = f"{RACINE}fichiers/{ligne.pk}/relancer/"
    assert lectrice.post(adresse).status_code == 403


def test_a_space_holds_so_many_megabytes_at_most(marches, client, capture, monkeypatch):
    send(client, capture, make_upload(make_decp("P-1"), "profil.json"))
    monkeypatch.setattr(fichiers, "POIDS_MAX", 0.0004)
    reponse = client.post(
        f"{RACINE}fichiers/envoyer/", {"fichier": make_upload(make_decp("P-2"), "suite.json")}
    )
    assert "retirez les fichiers qui ne servent plus" in texte(reponse)
    assert FichierMarches.objects.count() == 1
