"""What changes an account; each gesture tells its owner by mail."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from axes.utils import reset as reset_verrou
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from spaser.site.comptes.models import ChangementAdresse, SessionOuverte, Utilisateur
from spaser.site.socle import jetons
from spaser.site.socle.courriels.envoi import TROP_TARD, absolute_url, courriel
from spaser.site.socle.courriels.natures import SUR_LE_CHAMP, Contexte, Nature
from spaser.site.socle.journal import record

# --- The mails of an account. A link is drawn when its mail leaves, and lives from then on ---


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
    jeton = jetons.make_jeton(INSCRIPTION, valeur, DUREE_INSCRIPTION)
    return {"lien": _link("inscription_suite", jeton)}


@courriel(_make("Un compte existe déjà", "compte_existant", rang=SUR_LE_CHAMP))
def tell_compte_existant() -> Contexte:
    return {"connexion": _link("connexion"), "oubli": _link("mot_de_passe_oublie")}


@courriel(_make("Nouveau mot de passe", "mot_de_passe", rang=SUR_LE_CHAMP, arret=_has_changed))
def tell_mot_de_passe(personne: Utilisateur, empreinte: str) -> Contexte:
    jeton = jetons.make_jeton(MOT_DE_PASSE, f"{personne.pk}:{empreinte}", DUREE_MOT_DE_PASSE)
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
    return {
        "lien": _link("lien_connexion", jetons.make_jeton(LIEN, json.dumps(valeur), DUREE_LIEN))
    }


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
    jeton = jetons.make_jeton(ADRESSE, json.dumps(valeur), DUREE_ADRESSE)
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


PERIME: Final = "Ce lien ne vaut plus : le mot de passe a changé depuis. Demandez-en un nouveau."


def request_inscription(adresse: str, suivant: str) -> None:
    """Write to an address; what is written depends on whether it has an account, nothing else.

    Both ways write one mail, so that the time taken says nothing either.
    """
    existant = Utilisateur.objects.filter(courriel=adresse, is_active=True).first()
    if existant:
        tell_compte_existant(existant)
    else:
        tell_inscription(adresse, adresse, suivant)


def read_inscription(jeton: str) -> dict[str, str]:
    """Return the address and the next page of a sign-up link; JetonRefuse if it opens nothing."""
    demande: dict[str, str] = json.loads(jetons.read_jeton(INSCRIPTION, jeton))
    if Utilisateur.objects.filter(courriel=demande["courriel"]).exists():
        raise jetons.JetonRefuse(DEJA_INSCRIT)
    return demande


@transaction.atomic
def create_compte(jeton: str, prenom: str, nom: str, mot_de_passe: str) -> Utilisateur:
    """Use a sign-up link: the account is born with a proved address."""
    demande = read_inscription(jeton)
    jetons.use_jeton(INSCRIPTION, jeton)
    utilisateur = Utilisateur.objects.create_user(demande["courriel"], mot_de_passe)
    utilisateur.prenom, utilisateur.nom = prenom, nom
    utilisateur.courriel_verifie_le = timezone.now()
    utilisateur.save()
    record("compte.inscription", auteur=utilisateur, objet=utilisateur)
    return utilisateur


def request_mot_de_passe(adresse: str) -> None:
    """Write to the owner of an address; say and do the same, as far as one sees, without one."""
    utilisateur = Utilisateur.objects.filter(courriel=adresse, is_active=True).first()
    if utilisateur is None:
        tell_sans_compte(adresse)
    elif utilisateur.has_usable_password():
        tell_mot_de_passe(utilisateur, utilisateur, print_mot_de_passe(utilisateur))
    else:
        tell_proconnect(utilisateur)


def request_lien(adresse: str, suivant: str) -> None:
    """Write a link that opens a session; say and do the same, as far as one sees, without one."""
    utilisateur = Utilisateur.objects.filter(courriel=adresse, is_active=True).first()
    if utilisateur is None:
        tell_sans_compte(adresse)
    else:
        empreinte = print_mot_de_passe(utilisateur)
        tell_lien(utilisateur, utilisateur, empreinte, suivant)


def read_lien(jeton: str) -> tuple[Utilisateur, str]:
    """Return whom a link signs in, and where she goes on; JetonRefuse if it opens nothing."""
    demande = json.loads(jetons.read_jeton(LIEN, jeton))
    return _find_personne(demande["personne"], demande["empreinte"]), demande["suivant"]


@transaction.atomic
def use_lien_connexion(jeton: str) -> tuple[Utilisateur, str]:
    """Use a link: wrong passwords typed meanwhile stop nothing any more."""
    utilisateur, suivant = read_lien(jeton)
    jetons.use_jeton(LIEN, jeton)
    reset_verrou(username=utilisateur.courriel)
    return utilisateur, suivant


def read_mot_de_passe(jeton: str) -> Utilisateur:
    """Return whose password a link lets change; JetonRefuse if it opens nothing."""
    numero, _, empreinte = jetons.read_jeton(MOT_DE_PASSE, jeton).partition(":")
    return _find_personne(numero, empreinte)


def _find_personne(numero: int | str, empreinte: str) -> Utilisateur:
    """Return an open account whose password has not changed since this hash of it was kept."""
    utilisateur = Utilisateur.objects.filter(pk=numero, is_active=True).first()
    if utilisateur is None or not constant_time_compare(empreinte, print_mot_de_passe(utilisateur)):
        raise jetons.JetonRefuse(PERIME)
    return utilisateur


@transaction.atomic
def reset_mot_de_passe(jeton: str, mot_de_passe: str) -> Utilisateur:
    """Use a link: the new password ends every session and lifts the lock-out."""
    utilisateur = read_mot_de_passe(jeton)
    jetons.use_jeton(MOT_DE_PASSE, jeton)
    change_mot_de_passe(utilisateur, mot_de_passe)
    end_sessions(utilisateur)
    reset_verrou(username=utilisateur.courriel)
    return utilisateur


@transaction.atomic
def change_mot_de_passe(utilisateur: Utilisateur, mot_de_passe: str) -> None:
    """Put a new password in place; the other sessions no longer match it."""
    utilisateur.set_password(mot_de_passe)
    utilisateur.save(update_fields=["password"])
    record("compte.mot_de_passe", auteur=utilisateur, objet=utilisateur)
    tell_mot_de_passe_change(utilisateur)


def end_sessions(utilisateur: Utilisateur, sauf: str | None = None) -> int:
    """End every session of this person but one; return how many were ended."""
    return SessionOuverte.objects.filter(utilisateur=utilisateur).exclude(pk=sauf).delete()[0]


# Changing one's address: both mailboxes must agree.

ABANDONNE: Final = "Ce changement d’adresse n’est plus en cours. Recommencez depuis votre compte."


@transaction.atomic
def request_changement(utilisateur: Utilisateur, nouvelle: str) -> ChangementAdresse:
    """Write to both mailboxes; an address already used is told so, in its own mailbox only."""
    changement, _ = ChangementAdresse.objects.update_or_create(
        utilisateur=utilisateur,
        defaults={
            "nouvelle": nouvelle,
            "demande_le": timezone.now(),
            "accord_ancienne_le": None,
            "accord_nouvelle_le": None,
        },
    )
    demande = changement.demande_le.isoformat()
    ask_ancienne(utilisateur, changement, demande, ANCIENNE)
    if Utilisateur.objects.filter(courriel=nouvelle).exists():
        tell_adresse_prise(nouvelle)
    else:
        ask_nouvelle(nouvelle, changement, demande, NOUVELLE)
    return changement


def read_accord(jeton: str) -> tuple[ChangementAdresse, str]:
    """Return the change a link agrees to, and for which side; JetonRefuse if it opens nothing."""
    return _find(json.loads(jetons.read_jeton(ADRESSE, jeton)))


@transaction.atomic
def give_accord(jeton: str) -> ChangementAdresse:
    """Use a link; once both sides have agreed, the address changes."""
    changement, cote = _find(json.loads(jetons.use_jeton(ADRESSE, jeton)))
    setattr(changement, f"accord_{cote}_le", timezone.now())
    changement.save()
    if changement.est_accorde:
        _apply(changement)
    return changement


def cancel_changement(utilisateur: Utilisateur) -> None:
    """Give up the change under way; its links open nothing any more."""
    ChangementAdresse.objects.filter(utilisateur=utilisateur).delete()


def _apply(changement: ChangementAdresse) -> None:
    utilisateur, ancienne = changement.utilisateur, changement.utilisateur.courriel
    if Utilisateur.objects.filter(courriel=changement.nouvelle).exists():
        raise jetons.JetonRefuse(ABANDONNE)
    utilisateur.courriel = changement.nouvelle
    utilisateur.courriel_verifie_le = timezone.now()
    utilisateur.save(update_fields=["courriel", "courriel_verifie_le"])
    changement.delete()
    reset_verrou(username=ancienne)
    record("compte.adresse", auteur=utilisateur, objet=utilisateur)
    tell_adresse_changee(ancienne, utilisateur)
    tell_adresse_changee(utilisateur, utilisateur)


def _find(valeur: dict[str, Any]) -> tuple[ChangementAdresse, str]:
    """Return the change, unless another was asked for since the link was made."""
    changement = (
        ChangementAdresse.objects.select_related("utilisateur")
        .filter(utilisateur=valeur["personne"])
        .first()
    )
    if changement is None or changement.demande_le.isoformat() != valeur["demande"]:
        raise jetons.JetonRefuse(ABANDONNE)
    return changement, valeur["cote"]
