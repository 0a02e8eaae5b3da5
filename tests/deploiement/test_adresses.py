"""The proxy knows which addresses of the site are secrets, and which take files."""

import re

import pytest

from spaser.site.socle.requetes import RECUS
from tests.deploiement.adresses import CACHE, list_adresses, list_secretes
from tests.deploiement.mandataire import SOURCE

MANDATAIRE = (SOURCE / "mandataire.conf").read_text("utf-8")
SECRETS = [
    re.compile(ligne.split()[0].removeprefix("~").replace("(?<", "(?P<"))
    for ligne in (SOURCE / "secrets.conf").read_text("utf-8").splitlines()
    if ligne.startswith("~")
]


def write_lieu(adresse):
    """Return what the log of the proxy writes of an address."""
    trouves = [trouve for regle in SECRETS if (trouve := regle.match(adresse))]
    return f"{trouves[0]['debut']}..." if trouves else adresse


def test_the_log_of_the_proxy_has_no_address_that_opens_something():
    secretes = list_secretes()

    assert len(secretes) > 20
    assert [adresse for adresse in secretes if CACHE in write_lieu(adresse)] == []


def test_each_line_of_secrets_stands_for_an_address_of_the_site():
    secretes = list_secretes()

    assert [r.pattern for r in SECRETS if not any(map(r.match, secretes))] == []
    debuts = {debut for r in SECRETS for debut in re.findall(r"[a-z-]+(?:/[a-z-]+)*", r.pattern)}
    assert [d for d in debuts - {"debut"} if not any(d in adresse for adresse in secretes)] == []


@pytest.mark.parametrize(
    ("adresse", "lieu"),
    [
        ("/vue/abc-DEF/", "/vue/..."),
        ("/plan/partenaire/abc", "/plan/partenaire/..."),
        ("/questionnaires/usages/invitation/abc/", "/questionnaires/usages/invitation/..."),
        ("/compte/mot-de-passe/", "/compte/mot-de-passe/"),
        ("/obligations/", "/obligations/"),
        ("/questionnaires/usages/", "/questionnaires/usages/"),
    ],
)
def test_the_log_says_where_a_secret_address_starts_and_the_whole_of_another(adresse, lieu):
    assert write_lieu(adresse) == lieu


def test_only_the_pages_that_take_files_let_a_heavy_body_through():
    [(motif, corps)] = re.findall(r'^location ~ "([^"]+)" \{\n([^}]+)\}', MANDATAIRE, re.MULTILINE)
    lourdes = [nom for nom, adresse, *_ in list_adresses() if re.match(motif, adresse)]

    assert sorted(lourdes) == sorted({n for n, _, vue, _ in list_adresses() if hasattr(vue, RECUS)})
    assert "client_max_body_size 85m;" in corps
    assert re.findall(r"^client_max_body_size .+$", MANDATAIRE, re.MULTILINE) == [
        "client_max_body_size 3m;"
    ]


def test_the_proxy_takes_what_the_site_takes():
    recus = [getattr(vue, RECUS, 0) for _, _, vue, _ in list_adresses()]

    assert max(recus) == 80 << 20  # and what a form holds beside: 2.5 MB
    assert (80 << 20) + 2_621_440 < 85 << 20
    assert 2_621_440 < 3 << 20
