"""Why a record is put aside: one code and one sentence for all the readers of text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from spaser.elements import ErreurSpaser
from spaser.moteur.decp.octets import show
from spaser.moteur.valeurs import Rebut

OCTETS_MAX: Final = 32 << 20  # a record longer than this is not read
PROFONDEUR_MAX: Final = 64

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
    TROP_LONG: f"plus de {OCTETS_MAX >> 20} Mo sans fin d’enregistrement",
}


def reject(rang: int, code: str, octets: bytes, detail: str | None = None) -> Rebut:
    return Rebut(rang, code, detail or _DETAILS[code], show(octets))


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
