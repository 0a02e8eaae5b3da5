"""What is missing or wrong in each contract of a buyer, and the contract once repaired.

Control is that of a published file: the record written again from the store is examined field by
field, with the raw values that the reading could not take put back in their place. The repaired
file holds the contracts whose repair is certain, in the official wrapper. The examination of a
large buyer is made aside: it is put down, and taken up again.
"""

import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from spaser.moteur.decp.anomalies import LIBELLES
from spaser.moteur.decp.champs import FAMILLES, GenreChamp, find_champ
from spaser.moteur.decp.controle.ecriture import open_repare
from spaser.moteur.decp.controle.enregistrement import examine_record
from spaser.moteur.decp.controle.modele import Probleme, Sort
from spaser.moteur.decp.octets import VALEUR_MAX
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.reparation.lecture import Anomalie, Objet, Publie, list_publies

NOUVEAU_FORMAT: Final = date(2024, 1, 1)
"""Contracts notified from that day on are published in the present format."""

type Fusion = Callable[[int, Objet], Objet]
"""Takes the key of a contract and its record; returns the record with its buyer's corrections."""

type Suivre = Callable[[int], object]
"""Receives how many contracts are done."""

PAS: Final = 500  # contracts between two signs of progress

# The store and the format do not always give a concession's field the same name.
_NOMS_CONCESSION: Final = {
    "montant": "valeurGlobale",
    "titulaires": "concessionnaires",
    "dateNotification": "dateSignature",
    "acheteur.id": "autoriteConcedante.id",
}
_LUES: Final = frozenset(
    {"date_forme", "montant_forme", "libelle_approche", "siret_forme", "element_en_double"}
)
_REMARQUES: Final = frozenset({"duree_improbable"})
# Told again, and better, by the control itself.
_REDITES: Final = frozenset(
    {
        "champ_absent", "siret_cle_fausse", "siren_pour_siret", "caractere_perdu", "contrat_essai",
        "date_future", "increment_suspect", "montant_factice", "montant_negatif",
    }
)  # fmt: skip
_MONTANT_GARDE: Final = re.compile(r"[0-9]{1,15}\.[0-9]{2}")  # as the store writes what it kept
_ABSENCES: Final = frozenset({"champ_absent", "non_renseigne"})


class Examine(NamedTuple):
    """A contract, what is wrong with it, and its record once repaired (None: not certain)."""

    publie: Publie
    problemes: tuple[Probleme, ...]
    repare: Objet | None

    @property
    def hors_format(self) -> bool:
        """Tell that nothing is due in the present format: an old contract, published as then."""
        return is_hors_format(self.publie)

    def without_record(self) -> "ContratExamine":
        publie = replace(self.publie, enregistrement={})
        return ContratExamine(publie, self.problemes, self.repare is not None)


@dataclass(frozen=True, slots=True)
class ContratExamine:
    """A contract examined, without its record: what a page shows."""

    publie: Publie
    problemes: tuple[Probleme, ...]
    ecrit: bool  # in the repaired file

    @property
    def hors_format(self) -> bool:
        """Tell that nothing is due in the present format."""
        return is_hors_format(self.publie)

    def has(self, sort: Sort) -> bool:
        return any(probleme.sort is sort for probleme in self.problemes)


def is_hors_format(publie: Publie) -> bool:
    """Tell that a contract was notified before the present format, and published as then."""
    jour = publie.date_notification
    return publie.ancien and (jour is None or jour < NOUVEAU_FORMAT)


def keep_published(_cle: int, enregistrement: Objet) -> Objet:
    """Return the record as it was published: the merger of who has no correction."""
    return enregistrement


def examine_acheteur(
    ouvert: Entrepot,
    siren: str,
    aujourdhui: date,
    *,
    fusionner: Fusion = keep_published,
    suivre: Suivre | None = None,
) -> Iterator[Examine]:
    """Yield every contract of a buyer with what is wrong in it.

    `fusionner` puts the buyer's corrections in a record before it is examined and written.
    """
    vus: set[tuple[str | None, str]] = set()
    for fait, publie in enumerate(list_publies(ouvert, siren), start=1):
        examine = examine_publie(publie, aujourdhui, fusionner)
        yield _note_repetition(examine, vus)
        if suivre is not None and fait % PAS == 0:
            suivre(fait)


def read_contrats(
    ouvert: Entrepot, siren: str, aujourdhui: date, suivre: Suivre | None = None
) -> tuple[ContratExamine, ...]:
    """Return every contract of a buyer examined, without the records."""
    return tuple(
        examine.without_record()
        for examine in examine_acheteur(ouvert, siren, aujourdhui, suivre=suivre)
    )


