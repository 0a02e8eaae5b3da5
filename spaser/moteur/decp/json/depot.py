"""What becomes of a record once it is cut: a line of NDJSON, repaired or not, or a scrap."""

from __future__ import annotations

from typing import BinaryIO, Final

from spaser.moteur.decp.json.decodage import Compositeur, IllisibleError, decode_tolerant
from spaser.moteur.decp.json.reparation import repair_json
from spaser.moteur.decp.rebuts import (
    ILLISIBLE,
    LIGNE_MAX,
    OCTETS_MAX,
    PROFONDEUR_MAX,
    TRONQUE,
    TROP_IMBRIQUE,
    TROP_LONG,
    reject,
)
from spaser.moteur.valeurs import Lecture

_RESTE_PERMIS: Final = frozenset(" \t\r\n,]}")


class Depot:
    """Writes records, puts others aside, and counts them all."""

    def __init__(self, cible: BinaryIO, premier_rang: int, compositeur: Compositeur) -> None:
        self.ecrits = 0
        self._compositeur = compositeur
        self.lecture = Lecture(champs_inconnus=self._compositeur.champs_inconnus)
        self._cible = cible
        self._premier_rang = premier_rang
        self._coupe = False  # a record was put aside because the file stops in it

    @property
    def _rang(self) -> int:
        return self._premier_rang + self.lecture.lus

    def _handle(self, octets: bytes, profondeur: int) -> None:
        """Write or put aside a record whose extent is known."""
        if profondeur > PROFONDEUR_MAX:
            self._reject(TROP_IMBRIQUE, octets)
        elif len(octets) > OCTETS_MAX:
            self._reject(TROP_LONG, octets)
        elif ligne := self._compose(octets) or self._compose_repaired(octets):
            self._write(ligne, octets)
        else:
            self._reject(ILLISIBLE, octets)

    def _compose(self, octets: bytes) -> bytes | None:
        ligne = self._compositeur.compose_sain(octets, self._rang)
        if ligne:
            return ligne
        try:
            valeurs, anomalies = decode_tolerant(octets)
        except IllisibleError:
            return None
        return self._compositeur.compose(valeurs, self._rang, anomalies)

    def _compose_repaired(self, octets: bytes) -> bytes | None:
        """Return the line of a record that can be repaired without risk."""
        try:
            reparation = repair_json(octets)
            if not _RESTE_PERMIS.issuperset(reparation.reste):
                return None
            valeurs, anomalies = decode_tolerant(reparation.texte)
        except IllisibleError:
            return None
        return self._compositeur.compose(valeurs, self._rang, [*reparation.anomalies, *anomalies])

    def _write(self, ligne: bytes, octets: bytes) -> None:
        if len(ligne) > LIGNE_MAX:
            self._reject(TROP_LONG, octets)
            return
        self._cible.write(ligne)
        self.ecrits += 1
        self.lecture.lus += 1

    def _reject(
        self, code: str, octets: bytes, detail: str | None = None, taille: int | None = None
    ) -> None:
        self.lecture.rebuts.append(reject(self._rang, code, octets, detail, taille))
        self.lecture.lus += 1
        self._coupe |= code == TRONQUE
