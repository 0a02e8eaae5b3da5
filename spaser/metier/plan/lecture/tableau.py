"""The plan of a table: its axes, its objectives, its actions with their steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

from spaser.lettres import fold_mots
from spaser.metier.plan.colonnes import PAR_NOM, ContenuAction, write_action
from spaser.metier.plan.lecture.arbre import Genre, Piece, carries, clean_entete, tell_pieces
from spaser.metier.plan.lecture.cellules import (
    Annuaires,
    add_notes,
    list_autres,
    read_etape_seule,
    read_ligne,
)
from spaser.metier.plan.lecture.modele import (
    Constat,
    LigneBrute,
    LigneLue,
    PlanLu,
)
from spaser.metier.plan.lecture.valeurs import is_fraction
from spaser.metier.plan.modele import TITRE_MAX
from spaser.metier.plan.suivi import list_incoherences

_PLACE: Final = ("axe", "objectif")
_HORS_DOUBLE: Final = frozenset({"code", "titre"})


@dataclass(slots=True)
class _Plan:
    lignes: list[LigneLue] = field(default_factory=list)
    axes: dict[str, str] = field(default_factory=dict)  # by their folded words
    objectifs: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    constats: list[Constat] = field(default_factory=list)
    axe: str = ""
    objectif: str = ""
    reprises: int = 0
    sans_axe: bool = False  # some objective stands under no axis

    def name(self, axe: str, objectif: str) -> tuple[str, str]:
        """Return an axis and an objective as they were first written."""
        if axe:
            axe = self.axes.setdefault(fold_mots(axe), axe)
        if objectif:
            cle = (fold_mots(axe), fold_mots(objectif))
            axe, objectif = self.objectifs.setdefault(cle, (axe, objectif))
        return axe, objectif

    def place(self, axe: str, objectif: str) -> tuple[str, str]:
        """Return both as first written; an objective under no axis becomes an axis."""
        axe, objectif = self.name(axe, objectif)
        if axe or not objectif:
            return axe, objectif
        self.sans_axe = True
        return self.name(objectif, "")


def read_tableau(lignes: Sequence[LigneBrute], annuaires: Annuaires) -> PlanLu:
    pieces = tell_pieces(lignes)
    portes = {nom: carries(pieces, nom) for nom in ("axe", "objectif")}
    fraction = is_fraction(filter(None, (p.brute.textes.get("avancement", "") for p in pieces)))
    plan = _Plan()
    for piece in pieces:
        match piece.genre:
            case Genre.AXE | Genre.OBJECTIF:
                _enter(plan, piece)
            case Genre.ACTION:
                _add(plan, piece, portes, read_ligne(piece, annuaires, fraction=fraction))
            case Genre.ETAPE:
                _add_etape(plan, piece)
            case Genre.SUITE:
                _complete(plan, piece)
            case Genre.PERDUE:
                _leave(plan, piece)
    return PlanLu(
        tuple(_check(ligne) for ligne in _unite(plan.lignes)),
        tuple(plan.axes.values()),
        tuple(dit for dit in plan.objectifs.values() if dit[0]),
        (*plan.constats, *_tell_places(plan)),
    )


def _tell_places(plan: _Plan) -> Iterator[Constat]:
    ou = "Tout le tableau"
    if plan.reprises:
        probleme = "Un axe écrit une seule fois est repris pour les actions écrites au-dessous"
        yield Constat(ou, f"{probleme} ({plan.reprises}).")
    if plan.sans_axe:
        probleme = "Des objectifs ne sont sous aucun axe : chacun devient un axe."
        remede = "Pour les garder comme objectifs, donnez leur axe dans une colonne « Axe »."
        yield Constat(ou, probleme, remede)


def _enter(plan: _Plan, piece: Piece) -> None:
    textes = piece.brute.textes
    if piece.genre is Genre.AXE:
        plan.axe, plan.objectif = _cut(plan, piece, textes.get("axe", "") or piece.titre), ""
    else:
        if textes.get("axe", "").strip():
            plan.axe = _cut(plan, piece, textes["axe"])
        plan.objectif = _cut(plan, piece, textes.get("objectif", "") or piece.titre)
    plan.axe, plan.objectif = plan.name(plan.axe, plan.objectif)
    plan.place(plan.axe, plan.objectif)


def _cut(plan: _Plan, piece: Piece, texte: str) -> str:
    net = clean_entete(texte)
    if len(net) > TITRE_MAX:
        plan.constats.append(Constat(piece.brute.lieu, "Ce titre est trop long : il est coupé."))
    return net[:TITRE_MAX]


def _add(plan: _Plan, piece: Piece, portes: dict[str, bool], ligne: LigneLue) -> None:
    axe, objectif = (" ".join(piece.brute.textes.get(n, "").split()) for n in ("axe", "objectif"))
    if not piece.est_maison:
        axe, objectif = (_cut(plan, piece, texte) if texte else "" for texte in (axe, objectif))
        plan.reprises += bool(plan.axe and not axe and portes["axe"])
        if axe and fold_mots(axe) != fold_mots(plan.axe):
            plan.axe, plan.objectif = axe, ""
        axe = axe or (plan.axe if portes["axe"] else "")
        plan.objectif = objectif or plan.objectif
        objectif = objectif or (plan.objectif if portes["objectif"] and axe == plan.axe else "")
    axe, objectif = (plan.name if piece.est_maison else plan.place)(axe, objectif)
    plan.lignes.append(replace(ligne, action=replace(ligne.action, axe=axe, objectif=objectif)))


def _add_etape(plan: _Plan, piece: Piece) -> None:
    ligne = plan.lignes[-1]
    etape, autres = read_etape_seule(piece)
    action = replace(ligne.action, etapes=(*ligne.action.etapes, etape))
    notes = [f"{etape.titre}, {dit}" for dit in autres]
    action, constats = add_notes(action, notes, piece.brute.lieu)
    dit = f"« {etape.titre} » devient une étape de « {action.titre} »."
    constats.append(Constat(piece.brute.lieu, dit))
    if notes:
        probleme = "Ce que la ligne dit de plus est gardé dans les notes de l’action."
        constats.append(Constat(piece.brute.lieu, probleme))
    plan.lignes[-1] = replace(ligne, action=action, constats=(*ligne.constats, *constats))


def _complete(plan: _Plan, piece: Piece) -> None:
    """Give a row without title to the action above, in its notes."""
    ligne = plan.lignes[-1]
    connus = {n for n in _PLACE if _says_again(piece, n, getattr(ligne.action, n))}
    notes = list_autres(piece, connus | {"code"})
    if not notes:
        return
    action, constats = add_notes(ligne.action, notes, piece.brute.lieu)
    dit = f"Ligne sans titre d’action : gardée dans les notes de « {action.titre} »."
    constats.append(
        Constat(piece.brute.lieu, dit, "Si c’est une autre action, donnez-lui un titre.")
    )
    plan.lignes[-1] = replace(ligne, action=action, constats=(*ligne.constats, *constats))


def _says_again(piece: Piece, nom: str, dit: str) -> bool:
    return fold_mots(clean_entete(piece.brute.textes.get(nom, ""))) == fold_mots(dit)


def _leave(plan: _Plan, piece: Piece) -> None:
    dits = " / ".join(list_autres(piece, {*_PLACE, "code"}))
    if dits:
        probleme = "Cette ligne n’a pas de titre d’action : elle n’est pas importée."
        remede = "Écrivez un titre dans la colonne des actions."
        plan.constats.append(Constat(piece.brute.lieu, probleme, remede, dits[:200]))


def _unite(lignes: Sequence[LigneLue]) -> list[LigneLue]:
    """Make one of the rows that tell the same action; a number given twice names neither."""
    unies: dict[tuple[str, ...], LigneLue] = {}
    reperes: dict[str, str] = {}
    for ligne in lignes:
        lue, action = ligne, ligne.action
        cle = (action.code,) if action.code else (fold_mots(action.axe), fold_mots(action.titre))
        if action.code and cle in unies and not _is_same(unies[cle], lue):
            lue = _part(unies[cle], lue)
            action, cle = lue.action, (fold_mots(action.axe), fold_mots(action.titre))
        if cle in unies:
            unies[cle] = _join(unies[cle], lue)
            continue
        repere = fold_mots(action.cle_import)
        if repere and repere in reperes:
            dit = f"Le numéro « {action.cle_import} » est déjà celui de {reperes[repere]}."
            constat = Constat(lue.lieu, dit, "Donnez un numéro à chaque action.")
            lue = replace(
                lue,
                action=replace(action, cle_import=""),
                constats=(*lue.constats, constat),
            )
        reperes.setdefault(repere, f"« {action.titre} » ({lue.lieu})")
        unies[cle] = lue
    return list(unies.values())


def _is_same(une: LigneLue, autre: LigneLue) -> bool:
    return fold_mots(une.action.titre) == fold_mots(autre.action.titre)


def _part(une: LigneLue, autre: LigneLue) -> LigneLue:
    """Make another action of the row that gives a code again under another title."""
    dit = f"Le code {une.action.code} est déjà celui de « {une.action.titre} » ({une.lieu})."
    constat = Constat(autre.lieu, dit, "Cette ligne est lue comme une autre action, sans code.")
    action = replace(autre.action, code="")
    return replace(autre, action=action, constats=(*autre.constats, constat))


def _join(une: LigneLue, autre: LigneLue) -> LigneLue:
    """Complete an action by the row that says it again; what differs goes to its notes."""
    champs: dict[str, Any] = {}
    notes = []
    ecrits = dict(zip(PAR_NOM, write_action(autre.action, lambda *_: ""), strict=True))
    for nom in (f.name for f in fields(ContenuAction) if f.name not in _HORS_DOUBLE):
        ici, la = getattr(une.action, nom), getattr(autre.action, nom)
        if not _is_said(la) or ici == la:
            continue
        if isinstance(ici, tuple):
            champs[nom] = tuple(dict.fromkeys([*ici, *la]))
        elif not _is_said(ici):
            champs[nom] = la
        else:
            notes.append(f"{autre.lieu}, {PAR_NOM[nom].titre}\u00a0: {ecrits[nom]}")
    action, constats = add_notes(replace(une.action, **champs), notes, autre.lieu)
    if set(champs) != {"etapes"} or notes:
        dit = f"Même action que {une.lieu}, « {action.titre} » : une seule est gardée, complétée."
        remede = "Ce qui diffère est dans ses notes." if notes else ""
        constats.insert(0, Constat(autre.lieu, dit, remede))
    return replace(une, action=action, constats=(*une.constats, *autre.constats, *constats))


def _is_said(valeur: object) -> bool:
    return valeur not in (None, "", ())


def _check(ligne: LigneLue) -> LigneLue:
    fautes = [
        Constat(f"{ligne.lieu}, « {ligne.action.titre} »", faute.probleme, faute.remede)
        for faute in list_incoherences(ligne.action.follow())
    ]
    return replace(ligne, constats=(*ligne.constats, *fautes))
