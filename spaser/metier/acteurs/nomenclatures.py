"""The closed lists of a stakeholder table, with the words a reader sees.

The roles and the forms are those of the programme's table; the way to meet is ours.
"""

from __future__ import annotations

from typing import Self

from spaser.metier.registre.nomenclatures import Nomenclature


class RoleActeur(Nomenclature):
    """How far a stakeholder takes part, from the least to the most."""

    INFORMATION = "information", "Partage d’information"
    CONSULTATION = "consultation", "Consultation"
    PARTENARIAT = "partenariat", "Partenariat"
    CO_CONSTRUCTION = "co_construction", "Co-construction"
    DECISION = "decision", "Décision"

    @property
    def rang(self) -> int:
        """Return 1 for the least involved, 5 for who decides."""
        return list(RoleActeur).index(self) + 1

    @classmethod
    def du_centre(cls) -> list[Self]:
        """Return the roles from the centre of the picture outwards."""
        return list(reversed(cls))


class FormeSollicitation(Nomenclature):
    """How a stakeholder is solicited."""

    COMITE = "comite", "Participation à un comité"
    ATELIER = "atelier", "Atelier de travail"
    ENVOI = "envoi", "Envoi de contenus"
    ENTRETIEN = "entretien", "Entretien"
    QUESTIONNAIRE = "questionnaire", "Questionnaire"
    RENCONTRE = "rencontre", "Rencontre avec les fournisseurs"
    CONVENTION = "convention", "Convention"


class Moyen(Nomenclature):
    """How one met."""

    COURRIEL = "courriel", "Courriel"
    TELEPHONE = "telephone", "Téléphone"
    REUNION = "reunion", "Réunion"
    ATELIER = "atelier", "Atelier"
    COURRIER = "courrier", "Courrier"
    AUTRE = "autre", "Autre"
