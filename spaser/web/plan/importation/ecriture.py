"""Writes what was decided of a file, all of it or nothing, with what undoes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from spaser.lettres import fold_mots
from spaser.metier.plan.colonnes import ContenuAction
from spaser.metier.plan.lecture.comparaison import (
    Decision,
    Prevision,
    SortAction,
    decide,
    name_neuve,
)
from spaser.metier.plan.modele import (
    ADRESSE_MAX,
    TEXTE_MAX,
    TITRE_MAX,
    EtatAction,
    GenreContributeur,
    NatureCode,
    OrigineAction,
)
from spaser.web.acteurs.models import Acteur
from spaser.web.acteurs.selectors import list_acteurs
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.plan.importation.annulation import note_avant, print_actions
from spaser.web.plan.importation.champs import CorrespondancePlan
from spaser.web.plan.importation.prevision import Vue, foresee
from spaser.web.plan.importation.reception import unpack
from spaser.web.plan.models import (
    Action,
    Axe,
    Contributeur,
    Etape,
    ImportationPlan,
    Objectif,
    Preuve,
)
from spaser.web.plan.selectors import list_axes, list_completes, list_membres, list_objectifs
from spaser.web.plan.services.actions import save_action, save_etapes
from spaser.web.plan.services.numeros import find_rang, give_codes, hold_plan
from spaser.web.plan.services.structure import create_axe, create_objectif
from spaser.web.politiques.models import Politique
from spaser.web.politiques.selectors import list_politiques
from spaser.web.socle.journal import record


@dataclass(frozen=True)
class Bilan:
    ajoutees: int
    modifiees: int
    inchangees: int
    laissees: int


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
            {fold_mots(axe.titre): axe for axe in list_axes(espace)},
            {(fold_mots(o.axe.titre), fold_mots(o.titre)): o for o in list_objectifs(espace)},
            _keep_seuls((m.nom_complet, m) for m in list_membres(espace)),
            _keep_seuls((acteur.nom, acteur) for acteur in list_acteurs(espace)),
            {p.nom_date: p for p in list_politiques(espace)},
        )

    def open(self, vue: Vue) -> None:
        """Add the axes and the objectives that the plan does not have."""
        for titre in vue.axes:
            axe = create_axe(self.espace, {"titre": titre}, self.auteur)
            self.axes[fold_mots(titre)] = axe
            self.neufs.append(axe)
        for titre_axe, titre in vue.objectifs:
            champs = {"titre": titre, "axe": self.axes[fold_mots(titre_axe)]}
            objectif = create_objectif(self.espace, champs, self.auteur)
            self.objectifs[fold_mots(titre_axe), fold_mots(titre)] = objectif
            self.neufs.append(objectif)

    def describe(self, contenu: ContenuAction) -> dict[str, Any]:
        membre = self.membres.get(fold_mots(contenu.pilote)) if contenu.pilote else None
        axe = fold_mots(contenu.axe)
        return {
            "titre": contenu.titre,
            "axe": self.axes.get(axe),
            "objectif": self.objectifs.get((axe, fold_mots(contenu.objectif))),
            "description": contenu.description,
            "resultat": contenu.resultat,
            "etat": (contenu.etat or EtatAction.A_LANCER).value,
            "motif": contenu.motif,
            "pilote_membre": membre,
            "pilote_nom": "" if membre else contenu.pilote,
            "debut": contenu.debut or "",
            "fin": contenu.fin or "",
            "saisi": contenu.avancement,
            "commentaire": contenu.commentaire,
            "familles": list(contenu.familles),
            "budget": contenu.budget,
            "temps": contenu.temps,
            "moyens": contenu.moyens,
            "indicateurs": list(contenu.indicateurs),
            "obligations": list(contenu.obligations),
            "modele": contenu.modele,
        }

    def make_contributeurs(self, action: Action, noms: Iterable[str]) -> list[Contributeur]:
        """Return who takes part: a member or a partner when the name is theirs alone."""
        return [self._make_contributeur(action, nom) for nom in noms]

    def _make_contributeur(self, action: Action, nom: str) -> Contributeur:
        plie = fold_mots(nom)
        if membre := self.membres.get(plie):
            return Contributeur(action=action, genre=GenreContributeur.MEMBRE, membre=membre)
        if acteur := self.acteurs.get(plie):
            return Contributeur(action=action, genre=GenreContributeur.PARTENAIRE, acteur=acteur)
        return Contributeur(action=action, genre=GenreContributeur.SERVICE, nom=nom)


@transaction.atomic
def apply_import(
    importation: ImportationPlan,
    correspondance: CorrespondancePlan,
    empreinte: str,
    choix: Mapping[int, Decision],
    auteur: Utilisateur,
) -> Bilan:
    """Write what was shown; VersionDepassee when the plan or the import is no longer as it was."""
    espace = importation.espace
    hold_plan(espace)
    tenue = ImportationPlan.objects.select_for_update().get(pk=importation.pk)
    if tenue.faite_le:
        raise VersionDepassee
    vue = foresee(espace, unpack(tenue), correspondance)
    if vue.empreinte != empreinte:
        raise VersionDepassee
    fiches = _Fiches.read(espace, auteur)
    fiches.open(vue)
    decidees = [decide(p, choix.get(rang)) for rang, p in enumerate(vue.previsions)]
    ecrites = _write(fiches, decidees)
    bilan = _count(decidees)
    tenue.bilan = asdict(bilan)
    tenue.annulation |= {
        "avant": ecrites.avant,
        "crees": [action.pk for action in ecrites.creees],
        "rangees": [[r._meta.model_name, r.pk] for r in fiches.neufs],  # noqa: SLF001 - Django's own name
        "empreintes": print_actions(espace, ecrites.touchees),
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


def _write(fiches: _Fiches, decidees: Sequence[Prevision | None]) -> _Ecrites:
    ecrites = _Ecrites()
    rangs = [r for r, p in enumerate(decidees) if p and p.sort is SortAction.CREEE]
    ecrites.creees = _create(fiches, [p for r in rangs if (p := decidees[r])])
    par_nom = {name_neuve(rang): a.pk for rang, a in zip(rangs, ecrites.creees, strict=True)}
    presentes = {action.code: action for action in list_completes(fiches.espace)}
    par_nom |= {code: action.pk for code, action in presentes.items()}
    for prevision in decidees:
        if prevision and prevision.sort is SortAction.MODIFIEE:
            action = presentes[prevision.code]
            ecrites.avant[str(action.pk)] = note_avant(action, prevision.ecarts)
            ecrites.touchees.add(action.pk)
            _change(fiches, action, prevision)
    _link(decidees, dict(zip(rangs, ecrites.creees, strict=True)), presentes, par_nom)
    ecrites.touchees |= {action.pk for action in ecrites.creees}
    return ecrites


def _create(fiches: _Fiches, previsions: Sequence[Prevision]) -> list[Action]:
    if not previsions:
        return []
    espace, jour = fiches.espace, timezone.localdate()
    codes = give_codes(espace, NatureCode.ACTION, len(previsions))
    place = find_rang(espace, NatureCode.ACTION)
    actions = [
        Action(
            espace=espace,
            code=code,
            rang=place + rang,
            etat_depuis=jour,
            origine=OrigineAction.IMPORT.value,
            cle_import=_name_cle(prevision.apres),
            modifie_par=fiches.auteur,
            **fiches.describe(prevision.apres),
        )
        for rang, (code, prevision) in enumerate(zip(codes, previsions, strict=True))
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


def _name_cle(contenu: ContenuAction) -> str:
    """Return what the file calls an action: its number, the code of another plan, or its title."""
    return contenu.cle_import or contenu.code or contenu.titre


def _change(fiches: _Fiches, action: Action, prevision: Prevision) -> None:
    changent = {ecart.nom for ecart in prevision.ecarts}
    apres = prevision.apres
    champs = fiches.describe(apres)
    if "pilote" not in changent:
        del champs["pilote_membre"], champs["pilote_nom"]
    if not changent & {"axe", "objectif"}:
        del champs["axe"], champs["objectif"]
    save_action(action, champs, fiches.auteur)
    if "etapes" in changent:
        connues = list(action.etapes.all())
        save_etapes(action, [
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
    if not adresse.startswith(("https://", "http://")) or len(adresse) > ADRESSE_MAX:
        libelle, adresse = texte, ""
    return Preuve(
        action=action,
        libelle=(libelle or adresse)[:TITRE_MAX],
        note=texte[:TEXTE_MAX] if len(libelle) > TITRE_MAX else "",
        adresse=adresse,
        ajoutee_par=fiches.auteur,
    )


def _link_politiques(fiches: _Fiches, action: Action, contenu: ContenuAction) -> None:
    if contenu.politiques:
        action.politiques.add(*(fiches.politiques[nom] for nom in contenu.politiques))


def _link(
    decidees: Sequence[Prevision | None],
    creees: Mapping[int, Action],
    presentes: Mapping[str, Action],
    par_nom: Mapping[str, int],
) -> None:
    """Say which actions wait for others, once all of them are there."""
    for rang, prevision in enumerate(decidees):
        attend = prevision.ligne.action.attend if prevision else ()
        if prevision and attend and prevision.sort is not SortAction.INCHANGEE:
            action = creees.get(rang) or presentes[prevision.code]
            action.attend.add(*(par_nom[n] for n in attend if n in par_nom))


def _count(decidees: Sequence[Prevision | None]) -> Bilan:
    sorts = [p.sort for p in decidees if p]
    return Bilan(
        sorts.count(SortAction.CREEE),
        sorts.count(SortAction.MODIFIEE),
        sorts.count(SortAction.INCHANGEE),
        decidees.count(None),
    )


def _keep_seuls[T](paires: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Return what each name names, but names that several bear."""
    vus: dict[str, list[T]] = {}
    for nom, valeur in paires:
        vus.setdefault(fold_mots(nom), []).append(valeur)
    return {nom: valeurs[0] for nom, valeurs in vus.items() if nom and len(valeurs) == 1}
