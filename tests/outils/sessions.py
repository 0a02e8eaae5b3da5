"""Sessions as tests need them."""

from django.utils import timezone

CLE_CONFIRMEE = "geste_confirme_le"


def confirm(client):
    """Have the session pass for one that has just given the code of a mail."""
    session = client.session
    session[CLE_CONFIRMEE] = timezone.now().isoformat()
    session.save()
    return client
