"""What organisations keep.

`Organisation` is a buyer, known by its SIREN; `Appartenance` says who is of it and as what;
`DemandeAdhesion` and `Invitation` are the two ways in; `RoleProgramme` is the programme's team;
`EspaceEssai` is the private space of someone who waits.
"""

from spaser.web.organisations.models.appartenance import (
    Appartenance,
    EtatAppartenance,
    RoleProgramme,
    Verification,
)
from spaser.web.organisations.models.entrees import (
    DemandeAdhesion,
    Destinataire,
    EspaceEssai,
    EtatDemande,
    Invitation,
)
from spaser.web.organisations.models.organisation import IdentiteOrganisation, Organisation

__all__ = [
    "Appartenance",
    "DemandeAdhesion",
    "Destinataire",
    "EspaceEssai",
    "EtatAppartenance",
    "EtatDemande",
    "IdentiteOrganisation",
    "Invitation",
    "Organisation",
    "RoleProgramme",
    "Verification",
]
