"""Questions and opinions: kept, bounded, answered once, read by the team alone."""

from datetime import timedelta

import msgspec
import pytest
from django.core import mail
from django.utils import timezone

from spaser.regles.editorial import draft_reponse, start_reponse
from spaser.site.editorial import services as editorial
from spaser.site.editorial.models import Texte
from spaser.site.editorial.services import TexteSaisi, list_pris
from spaser.site.portail import questions_recues
from spaser.site.portail.faq import FAQ, find_reponse
from spaser.site.portail.models import Avis, QuestionRecue
from spaser.site.portail.questions_recues import close_repondues, keep_avis, sweep_faq
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in, texte
from tests.site.portail.faq.fabrique import make_question

pytestmark = pytest.mark.django_db

ECRITE = {"message": "Et pour un groupement ?", "courriel": "lectrice@exemple.fr"}
AVIS = "/faq/reponses/etapes/avis/"


@pytest.fixture
def equipe():
    return sign_in(make_equipe("moderation"), second_facteur=True)


def _ask(client, **champs):
    return client.post("/faq/demander/", ECRITE | champs, follow=True)


def test_a_question_is_kept_and_the_team_told_once_a_day(client, equipe, courriels):
    reponse = _ask(client)
    _ask(client, message="Une autre.", courriel="")

    assert "vous répondra à cette adresse" in texte(reponse)
    assert [q.message for q in QuestionRecue.objects.all()] == [ECRITE["message"], "Une autre."]
    assert [c.to for c in mail.outbox] == [["moderation@programme.exemple.fr"]]


def test_what_was_looked_for_in_vain_is_asked_as_it_was_typed(client):
    page = client.get("/faq/demander/", {"q": "clause <b>sociale</b>"})

    assert "clause &lt;b&gt;sociale&lt;/b&gt;</textarea>" in page.text


def test_a_script_stays_text_for_the_team(client, equipe):
    _ask(client, message="<script>alert(1)</script> ?")
    question = QuestionRecue.objects.get()

    assert question.message == "<script>alert(1)</script> ?"
    for adresse in ("/faq/questions/", question.get_absolute_url()):
        assert "<script>alert" not in equipe.get(adresse).text
        assert "&lt;script&gt;alert(1)" in equipe.get(adresse).text


def test_five_hundred_in_a_minute_stop_at_ten_without_losing_a_word_of_anybody(client):
    codes = [_ask(client, message=f"Question {rang} ?").status_code for rang in range(12)]
    refusee = _ask(client, message="La onzième ?")
    d_ailleurs = client.post("/faq/demander/", ECRITE, REMOTE_ADDR="203.0.113.9")

    assert codes == [200] * 10 + [429] * 2
    assert QuestionRecue.objects.count() == 11
    assert d_ailleurs.status_code == 302
    assert refusee.status_code == 429
    assert "votre texte est toujours là" in texte(refusee)
    assert "La onzième ?</textarea>" in refusee.text


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"message": " "}, "Écrivez votre question"),
        ({"message": "x" * 2001}, "2000 signes au plus"),
        ({"courriel": "nimporte"}, "n’a pas la forme nom@domaine.fr"),
    ],
)
def test_what_cannot_be_kept_is_told(client, champs, message):
    assert message in texte(_ask(client, **champs))
    assert not QuestionRecue.objects.exists()


def test_a_machine_is_thanked_and_nothing_is_kept(client):
    assert "Merci" in texte(_ask(client, site="x"))
    client.post(AVIS, {"utile": "oui", "site": "x"})

    assert (QuestionRecue.objects.count(), Avis.objects.count()) == (0, 0)


