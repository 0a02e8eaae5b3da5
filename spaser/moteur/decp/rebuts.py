"""Why a record is put aside: one code and one sentence for all the readers of text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from spaser.elements import ErreurSpaser
from spaser.moteur.decp.octets import show
from spaser.moteur.valeurs import Rebut

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
