"""The catalogue: one file an indicator, found by its name.

To add an indicator, add a file here that defines `INDICATEUR`; its page is then written by
`python -m spaser.moteur.indicateurs.pages`.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from spaser.moteur.indicateurs.definition import Indicateur

_THEMES: Final = ("social", "environnement", "economie", "volume")


def _list_indicateurs() -> tuple[Indicateur, ...]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    trouves: list[Indicateur] = [module.INDICATEUR for module in modules]
    return tuple(sorted(trouves, key=lambda i: (_THEMES.index(i.theme), i.code)))


INDICATEURS: Final = _list_indicateurs()
PAR_CODE: Final = {i.code: i for i in INDICATEURS}
