"""An answer of the FAQ, and a question that waits for the team."""

from spaser.site.portail.models import QuestionRecue
from tests.site.portail.faq.fabrique import make_question


def give(_monde, _maison):
    question = QuestionRecue.objects.first() or make_question()
    return {
        ("faq:avis", "code"): "temps-de-redaction",
        ("faq:repondre", "pk"): question.pk,
        ("faq:transformer", "pk"): question.pk,
    }
