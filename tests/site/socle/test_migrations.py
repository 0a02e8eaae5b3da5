"""Migrations say all that the models say."""

import hashlib
import json

import pytest
from django.core.management import call_command

from spaser.site.socle.preparation import is_migree
from tests.transverses.arbre import RACINE

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def test_no_migration_of_0_4_0_was_edited_or_removed():
    # A base of 0.4.0 has run them as they were: write another one.
    fichiers = sorted(RACINE.glob("spaser/site/*/migrations/[0-9]*.py"))
    traces = {
        f"{f.parts[-3]}.{f.stem}": hashlib.sha256(f.read_bytes()).hexdigest() for f in fichiers
    }
    liste = RACINE.joinpath("tests/outils/migrations_0_4_0.json").read_text("ascii")
    assert json.loads(liste).items() <= traces.items()


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_base_of_the_tests_is_up_to_date():
    assert is_migree()
