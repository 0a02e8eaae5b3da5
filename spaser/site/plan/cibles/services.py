"""Writes targets and values. A value is never changed: another one replaces it."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from spaser.documents.francais import tell_parts, uncapitalize
from spaser.documents.publication import write_valeur
from spaser.regles import indicateurs, trajectoires
from spaser.regles.comparaison import Assise, explain
from spaser.regles.nomenclatures import annee_montree
from spaser.site.chiffres.situation import (
    FigureConnue,
    LigneSituation,
    Situation,
    read_situation,
    read_situations,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.plan.cibles.lignes import (
    LigneSuivi,
    Vise,
    choose_figure,
    find_assise,
    find_publie,
    find_unite,
    list_vises,
    place_visee,
    read_annees_calculees,
    read_figure,
)
from spaser.site.plan.grille.services import save_ligne, start_legale
from spaser.site.plan.grille.tableau import list_mesures
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import IndicateurSuivi, PointPasse, Valeur
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee, save_version

# --- Reads what a space follows: for each indicator its target, the value of a year, where it
# stands ---
# A value that somebody kept holds before what the site computes.


A_REGLER: Final = "À régler"
_TITRES: Final = {
    indicateurs.EtatCible.EN_RETARD: "En retard",
    indicateurs.EtatCible.INDECIS: "À juger plus tard",
    indicateurs.EtatCible.EN_BONNE_VOIE: "En bonne voie",
    indicateurs.EtatCible.ATTEINT: "En bonne voie",
}


@dataclass(frozen=True)
class SuiviAnnuel:
    annee: int
    situation: Situation
    lignes: tuple[LigneSuivi, ...]
    depuis: int | None = None  # the year of adoption: before it, nothing is judged

    @property
    def annees(self) -> list[int]:
        connues = {point.annee for ligne in self.lignes for point in ligne.montrees}
        return sorted(connues | {self.annee}, reverse=True)

    @property
    def legales(self) -> tuple[LigneSuivi, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.est_legal)

    @property
    def autres(self) -> tuple[LigneSuivi, ...]:
        return tuple(ligne for ligne in self.lignes if not ligne.est_legal)

    @property
    def sans_cible(self) -> list[LigneSuivi]:
        """Return the lines of the law that aim at nothing yet, neither in numbers nor in words."""
        return [une for une in self.legales if not (une.est_visee or une.cible_en_mots)]

    def find(self, cle: str) -> LigneSuivi | None:
        return next((ligne for ligne in self.lignes if ligne.vise.cle == cle), None)

    @property
    def etats(self) -> list[tuple[str, int]]:
        """Return how many lines stand so, those that aim at nothing apart."""
        noms = Counter(ligne.libelle_etat for ligne in self.lignes)
        return [
            (nom, noms[nom])
            for nom in (*(e.libelle for e in indicateurs.EtatCible), indicateurs.SANS_CIBLE)
        ]

    @property
    def groupes(self) -> list[tuple[str, list[LigneSuivi]]]:
        """Return the lines by what is to do, what wants somebody first; empty ones are left."""
        par_titre: dict[str, list[LigneSuivi]] = {t: [] for t in (A_REGLER, *_TITRES.values())}
        for ligne in self.lignes:
            par_titre[A_REGLER if ligne.manque else _TITRES[ligne.etat]].append(ligne)
        par_titre[A_REGLER].sort(  # a target first, then its number, then its year
            key=lambda une: (une.est_visee, bool(une.cible_en_mots), une.cible is not None)
        )
        return [(titre, siennes) for titre, siennes in par_titre.items() if siennes]

    @property
    def titre(self) -> str:
        """Say where targets stand: « Deux cibles en bonne voie, cinq à régler »."""
        dits = [(len(siennes), uncapitalize(titre)) for titre, siennes in self.groupes]
        return tell_parts("cible", reversed(dits))

    def project(self, vise: Vise, **choix: object) -> LigneSuivi:
        """Return a line as these fields would make it; nothing is kept."""
        visee, tenue = copy(vise.visee), self.find(vise.cle)
        for nom, valeur in choix.items():
            setattr(visee, nom, valeur)
        gardees = tenue.gardees if tenue else {}
        return _read(replace(vise, visee=visee), self.situation, self.annee, gardees, self.depuis)


def read_suivis(espace: Espace, annees: Iterable[int | None]) -> list[SuiviAnnuel]:
    """Return what a space follows in several years; what it keeps and its data are read once."""
    vises = list_vises(espace)
    gardees = _group_gardees(vises)
    situations = read_situations(espace, list_mesures(v.suivi for v in vises), annees)
    depuis = espace.annee_adoption
    return [_gather(vises, situation, gardees, depuis) for situation in situations]


def read_suivi(
    espace: Espace,
    annee: int | None = None,
    situation: Situation | None = None,
    lignes: Sequence[LigneGrille] | None = None,
) -> SuiviAnnuel:
    """Return all that a space follows in a year; without a year, the one to show.

    `situation` is that of the year, with all that is followed, and `lignes` those of the grid,
    when they have been read already.
    """
    vises = list_vises(espace, lignes)
    situation = situation or read_situation(espace, list_mesures(v.suivi for v in vises), annee)
    return _gather(vises, situation, _group_gardees(vises), espace.annee_adoption)


def _gather(
    vises: Iterable[Vise],
    situation: Situation,
    gardees: Mapping[str, Mapping[int, Valeur]],
    depuis: int | None,
) -> SuiviAnnuel:
    montree = situation.annee or annee_montree(timezone.localdate())
    lues = tuple(_read(vise, situation, montree, gardees[vise.cle], depuis) for vise in vises)
    return SuiviAnnuel(montree, situation, lues, depuis)


def _group_gardees(vises: Iterable[Vise]) -> dict[str, dict[int, Valeur]]:
    par_pk = {vise.visee.pk: vise for vise in vises if vise.visee.pk}
    groupes: dict[str, dict[int, Valeur]] = defaultdict(dict)
    if par_pk:
        valeurs = Valeur.objects.en_vigueur().filter(indicateur__in=list(par_pk))
        for valeur in valeurs.select_related("auteur"):
            vise = par_pk[valeur.indicateur_id]
            valeur.indicateur = vise.visee  # not read again
            groupes[vise.cle][valeur.annee] = valeur
    return groupes


def _read(
    vise: Vise,
    situation: Situation,
    annee: int,
    gardees: Mapping[int, Valeur],
    depuis: int | None,
) -> LigneSuivi:
    visee = vise.visee
    lue = situation.find(vise.suivi.mesures[0]) if vise.suivi.mesures else None
    connue = choose_figure(visee, lue)
    compatible = connue is not None and _is_compatible(visee, connue)
    calculee = read_figure(connue) if connue and compatible else None
    annees, calculees = (
        read_annees_calculees(situation, connue) if connue and compatible else (None, {})
    )
    valeur = gardees.get(annee) or calculee
    base = visee.base or _propose_base(visee.cible, valeur, gardees, calculees)
    assise = find_assise(situation, lue, valeur, annee)
    reserve = _tell_reserve(vise, situation, assise) if valeur else ""
    return LigneSuivi(
        vise=vise,
        annee=annee,
        valeur=valeur,
        calculee=calculee,
        absence="" if valeur else _tell_absence(vise, lue, connue),
        base=base,
        base_proposee=visee.base is None and base is not None,
        gardees=gardees,
        annees=annees,
        calculees=calculees,
        jugement=_judge(visee, base, valeur.as_jugee(reserve) if valeur else None, annee, depuis),
        reserve=reserve,
        assise=assise,
        publie=find_publie(lue, valeur),
    )


def _judge(
    visee: IndicateurSuivi,
    base: trajectoires.PointTrajectoire | None,
    valeur: trajectoires.ValeurJugee | None,
    annee: int,
    depuis: int | None,
) -> trajectoires.Jugement:
    if visee.cible_valeur is not None and visee.cible is None:
        return trajectoires.Jugement(
            etat=indicateurs.EtatCible.INDECIS, raison="La cible n’a pas d’année."
        )
    return trajectoires.judge(visee.read_trajectoire(base), valeur, annee, depuis)


def _is_compatible(visee: IndicateurSuivi, connue: FigureConnue) -> bool:
    """Say whether the figure of the site is told in the unit of the target."""
    unite = find_unite(connue.figure)
    return (
        visee.unite not in {indicateurs.POURCENT, indicateurs.EUROS}
        if not unite
        else visee.unite == unite
    )


def _propose_base(
    cible: trajectoires.PointTrajectoire | None,
    valeur: Valeur | None,
    gardees: Mapping[int, Valeur],
    calculees: Mapping[int, trajectoires.PointTrajectoire],
) -> trajectoires.PointTrajectoire | None:
    """Return the first year, before the value and the target, that was counted on the same."""
    if valeur is None:
        return None
    limite = min(valeur.annee, cible.annee) if cible else valeur.annee
    memes = [v.point for v in gardees.values() if v.origine == valeur.origine and not v.reserve]
    serie = [*memes, *calculees.values()] if valeur.origine else memes
    return min((p for p in serie if p.annee < limite), default=None)


def _tell_reserve(vise: Vise, situation: Situation, assise: Assise) -> str:
    """Say why a value is not judged: what it counts, its year, or what the target asks."""
    visee, ligne = vise.visee, vise.suivi.ligne
    if visee.cible_valeur is None:
        return ""
    cumul = trajectoires.explain_cumul(ligne.objectif, vise.suivi.code) if ligne else ""
    return cumul or explain(assise, place_visee(visee, situation, assise))


def _tell_absence(vise: Vise, lue: LigneSituation | None, connue: FigureConnue | None) -> str:
    if lue is None:
        return " : ".join(filter(None, ("À relever chez vous", vise.suivi.source)))
    if connue is not None:
        return "Le chiffre calculé n’a pas la même unité que la cible."
    if vise.visee.origine and lue.figures:
        return f"Aucun chiffre compté sur « {indicateurs.Origine(vise.visee.origine).libelle} »."
    return lue.absence or "Une liste manque sur ce site."


@transaction.atomic
def save_visee(
    espace: Espace,
    vise: Vise,
    champs: Mapping[str, Any],
    de_la_ligne: Mapping[str, Any],
    auteur: Utilisateur,
) -> IndicateurSuivi:
    visee = _hold(espace, vise)
    ligne = _save_ligne(espace, vise, de_la_ligne, auteur)
    if visee.pk:
        save_version(visee, visee.version, **champs, ligne=ligne, modifie_par=auteur)
    else:
        visee.ligne = ligne
        for nom, valeur in champs.items():
            setattr(visee, nom, valeur)
        keep_visee(vise, auteur)
    record("cibles.modification", auteur=auteur, objet=visee, espace=espace)
    return visee


@transaction.atomic
def save_cibles(
    espace: Espace, visees: Iterable[tuple[Vise, Mapping[str, Any]]], auteur: Utilisateur
) -> None:
    """Write the targets of a page, all or none; VersionDepassee if one was saved meanwhile."""
    for vise, champs in visees:
        save_visee(espace, vise, champs, {}, auteur)


def name_base(point: trajectoires.PointTrajectoire | None, ligne: LigneSuivi) -> dict[str, Any]:
    une = _find_figure(point, ligne) if point else None
    valeur = une.valeur if une else point.valeur if point else None
    return {
        "base_valeur": valeur,
        "base_annee": point.annee if point else None,
        "base_origine": une.origine if une else "",
        "base_reference": une.reference if une else "",
    }


def _find_figure(point: trajectoires.PointTrajectoire, ligne: LigneSuivi) -> Valeur | None:
    """Return the figure of that year that reads the same: one that was kept, or one of today."""
    connues = (ligne.gardees.get(point.annee), ligne.find_calculee(point.annee))
    dite = write_valeur(point.valeur, ligne.unite)
    return next((une for une in connues if une and une.reference and une.texte == dite), None)


def restart_cibles(espace: Espace, lignes: Iterable[LigneSuivi], auteur: Utilisateur) -> None:
    """Make last values the starts of targets; steps of before go.

    A target keeps its start where no value is known, or where it lets nothing be concluded.
    """
    for ligne in lignes:
        visee, une = ligne.vise.visee, ligne.valeur
        if une and not une.reserve and ligne.est_visee and (visee.base_annee or 0) < une.annee:
            etapes = [etape for etape in visee.etapes if etape[0] > une.annee]
            champs = name_base(une.point, ligne) | {"etapes": etapes}
            save_visee(espace, ligne.vise, champs, {}, auteur)


@transaction.atomic
def add_propre(espace: Espace, champs: Mapping[str, str], auteur: Utilisateur) -> LigneGrille:
    """Follow an indicator of the buyer's own: return its line, on the short list of the grid."""
    ligne = LigneGrille.objects.create(
        espace=espace,
        rubrique=champs["rubrique"],
        indicateur=champs["indicateur"],
        referent=champs["referent"],
        responsable=champs["referent"],
        retenu=True,
        modifie_par=auteur,
    )
    visee = IndicateurSuivi.objects.create(
        espace=espace,
        ligne=ligne,
        libelle=champs["indicateur"],
        unite=champs["unite"],
        definition=champs["definition"],
        modifie_par=auteur,
    )
    record("cibles.ajout", auteur=auteur, objet=visee, espace=espace)
    return ligne


