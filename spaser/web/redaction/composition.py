"""Composes the files of a scheme: the whole of it, its two pages, the dossier of any buyer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spaser.documents.charte import NEUTRE, Charte, make_charte
from spaser.documents.document import Bloc, Document, Paragraphe, Tableau
from spaser.documents.francais import capitalize
from spaser.documents.schema.assemblage import (
    Couverture,
    PartieEcrite,
    RubriqueEcrite,
    assemble_dossier,
    assemble_schema,
)
from spaser.web.organisations.identite import Identite, find_instance
from spaser.web.organisations.models import Espace
from spaser.web.redaction.automatique.annexes import TIREES
from spaser.web.redaction.selectors import RubriqueLue, build_schema, find_schema, read_schema
from spaser.web.redaction.sujet import Sujet, read_sujet_public

_TITRE: Final = "Schéma de promotion des achats publics socialement et écologiquement responsables"
_NATURE: Final = "Document de travail"
_DE_L_ESPACE: Final = (
    "Ce document réunit les textes écrits pour le schéma et ce que les données disent déjà. Chaque "
    "chiffre renvoie à sa source, dans la dernière partie."
)
_DES_PUBLIES: Final = (
    "Ce dossier est établi à partir des seules données publiées. Chaque chiffre renvoie à sa "
    "source, en dernière page. Il ne dit pas ce que l’acheteur fait sans le publier."
)

# A dossier is made by others than the buyer: its headings do not say « nous ».
_DU_DOSSIER: Final = {
    "cadre": "",
    "identite": "L’acheteur et ses achats",
    "situation": "Où en sont ses achats responsables",
    "pistes": "",
    "familles": "",
    "publication": "Publication et prochaines dates",
    "acteurs": "Qui peut aider",
    "sources": "",
}
# The decision is taken on two pages: of each heading, how many blocks.
_DES_DEUX_PAGES: Final = {"cadre": 2, "situation": 2, "indicateurs": 1, "calendrier": 1}


def compose_schema(espace: Espace) -> Document:
    """Return the whole scheme of a space; headings set aside are not in it."""
    schema = read_schema(espace)
    parties = [
        PartieEcrite(
            titre=partie.titre, rubriques=tuple(_write(rubrique) for rubrique in partie.gardees)
        )
        for partie in schema.parties
    ]
    return assemble_schema(_cover(schema.sujet, _TITRE, _DE_L_ESPACE), parties)


def compose_dossier(identite: Identite) -> Document:
    """Return what published figures already say of a buyer, without any account."""
    sujet = read_sujet_public(identite)
    schema = build_schema(sujet)
    lues = {r.code: r for r in schema.rubriques if r.code in _DU_DOSSIER}
    corps = [r for code, r in lues.items() if code not in TIREES]
    blocs = [bloc for rubrique in corps for bloc in rubrique.blocs]
    rubriques = [
        *(_write(r, _DU_DOSSIER[r.code]) for r in corps),
        *(
            RubriqueEcrite(code=code, titre=lues[code].titre, blocs=draw(sujet, blocs).blocs)
            for code, draw in TIREES.items()
            if code in lues
        ),
    ]
    return assemble_dossier(
        _cover(sujet, "Dossier de départ pour un SPASER", _DES_PUBLIES), rubriques
    )


def compose_deux_pages(espace: Espace) -> Document:
    """Return what the body that decides reads: the same blocks, in two pages."""
    schema = read_schema(espace)
    rubriques = [
        RubriqueEcrite(code=rubrique.code, titre=rubrique.titre, blocs=blocs)
        for rubrique in schema.rubriques
        if rubrique.code in _DES_DEUX_PAGES
        and (blocs := tuple(_choose(rubrique, _DES_DEUX_PAGES[rubrique.code])))
    ]
    titre = f"Le SPASER en deux pages : {find_instance(espace)}"
    return assemble_dossier(_cover(schema.sujet, titre, _DE_L_ESPACE), rubriques)


def find_charte(espace: Espace) -> Charte:
    """Return the colours and the logo of a space; the neutral style before it has any."""
    schema = find_schema(espace)
    if schema is None:
        return NEUTRE
    return make_charte(
        schema.couleur or NEUTRE.couleur,
        schema.fond or NEUTRE.fond,
        bytes(schema.logo),
        capitalize(espace.nom),
    )


def _cover(sujet: Sujet, titre: str, presentation: str) -> Couverture:
    return Couverture(
        titre=titre,
        acheteur=sujet.identite.nom,
        jour=sujet.jour,
        nature=_NATURE,
        presentation=presentation,
        reserve=sujet.espace.mention if sujet.espace else "",
    )


def _write(rubrique: RubriqueLue, titre: str = "") -> RubriqueEcrite:
    return RubriqueEcrite(
        code=rubrique.code,
        titre=titre or rubrique.titre,
        blocs=rubrique.blocs,
        manques=tuple(manque.texte for manque in rubrique.remplissage.manques),
    )


def _choose(rubrique: RubriqueLue, nombre: int) -> Iterator[Bloc]:
    """Give the first blocks that hold on a page: sentences and tables, never pictures."""
    tenus = [b for b in rubrique.remplissage.blocs if isinstance(b, Paragraphe | Tableau)]
    yield from tenus[:nombre]
