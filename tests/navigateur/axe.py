"""What axe finds on a page of the browser: what is wrong, and what it cannot tell."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

# A page that is being left says so from the click on, long before the next one comes.
DEPART = """{
  const part = evenement => evenement.defaultPrevented ||
    document.documentElement.setAttribute('data-depart', '');
  addEventListener('beforeunload', part);
  addEventListener('submit', part);
}"""

# The rest is a long way to carry. A doubt is told by its rule and its reason, wherever it stands.
_AXE = """async ([regles, theme]) => {
  if (theme) document.documentElement.setAttribute('data-fr-theme', theme);
  const choix = regles ? {runOnly: {type: 'rule', values: regles}} : {};
  const reponse = await axe.run(document, {resultTypes: ['violations', 'incomplete'], ...choix});
  const raisons = noeud => [...noeud.any, ...noeud.all, ...noeud.none].map(
    essai => (essai.data && essai.data.messageKey) || '');
  return [
    reponse.violations.map(regle => `${regle.id} ${regle.nodes[0].target}`),
    reponse.incomplete.flatMap(regle => regle.nodes.flatMap(
      noeud => raisons(noeud).map(raison => `${regle.id} ${raison}`.trim()))),
  ];
}"""
_VERSION = "`axe-core ${axe.version}`"


def find_defauts(page, regles=None, theme=""):
    """Return the rules broken, each with the first place; `regles` names those looked at."""
    return look(page, regles, theme)[0]


def look(page, regles=None, theme=""):
    """Return the rules broken, each with the first place, then what somebody has to look at."""
    settle(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    defauts, doutes = page.evaluate(_AXE, [regles, theme])
    return defauts, sorted(set(doutes))


def settle(page):
    """Wait for the page that a click leads to: the one it leaves must not be judged in its name."""
    expect(page.locator("html[data-depart]")).to_have_count(0)
    page.wait_for_load_state()


def read_version(page):
    """Return the name and version of axe, on a page that it has looked at."""
    return page.evaluate(_VERSION)
