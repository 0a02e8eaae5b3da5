"""Texts, identifiers, codes, labels and booleans: another spelling is repaired, never a guess."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from spaser.elements import is_siret
from spaser.moteur.decp.champs import Champ, GenreChamp
from spaser.moteur.decp.controle.modele import (
    Examen,
    Releve,
    leave_out,
    make_examen,
    refuse_structure,
    says_nothing,
)
from spaser.moteur.decp.conversion.valeurs import read_booleen
from spaser.moteur.decp.nomenclatures import descend, find_label, fold, split_labels
from spaser.moteur.decp.plausibilite import DIVISIONS_CPV, REMPLACEMENT

_SIREN: Final = 9
_SIRET: Final = 14
_CPV: Final = 8
_DECOR_SIRET: Final = re.compile(r"[\s\u00a0\u202f.\-_]")
_CPV_COMPLET: Final = re.compile(r"([0-9]{8})(-[0-9])?")
# A code, its key, then its label: no other code may follow.
_CPV_ORNE: Final = re.compile(
    r"([0-9]{2}[\s.]?[0-9]{3}[\s.]?[0-9]{3})(?:\s*-\s*[0-9])?"
    r"(?:\s*[-–:]?\s*[^\W\d](?!.*[0-9]{7}).*)?"
)
_CPV_COURT: Final = re.compile(r"([0-9]{7})(?:-[0-9])?")

# Lengths of the codes of places: a number of another length has lost its first zero.
_LONGUEURS_LIEU: Final[dict[object, tuple[int, ...]]] = {
    "Code postal": (5,),
    "Code commune": (5,),
    "Code département": (2, 3),
    "Code région": (2,),
    "Code pays": (5,),
}

check_siret = lru_cache(maxsize=1 << 16)(is_siret)


def make_texte(champ: Champ, chemin: str) -> Examen:
    """Return the examination of a text; « NC » is no answer, except where codes are free."""
    maximum = champ.longueur or 1 << 30
    libre = champ.genre is not GenreChamp.TEXTE or champ.nom == "id"

    def examine(brut: object, releve: Releve) -> object:
        if type(brut) is not str:
            if brut is None:
                return leave_out(champ, chemin, brut, releve)
            if isinstance(brut, bool | dict | list):
                return refuse_structure(chemin, brut, releve, "un texte")
            texte = str(brut)
            releve.repair("texte_attendu", chemin, brut, f"s’écrit « {texte} », entre guillemets")
            return examine(texte, releve)
        if not brut.strip() or (not libre and says_nothing(brut)):
            return leave_out(champ, chemin, brut, releve)
        if len(brut) > maximum:
            message = f"{len(brut)} caractères ; le maximum est {maximum}"
            releve.ask("texte_trop_long", chemin, brut, message)
        if REMPLACEMENT in brut:
            releve.remark("caractere_perdu", chemin, brut, "des lettres accentuées sont perdues")
        return brut

    return examine


def make_lieu(champ: Champ, chemin: str) -> Examen:
    """Return the examination of a place's code; `finish_lieu` looks at it beside its kind."""
    ordinaire = make_texte(champ, chemin)
    return lambda brut, releve: brut if type(brut) is int else ordinaire(brut, releve)


def finish_lieu(lieu: dict[str, Any], chemin: str, releve: Releve) -> dict[str, Any]:
    """Turn a code written as a number into text, unless a first zero may be lost."""
    code = lieu.get("code")
    if type(code) is not int:
        return lieu
    texte = str(code)
    if len(texte) in _LONGUEURS_LIEU.get(lieu.get("typeCode"), ()):
        releve.repair("texte_attendu", f"{chemin}.code", code, f"s’écrit « {texte} »")
        return lieu | {"code": texte}
    message = "écrit comme un nombre : des zéros peuvent manquer au début"
    releve.ask("code_zero_perdu", f"{chemin}.code", code, message)
    return lieu


def make_siret(champ: Champ, chemin: str) -> Examen:
    """Return the examination of a SIRET that must be one."""

    def read(texte: str, releve: Releve) -> object:
        return read_siret(texte, chemin, releve, ferme=True)

    def read_entier(nombre: int, releve: Releve) -> object:
        releve.repair("texte_attendu", chemin, nombre, "le SIRET s’écrit entre guillemets")
        return read(str(nombre), releve)

    return make_examen(champ, chemin, "un SIRET", {str: read, int: read_entier})


def read_siret(texte: str, chemin: str, releve: Releve, *, ferme: bool) -> str:
    """Return a SIRET without its spaces; note what is wrong with it.

    `ferme`: the official schema wants 14 digits here, and not only a text.
    """
    if len(texte) == _SIRET and check_siret(texte):
        return texte
    net = _DECOR_SIRET.sub("", texte)
    if not net.isascii() or not net.isdigit() or len(net) not in {_SIREN, _SIRET - 1, _SIRET}:
        detail = (
            f"{len(net)} chiffres au lieu de {_SIRET}" if net.isdigit() else "ce n’est pas un SIRET"
        )
        releve.ask("siret_invalide", chemin, texte, detail, schema=ferme)
    elif not net.strip("0"):
        schema = ferme and (net != texte or len(net) != _SIRET)
        releve.ask("siret_invalide", chemin, texte, "il n’y a que des zéros", schema=schema)
    elif len(net) == _SIREN:
        message = "c’est un SIREN : il manque les 5 chiffres de l’établissement"
        releve.ask("siren_pour_siret", chemin, texte, message, schema=ferme)
    elif len(net) < _SIRET:
        indice = f" ; est-ce 0{net} ?" if check_siret(f"0{net}") else ""
        releve.ask("siret_zero_perdu", chemin, texte, f"13 chiffres{indice}", schema=ferme)
    elif not check_siret(net):
        message = "la clé est fausse : un chiffre au moins est à corriger"
        releve.ask("siret_cle_fausse", chemin, texte, message, schema=ferme and net != texte)
    elif net != texte:
        releve.repair("siret_forme", chemin, texte, f"s’écrit « {net} »", schema=ferme)
        return net
    return texte


