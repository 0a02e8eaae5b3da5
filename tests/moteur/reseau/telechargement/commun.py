"""What is downloaded, and what a download leaves beside it."""

import hashlib

import pytest

from spaser.moteur.reseau.telechargement import Client, ErreurReseau
from tests.outils.serveur_data_gouv import Coupure

JEU = "5cd57bf68b4c4179299eb0e9"
CONTENU = b'{"marches": [' + b"0123456789," * 30_000 + b"0]}"
AUTRE = b'{"marches": [' + b"9876543210," * 31_000 + b"0]}"
COUPE = 100_000
PAGE = b"\n<!DOCTYPE html><html><body>Portail captif</body></html>"


def download(  # noqa: PLR0913 - all that a transfer may be given
    url, cible, *, somme=None, conditions=(), suivi=lambda *_: None, tentatives=6, delai=60.0
):
    with Client(tentatives, delai=delai) as client:
        return client.download(url, cible, somme, dict(conditions), suivi)


def sha256(contenu):
    return hashlib.sha256(contenu).hexdigest()


def part_of(cible):
    return cible.with_name(cible.name + ".part")


def marks_of(cible):
    return cible.with_name(cible.name + ".part.json")


def names_in(cible):
    return sorted(chemin.name for chemin in cible.parent.iterdir())


def interrupt_after(octets):
    def suivi(recus, _total):
        if recus >= octets:
            raise KeyboardInterrupt

    return suivi


def leave_a_part(serveur, fichier, cible):
    """A first run that is cut and gives up."""
    serveur.prepare(fichier, Coupure(COUPE))
    with pytest.raises(ErreurReseau):
        download(fichier.url, cible, tentatives=1)
    assert part_of(cible).stat().st_size == COUPE
