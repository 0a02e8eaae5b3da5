"""Groups of buyers: who comes in and leaves, what is kept, who is told, what is found again.

What a group holds is read through `read_ici`: nobody else knows of a private one.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Final

import msgspec
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from spaser.regles.agenda import EtatEvenement, NatureEvenement
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.entourage.models.echanges import LISIBLE, EchangePublic
from spaser.site.entourage.models.groupes import (
    AccesGroupe,
    Billet,
    EtatMembre,
    GroupeAcheteurs,
    MembreGroupe,
    MembresGroupe,
    TacheGroupe,
    list_liens_membre,
)
from spaser.site.organisations.acces import peut
from spaser.site.recherche import services
from spaser.site.rencontres.models import Evenement
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.fichiers import keep_envoi
from spaser.site.socle.jetons import Lectures, SignedPage
from spaser.site.socle.journal import record
from spaser.site.socle.models import Cadence, Sujet
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.versions import save_version

JOUR: Final = timedelta(days=1)
DUREE_INVITATION: Final = timedelta(days=30)
GARDE: Final = timedelta(days=30)
PAR_JOUR: Final = {"demande": 20, "invitation": 60, "ecrit": 200}  # by one person
VISITE: Final = "groupes.visite"
MON_CALENDRIER: Final = SignedPage(
    "groupes:mon_calendrier", "Calendrier de mes groupes", numero="porteur_id", a_soi=True
)


class GesteImpossible(Exception):
    """What may not be done to a group, with the reason in French."""


# --- Somebody in a group: what she may do there ---


class Place(IntEnum):
    VOIR = 0  # that it exists
    LIRE = 1
    ECRIRE = 2
    ANIMER = 3


@dataclass(frozen=True)
class Ici:
    """A group as somebody stands in it."""

    groupe: GroupeAcheteurs
    personne: Utilisateur
    lien: MembreGroupe | None
    place: Place
    equipe: bool

    @property
    def membre(self) -> MembreGroupe | None:
        return self.lien if self.lien and self.lien.est_dedans else None

    @property
    def ecrit(self) -> bool:
        return self.place >= Place.ECRIRE

    @property
    def anime(self) -> bool:
        return self.place is Place.ANIMER

    def may_change(self, auteur_id: int | None) -> bool:
        return self.anime or (self.ecrit and auteur_id == self.personne.pk)


def is_equipe(request: HttpRequest) -> bool:
    """Say whether somebody moderates for the programme: every group but private ones."""
    return peut(request, Operation.MODERER_ECHANGES)


def read_ici(request: HttpRequest, pk: int, place: Place = Place.VOIR) -> Ici:
    """Return a group that somebody knows of, where she may do that; 404 for the rest."""
    personne, equipe = request.user, is_equipe(request)
    vus = GroupeAcheteurs.objects.vus_par(personne).select_related("animateur")
    groupe = vus.filter(pk=pk).first()
    if groupe is None or not isinstance(personne, Utilisateur):
        raise Http404
    lien = groupe.membres.filter(list_liens_membre(personne)).order_by("-etat").first()
    la = _find_place(groupe, personne, lien, equipe=equipe)
    if la < place:
        raise Http404
    return Ici(groupe, personne, lien, la, equipe and la >= Place.LIRE)


def _find_place(
    groupe: GroupeAcheteurs, personne: Utilisateur, lien: MembreGroupe | None, *, equipe: bool
) -> Place:
    membre = lien is not None and lien.est_dedans
    prive = groupe.acces == AccesGroupe.INVITATION
    if (equipe and not prive) or (membre and groupe.animateur_id == personne.pk):
        return Place.ANIMER
    if membre:
        return Place.ECRIRE
    return Place.LIRE if groupe.acces == AccesGroupe.OUVERT else Place.VOIR


def find_groupe_ecrit(request: HttpRequest, pk: str) -> GroupeAcheteurs:
    """Return a group where somebody may write, by what an address says; 404 for another."""
    if not pk.isascii() or not pk.isdigit():
        raise Http404
    return read_ici(request, int(pk), Place.ECRIRE).groupe


def list_groupes(request: HttpRequest) -> QuerySet[GroupeAcheteurs]:
    """Return what somebody may know of, with how many people and articles each has."""
    membres = Count("membres", Q(membres__etat=EtatMembre.MEMBRE), distinct=True)
    articles = Count("billets", Q(billets__retire_le=None), distinct=True)
    vus = GroupeAcheteurs.objects.vus_par(request.user)
    return vus.annotate(nombre=membres, articles=articles).order_by("nom", "pk")


def list_siens(personne: Utilisateur | AnonymousUser) -> MembresGroupe:
    """Return what ties somebody to each of her groups: she is in, asked to be, or is invited."""
    return MembreGroupe.objects.filter(list_liens_membre(personne)).select_related("groupe")


# --- What each tab holds, how it is searched and told ---


@dataclass(frozen=True)
class RubriqueGroupe:
    """A tab: what it reads of a group, the fields that the search looks into."""

    code: str
    titre: str
    lit: Callable[[GroupeAcheteurs], QuerySet[Any]]
    champs: str = ""


def list_billets(groupe: GroupeAcheteurs) -> QuerySet[Billet]:
    siens = groupe.billets.filter(retire_le=None)
    return siens.select_related("auteur", "fichier")


def list_questions_groupe(groupe: GroupeAcheteurs) -> QuerySet[EchangePublic]:
    lisibles = groupe.questions.filter(LISIBLE, question=None)
    dites = Count("reponses", Q(reponses__retire_le=None, reponses__cache_le=None))
    lues = lisibles.select_related("auteur", "organisation").annotate(dites=dites)
    return lues.order_by("-ecrit_le", "-pk")


def list_reunions(*groupes: GroupeAcheteurs) -> QuerySet[Evenement]:
    return Evenement.tous.filter(reserve_a__in=[groupe.pk for groupe in groupes])


def list_taches(groupe: GroupeAcheteurs) -> QuerySet[TacheGroupe]:
    return groupe.taches.filter(retire_le=None).select_related("qui__personne")


def list_membres(groupe: GroupeAcheteurs) -> QuerySet[MembreGroupe]:
    return groupe.membres.membres().select_related("personne")


RUBRIQUES: Final = (
    RubriqueGroupe("groupe", "Actualités", list_billets, "titre texte categorie"),
    RubriqueGroupe("membres", "Membres", list_membres, "personne__prenom personne__nom"),
    RubriqueGroupe("questions", "Questions et réponses", list_questions_groupe, "titre texte"),
    RubriqueGroupe("calendrier", "Calendrier", list_reunions, "titre resume lieu"),
    RubriqueGroupe("taches", "Tâches", list_taches, "quoi"),
    RubriqueGroupe("documents", "Banque documentaire", list_billets),
)
_PAR_CODE: Final = {rubrique.code: rubrique for rubrique in RUBRIQUES}
_TROUVES: Final = 20  # in each tab


def search_groupe(ici: Ici, cherche: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield, for each tab, what holds every word: documents are news, names are for members."""
    for rubrique in RUBRIQUES[:-1]:
        if rubrique.code == "membres" and not ici.ecrit:
            continue
        trouves = rubrique.lit(ici.groupe)
        for mot in cherche.split():
            dits = Q()
            for champ in rubrique.champs.split():
                dits |= Q(**{f"{champ}__icontains": mot})
            trouves = trouves.filter(dits)
        if lus := list(trouves[:_TROUVES]):
            yield rubrique.titre, lus


