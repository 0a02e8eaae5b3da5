"""What the history of a space says of this tool."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.historique.gestes import Famille

FAMILLES: Final = (
    Famille(
        "acteurs",
        "Acteurs du territoire",
        {
            "importation": "a importé un fichier d’acteurs",
        },
    ),
    Famille(
        "acteur",
        "Acteurs : le tableau",
        {
            "ajout": "a ajouté un acteur",
            "modification": "a modifié un acteur",
            "ecarte": "a supprimé un acteur",
            "retabli": "a rétabli un acteur",
        },
    ),
    Famille(
        "suggestion",
        "Acteurs : les suggestions",
        {
            "ecart": "a écarté une suggestion",
            "reprise": "a repris une suggestion écartée",
        },
    ),
    Famille(
        "personne",
        "Acteurs : les personnes",
        {
            "ajout": "a noté une personne à contacter",
            "modification": "a modifié une personne à contacter",
            "effacement": "a effacé une personne à contacter",
        },
    ),
    Famille(
        "echange",
        "Acteurs : les échanges",
        {
            "ajout": "a noté un échange",
            "modification": "a modifié un échange",
            "relance_faite": "a fait une relance",
        },
    ),
)
