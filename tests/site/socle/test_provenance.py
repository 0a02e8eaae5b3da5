"""The visitor's address: what declared proxies say, and nothing else."""

import pytest
from django.test import RequestFactory

from spaser.site.socle.requetes import AdresseReelle, is_local


def pass_through(**entetes):
    requete = RequestFactory().get("/", **entetes)
    AdresseReelle(lambda _: None)(requete)
    return requete


@pytest.mark.parametrize(
    ("mandataires", "chaine", "attendu"),
    [
        (0, "192.0.2.9", "127.0.0.1"),
        (1, "192.0.2.9", "192.0.2.9"),
        (1, "forgée, 192.0.2.9", "192.0.2.9"),
        (2, "10.0.0.1, 192.0.2.9, 198.51.100.7", "192.0.2.9"),
        (2, "192.0.2.9", "192.0.2.9"),
        (1, "", "127.0.0.1"),
        (1, "<script>", "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_that_the_last_proxies_saw(settings, mandataires, chaine, attendu):
    settings.MANDATAIRES = mandataires
    assert pass_through(HTTP_X_FORWARDED_FOR=chaine).META["REMOTE_ADDR"] == attendu


def test_a_relayed_request_is_not_local(settings):
    settings.MANDATAIRES = 0
    assert is_local(pass_through()) is True
    assert is_local(pass_through(HTTP_X_FORWARDED_FOR="127.0.0.1")) is False
    assert is_local(pass_through(HTTP_X_REAL_IP="127.0.0.1")) is False
    assert is_local(pass_through(HTTP_X_FORWARDED_PROTO="http")) is False
    assert is_local(pass_through(HTTP_VIA="1.1 frontal")) is False
    settings.MANDATAIRES = 1
    assert is_local(pass_through(HTTP_X_FORWARDED_FOR="192.0.2.9")) is False
