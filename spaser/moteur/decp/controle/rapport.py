"""The account of a control: problems by code, and what became of each record."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from spaser.moteur.decp.anomalies import LIBELLES, find_conseil
from spaser.moteur.decp.controle.modele import Probleme, Sort
from spaser.moteur.valeurs import Ignore

NB_EXEMPLES: Final = 3
NB_CHAMPS: Final = 100


@dataclass(frozen=True, slots=True)
class ExempleProbleme:
    fichier: str
    rang: int
    id: str | None
    champ: str | None
    valeur: str | None
    message: str


@dataclass(slots=True)
class ProblemesParCode:
    """All the problems of one code that are to be solved the same way."""

    code: str
    sort: Sort
    nombre: int = 0
    enregistrements: int = 0
    champs: dict[str, int] = field(default_factory=dict)  # problems by field
    exemples: list[ExempleProbleme] = field(default_factory=list)

    def count(self, champ: str | None) -> None:
        """Count one problem of a field; a file may invent fields without end."""
        self.nombre += 1
        if champ and (champ in self.champs or len(self.champs) < NB_CHAMPS):
            self.champs[champ] = self.champs.get(champ, 0) + 1

    @property
    def libelle(self) -> str:
        return LIBELLES.get(self.code, self.code)

    @property
    def conseil(self) -> str:
        return find_conseil(self.code)

    def to_dict(self) -> dict[str, Any]:
        champs = dict(sorted(self.champs.items(), key=lambda c: (-c[1], c[0])))
        dits = {"libelle": self.libelle, "conseil": self.conseil, "champs": champs}
        return asdict(self) | dits


@dataclass(slots=True)
class RapportControle:
    """lus = valides + reparables + a_corriger; with a repaired file, lus = ecrits + laisses.

    `comptes` are those four of each of `fichiers`; `sans_contrat` names inputs that hold none.

    `valides` follow our whole table; `conformes` are those that the official schema takes as they
    are, even when a value is doubtful. `champs_inconnus` are those of XML files, counted together.
    """

    fichiers: list[str] = field(default_factory=list)
    comptes: list[dict[str, int]] = field(default_factory=list)
    ignores: list[Ignore] = field(default_factory=list)
    sans_contrat: list[str] = field(default_factory=list)
    lus: int = 0
    valides: int = 0
    reparables: int = 0
    a_corriger: int = 0
    conformes: int = 0
    ecrits: int | None = None
    laisses: int | None = None
    champs_inconnus: dict[str, int] = field(default_factory=dict)
    _constats: dict[tuple[str, Sort], ProblemesParCode] = field(default_factory=dict)

    def start(self, fichier: str) -> None:
        """Count what follows as records of this file too."""
        self.fichiers.append(fichier)
        self.comptes.append(dict.fromkeys(("lus", "valides", "reparables", "a_corriger"), 0))

    def count(self, problemes: Sequence[Probleme]) -> None:
        sorts = {p.sort for p in problemes}
        sort = "reparables" if Sort.REPARABLE in sorts else "valides"
        for nom in ("lus", "a_corriger" if Sort.ACHETEUR in sorts else sort):
            setattr(self, nom, getattr(self, nom) + 1)
            self.comptes[-1][nom] += 1
        self.conformes += not any(p.schema for p in problemes)

    def add(
        self, fichier: str, rang: int, identifiant: str | None, problemes: Iterable[Probleme]
    ) -> None:
        vus: set[tuple[str, Sort]] = set()
        for p in problemes:
            cle = (p.code, p.sort)
            constat = self._constats.setdefault(cle, ProblemesParCode(*cle))
            constat.count(p.champ)
            if cle in vus:
                continue
            vus.add(cle)
            constat.enregistrements += 1
            if len(constat.exemples) < NB_EXEMPLES:
                champ = p.champ or None
                exemple = ExempleProbleme(fichier, rang, identifiant, champ, p.valeur, p.message)
                constat.exemples.append(exemple)

    @property
    def constats(self) -> list[ProblemesParCode]:
        """Return what was found: for the buyer first, then the most frequent."""
        ordre = [Sort.ACHETEUR, Sort.REPARABLE, Sort.REMARQUE]
        return sorted(
            self._constats.values(),
            key=lambda c: (ordre.index(c.sort), -c.enregistrements, -c.nombre, c.code),
        )

    def to_dict(self) -> dict[str, Any]:
        comptes = asdict(self) | {
            "constats": [constat.to_dict() for constat in self.constats],
            "champs_inconnus": dict(sorted(self.champs_inconnus.items())),
        }
        del comptes["_constats"]
        return comptes
