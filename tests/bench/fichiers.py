"""Generated files: made once by another process, found again when nothing changed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from tests.bench.mesure import executer, python

SOURCES: Final = (
    "bassins", "bizarreries", "constantes", "dialectes", "fabrique", "generateur", "mots", "suites",
)  # fmt: skip
SUFFIXES: Final = {"v2": "json", "v1": "json", "jour": "json", "xml": "xml"}


@dataclass(frozen=True, slots=True)
class Modele:
    """What a generated file is made from."""

    format: str
    nombre: int
    graine: int = 1
    abimes: int = 0
    base: int | None = None

    @property
    def nom(self) -> str:
        """Name of the file."""
        abimes = f"_{self.abimes}-abimes" if self.abimes else ""
        return f"{self.format}_{self.nombre}_{self.graine}{abimes}.{SUFFIXES[self.format]}"

    def options(self) -> list[str]:
        """Options of the generator."""
        options = ["--format", self.format, "--nombre", self.nombre, "--graine", self.graine]
        options += ["--abimes", self.abimes] if self.abimes else []
        options += ["--base", self.base] if self.base is not None else []
        return [str(o) for o in options]


@dataclass(frozen=True, slots=True)
class Fichier:
    """A generated file and the truth about it."""

    chemin: Path
    modele: Modele
    verite: dict[str, Any]

    @property
    def enregistrements(self) -> int:
        """Records of the file."""
        return int(self.verite["enregistrements"])

    @property
    def megaoctets(self) -> float:
        """Size of the file."""
        return float(self.verite["octets"]) / 1e6


@dataclass(slots=True)
class Atelier:
    """The folder of the generated files; remembers those that it made itself."""

    dossier: Path
    faits: list[Path] = field(default_factory=list)

    def fournir(self, modele: Modele) -> Fichier:
        """Find a file or make it."""
        self.dossier.mkdir(parents=True, exist_ok=True)
        chemin = self.dossier / modele.nom
        fiche = chemin.with_name(f"{chemin.name}.verite")
        signature = {"modele": asdict(modele), "generateur": empreinte()}
        if chemin.exists() and fiche.exists():
            connue = msgspec.json.decode(fiche.read_bytes())
            if connue["signature"] == signature:
                return Fichier(chemin, modele, connue["verite"])
        sortie = executer(python("tests.bench.generateur", *modele.options(), chemin)).sortie
        verite = msgspec.json.decode(sortie)
        fiche.write_bytes(msgspec.json.encode({"signature": signature, "verite": verite}))
        self.faits += [chemin, fiche]
        return Fichier(chemin, modele, verite)

    def ranger(self) -> None:
        """Delete the files made by this run, not those that were there before."""
        for chemin in self.faits:
            chemin.unlink(missing_ok=True)


def empreinte() -> str:
    """Tell one generator from another: its files are reused only while it stays the same."""
    somme = hashlib.sha256()
    for nom in SOURCES:
        somme.update((Path(__file__).parent / f"{nom}.py").read_bytes())
    return somme.hexdigest()[:16]