def test_only_the_team_reads_and_answers_once(client, equipe, courriels):
    question = make_question(courriel="lectrice@exemple.fr")
    adresse = question.get_absolute_url()
    autre = sign_in(make_personne("autre@exemple.fr"))

    assert [autre.get(a).status_code for a in ("/faq/questions/", adresse)] == [403, 403]
    assert "1 question en attente" in texte(equipe.get("/faq/questions/"))
    assert "Écrivez une réponse, ou choisissez" in texte(equipe.post(adresse, {"reponse": ""}))
    premiere = equipe.post(adresse, {"reponse": "Oui.", "devenue": "etapes"}, follow=True)
    seconde = equipe.post(adresse, {"reponse": "Non."}, follow=True)

    assert "La question est close" in texte(premiere)
    assert "a déjà répondu" in texte(seconde)
    (courriel,) = mail.outbox
    assert courriel.to == ["lectrice@exemple.fr"]
    assert "Oui." in courriel.body
    assert "/faq/#etapes" in courriel.body
    assert "principales étapes de rédaction" in texte(equipe.get(adresse))


def test_a_question_may_be_closed_without_an_answer(equipe, courriels):
    question = make_question(courriel="lectrice@exemple.fr")

    equipe.post(question.get_absolute_url(), {"fermer": "1"})

    question.refresh_from_db()
    assert (question.etat, question.reponse, mail.outbox) == ("refusee", "", [])


def test_an_opinion_is_one_a_day_and_a_no_is_asked_why(client, equipe):
    oui = client.post(AVIS, {"utile": "oui", "rapide": "1"})
    non = client.post(AVIS, {"utile": "non", "rapide": "1"})
    page = client.get(non["Location"])
    client.post(AVIS, {"utile": "non", "raison": "Et les délais ?"})

    assert oui["Location"] == "/faq/#etapes"
    assert "Que manque-t-il à cette réponse ?" in texte(page)
    avis = Avis.objects.get()
    assert (avis.utile, avis.raison) == (False, "Et les délais ?")
    assert "127.0.0.1" not in str(vars(avis))
    assert "0 oui, 1 non" in texte(equipe.get("/faq/questions/"))
    assert "Et les délais ?" in texte(equipe.get("/faq/questions/"))
    assert set(client.cookies) <= {"csrf", "session", "messages"}


def test_opinions_of_an_answer_that_is_not_there_or_too_many_are_refused(client, monkeypatch):
    monkeypatch.setattr(questions_recues, "AVIS_PAR_HEURE", 2)
    assert client.get("/faq/reponses/inconnue/avis/").status_code == 404
    codes = [client.post(AVIS, {"utile": "non", "rapide": "1"}).status_code for _ in range(3)]

    assert codes == [302, 302, 429]
    assert Avis.objects.count() == 1


def test_nothing_links_two_days_and_the_print_is_forgotten():
    maintenant = timezone.now()
    jour = timezone.localdate(maintenant)
    hier = jour - timedelta(days=1)
    avis = [keep_avis("etapes", "192.0.2.7", j, utile=True) for j in (hier, jour)]
    close = make_question(courriel="lectrice@exemple.fr")
    close.traitee_le = maintenant - timedelta(days=731)
    close.save()

    assert avis[0].empreinte != avis[1].empreinte
    sweep_faq(maintenant)

    assert [Avis.objects.get(pk=a.pk).empreinte is None for a in avis] == [True, False]
    close.refresh_from_db()
    assert close.courriel == ""


def test_a_question_becomes_an_answer_and_is_closed_by_it(client, equipe, courriels):
    question = make_question("Et pour\nun <b>groupement</b> ?", courriel="lectrice@exemple.fr")
    adresse = question.get_absolute_url()
    assert "Transformer en réponse" in texte(equipe.get(adresse))

    suite = equipe.post(f"{adresse}transformer/", {"depuis": ""})
    assert suite["Location"] == "/editorial/faq/et-pour-un-b-groupement-b/modifier/"
    assert "Et pour un &lt;b&gt;groupement&lt;/b&gt; ?" in equipe.get(suite["Location"]).text
    ecrit = Texte.objects.get()
    assert "Liée à" in texte(equipe.get(adresse))
    encore = equipe.post(f"{adresse}transformer/", {"depuis": ecrit.code})
    assert (encore["Location"], Texte.objects.count()) == (f"/faq/questions/{question.pk}/", 1)
    fini = msgspec.structs.replace(find_reponse("etapes", timezone.localdate()), code=ecrit.code)
    auteur = ecrit.redacteurs.get()
    saisie = TexteSaisi(FAQ, fini, timezone.localdate(), "Question d’une lectrice.")
    editorial.save(ecrit, 1, saisie, auteur, timezone.now())
    editorial.submit_texte(ecrit, 2, auteur, timezone.now())
    editorial.approve(ecrit, 3, make_personne("relectrice@exemple.fr"), timezone.now())

    question.refresh_from_db()
    assert (question.etat, question.devenue) == ("acceptee", ecrit.code)
    (courriel,) = [c for c in mail.outbox if c.to == ["lectrice@exemple.fr"]]
    assert "La foire aux questions y répond maintenant." in courriel.body
    assert f"/faq/#{ecrit.code}" in courriel.body
    assert f'id="{ecrit.code}"' in client.get("/faq/").text


