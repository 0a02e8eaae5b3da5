"""Places asked for, taken, given up and passed on, with the mails that tell of them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spaser.regles import agenda as agenda_regles
from spaser.regles.agenda import Geste
from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.rencontres.agenda import services as tenue
from spaser.site.rencontres.agenda.courriels import tell_expiree
from spaser.site.rencontres.agenda.evenements import CONFIRMER, MIENNE, format_moment
from spaser.site.rencontres.agenda.services import InscriptionSaisie, act
from spaser.site.rencontres.models import Acces, Inscription
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in, texte
from tests.site.rencontres.agenda.fabrique import (
    LEA,
    ask,
    make_evenement,
    make_inscription,
    read_etats,
)

pytestmark = pytest.mark.django_db

SAISIE = {"prenom": "Léa", "nom": "Essai", "organisme": "", "taille": "1", "site": ""}


def list_objets(courriels):
    """Return who was told what, in short."""
    return [(m.to[0].partition("@")[0], m.subject.rpartition(" : ")[2]) for m in courriels]


def act_now(inscription, geste, **autres):
    act(inscription, Geste(geste), timezone.now(), **autres)


def send(client, evenement, **champs):
    return client.post(f"/agenda/{evenement.code}/inscription/", SAISIE | champs)


def test_an_address_is_confirmed_then_holds_its_place(courriels):
    evenement = make_evenement(places=1)
    reponse = send(Client(), evenement, courriel="Lea@Exemple.fr")
    assert reponse["Location"].endswith("/inscription/demandee/")
    (message,) = courriels
    assert read_etats(evenement) == {"lea": "a_confirmer"}
    lien = re.search(r"/agenda/confirmer/\S+/", message.body)[0]
    assert lien in message.alternatives[0].content

    page = Client().get(lien)
    assert read_etats(evenement) == {"lea": "a_confirmer"}  # software that opens links takes none
    assert (page["X-Robots-Tag"], page["Cache-Control"]) == (
        "noindex, nofollow",
        "private, no-store",
    )
    mienne = Client().post(lien)["Location"]
    assert read_etats(evenement) == {"lea": "inscrite"}
    assert "Vous êtes inscrit" in texte(Client().get(mienne))
    assert Client().post(lien)["Location"] == mienne  # replayed
    assert Inscription.objects.get().rang == 1
    assert list_objets(courriels)[1:] == [("lea", "vous êtes inscrit")]


def test_nothing_tells_whether_an_address_is_known(courriels):
    evenement = make_evenement()
    make_inscription(evenement)
    neuve, connue = (
        send(Client(), evenement, courriel=c) for c in ("neuve@exemple.fr", "lea@exemple.fr")
    )
    assert (neuve.status_code, neuve["Location"]) == (connue.status_code, connue["Location"])
    assert list_objets(courriels) == [
        ("neuve", "confirmez votre inscription"),
        ("lea", "vous avez déjà une inscription"),
    ]
    assert read_etats(evenement) == {"lea": "inscrite", "neuve": "a_confirmer"}


@pytest.mark.deux_bases
def test_a_full_event_queues_then_offers_then_passes_on(courriels):
    evenement = make_evenement(places=1)
    lea = make_inscription(evenement)
    noe, zoe = (ask(evenement, f"{nom}@exemple.fr") for nom in ("noe", "zoe"))
    act_now(zoe, "confirmer")
    act_now(noe, "confirmer")
    assert "1 demande avant la vôtre" in texte(Client().get(MIENNE.path_of(noe)))
    courriels.clear()

    act_now(lea, "desister")
    assert read_etats(evenement) == {"lea": "desistee", "noe": "en_attente", "zoe": "proposee"}
    assert "Une place vous est proposée" in texte(Client().get(MIENNE.path_of(zoe)))
    Client().post(MIENNE.path_of(zoe), {"geste": "refuser"})
    assert read_etats(evenement)["noe"] == "proposee"
    Inscription.objects.filter(pk=noe.pk).update(expire_le=timezone.now())
    Client().post(MIENNE.path_of(lea), {"geste": "reprendre"})
    # Her return lets time do its work: the offer was over, she is the last, and the only one.
    assert read_etats(evenement) == {"lea": "inscrite", "noe": "expiree", "zoe": "refusee"}
    assert sorted(list_objets(courriels)) == [
        ("lea", "votre inscription est annulée"),
        ("lea", "vous êtes inscrit"),
        ("noe", "la place proposée est allée à quelqu’un d’autre"),
        ("noe", "une place se libère pour vous"),
        ("zoe", "une place se libère pour vous"),
        ("zoe", "votre inscription est annulée"),
    ]


def test_an_account_has_its_place_at_once(courriels):
    evenement = make_evenement(places=1)
    client = sign_in(make_personne("ada@exemple.fr"))
    mienne = send(client, evenement)["Location"]
    assert read_etats(evenement) == {"ada": "inscrite"}
    assert send(client, evenement, taille="1", organisme="Autre")["Location"] == mienne
    encore = client.get(f"/agenda/{evenement.code}/inscription/", follow=True)
    assert encore.redirect_chain == [(mienne, 302)]
    assert "Vous avez déjà une inscription" in texte(encore)
    assert list_objets(courriels) == [("ada", "vous êtes inscrit")]
    page = texte(client.get(f"/agenda/{evenement.code}/"))
    assert "C’est complet" in page
    assert f'href="{mienne}"' in page
    assert "Rejoindre la liste d’attente" not in page


@pytest.mark.parametrize(
    ("courriel", "faute"),
    [
        ("lea@gmial.com", "Vouliez-vous écrire lea@gmail.com"),
        ("lea@yopmail.com", "Cette boîte ne dure que quelques minutes"),
        ("lea@", "n’a pas la forme"),
    ],
)
def test_an_address_that_nobody_reads_is_seen(courriel, faute, courriels):
    evenement = make_evenement()
    assert faute in texte(send(Client(), evenement, courriel=courriel))
    assert (courriels, Inscription.objects.count()) == ([], 0)


def test_an_odd_address_passes_when_it_is_sent_again(courriels):
    evenement = make_evenement()
    page = send(Client(), evenement, courriel="lea@gmial.com").content.decode()
    assert '<input type="hidden" name="sure" value="lea@gmial.com"' in page
    assert (
        send(Client(), evenement, courriel="lea@gmial.com", sure="lea@gmial.com").status_code == 302
    )


def test_a_forged_or_forgotten_link_opens_nothing():
    evenement = make_evenement()
    lea = make_inscription(evenement)
    for page in (CONFIRMER, MIENNE):
        assert Client().get(page.path_of(lea)[:-4] + "xyz/").status_code == 404
    chemin = MIENNE.path_of(lea)
    Inscription.objects.update(courriel="")
    assert Client().get(chemin).status_code == 404


def test_after_closing_nothing_is_taken_and_it_is_said(courriels):
    evenement = make_evenement(ouverte_jusqu_a=timezone.now())
    lea = make_inscription(evenement, etat="a_confirmer")
    assert (
        send(Client(), evenement, courriel="noe@exemple.fr")["Location"]
        == f"/agenda/{evenement.code}/"
    )
    assert "closes" in texte(Client().post(CONFIRMER.path_of(lea)))
    assert (read_etats(evenement), courriels) == ({"lea": "a_confirmer"}, [])


def test_a_group_is_made_smaller_on_its_page():
    evenement = make_evenement(places=3)
    lea = make_inscription(evenement, taille=3)
    noe = make_inscription(evenement, "noe@exemple.fr", "en_attente")
    chemin = MIENNE.path_of(lea)
    assert "Gardez au moins une" in texte(
        Client().post(chemin, {"geste": "reduire", "taille": "3"}, follow=True)
    )
    Client().post(chemin, {"geste": "reduire", "taille": "2"})
    noe.refresh_from_db()
    assert (Inscription.objects.get(pk=lea.pk).taille, noe.etat) == (2, "proposee")


def test_her_page_says_what_was_and_promises_nothing_once_closed():
    evenement = make_evenement(places=1)
    etats = ("inscrite", "desistee", "refusee", "expiree", "annulee")
    pages = {
        etat: MIENNE.path_of(make_inscription(evenement, f"{etat}@exemple.fr", etat))
        for etat in etats
    }
    lues = {etat: texte(Client().get(page)) for etat, page in pages.items()}
    assert ["M’inscrire à nouveau" in lues[e] for e in etats] == [False, True, True, True, False]
    type(evenement).objects.update(ouverte_jusqu_a=timezone.now())
    closes = [texte(Client().get(pages[etat])) for etat in etats[1:]]
    assert all("Les inscriptions sont closes" in page for page in closes)
    assert [m for m in ("nouvelle demande", "à nouveau") for p in closes if m in p] == []
    assert "L’équipe du programme l’a annulée" in closes[3]
    hier = timezone.now() - timedelta(days=1)
    type(evenement).objects.update(
        debut=hier, fin=hier + timedelta(hours=1), replay_adresse="https://videos.exemple.fr/1"
    )
    page = texte(Client().get(pages["inscrite"]))
    assert "Vous étiez inscrit" in page
    assert f'href="{evenement.get_absolute_url()}#replay"' in page


def test_who_is_told_that_her_offer_is_over_may_come_back_only_while_it_is_open(courriels):
    evenement = make_evenement(places=1)
    lea = make_inscription(evenement, etat="expiree")
    for champs in ({}, {"ouverte_jusqu_a": timezone.now()}):
        type(evenement).objects.update(**champs or {"places": 1})
        tell_expiree(lea.courriel, lea)
    assert [
        [m for m in ("M’inscrire à nouveau", "sont closes", "à la fin de la liste") if m in c.body]
        for c in courriels
    ] == [["M’inscrire à nouveau", "à la fin de la liste"], ["sont closes"]]


def test_an_agreement_to_be_recorded_is_changed_asked_and_counted(courriels):
    evenement, elle = make_evenement(), make_equipe("animation")
    lea = make_inscription(evenement)
    make_inscription(evenement, "noe@exemple.fr", "desistee")
    chemin = MIENNE.path_of(lea)
    assert "L’enregistrement" not in texte(Client().get(chemin))
    Client().post(chemin, {"geste": "accord", "accord_enregistrement": "on"})
    assert not Inscription.objects.get(pk=lea.pk).accord_enregistrement  # nothing is recorded

    for enregistre in (True, False, True):
        ecrit = tenue.Ecrit({"enregistre": enregistre})
        tenue.save_evenement(evenement, evenement.version, ecrit, elle, timezone.now())
    assert list_objets(courriels) == [("lea", "il sera enregistré")]
    assert chemin in courriels[0].body

    choix = []
    for saisie in ({"accord_enregistrement": "on"}, {}, {"accord_enregistrement": "on"}):
        Client().post(chemin, {"geste": "accord"} | saisie)
        choix.append(Inscription.objects.get(pk=lea.pk).accord_enregistrement)
    assert choix == [True, False, True]
    make_inscription(evenement, "zoe@exemple.fr")
    page = texte(sign_in(elle, second_facteur=True).get(f"/agenda/equipe/{evenement.code}/"))
    assert "1 accord sur 2" in page


# Reminders, the link, a new day, an event that is off.


def test_reminders_go_once_and_not_to_who_gave_up(courriels):
    evenement = make_evenement(dans=timedelta(hours=20))
    Acces.objects.create(evenement=evenement, adresse="https://visio.exemple.fr/abc")
    lea = make_inscription(evenement)
    make_inscription(evenement, "noe@exemple.fr", "desistee")
    for _ in range(2):
        tenue.send_rappels(timezone.now())
    (message,) = courriels
    assert message.to == ["lea@exemple.fr"]
    assert "https://visio.exemple.fr/abc" in message.body
    assert "outre-mer\u00a0: " in message.body
    assert "(Guadeloupe et Martinique)\u00a0; " in message.body
    courriels.clear()
    for avant in (timedelta(hours=3), timedelta(hours=1), timedelta(minutes=5)):
        tenue.send_rappels(evenement.debut - avant)
    assert len(courriels) == 1
    lea.refresh_from_db()
    assert (lea.veille_pour, lea.heure_pour) == (evenement.debut, evenement.debut)


def test_the_link_is_shown_an_hour_before_to_who_has_a_place():
    evenement = make_evenement(dans=timedelta(minutes=50))
    Acces.objects.create(evenement=evenement, adresse="https://visio.exemple.fr/abc")
    lea = make_inscription(evenement)
    noe = make_inscription(evenement, "noe@exemple.fr", "en_attente")
    vues = {
        nom: "visio.exemple.fr" in Client().get(page).content.decode()
        for nom, page in {
            "lea": MIENNE.path_of(lea),
            "noe": MIENNE.path_of(noe),
            "publique": evenement.get_absolute_url(),
        }.items()
    }
    assert vues == {"lea": True, "noe": False, "publique": False}
    type(evenement).objects.update(debut=timezone.now() + timedelta(hours=2))
    assert "visio.exemple.fr" not in Client().get(MIENNE.path_of(lea)).content.decode()


def test_a_changed_link_is_told_once_to_those_who_had_it(courriels):
    evenement, elle = make_evenement(dans=timedelta(hours=20)), make_equipe("animation")
    make_inscription(evenement)
    assert tenue.save_acces(evenement, "https://visio.exemple.fr/abc", "", elle) == 0
    tenue.send_rappels(timezone.now())
    courriels.clear()
    for _ in range(2):
        tenue.save_acces(evenement, "https://visio.exemple.fr/xyz", "Code 12", elle)
    (message,) = courriels
    assert "https://visio.exemple.fr/xyz" in message.body
    assert "Code 12" in message.body
    assert list_objets(courriels) == [("lea", "la connexion change")]


def test_a_first_link_that_comes_after_the_reminder_is_told_as_ready(courriels):
    evenement, elle = make_evenement(dans=timedelta(minutes=50)), make_equipe("animation")
    make_inscription(evenement)
    tenue.send_rappels(timezone.now())
    assert tenue.save_acces(evenement, "https://visio.exemple.fr/abc", "", elle) == 1
    moment = format_moment(evenement.debut).replace("\u00a0", " ")
    assert list_objets(courriels) == [
        ("lea", f"c’est {moment}"),
        ("lea", "le lien de connexion est prêt"),
    ]
    assert "remplacent" not in courriels[1].body


def test_a_new_day_is_told_and_reminded_again(courriels):
    evenement, elle = make_evenement(), make_equipe("animation")
    make_inscription(evenement, veille_pour=evenement.debut)
    debut = evenement.debut + timedelta(days=7)
    ecrit = tenue.Ecrit({"debut": debut, "fin": debut + timedelta(hours=1)})
    tenue.save_evenement(evenement, evenement.version, ecrit, elle, timezone.now())
    tenue.send_rappels(debut - timedelta(hours=20))
    assert list_objets(courriels)[0][1] == "la date change"
    assert len(courriels) == 2


def test_more_places_call_several_and_fewer_take_none(courriels):
    evenement, elle = make_evenement(places=1), make_equipe("animation")
    make_inscription(evenement)
    for nom in ("noe", "zoe", "max"):
        make_inscription(evenement, f"{nom}@exemple.fr", "en_attente")

    def resize(places):
        ecrit = tenue.Ecrit({"places": places})
        tenue.save_evenement(evenement, evenement.version, ecrit, elle, timezone.now())
        return list(read_etats(evenement).values())

    assert resize(3) == ["inscrite", "proposee", "proposee", "en_attente"]
    assert resize(1) == ["inscrite", "proposee", "proposee", "en_attente"]
    assert resize(None) == ["inscrite"] * 4
    assert list_objets(courriels)[-1] == ("max", "vous avez votre place")


def test_a_cancelled_event_tells_each_once(courriels):
    evenement, elle = make_evenement(places=1), make_equipe("animation")
    etats = {"lea": "inscrite", "noe": "en_attente", "zoe": "a_confirmer", "max": "desistee"}
    for nom, etat in etats.items():
        make_inscription(evenement, f"{nom}@exemple.fr", etat)
    tenue.cancel_evenement(evenement, "L’animatrice est malade.", elle, timezone.now())
    with pytest.raises(agenda_regles.GesteRefuse):
        tenue.cancel_evenement(evenement, "", elle, timezone.now())
    assert list_objets(courriels) == [("lea", "événement annulé"), ("noe", "événement annulé")]
    assert "L’animatrice est malade." in courriels[0].body
    assert read_etats(evenement) == {
        "lea": "annulee", "noe": "annulee", "zoe": "annulee", "max": "desistee",
    }  # fmt: skip
    tenue.advance_files(timezone.now())
    assert len(courriels) == 2


def test_time_passes_offers_on(courriels):
    evenement = make_evenement(places=1)
    make_inscription(evenement, etat="proposee", expire_le=timezone.now())
    make_inscription(evenement, "noe@exemple.fr", "en_attente")
    assert tenue.advance_files(timezone.now()) == 2
    assert read_etats(evenement) == {"lea": "expiree", "noe": "proposee"}
    assert tenue.advance_files(timezone.now()) == 0


# What is kept of people.


def test_addresses_are_forgotten():
    maintenant = timezone.now()
    ancien = make_evenement("ancien", dans=timedelta(days=-400))
    make_inscription(ancien, organisme="Ville de Val-Fictif")
    make_inscription(ancien, "noe@exemple.fr", organisme="SDIS fictif", accord_citation=True)
    recent = make_evenement()
    make_inscription(recent, etat="a_confirmer", demandee_le=maintenant - timedelta(days=7))
    make_inscription(recent, "noe@exemple.fr", "a_confirmer")
    tenue.forget_personnes(maintenant)
    champs = ("courriel", "nom", "organisme", "etat")
    assert list(Inscription.objects.order_by("pk").values_list(*champs)) == [
        ("", "", "", "inscrite"),
        ("", "", "SDIS fictif", "inscrite"),
        ("noe@exemple.fr", "Essai", "", "a_confirmer"),
    ]


def test_an_erased_account_frees_its_place(courriels):
    evenement, ada = make_evenement(places=1), make_personne("ada@exemple.fr")
    make_inscription(evenement, "ada@exemple.fr")
    make_inscription(evenement, "noe@exemple.fr", "en_attente")
    (rendue,) = export_donnees(ada)["inscriptions"]
    assert rendue["evenement"] == "Choisir ses indicateurs"
    erase_compte(ada)
    assert read_etats(evenement) == {"": "desistee", "noe": "proposee"}
    assert list(Inscription.objects.filter(courriel="").values_list("nom", flat=True)) == [""]


def test_a_name_holds_no_address_of_a_site():
    evenement = make_evenement()
    page = texte(send(Client(), evenement, courriel="lea@exemple.fr", nom="www.gagnez.example"))
    assert "Un nom ne contient pas d’adresse de site" in page


def test_a_group_larger_than_the_event_is_refused():
    page = texte(send(Client(), make_evenement(places=2), courriel="lea@exemple.fr", taille="3"))
    assert "n’a que 2 places" in page


def test_the_same_address_twice_at_once_is_one_request():
    evenement = make_evenement()
    ask(evenement)
    ask(evenement, saisie=InscriptionSaisie("Léa", "Essai", "", taille=2))
    assert (Inscription.objects.count(), Inscription.objects.get().taille) == (1, 2)
    assert LEA.taille == 1
