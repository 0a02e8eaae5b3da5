"""What was deleted before is taken off the disk; the index takes it off at once from now on."""

import sqlite3

from django.db import migrations

_INDEX_ENTIER = (3, 42)  # the first SQLite whose index can


def clean(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    if sqlite3.sqlite_version_info >= _INDEX_ENTIER:
        schema_editor.execute(
            "INSERT INTO recherche_texte(recherche_texte, rank) VALUES ('secure-delete', 1)"
        )
        schema_editor.execute("INSERT INTO recherche_texte(recherche_texte) VALUES ('rebuild')")
    schema_editor.execute("VACUUM")


class Migration(migrations.Migration):
    atomic = False  # a base is not written anew within a transaction
    dependencies = [("recherche", "0002_index")]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
