"""A plan that comes in beside the one that is there: what is new, changed or the same."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from spaser.elements import fold_mots
from spaser.regles.champs import Cellule, GenreDit, change, write_dite
from spaser.regles.nomenclatures import Nomenclature
from spaser.regles.plan import TITRE_MAX, EtapeSuivie, EtatAction, find_boucle, list_incoherences
from spaser.regles.plan_importe import cellules
from spaser.regles.plan_importe.lignes import (
    CODE_MAISON,
    ActionDite,
    Constat,
    GenreLigne,
    LigneBrute,
    LigneLue,
    LigneReconnue,
    PlanImporte,
    carries,
    clean_entete,
    is_sum,
    tell_pieces,
)

# --- What importing would do of each action, beside the plan as it stands: nothing is ever erased
# ---


_PLACE: Final = ("axe", "objectif")
_NUMERO: Final = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._-]{0,19}|[A-Za-z]{1,4}")


class SortAction(Nomenclature):
    CREEE = "creee", "À ajouter"
    MODIFIEE = "modifiee", "À mettre à jour"
    INCHANGEE = "inchangee", "Déjà là, sans changement"


class Decision(Nomenclature):
    METTRE_A_JOUR = "mettre_a_jour", "Mettre à jour l’action du plan"
    AJOUTER = "ajouter", "Ajouter une nouvelle action"
    IGNORER = "ignorer", "Ne pas l’importer"


@dataclass(frozen=True, slots=True)
class Ecart:
    """A column that changes, before and after, in words."""

    nom: str
    titre: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class PrevisionAction:
    """An action of the file, the code of the one that it meets, what it would change."""

    ligne: LigneLue
    sort: SortAction
    apres: ActionDite
    code: str = ""
    ecarts: tuple[Ecart, ...] = ()
    doute: str = ""

    @property
    def preselection(self) -> Decision:
        """Return the option that is preselected; a doubt on which nobody decides is left aside."""
        return Decision.METTRE_A_JOUR if self.code else Decision.AJOUTER

    @property
    def sans_motif(self) -> bool:
        """Say whether it would be abandoned without a reason."""
        return self.apres.etat is EtatAction.ABANDONNEE and not self.apres.motif

    @property
    def resume(self) -> str:
        """Say where it stands, who leads it, until when, in how many steps."""
        action, n = self.apres, len(self.apres.etapes)
        fin = action.fin.libelle if action.fin else ""
        etapes = f"{n} étape{'s' if n > 1 else ''}" if n else ""
        return ", ".join(filter(None, (action.axe or "sans axe", action.pilote, fin, etapes)))


def compare_plans(lu: PlanImporte, presentes: Sequence[ActionDite]) -> tuple[PrevisionAction, ...]:
    """Foresee each action: its code is believed first, then its number, then its title."""
    index = _Presentes(presentes)
    trouvees: dict[int, tuple[ActionDite, str]] = {}
    for find in (index.find_code, index.find_repere, index.find_titre, index.find_ailleurs):
        for rang, ligne in enumerate(lu.lignes):
            if rang not in trouvees and (trouvee := find(ligne.action)):
                trouvees[rang] = trouvee
                index.take(trouvee)
    lignes = _link(lu.lignes, trouvees, presentes)
    return tuple(_foresee(ligne, trouvees.get(rang)) for rang, ligne in enumerate(lignes))


def decide_prevision(prevision: PrevisionAction, choix: Decision | None) -> PrevisionAction | None:
    """Return what is to be written once decided; None for what is left, a doubt above all."""
    if choix is Decision.IGNORER or (prevision.doute and choix is None):
        return None
    if not prevision.doute:
        return prevision
    if choix is Decision.AJOUTER:
        return PrevisionAction(prevision.ligne, SortAction.CREEE, prevision.ligne.action)
    return prevision


def give_numeros(
    previsions: Iterable[PrevisionAction], pris: Collection[str], dernier: int
) -> Iterator[PrevisionAction]:
    """Give each action to add the number of its file, if nobody bears it here; tell the others.

    A number of this site, up to the last one given, was that of another action.
    """
    tenus = set(pris)
    for prevision in previsions:
        if prevision.sort is not SortAction.CREEE:
            yield prevision
            continue
        dit = prevision.ligne.action.code or prevision.ligne.action.cle_import
        voulu = re.sub(r"[\s/]+", "-", dit)  # as the open format writes codes
        servi = CODE_MAISON.fullmatch(voulu) and int(voulu.partition("-")[2]) <= dernier
        garde = voulu if _NUMERO.fullmatch(voulu) and voulu not in tenus and not servi else ""
        tenus.add(garde)
        ligne = prevision.ligne
        if not garde and _NUMERO.fullmatch(voulu):
            probleme = f"Le numéro « {voulu} » a déjà servi ici : l’action en aura un autre."
            ligne = replace(ligne, constats=(*ligne.constats, Constat(ligne.lieu, probleme)))
        yield replace(prevision, ligne=ligne, apres=change(prevision.apres, code=garde))


def merge_actions(ici: ActionDite, lue: ActionDite, *, notre: bool = False) -> ActionDite:
    """Return an action of the plan with what a file says of it; a blank changes nothing.

    A file of ours says all that the plan did: what it changes is not added to what was there.
    """
    champs: dict[str, Any] = {}
    for champ in ici.champs:
        avant, apres, genre = getattr(ici, champ.nom), getattr(lue, champ.nom), champ.genre
        if genre is GenreDit.CLE or apres in (None, "", ()):
            continue  # what a line is called is not what it says
        if genre is GenreDit.LIEN and fold_mots(avant) == fold_mots(apres):
            continue  # in other letters, the same
        repris = notre and genre in {GenreDit.ETAPES, GenreDit.CODES}
        plus_long = repris and len(apres) >= len(avant)
        champs[champ.nom] = apres if plus_long else _merge(genre, avant, apres, notre=notre)
    if "axe" in champs and not lue.objectif:
        champs["objectif"] = ""
    return change(ici, **champs)


def _merge(genre: GenreDit, avant: Any, apres: Any, *, notre: bool) -> Any:  # noqa: ANN401 - of any column
    if genre is GenreDit.ETAPES:
        return _merge_etapes(avant, apres)
    if genre.est_liste:
        return tuple(dict.fromkeys([*avant, *apres]))
    return _merge_notes(avant, apres) if genre is GenreDit.NOTES and not notre else apres


def _merge_etapes(
    ici: tuple[EtapeSuivie, ...], lues: tuple[EtapeSuivie, ...]
) -> tuple[EtapeSuivie, ...]:
    """Keep the steps of the plan, dated as the file says; add those that it does not have."""
    restent = list(lues)
    gardees = []
    for etape in ici:
        lue = next((e for e in restent if fold_mots(e.titre) == fold_mots(etape.titre)), None)
        if lue:
            restent.remove(lue)
            etape = replace(  # noqa: PLW2901 - the same step, better known
                etape, fin=lue.fin or etape.fin, faite_le=lue.faite_le or etape.faite_le
            )
        gardees.append(etape)
    return (*gardees, *restent)


def _merge_notes(avant: str, apres: str) -> str:
    """Add what the notes do not say already."""
    if not avant or apres.startswith(avant):
        return apres
    nouvelles = [ligne for ligne in apres.splitlines() if ligne not in avant.splitlines()]
    return "\n".join([avant, *nouvelles])


type _Trouvee = tuple[ActionDite, str] | None


class _Presentes:
    """The actions of the plan, by what may name them; each is taken once."""

    def __init__(self, presentes: Iterable[ActionDite]) -> None:
        self._libres: dict[str, ActionDite] = {}
        self._index: dict[tuple[str, ...], list[str]] = {}
        for action in presentes:
            self._libres[action.code] = action
            titre = fold_mots(action.titre)
            cles = [("code", action.code), ("titre", *_key(action)), ("seul", titre)]
            reperes = {fold_mots(action.cle_import), fold_mots(action.code)} - {""}
            cles += [("repere", repere) for repere in reperes]
            for cle in cles:
                self._index.setdefault(cle, []).append(action.code)

    def take(self, trouvee: _Trouvee) -> None:
        """Leave an action to no other line of the file."""
        if trouvee:
            del self._libres[trouvee[0].code]

    def find_code(self, lue: ActionDite) -> _Trouvee:
        return self._doubt(lue, ("code", lue.code), f"Le code {lue.code} est ici celui de")

    def find_repere(self, lue: ActionDite) -> _Trouvee:
        """Find the action that a former file called by the same number."""
        repere = fold_mots(lue.cle_import or lue.code)
        return self._doubt(lue, ("repere", repere), "Ce numéro est déjà celui de")

    def find_titre(self, lue: ActionDite) -> _Trouvee:
        memes = self._list(("titre", *_key(lue)))
        return (memes[0], "") if memes else None

    def find_ailleurs(self, lue: ActionDite) -> _Trouvee:
        """Find the only action that has this title, in another axis."""
        memes = self._list(("seul", fold_mots(lue.titre)))
        if len(memes) != 1:
            return None
        axe = f"dans l’axe « {memes[0].axe} »" if memes[0].axe else "sans axe"
        return memes[0], f"Une action du même titre est dans le plan, {axe}."

    def _list(self, cle: tuple[str, ...]) -> list[ActionDite]:
        return [self._libres[code] for code in self._index.get(cle, ()) if code in self._libres]

    def _doubt(self, lue: ActionDite, cle: tuple[str, ...], debut: str) -> _Trouvee:
        memes = self._list(cle)
        if not memes:
            return None
        meme = fold_mots(memes[0].titre) == fold_mots(lue.titre)
        return memes[0], "" if meme else f"{debut} « {memes[0].titre} »."


def _key(action: ActionDite) -> tuple[str, str]:
    return fold_mots(action.axe), fold_mots(action.titre)


def _foresee(ligne: LigneLue, trouvee: _Trouvee) -> PrevisionAction:
    if trouvee is None:
        ligne = _place(ligne, ligne.action)
        return PrevisionAction(ligne, SortAction.CREEE, ligne.action)
    ici, doute = trouvee
    apres, constats = cellules.add_notes(
        merge_actions(ici, ligne.action, notre=ligne.notre), [], ligne.lieu
    )
    ligne = _place(replace(ligne, constats=(*ligne.constats, *constats)), apres)
    if not apres.axe:
        apres = change(apres, objectif=ici.objectif)
    ecarts = tuple(_list_ecarts(ici, apres))
    sort = SortAction.MODIFIEE if ecarts else SortAction.INCHANGEE
    return PrevisionAction(ligne, sort, apres, ici.code, ecarts, doute)


def _place(ligne: LigneLue, apres: ActionDite) -> LigneLue:
    """Leave aside an objective that would stand under no axis, and say so."""
    if apres.axe or not ligne.action.objectif:
        return ligne
    dit = f"L’objectif « {ligne.action.objectif} » n’est sous aucun axe : il n’est pas repris."
    constat = Constat(ligne.lieu, dit, "Écrivez son axe dans la colonne « Axe ».")
    action = change(ligne.action, objectif="")
    return replace(ligne, action=action, constats=(*ligne.constats, constat))


def _list_ecarts(ici: ActionDite, apres: ActionDite) -> list[Ecart]:
    lignes = zip(ici.champs, write_dite(ici), write_dite(apres), strict=True)
    return [
        Ecart(champ.nom, champ.titre, _tell(avant), _tell(la))
        for champ, avant, la in lignes
        if avant != la
    ]


def _tell(valeur: Cellule) -> str:
    return "" if valeur is None else str(valeur)


def _link(
    lignes: Sequence[LigneLue],
    trouvees: Mapping[int, tuple[ActionDite, str]],
    presentes: Collection[ActionDite],
) -> list[LigneLue]:
    """Name the actions that others wait for by what the plan or the file calls them.

    An action that is still to be added is named by its title: it has no code yet.
    """
    noms: dict[str, str] = {fold_mots(a.cle_import): a.code for a in presentes if a.cle_import}
    for rang, ligne in enumerate(lignes):
        action = ligne.action
        nom = trouvees[rang][0].code if rang in trouvees else name_neuve(rang)
        noms |= {fold_mots(n): nom for n in (action.cle_import, action.code, action.titre) if n}
    noms = {fold_mots(a.code): a.code for a in presentes} | noms
    attentes = {action.code: list(action.attend) for action in presentes}
    return [
        _resolve(ligne, _name(rang, trouvees), noms, attentes) for rang, ligne in enumerate(lignes)
    ]


def name_neuve(rang: int) -> str:
    """Return what names an action of the file that the plan does not have, by its rank there."""
    return f"+{rang}"


def _name(rang: int, trouvees: Mapping[int, tuple[ActionDite, str]]) -> str:
    return trouvees[rang][0].code if rang in trouvees else name_neuve(rang)


def _resolve(
    ligne: LigneLue, nom: str, noms: Mapping[str, str], attentes: dict[str, list[str]]
) -> LigneLue:
    gardees, constats = [], []
    for attendue in ligne.action.attend:
        code = noms.get(fold_mots(attendue))
        probleme = _refuse(code, nom, attentes)
        if code is None or probleme:
            dit = f"« Commence après {attendue} » n’est pas repris : {probleme}."
            constats.append(Constat(ligne.lieu, dit, "Liez les deux actions dans leur page."))
            continue
        gardees.append(code)
        attentes.setdefault(nom, []).append(code)
    action = change(ligne.action, attend=tuple(dict.fromkeys(gardees)))
    return replace(ligne, action=action, constats=(*ligne.constats, *constats))


def _refuse(code: str | None, nom: str, attentes: Mapping[str, Collection[str]]) -> str:
    if code is None:
        return "aucune action ne porte ce numéro ni ce titre"
    if code == nom:
        return "une action ne s’attend pas elle-même"
    if find_boucle(attentes, nom, [*attentes.get(nom, ()), code]):
        return "les deux actions s’attendraient l’une l’autre"
    return ""


# --- The plan of a table: its axes, its objectives, its actions with their steps ---


_HORS_DOUBLE: Final = frozenset({"code", "titre"})


@dataclass(slots=True)
class _Plan:
    forme: type[ActionDite]
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


def assemble_plan(
    lignes: Sequence[LigneBrute], forme: type[ActionDite], annuaires: cellules.Annuaires
) -> PlanImporte:
    """Return the plan of a table, its actions as rows of this form."""
    totaux = [ligne for ligne in lignes if is_sum(ligne)]
    pieces = tell_pieces([ligne for ligne in lignes if not is_sum(ligne)])
    portes = {nom: carries(pieces, nom) for nom in ("axe", "objectif")}
    fraction = cellules.is_fraction(
        filter(None, (p.brute.textes.get("avancement", "") for p in pieces))
    )
    read = partial(cellules.read_ligne_dite, forme=forme, annuaires=annuaires, fraction=fraction)
    plan = _Plan(forme)
    for piece in pieces:
        match piece.genre:
            case GenreLigne.AXE | GenreLigne.OBJECTIF:
                _enter(plan, piece)
            case GenreLigne.ACTION:
                _add(plan, piece, portes, read(piece))
            case GenreLigne.ETAPE:
                _add_etape(plan, piece)
            case GenreLigne.SUITE if piece.brute.textes.get("indicateurs"):  # one more of them
                encore = replace(piece, titre=plan.lignes[-1].action.titre)
                plan.lignes[-1] = _join(plan.lignes[-1], read(encore))
            case GenreLigne.SUITE:
                _complete(plan, piece)
            case GenreLigne.PERDUE:
                _leave(plan, piece)
    return PlanImporte(
        tuple(map(_check, _unite(plan.lignes))),
        tuple(plan.axes.values()),
        tuple(dit for dit in plan.objectifs.values() if dit[0]),
        (*plan.constats, *map(_leave_total, totaux), *_tell_places(plan)),
    )


def _leave_total(ligne: LigneBrute) -> Constat:
    dits = " / ".join(
        filter(None, map(str.strip, (*ligne.textes.values(), *ligne.restes.values())))
    )
    dit = (
        "Un total, ou des nombres sans titre : cette ligne n’est pas une action, elle est laissée."
    )
    return Constat(ligne.lieu, dit, valeur=dits[:200])


def _tell_places(plan: _Plan) -> Iterator[Constat]:
    ou = "Tout le tableau"
    if plan.reprises:
        probleme = "Un axe écrit une seule fois est repris pour les actions écrites au-dessous"
        yield Constat(ou, f"{probleme} ({plan.reprises}).")
    if plan.sans_axe:
        probleme = "Des objectifs ne sont sous aucun axe : chacun devient un axe."
        remede = "Pour les garder comme objectifs, donnez leur axe dans une colonne « Axe »."
        yield Constat(ou, probleme, remede)


def _enter(plan: _Plan, piece: LigneReconnue) -> None:
    textes = piece.brute.textes
    if piece.genre is GenreLigne.AXE:
        plan.axe, plan.objectif = _cut(plan, piece, textes.get("axe", "") or piece.titre), ""
    else:
        if textes.get("axe", "").strip():
            plan.axe = _cut(plan, piece, textes["axe"])
        plan.objectif = _cut(plan, piece, textes.get("objectif", "") or piece.titre)
    plan.axe, plan.objectif = plan.name(plan.axe, plan.objectif)
    plan.place(plan.axe, plan.objectif)


def _cut(plan: _Plan, piece: LigneReconnue, texte: str) -> str:
    net = clean_entete(texte)
    if len(net) > TITRE_MAX:
        plan.constats.append(Constat(piece.brute.lieu, "Ce titre est trop long : il est coupé."))
    return net[:TITRE_MAX]


def _add(plan: _Plan, piece: LigneReconnue, portes: dict[str, bool], ligne: LigneLue) -> None:
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
    plan.lignes.append(replace(ligne, action=change(ligne.action, axe=axe, objectif=objectif)))


def _add_etape(plan: _Plan, piece: LigneReconnue) -> None:
    ligne = plan.lignes[-1]
    etape, autres = cellules.read_etape_seule(piece, plan.forme)
    action = change(ligne.action, etapes=(*ligne.action.etapes, etape))
    notes = [f"{etape.titre}, {dit}" for dit in autres]
    action, constats = cellules.add_notes(action, notes, piece.brute.lieu)
    dit = f"« {etape.titre} » devient une étape de « {action.titre} »."
    constats.append(Constat(piece.brute.lieu, dit))
    if notes:
        probleme = "Ce que la ligne dit de plus est gardé dans les notes de l’action."
        constats.append(Constat(piece.brute.lieu, probleme))
    plan.lignes[-1] = replace(ligne, action=action, constats=(*ligne.constats, *constats))


def _complete(plan: _Plan, piece: LigneReconnue) -> None:
    """Give a row without title to the action above, in its notes."""
    ligne = plan.lignes[-1]
    connus = {n for n in _PLACE if _says_again(piece, n, getattr(ligne.action, n))}
    notes = cellules.list_autres(piece, plan.forme, connus | {"code"})
    if not notes:
        return
    action, constats = cellules.add_notes(ligne.action, notes, piece.brute.lieu)
    dit = f"Ligne sans titre d’action : gardée dans les notes de « {action.titre} »."
    constats.append(
        Constat(piece.brute.lieu, dit, "Si c’est une autre action, donnez-lui un titre.")
    )
    plan.lignes[-1] = replace(ligne, action=action, constats=(*ligne.constats, *constats))


def _says_again(piece: LigneReconnue, nom: str, dit: str) -> bool:
    return fold_mots(clean_entete(piece.brute.textes.get(nom, ""))) == fold_mots(dit)


def _leave(plan: _Plan, piece: LigneReconnue) -> None:
    dits = " / ".join(cellules.list_autres(piece, plan.forme, {*_PLACE, "code"}))
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
                action=change(action, cle_import=""),
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
    action = change(autre.action, code="")
    return replace(autre, action=action, constats=(*autre.constats, constat))


def _join(une: LigneLue, autre: LigneLue) -> LigneLue:
    """Complete an action by the row that says it again; what differs goes to its notes."""
    champs: dict[str, Any] = {}
    notes = []
    for champ, ecrit in zip(une.action.champs, write_dite(autre.action), strict=True):
        ici, la = getattr(une.action, champ.nom), getattr(autre.action, champ.nom)
        if champ.nom in _HORS_DOUBLE or not _is_said(la) or ici == la:
            continue
        if champ.genre.est_liste:
            champs[champ.nom] = tuple(dict.fromkeys([*ici, *la]))
        elif not _is_said(ici):
            champs[champ.nom] = la
        else:
            notes.append(f"{autre.lieu}, {champ.titre}\u00a0: {ecrit}")
    action, constats = cellules.add_notes(change(une.action, **champs), notes, autre.lieu)
    if set(champs) != {"etapes"} or notes:
        dit = f"Même action que {une.lieu}, « {action.titre} » : une seule est gardée, complétée."
        remede = "Ce qui diffère est dans ses notes." if notes else ""
        constats.insert(0, Constat(autre.lieu, dit, remede))
    return replace(
        une,
        action=action,
        constats=(*une.constats, *autre.constats, *constats),
        visees=(*une.visees, *autre.visees),
    )


def _is_said(valeur: object) -> bool:
    return valeur not in (None, "", ())


def _check(ligne: LigneLue) -> LigneLue:
    fautes = [
        Constat(f"{ligne.lieu}, « {ligne.action.titre} »", faute.probleme, faute.remede)
        for faute in list_incoherences(ligne.action)
    ]
    return replace(ligne, constats=(*ligne.constats, *fautes))
