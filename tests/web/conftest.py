"""What the tests of the site share."""

import pytest
from django.core import mail
from django.db import connections, transaction


@pytest.fixture
def sur_le_champ(monkeypatch):
    """Run at once what waits for the end of a transaction: a test's own never ends."""
    monkeypatch.setattr(transaction, "on_commit", lambda travail, **_: travail())


@pytest.fixture
def courriels(sur_le_champ):
    """Give the mails sent, as they leave."""
    return mail.outbox


@pytest.fixture
def une_connexion(monkeypatch):
    """Keep the test's own connection: a server would give it back after each answer."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
