"""The stakeholders of the demonstration's buyer, all of them fictitious."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from spaser.metier.acteurs.modele import Acteur as Valeurs
from spaser.metier.acteurs.modele import FormeSollicitation, Moyen, RoleActeur
from spaser.web.acteurs.models import Acteur
from spaser.web.acteurs.services import create_acteur
from spaser.web.acteurs.suivi.services import create_echange, create_personne
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.premiers_contenus import DOMAINE, find_metropole

_ACTEURS: Final = (
    Valeurs(
        nom="Direction générale de Val-Fictif",
        typologie="internes",
        description="Elle arbitre les axes et les moyens du schéma.",
        role=RoleActeur.DECISION,
        formes=(FormeSollicitation.COMITE,),
        nature="Comité de pilotage, deux fois par an",
    ),
    Valeurs(
        nom="Conseil de développement de Val-Fictif",
        typologie="citoyens",
        description="Habitants et associations, consultés sur les priorités.",
        role=RoleActeur.CONSULTATION,
        contribution="Avis sur les axes avant la délibération",
        formes=(FormeSollicitation.ATELIER,),
    ),
    Valeurs(
        nom="Maison de l’emploi de Fictiville",
        typologie="insertion",
        description="Emploie la facilitatrice de la clause sociale du bassin.",
        contact="Accueil de la maison de l’emploi",
        role=RoleActeur.CO_CONSTRUCTION,
        contribution="Objectifs d’heures d’insertion par famille d’achat",
        formes=(FormeSollicitation.COMITE, FormeSollicitation.ATELIER),
        nature="Comité technique chaque trimestre",
    ),
    Valeurs(
        nom="Chambre de métiers de Val-Fictif",
        typologie="tetes_de_reseaux",
        description="Relais auprès des artisans.",
        role=RoleActeur.PARTENARIAT,
        contribution="Faire connaître les marchés à venir",
        formes=(FormeSollicitation.RENCONTRE, FormeSollicitation.ENVOI),
    ),
    Valeurs(
        nom="Fédération fictive du bâtiment",
        typologie="federations",
        description="Entreprises du bâtiment du territoire.",
        role=RoleActeur.CONSULTATION,
        contribution="Tester les clauses sur les matériaux biosourcés",
        formes=(FormeSollicitation.ENTRETIEN,),
    ),
    Valeurs(
        nom="Agence Développer Val-Fictif",
        typologie="agences",
        description="Développement économique et innovation.",
        role=RoleActeur.INFORMATION,
        formes=(FormeSollicitation.ENVOI,),
    ),
    Valeurs(nom="Réseau fictif du réemploi", typologie="thematiques"),
)


def load_demonstration() -> None:
    """Fill the space of the demonstration once: what visitors change stays."""
    espace = find_metropole()
    auteur = Utilisateur.objects.filter(courriel=f"contribution@{DOMAINE}").first()
    if espace is None or auteur is None:
        return
    if Acteur.objects.filter(espace=espace).exists():
        return
    acteurs = {v.nom: create_acteur(espace, v, auteur) for v in _ACTEURS}
    _meet(acteurs["Maison de l’emploi de Fictiville"], auteur)


def _meet(acteur: Acteur, auteur: Utilisateur) -> None:
    aujourdhui = timezone.localdate()
    personne = create_personne(
        acteur,
        {
            "nom": "Claude Fictif",
            "fonction": "Facilitatrice de la clause sociale",
            "courriel": "facilitatrice@exemple.fr",
            "dernier_contact": aujourdhui - timedelta(days=20),
        },
        auteur,
    )
    create_echange(
        acteur,
        {
            "jour": aujourdhui - timedelta(days=20),
            "moyen": Moyen.REUNION.value,
            "personne": personne,
            "dit": "Accord pour participer au comité technique. Elle prépare une liste de familles "
            "d’achat propices à l’insertion.",
            "relance_le": aujourdhui + timedelta(days=5),
        },
        auteur,
    )
