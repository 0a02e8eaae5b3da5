"""A real browser, one per test process, and a fresh page for each test."""

import os

import pytest
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from tests.navigateur.axe import DEPART, find_defauts
from tests.outils.navigateur import find_chromium

# The machine's Chromium, kept from calling anyone; --no-sandbox because root may run it.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A busy machine may take long to make a page: what is expected is waited for as actions are.
expect.set_options(timeout=30_000)

# Playwright runs a loop in the test's own thread, where Django would refuse to touch the base.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium():
    # Inside Playwright's loop Django would open other connections, that nothing closes.
    ouvertes = {alias: connections[alias] for alias in connections}
    with sync_playwright() as playwright:
        for alias, connexion in ouvertes.items():
            connections[alias] = connexion
        navigateur = playwright.chromium.launch(executable_path=find_chromium(), args=OPTIONS)
        yield navigateur
        navigateur.close()


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Start the server after the base: its threads then share the test's connection."""
    return live_server


@pytest.fixture
def page(chromium):
    """A French page of desktop width, in a context of its own."""
    contexte = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    contexte.add_init_script(DEPART)
    yield contexte.new_page()
    contexte.close()


@pytest.fixture
def defauts_accessibilite():
    """Give what axe finds broken on a page: the rule, and the first place."""
    return find_defauts
