"""The pages that anyone may read. Every other page asks to sign in: review each line added."""

from __future__ import annotations

from typing import Final

URLS_PUBLIQUES: Final[frozenset[str]] = frozenset(
    {
        "comptes:connexion",
        "comptes:code",
        "comptes:deconnexion",
        "comptes:retour_deconnexion",
        "comptes:lien_demonstration",
        "comptes:inscription",
        "comptes:inscription_envoyee",
        "comptes:inscription_suite",
        "comptes:mot_de_passe_oublie",
        "comptes:mot_de_passe_envoye",
        "comptes:mot_de_passe_nouveau",
        "comptes:adresse_accord",
        "comptes:proconnect_depart",
        "comptes:proconnect_retour",
        "comptes:proconnect_liaison",
        "organisations:invitation",
        "portail:accueil",
        "portail:accessibilite",
        "portail:conditions",
        "portail:donnees_personnelles",
        "portail:mentions",
        "portail:plan",
        "portail:plan_xml",
        "portail:robots",
        "portail:sante",
        "portail:securite",
        "registre:alerte",
        "registre:alerte_confirmer",
        "registre:alerte_desabonner",
        "registre:alerte_envoyee",
        "registre:carte",
        "registre:chiffres",
        "registre:comparaison",
        "registre:fiche",
        "registre:fichier",
        "registre:flux",
        "registre:liste",
        "registre:versions",
        "socle:courriel",  # in demonstration only, on its own machine only
        "socle:courriels",
    }
)
