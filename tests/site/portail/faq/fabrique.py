"""Questions of readers, for the tests."""

from django.utils import timezone

from spaser.site.portail.models import QuestionRecue


def make_question(message="Un schéma peut-il couvrir les concessions ?", courriel=""):
    return QuestionRecue.objects.create(message=message, courriel=courriel, creee_le=timezone.now())
