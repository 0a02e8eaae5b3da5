"""What the blocks of every heading are made with: figures bound to their source, notes of law."""

from collections.abc import Iterable
from itertools import groupby

from spaser.documents.document import Chiffre, EnLigne, Note, Paragraphe, Texte
from spaser.documents.francais import typographie
from spaser.documents.lecture import NON_CONNU
from spaser.faits.lecture import find_fait, tell
from spaser.metier.reference import ReferenceChiffre
from spaser.metier.sources import cite


def write_chiffre(
    reference: ReferenceChiffre, *, nom: str, texte: str, phrases: Iterable[str], source: str
) -> Chiffre:
    """Return a figure with all that makes it defensible.

    `phrases` say its numerator, its denominator, its bounds, n and the unknowns; `source`, from
    what it was counted and which day.
    """
    origine = f"{source.rstrip('.')}." if source else ""
    dites = (f"{nom}, {reference.annee}.", *phrases, origine)
    return Chiffre(texte or NON_CONNU, str(reference), typographie(" ".join(filter(None, dites))))


def write_loi(*citations: str, identifiant: str = "") -> Paragraphe:
    """Return statements of facts as a paragraph; each text is in a note, after the last of it."""
    morceaux: list[EnLigne] = []
    for texte, siennes in groupby(citations, lambda citation: find_fait(citation).code):
        enonces = " ".join(tell(citation) for citation in siennes)
        morceaux += [Texte(typographie(f" {enonces}" if morceaux else enonces))]
        morceaux += write_notes([texte])
    return Paragraphe(tuple(morceaux), identifiant=identifiant)


def write_notes(faits: Iterable[str]) -> tuple[Note, ...]:
    return tuple(Note(typographie(f"{s.libelle} ({s.mention})."), s.fait) for s in cite(faits))


def tell_cellule(texte: str) -> str:
    """Return what a cell of a table says; a dash when nothing was told."""
    return typographie(texte) if texte.strip() else "–"
