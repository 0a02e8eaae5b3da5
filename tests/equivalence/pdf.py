"""A PDF as lines: what it says page by page, where it leads, how it is read aloud."""

import io
import re
from zlib import crc32

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

_NORME = re.compile(r"pdf(?:ua|a)id:(\w+)>([^<]*)<")


def describe_pdf(contenu):
    """Return the lines of a PDF."""
    lecteur = PdfReader(io.BytesIO(contenu))
    rangs = {page.indirect_reference.idnum: n for n, page in enumerate(lecteur.pages, 1)}
    lignes = [*_describe_entete(lecteur), *_describe_plan(lecteur, lecteur.outline)]
    for rang, page in enumerate(lecteur.pages, 1):
        lignes += _describe_page(rang, page, rangs)
    return lignes + _describe_balises(lecteur.root_object)


def _describe_entete(lecteur):
    racine, connu = lecteur.root_object, lecteur.metadata or {}
    for nom in sorted(connu):
        yield f"pdf.{nom.removeprefix('/').lower()} {connu[nom]}"
    yield f"pdf.langue {_get(racine, '/Lang', '')}"
    yield f"pdf.balisé {_get(_get(racine, '/MarkInfo'), '/Marked', False)}"
    if "/Metadata" in racine:
        xmp = racine["/Metadata"].get_data().decode("utf-8", "replace")
        yield from (f"pdf.norme {nom} {valeur}" for nom, valeur in _NORME.findall(xmp) if valeur)
    for nom, joints in lecteur.attachments.items():
        yield from (f"pdf.joint {nom} {_print_octets(octets)}" for octets in joints)


def _describe_plan(lecteur, plan, profondeur=0):
    for entree in plan:
        if isinstance(entree, list):
            yield from _describe_plan(lecteur, entree, profondeur + 1)
        else:
            page = lecteur.get_destination_page_number(entree)
            rang = "?" if page is None else page + 1
            yield f"pdf.plan {'  ' * profondeur}{entree.title} → {rang}"


def _describe_page(rang, page, rangs):
    """Tell the shape and the words of a page, its links and images, the print of its drawing."""
    ressources = _get(page, "/Resources")
    taille = " x ".join(f"{float(cote):g}" for cote in page.mediabox[2:])
    yield f"pdf.page {rang} de {taille} ({', '.join(_list_polices(ressources))})"
    yield from (f"pdf.texte {rang} {ligne}" for ligne in page.extract_text().split("\n"))
    for lien in _get(page, "/Annots", ()):
        yield f"pdf.lien {rang} {_tell_lien(lien.get_object(), rangs)}"
    yield from (f"pdf.image {rang} {dite}" for dite in _list_images(ressources))
    dessin = page.get_contents()
    yield f"pdf.dessin {rang} {_print_octets(b'' if dessin is None else dessin.get_data())}"


def _list_polices(ressources):
    """Name the fonts of a page, without the mark of the letters that each one holds."""
    polices = [police.get_object() for police in _get(ressources, "/Font").values()]
    return sorted({str(_get(p, "/BaseFont", "")).strip("/").rpartition("+")[2] for p in polices})


def _list_images(ressources):
    """Tell the images and the drawings that a page shows, and those that they show."""
    for image in _get(ressources, "/XObject").values():
        objet = image.get_object()
        # An image is not decompressed: it would take long for nothing.
        octets = objet._data if objet["/Subtype"] == "/Image" else objet.get_data()
        yield f"{objet['/Subtype']} {_print_octets(octets)}"
        yield from _list_images(_get(objet, "/Resources"))


def _tell_lien(lien, rangs):
    action = _get(lien, "/A")
    if "/URI" in action:
        return f"{action['/URI']} {_get(lien, '/Contents', '')}".rstrip()
    vers = _get(lien, "/Dest", _get(action, "/D", ""))
    if isinstance(vers, ArrayObject) and vers:
        page = rangs.get(getattr(vers[0], "idnum", None), "?")
        return f"page {page} {' '.join(map(str, vers[1:]))}"
    return f"{_get(lien, '/Subtype', '')} {vers}".rstrip()


def _describe_balises(racine):
    """Tell what is read aloud in place of a figure, and the print of the tree of tags."""
    noms, lignes = [], []
    if "/StructTreeRoot" in racine:
        _follow(racine["/StructTreeRoot"], noms, lignes)
    return [*lignes, f"pdf.balises {len(noms)} {crc32(' '.join(noms).encode()):08x}"]


def _follow(noeud, noms, lignes):
    noeud = noeud.get_object()
    if isinstance(noeud, ArrayObject):
        for dedans in noeud:
            _follow(dedans, noms, lignes)
    elif isinstance(noeud, DictionaryObject):
        noms.append(str(_get(noeud, "/S", "")))
        if "/Alt" in noeud:
            lignes.append(f"pdf.alternative {noms[-1]} « {noeud['/Alt']} »")
        if "/K" in noeud:
            noms.append("(")
            _follow(noeud["/K"], noms, lignes)
            noms.append(")")


def _get(dictionnaire, nom, sinon=None):
    """Return a value, wherever the file keeps it; `get` would give its number."""
    if nom in dictionnaire:
        return dictionnaire[nom]
    return {} if sinon is None else sinon


def _print_octets(octets):
    return f"{len(octets)} {crc32(octets):08x}"
