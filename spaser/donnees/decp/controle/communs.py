"""What every examination does: values that say nothing, and values of a wrong type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from spaser.donnees.decp.champs import Champ, Genre, Presence
from spaser.donnees.decp.controle.modele import ABSENT, Examen, Releve
from spaser.donnees.decp.conversion.normalisation import is_vide

_VIDE_LONGUEUR_MAX: Final = 8  # « NC », « MQ NC », « null »…
_TEXTES: Final = frozenset({Genre.TEXTE, Genre.IDENTIFIANT, Genre.LIEU})


type Lecteur = Callable[[Any, Releve], object]


def make_examen(
    champ: Champ, chemin: str, attendu: str, lecteurs: Mapping[type, Lecteur]
) -> Examen:
    """Return the examination of a field by what reads each type of value.

    A text that says nothing is taken off, whatever would read it; another type is refused.
    """

    def examine(brut: object, releve: Releve) -> object:
        if brut is None or (type(brut) is str and says_nothing(brut)):
            return leave_out(champ, chemin, brut, releve)
        lecteur = lecteurs.get(type(brut))
        if lecteur is None:
            return refuse_structure(chemin, brut, releve, attendu)
        return lecteur(brut, releve)

    return examine


def says_nothing(texte: str) -> bool:
    """Tell whether a text stands for no answer: blank, NC, MQ and the like."""
    return len(texte) <= _VIDE_LONGUEUR_MAX and is_vide(texte)


def leave_out(champ: Champ, chemin: str, brut: object, releve: Releve) -> object:
    """Take off a value that says nothing; a mandatory one must come from the buyer."""
    blanc = not brut or (isinstance(brut, str) and not brut.strip())
    if champ.presence is Presence.OBLIGATOIRE:
        # The official schema takes any text for a text, even an empty one.
        schema = not (isinstance(brut, str) and champ.genre in _TEXTES and not champ.longueur)
        if blanc:
            releve.ask("champ_absent", chemin, brut, "obligatoire, mais vide", schema=schema)
        else:
            releve.ask("non_renseigne", chemin, brut, "obligatoire, mais sans réponse")
    elif not blanc:
        releve.repair("non_renseigne", chemin, brut, "ne dit rien : le champ est à retirer")
    elif not releve.xml:
        releve.repair("valeur_nulle", chemin, brut, "un champ facultatif vide est à retirer")
    return ABSENT


def refuse_structure(chemin: str, brut: object, releve: Releve, attendu: str) -> object:
    """Note that a value has not the shape expected, and that no certain way leads there."""
    releve.ask("structure_illisible", chemin, brut, f"n’a pas la forme attendue : {attendu}")
    return brut
