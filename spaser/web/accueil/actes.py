"""The next acts: what helps most now, three at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import format_date, pluriel
from spaser.metier.publication.echeance import RAPPELS
from spaser.web.accueil.schema import link_depot, link_rubrique
from spaser.web.chiffres.situation import Situation
from spaser.web.chiffres.source import link_preuve
from spaser.web.commun.outils import Acte
from spaser.web.commun.reglages import list_suites, read_eteints
from spaser.web.espace.models import Perimetre
from spaser.web.espace.perimetre import PERIMETRE
from spaser.web.espace.schemas import find_schema
from spaser.web.organisations.models import Espace
from spaser.web.point_annuel.selectors import find_a_clore
from spaser.web.publication.selectors import Etat
from spaser.web.redaction.models import Moment
from spaser.web.redaction.selectors import RubriqueLue

NOMBRE: Final = 3
_BIENTOT: Final = max(RAPPELS)  # months before the day, as reminders begin

# The tools that make figures surer, whether or not there is a scheme to prepare.
_DES_CHIFFRES: Final = frozenset({"perimetre", "marches", "depenses", "grille", "reparation"})
_SANS_PLAN: Final = frozenset({Moment.CHIFFRES, Moment.ADOPTE})


@dataclass(frozen=True)
class Acquis:
    """What a space has already, so that no act proposes it.

    `deposer` says whether who reads may deposit its scheme herself.
    """

    perimetre: bool
    schema: bool
    obligation: bool
    deposer: bool = False


def read_acquis(espace: Espace, perimetre: Perimetre | None, situation: Situation) -> Acquis:
    return Acquis(
        perimetre=perimetre is not None,
        schema=find_schema(espace, timezone.localdate()) is not None,
        obligation=situation.obligation is not None,
    )


def list_actes(
    espace: Espace,
    situation: Situation,
    acquis: Acquis,
    moment: Moment,
    suivante: RubriqueLue | None = None,
    publication: Etat | None = None,
) -> list[Acte]:
    """Return the three acts that come first where a buyer is; `suivante` is the heading to write.

    `publication` is what an adopted scheme has to publish.

    One of the acts comes from a tool as soon as any has something to propose: what is done moves
    the page on.
    """
    return list(islice(_propose(espace, situation, acquis, moment, suivante, publication), NOMBRE))


def _propose(
    espace: Espace,
    situation: Situation,
    acquis: Acquis,
    moment: Moment,
    suivante: RubriqueLue | None,
    publication: Etat | None,
) -> Iterator[Acte]:
    if suivante and moment is Moment.ECRIT:
        yield _write(espace, suivante)
    if moment is Moment.ADOPTE and not acquis.schema:
        yield Acte(
            "Déposer votre schéma au registre",
            "Les autres acheteurs le liront, et sa fiche dira quand le réviser.",
            link_depot(espace, deposer=acquis.deposer),
        )
    if moment is Moment.ADOPTE and publication:
        yield from _publish(espace, publication)
        yield from _close(espace, publication)
    if not acquis.perimetre and PERIMETRE not in read_eteints(espace):
        yield Acte(
            "Préciser votre périmètre",
            "Six questions, une fois : chaque chiffre dira ce qu’il comprend et ce qui manque.",
            reverse("espace:perimetre", args=[espace.siren]),
        )
    if not acquis.obligation:
        yield Acte(
            "Savoir si la loi vous oblige",
            "Tout dépend de ce que vous avez payé dans l’année, que les marchés publiés ne disent "
            "pas.",
            reverse("depenses:obligation", args=[espace.siren]),
        )
    suites = iter(list_suites(espace, _DES_CHIFFRES if moment in _SANS_PLAN else None))
    yield from islice(suites, 1)
    yield from _complete(espace, situation)
    if espace.est_essai and not espace.est_garde:
        yield Acte(
            "Rejoindre votre organisation",
            "Pour travailler à plusieurs et publier. Votre travail lui sera remis si son espace "
            "est vide.",
            reverse("organisations:rejoindre_organisation", args=[espace.siren]),
        )
    yield from suites
    if not acquis.schema and moment is not Moment.ADOPTE:
        yield Acte(
            "Lire les schémas des autres",
            "Le registre les rassemble, avec leurs axes et leurs cibles.",
            reverse("registre:liste"),
        )
    yield Acte(
        "Lire tous vos indicateurs",
        "Par année, avec leur méthode et leur preuve.",
        reverse("chiffres:indicateurs", args=[espace.siren]),
    )


def _publish(espace: Espace, etat: Etat) -> Iterator[Acte]:
    """Propose to publish when it is nearly due, or to give the day that the date depends on."""
    if etat.echeance is None:
        yield Acte(
            "Dire quand votre schéma a été adopté",
            "Ce jour suffit : un projet de publication est prêt, l’échéance vous est rappelée.",
            reverse("publication:publier", args=[espace.siren]),
        )
    elif etat.echeance.count_mois(etat.aujourdhui) < _BIENTOT:
        yield Acte(
            "Publier vos résultats",
            f"Ils sont à publier avant le {format_date(etat.echeance.jour)} : le projet est prêt.",
            reverse("publication:publier", args=[espace.siren]),
        )


def _close(espace: Espace, etat: Etat) -> Iterator[Acte]:
    """Propose to close the last whole year, once the scheme was there in it."""
    adopte_le, annee = etat.schema.adopte_le if etat.schema else None, find_a_clore(espace)
    if annee and adopte_le and adopte_le.year <= annee:
        yield Acte(
            f"Clore l’année {annee}",
            "Une page mène la relecture des valeurs et des actions, puis les arrête.",
            reverse("point_annuel:point", args=[espace.siren, annee]),
        )


def _write(espace: Espace, rubrique: RubriqueLue) -> Acte:
    modele = rubrique.modele
    return Acte(
        f"Écrire « {rubrique.titre} »",
        modele.texte if modele else "Une rubrique que vous avez ajoutée.",
        link_rubrique(espace, rubrique.code),
    )


def _complete(espace: Espace, situation: Situation) -> Iterator[Acte]:
    """Propose the legal line that most contracts leave without an answer."""
    figures = [ligne.des_marches.figure for ligne in situation.lignes if ligne.des_marches]
    pire = max(figures, key=lambda figure: figure.inconnus, default=None)
    if pire is not None and pire.inconnus:
        yield Acte(
            f"Voir {_les(pire.inconnus)} sans réponse",
            f"Les connaître réduit l’incertitude de « {pire.nom} » en {pire.reference.annee}.",
            link_preuve(espace, pire.reference, etat="inconnu"),
        )


def _les(nombre: int) -> str:
    return "le marché" if nombre == 1 else f"les {pluriel(nombre, 'marché')}"
