"""Sessions as tests need them."""

from django.utils import timezone


def confirm(client):
    """Have the session pass for one that has just given the code of a mail."""
    session = client.session
    session["geste_confirme_le"] = timezone.now().isoformat()
    session.save()
    return client
