"""A mail that leaves, as lines."""

from zlib import crc32

from lxml import etree, html

from tests.equivalence.fichiers import describe_fichier
from tests.equivalence.pages import describe_page

A_QUI = ("from_email", "to", "cc", "bcc", "reply_to")
DITS = ("href", "src", "alt")  # that the lines of the page say already


def describe_courriel(message):
    """Return the lines of a message of Django: for whom, headers, both texts, what is joined."""
    lignes = [f"courriel.sujet {message.subject}"]
    gens = {nom: getattr(message, nom) for nom in A_QUI}
    lignes += [
        f"courriel.{nom} {qui if isinstance(qui, str) else ', '.join(qui)}"
        for nom, qui in gens.items()
        if qui
    ]
    entetes = sorted(message.extra_headers.items())
    lignes += [f"courriel.entête {nom}: {valeur}" for nom, valeur in entetes]
    lignes += [f"courriel.{message.content_subtype} {x}" for x in message.body.splitlines()]
    for contenu, nature in getattr(message, "alternatives", ()):
        lignes += _describe_alternative(contenu, nature)
    for piece in message.attachments:
        lignes += _describe_piece(piece)
    return lignes


def _describe_alternative(contenu, nature):
    if nature != "text/html":
        return [f"courriel.autrement {nature}", *describe_fichier("", contenu.encode())]
    forme = f"courriel.forme {_print_forme(contenu):08x}"
    return [forme, *(f"courriel.page {ligne}" for ligne in describe_page(contenu, {}))]


def _describe_piece(piece):
    """Describe what is joined: three values, or a part of a message already made."""
    if isinstance(piece, tuple):
        nom, contenu, nature = piece
    else:
        nom, contenu = piece.get_filename(), piece.get_payload(decode=True)
        nature = piece.get_content_type()
    if isinstance(contenu, str):
        contenu = contenu.encode()
    return [f"courriel.pièce {nom} {nature}", *describe_fichier(nom or "", contenu)]


def _print_forme(texte):
    """Return a number for the tags and their looks, whatever they say."""
    racine = html.document_fromstring(texte)
    for element in racine.iter():
        element.text = element.tail = None
        for nom in DITS:
            element.attrib.pop(nom, None)
    return crc32(etree.tostring(racine, method="c14n"))
