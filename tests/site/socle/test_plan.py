"""The list of public pages that each app adds to."""

from spaser.site.socle import pages
from spaser.site.socle.pages import PagePubliee, list_pages
from tests.outils.declarations import declare


def test_sources_are_read_at_each_request(monkeypatch):
    fiches = []
    declare(monkeypatch, pages, PAGES=[lambda: fiches])

    assert list_pages() == []
    fiches.append(PagePubliee("/registre/bretagne-1/"))
    assert [page.adresse for page in list_pages()] == ["/registre/bretagne-1/"]


def test_a_page_given_twice_is_listed_once(monkeypatch):
    declare(
        monkeypatch,
        pages,
        PAGES=[
            lambda: [PagePubliee("/a/"), PagePubliee("/b/")],
            lambda: [PagePubliee("/b/"), PagePubliee("/c/")],
        ],
    )

    assert [page.adresse for page in list_pages()] == ["/a/", "/b/", "/c/"]
