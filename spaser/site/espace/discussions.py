"""What people say to each other, what they are told of it, and the links given to others."""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, cast

import msgspec
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from spaser.regles.demandes import RELANCES_MAX, count_relances
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.espace import models
from spaser.site.espace.forms import FormCommentaire, FormReprise
from spaser.site.espace.historique import put_aside, restore
from spaser.site.organisations.espaces import exige_espace, fil_espace, is_visite
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Sorte
from spaser.site.socle.courriels.envoi import absolute_url, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte, Nature
from spaser.site.socle.jetons import Lectures, SignedPage, note_passage
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet as SujetCourriel
from spaser.site.socle.versions import save_form, save_version
from spaser.site.socle.vues import Rendu, shows

# --- What people say to each other, each discussion about one thing: of a space, or of the site
# ---
# A page of a space shows one with `{% discussion espace "chiffres:SOC-01" titre %}`: the subject
# is signed by that page, so that nobody can invent another. Outside a space the page itself says
# who reads and who writes, and nobody is called.


type Personne = Utilisateur | AnonymousUser
type Lieu = Espace | None  # None: the site, outside any space

_EXTRAIT: Final = 400  # characters of the comment that the mail quotes
_REDITE: Final = timedelta(hours=1)  # the same words again within it were sent twice
_SEL: Final = "commun.discussion"

COMMENTAIRE: Final = Sorte(
    code="commentaire",
    nom="Commentaire",
    modele=models.Commentaire,
    operation=Operation.COMMENTER,
    chemin="discussion__",
    personnelle=True,
)


@dataclass(frozen=True)
class SujetDiscussion:
    """A thing to speak of: its key (« chiffres:SOC-01 »), its name, the path of its page."""

    objet: str
    titre: str
    adresse: str


type Nommee = SujetDiscussion | models.Discussion


def sign_sujet(espace: Lieu, sujet: SujetDiscussion) -> str:
    """Return a text that stands for this subject in this place."""
    return signing.dumps([_name(espace), *astuple(sujet)], salt=_SEL)


def unsign_sujet(espace: Lieu, signe: str) -> SujetDiscussion | None:
    """Return what a text stands for; None when it was not signed for this place."""
    try:
        lieu, *champs = signing.loads(signe, salt=_SEL)
    except signing.BadSignature:
        return None
    return SujetDiscussion(*champs) if lieu == _name(espace) else None


def list_discussions(espace: Lieu) -> QuerySet[models.Discussion]:
    return models.Discussion.objects.filter(espace=espace).select_related("close_par")


def list_suivies(espace: Espace) -> QuerySet[models.Discussion]:
    """Return the discussions that still have comments, the latest said first."""
    presents = Q(commentaires__ecarte_le__isnull=True)
    return (
        list_discussions(espace)
        .annotate(
            nombre=Count("commentaires", filter=presents),
            dernier=Max("commentaires__ecrit_le", filter=presents),
        )
        .filter(nombre__gt=0)
        .order_by("-dernier", "-pk")
    )


def find_discussion(espace: Lieu, objet: str) -> models.Discussion | None:
    return list_discussions(espace).filter(objet=objet).first()


def read_commentaires(
    discussion: models.Discussion | None, lectrice: Personne
) -> list[models.Commentaire]:
    """Return what one reads: the comments, and in their place those one has just deleted."""
    if discussion is None:
        return []
    lisibles = Q(ecarte_le__isnull=True) | Q(ecarte_par=lectrice.pk, ecarte_par__isnull=False)
    return list(discussion.commentaires.filter(lisibles).select_related("auteur"))


def list_collegues(espace: Lieu, personne: Personne) -> list[Utilisateur]:
    """Return who may be called in a space: its other members, its advisers; nobody elsewhere."""
    if espace is None or espace.organisation is None:
        return []
    ici = espace.organisation
    siens = Q(pk__in=ici.appartenances.actives().values("utilisateur")) | Q(
        pk__in=ici.accompagnements.en_cours().values("utilisateur")
    )
    autres = Utilisateur.objects.filter(siens).exclude(pk=personne.pk or 0)
    return list(autres.order_by("prenom", "nom", "pk"))


def list_mentions(espace: Espace, personne: Personne) -> QuerySet[models.Mention]:
    """Return the calls that this person got in this space; none of a deleted comment."""
    siennes = models.Mention.objects.filter(
        membre=personne.pk,
        commentaire__discussion__espace=espace,
        commentaire__ecarte_le__isnull=True,
    )
    return siennes.select_related("commentaire__auteur", "commentaire__discussion")


