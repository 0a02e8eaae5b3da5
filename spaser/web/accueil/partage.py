"""The link that a team gives to those who decide."""

from __future__ import annotations

from typing import Final

from spaser.metier.droits import Operation
from spaser.web.commun.liens import SignedPage

PARTAGE: Final = SignedPage(
    "accueil:vue_partagee", "Vue des achats responsables", Operation.PARTAGER_VUE
)
