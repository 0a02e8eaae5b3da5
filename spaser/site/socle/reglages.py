"""Settings of the site: declared, read from the environment, refused in French."""

import difflib
import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final

from spaser.moteur.boite.memoire import Partage, read_disponible, share_memoire
from spaser.moteur.boite.modele import MEGA
from spaser.site.socle import controles

# --- Reads the site's settings from the environment; every one of them is declared here ---
# The table of `docs/exploitation/reglages.md` is checked against `REGLAGES`.


@dataclass(frozen=True)
class Reglage:
    """One environment variable: its name, what it is when absent, what it changes (in French).

    `controle` says what is wrong with a value; a `secret` is never shown nor saved, an address that
    holds a password (`adresse_secrete`) is without it.
    """

    nom: str
    defaut: str
    sens: str
    controle: controles.Controle = controles.check_libre
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


# --- Wrong settings, told with their variable, their value and the fix before anything starts ---


_SANS_VALEUR: Final = "(secret)"
_RESSEMBLANCE: Final = 0.85
_SANS_REPONSE: Final = re.compile(
    r"(?:ne[-_.]?pas|do[-_.]?not|no)[-_.]?(?:repondre|reply)@", re.IGNORECASE
)
_NOMS: Final = frozenset(reglage.nom for reglage in REGLAGES)


@dataclass(frozen=True)
class Faute:
    """A setting that does not go: which, its value as it may be shown, what to do."""

    nom: str
    valeur: str
    remede: str

    def __str__(self) -> str:
        return f"{self.nom} vaut « {self.valeur} ». {self.remede}"


def list_fautes() -> list[Faute]:
    """Return every wrong setting of this process, then those that do not go together."""
    fautes = [
        Faute(reglage.nom, hide_secret(reglage, valeur), remede)
        for reglage in REGLAGES
        if (remede := reglage.controle(valeur := read_reglage(reglage.nom)))
    ]
    return fautes or [*_list_desaccords()]


def _list_desaccords() -> Iterator[Faute]:
    adresse = controles.split_adresse(read_reglage("SPASER_ADRESSE"))
    hote = (adresse.hostname or "") if adresse else ""
    if hote not in controles.BOUCLE and not _is_served(hote):
        yield Faute(
            "SPASER_HOTES",
            read_reglage("SPASER_HOTES"),
            f"Ajoutez-y « {hote} », l’hôte de SPASER_ADRESSE : sans lui, chaque page est refusée.",
        )
    expediteur = parseaddr(read_reglage("SPASER_EXPEDITEUR"))[1]
    if _SANS_REPONSE.match(expediteur) and not read_reglage("SPASER_CONTACT"):
        yield Faute(
            "SPASER_CONTACT",
            "",
            "Donnez une adresse qui est lue : personne ne peut répondre à celle de "
            "SPASER_EXPEDITEUR.",
        )
    if read_reglage("SPASER_PROCONNECT_EMETTEUR"):
        for nom in ("SPASER_PROCONNECT_CLIENT", "SPASER_PROCONNECT_SECRET"):
            if not read_reglage(nom):
                yield Faute(
                    nom, "", "Donnez-le avec SPASER_PROCONNECT_EMETTEUR, ou aucun des deux."
                )
    yield from _list_doubles()
    partage = choose_partage()
    if partage.total > partage.disponible:
        remede = (
            f"Le site demande {partage.total // MEGA} Mo de mémoire et en a "
            f"{partage.disponible // MEGA} : donnez moins de processus (SPASER_PROCESSUS), de "
            "travailleurs (SPASER_TRAVAILLEURS), ou plus de mémoire (SPASER_MEMOIRE)."
        )
        yield Faute("SPASER_PROCESSUS", read_reglage("SPASER_PROCESSUS"), remede)