# --- What the search of the site finds: what anybody with an account reads ---


def _list_publics() -> QuerySet[Billet]:
    ouverts = Billet.objects.filter(retire_le=None, groupe__acces=AccesGroupe.OUVERT)
    return ouverts.order_by("pk")


BILLET: Final = services.TypeCherchable(
    nom="billet",
    libelle="Articles des groupes",
    modele=Billet,
    publics=_list_publics,
    read=lambda billet: services.Textes(titre=billet.titre, reste=billet.texte),
    nomme=False,
)


def find_billets(demande: services.MotsCherches) -> services.Vivante:
    """Find the articles of open groups that hold every word."""
    mots, entame = demande.mots, demande.entame
    trouves = services.find_mots(mots, BILLET.nom, entame=entame) if mots else []
    lus = _list_publics().in_bulk([numero for numero, _ in trouves[: demande.limite]])
    dits = [(str(n), str(b), b.get_absolute_url(), b.texte) for n, b in lus.items()]
    return services.Vivante(
        tuple((services.TexteCherchable(*dit), 0.2) for dit in dits), len(trouves)
    )


SOURCE: Final = services.SourceVive("groupes", BILLET.libelle, find_billets, rang=38)


# --- Who is in ---


@transaction.atomic
def open_groupe(auteur: Utilisateur, dits: dict[str, Any]) -> GroupeAcheteurs:
    """Open a group; who opens it runs it, until she hands it over."""
    groupe = GroupeAcheteurs.objects.create(animateur=auteur, **dits)
    groupe.membres.create(personne=auteur, etat=EtatMembre.MEMBRE)
    _note("ouverture", groupe, auteur)
    return groupe


