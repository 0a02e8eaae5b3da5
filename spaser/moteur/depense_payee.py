"""The lines of spend beside the store of contracts: what the figures of spend are drawn from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spaser.moteur.depenses.base import Connexion, attach_lignes, open_lignes
from spaser.moteur.entrepot.dossier import find_version
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.referentiels.embarques import load_embarques


@contextmanager
def open_depense_payee(lignes: Path, entrepot: Path) -> Iterator[Connexion]:
    """Open the lines beside the store when there is one, else with the embedded tables alone."""
    if find_version(entrepot) is None:
        with open_lignes(lignes) as connexion:
            load_embarques(connexion)
            yield connexion
        return
    with open_entrepot(entrepot) as ouvert:
        attach_lignes(ouvert.connexion, lignes)
        yield ouvert.connexion
