"""Labels and booleans: another spelling of an allowed value is repaired, never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from spaser.moteur.decp.champs import Champ
from spaser.moteur.decp.controle.modele import (
    Examen,
    Releve,
    leave_out,
    make_examen,
    refuse_structure,
    says_nothing,
)
from spaser.moteur.decp.conversion.normalisation import descend, find_label, fold, split_labels
from spaser.moteur.decp.conversion.valeurs import read_booleen

_XML_BOOLEEN: Final[dict[str, bool]] = {
    "true": True, "1": True, "oui": True, "false": False, "0": False, "non": False,
}  # fmt: skip


def find_official(texte: str, champ: Champ) -> str | None:
    """Return the allowed label that a text certainly means, or None."""
    officiel = find_label(texte, champ.orthographes)
    if officiel is None and "_" in texte:
        officiel = find_label(texte.replace("_", " "), champ.orthographes)
    return officiel if officiel in champ.valeurs else None


@lru_cache(maxsize=1 << 12)
def _find_nearest(texte: str, valeurs: tuple[str, ...]) -> str | None:
    normalises = {fold(valeur): valeur for valeur in valeurs}
    proches = get_close_matches(fold(texte), normalises, n=1)
    return normalises[proches[0]] if proches else None


def _read_label(texte: str, champ: Champ, chemin: str, releve: Releve) -> str:
    """Return the official spelling of a label, or the label itself when it is no known one."""
    if texte in champ.valeurs:
        return texte
    officiel = find_official(texte, champ)
    if officiel is not None:
        releve.repair("libelle_approche", chemin, texte, f"s’écrit « {officiel} »")
        return officiel
    proche = _find_nearest(texte, champ.valeurs)
    indice = f" ; la plus proche est « {proche} »" if proche else ""
    message = f"ne fait pas partie des valeurs permises{indice}"
    releve.ask("valeur_hors_liste", chemin, texte, message)
    return texte


def make_libelle(champ: Champ, chemin: str) -> Examen:
    def read(texte: str, releve: Releve) -> object:
        return _read_label(texte, champ, chemin, releve)

    def unwrap(brut: object, releve: Releve) -> object:
        feuilles = list_libelles(brut)
        if len(feuilles) != 1:
            return refuse_structure(chemin, brut, releve, "un libellé")
        releve.repair("enveloppe_absente", chemin, brut, "la valeur s’écrit sans enveloppe")
        return examine(feuilles[0], releve)

    examine = make_examen(champ, chemin, "un libellé", {str: read, dict: unwrap, list: unwrap})
    return examine


class ExamenLibelles:
    """The examination of labels wrapped under a key: {"technique": ["…", "…"]}."""

    __slots__ = ("champ", "chemin", "cle")

    def __init__(self, champ: Champ, chemin: str) -> None:
        self.champ, self.chemin = champ, chemin
        self.cle = champ.enveloppe or ""

    def examine(self, brut: object, releve: Releve) -> object:
        liste = brut.get(self.cle) if isinstance(brut, dict) else None
        if not isinstance(brut, dict) or type(liste) is not list:
            return self._examine_other(brut, releve)
        if any(type(element) is not str for element in liste):
            return self._examine_other(brut, releve)
        if all(map(says_nothing, liste)):
            return leave_out(self.champ, self.chemin, liste or None, releve)
        lus = self._read_all(liste, releve)
        return brut if lus == liste else brut | {self.cle: lus}

    def _examine_other(self, brut: object, releve: Releve) -> object:
        """Find the labels of an unexpected shape: plain list, text, elements in objects."""
        if type(brut) not in {dict, list, str, type(None)}:
            return refuse_structure(self.chemin, brut, releve, "une liste de libellés")
        feuilles = [f for f in list_libelles(brut) if not says_nothing(f)]
        if not feuilles:
            return leave_out(self.champ, self.chemin, brut, releve)
        releve.repair("enveloppe_absente", self.chemin, brut, f"s’écrit {{« {self.cle} » : […]}}")
        return {self.cle: self._read_all(feuilles, releve)}

    def _read_all(self, liste: Iterable[str], releve: Releve) -> list[str]:
        lus: list[str] = []
        for texte in liste:
            if says_nothing(texte):
                releve.repair("element_vide", self.chemin, texte, "cet élément vide est à retirer")
                continue
            lu = _read_label(texte, self.champ, self.chemin, releve)
            if lu not in lus:
                lus.append(lu)
                continue
            message = "cette valeur y est deux fois"
            releve.repair("element_en_double", self.chemin, texte, message)
        return lus


def list_libelles(brut: object) -> list[str]:
    """Return the texts of a value of any shape; one text may join several labels."""
    return [label for texte in descend(brut) for label in split_labels(texte)]


def make_booleen(champ: Champ, chemin: str) -> Examen:
    def read(brut: str | int, releve: Releve) -> object:
        texte = str(brut)
        if releve.xml and texte.strip() in _XML_BOOLEEN:
            return _XML_BOOLEEN[texte.strip()]
        (lu,), _ = read_booleen(texte)
        if lu is None:
            releve.ask("booleen_illisible", chemin, brut, "n’est ni oui ni non")
            return brut
        releve.repair("booleen_texte", chemin, brut, f"s’écrit {str(lu).lower()}")
        return lu

    lecteurs = {bool: lambda brut, _: brut, str: read, int: read}
    return make_examen(champ, chemin, "true ou false", lecteurs)