def count_non_lues(espace: Espace, personne: Personne) -> int:
    return list_mentions(espace, personne).filter(lue_le__isnull=True).count()


@transaction.atomic
def write_commentaire(
    espace: Lieu, sujet: SujetDiscussion, texte: str, auteur: Utilisateur
) -> models.Commentaire:
    """Add a comment about a thing; whoever is named with « @ » is called."""
    discussion = open_discussion(espace, sujet)
    commentaire = discussion.commentaires.create(auteur=auteur, texte=texte)
    _note_discussions(espace, "commentaire.ecrit", discussion, auteur)
    _call(espace, commentaire, auteur)
    return commentaire


@transaction.atomic
def receive_message(
    espace: Espace, sujet: Nommee, texte: str, signature: str, pour: Utilisateur | None
) -> None:
    """Add what somebody says without an account, and call whoever it is for; sent twice, once.

    A discussion that was closed opens again. « @ » calls nobody: only members call each other.
    """
    ouverte = open_discussion(espace, sujet)
    discussion = models.Discussion.objects.select_for_update().get(pk=ouverte.pk)
    recents = discussion.commentaires.filter(ecrit_le__gt=timezone.now() - _REDITE)
    if recents.filter(signature=signature, texte=texte).exists():
        return
    if discussion.close_le:
        discussion.close_le = discussion.close_par = None
        discussion.save(update_fields=["close_le", "close_par"])
    commentaire = discussion.commentaires.create(signature=signature, texte=texte)
    _note_discussions(espace, "commentaire.recu", discussion, None)
    if pour:
        commentaire.mentions.create(membre=pour)
        tell_mention(pour, commentaire, pour)


@transaction.atomic
def rewrite_commentaire(
    espace: Lieu, commentaire: models.Commentaire, texte: str, auteur: Utilisateur
) -> None:
    """Change what one said; VersionDepassee when one has changed it elsewhere meanwhile."""
    save_version(commentaire, commentaire.version, texte=texte, modifie_le=timezone.now())
    _note_discussions(espace, "commentaire.modifie", commentaire.discussion, auteur)
    _call(espace, commentaire, auteur)


@transaction.atomic
def close_discussion(
    espace: Lieu, discussion: models.Discussion, auteur: Utilisateur, *, close: bool
) -> None:
    if bool(discussion.close_le) == close:
        return
    discussion.close_le = timezone.now() if close else None
    discussion.close_par = auteur if close else None
    discussion.save(update_fields=["close_le", "close_par"])
    _note_discussions(
        espace, "commentaire.clos" if close else "commentaire.rouvert", discussion, auteur
    )


def open_discussion(espace: Lieu, sujet: Nommee) -> models.Discussion:
    discussion, _ = models.Discussion.objects.get_or_create(
        espace=espace,
        objet=sujet.objet,
        defaults={"titre": sujet.titre, "adresse": sujet.adresse},
    )
    return discussion


def _call(espace: Lieu, commentaire: models.Commentaire, auteur: Utilisateur) -> None:
    """Keep one mention for each colleague named; mail those who were not mentioned yet."""
    nommes = [
        collegue
        for collegue in list_collegues(espace, auteur)
        if f"@{collegue.nom_complet}" in commentaire.texte
    ]
    commentaire.mentions.exclude(membre__in=nommes).delete()
    for collegue in nommes:
        _, nouvelle = models.Mention.objects.get_or_create(commentaire=commentaire, membre=collegue)
        if nouvelle and espace:
            tell_mention(collegue, commentaire, collegue)


def _name(espace: Lieu) -> str:
    return espace.siren if espace else ""


def _note_discussions(
    espace: Lieu, geste: str, discussion: models.Discussion, auteur: Utilisateur | None
) -> None:
    record(
        geste,
        auteur=auteur,
        objet=discussion,
        espace=espace,
        details={"nom": discussion.titre},
    )


def _is_rappele(commentaire: models.Commentaire, membre: Utilisateur) -> str:
    """Say why nobody needs to be told that a comment calls her."""
    if commentaire.ecarte_le or not commentaire.mentions.filter(membre=membre).exists():
        return "Le commentaire a été supprimé, ou ne la nomme plus."
    if membre not in list_collegues(commentaire.discussion.espace, AnonymousUser()):
        return "Elle n’est plus membre de l’organisation."
    return ""


