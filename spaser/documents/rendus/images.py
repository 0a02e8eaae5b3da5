"""Drawings as pixels, for the forms that do not show SVG everywhere."""

from dataclasses import dataclass
from importlib import resources
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
    png: bytes = typst.compile(
        _GABARIT,
        format="png",
        ppi=_POINTS_PAR_POUCE,
        sys_inputs={"svg": svg},
        ignore_system_fonts=True,
    )
    largeur, hauteur = (int.from_bytes(png[debut : debut + 4]) for debut in (16, 20))
    return Image(png, LARGEUR * hauteur / largeur)


def draw_apercu(titre: str, phrase: str, site: str) -> bytes:
    """Return the picture of a page that is shared: 1,200 pixels by 630, as PNG."""
    png: bytes = typst.compile(
        resources.files("spaser.documents").joinpath("gabarits", "apercu.typ").read_bytes(),
        format="png",
        ppi=72.0,
        sys_inputs={"titre": titre, "phrase": phrase, "site": site},
        ignore_system_fonts=True,
    )
    return png
