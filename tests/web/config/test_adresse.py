"""The site's public address."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from spaser.web.config.deduits import check_adresse


@pytest.mark.parametrize(
    ("adresse", "attendue"),
    [
        ("https://spaser.exemple.fr", "https://spaser.exemple.fr"),
        ("https://spaser.exemple.fr/", "https://spaser.exemple.fr"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_these_addresses_are_taken(adresse, attendue):
    assert check_adresse(adresse) == attendue


@pytest.mark.parametrize(
    "adresse",
    ["http://spaser.exemple.fr", "http://192.168.1.10:8000", "spaser.exemple.fr", "", "ftp://a.fr"],
)
def test_plain_http_outside_ones_machine_is_refused(adresse):
    with pytest.raises(ImproperlyConfigured, match="donnez l’adresse du site en https"):
        check_adresse(adresse)
