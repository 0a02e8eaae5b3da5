"""A page as lines: what it says block by block, where it leads, what it asks for."""

from zlib import crc32

from lxml import etree, html

BLOCS = frozenset(
    "h1 h2 h3 h4 h5 h6 p li dt dd td th caption label legend button summary option "
    "figcaption blockquote pre div section title".split()
)
TUS = frozenset({"script", "style", "template", "noscript"})
DESSIN = "svg"
CHAMPS = frozenset({"input", "select", "textarea"})
JETON = "csrfmiddlewaretoken"
_ATTRIBUTS = ("name", "type", "value", "required", "checked", "selected", "maxlength", "min", "max")


def describe_page(texte, cadres):
    """Return the lines of a page; what surrounds its subject is kept once in `cadres`."""
    racine = html.document_fromstring(texte)
    sujet = next(iter(racine.xpath("//main")), racine)
    lignes = [f"titre {_fold(racine.xpath('string(//head/title)'))}"]
    if sujet is not racine:
        sujet.getparent().remove(sujet)
        autour = _read(racine.find("body"))
        numero = f"{crc32(chr(10).join(autour).encode()):08x}"
        cadres[numero] = autour
        lignes.append(f"cadre {numero}")
    return lignes + _read(sujet)


def _read(element):
    lignes = []
    _follow(element, [], lignes)
    return [ligne for ligne in lignes if ligne]


def _follow(element, dessus, lignes):
    balise = element.tag
    if not isinstance(balise, str) or balise in TUS:
        return
    if balise == DESSIN:
        lignes.append(_draw(element))
        return
    lignes.append(_write_element(element))
    place, ici = len(lignes), dessus
    if balise in BLOCS:
        lignes.append("")
        ici = []
    ici.append(element.text or "" if balise != "textarea" else "")
    for dedans in element:
        _follow(dedans, ici, lignes)
        ici.append(dedans.tail or "")
    if balise in BLOCS and (dit := _fold("".join(ici))):
        lignes[place] = f"{balise} {dit}"


def _write_element(element):
    """Say of an element what its words do not."""
    if element.tag == "a":
        return f"lien {element.get('href', '')} {element.get('target', '')}".rstrip()
    if element.tag == "img":
        return f"image {element.get('src')} « {element.get('alt')} »"
    if element.tag == "form":
        return f"formulaire {element.get('method', 'get')} {element.get('action', '')}".rstrip()
    if element.tag in CHAMPS or (element.tag == "option" and element.get("selected") is not None):
        return _write_champ(element)
    if element.tag == "button" and element.get("name"):
        return f"bouton {element.get('name')}={element.get('value', '')}"
    return ""


def _write_champ(element):
    dits = {nom: element.get(nom) for nom in _ATTRIBUTS if element.get(nom) is not None}
    if dits.get("name") == JETON:
        dits["value"] = ""
    if element.tag == "textarea":
        dits["value"] = element.text or ""
    ecrits = " ".join(f"{nom}={_fold(valeur)}" for nom, valeur in dits.items())
    return f"champ {element.tag} {ecrits}"


def _draw(element):
    """Say what a drawing names, and the print of its lines."""
    mots = _fold(" ".join(element.itertext()))
    trait = crc32(etree.tostring(element, method="c14n"))
    return f"dessin {element.get('aria-label') or mots} {trait:08x}"


def _fold(texte):
    return " ".join(texte.split())
