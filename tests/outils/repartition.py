"""Which process of a run takes which tests: whole files, those that share much work together.

A fixture of a module, and the visits of the whole site, are then made once and not once a process.
"""

from xdist.scheduler.loadscope import LoadScopeScheduling

# Handed out in this order, before the other files: a run must not end on a long one.
LOTS = (
    ("tests/transverses/site/", "tests/navigateur/test_site_entier.py"),
    ("tests/transverses/test_",),
    ("tests/cli/",),
    ("tests/site/api/test_schemathesis.py",),
    ("tests/site/chiffres/marches/",),
    ("tests/site/socle/taches/",),
    ("tests/site/socle/test_transactions.py",),
    ("tests/equivalence/test_fautes.py",),
    ("tests/moteur/entrepot/",),
    ("tests/navigateur/",),
)


def find_rang(nodeid):
    """Return the place of a test's lot; files without one come last."""
    return next((r for r, debuts in enumerate(LOTS) if nodeid.startswith(debuts)), len(LOTS))


class ParLots(LoadScopeScheduling):
    """Gives a process a lot, or a file, at a time, in the order of collection."""

    def __init__(self, config, log=None):
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        rang = find_rang(nodeid)
        return f"lot {rang}" if rang < len(LOTS) else nodeid.partition("::")[0]
