"""What leaves compressed: pages alone, padded so that their length tells nothing of a token."""

import gzip

import pytest
from django.http import (
    FileResponse,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.test import RequestFactory
from django.urls import reverse

from spaser.site.socle.requetes import PagesLegeres

PAGE = b"<p>Une page.</p>" * 100


def send(reponse, accepte="gzip"):
    requete = RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accepte)
    return PagesLegeres(lambda _requete: reponse)(requete)


@pytest.mark.django_db
def test_a_page_that_holds_a_token_is_padded_at_random(client):
    adresse = reverse("comptes:connexion")
    lues = [client.get(adresse, HTTP_ACCEPT_ENCODING="gzip") for _ in range(8)]

    for lue in lues:
        assert lue["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in lue["Vary"]
        assert int(lue["Content-Length"]) == len(lue.content)
        assert b"csrfmiddlewaretoken" in gzip.decompress(lue.content)
    bourres = {_measure_bourre(lue.content) for lue in lues}
    assert len(bourres) > 1
    assert max(bourres) <= PagesLegeres.max_random_bytes


def _measure_bourre(contenu):
    """Return how long the name of a gzip file is: it means nothing, and hides the length."""
    return contenu.index(b"\0", 10) - 10


@pytest.mark.parametrize("accepte", ["", "br", "identity"])
def test_a_page_that_is_not_compressed_says_that_it_may_be(accepte):
    rendue = send(HttpResponse(PAGE), accepte)

    assert rendue.content == PAGE
    assert rendue["Vary"] == "Accept-Encoding"
    assert not rendue.has_header("Content-Encoding")


def test_the_name_of_a_state_is_no_longer_that_of_its_bytes():
    rendue = send(HttpResponse(PAGE, headers={"ETag": '"a"'}))

    assert rendue["ETag"] == 'W/"a"'
    assert gzip.decompress(rendue.content) == PAGE


@pytest.mark.parametrize(
    "reponse",
    [
        lambda: HttpResponseNotModified(headers={"ETag": '"a"'}),
        lambda: HttpResponse(PAGE, content_type="text/csv"),
        lambda: HttpResponse(PAGE, content_type="application/pdf"),
        lambda: HttpResponse(PAGE, headers={"Content-Encoding": "gzip"}),
        lambda: StreamingHttpResponse([PAGE], content_type="text/html"),
        lambda: FileResponse([PAGE], content_type="text/html"),
    ],
    ids=["unchanged", "table", "file", "compressed already", "stream", "sent file"],
)
def test_what_is_no_page_leaves_as_it_is(reponse):
    attendue, rendue = reponse(), send(reponse())

    assert dict(rendue.items()) == dict(attendue.items())
    assert rendue.getvalue() == attendue.getvalue()
