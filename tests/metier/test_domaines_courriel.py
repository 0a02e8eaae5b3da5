import pytest

from spaser.metier.domaines_courriel import domaine_professionnel


@pytest.mark.parametrize(
    ("adresse", "domaine"),
    [
        ("camille@val-fictif.exemple.fr", "val-fictif.exemple.fr"),
        ("Camille@VILLE.exemple", "ville.exemple"),
        ("  camille@ville.exemple ", "ville.exemple"),
        ("camille@free.fr.exemple.fr", "free.fr.exemple.fr"),
    ],
)
def test_the_domain_of_an_organisation_is_given(adresse, domaine):
    assert domaine_professionnel(adresse) == domaine


@pytest.mark.parametrize(
    "adresse",
    ["camille@gmail.com", "camille@FREE.fr", "a@laposte.net", "a@orange.fr", "a@proton.me"],
)
def test_a_public_mail_service_proves_nothing(adresse):
    assert domaine_professionnel(adresse) is None


@pytest.mark.parametrize("adresse", ["", "camille", "@ville.exemple", "camille@", "camille@local"])
def test_what_is_not_an_address_has_no_domain(adresse):
    assert domaine_professionnel(adresse) is None
