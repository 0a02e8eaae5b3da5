"""A deposit while it is written: who deposits, what changes a draft, what is looked at."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from spaser.contenus.lecture import VERSION_1_1
from spaser.moteur.envois.formats import Format
from spaser.regles.droits import MATRICE, Operation, domaine_professionnel
from spaser.regles.fiche import Spaser
from spaser.regles.nomenclatures import Statut
from spaser.site.comptes.donnees_personnelles import keep_effacement
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Appartenance, Organisation
from spaser.site.registre import models
from spaser.site.registre.fiches import list_liens_publies
from spaser.site.socle.fichiers import examine, keep_envoi
from spaser.site.socle.journal import record_on
from spaser.site.socle.models import Fichier
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.versions import VersionDepassee, take_version

# --- Who deposits: somebody signed in, or a guest who has just proved that she reads an address
# ---


CLE_INVITE: Final = "depot_invite"
DUREE_INVITE: Final = timedelta(hours=12)


@dataclass(frozen=True)
class Deposant:
    """The one who deposits; `utilisateur` is None for a guest."""

    courriel: str
    utilisateur: Utilisateur | None = None

    @property
    def cle(self) -> str:
        """Return what to count her requests by."""
        return f"u{self.utilisateur.pk}" if self.utilisateur else self.courriel


def read_deposant(request: HttpRequest) -> Deposant | None:
    if request.user.is_authenticated:
        return Deposant(request.user.courriel, request.user)
    invite = request.session.get(CLE_INVITE)
    if not invite:
        return None
    if timezone.now() - datetime.fromisoformat(invite["le"]) >= DUREE_INVITE:
        return None
    return Deposant(invite["courriel"])


def check_ouverture(deposant: Deposant) -> None:
    """Refuse to open drafts without end: thirty a day."""
    check_limite("depot.ouverture", deposant.cle, 30, timedelta(days=1))


def open_invite(request: HttpRequest, courriel: str) -> None:
    """Let a guest work, in this browser, on the deposits of the address she has just proved."""
    request.session.cycle_key()
    request.session[CLE_INVITE] = {"courriel": courriel, "le": timezone.now().isoformat()}


def close_invite(request: HttpRequest) -> None:
    request.session.pop(CLE_INVITE, None)


def visible_depots(deposant: Deposant | None) -> QuerySet[models.Depot]:
    """Return the deposits this person may know of, and no other."""
    if deposant is None:
        return models.Depot.objects.none()
    depots = models.Depot.objects.select_related("organisation", "fiche", "auteur")
    d_invite = Q(auteur=None, organisation=None, courriel=deposant.courriel)
    if deposant.utilisateur is None:
        return depots.filter(d_invite)
    utilisateur = deposant.utilisateur
    siens = Q(organisation=None, auteur=utilisateur)
    maison = Q(organisation__in=organisations_of(utilisateur, Operation.VOIR_BROUILLON_DEPOT))
    if utilisateur.courriel_verifie_le:
        siens |= d_invite
    return depots.filter(siens | maison)


def may_write(deposant: Deposant, depot: models.Depot) -> bool:
    if depot.organisation_id is None:
        return True
    if deposant.utilisateur is None:
        return False
    droit = organisations_of(deposant.utilisateur, Operation.DEPOSER_SPASER)
    return droit.filter(pk=depot.organisation_id).exists()


def organisations_of(utilisateur: Utilisateur, operation: Operation) -> QuerySet[Organisation]:
    siennes = Appartenance.objects.actives().filter(
        utilisateur=utilisateur, role__in=[role.value for role in MATRICE[operation]]
    )
    return Organisation.objects.filter(pk__in=siennes.values("organisation"))


def find_organisation(
    deposant: Deposant, siren: str, operation: Operation = Operation.DEPOSER_SPASER
) -> Organisation | None:
    """Return the organisation of a SIREN, if she may act for it."""
    if deposant.utilisateur is None or not siren:
        return None
    return organisations_of(deposant.utilisateur, operation).filter(siren=siren).first()


# --- What changes a draft ---


FORMATS: Final = (Format.PDF, Format.ODT, Format.DOCX)
FICHIERS_MAX: Final = 20
ETAPES_LUES: Final = 3  # the steps that a file, a sheet or a space brings
_D_UNE_EDITION: Final = ("adopte_le", "periode", "statut", "edition", "calendrier", "remplace")


class DepotFerme(Exception):
    """The deposit may not be changed any more."""


class TropDeDocuments(Exception):
    """A deposit holds enough files."""


@transaction.atomic
def open_depot(
    deposant: Deposant,
    maintenant: datetime,
    cle: uuid.UUID,
    contenu: dict[str, Any] | None = None,
) -> models.Depot:
    """Open a draft; the same form sent twice gives the same draft."""
    existant = models.Depot.objects.filter(pk=cle).first()
    if existant is not None:
        if (existant.auteur_id or existant.courriel) != (
            deposant.utilisateur.pk if deposant.utilisateur else deposant.courriel
        ):
            raise VersionDepassee
        return existant
    depot = _make(deposant, maintenant, id=cle, contenu=contenu or {})
    depot.etape = ETAPES_LUES if contenu else 0
    _settle(depot, deposant)
    return depot


@transaction.atomic
def open_depuis(
    deposant: Deposant, maintenant: datetime, fiche: models.Fiche, nature: models.NatureDepot
) -> models.Depot:
    """Open a draft of a new edition or of a correction, or take up the one that is open."""
    if nature is models.NatureDepot.EDITION:
        depot = _make(deposant, maintenant, contenu=_next_edition(fiche), modele=fiche)
    else:
        depot = _make(deposant, maintenant, contenu=fiche.contenu, fiche=fiche)
    depot.nature = nature
    depot.etape = ETAPES_LUES
    _settle(depot, deposant)
    if nature is models.NatureDepot.CORRECTION:
        for garde in fiche.fichiers.filter(demande_le=None):  # the team's stay with the sheet
            fichier = cast("Fichier", garde.fichier)
            models.FichierDepot.objects.create(
                depot=depot, fichier=fichier, nature=garde.nature, titre=garde.titre
            )
    return depot


@transaction.atomic
def open_with(
    deposant: Deposant, maintenant: datetime, fiche: models.Fiche | None, contenu: dict[str, Any]
) -> models.Depot:
    if fiche is None:
        return open_depot(deposant, maintenant, uuid.uuid4(), contenu)
    depot = open_depuis(deposant, maintenant, fiche, models.NatureDepot.CORRECTION)
    save_etape(depot, contenu, depot.etape, depot.version, deposant, maintenant)
    depot.refresh_from_db()
    return depot


@transaction.atomic
def save_etape(
    depot: models.Depot,
    contenu: dict[str, Any],
    etape: int,
    version: int,
    deposant: Deposant,
    maintenant: datetime,
) -> None:
    """Keep a step; the same step sent twice is kept once, and an outdated one is refused."""
    actuel = models.Depot.objects.select_for_update().get(pk=depot.pk)
    _check_open(actuel)
    if actuel.contenu == contenu and actuel.etape >= etape:
        return
    take_version(actuel, version)
    actuel.set_contenu(contenu)
    actuel.etape = max(actuel.etape, etape)
    actuel.modifie_le = maintenant
    _attach(actuel, deposant)
    actuel.save()


@transaction.atomic
def turn_into_correction(depot: models.Depot, fiche: models.Fiche) -> None:
    _check_open(depot)
    depot.nature, depot.fiche = models.NatureDepot.CORRECTION, fiche
    depot.version += 1
    depot.save(update_fields=["nature", "fiche", "version"])


def add_fichier(
    depot: models.Depot, upload: UploadedFile[bytes], nature: models.NatureDocument, titre: str
) -> models.FichierDepot:
    """Take a file, in quarantine; ErreurFichier when its content is refused."""
    _check_open(depot)
    if depot.fichiers.count() >= FICHIERS_MAX:
        raise TropDeDocuments(
            f"Un dépôt garde {FICHIERS_MAX} fichiers au plus. Retirez-en un, ou donnez l’adresse "
            "du document sur votre site."
        )
    envoi = examine(upload, FORMATS)
    with transaction.atomic():
        return models.FichierDepot.objects.create(
            depot=depot, fichier=keep_envoi(envoi), nature=nature, titre=titre or envoi.nom
        )


def remove_fichier(depot: models.Depot, numero: int) -> None:
    """Take a file out of a draft; what nothing names any more is swept away later."""
    _check_open(depot)
    depot.fichiers.filter(pk=numero).delete()


@transaction.atomic
def abandon_depot(depot: models.Depot, deposant: Deposant) -> None:
    """Erase a draft that was never sent, or give up one that the team sent back."""
    _check_open(depot)
    record_on("depot.abandon", depot, deposant.utilisateur)
    keep_effacement(depot)
    depot.delete()


@transaction.atomic
def change_etat(depot: models.Depot, version: int, acte: models.ActeDepot, **champs: Any) -> None:
    """Act on a deposit as it was read; VersionDepassee if it moved meanwhile."""
    take_version(depot, version, etat__in=acte.depuis)
    depot.etat = acte.vers
    for nom, valeur in champs.items():
        setattr(depot, nom, valeur)
    depot.save(update_fields=["etat", *champs])


def _make(deposant: Deposant, maintenant: datetime, **champs: Any) -> models.Depot:
    invite = deposant.utilisateur is None
    return models.Depot(
        auteur=deposant.utilisateur,
        courriel=deposant.courriel if invite else "",
        cree_le=maintenant,
        modifie_le=maintenant,
        **champs,
    )


def _settle(depot: models.Depot, deposant: Deposant) -> None:
    _attach(depot, deposant)
    depot.save(force_insert=True)
    record_on("depot.ouverture", depot, deposant.utilisateur, nature=depot.nature)


def _attach(depot: models.Depot, deposant: Deposant) -> None:
    """Give the draft to the organisation of its SIREN, if its author may deposit for it."""
    if depot.organisation is None or depot.organisation.siren != depot.siren:
        depot.organisation = find_organisation(deposant, depot.siren)


def _check_open(depot: models.Depot) -> None:
    if depot.etat not in models.MODIFIABLES:
        raise DepotFerme


def _next_edition(fiche: models.Fiche) -> dict[str, Any]:
    """Keep what an edition hands down to the next: not its dates, documents or sources."""
    schema = {n: v for n, v in fiche.contenu["schema"].items() if n not in _D_UNE_EDITION}
    if fiche.edition:
        schema["edition"] = fiche.edition + 1
    if fiche.contenu["version"] == VERSION_1_1:
        ancienne = {n: fiche.contenu["schema"].get(n) for n in ("titre", "edition", "adopte_le")}
        schema["remplace"] = {n: dit for n, dit in ancienne.items() if dit}
        if not schema["remplace"]:
            del schema["remplace"]
    gardes = ("format", "version", "structure", "contact")
    return {n: fiche.contenu[n] for n in gardes if n in fiche.contenu} | {"schema": schema}


# --- Doubts about a deposit, told to who sends it and to who reads it ---


_ADOPTES = frozenset({Statut.ADOPTE, Statut.EN_REVISION})


def list_vigilances(depot: models.Depot, spaser: Spaser, courriel: str) -> list[str]:
    """Return what is doubtful; a member who publishes for her own organisation is not doubted."""
    if depot.organisation_id is not None:
        return []
    remarques = [_check_adoption(depot, spaser), _check_domaine(spaser, courriel)]
    return [remarque for remarque in remarques if remarque]


def _check_adoption(depot: models.Depot, spaser: Spaser) -> str:
    if spaser.schema.statut not in _ADOPTES or list_liens_publies(spaser):
        return ""
    if depot.fichiers.exists():
        return ""
    return (
        "Le schéma est dit adopté, et rien ne le montre : ni document, ni lien, ni source. La "
        "délibération, ou l’adresse où on la lit, y suffirait."
    )


def _check_domaine(spaser: Spaser, courriel: str) -> str:
    """Compare where the sender writes from with the addresses that the sheet gives of its body."""
    domaine = domaine_professionnel(courriel)
    if domaine is None:
        return (
            "L’adresse de l’expéditeur est celle d’une messagerie grand public\u00a0: elle ne dit "
            "pas de quelle organisation elle est."
        )
    connus = _list_domaines(spaser)
    if any(_are_kin(domaine, connu) for connu in connus):
        return ""
    if connus:
        return (
            f"L’expéditeur écrit depuis {domaine}, et la fiche donne des adresses de "
            f"{', '.join(connus)} : vérifiez qu’il s’agit du même organisme."
        )
    return f"Rien dans la fiche ne rattache {domaine}, d’où écrit l’expéditeur, à la structure."


def _list_domaines(spaser: Spaser) -> list[str]:
    contact = spaser.contact
    du_service = contact.courriel.rpartition("@")[2] if contact and contact.courriel else ""
    hotes = [urlsplit(url).hostname or "" for url in list_liens_publies(spaser)]
    connus = [du_service.lower(), *(hote.removeprefix("www.") for hote in hotes)]
    return list(dict.fromkeys(filter(None, connus)))


def _are_kin(domaine: str, connu: str) -> bool:
    return domaine == connu or domaine.endswith(f".{connu}") or connu.endswith(f".{domaine}")
