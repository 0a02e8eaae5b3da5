"""What teams keep of a person: handed over, and erased."""

from __future__ import annotations

from typing import Any

from spaser.web.commun.models import Commentaire, Mention
from spaser.web.comptes.models import Utilisateur


def export_discussions(personne: Utilisateur) -> dict[str, Any]:
    """Return what this person said, and where she was called."""
    ecrits = Commentaire.objects.filter(auteur=personne).select_related("discussion")
    recues = Mention.objects.filter(membre=personne).select_related("commentaire__discussion")
    return {
        "commentaires": [
            {
                "sujet": c.discussion.titre,
                "texte": c.texte,
                "ecrit_le": c.ecrit_le.isoformat(),
                "supprime": c.ecarte_le is not None,
            }
            for c in ecrits
        ],
        "mentions": [
            {
                "sujet": m.commentaire.discussion.titre,
                "le": m.commentaire.ecrit_le.isoformat(),
                "lue": m.lue_le is not None,
            }
            for m in recues
        ],
    }


def erase_discussions(personne: Utilisateur) -> None:
    """Take her name out of what was said; erase what she had deleted herself."""
    Commentaire.objects.ecartees().filter(auteur=personne).delete()
    for mention in Mention.objects.filter(membre=personne).select_related("commentaire"):
        commentaire = mention.commentaire
        commentaire.texte = commentaire.texte.replace(f"@{personne.nom_complet}", "@compte effacé")
        commentaire.save(update_fields=["texte"])
