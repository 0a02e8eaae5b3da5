"""The local folder, altered or shared."""

import os

import pytest

from spaser.moteur.reseau.fichier_partiel import open_locked
from spaser.moteur.reseau.national import MANIFESTE, read_copies, sync
from spaser.moteur.reseau.pannes import ErreurDisque
from tests.moteur.reseau.national.commun import OFFICIEL, content_of, sorts


def test_a_copy_altered_by_hand_is_fetched_again(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    (dossier / "decp-2024.json").write_bytes(content_of("z"))
    assert sorts(synchronise()) == {"decp-2024.json": "inchange"}  # as at the last run
    assert (dossier / "decp-2024.json").read_bytes() == content_of("a")


def test_a_copy_only_touched_is_kept(serveur, synchronise, dossier):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    os.utime(dossier / "decp-2024.json", (0, 0))
    synchronise()
    assert len(serveur.demandes(publie)) == 1
    assert read_copies(dossier)["decp-2024.json"].modification == 0


def test_a_copy_that_was_removed_is_fetched_again(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    (dossier / "decp-2024.json").unlink()
    assert synchronise()["decp-2024.json"].chemin.is_file()


@pytest.mark.parametrize("manifeste", [b"", b"{", b"[]", b'{"decp-2024.json": {}}', b"\xff"])
def test_a_damaged_manifest_is_written_again(serveur, synchronise, dossier, manifeste):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    (dossier / MANIFESTE).write_bytes(manifeste)
    assert sorts(synchronise()) == {"decp-2024.json": "nouveau"}
    assert list(read_copies(dossier)) == ["decp-2024.json"]


def test_two_synchronisations_do_not_mix(synchronise, dossier):
    dossier.mkdir()
    verrou = open_locked(dossier / ".verrou")
    try:
        with pytest.raises(ErreurDisque, match="Un autre téléchargement"):
            synchronise()
    finally:
        os.close(verrou)


def test_a_client_is_opened_when_none_is_given(serveur, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    (fichier,) = sync(dossier, base=serveur.base)
    assert fichier.sort == "nouveau"
