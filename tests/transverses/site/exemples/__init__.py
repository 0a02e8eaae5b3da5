"""What stands for each name in an address: a file an app, which a new app adds.

`give(monde, maison)` of each file returns what each name means: for one view, `(view, name)`; for
all, `name`.
"""

from importlib import import_module
from pkgutil import iter_modules

DE_TOUTES = {"classeur": "csv"}


def make_exemples(monde, maison):
    """Return what every app gives."""
    exemples = DE_TOUTES | {"siren": maison.organisation.siren}
    for fichier in iter_modules(__path__):
        donnes = import_module(f"{__name__}.{fichier.name}").give(monde, maison)
        deux_fois = exemples.keys() & donnes.keys()
        assert not deux_fois, f"{fichier.name} gives again {deux_fois}"
        exemples |= donnes
    return exemples


def list_missing(vue, exemples):
    """Name what an address wants and has no example of."""
    return [
        f"{vue.nom}: « {nom} »"
        for nom in vue.parametres
        if nom not in exemples and (vue.nom, nom) not in exemples
    ]


def find_arguments(vue, exemples):
    """Return the arguments of an address."""
    return {
        nom: exemples[(vue.nom, nom) if (vue.nom, nom) in exemples else nom]
        for nom in vue.parametres
    }
