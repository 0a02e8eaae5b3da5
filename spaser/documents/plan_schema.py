"""The outline of a scheme on paper, as its approach shapes it."""

from datetime import date

from spaser.documents.document import Bloc, Document, Paragraphe, Titre
from spaser.documents.francais import typographie
from spaser.metier.approches import Approches
from spaser.metier.registre.nomenclatures import Approche
from spaser.metier.sources import cite


def write_plan(
    approches: Approches, approche: Approche, *, acheteur: str, raison: str, jour: date
) -> Document:
    """Return the outline: the four parts of a scheme, the second one in the chosen shape."""
    description = approches.find(approche)
    blocs: list[Bloc] = [
        Paragraphe(typographie(f"Approche : {approche.libelle}. {raison}"), en_avant=True),
        Paragraphe(description.resume),
    ]
    for partie in approches.outline(approche):
        blocs += [Titre(partie.titre), Paragraphe(partie.texte)]
        for section in partie.sections:
            blocs += [Titre(section.titre, 2), Paragraphe(section.texte)]
            blocs += [
                Paragraphe(typographie(f"{source.libelle} ({source.mention})."))
                for source in cite(section.faits)
            ]
    blocs += [Titre("D’où vient ce plan"), Paragraphe(approches.source)]
    return Document(
        titre="Plan du schéma",
        sous_titre=acheteur,
        jour=jour,
        mention=f"{acheteur} – plan du schéma",
        blocs=tuple(blocs),
    )
