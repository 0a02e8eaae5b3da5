"""What the app `publication` declares: the adopted scheme, its published results."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele
from spaser.web.publication.models import Erratum, MiseEnLigne, Publication, SchemaAdopte

OUTILS: Final = (
    Outil(
        code="publication",
        titre="Publier",
        vue="publication:publier",
        ordre=60,
        groupe=Groupe.EN_VUE,
        gestes=(
            Vocabulaire(
                "publication",
                "Publication des résultats",
                {
                    "schema": "a décrit le schéma adopté",
                    "textes": "a écrit dans un projet de publication",
                    "proposition": "a proposé de publier des résultats",
                    "renvoi": "a renvoyé un projet de publication",
                    "parution": "a publié des résultats",
                    "mise_en_ligne": "a noté la mise en ligne de résultats",
                    "erratum": "a ajouté un erratum à des résultats publiés",
                },
            ),
        ),
        modeles=(
            Modele(SchemaAdopte, gestes=("publication.schema",), export=PAR_LE_JOURNAL),
            Modele(
                Publication,
                gestes=(
                    "publication.textes", "publication.proposition", "publication.renvoi",
                    "publication.parution",
                ),
                export=PAR_LE_JOURNAL,
            ),
            Modele(MiseEnLigne, gestes=("publication.mise_en_ligne",), export=PAR_LE_JOURNAL),
            Modele(Erratum, gestes=("publication.erratum",), export=PAR_LE_JOURNAL),
        ),
    ),
)  # fmt: skip
