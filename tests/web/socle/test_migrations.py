"""Migrations say all that the models say."""

import pytest
from django.core.management import call_command

from spaser.web.socle.preparation import is_migree

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_base_of_the_tests_is_up_to_date():
    assert is_migree()
