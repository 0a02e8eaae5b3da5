"""What importing would do of each action, beside the plan as it stands: nothing is ever erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from spaser.lettres import fold_mots
from spaser.metier.plan.colonnes import PAR_NOM, ContenuAction, write_action
from spaser.metier.plan.lecture.cellules import add_notes
from spaser.metier.plan.lecture.modele import Constat, LigneLue, PlanLu
from spaser.metier.plan.suivi import EtapeSuivie, find_boucle
from spaser.metier.registre.nomenclatures import Nomenclature

_JAMAIS: Final = ("code", "cle_import")  # what a line is called is not what it says
_PLACE: Final = ("axe", "objectif")  # in other letters, the same


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
    avant: str
    apres: str

    @property
    def titre(self) -> str:
        return PAR_NOM[self.nom].titre


@dataclass(frozen=True, slots=True)
class Prevision:
    """An action of the file, the code of the one that it meets, what it would change."""

    ligne: LigneLue
    sort: SortAction
    apres: ContenuAction
    code: str = ""
    ecarts: tuple[Ecart, ...] = ()
    doute: str = ""

    @property
    def preselection(self) -> Decision:
        """Return the option that is preselected; a doubt on which nobody decides is left aside."""
        return Decision.METTRE_A_JOUR if self.code else Decision.AJOUTER

    @property
    def resume(self) -> str:
        """Say where it stands, who leads it, until when, in how many steps."""
        action, n = self.apres, len(self.apres.etapes)
        fin = action.fin.libelle if action.fin else ""
        etapes = f"{n} étape{'s' if n > 1 else ''}" if n else ""
        return ", ".join(filter(None, (action.axe or "sans axe", action.pilote, fin, etapes)))


def compare_plans(lu: PlanLu, presentes: Sequence[ContenuAction]) -> tuple[Prevision, ...]:
    """Foresee each action: its code is believed first, then its number, then its title."""
    index = _Presentes(presentes)
    trouvees: dict[int, tuple[ContenuAction, str]] = {}
    for find in (index.find_code, index.find_repere, index.find_titre, index.find_ailleurs):
        for rang, ligne in enumerate(lu.lignes):
            if rang not in trouvees and (trouvee := find(ligne.action)):
                trouvees[rang] = trouvee
                index.take(trouvee)
    lignes = _link(lu.lignes, trouvees, presentes)
    return tuple(_foresee(ligne, trouvees.get(rang)) for rang, ligne in enumerate(lignes))


def decide(prevision: Prevision, choix: Decision | None) -> Prevision | None:
    """Return what is to be written once decided; None for what is left, a doubt above all."""
    if not prevision.doute:
        return prevision
    if choix is None or choix is Decision.IGNORER:
        return None
    if choix is Decision.AJOUTER:
        return Prevision(prevision.ligne, SortAction.CREEE, prevision.ligne.action)
    return prevision


def merge_actions(ici: ContenuAction, lue: ContenuAction) -> ContenuAction:
    """Return an action of the plan with what a file says of it; a blank changes nothing."""
    champs: dict[str, Any] = {}
    for nom in PAR_NOM:
        avant, apres = getattr(ici, nom), getattr(lue, nom)
        if nom in _JAMAIS or apres in (None, "", ()):
            continue
        if nom in _PLACE and fold_mots(avant) == fold_mots(apres):
            continue
        if nom == "etapes":
            champs[nom] = _merge_etapes(avant, apres)
        elif isinstance(apres, tuple):
            champs[nom] = tuple(dict.fromkeys([*avant, *apres]))
        elif nom == "commentaire":
            champs[nom] = _merge_notes(avant, apres)
        else:
            champs[nom] = apres
    if "axe" in champs and not lue.objectif:
        champs["objectif"] = ""
    return replace(ici, **champs)


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


type _Trouvee = tuple[ContenuAction, str] | None


class _Presentes:
    """The actions of the plan, by what may name them; each is taken once."""

    def __init__(self, presentes: Iterable[ContenuAction]) -> None:
        self._libres: dict[str, ContenuAction] = {}
        self._index: dict[tuple[str, ...], list[str]] = {}
        for action in presentes:
            self._libres[action.code] = action
            titre = fold_mots(action.titre)
            cles = [("code", action.code), ("titre", *_key(action)), ("seul", titre)]
            if repere := fold_mots(action.cle_import):
                cles.append(("repere", repere))
            for cle in cles:
                self._index.setdefault(cle, []).append(action.code)

    def take(self, trouvee: _Trouvee) -> None:
        """Leave an action to no other line of the file."""
        if trouvee:
            del self._libres[trouvee[0].code]

    def find_code(self, lue: ContenuAction) -> _Trouvee:
        return self._doubt(lue, ("code", lue.code), f"Le code {lue.code} est ici celui de")

    def find_repere(self, lue: ContenuAction) -> _Trouvee:
        """Find the action that a former file called by the same number."""
        repere = fold_mots(lue.cle_import or lue.code)
        return self._doubt(lue, ("repere", repere), "Ce numéro est déjà celui de")

    def find_titre(self, lue: ContenuAction) -> _Trouvee:
        memes = self._list(("titre", *_key(lue)))
        return (memes[0], "") if memes else None

    def find_ailleurs(self, lue: ContenuAction) -> _Trouvee:
        """Find the only action that has this title, in another axis."""
        memes = self._list(("seul", fold_mots(lue.titre)))
        if len(memes) != 1:
            return None
        axe = f"dans l’axe « {memes[0].axe} »" if memes[0].axe else "sans axe"
        return memes[0], f"Une action du même titre est dans le plan, {axe}."

    def _list(self, cle: tuple[str, ...]) -> list[ContenuAction]:
        return [self._libres[code] for code in self._index.get(cle, ()) if code in self._libres]

    def _doubt(self, lue: ContenuAction, cle: tuple[str, ...], debut: str) -> _Trouvee:
        memes = self._list(cle)
        if not memes:
            return None
        meme = fold_mots(memes[0].titre) == fold_mots(lue.titre)
        return memes[0], "" if meme else f"{debut} « {memes[0].titre} »."


def _key(action: ContenuAction) -> tuple[str, str]:
    return fold_mots(action.axe), fold_mots(action.titre)


def _foresee(ligne: LigneLue, trouvee: _Trouvee) -> Prevision:
    if trouvee is None:
        ligne = _place(ligne, ligne.action)
        return Prevision(ligne, SortAction.CREEE, ligne.action)
    ici, doute = trouvee
    apres, constats = add_notes(merge_actions(ici, ligne.action), [], ligne.lieu)
    ligne = _place(replace(ligne, constats=(*ligne.constats, *constats)), apres)
    if not apres.axe:
        apres = replace(apres, objectif=ici.objectif)
    ecarts = tuple(_list_ecarts(ici, apres))
    sort = SortAction.MODIFIEE if ecarts else SortAction.INCHANGEE
    return Prevision(ligne, sort, apres, ici.code, ecarts, doute)


def _place(ligne: LigneLue, apres: ContenuAction) -> LigneLue:
    """Leave aside an objective that would stand under no axis, and say so."""
    if apres.axe or not ligne.action.objectif:
        return ligne
    dit = f"L’objectif « {ligne.action.objectif} » n’est sous aucun axe : il n’est pas repris."
    constat = Constat(ligne.lieu, dit, "Écrivez son axe dans la colonne « Axe ».")
    action = replace(ligne.action, objectif="")
    return replace(ligne, action=action, constats=(*ligne.constats, constat))


def _list_ecarts(ici: ContenuAction, apres: ContenuAction) -> list[Ecart]:
    avants, apreses = (write_action(action, lambda *_: "") for action in (ici, apres))
    return [
        Ecart(nom, _tell(avant), _tell(la))
        for nom, avant, la in zip(PAR_NOM, avants, apreses, strict=True)
        if avant != la
    ]


def _tell(valeur: str | float | Decimal | None) -> str:
    return "" if valeur is None else str(valeur)


def _link(
    lignes: Sequence[LigneLue],
    trouvees: Mapping[int, tuple[ContenuAction, str]],
    presentes: Collection[ContenuAction],
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


def _name(rang: int, trouvees: Mapping[int, tuple[ContenuAction, str]]) -> str:
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
    action = replace(ligne.action, attend=tuple(dict.fromkeys(gardees)))
    return replace(ligne, action=action, constats=(*ligne.constats, *constats))


def _refuse(code: str | None, nom: str, attentes: Mapping[str, Collection[str]]) -> str:
    if code is None:
        return "aucune action ne porte ce numéro ni ce titre"
    if code == nom:
        return "une action ne s’attend pas elle-même"
    if find_boucle(attentes, nom, [*attentes.get(nom, ()), code]):
        return "les deux actions s’attendraient l’une l’autre"
    return ""
