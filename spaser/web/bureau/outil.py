"""What the app `bureau` declares: the team's month, and its contacts with buyers."""

from __future__ import annotations

from typing import Any, Final

from spaser.web.bureau.models import Coche, Contact
from spaser.web.commun.outils import Groupe, Outil
from spaser.web.comptes.donnees_personnelles import Modele, Part
from spaser.web.comptes.models import Utilisateur

_EQUIPE: Final = "It is the programme team's, with or without a space of the buyer."


def export_bureau(personne: Utilisateur) -> dict[str, Any]:
    coches = Coche.objects.filter(fait_par=personne)
    contacts = Contact.objects.filter(auteur=personne)
    return {
        "points": [{"mois": c.mois, "a_faire": c.besoin} for c in coches],
        "contacts": [
            {"siren": c.siren, "jour": c.jour.isoformat(), "resultat": c.resultat, "note": c.note}
            for c in contacts
        ],
    }


OUTILS: Final = (
    Outil(
        code="bureau",
        titre="Tableau de bord de l’équipe",
        vue="bureau:accueil",
        ordre=30,
        groupe=Groupe.SITE,
        modeles=(
            Modele(Coche, export="bureau.points", detache=("fait_par",), hors_espace=_EQUIPE),
            Modele(Contact, export="bureau.contacts", detache=("auteur",), hors_espace=_EQUIPE),
        ),
        donnees=(
            Part(
                "bureau",
                exporte=export_bureau,
                reste="Les contacts que vous avez notés avec des acheteurs restent, sans votre "
                "nom.",
            ),
        ),
    ),
)
