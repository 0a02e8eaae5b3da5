"""How long a writer waits for its turn, on each database: longer where nobody waits for it."""

from pathlib import Path

import pytest
from django.db import connection

from spaser.site.config.settings import TOUR_DU_WEB, choose_base

ADRESSE = "postgresql://spaser:secret@base.exemple.fr/spaser"


@pytest.mark.parametrize(("tour", "attendu"), [((), 5), ((TOUR_DU_WEB,), 2)])
def test_a_writer_waits_for_its_turn_and_no_longer(tour, attendu):
    assert choose_base("", Path("/tmp"), *tour)["OPTIONS"]["timeout"] == attendu  # noqa: S108
    options = choose_base(ADRESSE, Path("/tmp"), *tour)["OPTIONS"]  # noqa: S108
    assert options == {"pool": True, "options": f"-c lock_timeout={attendu}s"}


@pytest.mark.parametrize(
    ("suite", "attendu"), [("-c%20lock_timeout%3D9s", "-c lock_timeout=9s"), ("", "")]
)
def test_an_operator_may_choose_another_wait_or_none(suite, attendu):
    base = choose_base(f"{ADRESSE}?options={suite}", Path("/tmp"))  # noqa: S108
    assert base["OPTIONS"]["options"] == attendu


@pytest.mark.deux_bases
@pytest.mark.django_db
def test_the_base_itself_knows_it():
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as curseur:
        curseur.execute("PRAGMA busy_timeout" if sqlite else "SHOW lock_timeout")
        assert curseur.fetchone() == (5000 if sqlite else "5s",)
