"""All that is known of one buyer: published contracts, her own files, her corrections.

`lecture` opens it from the stores themselves; `gardee` from what was kept of such an opening, which
every process of the site shares.
"""

from spaser.moteur.corrige.lecture import (
    Contrat,
    OrigineMarche,
    PriveAbime,
    count_corrigees,
    find_cles,
    find_contrat,
    list_cles_partagees,
    list_contrats,
    list_origines,
    list_sirets,
    open_corrige,
)

__all__ = [
    "Contrat",
    "OrigineMarche",
    "PriveAbime",
    "count_corrigees",
    "find_cles",
    "find_contrat",
    "list_cles_partagees",
    "list_contrats",
    "list_origines",
    "list_sirets",
    "open_corrige",
]
