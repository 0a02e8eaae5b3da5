"""Control of a published file, record by record, whatever its size."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from spaser.elements import ErreurSpaser
from spaser.moteur.decp.brut import COLONNE_FAMILLE, COLONNE_RANG
from spaser.moteur.decp.controle.ecriture import (
    Deposer,
    FichierRepare,
    list_a_corriger,
    open_repare,
)
from spaser.moteur.decp.controle.enregistrement import examine_record
from spaser.moteur.decp.controle.modele import Probleme, Sort, show_brut
from spaser.moteur.decp.controle.rapport import RapportControle
from spaser.moteur.decp.json.decodage import COLONNE_ANOMALIES
from spaser.moteur.decp.json.tolerant import read_json
from spaser.moteur.decp.ouverture import open_entrees, read_flux
from spaser.moteur.decp.reconnaissance import Disposition, recognise
from spaser.moteur.decp.xml.lecture import read_xml
from spaser.moteur.valeurs import Ignore, Lecture, Piece, Rebut, SansSuivi, Suivi

PAS_DE_SUIVI: Final = 2000  # records between two signs of progress

_CONTROLABLES: Final = frozenset({Disposition.JSON_MARCHES, Disposition.XML_MARCHES})
_TABLEAU: Final = "tableau consolidé, qui n’a plus la forme du fichier publié"
_CONSEIL: Final = "Donnez le fichier JSON ou XML que publie le profil d’acheteur."

# Numbers keep every digit that the file gives them.
_decode = msgspec.json.Decoder(float_hook=Decimal).decode


def control_fichiers(
    entrees: Sequence[str | Path],
    aujourdhui: date,
    *,
    sortie: Path | None = None,
    deposer: Deposer | None = None,
    suivi: Suivi | None = None,
) -> RapportControle:
    """Control files; write at `sortie` the records that are valid or certainly repaired.

    `deposer` receives, as they are met, what is left to the buyer.

    Raises:
        ErreurSpaser: an input does not exist, or none holds anything that can be controlled.
    """
    with tempfile.TemporaryDirectory(prefix="spaser-") as dossier:
        rapport = RapportControle()
        pieces = _sort_pieces(entrees, Path(dossier), rapport)
        with open_repare(sortie) if sortie else nullcontext() as repare:
            controle = _Controle(aujourdhui, repare, deposer, suivi or SansSuivi(), rapport)
            controle.suivi.etape("lecture" if len(pieces) == 1 else "contrôle")
            for rang, (piece, disposition) in enumerate(pieces):
                travail = Path(dossier) / f"lecture-{rang:06d}"
                travail.mkdir()
                controle.control_piece(piece, disposition, travail, seul=len(pieces) == 1)
        return controle.close()


def _sort_pieces(
    entrees: Sequence[str | Path], travail: Path, rapport: RapportControle
) -> list[tuple[Piece, Disposition]]:
    """Return what can be controlled; tell in the report what cannot, and where nothing can."""
    pieces: list[tuple[Piece, Disposition]] = []
    flux = read_flux(entrees, travail)
    for entree in entrees:
        trouvees = [p for t in open_entrees([entree], travail, flux) if (p := _sort(t, rapport))]
        pieces += trouvees
        if not trouvees:
            rapport.sans_contrat.append(str(entree))
    if not pieces:
        premier = next(iter(rapport.ignores), None)
        raison = f" ({premier.nom} : {premier.raison})" if premier else ""
        raise ErreurSpaser(f"Il n’y a rien à contrôler ici{raison}.", _CONSEIL)
    return pieces


def _sort(trouve: Piece | Ignore, rapport: RapportControle) -> tuple[Piece, Disposition] | None:
    if isinstance(trouve, Piece):
        disposition = recognise(trouve)
        if not isinstance(disposition, Ignore):
            if disposition in _CONTROLABLES:
                return trouve, disposition
            disposition = Ignore(trouve.nom, _TABLEAU)
        trouve = disposition
    rapport.ignores.append(trouve)
    return None


@dataclass(slots=True)
class _Controle:
    aujourdhui: date
    repare: FichierRepare | None
    deposer: Deposer | None
    suivi: Suivi
    rapport: RapportControle
    vus: set[int] = field(default_factory=set)  # one number a contract: its buyer and its id

    def control_piece(
        self, piece: Piece, disposition: Disposition, travail: Path, *, seul: bool
    ) -> None:
        self.rapport.start(piece.nom)
        chemin, xml = Path(piece.chemin), disposition is Disposition.XML_MARCHES
        # Every field is kept: the format forbids those that the engine does not use.
        lecture = (
            read_xml(chemin, travail)
            if xml
            else read_json(chemin, travail / "lus.ndjson", entier=True)
        )
        if seul:
            self.suivi.etape("contrôle")
        self._control_lecture(lecture, piece.nom, xml=xml)
        for rebut in lecture.rebuts:
            self._enter(piece.nom, rebut.rang, (None, None), _list_rebut(rebut))
        if xml:
            for champ, nombre in lecture.champs_inconnus.items():
                inconnus = self.rapport.champs_inconnus
                inconnus[champ] = inconnus.get(champ, 0) + nombre
        for nom in lecture.fichiers:
            Path(nom).unlink(missing_ok=True)

    def _control_lecture(self, lecture: Lecture, nom: str, *, xml: bool) -> None:
        octets = sum(Path(fichier).stat().st_size for fichier in lecture.fichiers)
        for fait, valeurs in enumerate(_list_enregistrements(lecture), start=1):
            rang, famille = valeurs.pop(COLONNE_RANG), valeurs.pop(COLONNE_FAMILLE)
            anomalies = valeurs.pop(COLONNE_ANOMALIES, ())
            verdict = examine_record(
                famille, valeurs, self.aujourdhui, xml=xml, anomalies=anomalies
            )
            qui_est = identify(valeurs)
            problemes = [*verdict.problemes, *self._check_repetition(qui_est)]
            self._enter(nom, rang, qui_est, problemes)
            if self.repare is not None and verdict.repare is not None:
                self.repare.write(verdict.famille, verdict.repare)
            if fait % PAS_DE_SUIVI == 0:
                self.suivi.avance(octets * fait // lecture.lus, octets)

    def _enter(
        self,
        nom: str,
        rang: int,
        qui_est: tuple[str | None, str | None],
        problemes: list[Probleme],
    ) -> None:
        self.rapport.count(problemes)
        if not problemes:
            return
        self.rapport.add(nom, rang, qui_est[1], problemes)
        if self.deposer is not None:
            for ligne in list_a_corriger(nom, rang, qui_est, problemes):
                self.deposer(ligne)

    def _check_repetition(self, qui_est: tuple[str | None, str | None]) -> Iterator[Probleme]:
        acheteur, identifiant = qui_est
        if not identifiant:
            return
        cle = hash(qui_est)
        if cle in self.vus:
            message = f"l’acheteur {acheteur or 'inconnu'} a déjà un contrat de ce numéro"
            yield Probleme("id_repete", "id", identifiant, message, Sort.REMARQUE, schema=False)
        self.vus.add(cle)

    def close(self) -> RapportControle:
        rapport = self.rapport
        if self.repare is not None:
            rapport.ecrits = self.repare.ecrits
            rapport.laisses = rapport.a_corriger
        return rapport


def _list_enregistrements(lecture: Lecture) -> Iterator[dict[str, Any]]:
    for nom in lecture.fichiers:
        with Path(nom).open("rb") as lignes:
            yield from map(_decode, lignes)


def _list_rebut(rebut: Rebut) -> list[Probleme]:
    message = "cet enregistrement ne peut pas être lu"
    detail = f"{message} : {rebut.detail}" if rebut.detail else message
    return [Probleme(rebut.code, None, show_brut(rebut.texte), detail, Sort.ACHETEUR, schema=True)]


def identify(valeurs: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return the SIRET of the buyer and the id of a record, as published."""
    acheteur = valeurs.get("acheteur") or valeurs.get("autoriteConcedante")
    siret = acheteur.get("id") if isinstance(acheteur, dict) else acheteur
    return _text(siret or valeurs.get("acheteur.id")), _text(valeurs.get("id"))


def _text(valeur: object) -> str | None:
    return str(valeur) if isinstance(valeur, str | int) and valeur else None
