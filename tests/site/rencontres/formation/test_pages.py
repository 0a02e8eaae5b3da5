"""A module followed on the site: with an account or without, to its attestation."""

import io
import re
from datetime import date, timedelta

import msgspec
import pytest
from django.utils import timezone
from page import ValidationProfile, validate_pdf_bytes
from pypdf import PdfReader

from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.rencontres.formation.services import (
    COOKIE,
    GARDE_ATTESTATIONS,
    GARDE_COMPTES,
    count_attestations,
    count_modules,
    sweep_formation,
)
from spaser.site.rencontres.formation.views import FormAnneeGlissante
from spaser.site.rencontres.models import Attestation, Compte, CompteDuJour, Progression
from tests.site.organisations.fabrique import (
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.rencontres.formation.fabrique import (
    BONNES,
    PAGE,
    PREMIERE,
    SECONDE,
    TOUTES,
    UNE,
    set_lecons,
)
from tests.site.rencontres.questionnaires.fabrique import make_questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lecons")]

MOT_DE_PASSE = "Un-long-mot-de-passe-2026"
ADRESSES = {lecon.code: f"{PAGE}{lecon.court}/" for lecon in TOUTES}


def reply(client, question, lecon=PREMIERE, **envoi):
    """Answer a question as its page, read now, lets one."""
    page = client.get(ADRESSES[lecon.code])
    vues = {vue.code: vue for vue in page.context["montree"].questions}
    champs = {"question": question, "cle": vues[question].cle} | (envoi or BONNES[question])
    return client.post(ADRESSES[lecon.code], champs)


def follow_all(client):
    for lecon in TOUTES:
        for question in lecon.questions:
            reply(client, question.code, lecon)


def count():
    return {
        (c.sujet, c.compte): c.nombre
        for c in CompteDuJour.objects.filter(jour=timezone.localdate())
    }


def test_the_rule_is_said_before_one_starts(client):
    lu = texte(client.get("/formation/"))
    module = texte(client.get(PAGE))

    assert "2 leçons, 22 minutes en tout, 3 questions" in lu
    assert "80 % de bonnes réponses dans chaque leçon" in lu
    assert "Il faut répondre à tout." in module
    assert "Sans compte, vos réponses restent dans ce navigateur, six mois" in module
    assert 'href="/formation/essai/premiere/"' in module
    assert client.get("/formation/rien/").status_code == 404
    assert client.get(f"{PAGE}rien/").status_code == 404


def test_an_answer_leads_to_its_correction_that_explains_each_choice(client):
    avant = client.get(ADRESSES["LECON-PREMIERE"])
    retour = reply(client, "qui", choix=["0"])
    page = client.get(retour.url)
    lu = texte(page)

    assert "-correction" not in avant.text
    assert avant["Cache-Control"].startswith("max-age=0")
    assert retour.url == "/formation/essai/premiere/#question-1-correction"
    assert 'id="question-1-correction" role="group"' in re.sub(r"\s+", " ", page.text)
    assert "Ce n’est pas la bonne réponse" in lu
    assert "La loi nomme des acheteurs." in lu
    assert 'href="/obligations/sources/CCP-L2111-3/"' in page.text
    assert page.text.count("checked") == 1
    assert "Reprendre à la question 2" in lu
    assert "Deux seuils" in lu
    assert "Bonne réponse" in texte(client.get(reply(client, "qui").url))


def test_the_act_leads_to_where_it_is_done_with_a_space_and_without(client, monkeypatch):
    deux = msgspec.structs.replace(PREMIERE, acte_adresse="/considerations/")
    set_lecons(monkeypatch, (deux, SECONDE))
    elle = make_membre(make_organisation(), "redaction").utilisateur
    avec = sign_in(elle).get(ADRESSES["LECON-PREMIERE"])
    sans = client.get(ADRESSES["LECON-PREMIERE"])

    assert "à la page « Votre périmètre ». " in texte(sans)
    assert 'href="/espace/">Ouvrir un espace' in sans.text
    assert "> Pour préparer, sans compte <" in texte(sans)
    assert "> Pour préparer <" in texte(avec)
    assert 'perimetre/">Votre périmètre<' in avec.text
    assert 'href="/espace/">Ouvrir un espace' not in avec.text
    for page in (avec, sans):
        assert 'btn--secondary" href="/considerations/"' in page.text
    assert "Le faire sur ce site" in texte(client.get(ADRESSES["LECON-SECONDE"]))


@pytest.mark.parametrize(
    ("question", "envoi", "dit"),
    [
        ("qui", {"choix": []}, "Choisissez une réponse."),
        ("qui", {"choix": ["7"]}, "Choisissez une réponse."),
        ("qui", {"choix": ["un"]}, "Choisissez une réponse."),
        ("qui", {"choix": ["1" * 5_000]}, "Choisissez une réponse."),
        ("etapes", {"rang-0": "1", "rang-1": "1", "rang-2": "3"}, "un seul par ligne"),
        ("etapes", {"rang-0": "1"}, "un seul par ligne"),
    ],
)
def test_what_is_no_answer_is_told_where_it_is_and_nothing_is_kept(client, question, envoi, dit):
    reponse = reply(client, question, **envoi)

    assert reponse.status_code == 200
    assert dit in texte(reponse)
    assert reponse.text.count("autofocus") == 1
    assert (COOKIE in reponse.cookies, count()) == (False, {})


def test_without_account_the_browser_keeps_all_and_signing_in_joins_it(client):
    follow_all(client)
    personne = make_personne("elle@exemple.fr")
    personne.set_password(MOT_DE_PASSE)
    personne.save()
    assert "Recevoir mon attestation" in texte(client.get(PAGE))
    assert len(client.cookies[COOKIE].value) < 200
    assert not Progression.objects.exists()

    client.post("/compte/connexion/", {"courriel": personne.courriel, "mot_de_passe": MOT_DE_PASSE})

    siennes = Progression.objects.filter(personne=personne)
    assert {p.lecon: p.faite for p in siennes} == {"LECON-PREMIERE": True, "LECON-SECONDE": True}
    assert client.cookies[COOKIE].value == ""
    assert "Recevoir mon attestation" in texte(client.get(PAGE))


def test_with_an_account_two_tabs_lose_nothing_and_another_browser_goes_on():
    personne = make_personne("elle@exemple.fr")
    client = sign_in(personne)
    un, deux = (client.get(ADRESSES["LECON-PREMIERE"]).context["montree"] for _ in range(2))
    for vue, code in ((un.questions[0], "qui"), (deux.questions[1], "etapes")):
        client.post(ADRESSES["LECON-PREMIERE"], {"question": code, "cle": vue.cle} | BONNES[code])

    assert "Prochaine leçon à faire : La seconde leçon" in texte(
        sign_in(personne).get(ADRESSES["LECON-PREMIERE"])
    )
    assert COOKIE not in client.cookies


def test_one_may_begin_again_and_leave_nothing_behind(client):
    elle = sign_in(make_personne("elle@exemple.fr"))
    for visiteur in (client, elle):
        follow_all(visiteur)
        assert "Effacer toutes mes réponses" in texte(visiteur.get(PAGE))

        retour = visiteur.post(f"{PAGE}recommencer/", follow=True)

        assert "Vos réponses à ce module sont effacées." in texte(retour)
        assert "Commencer : La première leçon" in texte(retour)
    assert client.cookies[COOKIE].value.startswith("1:")
    assert not Progression.objects.exists()


def test_a_lesson_that_changes_keeps_what_still_holds_and_says_so(client, monkeypatch):
    perimee = client.get(ADRESSES["LECON-PREMIERE"]).context["montree"].questions[0]
    reply(client, "qui")
    reply(client, "etapes", **{"rang-0": "2", "rang-1": "1", "rang-2": "3"})
    autre = msgspec.structs.replace(UNE, enonce="Qui doit adopter un SPASER ?")
    changee = msgspec.structs.replace(PREMIERE, questions=(autre, PREMIERE.questions[1]))
    set_lecons(monkeypatch, (changee, SECONDE))

    lu = texte(client.get(ADRESSES["LECON-PREMIERE"]))
    envoi = {"question": "qui", "cle": perimee.cle, "choix": ["1"]}
    refus = client.post(ADRESSES["LECON-PREMIERE"], envoi, follow=True)
    partie = client.post(ADRESSES["LECON-PREMIERE"], {"question": "ancienne"}, follow=True)

    assert "Cette leçon a changé depuis votre dernière réponse. 1 de vos réponses est gardée." in lu
    assert "1 porte sur des questions modifiées ou retirées" in lu
    assert "Cette question a changé depuis que vous avez ouvert la page" in texte(refus)
    assert "Cette question n’est plus dans la leçon" in texte(partie)
    assert refus.redirect_chain == [("/formation/essai/premiere/#question-1", 302)]


def test_days_are_counted_without_anybody(client):
    follow_all(client)
    reply(client, "qui", choix=["0"])
    reply(client, "qui")
    jour = timezone.localdate()

    assert count() == {
        ("LECON-PREMIERE", Compte.COMMENCE): 1,
        ("LECON-PREMIERE", Compte.TERMINE): 1,
        ("LECON-PREMIERE/etapes", Compte.JUSTE): 1,
        ("LECON-PREMIERE/etapes", Compte.REPONSE): 1,
        ("LECON-PREMIERE/qui", Compte.JUSTE): 2,
        ("LECON-PREMIERE/qui", Compte.REPONSE): 3,
        ("LECON-SECONDE", Compte.COMMENCE): 1,
        ("LECON-SECONDE", Compte.TERMINE): 1,
        ("LECON-SECONDE/clauses", Compte.JUSTE): 1,
        ("LECON-SECONDE/clauses", Compte.REPONSE): 1,
        ("essai", Compte.COMMENCE): 1,
        ("essai", Compte.TERMINE): 1,
    }
    (module,) = count_modules(jour - timedelta(days=1), jour)
    assert (module.code, module.commences, module.termines) == ("essai", 1, 1)
    assert count_modules(jour - timedelta(days=9), jour - timedelta(days=1))[0].commences == 0
    champs = {champ.name for champ in CompteDuJour._meta.fields}
    assert champs == {"id", "sujet", "compte", "jour", "nombre"}
    equipe = sign_in(make_equipe("moderation"), second_facteur=True)
    suivi = texte(equipe.get("/formation/suivi/"))
    assert "SPASER\u00a0? 2 bonnes réponses sur 3." in suivi.replace("\u202f", "\u00a0")
    assert client.get("/formation/suivi/").status_code != 200


def test_counts_of_modules_are_kept_for_reviews_and_attestations_with_them():
    jour = timezone.localdate()
    for sujet, compte in (
        ("essai", Compte.TERMINE),
        ("essai", Compte.ATTESTATION),
        ("LECON-PREMIERE", Compte.TERMINE),
        ("LECON-PREMIERE/qui", Compte.REPONSE),
    ):
        CompteDuJour.objects.create(sujet=sujet, compte=compte, jour=jour, nombre=3)
    sweep_formation(timezone.now() + GARDE_COMPTES + timedelta(days=2))

    assert count() == {("essai", Compte.TERMINE): 3, ("essai", Compte.ATTESTATION): 3}
    assert count_attestations(jour, jour) == 3


def test_the_first_day_of_the_calendar_is_a_day():
    jour = timezone.localdate()

    assert FormAnneeGlissante({"fin": "0001-01-01"}).read(jour) == (date.min, date.min)
    assert FormAnneeGlissante({"fin": "2026-01-01"}).read(jour) == (
        date(2025, 1, 1),
        date(2026, 1, 1),
    )


@pytest.mark.longue
def test_an_attestation_is_an_accessible_file_that_anybody_may_check(client):
    demande = f"{PAGE}attestation/"
    make_questionnaire("sur-le-module", modele="module", par_lien=True)
    make_questionnaire("sur-un-atelier", modele="atelier", par_lien=True)
    assert "/questionnaires/sur-le-module/" not in client.get(demande).text
    assert "Elle se demande une fois le module terminé" in texte(client.get(demande))
    assert client.post(demande, {"nom": "Awa Dûpont"}).status_code == 302
    follow_all(client)
    finie = client.get(demande).text
    assert "/questionnaires/sur-le-module/" in finie
    assert "/questionnaires/sur-un-atelier/" not in finie
    assert "Écrivez le prénom et le nom." in texte(client.post(demande, {"nom": " "}))

    pdf = client.post(demande, {"nom": "Awa Dûpont"})
    seul = re.sub(rb"<(pdfaid:\w+)>[^<]*</\1>", lambda m: b" " * len(m[0]), pdf.content)
    rapport = validate_pdf_bytes(seul)
    lu = " ".join(
        " ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf.content)).pages).split()
    )
    attestation = Attestation.objects.get()
    page = f"/formation/attestation/{attestation.code}/"

    assert pdf["Content-Type"] == "application/pdf"
    assert (rapport.profile, rapport.failures) == (ValidationProfile.PDF_UA_1, [])
    assert "Awa Dûpont" in lu
    assert page in lu.replace(" ", "")
    assert "dupont" not in str(vars(attestation)).lower().replace("û", "u")
    assert "délivrée à une personne dont le nom correspond" in texte(client.get(page))
    for nom, dit in [
        ("DUPONT awa", "Ce nom correspond"),
        ("Awa  Dupont", "Ce nom correspond"),
        ("Awa Dupond", "Ce nom ne correspond pas"),
    ]:
        assert dit in texte(client.post(page, {"nom": nom}))
    assert client.get("/formation/attestation/inconnue/").status_code == 404
    sweep_formation(timezone.now() + GARDE_ATTESTATIONS + timedelta(days=2))
    assert client.get(page).status_code == 404


def test_the_act_leads_to_her_space_or_to_a_page_of_the_site(client):
    organisation = make_organisation()
    elle = sign_in(make_membre(organisation, "redaction").utilisateur)

    assert f"/espace/{organisation.siren}/" in elle.get(ADRESSES["LECON-PREMIERE"]).text
    assert "dans l’espace de votre organisation" in texte(client.get(ADRESSES["LECON-PREMIERE"]))
    assert 'href="/considerations/"' in client.get(ADRESSES["LECON-SECONDE"]).text
    etapes = re.findall(r'href="(/parcours/[a-z-]+/)"', client.get("/parcours/").text)
    assert any("La première leçon" in texte(client.get(etape)) for etape in etapes)


def test_what_an_account_keeps_is_handed_over_then_erased():
    personne = make_personne("elle@exemple.fr")
    reply(sign_in(personne), "qui")

    (donnee,) = export_donnees(personne)["formation"]
    erase_compte(personne)

    assert (donnee["lecon"], donnee["terminee"], list(donnee["reponses"].values())) == (
        "LECON-PREMIERE",
        False,
        [[1]],
    )
    assert not Progression.objects.exists()


def test_a_room_of_people_is_not_stopped_and_a_machine_is(client, monkeypatch):
    monkeypatch.setattr("spaser.site.rencontres.formation.views.REPONSES_PAR_HEURE", 1)
    reply(client, "qui")

    assert reply(client, "qui").status_code == 429
