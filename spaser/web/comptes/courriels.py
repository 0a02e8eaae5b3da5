"""The mails of an account. A link is drawn when its mail leaves, and lives from then on."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from spaser.web.comptes.models import ChangementAdresse, Utilisateur
from spaser.web.courriels.ecriture import courriel
from spaser.web.courriels.envoi import TROP_TARD
from spaser.web.courriels.natures import SUR_LE_CHAMP, Contexte, Nature
from spaser.web.socle.courriel import absolute_url
from spaser.web.socle.jetons import make_jeton

INSCRIPTION: Final = "inscription"
MOT_DE_PASSE: Final = "mot_de_passe"
LIEN: Final = "lien_connexion"
ADRESSE: Final = "adresse"
ANCIENNE: Final = "ancienne"
NOUVELLE: Final = "nouvelle"
DUREE_INSCRIPTION: Final = timedelta(hours=24)
DUREE_MOT_DE_PASSE: Final = timedelta(hours=1)
DUREE_LIEN: Final = timedelta(minutes=30)
DUREE_CODE: Final = timedelta(minutes=10)
DUREE_ADRESSE: Final = timedelta(hours=24)
DEJA_INSCRIT: Final = "Un compte existe déjà à cette adresse. Connectez-vous."
_CHANGE: Final = "Le mot de passe a changé depuis."
_REMPLACE: Final = "Le changement d’adresse a été abandonné, accordé ou redemandé."


def print_mot_de_passe(personne: Utilisateur) -> str:
    """Return a hash that changes whenever the password does."""
    return salted_hmac("comptes.mot_de_passe", personne.password, algorithm="sha256").hexdigest()[
        :32
    ]


def _make(titre: str, gabarit: str, **limites: Any) -> Nature:
    return Nature(titre, f"comptes/courriels/{gabarit}", **limites)


def _link(page: str, *args: str) -> str:
    return absolute_url(reverse(f"comptes:{page}", args=args))


# Somebody waits before her screen.


def _is_inscrite(adresse: str, **_autres: str) -> str:
    deja = Utilisateur.objects.filter(courriel=adresse).exists()
    return DEJA_INSCRIT if deja else ""


def _has_changed(personne: Utilisateur, empreinte: str, **_autres: str) -> str:
    return "" if print_mot_de_passe(personne) == empreinte else _CHANGE


@courriel(_make("Créer son compte", "inscription", rang=SUR_LE_CHAMP, arret=_is_inscrite))
def tell_inscription(adresse: str, suivant: str) -> Contexte:
    valeur = json.dumps({"courriel": adresse, "suivant": suivant})
    jeton = make_jeton(INSCRIPTION, valeur, DUREE_INSCRIPTION)
    return {"lien": _link("inscription_suite", jeton)}


@courriel(_make("Un compte existe déjà", "compte_existant", rang=SUR_LE_CHAMP))
def tell_compte_existant() -> Contexte:
    return {"connexion": _link("connexion"), "oubli": _link("mot_de_passe_oublie")}


@courriel(_make("Nouveau mot de passe", "mot_de_passe", rang=SUR_LE_CHAMP, arret=_has_changed))
def tell_mot_de_passe(personne: Utilisateur, empreinte: str) -> Contexte:
    jeton = make_jeton(MOT_DE_PASSE, f"{personne.pk}:{empreinte}", DUREE_MOT_DE_PASSE)
    return {"lien": _link("mot_de_passe_nouveau", jeton)}


@courriel(_make("Compte par ProConnect", "mot_de_passe_proconnect", rang=SUR_LE_CHAMP))
def tell_proconnect() -> Contexte:
    return {"lien": _link("connexion")}


@courriel(_make("Aucun compte à cette adresse", "mot_de_passe_sans_compte", rang=SUR_LE_CHAMP))
def tell_sans_compte() -> Contexte:
    return {"inscription": _link("inscription")}


@courriel(_make("Lien de connexion", "lien_connexion", rang=SUR_LE_CHAMP, arret=_has_changed))
def tell_lien(personne: Utilisateur, empreinte: str, suivant: str) -> Contexte:
    valeur = {"personne": personne.pk, "empreinte": empreinte, "suivant": suivant}
    return {"lien": _link("lien_connexion", make_jeton(LIEN, json.dumps(valeur), DUREE_LIEN))}


CHIFFRES: Final = 6


def draw_code(personne: Utilisateur, acte: str, chemin: str, le: str) -> str:
    """Return the code of a gesture, at an address, asked at an instant; nobody needs to keep it."""
    texte = f"{personne.pk}\n{acte}\n{chemin}\n{le}"
    empreinte = salted_hmac("comptes.geste", texte, algorithm="sha256").digest()
    return f"{int.from_bytes(empreinte) % 10**CHIFFRES:0{CHIFFRES}}"


def _is_perime(le: str, **_autres: object) -> str:
    """Stop a code asked for too long ago, whenever its mail was sent again."""
    return TROP_TARD if timezone.now() - datetime.fromisoformat(le) >= DUREE_CODE else ""


@courriel(_make("Code de confirmation", "geste", rang=SUR_LE_CHAMP, arret=_is_perime))
def tell_geste(personne: Utilisateur, acte: str, chemin: str, le: str) -> Contexte:
    return {"code": draw_code(personne, acte, chemin, le), "acte": acte}


# Changing one's address: both mailboxes must agree.


def _is_over(changement: ChangementAdresse, demande: str, cote: str) -> str:
    accorde = getattr(changement, f"accord_{cote}_le")
    meme = changement.demande_le.isoformat() == demande
    return "" if meme and not accorde else _REMPLACE


def _ask_accord(changement: ChangementAdresse, demande: str, cote: str) -> Contexte:
    valeur = {"personne": changement.utilisateur_id, "cote": cote, "demande": demande}
    jeton = make_jeton(ADRESSE, json.dumps(valeur), DUREE_ADRESSE)
    return {
        "prenom": changement.utilisateur.prenom,
        "nouvelle": changement.nouvelle,
        "lien": _link("adresse_accord", jeton),
    }


@courriel(_make("Accord de l’ancienne adresse", "adresse_ancienne", arret=_is_over))
def ask_ancienne(changement: ChangementAdresse, demande: str, cote: str) -> Contexte:
    return _ask_accord(changement, demande, cote)


@courriel(_make("Accord de la nouvelle adresse", "adresse_nouvelle", arret=_is_over))
def ask_nouvelle(changement: ChangementAdresse, demande: str, cote: str) -> Contexte:
    return _ask_accord(changement, demande, cote)


@courriel(_make("Adresse déjà prise", "adresse_prise"))
def tell_adresse_prise() -> Contexte:
    """Tell, in its own mailbox only, that an address has an account."""
    return {}


def _is_effacee(personne: Utilisateur) -> str:
    return "Le compte est effacé." if personne.efface_le else ""


@courriel(_make("Adresse changée", "adresse_changee", arret=_is_effacee))
def tell_adresse_changee(personne: Utilisateur) -> Contexte:
    return {"prenom": personne.prenom}


# What was done to an account.


@courriel(_make("Mot de passe changé", "mot_de_passe_change"))
def tell_mot_de_passe_change() -> Contexte:
    return {"lien": _link("mot_de_passe_oublie")}


@courriel(_make("Second facteur activé", "second_facteur_active"))
def tell_second_facteur() -> Contexte:
    return {}


@courriel(_make("Second facteur retiré", "second_facteur_retire"))
def tell_second_facteur_retire() -> Contexte:
    """Tell that no second factor is asked for any more."""
    return {}


@courriel(_make("Code de secours utilisé", "code_de_secours"))
def tell_code_de_secours(reste: int) -> Contexte:
    return {"reste": reste}


@courriel(_make("Compte effacé", "compte_efface", retard=timedelta(days=1), adieu=True))
def tell_adieu() -> Contexte:
    """Tell whoever left that her account is erased; the site knows nothing of her by then."""
    return {}
