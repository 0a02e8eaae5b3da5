"""What each person of the demonstration is shown: pages as lines, files as lines."""

from tests.equivalence.fichiers import describe_fichier
from tests.equivalence.monde import TIRAGES, step
from tests.equivalence.pages import describe_page
from tests.transverses.site.demonstration import seat
from tests.transverses.site.marche import Bornes, walk
from tests.transverses.site.personnes import ANONYME

# Who is shown most: all of what they reach is kept. Others, two addresses of each kind.
PARTOUT = frozenset({ANONYME, "administration", "departement", "moderation"})
CHACUN = 2


def record_pages(recueil, qui):
    """Keep what somebody reaches by following links from the home page."""
    est_neuve = Bornes(CHACUN, toutes=qui in PARTOUT).start()

    def is_new(adresse):
        TIRAGES.start(f"{qui} {adresse}")
        return est_neuve(adresse)

    with step(f"pages {qui}"):
        for pas in walk(seat(qui), qui, "/", is_new):
            recueil.note(pas.adresse, describe_pas(pas, recueil.cadres))


def describe_pas(pas, cadres):
    """Return the lines of one answer."""
    lignes = [f"statut {pas.statut}", f"vue {pas.vue}", f"nature {pas.nature}"]
    lignes += [f"vers {pas.vers}"] if pas.vers else []
    lignes += [f"requêtes {pas.requetes}"]
    lignes += [f"écrit {ecrite}" for ecrite in pas.ecrites]
    if pas.texte:
        return lignes + describe_page(pas.texte, cadres)
    return lignes + (describe_fichier(pas.adresse, pas.contenu) if pas.contenu else [])
