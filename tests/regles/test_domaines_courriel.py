import pytest

from spaser.regles.droits import (
    DomaineVu,
    domaine_professionnel,
    is_jetable,
    proves_siren,
    suggest_adresse,
)


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
    ["camille@gmail.com", "camille@FREE.fr", "a@laposte.net", "a@proton.me", "a@mailinator.com"],
)
def test_a_public_mail_service_proves_nothing(adresse):
    assert domaine_professionnel(adresse) is None


@pytest.mark.parametrize("adresse", ["", "camille", "@ville.exemple", "camille@", "camille@local"])
def test_what_is_not_an_address_has_no_domain(adresse):
    assert domaine_professionnel(adresse) is None


@pytest.mark.parametrize(
    ("adresse", "probable"),
    [
        ("camille@gmial.com", "camille@gmail.com"),  # two letters that changed places
        ("camille@gmal.com", "camille@gmail.com"),
        ("camille@GMAILL.com", "camille@gmail.com"),
        ("camille@hotmeil.fr", "camille@hotmail.fr"),
        ("camille@developpement-durable.gouv.fe", "camille@developpement-durable.gouv.fr"),
        ("camille@gmail.com", ""),
        ("camille@yahoo.fr", ""),
        ("camille@gmx.fr", ""),  # known, though near another
        ("camille@ville.exemple", ""),
        ("camille", ""),
    ],
)
def test_a_slip_in_a_domain_is_seen(adresse, probable):
    assert suggest_adresse(adresse) == probable


def test_a_mailbox_of_a_few_minutes_is_known():
    assert is_jetable("camille@YopMail.com")
    assert is_jetable("camille@a.yopmail.com")
    assert not is_jetable("camille@nonyopmail.com")
    assert not is_jetable("camille@ville.exemple")


SIREN, AUTRE = "001010016", "001010024"
PROUVE, VU = DomaineVu(SIREN, fait_foi=True), DomaineVu(SIREN, fait_foi=False)


@pytest.mark.parametrize(
    ("domaine", "vus", "prouve"),
    [
        ("ville.exemple", [PROUVE], True),
        ("ville.exemple", [PROUVE, PROUVE, VU], True),
        ("ville.exemple", [], False),
        ("ville.exemple", [VU], False),  # an invited consultant
        ("ville.exemple", [DomaineVu(AUTRE, fait_foi=True)], False),
        ("ville.exemple", [PROUVE, DomaineVu(AUTRE, fait_foi=True)], False),  # shared
        ("ville.exemple", [PROUVE, DomaineVu(AUTRE, fait_foi=False)], False),
        ("ville.exemple", [PROUVE, DomaineVu("", fait_foi=True)], False),  # a sheet without SIREN
        ("interieur.gouv.fr", [PROUVE], False),
        ("gouv.fr", [PROUVE], False),
        ("mongouv.fr", [PROUVE], True),
    ],
)
def test_a_domain_proves_the_one_body_that_it_was_proved_for(domaine, vus, prouve):
    assert proves_siren(domaine, SIREN, vus) is prouve
