"""« Où en est-on »: the two pages that somebody leaves to who comes after her."""

from __future__ import annotations

from datetime import date

from spaser.documents.document import Bloc, Document, Liste, Paragraphe, Section, Tableau
from spaser.documents.francais import capitalize, pluriel, typographie
from spaser.documents.schema.plan import write_etapes
from spaser.documents.schema.textes import tell_cellule
from spaser.web.commun.discussions import list_suivies
from spaser.web.commun.outils import Tenue
from spaser.web.comptes.models import Utilisateur
from spaser.web.grille.models import LigneGrille
from spaser.web.organisations.models import Espace
from spaser.web.plan.blocs import tell_progres, write_action_lue
from spaser.web.plan.lecture import ActionLue
from spaser.web.plan.models import Contributeur
from spaser.web.plan.services.relais import read_charge

_DISCUSSIONS = 8


def compose_passation(espace: Espace, membre: Utilisateur, jour: date) -> Document:
    charge = read_charge(espace, membre)
    actions = [ActionLue(action, jour) for action in charge.actions]
    ouvertes = [lue for lue in actions if not lue.etat.est_finie]
    sections = (
        ("Les actions pilotées", _write_actions(actions)),
        ("Les prochaines dates", write_etapes([write_action_lue(lue) for lue in ouvertes], jour)),
        ("Les actions où cette personne contribue", _write_contributions(charge.contributions)),
        ("Les indicateurs suivis", _write_indicateurs(charge.indicateurs)),
        ("Ce qui est porté dans les autres outils", _write_tenues(charge.tenues)),
        ("Les discussions de l’espace", _write_discussions(espace)),
    )
    return Document(
        titre="Où en est-on",
        sous_titre=f"{capitalize(espace.nom)} – ce que porte {membre.nom_complet}",
        jour=jour,
        mention=espace.mention,
        blocs=(Paragraphe(typographie(_sum_up(actions)), en_avant=True),),
        sections=tuple(Section(titre, blocs) for titre, blocs in sections if blocs),
    )


def _sum_up(actions: list[ActionLue]) -> str:
    if not actions:
        return "Aucune action du plan n’est pilotée par cette personne."
    retards = sum(lue.retard is not None for lue in actions)
    finies = sum(lue.etat.est_finie for lue in actions)
    return (
        f"{pluriel(len(actions), 'action pilotée', 'actions pilotées')}, dont {finies} finies et "
        f"{retards} en retard."
    )


def _write_actions(actions: list[ActionLue]) -> tuple[Bloc, ...]:
    if not actions:
        return ()
    return (
        Tableau(
            "Actions pilotées",
            ("Action", "État", "Échéance", "Où on en est", "Prochaine étape"),
            tuple(
                (
                    typographie(f"{lue.action.code} – {lue.action.titre}"),
                    lue.etat.libelle,
                    tell_cellule(lue.suivie.fin.libelle if lue.suivie.fin else ""),
                    tell_cellule(f"{tell_progres(lue)} {lue.action.commentaire}".strip()),
                    tell_cellule(_find_suite(lue)),
                )
                for lue in actions
            ),
            (6, 3, 3, 5, 5),
            ligne_nommee=True,
        ),
    )


def _find_suite(lue: ActionLue) -> str:
    suite = next((etape for etape in lue.suivie.etapes if etape.faite_le is None), None)
    if suite is None:
        return ""
    return f"{suite.titre} ({suite.fin.libelle})" if suite.fin else suite.titre


def _write_contributions(contributions: tuple[Contributeur, ...]) -> tuple[Bloc, ...]:
    lignes = tuple(
        typographie(f"{c.action.code} – {c.action.titre}{f' : {c.apport}' if c.apport else ''}")
        for c in contributions
    )
    return (Liste(lignes),) if lignes else ()


def _write_indicateurs(lignes: tuple[LigneGrille, ...]) -> tuple[Bloc, ...]:
    dites = tuple(
        typographie(" – ".join(filter(None, [ligne.indicateur or ligne.titre, ligne.objectif])))
        for ligne in lignes
    )
    return (Liste(dites),) if dites else ()


def _write_discussions(espace: Espace) -> tuple[Bloc, ...]:
    ouvertes = list_suivies(espace).filter(close_le=None)[:_DISCUSSIONS]
    return (Liste(tuple(typographie(d.titre) for d in ouvertes)),) if ouvertes else ()


def _write_tenues(tenues: tuple[Tenue, ...]) -> tuple[Bloc, ...]:
    return (Liste(tuple(typographie(tenue.quoi) for tenue in tenues)),) if tenues else ()
