"""The text of a sheet as headings and words: what a page shows, and what two versions compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

type Objet = Mapping[str, Any]

# Where the words of a block are, in the order a reader meets them.
_PORTEURS: Final = (
    *("titre", "legende", "entetes", "lignes", "champs"),
    *("texte", "contenu", "elements", "liste", "alt"),
)


@dataclass(frozen=True, slots=True)
class RubriqueTexte:
    titre: str  # « Présenter le schéma › Où nous en sommes »
    blocs: tuple[Objet, ...]

    @property
    def paragraphes(self) -> list[str]:
        return [mots for bloc in self.blocs if (mots := _read_mots(bloc))]


def list_rubriques(texte: Sequence[Objet], devant: str = "") -> list[RubriqueTexte]:
    return list(_walk(texte, devant))


def _walk(sections: Sequence[Objet], devant: str) -> Iterator[RubriqueTexte]:
    for section in sections:
        titre = f"{devant} › {section['titre']}" if devant else section["titre"]
        if blocs := tuple(section.get("blocs", ())):
            yield RubriqueTexte(titre, blocs)
        yield from _walk(section.get("sections", ()), titre)


def _read_mots(valeur: object) -> str:
    """Join the words of a block: those of a line touch, those of cells and items do not."""
    match valeur:
        case str():
            return valeur
        case {"genre": "note", "texte": str(note)}:
            return f" ({note})"
        case list() if all(isinstance(v, dict) and "texte" in v for v in valeur):
            return "".join(_read_mots(v) for v in valeur)
        case list():
            return "\u202f; ".join(filter(None, map(_read_mots, valeur)))
        case dict():
            noms = [nom for nom in _PORTEURS if nom in valeur]
            return "\u202f; ".join(filter(None, (_read_mots(valeur[nom]) for nom in noms)))
        case _:
            return ""
