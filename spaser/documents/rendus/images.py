"""The letters of what is composed, and drawings as pixels for forms that do not show SVG."""

import io
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import PIL.Image
import typst

from spaser.documents.dessins import TEINTE
from spaser.documents.dessins_engagements import measure_svg

COLONNE: Final = 16.6
"""The width of a column of text, in centimetres: A4 between its margins."""

_POINTS_PAR_POUCE: Final = 200.0
_HAUT_LOGO: Final = 1.8
_POINT: Final = 2.54 / 72  # in centimetres
_GABARIT: Final = b"""
#import "dessin.typ": habille
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#let svg = habille(sys.inputs.svg, sys.inputs.couleur)
#image(bytes(svg), format: "svg", width: float(sys.inputs.largeur) * 1cm)
"""


@dataclass(frozen=True, slots=True)
class Image:
    """A drawing as PNG, or a logo; its sides in centimetres."""

    png: bytes
    largeur: float
    hauteur: float


@cache
def load_polices() -> typst.Fonts:
    """Return the only letters that files are composed with: ours and those of the composer."""
    dossier = str(resources.files("spaser.documents").joinpath("polices"))
    return typst.Fonts(include_system_fonts=False, font_paths=[dossier])


@cache
def read_gabarit(nom: str) -> bytes:
    return resources.files("spaser.documents").joinpath("gabarits", nom).read_bytes()


def draw_png(svg: str, couleur: str = TEINTE, largeur: float = 0) -> Image:
    """Return a drawing in a colour, as wide as it says unless told otherwise, in centimetres."""
    largeur = largeur or measure_svg(svg) * _POINT
    png: bytes = typst.compile(  # type: ignore[call-overload]  # types miss files in memory
        {"main.typ": _GABARIT, "dessin.typ": read_gabarit("dessin.typ")},
        format="png",
        ppi=_POINTS_PAR_POUCE,
        sys_inputs={"svg": svg, "largeur": str(largeur), "couleur": couleur},
        font_paths=load_polices(),
        ignore_system_fonts=True,
    )
    colonnes, lignes = (int.from_bytes(png[debut : debut + 4]) for debut in (16, 20))
    return Image(png, largeur, largeur * lignes / colonnes)


def frame_logo(logo: bytes) -> Image:
    """Return a logo on a white ground with its margins: it shows on a cover of any colour."""
    with PIL.Image.open(io.BytesIO(logo)) as lue:
        image = lue.convert("RGBA")
    marge = image.height // 8
    fond = PIL.Image.new("RGBA", (image.width + 2 * marge, image.height + 2 * marge), "white")
    fond.alpha_composite(image, (marge, marge))
    sortie = io.BytesIO()
    fond.convert("RGB").save(sortie, "PNG")
    return measure_logo(sortie.getvalue())


def measure_logo(logo: bytes) -> Image:
    """Return a logo with its sides on a page."""
    with PIL.Image.open(io.BytesIO(logo)) as lue:
        return Image(logo, _HAUT_LOGO * lue.width / lue.height, _HAUT_LOGO)


def draw_apercu(titre: str, phrase: str, site: str) -> bytes:
    """Return the picture of a page that is shared: 1,200 pixels by 630, as PNG."""
    png: bytes = typst.compile(
        read_gabarit("apercu.typ"),
        format="png",
        ppi=72.0,
        sys_inputs={"titre": titre, "phrase": phrase, "site": site},
        font_paths=load_polices(),
        ignore_system_fonts=True,
    )
    return png
