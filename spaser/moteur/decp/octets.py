"""Bytes that are not what they claim to be: encodings, how they are shown, why they are refused."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from spaser.elements import ErreurSpaser
from spaser.moteur.valeurs import Rebut

BLOC: Final = 1 << 20
TEXTE_MAX: Final = 100_000  # characters of an unreadable record that are kept
VALEUR_MAX: Final = 200  # characters of a repaired value that are kept

ENCODAGE_SUPPOSE: Final = "encodage_suppose"
CARACTERE_DE_CONTROLE: Final = "caractere_de_controle"
CARACTERE_INVALIDE: Final = "caractere_invalide"
CLE_EN_DOUBLE: Final = "cle_en_double"
TEXTE_PARASITE: Final = "texte_parasite"
TEXTE_PERDU: Final = "texte_entre_balises"

type Anomalie = dict[str, str | None]

_BOM_LARGES: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ECHANTILLON: Final = 256
_SUBSTITUT: Final = re.compile("[\ud800-\udfff]")
_OCTETS_PERDUS: Final = {
    0xDC00 + octet: bytes([octet]).decode("cp1252", "replace") for octet in range(0x80, 0x100)
}
_SUBSTITUTIONS: Final = dict.fromkeys(range(0xD800, 0xE000), "\ufffd") | _OCTETS_PERDUS


def anomalie(code: str, champ: str | None, valeur: str | None = None) -> Anomalie:
    """Return an anomaly of a record, as NDJSON lines carry it under `_anomalies`."""
    return {"code": code, "champ": champ, "valeur": valeur and valeur[:VALEUR_MAX]}


def decode_large(tete: bytes) -> str | None:
    """Return the codec of a text written in UTF-16 or UTF-32, None for every other."""
    for bom, codec in _BOM_LARGES:
        if tete.startswith(bom):
            return codec
    pairs, impairs = tete[0:_ECHANTILLON:2], tete[1:_ECHANTILLON:2]
    if not impairs:
        return None
    if impairs.count(0) > len(impairs) * 0.8 and pairs.count(0) < len(pairs) * 0.2:
        return "utf-16-le"
    if pairs.count(0) > len(pairs) * 0.8 and impairs.count(0) < len(impairs) * 0.2:
        return "utf-16-be"
    return None


def to_utf8(chemin: Path, copie: Path) -> Path:
    """Return a file, or its copy in UTF-8, made block by block, when it is in UTF-16 or UTF-32."""
    with chemin.open("rb") as source:
        codec = decode_large(source.read(_ECHANTILLON))
    if codec is None:
        return chemin
    decodeur = codecs.getincrementaldecoder(codec)(errors="replace")
    with chemin.open("rb") as source, copie.open("wb") as sortie:
        while bloc := source.read(BLOC):
            sortie.write(decodeur.decode(bloc).encode("utf-8", "replace"))
        sortie.write(decodeur.decode(b"", final=True).encode("utf-8", "replace"))
    return copie


def decode_prudent(octets: bytes) -> str:
    """Decode UTF-8 and mark each byte that is not; see `restore`."""
    return octets.decode("utf-8", "surrogateescape")


def restore(texte: str) -> tuple[str, str | None]:
    """Turn the marked bytes of a text into cp1252 characters; return the code of what was done."""
    if texte.isascii():
        return texte, None
    perdu = _SUBSTITUT.search(texte)
    if not perdu:
        return texte, None
    code = ENCODAGE_SUPPOSE if ord(perdu[0]) in _OCTETS_PERDUS else CARACTERE_INVALIDE
    return texte.translate(_SUBSTITUTIONS), code


def show(octets: bytes, taille: int | None = None) -> str:
    """Return the text of an unreadable record, cut when it is very long; `taille` is its size."""
    taille = taille or len(octets)
    texte, _ = restore(decode_prudent(octets[: 4 * TEXTE_MAX]))
    if len(texte) <= TEXTE_MAX and taille <= 4 * TEXTE_MAX:
        return texte
    return f"{texte[:TEXTE_MAX]}… [{taille} octets au total]"


OCTETS_MAX: Final = 32 << 20  # a record longer than this is not read, whatever its file
LIGNE_MAX: Final = 2 * OCTETS_MAX  # nor one that is longer than this once written as a line
PROFONDEUR_MAX: Final = 64
_MEGA: Final = 1 << 20

DOCTYPE_REFUSE: Final = "doctype_refuse"
ILLISIBLE: Final = "illisible"
PAS_UN_OBJET: Final = "pas_un_objet"
TRONQUE: Final = "tronque"
TROP_IMBRIQUE: Final = "trop_imbrique"
TROP_LONG: Final = "trop_long"

LISTE_OUVERTE: Final = (
    "le fichier s’arrête avant la fin de la liste : des enregistrements peuvent manquer"
)
_DETAILS: Final = {
    DOCTYPE_REFUSE: "le fichier définit des entités XML, qui peuvent tromper le lecteur",
    ILLISIBLE: "texte mal formé, que rien ne permet de corriger sans risque",
    PAS_UN_OBJET: "cet élément de la liste n’est pas un objet",
    TRONQUE: "le fichier s’arrête au milieu de cet enregistrement",
    TROP_IMBRIQUE: f"plus de {PROFONDEUR_MAX} niveaux d’imbrication",
    TROP_LONG: "il pèse {:.0f} Mo : au-delà de {:.0f} Mo, aucun n’est lu",
}


def reject(
    rang: int, code: str, octets: bytes, detail: str | None = None, taille: int | None = None
) -> Rebut:
    """Put a record aside; `taille` is its size, when `octets` are only the first of it."""
    taille = taille or len(octets)
    detail = detail or _DETAILS[code].format(taille / _MEGA, OCTETS_MAX / _MEGA)
    return Rebut(rang, code, detail, show(octets, taille))


@contextmanager
def explain_failure(chemin: Path) -> Iterator[None]:
    """Tell in French that a file cannot be read, or its records written, to the end."""
    try:
        yield
    except OSError as erreur:
        raise ErreurSpaser(
            f"Lecture de {chemin.name} interrompue : {erreur.strerror or erreur}.",
            "Vérifiez les droits du fichier et la place libre sur le disque.",
        ) from erreur
