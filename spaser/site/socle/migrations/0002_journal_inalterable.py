"""The base itself refuses to change or to remove an event of the journal."""

from django.db import migrations

TABLE = "socle_evenement"
REFUS = "Le journal ne se modifie pas."

SQLITE = [
    f"CREATE TRIGGER {TABLE}_{geste} BEFORE {geste} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUS}'); END"
    for geste in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION {TABLE}_refus() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUS}'; END $$
    """,
    f"""
    CREATE TRIGGER {TABLE}_refus BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_refus()
    """,
]


def protect(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for ordre in SQLITE if sqlite else POSTGRESQL:
        schema_editor.execute(ordre)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for geste in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_{geste}")
    else:
        schema_editor.execute(f"DROP FUNCTION {TABLE}_refus() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("socle", "0001_initial")]

    operations = [migrations.RunPython(protect, unprotect)]
