"""One click stops one subject for one reader, with an account or not, and may be undone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from spaser.site.comptes.donnees_personnelles import erase_compte
from spaser.site.registre.courriels import tell_publie
from spaser.site.registre.models import Depot
from spaser.site.rencontres.models import Invitation
from spaser.site.rencontres.questionnaires.services import tell_invitation
from spaser.site.socle.app import sweep_courriels
from spaser.site.socle.courriels.abonnements import CompteChoix, choose_cadences, count_choix
from spaser.site.socle.courriels.natures import (
    mask,
    print_adresse,
    read_cadence,
    read_cadences,
    sign,
)
from spaser.site.socle.models import Cadence, Courriel, Preference, Refus, Sujet
from tests.outils.contenu import find_lignes
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in, texte
from tests.site.registre.fabrique import make_fiche
from tests.site.rencontres.questionnaires.fabrique import make_questionnaire

pytestmark = pytest.mark.django_db

LEA = "lea@exemple.fr"
JOURS = dict.fromkeys(("cree_le", "modifie_le"), timezone.now())
UN_CLIC = {"List-Unsubscribe": "One-Click"}


def publish_for(qui):
    """Write to somebody that her deposit is public."""
    fiche = make_fiche("Région Bretagne")
    tell_publie(qui, Depot.objects.create(fiche=fiche, courriel=LEA, **JOURS))


def find_lien(parti):
    entetes = parti.extra_headers
    assert entetes["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    lien = entetes["List-Unsubscribe"].strip("<>")
    html, _ = parti.alternatives[0]
    assert lien in parti.body
    assert lien in html
    return lien.removeprefix("https://spaser.exemple.fr")


@pytest.mark.parametrize(("cadence", "etats"), [("jamais", []), ("quotidienne", ["groupe"])])
def test_what_is_sent_to_the_address_of_an_account_follows_its_choices(cadence, etats):
    lea = make_personne(LEA)
    choose_cadences(lea, {Sujet.DEPOTS: Cadence(cadence)})
    publish_for(LEA)

    assert [courriel.etat for courriel in Courriel.objects.all()] == etats
    assert set(Courriel.objects.values_list("personne_id", "adresse")) <= {(lea.pk, "")}


def test_a_personal_link_names_no_account_and_obeys_it_all_the_same():
    lea = make_personne(LEA)
    questionnaire = make_questionnaire()
    invitation = Invitation.objects.create(questionnaire=questionnaire, empreinte="a" * 64)
    choose_cadences(lea, {Sujet.PROGRAMME: Cadence.HEBDOMADAIRE})
    tell_invitation(LEA, invitation)
    choose_cadences(lea, {Sujet.PROGRAMME: Cadence.JAMAIS})
    tell_invitation(LEA, invitation)

    (seul,) = Courriel.objects.all()
    assert (seul.personne_id, seul.adresse, seul.etat) == (None, LEA, "a_envoyer")


def test_what_was_refused_by_address_shows_in_the_account_and_is_taken_back_there():
    lea = make_personne(LEA)
    choose_cadences(lea, {Sujet.DEPOTS: Cadence.QUOTIDIENNE})
    Refus.objects.create(empreinte=print_adresse(LEA), sujet=Sujet.DEPOTS)
    assert read_cadences(lea)[Sujet.DEPOTS] == read_cadence(Sujet.DEPOTS, LEA) == Cadence.JAMAIS
    choose_cadences(lea, {Sujet.DEPOTS: Cadence.AUSSITOT})

    assert read_cadences(lea)[Sujet.DEPOTS] == read_cadence(Sujet.DEPOTS, LEA) == Cadence.AUSSITOT
    assert not Refus.objects.exists()


def test_an_address_without_account_stops_a_subject_and_nothing_of_it_is_kept(travailler):
    publish_for(LEA)
    (parti,) = travailler()
    chemin = find_lien(parti)
    assert "/compte/courriels/" not in parti.body

    client = Client(enforce_csrf_checks=True)
    page = texte(client.get(chemin))
    assert "l…@exemple.fr" in page
    assert "Dépôts, fiches et pages publiques" in page
    assert not Refus.objects.exists()  # software that opens every link stops nothing
    assert client.post(chemin, UN_CLIC).status_code == 200
    client.post(chemin, UN_CLIC)

    assert Refus.objects.count() == 1
    assert Refus.objects.get().empreinte not in (LEA, "")
    assert all("refus" not in ligne for ligne in find_lignes(LEA))
    assert read_cadence(Sujet.DEPOTS, " LEA@exemple.fr") == Cadence.JAMAIS
    assert read_cadence(Sujet.PROGRAMME, LEA) == Cadence.AUSSITOT
    assert read_cadence(Sujet.DEPOTS, "autre@exemple.fr") == Cadence.AUSSITOT


def test_it_is_undone_on_the_page_and_by_nobody_else(travailler):
    chemin = f"/courriels/arreter/{sign(LEA, [Sujet.DEPOTS])}/"
    client = Client()
    client.post(chemin)
    reprise = chemin.replace("arreter", "reprendre")
    assert "ne seront plus envoyés" in texte(client.get(chemin))
    assert Client(enforce_csrf_checks=True).post(reprise).status_code == 403
    assert "Ne plus envoyer" in texte(client.post(reprise, follow=True))
    assert not Refus.objects.exists()


def test_an_account_has_its_former_rhythm_back():
    ada = make_personne("ada@exemple.fr")
    choose_cadences(ada, {Sujet.DISCUSSIONS: Cadence.HEBDOMADAIRE})
    chemin = f"/courriels/arreter/{sign(ada, [Sujet.DISCUSSIONS, Sujet.COLLEGUES])}/"
    client = Client()
    page = texte(client.post(chemin))
    assert "a…@exemple.fr" in page
    assert (read_cadences(ada)[Sujet.DISCUSSIONS], read_cadences(ada)[Sujet.COLLEGUES]) == (
        Cadence.JAMAIS,
        Cadence.JAMAIS,
    )
    client.post(chemin.replace("arreter", "reprendre"))
    assert (read_cadences(ada)[Sujet.DISCUSSIONS], read_cadences(ada)[Sujet.COLLEGUES]) == (
        Cadence.HEBDOMADAIRE,
        Cadence.AUSSITOT,
    )


def test_what_an_address_refused_holds_once_it_has_an_account_until_she_chooses():
    Client().post(f"/courriels/arreter/{sign('ada@exemple.fr', [Sujet.PROGRAMME])}/")
    ada = make_personne("ada@exemple.fr")
    assert read_cadence(Sujet.PROGRAMME, ada) == Cadence.JAMAIS
    Client().post(f"/courriels/reprendre/{sign(ada, [Sujet.PROGRAMME])}/")
    assert read_cadence(Sujet.PROGRAMME, ada) == Cadence.AUSSITOT


def test_who_refused_by_her_address_may_choose_again_on_the_page_of_her_account():
    Client().post(f"/courriels/arreter/{sign('ada@exemple.fr', [Sujet.PROGRAMME])}/")
    ada = make_personne("ada@exemple.fr")
    choose_cadences(ada, {Sujet.PROGRAMME: Cadence.AUSSITOT})
    assert read_cadence(Sujet.PROGRAMME, ada) == Cadence.AUSSITOT


@pytest.mark.parametrize("abime", ["", "x", "WyJkZXBvdHMiXQ:faux"])
def test_a_forged_link_stops_nothing(abime):
    ada = make_personne("ada@exemple.fr")
    signe = sign(ada, [Sujet.DEPOTS])
    chemin = f"/courriels/arreter/{abime or signe[:-1]}/"
    assert Client().post(chemin).status_code == 404
    assert Client().post(chemin.replace("arreter", "reprendre")).status_code == 404
    assert not Preference.objects.exists()


def test_a_link_outlives_a_change_of_key_not_its_account(settings):
    ada = make_personne("ada@exemple.fr")
    Client().post(f"/courriels/arreter/{sign(LEA, [Sujet.DEPOTS])}/")
    chemin = f"/courriels/arreter/{sign(ada, [Sujet.DEPOTS])}/"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "k" * 50
    assert read_cadence(Sujet.DEPOTS, LEA) == Cadence.JAMAIS
    erase_compte(ada)
    assert Client().get(chemin).status_code == 404


def test_leaving_takes_everything_along():
    ada = make_personne("ada@exemple.fr")
    Client().post(f"/courriels/arreter/{sign('ada@exemple.fr', [Sujet.PROGRAMME])}/")
    choose_cadences(ada, {Sujet.DISCUSSIONS: Cadence.JAMAIS})
    erase_compte(ada)
    assert not Preference.objects.exists()
    assert not Refus.objects.exists()


def test_a_refusal_is_forgotten_after_three_years():
    Client().post(f"/courriels/arreter/{sign(LEA, [Sujet.PROGRAMME])}/")
    Refus.objects.update(refuse_le=timezone.now() - timedelta(days=1094))
    sweep_courriels(timezone.now())
    assert Refus.objects.count() == 1
    Refus.objects.update(refuse_le=timezone.now() - timedelta(days=1096))
    sweep_courriels(timezone.now())
    assert not Refus.objects.exists()


def test_too_many_posts_of_one_link_are_told_to_wait():
    chemin = f"/courriels/arreter/{sign(LEA, [Sujet.DEPOTS])}/"
    statuts = {Client().post(chemin).status_code for _ in range(31)}
    assert statuts == {200, 429}


def test_the_team_sees_counts_and_nobody():
    Client().post(f"/courriels/arreter/{sign(LEA, [Sujet.PROGRAMME])}/")
    ada = make_personne("ada@exemple.fr")
    choose_cadences(ada, {Sujet.PROGRAMME: Cadence.JAMAIS})
    choose_cadences(make_personne("bea@exemple.fr"), {Sujet.PROGRAMME: Cadence.HEBDOMADAIRE})
    assert [c for c in count_choix() if not c.est_nul] == [
        CompteChoix("Replays et questionnaires du programme", 1, 1, 1)
    ]
    page = texte(
        sign_in(make_equipe("animation"), second_facteur=True).get(
            "/organisations/programme/courriels/"
        )
    )
    assert "Replays et questionnaires du programme : 1 en récapitulatif" in page
    assert "ada" not in page


@pytest.mark.parametrize(
    ("adresse", "masquee"), [("lea@exemple.fr", "l…@exemple.fr"), ("a@b.fr", "a…@b.fr")]
)
def test_an_address_is_masked(adresse, masquee):
    assert mask(adresse) == masquee


# The page of an account.


def test_one_chooses_on_the_page_of_ones_account():
    ada = make_personne("ada@exemple.fr")
    client = sign_in(ada)
    page = texte(client.get("/compte/courriels/"))
    assert "Replays et questionnaires du programme" in page
    assert "Ce qui attend l’équipe" not in page
    choix = {s.value: "aussitot" for s in Sujet if s != Sujet.EQUIPE}
    client.post("/compte/courriels/", choix | {"discussions": "quotidienne", "depots": "jamais"})
    assert {(p.sujet, p.cadence) for p in Preference.objects.all()} == {
        ("discussions", "quotidienne"),
        ("depots", "jamais"),
    }
    Courriel.objects.create(
        nature="x", personne=ada, etat="groupe", du_le=timezone.now() + timedelta(days=1)
    )
    assert "attend le prochain récapitulatif" in texte(client.get("/compte/courriels/"))
    assert "Choisissez un rythme" in texte(
        client.post("/compte/courriels/", choix | {"depots": "parfois"})
    )
    equipe = sign_in(make_equipe(), second_facteur=True)
    assert "Ce qui attend l’équipe" in texte(equipe.get("/compte/courriels/"))
