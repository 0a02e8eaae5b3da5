"""The demonstration's grid, plainly fictitious."""

from __future__ import annotations

from typing import Final

from spaser.metier.grille.modele import ContenuLigne, Priorite
from spaser.metier.indicateurs import Frequence, Rubrique
from spaser.web.grille.models import LigneGrille, write_champs
from spaser.web.organisations.premiers_contenus import find_metropole

_LIGNES: Final = (
    ContenuLigne(
        rubrique=Rubrique.ENVIRONNEMENT,
        sous_thematique="Climat et énergie",
        schemas="PCAET 2022-2027",
        objectif="Réduire de 30 % les émissions des achats de travaux",
        lien_achat="Clause carbone dans les marchés de voirie et de bâtiment",
        indicateur="Émissions de gaz à effet de serre des achats",
        code="ENV-17",
        referent="Direction de la transition écologique",
        priorite=Priorite.COEUR,
    ),
    ContenuLigne(
        rubrique=Rubrique.ENVIRONNEMENT,
        sous_thematique="Considérations environnementales des marchés",
        objectif="Une considération environnementale dans chaque marché",
        indicateur="Marchés avec au moins une considération environnementale",
        code="ENV-01",
        referent="Service de la commande publique",
        priorite=Priorite.COEUR,
        deja_suivi=True,
        retenu=True,
        responsable="Service de la commande publique",
        frequence=Frequence.ANNUELLE,
        source="Données essentielles de la commande publique",
    ),
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Considérations sociales des marchés",
        indicateur="Marchés avec au moins une considération sociale",
        code="SOC-01",
        referent="Service de la commande publique",
        priorite=Priorite.COEUR,
    ),
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Insertion par l’activité économique",
        lien_achat="Marchés réservés, relations avec les structures",
        indicateur="Achats auprès de structures d’insertion par l’activité économique",
        code="SOC-14",
        referent="Direction de l’emploi",
        priorite=Priorite.SECONDAIRE,
        retenu=True,
        responsable="Direction de l’emploi",
        frequence=Frequence.ANNUELLE,
        source="Mandats de l’année",
    ),
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Insertion par l’activité",
        schemas="PDI, PTI 2024-2026",
        objectif="Atteindre 60 000 heures d’insertion par an",
        lien_achat="Clause sociale dans les travaux et la propreté",
        indicateur="Heures d’insertion réalisées",
        code="SOC-07",
        referent="Direction de l’emploi",
        priorite=Priorite.COEUR,
        deja_suivi=True,
        retenu=True,
        responsable="Direction de l’emploi",
        frequence=Frequence.SEMESTRIELLE,
    ),
    ContenuLigne(
        rubrique=Rubrique.SOCIAL,
        sous_thematique="Égalité entre les femmes et les hommes",
        objectif="Tous les marchés de nettoyage en journée",
        indicateur="Marchés de nettoyage exécutés en journée",
        code="SOC-22",
        priorite=Priorite.SECONDAIRE,
    ),
    ContenuLigne(
        rubrique=Rubrique.ECONOMIQUE,
        sous_thematique="Accès des petites entreprises",
        objectif="Payer en 20 jours en 2028",
        indicateur="Délai global de paiement",
        code="ECO-09",
        referent="Direction des finances",
        priorite=Priorite.SECONDAIRE,
        deja_suivi=True,
    ),
    ContenuLigne(
        rubrique=Rubrique.ECONOMIQUE,
        sous_thematique="Accès des petites entreprises",
        objectif="Recevoir 4 offres par marché en 2028",
        indicateur="Offres reçues par marché",
        code="ECO-05",
        referent="Service de la commande publique",
        priorite=Priorite.SECONDAIRE,
        retenu=True,
        responsable="Service de la commande publique",
        frequence=Frequence.ANNUELLE,
        source="Données essentielles de la commande publique",
    ),
    ContenuLigne(
        rubrique=Rubrique.GOUVERNANCE,
        sous_thematique="Compétences",
        objectif="Chaque acheteur est formé",
        indicateur="Acheteurs formés à l’achat responsable",
        code="GOV-01",
    ),
)


def load_demonstration() -> None:
    espace = find_metropole()
    if espace and not LigneGrille.objects.filter(espace=espace).exists():
        LigneGrille.objects.bulk_create(
            LigneGrille(espace=espace, **write_champs(ligne)) for ligne in _LIGNES
        )
