"""Taking an address, and saying why it cannot be taken."""

import pytest

from spaser.elements import ErreurSpaser
from spaser.site.config.supervision import is_loopback, listen


def test_a_taken_port_is_told_with_another_to_try():
    with listen("127.0.0.1", 0) as prise:
        port = prise.getsockname()[1]
        with pytest.raises(ErreurSpaser) as erreur:
            listen("127.0.0.1", port)
    voisin = port + 1 if port < 65535 else port - 1
    assert f"Le port {port} est déjà pris" in erreur.value.message
    assert f"spaser serve --port {voisin}" in erreur.value.conseil


def test_an_address_of_another_machine_is_told():
    with pytest.raises(ErreurSpaser, match=r"192\.0\.2\.1 n’est pas une adresse"):
        listen("192.0.2.1", 8000)


@pytest.mark.parametrize(
    ("adresse", "attendu"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - the very case
        ("192.0.2.1", False),
        ("exemple.fr", False),
    ],
)
def test_which_addresses_stay_on_this_machine(adresse, attendu):
    assert is_loopback(adresse) is attendu