def choose_partage() -> Partage:
    voulue = int(read_reglage("SPASER_MEMOIRE") or 0) * MEGA
    processus, travailleurs = (
        int(read_reglage(nom)) for nom in ("SPASER_PROCESSUS", "SPASER_TRAVAILLEURS")
    )
    sauvegarde = bool(read_reglage("SPASER_SAUVEGARDES"))
    return share_memoire(
        voulue or read_disponible(), processus, travailleurs, sauvegarde=sauvegarde
    )


def _list_doubles() -> Iterator[Faute]:
    """Return the secrets that are another's: who learns one would hold both."""
    secrets = [(r.nom, read_reglage(r.nom)) for r in REGLAGES if r.secret]
    premiers = {valeur: nom for nom, valeur in reversed(secrets)}
    for nom, valeur in secrets:
        if valeur and premiers[valeur] != nom:
            remede = f"C’est déjà la valeur de {premiers[valeur]} : tirez-en une autre."
            yield Faute(nom, _SANS_VALEUR, remede)


def _is_served(hote: str) -> bool:
    hotes = [morceau.lower() for morceau in read_liste("SPASER_HOTES")]
    return any(
        nom in {"*", hote} or (nom.startswith(".") and f".{hote}".endswith(nom)) for nom in hotes
    )


def hide_secret(reglage: Reglage, valeur: str) -> str:
    """Return a value as it may be shown: a secret is not, an address is without its password."""
    if (reglage.secret and valeur) or controles.CLE_PRIVEE in valeur.lower():
        return _SANS_VALEUR
    if not reglage.adresse_secrete or "@" not in valeur:
        return valeur
    avant, _, apres = valeur.rpartition("@")
    debut, deux_points, reste = avant.partition("://")
    return f"{debut}{deux_points}{reste.partition(':')[0]}:{_SANS_VALEUR}@{apres}"


