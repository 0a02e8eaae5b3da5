"""What is missing or wrong in each contract of a buyer, and the contract once repaired.

Control is that of a published file: the record written again from the store is examined field by
field, with the raw values that the reading could not take put back in their place. The repaired
file holds the contracts whose repair is certain, in the official wrapper. The examination of a
large buyer is made aside: it is put down, and taken up again.
"""

import json
import re
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

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


def examine_acheteur(
    ouvert: Entrepot,
    siren: str,
    aujourdhui: date,
    sortie: Path | None = None,
    suivre: Suivre | None = None,
) -> tuple[ContratExamine, ...]:
    """Examine every contract of a buyer; write at `sortie` the repaired file, all at once."""
    vus: set[tuple[str | None, str]] = set()
    contrats = []
    with open_repare(sortie) if sortie else nullcontext() as fichier:
        for fait, publie in enumerate(list_publies(ouvert, siren), start=1):
            problemes, repare = _examine(publie, aujourdhui, vus)
            if fichier is not None and repare is not None:
                fichier.write(publie.famille, repare)
            sans = replace(publie, enregistrement={})
            contrats.append(ContratExamine(sans, tuple(problemes), repare is not None))
            if suivre is not None and fait % PAS == 0:
                suivre(fait)
    return tuple(contrats)


def _examine(
    publie: Publie, aujourdhui: date, vus: set[tuple[str | None, str]]
) -> tuple[list[Probleme], Objet | None]:
    """Return what is wrong with a contract, and its record once repaired: None if not certain."""
    if is_hors_format(publie):
        return [], None
    enregistrement, propres = put_back(publie)
    verdict = examine_record(publie.famille, enregistrement, aujourdhui, xml=True)
    dits = {probleme.champ for probleme in propres}
    problemes = [
        probleme
        for probleme in verdict.problemes
        if probleme.code not in _ABSENCES or probleme.champ not in dits
    ]
    problemes += propres
    bloque = any(probleme.sort is Sort.ACHETEUR for probleme in problemes)
    if publie.id and (publie.siret, publie.id) in vus:
        message = "un autre contrat de cet acheteur porte déjà ce numéro"
        repete = Probleme("id_repete", "id", publie.id, message, Sort.REMARQUE, schema=False)
        problemes.append(repete)
    elif publie.id:
        vus.add((publie.siret, publie.id))
    return problemes, None if bloque else verdict.repare


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


_SIMPLES: Final = {
    famille: frozenset(champ.nom for champ in champs if champ.genre is not GenreChamp.LISTE)
    for famille, champs in FAMILLES.items()
}
"""The fields that one value fills: all but the lists of objects."""


def pack_contrats(contrats: tuple[ContratExamine, ...]) -> bytes:
    return zlib.compress(msgspec.json.encode(contrats))


def unpack_contrats(octets: bytes) -> tuple[ContratExamine, ...]:
    return msgspec.json.decode(zlib.decompress(octets), type=tuple[ContratExamine, ...])
