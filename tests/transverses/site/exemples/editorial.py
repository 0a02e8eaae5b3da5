"""A text of a duty that waits for its second reader."""

from spaser.web.editorial.models import Texte
from tests.web.editorial.fabrique import make_texte


def give(_monde, _maison):
    texte = Texte.objects.first() or make_texte("a_relire")
    return {
        ("editorial:genre", "genre"): "obligations",
        ("editorial:nouveau", "genre"): "obligations",
        ("editorial:un", "genre"): "obligations",
        ("editorial:un", "code"): "BEGES",
        ("editorial:modifier", "genre"): "obligations",
        ("editorial:modifier", "code"): "BEGES",
        ("editorial:texte", "pk"): texte.pk,
        ("editorial:apercu", "pk"): texte.pk,
    }
