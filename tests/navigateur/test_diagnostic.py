"""The diagnosis in a real browser, by the keyboard alone: answered, typed in, settled, frozen."""

import pytest
from django.conf import settings as reglages
from playwright.sync_api import expect

from spaser.site.diagnostic.models import Campagne, ChoixApproche, Participation
from spaser.site.espace.models import Proposition
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

ESPACE = f"/espace/{SIREN_VAL}/"
NIVEAUX = "22222222221222222222"


@pytest.fixture
def clavier(page, live_server):
    """A signed-in page, driven by keys: focus goes where Tab leads, nothing is clicked."""
    membre = make_membre(make_organisation(), "redaction")
    cookie = sign_in(membre.utilisateur).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return Clavier(page, live_server.url)


class Clavier:
    def __init__(self, page, site):
        self.page, self.site = page, site

    def open(self, chemin):
        self.page.goto(self.site + chemin)

    def reach(self, cible, pas=100):
        """Skip to the content, then press Tab until the target has the focus."""
        element = cible.element_handle()
        if self.page.evaluate("document.activeElement === document.body"):
            self.page.keyboard.press("Tab")
        if self.page.evaluate("document.activeElement.matches('.fr-skiplinks a')"):
            self.page.keyboard.press("Enter")
        for _ in range(pas):
            if element.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard never reaches {cible}")

    def press(self, role, nom):
        cible = self.page.get_by_role(role, name=nom, exact=True).first
        self.reach(cible)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, etiquette, texte):
        self.reach(self.page.get_by_label(etiquette).first)
        self.page.keyboard.type(texte)


def test_a_diagnosis_is_led_from_paper_to_proposals_by_the_keyboard(clavier, marches):
    page = clavier.page
    clavier.open(f"{ESPACE}diagnostic/")
    clavier.press("link", "Ouvrir une campagne")
    clavier.type("Titre", "Point de départ")
    clavier.reach(page.locator("input[name=nominative]").first)
    page.keyboard.press("ArrowDown")
    clavier.press("button", "Ouvrir la campagne")
    campagne = Campagne.objects.get()

    # A sheet of paper: a key a question, from the first row to the button.
    clavier.press("link", "Saisir les réponses du papier")
    clavier.type("Quel atelier, quel groupe ?", "Groupe 1")
    clavier.reach(page.locator("input[name=politique-ecrite]").first)
    page.keyboard.type(NIVEAUX)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    feuille = Participation.objects.get()
    assert "".join(str(niveau) for niveau in feuille.reponses.values()) == NIVEAUX

    # One's own answers: a level that the data propose is accepted, and the rest goes with it.
    clavier.open(f"{campagne.get_absolute_url()}repondre/?etape=4")
    clavier.reach(page.locator("#besoin-0"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    clavier.press("button", "Accepter le niveau 2 : " + _ask(campagne, "clauses"))
    clavier.press("button", "Enregistrer et continuer")
    clavier.press("button", "Enregistrer et relire")
    clavier.press("button", "Envoyer mes réponses")
    assert Participation.objects.get(mode="compte").reponses == {"besoin": 1, "clauses": 2}

    # The difference is settled, the result frozen, its proposals kept.
    clavier.press("link", "Regarder les écarts")
    clavier.press("link", "Retenir un niveau : " + _ask(campagne, "besoin"))
    clavier.reach(page.locator("input[name=niveau]").first)
    page.keyboard.press("Space")
    clavier.type("Pourquoi ce niveau ?", "Nous en avons parlé.")
    clavier.press("button", "Retenir ce niveau")
    assert campagne.accords.get().raison == "Nous en avons parlé."
    clavier.open(f"{campagne.get_absolute_url()}figer/")
    clavier.press("button", "Figer le résultat")
    assert page.get_by_role("heading", level=1).inner_text() == "Résultat\u00a0: Point de départ"
    clavier.press("link", "Décider des propositions")
    premiere = Proposition.objects.first()
    clavier.press("button", f"Retenir : {premiere.libelle}")
    assert Proposition.objects.get(pk=premiere.pk).etat == "retenue"


def test_an_approach_is_chosen_by_the_keyboard(clavier):
    page = clavier.page
    clavier.open(f"{ESPACE}approche/")
    clavier.press("link", "Choisir en cinq questions")
    clavier.reach(page.locator("input[name=porteur]").first)
    page.keyboard.press("Space")
    clavier.press("button", "Voir ce qu’elles conseillent")
    expect(page.get_by_text("la fonction achats porte le projet")).to_be_visible()
    clavier.reach(page.locator("input[name=approche]").first)
    page.keyboard.press("Space")
    clavier.type("Pourquoi celle-ci ?", "À notre main.")
    clavier.press("button", "Choisir cette approche")
    assert ChoixApproche.objects.get().reponses == {"porteur": "achats"}


def _ask(campagne, code):
    return campagne.questionnaire.find_question(code).intitule
