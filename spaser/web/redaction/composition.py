"""Composes the files of a scheme: the whole of it, its two pages, the dossier of any buyer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from spaser.documents.charte import NEUTRE, Charte, make_charte
from spaser.documents.document import SOURCES, Bloc, Document, SautDePage
from spaser.documents.francais import capitalize
from spaser.documents.schema.annexes import write_references
from spaser.documents.schema.assemblage import (
    Couverture,
    PartieEcrite,
    RubriqueEcrite,
    assemble_dossier,
    assemble_schema,
)
from spaser.web.organisations.identite import Identite
from spaser.web.organisations.models import Espace
from spaser.web.redaction.automatique.annexes import TIREES, list_imprimes
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
}
_TITRE_SOURCES: Final = "Sources et méthodes des chiffres"
# A dossier is short: it does without what the public page of the buyer shows at length.
_LONGS: Final = frozenset(
    {
        "depenses_cadre_autres",
        "depenses_cadre_averifier",
        "depenses_cadre_depuis",
        "depenses_cadre_dates",
        "marches_identite_sanslieu",
        "marches_identite_volume",
        "marches_identite_familles_image",
        "marches_identite_titulaires",
        "marches_identite_partage",
    }
)
_TENDANCES_LONGUES: Final = ("diagnostic_situation_soc_13", "diagnostic_situation_soc_in")
# What the decision is taken on, on two pages: the blocks of each heading.
_DES_DEUX_PAGES: Final = frozenset(
    {
        "depenses_cadre_devoir",
        "diagnostic_situation_chiffres",
        "propositions_pistes_constat",
        "calendrier_calendrier_etapes",
    }
)


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
    lues = {rubrique.code: rubrique for rubrique in build_schema(sujet).rubriques}
    corps = [
        RubriqueEcrite(
            code=code,
            titre=titre or lues[code].titre,
            blocs=tuple(bloc for bloc in lues[code].blocs if not _is_long(bloc)),
        )
        for code, titre in _DU_DOSSIER.items()
    ]
    couverture = _cover(sujet, "Dossier de départ pour un SPASER", _DES_PUBLIES)
    sources = TIREES[SOURCES](sujet, _list_blocs(corps)).blocs
    return assemble_dossier(couverture, [*corps, _write_sources(sources)])


def compose_deux_pages(espace: Espace) -> Document:
    schema = read_schema(espace)
    corps = [
        RubriqueEcrite(
            code=rubrique.code,
            titre=rubrique.titre,
            blocs=tuple(b for b in rubrique.remplissage.blocs if _name(b) in _DES_DEUX_PAGES),
        )
        for rubrique in schema.rubriques
        if rubrique.code not in TIREES
    ]
    couverture = _cover(schema.sujet, "Le SPASER en deux pages", "")
    sources = write_references(list_imprimes(_list_blocs(corps)))
    return assemble_dossier(couverture, [*corps, _write_sources(sources)])


def _list_blocs(corps: Iterable[RubriqueEcrite]) -> list[Bloc]:
    return [bloc for rubrique in corps for bloc in rubrique.blocs]


def _write_sources(blocs: tuple[Bloc, ...]) -> RubriqueEcrite:
    return RubriqueEcrite(code=SOURCES, titre=_TITRE_SOURCES, blocs=blocs)


def _is_long(bloc: Bloc) -> bool:
    nom = _name(bloc)
    return nom in _LONGS or nom.startswith(_TENDANCES_LONGUES)


def _name(bloc: Bloc) -> str:
    return "" if isinstance(bloc, SautDePage) else bloc.identifiant


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


def _write(rubrique: RubriqueLue) -> RubriqueEcrite:
    return RubriqueEcrite(
        code=rubrique.code,
        titre=rubrique.titre,
        blocs=rubrique.blocs,
        manques=tuple(manque.texte for manque in rubrique.remplissage.manques),
    )
