"""What apps declare in their `app.py`, found there by its name.

| Name | What it holds | Read by |
| --- | --- | --- |
| `OUTILS` | tools of a space, with their gestures, models, personal data | `organisations.outils` |
| `ENTREES`, `PAGES` | links of menus; functions that list public pages | `socle.pages` |
| `TEXTES`, `CHERCHABLES`, `VIVES`, `SYNONYMES` | what the search finds | `recherche.services` |
| `GENRES`, `APPROBATIONS` | kinds of text; what follows an approval | `editorial.genres` |
| `MODELES`, `PARTS` | what a model, an app, keeps of a person | `comptes.donnees_personnelles` |
| `EMPECHEMENTS`, `RECHERCHES` | what holds an erasure back, or looks at length before it | same |
| `SECOND_FACTEUR` | who owes a second factor | `comptes.preuves` |
| `REFAITS` | what erases again after a backup | `socle.sauvegarde.effacements` |
| `FICHIERS_NOMMES` | files that rows name, for backups | `socle.fichiers` |
| `AUTOUR` | contexts around each request and each task | `socle.traces` |
| `REFERENCES` | what a new site starts with: its name, and what loads it | `socle.preparation` |
| `SCENARIOS` | functions that list the same of a demonstration | `socle.preparation` |
| `LIENS_DEMONSTRATION` | sign-in links of a demonstration | `socle.journal` |
| `NOMS_ESPACES` | what spaces are called | `socle.courriels.abonnements` |
| `PIECES` | files made of an edition | `espace.editions` |
| `AVIS` | pages that ask what one thinks of an event | `rencontres.agenda.evenements` |
| `SUITES_FAMILLES` | what is offered beside a family of purchases | `chiffres.mesures` |

Each is a tuple. A lower floor reads what upper floors declare, without naming them.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

_MODULE = "app"
_ETAPES = "par_etapes"


@cache
def load_declarations() -> tuple[ModuleType, ...]:
    """Import the `app.py` of every app, in the order of the settings; models are ready by then."""
    siennes = (app for app in apps.get_app_configs() if app.name.startswith("spaser."))
    return tuple(
        import_module(f"{app.name}.{_MODULE}")
        for app in siennes
        if module_has_submodule(app.module, _MODULE)
    )


def list_declares(nom: str) -> list[Any]:
    """Return all that apps declare under a name, in the order of the apps."""
    return [un for module in load_declarations() for un in getattr(module, nom, ())]


def par_etapes[C: Callable[[], object]](charge: C) -> C:
    """Mark a loader that works for long: were it one transaction, nobody else would write.

    It opens its own, short ones, and goes on from where it was when it is run again.
    """
    setattr(charge, _ETAPES, True)
    return charge


def goes_by_etapes(charge: Callable[[], object]) -> bool:
    return hasattr(charge, _ETAPES)
