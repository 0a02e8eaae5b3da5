"""A duty, and a text of it that waits for its second reader."""

from spaser.web.obligations.models import Redaction
from tests.web.obligations.fabrique import make_redaction


def give(_monde, _maison):
    redaction = Redaction.objects.first() or make_redaction("a_relire")
    return {
        ("obligations:une", "code"): "BEGES",
        ("obligations:modifier", "code"): "BEGES",
        ("obligations:source", "code"): "CCP-L2112-2",
        ("obligations:texte", "pk"): redaction.pk,
    }
