"""The catalogue: the indicators computed for every buyer, by theme, each with its example.

To add an indicator, add it to the module of its theme; its page is then written by
`python -m spaser.moteur.indicateurs.pages`.
"""

from typing import Final

from spaser.moteur.indicateurs.catalogue import (
    economie,
    environnement,
    inclusion,
    social,
    territoire,
    volumes,
)
from spaser.moteur.indicateurs.definition import PREFIXES

_THEMES: Final = tuple(PREFIXES.values())

INDICATEURS: Final = tuple(
    sorted(
        (
            *social.INDICATEURS,
            *inclusion.INDICATEURS,
            *environnement.INDICATEURS,
            *economie.INDICATEURS,
            *territoire.INDICATEURS,
            *volumes.INDICATEURS,
        ),
        key=lambda i: (_THEMES.index(i.theme), i.code),
    )
)
PAR_CODE: Final = {i.code: i for i in INDICATEURS}
