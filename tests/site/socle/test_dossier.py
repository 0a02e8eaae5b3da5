"""The site's folder is read by the site alone."""

import os

import pytest

from spaser.site.socle import dossier as module
from spaser.site.socle.dossier import mend_droits, tell_droits


@pytest.fixture
def dossier(tmp_path):
    """A folder as a former version, or a copy, may have left it, whatever our own mask."""
    racine = tmp_path / "site"
    (racine / "fichiers" / "ab").mkdir(parents=True)
    for nom, droits in {
        "spaser.sqlite3": 0o644,
        "spaser.sqlite3-wal": 0o664,
        "secret": 0o600,
    }.items():
        (racine / nom).write_text("x")
        (racine / nom).chmod(droits)
    (racine / "fichiers" / "ab" / "abcd").write_text("x")
    for nom, droits in {
        ".": 0o755,
        "fichiers": 0o755,
        "fichiers/ab": 0o755,
        "fichiers/ab/abcd": 0o644,
    }.items():
        (racine / nom).chmod(droits)
    (tmp_path / "ailleurs").write_text("x")
    (tmp_path / "ailleurs").chmod(0o644)
    (racine / "lien").symlink_to(tmp_path / "ailleurs")
    return racine


def rights(racine):
    return {
        os.path.relpath(c, racine): oct(c.stat().st_mode & 0o777)
        for c in (racine, *racine.rglob("*"))
        if not c.is_symlink()
    }


def test_what_is_open_is_closed_and_told_once(dossier):
    lignes = tell_droits(dossier)

    assert rights(dossier) == {
        ".": "0o700",
        "fichiers": "0o700",
        "fichiers/ab": "0o700",
        "fichiers/ab/abcd": "0o600",
        "secret": "0o600",
        "spaser.sqlite3": "0o600",
        "spaser.sqlite3-wal": "0o600",
    }
    assert len(lignes) == 1
    assert "6 fichiers ou dossiers étaient ouverts" in lignes[0]
    assert tell_droits(dossier) == []


def test_what_a_link_leads_to_is_left_alone(dossier, tmp_path):
    mend_droits(dossier)

    assert (tmp_path / "ailleurs").stat().st_mode & 0o777 == 0o644


def test_what_belongs_to_somebody_else_is_told_with_the_fix(dossier, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(module.Path, "chmod", refuse)

    assert "Rendez-les à celui du site par chown" in tell_droits(dossier)[0]


def test_a_folder_that_is_not_there_is_no_fault(tmp_path):
    assert tell_droits(tmp_path / "rien") == []
