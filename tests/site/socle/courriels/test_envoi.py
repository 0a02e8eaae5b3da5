"""A mail of the outbox: written with what it tells, sent once, tried again, given up with why."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.regles import droits as droits_regles
from spaser.site.comptes import services as comptes
from spaser.site.comptes.services import change_mot_de_passe, request_mot_de_passe
from spaser.site.espace.discussions import SujetDiscussion, write_commentaire
from spaser.site.organisations import courriels as organisations
from spaser.site.organisations.services import invite_membre, resend, revoke
from spaser.site.schema.models import SchemaAdopte
from spaser.site.schema.publication.services import tell_echeance
from spaser.site.socle import app, models
from spaser.site.socle.courriels.envoi import deliver, send_again, send_courriel
from spaser.site.socle.courriels.natures import pack
from spaser.site.socle.fichiers import send_message
from spaser.site.socle.models import Courriel
from spaser.site.socle.taches import file
from spaser.site.socle.taches.travailleur import execute
from tests.site.organisations.fabrique import (
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
)

pytestmark = pytest.mark.django_db

REFUS = {"lea@exemple.fr": (550, b"lea@exemple.fr: no such user")}
PLUS_TARD = {"lea@exemple.fr": (450, b"lea@exemple.fr: greylisted")}


def read_row():
    """Return what the only row says."""
    return Courriel.objects.values_list("etat", "raison", "adresse", "arguments").get()


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_written_with_what_it_tells_or_not_at_all():
    def fail():
        with transaction.atomic():
            comptes.tell_sans_compte("lea@exemple.fr")
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()
    assert (Courriel.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_a_mail_that_has_left_keeps_nothing_of_its_reader(travailler):
    comptes.tell_inscription("lea@exemple.fr", "lea@exemple.fr", "/espace/")
    ligne = Courriel.objects.get()
    assert (ligne.adresse, ligne.etat) == ("lea@exemple.fr", "a_envoyer")
    assert DBTaskResult.objects.get().args_kwargs["kwargs"] == {"numero": str(ligne.pk)}

    (courriel,) = travailler()

    assert courriel.to == ["lea@exemple.fr"]
    assert courriel.extra_headers["Message-ID"] == f"<{ligne.pk.hex}@spaser.exemple.fr>"
    assert read_row() == ("envoye", "", "", {})
    assert DBTaskResult.objects.get().args_kwargs == {"args": [], "kwargs": {}}


def test_nobody_to_write_to_is_no_mail():
    comptes.tell_sans_compte("")
    assert Courriel.objects.count() == 0


def test_what_is_asked_for_before_a_screen_goes_before_reminders():
    comptes.tell_adresse_prise("noe@exemple.fr")
    comptes.tell_sans_compte("lea@exemple.fr")
    premiere = file.claim("un")
    assert premiere.args_kwargs["kwargs"]["numero"] == str(
        Courriel.objects.get(adresse="lea@exemple.fr").pk
    )


@pytest.mark.parametrize("valeur", [1.5, object(), b"x", {"a": timezone}])
def test_a_mail_keeps_numbers_and_short_words_alone(valeur):
    with pytest.raises(TypeError, match="A mail keeps numbers"):
        pack(valeur)


# The server refuses.


@pytest.mark.parametrize(
    ("erreur", "etat", "raison"),
    [
        (
            smtplib.SMTPRecipientsRefused(REFUS),
            "abandonne",
            "Le serveur de courriels refuse cette adresse ou ce message (code 550).",
        ),
        (
            smtplib.SMTPDataError(554, b"spam"),
            "abandonne",
            "Le serveur de courriels refuse cette adresse ou ce message (code 554).",
        ),
        (
            smtplib.SMTPRecipientsRefused(PLUS_TARD),
            "a_envoyer",
            "Le serveur de courriels le refuse pour l’instant (code 450).",
        ),
        (
            smtplib.SMTPAuthenticationError(535, b"no"),  # the site's fault: it will be mended
            "a_envoyer",
            "Le serveur de courriels le refuse pour l’instant (code 535).",
        ),
        (
            smtplib.SMTPSenderRefused(553, b"no", "site@exemple.fr"),
            "a_envoyer",
            "Le serveur de courriels le refuse pour l’instant (code 553).",
        ),
        (
            smtplib.SMTPServerDisconnected("parti"),
            "a_envoyer",
            "Le serveur de courriels ne répond pas.",
        ),
        (TimeoutError(), "a_envoyer", "Le serveur de courriels ne répond pas."),
    ],
)
def test_a_refusal_is_told_and_named_without_the_address(serveur, travailler, erreur, etat, raison):
    serveur.append(erreur)
    comptes.tell_sans_compte("lea@exemple.fr")
    travailler()
    assert read_row()[:2] == (etat, raison)
    assert "lea@exemple.fr" not in str(list(DBTaskResult.objects.values()))


def test_a_server_that_refuses_is_asked_again_later_and_later_for_almost_three_days(serveur):
    serveur += [smtplib.SMTPServerDisconnected("parti")] * 12
    comptes.tell_sans_compte("lea@exemple.fr")
    attentes = []
    while (ligne := file.claim("essai")) is not None:
        execute(ligne, "essai")
        ligne.refresh_from_db()
        if ligne.status == "READY":
            attentes.append(round((ligne.run_after - timezone.now()).total_seconds() / 60))
            DBTaskResult.objects.update(run_after=timezone.now())
    assert attentes == [1, 5, 15, 60, 180, 360, 720, 720, 720, 720, 720]
    assert read_row()[:2] == ("abandonne", "Le serveur de courriels ne répond pas.")
    assert Courriel.objects.get().essais == 12


def test_what_could_not_leave_is_sent_again_once_under_the_same_number(serveur, travailler):
    serveur.append(smtplib.SMTPRecipientsRefused(REFUS))
    comptes.tell_sans_compte("lea@exemple.fr")
    travailler()
    ligne = Courriel.objects.get()
    assert [send_again([ligne.pk]) for _ in range(2)] == [1, 0]
    (courriel,) = travailler()
    assert courriel.extra_headers["Message-ID"] == f"<{ligne.pk.hex}@spaser.exemple.fr>"
    assert read_row() == ("envoye", "", "", {})


def test_an_error_of_ours_is_a_failure_told_with_the_mail(travailler, monkeypatch):
    comptes.tell_sans_compte("lea@exemple.fr")
    monkeypatch.setattr("spaser.site.socle.courriels.envoi.render_message", "pas une fonction")
    travailler()
    assert read_row()[:2] == ("abandonne", "Une erreur du site a empêché de l’envoyer.")


# Two workers, one that comes back to life, a task that was lost.


def test_two_workers_send_a_mail_once():
    comptes.tell_sans_compte("lea@exemple.fr")
    premiere = file.claim("un")
    assert file.claim("deux") is None
    models.Bail.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
    file.recover()
    execute(file.claim("deux"), "deux")
    deliver(Courriel.objects.get().pk)  # by the first, that was only slow
    assert (len(mail.outbox), file.conclude(premiere, "un")) == (1, False)


def test_a_mail_whose_row_is_gone_needs_nothing(travailler):
    comptes.tell_sans_compte("lea@exemple.fr")
    Courriel.objects.all().delete()
    assert travailler() == []
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_worker_killed_after_refusals_does_not_end_the_three_days(serveur, travailler):
    serveur += [smtplib.SMTPServerDisconnected("parti")] * 4
    comptes.tell_sans_compte("lea@exemple.fr")
    for _ in range(4):
        DBTaskResult.objects.update(run_after=timezone.now())
        execute(file.claim("refusé"), "refusé")
    DBTaskResult.objects.update(run_after=timezone.now())
    file.claim("tué")
    models.Bail.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
    file.recover()
    assert len(travailler()) == 1
    assert read_row() == ("envoye", "", "", {})


def give_up_then_send_again():
    Courriel.objects.update(etat="abandonne")
    send_again([Courriel.objects.get().pk])


def lose_then_take_up_again():
    Courriel.objects.update(du_le=timezone.now() - timedelta(minutes=16))
    app.take_up_again_courriels(timezone.now())


@pytest.mark.parametrize("geste", [give_up_then_send_again, lose_then_take_up_again])
def test_a_mail_asked_for_again_keeps_its_rank(geste):
    comptes.tell_sans_compte("lea@exemple.fr")
    DBTaskResult.objects.all().delete()
    geste()
    assert DBTaskResult.objects.get().priority == 10


def test_lost_mails_are_found_behind_as_many_that_wait(monkeypatch):
    monkeypatch.setattr(app, "LOT", 1)
    for nom in ("attend", "perdu"):
        comptes.tell_sans_compte(f"{nom}@exemple.fr")
    perdu = Courriel.objects.get(adresse="perdu@exemple.fr")
    Courriel.objects.update(du_le=timezone.now() - timedelta(minutes=20))
    Courriel.objects.filter(pk=perdu.pk).update(du_le=timezone.now() - timedelta(minutes=16))
    DBTaskResult.objects.filter(args_kwargs__kwargs={"numero": str(perdu.pk)}).delete()
    assert app.take_up_again_courriels(timezone.now()) == 1
    assert file.list_vives(send_courriel, numero=str(perdu.pk)).exists()


@pytest.mark.parametrize(("minutes", "demandees"), [(14, 0), (16, 1)])
def test_a_mail_that_no_task_sends_is_asked_for_again(minutes, demandees):
    comptes.tell_sans_compte("lea@exemple.fr")
    DBTaskResult.objects.all().delete()
    Courriel.objects.update(du_le=timezone.now() - timedelta(minutes=minutes))
    maintenant = timezone.now()
    assert app.take_up_again_courriels(maintenant) == demandees
    assert app.take_up_again_courriels(maintenant) == 0


def test_a_kind_that_this_version_does_not_know_waits_for_the_other(travailler):
    comptes.tell_sans_compte("lea@exemple.fr")
    Courriel.objects.update(nature="spaser.site.comptes.services.tell_demain")
    assert travailler() == []
    assert (read_row()[0], DBTaskResult.objects.get().status) == ("a_envoyer", "READY")


def test_old_rows_are_dropped():
    for jours in (29, 31):
        Courriel.objects.create(
            nature="x", etat="envoye", du_le=timezone.now(),
            fini_le=timezone.now() - timedelta(days=jours),
        )  # fmt: skip
    comptes.tell_sans_compte("lea@exemple.fr")
    assert app.sweep_courriels(timezone.now()) == 1
    assert Courriel.objects.count() == 2


def test_a_mail_that_a_former_version_left_is_sent(travailler):
    message = {
        "destinataire": "lea@exemple.fr", "sujet": "s", "texte": "t", "html": "h",
        "entetes": {"Message-ID": "<un@exemple.fr>"},
    }  # fmt: skip
    send_message.enqueue(message=message, essai=2)
    (courriel,) = travailler()
    assert (courriel.to, courriel.body) == (["lea@exemple.fr"], "t")


# What it tells is over before it leaves.


def close_account():
    ada = make_personne("ada@exemple.fr")
    comptes.tell_second_facteur(ada)
    ada.is_active = False
    ada.save()


def erase_after_a_change():
    ada = make_personne("ada@exemple.fr")
    comptes.tell_adresse_changee("ancienne@exemple.fr", ada)
    ada.efface_le = timezone.now()
    ada.save()


def change_password():
    ada = make_personne("ada@exemple.fr")
    ada.set_password("une phrase assez longue pour tenir")
    ada.save()
    request_mot_de_passe("ada@exemple.fr")
    Courriel.objects.exclude(nature__endswith="tell_mot_de_passe").delete()
    change_mot_de_passe(ada, "une autre phrase assez longue")
    Courriel.objects.filter(nature__endswith="tell_mot_de_passe_change").delete()


def _invite():
    organisation = make_organisation()
    admin = make_membre(organisation, "administration").utilisateur
    roles = frozenset({droits_regles.Role.ADMINISTRATION})
    return invite_membre(
        organisation, "lea@exemple.fr", droits_regles.Role.LECTURE, admin, roles
    ), admin


def withdraw_invitation():
    revoke(*_invite())


def send_invitation_anew():
    invitation, admin = _invite()
    premier = Courriel.objects.get().pk
    resend(invitation, admin)
    Courriel.objects.exclude(pk=premier).delete()


def _call():
    organisation = make_organisation()
    ada = make_membre(organisation, "redaction", "ada@exemple.fr")
    bea = make_membre(organisation, "lecture", "bea@exemple.fr").utilisateur
    sujet = SujetDiscussion("chiffres:SOC-01", "Le taux", "/")
    texte = f"@{bea.nom_complet} qu’en dis-tu ?"
    write_commentaire(organisation.espace, sujet, texte, ada.utilisateur)
    return organisation, bea


def close_space():
    _call()[0].espace.delete()


def leave_space():
    organisation, bea = _call()
    organisation.appartenances.get(utilisateur=bea).delete()


def wait_for_too_long():
    comptes.tell_sans_compte("lea@exemple.fr")
    Courriel.objects.update(du_le=timezone.now() - timedelta(days=3, minutes=1))


def send_again_a_code_of_a_while_ago():
    ada = make_personne("ada@exemple.fr")
    le = timezone.now() - timedelta(minutes=10)
    comptes.tell_geste(ada, ada, "publier", "/x/", le.isoformat())
    DBTaskResult.objects.all().delete()
    Courriel.objects.update(etat="abandonne")
    assert send_again([Courriel.objects.get().pk]) == 1


def _make_cheffe():
    return make_membre(make_organisation(), "administration", "ada@exemple.fr")


def come_back():
    cheffe = _make_cheffe()
    organisations.remind_absence(cheffe.utilisateur, cheffe, timezone.now().isoformat())
    cheffe.utilisateur.last_login = timezone.now()
    cheffe.utilisateur.save()


def hand_over():
    cheffe = _make_cheffe()
    organisations.remind_seule(cheffe.utilisateur, cheffe)
    cheffe.role = "lecture"
    cheffe.save()


def take_over_again():
    cheffe = _make_cheffe()
    organisations.tell_depart(make_equipe(), cheffe.organisation)


def change_the_day_to_publish():
    cheffe = _make_cheffe()
    espace = cheffe.organisation.espace
    jour = date(2027, 3, 1)
    tell_echeance(cheffe.utilisateur, espace, jour.isoformat(), "le jour choisi", 3)
    SchemaAdopte.objects.create(espace=espace, echeance=jour + timedelta(days=30))


@pytest.mark.parametrize(
    ("geste", "raison"),
    [
        (come_back, "Elle s’est connectée depuis."),
        (hand_over, "Elle n’administre plus."),
        (take_over_again, "Une personne l’administre de nouveau."),
        (change_the_day_to_publish, "Les résultats sont publiés, ou la date a changé."),
        (close_account, "Le compte est fermé."),
        (erase_after_a_change, "Le compte est effacé."),
        (change_password, "Le mot de passe a changé depuis."),
        (withdraw_invitation, "L’invitation a reçu une réponse, ou a été annulée."),
        (send_invitation_anew, "Une autre l’a remplacée."),
        (close_space, "Ce dont il parlait n’existe plus."),
        (leave_space, "Elle n’est plus membre de l’organisation."),
        (wait_for_too_long, "Il était trop tard pour qu’il serve."),
        (send_again_a_code_of_a_while_ago, "Il était trop tard pour qu’il serve."),
    ],
)
def test_a_mail_that_need_not_go_any_more_says_why(travailler, geste, raison):
    geste()
    assert travailler() == []
    assert read_row() == ("inutile", raison, "", {})


def test_the_space_of_a_mail_is_known():
    organisation, _ = _call()
    assert Courriel.objects.get().espace_id == organisation.espace.pk


def test_a_mail_sent_twice_at_once_leaves_once(travailler):
    comptes.tell_sans_compte("lea@exemple.fr")
    numero = Courriel.objects.get().pk
    send_courriel.enqueue(numero=str(numero))
    assert len(travailler()) == 1
    deliver(numero)
    assert len(mail.outbox) == 1
