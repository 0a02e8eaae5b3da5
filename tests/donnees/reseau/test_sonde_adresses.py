import ipaddress

import pytest

from spaser.donnees.reseau.sonde import AdresseInterdite, Etat, aim, is_publique, judge


def _resolve(*adresses):
    return lambda _nom, _port: [ipaddress.ip_address(adresse) for adresse in adresses]


@pytest.mark.parametrize(
    "adresse",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - refused
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
def test_what_is_not_on_the_open_internet_is_not_asked(adresse):
    assert not is_publique(ipaddress.ip_address(adresse))
    with pytest.raises(AdresseInterdite):
        aim("https://site.exemple/", resout=_resolve(adresse))


def test_one_private_address_among_others_is_enough_to_refuse():
    with pytest.raises(AdresseInterdite):
        aim("https://site.exemple/", resout=_resolve("93.184.216.34", "10.0.0.1"))


@pytest.mark.parametrize(
    ("url", "visee", "hote", "nom"),
    [
        ("https://site.exemple", "https://93.184.216.34/", "site.exemple", "site.exemple"),
        (
            "http://Site.exemple:8080/a b?q=1#la",
            "http://93.184.216.34:8080/a b?q=1",
            "site.exemple:8080",
            "site.exemple",
        ),
        (
            "https://mairie-évry.exemple/x",
            "https://93.184.216.34/x",
            "xn--mairie-vry-h7a.exemple",
            "xn--mairie-vry-h7a.exemple",
        ),
    ],
)
def test_the_address_that_was_checked_is_the_one_asked(url, visee, hote, nom):
    cible = aim(url, resout=_resolve("93.184.216.34"))
    assert (cible.url, cible.hote, cible.nom) == (visee, hote, nom)


def test_an_ipv6_address_is_written_between_brackets():
    cible = aim("https://site.exemple/", resout=_resolve("2606:2800:220:1::1"))
    assert cible.url == "https://[2606:2800:220:1::1]/"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://site.exemple/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://site.exemple/",
        "https://",
        "https://qui:secret@site.exemple/",
        "https://site.exemple:99999/",
        "https://[::1",
        "https://" + "a" * 70 + ".exemple/",
        "",
    ],
)
def test_what_is_not_the_address_of_a_page_is_not_asked(url):
    with pytest.raises(AdresseInterdite):
        aim(url, resout=_resolve("93.184.216.34"))


@pytest.mark.parametrize(
    ("statut", "etat"),
    [
        (200, Etat.VIVANT),
        (206, Etat.VIVANT),
        (401, Etat.VIVANT),
        (403, Etat.VIVANT),
        (405, Etat.VIVANT),
        (416, Etat.VIVANT),
        (404, Etat.MORT),
        (410, Etat.MORT),
        (429, Etat.INCERTAIN),
        (500, Etat.INCERTAIN),
        (503, Etat.INCERTAIN),
    ],
)
def test_an_answer_is_read_without_haste(statut, etat):
    assert judge(statut).etat is etat
