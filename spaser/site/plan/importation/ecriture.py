"""Writes what was decided of a plan that comes in, all of it or nothing, with what undoes it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from spaser.elements import fold_mots
from spaser.moteur.tables.correspondance import Memoire, assign_titres
from spaser.moteur.tables.modele import ErreurTable
from spaser.regles import plan
from spaser.regles.champs import GenreDit
from spaser.regles.plan_importe import comparaison
from spaser.regles.plan_importe.lignes import ActionDite, Constat, LigneBrute, PlanImporte
from spaser.regles.plan_importe.visees import find_annee_dite, gather_visees
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.acteurs.services import list_acteurs
from spaser.site.diagnostic.models import Acteur, Politique
from spaser.site.diagnostic.politiques.services import list_politiques
from spaser.site.espace.historique import put_aside
from spaser.site.espace.importation import TableAttendue, print_versions
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions import services
from spaser.site.plan.cibles.lignes import list_vises
from spaser.site.plan.grille.services import list_lignes
from spaser.site.plan.importation.champs_plan import CHERCHES, ChampPlan, CorrespondancePlan
from spaser.site.plan.importation.cibles_lues import (
    CiblePrevue,
    foresee_cibles,
    list_changees,
    undo_cibles,
    write_cibles,
)
from spaser.site.plan.importation.tableau_lu import (
    TITRE,
    TableLue,
    read_colle,
    read_fichier_plan,
)
from spaser.site.plan.models.actions import (
    PLAN,
    Action,
    Axe,
    ContenuAction,
    Contributeur,
    Etape,
    ImportationPlan,
    Objectif,
    Preuve,
)
from spaser.site.socle.champs import keep_champs, note_champs, read_dite, restore_champs
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee

# --- What is handed over is read at once; its rows are kept until somebody decides ---


FICHIER: Final = TableAttendue(read_fichier_plan, "gardez seulement le plan d’actions.")
_MEMOIRE: Final = 20
_DATES: Final = frozenset({"cible", "base"})  # their title may bear a year


def receive_fichier(
    espace: Espace, envoi: UploadedFile[bytes], auteur: Utilisateur
) -> ImportationPlan:
    """Read a file; ErreurTable says why not."""
    return _keep(espace, envoi.name or "Fichier", FICHIER.read(envoi, CHERCHES), auteur)


def receive_colle(espace: Espace, texte: str, auteur: Utilisateur) -> ImportationPlan:
    """Read a pasted text; ErreurTable says why not."""
    return _keep(espace, "Texte collé", read_colle(texte, CHERCHES), auteur)


def unpack_table(importation: ImportationPlan) -> TableLue:
    return msgspec.convert(importation.tableau, TableLue)


def propose_colonnes_plan(
    espace: Espace, lue: TableLue, recue: ImportationPlan
) -> CorrespondancePlan:
    """Return what columns say: as somebody confirmed once, else by the words of their titles."""
    if recue.correspondance:
        return msgspec.convert(recue.correspondance, CorrespondancePlan)
    passees = ImportationPlan.objects.filter(espace=espace).exclude(correspondance={})
    gardees = list(passees.values_list("correspondance", flat=True)[:_MEMOIRE])
    memoire = Memoire[CorrespondancePlan](
        correspondances=tuple(msgspec.convert(c, CorrespondancePlan) for c in reversed(gardees))
    )
    if connue := memoire.find(lue.titres):
        return connue
    colonnes = assign_titres(ChampPlan, lue.titres)
    longue = "" if TITRE in colonnes else _find_longue(lue, set(colonnes.values()))
    if longue:
        colonnes[ChampPlan(TITRE)] = longue
    if cible := colonnes.get(ChampPlan("cible")):
        colonnes[ChampPlan("cible")] = _find_suite(lue.titres, cible)
    return CorrespondancePlan(titres=lue.titres, colonnes=colonnes)


def _find_suite(titres: Iterable[str], titre: str) -> str:
    """Return the same title with the last year: « Cible 2029 » beside « Cible 2027 »."""
    annee = str(find_annee_dite(titre))
    return max(
        (t for t in titres if t.replace(str(find_annee_dite(t)), annee) == titre), default=titre
    )


@transaction.atomic
def keep_decisions(
    importation: ImportationPlan,
    correspondance: CorrespondancePlan,
    choix: Mapping[int, tuple[str, str]],
    remplacer: Iterable[str],
) -> None:
    """Keep what columns say, then what is decided of some rows and of targets that stand.

    Of a row: what to do of its action, why it is abandoned.
    """
    tenue = ImportationPlan.objects.select_for_update().get(pk=importation.pk)
    if tenue.faite_le:
        return
    lue = unpack_table(tenue)
    lignes = tuple(
        replace(ligne, choix=dit, motif=motif[: plan.TITRE_MAX])
        for rang, ligne in enumerate(lue.lignes)
        for dit, motif in [choix.get(rang, (ligne.choix, ligne.motif))]
    )
    lue = replace(lue, lignes=lignes, remplacer=tuple(remplacer))
    tenue.tableau, tenue.correspondance = map(msgspec.to_builtins, (lue, correspondance))
    tenue.save(update_fields=["tableau", "correspondance"])


def make_lignes(lue: TableLue, correspondance: CorrespondancePlan) -> list[LigneBrute]:
    """Return the rows under the columns that are known; the others keep their title.

    A table is ours when it bears the columns by which this site names an action.
    """
    cles = {fold_mots(champ.titre) for champ in PLAN if champ.genre is GenreDit.CLE}
    rangs = {rang: str(champ) for champ, rang in correspondance.ranks().items()}
    annees = {
        nom: find_annee_dite(lue.ecrits[rang]) for rang, nom in rangs.items() if nom in _DATES
    }
    lignes = []
    for ligne in lue.lignes:
        remplis = [(r, texte) for r, texte in enumerate(ligne.textes) if texte.strip()]
        textes = {rangs[rang]: texte for rang, texte in remplis if rang in rangs}
        restes = _join_restes((_name(lue, r), texte) for r, texte in remplis if r not in rangs)
        if textes or restes:
            for nom, annee in annees.items():
                if nom in textes and annee:
                    textes.setdefault(f"{nom}_annee", str(annee))
            textes |= {"motif": ligne.motif} if ligne.motif else {}
            lignes.append(LigneBrute(ligne.lieu, textes, restes, notre=cles <= set(lue.titres)))
    return lignes


def _join_restes(dits: Iterable[tuple[str, str]]) -> dict[str, str]:
    restes: dict[str, list[str]] = {}
    for titre, texte in dits:
        restes.setdefault(titre, []).append(texte)
    return {titre: " / ".join(textes) for titre, textes in restes.items()}


def _name(lue: TableLue, rang: int) -> str:
    return (lue.ecrits[rang] if rang < len(lue.ecrits) else "") or f"Colonne {rang + 1}"


def _keep(espace: Espace, nom: str, lue: TableLue, auteur: Utilisateur) -> ImportationPlan:
    tableau: Any = msgspec.to_builtins(lue)
    return ImportationPlan.objects.create(
        espace=espace, nom=nom[: plan.NOM_MAX], tableau=tableau, auteur=auteur
    )


def _find_longue(lue: TableLue, prises: set[str]) -> str:
    """Return the column of the longest texts: the titles of actions, most often."""
    longueurs = {
        titre: sum(len(x.textes[rang]) for x in lue.lignes if rang < len(x.textes))
        for rang, titre in enumerate(lue.titres)
        if titre and titre not in prises
    }
    return max(longueurs, key=lambda titre: longueurs[titre], default="")


# --- What importing would do, on the plan as it is now ---


@dataclass(frozen=True)
class Vue:
    """What importing would do; another `empreinte` of the plan asks to look again."""

    lu: PlanImporte
    previsions: tuple[comparaison.PrevisionAction, ...]
    decidees: tuple[comparaison.PrevisionAction | None, ...]  # None: left aside
    gardees: tuple[comparaison.PrevisionAction, ...]  # as decided, or as nobody decided yet
    cibles: tuple[CiblePrevue, ...]
    remplacer: frozenset[str]
    constats: tuple[Constat, ...]
    axes: tuple[str, ...]  # to add
    objectifs: tuple[tuple[str, str], ...]  # to add
    empreinte: str

    @property
    def fautes(self) -> list[Constat]:
        return [constat for p in self.gardees for constat in p.ligne.constats]

    @property
    def ecrites(self) -> list[CiblePrevue]:
        """Return the targets to write: one that stands is replaced only when asked."""
        return [c for c in self.cibles if c.change and (not c.tenue or c.lue.cle in self.remplacer)]

    @property
    def a_faire(self) -> bool:
        changent = any(
            p.doute or p.sort is not comparaison.SortAction.INCHANGEE for p in self.previsions
        )
        return changent or bool(self.axes or self.objectifs or self.cibles)


def foresee_plan(espace: Espace, lue: TableLue, correspondance: CorrespondancePlan) -> Vue:
    lu = comparaison.assemble_plan(
        make_lignes(lue, correspondance), ContenuAction, _make_annuaires(espace)
    )
    actions = list(services.list_completes(espace))
    axes = list(services.list_axes(espace))
    objectifs = list(services.list_objectifs(espace))
    connus = {(fold_mots(axe.titre),) for axe in axes}
    dessous = {(fold_mots(o.axe.titre), fold_mots(o.titre)) for o in objectifs}
    previsions = comparaison.compare_plans(
        lu, [read_dite(ContenuAction, action) for action in actions]
    )
    choix = {ligne.lieu: comparaison.Decision(ligne.choix) for ligne in lue.lignes if ligne.choix}
    decidees = _decide(espace, previsions, choix)
    gardees = tuple(
        d or p
        for p, d in zip(previsions, decidees, strict=True)
        if d or (p.doute and p.ligne.lieu not in choix)
    )
    lignes = list(list_lignes(espace))
    vises = list_vises(espace, lignes)
    visees, doubles = gather_visees(p.ligne for p in decidees if p)
    laisses = {_name_place(p.apres)[:n] for p in previsions for n in (1, 2)}
    laisses -= {_name_place(p.apres)[:n] for p in gardees for n in (1, 2)}
    dits = ((p.apres.axe, p.apres.objectif) for p in gardees if p.apres.objectif)
    nommes = {(fold_mots(o[0]), fold_mots(o[1])): o for o in [*lu.objectifs, *dits]}
    return Vue(
        lu=lu,
        previsions=previsions,
        decidees=decidees,
        gardees=gardees,
        cibles=foresee_cibles(vises, visees),
        remplacer=frozenset(lue.remplacer),
        constats=(*lue.constats, *lu.constats, *doubles),
        axes=tuple(axe for axe in lu.axes if (fold_mots(axe),) not in connus | laisses),
        objectifs=tuple(o for cle, o in nommes.items() if cle not in dessous | laisses),
        empreinte=print_versions([*actions, *axes, *objectifs, *lignes, *(v.visee for v in vises)]),
    )


def _name_place(contenu: ActionDite) -> tuple[str, str]:
    return fold_mots(contenu.axe), fold_mots(contenu.objectif)


def _decide(
    espace: Espace,
    previsions: Sequence[comparaison.PrevisionAction],
    choix: Mapping[str, comparaison.Decision],
) -> tuple[comparaison.PrevisionAction | None, ...]:
    """Return what is to be written of each action, once rows were decided upon and numbered."""
    decidees = [comparaison.decide_prevision(p, choix.get(p.ligne.lieu)) for p in previsions]
    pris = Action.objects.filter(espace=espace).values_list("code", flat=True)
    tenu = services.find_plan(espace)
    dernier = tenu.numeros.get(plan.NatureCode.ACTION.value, 0) if tenu else 0
    numerotees = comparaison.give_numeros((d for d in decidees if d), set(pris), dernier)
    return tuple(next(numerotees) if d else None for d in decidees)


def print_action(action: Action, *, avant: bool = False) -> str:
    """Return a hash of all that an action says, to tell whether it changed.

    What is empty says nothing: a column that is younger than an import leaves it undone as well.
    `avant` gives that of the release before, its empty columns included but those that it did not
    have: the next one drops it.
    """
    lue = read_dite(ContenuAction, action)
    dits = repr([(c.nom, v) for c in PLAN if (v := getattr(lue, c.nom))])
    if avant:
        dits = repr(lue).replace(", obstacles=''", "")
    return hashlib.sha256(dits.encode()).hexdigest()[:24]


def _make_annuaires(espace: Espace) -> dict[str, dict[str, str]]:
    """Return the codes that a file may name, by their folded words and by themselves."""
    politiques = {fold_mots(p.nom_date): p.nom_date for p in list_politiques(espace)}
    return {**_make_communs(), "politiques": politiques}


@cache
def _make_communs() -> dict[str, dict[str, str]]:
    return {champ.nom: _index(champ.source().items()) for champ in PLAN if champ.source}


def _index(codes: Iterable[tuple[str, str]]) -> dict[str, str]:
    connus = list(codes)
    return {fold_mots(mots): c for c, mots in connus} | {fold_mots(c): c for c, _ in connus}


# --- Undoes an import in one act, as long as nothing of it was changed since ---


DUREE: Final = timedelta(days=30)


@dataclass(frozen=True)
class AnnulationRefusee:
    """Why an import cannot be undone: those of its actions that were changed since, or its age."""

    raison: str
    actions: tuple[str, ...] = ()


def note_avant(action: Action, ecarts: Iterable[comparaison.Ecart]) -> dict[str, Any]:
    return {
        "changent": [ecart.nom for ecart in ecarts],
        "champs": note_champs(action, PLAN),
        "etapes": [
            [e.pk, e.titre, e.fin, e.faite_le and e.faite_le.isoformat()]
            for e in action.etapes.all()
        ],
        **{
            nom: [lie.pk for lie in getattr(action, nom).all()]
            for nom in ("contributeurs", "preuves", "politiques", "attend")
        },
    }


def list_ecrites(espace: Espace, lesquelles: Collection[int]) -> list[Action]:
    return list(services.list_completes(espace).filter(pk__in=lesquelles))


def is_recente(importation: ImportationPlan) -> bool:
    """Say whether an import was made, not undone, and kept what undoes it."""
    if importation.faite_le is None or importation.annulee_le or not importation.annulation:
        return False
    return importation.faite_le + DUREE >= timezone.now()


def find_refus(importation: ImportationPlan) -> AnnulationRefusee | None:
    if importation.faite_le is None or importation.annulee_le:
        return AnnulationRefusee("Cet import n’est pas à annuler.")
    if not is_recente(importation):
        return AnnulationRefusee("Un import s’annule pendant trente jours : ce délai est passé.")
    attendues: dict[str, str] = importation.annulation["empreintes"]
    tenues = {
        str(action.pk)
        for action in list_ecrites(importation.espace, list(map(int, attendues)))
        if attendues[str(action.pk)] in {print_action(action), print_action(action, avant=True)}
    }
    changees = [pk for pk in attendues if pk not in tenues]
    cibles = list_changees(importation.annulation.get("cibles", ()))
    if not changees and not cibles:
        return None
    noms = Action.objects.filter(pk__in=changees).values_list("code", "titre")
    raison = (
        "Des actions ou des cibles de cet import ont été modifiées ou supprimées depuis : "
        "l’annuler effacerait ce travail. Corrigez-les dans leur page, ou supprimez-les une à une."
    )
    return AnnulationRefusee(raison, (*(f"{code} {titre}" for code, titre in noms), *cibles))


@transaction.atomic
def undo_import(importation: ImportationPlan, auteur: Utilisateur) -> AnnulationRefusee | None:
    """Put the plan back as it was; what was added goes to the bin. Say why if it cannot be."""
    espace = importation.espace
    services.hold_plan(espace)
    tenue = ImportationPlan.objects.select_for_update().get(pk=importation.pk)
    if refus := find_refus(tenue):
        return refus
    restes: Mapping[str, Any] = tenue.annulation
    presentes = {
        str(a.pk): a for a in services.list_completes(espace).filter(pk__in=restes["avant"])
    }
    for pk, avant in restes["avant"].items():
        _restore(presentes[pk], avant, auteur)
    for action in Action.objects.filter(espace=espace, pk__in=restes["crees"]):
        put_aside(espace, services.ACTION, action, auteur)
    _remove_rangees(espace, restes["rangees"], auteur)
    undo_cibles(espace, restes.get("cibles", ()), auteur)
    tenue.annulation, tenue.annulee_le = {}, timezone.now()
    tenue.save()
    record("plan.annulation", auteur=auteur, espace=espace, details={"nom": tenue.nom})
    return None


def _restore(action: Action, avant: Mapping[str, Any], auteur: Utilisateur) -> None:
    notes = {"budget": avant.get("budget"), **avant["champs"]}  # the release before kept it apart
    champs = restore_champs(Action, PLAN, notes)
    changent = set(avant["changent"])
    liens = {nom: avant[nom] for nom in ("politiques", "attend") if nom in changent}
    services.save_action(action, champs | liens, auteur)
    if "etapes" in changent:
        services.save_etapes(action, map(_read_etape, avant["etapes"]))
    for nom in changent & {"contributeurs", "preuves"}:
        getattr(action, nom).exclude(pk__in=avant[nom]).delete()


def _read_etape(notee: list[Any]) -> dict[str, Any]:
    pk, titre, fin, faite = notee
    return {"pk": pk, "titre": titre, "fin": fin, "faite_le": faite and date.fromisoformat(faite)}


def _remove_rangees(espace: Espace, rangees: list[list[Any]], auteur: Utilisateur) -> None:
    """Take out the axes and objectives that the import added, unless something stands there now."""
    for genre, pk in reversed(rangees):
        rangee: Axe | Objectif | None
        if genre == "axe":
            rangee = Axe.objects.filter(espace=espace, pk=pk).first()
            garni = Objectif.objects.filter(axe=pk).exists()
        else:
            rangee, garni = Objectif.objects.filter(espace=espace, pk=pk).first(), False
        if rangee and not garni and not rangee.actions.presentes().exists() and rangee.version == 1:
            services.delete_rangee(rangee, auteur)


# --- Writes what was decided of a file, all of it or nothing, with what undoes it ---


@dataclass(frozen=True)
class Bilan:
    """What was done; `tenues` are the targets that were left, in words."""

    ajoutees: int
    modifiees: int
    inchangees: int
    laissees: int
    cibles: int
    tenues: list[str]


@dataclass
class _Fiches:
    espace: Espace
    auteur: Utilisateur
    axes: dict[str, Axe] = field(default_factory=dict)
    objectifs: dict[tuple[str, str], Objectif] = field(default_factory=dict)
    membres: dict[str, Utilisateur] = field(default_factory=dict)
    acteurs: dict[str, Acteur] = field(default_factory=dict)
    politiques: dict[str, Politique] = field(default_factory=dict)
    neufs: list[Axe | Objectif] = field(default_factory=list)

    @classmethod
    def read(cls, espace: Espace, auteur: Utilisateur) -> _Fiches:
        """Read what a space has; a name that two bear names nobody."""
        return cls(
            espace,
            auteur,
            {fold_mots(axe.titre): axe for axe in services.list_axes(espace)},
            {
                (fold_mots(o.axe.titre), fold_mots(o.titre)): o
                for o in services.list_objectifs(espace)
            },
            _keep_seuls((m.nom_complet, m) for m in services.list_membres_espace(espace)),
            _keep_seuls((acteur.nom, acteur) for acteur in list_acteurs(espace)),
            {p.nom_date: p for p in list_politiques(espace)},
        )

    def open(self, vue: Vue) -> None:
        """Add the axes and the objectives that the plan does not have."""
        for titre in vue.axes:
            axe = services.create_axe(self.espace, {"titre": titre}, self.auteur)
            self.axes[fold_mots(titre)] = axe
            self.neufs.append(axe)
        for titre_axe, titre in vue.objectifs:
            champs = {"titre": titre, "axe": self.axes[fold_mots(titre_axe)]}
            objectif = services.create_objectif(self.espace, champs, self.auteur)
            self.objectifs[fold_mots(titre_axe), fold_mots(titre)] = objectif
            self.neufs.append(objectif)

    def describe(self, contenu: ActionDite) -> dict[str, Any]:
        """Return the fields of an action; what it names is looked for by its name."""
        membre = self.membres.get(fold_mots(contenu.pilote)) if contenu.pilote else None
        axe = fold_mots(contenu.axe)
        return keep_champs(contenu) | {
            "axe": self.axes.get(axe),
            "objectif": self.objectifs.get((axe, fold_mots(contenu.objectif))),
            "pilote_membre": membre,
            "pilote_nom": "" if membre else contenu.pilote,
        }

    def make_contributeurs(self, action: Action, noms: Iterable[str]) -> list[Contributeur]:
        """Return who takes part: a member or a partner when the name is theirs alone."""
        return [self._make_contributeur(action, nom) for nom in noms]

    def _make_contributeur(self, action: Action, nom: str) -> Contributeur:
        plie = fold_mots(nom)
        if membre := self.membres.get(plie):
            return Contributeur(action=action, genre=plan.GenreContributeur.MEMBRE, membre=membre)
        if acteur := self.acteurs.get(plie):
            return Contributeur(
                action=action, genre=plan.GenreContributeur.PARTENAIRE, acteur=acteur
            )
        return Contributeur(action=action, genre=plan.GenreContributeur.SERVICE, nom=nom)


@transaction.atomic
def apply_import(
    importation: ImportationPlan,
    correspondance: CorrespondancePlan,
    empreinte: str,
    auteur: Utilisateur,
) -> Bilan:
    """Write what was shown; VersionDepassee when the plan or the import is no longer as it was.

    ErreurTable names the actions that would be abandoned without a reason.
    """
    espace = importation.espace
    services.hold_plan(espace)
    tenue = ImportationPlan.objects.select_for_update().get(pk=importation.pk)
    if tenue.faite_le:
        raise VersionDepassee
    vue = foresee_plan(espace, unpack_table(tenue), correspondance)
    if vue.empreinte != empreinte:
        raise VersionDepassee
    if lieux := [d.ligne.lieu for d in vue.decidees if d and d.sans_motif]:
        dites = f"dites pourquoi ces actions sont abandonnées ({', '.join(lieux[:10])})"
        raise ErreurTable(f"Rien n’est écrit : {dites}, ou décochez-les.")
    fiches = _Fiches.read(espace, auteur)
    fiches.open(vue)
    ecrites = _write(fiches, vue.decidees)
    cibles = write_cibles(espace, vue.ecrites, auteur)
    laissees = [c for c in vue.cibles if c not in vue.ecrites]
    tenues = [f"{c.nom} : {c.lue.texte} dans le fichier, {c.tenue} ici" for c in laissees]
    bilan = _count(vue.decidees, len(cibles), tenues)
    tenue.bilan = asdict(bilan)
    tenue.annulation |= {
        "avant": ecrites.avant,
        "crees": [action.pk for action in ecrites.creees],
        "rangees": [[r._meta.model_name, r.pk] for r in fiches.neufs],  # noqa: SLF001 - Django's own name
        "empreintes": {str(a.pk): print_action(a) for a in list_ecrites(espace, ecrites.touchees)},
        "cibles": cibles,
    }
    tenue.tableau, tenue.faite_le = {}, timezone.now()
    tenue.save()
    record("plan.importation", auteur=auteur, espace=espace, details=asdict(bilan))
    return bilan


@dataclass
class _Ecrites:
    creees: list[Action] = field(default_factory=list)
    avant: dict[str, Any] = field(default_factory=dict)
    touchees: set[int] = field(default_factory=set)


def _write(fiches: _Fiches, decidees: Sequence[comparaison.PrevisionAction | None]) -> _Ecrites:
    ecrites = _Ecrites()
    rangs = [r for r, p in enumerate(decidees) if p and p.sort is comparaison.SortAction.CREEE]
    ecrites.creees = _create(fiches, [p for r in rangs if (p := decidees[r])])
    par_nom = {
        comparaison.name_neuve(rang): a.pk for rang, a in zip(rangs, ecrites.creees, strict=True)
    }
    presentes = {action.code: action for action in services.list_completes(fiches.espace)}
    par_nom |= {code: action.pk for code, action in presentes.items()}
    for prevision in decidees:
        if prevision and prevision.sort is comparaison.SortAction.MODIFIEE:
            action = presentes[prevision.code]
            ecrites.avant[str(action.pk)] = note_avant(action, prevision.ecarts)
            ecrites.touchees.add(action.pk)
            _change(fiches, action, prevision)
    _link(decidees, dict(zip(rangs, ecrites.creees, strict=True)), presentes, par_nom)
    ecrites.touchees |= {action.pk for action in ecrites.creees}
    return ecrites


def _create(fiches: _Fiches, previsions: Sequence[comparaison.PrevisionAction]) -> list[Action]:
    if not previsions:
        return []
    espace, jour = fiches.espace, timezone.localdate()
    gardes = [p.apres.code for p in previsions if p.apres.code]
    notres = iter(
        services.give_codes(espace, plan.NatureCode.ACTION, len(previsions) - len(gardes), gardes)
    )
    place = services.find_rang(espace, plan.NatureCode.ACTION)
    actions = [
        Action(
            espace=espace,
            code=prevision.apres.code or next(notres),
            rang=place + rang,
            etat_depuis=jour,
            origine=plan.OrigineAction.IMPORT.value,
            cle_import=_name_cle(prevision.ligne.action),
            modifie_par=fiches.auteur,
            **fiches.describe(prevision.apres),
        )
        for rang, prevision in enumerate(previsions)
    ]
    Action.objects.bulk_create(actions)
    paires = list(zip(actions, (p.apres for p in previsions), strict=True))
    Etape.objects.bulk_create(
        Etape(action=a, titre=e.titre, fin=e.fin or "", faite_le=e.faite_le, rang=rang)
        for a, contenu in paires
        for rang, e in enumerate(contenu.etapes, start=1)
    )
    for action, contenu in paires:
        _add_liens(fiches, action, contenu.contributeurs, contenu.preuves)
        _link_politiques(fiches, action, contenu)
        nom = f"{action.code} {action.titre}"
        record(
            "action.ajout", auteur=fiches.auteur, objet=action, espace=espace, details={"nom": nom}
        )
    return actions


def _name_cle(contenu: ActionDite) -> str:
    """Return what the file calls an action: its number, the code of another plan, or its title."""
    return contenu.cle_import or contenu.code or contenu.titre


def _change(fiches: _Fiches, action: Action, prevision: comparaison.PrevisionAction) -> None:
    changent = {ecart.nom for ecart in prevision.ecarts}
    apres = prevision.apres
    champs = fiches.describe(apres)
    if "pilote" not in changent:
        del champs["pilote_membre"], champs["pilote_nom"]
    if not changent & {"axe", "objectif"}:
        del champs["axe"], champs["objectif"]
    services.save_action(action, champs, fiches.auteur)
    if "etapes" in changent:
        connues = list(action.etapes.all())
        services.save_etapes(action, [
            {
                "pk": connues[rang].pk if rang < len(connues) else None,
                "titre": etape.titre, "fin": etape.fin or "", "faite_le": etape.faite_le,
            }
            for rang, etape in enumerate(apres.etapes)
        ])  # fmt: skip
    contenu = prevision.ligne.action
    if changent & {"contributeurs", "preuves"}:
        dits = {str(c) for c in action.contributeurs.all()}
        preuves = {preuve.ecrite for preuve in action.preuves.all()}
        _add_liens(
            fiches,
            action,
            [c for c in contenu.contributeurs if c not in dits],
            [p for p in contenu.preuves if p not in preuves],
        )
    if "politiques" in changent:
        _link_politiques(fiches, action, contenu)


def _add_liens(
    fiches: _Fiches, action: Action, contributeurs: Sequence[str], preuves: Sequence[str]
) -> None:
    if contributeurs:
        Contributeur.objects.bulk_create(fiches.make_contributeurs(action, contributeurs))
    if preuves:
        Preuve.objects.bulk_create(_make_preuve(fiches, action, texte) for texte in preuves)


def _make_preuve(fiches: _Fiches, action: Action, texte: str) -> Preuve:
    """Return what proves an action: its words, then its address if it ends with one."""
    libelle, _, adresse = texte.rpartition(" ")
    if not adresse.startswith(("https://", "http://")) or len(adresse) > plan.ADRESSE_MAX:
        libelle, adresse = texte, ""
    return Preuve(
        action=action,
        libelle=(libelle or adresse)[: plan.TITRE_MAX],
        note=texte[: plan.TEXTE_MAX] if len(libelle) > plan.TITRE_MAX else "",
        adresse=adresse,
        ajoutee_par=fiches.auteur,
    )


def _link_politiques(fiches: _Fiches, action: Action, contenu: ActionDite) -> None:
    if contenu.politiques:
        action.politiques.add(*(fiches.politiques[nom] for nom in contenu.politiques))


def _link(
    decidees: Sequence[comparaison.PrevisionAction | None],
    creees: Mapping[int, Action],
    presentes: Mapping[str, Action],
    par_nom: Mapping[str, int],
) -> None:
    """Say which actions wait for others, once all of them are there."""
    for rang, prevision in enumerate(decidees):
        attend = prevision.ligne.action.attend if prevision else ()
        if prevision and attend and prevision.sort is not comparaison.SortAction.INCHANGEE:
            action = creees.get(rang) or presentes[prevision.code]
            action.attend.add(*(par_nom[n] for n in attend if n in par_nom))


def _count(
    decidees: Sequence[comparaison.PrevisionAction | None], cibles: int, tenues: list[str]
) -> Bilan:
    sorts = [p.sort for p in decidees if p]
    return Bilan(
        sorts.count(comparaison.SortAction.CREEE),
        sorts.count(comparaison.SortAction.MODIFIEE),
        sorts.count(comparaison.SortAction.INCHANGEE),
        decidees.count(None),
        cibles,
        tenues,
    )


def _keep_seuls[T](paires: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Return what each name names, but names that several bear."""
    vus: dict[str, list[T]] = {}
    for nom, valeur in paires:
        vus.setdefault(fold_mots(nom), []).append(valeur)
    return {nom: valeurs[0] for nom, valeurs in vus.items() if nom and len(valeurs) == 1}
