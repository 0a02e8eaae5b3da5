"""Lists what differs between two recordings, by kind.

    python -m tests.equivalence.comparer AVANT APRES [--voulues FICHIER]

A difference is wanted, said and counted, or it is a fault. A line of `voulues` is a regular
expression, a tab, then why: what it matches in the line of a difference is wanted. Ends with 1
when a difference is not.
"""

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from tests.equivalence.recueil import read_recueil

MONTREES = 12  # of each kind


@dataclass(frozen=True)
class Ecart:
    """A line that one recording alone has; `genre` is its first word, or that of a whole step."""

    place: str
    genre: str
    ligne: str

    def __str__(self):
        return f"{self.place}\n    {self.ligne[:300]}"


def list_ecarts(avant, apres):
    """Yield what differs between two folders."""
    noms = {str(f.relative_to(d)) for d in (avant, apres) for f in d.rglob("*.txt")}
    for nom in sorted(noms):
        lus = [read_recueil(d / nom) if (d / nom).exists() else {} for d in (avant, apres)]
        if nom.startswith("cadres/") and not all(lus):
            continue  # the pages that show it say so
        yield from _compare(nom.removesuffix(".txt"), *lus)


def _compare(nom, avant, apres):
    for titre in sorted(avant.keys() | apres.keys()):
        place = f"{nom} · {titre}"
        if titre not in apres:
            yield Ecart(place, "étape perdue", "- " + " | ".join(avant[titre])[:200])
        elif titre not in avant:
            yield Ecart(place, "étape nouvelle", "+ " + " | ".join(apres[titre])[:200])
        else:
            for ligne in _diff(avant[titre], apres[titre]):
                yield Ecart(place, ligne[2:].partition(" ")[0] or "vide", ligne)


def _diff(avant, apres):
    if avant != apres:
        for ligne in list(unified_diff(avant, apres, lineterm="", n=0))[2:]:
            if not ligne.startswith("@@"):
                yield f"{ligne[0]} {ligne[1:]}"


def main():
    analyse = argparse.ArgumentParser(description="Compare deux relevés.")
    analyse.add_argument("avant", type=Path)
    analyse.add_argument("apres", type=Path)
    analyse.add_argument("--voulues", type=Path)
    lus = analyse.parse_args()
    voulues = _read_voulues(lus.voulues) if lus.voulues else []
    comptes, fautes, montrees = Counter(), Counter(), Counter()
    for ecart in list_ecarts(lus.avant, lus.apres):
        raison = next((r for motif, r in voulues if motif.search(ecart.ligne)), None)
        if raison is not None:
            comptes[raison] += 1
            continue
        fautes[ecart.genre] += 1
        montrees[ecart.genre] += 1
        if montrees[ecart.genre] <= MONTREES:
            sys.stdout.write(f"[{ecart.genre}] {ecart}\n")
    for raison, combien in comptes.most_common():
        sys.stdout.write(f"voulu, {combien} fois : {raison}\n")
    for genre, combien in fautes.most_common():
        sys.stdout.write(f"écart, {combien} fois : {genre}\n")
    sys.stdout.write(f"{fautes.total()} écarts, {comptes.total()} voulus.\n")
    sys.exit(int(bool(fautes)))


def _read_voulues(fichier):
    lignes = (ligne for ligne in fichier.read_text(encoding="utf-8").splitlines() if ligne)
    return [(re.compile(motif), raison) for motif, _, raison in (x.partition("\t") for x in lignes)]


if __name__ == "__main__":
    main()
