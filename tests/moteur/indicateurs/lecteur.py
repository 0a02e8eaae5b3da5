"""Read a store as a web worker does, in a process of its own, and print what was read as JSON.

The last thing told is which slow libraries were loaded: none should be.
"""

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from spaser.moteur.bilan import compute_bilan
from spaser.moteur.entrepot.corrections import Correction
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.indicateurs.croisement import count_familles, sum_segments
from spaser.moteur.indicateurs.preuve import list_preuve
from tests.outils.corriges import open_entier

JOUR = date(2026, 11, 26)


def correct(dossier, siren):
    """Say the opposite of what is published of two contracts, and another amount of a third."""
    with open_entrepot(dossier) as entrepot:
        requete = "SELECT cle, social FROM marches WHERE acheteur_siren = $1 ORDER BY id LIMIT 3"
        *deux, (dernier, _) = entrepot.connexion.execute(requete, [siren]).fetchall()
    retouches = [Correction(cle, "social", "non" if social else "oui") for cle, social in deux]
    return [*retouches, Correction(dernier, "montant", "123456.78")]


def read_figures(entrepot, siren, pas):
    """Return each figure of a buyer; one out of `pas` with its proof."""
    valeurs = [v for v in compute_bilan(entrepot, siren, None, JOUR).valeurs if v.n]
    return [
        {
            "cle": [v.annee, v.indicateur, v.variante],
            "mesures": [v.n, v.inconnus, v.valeur, v.bas, v.haut],
            "preuve": None if rang % pas else read_preuve(entrepot, v),
        }
        for rang, v in enumerate(valeurs)
    ]


def read_preuve(entrepot, v):
    """Return how many contracts a proof shows in each state, and in its families altogether."""
    lignes = list_preuve(entrepot, v.siren, v.indicateur, v.annee, v.variante)
    comptes = count_familles(entrepot, v.siren, v.annee, (v.indicateur,))
    segments = sum_segments(v, comptes[v.indicateur])
    return {
        "etats": Counter(ligne.etat for ligne in lignes),
        "segments": sum(segment.valeur.n for segment in segments),
    }


def read_store(dossier, siren, pas):
    """Return the published figures of a buyer, then the corrected ones."""
    with open_entrepot(dossier) as entrepot:
        publies = read_figures(entrepot, siren, pas)
    with open_entier(dossier, siren, None, correct(dossier, siren)) as entrepot:
        return {"publies": publies, "corriges": read_figures(entrepot, siren, pas)}


if __name__ == "__main__":
    dossier, siren, pas = sys.argv[1:]
    lu = read_store(Path(dossier), siren, int(pas))
    modules = sorted({"numpy", "pandas", "pyarrow"} & set(sys.modules))
    sys.stdout.write(json.dumps({**lu, "modules": modules}))
