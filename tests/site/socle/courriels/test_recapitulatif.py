"""Digests: what waits becomes one mail at its hour, without what is no longer useful, once."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.site.comptes import services as comptes
from spaser.site.espace.discussions import SujetDiscussion as Chose
from spaser.site.espace.discussions import write_commentaire
from spaser.site.organisations.courriels import remind_seule, tell_membre
from spaser.site.socle import app
from spaser.site.socle.app import sweep_courriels
from spaser.site.socle.courriels import envoi
from spaser.site.socle.courriels.abonnements import choose_cadences, gather
from spaser.site.socle.courriels.envoi import deliver
from spaser.site.socle.courriels.natures import read_cadences
from spaser.site.socle.models import Cadence, Courriel, Preference, Sujet
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    make_membre,
    make_organisation,
    make_personne,
)

pytestmark = pytest.mark.django_db

UN_AN = timedelta(days=365)


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def cheffe(organisation):
    """Somebody who manages, and wants everything once a day."""
    elle = make_membre(organisation, "administration", "cheffe@exemple.fr").utilisateur
    choose_cadences(elle, dict.fromkeys(Sujet, Cadence.QUOTIDIENNE))
    return elle


def call(organisation, qui, texte="Qu’en penses-tu"):
    autrice = make_membre(organisation, "redaction", f"{texte[:4].strip()}@exemple.fr").utilisateur
    chose = Chose("chiffres:SOC-01", "Le taux", "/espace/taux/")
    return write_commentaire(organisation.espace, chose, f"@{qui.nom_complet} {texte}", autrice)


def send_digests(travailler):
    """Let the hour come."""
    Courriel.objects.filter(etat="groupe").update(du_le=timezone.now())
    gather(timezone.now())
    return travailler()


def read_etats():
    return sorted(Courriel.objects.values_list("etat", flat=True))


def test_what_waits_becomes_one_mail_by_subject_and_space(cheffe, organisation, travailler):
    autre = make_organisation(SIREN_HAUT, "Haut-Fictif")
    make_membre(autre, "administration", utilisateur=cheffe)
    arrivee = make_membre(organisation, "lecture", "bea@exemple.fr")
    tell_membre(cheffe, arrivee)
    call(organisation, cheffe)
    call(autre, cheffe, "Et là")
    assert travailler() == []
    assert read_etats() == ["groupe", "groupe", "groupe"]

    (parti,) = send_digests(travailler)

    html, _ = parti.alternatives[0]
    assert parti.to == ["cheffe@exemple.fr"]
    assert parti.subject == "Votre récapitulatif SPASER : 3 messages"
    for partie in (parti.body, html):
        attendus = (
            "Mon organisation et mes collègues",
            "Bea Essai a rejoint",
            "Discussions",
            "Haut-Fictif",
            "Et là",
            "Qu’en penses-tu",
        )
        rangs = [partie.upper().index(mots.upper()) for mots in attendus]
        assert rangs == sorted(rangs)
        assert partie.count("https://spaser.exemple.fr/espace/taux/") == 2
        assert "/compte/courriels/" in partie
    assert "List-Unsubscribe" in parti.extra_headers
    assert read_etats() == ["envoye"] * 4
    assert Courriel.objects.exclude(arguments={}).count() == 0


def test_what_is_no_longer_useful_is_left_out_and_says_why(cheffe, organisation, travailler):
    call(organisation, cheffe, "Un")
    supprime = call(organisation, cheffe, "Deux")
    supprime.delete()

    (parti,) = send_digests(travailler)

    assert "Un" in parti.body
    assert "Deux" not in parti.body
    assert Courriel.objects.get(etat="inutile").raison == "Ce dont il parlait n’existe plus."


def test_a_digest_with_nothing_left_does_not_leave(cheffe, organisation, travailler):
    call(organisation, cheffe).delete()
    assert send_digests(travailler) == []
    assert read_etats() == ["inutile", "inutile"]


def test_no_digest_before_its_hour_nor_without_anything(cheffe, organisation):
    assert gather(timezone.now()) == 0
    call(organisation, cheffe)
    attendu = Courriel.objects.get()
    assert gather(attendu.du_le - timedelta(seconds=1)) == 0
    assert [gather(attendu.du_le) for _ in range(2)] == [1, 0]


def test_what_is_said_twice_alike_is_told_once(cheffe, organisation, travailler):
    seule = organisation.appartenances.get()
    remind_seule(cheffe, seule)
    remind_seule(cheffe, seule)
    (parti,) = send_digests(travailler)
    assert parti.subject == "Votre récapitulatif SPASER : 1 message"


def test_what_must_leave_at_once_is_never_kept_for_a_digest(cheffe, travailler):
    comptes.tell_second_facteur(cheffe)
    assert len(travailler()) == 1


# What one chooses holds for what already waits.


@pytest.mark.parametrize(
    ("cadence", "etat", "partis"),
    [
        (Cadence.AUSSITOT, "envoye", 1),
        (Cadence.JAMAIS, "inutile", 0),
        (Cadence.HEBDOMADAIRE, "groupe", 0),
    ],
)
def test_what_waits_follows_a_new_choice(cheffe, organisation, travailler, cadence, etat, partis):
    call(organisation, cheffe)
    choose_cadences(cheffe, {Sujet.DISCUSSIONS: cadence})
    assert len(travailler()) == partis
    assert read_etats() == [etat]
    assert read_cadences(cheffe)[Sujet.DISCUSSIONS] == cadence
    assert read_cadences(cheffe)[Sujet.COLLEGUES] == Cadence.QUOTIDIENNE


def test_never_holds_at_writing_and_at_sending(cheffe, organisation, travailler):
    choose_cadences(cheffe, {Sujet.DISCUSSIONS: Cadence.AUSSITOT})
    call(organisation, cheffe, "Un")
    choose_cadences(cheffe, {Sujet.DISCUSSIONS: Cadence.JAMAIS})
    call(organisation, cheffe, "Deux")
    assert travailler() == []
    (seul,) = Courriel.objects.all()
    assert (seul.etat, seul.raison) == ("inutile", "Son destinataire ne veut pas de ces messages.")


def test_a_closed_account_gets_no_digest(cheffe, organisation, travailler):
    call(organisation, cheffe)
    cheffe.is_active = False
    cheffe.save()
    assert send_digests(travailler) == []
    assert read_etats() == ["inutile", "inutile"]


# A worker may die at any line.


def test_killed_after_the_server_took_it_the_same_mail_leaves_again_under_its_number(
    cheffe, organisation, travailler, monkeypatch
):
    call(organisation, cheffe)
    fin = envoi._finish

    def die(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(envoi, "_finish", die)
    Courriel.objects.update(du_le=timezone.now())
    gather(timezone.now())
    numero = Courriel.objects.get(personne=cheffe, recapitulatif=None).pk
    with pytest.raises(KeyboardInterrupt):
        deliver(numero)
    monkeypatch.setattr(envoi, "_finish", fin)
    deliver(numero)
    deliver(numero)
    assert [c.extra_headers["Message-ID"] for c in mail.outbox] == [
        f"<{numero.hex}@spaser.exemple.fr>"
    ] * 2
    assert {c.body for c in mail.outbox} == {mail.outbox[0].body}
    assert read_etats() == ["envoye", "envoye"]


def test_a_digest_that_is_refused_takes_all_along_when_it_is_sent_again(
    cheffe, organisation, travailler, serveur
):
    serveur.append(smtplib.SMTPServerDisconnected("parti"))
    call(organisation, cheffe)
    assert len(send_digests(travailler)) == 0
    assert read_etats() == ["a_envoyer", "groupe"]
    assert len(travailler()) == 1


def test_a_digest_goes_with_all_that_it_took_along(cheffe, organisation, travailler):
    call(organisation, cheffe)
    send_digests(travailler)
    Courriel.objects.filter(recapitulatif=None).update(fini_le=timezone.now() - UN_AN)
    assert sweep_courriels(timezone.now()) == 2
    assert not Courriel.objects.exists()


def test_a_choice_that_changes_nothing_writes_nothing():
    elle = make_personne("ada@exemple.fr")
    choose_cadences(elle, dict.fromkeys(Sujet, Cadence.AUSSITOT))
    assert not Preference.objects.exists()


def test_one_that_is_put_off_does_not_hold_the_others_of_its_lot(travailler, serveur, organisation):
    appartenance = make_membre(organisation, "administration", "a@exemple.fr")
    for nom in ("ada", "bea", "cloe"):
        elle = make_personne(f"{nom}@exemple.fr")
        choose_cadences(elle, {Sujet.COLLEGUES: Cadence.QUOTIDIENNE})
        tell_membre(elle, appartenance)
    serveur.append(smtplib.SMTPRecipientsRefused({"x": (450, b"greylisted")}))
    premiers = [c.to[0] for c in send_digests(travailler)]
    assert len(premiers) == 2
    assert DBTaskResult.objects.filter(status="READY").count() == 1
    assert app.take_up_again_courriels(timezone.now() + UN_AN) == 0  # its lot will send it
    assert {c.to[0] for c in travailler()} == {
        "ada@exemple.fr",
        "bea@exemple.fr",
        "cloe@exemple.fr",
    }
    assert len(mail.outbox) == 3
