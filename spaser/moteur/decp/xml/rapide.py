"""The values of a record, in the shape that JSON has; the quick way, for those of plain tags.

Records of a file often have the same tags, and differ by their texts only. The first ones are
built tag by tag. When a run of tags comes again, what JSON puts around its texts is kept, and from
then on a line is its texts joined by these pieces.

Tried, in µs of CPU a record where this way takes 22, lines included: to cut texts by a regular
expression, 25; expat and callbacks that do nothing, 35; lxml, 17 to parse and 39 to walk as well.
"""

import re
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Final, NamedTuple

from spaser.moteur.decp.brut import CHAMPS_CONNUS, COLONNES
from spaser.moteur.decp.champs import LISTES, VALEURS
from spaser.moteur.decp.json.decodage import Compositeur
from spaser.moteur.decp.octets import (
    CLE_EN_DOUBLE,
    ILLISIBLE,
    PROFONDEUR_MAX,
    TROP_IMBRIQUE,
    Anomalie,
    anomalie,
)
from spaser.moteur.decp.xml.decoupe import MorceauXml

type Noeud = tuple[str, str | list[Noeud] | None]
"""An element: its name, then its text (None: it has none) or the elements inside."""

type Objet = dict[str, object]

FAMILLES: Final = {"marche": "marche", "contrat-concession": "concession"}

OBJETS: Final = frozenset({"acheteur", "autoriteConcedante", "lieuExecution"})
# Fields of the 2.0.0 draft, repeated instead of being wrapped.
REPETABLES: Final = frozenset({"technique", "modaliteExecution", "typePrix"})

SIMPLES: Final = frozenset(COLONNES) - LISTES.keys() - VALEURS.keys() - OBJETS
ORTHOGRAPHES: Final = {"modificationActesSousTraitance": "modificationActeSousTraitance"}
TEXTES: Final = frozenset(VALEURS.values())


class FormeError(ValueError):
    """A record whose tags cannot be read this way; `code` says why it is put aside."""

    def __init__(self, message: str, code: str = ILLISIBLE) -> None:
        super().__init__(message)
        self.code = code


class ConstructeurObjet:
    """Builds the values of one record, and tells what is lost on the way."""

    def __init__(self) -> None:
        self.anomalies: list[Anomalie] = []

    def build(self, noeuds: Iterable[Noeud], profondeur: int = 0) -> Objet:
        """Return an object: that of the record itself when it is not inside another."""
        objet: Objet = {}
        for nom, dedans in noeuds:
            if isinstance(dedans, list):
                _check(profondeur)
                if nom in LISTES:
                    objet[nom] = self._fill(objet.get(nom), LISTES[nom], dedans, profondeur)
                elif nom in VALEURS:
                    boite = objet.get(nom)
                    objet[nom] = boite = boite if isinstance(boite, dict) else {}
                    enfant = VALEURS[nom]
                    boite[enfant] = self._fill(boite.get(enfant), enfant, dedans, profondeur)
                elif nom in SIMPLES and not profondeur:
                    raise FormeError("des balises dans un texte")
                else:
                    self._set(objet, nom, self.build(dedans, profondeur + 1))
            elif nom not in objet:
                objet[nom] = dedans
            elif dedans is not None:
                self._add_again(objet, nom, dedans)
        return objet

    def _fill(
        self, ancienne: object, enfant: str, noeuds: Iterable[Noeud], profondeur: int
    ) -> list[object]:
        """Add to a list, perhaps new: a text of its own, an item, or a field of the last item."""
        liste = ancienne if isinstance(ancienne, list) else []
        for ecrit, dedans in noeuds:
            nom = ORTHOGRAPHES.get(ecrit, ecrit)
            if isinstance(dedans, list):
                _check(profondeur + 1)
                objet = self.build(dedans, profondeur + 2)
                if nom == enfant:
                    liste.append({nom: objet})
                else:
                    _last_item(liste, enfant)[nom] = objet
            elif enfant in TEXTES:
                liste += [] if dedans is None else [dedans]
            elif nom == enfant:
                liste.append({nom: dedans})
            else:
                item = _last_item(liste, enfant)
                if nom in item:
                    item = {}
                    liste.append({enfant: item})
                item[nom] = dedans
        return liste

    def _add_again(self, objet: Objet, nom: str, valeur: str) -> None:
        """Add a text to an object that already holds that name."""
        ancienne = objet[nom]
        if nom in REPETABLES and ancienne is not None:
            liste = ancienne if isinstance(ancienne, list) else [ancienne]
            objet[nom] = [*liste, valeur]
        else:
            self._set(objet, nom, valeur)

    def _set(self, objet: Objet, nom: str, valeur: object) -> None:
        """Set a field; a name given twice keeps its last value."""
        ancienne = objet.get(nom)
        if ancienne is not None:
            perdue = ancienne if isinstance(ancienne, str) else str(ancienne)
            self.anomalies.append(anomalie(CLE_EN_DOUBLE, nom, perdue))
        objet[nom] = valeur


