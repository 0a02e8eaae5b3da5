"""What teams keep of a person: handed over, and erased."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from spaser.web.commun.models import Commentaire, LienPartage, Mention
from spaser.web.comptes.models import Utilisateur


def export_discussions(personne: Utilisateur) -> dict[str, Any]:
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


def export_liens(personne: Utilisateur) -> list[dict[str, Any]]:
    siens = LienPartage.objects.filter(Q(cree_par=personne) | Q(porteur=personne))
    return [
        {
            "page": lien.vue,
            "espace": str(lien.espace or ""),
            "donne_a": lien.pour,
            "cree_le": lien.cree_le.isoformat(),
            "expire_le": lien.expire_le and lien.expire_le.isoformat(),
            "retire_le": lien.retire_le and lien.retire_le.isoformat(),
            "lectures": lien.lectures,
        }
        for lien in siens.select_related("espace__organisation")
    ]
