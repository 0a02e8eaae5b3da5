"""How documents look: one neutral style, in which a buyer puts its logo and two colours."""

import io
import re
from dataclasses import dataclass
from typing import Final

from PIL import Image, UnidentifiedImageError

from spaser.documents.document import clean_texte
from spaser.erreurs import ErreurSpaser

ENCRE: Final = "#1c2530"
"""The colour of texts."""

CONTRASTE_MIN: Final = 4.5
"""What WCAG asks of a text of ordinary size (criterion 1.4.3)."""

LOGO_OCTETS_MAX: Final = 1_000_000
LOGO_COTE_MIN: Final = 64
LOGO_COTE_MAX: Final = 4_000
_FORMATS: Final = frozenset({"PNG", "JPEG"})
_COULEUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_BLANC: Final = "#ffffff"


class CharteRefusee(ErreurSpaser):
    """A logo or a colour that a document cannot take; says why and what would do."""


@dataclass(frozen=True, slots=True)
class Charte:
    """The style of a document.

    `couleur` writes titles and links on white, `fond` stands behind the words put forward and the
    headers of tables. `alternative` says what the logo shows: the name of the buyer.
    """

    couleur: str = "#37527a"
    fond: str = "#e9e5dc"
    logo: bytes = b""
    alternative: str = ""


NEUTRE: Final = Charte()


def make_charte(couleur: str, fond: str, logo: bytes = b"", alternative: str = "") -> Charte:
    """Return a style that everybody can read.

    Raises:
        CharteRefusee: a colour too pale or too dark, a logo too small, too big or of another kind.
    """
    _verify_couleur(couleur, _BLANC, "La couleur des titres", "sur le blanc de la page", "foncée")
    _verify_couleur(fond, ENCRE, "La couleur de fond", "sous le texte du document", "claire")
    if logo:
        verify_logo(logo)
    return Charte(couleur, fond, logo, clean_texte(alternative).strip() or "Logo")


def compute_contraste(une: str, autre: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (formula of WCAG)."""
    claire, sombre = sorted((_compute_luminance(une), _compute_luminance(autre)), reverse=True)
    return (claire + 0.05) / (sombre + 0.05)


def _compute_luminance(couleur: str) -> float:
    rouge, vert, bleu = (_linearize(int(couleur[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def _linearize(canal: float) -> float:
    faible = 0.04045
    return canal / 12.92 if canal <= faible else ((canal + 0.055) / 1.055) ** 2.4


def _verify_couleur(couleur: str, face: str, nom: str, place: str, conseil: str) -> None:
    if not _COULEUR.fullmatch(couleur):
        raise CharteRefusee(
            f"{nom} s’écrit comme #37527a : un dièse et six signes, chiffres ou lettres de a à f."
        )
    contraste = compute_contraste(couleur, face)
    if contraste < CONTRASTE_MIN:
        lu = f"{contraste:.1f}".replace(".", ",")
        raise CharteRefusee(
            f"{nom} {couleur} ne se lit pas assez {place} : contraste de {lu}, il en faut 4,5.",
            f"Choisissez une couleur plus {conseil}.",
        )


def verify_logo(logo: bytes) -> None:
    """Raise CharteRefusee unless it is a picture, whole, that a document can take."""
    conseil = "Donnez une image PNG ou JPEG, de 64 à 4 000 pixels de côté et de moins de 1 Mo."
    if len(logo) > LOGO_OCTETS_MAX:
        raise CharteRefusee("Ce logo est trop lourd.", conseil)
    try:
        with Image.open(io.BytesIO(logo), formats=sorted(_FORMATS)) as image:
            largeur, hauteur = image.size
            if max(largeur, hauteur) > LOGO_COTE_MAX:
                raise CharteRefusee(f"Ce logo est trop grand : {largeur} × {hauteur}.", conseil)
            if min(largeur, hauteur) < LOGO_COTE_MIN:
                raise CharteRefusee(f"Ce logo est trop petit : {largeur} × {hauteur}.", conseil)
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as erreur:
        raise CharteRefusee("Ce logo n’est pas une image PNG ou JPEG lisible.", conseil) from erreur
