"""What the app `registre` declares: the schemes that anybody reads, their deposits, the alerts."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet

from spaser.web.commun.outils import Groupe, Outil
from spaser.web.comptes.donnees_personnelles import PAR_LE_JOURNAL, Modele, Part
from spaser.web.comptes.models import Utilisateur
from spaser.web.registre.models import (
    Alerte,
    Depot,
    EnvoiAlerte,
    EtatDepot,
    Fiche,
    FichierDepot,
    FichierFiche,
    LienFiche,
    PageDocument,
    Provenance,
    RappelExactitude,
    Relecture,
    Revendication,
    Signalement,
    VersionFiche,
)
from spaser.web.socle.journal import record
from spaser.web.socle.models import EtatRequete

# What the register keeps of a person: handed over, erased.


def export_registre(utilisateur: Utilisateur) -> dict[str, Any]:
    return {
        "depots": [
            {
                "structure": depot.nom,
                "nature": depot.nature,
                "etat": depot.etat,
                "cree_le": depot.cree_le.isoformat(),
                "contenu": depot.contenu,
            }
            for depot in _depots(utilisateur)
        ],
        "revendications": [
            {"fiche": r.fiche.structure, "siren": r.siren, "message": r.message, "etat": r.etat}
            for r in utilisateur.revendications.select_related("fiche")
        ],
        "relectures": [
            {"depot": r.depot.nom, "sens": r.sens, "texte": r.texte}
            for r in utilisateur.relectures.select_related("depot")
        ],
        "signalements": [
            {"fiche": s.fiche.structure, "message": s.message, "etat": s.etat}
            for s in Signalement.objects.filter(courriel=utilisateur.courriel).select_related(
                "fiche"
            )
        ],
    }


def export_alertes(utilisateur: Utilisateur) -> list[dict[str, Any]]:
    alertes = Alerte.objects.filter(courriel=utilisateur.courriel)
    return [
        {
            "recherche": alerte.requete,
            "cadence": alerte.cadence,
            "creee_le": alerte.creee_le.isoformat(),
            "confirmee": alerte.confirmee_le is not None,
        }
        for alerte in alertes.order_by("pk")
    ]


def erase_registre(utilisateur: Utilisateur) -> None:
    """Drop her own drafts and pending claims; take her off what was sent."""
    siens = _depots(utilisateur)
    siens.filter(etat=EtatDepot.BROUILLON, organisation=None).delete()
    for depot in _depots(utilisateur):
        record("depot.effacement", objet=depot, organisation_siren=depot.siren)
    _depots(utilisateur).update(auteur=None, courriel="")
    Revendication.objects.filter(demandeur=utilisateur, etat=EtatRequete.EN_ATTENTE).delete()


def _depots(utilisateur: Utilisateur) -> QuerySet[Depot]:
    invite = Q(auteur=None, courriel=utilisateur.courriel)
    return Depot.objects.filter(Q(auteur=utilisateur) | invite)


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
            Modele(
                Alerte, (), "alertes", efface=("courriel",), hors_espace=_ADRESSE, ne_le="creee_le"
            ),
            Modele(EnvoiAlerte, hors_espace=_ADRESSE),
            Modele(Fiche, hors_espace=_PUBLIQUE),
            Modele(FichierFiche, hors_espace=_PUBLIQUE),
            Modele(PageDocument, hors_espace=_PUBLIQUE),
            Modele(LienFiche, hors_espace=_PUBLIQUE),
            Modele(Provenance, hors_espace=_PUBLIQUE),
            Modele(VersionFiche, export=PAR_LE_JOURNAL, hors_espace=_PUBLIQUE),
            Modele(RappelExactitude, hors_espace=_PUBLIQUE),
            Modele(
                Depot,
                export="registre.depots",
                detache=("auteur", "courriel"),
                hors_espace=_DEPOT,
                ne_le="cree_le",
            ),
            Modele(FichierDepot, hors_espace=_DEPOT),
            Modele(Relecture, export="registre.relectures", hors_espace=_DEPOT),
            Modele(Revendication, export="registre.revendications", hors_espace=_PUBLIQUE),
            Modele(
                Signalement,
                export="registre.signalements",
                detache=("courriel",),
                hors_espace=_PUBLIQUE,
            ),
        ),
        donnees=(
            Part("alertes", exporte=export_alertes),
            Part(
                "registre",
                exporte=export_registre,
                efface=erase_registre,
                reste="Les fiches publiées et leurs versions restent dans le registre, sans votre "
                "nom : elles sont celles d’un acheteur public. Les avis donnés à l’équipe restent "
                "aussi, sans votre nom.",
            ),
        ),
    ),
)
