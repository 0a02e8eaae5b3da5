"""The journal of the whole site in words, for the programme's team that answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.apps import apps

from spaser.web.commun.historique import Recit, read_lignes
from spaser.web.commun.outils import Vocabulaire, list_vocabulaires
from spaser.web.socle.models import Evenement

# Gestures made outside of the tools of a space, which say theirs.
_DU_SITE: Final = (
    Vocabulaire(
        "acheteur",
        "Pages des acheteurs",
        {"remarque": "a signalé une erreur", "reponse": "a répondu à un signalement"},
    ),
    Vocabulaire(
        "appartenance",
        "Membres",
        {
            "ajout": "est devenue membre, ou a ajouté une personne",
            "declin": "a refusé une demande d’adhésion",
            "depart": "a quitté l’organisation",
            "proposition": "a proposé une personne",
            "reprise": "a rendu l’accès à une personne",
            "retrait": "a retiré une personne",
            "role": "a changé le rôle d’une personne",
            "suspension": "a suspendu l’accès d’une personne",
        },
    ),
    Vocabulaire(
        "compte",
        "Comptes",
        {
            "adresse": "a changé son adresse",
            "adresse_proconnect": "a changé d’adresse par ProConnect",
            "codes_de_secours": "a tiré de nouveaux codes de secours",
            "effacement": "a effacé son compte",
            "inscription": "a créé son compte",
            "inscription_proconnect": "a créé son compte par ProConnect",
            "liaison_proconnect": "a relié son compte à ProConnect",
            "mot_de_passe": "a changé son mot de passe",
            "second_facteur": "a mis en place un second facteur",
            "second_facteur_retire": "a retiré son second facteur",
            "second_facteur_retire_par_exploitant": "a perdu son second facteur, retiré par "
            "l’exploitant",
        },
    ),
    Vocabulaire(
        "depot",
        "Dépôts de SPASER",
        {
            "abandon": "a abandonné un dépôt",
            "acceptation": "a accepté un dépôt",
            "effacement": "a effacé un dépôt",
            "envoi": "a envoyé un dépôt",
            "fichier": "a joint un fichier",
            "fichier_refuse": "a joint un fichier refusé",
            "ouverture": "a ouvert un dépôt",
            "rejet": "a refusé un dépôt",
            "relecture": "a pris un dépôt en relecture",
            "retour": "a renvoyé un dépôt à corriger",
            "retrait": "a retiré un fichier",
        },
    ),
    Vocabulaire(
        "bureau",
        "Acheteurs à contacter",
        {"contact": "a noté un contact avec un acheteur"},
    ),
    Vocabulaire(
        "espace",
        "Espaces",
        {
            "arrivee": "est arrivée dans un espace d’essai",
            "fermeture": "a fermé un espace d’essai",
            "garde": "a gardé un espace d’essai",
            "invitation": "a invité à un espace d’essai",
            "ouverture": "a ouvert un espace d’essai",
            "remise": "a remis un espace à une organisation",
        },
    ),
    Vocabulaire(
        "faq",
        "Foire aux questions",
        {"question": "a posé une question", "reponse": "a répondu à une question"},
    ),
    Vocabulaire(
        "image",
        "Images des textes",
        {"ajout": "a ajouté une image", "retrait": "a retiré une image"},
    ),
    Vocabulaire(
        "invitation",
        "Invitations",
        {
            "annulation": "a annulé une invitation",
            "declin": "a décliné une invitation",
            "envoi": "a invité une personne",
            "renvoi": "a renvoyé une invitation",
        },
    ),
    Vocabulaire(
        "obligation",
        "Obligations",
        {
            "abandon": "a abandonné une rédaction",
            "approbation": "a approuvé un texte",
            "envoi": "a envoyé un texte à relire",
            "modification": "a modifié un texte",
            "ouverture": "a ouvert une rédaction",
            "retour": "a renvoyé un texte à corriger",
            "retrait": "a retiré un texte",
        },
    ),
    Vocabulaire(
        "organisation",
        "Organisations",
        {
            "creation": "a créé une organisation",
            "modification": "a modifié une organisation",
            "second_facteur": "a changé l’exigence de second facteur d’une organisation",
            "verification": "a vérifié l’identité d’une organisation",
        },
    ),
    Vocabulaire(
        "programme",
        "Équipe du programme",
        {
            "ajout": "a donné un rôle de l’équipe du programme",
            "retrait": "a retiré un rôle de l’équipe du programme",
        },
    ),
    Vocabulaire(
        "registre",
        "Registre",
        {
            "confirmee": "a confirmé une fiche",
            "exactitude": "a certifié une fiche exacte",
            "fusionnee": "a fusionné deux fiches",
            "modifiee": "a modifié une fiche",
            "publiee": "a publié une fiche",
            "retiree": "a retiré une fiche",
            "revendiquee": "a obtenu une fiche",
        },
    ),
    Vocabulaire(
        "signalement",
        "Signalements",
        {"cloture": "a clos un signalement", "envoi": "a signalé une erreur"},
    ),
    Vocabulaire(
        "texte",
        "Textes du site",
        {
            "abandon": "a abandonné une rédaction",
            "approbation": "a approuvé un texte",
            "envoi": "a envoyé un texte à relire",
            "modification": "a modifié un texte",
            "ouverture": "a ouvert une rédaction",
            "retour": "a renvoyé un texte à corriger",
            "retrait": "a retiré un texte",
        },
    ),
    Vocabulaire("courriels", "Courriels du site", {"renvoi": "a fait renvoyer un courriel"}),
    Vocabulaire("travaux", "Travaux du site", {"relance": "a relancé un travail"}),
)


@dataclass(frozen=True)
class Inscription(Recit):
    """A gesture as the team reads it; `code` is what the journal holds."""

    code: str
    siren: str
    sorte: str  # of the object, with its number
    details: str


def list_sujets() -> dict[str, Vocabulaire]:
    return {mots.code: mots for mots in _DU_SITE} | list_vocabulaires()


def read_inscriptions(evenements: Iterable[Evenement]) -> list[Inscription]:
    lus = list(evenements)
    recits = read_lignes(lus, list_sujets())
    return [_complete(recit, lu) for recit, lu in zip(recits, lus, strict=True)]


def _complete(recit: Recit, evenement: Evenement) -> Inscription:
    return Inscription(
        recit.quand,
        recit.qui,
        recit.outil,
        recit.quoi,
        recit.objet,
        "" if evenement.espace_id else recit.adresse,
        evenement.geste,
        evenement.organisation_siren,
        _name_sorte(evenement),
        " · ".join(f"{nom} : {valeur}" for nom, valeur in evenement.details.items()),
    )


def _name_sorte(evenement: Evenement) -> str:
    """Name what was worked on: the model may be gone since."""
    if not evenement.objet_id:
        return ""
    try:
        sorte = str(apps.get_model(evenement.objet_type)._meta.verbose_name)  # noqa: SLF001 - Django's own name
    except LookupError:
        sorte = evenement.objet_type
    return f"{sorte[:1].upper()}{sorte[1:]} n° {evenement.objet_id}"
