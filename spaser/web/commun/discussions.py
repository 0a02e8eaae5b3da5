"""What people say to each other, each discussion about one thing: of a space, or of the site.

A page of a space shows one with `{% discussion espace "chiffres:SOC-01" titre %}`: the subject is
signed by that page, so that nobody can invent another. Outside a space the page itself says who
reads and who writes, and nobody is called.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import timedelta
from typing import Final, cast

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from spaser.metier.droits import Operation
from spaser.web.commun.models import Commentaire, Discussion, Mention
from spaser.web.commun.outils import Sorte
from spaser.web.commun.versions import save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.courriels.ecriture import courriel
from spaser.web.courriels.natures import Contexte, Nature
from spaser.web.courriels.sujets import Sujet as SujetCourriel
from spaser.web.organisations.models import Espace
from spaser.web.socle.courriel import absolute_url
from spaser.web.socle.journal import record

type Personne = Utilisateur | AnonymousUser
type Lieu = Espace | None  # None: the site, outside any space

_EXTRAIT: Final = 400  # characters of the comment that the mail quotes
_REDITE: Final = timedelta(hours=1)  # the same words again within it were sent twice
_SEL: Final = "commun.discussion"

COMMENTAIRE: Final = Sorte(
    code="commentaire",
    nom="Commentaire",
    modele=Commentaire,
    operation=Operation.COMMENTER,
    chemin="discussion__",
    personnelle=True,
)


@dataclass(frozen=True)
class Sujet:
    """A thing to speak of: its key (« chiffres:SOC-01 »), its name, the path of its page."""

    objet: str
    titre: str
    adresse: str


def sign_sujet(espace: Lieu, sujet: Sujet) -> str:
    """Return a text that stands for this subject in this place."""
    return signing.dumps([_name(espace), *astuple(sujet)], salt=_SEL)


def read_sujet(espace: Lieu, signe: str) -> Sujet | None:
    """Return what a text stands for; None when it was not signed for this place."""
    try:
        lieu, *champs = signing.loads(signe, salt=_SEL)
    except signing.BadSignature:
        return None
    return Sujet(*champs) if lieu == _name(espace) else None


def list_discussions(espace: Lieu) -> QuerySet[Discussion]:
    return Discussion.objects.filter(espace=espace).select_related("close_par")


def list_suivies(espace: Espace) -> QuerySet[Discussion]:
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


def find_discussion(espace: Lieu, objet: str) -> Discussion | None:
    return list_discussions(espace).filter(objet=objet).first()


def list_commentaires(espace: Espace) -> QuerySet[Commentaire]:
    siens = Commentaire.objects.filter(discussion__espace=espace)
    return siens.select_related("auteur", "discussion")


def read_commentaires(discussion: Discussion | None, lectrice: Personne) -> list[Commentaire]:
    """Return what one reads: the comments, and in their place those one has just deleted."""
    if discussion is None:
        return []
    lisibles = Q(ecarte_le__isnull=True) | Q(ecarte_par=lectrice.pk, ecarte_par__isnull=False)
    return list(discussion.commentaires.filter(lisibles).select_related("auteur"))


def list_collegues(espace: Lieu, personne: Personne) -> list[Utilisateur]:
    """Return who may be called in a space: its other members; nobody in a trial or outside."""
    if espace is None or espace.organisation is None:
        return []
    membres = espace.organisation.appartenances.actives().exclude(utilisateur=personne.pk)
    return list(
        Utilisateur.objects.filter(pk__in=membres.values("utilisateur")).order_by(
            "prenom", "nom", "pk"
        )
    )


def list_mentions(espace: Espace, personne: Personne) -> QuerySet[Mention]:
    """Return the calls that this person got in this space; none of a deleted comment."""
    siennes = Mention.objects.filter(
        membre=personne.pk,
        commentaire__discussion__espace=espace,
        commentaire__ecarte_le__isnull=True,
    )
    return siennes.select_related("commentaire__auteur", "commentaire__discussion")


def count_non_lues(espace: Espace, personne: Personne) -> int:
    return list_mentions(espace, personne).filter(lue_le__isnull=True).count()


@transaction.atomic
def write_commentaire(espace: Lieu, sujet: Sujet, texte: str, auteur: Utilisateur) -> Commentaire:
    """Add a comment about a thing; whoever is named with « @ » is called."""
    discussion = _open(espace, sujet)
    commentaire = discussion.commentaires.create(auteur=auteur, texte=texte)
    _note(espace, "commentaire.ecrit", discussion, auteur)
    _call(espace, commentaire, auteur)
    return commentaire


@transaction.atomic
def receive_message(
    espace: Espace, sujet: Sujet, texte: str, signature: str, pour: Utilisateur | None
) -> None:
    """Add what somebody says without an account, and call whoever it is for; sent twice, once.

    A discussion that was closed opens again. « @ » calls nobody: only members call each other.
    """
    discussion = Discussion.objects.select_for_update().get(pk=_open(espace, sujet).pk)
    recents = discussion.commentaires.filter(ecrit_le__gt=timezone.now() - _REDITE)
    if recents.filter(signature=signature, texte=texte).exists():
        return
    if discussion.close_le:
        discussion.close_le = discussion.close_par = None
        discussion.save(update_fields=["close_le", "close_par"])
    commentaire = discussion.commentaires.create(signature=signature, texte=texte)
    _note(espace, "commentaire.recu", discussion, None)
    if pour:
        commentaire.mentions.create(membre=pour)
        tell_mention(pour, commentaire, pour)


@transaction.atomic
def rewrite_commentaire(
    espace: Lieu, commentaire: Commentaire, texte: str, auteur: Utilisateur
) -> None:
    """Change what one said; VersionDepassee when one has changed it elsewhere meanwhile."""
    save_version(commentaire, commentaire.version, texte=texte, modifie_le=timezone.now())
    _note(espace, "commentaire.modifie", commentaire.discussion, auteur)
    _call(espace, commentaire, auteur)


@transaction.atomic
def close_discussion(
    espace: Lieu, discussion: Discussion, auteur: Utilisateur, *, close: bool
) -> None:
    if bool(discussion.close_le) == close:
        return
    discussion.close_le = timezone.now() if close else None
    discussion.close_par = auteur if close else None
    discussion.save(update_fields=["close_le", "close_par"])
    _note(espace, "commentaire.clos" if close else "commentaire.rouvert", discussion, auteur)


def _open(espace: Lieu, sujet: Sujet) -> Discussion:
    discussion, _ = Discussion.objects.get_or_create(
        espace=espace,
        objet=sujet.objet,
        defaults={"titre": sujet.titre, "adresse": sujet.adresse},
    )
    return discussion


def _call(espace: Lieu, commentaire: Commentaire, auteur: Utilisateur) -> None:
    """Keep one mention for each colleague named; mail those who were not mentioned yet."""
    nommes = [
        collegue
        for collegue in list_collegues(espace, auteur)
        if f"@{collegue.nom_complet}" in commentaire.texte
    ]
    commentaire.mentions.exclude(membre__in=nommes).delete()
    for collegue in nommes:
        _, nouvelle = Mention.objects.get_or_create(commentaire=commentaire, membre=collegue)
        if nouvelle and espace:
            tell_mention(collegue, commentaire, collegue)


def _name(espace: Lieu) -> str:
    return espace.siren if espace else ""


def _note(espace: Lieu, geste: str, discussion: Discussion, auteur: Utilisateur | None) -> None:
    record(
        geste,
        auteur=auteur,
        objet=discussion,
        espace=espace,
        details={"nom": discussion.titre},
    )


def _is_rappele(commentaire: Commentaire, membre: Utilisateur) -> str:
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
def tell_mention(commentaire: Commentaire, membre: Utilisateur) -> Contexte:
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