def _check(profondeur: int) -> None:
    if profondeur >= PROFONDEUR_MAX:
        raise FormeError(f"plus de {PROFONDEUR_MAX} niveaux d’imbrication", TROP_IMBRIQUE)


def _last_item(liste: list[object], enfant: str) -> Objet:
    """Return the item to which a field belongs that stands in the list itself."""
    dernier = liste[-1] if liste else None
    if isinstance(dernier, dict) and isinstance(objet := dernier.get(enfant), dict):
        return objet
    objet = {}
    liste.append({enfant: objet})
    return objet


GABARITS_MAX: Final = 5_000
VUES_MAX: Final = 100_000

_BLANCS: Final = b" \t\r\n"
_ENTRE_BALISES: Final = b"\0\0"  # as long as what it replaces, which is quicker
_FIN_BALISES: Final = b"\1<"  # cuts as the other bracket does, and stays told from it
_CONTROLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOM: Final = re.compile(r"[A-Za-z_][\w.-]*")
_MARQUE: Final = re.compile("\ue000(\\d+)\ue001")
_RANG: Final = '{"_rang":'

# A tag; with what follows up to its own end when that is only text; and the text after it.
_JETON: Final = re.compile(r"<([^>]++)>(?:([^<]*+</)\1>)?+([^<]*+)")
_PREFIXE: Final = re.compile(r"<(/?)[\w.-]+:")
_REFERENCE: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)?")
_ENTITES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_IMPRIMABLE: Final = 32
_SUBSTITUTS: Final = 0xD800  # beyond, some references stand for no character

type Jeton = tuple[str, str, str]
"""A tag: its name, its text up to its own end, the text that follows.

`(name, "text</", _)` is an element that holds only text, `(name, "", _)` opens an element,
`("/name", "", _)` closes it, `("name/", "", _)` is empty.
"""

type _Balises = tuple[bytes, ...]


class _Gabarit(NamedTuple):
    """What a line holds but its texts: a piece before each of them, and one after the last."""

    pieces: list[bytes]
    perdus: list[int]  # where the texts stand that no column takes
    inconnus: tuple[str, ...]  # the fields that nobody knows


