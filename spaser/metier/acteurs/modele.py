"""A stakeholder as plain values, its closed lists, and its texts as they are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from spaser.donnees.tables.colonnes import Colonne, Nature, colonne, list_colonnes
from spaser.lettres import fold_mots
from spaser.metier.registre.nomenclatures import Nomenclature


class RoleActeur(Nomenclature):
    """How far a stakeholder takes part, from the least to the most."""

    INFORMATION = "information", "Partage d’information"
    CONSULTATION = "consultation", "Consultation"
    PARTENARIAT = "partenariat", "Partenariat"
    CO_CONSTRUCTION = "co_construction", "Co-construction"
    DECISION = "decision", "Décision"

    @property
    def rang(self) -> int:
        """Return 1 for the least involved, 5 for who decides."""
        return list(RoleActeur).index(self) + 1

    @classmethod
    def du_centre(cls) -> list[Self]:
        """Return the roles from the centre of the picture outwards."""
        return list(reversed(cls))


class FormeSollicitation(Nomenclature):
    COMITE = "comite", "Participation à un comité"
    ATELIER = "atelier", "Atelier de travail"
    ENVOI = "envoi", "Envoi de contenus"
    ENTRETIEN = "entretien", "Entretien"
    QUESTIONNAIRE = "questionnaire", "Questionnaire"
    RENCONTRE = "rencontre", "Rencontre avec les fournisseurs"
    CONVENTION = "convention", "Convention"


class Moyen(Nomenclature):
    COURRIEL = "courriel", "Courriel"
    TELEPHONE = "telephone", "Téléphone"
    REUNION = "reunion", "Réunion"
    ATELIER = "atelier", "Atelier"
    COURRIER = "courrier", "Courrier"
    AUTRE = "autre", "Autre"


NOM_MAX: Final = 200
TEXTE_MAX: Final = 20_000
_PETITS_MOTS: Final = frozenset("a au aux d de des du en et l la le les".split())
_LIGNE: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLES: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)


ETAPE_1: Final = "etape_1"
ETAPE_2: Final = "etape_2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acteur:
    """One line of the table: what identifies it (step 1), what it brings (step 2).

    Each column is declared here once: forms, pages, imports and exports read it.
    """

    # fmt: off
    typologie: str = colonne("Typologie d’acteurs", "", nature=Nature.CHOIX,
        titres="typologie|type|type d acteur|type d acteurs|categorie",
        debuts="typologie d acteurs", groupe=ETAPE_1, vide="À préciser")
    nom: str = colonne("Nom de la structure", nature=Nature.LIGNE,
        titres="nom|structure|acteur|acteurs|organisme|organisation|nom de l acteur|nom structure",
        debuts="nom de la structure", groupe=ETAPE_1)
    description: str = colonne("Description", "", aide="Ce qu’elle fait, en une ou deux phrases.",
        titres="descriptif|activite", groupe=ETAPE_1)
    contact: str = colonne("Contact", "",
        aide=("Accueil, adresse générique, page. Les personnes se notent à part : leurs données "
            "ne partent pas dans les exports et s’effacent avec le temps."),
        titres="contacts|coordonnees|contact de la structure", groupe=ETAPE_1)
    commentaire: str = colonne("Commentaire", "",
        titres="commentaires|remarque|remarques|observations", groupe=ETAPE_1)
    role: RoleActeur | None = colonne("Rôle pour mon SPASER", None, court="Rôle",
        nature=Nature.CHOIX, titres="role", groupe=ETAPE_2, vide="À définir")
    contribution: str = colonne("Contribution", "", aide="Ce que vous attendez de cet acteur.",
        titres="contributions|apport|apports", groupe=ETAPE_2)
    formes: tuple[FormeSollicitation, ...] = colonne("Forme de la sollicitation", (),
        nature=Nature.CHOIX_MULTIPLES,
        titres="forme|formes|formes de la sollicitation|sollicitation", groupe=ETAPE_2,
        vide="À définir")
    nature: str = colonne("Nature de la sollicitation", "",
        aide="Par exemple : deux ateliers par an.", titres="natures", groupe=ETAPE_2)
    siren: str = colonne("SIREN", "", nature=Nature.LIGNE, aide="Si vous l’avez.",
        titres="siret|numero siren", groupe=ETAPE_1, vide="", au_tableau=False)
    source: str = colonne("Source", "", titres="sources")
    verifie_le: date | None = colonne("Vérifié le", None, nature=Nature.JOUR,
        titres="a jour au|date de verification")
    cle: str = colonne("Identifiant", "", nature=Nature.CLE, titres="cle|id")
    # fmt: on

    @property
    def nom_plie(self) -> str:
        return fold_nom_acteur(self.nom)


COLONNES: Final = list_colonnes(Acteur)
PAR_NOM: Final = {colonne_.nom: colonne_ for colonne_ in COLONNES}
# One cell of the programme's own table, and of our pages, holds two of our columns; the
# programme's titles carry examples: their beginning is enough.
REUNIES: Final = (
    Colonne(nom="role et contribution", titre="Rôle et contribution pour mon SPASER",
            court="Rôle et contribution", debuts=("role et contribution",),
            de=("role", "contribution")),
    Colonne(nom="forme et nature", titre="Forme et nature de la sollicitation",
            debuts=("forme et nature",), de=("formes", "nature")),
)  # fmt: skip


def clean_texte(texte: str) -> str:
    """Return a text with plain line ends and nothing invisible; its inner blanks are kept."""
    return _INVISIBLES.sub("", _LIGNE.sub("\n", texte)).strip()


def clean_nom(texte: str) -> str:
    return " ".join(clean_texte(texte).split("\n"))


def fold_nom_acteur(nom: str) -> str:
    mots = fold_mots(nom).split()
    utiles = [mot for mot in mots if mot not in _PETITS_MOTS]
    return " ".join(utiles or mots) or nom


def sort_formes(
    formes: frozenset[FormeSollicitation] | set[FormeSollicitation],
) -> tuple[FormeSollicitation, ...]:
    return tuple(forme for forme in FormeSollicitation if forme in formes)
