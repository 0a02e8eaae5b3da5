"""What a version of the store holds and where it comes from, in one readable JSON file."""

import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from spaser.moteur.entrepot.dossier import MANIFESTE, EntrepotAbime

_DATES_ET_RANGS: Final = re.compile(r"(?<!\d)\d{1,8}(?!\d)")
FORMAT: Final = 2  # of this file and of the folder around it; 1 knew no edition


def name_serie(nom: str) -> str:
    """Return the name of a file without its dates and ranks: files of one publisher share it.

    A SIREN or a SIRET is kept: it is somebody's.
    """
    return _DATES_ET_RANGS.sub("#", nom)


@dataclass(slots=True)
class FichierLu:
    cle: str
    nom: str
    taille: int
    date_import: str
    part: int = 0  # first part that holds its records
    sha256: str = ""
    disposition: str = ""
    lus: int = 0
    lignes: int | None = None
    contrats: int = 0
    concessions: int = 0
    versions: int = 0
    copies: int = 0
    quarantaine: int = 0
    ressource: str = ""  # key of the first edition read of the same resource
    remplacee_par: str = ""  # key of the edition that is in force in its place
    oubliee: bool = False  # what it alone held is gone: it cannot be in force again
    champs_inconnus: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Manifeste:
    format: int = FORMAT
    cree_le: str = ""
    logiciel: str = ""
    date_donnees: str | None = None  # latest publication date of a record
    parts: list[int] = field(default_factory=list)
    sources: list[FichierLu] = field(default_factory=list)
    totaux: dict[str, int] = field(default_factory=dict)
    referentiels: dict[str, Any] = field(default_factory=dict)
    identite: str = ""  # rule by which contracts were told apart
    methode: str = ""  # version of the indicators' methods
    durees: dict[str, float] = field(default_factory=dict)  # seconds, by step of the last build

    @property
    def remplacees(self) -> list[str]:
        return [source.cle for source in self.sources if source.remplacee_par]

    def write(self, version: Path) -> None:
        self.format = FORMAT
        texte = msgspec.json.format(msgspec.json.encode(asdict(self)), indent=1)
        (version / MANIFESTE).write_bytes(texte)


def read_manifeste(version: Path) -> Manifeste:
    """Read the manifest of a version.

    Raises:
        EntrepotAbime: it cannot be understood, or a later release of the program wrote it.
    """
    try:
        manifeste = msgspec.json.decode((version / MANIFESTE).read_bytes(), type=Manifeste)
    except msgspec.DecodeError as erreur:
        raise EntrepotAbime(
            f"Le manifeste de l'entrepôt est illisible : « {version / MANIFESTE} ».",
            "Supprimez le dossier de l'entrepôt, puis importez à nouveau les fichiers.",
        ) from erreur
    if manifeste.format > FORMAT:
        raise EntrepotAbime(
            "Cet entrepôt a été écrit par une version plus récente de spaser.",
            "Mettez spaser à jour, ou désignez un autre dossier avec --entrepot.",
        )
    return manifeste
