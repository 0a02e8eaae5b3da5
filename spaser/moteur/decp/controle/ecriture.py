"""The repaired file, in the official wrapper, and the list of what is left to the buyer."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import msgspec

from spaser.moteur.decp.champs import CLES_RACINE, Qui, find_champ
from spaser.moteur.decp.controle.modele import Probleme, Sort

_encode = msgspec.json.Encoder(decimal_format="number").encode

QUI: Final[dict[Qui, str]] = {
    "acheteur": "l’acheteur",
    "profil": "l’éditeur du profil d’acheteur",
}


class ACorriger(NamedTuple):
    """One thing that the buyer has to do so that a record can be published."""

    fichier: str
    rang: int
    id: str | None
    acheteur: str | None
    champ: str | None
    valeur: str | None
    probleme: Probleme
    qui: str
    sens: str | None


type Deposer = Callable[[ACorriger], None]


def list_a_corriger(
    fichier: str, rang: int, qui_est: tuple[str | None, str | None], problemes: Sequence[Probleme]
) -> Iterator[ACorriger]:
    """Yield what the buyer must do for a record: `qui_est` is its buyer and its id."""
    acheteur, identifiant = qui_est
    for probleme in problemes:
        if probleme.sort is Sort.ACHETEUR:
            champ = find_champ(probleme.champ)
            yield ACorriger(
                fichier,
                rang,
                identifiant,
                acheteur,
                probleme.champ or None,
                probleme.valeur,
                probleme,
                QUI[champ.qui if champ else "acheteur"],
                champ.sens if champ else None,
            )


class FichierRepare:
    """Writes records as they come; concessions wait in a file of their own for the end."""

    def __init__(self, marches: BinaryIO, concessions: BinaryIO) -> None:
        self.ecrits = 0
        self._sorties = {"marche": marches, "concession": concessions}
        self._nombres = dict.fromkeys(self._sorties, 0)

    def write(self, famille: str, enregistrement: dict[str, object]) -> None:
        debut = b",\n" if self._nombres[famille] else b"\n"
        self._sorties[famille].write(debut + _encode(enregistrement))
        self._nombres[famille] += 1
        self.ecrits += 1

    def start(self) -> None:
        self._sorties["marche"].write(b'{"marches":{"%b":[' % CLES_RACINE["marche"].encode())

    def finish(self) -> None:
        sortie, concessions = self._sorties["marche"], self._sorties["concession"]
        sortie.write(b"\n]")
        if self._nombres["concession"]:
            sortie.write(b',\n"%b":[' % CLES_RACINE["concession"].encode())
            concessions.seek(0)
            shutil.copyfileobj(concessions, sortie)
            sortie.write(b"\n]")
        sortie.write(b"}}\n")


@contextmanager
def open_repare(sortie: Path) -> Iterator[FichierRepare]:
    """Write the repaired file; it takes its name only once whole."""
    sortie.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as pile:
        brouillon = pile.enter_context(
            tempfile.NamedTemporaryFile(dir=sortie.parent, prefix=".", delete=False)
        )
        provisoire = Path(brouillon.name)
        pile.callback(provisoire.unlink, missing_ok=True)
        concessions = pile.enter_context(tempfile.TemporaryFile(dir=sortie.parent))
        fichier = FichierRepare(brouillon, concessions)  # type: ignore[arg-type]  # binary both
        fichier.start()
        yield fichier
        fichier.finish()
        brouillon.close()
        provisoire.chmod(0o644)
        provisoire.replace(sortie)
