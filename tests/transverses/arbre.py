"""The project's own files, as the tests of the house see them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

RACINE = Path(__file__).parents[2]
LOURD = 1_000_000
PRODUITS = {"__pycache__", "node_modules"}
PRODUITS_A_LA_RACINE = {"build", "dist", "donnees-du-site", "entrepot", "sortie"}


def _listed_by_git() -> list[str]:
    commande = ["git", "-C", str(RACINE), "ls-files", "-co", "--exclude-standard", "-z"]
    return subprocess.run(commande, capture_output=True, text=True, check=True).stdout.split("\0")


def _is_ours(relatif: Path) -> bool:
    dossiers = relatif.parts[:-1]
    caches = any(nom.startswith(".") and nom != ".ci" for nom in dossiers)
    produits = any(nom in PRODUITS or nom.endswith(".egg-info") for nom in dossiers)
    a_la_racine = bool(dossiers) and dossiers[0] in PRODUITS_A_LA_RACINE
    return not caches and not produits and not a_la_racine


def _found_on_disk() -> list[str]:
    """Without git: an archive of the project has no history."""
    relatifs = (chemin.relative_to(RACINE) for chemin in RACINE.rglob("*"))
    return [str(relatif) for relatif in relatifs if _is_ours(relatif)]


@cache
def fichiers() -> tuple[Path, ...]:
    """Files of the project, relative to its root, sorted."""
    try:
        noms = _listed_by_git()
    except (OSError, subprocess.CalledProcessError):
        noms = _found_on_disk()
    return tuple(sorted(Path(nom) for nom in set(noms) if nom and (RACINE / nom).is_file()))


def sous(dossier: str, suffixe: str = ".py") -> list[Path]:
    """Files of one folder with that suffix."""
    return list(_sous(dossier, suffixe))


@cache
def _sous(dossier: str, suffixe: str) -> tuple[Path, ...]:
    return tuple(f for f in fichiers() if f.is_relative_to(dossier) and f.suffix == suffixe)


def read(fichier: Path) -> str:
    return (RACINE / fichier).read_text(encoding="utf-8")


@cache
def _textes() -> tuple[tuple[Path, str], ...]:
    lus = []
    for fichier in fichiers():
        if (RACINE / fichier).stat().st_size < LOURD:
            try:
                lus.append((fichier, read(fichier)))
            except UnicodeDecodeError:
                continue  # an archive, an image, a file that tests an encoding
    return tuple(lus)


def lignes() -> Iterator[tuple[str, str]]:
    """Each line of each text file, with its place."""
    for fichier, texte in _textes():
        for numero, ligne in enumerate(texte.splitlines(), start=1):
            yield f"{fichier}:{numero}", ligne


@cache
def tree_of(fichier: Path) -> ast.Module:
    return ast.parse(read(fichier), filename=str(fichier))
