"""What the tests of the site share."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connections, transaction


@pytest.fixture(autouse=True)
def carnet_vide():
    """Forget what other tests left to be counted: its numbers are those of others."""
    shutil.rmtree(Path(settings.DOSSIER) / "lectures", ignore_errors=True)


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
