"""Every page of the site, as its first reader gets it, in a real browser: axe, widths, themes.

Pages come from the visits of `tests/transverses/site`: a new address is looked at the day it is
written. A check looks at a share of them: all on a narrow screen in the light theme, the hardest,
and a share in the other widths and themes.
"""

import json
import os
from collections import defaultdict
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve

from spaser.site.portail.accueil_site import ACCESSIBILITE, read_audit, read_doutes
from spaser.site.socle.pages import list_pages
from tests.navigateur.axe import look, read_version
from tests.navigateur.rejeu import open_rejeu
from tests.outils.tirage import is_all_drawn, is_drawn
from tests.transverses.arbre import RACINE
from tests.transverses.site.visites import visit_all

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]

ENTETES = {"Content-Type": "text/html; charset=utf-8"}
LARGEURS = [375, 1280]
ETROITE = 320  # the narrowest screen, where only widths are looked at, folds open
PARTS_REGARDEES = 32  # of the pages, another one each day
THEMES = {"clair": "light", "sombre": "dark"}
DURE = (LARGEURS[0], "clair")
# What a theme may change; the other rules are read in the light one.
DE_COULEUR = ["color-contrast", "link-in-text-block"]
# On paper: what only a screen can use, and decorations that Chromium would print as white sheets.
SUR_PAPIER = """() => [...document.querySelectorAll('body *')].flatMap(noeud => {
  if (!noeud.checkVisibility({visibilityProperty: true})) return [];
  const nom = `${noeud.localName}.${noeud.className}`;
  const voile = ['::before', '::after'].some(bout => {
    const style = getComputedStyle(noeud, bout);
    return style.position === 'absolute' && style.backgroundImage !== 'none'
      && !['none', 'normal'].includes(style.content) && style.display !== 'none';
  });
  return noeud.matches('header.fr-header, footer, nav, button, .fr-btn') || voile ? [nom] : [];
})"""
# What is hidden from eyes takes no room, however long: it would widen a page.
CACHES = """() => [...document.querySelectorAll('.fr-sr-only:not(:focus)')]
  .filter(noeud => noeud.getBoundingClientRect().width > 1)
  .map(noeud => `${noeud.localName} ${noeud.textContent.trim().slice(0, 40)}`)"""
# A table slides in its own frame, under a first column that stays and leaves room to the others.
GLISSE = """() => {
  const plis = [...document.querySelectorAll('details:not([open])')];
  plis.forEach(pli => { pli.open = true; });
  const large = document.documentElement.scrollWidth;
  const cadres = [...document.querySelectorAll('.fr-table__content')].filter(
    cadre => cadre.checkVisibility() && cadre.scrollWidth > cadre.clientWidth + 1);
  const fautes = cadres.flatMap(cadre => {
    cadre.scrollLeft = cadre.scrollWidth;
    const place = cadre.getBoundingClientRect();
    const cases = [...cadre.querySelectorAll('tr > :first-child')].filter(
      une => une.checkVisibility() && !une.hasAttribute('colspan')
        && !(une.localName === 'td' && cadre.querySelector('[rowspan]')));
    const fautives = cases.map(une => une.getBoundingClientRect()).filter(
      une => Math.abs(une.x - place.x) > 2 || une.width > place.width * 0.7);
    return fautives.length ? [`table ${cadre.textContent.trim().slice(0, 40)}`] : [];
  });
  plis.forEach(pli => { pli.open = false; });
  return [large, fautes];
}"""
# Set it to keep what is found: the accessibility statement is written from it.
GARDE = os.environ.get("SPASER_GARDE_ACCESSIBILITE")


class Lecteur:
    """A browser that is given recorded answers, and keeps what it finds wrong."""

    def __init__(self, page, rejeu):
        self.page, self.rejeu, self.vues, self.outil = page, rejeu, [], ""
        self.defauts = {(largeur, theme): [] for largeur in LARGEURS for theme in THEMES}
        self.debordements, self.plaintes, self.imprimes, self.doutes = [], [], [], []
        page.add_init_script(AXE_SCRIPT)
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda erreur: self._note("error", str(erreur)))
        page.on("request", lambda demande: self._watch(demande.url))

    def read(self, visite):
        self.rejeu.visite = visite
        self.vues.append(visite)
        self.page.goto(self.rejeu.adresse + visite.adresse)
        self._slide()
        # A form sent back is the same page with its errors: the narrow screen is the hard one.
        for largeur in LARGEURS if visite.methode == "GET" else LARGEURS[:1]:
            self.page.set_viewport_size({"width": largeur, "height": 900})
            self._measure(largeur)
            for theme in THEMES:
                tiree = GARDE or is_drawn(f"{visite.adresse} {largeur} {theme}", PARTS_REGARDEES)
                if tiree or (largeur, theme) == DURE:
                    self._check(largeur, theme)
        self._print()
        self.outil = read_version(self.page)

    def _slide(self):
        self.page.set_viewport_size({"width": ETROITE, "height": 900})
        large, fautes = self.page.evaluate(GLISSE)
        if large > ETROITE:
            self.debordements.append(f"{self.vues[-1]}: {large} px, screen of {ETROITE}")
        self.debordements += [f"{self.vues[-1]}: {un}" for un in fautes]

    def _measure(self, largeur):
        large = self.page.evaluate("document.documentElement.scrollWidth")
        if large > largeur:
            self.debordements.append(f"{self.vues[-1]}: {large} px, screen of {largeur}")
        self.debordements += [f"{self.vues[-1]}: {un}" for un in self.page.evaluate(CACHES)]

    def _check(self, largeur, theme):
        regles = None if theme == "clair" else DE_COULEUR
        trouves, doutes = look(self.page, regles, THEMES[theme])
        self.defauts[largeur, theme] += [(self.vues[-1], trouve) for trouve in trouves]
        self.doutes += [(self.vues[-1], doute) for doute in doutes]

    def _print(self):
        self.page.emulate_media(media="print")
        self.imprimes += [f"{self.vues[-1]}: {un}" for un in self.page.evaluate(SUR_PAPIER)]
        self.page.emulate_media(media="screen")

    def _watch(self, adresse):
        if not adresse.startswith((self.rejeu.adresse, "data:")):
            self._note("error", f"asks for {adresse}")

    def _note(self, genre, texte):
        if genre in {"error", "warning"}:
            self.plaintes.append(f"{self.vues[-1]}: {texte}")


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
def choisies(pages):
    """Give the pages to look at today."""
    return [
        page for page in pages if GARDE or is_drawn(" ".join(map(str, _key(page))), PARTS_REGARDEES)
    ]


