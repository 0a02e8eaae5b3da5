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


_PUBLIQUES: Final[dict[str, str]] = {
    "accueil": "demonstration vue_partagee",
    "acheteurs": (
        "acheteur detail detail_export dossier kit kit_fichier noms preuve recherche remarquer"
    ),
    "agenda": (
        "calendrier confirmer demandee evenement evenement_calendrier inscrire liste mienne "
        "mienne_calendrier mon_agenda"
    ),
    "aide": "page sommaire",
    "api": (
        "absente accueil chiffres csv documentation donnees facettes fiche fiches format "
        "formats geojson json lignes nomenclatures openapi version versions"
    ),
    "appuis": "actualites flux glossaire liste",
    "ateliers": "entrer etat participer",
    "bilan": "acheteurs diapositives edition liste pdf",
    "chiffres": "loi methode methodes",
    "comptes": (
        "adresse_accord code connexion deconnexion demander_lien inscription "
        "inscription_envoyee inscription_suite lien_connexion lien_demonstration "
        "mot_de_passe_envoye mot_de_passe_nouveau mot_de_passe_oublie proconnect_depart "
        "proconnect_liaison proconnect_retour retour_deconnexion"
    ),
    "conseil": "aide premier",
    "considerations": "famille fichier liste",
    "courriels": "arreter reprendre",
    "demandes": "repondre",
    "diagnostic": (
        "accueil anciennes_approches anciens_choix choisir csv export merci papier questions "
        "repondre_lien resultat"
    ),
    "echanges": "liste question signaler",
    "espace": "concerne",
    "faq": "avis demander page pdf",
    "fiches": "fiche liste pdf",
    "formation": "accueil attestation lecon module recommencer scorm verifier",
    "grille": "indicateur indicateurs",
    "groupes": "liste mon_calendrier",
    "libre_acces": "acteurs grille politiques sommaire vierge",
    "obligations": "agenda liste source sources",
    "organisations": "invitation rejoindre_essai",
    "parcours": "etape page",
    "plan": "action_type actions partenaire tournee",
    "politiques": "catalogue plan",
    "portail": (
        "a_propos accessibilite accueil conditions contact donnees_personnelles mentions "
        "mesures plan plan_xml ressources robots sante sante_pret sante_vivant securite"
    ),
    "pratiques": "fiche liste",
    "publication": "contester fichier liste publique toutes",
    "questionnaires": "liste merci repondre repondre_invitation resultats",
    "recherche": "page propositions",
    "registre": (
        "a_lire alerte alerte_confirmer alerte_desabonner alerte_envoyee carte chiffres "
        "comparaison confirmer deposer deposer_depuis deposer_envoye deposer_fichier "
        "deposer_invite deposer_lien deposer_quitter depot depot_abandonner depot_corriger "
        "depot_documents depot_fichier depot_schema depot_structure depot_verification depots "
        "fiche fiche_format fichier flux lire liste revendiquer signaler versions"
    ),
    # `courriel` and `courriels`: where no mail leaves, on its own machine only.
    "socle": "apercu courriel courriels",
}
URLS_PUBLIQUES: Final = frozenset(
    f"{app}:{nom}" for app, noms in _PUBLIQUES.items() for nom in noms.split()
)
