"""The gestures of the journal, in words: each app registers those of its tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from spaser.web.commun.outils import list_modules


@dataclass(frozen=True)
class Famille:
    """The gestures of a tool: `code` begins their names (« perimetre. »), `gestes` says each.

    A sentence goes on from a name: « a répondu aux questions du périmètre ».
    """

    code: str
    nom: str
    gestes: Mapping[str, str] = field(default_factory=dict)

    def tell(self, geste: str) -> str:
        """Return a gesture in words; one without words of its own is a piece of work."""
        return self.gestes.get(geste.removeprefix(f"{self.code}."), "a travaillé dans cet outil")


_FAMILLES: Final[dict[str, Famille]] = {}


def register_familles(*familles: Famille) -> None:
    """Let the history of spaces show a tool's gestures; called from an app's `ready`."""
    _FAMILLES.update({famille.code: famille for famille in familles})


def list_familles() -> dict[str, Famille]:
    """Return the families by code: those with words, and every tool without."""
    noms = {famille.nom for famille in _FAMILLES.values()}
    muettes = (Famille(m.code, m.titre) for m in list_modules() if m.titre not in noms)
    return {famille.code: famille for famille in muettes} | _FAMILLES


EQUIPE: Final = (
    Famille("perimetre", "Périmètre", {"reponse": "a répondu aux questions du périmètre"}),
    Famille(
        "proposition",
        "Propositions",
        {
            "retenue": "a retenu une proposition",
            "ecartee": "a écarté une proposition",
            "proposee": "a remis une proposition à décider",
        },
    ),
    Famille(
        "outil",
        "Choix des outils",
        {"eteint": "a retiré un outil des menus", "rallume": "a remis un outil dans les menus"},
    ),
    Famille(
        "commentaire",
        "Discussions",
        {
            "ecrit": "a écrit un commentaire",
            "modifie": "a modifié son commentaire",
            "ecarte": "a supprimé son commentaire",
            "retabli": "a rétabli son commentaire",
            "clos": "a clos une discussion",
            "rouvert": "a rouvert une discussion",
        },
    ),
    Famille(
        "partage",
        "Vue pour les élus",
        {
            "cree": "a créé un lien de partage",
            "retire": "a retiré un lien de partage",
            "lu": "Un lien de partage a été ouvert",
        },
    ),
)
