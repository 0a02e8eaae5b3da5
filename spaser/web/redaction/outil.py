"""What the app `redaction` declares: the scheme that a space writes."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Groupe, Outil, Vocabulaire
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele
from spaser.web.redaction.models import Comite, Jalon, Redaction, Schema, TexteAncien

OUTILS: Final = (
    Outil(
        code="redaction",
        titre="Mon schéma",
        vue="redaction:schema",
        ordre=10,
        groupe=Groupe.EN_VUE,
        gestes=(
            Vocabulaire(
                "schema",
                "Mon schéma",
                {
                    "moment": "a dit où en est le schéma",
                    "texte": "a écrit dans une rubrique",
                    "rubrique": "a ajouté, renommé, déplacé ou écarté une rubrique",
                    "calendrier": "a changé le calendrier",
                    "gouvernance": "a changé la gouvernance",
                    "charte": "a changé le logo ou les couleurs",
                },
            ),
        ),
        modeles=(
            Modele(
                Schema,
                gestes=("schema.moment", "schema.charte", "schema.calendrier"),
                export=PAR_LE_JOURNAL,
            ),
            Modele(Redaction, gestes=("schema.texte", "schema.rubrique"), export=PAR_LE_JOURNAL),
            Modele(
                TexteAncien,
                gestes=("schema.texte",),
                export=PAR_LE_JOURNAL,
                detache=("ecrit_par",),
            ),
            Modele(Jalon, gestes=("schema.calendrier",)),
            Modele(Comite, gestes=("schema.gouvernance",)),
        ),
    ),
)
