"""Measure the real files: the shares and quantiles written down in `constantes.py`.

    python -m tests.bench.statistiques DOSSIER

DOSSIER holds v1 or v2 JSON files. Nothing but counts, quantiles and labels of the official lists
is printed: no text, no identifier.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

LOT: Final = re.compile(r"\blot\b", re.IGNORECASE)

type Record = dict[str, Any]

CHAMPS_SIMPLES: Final = (
    "_type", "nature", "procedure", "dureeMois", "formePrix", "ccag", "offresRecues",
    "marcheInnovant", "sousTraitanceDeclaree", "typeGroupementOperateurs",
)  # fmt: skip
LISTES: Final = (
    ("typesPrix", "typePrix"),
    ("considerationsSociales", "considerationSociale"),
    ("considerationsEnvironnementales", "considerationEnvironnementale"),
)


def lire(dossier: Path) -> Iterator[Record]:
    """Give the contracts of every JSON file of a folder."""
    for chemin in sorted(dossier.rglob("*.json")):
        marches = msgspec.json.decode(chemin.read_bytes()).get("marches", [])
        fiches = marches.get("marche", []) if isinstance(marches, dict) else marches
        yield from (fiche for fiche in fiches if isinstance(fiche, dict))


def vingtiles(valeurs: list[float]) -> list[float]:
    """Cut points every 5 %."""
    return [round(v, 2) for v in statistics.quantiles(valeurs, n=20)] if len(valeurs) > 1 else []


def deballer(liste: object, enfant: str) -> list[Record]:
    """Give the items of a list of objects, wrapped (v2) or not (v1)."""
    if not isinstance(liste, list):
        return []
    return [item.get(enfant, item) for item in liste if isinstance(item, dict)]


def _jour(texte: object) -> int | None:
    try:
        return date.fromisoformat(str(texte)[:10]).toordinal()
    except ValueError:
        return None


def _delai(fiche: Record) -> int | None:
    notifie, publie = (
        _jour(fiche.get("dateNotification")),
        _jour(fiche.get("datePublicationDonnees")),
    )
    return None if notifie is None or publie is None else publie - notifie


def _montant(valeur: object) -> float | None:
    try:
        return float(str(valeur))
    except ValueError:
        return None


def mesurer_textes(fiches: list[Record]) -> Record:
    """Length and habits of `objet`."""
    objets = [str(f.get("objet") or "") for f in fiches]
    n = len(objets)
    return {
        "longueur moyenne": round(statistics.mean(map(len, objets)), 1),
        "écart-type": round(statistics.stdev(map(len, objets)), 1),
        "longueurs": vingtiles([float(len(o)) for o in objets]),
        "part en capitales": round(sum(o.isupper() for o in objets) / n, 3),
        "part avec guillemets": round(sum('"' in o for o in objets) / n, 3),
        "part avec saut de ligne": round(sum("\n" in o for o in objets) / n, 3),
        "part avec U+FFFD": round(sum("\ufffd" in o for o in objets) / n, 3),
        "part avec un lot": round(sum(bool(LOT.search(o)) for o in objets) / n, 3),
    }


def mesurer_nombres(fiches: list[Record]) -> Record:
    """Amounts, delays, and how modifications change an amount."""
    montants = [m for f in fiches if (m := _montant(f.get("montant"))) is not None]
    delais = [float(d) for f in fiches if (d := _delai(f)) is not None]
    rapports = [
        modifie / initial
        for f in fiches
        if (initial := _montant(f.get("montant")))
        for m in deballer(f.get("modifications"), "modification")
        if (modifie := _montant(m.get("montant"))) is not None
    ]
    return {
        "montants": vingtiles(montants),
        "part ronds": round(sum(m % 1000 == 0 for m in montants) / len(montants), 3),
        "délais": vingtiles(delais),
        "montants modifiés": len(rapports),
        "sous la moitié": sum(r < 0.5 for r in rapports),
    }


def compter(fiches: list[Record], lire_valeur: Callable[[Record], Hashable]) -> Record:
    """Count the values of something, the most frequent first."""
    return {str(v): n for v, n in Counter(map(lire_valeur, fiches)).most_common(25)}


def mesurer_listes(fiches: list[Record]) -> Record:
    """Sizes of the lists of objects and what their items hold."""
    genres = {
        "titulaires": "titulaire",
        "modifications": "modification",
        "actesSousTraitance": "acteSousTraitance",
        "modificationsActesSousTraitance": "modificationActeSousTraitance",
    }
    sortie: Record = {}
    for nom, enfant in genres.items():
        sortie[nom] = compter(fiches, lambda f, n=nom, e=enfant: len(deballer(f.get(n), e)))  # type: ignore[misc]
    modifications = [m for f in fiches for m in deballer(f.get("modifications"), "modification")]
    sortie["champs des modifications"] = compter(modifications, lambda m: tuple(sorted(m)))
    titulaires = [t for f in fiches for t in deballer(f.get("titulaires"), "titulaire")]
    sortie["types d'identifiant"] = compter(titulaires, lambda t: t.get("typeIdentifiant"))
    sortie["titulaires sans 14 chiffres"] = sum(
        not re.fullmatch(r"\d{14}", str(t.get("id"))) for t in titulaires
    )
    return sortie


def mesurer(fiches: list[Record]) -> Record:
    """Measure everything that the generator imitates."""
    n = len(fiches)
    presence = Counter(champ for f in fiches for champ in f)
    listes = {
        nom: compter(fiches, lambda f, n=nom, e=enfant: str((f.get(n) or {}).get(e)))  # type: ignore[misc]
        for nom, enfant in LISTES
    }
    return {
        "contrats": n,
        "octets par contrat": round(len(msgspec.json.encode(fiches)) / n),
        "présence": {champ: round(fois / n, 3) for champ, fois in presence.most_common()},
        "lieux": compter(fiches, lambda f: (f.get("lieuExecution") or {}).get("typeCode")),
        "divisions CPV": compter(fiches, lambda f: str(f.get("codeCPV"))[:2]),
        "part CPV avec clé": round(sum("-" in str(f.get("codeCPV")) for f in fiches) / n, 3),
        "techniques": compter(
            fiches, lambda f: str((f.get("techniques"), f.get("modalitesExecution")))
        ),
        "avances": compter(fiches, lambda f: (f.get("attributionAvance"), f.get("tauxAvance"))),
        **{champ: compter(fiches, lambda f, c=champ: f.get(c)) for champ in CHAMPS_SIMPLES},  # type: ignore[misc]
        **listes,
        **mesurer_listes(fiches),
        **mesurer_textes(fiches),
        **mesurer_nombres(fiches),
    }


def main() -> None:
    """Command line."""
    analyse = argparse.ArgumentParser(description="Mesure des fichiers DECP réels.")
    analyse.add_argument("dossier", type=Path)
    mesures = mesurer(list(lire(analyse.parse_args().dossier)))
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(mesures)).decode() + "\n")


if __name__ == "__main__":
    main()
