"""What a page shows before anything is unfolded: its words, its pictures, its height at 1280 px.

The demonstration's pages, as a member who writes reads them. A page over its ceiling says why in
`EXCEPTIONS`, or folds.
"""

from dataclasses import dataclass

import pytest

from tests.navigateur.lues import ESPACE, RUBRIQUE, demonstration
from tests.navigateur.rejeu import open_rejeu
from tests.outils.scenario import METROPOLE

__all__ = ["demonstration"]
pytestmark = [pytest.mark.navigateur, pytest.mark.longue, pytest.mark.django_db]

MOTS = {
    "/": 250,
    f"/acheteurs/{METROPOLE}/": 350,
    ESPACE: 350,
    RUBRIQUE: 300,
    f"{ESPACE}plan/": 400,
    f"{ESPACE}cibles/": 450,
    f"{ESPACE}publication/": 450,
    f"{ESPACE}depenses/": 350,
    f"{ESPACE}depenses/resultats/": 350,
    f"{ESPACE}indicateurs/": 350,
    f"{ESPACE}elus/": 400,
    f"{ESPACE}chiffres/": 600,
    f"{ESPACE}bilan/2025/": 750,
    f"{ESPACE}schema/controle/": 350,
    f"/acheteurs/{METROPOLE}/detail/": 600,
    "/aides/": 550,
    "/obligations/": 750,
}
HAUTEURS = ("/faq/", "/obligations/", "/aides/", "/parcours/", f"{ESPACE}chiffres/")
HAUTEUR = 6000
# Words, and no figure to draw; or a page of files, whose results have a page of their own.
SANS_IMAGE = {
    RUBRIQUE, f"{ESPACE}depenses/", f"{ESPACE}schema/controle/",
    "/faq/", "/obligations/",
}  # fmt: skip
# What may go over, and why.
EXCEPTIONS: dict[tuple[str, str], str] = {
    (f"{ESPACE}depenses/resultats/", "replies"): (
        "eight rates, each with its count, its bounds, its method and its proof"
    ),
    (ESPACE, "replies"): (
        "four figures with what they come from, the headings of the scheme, the answer of the law"
    ),
    (f"/acheteurs/{METROPOLE}/detail/", "replies"): "four tables of rates, family by family",
    ("/aides/", "replies"): "forty people who help, each with what it gives and does not",
    ("/obligations/", "replies"): "forty duties, each with its steps and its law",
}
REGARDE = r"""() => {
  const main = document.querySelector('main'), clos = 'details:not([open]), .fr-collapse';
  const split = texte => (texte || '').trim().split(/\s+/);
  const count = texte => split(texte).filter(mot => /[\p{L}\p{N}]/u.test(mot)).length;
  const dessins = [...main.querySelectorAll('svg')];
  const sum = (liste, rend) => liste.reduce((somme, un) => somme + count(rend(un)), 0);
  // The table of a picture stands in a fold beside it: it is the picture again.
  const redit = table => {
    const pli = table.closest('details'), autour = pli && pli.parentElement;
    return pli && dessins.some(svg => autour.contains(svg) && !pli.contains(svg));
  };
  const plis = [...main.querySelectorAll(clos)].filter(pli => !pli.parentElement.closest(clos));
  const titres = plis.flatMap(pli => [...pli.querySelectorAll(':scope > summary')]);
  const tables = plis.flatMap(pli => [...pli.querySelectorAll('table')]).filter(redit);
  const dit = noeud => noeud.textContent;
  return {
    mots: count(main.innerText), replies: sum(plis, dit) - sum(titres, dit) - sum(tables, dit),
    images: dessins.filter(svg => svg.getClientRects().length).length,
    haut: document.documentElement.scrollHeight,
  };
}"""


@dataclass(frozen=True)
class Vue:
    """What a reader sees of a page at once; `replies` are the words that folds hold."""

    mots: int
    replies: int
    images: int
    haut: int


@pytest.fixture(scope="module")
def vues(demonstration, chromium):
    contexte = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    page, lues = contexte.new_page(), {}
    with open_rejeu() as rejeu:
        for nom in (*MOTS, *HAUTEURS):
            rejeu.visite = demonstration[nom]
            page.goto(rejeu.adresse + nom)
            lues[nom] = Vue(**page.evaluate(REGARDE))
    contexte.close()
    return lues


def check(quoi, depassements):
    """Find nothing over its ceiling but what is excepted, which is over it."""
    permises = {nom for nom, cela in EXCEPTIONS if cela == quoi}
    assert {nom: dit for nom, dit in depassements.items() if nom not in permises} == {}
    assert permises <= depassements.keys()


def test_a_page_says_little_before_it_is_unfolded(vues):
    lus = {nom: (vues[nom].mots, plafond) for nom, plafond in MOTS.items()}

    check("mots", {nom: un for nom, un in lus.items() if un[0] > un[1]})


def test_folds_hold_twice_what_is_seen_at_most(vues):
    lus = {nom: (vues[nom].replies, vues[nom].mots) for nom in MOTS}

    check("replies", {nom: un for nom, un in lus.items() if un[0] > 2 * un[1]})


def test_figures_and_dates_are_drawn(vues):
    check("images", {nom: 0 for nom in vues.keys() - SANS_IMAGE if not vues[nom].images})


def test_a_long_page_is_six_thousand_pixels_high_at_most(vues):
    check("haut", {nom: vues[nom].haut for nom in HAUTEURS if vues[nom].haut > HAUTEUR})


def test_exceptions_say_why():
    assert all(len(raison.split()) >= 3 for raison in EXCEPTIONS.values())
