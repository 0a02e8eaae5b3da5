"""The records of a file with everything they hold, for a control that must see every field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec

from spaser.donnees.decp.brut import COLONNE_FAMILLE, COLONNE_RANG
from spaser.donnees.decp.json.decodage import COLONNE_ANOMALIES, Compositeur
from spaser.donnees.decp.json.fenetre import Fenetre
from spaser.donnees.decp.json.tolerant import _Lecteur
from spaser.donnees.decp.octets import decode_large, transcode
from spaser.donnees.valeurs import Lecture

# Numbers keep every digit that the file gives them.
_decode = msgspec.json.Decoder(float_hook=Decimal).decode

_AUCUNE: Final[list[Mapping[str, str | None]]] = []


class Enregistrement(NamedTuple):
    """A record as published."""

    rang: int
    famille: str | None
    valeurs: dict[str, Any]
    anomalies: list[Mapping[str, str | None]]


class _CompositeurEntier(Compositeur):
    """Keeps the fields that the engine does not use: the format forbids them, the control tells."""

    def _keep_connus(self, valeurs: Mapping[str, object]) -> dict[str, object]:
        return dict(valeurs)


class _LecteurEntier(_Lecteur):
    def __init__(self, fenetre: Fenetre, cible: BinaryIO) -> None:
        super().__init__(fenetre, cible, premier_rang=1)
        self._compositeur = _CompositeurEntier()


def read_json(chemin: Path, sortie: Path) -> Lecture:
    """Read a JSON file as `tolerant` does, every field kept."""
    with chemin.open("rb") as source:
        codec = decode_large(source.read(256))
    if codec is not None:
        copie = sortie.with_name(f"{sortie.name}.utf8")
        transcode(chemin, copie, codec)
        chemin = copie
    with chemin.open("rb") as source, sortie.open("wb") as cible:
        lecteur = _LecteurEntier(Fenetre(source, chemin.stat().st_size), cible)
        lecteur.enter_racine()
        lecteur.run()
    lecteur.lecture.fichiers.append(str(sortie))
    return lecteur.lecture


def list_enregistrements(lecture: Lecture) -> Iterator[Enregistrement]:
    """Yield the records that could be read, in order."""
    for nom in lecture.fichiers:
        with Path(nom).open("rb") as lignes:
            for ligne in lignes:
                valeurs = _decode(ligne)
                yield Enregistrement(
                    valeurs.pop(COLONNE_RANG),
                    valeurs.pop(COLONNE_FAMILLE),
                    valeurs,
                    valeurs.pop(COLONNE_ANOMALIES, _AUCUNE),
                )
