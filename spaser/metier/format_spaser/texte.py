"""What must agree in the text of a file: its blocks, and drawings that a page can show as they are.

A drawing comes from whoever wrote the file. Only shapes and words pass: no script, no style,
nothing that is fetched, no mark-up that a reader of HTML would understand otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from spaser.metier.format_spaser.validation import Chemin, Faute, Texte, quote

_SVG: Final = "{http://www.w3.org/2000/svg}"
_BALISES: Final = frozenset(
    "svg title desc defs pattern g text tspan "
    "rect line circle ellipse path polyline polygon".split()
)
_ATTRIBUTS: Final = frozenset(
    "id class role aria-label aria-labelledby aria-hidden viewBox preserveAspectRatio width height "
    "x y x1 y1 x2 y2 dx dy cx cy r rx ry d points transform patternUnits patternTransform fill "
    "fill-opacity stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap "
    "stroke-linejoin opacity text-anchor dominant-baseline "
    "font-family font-size font-weight".split()
)
_ADRESSE: Final = re.compile(r"url\s*\(\s*(?!#[\w-]+\s*\))|:\s*//|\\", re.IGNORECASE)


def check_texte(sections: list[Any], chemin: Chemin) -> Iterator[Faute]:
    vus: set[str] = set()
    for place, objet in _walk(sections, chemin):
        identifiant = objet.get("identifiant")
        if identifiant in vus:
            yield (
                (*place, "identifiant"),
                f"{quote(identifiant)} désigne déjà un autre bloc.",
                "Donnez à chaque bloc un identifiant à lui.",
            )
        if identifiant:
            vus.add(identifiant)
        if objet["genre"] == "tableau":
            yield from _tableau(objet, place)
        elif objet["genre"] == "figure" and (texte := check_dessin(objet["svg"])):
            yield (*place, "svg"), *texte


def _walk(valeur: object, chemin: Chemin) -> Iterator[tuple[Chemin, Mapping[str, Any]]]:
    if isinstance(valeur, dict):
        yield chemin, valeur
        for nom, enfant in valeur.items():
            yield from _walk(enfant, (*chemin, nom))
    elif isinstance(valeur, list):
        for rang, enfant in enumerate(valeur):
            yield from _walk(enfant, (*chemin, rang))


def _tableau(tableau: Mapping[str, Any], chemin: Chemin) -> Iterator[Faute]:
    attendu = len(tableau["entetes"])
    suites: list[tuple[Chemin, list[Any]]] = [
        (("lignes", rang), ligne) for rang, ligne in enumerate(tableau["lignes"])
    ]
    if tableau.get("largeurs"):
        suites.append((("largeurs",), tableau["largeurs"]))
    for pas, suite in suites:
        if len(suite) != attendu:
            yield (
                (*chemin, *pas),
                f"{len(suite)} élément(s) pour {attendu} colonne(s).",
                "Mettez-en autant que de colonnes.",
            )


def check_dessin(svg: str) -> Texte | None:
    """Say what a drawing holds that a page must not show; None for nothing."""
    if "<!" in svg or "<?" in svg:
        return _refuse("un commentaire, une déclaration ou une instruction")
    lecteur = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        racine = etree.fromstring(svg, lecteur)
    except etree.XMLSyntaxError:
        return "ce n’est pas du SVG bien formé.", "Enregistrez de nouveau le dessin en SVG."
    if racine.tag != f"{_SVG}svg":
        return "ce n’est pas un dessin SVG.", "Enregistrez de nouveau le dessin en SVG."
    for element in racine.iter():
        balise = str(element.tag).removeprefix(_SVG)
        if balise not in _BALISES:
            return _refuse(f"la balise {quote(balise)}")
        for nom, valeur in element.attrib.items():
            if str(nom) not in _ATTRIBUTS or _ADRESSE.search(str(valeur)):
                return _refuse(f"l’attribut {quote(nom)}")
    return None


def _refuse(chose: str) -> Texte:
    return (
        f"le dessin contient {chose}, que le format n’accepte pas.",
        "Gardez des formes et des textes, sans script, sans style et sans rien à charger.",
    )
