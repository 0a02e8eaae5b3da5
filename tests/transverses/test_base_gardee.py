"""The base kept between runs: whole, and under another name once a migration changes."""

import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from tests.outils.base_gardee import find_gardee, keep


@pytest.fixture
def cache(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite is kept")
    return SimpleNamespace(mkdir=lambda _: tmp_path)


@pytest.mark.django_db
def test_what_is_kept_holds_every_table_and_says_what_was_applied(cache):
    keep(find_gardee(cache))
    with closing(sqlite3.connect(find_gardee(cache))) as gardee:
        tables = {nom for (nom,) in gardee.execute("SELECT name FROM sqlite_master")}
        appliquees = gardee.execute("SELECT count(*) FROM django_migrations").fetchone()

    assert set(connection.introspection.table_names()) <= tables
    with connection.cursor() as curseur:
        assert curseur.execute("SELECT count(*) FROM django_migrations").fetchone() == appliquees


def test_another_migration_makes_another_base(cache, tmp_path, monkeypatch):
    avant = find_gardee(cache)
    app = SimpleNamespace(label="essai", path=tmp_path)
    monkeypatch.setattr(apps, "get_app_configs", lambda: [app])
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/0001_un.py").write_text("un")
    premiere = find_gardee(cache)
    (tmp_path / "migrations/0001_un.py").write_text("deux")

    assert len({avant, premiere, find_gardee(cache)}) == 3


def test_nothing_is_kept_without_a_cache():
    assert find_gardee(None) is None
