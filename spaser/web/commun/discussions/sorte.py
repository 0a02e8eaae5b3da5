"""Comments go through the bin."""

from __future__ import annotations

from typing import Final

from spaser.metier.droits import Operation
from spaser.web.commun.models import Commentaire
from spaser.web.commun.outils import Sorte

COMMENTAIRE: Final = Sorte(
    code="commentaire",
    nom="Commentaire",
    modele=Commentaire,
    operation=Operation.COMMENTER,
    chemin="discussion__",
    personnelle=True,
)
