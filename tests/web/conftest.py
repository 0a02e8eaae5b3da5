"""What the tests of the site share."""

import pytest
from django.core import mail
from django.db import transaction


@pytest.fixture
def sur_le_champ(monkeypatch):
    """Run at once what waits for the end of a transaction: a test's own never ends."""
    monkeypatch.setattr(transaction, "on_commit", lambda travail, **_: travail())


@pytest.fixture
def courriels(sur_le_champ):
    """Give the mails sent, as they leave."""
    return mail.outbox