class LectureRapide:
    """Makes the lines of records from their bytes, in UTF-8."""

    def __init__(self, compositeur: Compositeur) -> None:
        self._compositeur = compositeur
        self._gabarits: dict[_Balises, _Gabarit | None] = {}
        self._vues: set[int] = set()  # hashes of the runs of tags met once
        self._balises: dict[bytes, bytes] = {}  # a tag is in memory once

    def compose(self, brut: bytes, rang: int, part: MorceauXml) -> bytes:
        """Return the line of a record; raises `FormeError` if it needs more care."""
        if b"\r" in brut:
            brut = brut.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        morceaux = _cut_texts(brut)
        balises = tuple(morceaux[1::2])
        textes = b"<".join(morceaux[::2])  # none holds that bracket
        if gabarit := self._gabarits.get(balises):
            if _stand_in_json(textes):
                return self._join(morceaux, gabarit, rang)
            morceaux[2:-1:2] = nets = _clean(textes)
            if all(nets):
                return self._join(morceaux, gabarit, rang)
        jetons = list_jetons(brut.decode(), part)
        self._compositeur.famille = FAMILLES[part.nom or ""]
        ligne = self._build(jetons, rang)
        if balises and balises not in self._gabarits:
            self._learn(balises, textes, jetons)
        return ligne

    def _join(self, morceaux: list[bytes], gabarit: _Gabarit, rang: int) -> bytes:
        """Put the pieces of a line in place of the tags."""
        for champ in gabarit.inconnus:
            self._compositeur.count(champ)
        for place in gabarit.perdus:
            morceaux[place] = b""
        morceaux[1::2] = gabarit.pieces
        morceaux[0] = b'{"_rang":%d' % rang
        return b"".join(morceaux)

    def _build(self, jetons: list[Jeton], rang: int) -> bytes:
        if _CONTROLE.search("".join(brut for _, brut, _ in jetons)):
            raise FormeError("caractère de contrôle")
        forme = ConstructeurObjet()
        valeurs = forme.build(_list_noeuds(jetons))
        if not valeurs.keys() <= CHAMPS_CONNUS and not all(map(_NOM.fullmatch, valeurs)):
            raise FormeError("nom de balise")
        return self._compositeur.compose(valeurs, rang, forme.anomalies)

    def _learn(self, balises: _Balises, textes: bytes, jetons: list[Jeton]) -> None:
        """Note a run of tags; keep its pieces the second time."""
        if (empreinte := hash(balises)) not in self._vues:
            if len(self._vues) >= VUES_MAX:
                self._vues.clear()
            self._vues.add(empreinte)
            return
        pleins = [_escape(net).encode() for _, brut, _ in jetons if (net := brut[:-2].strip())]
        if _clean(textes) != pleins or any(b"\xee" in balise for balise in balises):
            return  # a text is blank or stands where none should, or a name looks like a mark
        if len(self._gabarits) >= GABARITS_MAX:
            self._gabarits.clear()
        partagees = tuple(self._balises.setdefault(balise, balise) for balise in balises)
        self._gabarits[partagees] = self._make_gabarit(jetons, len(pleins))

    def _make_gabarit(self, jetons: list[Jeton], nombre: int) -> _Gabarit | None:
        """Return the pieces of a line; None when it holds more than its texts in their order."""
        marques, numero = [], 0
        for nom, brut, reste in jetons:
            plein = bool(brut[:-2].strip())
            marques.append((nom, f"\ue000{numero}\ue001</" if plein else brut, reste))
            numero += plein
        forme = ConstructeurObjet()
        essai = Compositeur(self._compositeur.famille)
        ligne = (
            essai.compose(forme.build(_list_noeuds(marques)), 0).decode().removeprefix(f"{_RANG}0")
        )
        autour = _MARQUE.split(ligne)
        gardes = [int(numero) for numero in autour[1::2]]
        if forme.anomalies or gardes != sorted(set(gardes)):
            return None
        pieces = [b""] * nombre + [autour[-1].encode()]
        for place, piece in zip(gardes, autour[::2], strict=False):
            pieces[place] = piece.encode()
        perdus = [2 * place + 2 for place in set(range(nombre)) - set(gardes)]
        return _Gabarit(pieces, perdus, tuple(essai.champs_inconnus))


