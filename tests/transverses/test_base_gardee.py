"""The base kept between runs: whole, and under another name once a migration changes."""

import re
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.outils.base_gardee import find_gardee, keep


@pytest.fixture
def cache(tmp_path):
    return SimpleNamespace(mkdir=lambda _: tmp_path)


def read_sqlite(gardee):
    with closing(sqlite3.connect(gardee)) as base:
        tables = {nom for (nom,) in base.execute("SELECT name FROM sqlite_master")}
        return tables, base.execute("SELECT count(*) FROM django_migrations").fetchone()[0]


def read_texte(gardee):
    texte = gardee.read_text("utf-8")
    appliquees = re.search(r"(?s)COPY public.django_migrations .*?stdin;\n(.*?)\\\.\n", texte)[1]
    return set(re.findall(r"CREATE TABLE public\.(\w+)", texte)), appliquees.count("\n")


@pytest.mark.deux_bases
@pytest.mark.django_db
def test_what_is_kept_holds_every_table_and_says_what_was_applied(cache):
    keep(find_gardee(cache))
    read = read_sqlite if connection.vendor == "sqlite" else read_texte
    tables, appliquees = read(find_gardee(cache))

    assert set(connection.introspection.table_names()) <= tables
    assert appliquees == MigrationRecorder.Migration.objects.count()


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
