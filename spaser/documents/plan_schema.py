"""The outline of a scheme on paper, as its approach shapes it."""

from collections.abc import Sequence
from datetime import date

from spaser.documents.document import Document, Note, Paragraphe, Section, Texte
from spaser.documents.francais import typographie
from spaser.metier.approches import Approches
from spaser.metier.registre.nomenclatures import Approche
from spaser.metier.sources import cite


def write_plan(
    approches: Approches,
    approche: Approche,
    *,
    acheteur: str,
    raison: str,
    jour: date,
    reserve: str = "",
) -> Document:
    """Return the outline: the four parts of a scheme, the second one in the chosen shape.

    `reserve` is what must be known of who made it: on the first page and at the foot of each.
    """
    description = approches.find(approche)
    parties = tuple(
        Section(
            partie.titre,
            (Paragraphe(partie.texte),),
            tuple(Section(s.titre, (_write(s.texte, s.faits),)) for s in partie.rubriques),
        )
        for partie in approches.outline(approche)
    )
    return Document(
        titre="Plan du schéma",
        sous_titre=acheteur,
        jour=jour,
        mention=" – ".join(filter(None, (acheteur, "plan du schéma", reserve))),
        blocs=(
            *((Paragraphe(reserve, en_avant=True),) if reserve else ()),
            Paragraphe(typographie(f"Approche : {approche.libelle}. {raison}"), en_avant=True),
            Paragraphe(description.resume),
        ),
        sections=(*parties, Section("D’où vient ce plan", (Paragraphe(approches.source),))),
    )


def _write(texte: str, faits: Sequence[str]) -> Paragraphe:
    """Return a chapter in a sentence; each text of law that it tells is in a note."""
    notes = [Note(typographie(f"{s.libelle} ({s.mention}).")) for s in cite(faits)]
    return Paragraphe((Texte(texte), *notes))
