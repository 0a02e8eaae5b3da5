"""A text of a duty that waits for its second reader."""

from spaser.site.editorial.models import Image, Texte
from tests.site.editorial.fabrique import make_texte

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8"
    "ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def give(_monde, _maison):
    texte = Texte.objects.first() or make_texte("a_relire")
    image = Image.objects.first() or Image.objects.create(
        code="cercles", alternative="Des cercles.", legende="Cercles", octets=PIXEL, genre="png",
        largeur=1, hauteur=1,
    )  # fmt: skip
    return {
        ("editorial:image", "pk"): image.pk,
        ("editorial:retirer_image", "pk"): image.pk,
        ("editorial:genre", "genre"): "obligations",
        ("editorial:nouveau", "genre"): "obligations",
        ("editorial:un", "genre"): "obligations",
        ("editorial:un", "code"): "BEGES",
        ("editorial:modifier", "genre"): "obligations",
        ("editorial:modifier", "code"): "BEGES",
        ("editorial:texte", "pk"): texte.pk,
        ("editorial:apercu", "pk"): texte.pk,
    }
