"""The team makes a questionnaire, reads its results and what was written; nobody else does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from spaser.documents.francais import format_date
from spaser.regles.editions import Satisfaction
from spaser.regles.questionnaires import EtatQuestionnaire, MomentQuestionnaire
from spaser.site.editorial.genres import FormContenu
from spaser.site.rencontres.models import Commentaire, Questionnaire, Repondu
from spaser.site.rencontres.questionnaires.forms import list_choix_evenements
from spaser.site.rencontres.questionnaires.resultats import (
    list_ouverts,
    list_resultats_publics,
    list_verbatims,
    read_resultats,
    read_satisfaction,
)
from spaser.site.rencontres.questionnaires.services import list_textes_questionnaires
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in, texte
from tests.site.rencontres.agenda.fabrique import make_evenement, make_inscription
from tests.site.rencontres.questionnaires.fabrique import (
    SATISFAIT,
    make_commentaire,
    make_invitation,
    make_questionnaire,
    make_reponses,
)

pytestmark = pytest.mark.django_db

EQUIPE = "/questionnaires/equipe/"


@pytest.fixture
def equipe():
    return sign_in(make_equipe("animation"), second_facteur=True)


def read_page(page):
    """Return what a page would send if nothing was typed."""
    form = page.context["page"].form
    envoi = {
        nom: form[nom].value() for nom in form.fields if form[nom].value() not in (None, False)
    }
    lignes = page.context["page"].repetition.lignes
    envoi |= {
        f"questions-{nom}": lignes.management_form[nom].value()
        for nom in lignes.management_form.fields
    }
    for ligne in lignes:
        envoi |= {
            ligne.add_prefix(nom): valeur if not isinstance(valeur, bool) else "on"
            for nom in ligne.fields
            if (valeur := _write(ligne, nom)) not in (None, False, "")
        }
    return envoi


def _write(ligne, nom):
    return ligne[nom].value()


def list_enonces(page):
    return [ligne["enonce"].value() for ligne in page.context["page"].repetition.lignes]


@pytest.mark.longue
def test_a_questionnaire_is_made_from_a_model_changed_without_javascript_and_opened(equipe, client):
    page = equipe.post(EQUIPE, {"modele": "atelier", "titre": "Après l’atelier"}, follow=True)
    adresse = page.request["PATH_INFO"]
    avant = list_enonces(page)
    envoi = read_page(page)
    monte = equipe.post(adresse, envoi | {"monter": "questions-1"})
    retire = equipe.post(adresse, read_page(monte) | {"retirer": "questions-6"})
    ajoute = equipe.post(adresse, read_page(retire) | {"ajouter": "questions"})
    descend = equipe.post(adresse, read_page(ajoute) | {"descendre": "questions-0"})

    assert list_enonces(monte)[:3] == [avant[1], avant[0], avant[2]]
    assert len(list_enonces(retire)) == 6
    assert len(list_enonces(ajoute)) == 7
    assert list_enonces(descend)[:2] == avant[:2]
    neuve = {
        "questions-6-enonce": "Reviendrez-vous ?",
        "questions-6-nature": "un",
        "questions-6-choix": "Oui\nNon\nPeut-être",
    }
    garde = equipe.post(adresse, read_page(descend) | neuve, follow=True)
    questionnaire = Questionnaire.objects.get()
    assert "Le questionnaire est enregistré" in texte(garde)
    assert questionnaire.code == "apres-latelier"
    assert client.get("/questionnaires/apres-latelier/").status_code == 404

    equipe.post(
        f"{EQUIPE}{questionnaire.pk}/avancer/",
        {"quoi": "ouvrir", "version": questionnaire.version + 1},
    )
    assert client.get("/questionnaires/apres-latelier/").status_code == 404
    questionnaire.refresh_from_db()
    equipe.post(
        f"{EQUIPE}{questionnaire.pk}/avancer/", {"quoi": "ouvrir", "version": questionnaire.version}
    )
    assert "Reviendrez-vous ?" in texte(client.get("/questionnaires/apres-latelier/"))
    assert "Après l’atelier" in texte(client.get("/questionnaires/"))
    assert "Aperçu : rien n’est envoyé d’ici" in texte(
        equipe.get(f"{EQUIPE}{questionnaire.pk}/apercu/")
    )


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"questions-0-bas": ""}, "Dites ce que veut dire cette note"),
        ({"questions-2-choix": "Un seul"}, "de 2 à 20 choix"),
        ({"questions-2-choix": "Oui\noui"}, "Deux choix sont les mêmes"),
        ({"questions-2-satisfaction": "on"}, "Seule une note peut entrer dans le bilan"),
        ({"questions-1-satisfaction": "on"}, "Une seule question peut donner la note"),
        ({"questions-0-enonce": ""}, "Écrivez la question"),
        ({"questions-0-nature": "etoiles"}, "n’est pas une réponse que nous connaissons"),
        ({"ferme_le": "2020-01-01"}, "vient avant le premier"),
        ({"ouvre_le": ""}, "Donnez le premier jour"),
    ],
)
def test_what_a_questionnaire_cannot_be_is_told_with_its_place(equipe, champs, message):
    avis = make_questionnaire()
    adresse = f"{EQUIPE}{avis.pk}/modifier/"
    page = equipe.post(adresse, read_page(equipe.get(adresse)) | champs)

    assert message in texte(page)
    assert "Rien de ce que vous avez écrit n’est perdu" in texte(page)


def test_once_answered_a_slip_is_mended_and_a_change_begins_a_version_told_apart(equipe):
    avis = make_questionnaire()
    make_reponses(avis, *[SATISFAIT] * 6)
    adresse = f"{EQUIPE}{avis.pk}/modifier/"
    envoi = read_page(equipe.get(adresse))
    faute = equipe.post(
        adresse,
        envoi | {"questions-0-enonce": "Dans l’ensemble, etes-vous satisfait de ce webinaire ?"},
        follow=True,
    )
    depassee = equipe.post(adresse, envoi)
    neuf = equipe.post(
        adresse,
        read_page(equipe.get(adresse)) | {"questions-2-choix": "Lent\nRapide"},
        follow=True,
    )

    assert "nouvelle version" not in texte(faute)
    assert "Une autre personne a enregistré une version" in texte(depassee)
    assert "etes-vous satisfait" in texte(depassee).partition("Votre version")[2]
    assert "Une nouvelle version commence" in texte(neuf)
    assert "n’a plus les mêmes choix" in texte(neuf)
    assert [v.numero for v in avis.versions.all()] == [1, 2]
    make_reponses(avis, *[{"q1": 3}] * 5, numero=2)
    page = texte(equipe.get(f"{EQUIPE}{avis.pk}/resultats/"))
    assert "Version 2 : 5 réponses" in page
    assert "Version 1 : 6 réponses" in page


def test_what_is_open_does_not_change_under_whoever_is_reading_it(equipe):
    avis = make_questionnaire()
    adresse = f"{EQUIPE}{avis.pk}/modifier/"
    envoi = read_page(equipe.get(adresse)) | {"questions-2-choix": "Lent\nRapide"}
    page = equipe.post(adresse, envoi, follow=True)

    assert "Une nouvelle version commence" not in texte(page)
    assert [v.lues[2].choix for v in avis.versions.order_by("numero")][1:] == [("Lent", "Rapide")]


def test_from_five_answers_the_team_reads_every_number_and_others_what_tells_nobody(equipe, client):
    avis = make_questionnaire(resultats_publics=True)
    make_reponses(avis, *[SATISFAIT | {"q3": rang} for rang in [1, *[2] * 7, *[3] * 20]])
    adresse = f"{EQUIPE}{avis.pk}/resultats"
    page = equipe.get(f"{adresse}/")
    csv = equipe.get(f"{adresse}.csv").content.decode("utf-8-sig")
    publique = client.get("/questionnaires/avis/resultats/")

    rythme = [ligne for ligne in csv.splitlines() if "rythme" in ligne]
    assert [ligne.split(";")[5] for ligne in rythme] == ["1", "7", "20"]
    assert "masqué" not in csv
    assert "masqué" not in texte(page).replace("Les résultats publics masquent", "")
    assert "<strong>5 sur 5</strong>" in page.text
    assert "8 réponses dans des lignes masquées" in texte(publique)
    assert "au moins 4,9 sur 5" in texte(publique)
    assert "Résultats : Votre avis sur le webinaire" in texte(client.get("/questionnaires/"))


def test_under_five_nothing_is_shown_but_a_number(equipe, client):
    avis = make_questionnaire(resultats_publics=True)
    make_reponses(avis, *[SATISFAIT] * 4)
    make_commentaire(avis)

    page = texte(equipe.get(f"{EQUIPE}{avis.pk}/resultats/"))
    assert "4 réponses" in page
    assert "Moins de cinq réponses : rien d’autre n’est montré." in page
    assert "sur 5" not in page
    assert "Très utile" not in texte(equipe.get(f"{EQUIPE}{avis.pk}/commentaires/"))
    assert equipe.get(f"{EQUIPE}commentaires/{Commentaire.objects.get().pk}/").status_code == 404
    assert client.get("/questionnaires/avis/resultats/").status_code == 404
    assert read_satisfaction("edition-2") == (
        Satisfaction("Votre avis sur le webinaire", 4, None, None),
    )


def test_each_version_is_shown_on_its_own_five_answers_and_without_a_note_nothing_is_said(client):
    avis = make_questionnaire(resultats_publics=True)
    avis.versions.create(numero=2, questions=avis.versions.get().questions[2:])
    make_reponses(avis, *[SATISFAIT] * 3)
    make_reponses(avis, *[SATISFAIT] * 3, numero=2)
    assert list_resultats_publics(timezone.localdate()) == []

    make_reponses(avis, *[SATISFAIT] * 3)
    make_reponses(avis, *[SATISFAIT] * 3, numero=2)
    assert list_resultats_publics(timezone.localdate()) == [avis]
    assert client.get("/questionnaires/avis/resultats/").status_code == 200
    assert [lue.n for lue in read_satisfaction("edition-2")] == [6]


def test_words_are_published_with_consent_and_after_reading_shortened_at_most(equipe, client):
    avis = make_questionnaire(resultats_publics=True)
    make_reponses(avis, *[SATISFAIT] * 5)
    vif = make_commentaire(
        avis, "<script>alert(1)</script> Très utile pour nos projets", fonction="Acheteuse"
    )
    tu = make_commentaire(avis, "Entre nous, trop long", publiable=False)
    page = f"{EQUIPE}commentaires/{vif.pk}/"

    assert list_verbatims("edition-2") == ()
    assert "&lt;script&gt;alert(1)" in equipe.get(page).text
    refuse = equipe.post(page, {"etat": "publie", "extrait": "Extrêmement utile"})
    assert "se raccourcit et ne se réécrit pas" in texte(refuse)
    equipe.post(page, {"etat": "publie", "extrait": "[...] Très utile pour nos projets"})
    non = equipe.post(f"{EQUIPE}commentaires/{tu.pk}/", {"etat": "publie", "extrait": tu.texte})
    assert "n’a pas accepté la publication" in texte(non)

    (dit,) = list_verbatims("edition-2")
    assert (dit.texte, dit.fonction) == ("[…] Très utile pour nos projets", "Acheteuse")
    publique = client.get("/questionnaires/avis/resultats/")
    assert "<script>alert" not in publique.text
    assert "« […] Très utile pour nos projets »" in texte(publique)
    assert "Entre nous" not in publique.text
    equipe.post(page, {"etat": "ecarte", "extrait": "x"})
    assert list_verbatims("edition-2") == ()
    assert list_verbatims("") == ()


def test_the_review_reads_the_mean_of_an_edition(equipe, django_assert_num_queries):
    avis = make_questionnaire()
    make_reponses(avis, *[{"q1": n} for n in [1, 2, 3, 4, 5] for _ in range(5)])
    make_questionnaire("autre", edition="edition-1")
    make_questionnaire("sans-reponse")

    with django_assert_num_queries(3):  # however many they are
        lues = read_satisfaction("edition-2")
    assert lues == (Satisfaction("Votre avis sur le webinaire", 25, 3.0, pytest.approx(2**0.5)),)
    page = texte(equipe.get(f"{EQUIPE}{avis.pk}/resultats/"))
    assert "3 sur 5" in page  # as the review writes it
    assert "3,0 sur 5" not in page
    assert read_satisfaction("edition-1") == read_satisfaction("") == ()


def test_five_answers_in_all_are_read_by_the_team_even_to_what_two_answered(equipe):
    avis = make_questionnaire()
    make_reponses(avis, *[SATISFAIT | {"q1": 4, "q3": 2}] * 2, *[{"q1": 1}] * 3)

    lues = {r.question.code: r for r in read_resultats(avis, entier=True)[0].resultats}
    assert [c.nombre for c in lues["q1"].cellules] == [3, 0, 0, 2, 0]
    assert (lues["q1"].moyenne, lues["q1"].borne) == (2.2, "")
    assert [c.nombre for c in lues["q3"].cellules] == [0, 2, 0]
    assert "Moins de 5 réponses" not in texte(equipe.get(f"{EQUIPE}{avis.pk}/resultats/"))
    publics = {r.question.code: r for r in read_resultats(avis)[0].resultats}
    assert [c.nombre for c in publics["q1"].cellules] == []
    assert not publics["q3"].est_montrable


def test_closing_keeps_the_days_on_which_answers_were_taken(equipe, client):
    jour = timezone.localdate()
    avis = make_questionnaire(ouvre_le=jour, ferme_le=jour + timedelta(days=7))
    adresse = f"{EQUIPE}{avis.pk}/avancer/"
    ferme = equipe.post(adresse, {"quoi": "fermer", "version": 1}, follow=True)
    avis.refresh_from_db()
    assert (avis.ouvre_le, avis.ferme_le) == (jour, jour)
    ecrit = format_date(jour).replace("\u00a0", " ")
    assert f"du {ecrit}" not in texte(ferme)
    assert f"le {ecrit}" in texte(ferme)
    assert avis.find_etat(jour) is EtatQuestionnaire.FERME
    assert "ne prend plus de réponse" in texte(client.get("/questionnaires/avis/"))
    assert list_ouverts(jour) == []
    equipe.post(adresse, {"quoi": "ouvrir", "version": 2})
    avis.refresh_from_db()
    assert (avis.ouvre_le, avis.ferme_le, avis.clos_le) == (jour, None, None)
    assert list_ouverts(jour) == [avis]


def test_what_an_invitation_and_a_sending_ask_for_is_not_said_optional(equipe):
    avis = make_questionnaire(ferme_le=None)
    page = equipe.get(f"{EQUIPE}{avis.pk}/modifier/")
    dit = texte(equipe.post(f"{EQUIPE}{avis.pk}/inviter/", {"adresses": "lea@exemple.fr"}))

    assert "Donnez un dernier jour au questionnaire" in dit
    assert "Dernier jour (Optionnel)" not in texte(page)
    assert "Demandé pour inviter" in texte(page)
    assert "(Optionnel)" not in FormContenu()["motif"].as_field_group()


def test_closing_counts_at_once_and_an_answered_one_is_not_erased(equipe):
    avis = make_questionnaire(ouvre_le=timezone.localdate())
    make_reponses(avis, *[SATISFAIT] * 5, comptee=False)
    adresse = f"{EQUIPE}{avis.pk}/avancer/"

    efface = equipe.post(adresse, {"quoi": "effacer", "version": 1}, follow=True)
    ferme = equipe.post(adresse, {"quoi": "fermer", "version": 1}, follow=True)
    assert "Des réponses sont arrivées" in texte(efface)
    assert "Le questionnaire est fermé" in texte(ferme)
    assert "version 1 : 5 dans les résultats" in texte(ferme)
    assert list_ouverts(timezone.localdate()) == []
    vide = make_questionnaire("vide")
    equipe.post(f"{EQUIPE}{vide.pk}/avancer/", {"quoi": "effacer", "version": 1})
    assert not Questionnaire.objects.filter(code="vide").exists()


def test_those_who_were_there_are_invited_from_a_list(equipe):
    avis = make_questionnaire()
    adresse = f"{EQUIPE}{avis.pk}/inviter/"
    faute = equipe.post(adresse, {"adresses": "lea@exemple.fr\nnimporte"})
    faite = equipe.post(
        adresse, {"adresses": "lea@exemple.fr; zoe@exemple.fr\nlea@exemple.fr"}, follow=True
    )

    assert "« nimporte » n’a pas la forme nom@domaine.fr" in texte(faute)
    assert "Invitations écrites : 2. Déjà invitées, ou deux fois dans la liste : 1." in texte(faite)


def test_those_noted_present_at_an_event_are_invited_at_once(equipe, courriels):
    evenement = make_evenement(code="atelier-3")
    avis = make_questionnaire(evenement="atelier-3")
    for nom, present in (("lea", True), ("zoe", False), ("max", None)):
        make_inscription(evenement, f"{nom}@exemple.fr", present=present)
    adresse = f"{EQUIPE}{avis.pk}/inviter/"

    assert "Inviter les personnes notées présentes (1)" in texte(equipe.get(adresse))
    equipe.post(adresse, {"presentes": "1"})
    assert [c.to for c in courriels] == [["lea@exemple.fr"]]


def test_an_event_is_offered_by_its_day_in_paris():
    make_evenement(debut=datetime(2024, 7, 1, 22, 30, tzinfo=UTC), titre="Tard le soir")

    assert list_choix_evenements()[1][1] == "Tard le soir (02/07/2024)"


def test_an_event_without_a_questionnaire_begins_one_that_takes_its_edition(equipe, client):
    hier = timezone.now() - timedelta(days=1)
    passe = {"debut": hier, "fin": hier + timedelta(hours=1), "edition": "edition-2"}
    evenement = make_evenement(code="atelier-3", titre="Acheter bio", nature="atelier", **passe)
    make_inscription(evenement, "lea@exemple.fr")
    tableau = equipe.get(EQUIPE)
    page = equipe.get(f"{EQUIPE}?evenement=atelier-3")
    initial = page.context["form"].initial
    suite = equipe.post(EQUIPE, initial, follow=True)
    avis = Questionnaire.objects.get()
    inviter = equipe.get(f"{EQUIPE}{avis.pk}/inviter/")

    assert 'href="?evenement=atelier-3#nouveau"' in tableau.text
    assert initial["titre"] == "Votre avis\u00a0: Acheter bio"
    assert (avis.moment, avis.evenement, avis.edition) == ("atelier", "atelier-3", "edition-2")
    assert 'href="/agenda/equipe/atelier-3/presences/"' in inviter.text
    assert "Deuxième édition" in texte(equipe.get(f"{EQUIPE}{avis.pk}/"))
    assert "Ouvrir ou inviter" in texte(equipe.get(EQUIPE))
    assert "Votre avis :" not in texte(client.get("/agenda/atelier-3/"))
    Questionnaire.objects.update(ouvre_le=timezone.localdate())
    assert f'<a href="/questionnaires/{avis.code}/">' in client.get("/agenda/atelier-3/").text
    assert 'href="?evenement=' not in equipe.get(EQUIPE).text
    equipe.post(suite.request["PATH_INFO"], read_page(suite) | {"edition": "", "evenement": ""})
    avis.refresh_from_db()
    assert (avis.evenement, avis.edition) == ("", "")
    envoi = read_page(equipe.get(suite.request["PATH_INFO"]))
    equipe.post(suite.request["PATH_INFO"], envoi | {"evenement": "atelier-3"})
    avis.refresh_from_db()
    assert avis.edition == "edition-2"


@pytest.mark.parametrize(
    ("evenement", "dit", "tu"),
    [
        ("atelier-3", "vous avez participé à un événement", "vous demande votre avis"),
        ("", "L’équipe du programme vous demande votre avis.", "participé"),
    ],
)
def test_only_who_was_at_an_event_is_told_that_she_was(
    equipe, courriels, client, evenement, dit, tu
):
    avis = make_questionnaire(evenement=evenement, par_lien=False)
    equipe.post(f"{EQUIPE}{avis.pk}/inviter/", {"adresses": "lea@exemple.fr"})
    corps = " ".join(courriels[0].body.split())

    assert dit in corps
    assert tu not in corps
    page = texte(client.get("/questionnaires/avis/"))
    assert ("après avoir participé" in page) is bool(evenement)


def test_what_is_open_is_found_and_stands_at_the_end_of_the_parcours(client):
    jour = timezone.localdate()
    make_questionnaire("fin", "parcours", resultats_publics=True)
    make_questionnaire("invites", par_lien=False)
    make_questionnaire("ferme", ouvre_le=jour - timedelta(9), ferme_le=jour - timedelta(1))

    page = client.get("/parcours/")
    assert 'href="/questionnaires/fin/"' in page.text
    assert [trouve.code for trouve in list_textes_questionnaires(jour)] == ["fin"]
    make_reponses(Questionnaire.objects.get(code="fin"), *[{"q1": 4}] * 5)
    assert [trouve.code for trouve in list_textes_questionnaires(jour)] == ["fin", "resultats-fin"]
    assert [q.code for q in list_ouverts(jour, MomentQuestionnaire.MODULE)] == []


def test_a_page_sent_empty_is_told_and_changes_nothing(equipe):
    avis = make_questionnaire()
    vides = {
        page: equipe.post(f"{EQUIPE}{page}").status_code
        for page in ("", f"{avis.pk}/modifier/", f"{avis.pk}/inviter/", f"{avis.pk}/avancer/")
    }

    assert list(vides.values()) == [200, 200, 200, 302]
    avis.refresh_from_db()
    assert (Questionnaire.objects.count(), avis.version) == (1, 1)


def test_the_team_alone_opens_its_pages(client):
    avis = make_questionnaire()
    make_invitation(avis)
    elle = sign_in(make_personne("elle@exemple.fr"))
    pages = [
        "",
        *(
            f"{avis.pk}/{page}"
            for page in (
                "",
                "modifier/",
                "inviter/",
                "resultats/",
                "resultats.csv",
                "commentaires/",
            )
        ),
    ]

    assert {elle.get(f"{EQUIPE}{page}").status_code for page in pages} == {403}
    assert client.get(EQUIPE)["Location"] == f"/compte/connexion/?next={EQUIPE}"
    assert not Repondu.objects.exists()
    assert avis.ferme_le > timezone.localdate() + timedelta(days=6)
