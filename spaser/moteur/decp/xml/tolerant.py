"""Reads one damaged or unusual XML record: cleaned, escaped where it must be, parsed by lxml."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from spaser.moteur.decp.octets import (
    CARACTERE_DE_CONTROLE,
    ENCODAGE_SUPPOSE,
    Anomalie,
    anomalie,
    restore,
)
from spaser.moteur.decp.xml.structure import SIMPLES, ConstructeurObjet, FormeError, Noeud, Objet

ENTITE: Final = "entite_inconnue"
ESPERLUETTE: Final = "esperluette_non_echappee"
CHEVRON: Final = "chevron_non_echappe"
BALISES: Final = "balises_dans_un_texte"
TEXTE_PARASITE: Final = "texte_parasite"
TEXTE_PERDU: Final = "texte_entre_balises"

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
    texte = soin.replace(_OCTET, texte, ENCODAGE_SUPPOSE, lambda m: restore(m[0])[0])
    texte = soin.replace(_INTERDIT, texte, CARACTERE_DE_CONTROLE, _keep_allowed)
    try:
        racine = _parse(texte)
    except etree.XMLSyntaxError:
        racine = _parse_escaped(texte, soin)
    if racine.text and racine.text.strip():
        raise FormeError("du texte à la place des champs")
    forme = ConstructeurObjet()
    valeurs = forme.build(_list_noeuds(racine, soin, record=True))
    return valeurs, soin.anomalies + forme.anomalies


class _Soin:
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

    def note(self, code: str, champ: str, valeur: str) -> None:
        self.anomalies.append(anomalie(code, champ, valeur))


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
        raise FormeError("XML mal formé") from erreur


def _translate_entite(trouve: re.Match[str]) -> str:
    """Return the character of an HTML entity; one that nobody knows becomes plain text."""
    caractere = html.unescape(trouve[0])
    return f"&amp;{trouve[1]}" if caractere == trouve[0] else html.escape(caractere)


def _parse(texte: str) -> etree._Element:
    prefixes = {p for p in _PREFIXE.findall(texte) if not p.lower().startswith("xml")}
    declarations = "".join(f' xmlns:{prefixe}="{prefixe}"' for prefixe in sorted(prefixes))
    racine = etree.fromstring(f"<r{declarations}>{texte}</r>".encode(), _ANALYSEUR)
    if len(racine) != 1:
        raise FormeError("XML mal formé")
    return racine[0]


def _list_noeuds(parent: etree._Element, soin: _Soin, *, record: bool = False) -> list[Noeud]:
    noeuds: list[Noeud] = []
    for element in parent:
        nom = str(element.tag).rpartition("}")[2]
        texte = element.text or ""
        if len(element) and record and nom in SIMPLES:
            texte = "".join(map(str, element.itertext()))
            soin.note(BALISES, nom, texte)
        elif len(element):
            _note_lost(element, nom, soin)
            noeuds.append((nom, _list_noeuds(element, soin)))
            continue
        noeuds.append((nom, texte.strip() or None))
    return noeuds


def _note_lost(element: etree._Element, nom: str, soin: _Soin) -> None:
    textes = [element.text, *(enfant.tail for enfant in element)]
    perdu = " ".join(texte.strip() for texte in textes if texte and texte.strip())
    if perdu:
        soin.note(TEXTE_PERDU, nom, perdu)
