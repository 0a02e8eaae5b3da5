"""Questions as buyers type them, and how many are answered in the first three results.

`python -m tests.site.recherche.pertinence` prints, on the site of this folder, the score of both
sets and what fails in the first; what fails in the second is not to be looked at.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

ICI = Path(__file__).parent
REGLEE, GARDEE = "pertinence", "pertinence_gardee"
# The questions of the programme's document, by part and place, and their codes on the site.
FAQ = {
    "1.1": "temps-de-redaction",
    "1.2": "etapes",
    "1.3": "duree-du-schema",
    "2.1": "livrable",
    "2.2": "nombre-de-pages format-modele",
    "2.3": "objectifs-30-100",
    "3.1": "prerequis",
    "3.2": "chef-de-projet",
    "3.3": "parties-prenantes associer-ecriture associer-mise-en-oeuvre instances-existantes "
    "mobiliser-les-acteurs faire-adherer",
    "4.1": "exemples-d-indicateurs",
    "4.2": "indicateurs-pertinents",
    "4.3": "suivi-des-indicateurs",
    "4.4": "communiquer-les-resultats",
    "4.5": "sous-traitants-et-cotraitants",
    "5.1": "incontournables-de-depart",
    "5.2": "erreurs-a-eviter",
    "5.3": "organisme-de-controle",
    "5.4": "ateliers-dynamiques",
}


def read_jeu(nom):
    return json.loads((ICI / f"{nom}.json").read_text("utf-8"))


def meets(attendue, resultat):
    """Say whether a result is the page that was expected, or a place of it."""
    genre, _, reste = attendue.partition(":")
    if genre == "registre":
        return resultat.source == "registre" and resultat.texte.titre.startswith(reste)
    adresse = resultat.texte.adresse
    if genre == "faq":
        return any(adresse == f"/faq/#{code}" for code in FAQ[reste].split())
    return adresse == attendue if "#" in attendue else adresse.startswith(attendue)


def find_manquees(nom, jour):
    """Return the questions that no expected page answers in the first three, with what does."""
    from spaser.site.recherche.reponses import answer_recherche  # noqa: PLC0415 - Django is ready

    manquees = []
    for ligne in read_jeu(nom):
        tete = answer_recherche(ligne["question"], jour).tete
        if not any(meets(attendue, r) for attendue in ligne["attendues"] for r in tete):
            manquees.append((ligne["question"], [r.texte.adresse for r in tete]))
    return manquees


def tell(nom, jour, *, en_detail):
    total, manquees = len(read_jeu(nom)), find_manquees(nom, jour)
    lignes = [f"{nom} : {total - len(manquees)} sur {total}"]
    if en_detail:
        lignes += [f"  {question} : {', '.join(a) or 'rien'}" for question, a in manquees]
    sys.stdout.write("\n".join([*lignes, ""]))


def main():
    import django  # noqa: PLC0415 - only when run by itself

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spaser.site.config.settings")
    django.setup()
    aujourd_hui = date.today()  # noqa: DTZ011 - the day of the machine will do
    tell(REGLEE, aujourd_hui, en_detail=True)
    tell(GARDEE, aujourd_hui, en_detail=False)


if __name__ == "__main__":
    main()
