"""The cells of the grid that hold something else than words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from spaser.lettres import unaccent
from spaser.metier.grille.modele import Priorite
from spaser.metier.indicateurs.modele import Frequence
from spaser.metier.indicateurs.themes import Rubrique

ILLISIBLE: Final = object()
_OUI: Final = frozenset({"oui", "x", "o", "vrai", "true", "1", "1.0"})
_NON: Final = frozenset({"non", "n", "faux", "false", "0", "0.0"})
_RUBRIQUES: Final[Mapping[str, Rubrique]] = {
    "environnement": Rubrique.ENVIRONNEMENT,
    "environnemental": Rubrique.ENVIRONNEMENT,
    "ecologique": Rubrique.ENVIRONNEMENT,
    "social": Rubrique.SOCIAL,
    "sociale": Rubrique.SOCIAL,
    "economique": Rubrique.ECONOMIQUE,
    "economie": Rubrique.ECONOMIQUE,
    "gouvernance": Rubrique.GOUVERNANCE,
    "pilotage": Rubrique.GOUVERNANCE,
}
_PRIORITES: Final = {priorite.value: priorite for priorite in Priorite}
_FREQUENCES: Final[Mapping[str, Frequence]] = {
    **{unaccent(frequence.libelle): frequence for frequence in Frequence},
    **{frequence.value: frequence for frequence in Frequence},
    "annuel": Frequence.ANNUELLE,
    "semestriel": Frequence.SEMESTRIELLE,
    "trimestriel": Frequence.TRIMESTRIELLE,
}

type Lit = Callable[[str, Collection[str]], object]


def read_rubrique(plie: str) -> Rubrique | None:
    """Return the row of a folded heading."""
    return _RUBRIQUES.get(plie)


def read_priorite(texte: str, _codes: Collection[str]) -> object:
    """Read 1, « 1.0 » or « 1 : au cœur des enjeux »."""
    chiffre = texte.partition(":")[0].strip().removesuffix(".0").removesuffix(",0")
    return _PRIORITES.get(chiffre, ILLISIBLE)


def read_oui_non(texte: str, _codes: Collection[str]) -> object:
    """Read yes and no as people write them."""
    plie = unaccent(texte)
    return plie in _OUI if plie in _OUI | _NON else ILLISIBLE


def read_frequence(texte: str, _codes: Collection[str]) -> object:
    """Read how often."""
    return _FREQUENCES.get(unaccent(texte), ILLISIBLE)


def read_code(texte: str, codes: Collection[str]) -> object:
    """Read a code of the library."""
    code = texte.upper()
    return code if code in codes else ILLISIBLE


LECTURES: Final[Mapping[str, Lit]] = {
    "priorite": read_priorite,
    "deja_suivi": read_oui_non,
    "retenu": read_oui_non,
    "frequence": read_frequence,
    "code": read_code,
}
