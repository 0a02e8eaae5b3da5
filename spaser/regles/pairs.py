"""Which buyers are like one of them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from spaser.regles.nomenclatures import Nomenclature

SEMBLABLES_MIN: Final = 5
"""Under it, a group of bodies would name each of them."""


class Critere(Nomenclature):
    """What makes two buyers alike; the last one asked for is let go of first."""

    TYPE = "type", "Type de structure"
    TAILLE = "taille", "Taille"
    REGION = "region", "Région"


type Traits = Mapping[Critere, AbstractSet[str]]
"""What is known of a buyer; as for its size, a band of inhabitants, one of purchases, or both."""


def choose_pairs[C](
    vise: Traits, candidats: Mapping[C, Traits]
) -> tuple[list[C], tuple[Critere, ...]]:
    """Return those who are alike, and the criteria that had to be let go of to find enough."""
    poses = [critere for critere in Critere if vise.get(critere)]
    for nombre in range(len(poses), -1, -1):
        gardes = poses[:nombre]
        pairs = [
            candidat
            for candidat, traits in candidats.items()
            if all(vise[critere] & traits.get(critere, set()) for critere in gardes)
        ]
        if len(pairs) >= SEMBLABLES_MIN:
            break
    return pairs, tuple(poses[nombre:])
