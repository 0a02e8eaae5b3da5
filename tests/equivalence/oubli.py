"""Makes a process as one that has read nothing yet.

What it keeps between two requests spares queries: which lot ran before would show in the next.
"""

import functools
import sys

from spaser.site.chiffres.marches.entrepot import close_corriges
from spaser.site.espace.bilans import close_entrepots


def forget_all():
    """Let go of the stores that are open, and of what functions remember."""
    close_corriges()
    close_entrepots()
    for nom, module in list(sys.modules.items()):
        if nom.startswith("spaser."):
            for dit in list(vars(module).values()):
                if isinstance(dit, functools._lru_cache_wrapper):
                    dit.cache_clear()