def _name_publiques():
    """Give an address to each public view: a hundred sheets are one template."""
    return {resolve(page.adresse).view_name: page.adresse for page in list_pages()}


@pytest.fixture(scope="session")
def rejeu():
    with open_rejeu() as rejeu:
        yield rejeu


@pytest.fixture(scope="session")
def lecteur(choisies, chromium, rejeu):
    contexte = chromium.new_context(locale="fr-FR", reduced_motion="reduce")
    lecteur = Lecteur(contexte.new_page(), rejeu)
    for visite in choisies:
        lecteur.read(visite)
    yield lecteur
    contexte.close()


def check(fautes):
    assert fautes == [], "\n".join(map(str, fautes))


def test_the_reader_sees_what_is_wrong(page, rejeu):
    lecteur = Lecteur(page, rejeu)
    image = (
        "<html lang='fr'><body style='width: 500px'><img src='data:,'><nav>Menu</nav>"
        "<p class='fr-sr-only'>Trop large</p>"
        "<div class='fr-table__content' style='overflow: auto; width: 99px'><table><tr>"
        "<th>Fuit</th>"
        "<td style='min-width: 999px'></td></tr></table></div>"
        "<p style='background-image: linear-gradient(red, blue)'>Illisible ?</p><script>fetch('http://127.0.0.1:9/')</script></body></html>"
    )
    lecteur.read(SimpleNamespace(adresse="/", methode="GET", entetes=ENTETES, texte=image))

    assert "image-alt img" in str(lecteur.defauts[375, "clair"])
    assert "color-contrast bgGradient" in str(lecteur.doutes)
    assert len(lecteur.debordements) == 3 + len(LARGEURS) - 1 + 1
    assert "table Fuit" in str(lecteur.debordements)
    assert "p Trop large" in str(lecteur.debordements)
    assert "nav." in str(lecteur.imprimes)
    assert "asks for http://127.0.0.1:9/" in str(lecteur.plaintes)


def test_every_page_drawn_was_looked_at(lecteur, choisies, pages):
    assert lecteur.vues == choisies
    assert len(pages) >= 100
    assert len(choisies) == len(pages) or not is_all_drawn()
    assert choisies


@pytest.mark.parametrize("largeur", LARGEURS)
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_is_accessible(lecteur, largeur, theme):
    check(lecteur.defauts[largeur, theme])


def test_no_page_is_wider_than_its_screen(lecteur):
    check(lecteur.debordements)


def test_no_page_prints_its_menus_nor_hides_its_words_under_a_drawing(lecteur):
    check(lecteur.imprimes)


def test_no_page_complains_in_the_browser(lecteur):
    check(lecteur.plaintes)


def test_the_statement_of_accessibility_is_what_axe_finds(lecteur):
    publiques = _name_publiques()
    vues = {visite.vue.nom for visite in lecteur.vues if visite.est_page}
    vus = {
        "outil": lecteur.outil,
        "pages": list(publiques.values()),
        "largeurs": LARGEURS,
        "themes": list(THEMES),
        "defauts": sorted(
            f"{trouve} ({publiques[visite.vue.nom]}, {largeur} px, {theme})"
            for (largeur, theme), defauts in lecteur.defauts.items()
            for visite, trouve in defauts
            if visite.est_page and visite.vue.nom in publiques
        ),
        "doutes": _count_doutes(lecteur, publiques),
    }
    if GARDE:
        _keep({"verifie_le": datetime.now(UTC).date().isoformat()} | vus)
    resultats = read_audit()

    assert publiques.keys() <= vues or not is_all_drawn()
    assert vus["defauts"] == resultats.defauts == []
    assert set(vus["pages"]) == set(resultats.pages), (
        "pages came or went: run this test with SPASER_GARDE_ACCESSIBILITE=1"
    )
    assert (vus["outil"], vus["largeurs"]) == (resultats.outil, resultats.largeurs)


def test_the_statement_tells_what_axe_cannot(lecteur):
    # A new kind of doubt is put into words in `doutes.json`, then counted as above.
    listes = {mots for mots, _ in read_audit().doutes}
    vus = _count_doutes(lecteur, _name_publiques())

    assert vus.keys() <= read_doutes().keys()
    assert {read_doutes()[genre] for genre in vus} <= listes
    assert {read_doutes()[genre] for genre in vus} == listes or not is_all_drawn()


def _count_doutes(lecteur, publiques):
    """Count, for each kind of doubt, the public pages where it stands."""
    pages = defaultdict(set)
    for visite, genre in lecteur.doutes:
        publique = visite.est_page and visite.vue.nom in publiques
        pages[genre] |= {visite.vue.nom} if publique else set()
    return {genre: len(pages[genre]) for genre in sorted(pages)}


def _keep(vus):
    fichier = RACINE / "spaser/site/portail" / ACCESSIBILITE
    fichier.write_text(json.dumps(vus, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    read_audit.cache_clear()
