"""The values of one record of XML, in the shape that JSON has, with what was changed to read it.

lxml reads the record, cleaned; what it refuses is escaped and tried again, then put aside.
"""

import html
import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from spaser.moteur.decp.brut import COLONNES
from spaser.moteur.decp.champs import LISTES, VALEURS
from spaser.moteur.decp.octets import (
    CARACTERE_DE_CONTROLE,
    CLE_EN_DOUBLE,
    ENCODAGE_SUPPOSE,
    ILLISIBLE,
    PROFONDEUR_MAX,
    TEXTE_PERDU,
    TROP_IMBRIQUE,
    Anomalie,
    anomalie,
    restore,
)

type Objet = dict[str, object]

FAMILLES: Final = {"marche": "marche", "contrat-concession": "concession"}

_OBJETS: Final = frozenset({"acheteur", "autoriteConcedante", "lieuExecution"})
# Fields of the 2.0.0 draft, repeated instead of being wrapped.
_REPETABLES: Final = frozenset({"technique", "modaliteExecution", "typePrix"})
_SIMPLES: Final = frozenset(COLONNES) - LISTES.keys() - VALEURS.keys() - _OBJETS
_ORTHOGRAPHES: Final = {"modificationActesSousTraitance": "modificationActeSousTraitance"}
_TEXTES: Final = frozenset(VALEURS.values())


class FormeError(ValueError):
    """A record whose tags cannot be read; `code` says why it is put aside."""

    def __init__(self, message: str, code: str = ILLISIBLE) -> None:
        super().__init__(message)
        self.code = code


ENTITE: Final = "entite_inconnue"
ESPERLUETTE: Final = "esperluette_non_echappee"
CHEVRON: Final = "chevron_non_echappe"
BALISES: Final = "balises_dans_un_texte"

_TROP_IMBRIQUE: Final = f"plus de {PROFONDEUR_MAX} niveaux d’imbrication"
_LIEUX_MAX: Final = 200  # changes whose place is looked for
_OCTET: Final = re.compile("[\udc80-\udcff]")
_INTERDIT: Final = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|&#(?:(\\d{1,9})|x([0-9a-fA-F]{1,8}));"
)
_CARACTERE_XML: Final = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNICODE_MAX: Final = 0x10FFFF
_ENTITE: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#)(\w{1,40};)")
_ESPERLUETTE: Final = re.compile(r"&(?!\w{1,40};|#\d{1,9};|#x[0-9a-fA-F]{1,8};)")
_CHEVRON: Final = re.compile(r"<(?![A-Za-z_/!?])")
_DEJA_LA: Final = re.compile(r"<!\[CDATA\[|<!--")
_PREFIXE: Final = re.compile(r"[\s</]([A-Za-z_][\w.-]*):[A-Za-z_]")
_NOM_BALISE: Final = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)[^<>]*>([^<]*)")

_ANALYSEUR: Final = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)

type Remplacement = Callable[[re.Match[str]], str]


def parse_carefully(texte: str) -> tuple[Objet, list[Anomalie]]:
    """Return the values of a record and what was changed in it.

    Raises:
        FormeError: it is no XML, even so.
    """
    soin = _Soin()
    if not texte.isprintable() or "&#" in texte:
        texte = soin.replace(_OCTET, texte, ENCODAGE_SUPPOSE, lambda m: restore(m[0])[0])
        texte = soin.replace(_INTERDIT, texte, CARACTERE_DE_CONTROLE, _keep_allowed)
    try:
        racine = _parse(texte)
    except etree.XMLSyntaxError:
        racine = _parse_escaped(texte, soin)
    if racine.text and racine.text.strip():
        raise FormeError("du texte à la place des champs")
    return soin.build(racine, None, 0), soin.anomalies


