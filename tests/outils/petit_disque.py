"""A small disk of its own for a test, that can be filled to the last byte."""

import os
import shutil
import subprocess
from contextlib import contextmanager

import pytest

_BLOCS = (1 << 20, 4096, 1)


@contextmanager
def open_disque(sorte, dossier, mo):
    """Mount a disk of so many Mo, `tmpfs` or `ext4`; skip where that is not permitted."""
    point = dossier / "disque"
    point.mkdir()
    if sorte == "tmpfs":
        commande = ["mount", "-t", "tmpfs", "-o", f"size={mo}m", "tmpfs", str(point)]
    else:
        image = dossier / "image"
        with image.open("wb") as vide:
            vide.truncate(mo << 20)
        if not shutil.which("mkfs.ext4"):
            pytest.skip("mkfs.ext4 is not there")
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", str(image)], check=True)
        commande = ["mount", "-o", "loop", str(image), str(point)]
    monte = subprocess.run(commande, capture_output=True, text=True, check=False)
    if monte.returncode:
        pytest.skip(f"a disk cannot be mounted here: {monte.stderr}")
    try:
        yield point
    finally:
        subprocess.run(["umount", "--lazy", str(point)], check=True)


def fill(point):
    """Take every byte that is left; return the file to remove."""
    bourre = point / "bourre"
    with bourre.open("ab", buffering=0) as sortie:
        for bloc in _BLOCS:
            with pytest.raises(OSError, match="No space left on device"):
                _write_all(sortie.fileno(), bytes(bloc))
    return bourre


def _write_all(descripteur, bloc):
    while True:
        os.write(descripteur, bloc)