def _hold(espace: Espace, vise: Vise) -> IndicateurSuivi:
    """Return what is aimed at; VersionDepassee if somebody just began it."""
    if vise.visee.pk:
        return vise.visee
    espace.hold()
    actuel = next((v for v in list_vises(espace) if v.cle == vise.cle), None)
    if actuel and actuel.visee.pk:
        raise VersionDepassee
    return vise.visee


def _save_ligne(
    espace: Espace, vise: Vise, champs: Mapping[str, Any], auteur: Utilisateur
) -> LigneGrille:
    """Say who answers for an indicator; a line of the law enters the grid with it."""
    ligne = vise.suivi.ligne
    if ligne is None:
        return start_legale(espace, vise.suivi.code, champs, auteur)
    if any(getattr(ligne, nom) != valeur for nom, valeur in champs.items()):
        save_ligne(espace, ligne, champs, auteur)
    return ligne


def keep_visee(vise: Vise, auteur: Utilisateur) -> IndicateurSuivi:
    """Return what is aimed at, kept: a value needs something to be the value of."""
    visee = vise.visee
    if visee.pk:
        return visee
    tenues = IndicateurSuivi.objects.filter(espace=visee.espace, ligne=visee.ligne)
    tenue = tenues.filter(code=visee.code).first()
    if tenue is None:
        visee.version, visee.modifie_par = 1, auteur
        visee.save()
    return tenue or visee


