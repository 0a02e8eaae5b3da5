"""What the demonstration's metropolis did of her contracts: a file, a few corrections."""

from __future__ import annotations

from typing import Final

import msgspec
from django.db import transaction

from spaser.donnees.contrats.modele import propose
from spaser.lettres import fold_mots
from spaser.metier.corrections.champs import ChampMarche
from spaser.web.comptes.models import Utilisateur
from spaser.web.marches.corrections.services import save_corrections
from spaser.web.marches.fichiers.services import advance
from spaser.web.marches.models import EN_COURS, EtatImport, FichierMarches, GenreFichier, Geste
from spaser.web.marches.selectors import list_marches
from spaser.web.organisations.models import Espace
from spaser.web.organisations.premiers_contenus import DOMAINE, find_metropole
from spaser.web.socle.fichiers import keep_fichier
from spaser.web.socle.preparation import par_etapes

NOM: Final = "petits-marches-2025.csv"
_TITRES: Final = (
    "N° de marché;Objet;Date de notification;Montant HT;Titulaire;Clause sociale;"
    "Clause environnementale;Heures d’insertion;Date de lancement;Besoin estimé HT"
)
_LIGNES: Final = (
    (
        "PM-2025-01;Entretien des abords des écoles;13/01/2025;18 400,00 €;Atelier fictif;oui;oui;"
        "120;04/11/2024;20 000,00 €"
    ),
    (
        "PM-2025-02;Impression du journal municipal;03/02/2025;24 900,00 €;Presse fictive;non;oui;"
        ";02/12/2024;25 000,00 €"
    ),
    (
        "PM-2025-03;Goûters des centres de loisirs;17/03/2025;31 250,50 €;Épicerie fictive;non;oui;"
        ";20/01/2025;30 000,00 €"
    ),
    (
        "PM-2025-04;Remise en état de vélos;02/04/2025;12 000,00 €;Cycles fictifs;oui;oui;"
        "250;10/02/2025;12 000,00 €"
    ),
    (
        "PM-2025-05;Formation aux premiers secours;12/05/2025;9 800,00 €;Secours fictif;non;non;"
        ";;10 000,00 €"
    ),
    (
        "PM-2025-06;Nettoyage des gymnases;à préciser;27 600,00 €;Propreté fictive;oui;oui;"
        "à préciser;;28 000,00 €"
    ),
    "Total;;;123 950,50 €;;;;;;",
)
_CORRIGES: Final = 12
_ANNEE: Final = 2025
_JUSTIFICATION: Final = "Article 12 du CCAP : des heures d’insertion sont prévues (démonstration)."
_REDACTION: Final = f"redaction@{DOMAINE}"


@par_etapes
def load_demonstration() -> None:
    espace = find_metropole()
    if espace is None:
        return
    auteur = Utilisateur.objects.filter(courriel=_REDACTION).first()
    fichiers = FichierMarches.objects.filter(espace=espace)
    if not fichiers.exists():
        _keep_fichier(espace, auteur)
    for ligne in fichiers.filter(etat__in=EN_COURS, fichier__nom=NOM):
        advance(ligne)
    if not Geste.objects.filter(espace=espace, justification=_JUSTIFICATION).exists():
        _correct(espace, auteur)


@transaction.atomic
def _keep_fichier(espace: Espace, auteur: Utilisateur | None) -> None:
    contenu = "\r\n".join((_TITRES, *_LIGNES)).encode("cp1252")
    FichierMarches.objects.create(
        espace=espace,
        fichier=keep_fichier(NOM, contenu),
        siren=espace.siren,
        annee=_ANNEE,
        auteur=auteur,
        genre=GenreFichier.TABLEUR,
        etat=EtatImport.ATTENTE,
        correspondance=msgspec.to_builtins(
            propose([fold_mots(titre) for titre in _TITRES.split(";")])
        ),
    )


def _correct(espace: Espace, auteur: Utilisateur | None) -> None:
    """Say of a few contracts without a social consideration that they have one."""
    sans = [
        marche
        for marche in list_marches(espace)
        if marche.contrat.annee == _ANNEE and marche.social != "oui"
    ][:_CORRIGES]
    if sans:
        save_corrections(
            espace,
            auteur,
            sans,
            {ChampMarche.CLAUSE_SOCIALE: "oui", ChampMarche.EGALITE: "oui"},
            _JUSTIFICATION,
        )
