"""What the tables of the site owe, on the database of the run: SQLite or PostgreSQL."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

NOTRES = [app for app in apps.get_app_configs() if app.name.startswith("spaser.site.")]
MODELES = [modele for app in NOTRES for modele in app.get_models()]


@pytest.mark.django_db
@pytest.mark.deux_bases
def test_migrations_say_all_that_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
@pytest.mark.deux_bases
def test_the_base_made_from_nothing_holds_every_table():
    assert {m._meta.db_table for m in MODELES} - set(
        connection.introspection.table_names()
    ) == set()


@pytest.mark.django_db
@pytest.mark.deux_bases
def test_every_migration_has_been_applied():
    chargeur = MigrationLoader(connection)
    notres = {cle for cle in chargeur.disk_migrations if cle[0] in {app.label for app in NOTRES}}

    assert notres - set(chargeur.applied_migrations) == set()


def test_every_migration_can_be_taken_back():
    chargeur = MigrationLoader(None, ignore_no_migrations=True)
    sans_retour = [
        f"{app.label}.{migration.name}"
        for app in NOTRES
        for (label, _), migration in chargeur.disk_migrations.items()
        if label == app.label
        for operation in migration.operations
        if isinstance(operation, migrations.RunPython | migrations.RunSQL)
        and not operation.reversible
    ]

    assert sans_retour == []


@pytest.mark.parametrize("modele", MODELES, ids=lambda m: m._meta.label)
def test_a_table_has_a_name_for_readers(modele):
    nom = str(modele._meta.verbose_name)

    assert nom[0].islower()
    assert str(modele._meta.verbose_name_plural)[0].islower()


@pytest.mark.parametrize("modele", MODELES, ids=lambda m: m._meta.label)
def test_a_row_says_what_it_is(modele):
    assert modele.__str__ is not Model.__str__


@pytest.mark.parametrize("modele", MODELES, ids=lambda m: m._meta.label)
def test_choices_are_in_words_of_french(modele):
    muets = [
        f"{champ.name}: {libelle!r}"
        for champ in modele._meta.concrete_fields
        for valeur, libelle in champ.flatchoices
        if "_" in str(libelle) or not str(libelle).strip()
    ]

    assert muets == []
