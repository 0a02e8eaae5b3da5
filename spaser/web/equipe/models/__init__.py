"""What a team keeps of its work together, beside the tools of its space."""

from spaser.web.equipe.models.corbeille import Ecartable
from spaser.web.equipe.models.discussions import Commentaire, Discussion, Mention, ReglageMentions
from spaser.web.equipe.models.outils import ReglageOutil
from spaser.web.equipe.models.partages import LienPartage

__all__ = [
    "Commentaire",
    "Discussion",
    "Ecartable",
    "LienPartage",
    "Mention",
    "ReglageMentions",
    "ReglageOutil",
]
