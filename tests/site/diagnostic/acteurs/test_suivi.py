"""People, contacts, next dates, reminders, retention."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.diagnostic.acteurs.suivi_acteurs import keep_conservation, send_rappels_acteurs
from spaser.site.diagnostic.models import Echange, Personne
from spaser.site.organisations.models import Appartenance, Espace
from spaser.site.socle.courriels.abonnements import choose_cadences
from spaser.site.socle.models import Cadence, Sujet
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_personne,
    sign_in,
    texte,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
RACINE = f"/espace/{SIREN_VAL}/acteurs/"
JOUR = date(2026, 3, 10)


@pytest.fixture
def personne(acteur, membre):
    return acteur.personnes.create(
        nom="Ada Fictive", courriel="ada@exemple.fr", dernier_contact=JOUR, notee_par=membre
    )


@pytest.fixture
def relance(acteur, membre):
    return acteur.echanges.create(
        jour=JOUR, moyen="telephone", dit="À revoir", relance_le=JOUR + timedelta(3), auteur=membre
    )


def test_a_contact_is_noted_with_its_next_date(client, acteur, membre):
    demain = timezone.localdate() + timedelta(days=1)
    envoi = {
        "jour": timezone.localdate().isoformat(),
        "moyen": "reunion",
        "dit": "Accord sur un atelier",
        "relance_le": demain.isoformat(),
    }

    page = client.post(f"{RACINE}{acteur.pk}/echanges/ajouter/", envoi, follow=True)

    assert "Accord sur un atelier" in texte(page)
    assert "Accord sur un atelier" in texte(client.get(f"{RACINE}relances/"))
    assert Echange.objects.get().auteur == membre


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"dit": "  "}, "dit"),
        ({"jour": "2999-01-01"}, "jour"),
        ({"jour": "hier"}, "jour"),
        ({"relance_le": "2026-03-09"}, "relance_le"),
        ({"relance_le": "2999-01-01"}, "relance_le"),
        ({"moyen": "pigeon"}, "moyen"),
        ({"personne": "99"}, "personne"),
    ],
)
def test_a_contact_that_cannot_be_says_what_to_mend(client, acteur, champs, champ):
    envoi = {"jour": "2026-03-10", "moyen": "courriel", "dit": "Oui"} | champs

    page = client.post(f"{RACINE}{acteur.pk}/echanges/ajouter/", envoi)

    assert list(page.context["form"].errors) == [champ]
    assert not Echange.objects.exists()


def test_meeting_somebody_keeps_her_longer(client, acteur, personne):
    Personne.objects.update(annonce_le=JOUR + timedelta(days=2))
    envoi = {"jour": "2026-04-01", "moyen": "courriel", "dit": "Oui", "personne": personne.pk}

    client.post(f"{RACINE}{acteur.pk}/echanges/ajouter/", envoi)

    personne.refresh_from_db()
    assert (personne.dernier_contact, personne.annonce_le) == (date(2026, 4, 1), None)


def test_a_date_kept_leaves_the_list(client, relance):
    client.post(f"{RACINE}echanges/{relance.pk}/relance-faite/")

    assert "Aucune relance n’attend" in texte(client.get(f"{RACINE}relances/"))


def test_a_new_next_date_waits_again(client, relance):
    Echange.objects.update(relance_faite_le=JOUR)
    envoi = {"jour": "2026-03-10", "moyen": "telephone", "dit": "Plus tard", "version": 1,
             "relance_le": "2026-05-01"}  # fmt: skip

    client.post(f"{RACINE}echanges/{relance.pk}/modifier/", envoi)

    relance.refresh_from_db()
    assert (relance.relance_le, relance.relance_faite_le) == (date(2026, 5, 1), None)


def test_the_second_of_two_writers_of_a_contact_sees_both(client, relance):
    Echange.objects.update(dit="Le texte de l’autre", version=2)
    envoi = {"jour": "2026-03-10", "moyen": "telephone", "dit": "Le mien", "version": 1}

    page = texte(client.post(f"{RACINE}echanges/{relance.pk}/modifier/", envoi))

    assert "Le texte de l’autre" in page
    assert "Le mien" in page
    assert "Version enregistrée : 13 mars 2026" in page


def test_next_dates_go_to_a_diary_without_the_name_of_anybody(client, relance, personne):
    Echange.objects.update(personne=personne)

    agenda = client.get(f"{RACINE}relances.ics").content.decode()

    assert "SUMMARY:Relancer CRESS Fictive" in agenda
    assert "DTSTART;VALUE=DATE:20260313" in agenda
    assert "Ada" not in agenda


def test_a_reminder_leaves_the_day_before_once(relance, membre, courriels):
    assert [send_rappels_acteurs(JOUR + timedelta(days=n)) for n in (0, 1, 2, 2, 3)] == [
        0,
        0,
        1,
        0,
        0,
    ]

    (courriel,) = courriels
    assert courriel.to == [membre.courriel]
    assert "CRESS Fictive" in courriel.body


def test_a_reminder_missed_the_day_before_leaves_on_the_day(relance, courriels):
    assert send_rappels_acteurs(JOUR + timedelta(days=3)) == 1


@pytest.mark.parametrize(
    "champs",
    [{"relance_faite_le": JOUR}, {"relance_le": None}, {"relance_le": JOUR - timedelta(days=1)}],
)
def test_no_mail_is_empty(relance, courriels, champs):
    Echange.objects.update(**champs)

    assert send_rappels_acteurs(JOUR + timedelta(days=2)) == 0
    assert courriels == []


def test_reminders_follow_what_one_chose(client, relance, membre, courriels):
    choose_cadences(membre, {Sujet.RELANCES: Cadence.JAMAIS})

    assert send_rappels_acteurs(JOUR + timedelta(days=2)) == 1
    assert "/compte/courriels/" in texte(client.get(f"{RACINE}relances/"))
    assert courriels == []


def test_when_its_author_has_left_those_who_manage_are_told(relance, organisation, courriels):
    make_membre(organisation, "administration", "chef@exemple.fr")
    Appartenance.objects.filter(role="contribution").delete()

    send_rappels_acteurs(JOUR + timedelta(days=2))

    assert [c.to for c in courriels] == [["chef@exemple.fr"]]


def test_a_person_is_erased_after_three_years_a_month_after_the_notice(personne, courriels):
    fin = date(2029, 3, 10)
    avant = [keep_conservation(fin - timedelta(days=n)) for n in (31, 30, 29)]
    assert avant == [0, 0, 0]
    assert [c.subject for c in courriels] == [
        "Des personnes à contacter seront effacées dans un mois"
    ]
    assert "Ada" not in courriels[0].body

    assert keep_conservation(fin) == 1
    assert not Personne.objects.exists()


def test_a_person_found_long_after_is_announced_first(personne, courriels):
    tard = date(2031, 1, 1)

    assert [keep_conservation(tard + timedelta(days=n)) for n in (0, 29, 30)] == [0, 0, 1]


def test_a_person_is_erased_on_demand_and_contacts_stay(client, acteur, personne):
    echange = acteur.echanges.create(jour=JOUR, moyen="courriel", dit="Oui", personne=personne)
    assert "Effacer pour toujours" in texte(client.get(f"{RACINE}personnes/{personne.pk}/effacer/"))

    client.post(f"{RACINE}personnes/{personne.pk}/effacer/")

    echange.refresh_from_db()
    assert echange.personne is None
    assert not Personne.objects.exists()


def test_a_person_may_have_her_data(client, personne, acteur):
    acteur.echanges.create(jour=JOUR, moyen="courriel", dit="Oui", personne=personne)

    donnees = client.get(f"{RACINE}personnes/{personne.pk}/donnees.json").json()

    assert donnees["nom"] == "Ada Fictive"
    assert donnees["echanges"] == [{"jour": "2026-03-10", "moyen": "Courriel", "dit": "Oui"}]


def test_exports_of_the_table_hold_no_person(client, personne):
    assert "Ada" not in client.get(f"{RACINE}export.csv").content.decode()


def test_the_second_of_two_writers_of_a_person_sees_both(client, personne):
    Personne.objects.update(fonction="Directrice", version=2)
    envoi = {"nom": "Ada Fictive", "dernier_contact": "2026-03-10", "fonction": "Achats",
             "version": 1}  # fmt: skip

    page = texte(client.post(f"{RACINE}personnes/{personne.pk}/modifier/", envoi))

    assert "Directrice" in page
    assert "Achats" in page


def test_a_person_is_noted_and_corrected(client, acteur):
    envoi = {"nom": "Ada", "dernier_contact": "2026-03-10", "courriel": "ada@exemple.fr"}
    client.post(f"{RACINE}{acteur.pk}/personnes/ajouter/", envoi)
    personne = Personne.objects.get()

    client.post(f"{RACINE}personnes/{personne.pk}/modifier/", envoi | {"nom": "Bea", "version": 1})

    assert "Bea" in texte(client.get(acteur.get_absolute_url()))


def test_a_member_takes_her_data_away_and_leaves_her_work(relance, membre):
    donnees = export_donnees(membre)["acteurs"]
    assert donnees["echanges"][0]["dit"] == "À revoir"

    erase_compte(membre)

    relance.refresh_from_db()
    assert relance.auteur.nom_complet == "Compte effacé"


def test_a_trial_has_its_own_stakeholders(client, acteur):
    seule = make_personne("seule@exemple.fr")
    Espace.objects.create(proprietaire=seule, siren=SIREN_VAL, nom="Essai")

    chez_elle = sign_in(seule)
    chez_elle.post(f"{RACINE}ajouter/", {"nom": "À moi"})

    assert "CRESS Fictive" not in texte(chez_elle.get(RACINE))
    assert "À moi" not in texte(client.get(RACINE))
