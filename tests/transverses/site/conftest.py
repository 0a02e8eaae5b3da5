"""The visits that every test here reads, made once."""

import pytest

from tests.transverses.site.documents import Document
from tests.transverses.site.visites import visit_all


@pytest.fixture(scope="session")
def campagne(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return visit_all()


@pytest.fixture(scope="session")
def visites(campagne):
    """Give every answer of the site, to every visitor."""
    return campagne.visites


@pytest.fixture(scope="session")
def suites(campagne):
    """Give what each link of each page leads to; `vue` is where it was found."""
    return campagne.suites


@pytest.fixture(scope="session")
def documents(visites, suites):
    """Give each page that was shown, errors included, once a form."""
    formes = {visite.forme: visite for visite in (*visites, *suites) if visite.est_html}
    return [Document(str(visite), visite) for visite in formes.values()]