@courriel(
    Nature(
        "Appel dans un commentaire",
        "commun/courriels/mention",
        sujet=SujetCourriel.DISCUSSIONS,
        arret=_is_rappele,
        espace=lambda commentaire, **_: commentaire.discussion.espace_id,
    )
)
def tell_mention(commentaire: models.Commentaire, membre: Utilisateur) -> Contexte:
    espace = cast("Espace", commentaire.discussion.espace)  # nobody is called elsewhere
    return {
        "auteur": commentaire.signature or commentaire.nom_auteur,
        "verbe": "écrit" if commentaire.signature else "mentionne",
        "titre": commentaire.discussion.titre,
        "espace": espace.nom,
        "mention": espace.mention,
        "extrait": Truncator(commentaire.texte).chars(_EXTRAIT),
        "lien": absolute_url(commentaire.discussion.adresse),
    }


# --- Values that a page hands to the next one in its form: signed, for one space, for one day ---


_DUREE: Final = 24 * 3600


def seal_contenu(espace: Espace, contenu: Any, usage: str) -> str:  # noqa: ANN401 - a dataclass of any kind
    """Return a text that only `unseal` reads."""
    return signing.dumps([espace.siren, msgspec.to_builtins(contenu)], salt=usage, compress=True)


def unseal_contenu[T](espace: Espace, scelle: str, usage: str, forme: type[T]) -> T | None:
    """Return what was handed over; None when it was altered, is too old or is another space's."""
    try:
        siren, contenu = signing.loads(scelle, salt=usage, max_age=_DUREE)
        return msgspec.convert(contenu, forme) if siren == espace.siren else None
    except (signing.BadSignature, ValueError, msgspec.ValidationError):
        return None  # the last two: sealed by a former version


# --- Links that open one thing to whoever holds them, without an account ---
# A purpose is a `SignedPage` (`socle/jetons.py`): it makes and reads addresses, of which
# `LienPartage` is the one table. A later need declares a purpose in its manifest (`outil.py`). A
# link that only stops mails is kept nowhere (ADR 72).


LU: Final = "partage.lu"
GARDE_ADRESSES: Final = timedelta(days=365)  # of those who were asked by a link, after its end
_NOTER_CHAQUE: Final = timedelta(hours=1)  # readings noted in the journal, at most


@transaction.atomic
def make_partage(
    page: SignedPage, espace: Espace, pour: str, duree: timedelta, auteur: Utilisateur
) -> models.LienPartage:
    lien = models.LienPartage.objects.create(
        vue=page.vue,
        espace=espace,
        pour=pour,
        cree_par=auteur,
        expire_le=timezone.now() + duree,
    )
    _note_liens("partage.cree", lien, auteur)
    return lien


@transaction.atomic
def open_sien(page: SignedPage, personne: Utilisateur) -> None:
    """Give somebody an address of her own: a new one, if she had one."""
    Utilisateur.objects.select_for_update().get(pk=personne.pk)  # two clicks at once: one row
    connu = models.LienPartage.objects.filter(vue=page.vue, porteur=personne).first()
    if connu is not None:
        return renew_partage(connu, personne)
    lien = models.LienPartage.objects.create(vue=page.vue, porteur=personne, cree_par=personne)
    return _note_liens("partage.cree", lien, personne)


@transaction.atomic
def renew_partage(lien: models.LienPartage, auteur: Utilisateur) -> None:
    """Change an address: the former one opens nothing from now on."""
    tel_quel = models.LienPartage.objects.filter(pk=lien.pk, retire_le=lien.retire_le)
    if tel_quel.update(tirage=F("tirage") + 1, retire_le=None):  # False: revoked meanwhile
        _note_liens("partage.renouvele", lien, auteur)


@transaction.atomic
def revoke_partage(lien: models.LienPartage, auteur: Utilisateur) -> None:
    libres = models.LienPartage.objects.filter(pk=lien.pk, retire_le__isnull=True)
    if libres.update(retire_le=timezone.now()):
        _note_liens("partage.retire", lien, auteur)


def list_partages(page: SignedPage) -> models.LiensPartage:
    """Return the links of a page that open it: neither taken back nor over."""
    ouverts = models.LienPartage.objects.filter(vue=page.vue).ouverts()
    return ouverts.select_related("espace__organisation", "cree_par", "porteur")