@transaction.atomic
def ask_entree(groupe: GroupeAcheteurs, personne: Utilisateur) -> MembreGroupe:
    """Come in, where it is open; else ask whoever runs it."""
    check_limite("groupes.demande", str(personne.pk), PAR_JOUR["demande"], JOUR)
    etat = EtatMembre.MEMBRE if groupe.acces == AccesGroupe.OUVERT else EtatMembre.DEMANDE
    lien, nouveau = groupe.membres.get_or_create(personne=personne, defaults={"etat": etat})
    if nouveau and etat == EtatMembre.DEMANDE and groupe.animateur:
        tell_demande_groupe(groupe.animateur, lien)
    if nouveau:
        _note("membres", groupe, personne)
    return lien


@transaction.atomic
def invite_groupe(groupe: GroupeAcheteurs, adresse: str, auteur: Utilisateur) -> None:
    """Write to an address; its holder has thirty days to say yes or no. Asked again, it is sent.

    Raises:
        GesteImpossible: she is in already.
    """
    adresse = fold_courriel(adresse)
    check_limite("groupes.invitation", str(auteur.pk), PAR_JOUR["invitation"], JOUR)
    if groupe.membres.membres().filter(personne__courriel=adresse).exists():
        raise GesteImpossible("Cette personne est déjà membre du groupe.")
    fin = timezone.now() + DUREE_INVITATION
    lien, _ = groupe.membres.update_or_create(
        courriel=adresse, defaults={"etat": EtatMembre.INVITEE, "expire_le": fin}
    )
    _note("invitation", groupe, auteur)
    tell_invitation_groupe(adresse, lien, auteur.nom_complet)


@transaction.atomic
def accept_invitation(lien: MembreGroupe, personne: Utilisateur) -> None:
    """Take an invitation, once.

    Raises:
        GesteImpossible: it was answered, taken back, or is over.
    """
    if not MembreGroupe.objects.invitees().filter(pk=lien.pk).delete()[0]:
        raise GesteImpossible("Cette invitation n’est plus ouverte. Demandez-en une autre.")
    lien.groupe.membres.update_or_create(
        personne=personne, defaults={"etat": EtatMembre.MEMBRE, "depuis": timezone.now()}
    )
    _note("membres", lien.groupe, personne)


@transaction.atomic
def answer_entree(lien: MembreGroupe, auteur: Utilisateur, *, accepte: bool) -> None:
    """Let in who asked, or not; answered elsewhere meanwhile, nothing is told twice."""
    demande = MembreGroupe.objects.filter(pk=lien.pk, etat=EtatMembre.DEMANDE)
    faite = demande.update(etat=EtatMembre.MEMBRE) if accepte else demande.delete()[0]
    if faite and lien.personne:
        _note("membres", lien.groupe, auteur)
        tell_reponse_groupe(lien.personne, lien.groupe, accepte)


@transaction.atomic
def hand_over_groupe(membre: MembreGroupe, auteur: Utilisateur | None) -> None:
    """Give the group to a member to run.

    Raises:
        GesteImpossible: she is not in yet.
    """
    groupe = membre.groupe
    if not membre.est_dedans:
        raise GesteImpossible("Cette personne n’est pas encore membre.")
    groupe.animateur = membre.personne
    groupe.save(update_fields=["animateur"])
    _note("membres", groupe, auteur)


@transaction.atomic
def remove_membre(membre: MembreGroupe, auteur: Utilisateur) -> None:
    """Take somebody out, or an invitation back: she reads nothing from now on.

    Raises:
        GesteImpossible: she runs the group.
    """
    groupe = membre.groupe
    if membre.personne_id and groupe.animateur_id == membre.personne_id:
        raise GesteImpossible("Confiez d’abord l’animation à un autre membre.")
    membre.delete()
    _note("membres", groupe, auteur)


