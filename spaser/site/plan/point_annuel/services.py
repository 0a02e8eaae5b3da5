"""The yearly review of a space: what it follows, its plan, who answered; its states."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from spaser.documents.francais import typographie
from spaser.regles import point_annuel, publication
from spaser.regles.indicateurs import ReferenceChiffre
from spaser.regles.nomenclatures import annee_montree
from spaser.regles.plan import EtatAction
from spaser.regles.trajectoires import explain_cumul
from spaser.site.chiffres.situation import LigneSituation
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.editions import ask_fichiers
from spaser.site.espace.models import NatureEdition
from spaser.site.espace.navigation import read_eteints
from spaser.site.espace.perimetre import tell_etendue
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.plan_lu import ActionLue
from spaser.site.plan.cibles import lignes
from spaser.site.plan.cibles.collecte import CollecteLue, EtatFicheCollecte, read_collecte
from spaser.site.plan.cibles.services import SuiviAnnuel, read_suivis
from spaser.site.plan.models import cibles
from spaser.site.plan.models.actions import Action
from spaser.site.socle.journal import record
from spaser.site.socle.models import Evenement
from spaser.site.socle.versions import VersionDepassee, save_version

# --- The actions of a plan as they stood on the last day of a year ---


_PASSAGE: Final = "action.etat"


def list_actions_annee(
    espace: Espace, annee: int, jour: date
) -> Iterator[point_annuel.ActionPoint]:
    """Yield the actions as they stood when the year ended, or on `jour` while it lasts.

    One that changed later is as the journal knows it, else not over yet; what was over before the
    year is not told again.
    """
    fin = min(jour, date(annee, 12, 31))
    dedans = Q(sortie=None) | Q(etat_depuis__year__gte=annee)
    lues = Action.objects.presentes().filter(dedans, espace=espace).prefetch_related("etapes")
    actions = [action for action in lues if not _ended_before(action, annee)]
    changees = [action for action in actions if _changed_after(action, fin)]
    connus = _read_etats(changees, fin)
    for action in changees:
        _take_back(action, connus.get(action.pk, _guess_etat(action, fin)))
    for action in actions:
        _take_back_etapes(action, fin)
        yield _read_action(ActionLue(action, fin))


def _ended_before(action: Action, annee: int) -> bool:
    depuis = action.etat_depuis
    return EtatAction(action.etat).est_finie and depuis is not None and depuis.year < annee


def _changed_after(action: Action, fin: date) -> bool:
    return action.etat_depuis is not None and action.etat_depuis > fin


def _guess_etat(action: Action, fin: date) -> EtatAction:
    """Return where it may have stood, when the journal says nothing: not over, nor begun early."""
    etat = EtatAction(action.etat)
    if action.commence is not None and action.commence.debut > fin:
        return EtatAction.A_LANCER
    return EtatAction.EN_COURS if etat.est_finie else etat


def _read_etats(actions: Sequence[Action], fin: date) -> dict[int, EtatAction]:
    """Return the states that the journal tells on a day: what the first change since came from."""
    etats: dict[int, EtatAction] = {}
    if not actions:
        return etats
    inscrits = Evenement.objects.filter(
        geste=_PASSAGE,
        objet_type=Action._meta.label_lower,  # noqa: SLF001 - Django's own name for it
        objet_id__in=[str(action.pk) for action in actions],
    )
    for inscrit in inscrits.order_by("quand", "pk"):
        passage = inscrit.details.get("change", {}).get("etat")
        if passage and timezone.localdate(inscrit.quand) > fin:
            etats.setdefault(int(inscrit.objet_id), EtatAction(passage[0]))
    return etats


def _take_back(action: Action, etat: EtatAction) -> None:
    """Set an action, which is not saved, in the state where it stood."""
    action.etat, action.etat_depuis, action.motif, action.saisi = etat.value, None, "", None


def _take_back_etapes(action: Action, fin: date) -> None:
    """Undo, without saving, the steps that were done later."""
    for etape in action.etapes.all():
        if etape.faite_le and etape.faite_le > fin:
            etape.faite_le = None


def _read_action(lue: ActionLue) -> point_annuel.ActionPoint:
    action = lue.action
    return point_annuel.ActionPoint(
        code=action.code,
        titre=typographie(action.titre),
        etat=lue.etat,
        depuis=action.etat_depuis,
        motif=typographie(action.motif),
        retard=typographie(lue.retard.raison) if lue.retard else "",
        avancement=lue.avance,
        echeance=lue.fin.libelle if lue.fin else "",
        obstacles="" if lue.etat.est_finie else typographie(" ".join(action.obstacles.split())),
    )


# --- A year of a space as plain values: what it follows, its plan, who answered ---


_DE_LA_MESURE: Final[Mapping[str, publication.Expression]] = {
    "nombre": publication.Expression.NOMBRE,
    "montant": publication.Expression.VALEUR,
}
# What a result says as the value of its year does.
_TELS_QUELS: Final = (
    "valeur", "bas", "haut", "numerateur", "denominateur", "n", "inconnus", "origine", "reference",
    "reserve",
)  # fmt: skip


def read_indicateur(ligne: lignes.LigneSuivi, annee: int) -> publication.IndicateurAnnee:
    visee, de_la_grille = ligne.vise.visee, ligne.vise.suivi.ligne
    base, origine = lignes.name_visee(visee)
    return publication.IndicateurAnnee(
        cle=ligne.vise.cle,
        code=ligne.code,
        nom=typographie(ligne.nom),
        legal=ligne.est_legal,
        unite=ligne.unite,
        cible=visee.cible_valeur,
        cible_annee=visee.cible_annee if ligne.est_visee else None,
        precision=de_la_grille.objectif if de_la_grille else "",
        cible_base=base,
        cible_origine=origine,
        doute=explain_cumul(de_la_grille.objectif, ligne.code) if de_la_grille else "",
        resultat=_read_resultat(ligne, annee),
    )


def _read_resultat(ligne: lignes.LigneSuivi, annee: int) -> publication.ResultatAnnee:
    valeur, assise = ligne.valeur, ligne.assise
    if valeur is None:
        return publication.ResultatAnnee(
            annee=annee,
            absence=ligne.absence or "Rien n’est connu.",
            couverture=assise.couverture,
        )
    return replace(
        _read_valeur(valeur, annee),
        couverture=assise.couverture,
        considerations=assise.considerations,
        corriges=assise.corriges,
        marches=assise.marches,
        publie=_read_valeur(ligne.publie, annee) if ligne.publie else None,
    )


def _read_valeur(valeur: cibles.Valeur, annee: int) -> publication.ResultatAnnee:
    return publication.ResultatAnnee(
        annee=annee,
        expression=_find_expression(valeur),
        source=valeur.source or valeur.provenance,
        **{nom: getattr(valeur, nom) for nom in _TELS_QUELS},
    )


def _find_expression(valeur: cibles.Valeur) -> publication.Expression:
    if not valeur.reference:
        return publication.Expression.AUTRE
    mesure = ReferenceChiffre.parse(valeur.reference).mesure
    return _DE_LA_MESURE.get(mesure, publication.Expression.AUTRE)


@dataclass(frozen=True)
class AnneeAvant:
    """The year before: as its review froze it, once it is closed, and as it is known today."""

    suivi: SuiviAnnuel
    clos: point_annuel.ContenuPoint | None = None
    clos_le: date | None = None
    corrections: tuple[point_annuel.ErratumAnnuel, ...] = ()

    def find(self, ligne: lignes.LigneSuivi) -> tuple[publication.ResultatAnnee | None, str]:
        """Return what holds of a line, and its unit: what was frozen or corrected, else as known.

        Of several figures of the site, the one that was counted as the year's own comes first;
        one that proves too little is not known, and says why.
        """
        gelee = self.clos.find(ligne.vise.cle) if self.clos else None
        if gelee and any(c.cle == ligne.vise.cle for c in self.corrections):
            return point_annuel.hold_resultat(gelee, self.corrections), gelee.indicateur.unite
        if gelee and gelee.resultat.valeur is not None:
            return gelee.resultat, gelee.indicateur.unite
        connue, annee = self.suivi.find(ligne.vise.cle), self.suivi.annee
        if connue is None:
            return None, ""
        valeur = connue.valeur
        if connue.est_calculee:
            valeur = self._find_pareille(ligne) or valeur
        if valeur and valeur.est_calculee and valeur.reserve:
            return publication.ResultatAnnee(annee=annee, absence=valeur.reserve), ligne.unite
        assise = lignes.find_assise(self.suivi.situation, self._find_lue(ligne), valeur, annee)
        return _read_resultat(replace(connue, valeur=valeur, assise=assise), annee), ligne.unite

    def _find_lue(self, ligne: lignes.LigneSuivi) -> LigneSituation | None:
        mesures = ligne.vise.suivi.mesures
        return self.suivi.situation.find(mesures[0]) if mesures else None

    def _find_pareille(self, ligne: lignes.LigneSuivi) -> cibles.Valeur | None:
        valeur, lue = ligne.valeur, self._find_lue(ligne)
        if lue is None or valeur is None:
            return None
        memes = (lignes.read_figure(une) for une in lue.figures if une.origine == valeur.origine)
        return next((une for une in memes if une.unite == valeur.unite), None)


def gather_point(
    espace: Espace,
    suivi: SuiviAnnuel,
    collecte: CollecteLue | None,
    point: cibles.PointAnnuel | None,
    avant: AnneeAvant,
) -> point_annuel.ContenuPoint:
    annee, jour = suivi.annee, timezone.localdate()
    actions = tuple(list_actions_annee(espace, annee, jour))
    dits = point.commentaires if point else {}
    return point_annuel.ContenuPoint(
        siren=espace.siren,
        acheteur=espace.nom,
        annee=annee,
        jour=jour,
        lignes=tuple(
            _read_ligne(ligne, annee, avant.find(ligne), dits.get(ligne.vise.cle, ""))
            for ligne in suivi.lignes
        ),
        actions=actions,
        collecte=_sum_up(collecte),
        change=point_annuel.tell_changements(avant.clos.actions, actions) if avant.clos else (),
        precedent_le=avant.clos_le,
        bilan=point.bilan.strip() if point else "",
        demandes=split_demandes(point.demandes) if point else (),
        perimetre=tell_etendue(espace),
    )


def read_atteints(espace: Espace, suivi: SuiviAnnuel) -> list[point_annuel.LignePoint]:
    """Return what was aimed at, where it started (as `precedent`) and where it is."""
    if {"grille", "cibles"} & read_eteints(espace):
        return []
    visees = [ligne for ligne in suivi.lignes if ligne.est_visee or ligne.cible_en_mots]
    return [_read_ligne(ligne, suivi.annee, (_read_depart(ligne), ligne.unite)) for ligne in visees]


def _read_depart(ligne: lignes.LigneSuivi) -> publication.ResultatAnnee | None:
    base = ligne.base
    return publication.ResultatAnnee(annee=base.annee, valeur=base.valeur) if base else None


def split_demandes(texte: str) -> tuple[str, ...]:
    lignes = (" ".join(ligne.lstrip(" -–•*\t").split()) for ligne in texte.splitlines())
    return tuple(ligne for ligne in lignes if ligne)


def _read_ligne(
    ligne: lignes.LigneSuivi,
    annee: int,
    avant: tuple[publication.ResultatAnnee | None, str],
    commentaire: str = "",
) -> point_annuel.LignePoint:
    valeur, (precedent, unite) = ligne.valeur, avant
    return point_annuel.LignePoint(
        indicateur=read_indicateur(ligne, annee),
        etat=ligne.etat,
        raison=typographie(ligne.raison),
        attendu=ligne.attendu,
        precedent=precedent,
        precedent_unite=unite,
        nature=valeur.get_nature_display() if valeur else "",
        releve_le=valeur.le if valeur else None,
        methode=typographie(ligne.methode),
        commentaire=commentaire,
    )


def _sum_up(collecte: CollecteLue | None) -> point_annuel.CollecteFaite | None:
    if collecte is None or not collecte.fiches:
        return None
    rendues = sum(fiche.etat is EtatFicheCollecte.REPONDU for fiche in collecte.fiches)
    return point_annuel.CollecteFaite(demandees=len(collecte.fiches), rendues=rendues)


# --- Reads the yearly reviews of a space: closed ones as they were frozen, the others as known
# ---


def list_points(espace: Espace) -> cibles.Points:
    return (
        cibles.PointAnnuel.objects.filter(espace=espace)
        .select_related("espace", "arretee", "clos_par", "modifie_par")
        .prefetch_related(Prefetch("errata", cibles.ErratumPoint.objects.select_related("auteur")))
    )


def find_point(espace: Espace, annee: int) -> cibles.PointAnnuel | None:
    """Return the review of a year; None before anybody wrote in it or closed it."""
    return list_points(espace).filter(annee=annee).first()


@dataclass(frozen=True)
class PointLu:
    """The review of a year; `collecte` is read only while it is open."""

    espace: Espace
    annee: int
    point: cibles.PointAnnuel | None
    contenu: point_annuel.ContenuPoint
    corrections: tuple[point_annuel.ErratumAnnuel, ...]
    collecte: CollecteLue | None
    aujourdhui: date

    @property
    def est_clos(self) -> bool:
        return self.point is not None and self.point.est_clos

    @property
    def clos_le(self) -> date | None:
        jour = self.point.clos_le if self.point else None
        return timezone.localdate(jour) if jour else None

    @property
    def peut_clore(self) -> bool:
        return not self.est_clos and self._fermeture[0] and not self.contenu.est_vide

    @property
    def avis(self) -> str:
        return "" if self.est_clos else self._fermeture[1]

    @property
    def _fermeture(self) -> tuple[bool, str]:
        return point_annuel.tell_fermeture(
            self.annee, self.aujourdhui, annee_montree(self.aujourdhui)
        )

    @property
    def en_attente(self) -> list[str]:
        if self.collecte is None:
            return []
        return [fiche.fiche.referent for fiche in self.collecte.fiches if fiche.manquantes]


def read_point(espace: Espace, annee: int) -> PointLu:
    """Return the review of a year: frozen once it is closed, else as known today."""
    deux = list_points(espace).filter(annee__in=(annee - 1, annee))
    points = {point.annee: point for point in deux}
    point = points.get(annee)
    aujourdhui = timezone.localdate()
    if point is not None and point.est_clos:
        contenu, corrections = point.read_contenu(), read_corrections(point)
        return PointLu(espace, annee, point, contenu, corrections, None, aujourdhui)
    suivi_avant, suivi = read_suivis(espace, (annee - 1, annee))
    collecte = read_collecte(espace, annee, suivi)
    avant = _read_avant(suivi_avant, points.get(annee - 1))
    contenu = gather_point(espace, suivi, collecte, point, avant)
    return PointLu(espace, annee, point, contenu, (), collecte, aujourdhui)


def _read_avant(suivi: SuiviAnnuel, point: cibles.PointAnnuel | None) -> AnneeAvant:
    if point is None or point.clos_le is None:
        return AnneeAvant(suivi)
    jour = timezone.localdate(point.clos_le)
    return AnneeAvant(suivi, point.read_contenu(), jour, read_corrections(point))


def read_corrections(point: cibles.PointAnnuel) -> tuple[point_annuel.ErratumAnnuel, ...]:
    return tuple(
        point_annuel.ErratumAnnuel(
            cle=erratum.cle,
            ancienne=erratum.ancienne,
            nouvelle=erratum.nouvelle,
            motif=erratum.motif,
            jour=timezone.localdate(erratum.note_le),
            par=erratum.auteur.nom_complet if erratum.auteur else "Compte effacé",
            compte=msgspec.convert(erratum.compte, publication.Compte | None),
        )
        for erratum in point.errata.all()
    )


def read_annee_close(espace: Espace, annee: int) -> publication.AnneePubliee | None:
    """Return a closed year as it is published, errata included; None when it is not closed."""
    point = list_points(espace).clos().filter(annee=annee).first()
    if point is None or point.clos_le is None:
        return None
    return point_annuel.make_annee(
        point.read_contenu(), timezone.localdate(point.clos_le), read_corrections(point)
    )


def read_corriges(espace: Espace, annee: int) -> dict[str, publication.IndicateurAnnee]:
    point = list_points(espace).clos().filter(annee=annee).first()
    if point is None:
        return {}
    contenu, corrections = point.read_contenu(), read_corrections(point)
    lignes = filter(None, (contenu.find(une.cle) for une in corrections))
    return {une.indicateur.cle: point_annuel.hold_indicateur(une, corrections) for une in lignes}


def find_a_clore(espace: Espace) -> int | None:
    """Return the year that may be closed now; None when its review is closed already."""
    annee = annee_montree(timezone.localdate())
    clos = cibles.PointAnnuel.objects.clos().filter(espace=espace, annee=annee)
    return None if clos.exists() else annee


def list_annees_points(points: Iterable[cibles.PointAnnuel], aujourdhui: date) -> list[int]:
    montree = annee_montree(aujourdhui)
    return sorted({p.annee for p in points} | {montree, aujourdhui.year - 1}, reverse=True)


# --- Writes the yearly review: its words, the act that closes it, its errata ---


DEJA_CLOS: Final = (
    "Cette année vient d’être close par une autre personne : voici ce qui est arrêté."
)
A_CHANGE: Final = (
    "Une valeur, une action ou un texte a changé pendant votre relecture : relisez ce point, puis "
    "confirmez."
)
RIEN: Final = (
    "Il n’y a rien à clore : aucune valeur n’est connue et le plan n’a pas d’action. Notez d’abord "
    "vos valeurs, dans « Cibles et valeurs »."
)


class FermetureRefusee(Exception):
    """A year that cannot be closed; says why and what to do."""


@transaction.atomic
def save_textes_point(
    espace: Espace,
    annee: int,
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    lue: int | None = None,
) -> cibles.PointAnnuel:
    """Keep the words of a review; VersionDepassee once it is closed, or changed by others."""
    point = _hold(espace, annee, auteur)
    if point.est_clos or (lue is not None and lue != point.version):
        raise VersionDepassee
    save_version(point, point.version, **champs, modifie_par=auteur)
    _record("textes", point, auteur)
    return point


@transaction.atomic
def close(espace: Espace, annee: int, empreinte: str, auteur: Utilisateur) -> cibles.PointAnnuel:
    """Freeze what was read of a year, once; FermetureRefusee when it is no longer what was read."""
    point = _hold(espace, annee, auteur)
    if point.est_clos:
        raise FermetureRefusee(DEJA_CLOS)
    lu = read_point(espace, annee)
    if lu.contenu.est_vide:
        raise FermetureRefusee(RIEN)
    if not lu.peut_clore:
        raise FermetureRefusee(lu.avis)
    if empreinte != print_point(lu.contenu):
        raise FermetureRefusee(A_CHANGE)
    valeurs = cibles.dump_point(lu.contenu)
    point.arretee = espace.editions.create(
        nature=NatureEdition.POINT.value, titre=str(point), contenu=valeurs, arretee_par=auteur
    )
    point.clos_le, point.clos_par, point.modifie_par = timezone.now(), auteur, auteur
    point.version += 1
    point.save()
    ask_fichiers(point.arretee)
    _record("fermeture", point, auteur)
    return point


@transaction.atomic
def add_erratum_point(
    point: cibles.PointAnnuel,
    cle: str,
    nouvelle: Decimal | None,
    motif: str,
    auteur: Utilisateur,
    compte: Mapping[str, Any] | None = None,
) -> cibles.ErratumPoint:
    """Add a dated correction to a closed year; what was frozen stays."""
    cibles.PointAnnuel.objects.select_for_update(of=("self",)).get(pk=point.pk)
    ligne = point.read_contenu().find(cle)
    if ligne is None:
        raise ValueError(cle)
    tenu = cibles.PointAnnuel.objects.prefetch_related("errata__auteur").get(pk=point.pk)
    erratum = cibles.ErratumPoint.objects.create(
        point=point,
        cle=cle,
        ancienne=point_annuel.find_valeur(ligne, read_corrections(tenu)),
        nouvelle=nouvelle,
        compte=compte,
        motif=motif,
        auteur=auteur,
    )
    ask_fichiers(tenu.arretee)
    _record("erratum", point, auteur, motif=motif)
    return erratum


def print_point(contenu: point_annuel.ContenuPoint) -> str:
    """Return a hash of a review, to tell whether it changed since it was read, whatever the day."""
    octets = msgspec.json.encode(replace(contenu, jour=date.min))
    return hashlib.sha256(octets).hexdigest()


def _hold(espace: Espace, annee: int, auteur: Utilisateur) -> cibles.PointAnnuel:
    """Let one person at a time write the reviews of a space."""
    espace.hold()
    point, _ = cibles.PointAnnuel.objects.select_for_update().get_or_create(
        espace=espace, annee=annee, defaults={"modifie_par": auteur}
    )
    return point


def _record(quoi: str, point: cibles.PointAnnuel, auteur: Utilisateur, **details: Any) -> None:
    record(
        f"point_annuel.{quoi}",
        auteur=auteur,
        objet=point,
        espace=point.espace,
        details={"nom": str(point.annee), **details},
    )
