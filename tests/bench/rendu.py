"""The table: in Markdown for people, in JSON for comparisons between dates."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

RESULTATS: Final = Path(__file__).parent / "resultats"
INSECABLE: Final = "\u202f"


@dataclass(frozen=True, slots=True)
class Ligne:
    """One measure and what it had to be."""

    code: str
    travail: str
    mesure: str
    reference: str = ""
    cible: str = ""
    atteint: bool | None = None  # None: shown for information
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def fautive(self) -> bool:
        """Tell whether the work itself went wrong, whatever its speed."""
        return "échec" in self.mesure or "compte faux" in self.mesure

    def verdict(self, *, petit: bool) -> str:
        """Say whether the target is met; a short run only says what is wrong."""
        if petit:
            return "**faux**" if self.fautive else "—"
        return {True: "atteint", False: "**manqué**", None: "—"}[self.atteint]


@dataclass(slots=True)
class Tableau:
    """A whole run."""

    date: datetime
    machine: dict[str, str]
    petit: bool
    lignes: list[Ligne] = field(default_factory=list)
    alertes: list[str] = field(default_factory=list)
    voisins: dict[str, float] = field(default_factory=dict)  # processor share of others, by work

    @property
    def manques(self) -> list[Ligne]:
        """Lines whose target is missed; in a short run, lines that are wrong."""
        return [li for li in self.lignes if (li.fautive if self.petit else li.atteint is False)]

    def markdown(self) -> str:
        """Write the table for people."""
        machine = " · ".join(f"{nom} {valeur}" for nom, valeur in self.machine.items())
        titre = "Essai réduit (aucune valeur de mesure)" if self.petit else "Mesures"
        corps = [
            f"# {titre} du {self.date:%d/%m/%Y à %H:%M}",
            "",
            machine,
            "",
            *(f"> **Attention.** {alerte}\n" for alerte in self.alertes),
            "| Travail | Mesure | Référence du même passage | Cible | Verdict |",
            "| --- | --- | --- | --- | --- |",
            *(
                f"| {li.travail} | {li.mesure} | {li.reference or '—'} | {li.cible or '—'} "
                f"| {li.verdict(petit=self.petit)} |"
                for li in self.lignes
            ),
            "",
            LEGENDE,
        ]
        return "\n".join(corps) + "\n"

    def ecrire(self, dossier: Path = RESULTATS) -> Path:
        """Keep the run under its date, and as the last one."""
        dossier.mkdir(parents=True, exist_ok=True)
        chemin = dossier / f"{self.date:%Y-%m-%d}{'-petit' if self.petit else ''}.json"
        contenu = asdict(self) | {"date": self.date.isoformat(timespec="minutes")}
        chemin.write_bytes(msgspec.json.format(msgspec.json.encode(contenu)) + b"\n")
        dernier = dossier / ("dernier-petit.md" if self.petit else "dernier.md")
        dernier.write_text(self.markdown(), encoding="utf-8")
        return dernier


LEGENDE: Final = (
    "Chaque durée est celle d’un processus entier, de son lancement à sa fin, sauf mention "
    "« dans le processus ». Médiane des passages ; mémoire : le plus haut pic. Le fichier lu est "
    "déjà dans le cache du disque pour tous. Référence : `ijson` (moteur C) lit seul le même "
    "fichier, un passage sur deux. « Compte exact » : lus = contrats + concessions + versions + "
    "copies + quarantaine, chaque terme égal à ce que le générateur a écrit."
)


def secondes(valeur: float) -> str:
    """Write a duration."""
    if valeur < 0.2:
        return f"{nombre(valeur * 1000, 1)}{INSECABLE}ms"
    return f"{nombre(valeur, 2)}{INSECABLE}s"


def gigaoctets(octets: float) -> str:
    """Write a memory size."""
    return f"{nombre(octets / 1e9, 2)}{INSECABLE}Go"


def nombre(valeur: float, decimales: int = 0) -> str:
    """Write a number the French way."""
    return f"{valeur:,.{decimales}f}".replace(",", INSECABLE).replace(".", ",")
