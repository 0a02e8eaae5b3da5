"""The open SPASER format: its type, its file, its links."""

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import count, islice
from typing import Any, Final, NoReturn

import msgspec

from spaser.contenus import lecture
from spaser.regles import fiche, format_controle
from spaser.regles.nomenclatures import Avancement, DatePartielle

# --- What version 1.1 of the format adds to a sheet of 1.0 ---
# A `Spaser11` is a `Spaser`: whatever reads the one reads the other. The text is kept as plain
# JSON values, whose rules are those of the schema alone: the model of documents stands on an upper
# floor, and a file that a program reads must not change when that model gains a field.


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesExternes:
    """The same thing in lists that other programs read."""

    odd: tuple[str, ...] = ()
    ocds_goal: tuple[str, ...] = ()
    ocds_strategy: tuple[str, ...] = ()
    bt_06: tuple[str, ...] = ()
    bt_774: tuple[str, ...] = ()
    bt_775: tuple[str, ...] = ()
    bt_776: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Axe11(fiche.Axe):
    """An axis that the rest of the plan cites by its code."""

    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objectif11(fiche.Objectif):
    code: str | None = None
    code_axe: str | None = None
    indicateurs: tuple[str, ...] = ()
    codes_externes: CodesExternes = field(default_factory=CodesExternes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    intitule: str
    pilote: str | None = None
    echeance: DatePartielle | None = None
    avancement: Avancement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action11(fiche.Action):
    code: str | None = None
    code_axe: str | None = None
    objectifs: tuple[str, ...] = ()
    etapes: tuple[Etape, ...] = ()
    codes_externes: CodesExternes = field(default_factory=CodesExternes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurAnnuelle11(fiche.ValeurAnnuelle):
    """A value that anybody can trace: its bounds, its reference, when it was made and frozen."""

    bas: float | None = None
    haut: float | None = None
    methode: str | None = None
    reference: str | None = None
    jour: DatePartielle | None = None
    fige_le: DatePartielle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicateurSuivi11(fiche.IndicateurSuivi):
    """Something that the scheme measures, with values that can be traced."""

    valeurs: tuple[ValeurAnnuelle11, ...] = ()
    codes_externes: CodesExternes = field(default_factory=CodesExternes)


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapeCalendrier:
    intitule: str
    jour: DatePartielle
    precision: str | None = None
    fait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comite:
    comite: str
    qui: str | None = None
    quand: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRemplacee:
    titre: str | None = None
    edition: int | None = None
    adopte_le: DatePartielle | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema11(fiche.Schema):
    """A scheme with its plan, its words, its calendar and its governance."""

    axes: tuple[Axe11, ...] = ()
    objectifs: tuple[Objectif11, ...] = ()
    actions: tuple[Action11, ...] = ()
    indicateurs: tuple[IndicateurSuivi11, ...] = ()
    texte: tuple[dict[str, Any], ...] = ()
    calendrier: tuple[EtapeCalendrier, ...] = ()
    gouvernance: tuple[Comite, ...] = ()
    remplace: EditionRemplacee = field(default_factory=EditionRemplacee)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spaser11(fiche.Spaser):
    """A whole file of version 1.1."""

    schema: Schema11 = field(default_factory=Schema11)


# --- From the bytes of a file to a sheet, or to all that is wrong in it; and from a sheet to a
# file ---
# One reading for every version: the file says its own, and a file of 1.1 gives a `Spaser11`.
# In a file that is written, what is not known is left out.


TAILLE_MAXIMUM: Final = 5_000_000
PROFONDEUR_MAXIMUM: Final = 60
"""How many objects and lists may hold each other: twice what a true file needs."""

_ENTETES: Final = ("$schema", "format", "version")


class _Illisible(ValueError):
    def __init__(self, message: str, correction: str) -> None:
        super().__init__(message)
        self.message = message
        self.correction = correction

    def tell(self) -> format_controle.ErreurFormat:
        return format_controle.ErreurFormat((), "Fichier", self.message, self.correction)


_TROP_PROFOND: Final = (
    "le fichier emboîte trop d’objets les uns dans les autres.",
    "Partez d’un des exemples publiés.",
)
_FORMES: Final = {
    lecture.VERSION_1_0: (lecture.SCHEMA_1_0, fiche.Spaser),
    lecture.VERSION_1_1: (lecture.SCHEMA_1_1, Spaser11),
}
_EBAUCHE: Final = "1.1-ebauche"  # what files said before 1.1 was closed


def read_spaser(octets: bytes) -> fiche.Spaser | list[format_controle.ErreurFormat]:
    """Read a file in the open SPASER format; a faulty one gives its faults, fifty at most."""
    try:
        fichier = _decode(octets)
    except _Illisible as illisible:
        return [illisible.tell()]
    return read_spaser_dict(fichier)


@dataclasses.dataclass(frozen=True, slots=True)
class FichierSpaser:
    """A file read: the sheet as plain values, or what is wrong."""

    fiche: dict[str, Any] | None = None
    fautes: tuple[format_controle.ErreurFormat, ...] = ()


def read_envoi(octets: bytes) -> FichierSpaser:
    """Read a file that somebody sent, in a box."""
    lu = read_spaser(octets)
    if isinstance(lu, fiche.Spaser):
        return FichierSpaser(fiche=write_spaser(lu))
    return FichierSpaser(fautes=tuple(lu))


def read_spaser_dict(fichier: object) -> fiche.Spaser | list[format_controle.ErreurFormat]:
    if _is_trop_profond(fichier):
        return [_Illisible(*_TROP_PROFOND).tell()]
    version = fichier.get("version") if isinstance(fichier, dict) else None
    if not isinstance(version, str):
        version = lecture.VERSION_1_0  # whatever else is wrong is told from it
    if version not in _FORMES:
        return [_refuse_version(version)]
    return _read(fichier, *_FORMES[version])


def _refuse_version(version: str) -> format_controle.ErreurFormat:
    correction = f"Choisissez parmi : {', '.join(_FORMES)}."
    if version == _EBAUCHE:
        correction = (
            f"La version {lecture.VERSION_1_1} est arrêtée : écrivez « {lecture.VERSION_1_1} »."
        )
    message = f"{format_controle.quote(version)} n’est pas dans la liste des valeurs."
    return format_controle.ErreurFormat(("version",), "Version du format", message, correction)


def _read(
    fichier: object, nom: str, forme: type[fiche.Spaser]
) -> fiche.Spaser | list[format_controle.ErreurFormat]:
    schema = lecture.schema_spaser(nom)
    fautes = list(islice(format_controle.validate(fichier, schema), format_controle.MAXIMUM))
    if fautes or not isinstance(fichier, dict):
        return fautes
    incoherences = islice(format_controle.check_coherence(fichier), format_controle.MAXIMUM)
    fautes = [format_controle.tell_faute(faute, schema) for faute in incoherences]
    if fautes:
        return fautes
    fiche = {nom: valeur for nom, valeur in fichier.items() if nom not in _ENTETES}
    # Not strict: 2.0 is an integer in JSON. Nothing else can differ, the schema has been checked.
    return msgspec.convert(fiche, forme, strict=False, dec_hook=_date)


def _is_trop_profond(valeur: object) -> bool:
    """Tell whether a value is nested too deep; no recursion, which a hostile file would exhaust."""
    etage = [valeur]
    for _ in range(PROFONDEUR_MAXIMUM):
        etage = [enfant for parent in etage for enfant in _list_enfants(parent)]
        if not etage:
            return False
    return True


def _list_enfants(valeur: object) -> Iterable[object]:
    match valeur:
        case dict():
            return valeur.values()
        case list():
            return valeur
        case _:
            return ()


def _date(_type: type[DatePartielle], valeur: str) -> DatePartielle:
    return DatePartielle(valeur)


def _decode(octets: bytes) -> object:
    if len(octets) > TAILLE_MAXIMUM:
        raise _Illisible(
            "le fichier est trop gros.",
            f"Ramenez-le à {TAILLE_MAXIMUM // 1_000_000} Mo au plus.",
        )
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        raise _Illisible(
            f"le fichier n’est pas en UTF-8 (octet n° {erreur.start + 1}).",
            "Enregistrez-le de nouveau en choisissant l’encodage UTF-8.",
        ) from erreur
    if not texte.strip():
        raise _Illisible("le fichier est vide.", "Choisissez un fichier rempli.")
    return _parse(texte)


def _parse(texte: str) -> object:
    try:
        valeur = json.loads(texte, object_pairs_hook=_read_object, parse_constant=_constant)
        _refuse_half_characters(valeur)
    except _Illisible:
        raise
    except json.JSONDecodeError as erreur:
        raise _Illisible(
            f"ce n’est pas du JSON : l’écriture est fautive à la ligne {erreur.lineno}, "
            f"colonne {erreur.colno}.",
            "Vérifiez à cet endroit les guillemets, les virgules et les accolades.",
        ) from erreur
    except RecursionError as erreur:
        raise _Illisible(*_TROP_PROFOND) from erreur
    except ValueError as erreur:  # an integer of more digits than Python accepts
        raise _Illisible(
            "un nombre du fichier est démesuré.", "Corrigez-le, ou retirez le champ."
        ) from erreur
    return valeur


def _refuse_half_characters(valeur: object) -> None:
    r"""Refuse `\ud83d` alone: JSON allows it, but no database and no page can hold it."""
    try:
        json.dumps(valeur, ensure_ascii=False).encode()
    except UnicodeEncodeError as erreur:
        raise _Illisible(
            "un texte du fichier contient une moitié de caractère.",
            "Cherchez une séquence comme \\ud83d et retapez le caractère voulu.",
        ) from erreur


def _read_object(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = dict(paires)
    if len(objet) < len(paires):
        [(double, _)] = Counter(nom for nom, _ in paires).most_common(1)
        raise _Illisible(
            f"le champ {format_controle.quote(double)} est écrit deux fois dans le même objet.",
            "Gardez-en un seul.",
        )
    return objet


def _constant(nom: str) -> NoReturn:
    raise _Illisible(
        f"{nom} n’est pas un nombre.", "Retirez le champ : ce qui n’est pas connu s’omet."
    )


def find_version_format(fiche: fiche.Spaser) -> str:
    return lecture.VERSION_1_1 if isinstance(fiche, Spaser11) else lecture.VERSION_1_0


def widen(fiche: fiche.Spaser) -> Spaser11:
    """Return a sheet of any version as one of 1.1: nothing that it says changes."""
    if isinstance(fiche, Spaser11):
        return fiche
    return msgspec.convert(_write_object(fiche), Spaser11, strict=False, dec_hook=_date)


def write_spaser(fiche: fiche.Spaser) -> dict[str, Any]:
    entete = {"format": "spaser", "version": find_version_format(fiche), "schema": {}}
    return entete | _write_object(fiche)


def encode_spaser(fiche: fiche.Spaser) -> bytes:
    return f"{json.dumps(write_spaser(fiche), ensure_ascii=False, indent=2)}\n".encode()


def _write_object(valeur: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the sheet's dataclasses
    return {
        champ.name: _plain(contenu)
        for champ in dataclasses.fields(valeur)
        if (contenu := getattr(valeur, champ.name)) != _default(champ)
    }


def _plain(valeur: object) -> object:
    match valeur:
        case DatePartielle():
            return str(valeur)
        case Enum():
            return valeur.value
        case tuple():
            return [_plain(element) for element in valeur]
        case float() if valeur.is_integer():
            return int(valeur)
        case _ if dataclasses.is_dataclass(valeur):
            return _write_object(valeur)
        case _:
            return valeur


def _default(champ: dataclasses.Field[Any]) -> object:
    if champ.default_factory is not dataclasses.MISSING:
        return champ.default_factory()
    return champ.default  # MISSING when the field is asked for: no value equals it


# --- Links of a sheet put together or edited: each leads somewhere, and nothing known is lost ---
# A part may come from a file, another from a form, a third from a space: what one cites, another
# may have renamed or taken out. `coherence` says what a file must hold; here it is made to.


type Objet = dict[str, Any]

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")  # as the schema says


def close_liens(schema: Objet) -> None:
    """Make the links of a sheet hold, in place.

    An axis that was renamed is named so where it is cited; one that is gone, or a target, is cited
    no more. An indicator that is cited without being described is, by its code.
    """
    for objet in (*schema.get("objectifs", ()), *schema.get("actions", ())):
        _close_axe(objet, schema.get("axes", ()))
    objectifs = {objet["code"] for objet in schema.get("objectifs", ()) if "code" in objet}
    for action in schema.get("actions", ()):
        if "objectifs" in action:
            _set(action, "objectifs", [code for code in action["objectifs"] if code in objectifs])
    _describe_indicateurs(schema)


def _close_axe(objet: Objet, axes: list[Objet] | tuple[()]) -> None:
    """Link to the axis that is named, else name the one that is linked."""
    code = objet.get("code_axe")
    if code is None:
        return
    cite = next((axe for axe in axes if axe.get("code") == code), None)
    if cite and objet.get("axe", cite["intitule"]) == cite["intitule"]:
        return
    nomme = next((axe for axe in axes if axe["intitule"] == objet.get("axe")), None)
    if nomme or cite is None:
        _set(objet, "code_axe", nomme.get("code") if nomme else None)
    else:
        objet["axe"] = cite["intitule"]


def _describe_indicateurs(schema: Objet) -> None:
    """Describe what is cited; 1.0 let a name stand where 1.1 asks for a code."""
    indicateurs = [*schema.get("indicateurs", ())]
    for objet in (*schema.get("objectifs", ()), *schema.get("actions", ())):
        if cites := objet.get("indicateurs"):
            codes = [_find_code(cite, indicateurs) for cite in cites]
            objet["indicateurs"] = list(dict.fromkeys(codes))
    _set(schema, "indicateurs", indicateurs)


def _find_code(cite: str, indicateurs: list[Objet]) -> str:
    """Return the code of an indicator that is cited, described here if it was not."""
    codes = {indicateur.get("code"): indicateur for indicateur in indicateurs}
    noms: dict[str, str | None] = {
        indicateur["intitule"]: indicateur.get("code") for indicateur in indicateurs
    }
    if cite in codes:
        return cite
    if connu := noms.get(cite):
        return connu
    libres = (f"I-{rang}" for rang in count(1))
    code = cite if _CODE.fullmatch(cite) else next(c for c in libres if c not in codes)
    indicateurs.append({"intitule": cite, "code": code})
    return code


def _set(objet: Objet, nom: str, valeur: object) -> None:
    """Write a field, or leave it out: what says nothing is not in a file."""
    if valeur:
        objet[nom] = valeur
    else:
        objet.pop(nom, None)