def choose_suivi(membre: MembreGroupe, _auteur: Utilisateur, suit: Cadence) -> None:
    MembreGroupe.objects.filter(pk=membre.pk).update(suit=suit)


def forget_animateur(personne: Utilisateur) -> None:
    """Hand over what somebody ran to the oldest member; a group of nobody goes within a day.

    What she wrote goes, and from the search.
    """
    Billet.objects.filter(auteur=personne).delete()
    services.unindex_absents(BILLET)
    for groupe in GroupeAcheteurs.objects.filter(animateur=personne):
        if suivante := groupe.membres.membres().exclude(personne=personne).first():
            hand_over_groupe(suivante, None)


@transaction.atomic
def close_groupe(groupe: GroupeAcheteurs, auteur: Utilisateur | None) -> None:
    """Erase a group and all that it holds.

    Raises:
        GesteImpossible: others are in.
    """
    if groupe.membres.membres().count() > 1:
        raise GesteImpossible("D’autres membres y sont encore : confiez-leur plutôt l’animation.")
    _note("fermeture", groupe, auteur)
    list_reunions(groupe).delete()
    groupe.delete()
    services.unindex_absents(BILLET)


# --- What is written there ---


type Chose = GroupeAcheteurs | Billet | TacheGroupe | Evenement


@transaction.atomic
def write_chose[C: Chose](chose: C, auteur: Utilisateur, dits: dict[str, Any]) -> C:
    """Publish what somebody says, or change it: VersionDepassee when others did meanwhile.

    A file waits for its control; a picture joins its album.
    """
    check_limite("groupes.ecrit", str(auteur.pk), PAR_JOUR["ecrit"], JOUR)
    champs = dict(dits)
    envoi, photo, montre = (champs.pop(nom, None) for nom in ("fichier", "photo", "alternative"))
    if envoi:
        champs["fichier"] = keep_envoi(envoi)
    nouvelle, groupe = chose.pk is None, _find_groupe(chose)
    if nouvelle:
        for nom, valeur in champs.items():
            setattr(chose, nom, valeur)
        chose.save()
        _tell_nouvelle(chose, groupe, auteur)
    else:
        save_version(chose, chose.version, **champs)
    if photo and isinstance(chose, Billet):
        chose.photos.create(alternative=montre, **msgspec.structs.asdict(photo))
    _note("ecrit", groupe, auteur)
    if isinstance(chose, Billet) and _list_publics().contains(chose):
        services.index(chose)
    return chose


def _find_groupe(chose: Chose) -> GroupeAcheteurs:
    if isinstance(chose, Evenement):
        return get_object_or_404(GroupeAcheteurs, pk=chose.reserve_a)
    return chose if isinstance(chose, GroupeAcheteurs) else chose.groupe


def start_reunion(groupe: GroupeAcheteurs) -> Evenement:
    nature, etat = NatureEvenement.ATELIER.value, EtatEvenement.PUBLIE.value
    code = f"groupe-{uuid.uuid4().hex[:20]}"
    return Evenement(code=code, nature=nature, etat=etat, reserve_a=groupe.pk)


def follow_groupes(maintenant: datetime) -> None:
    """Erase what was taken out thirty days ago, invitations that nobody took, groups of nobody."""
    for modele in (Billet, TacheGroupe):
        modele.objects.filter(retire_le__lte=maintenant - GARDE).delete()
    MembreGroupe.objects.filter(etat=EtatMembre.INVITEE, expire_le__lte=maintenant).delete()
    for groupe in GroupeAcheteurs.objects.filter(animateur=None):
        close_groupe(groupe, None)


def write_visites(lectures: Lectures) -> None:
    for numero, quand in lectures.items():
        lus = GroupeAcheteurs.objects.filter(pk=numero)
        lus.update(visites=F("visites") + len(quand))


def _note(geste: str, groupe: GroupeAcheteurs, auteur: Utilisateur | None) -> None:
    GroupeAcheteurs.objects.filter(pk=groupe.pk).update(modifie_le=timezone.now())
    record(f"groupes.{geste}", auteur=auteur, objet=groupe)
    services.unindex_absents(BILLET)


