"""Spaces: made with an organisation, tried alone, taken over, closed; who may enter."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.dispatch import Signal
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import format_date, format_siren
from spaser.moteur.entrepot.dossier import REFERENTIELS
from spaser.moteur.referentiels.depot import find_fermeture
from spaser.regles.droits import ROLES_ORGANISATION, VISITE, Operation, Role
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.organisations import acces, courriels, models
from spaser.site.organisations.identite import (
    GesteRefuse,
    Identite,
    SirenRefuse,
    describe_siren,
    is_vide,
    list_espaces_essai,
    list_siens,
    read_numero,
    read_siren,
)
from spaser.site.socle import jetons
from spaser.site.socle.formulaires import LIEN_DANS_NOM, has_lien
from spaser.site.socle.journal import record, record_on

# --- Signals of organisations, for the apps above them ---


# Sent with `membre` and `organisation`, inside the transaction, when somebody who worked in a trial
# joins: what she wrote outside of a space may go to the organisation.
essai_fini: Final = Signal()
# `domaine`: each receiver returns the bodies that it saw this mail domain at (`DomaineVu`).
domaine_cherche: Final = Signal()


# --- Spaces: made with an organisation, tried alone, taken over on joining ---


def make_espace(organisation: models.Organisation) -> models.Espace:
    """Return the space of an organisation, made if need be."""
    champs = {"siren": organisation.siren, "nom": organisation.nom}
    return models.Espace.objects.get_or_create(organisation=organisation, defaults=champs)[0]


@transaction.atomic
def open_essai(
    proprietaire: Utilisateur, siren: str, nom: str = "", type_: str = "", code_region: str = ""
) -> models.Espace:
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
    essai, cree = models.Espace.objects.get_or_create(
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
def close_essai(essai: models.Espace) -> None:
    """Erase a trial: what its owner wrote elsewhere stays hers and is handed over to nobody."""
    _note("espace.fermeture", essai, essai.proprietaire)
    essai.delete()


def describe_essai(essai: models.Espace, nom: str, type_: str, code_region: str) -> None:
    essai.nom = " ".join(nom.split()) or essai.nom
    essai.type, essai.code_region = type_, code_region
    essai.save(update_fields=["nom", "type", "code_region"])


@transaction.atomic
def invite_collegue(essai: models.Espace, courriel: str) -> models.CollegueEssai:
    """Write to the one colleague of a trial; another address takes the place of the first."""
    courriel = fold_courriel(courriel)
    if essai.proprietaire and courriel == fold_courriel(essai.proprietaire.courriel):
        raise GesteRefuse("C’est votre propre adresse : donnez celle de votre collègue.")
    remove_collegue(essai)
    collegue = models.CollegueEssai.objects.create(espace=essai, courriel=courriel)
    courriels.tell_essai(collegue.courriel, collegue)
    _note("espace.invitation", essai, essai.proprietaire)
    return collegue


def remove_collegue(essai: models.Espace) -> None:
    for collegue in models.CollegueEssai.objects.filter(espace=essai):
        jetons.revoke_jetons(courriels.USAGE_ESSAI, str(collegue.pk))
        collegue.delete()


@transaction.atomic
def join_essai(jeton: str, utilisateur: Utilisateur) -> models.Espace:
    """Let the holder of the invited address in; JetonRefuse for a link that opens nothing."""
    collegue = read_collegue(jeton)
    if fold_courriel(utilisateur.courriel) != collegue.courriel:
        raise GesteRefuse(
            "Cette invitation est pour une autre adresse que celle de votre compte : "
            f"{utilisateur.courriel}."
        )
    jetons.use_jeton(courriels.USAGE_ESSAI, jeton)
    collegue.utilisateur, collegue.accepte_le = utilisateur, timezone.now()
    collegue.save(update_fields=["utilisateur", "accepte_le"])
    _note("espace.arrivee", collegue.espace, utilisateur)
    return collegue.espace


def read_collegue(jeton: str) -> models.CollegueEssai:
    """Return whom a link invites; JetonRefuse if it opens nothing."""
    invites = models.CollegueEssai.objects.select_related("espace__proprietaire")
    ouverts = invites.filter(espace__organisation=None, espace__essai_fini_le__isnull=True)
    collegue = ouverts.filter(pk=int(jetons.read_jeton(courriels.USAGE_ESSAI, jeton))).first()
    if collegue is None:
        raise jetons.JetonRefuse("Cette invitation n’est plus ouverte. Demandez-en une autre.")
    return collegue


def receive_essai(membre: Utilisateur, organisation: models.Organisation) -> None:
    """Make the open trial of a new member the space of her organisation, if that has nothing yet.

    Else it ends, and stays hers to read; an empty one goes. The caller holds the organisation.
    """
    ouverts = list_espaces_essai(membre).filter(siren=organisation.siren)
    essai = ouverts.select_for_update(of=("self",)).first()
    if essai is None:
        return
    place = (
        models.Espace.objects.select_for_update(of=("self",))
        .filter(organisation=organisation)
        .first()
    )
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
    essai_fini.send(sender=models.Espace, membre=membre, organisation=organisation)


def _take(essai: models.Espace, organisation: models.Organisation) -> None:
    """Give a trial to an organisation: every row of every tool follows this one."""
    remove_collegue(essai)
    essai.organisation, essai.proprietaire = organisation, None
    essai.nom, essai.essai_fini_le = organisation.nom, timezone.now()
    essai.save(update_fields=["organisation", "proprietaire", "nom", "essai_fini_le"])


def _is_member(utilisateur: Utilisateur, siren: str) -> bool:
    siennes = models.Appartenance.objects.actives().filter(utilisateur=utilisateur)
    return siennes.filter(organisation__siren=siren).exists()


def _note(geste: str, essai: models.Espace, auteur: Utilisateur | None) -> None:
    record(geste, auteur=auteur, objet=essai, espace=essai)


# --- Who enters a space: the members of its organisation, or the one owner of a trial ---
# Two kinds are read, not written: a trial that its owner kept when she joined an organisation, and
# the space of the demonstration, which the setting `ESPACE_VISITABLE` names and anybody may visit
# without an account. Their pages are read, whatever right they ask of a member.


type Vue = Callable[..., HttpResponseBase]
type Pas = tuple[str, str | None]

LECTURE: Final = frozenset({"GET", "HEAD"})
MON_ESPACE: Final = "Mon espace"
MES_ACHETEURS: Final = "Mes acheteurs"  # of whoever advises
_RELUS: Final = "essais_relus"  # by SIREN, the kept trials that a session reads again


def find_espace(request: HttpRequest, siren: str) -> models.Espace | None:
    """Return the space that this person may enter for a SIREN: hers before a visit.

    PermissionDenied for an organisation that she knows of without being one of its members.
    """
    if relu := _find_relu(request, siren):
        return relu
    connues = acces.visible_organisations(request).select_related("espace")
    organisation = connues.filter(siren=siren).first()
    if organisation and acces.peut(request, Operation.VOIR_ESPACE, organisation):
        connu = getattr(organisation, "espace", None)
        return connu or make_espace(organisation)
    if request.user.is_authenticated and (sien := list_siens(request.user, siren).first()):
        return sien
    if visite := find_visite(siren):
        return visite
    if organisation:
        raise PermissionDenied
    return None


def find_visite(siren: str) -> models.Espace | None:
    if not siren or siren != settings.ESPACE_VISITABLE:
        return None
    espaces = models.Espace.objects.select_related("organisation")
    return espaces.filter(organisation__siren=siren).first()


def is_visite(request: HttpRequest, espace: models.Espace) -> bool:
    """Say whether this person only looks round the demonstration."""
    if espace.est_essai or espace.siren != settings.ESPACE_VISITABLE:
        return False
    return not acces.peut(request, Operation.VOIR_ESPACE, espace.organisation)


def is_conseil(request: HttpRequest, espace: models.Espace) -> bool:
    """Say whether this person reads a space as its adviser alone, by its consent."""
    if espace.organisation is None:
        return False
    roles = acces.roles_for(request, espace.organisation)
    return Role.CONSEIL in roles and roles.isdisjoint(ROLES_ORGANISATION)


def peut_dans(request: HttpRequest, espace: models.Espace, operation: Operation) -> bool:
    """Say whether this person may do that in this space: in a trial, its owner may everything."""
    if espace.est_garde or is_visite(request, espace):
        return operation in VISITE
    return espace.est_essai or acces.peut(request, operation, espace.organisation)


def reread_essai(request: HttpRequest, essai: models.Espace) -> None:
    """Show a kept trial at the addresses of its SIREN, until this session leaves it."""
    request.session[_RELUS] = request.session.get(_RELUS, {}) | {essai.siren: essai.pk}


def leave_essai(request: HttpRequest, essai: models.Espace) -> None:
    """Show the space of today again at the addresses of the SIREN of a kept trial."""
    relus = request.session.get(_RELUS, {})
    request.session[_RELUS] = {siren: pk for siren, pk in relus.items() if pk != essai.pk}


def is_relu(request: HttpRequest, espace: models.Espace) -> bool:
    """Say whether this session asked for a kept trial, which hides the space of today."""
    relus: dict[str, int] = request.session.get(_RELUS, {})
    return relus.get(espace.siren) == espace.pk


def may_follow(request: HttpRequest, espace: models.Espace, adresse: str) -> bool:
    """Say whether this person may open an address of this space, by the right its view asks."""
    operation = acces.ask_of(adresse)
    return operation is None or _may_open(request, espace, operation)


def is_ouverte(request: HttpRequest, siren: str = "", **_: object) -> bool:
    """Say whether this address is read, not written, in the space that anybody may visit."""
    return request.method in LECTURE and bool(siren) and siren == settings.ESPACE_VISITABLE


def exige_espace(operation: Operation) -> Callable[[Vue], Vue]:
    """Turn the `siren` of the address into `espace`, and ask a right in it before a view.

    404 for a space of which this person knows nothing, 403 for a right she lacks. The space of the
    demonstration is read without an account.
    """

    def decorate(vue: Vue) -> Vue:
        @wraps(vue)
        def wrapped(request: HttpRequest, siren: str, **kwargs: Any) -> HttpResponseBase:
            espace = find_espace(request, siren)
            if espace is None:
                raise Http404
            if not _may_open(request, espace, operation):
                raise PermissionDenied
            if suivi := acces.find_suivi(request):  # the scheduler tells the buyer within minutes
                jetons.note_passage(acces.LU, suivi, timezone.now())
            return acces.mark_fichier_essai(vue(request, espace=espace, **kwargs), espace)

        wrapped.__dict__["sans_compte"] = is_ouverte
        return acces.declare(wrapped, acces.Portee.ORGANISATION, operation)

    return decorate


def fil_espace(request: HttpRequest, espace: models.Espace | None = None, *suite: Pas) -> list[Pas]:
    if espace is None:
        return [(MON_ESPACE, None)]
    ici = (espace.nom, espace.get_absolute_url() if suite else None)
    if is_visite(request, espace):
        return [ici, *suite]
    if is_conseil(request, espace):
        return [(MES_ACHETEURS, reverse("conseil:bureau")), ici, *suite]
    return [(MON_ESPACE, reverse("accueil:espaces")), ici, *suite]


def fil_outil(
    titre: str, nom: str, request: HttpRequest, espace: models.Espace, *suite: Pas
) -> list[Pas]:
    """Return the trail of a page of a tool: its first page, of that name, and what follows."""
    racine = reverse(nom, args=[espace.siren]) if suite else None
    return fil_espace(request, espace, (titre, racine), *suite)


def _may_open(request: HttpRequest, espace: models.Espace, operation: Operation) -> bool:
    if espace.est_garde or is_visite(request, espace):
        return request.method in LECTURE
    return peut_dans(request, espace, operation)


def _find_relu(request: HttpRequest, siren: str) -> models.Espace | None:
    """Return the kept trial that this session reads again at the addresses of a SIREN."""
    if not request.user.is_authenticated:
        return None
    numero = request.session.get(_RELUS, {}).get(siren)
    if numero is None:
        return None
    return list_siens(request.user, siren).filter(pk=numero, essai_fini_le__isnull=False).first()


# --- Records a buyer the first time somebody needs it ---


@transaction.atomic
def open_organisation(
    siren: str, *, auteur: Utilisateur | None = None, nom: str = "", type_: str = ""
) -> models.Organisation:
    """Return the organisation of a SIREN, recorded from the tables or under the name given.

    SirenRefuse for a wrong number; GesteRefuse when nobody knows its name.
    """
    siren = read_siren(siren)
    existante = models.Organisation.objects.filter(siren=siren).first()
    if existante is not None:
        return existante
    identite = describe_siren(siren)
    connue = identite is not None
    if identite is None:
        identite = Identite(siren=siren, nom=" ".join(nom.split()), type=type_)
    if not identite.nom:
        raise GesteRefuse("Ce SIREN n’est pas dans nos tables : donnez le nom de l’organisation.")
    etat = (
        models.IdentiteOrganisation.REFERENCE if connue else models.IdentiteOrganisation.A_VERIFIER
    )
    organisation, nouvelle = models.Organisation.objects.get_or_create(
        siren=siren, defaults=_write(identite) | {"identite": etat}
    )
    if nouvelle:
        make_espace(organisation)
        record_on("organisation.creation", organisation, auteur, identite=etat.value)
    return organisation


@transaction.atomic
def save_identite(organisation: models.Organisation, auteur: Utilisateur) -> None:
    """Keep what somebody of the organisation typed about it; the programme checks it again."""
    if organisation.identite == models.IdentiteOrganisation.REFERENCE:
        raise GesteRefuse("Le nom et le territoire viennent des tables de référence.")
    organisation.identite = models.IdentiteOrganisation.A_VERIFIER
    _save(organisation, auteur, "organisation.modification")


@transaction.atomic
def verify_identite(organisation: models.Organisation, auteur: Utilisateur) -> None:
    organisation.identite = models.IdentiteOrganisation.VERIFIEE
    _save(organisation, auteur, "organisation.verification")


def _write(identite: Identite) -> dict[str, Any]:
    return {
        "nom": identite.nom,
        "type": identite.type,
        "code_region": identite.code_region,
        "codes_departement": list(identite.codes_departement),
        "population": identite.population,
    }


def _save(organisation: models.Organisation, auteur: Utilisateur, geste: str) -> None:
    organisation.save()
    models.Espace.objects.filter(organisation=organisation).update(nom=organisation.nom)
    record_on(geste, organisation, auteur)


# --- What the Sirene lists of the store say against a number that somebody types ---


def tell_fermeture(texte: str) -> str:
    """Say that a unit has ceased or that an establishment is closed; empty when nothing is known.

    It warns and forbids nothing: a list has a date, and a scheme may be that of a former buyer.
    """
    try:
        numero = read_numero(texte)
    except SirenRefuse:
        return ""
    fermeture = find_fermeture(settings.ENTREPOT / REFERENTIELS, numero)
    if fermeture is None:
        return ""
    source = f"D’après le répertoire Sirene du {format_date(fermeture.au)},"
    if fermeture.est_etablissement:
        return (
            f"{source} l’établissement {numero} est fermé. Le SIREN de la structure, "
            f"{format_siren(numero[:9])}, reste le bon : continuez avec lui."
        )
    return (
        f"{source} la structure {format_siren(numero[:9])} a cessé son activité. Si une autre lui "
        "a succédé, donnez le SIREN de celle-ci."
    )
