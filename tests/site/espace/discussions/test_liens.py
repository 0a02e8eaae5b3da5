"""One table of links: what each opens, to whom it is listed, what renewing and ending it does."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.utils import timezone

from spaser.site.acheteurs.elus import PARTAGE
from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.diagnostic.models import Acteur
from spaser.site.espace.app import count_lectures
from spaser.site.espace.discussions import (
    list_partages,
    make_partage,
    open_sien,
    renew_partage,
    revoke_partage,
)
from spaser.site.espace.models import LienPartage
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.partenaires import PARTENAIRE, give_acces
from spaser.site.rencontres.agenda.evenements import CONFIRMER, MIEN, MIENNE
from spaser.site.rencontres.agenda.services import forget_personnes, register_compte
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.rencontres.agenda.fabrique import LEA, make_evenement, make_inscription

pytestmark = pytest.mark.django_db
MIENS = "/compte/liens/"
CREER = "creer/mon_agenda/"
AN = timedelta(days=365)


def read(reponse):
    return texte(reponse).replace("\u00a0", " ")


def open_(chemin):
    return Client().get(chemin).status_code


@pytest.fixture
def ada():
    return make_personne("ada@exemple.fr")


@pytest.fixture
def calendrier(ada):
    open_sien(MIEN, ada)
    return list_partages(MIEN).get()


@pytest.fixture
def acces(equipe):
    acteur = Acteur.objects.create(espace=equipe.espace, nom="Réseau fictif")
    return give_acces(equipe.espace, acteur, AN, equipe.redaction.personne)


@pytest.fixture
def partage(equipe):
    return make_partage(PARTAGE, equipe.espace, "Conseil", AN, equipe.redaction.personne)


def test_a_calendar_is_asked_for_renewed_and_stopped_from_the_account():
    client = sign_in(make_personne("ada@exemple.fr"))
    siens = read(client.get(MIENS)).count("Créer l’adresse")  # of the agenda, of groups

    adresses = []
    for geste in (CREER, "{}/renouveler/", "{}/retirer/", CREER):
        numero = LienPartage.objects.values_list("pk", flat=True).first()
        page = read(client.post(f"{MIENS}{geste.format(numero)}", follow=True))
        chemin = page.partition('href="http://testserver/agenda/mon-agenda/')[2].partition('"')[0]
        adresses.append(f"/agenda/mon-agenda/{chemin}" if chemin else "")
        assert page.count("Créer l’adresse") == siens - bool(chemin)
        assert [open_(a) for a in adresses if a] == [404] * (
            len([a for a in adresses if a]) - bool(chemin)
        ) + [200] * bool(chemin)

    assert siens == 2
    assert len({*adresses}) == 4  # three that were given, and none while it was stopped
    assert LienPartage.objects.get().tirage == 2
    gestes = Evenement.objects.filter(geste__startswith="partage.").order_by("pk")
    assert [e.geste for e in gestes] == [
        "partage.cree", "partage.renouvele", "partage.retire", "partage.renouvele",
    ]  # fmt: skip


def test_addresses_sent_before_there_were_editions_open_until_they_are_renewed(
    equipe, acces, partage, calendrier
):
    evenement = make_evenement()
    inscription = make_inscription(evenement)  # as the former version made it: without a link
    demande = make_inscription(evenement, "noe@exemple.fr", "a_confirmer")
    anciennes = {
        vue: Signer(salt=vue).sign(str(numero))  # the code of before
        for vue, numero in {
            "accueil:vue_partagee": partage.pk,
            "plan:partenaire": acces.pk,
            "agenda:mon_agenda": calendrier.porteur_id,
            "agenda:mienne": inscription.pk,
            "agenda:confirmer": demande.pk,
        }.items()
    }
    chemins = [
        f"/vue/{anciennes['accueil:vue_partagee']}/",
        PARTENAIRE.path_of(acces),
        f"/agenda/mon-agenda/{anciennes['agenda:mon_agenda']}/agenda.ics",
        f"/agenda/ma-place/{anciennes['agenda:mienne']}/",
        f"/agenda/confirmer/{anciennes['agenda:confirmer']}/",
    ]
    assert anciennes["plan:partenaire"] in chemins[1]
    assert [open_(chemin) for chemin in chemins] == [200] * 5

    for ligne in (inscription, demande):  # 0.3.0 recorded them
        ligne.lien = LienPartage.objects.create(vue="agenda:mienne", cree_le=ligne.demandee_le)
        ligne.save(update_fields=["lien"])
    assert [open_(chemin) for chemin in chemins] == [200] * 5

    for lien in LienPartage.objects.all():
        renew_partage(lien, equipe.redaction.personne)
    assert [open_(chemin) for chemin in chemins] == [404] * 5
    for ligne in (partage, acces.lien, calendrier, inscription, demande):
        ligne.refresh_from_db()
    acces.refresh_from_db()
    assert [
        open_(chemin)
        for chemin in (
            PARTAGE.path_of(partage),
            PARTENAIRE.path_of(acces),
            MIEN.path_of(calendrier),
            MIENNE.path_of(inscription),
            CONFIRMER.path_of(demande),
        )
    ] == [200] * 5


def test_a_link_that_the_former_version_writes_meanwhile_opens_and_is_listed(equipe):
    with connection.cursor() as curseur:  # the columns that it knows
        curseur.execute(
            "INSERT INTO commun_lienpartage"
            " (espace_id, vue, pour, cree_par_id, cree_le, expire_le, lectures)"
            " VALUES (%s, 'accueil:vue_partagee', 'Conseil', %s, %s, %s, 0)",
            [equipe.espace.pk, equipe.redaction.personne.pk, timezone.now(), timezone.now() + AN],
        )
    lien = LienPartage.objects.get()
    chemin = f"/vue/{Signer(salt='accueil:vue_partagee').sign(str(lien.pk))}/"

    assert open_(chemin) == 200
    assert chemin in texte(equipe.administration.client.get(MIENS))


def test_a_space_lists_its_links_to_each_who_may_give_them_and_to_nobody_else(
    equipe, acces, partage
):
    voisine = make_membre(make_organisation(SIREN_HAUT, "Voisine"), "administration").utilisateur
    vus = {
        nom: [
            chemin in texte(client.get(MIENS))
            for chemin in (PARTAGE.path_of(partage), PARTENAIRE.path_of(acces))
        ]
        for nom, client in {
            **{role: membre.client for role, membre in equipe.membres.items()},
            "voisine": sign_in(voisine),
        }.items()
    }

    assert vus == {
        "administration": [True, True],  # another gave them
        "redaction": [True, True],
        "contribution": [False, True],
        "lecture": [False, False],
        "voisine": [False, False],
    }
    page = read(equipe.administration.client.get(MIENS))
    assert "Vue des achats responsables – Conseil" in page
    assert "Actions d’un partenaire – Réseau fictif" in page
    assert f"{equipe.espace.nom}. Créé le " in page
    assert f"par {equipe.redaction.nom}. Ouvert jusqu’au " in " ".join(page.split())
    for client in (equipe.lecture.client, sign_in(voisine)):
        for geste in ("renouveler", "retirer"):
            assert client.post(f"{MIENS}{partage.pk}/{geste}/").status_code == 404
    assert open_(PARTAGE.path_of(partage)) == 200
    assert equipe.contribution.client.post(f"{MIENS}{acces.lien_id}/retirer/").status_code == 302
    assert open_(PARTENAIRE.path_of(acces)) == 404


def test_whoever_left_an_organisation_sees_its_links_no_more(equipe, partage):
    equipe.organisation.appartenances.filter(utilisateur=equipe.redaction.personne).delete()

    assert PARTAGE.path_of(partage) not in texte(equipe.redaction.client.get(MIENS))
    assert open_(PARTAGE.path_of(partage)) == 200


def test_a_trial_lists_its_links_to_its_owner(ada):
    essai = Espace.objects.create(proprietaire=ada, siren=SIREN_VAL, nom="Essai")
    lien = make_partage(PARTAGE, essai, "Conseil", AN, ada)

    assert PARTAGE.path_of(lien) in texte(sign_in(ada).get(MIENS))


def test_ones_own_registration_is_listed_renewed_and_given_up_elsewhere(ada):
    evenement = make_evenement()
    inscription = register_compte(evenement, ada, LEA, timezone.now())
    inscription.refresh_from_db()
    client, chemin = sign_in(ada), MIENNE.path_of(inscription)
    page = read(client.get(MIENS))
    assert "Mon inscription – Choisir ses indicateurs" in page
    assert chemin in page
    assert f"{MIENS}{inscription.lien_id}/retirer/" not in page
    assert client.post(f"{MIENS}{inscription.lien_id}/retirer/").status_code == 404

    client.post(f"{MIENS}{inscription.lien_id}/renouveler/")

    assert [open_(chemin), open_(f"{chemin}agenda.ics")] == [404, 404]
    inscription.lien.refresh_from_db()
    assert open_(MIENNE.path_of(inscription)) == 200
    evenement.fin = timezone.now()
    evenement.save()
    assert "Mon inscription" not in read(client.get(MIENS))


def test_a_registration_that_is_forgotten_leaves_no_link(ada):
    evenement = make_evenement()
    register_compte(evenement, ada, LEA, timezone.now())
    register_compte(make_evenement("autre"), ada, LEA, timezone.now())
    evenement.delete()
    assert LienPartage.objects.count() == 2

    forget_personnes(timezone.now())
    assert LienPartage.objects.count() == 1
    forget_personnes(timezone.now() + AN + timedelta(days=30))
    assert not LienPartage.objects.exists()


def test_reading_ones_calendar_is_counted_and_told_in_no_journal(
    ada, calendrier, settings, tmp_path
):
    settings.DOSSIER = tmp_path
    for _ in range(2):
        assert open_(MIEN.path_of(calendrier)) == 200

    for _ in range(2):  # put aside, then written
        count_lectures(timezone.now())
    assert "Lu 2 fois" in read(sign_in(ada).get(MIENS))
    assert not Evenement.objects.filter(geste="partage.lu").exists()


def test_whose_address_is_not_known_to_be_hers_is_offered_no_calendar():
    inconnue = make_personne("ada@exemple.fr", courriel_verifie_le=None)

    assert "Créer l’adresse" not in read(sign_in(inconnue).get(MIENS))


@pytest.mark.parametrize("page", ["rien", PARTAGE.code, MIENNE.code, "profil"])
def test_nobody_asks_for_a_link_that_is_not_ones_own_to_ask(ada, page):
    assert sign_in(ada).post(f"{MIENS}creer/{page}/").status_code == 404
    assert not LienPartage.objects.exists()


def test_an_erased_account_takes_its_links_and_leaves_those_of_the_organisation(
    equipe, partage, ada, calendrier
):
    auteure, nom = equipe.redaction.personne, equipe.redaction.nom
    open_sien(MIEN, auteure)
    sien = list_partages(MIEN).get(porteur=auteure)
    export = export_donnees(auteure)["liens"]
    assert [(lien["page"], lien["espace"], lien["donne_a"]) for lien in export] == [
        ("agenda:mon_agenda", "", ""),
        ("accueil:vue_partagee", equipe.espace.nom, "Conseil"),
    ]

    erase_compte(auteure)

    assert [open_(MIEN.path_of(sien)), open_(MIEN.path_of(calendrier))] == [404, 200]
    assert open_(PARTAGE.path_of(partage)) == 200
    page = texte(equipe.administration.client.get(MIENS))
    assert PARTAGE.path_of(partage) in page
    assert nom not in page
    assert "par Compte effacé" in page


def test_a_link_taken_back_opens_nothing_whatever_a_page_looks_among(equipe, partage):
    signe = PARTAGE.path_of(partage).split("/")[-2]
    assert PARTAGE.find(signe, LienPartage.objects.all()) == partage

    revoke_partage(partage, equipe.redaction.personne)

    assert PARTAGE.find(signe, LienPartage.objects.all()) is None


@pytest.mark.parametrize(
    "forge", ["", ":", "1", "²:x", "-1:x", "1e3:x", f"{'9' * 5000}:x", f"{10**17}:x", "0:\x00"]
)
def test_what_is_forged_is_refused_without_a_word(partage, forge):
    assert PARTAGE.find(forge, LienPartage.objects.all()) is None
