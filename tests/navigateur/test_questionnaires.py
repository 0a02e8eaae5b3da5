"""Somebody answers by the keyboard what she was invited to, once; the team reads the results."""

import pytest
from playwright.sync_api import expect

from spaser.site.rencontres.models import Commentaire, Reponse
from tests.navigateur.test_obligations import enter, look
from tests.site.rencontres.questionnaires.fabrique import (
    SATISFAIT,
    make_invitation,
    make_questionnaire,
    make_reponses,
)

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.longue
def test_somebody_answers_by_keyboard_once_and_reads_what_others_said(
    page, live_server, defauts_accessibilite
):
    avis = make_questionnaire(resultats_publics=True, par_lien=False)
    lien = f"{live_server.url}/questionnaires/avis/invitation/{make_invitation(avis)}/"
    make_reponses(avis, *[SATISFAIT | {"q1": note} for note in (3, 4, 5) for _ in range(6)])

    page.goto(lien)
    note = page.get_by_role("group", name="Dans l’ensemble").get_by_role("radio").first
    note.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="4", exact=True).first).to_be_checked()
    cases = page.get_by_role("group", name="Qu’allez-vous faire")
    cases.get_by_role("checkbox", name="Suivre un atelier").focus()
    page.keyboard.press("Space")
    texte = page.get_by_role("group", name="Que retenez-vous")
    texte.get_by_role("textbox").first.fill("Clair, et court.")
    texte.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    assert look(page, defauts_accessibilite) == []
    page.get_by_role("button", name="Envoyer ma réponse").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Merci de votre réponse")).to_be_visible()

    recue = Reponse.objects.get(comptee=False)
    assert recue.valeurs == {"q1": 4, "q5": [6]}
    assert Commentaire.objects.get().publiable
    page.goto(lien)
    expect(page.get_by_text("Un lien sert une fois")).to_be_visible()
    page.get_by_role("link", name="Voir les questionnaires ouverts").click()
    page.get_by_role("link", name="Résultats : Votre avis").click()
    expect(page.get_by_text("moyenne").first).to_be_visible()
    assert look(page, defauts_accessibilite) == []


@pytest.mark.longue
def test_the_team_writes_one_question_at_a_time_and_loses_nothing(
    page, live_server, defauts_accessibilite
):
    avis = make_questionnaire(ouvre_le=None, ferme_le=None)
    enter(page, live_server.url, "animation")
    page.goto(f"{live_server.url}/questionnaires/equipe/{avis.pk}/modifier/")
    questions = page.get_by_role("group", name="Questions", exact=True)
    ouvertes = questions.get_by_role("textbox", name="Question", exact=True)

    expect(ouvertes).to_have_count(1)
    questions.locator("summary").nth(1).click()
    expect(ouvertes).to_have_count(1)
    ouvertes.fill("Un autre énoncé ?")
    questions.get_by_role("button", name="Monter question 2").click()
    expect(ouvertes).to_have_value("Un autre énoncé ?")
    questions.locator("summary").nth(1).click()
    questions.get_by_role("button", name="Ajouter une question").click()
    expect(ouvertes).to_have_value("")
    ouvertes.fill("Reviendrez-vous ?")
    expect(page.get_by_text("à corriger")).to_have_count(0)
    assert look(page, defauts_accessibilite) == []
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page.get_by_text("Dites ce que veut dire cette note").first).to_be_visible()
    expect(ouvertes).to_have_value("Reviendrez-vous ?")
