"""Writes comments, calls people to them, closes discussions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from spaser.web.commun.discussions.courriels import tell_mention
from spaser.web.commun.discussions.selectors import list_collegues
from spaser.web.commun.models import Commentaire, Discussion, Mention, ReglageMentions
from spaser.web.commun.versions import save_version
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from spaser.web.commun.discussions.sujet import Sujet
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.espaces import Espace


@transaction.atomic
def write_commentaire(espace: Espace, sujet: Sujet, texte: str, auteur: Utilisateur) -> Commentaire:
    """Add a comment about a thing of a space; whoever is named with « @ » is called."""
    discussion, _ = Discussion.objects.get_or_create(
        espace=espace,
        objet=sujet.objet,
        defaults={"titre": sujet.titre, "adresse": sujet.adresse},
    )
    commentaire = discussion.commentaires.create(auteur=auteur, texte=texte)
    _note(espace, "commentaire.ecrit", discussion, auteur)
    _call(espace, commentaire, auteur)
    return commentaire


@transaction.atomic
def rewrite_commentaire(
    espace: Espace, commentaire: Commentaire, texte: str, auteur: Utilisateur
) -> None:
    """Change what one said; VersionDepassee when one has changed it elsewhere meanwhile."""
    save_version(commentaire, commentaire.version, texte=texte, modifie_le=timezone.now())
    _note(espace, "commentaire.modifie", commentaire.discussion, auteur)
    _call(espace, commentaire, auteur)


@transaction.atomic
def close_discussion(
    espace: Espace, discussion: Discussion, auteur: Utilisateur, *, close: bool
) -> None:
    """Say that a discussion has its answer, or that it has not after all."""
    if bool(discussion.close_le) == close:
        return
    discussion.close_le = timezone.now() if close else None
    discussion.close_par = auteur if close else None
    discussion.save(update_fields=["close_le", "close_par"])
    _note(espace, "commentaire.clos" if close else "commentaire.rouvert", discussion, auteur)


def choose_courriel(personne: Utilisateur, *, courriel: bool) -> None:
    """Note whether somebody wants a mail when she is called."""
    ReglageMentions.objects.update_or_create(membre=personne, defaults={"courriel": courriel})


def _call(espace: Espace, commentaire: Commentaire, auteur: Utilisateur) -> None:
    """Keep one call for each colleague named; write to those who were not called yet."""
    nommes = [
        collegue
        for collegue in list_collegues(espace, auteur)
        if f"@{collegue.nom_complet}" in commentaire.texte
    ]
    commentaire.mentions.exclude(membre__in=nommes).delete()
    for collegue in nommes:
        _, nouvelle = Mention.objects.get_or_create(commentaire=commentaire, membre=collegue)
        if nouvelle:
            tell_mention(espace, commentaire, collegue)


def _note(espace: Espace, geste: str, discussion: Discussion, auteur: Utilisateur) -> None:
    record(
        geste,
        auteur=auteur,
        objet=discussion,
        espace=espace,
        details={"nom": discussion.titre},
    )
