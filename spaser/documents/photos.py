"""Pictures that the team puts in a text: looked at, made smaller, written anew."""

import base64
import io
from typing import Final

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from spaser.documents.document import Figure
from spaser.erreurs import ErreurSpaser

OCTETS_MAX: Final = 10_000_000
COTE_MAX: Final = 10_000
_COTE: Final = 1_400  # pixels: as wide as a page of paper prints
_FORMATS: Final = ("PNG", "JPEG")
_CONSEIL: Final = "Donnez une image PNG ou JPEG de moins de 10 Mo."


class PhotoRefusee(ErreurSpaser):
    """A file that is not a picture that pages can show; says why and what would do."""


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as it is kept: its bytes, its kind, and its size in pixels."""

    octets: bytes
    genre: str
    largeur: int
    hauteur: int


def prepare_photo(octets: bytes) -> Photo:
    """Return a picture upright, at most 1 400 pixels wide or high, without what a camera adds.

    Raises:
        PhotoRefusee: it is no picture, or it is too big.
    """
    if len(octets) > OCTETS_MAX:
        raise PhotoRefusee("Cette image est trop lourde.", _CONSEIL)
    try:
        with Image.open(io.BytesIO(octets), formats=_FORMATS) as lue:
            if max(lue.size) > COTE_MAX:
                raise PhotoRefusee(f"Cette image est trop grande : {lue.width} × {lue.height}.",
                                   f"{COTE_MAX} pixels de côté au plus.")  # fmt: skip
            droite = ImageOps.exif_transpose(lue)
            droite.thumbnail((_COTE, _COTE))
            return _encode(droite)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as faute:
        raise PhotoRefusee("Ce n’est pas une image PNG ou JPEG lisible.", _CONSEIL) from faute


def make_figure(photo: Photo, alternative: str, legende: str) -> Figure:
    code = base64.b64encode(photo.octets).decode()
    largeur, hauteur = photo.largeur, photo.hauteur
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {largeur} {hauteur}">'
        f'<image width="{largeur}" height="{hauteur}" '
        f'href="data:image/{photo.genre};base64,{code}"/>'
        "</svg>"
    )
    return Figure(svg, alternative, legende)


def _encode(image: Image.Image) -> Photo:
    """Write the pixels anew: a photograph as JPEG, a drawing or what lets light through as PNG."""
    sortie = io.BytesIO()
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    if image.mode in {"RGB", "L"} and image.getcolors(256) is None:
        genre = "jpeg"
        image.save(sortie, "JPEG", quality=80, optimize=True)
    else:
        genre = "png"
        image.convert("RGBA").save(sortie, "PNG", optimize=True)
    return Photo(octets=sortie.getvalue(), genre=genre, largeur=image.width, hauteur=image.height)
