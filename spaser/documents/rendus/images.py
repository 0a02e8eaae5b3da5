"""Drawings as pixels, for the forms that do not show SVG everywhere."""

from dataclasses import dataclass
from typing import Final

import typst

_POINTS_PAR_POUCE: Final = 200.0
_GABARIT: Final = b"""
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 15cm)
"""


@dataclass(frozen=True, slots=True)
class Image:
    """A drawing as PNG, 15 cm wide; `hauteur` in centimetres."""

    png: bytes
    hauteur: float


LARGEUR: Final = 15.0
"""The width of drawings, in centimetres."""


def draw_png(svg: str) -> Image:
    """Return a drawing as pixels."""
    png: bytes = typst.compile(
        _GABARIT,
        format="png",
        ppi=_POINTS_PAR_POUCE,
        sys_inputs={"svg": svg},
        ignore_system_fonts=True,
    )
    largeur, hauteur = (int.from_bytes(png[debut : debut + 4]) for debut in (16, 20))
    return Image(png, LARGEUR * hauteur / largeur)
