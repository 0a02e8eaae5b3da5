"""Writes what buyers tell: drafted, sent, read again by the team, published, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from spaser.metier.droits import Operation
from spaser.metier.editorial import CODE_MAX, EtatTexte, find_code_libre
from spaser.metier.editorial import OUVERTS as OUVERTS_TEXTE
from spaser.metier.pratiques import OUVERTS, EtatRecit, list_manques
from spaser.web.commun.versions import take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import compose_avis, courriel, make_avis
from spaser.web.courriels.natures import Contexte
from spaser.web.courriels.sujets import Sujet
from spaser.web.editorial.controle import check_textes
from spaser.web.editorial.models import Texte
from spaser.web.editorial.selectors import find_fichier
from spaser.web.editorial.services import (
    TexteRefuse,
    TexteSaisi,
    abandon_texte,
    publish_relu,
    withdraw_texte,
)
from spaser.web.marches.selectors import Marche
from spaser.web.organisations.acces import list_moderateurs
from spaser.web.organisations.models import Espace
from spaser.web.pratiques.models import Recit
from spaser.web.pratiques.selectors import list_alertes
from spaser.web.pratiques.textes import PRATIQUES
from spaser.web.socle.journal import record
from spaser.web.socle.limites import check_limite

PAR_JOUR: Final = 20
JOUR: Final = timedelta(days=1)
_CODE_SIEN: Final = CODE_MAX - 4  # leaves room for a number


class RecitRefuse(Exception):
    """What is asked for may not be done; says why, in French."""


@transaction.atomic
def create_recit(
    espace: Espace, titre: str, contenu: dict[str, Any], auteur: Utilisateur, *, nomme: bool
) -> Recit:
    """Begin a story; a space begins a few a day."""
    check_limite("pratiques.recit", str(espace.pk), PAR_JOUR, JOUR)
    recit = Recit.objects.create(
        espace=espace, titre=titre, contenu=contenu, nomme=nomme, auteur=auteur
    )
    _note("pratique.ajout", recit, auteur)
    return recit


@transaction.atomic
def save_recit(
    recit: Recit,
    version: int,
    titre: str,
    contenu: dict[str, Any],
    auteur: Utilisateur,
    *,
    nomme: bool,
) -> None:
    """Keep what was typed; changing a published story begins its next text, the other one stays."""
    _hold(recit, version, *OUVERTS, EtatRecit.PUBLIEE, EtatRecit.REFUSEE, EtatRecit.RETIREE)
    recit.titre, recit.contenu, recit.nomme = titre, contenu, nomme
    if recit.etat != EtatRecit.A_CORRIGER:
        recit.etat = EtatRecit.BROUILLON
    recit.auteur = auteur
    _save(recit)
    _note("pratique.modification", recit, auteur)


@transaction.atomic
def tie_marche(recit: Recit, marche: Marche, auteur: Utilisateur) -> None:
    """Tie a published contract to a story that is not sent yet."""
    _hold(recit, recit.version, *OUVERTS)
    recit.marches = [*recit.marches, _describe(recit, marche)]
    _save(recit)
    _note("pratique.modification", recit, auteur)


@transaction.atomic
def untie_marche(recit: Recit, cle: str, auteur: Utilisateur) -> None:
    _hold(recit, recit.version, *OUVERTS)
    recit.marches = [marche for marche in recit.marches if marche["cle"] != cle]
    _save(recit)
    _note("pratique.modification", recit, auteur)


@transaction.atomic
def send_recit(
    recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime, *, relu: bool
) -> None:
    """Send a story to the team, if it holds all that it must; `relu`: praise was seen and kept."""
    check_limite("pratiques.envoi", str(recit.espace_id), PAR_JOUR, JOUR)
    _hold(recit, version, *OUVERTS)
    if recit.espace.est_essai:
        raise RecitRefuse(
            "Cet espace d’essai n’est celui d’aucune organisation\u00a0: rejoignez la vôtre, puis "
            "envoyez."
        )
    manques = list_manques(recit.lu) + check_textes(*recit.lu.textes)
    if not manques and list_alertes(recit) and not relu:
        manques = ["Des mots vantent ou nomment une entreprise\u00a0: corrigez, ou cochez la case."]
    if manques:
        raise RecitRefuse(" ".join(manques))
    recit.etat, recit.envoye_le, recit.reponse = EtatRecit.ENVOYEE, maintenant, ""
    _save(recit)
    _note("pratique.envoi", recit, auteur)
    for personne in list_moderateurs(Operation.RELIRE_TEXTE):
        tell_equipe(personne, recit)


@transaction.atomic
def take_back(recit: Recit, version: int, auteur: Utilisateur) -> None:
    _hold(recit, version, EtatRecit.ENVOYEE)
    recit.etat = EtatRecit.BROUILLON
    _save(recit)
    _note("pratique.reprise", recit, auteur)


@transaction.atomic
def withdraw_recit(recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime) -> None:
    """Take a published story off the site, and what the team wrote of it since."""
    _hold(recit, version, *EtatRecit)
    textes = Texte.objects.filter(
        genre=PRATIQUES.code, code=recit.code, etat=EtatTexte.APPROUVEE.value
    )
    for texte in textes:
        withdraw_texte(texte, texte.version, auteur, maintenant, "Retirée par son acheteur.")
    ouverts = [etat.value for etat in OUVERTS_TEXTE]
    for texte in Texte.objects.filter(genre=PRATIQUES.code, code=recit.code, etat__in=ouverts):
        abandon_texte(texte, texte.version, auteur, maintenant)
    recit.etat = EtatRecit.RETIREE
    _save(recit)
    _note("pratique.retrait", recit, auteur)


@transaction.atomic
def drop_recit(recit: Recit, version: int, auteur: Utilisateur) -> None:
    """Erase a story that was never published."""
    if recit.code:
        raise RecitRefuse("Cette pratique a été publiée\u00a0: retirez-la, son histoire reste.")
    _hold(recit, version, *OUVERTS, EtatRecit.REFUSEE)
    _note("pratique.suppression", recit, auteur)
    recit.delete()


# What the team decides of a story.


@transaction.atomic
def accept_recit(
    recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    """Publish a story: its text becomes one that the team edits as any other."""
    _hold(recit, version, EtatRecit.ENVOYEE)
    if recit.auteur_id == auteur.pk:
        raise RecitRefuse("Vous l’avez écrite\u00a0: une autre personne doit la relire.")
    recit.code = recit.code or _make_code(recit.titre)
    recit.__dict__.pop("lu", None)
    a_venir = Texte.objects.filter(
        genre=PRATIQUES.code,
        code=recit.code,
        etat=EtatTexte.APPROUVEE.value,
        effet_le__gt=timezone.localdate(maintenant),
    )
    for texte in a_venir:  # what the buyer now says must not be undone on a later day
        withdraw_texte(texte, texte.version, auteur, maintenant, "Le récit a changé depuis.")
    saisie = TexteSaisi(
        PRATIQUES, recit.lu, timezone.localdate(maintenant), "Racontée par son acheteur."
    )
    try:
        publish_relu(saisie, auteur, maintenant, reponse)
    except TexteRefuse as refus:
        raise RecitRefuse(str(refus)) from refus
    _decide(recit, EtatRecit.PUBLIEE, auteur, maintenant, reponse)
    _note("pratique.publication", recit, auteur)


@transaction.atomic
def send_back(
    recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    _hold(recit, version, EtatRecit.ENVOYEE)
    if not reponse:
        raise RecitRefuse("Écrivez ce qu’il faut corriger.")
    _decide(recit, EtatRecit.A_CORRIGER, auteur, maintenant, reponse)
    _note("pratique.retour", recit, auteur)


@transaction.atomic
def refuse_recit(
    recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    _hold(recit, version, EtatRecit.ENVOYEE)
    if not reponse:
        raise RecitRefuse("Dites pourquoi elle n’est pas retenue.")
    _decide(recit, EtatRecit.REFUSEE, auteur, maintenant, reponse)
    _note("pratique.refus", recit, auteur)


def _decide(
    recit: Recit, etat: EtatRecit, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    recit.etat, recit.reponse = etat, reponse
    recit.traite_par, recit.traite_le = auteur, maintenant
    _save(recit)
    if recit.auteur_id is not None and recit.auteur.is_active:
        tell_verdict(recit.auteur, recit)


PRIS: Final = frozenset({"raconter", "a-relire"})
"""Where other pages of the app are: no practice may be there."""


def _make_code(titre: str) -> str:
    racine = slugify(titre)[:_CODE_SIEN].strip("-") or "pratique"
    ecrites = Texte.objects.filter(genre=PRATIQUES.code).values_list("code", flat=True)
    pris = PRIS.union(ecrites)
    return find_code_libre(
        racine, lambda code: code in pris or find_fichier(PRATIQUES, code) is not None
    )


def _describe(recit: Recit, marche: Marche) -> Mapping[str, Any]:
    """Return what is kept of a contract, with the public page that proves it."""
    contrat = marche.contrat
    code = "SOC-01" if recit.lu.axe == "social" else "ENV-01"
    page = reverse("acheteurs:preuve", args=[recit.espace.siren, code])
    choix = {"annee": contrat.annee or "", "expression": "nombre", "q": contrat.id or ""}
    return {
        "cle": str(marche.cle),
        "objet": contrat.objet or contrat.id or "Marché sans objet publié",
        "annee": contrat.annee,
        "adresse": f"{page}?{urlencode(choix)}",
        "titulaires": contrat.titulaires,
    }


def _hold(recit: Recit, version: int, *etats: EtatRecit) -> None:
    take_version(recit, version, etat__in=etats)
    recit.__dict__.pop("lu", None)


def _save(recit: Recit) -> None:
    recit.save()
    recit.__dict__.pop("lu", None)


def _note(geste: str, recit: Recit, auteur: Utilisateur) -> None:
    record(geste, auteur=auteur, objet=recit, espace=recit.espace, details={"titre": recit.titre})


# What people are told of a story.


def _is_relu(recit: Recit) -> str:
    return "" if recit.attend else "L’équipe a déjà répondu."


@courriel(make_avis("Bonne pratique à relire", sujet=Sujet.EQUIPE, arret=_is_relu))
def tell_equipe(recit: Recit) -> Contexte:
    return compose_avis(
        f"Une bonne pratique à relire\u00a0: {recit.titre}",
        [f"{recit.espace.nom} raconte «\u00a0{recit.titre}\u00a0»."],
        (reverse("pratiques:relire", args=[recit.pk]), "Ouvrir la pratique"),
    )


_VERDICTS: Final = {
    EtatRecit.PUBLIEE: ("publiée", "Elle est en ligne. Merci de l’avoir partagée."),
    EtatRecit.A_CORRIGER: ("à corriger", "Corrigez ce qui est demandé, puis renvoyez-la."),
    EtatRecit.REFUSEE: ("non retenue", "Vous pouvez la reprendre et la renvoyer."),
}


@courriel(make_avis("Bonne pratique relue", sujet=Sujet.DEPOTS))
def tell_verdict(recit: Recit) -> Contexte:
    verdict, suite = _VERDICTS.get(EtatRecit(recit.etat), ("relue", ""))
    return compose_avis(
        f"Votre bonne pratique est {verdict}\u00a0: {recit.titre}",
        [
            f"«\u00a0{recit.titre}\u00a0» est {verdict}.",
            f"Message de l’équipe\u00a0: {recit.reponse}" if recit.reponse else "",
            suite,
        ],
        (recit.get_absolute_url(), "Voir la pratique"),
    )