def note_lecture(lien: models.LienPartage, maintenant: datetime) -> None:
    """Note a reading; the scheduler counts it within minutes."""
    note_passage(LU, lien.pk, maintenant)


def write_lectures(lectures: Lectures) -> None:
    """Count readings; the journal notes one an hour at most."""
    for lien in models.LienPartage.objects.filter(pk__in=lectures):
        for quand in sorted(lectures[lien.pk]):
            if lien.espace and (lien.lu_le is None or quand - lien.lu_le >= _NOTER_CHAQUE):
                _note_liens(LU, lien, None)
            lien.lu_le = max(quand, lien.lu_le or quand)
        nombre = F("lectures") + len(lectures[lien.pk])
        models.LienPartage.objects.filter(pk=lien.pk).update(lectures=nombre, lu_le=lien.lu_le)


def list_demandees[D: models.DemandeParLien](modele: type[D]) -> QuerySet[D]:
    """Return what is asked by links that open; those of a trial do not."""
    ouverts = models.LienPartage.objects.ouverts().filter(espace__organisation__isnull=False)
    demandes = modele._default_manager.filter(lien__in=ouverts)  # noqa: SLF001 - Django's own name for it
    return demandes.select_related("lien__espace__organisation", "lien__cree_par", *modele.LUES)


def make_page_demande(
    vue: str, nom: str, operation: Operation, modele: type[models.DemandeParLien]
) -> SignedPage:
    return SignedPage(vue, nom, operation, partial(list_demandees, modele), str)


def make_avis_lien(titre: str, sujet: SujetCourriel) -> Nature:
    """Return the kind of a mail that asks by a link: it stops once it was answered, or is over."""
    return make_avis(
        titre,
        sujet=sujet,
        seul=True,
        arret=lambda demande, **_: "" if demande.attend else "Rien n’est plus attendu.",
        espace=lambda demande, **_: demande.lien.espace_id,
    )


@transaction.atomic
def remind(demande: Any, nombre: int, tell: Callable[..., object]) -> bool:  # noqa: ANN401 - a `DemandeParLien`
    """Tell again, as the reminder of this number; False when it is not, or no more, awaited."""
    meme = type(demande).objects.filter(pk=demande.pk, relances=demande.relances)
    faite = demande.peut_relancer and bool(meme.update(relances=nombre))
    if faite:
        tell(demande.a_qui, demande, rappel=True)
    return faite


def follow_demandes(modele: type[Any], tell: Callable[..., object], maintenant: datetime) -> None:
    """Send the reminders that are due, those missed as one; forget addresses, long after."""
    jour = timezone.localdate(maintenant)
    attendues = list_demandees(modele).filter(repondue_le=None, relances__lt=RELANCES_MAX)
    for demande in attendues:
        dus = count_relances(timezone.localdate(demande.lien.cree_le), demande.echeance, jour)
        if dus > demande.relances:
            remind(demande, dus, tell)
    finies = modele.objects.filter(lien__expire_le__lt=maintenant - GARDE_ADRESSES)
    finies.exclude(courriel="").update(courriel="")


def answer_ferme(request: HttpRequest) -> HttpResponse:
    """Answer to an address that opens nothing, or nothing any more."""
    return seal_page(render(request, "commun/lien_ferme.html", status=404))


def seal_page(reponse: HttpResponse) -> HttpResponse:
    """Keep a page opened by a link out of search engines and shared caches."""
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def _note_liens(geste: str, lien: models.LienPartage, auteur: Utilisateur | None) -> None:
    record(geste, auteur=auteur, objet=lien, espace=lien.espace)


# --- Comments: written, changed, deleted, taken back; discussions closed ---


_PAS_LA_SIENNE = "Seule la personne qui a écrit un commentaire peut le modifier ou le supprimer."


@exige_espace(Operation.VOIR_ESPACE)
@shows("commun/discussions.html")
def discussions(request: HttpRequest, espace: Espace) -> Rendu:
    return {
        "fil": fil_espace(request, espace, ("Discussions", None)),
        "discussions": list_suivies(espace),
    }