def finish_entreprise(firme: dict[str, Any], chemin: str, releve: Releve) -> dict[str, Any]:
    """Check the SIRET of a firm that says it has one."""
    identifiant = firme.get("id")
    if firme.get("typeIdentifiant") != "SIRET" or type(identifiant) is not str:
        return firme
    net = read_siret(identifiant, f"{chemin}.id", releve, ferme=False)
    return firme if net == identifiant else firme | {"id": net}


def make_cpv(champ: Champ, chemin: str) -> Examen:
    lecteurs = {
        str: lambda texte, releve: _read_cpv(texte, chemin, releve),
        int: lambda nombre, releve: _read_number(nombre, chemin, releve),
    }
    return make_examen(champ, chemin, "un code CPV", lecteurs)


def _read_cpv(texte: str, chemin: str, releve: Releve) -> str:
    if len(texte) == _CPV and texte.isascii() and texte.isdigit() and texte[:2] in DIVISIONS_CPV:
        return texte
    complet = _CPV_COMPLET.fullmatch(texte)
    if complet and complet[1][:2] in DIVISIONS_CPV:
        message = "la clé est tolérée, mais il est préférable de l’omettre"
        releve.remark("cpv_avec_cle", chemin, texte, message)
        return texte
    orne = _CPV_ORNE.fullmatch(texte.strip())
    net = re.sub(r"[\s.]", "", orne[1]) if orne else ""
    if not complet and net[:2] in DIVISIONS_CPV:
        releve.repair("cpv_forme", chemin, texte, f"s’écrit « {net} »")
        return net
    if court := _CPV_COURT.fullmatch(texte.strip()):
        message = f"7 chiffres ; est-ce 0{court[1]} ?"
        releve.ask("cpv_zero_perdu", chemin, texte, message)
    else:
        message = "ce n’est pas un code CPV à 8 chiffres"
        releve.ask("cpv_illisible", chemin, texte, message, schema=complet is None)
    return texte


def _read_number(nombre: int, chemin: str, releve: Releve) -> object:
    """Read a code written as a number: it has 8 digits, so with 7 the first one was a zero."""
    texte = str(nombre)
    if len(texte) in {_CPV - 1, _CPV} and texte.zfill(_CPV)[:2] in DIVISIONS_CPV:
        code = texte.zfill(_CPV)
        releve.repair("texte_attendu", chemin, nombre, f"s’écrit « {code} », entre guillemets")
        return code
    releve.ask("cpv_illisible", chemin, nombre, "ce n’est pas un code CPV à 8 chiffres")
    return nombre


_XML_BOOLEEN: Final = frozenset("true 1 oui false 0 non".split())


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


def make_libelles(champ: Champ, chemin: str) -> Examen:
    """Return the examination of labels wrapped under a key: {"technique": ["…", "…"]}."""
    cle = champ.enveloppe or ""

    def examine(brut: object, releve: Releve) -> object:
        liste = brut.get(cle) if isinstance(brut, dict) else None
        if not isinstance(brut, dict) or type(liste) is not list:
            return examine_other(brut, releve)
        if any(type(element) is not str for element in liste):
            return examine_other(brut, releve)
        if all(map(says_nothing, liste)):
            return leave_out(champ, chemin, liste or None, releve)
        lus = _read_labels(liste, champ, chemin, releve)
        return brut if lus == liste else brut | {cle: lus}

    def examine_other(brut: object, releve: Releve) -> object:
        """Find the labels of an unexpected shape: plain list, text, elements in objects."""
        if type(brut) not in {dict, list, str, type(None)}:
            return refuse_structure(chemin, brut, releve, "une liste de libellés")
        feuilles = [f for f in list_libelles(brut) if not says_nothing(f)]
        if not feuilles:
            return leave_out(champ, chemin, brut, releve)
        releve.repair("enveloppe_absente", chemin, brut, f"s’écrit {{« {cle} » : […]}}")
        return {cle: _read_labels(feuilles, champ, chemin, releve)}

    return examine


def _read_labels(textes: Iterable[str], champ: Champ, chemin: str, releve: Releve) -> list[str]:
    lus: list[str] = []
    for texte in textes:
        if says_nothing(texte):
            releve.repair("element_vide", chemin, texte, "cet élément vide est à retirer")
            continue
        lu = _read_label(texte, champ, chemin, releve)
        if lu in lus:
            releve.repair("element_en_double", chemin, texte, "cette valeur y est deux fois")
        else:
            lus.append(lu)
    return lus


def list_libelles(brut: object) -> list[str]:
    """Return the texts of a value of any shape; one text may join several labels."""
    return [label for texte in descend(brut) for label in split_labels(texte)]


def make_booleen(champ: Champ, chemin: str) -> Examen:
    def read(brut: str | int, releve: Releve) -> object:
        texte = str(brut)
        (lu,), _ = read_booleen(texte)
        if lu is None:
            releve.ask("booleen_illisible", chemin, brut, "n’est ni oui ni non")
            return brut
        if not (releve.xml and texte.strip() in _XML_BOOLEEN):
            releve.repair("booleen_texte", chemin, brut, f"s’écrit {str(lu).lower()}")
        return lu

    lecteurs = {bool: lambda brut, _: brut, str: read, int: read}
    return make_examen(champ, chemin, "true ou false", lecteurs)
