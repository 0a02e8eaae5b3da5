"""Spaces: made with an organisation, tried alone, taken over on joining."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from spaser.web.comptes.models import Utilisateur, fold_courriel
from spaser.web.organisations import courriels
from spaser.web.organisations.courriels import USAGE_ESSAI
from spaser.web.organisations.identite import Identite, describe_siren
from spaser.web.organisations.models import Appartenance, CollegueEssai, Espace, Organisation
from spaser.web.organisations.selectors import is_vide, list_essais
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.signals import essai_fini
from spaser.web.organisations.siren import read_siren
from spaser.web.socle.formulaires import LIEN_DANS_NOM, has_lien
from spaser.web.socle.jetons import JetonRefuse, read_jeton, revoke_jetons, use_jeton
from spaser.web.socle.journal import record


def make_espace(organisation: Organisation) -> Espace:
    """Return the space of an organisation, made if need be."""
    champs = {"siren": organisation.siren, "nom": organisation.nom}
    return Espace.objects.get_or_create(organisation=organisation, defaults=champs)[0]


@transaction.atomic
def open_essai(
    proprietaire: Utilisateur, siren: str, nom: str = "", type_: str = "", code_region: str = ""
) -> Espace:
    """Return the person's open trial for a SIREN, made if need be.

    What the tables know of the buyer comes before what she says of it.
    """
    if not proprietaire.courriel_verifie_le:
        raise GesteRefuse("Confirmez d’abord votre adresse électronique.")
    siren = read_siren(siren)
    if _is_member(proprietaire, siren):
        raise GesteRefuse(
            "Vous êtes déjà membre de cette organisation : travaillez dans son espace."
        )
    identite = describe_siren(siren) or Identite(siren, " ".join(nom.split()))
    if not identite.nom:
        raise GesteRefuse("Ce SIREN n’est pas dans nos tables : donnez le nom de l’organisation.")
    if has_lien(identite.nom):
        raise GesteRefuse(LIEN_DANS_NOM)
    essai, cree = Espace.objects.get_or_create(
        proprietaire=proprietaire,
        siren=siren,
        essai_fini_le=None,
        defaults={
            "nom": identite.nom,
            "type": identite.type or type_,
            "code_region": identite.code_region or code_region,
        },
    )
    if cree:
        _note("espace.ouverture", essai, proprietaire)
    return essai


@transaction.atomic
def close_essai(essai: Espace) -> None:
    """Erase a trial: what its owner wrote elsewhere stays hers and is handed over to nobody."""
    _note("espace.fermeture", essai, essai.proprietaire)
    essai.delete()


def describe_essai(essai: Espace, nom: str, type_: str, code_region: str) -> None:
    essai.nom = " ".join(nom.split()) or essai.nom
    essai.type, essai.code_region = type_, code_region
    essai.save(update_fields=["nom", "type", "code_region"])


@transaction.atomic
def invite_collegue(essai: Espace, courriel: str) -> CollegueEssai:
    """Write to the one colleague of a trial; another address takes the place of the first."""
    courriel = fold_courriel(courriel)
    if essai.proprietaire and courriel == fold_courriel(essai.proprietaire.courriel):
        raise GesteRefuse("C’est votre propre adresse : donnez celle de votre collègue.")
    remove_collegue(essai)
    collegue = CollegueEssai.objects.create(espace=essai, courriel=courriel)
    courriels.tell_essai(collegue.courriel, collegue)
    _note("espace.invitation", essai, essai.proprietaire)
    return collegue


def remove_collegue(essai: Espace) -> None:
    for collegue in CollegueEssai.objects.filter(espace=essai):
        revoke_jetons(USAGE_ESSAI, str(collegue.pk))
        collegue.delete()


@transaction.atomic
def join_essai(jeton: str, utilisateur: Utilisateur) -> Espace:
    """Let the holder of the invited address in; JetonRefuse for a link that opens nothing."""
    collegue = read_collegue(jeton)
    if fold_courriel(utilisateur.courriel) != collegue.courriel:
        raise GesteRefuse(
            "Cette invitation est pour une autre adresse que celle de votre compte : "
            f"{utilisateur.courriel}."
        )
    use_jeton(USAGE_ESSAI, jeton)
    collegue.utilisateur, collegue.accepte_le = utilisateur, timezone.now()
    collegue.save(update_fields=["utilisateur", "accepte_le"])
    _note("espace.arrivee", collegue.espace, utilisateur)
    return collegue.espace


def read_collegue(jeton: str) -> CollegueEssai:
    """Return whom a link invites; JetonRefuse if it opens nothing."""
    invites = CollegueEssai.objects.select_related("espace__proprietaire")
    ouverts = invites.filter(espace__organisation=None, espace__essai_fini_le__isnull=True)
    collegue = ouverts.filter(pk=int(read_jeton(USAGE_ESSAI, jeton))).first()
    if collegue is None:
        raise JetonRefuse("Cette invitation n’est plus ouverte. Demandez-en une autre.")
    return collegue


def receive_essai(membre: Utilisateur, organisation: Organisation) -> None:
    """Make the open trial of a new member the space of her organisation, if that has nothing yet.

    Else it ends, and stays hers to read; an empty one goes. The caller holds the organisation.
    """
    ouverts = list_essais(membre).filter(siren=organisation.siren)
    essai = ouverts.select_for_update(of=("self",)).first()
    if essai is None:
        return
    place = Espace.objects.select_for_update(of=("self",)).filter(organisation=organisation).first()
    if place is None or is_vide(place):
        if place:
            place.delete()
        _take(essai, organisation)
        _note("espace.remise", essai, membre)
    elif is_vide(essai):
        close_essai(essai)
    else:
        essai.essai_fini_le = timezone.now()
        essai.save(update_fields=["essai_fini_le"])
        _note("espace.garde", essai, membre)
    essai_fini.send(sender=Espace, membre=membre, organisation=organisation)


def _take(essai: Espace, organisation: Organisation) -> None:
    """Give a trial to an organisation: every row of every tool follows this one."""
    remove_collegue(essai)
    essai.organisation, essai.proprietaire = organisation, None
    essai.nom, essai.essai_fini_le = organisation.nom, timezone.now()
    essai.save(update_fields=["organisation", "proprietaire", "nom", "essai_fini_le"])


def _is_member(utilisateur: Utilisateur, siren: str) -> bool:
    siennes = Appartenance.objects.actives().filter(utilisateur=utilisateur)
    return siennes.filter(organisation__siren=siren).exists()


def _note(geste: str, essai: Espace, auteur: Utilisateur | None) -> None:
    record(geste, auteur=auteur, objet=essai, espace=essai)
