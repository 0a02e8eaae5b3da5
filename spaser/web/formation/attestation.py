"""The attestation, as an accessible PDF: what was followed, by whom, and where it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from spaser.documents.document import Document, Lien, Liste, Paragraphe, Section, Texte, map_textes
from spaser.documents.francais import format_date, pluriel
from spaser.documents.rendus.pdf import write_pdf
from spaser.metier.formation import Lecon, Module
from spaser.web.formation.models import Attestation
from spaser.web.formation.selectors import count_minutes
from spaser.web.socle.templatetags.francais import insecables

TITRE = "Attestation de suivi"


def write_attestation(
    attestation: Attestation, module: Module, lecons: Sequence[Lecon], nom: str
) -> bytes:
    """Return the file; the name is written in it and nowhere else."""
    return write_pdf(compose_attestation(attestation, module, lecons, nom))


def compose_attestation(
    attestation: Attestation, module: Module, lecons: Sequence[Lecon], nom: str
) -> Document:
    adresse = f"{settings.ADRESSE}{attestation.get_absolute_url()}"
    document = Document(
        titre=TITRE,
        jour=attestation.jour,
        sous_titre=f"Module « {module.titre} »",
        mention=f"{TITRE}, vérifiable à l’adresse {adresse}",
        blocs=(
            Paragraphe((Texte(nom, fort=True),)),
            Paragraphe(
                f"a suivi jusqu’au bout le module de formation en ligne « {module.titre} », "
                f"le {format_date(attestation.jour)}.",
                en_avant=True,
            ),
            Paragraphe(
                f"{pluriel(len(lecons), 'leçon')}, {count_minutes(lecons)} minutes environ. "
                f"Le module est terminé quand {module.seuil} % au moins des questions de chaque "
                "leçon ont une bonne réponse ; chacun répond seul, autant de fois qu’il le veut."
            ),
        ),
        sections=(
            Section("Les leçons", (Liste(tuple(x.titre for x in lecons), ordonnee=True),)),
            Section(
                "Vérifier cette attestation",
                (
                    Paragraphe((Texte("Ouvrez "), Lien(adresse, adresse), Texte(
                        " et tapez le nom écrit ci-dessus : le site dit s’il correspond. Il ne "
                        "garde pas ce nom et ne le montre à personne."
                    ))),
                    Paragraphe(
                        f"Version du module : {attestation.version}. Cette attestation dit qu’un "
                        "module a été suivi ; ce n’est pas un diplôme."
                    ),
                ),
            ),
        ),
    )  # fmt: skip
    return map_textes(document, insecables)
