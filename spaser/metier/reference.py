"""The reference of a figure: what tells it from every other, on a page as in a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self, cast

from spaser.donnees.valeurs import Variante
from spaser.metier.perimetre import Origine

_MOTIF: Final = re.compile(
    r"(?P<siren>\d{9}):(?P<code>[A-Z]+-[A-Za-z0-9-]+):(?P<annee>\d{4})"
    r":(?P<mesure>nombre|montant|moyenne|total):(?P<origine>publie|corrige|paye)",
    re.ASCII,
)
_MOTS: Final = {
    Origine.PUBLIES: "publie",
    Origine.CORRIGES: "corrige",
    Origine.PAYES: "paye",
}
_ORIGINES: Final = {mot: origine for origine, mot in _MOTS.items()}


@dataclass(frozen=True, slots=True, order=True)
class ReferenceChiffre:
    """One indicator of one buyer and one year, one way of counting it, on one kind of lines."""

    siren: str
    code: str
    annee: int
    mesure: Variante
    origine: Origine

    def __str__(self) -> str:
        """Write `siren:code:année:mesure:origine`."""
        return f"{self.siren}:{self.code}:{self.annee}:{self.mesure}:{_MOTS[self.origine]}"

    @classmethod
    def parse(cls, texte: str) -> Self:
        """Read what `str` wrote.

        Raises:
            ValueError: the text is no reference, in French.
        """
        trouve = _MOTIF.fullmatch(texte)
        if trouve is None:
            message = f"« {texte} » n’est pas la référence d’un chiffre."
            raise ValueError(message)
        siren, code, annee, mesure, origine = trouve.groups()
        return cls(siren, code, int(annee), cast("Variante", mesure), _ORIGINES[origine])
