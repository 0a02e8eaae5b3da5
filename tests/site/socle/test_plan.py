"""The list of public pages that each app adds to."""

import pytest

from spaser.site.socle import pages
from spaser.site.socle.pages import PagePubliee, list_pages, register_pages


@pytest.fixture(autouse=True)
def sources(monkeypatch):
    monkeypatch.setattr(pages, "_SOURCES", {})


def test_sources_are_read_at_each_request():
    pages = []
    register_pages("fiches", lambda: pages)

    assert list_pages() == []
    pages.append(PagePubliee("/registre/bretagne-1/"))
    assert [page.adresse for page in list_pages()] == ["/registre/bretagne-1/"]


def test_a_page_given_twice_is_listed_once():
    register_pages("un", lambda: [PagePubliee("/a/"), PagePubliee("/b/")])
    register_pages("deux", lambda: [PagePubliee("/b/"), PagePubliee("/c/")])

    assert [page.adresse for page in list_pages()] == ["/a/", "/b/", "/c/"]