def _cut_texts(brut: bytes) -> list[bytes]:
    """Return a record as texts and tags in turn, quotes escaped; nothing if it is unusual."""
    if brut.find(b">\n", 0, len(brut) // 2) >= 0:  # written on several lines
        brut = b">".join([morceau.lstrip(_BLANCS) for morceau in brut.split(b">")])
    if b"\0" in brut or b"\1" in brut:
        return []
    brut = brut.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    brut = brut.replace(b"><", _ENTRE_BALISES).replace(b">", _FIN_BALISES)
    morceaux = brut.split(b"<")
    if not len(morceaux) % 2 or morceaux[-1].strip(_BLANCS):
        return []  # a bracket stands in a text or is missing, or something follows the record
    morceaux[0] = morceaux[-1] = b""
    return morceaux


def _stand_in_json(textes: bytes) -> bool:
    """Tell whether texts, joined by brackets, need nothing more: quotes are escaped already."""
    return (
        textes.decode().isprintable()
        and b"&" not in textes
        and b"<<" not in textes.replace(b" ", b"<")  # a text is empty or has a blank at an end
    )


def _clean(textes: bytes) -> list[bytes]:
    """Return texts as JSON holds them.

    Raises:
        FormeError: a control character, or a reference to no plain one.
    """
    joints = textes.decode()
    if _CONTROLE.search(joints):
        raise FormeError("caractère de contrôle")
    nets = joints[1:-1].split("<")
    if "&" in joints:
        nets = [_REFERENCE.sub(lambda r: _escape(_resolve(r)), net) for net in nets]
    joints = "\0".join([net.strip() for net in nets])
    return joints.replace("\n", "\\n").replace("\t", "\\t").encode().split(b"\0")


def _escape(texte: str) -> str:
    return encode_basestring(texte)[1:-1]


def list_jetons(texte: str, part: MorceauXml) -> list[Jeton]:
    """Return the tags inside a record; raises `FormeError` when it holds more than plain tags."""
    if "<>" in texte or texte.rfind("<") > texte.rfind(">"):
        raise FormeError("chevron")
    if part.prefixe:
        texte = _PREFIXE.sub(r"<\1", texte)
    jetons: list[Jeton] = _JETON.findall(texte)
    if "&" in texte:
        jetons = [(n, resolve_references(t), r) for n, t, r in jetons]
    while jetons[-1][0][:1] == "/" and jetons[-1][0] != f"/{part.nom}":
        jetons.pop()  # the end of the root
    premier, dernier = jetons[0], jetons[-1]
    if (premier[0], dernier[0]) != (part.nom, f"/{part.nom}"):
        raise FormeError("enregistrement sans fin")
    if premier[1] or premier[2].strip() or dernier[2].strip():
        raise FormeError("texte hors des balises")
    return jetons[1:-1]


def _list_noeuds(jetons: list[Jeton]) -> list[Noeud]:
    """Return the elements that tags make; raises `FormeError` on a mismatch."""
    ouvert: list[Noeud] = []
    pile: list[tuple[str, list[Noeud]]] = []
    for nom, texte, reste in jetons:
        if texte:
            ouvert.append((nom, texte[:-2].strip() or None))
        elif nom[:1] == "/":
            if not pile or pile[-1][0] != nom:
                raise FormeError("balise fermante inattendue")
            ouvert = pile.pop()[1]
        elif nom[-1:] == "/":
            ouvert.append((_check_nom(nom[:-1].rstrip()), None))
        else:
            dedans: list[Noeud] = []
            ouvert.append((_check_nom(nom), dedans))
            pile.append((f"/{nom}", ouvert))
            ouvert = dedans
        if reste and not reste.isspace():
            raise FormeError("texte entre deux balises")
    if pile:
        raise FormeError("une balise n’est pas fermée")
    return ouvert


def _check_nom(nom: str) -> str:
    if not nom or nom[0] in "!?" or " " in nom:
        raise FormeError("balise à lire avec soin")
    return nom


def resolve_references(texte: str) -> str:
    """Return a text with its references read; raises `FormeError` for one of no plain character."""
    return _REFERENCE.sub(_resolve, texte)


def _resolve(reference: re.Match[str]) -> str:
    nom, decimal, hexadecimal = reference.groups()
    if nom:
        return _ENTITES[nom]
    if not decimal and not hexadecimal:
        raise FormeError("référence inconnue")
    point = int(decimal) if decimal else int(hexadecimal, 16)
    if point < _IMPRIMABLE or point >= _SUBSTITUTS:
        raise FormeError("caractère à lire avec soin")
    return chr(point)
