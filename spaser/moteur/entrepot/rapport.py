"""What an import did: the sum that must hold, and everything that was set aside."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from spaser.moteur.entrepot.editions import EditionLue
from spaser.moteur.entrepot.manifeste import FichierLu
from spaser.moteur.valeurs import Ignore

SORTS: Final = ("contrats", "concessions", "versions", "copies", "quarantaine")


@dataclass(frozen=True, slots=True)
class RapportImport:
    """The account of one import: lus = contrats + concessions + versions + copies + quarantaine."""

    fichiers: Sequence[FichierLu]
    ignores: Sequence[Ignore]
    anomalies: dict[str, int]
    entrepot: dict[str, int]
    durees: dict[str, float] = field(default_factory=dict)
    fusions: dict[str, int] = field(default_factory=dict)  # links made, by reason; the doubtful
    editions: Sequence[EditionLue] = ()
    referentiels: dict[str, Any] = field(default_factory=dict)

    @property
    def totaux(self) -> dict[str, int]:
        """Return the sums over all files; `lignes` counts the rows of the tables."""
        noms = ("lus", *SORTS)
        totaux = {nom: sum(getattr(f, nom) for f in self.fichiers) for nom in noms}
        totaux["lignes"] = sum(f.lignes or 0 for f in self.fichiers)
        return totaux

    def is_exact(self) -> bool:
        totaux = self.totaux
        return totaux["lus"] == sum(totaux[sort] for sort in SORTS)

    def to_dict(self) -> dict[str, Any]:
        return {
            **self.totaux,
            "ignores": [{"nom": i.nom, "raison": i.raison} for i in self.ignores],
            "anomalies": dict(sorted(self.anomalies.items())),
            "champs_inconnus": self._champs_inconnus(),
            "fichiers": [
                {"nom": f.nom, "lus": f.lus, "lignes": f.lignes}
                | {sort: getattr(f, sort) for sort in SORTS}
                for f in self.fichiers
            ],
            "fusions": self.fusions,
            "editions": [asdict(edition) for edition in self.editions],
            "referentiels": self.referentiels,
            "entrepot": self.entrepot,
            "durees": self.durees,
        }

    def _champs_inconnus(self) -> dict[str, int]:
        comptes: dict[str, int] = {}
        for fichier in self.fichiers:
            for champ, nombre in fichier.champs_inconnus.items():
                comptes[champ] = comptes.get(champ, 0) + nombre
        return dict(sorted(comptes.items()))
