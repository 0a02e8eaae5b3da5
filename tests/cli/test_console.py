import errno
import io

import pytest

from spaser.cli.console import deliver, open_suivi, tell


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    cible = tmp_path / "sous" / "bilan.csv"
    deliver("a;b\r\n", cible)
    assert cible.read_bytes() == b"a;b\r\n"
    with pytest.raises(UnicodeEncodeError):
        deliver("abîmé \ud800", cible)
    assert cible.read_bytes() == b"a;b\r\n"
    assert [f.name for f in cible.parent.iterdir()] == ["bilan.csv"]


def test_a_word_that_a_full_disk_does_not_take_ends_nothing(monkeypatch):
    class Plein(io.StringIO):
        def write(self, mots):
            raise OSError(errno.ENOSPC, mots)

    monkeypatch.setattr("sys.stderr", Plein())
    tell("Le site démarre…")


def test_progress_goes_to_the_error_output_one_line_a_step(capsys):
    with open_suivi() as suivi:
        suivi.etape("lecture")
        suivi.avance(10, 100)
        suivi.avance(100, 100)
    sortie = capsys.readouterr()
    assert sortie.out == ""
    assert sortie.err == "lecture…\n"
