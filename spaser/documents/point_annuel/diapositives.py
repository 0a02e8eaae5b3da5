"""The yearly review in five slides: a title, then four sections, each on one slide."""

from collections.abc import Sequence
from typing import Final

from spaser.documents.document import Bloc, Document, Liste, Paragraphe, Section, Tableau
from spaser.documents.francais import cut_titre, pluriel, typographie
from spaser.documents.point_annuel.textes import (
    DEMANDES,
    LEGALES,
    Etape,
    tell_action,
    tell_actions,
    tell_ligne,
)
from spaser.metier.point_annuel.modele import ContenuPoint, GroupeActions, LignePoint

_NOM: Final = 60
_TITRE: Final = 48
_DIT: Final = 60
_ACTIONS: Final = 3
_LIGNES: Final = 5
_LONG: Final = 110


def write_diapositives(contenu: ContenuPoint, etape: Etape) -> Document:
    """Return the slides: what a room reads, the pages say the rest."""
    return Document(
        titre=f"Point annuel {contenu.annee}",
        sous_titre=contenu.acheteur,
        jour=etape.clos_le or contenu.jour,
        mention=etape.mention,
        sections=(
            Section(LEGALES, (_write_legales(contenu, etape),)),
            Section("Les actions", _write_actions(contenu)),
            Section(f"Depuis {contenu.annee - 1}", _write_changements(contenu)),
            Section(DEMANDES, _write_liste(contenu.demandes, "Aucune décision n’est demandée.")),
        ),
    )


def _write_legales(contenu: ContenuPoint, etape: Etape) -> Tableau:
    return Tableau(
        "",
        ("Indicateur", str(contenu.annee), "Cible", "Où nous en sommes"),
        tuple(_write_legale(ligne, etape) for ligne in contenu.legales),
        (5, 3, 3, 3),
        ligne_nommee=True,
    )


def _write_legale(ligne: LignePoint, etape: Etape) -> tuple[str, str, str, str]:
    dite = tell_ligne(ligne, etape.corrections)
    valeur = f"{dite.valeur} (erratum)" if dite.errata else dite.valeur
    cible = cut_titre(dite.cible, _TITRE) or "Non fixée"
    return cut_titre(dite.nom, _NOM), valeur, cible, dite.etat.libelle


def _write_actions(contenu: ContenuPoint) -> tuple[Bloc, ...]:
    if not contenu.actions:
        return (Paragraphe("Le plan n’a pas d’action cette année-là."),)
    a_dire = [
        *contenu.list_groupe(GroupeActions.RETARD)[:_ACTIONS],
        *contenu.list_groupe(GroupeActions.ABANDONNEES)[: _ACTIONS - 1],
    ]
    tete = Paragraphe(typographie(f"{tell_actions(contenu)}."))
    if not a_dire:
        return (tete,)
    lignes = tuple(
        (
            typographie(cut_titre(action.titre, _TITRE)),
            action.groupe.libelle,
            typographie(cut_titre(tell_action(action), _DIT)),
        )
        for action in a_dire
    )
    return (tete, Tableau("", ("Action", "État", "Raison"), lignes, (5, 3, 6), ligne_nommee=True))


def _write_changements(contenu: ContenuPoint) -> tuple[Bloc, ...]:
    dites = [tell_ligne(ligne) for ligne in contenu.lignes]
    valeurs = [
        f"{cut_titre(d.nom, _NOM)} : {d.precedent}, puis {d.valeur} ({d.evolution})"
        for d in dites
        if d.evolution
    ]
    dits = [*valeurs[:_LIGNES - 1], *contenu.change]  # fmt: skip
    return _write_liste(dits, "Rien de connu ne se compare à l’année d’avant.")


def _write_liste(dits: Sequence[str], vide: str) -> tuple[Bloc, ...]:
    if not dits:
        return (Paragraphe(vide),)
    montres = [typographie(cut_titre(dit, _LONG)) for dit in dits[:_LIGNES]]
    if reste := len(dits) - len(montres):
        montres.append(typographie(f"{pluriel(reste, 'autre point')} dans le document"))
    return (Liste(tuple(montres)),)
