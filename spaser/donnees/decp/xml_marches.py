"""Reads XML of schemas v1 and v2: cut into stretches of whole records, converted in parallel."""

from __future__ import annotations

import codecs
import logging
import multiprocessing
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

from spaser.donnees.decp.octets import decode_large, transcode
from spaser.donnees.decp.rebuts import (
    DOCTYPE_REFUSE,
    LISTE_OUVERTE,
    TRONQUE,
    explain_failure,
    reject,
)
from spaser.donnees.decp.xml_conversion import Resultat, Tache, convert
from spaser.donnees.decp.xml_decoupe import cut, drop_comments
from spaser.donnees.valeurs import Lecture

SEUIL_PARALLELE: Final = 16 << 20  # below, starting processes costs more than it brings
EN_AVANCE: Final = 24  # stretches converted before they are asked for: they wait on the disk

_TETE: Final = 1 << 16
_TETE_MAX: Final = 1 << 20
_DECLARATION: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_QUEUE: Final = 1 << 16
_RECORD: Final = re.compile(rb"<(?:[\w.-]+:)?(marche|contrat-concession|marches)[\s/>]")
_RACINE_FERMEE: Final = re.compile(rb"</(?:[\w.-]+:)?marches\s*+>")
# One byte a character, ASCII below 128: the only encodings in which tags can be cut as bytes.
_CODECS: Final = re.compile(r"iso8859-\d+|cp125\d|cp1140|cp437|cp85\d|mac-roman|koi8-[ru]")

_JOURNAL: Final = logging.getLogger(__name__)


def read_xml(chemin: Path, dossier: Path, processus: int = 2) -> Lecture:
    """Read a file and write its records as NDJSON files in `dossier`, in order."""
    ensemble = Lecture()
    for lecture in stream_xml(chemin, dossier, processus):
        ensemble.add(lecture)
    return ensemble


def stream_xml(chemin: Path, dossier: Path, processus: int = 2) -> Iterator[Lecture]:
    """Read a file stretch by stretch: what is read can be cast while the rest is converted."""
    try:
        with chemin.open("rb") as source:
            tete = source.read(_TETE)
        codec = decode_large(tete)
        if codec is None:
            yield from _stream(chemin, dossier, processus)
            return
        copie = dossier / f"{chemin.name}.utf8"
        try:
            transcode(chemin, copie, codec)
            yield from _stream(copie, dossier, processus)
        finally:
            copie.unlink(missing_ok=True)
    except OSError as erreur:
        raise explain_failure(chemin, erreur) from erreur


def _stream(chemin: Path, dossier: Path, processus: int) -> Iterator[Lecture]:
    with chemin.open("rb") as source:
        tete = source.read(_TETE_MAX)
    if entites := _find_entites(tete):
        yield Lecture(lus=1, rebuts=[reject(1, DOCTYPE_REFUSE, entites)])
        return
    lus, tronque = 0, False
    parallele = processus > 1 and chemin.stat().st_size > SEUIL_PARALLELE
    taches = _plan(chemin, dossier, _find_codec(tete))
    for tache, resultat in _run(taches, processus if parallele else 1):
        lus += resultat.lus
        tronque = any(r.code == TRONQUE for r in resultat.rebuts[-1:])
        yield _take(tache, resultat)
    if _is_open(chemin, tete) and not tronque:
        yield Lecture(lus=1, rebuts=[reject(lus + 1, TRONQUE, b"", LISTE_OUVERTE)])


def _take(tache: Tache, resultat: Resultat) -> Lecture:
    """Return what a stretch held; an empty file is deleted."""
    if not resultat.ecrits:
        Path(tache.sortie).unlink(missing_ok=True)
    return Lecture(
        lus=resultat.lus,
        rebuts=resultat.rebuts,
        champs_inconnus=resultat.champs_inconnus,
        fichiers=[tache.sortie] if resultat.ecrits else [],
    )


def _is_open(chemin: Path, tete: bytes) -> bool:
    """Tell whether the root that encloses the records is never closed."""
    racine = _RECORD.search(drop_comments(tete))
    if racine is None or racine[1] != b"marches" or racine[0].endswith(b"/"):
        return False
    with chemin.open("rb") as source:
        source.seek(max(0, chemin.stat().st_size - _QUEUE))
        return _RACINE_FERMEE.search(source.read()) is None


def _find_entites(tete: bytes) -> bytes | None:
    """Return the document type of a file when it declares entities."""
    prologue = drop_comments(tete)
    debut = prologue.find(b"<!DOCTYPE")
    if debut < 0:
        return None
    record = _RECORD.search(prologue)
    if record and record.start() < debut:
        return None
    entite = prologue.find(b"<!ENTITY", debut)
    return prologue[debut : entite + _TETE] if entite >= 0 else None


def _find_codec(tete: bytes) -> str:
    """Return the codec that the file declares; UTF-8 when it declares none that we can follow."""
    declaration = _DECLARATION.match(tete.removeprefix(codecs.BOM_UTF8).lstrip())
    if not declaration:
        return "utf-8"
    try:
        nom = codecs.lookup(declaration[1].decode()).name
    except LookupError:
        return "utf-8"
    if nom == "iso8859-1":
        return "cp1252"  # what is called ISO-8859-1 is written in cp1252 as a rule
    return nom if _CODECS.fullmatch(nom) else "utf-8"


def _plan(chemin: Path, dossier: Path, codec: str) -> Iterator[Tache]:
    rang = 1
    with chemin.open("rb") as source:
        for numero, troncon in enumerate(cut(source)):
            if not troncon.nombre:
                continue
            sortie = dossier / f"{chemin.stem}-{numero:05d}.ndjson"
            yield Tache(
                str(chemin),
                troncon.debut,
                troncon.fin,
                codec,
                rang,
                troncon.exact,
                troncon.dernier,
                str(sortie),
            )
            rang += troncon.nombre


def _run(taches: Iterable[Tache], processus: int) -> Iterator[tuple[Tache, Resultat]]:
    """Convert stretches, in order; a few are in hand at a time, so that memory stays level."""
    if processus == 1:
        yield from ((tache, convert(tache)) for tache in taches)
        return
    contexte = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processus, mp_context=contexte) as bassin:
        en_cours: deque[tuple[Tache, Future[Resultat] | None]] = deque()
        for tache in taches:
            en_cours.append((tache, _submit(bassin, tache)))
            if len(en_cours) > EN_AVANCE:
                yield _collect(*en_cours.popleft())
        while en_cours:
            yield _collect(*en_cours.popleft())


def _submit(bassin: Executor, tache: Tache) -> Future[Resultat] | None:
    """Give a stretch to the pool; None when no process can be started."""
    try:
        return bassin.submit(convert, tache)
    except (BrokenExecutor, OSError, RuntimeError, AssertionError) as erreur:
        _JOURNAL.debug("conversion in this process: %s", erreur)
        return None


def _collect(tache: Tache, promesse: Future[Resultat] | None) -> tuple[Tache, Resultat]:
    """Wait for a stretch; a process that died does not lose it."""
    if promesse:
        with suppress(BrokenExecutor):
            return tache, promesse.result()
    return tache, convert(tache)