@exige_espace(Operation.COMMENTER)
@require_POST
def commenter(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Add a comment; what is wrong is told on a page of its own, with the text kept."""
    signe = request.POST.get("sujet", "")
    sujet = unsign_sujet(espace, signe)
    if sujet is None:
        messages.error(request, "Cette page a changé : rouvrez-la, puis écrivez de nouveau.")
        return redirect("commun:discussions", espace.siren)
    form = FormCommentaire(request.POST, collegues=list_collegues(espace, request.user))
    if form.is_valid():
        write_commentaire(espace, sujet, form.cleaned_data["texte"], request.user)
        messages.success(request, "Votre commentaire est publié.")
        return redirect(f"{sujet.adresse}#discussion")
    contexte = {
        "fil": fil_espace(request, espace, (sujet.titre, sujet.adresse), ("Commenter", None)),
        "espace": espace,
        "sujet": sujet,
        "signe": signe,
        "form": form,
    }
    return render(request, "commun/commenter.html", contexte)


@exige_espace(Operation.COMMENTER)
@shows("commun/modifier_commentaire.html", envoi=True)
def modifier_commentaire(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    commentaire = _find(espace, pk)
    if commentaire.auteur_id != request.user.pk or commentaire.ecarte_le:
        return _refuse(request, commentaire.discussion)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormReprise(
            envoye, initial={"texte": commentaire.texte}, version=commentaire.version
        ),
        lambda form: rewrite_commentaire(
            espace, commentaire, **form.read(), auteur=auteur_of(request)
        ),
    )
    if form is None:
        messages.success(request, "Votre commentaire est modifié.")
        return _back(commentaire.discussion)
    titre = commentaire.discussion.titre
    return {
        "fil": fil_espace(
            request,
            espace,
            (titre, commentaire.discussion.adresse),
            ("Modifier un commentaire", None),
        ),
        "commentaire": commentaire,
        "form": form,
    }


@exige_espace(Operation.COMMENTER)
@require_POST
def supprimer_commentaire(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Put one's comment in the bin, or take it back from there; that of a link is anybody's."""
    commentaire = _find(espace, pk)
    if not _may_remove(commentaire, request.user.pk):
        return _refuse(request, commentaire.discussion)
    if request.POST.get("retablir"):
        restore(espace, COMMENTAIRE, commentaire, request.user)
        messages.success(request, "Le commentaire est rétabli.")
    else:
        put_aside(espace, COMMENTAIRE, commentaire, request.user)
        messages.success(request, "Le commentaire est supprimé. Vous pouvez le rétablir.")
    return _back(commentaire.discussion)


@exige_espace(Operation.COMMENTER)
@require_POST
def clore_discussion(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    discussion = get_object_or_404(list_discussions(espace), pk=pk)
    close_discussion(espace, discussion, request.user, close=not request.POST.get("rouvrir"))
    return _back(discussion)


def _may_remove(commentaire: models.Commentaire, qui: int) -> bool:
    """Say whether somebody may delete a comment, or take back the one that she deleted."""
    if commentaire.signature:
        return commentaire.ecarte_par_id in {None, qui}
    return commentaire.auteur_id == qui


def _find(espace: Espace, pk: int) -> models.Commentaire:
    siens = models.Commentaire.objects.filter(discussion__espace=espace)
    return get_object_or_404(siens.select_related("auteur", "discussion"), pk=pk)


def _refuse(request: HttpRequest, discussion: models.Discussion) -> HttpResponse:
    messages.error(request, _PAS_LA_SIENNE)
    return _back(discussion)


def _back(discussion: models.Discussion) -> HttpResponse:
    return redirect(f"{discussion.adresse}#discussion")


# --- « Mes mentions »: where this person was called in a space, read or not ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("commun/mentions.html")
def mentions(request: HttpRequest, espace: Espace) -> Rendu:
    siennes = list(list_mentions(espace, request.user))
    return {
        "fil": fil_espace(request, espace, ("Mes mentions", None)),
        "mentions": siennes,
        "non_lues": sum(mention.lue_le is None for mention in siennes),
        "regler": not (espace.est_garde or is_visite(request, espace)),
    }


@exige_espace(Operation.VOIR_ESPACE)
@require_POST
def lire_mentions(request: HttpRequest, espace: Espace) -> HttpResponse:
    siennes, numero = list_mentions(espace, request.user), request.POST.get("mention", "")
    if not (numero.isascii() and numero.isdigit()):
        siennes.filter(lue_le__isnull=True).update(lue_le=timezone.now())
        return redirect("commun:mentions", espace.siren)
    mention = get_object_or_404(siennes, pk=numero)
    siennes.filter(pk=mention.pk, lue_le__isnull=True).update(lue_le=timezone.now())
    return redirect(f"{mention.commentaire.discussion.adresse}#discussion")
