"""Every page of the site, as its first reader gets it, in a real browser: axe, widths, themes.

Pages come from the visits of `tests/transverses/site`: a new address is looked at the day it is
written.
"""

import mimetypes
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders

from tests.transverses.site.visites import visit_all

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]

ENTETES = {"Content-Type": "text/html; charset=utf-8"}
SITE = "https://spaser.exemple.fr"
LARGEURS = (375, 1280)
THEMES = {"clair": "light", "sombre": "dark"}
# What a theme may change; the other rules are read in the light one.
DE_COULEUR = ["color-contrast", "link-in-text-block"]
# Only what is wrong comes back: the rest is a long way to carry.
AXE = """async regles => {
  const choix = regles ? {runOnly: {type: 'rule', values: regles}} : {};
  const reponse = await axe.run(document, {resultTypes: ['violations'], ...choix});
  return reponse.violations.map(regle => `${regle.id} ${regle.nodes[0].target}`);
}"""
CHANGE_THEME = "theme => document.documentElement.setAttribute('data-fr-theme', theme)"


class Lecteur:
    """A browser that is given recorded answers, and keeps what it finds wrong."""

    def __init__(self, page):
        self.page, self.visite, self.vues = page, None, 0
        self.defauts = {(largeur, theme): [] for largeur in LARGEURS for theme in THEMES}
        self.debordements, self.plaintes = [], []
        page.route("**/*", self._serve)
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda erreur: self._note("error", str(erreur)))

    def read(self, visite):
        self.visite = visite
        self.vues += 1
        self.page.goto(SITE + visite.adresse)
        self.page.evaluate(AXE_SCRIPT)
        # A form sent back is the same page with its errors: the narrow screen is the hard one.
        for largeur in LARGEURS if visite.methode == "GET" else LARGEURS[:1]:
            self.page.set_viewport_size({"width": largeur, "height": 900})
            self._measure(largeur)
            for theme in THEMES:
                self._check(largeur, theme)

    def _measure(self, largeur):
        large = self.page.evaluate("document.documentElement.scrollWidth")
        if large > largeur:
            self.debordements.append(f"{self.visite}: {large} px, screen of {largeur}")

    def _check(self, largeur, theme):
        self.page.evaluate(CHANGE_THEME, THEMES[theme])
        trouves = self.page.evaluate(AXE, None if theme == "clair" else DE_COULEUR)
        self.defauts[largeur, theme] += [f"{self.visite}: {trouve}" for trouve in trouves]

    def _serve(self, route):
        """Answer with the recorded page and our own files; nothing else is there."""
        adresse = urlsplit(route.request.url)
        if route.request.is_navigation_request():
            visite = self.visite
            route.fulfill(status=200, headers=visite.entetes, body=visite.texte)
        elif chemin := finders.find(adresse.path.removeprefix("/static/")):
            route.fulfill(path=chemin, content_type=mimetypes.guess_type(chemin)[0])
        else:
            route.abort()

    def _note(self, genre, texte):
        if genre in {"error", "warning"}:
            self.plaintes.append(f"{self.visite}: {texte}")


@pytest.fixture(scope="session")
def pages(django_db_setup, django_db_blocker):
    """Give each page once: as its first reader sees it, then with what a form reproaches."""
    with django_db_blocker.unblock():
        visites = visit_all().visites
    uniques = {_key(visite): visite for visite in reversed(visites) if visite.est_html}
    return [uniques[cle] for cle in sorted(uniques)]


def _key(visite):
    """A refusal is the same page wherever it is met."""
    place = (visite.vue.nom, visite.methode) if visite.est_page else ("", "")
    return (
        *place,
        visite.statut,
        "" if visite.est_page else ",".join(sorted(visite.gabarits)),
    )


@pytest.fixture(scope="session")
def lecteur(pages, chromium):
    contexte = chromium.new_context(locale="fr-FR", reduced_motion="reduce")
    lecteur = Lecteur(contexte.new_page())
    for visite in pages:
        lecteur.read(visite)
    yield lecteur
    contexte.close()


def check(fautes):
    assert fautes == [], "\n".join(fautes)


def test_the_reader_sees_what_is_wrong(page):
    lecteur = Lecteur(page)
    image = "<html lang='fr'><body style='width: 500px'><img src='data:,'></body></html>"
    lecteur.read(SimpleNamespace(adresse="/", methode="GET", entetes=ENTETES, texte=image))

    assert "image-alt img" in str(lecteur.defauts[375, "clair"])
    assert len(lecteur.debordements) == 1


def test_every_page_was_looked_at(lecteur, pages):
    assert lecteur.vues == len(pages) >= 100


@pytest.mark.parametrize("largeur", LARGEURS)
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_is_accessible(lecteur, largeur, theme):
    check(lecteur.defauts[largeur, theme])


def test_no_page_is_wider_than_its_screen(lecteur):
    check(lecteur.debordements)


def test_no_page_complains_in_the_browser(lecteur):
    check(lecteur.plaintes)