def list_inconnus(environnement: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the variables that look like a setting misspelt, each with that setting."""
    proches = (
        (nom, difflib.get_close_matches(nom, sorted(_NOMS), 1, _RESSEMBLANCE))
        for nom in environnement
        if nom.startswith("SPASER_") and nom not in _NOMS
    )
    return [(nom, proche[0]) for nom, proche in proches if proche]


# --- The pages that anyone may read. Every other page asks to sign in: review each line added ---


URLS_PUBLIQUES: Final[frozenset[str]] = frozenset(
    {
        "acheteurs:acheteur",
        "acheteurs:dossier",
        "acheteurs:detail",
        "acheteurs:detail_export",
        "acheteurs:kit",
        "acheteurs:kit_fichier",
        "acheteurs:noms",
        "acheteurs:preuve",
        "acheteurs:recherche",
        "acheteurs:remarquer",
        "aide:page",
        "aide:sommaire",
        "appuis:actualites",
        "appuis:flux",
        "appuis:glossaire",
        "appuis:liste",
        "api:absente",
        "api:accueil",
        "api:chiffres",
        "api:csv",
        "api:documentation",
        "api:donnees",
        "api:facettes",
        "api:fiche",
        "api:fiches",
        "api:format",
        "api:formats",
        "api:geojson",
        "api:json",
        "api:lignes",
        "api:nomenclatures",
        "api:openapi",
        "api:version",
        "api:versions",
        "comptes:adresse_accord",
        "comptes:code",
        "comptes:connexion",
        "comptes:deconnexion",
        "comptes:demander_lien",
        "comptes:inscription",
        "comptes:inscription_envoyee",
        "comptes:inscription_suite",
        "comptes:lien_connexion",
        "comptes:lien_demonstration",
        "comptes:mot_de_passe_envoye",
        "comptes:mot_de_passe_nouveau",
        "comptes:mot_de_passe_oublie",
        "comptes:proconnect_depart",
        "comptes:proconnect_liaison",
        "comptes:proconnect_retour",
        "comptes:retour_deconnexion",
        "bilan:acheteurs",
        "bilan:diapositives",
        "bilan:edition",
        "bilan:liste",
        "bilan:pdf",
        "considerations:famille",
        "considerations:fichier",
        "considerations:liste",
        "courriels:arreter",
        "courriels:reprendre",
        "diagnostic:accueil",
        "diagnostic:choisir",
        "diagnostic:anciennes_approches",
        "diagnostic:anciens_choix",
        "diagnostic:csv",
        "diagnostic:export",
        "diagnostic:merci",
        "diagnostic:papier",
        "diagnostic:questions",
        "diagnostic:repondre_lien",
        "diagnostic:resultat",
        "fiches:fiche",
        "fiches:liste",
        "fiches:pdf",
        "formation:accueil",
        "formation:attestation",
        "formation:lecon",
        "formation:module",
        "formation:recommencer",
        "formation:scorm",
        "formation:verifier",
        "accueil:vue_partagee",
        "agenda:confirmer",
        "agenda:demandee",
        "agenda:calendrier",
        "agenda:evenement",
        "agenda:evenement_calendrier",
        "agenda:mienne_calendrier",
        "agenda:mon_agenda",
        "agenda:inscrire",
        "agenda:liste",
        "agenda:mienne",
        "plan:partenaire",
        "espace:concerne",
        "faq:avis",
        "faq:demander",
        "faq:page",
        "faq:pdf",
        "accueil:demonstration",
        "grille:indicateur",
        "grille:indicateurs",
        "libre_acces:acteurs",
        "libre_acces:grille",
        "libre_acces:politiques",
        "libre_acces:sommaire",
        "libre_acces:vierge",
        "obligations:agenda",
        "obligations:liste",
        "obligations:source",
        "obligations:sources",
        "organisations:invitation",
        "organisations:rejoindre_essai",
        "parcours:page",
        "plan:action_type",
        "plan:actions",
        "politiques:catalogue",
        "politiques:plan",
        "portail:a_propos",
        "portail:accessibilite",
        "portail:accueil",
        "portail:conditions",
        "portail:contact",
        "portail:donnees_personnelles",
        "portail:mentions",
        "portail:mesures",
        "portail:plan",
        "portail:plan_xml",
        "portail:ressources",
        "portail:robots",
        "portail:sante",
        "portail:sante_pret",
        "portail:sante_vivant",
        "portail:securite",
        "pratiques:fiche",
        "pratiques:liste",
        "publication:fichier",
        "publication:contester",
        "publication:liste",
        "publication:publique",
        "publication:toutes",
        "questionnaires:liste",
        "questionnaires:merci",
        "questionnaires:repondre",
        "questionnaires:repondre_invitation",
        "questionnaires:resultats",
        "recherche:page",
        "recherche:propositions",
        "registre:alerte",
        "registre:alerte_confirmer",
        "registre:alerte_desabonner",
        "registre:alerte_envoyee",
        "registre:carte",
        "registre:chiffres",
        "registre:comparaison",
        "registre:confirmer",
        "registre:deposer",
        "registre:deposer_depuis",
        "registre:deposer_envoye",
        "registre:deposer_fichier",
        "registre:deposer_invite",
        "registre:deposer_lien",
        "registre:deposer_quitter",
        "registre:depot",
        "registre:depot_abandonner",
        "registre:depot_corriger",
        "registre:depot_documents",
        "registre:depot_fichier",
        "registre:depot_schema",
        "registre:depot_structure",
        "registre:depot_verification",
        "registre:depots",
        "registre:fiche",
        "registre:fiche_format",
        "registre:fichier",
        "registre:flux",
        "registre:liste",
        "registre:revendiquer",
        "registre:signaler",
        "registre:versions",
        "socle:apercu",
        "socle:courriel",  # where no mail leaves, on its own machine only
        "socle:courriels",
        "chiffres:loi",
        "chiffres:methode",
        "chiffres:methodes",
    }
)
