"""What organisations keep.

`Organisation` is a buyer, known by its SIREN; `Appartenance` says who is of it and as what;
`DemandeAdhesion` and `Invitation` are the two ways in; `RoleProgramme` is the programme's team;
`Espace` is where one works for a buyer: the space of an organisation, or a private trial;
`Ecartable`, a line that goes through its bin.
`QuestionAnnuaire` is what the public directory was asked, of names that are missing here.
"""

from spaser.web.organisations.models.annuaire import QuestionAnnuaire
from spaser.web.organisations.models.appartenance import (
    Appartenance,
    EtatAppartenance,
    RoleProgramme,
    Verification,
)
from spaser.web.organisations.models.entrees import (
    DemandeAdhesion,
    Destinataire,
    EtatDemande,
    Invitation,
)
from spaser.web.organisations.models.espace import CollegueEssai, Ecartable, Espace
from spaser.web.organisations.models.organisation import IdentiteOrganisation, Organisation

__all__ = [
    "Appartenance",
    "CollegueEssai",
    "DemandeAdhesion",
    "Destinataire",
    "Ecartable",
    "Espace",
    "EtatAppartenance",
    "EtatDemande",
    "IdentiteOrganisation",
    "Invitation",
    "Organisation",
    "QuestionAnnuaire",
    "RoleProgramme",
    "Verification",
]
