"""A link of a mail is drawn when it leaves: nothing that waits opens anything, nor is it kept."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.regles.droits import Role
from spaser.site.comptes import services as comptes
from spaser.site.organisations.espaces import invite_collegue, open_essai
from spaser.site.organisations.services import invite_membre, read_invitation
from spaser.site.registre.alertes import ask_alerte
from spaser.site.registre.courriels import send_lien
from spaser.site.registre.moderation.requetes import ask_confirmation
from spaser.site.rencontres.models import Invitation
from spaser.site.rencontres.questionnaires.services import draw_secret
from spaser.site.rencontres.questionnaires.services import invite_adresses as invite_a_repondre
from spaser.site.socle.models import Courriel, Jeton
from tests.outils.contenu import find_lignes
from tests.site.organisations.fabrique import make_membre, make_organisation, make_personne
from tests.site.registre.fabrique import make_fiche
from tests.site.rencontres.questionnaires.fabrique import make_questionnaire

pytestmark = pytest.mark.django_db

DEUX_JOURS = timedelta(days=2)


def make_ada():
    ada = make_personne("ada@exemple.fr")
    ada.set_password("une phrase assez longue pour tenir")
    ada.save()
    return ada


def sign_up():
    comptes.request_inscription("lea@exemple.fr", "/espace/")


def forget_password():
    comptes.request_mot_de_passe(make_ada().courriel)


def ask_link():
    comptes.request_lien(make_ada().courriel, "/espace/")


def change_address():
    comptes.request_changement(make_ada(), "nouvelle@exemple.fr")


def invite_member():
    organisation = make_organisation()
    admin = make_membre(organisation, "administration").utilisateur
    roles = frozenset({Role.ADMINISTRATION})
    invite_membre(organisation, "lea@exemple.fr", Role.LECTURE, admin, roles)


def invite_to_trial():
    invite_collegue(
        open_essai(make_personne("ada@exemple.fr"), "001010016", "Val-Fictif"), "lea@exemple.fr"
    )


def ask_alert():
    ask_alerte("lea@exemple.fr", "", "quotidienne", timezone.now())


def deposit():
    send_lien("lea@exemple.fr", "lea@exemple.fr", 0)


def confirm_sheet():
    fiche = make_fiche("Région Bretagne", maintenant=timezone.now() - timedelta(days=400))
    ask_confirmation("lea@exemple.fr", fiche)


@pytest.mark.parametrize(
    ("geste", "liens"),
    [
        (sign_up, 1),
        (forget_password, 1),
        (ask_link, 1),
        (change_address, 2),
        (invite_member, 1),
        (invite_to_trial, 1),
        (ask_alert, 1),
        (deposit, 1),
        (confirm_sheet, 1),
    ],
)
def test_a_link_is_nowhere_before_it_leaves_nor_after(travailler, geste, liens):
    geste()
    assert not Jeton.objects.exists()
    Courriel.objects.update(du_le=timezone.now() - DEUX_JOURS)  # the server was out for long

    partis = travailler()

    textes = [courriel.body.partition("\n--\n")[0] for courriel in partis]  # without its foot
    secrets = [trouve for texte in textes for trouve in re.findall(r"[\w-]{43}", texte)]
    assert len(set(secrets)) == Jeton.objects.count() == liens
    assert find_lignes(*secrets) == []
    assert all(jeton.expire_le > timezone.now() for jeton in Jeton.objects.all())


def test_a_link_that_comes_late_lives_from_when_it_left(travailler):
    forget_password()
    Courriel.objects.update(du_le=timezone.now() - DEUX_JOURS)
    (courriel,) = travailler()
    jeton = re.search(r"[\w-]{43}", courriel.body)[0]
    assert comptes.read_mot_de_passe(jeton).courriel == "ada@exemple.fr"
    reste = Jeton.objects.get().expire_le - timezone.now()
    assert timedelta(minutes=55) < reste <= timedelta(hours=1)


def test_an_invitation_that_comes_late_has_its_seven_days(travailler):
    invite_member()
    Courriel.objects.update(du_le=timezone.now() - DEUX_JOURS)
    (courriel,) = travailler()
    invitation = read_invitation(re.search(r"[\w-]{43}", courriel.body)[0])
    assert invitation.expire_le - timezone.now() > timedelta(days=6, hours=23)


def test_a_link_to_a_questionnaire_is_in_no_row_and_the_same_if_it_goes_twice(travailler):
    invite_a_repondre(make_questionnaire(), ["lea@exemple.fr"])
    (parti,) = travailler()
    secret = re.search(r"[0-9a-f]{64}", parti.body)[0]

    assert find_lignes(secret) == []
    assert draw_secret(Invitation.objects.get()) == secret