def test_an_answer_for_another_day_closes_its_question_on_that_day(equipe):
    question = make_question()
    equipe.post(f"{question.get_absolute_url()}transformer/", {"depuis": "etapes"})
    demain = timezone.now() + timedelta(days=1)
    Texte.objects.update(
        etat="approuvee",
        effet_le=timezone.localdate(demain),
        relu_par=make_personne("relectrice@exemple.fr"),
    )

    for quand, etat in ((timezone.now(), "en_attente"), (demain, "acceptee")):
        close_repondues(quand)
        question.refresh_from_db()
        assert question.etat == etat


def test_a_question_follows_its_code_when_its_draft_is_left_there(equipe):
    question = make_question("Et pour un groupement ?")
    lien = f"{question.get_absolute_url()}transformer/"
    equipe.post(lien, {"depuis": ""})
    laisse = Texte.objects.get()
    auteur, maintenant = laisse.redacteurs.get(), timezone.now()
    jour = timezone.localdate(maintenant)
    editorial.abandon_texte(laisse, 1, auteur, maintenant)
    assert "Liée à" not in texte(equipe.get(question.get_absolute_url()))
    assert laisse.code in list_pris(FAQ, jour)

    fini = msgspec.structs.replace(find_reponse("etapes", jour), code=laisse.code)
    repris = editorial.start_texte(TexteSaisi(FAQ, fini, jour, "Repris."), auteur, maintenant)
    assert "Liée à" in texte(equipe.get(question.get_absolute_url()))
    editorial.submit_texte(repris, 1, auteur, maintenant)
    editorial.approve(repris, 2, make_personne("relectrice@exemple.fr"), maintenant)

    question.refresh_from_db()
    assert (question.etat, question.devenue) == ("acceptee", laisse.code)


def test_two_who_begin_the_same_answer_are_told(equipe, monkeypatch):
    question = make_question()
    equipe.post(f"{question.get_absolute_url()}transformer/", {"depuis": "etapes"})
    monkeypatch.setattr(
        "spaser.site.editorial.services.find_ouvert", lambda *_: None
    )  # read before the other wrote

    suite = equipe.post(
        f"{question.get_absolute_url()}transformer/", {"depuis": "etapes"}, follow=True
    )

    assert "a déjà commencé un texte" in texte(suite)


def test_an_answer_to_come_keeps_its_code():
    jour = timezone.localdate()
    demain = TexteSaisi(FAQ, start_reponse("a-venir", "À venir"), jour + timedelta(days=1), "x")
    editorial.start_texte(demain, make_personne("a@exemple.fr"), timezone.now())
    Texte.objects.update(etat="approuvee")

    assert {"a-venir", "etapes"} <= list_pris(FAQ, jour)


@pytest.mark.parametrize(
    ("question", "code", "titre"),
    [
        ("Où déposer ?", "ou-deposer", "Où déposer ?"),
        ("Les étapes", "les-etapes-2", "Les étapes"),
        ("???", "question", "???"),
        ("un deux trois quatre cinq six sept", "un-deux-trois-quatre-cinq-six", None),
        ("x" * 2000, "x" * 50, "x" * 800),
    ],
)
def test_an_answer_is_named_by_its_first_words(question, code, titre):
    ecrite = draft_reponse(question, {"les-etapes"})

    assert (ecrite.code, ecrite.titre) == (code, titre or question)
