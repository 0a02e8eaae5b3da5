"""Derive the embedded territory tables from the package `@etalab/decoupage-administratif`.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-*.tgz
    python scripts/referentiels/derive_territoires.py package

Writes one Parquet file a table and `territoires.toml`, which says what each file is. The same
package and the same pyarrow give the same bytes. Anything that does not add up stops the script.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

Ligne = dict[str, Any]

PAQUET: Final = "@etalab/decoupage-administratif"
TABLES: Final = Path(__file__).parents[2] / "spaser/moteur/referentiels/tables"
TAILLE_MAX: Final = 1_600_000
NATURES: Final = {
    "arrondissement-municipal": "arrondissement",
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
}
TEXTE: Final = pa.string()
SCHEMAS: Final[dict[str, dict[str, pa.DataType]]] = {
    "communes": {
        "code": TEXTE,
        "nom": TEXTE,
        "departement": TEXTE,
        "region": TEXTE,
        "epci_siren": TEXTE,
        "ept_siren": TEXTE,
        "siren": TEXTE,
        "population": pa.int32(),
    },
    "communes_anciennes": {"code": TEXTE, "commune": TEXTE, "nature": TEXTE},
    "codes_postaux": {"code_postal": TEXTE, "commune": TEXTE},
    "epci": {
        "siren": TEXTE,
        "nom": TEXTE,
        "type": TEXTE,
        "population": pa.int32(),
        "departement": TEXTE,
        "departements": pa.list_(TEXTE),
    },
    "departements": {"code": TEXTE, "nom": TEXTE, "region": TEXTE, "zone": TEXTE},
    "regions": {"code": TEXTE, "nom": TEXTE, "zone": TEXTE},
}
LIBELLES: Final = {
    "communes": "Communes actuelles, population, SIREN et intercommunalité",
    "communes_anciennes": "Codes de commune remplacés : arrondissements, déléguées, fusions",
    "codes_postaux": "Codes postaux et communes desservies",
    "epci": "Intercommunalités à fiscalité propre et établissements publics territoriaux",
    "departements": "Départements et collectivités d’outre-mer",
    "regions": "Régions et collectivités d’outre-mer",
}
SOURCE: Final = (
    "Paquet {paquet} {version} : Code officiel géographique 2026 et populations (Insee), "
    "périmètres intercommunaux 2026 (DGCL), codes postaux (La Poste)"
)


def _read(dossier: Path, nom: str) -> list[Ligne]:
    lignes: list[Ligne] = json.loads((dossier / "data" / f"{nom}.json").read_text("utf-8"))
    return lignes


def _members(groupements: Iterable[Ligne]) -> dict[str, str]:
    """Commune code -> SIREN of its grouping; a commune has one at most."""
    membres = [(m["code"], g["code"]) for g in groupements for m in g["membres"]]
    _require(len({code for code, _ in membres}) == len(membres), "commune membre deux fois")
    return dict(membres)


def _communes(actuelles: Mapping[str, Ligne], epci: list[Ligne], ept: list[Ligne]) -> list[Ligne]:
    dans_epci, dans_ept = _members(epci), _members(ept)
    _require(dans_epci.keys() | dans_ept.keys() <= actuelles.keys(), "membre inconnu")
    return [
        {
            "code": code,
            "nom": c["nom"],
            "departement": c["departement"],
            "region": c["region"],
            "epci_siren": dans_epci.get(code),
            "ept_siren": dans_ept.get(code),
            "siren": c.get("siren"),
            "population": c.get("population"),
        }
        for code, c in actuelles.items()
    ]


def _anciennes(toutes: list[Ligne], actuelles: Mapping[str, Ligne]) -> list[Ligne]:
    """Codes that are no longer a commune, each with the commune that holds its territory.

    A code still in use (delegated, associated) says its commune itself: it wins over the lists of
    former codes, which contradict it twice in version 6.0.0 (55273 and 60455).
    """
    trouves: dict[str, tuple[str, str]] = {}
    for c in toutes:
        if nature := NATURES.get(c["type"]):
            trouves[c["code"]] = (c.get("commune") or c["chefLieu"], nature)
    for code, c in actuelles.items():
        for ancien in c.get("anciensCodes", ()):
            autre, nature = trouves.setdefault(ancien, (code, "ancien_code"))
            _require(autre == code or nature != "ancien_code", f"{ancien} a deux successeurs")
    _require({c for c, _ in trouves.values()} <= actuelles.keys(), "successeur inconnu")
    return [
        {"code": code, "commune": commune, "nature": nature}
        for code, (commune, nature) in trouves.items()
        if code not in actuelles
    ]


def _epci(groupements: list[Ligne], actuelles: Mapping[str, Ligne]) -> list[Ligne]:
    """`departement` only when every member is in it: the package does not tell the seat."""
    lignes = []
    for g in groupements:
        poids: Counter[str] = Counter()
        for membre in g["membres"]:
            poids[actuelles[membre["code"]]["departement"]] += membre["populationTotale"] or 0
        departements = sorted(poids, key=lambda d: (-poids[d], d))
        lignes.append(
            {
                "siren": g["code"],
                "nom": g["nom"],
                "type": g["type"],
                "population": g["populationTotale"],
                "departement": departements[0] if len(departements) == 1 else None,
                "departements": departements,
            }
        )
    return lignes


def derive(dossier: Path) -> dict[str, list[Ligne]]:
    """Read the unpacked package and lay out every table."""
    toutes = _read(dossier, "communes")
    actuelles = {c["code"]: c for c in toutes if c["type"] == "commune-actuelle"}
    epci, ept = _read(dossier, "epci"), _read(dossier, "ept")
    return {
        "communes": _communes(actuelles, epci, ept),
        "communes_anciennes": _anciennes(toutes, actuelles),
        "codes_postaux": [
            {"code_postal": postal, "commune": code}
            for code, c in actuelles.items()
            for postal in c.get("codesPostaux", ())
        ],
        "epci": _epci([*epci, *ept], actuelles),
        "departements": _read(dossier, "departements"),
        "regions": _read(dossier, "regions"),
    }


def write(tables: Mapping[str, list[Ligne]], sortie: Path, version: str) -> None:
    """Write the Parquet files and `territoires.toml`."""
    fiches = [f"# Written by {Path(__file__).name}: run it again rather than edit.\n"]
    total = 0
    for nom, lignes in tables.items():
        schema = SCHEMAS[nom]
        colonnes = list(schema)
        ordre = sorted(lignes, key=lambda ligne: tuple(ligne[c] or "" for c in colonnes[:2]))
        gardees = [{c: ligne[c] for c in colonnes} for ligne in ordre]
        chemin = sortie / f"{nom}.parquet"
        pq.write_table(
            pa.Table.from_pylist(gardees, schema=pa.schema(schema.items())),
            chemin,
            compression="zstd",
            compression_level=19,
        )
        contenu = chemin.read_bytes()
        total += len(contenu)
        fiches.append(_fiche(nom, len(gardees), hashlib.sha256(contenu).hexdigest(), version))
    _require(total < TAILLE_MAX, f"{total} octets, plus que {TAILLE_MAX}")
    (sortie / "territoires.toml").write_text("\n".join(fiches), "utf-8")


def _fiche(nom: str, lignes: int, sha256: str, version: str) -> str:
    source = SOURCE.format(paquet=PAQUET, version=version)
    return (
        f"[{nom}]\n"
        f'fichier = "{nom}.parquet"\n'
        f'libelle = "{LIBELLES[nom]}"\n'
        "date = 2026-01-01\n"
        f'source = "{source}"\n'
        'licence = "Licence Ouverte 2.0 (données), MIT (code du paquet)"\n'
        'url = "https://www.insee.fr/fr/information/2560452"\n'
        f'script = "scripts/referentiels/{Path(__file__).name}"\n'
        f"lignes = {lignes}\n"
        f'sha256 = "{sha256}"\n'
    )


def _require(condition: bool, message: str) -> None:  # noqa: FBT001
    if not condition:
        raise SystemExit(f"Données inattendues : {message}")


def main() -> None:
    """Command line: the folder of the unpacked package."""
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("paquet", type=Path, help="dossier du paquet décompressé")
    analyse.add_argument("--sortie", type=Path, default=TABLES)
    choix = analyse.parse_args()
    fiche = json.loads((choix.paquet / "package.json").read_text("utf-8"))
    _require(fiche["name"] == PAQUET, f"ce n’est pas {PAQUET}")
    write(derive(choix.paquet), choix.sortie, fiche["version"])


if __name__ == "__main__":
    main()