class _Soin:
    """Reads one record, and notes what is changed or lost on the way."""

    def __init__(self) -> None:
        self.anomalies: list[Anomalie] = []

    def replace(
        self, motif: re.Pattern[str], texte: str, code: str, remplacement: Remplacement
    ) -> str:
        """Replace what matches; one anomaly per field."""
        champs: dict[str | None, str | None] = {}
        restants = iter(range(_LIEUX_MAX))

        def change(trouve: re.Match[str]) -> str:
            nouveau = remplacement(trouve)
            if nouveau != trouve[0] and next(restants, None) is not None:
                champ, valeur = _locate(texte, trouve.start())
                champs.setdefault(champ, valeur)
            return nouveau

        texte = motif.sub(change, texte)
        self.anomalies += [anomalie(code, champ, valeur) for champ, valeur in champs.items()]
        return texte

    def build(self, parent: etree._Element, chemin: str | None, profondeur: int) -> Objet:
        """Return an object: that of the record itself when it is not inside another."""
        _check(profondeur)
        objet: Objet = {}
        perdus = [parent.text]
        for element in parent:
            nom = element.tag.rpartition("}")[2]
            perdus.append(element.tail)
            if not len(element):
                self._add(objet, nom, (element.text or "").strip() or None)
            elif nom in _SIMPLES and not profondeur:
                texte = "".join(map(str, element.itertext()))
                self.note(BALISES, nom, texte)
                self._add(objet, nom, texte.strip() or None)
            elif nom in LISTES:
                objet[nom] = self._fill(objet.get(nom), LISTES[nom], element, profondeur + 1)
            elif nom in VALEURS:
                boite = objet.get(nom)
                objet[nom] = boite = boite if isinstance(boite, dict) else {}
                enfant = VALEURS[nom]
                boite[enfant] = self._fill(boite.get(enfant), enfant, element, profondeur + 1)
            else:
                self._set(objet, nom, self.build(element, nom, profondeur + 1))
        self._note_lost(perdus, chemin)
        return objet

    def _fill(
        self, ancienne: object, enfant: str, parent: etree._Element, profondeur: int
    ) -> list[object]:
        """Add to a list, perhaps new: a text of its own, an item, or a field of the last item."""
        _check(profondeur)
        liste = ancienne if isinstance(ancienne, list) else []
        perdus = [parent.text]
        for element in parent:
            ecrit = element.tag.rpartition("}")[2]
            nom = _ORTHOGRAPHES.get(ecrit, ecrit)
            perdus.append(element.tail)
            if len(element):
                objet = self.build(element, ecrit, profondeur + 1)
                if nom == enfant:
                    liste.append({nom: objet})
                else:
                    _last_item(liste, enfant)[nom] = objet
                continue
            texte = (element.text or "").strip() or None
            if enfant in _TEXTES:
                liste += [] if texte is None else [texte]
            elif nom == enfant:
                liste.append({nom: texte})
            else:
                item = _last_item(liste, enfant)
                if nom in item:
                    item = {}
                    liste.append({enfant: item})
                item[nom] = texte
        self._note_lost(perdus, parent.tag.rpartition("}")[2])
        return liste

    def _note_lost(self, textes: list[str | None], champ: str | None) -> None:
        """Note the texts that stand between the tags inside an element."""
        nets = [net for texte in textes if texte and (net := texte.strip())]
        if nets:
            self.note(TEXTE_PERDU, champ, " ".join(nets))

    def _add(self, objet: Objet, nom: str, texte: str | None) -> None:
        """Add a text to an object that may already hold that name."""
        ancienne = objet.get(nom)
        if texte is None or ancienne is None:
            objet[nom] = ancienne if texte is None else texte
        elif nom in _REPETABLES:
            objet[nom] = [*(ancienne if isinstance(ancienne, list) else [ancienne]), texte]
        else:
            self._set(objet, nom, texte)

    def _set(self, objet: Objet, nom: str, valeur: object) -> None:
        """Set a field; a name given twice keeps its last value."""
        ancienne = objet.get(nom)
        if ancienne is not None:
            perdue = ancienne if isinstance(ancienne, str) else str(ancienne)
            self.note(CLE_EN_DOUBLE, nom, perdue)
        objet[nom] = valeur

    def note(self, code: str, champ: str | None, valeur: str) -> None:
        self.anomalies.append(anomalie(code, champ, valeur))


def _check(profondeur: int) -> None:
    if profondeur > PROFONDEUR_MAX:
        raise FormeError(_TROP_IMBRIQUE, TROP_IMBRIQUE)


def _last_item(liste: list[object], enfant: str) -> Objet:
    """Return the item to which a field belongs that stands in the list itself."""
    dernier = liste[-1] if liste else None
    if isinstance(dernier, dict) and isinstance(objet := dernier.get(enfant), dict):
        return objet
    objet = {}
    liste.append({enfant: objet})
    return objet


def _locate(texte: str, position: int) -> tuple[str | None, str | None]:
    balise = _NOM_BALISE.match(texte, max(0, texte.rfind("<", 0, position)))
    if not balise:
        return None, None
    return balise[1], _INTERDIT.sub("", restore(balise[2])[0]).strip()


def _keep_allowed(trouve: re.Match[str]) -> str:
    """Return a numeric reference when it stands for a character of XML, else nothing."""
    decimal, hexadecimal = trouve.groups()
    if not decimal and not hexadecimal:
        return ""
    point = int(decimal) if decimal else int(hexadecimal, 16)
    return trouve[0] if point <= _UNICODE_MAX and _CARACTERE_XML.match(chr(point)) else ""


def _parse_escaped(texte: str, soin: _Soin) -> etree._Element:
    if _DEJA_LA.search(texte):
        raise FormeError("XML mal formé")
    texte = soin.replace(_ENTITE, texte, ENTITE, _translate_entite)
    texte = soin.replace(_ESPERLUETTE, texte, ESPERLUETTE, lambda _: "&amp;")
    texte = soin.replace(_CHEVRON, texte, CHEVRON, lambda _: "&lt;")
    try:
        return _parse(texte)
    except etree.XMLSyntaxError as erreur:
        if "depth" in str(erreur):
            raise FormeError(_TROP_IMBRIQUE, TROP_IMBRIQUE) from erreur
        raise FormeError("XML mal formé") from erreur


def _translate_entite(trouve: re.Match[str]) -> str:
    """Return the character of an HTML entity; one that nobody knows becomes plain text."""
    caractere = html.unescape(trouve[0])
    return f"&amp;{trouve[1]}" if caractere == trouve[0] else html.escape(caractere)


def _parse(texte: str) -> etree._Element:
    vus = _PREFIXE.findall(texte) if ":" in texte else []
    prefixes = {p for p in vus if not p.lower().startswith("xml")}
    declarations = "".join(f' xmlns:{prefixe}="{prefixe}"' for prefixe in sorted(prefixes))
    racine = etree.fromstring(f"<r{declarations}>{texte}</r>".encode(), _ANALYSEUR)
    if len(racine) != 1:
        raise FormeError("XML mal formé")
    return racine[0]
