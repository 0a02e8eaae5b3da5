"""The index in which words are searched, in the dialect of each base."""

import sqlite3

from django.db import migrations

_INDEX_ENTIER = (3, 42)  # the first SQLite whose index takes what is deleted off the disk at once

# SQLite: the words stay in the table, FTS5 keeps only its index and follows by triggers.
SQLITE = (
    """CREATE VIRTUAL TABLE recherche_texte USING fts5(
        titre, lieu, axes, reste, content='recherche_entree', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0", detail='column')""",
    """CREATE TRIGGER recherche_entree_ajout AFTER INSERT ON recherche_entree BEGIN
        INSERT INTO recherche_texte(rowid, titre, lieu, axes, reste)
        VALUES (new.id, new.titre, new.lieu, new.axes, new.reste);
    END""",
    """CREATE TRIGGER recherche_entree_retrait AFTER DELETE ON recherche_entree BEGIN
        INSERT INTO recherche_texte(recherche_texte, rowid, titre, lieu, axes, reste)
        VALUES ('delete', old.id, old.titre, old.lieu, old.axes, old.reste);
    END""",
    """CREATE TRIGGER recherche_entree_changement AFTER UPDATE ON recherche_entree BEGIN
        INSERT INTO recherche_texte(recherche_texte, rowid, titre, lieu, axes, reste)
        VALUES ('delete', old.id, old.titre, old.lieu, old.axes, old.reste);
        INSERT INTO recherche_texte(rowid, titre, lieu, axes, reste)
        VALUES (new.id, new.titre, new.lieu, new.axes, new.reste);
    END""",
)
SQLITE_RETOUR = (
    "DROP TRIGGER recherche_entree_ajout",
    "DROP TRIGGER recherche_entree_retrait",
    "DROP TRIGGER recherche_entree_changement",
    "DROP TABLE recherche_texte",
)
POSTGRESQL = (
    """ALTER TABLE recherche_entree ADD COLUMN vecteur tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', titre), 'A')
        || setweight(to_tsvector('simple', lieu), 'B')
        || setweight(to_tsvector('simple', axes), 'C')
        || setweight(to_tsvector('simple', reste), 'D')
    ) STORED""",
    "CREATE INDEX recherche_entree_vecteur ON recherche_entree USING gin (vecteur)",
)
POSTGRESQL_RETOUR = ("ALTER TABLE recherche_entree DROP COLUMN vecteur",)


def make_index(apps, schema_editor):
    ordres = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for ordre in ordres:
        schema_editor.execute(ordre)
    if schema_editor.connection.vendor == "sqlite" and sqlite3.sqlite_version_info >= _INDEX_ENTIER:
        schema_editor.execute(
            "INSERT INTO recherche_texte(recherche_texte, rank) VALUES ('secure-delete', 1)"
        )


def drop_index(apps, schema_editor):
    sur_postgresql = schema_editor.connection.vendor == "postgresql"
    for ordre in POSTGRESQL_RETOUR if sur_postgresql else SQLITE_RETOUR:
        schema_editor.execute(ordre)


class Migration(migrations.Migration):
    dependencies = [("recherche", "0001_initial")]

    operations = [migrations.RunPython(make_index, drop_index)]