@transaction.atomic
def note_valeurs(
    espace: Espace,
    notees: Iterable[tuple[Vise, Valeur]],
    auteur: Utilisateur,
    geste: str = "cibles.valeur",
) -> uuid.UUID | None:
    """Keep values as one act; return what undoes it, or None when they were all there already."""
    espace.hold()
    lot = uuid.uuid4()
    faites = [_note(keep_visee(vise, auteur), notee, auteur, lot) for vise, notee in notees]
    nombre = sum(faites)
    if nombre:
        record(geste, auteur=auteur, espace=espace, details={"valeurs": nombre, "lot": str(lot)})
    return lot if nombre else None


@transaction.atomic
def keep_calculees(
    espace: Espace, annee: int | None, auteur: Utilisateur
) -> tuple[uuid.UUID | None, int]:
    """Keep what the site computes of a year, where nobody typed another value: what undoes it.

    It is read once nobody else can write; the second number is how many there were to keep.
    """
    espace.hold()
    notees = [
        (ligne.vise, une)
        for ligne in read_suivi(espace, annee).lignes
        if (une := ligne.calculee)
        and (ligne.valeur is None or ligne.valeur.nature == indicateurs.NatureValeur.AUTOMATIQUE)
    ]
    lot = note_valeurs(espace, notees, auteur, "cibles.releve") if notees else None
    return lot, len(notees)


