"""What a team keeps of its work together, beside the tools of its space."""

from spaser.web.commun.models.corbeille import Ecartable
from spaser.web.commun.models.discussions import Commentaire, Discussion, Mention, ReglageMentions
from spaser.web.commun.models.outils import ReglageOutil
from spaser.web.commun.models.partages import LienPartage

__all__ = [
    "Commentaire",
    "Discussion",
    "Ecartable",
    "LienPartage",
    "Mention",
    "ReglageMentions",
    "ReglageOutil",
]
