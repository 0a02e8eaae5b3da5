"""The columns of a table of ours, declared once: a form, a page, an import and an export read them.

A column is declared beside the field of the dataclass that it fills, by `colonne`.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import chain
from typing import Any, Final

from spaser.elements import fold_mots
from spaser.moteur.tables.modele import Remarque

_CLE: Final = "colonne"


class Nature(Enum):
    TEXTE = auto()  # of several lines
    LIGNE = auto()
    JOUR = auto()
    CHOIX = auto()  # one word of a list
    CHOIX_MULTIPLES = auto()
    OUI_NON = auto()
    CLE = auto()  # an identifier of this site


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonne:
    """A column: its field, its title, the other titles that files give it, how it is asked."""

    nom: str = ""
    titre: str
    court: str = ""  # its name where the title is too long
    question: str = ""  # asked in a form, in place of the title
    aide: str = ""
    nature: Nature = Nature.TEXTE
    titres: tuple[str, ...] = ()  # folded
    debuts: tuple[str, ...] = ()  # folded beginnings
    groupe: str = ""  # the part of a form and of a page; empty, the column is in files only
    vide: str = "–"  # shown for an empty value; empty, nothing is shown
    au_tableau: bool = True  # shown in the table of a page
    de: tuple[str, ...] = ()  # fields that a table of others puts in one cell

    @property
    def plie(self) -> str:
        return fold_mots(self.titre)

    @property
    def premier(self) -> str:
        return self.de[0] if self.de else self.nom

    @property
    def libelle(self) -> str:
        return self.court or self.titre


def colonne(
    titre: str,
    defaut: Any = dataclasses.MISSING,  # noqa: ANN401 - as dataclasses.field
    titres: str = "",
    debuts: str = "",
    **reste: Any,
) -> Any:  # noqa: ANN401 - as dataclasses.field
    """Return the field of a dataclass, and declare its column; titles are parted by bars."""
    noms, tetes = (tuple(filter(None, texte.split("|"))) for texte in (titres, debuts))
    declaree = Colonne(titre=titre, titres=noms, debuts=tetes, **reste)
    return field(default=defaut, metadata={_CLE: declaree})


def list_colonnes(modele: type) -> tuple[Colonne, ...]:
    return tuple(
        dataclasses.replace(champ.metadata[_CLE], nom=champ.name)
        for champ in dataclasses.fields(modele)
        if _CLE in champ.metadata
    )


def find_colonne(colonnes: Sequence[Colonne], plie: str) -> str:
    """Return the name of the column that a folded title is of, else nothing."""
    notres = (c for c in colonnes if plie == c.plie)
    exactes = (c for c in colonnes if plie in c.titres)
    proches = (c for c in colonnes if c.debuts and plie.startswith(c.debuts))
    trouvee = next(chain(notres, exactes, proches), None) if plie else None
    return trouvee.nom if trouvee else ""


def find_rangs(colonnes: Sequence[Colonne], titres: Sequence[str]) -> dict[str, int]:
    """Return the rank of each column that folded titles name: our own title, else the first."""
    noms = {rang: find_colonne(colonnes, titre) for rang, titre in enumerate(titres)}
    premiers = {nom: rang for rang, nom in reversed(noms.items()) if nom}
    return premiers | {c.nom: titres.index(c.plie) for c in colonnes if c.plie in titres}


@dataclass(frozen=True, slots=True)
class Reste:
    """A text that stands under no column of ours: its place, its title if it has one."""

    rang: int
    lettre: str
    titre: str
    texte: str


@dataclass(slots=True)
class Rangee:
    """A row: texts and days by column, what stands elsewhere, what to say of it."""

    numero: int
    ecrites: Sequence[Any]  # its cells, as they are
    valeurs: dict[str, Any]
    restes: list[Reste] = field(default_factory=list)
    lettres: Mapping[str, str] = field(default_factory=dict)  # of each column
    remarques: list[Remarque] = field(default_factory=list)

    def tell(self, nom: str, probleme: str, remede: str = "", titre: str = "") -> None:
        """Say something of a cell, told with its title if given; without name, of the row."""
        lettre = self.lettres.get(nom, "")
        place = (f"colonne {lettre}" if lettre else "", f"« {titre} »" if titre else "")
        self.remarques.append(
            Remarque(
                ligne=self.numero,
                colonne=" ".join(filter(None, place)),
                valeur=str(self.valeurs.get(nom, ""))[:80],
                probleme=probleme,
                remede=remede,
            )
        )

    def tell_reste(self, reste: Reste, probleme: str) -> None:
        self.remarques.append(
            Remarque(
                ligne=self.numero,
                colonne=f"colonne {reste.lettre}",
                valeur=reste.texte[:80],
                probleme=probleme,
            )
        )