# --- What people are told ---


def _tell_nouvelle(chose: Chose, groupe: GroupeAcheteurs, auteur: Utilisateur) -> None:
    """Tell members what is new; of a task, whoever takes it."""
    if not isinstance(chose, TacheGroupe):
        code = "groupe" if isinstance(chose, Billet) else "calendrier"
        tell_membres(groupe, code, chose.pk, auteur)
    elif chose.qui and chose.qui.personne and chose.qui.personne != auteur:
        tell_nouveaute(chose.qui.personne, chose.qui, "taches", chose.pk)


def tell_membres(groupe: GroupeAcheteurs, code: str, numero: int, auteur: Utilisateur) -> None:
    """Tell each member of what is new, as often as she follows; whoever wrote knows."""
    for membre in list_membres(groupe).exclude(personne=auteur):
        tell_nouveaute(membre.personne or "", membre, code, numero)


def _choose_cadence(membre: MembreGroupe, code: str, numero: int) -> Cadence:
    """Return how often she follows; what is hers to do is told at once."""
    suit = Cadence(membre.suit)
    return Cadence.AUSSITOT if code == "taches" and suit != Cadence.JAMAIS else suit


def _is_passe(membre: MembreGroupe, code: str, numero: int) -> str:
    """Say why a member needs not be told any more; the row of who left is gone, and its mail."""
    la = _PAR_CODE[code].lit(membre.groupe).filter(pk=numero).exists()
    return "" if la and membre.suit != Cadence.JAMAIS else "Ce n’est plus là, ou plus suivi."


@courriel(
    make_avis(
        "Nouveauté d’un groupe", sujet=Sujet.ENTRAIDE, arret=_is_passe, au_plus=_choose_cadence
    )
)
def tell_nouveaute(membre: MembreGroupe, code: str, numero: int) -> Contexte:
    groupe, rubrique = membre.groupe, _PAR_CODE[code]
    chose = rubrique.lit(groupe).get(pk=numero)
    extrait = getattr(chose, "texte", "") or getattr(chose, "resume", "")
    return compose_avis(
        f"{groupe} : {chose}",
        [f"Nouveau dans « {rubrique.titre} ».", Truncator(extrait).chars(300)],
        (chose.get_absolute_url(), "Lire"),
        (reverse("groupes:membres", args=[groupe.pk]), "Choisir ce que vous recevez"),
    )


def _is_close_groupe(lien: MembreGroupe, **_par: str) -> str:
    attend = not lien.est_dedans and (not lien.expire_le or lien.expire_le > timezone.now())
    return "" if attend else "Elle a reçu une réponse, ou a pris fin."


_ATTEND: Final[dict[str, Any]] = {"arret": _is_close_groupe}


@courriel(make_avis("Demande à entrer dans un groupe", sujet=Sujet.ENTRAIDE, **_ATTEND))
def tell_demande_groupe(lien: MembreGroupe) -> Contexte:
    return compose_avis(
        f"{lien.groupe} : une demande attend votre réponse",
        [f"{lien} demande à entrer dans le groupe que vous animez."],
        (reverse("groupes:membres", args=[lien.groupe_id]), "Répondre"),
    )


@courriel(make_avis("Réponse à une demande à entrer dans un groupe"))
def tell_reponse_groupe(groupe: GroupeAcheteurs, accepte: bool) -> Contexte:  # noqa: FBT001 - kept with the mail
    dit = "Vous êtes membre du groupe." if accepte else "Votre demande n’est pas acceptée."
    return compose_avis(f"{groupe} : réponse à votre demande", [dit], _lead(groupe))


@courriel(make_avis("Invitation dans un groupe", **_ATTEND))
def tell_invitation_groupe(lien: MembreGroupe, par: str) -> Contexte:
    return compose_avis(
        f"{par} vous invite dans le groupe « {lien.groupe} »",
        [
            lien.groupe.but,
            "Connectez-vous avec cette adresse, ou créez un compte, pour accepter ou refuser.",
            f"L’invitation vaut {DUREE_INVITATION.days} jours.",
            "Si vous ne l’attendiez pas, ne faites rien.",
        ],
        _lead(lien.groupe),
    )


def _lead(groupe: GroupeAcheteurs) -> tuple[str, str]:
    return groupe.get_absolute_url(), "Voir le groupe"
