"""Composes the scheme of a space as a document."""

from __future__ import annotations

from spaser.documents.charte import NEUTRE, Charte, make_charte
from spaser.documents.document import Document, Section
from spaser.web.organisations.models import Espace
from spaser.web.redaction.selectors import RubriqueLue, find_schema, read_schema


def compose_schema(espace: Espace) -> Document:
    """Return the scheme: each heading that has something, her words first."""
    schema = read_schema(espace)
    return Document(
        titre="Schéma de promotion des achats publics socialement et écologiquement responsables",
        sous_titre=espace.nom,
        jour=schema.sujet.jour,
        mention=" – ".join(filter(None, (espace.nom, espace.mention))),
        sections=tuple(
            Section(partie.titre, (), tuple(_write(r) for r in partie.gardees if r.est_prete))
            for partie in schema.parties
            if any(r.est_prete for r in partie.gardees)
        ),
    )


def find_charte(espace: Espace) -> Charte:
    """Return how the files of a space look."""
    schema = find_schema(espace)
    if schema is None:
        return NEUTRE
    return make_charte(
        schema.couleur or NEUTRE.couleur,
        schema.fond or NEUTRE.fond,
        bytes(schema.logo),
        f"Logo de {espace.nom}",
    )


def _write(rubrique: RubriqueLue) -> Section:
    return Section(
        rubrique.titre,
        (*rubrique.mots, *rubrique.remplissage.blocs),
        identifiant=rubrique.code,
    )
