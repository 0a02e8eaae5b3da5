"""How one record is spelled: v2 JSON, v1 JSON or v2 XML.

The generator glues ready-made fragments. A fragment is a field with its name; only this module
knows what a field looks like in each format.
"""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

import msgspec

type Valeur = str | int | float | bool | dict[str, Valeur] | list[Valeur] | None


def _json(valeur: Valeur) -> str:
    return msgspec.json.encode(valeur).decode()


class Json:
    """JSON of schema v2: lists of wrapped objects, a key for each family."""

    separateur: Final = ","
    enfant_modification_acte: Final = "modificationActeSousTraitance"
    debut: Final = b'{"marches":{"marche":['
    milieu: Final = b'],"contrat-concession":['
    fin: Final = b"]}}"

    def texte(self, brut: str) -> str:
        """Escape a text, without the quotes."""
        return _json(brut)[1:-1]

    def champ(self, nom: str, valeur: Valeur) -> str:
        """Spell one field."""
        return f',"{nom}":{_json(valeur)}'

    def affixes(self, nom: str, *, texte: bool) -> tuple[str, str]:
        """Return what surrounds the escaped value of a field."""
        guillemet = '"' if texte else ""
        return f',"{nom}":{guillemet}', guillemet

    def element(self, enfant: str, champs: str) -> str:
        """Spell one item of a list of objects."""
        return f'{{"{enfant}":{{{champs[1:]}}}}}'

    def liste(self, nom: str, elements: list[str]) -> str:
        """Spell a list of objects."""
        return f',"{nom}":[{",".join(elements)}]'

    def fiche(self, champs: str, _enfant: str = "marche") -> str:
        """Spell a whole record."""
        return f"{{{champs[1:]}}}"


class JsonV1(Json):
    """JSON of schema v1: one flat list, objects without a wrapper."""

    debut: Final = b'{"marches":['  # type: ignore[misc]
    milieu: Final = b","  # type: ignore[misc]
    fin: Final = b"]}"  # type: ignore[misc]

    def element(self, enfant: str, champs: str) -> str:  # noqa: ARG002
        """Spell one item of a list of objects."""
        return f"{{{champs[1:]}}}"


class Xml:
    """XML of schema v2."""

    separateur: Final = "\n"
    enfant_modification_acte: Final = "modificationActesSousTraitance"
    debut: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n<marches>\n'
    milieu: Final = b"\n"
    fin: Final = b"\n</marches>\n"

    def texte(self, brut: str) -> str:
        """Escape a text."""
        return escape(brut)

    def champ(self, nom: str, valeur: Valeur) -> str:
        """Spell one field."""
        return f"<{nom}>{self._contenu(valeur)}</{nom}>"

    def _contenu(self, valeur: Valeur) -> str:
        match valeur:
            case None:
                return ""
            case bool():
                return "true" if valeur else "false"
            case dict():
                return "".join(
                    "".join(
                        self.champ(nom, v) for v in (fils if isinstance(fils, list) else [fils])
                    )
                    for nom, fils in valeur.items()
                )
            case list():
                return "".join(self._contenu(v) for v in valeur)
            case _:
                return escape(str(valeur))

    def affixes(self, nom: str, *, texte: bool) -> tuple[str, str]:  # noqa: ARG002
        """Return what surrounds the escaped value of a field."""
        return f"<{nom}>", f"</{nom}>"

    def element(self, enfant: str, champs: str) -> str:
        """Spell one item of a list of objects."""
        return f"<{enfant}>{champs}</{enfant}>"

    def liste(self, nom: str, elements: list[str]) -> str:
        """Spell a list of objects."""
        return f"<{nom}>{''.join(elements)}</{nom}>"

    def fiche(self, champs: str, enfant: str = "marche") -> str:
        """Spell a whole record."""
        return f"<{enfant}>{champs}</{enfant}>"


type Dialecte = Json | Xml
