"""Files are taken, read aside, and told of line by line."""

from tests.web.organisations.fabrique import texte


def test_an_extract_is_read_and_its_total_is_shown(deposit, redaction):
    page = texte(deposit())

    assert "Lu : 7 lignes" in page

    assert "3 200 euros HT" in page.replace("\u202f", " ")