def examine_publie(publie: Publie, aujourdhui: date, fusionner: Fusion = keep_published) -> Examine:
    if is_hors_format(publie):
        return Examine(publie, (), None)
    enregistrement, propres = put_back(publie)
    enregistrement = fusionner(publie.cle, enregistrement)
    verdict = examine_record(publie.famille, enregistrement, aujourdhui, xml=True)
    dits = {probleme.champ for probleme in propres}
    problemes = [
        probleme
        for probleme in verdict.problemes
        if probleme.code not in _ABSENCES or probleme.champ not in dits
    ]
    problemes += propres
    bloque = any(probleme.sort is Sort.ACHETEUR for probleme in problemes)
    return Examine(publie, tuple(problemes), None if bloque else verdict.repare)


def put_back(publie: Publie) -> tuple[Objet, list[Probleme]]:
    """Put raw values back in their place; those of lists have none: they become problems."""
    enregistrement = dict(publie.enregistrement)
    propres: list[Probleme] = []
    for anomalie in publie.anomalies:
        champ = _name(anomalie.champ, publie.famille)
        if anomalie.code in _REDITES or _is_montant_garde(anomalie):
            continue
        if champ in _SIMPLES[publie.famille] and _is_whole(anomalie):
            enregistrement[champ] = _decode(anomalie.valeur or "")
        else:
            propres.append(_as_probleme(anomalie, champ))
    return enregistrement, propres


def _as_probleme(anomalie: Anomalie, champ: str) -> Probleme:
    sort = Sort.ACHETEUR
    if anomalie.code in _LUES:
        sort = Sort.REPARABLE
    elif anomalie.code in _REMARQUES or find_champ(champ) is None:
        sort = Sort.REMARQUE  # nothing of the official format is at stake
    message = LIBELLES.get(anomalie.code, anomalie.code)
    schema = sort is Sort.ACHETEUR
    return Probleme(anomalie.code, champ or None, anomalie.valeur, message, sort, schema)


def _name(champ: str, famille: str) -> str:
    return _NOMS_CONCESSION.get(champ, champ) if famille == "concession" else champ


def _is_montant_garde(anomalie: Anomalie) -> bool:
    return anomalie.code == "montant_aberrant" and bool(
        _MONTANT_GARDE.fullmatch(anomalie.valeur or "")
    )


def _is_whole(anomalie: Anomalie) -> bool:
    return anomalie.valeur is not None and len(anomalie.valeur) < VALEUR_MAX


def _decode(texte: str) -> object:
    """Return a nested value as it was; a plain text stays a text."""
    if not texte.startswith(("{", "[", '"')):
        return texte
    try:
        return json.loads(texte)
    except ValueError:
        return texte


def _note_repetition(examine: Examine, vus: set[tuple[str | None, str]]) -> Examine:
    publie = examine.publie
    if not publie.id or examine.hors_format:
        return examine
    cle = (publie.siret, publie.id)
    if cle in vus:
        message = "un autre contrat de cet acheteur porte déjà ce numéro"
        repetition = Probleme("id_repete", "id", publie.id, message, Sort.REMARQUE, schema=False)
        return examine._replace(problemes=(*examine.problemes, repetition))
    vus.add(cle)
    return examine


_SIMPLES: Final = {
    famille: frozenset(champ.nom for champ in champs if champ.genre is not GenreChamp.LISTE)
    for famille, champs in FAMILLES.items()
}
"""The fields that one value fills: all but the lists of objects."""


@dataclass(slots=True)
class Ecriture:
    """What went in the repaired file: lus = ecrits + laisses + anciens."""

    lus: int = 0
    ecrits: int = 0
    laisses: int = 0  # only the buyer can mend them
    anciens: int = 0  # nothing is due in the present format


def write_repare(
    ouvert: Entrepot,
    siren: str,
    aujourdhui: date,
    sortie: Path,
    *,
    fusionner: Fusion = keep_published,
) -> Ecriture:
    compte = Ecriture()
    with open_repare(sortie) as fichier:
        for examine in examine_acheteur(ouvert, siren, aujourdhui, fusionner=fusionner):
            compte.lus += 1
            if examine.repare is not None:
                fichier.write(examine.publie.famille, examine.repare)
                compte.ecrits += 1
            elif examine.hors_format:
                compte.anciens += 1
            else:
                compte.laisses += 1
    return compte


def write_examen(
    ouvert: Entrepot, siren: str, aujourdhui: date, sortie: Path, suivre: Suivre | None = None
) -> tuple[ContratExamine, ...]:
    """Examine a buyer's contracts and write at `sortie` the repaired file, all at once."""
    contrats = []
    with open_repare(sortie) as fichier:
        for examine in examine_acheteur(ouvert, siren, aujourdhui, suivre=suivre):
            if examine.repare is not None:
                fichier.write(examine.publie.famille, examine.repare)
            contrats.append(examine.without_record())
    return tuple(contrats)


def pack_contrats(contrats: tuple[ContratExamine, ...]) -> bytes:
    return zlib.compress(msgspec.json.encode(contrats))


def unpack_contrats(octets: bytes) -> tuple[ContratExamine, ...]:
    return msgspec.json.decode(zlib.decompress(octets), type=tuple[ContratExamine, ...])
