"""What axe finds on a page of the browser."""

from axe_playwright_python.base import AXE_SCRIPT

# Only what is wrong comes back: the rest is a long way to carry.
_AXE = """async ([regles, theme]) => {
  if (theme) document.documentElement.setAttribute('data-fr-theme', theme);
  const choix = regles ? {runOnly: {type: 'rule', values: regles}} : {};
  const reponse = await axe.run(document, {resultTypes: ['violations'], ...choix});
  return reponse.violations.map(regle => `${regle.id} ${regle.nodes[0].target}`);
}"""
_VERSION = "`axe-core ${axe.version}`"


def find_defauts(page, regles=None, theme=""):
    """Return the rules broken, each with the first place; `regles` names those looked at."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(_AXE, [regles, theme])


def read_version(page):
    """Return the name and version of axe, on a page that it has looked at."""
    return page.evaluate(_VERSION)
