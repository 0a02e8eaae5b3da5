"""The yearly review in five slides: a title, then four sections, each on one slide."""

from collections.abc import Sequence
from typing import Final

from spaser.documents.document import (
    Bloc,
    Contenu,
    Document,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    Texte,
)
from spaser.documents.francais import cut_titre, pluriel, typographie
from spaser.documents.point_annuel.textes import (
    DEMANDES,
    Etape,
    LigneDite,
    tell_action,
    tell_actions,
    tell_ligne,
)
from spaser.documents.publication.textes import NON_FIXEE, name_legales
from spaser.metier.point_annuel.modele import ContenuPoint, GroupeActions, LignePoint

_NOM: Final = 60
_COURT: Final = 48
_TITRE: Final = 48
_DIT: Final = 60
_ACTIONS: Final = 3
_LIGNES: Final = 5
_LONG: Final = 150


def write_diapositives(contenu: ContenuPoint, etape: Etape) -> Document:
    return Document(
        titre=f"Point annuel {contenu.annee}",
        sous_titre=contenu.acheteur,
        jour=etape.clos_le or contenu.jour,
        mention=etape.mention,
        sections=(
            Section(name_legales(), (_write_legales(contenu, etape),)),
            Section("Les actions", _write_actions(contenu)),
            Section(f"Depuis {contenu.annee - 1}", _write_changements(contenu, etape)),
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


def _write_legale(ligne: LignePoint, etape: Etape) -> tuple[Contenu, ...]:
    dite = tell_ligne(ligne, etape.corrections)
    valeur, compte = dite.tenue
    cible = cut_titre(dite.cible, _TITRE) or NON_FIXEE
    case = (
        (Texte(valeur, fort=True), Texte(f"\n{compte}")) if compte else (Texte(valeur, fort=True),)
    )
    return cut_titre(dite.nom, _NOM), case, cible, dite.etat_tenu


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


def _write_changements(contenu: ContenuPoint, etape: Etape) -> tuple[Bloc, ...]:
    dites = [tell_ligne(ligne, etape.corrections) for ligne in contenu.lignes]
    valeurs = [_tell_changement(dite) for dite in dites if dite.evolution]
    dits = [*valeurs[:_LIGNES - 1], *contenu.change]  # fmt: skip
    return _write_liste(dits, "Rien de connu ne se compare à l’année d’avant.")


def _tell_changement(dite: LigneDite) -> str:
    """Say two years, each with its count; the gap of a value that was corrected is not told."""
    nom, (valeur, compte) = cut_titre(dite.nom, _COURT), dite.tenue
    avant = _join(dite.precedent, dite.precedent_compte.rstrip("."))
    ecart = "" if dite.errata else f" : {dite.evolution}"
    return f"{nom} : {avant}, puis {_join(valeur, compte)}{ecart}"


def _join(valeur: str, compte: str) -> str:
    return f"{valeur} ({compte})" if compte else valeur


def _write_liste(dits: Sequence[str], vide: str) -> tuple[Bloc, ...]:
    if not dits:
        return (Paragraphe(vide),)
    montres = [typographie(cut_titre(dit, _LONG)) for dit in dits[:_LIGNES]]
    if reste := len(dits) - len(montres):
        montres.append(typographie(f"{pluriel(reste, 'autre point')} dans le document"))
    return (Liste(tuple(montres)),)
