"""The world stands still: the same draws under the same name, no network, another's draws apart."""

import secrets
import socket
import uuid

import pytest
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.util import random_hex

from tests.equivalence.monde import JOUR, TIRAGES, stand_still


def draw(nom):
    TIRAGES.start(nom)
    return secrets.token_hex(), uuid.uuid4(), random_hex(), StaticToken.random_token()


def test_what_is_drawn_depends_on_the_name_alone():
    with stand_still():
        premier, autre, encore = draw("un"), draw("deux"), draw("un")

    assert premier == encore
    assert [a == b for a, b in zip(premier, autre, strict=True)] == [False] * 4


def test_the_clock_stands_still_and_nobody_answers_from_outside():
    with stand_still():
        assert timezone.now() == JOUR
        with pytest.raises(socket.gaierror):
            socket.getaddrinfo("exemple.fr", 80)