# What a value that is given says; the rest of its row is told when it is kept.
_GARDES: Final = (
    "annee", "valeur", "bas", "haut", "numerateur", "denominateur", "n", "inconnus", "nature",
    "origine", "reference", "reserve", "source", "preuve", "commentaire", "fournie_par", "fiche_id",
)  # fmt: skip


def _note(visee: IndicateurSuivi, notee: Valeur, auteur: Utilisateur, lot: uuid.UUID) -> bool:
    """Keep a value in place of the one that held; say whether it changes anything."""
    tenue = visee.valeurs.filter(annee=notee.annee)
    actuelle = tenue.filter(remplacee_le__isnull=True, annulee_le__isnull=True).first()
    if actuelle and all(getattr(actuelle, nom) == getattr(notee, nom) for nom in _GARDES):
        return False
    if actuelle:
        actuelle.remplacee_le = timezone.now()
        actuelle.save(update_fields=["remplacee_le"])
    gardes = {nom: getattr(notee, nom) for nom in _GARDES}
    nouvelle = visee.valeurs.create(**gardes, auteur=auteur, lot=lot)
    if actuelle:
        actuelle.remplacee_par = nouvelle
        actuelle.save(update_fields=["remplacee_par"])
    return True


@transaction.atomic
def undo_lot(espace: Espace, lot: uuid.UUID, auteur: Utilisateur) -> tuple[int, int]:
    """Undo an act: what it replaced holds again; return how many, and how many were changed since.

    A value that somebody has replaced since stays replaced: that later act is not undone.
    """
    espace.hold()
    toutes = Valeur.objects.filter(indicateur__espace=espace, lot=lot, annulee_le__isnull=True)
    tenues = list(toutes.filter(remplacee_le__isnull=True))
    changees = toutes.count() - len(tenues)
    maintenant = timezone.now()
    for valeur in tenues:
        valeur.annulee_le = maintenant
        valeur.save(update_fields=["annulee_le"])
        valeur.remplacees.update(remplacee_le=None, remplacee_par=None)
    if tenues:
        details = {"valeurs": len(tenues), "lot": str(lot)}
        record("cibles.annulation", auteur=auteur, espace=espace, details=details)
    return len(tenues), changees


@transaction.atomic
def pass_point(espace: Espace, code: str, raison: str, auteur: Utilisateur) -> None:
    """Leave a point of the checklist aside, for a reason that is kept."""
    point, _ = PointPasse.objects.update_or_create(
        espace=espace, code=code, defaults={"raison": raison, "auteur": auteur}
    )
    record("cibles.passe", auteur=auteur, objet=point, espace=espace)


@transaction.atomic
def resume_point(espace: Espace, code: str, auteur: Utilisateur) -> None:
    """Take a point of the checklist back."""
    if PointPasse.objects.filter(espace=espace, code=code).delete()[0]:
        record("cibles.repris", auteur=auteur, espace=espace, details={"point": code})


@transaction.atomic
def withdraw_valeur(espace: Espace, valeur: Valeur, auteur: Utilisateur) -> bool:
    """Take one value back, which stays in the history; say whether it still held."""
    espace.hold()
    tenue = Valeur.objects.en_vigueur().filter(pk=valeur.pk, indicateur__espace=espace)
    retiree = bool(tenue.update(annulee_le=timezone.now()))
    if retiree:
        record("cibles.retrait", auteur=auteur, objet=valeur.indicateur, espace=espace)
    return retiree
