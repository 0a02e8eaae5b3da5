"""What the app `registre` declares: the schemes that anybody reads, their deposits, the alerts."""

from __future__ import annotations

from typing import Final

from spaser.web.commun.outils import Groupe, Outil
from spaser.web.comptes.conservation import PAR_LE_JOURNAL, Modele
from spaser.web.comptes.donnees_personnelles import Part
from spaser.web.registre import donnees_personnelles
from spaser.web.registre.models import (
    Alerte,
    Depot,
    EnvoiAlerte,
    Fiche,
    FichierDepot,
    FichierFiche,
    LienFiche,
    Provenance,
    RappelExactitude,
    Revendication,
    Signalement,
    VersionFiche,
)

_PUBLIQUE: Final = "A sheet is public, and outlives the space of the buyer it speaks of."
_DEPOT: Final = "A deposit is made with or without a space; a draft follows its organisation."
_ADRESSE: Final = "It belongs to an address that asked for it, with or without an account."

OUTILS: Final = (
    Outil(
        code="registre",
        titre="Registre des schémas",
        vue="registre:liste",
        ordre=10,
        groupe=Groupe.SITE,
        modeles=(
            Modele(Alerte, export="alertes", efface=("courriel",), hors_espace=_ADRESSE),
            Modele(EnvoiAlerte, hors_espace=_ADRESSE),
            Modele(Fiche, hors_espace=_PUBLIQUE),
            Modele(FichierFiche, hors_espace=_PUBLIQUE),
            Modele(LienFiche, hors_espace=_PUBLIQUE),
            Modele(Provenance, hors_espace=_PUBLIQUE),
            Modele(VersionFiche, export=PAR_LE_JOURNAL, hors_espace=_PUBLIQUE),
            Modele(RappelExactitude, hors_espace=_PUBLIQUE),
            Modele(
                Depot,
                export="registre.depots",
                detache=("auteur", "courriel"),
                hors_espace=_DEPOT,
            ),
            Modele(FichierDepot, hors_espace=_DEPOT),
            Modele(Revendication, export="registre.revendications", hors_espace=_PUBLIQUE),
            Modele(
                Signalement,
                export="registre.signalements",
                detache=("courriel",),
                hors_espace=_PUBLIQUE,
            ),
        ),
        donnees=(
            Part("alertes", exporte=donnees_personnelles.export_alertes),
            Part(
                "registre",
                exporte=donnees_personnelles.export_registre,
                efface=donnees_personnelles.erase_registre,
                reste="Les fiches publiées et leurs versions restent dans le registre, sans votre "
                "nom : elles sont celles d’un acheteur public.",
            ),
        ),
    ),
)
