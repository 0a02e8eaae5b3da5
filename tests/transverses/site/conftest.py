"""The visits that every test here reads, made once."""

import pytest

from tests.transverses.site.visites import visit_all


@pytest.fixture(scope="session")
def visites(django_db_setup, django_db_blocker):
    """Give every answer of the site, to every visitor."""
    with django_db_blocker.unblock():
        return visit_all()


@pytest.fixture(scope="session")
def pages(visites):
    """Give each page once: as the first visitor who may see it does."""
    vues = {}
    for visite in visites:
        if visite.methode == "GET" and visite.est_page:
            vues.setdefault(visite.vue.nom, visite)
    return list(vues.values())
