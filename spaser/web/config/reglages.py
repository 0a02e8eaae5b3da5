"""Reads the site's settings from the environment; every one of them is declared here.

The table of `docs/exploitation/reglages.md` is checked against `REGLAGES`.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Final

from spaser.web.config import controles
from spaser.web.config.controles import Controle


@dataclass(frozen=True)
class Reglage:
    """One environment variable: its name, what it is when absent, what it changes (in French).

    `controle` says what is wrong with a value; a `secret` is never shown nor saved, an address that
    holds a password (`adresse_secrete`) is without it.
    """

    nom: str
    defaut: str
    sens: str
    controle: Controle = controles.check_libre
    secret: bool = False
    adresse_secrete: bool = False


REGLAGES: Final[tuple[Reglage, ...]] = (
    Reglage(
        "SPASER_SECRET",
        "",
        "Clé secrète du site ; tirée au hasard au premier démarrage.",
        controles.check_cle_du_site,
        secret=True,
    ),
    Reglage(
        "SPASER_BASE",
        "",
        "Adresse de la base PostgreSQL ; SQLite sans elle.",
        controles.check_base,
        adresse_secrete=True,
    ),
    Reglage(
        "SPASER_DOSSIER",
        "donnees-du-site",
        "Dossier des données du site.",
        controles.check_dossier_ecrit,
    ),
    Reglage(
        "SPASER_ENTREPOT",
        "entrepot",
        "Dossier des marchés lus par `spaser importer`.",
        controles.check_dossier,
    ),
    Reglage(
        "SPASER_HOTES",
        "127.0.0.1,localhost",
        "Noms d’hôte servis, séparés par des virgules.",
        controles.check_hotes,
    ),
    Reglage(
        "SPASER_MARQUE",
        "neutre",
        "`etat` pour un site en .gouv.fr approuvé, sinon `neutre`.",
        controles.one_of("etat", "neutre"),
    ),
    Reglage(
        "SPASER_DEMONSTRATION",
        "",
        "`oui` pour un site de démonstration : bandeau, comptes fictifs.",
        controles.check_oui,
    ),
    Reglage(
        "SPASER_MANDATAIRES",
        "0",
        "Nombre de serveurs mandataires devant le site ; chacun ajoute à `X-Forwarded-For`.",
        controles.between(0, 9),
    ),
    Reglage(
        "SPASER_COURRIEL",
        "",
        "Serveur de courriels : `smtp://`, `smtp+tls://` ou `smtps://` ; sans lui, un dossier.",
        controles.check_serveur_courriel,
        adresse_secrete=True,
    ),
    Reglage(
        "SPASER_EXPEDITEUR",
        "SPASER <spaser@exemple.fr>",
        "Adresse qui envoie les courriels ; les réponses vont à SPASER_CONTACT, sinon à elle.",
        controles.check_expediteur,
    ),
    Reglage(
        "SPASER_CLAMD",
        "",
        "Antivirus ClamAV : `tcp://hôte:3310` ou `unix:/chemin` ; sans lui, contrôle de structure.",
        controles.check_clamd,
    ),
    Reglage(
        "SPASER_ANNUAIRE",
        "",
        "`recherche-entreprises` demande à l’annuaire public les noms qui manquent.",
        controles.check_annuaire,
    ),
    Reglage(
        "SPASER_ADRESSE",
        "http://127.0.0.1:8000",
        "Adresse publique du site ; en https hors de sa propre machine.",
        controles.check_adresse,
    ),
    Reglage(
        "SPASER_PRECHARGEMENT",
        "",
        "`oui` : les navigateurs peuvent inscrire le site parmi ceux qui sont toujours en https.",
        controles.check_oui,
    ),
    Reglage(
        "SPASER_MAINTENANCE",
        "",
        "`oui` pour répondre à tous que le site est en maintenance.",
        controles.check_oui,
    ),
    Reglage(
        "SPASER_JOURNAUX",
        "texte",
        "`json` : une ligne JSON par événement et par réponse du site.",
        controles.one_of("texte", "json"),
    ),
    Reglage(
        "SPASER_MESURES",
        "",
        "Clé que l’outil de supervision donne à `/mesures` (format Prometheus) ; fermée sans elle.",
        controles.check_secret,
        secret=True,
    ),
    Reglage(
        "SPASER_RAPPORTS",
        "",
        "Adresse (DSN) d’un serveur compatible Sentry où signaler les pannes.",
        controles.check_rapports,
        secret=True,
    ),
    Reglage("SPASER_EXPLOITANT", "", "Qui exploite le site : nom de l’organisme."),
    Reglage("SPASER_EXPLOITANT_ADRESSE", "", "Adresse postale de l’exploitant."),
    Reglage("SPASER_DIRECTION_PUBLICATION", "", "Directeur ou directrice de la publication."),
    Reglage(
        "SPASER_CONTACT",
        "",
        "Adresse électronique à laquelle écrire au sujet du site.",
        controles.check_courriel,
    ),
    Reglage(
        "SPASER_AIDE_CONTACT",
        "",
        "Qui répond aux questions sur l’outil : `Prénom Nom <adresse>` ; sans lui, SPASER_CONTACT.",
        controles.check_courriel,
    ),
    Reglage("SPASER_HEBERGEUR", "", "Hébergeur : nom, adresse postale et téléphone."),
    Reglage("SPASER_DPO", "", "Comment joindre le délégué à la protection des données."),
    Reglage(
        "SPASER_ACCESSIBILITE",
        "",
        "Adresse du schéma pluriannuel d’accessibilité de l’exploitant.",
        controles.check_page,
    ),
    Reglage(
        "SPASER_SECURITE_CONTACT",
        "",
        "Adresse (mailto: ou https:) où signaler une faille.",
        controles.check_signalement,
    ),
    Reglage(
        "SPASER_SECURITE_EXPIRE",
        "2027-11-01",
        "Date (AAAA-MM-JJ) où ce contact expire ; un an au plus, à renouveler avant terme.",
        controles.check_jour,
    ),
    Reglage(
        "SPASER_SESSION_MINUTES",
        "120",
        "Minutes sans activité qui ferment une session.",
        controles.between(1, 10080),
    ),
    Reglage(
        "SPASER_PROCONNECT_EMETTEUR",
        "",
        "Adresse de ProConnect ; sans elle, pas de bouton.",
        controles.check_emetteur,
    ),
    Reglage("SPASER_PROCONNECT_CLIENT", "", "Identifiant que ProConnect a donné au site."),
    Reglage(
        "SPASER_PROCONNECT_SECRET",
        "",
        "Secret que ProConnect a donné au site.",
        controles.check_libre,
        secret=True,
    ),
    Reglage(
        "SPASER_PROCONNECT_PORTEES",
        "openid given_name usual_name email siret uid idp_id",
        "Ce que le site demande à ProConnect, séparé par des espaces.",
        controles.check_portees,
    ),
    Reglage(
        "SPASER_PROCONNECT_ALGORITHME",
        "RS256",
        "Signature convenue avec ProConnect.",
        controles.check_algorithme,
    ),
    Reglage(
        "SPASER_PROCONNECT_CHEMINS",
        "authorize,token,userinfo,jwks,session/end",
        "Chemins, sous l’adresse de ProConnect : autorisation, jeton, identité, clés, fin.",
        controles.check_chemins,
    ),
    Reglage("SPASER_PROCESSUS", "2", "Processus du serveur web.", controles.between(1, 64)),
    Reglage(
        "SPASER_FILS", "4", "Fils de chaque processus du serveur web.", controles.between(1, 64)
    ),
    Reglage(
        "SPASER_TRAVAILLEURS",
        "1",
        "Processus qui lisent les fichiers ; les courriels ont le leur.",
        controles.between(1, 16),
    ),
    Reglage(
        "SPASER_MEMOIRE",
        "",
        "Mémoire du site, en Mo ; sans elle, celle que lui laissent la machine et son unité.",
        controles.check_memoire,
    ),
    Reglage(
        "SPASER_SAUVEGARDES",
        "",
        "Dossier où le site se sauvegarde chaque jour ; sans lui, il ne le fait pas de lui-même.",
        controles.check_dossier_voulu,
    ),
    Reglage(
        "SPASER_SAUVEGARDES_CLE",
        "",
        "Clés publiques d’age (`age1…`) : chacune ouvre ces sauvegardes ; virgules entre elles.",
        controles.check_cle_age,
    ),
)

_DEFAUTS: Final[dict[str, str]] = {reglage.nom: reglage.defaut for reglage in REGLAGES}


def read_reglage(nom: str) -> str:
    """Return the value of a declared variable; KeyError if it is not declared."""
    return os.environ.get(nom, _DEFAUTS[nom])


def read_liste(nom: str) -> list[str]:
    """Return a comma-separated variable as a list, without blanks."""
    return [morceau.strip() for morceau in read_reglage(nom).split(",") if morceau.strip()]


# What the supervisor tells the processes that it starts, the same way.

CHUTES: Final = "CHUTES_DU_SERVICE"  # how many times in a row the process before this one fell
STABLE: Final = 30.0  # seconds after which a process is held to have started well
_DEPART: Final = time.monotonic()


def count_chutes() -> int:
    """Return how many times in a row this process fell before; none once it holds."""
    tient = time.monotonic() - _DEPART > STABLE
    return 0 if tient else int(os.environ.get(CHUTES, "0"))
