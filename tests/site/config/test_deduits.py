"""What the settings mean to the base: what is deleted is not left on the disk."""

import contextlib
import sqlite3

from spaser.site.config.settings import choose_base


def test_what_sqlite_deletes_is_written_over(tmp_path):
    base = choose_base("", tmp_path)
    with contextlib.closing(sqlite3.connect(base["NAME"])) as connexion:
        connexion.execute("PRAGMA secure_delete=OFF")  # whatever this library was built with
        connexion.executescript(base["OPTIONS"]["init_command"])

        assert connexion.execute("PRAGMA secure_delete").fetchone() == (1,)
        connexion.execute("CREATE TABLE gens (nom TEXT)")
        connexion.executemany(
            "INSERT INTO gens VALUES (?)", [(f"Zenobie {n}",) for n in range(999)]
        )
        connexion.commit()
        connexion.execute("DELETE FROM gens")
        connexion.commit()
        connexion.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Zenobie" not in base["NAME"].read_bytes()
