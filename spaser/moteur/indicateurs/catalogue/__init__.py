"""The catalogue: every indicator, in the module of its theme, with its example.

To add one, add it to the module of its theme; its page is then written by
`python -m spaser.moteur.indicateurs.pages`.

Those on demand are computed for one buyer and year when asked, and are kept nowhere: they are
absent from `valeurs`.
"""

from typing import Final

from spaser.moteur.indicateurs.catalogue import economie, environnement, social, volumes
from spaser.moteur.indicateurs.definition import PREFIXES, Indicateur

_THEMES: Final = tuple(PREFIXES.values())
_TOUS: Final = sorted(
    (*social.INDICATEURS, *environnement.INDICATEURS, *economie.INDICATEURS, *volumes.INDICATEURS),
    key=lambda i: (_THEMES.index(i.theme), i.code),
)

INDICATEURS: Final = tuple(i for i in _TOUS if not i.a_la_demande)
DEMANDES: Final = tuple(i for i in economie.INDICATEURS if i.a_la_demande)
PAR_CODE: Final = {i.code: i for i in INDICATEURS}
DEFINITIONS: Final = PAR_CODE | {i.code: i for i in DEMANDES}
"""Every definition by code, computed beforehand or on demand."""

LEGALES: Final = ("SOC-01", "SOC-02", "ENV-01", "ENV-02", "SOC-13", "SOC-IN")
TERRITOIRE: Final = "ECO-02"
RUBRIQUES: Final = ("loi", "social", "environnement", "economie", "territoire")
"""The rates that are broken down together: one query each."""


def list_rubrique(rubrique: str) -> tuple[Indicateur, ...]:
    """Return the rates of a part, in the order of the catalogue, those on demand last."""
    if rubrique == "loi":
        return tuple(PAR_CODE[code] for code in LEGALES)
    return tuple(i for i in DEFINITIONS.values() if gives_taux(i) and _place(i) == rubrique)


def _place(indicateur: Indicateur) -> str:
    if indicateur.code.startswith(TERRITOIRE):
        return "territoire"
    return "economie" if indicateur.theme == "volume" else indicateur.theme


def gives_taux(indicateur: Indicateur) -> bool:
    """Tell whether a definition gives a rate that each contract answers by itself."""
    return bool(indicateur.reponse) or (indicateur.entre_0_et_1 and indicateur.unite == "%")
