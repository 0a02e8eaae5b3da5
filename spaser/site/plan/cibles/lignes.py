"""An indicator in a year: its value, its target, where it stands, in words."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, cast

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from spaser.documents import publication
from spaser.documents.bilan.tendance import PointTendance, Tendance
from spaser.documents.dessins import Legende
from spaser.documents.dessins_engagements import CibleDessinee
from spaser.documents.dessins_pages import PointPente, draw_figure, draw_pente
from spaser.documents.francais import capitalize, typographie
from spaser.documents.onglets import Euros, Part
from spaser.moteur.valeurs import Variante
from spaser.regles import indicateurs, trajectoires
from spaser.regles.comparaison import Assise
from spaser.regles.reperes import BASES_VISEES, PARTS_DE, ObjectifDeclare, ViseesDesAutres
from spaser.site.chiffres import situation
from spaser.site.chiffres.depenses.resultats import tell_methode
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.plan.grille.services import name_ligne, sort_lignes
from spaser.site.plan.grille.tableau import IndicateurGrille, list_suivis
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import IndicateurSuivi, Valeur

# --- The value of a year as the site computes it today: a row that nobody has kept ---


_CENT: Final = 100


def read_figure(connue: situation.FigureConnue) -> Valeur:
    figure = connue.figure
    unite = find_unite(figure)
    facteur = _CENT if unite == indicateurs.POURCENT else 1
    champs = cast("Mapping[str, float | None]", figure.champs)
    valeur = champs["valeur"]
    if valeur is None:
        raise ValueError(figure.reference)
    lue = Valeur(
        indicateur=IndicateurSuivi(unite=unite),
        annee=figure.reference.annee,
        valeur=_scale(valeur, facteur),
        bas=_maybe(champs["bas"], facteur),
        haut=_maybe(champs["haut"], facteur),
        numerateur=_maybe(champs["numerateur"], 1),
        denominateur=_maybe(champs["denominateur"], 1),
        n=int(champs["n"] or 0),
        inconnus=figure.inconnus,
        nature=indicateurs.NatureValeur.AUTOMATIQUE.value,
        origine=figure.origine.value,
        reference=str(figure.reference),
        reserve="" if connue.conclut else f"{capitalize(figure.raison)}.",
        source=connue.source,
    )
    lue.calculee_le = connue.depuis
    return lue


def find_unite(figure: situation.Figure) -> str:
    match figure.cellules[0] if figure.cellules else None:
        case Part():
            return indicateurs.POURCENT
        case Euros():
            return indicateurs.EUROS
    return ""


def choose_figure(
    suivi: IndicateurSuivi, ligne: situation.LigneSituation | None
) -> situation.FigureConnue | None:
    """Return the figure that is followed: of the origin that was chosen, else the best known."""
    if ligne is None:
        return None
    if not suivi.origine:
        return ligne.retenue
    return next((une for une in ligne.figures if une.origine.value == suivi.origine), None)


def read_annees_calculees(
    situation: situation.Situation, connue: situation.FigureConnue
) -> tuple[Tendance | None, dict[int, trajectoires.PointTrajectoire]]:
    """Return a figure over the years, and its values in its unit, those that let conclude."""
    annees = situation.find_annees(connue.figure)
    if annees is None:
        return None, {}
    facteur = _CENT if find_unite(connue.figure) == indicateurs.POURCENT else 1
    points = {
        point.annee: trajectoires.PointTrajectoire(point.annee, _scale(point.valeur, facteur))
        for point in annees.points
        if point.prouve and point.valeur is not None
    }
    return annees, points


def _scale(nombre: float, facteur: int) -> Decimal:
    return trajectoires.clean_nombre(Decimal(repr(float(nombre))) * facteur)


def _maybe(nombre: float | None, facteur: int) -> Decimal | None:
    return None if nombre is None else _scale(nombre, facteur)


# --- The years of an indicator: those that somebody kept, else those that the site computes ---


def _show(point: PointTendance, facteur: int) -> PointPente:
    bas, haut = (None if n is None else facteur * n for n in (point.bas, point.haut))
    hauteur = facteur * (point.valeur or 0.0)
    return PointPente(point.annee, hauteur, point.texte, point.marque, bas, haut)


# --- What a buyer aims at, in words, for every page that shows a rate ---


_OU: Final = "Vos cibles"


def read_objectifs(espace: Espace) -> dict[str, list[ObjectifDeclare]]:
    """Return what is aimed at, by code of indicator and by line, those of the short list first."""
    lignes = LigneGrille.objects.filter(espace=espace).select_related("visee")
    adresse = reverse("cibles:cibles", args=[espace.siren])
    par_nom: dict[str, list[ObjectifDeclare]] = {}
    for ligne in lignes.order_by("-retenu", "pk"):
        visee = getattr(ligne, "visee", None)
        chiffre = write_visee(visee) if visee else ""
        if enonce := " : ".join(filter(None, (chiffre, ligne.objectif))):
            part = visee.cible_valeur if visee and visee.unite == indicateurs.POURCENT else None
            objectif = ObjectifDeclare(
                enonce=enonce,
                ou=_OU,
                adresse=adresse,
                part=None if part is None else float(part) / 100,
                dit=chiffre,
                base=read_base_visee(visee) if visee else "",
            )
            for nom in filter(None, (ligne.code, name_ligne(ligne))):
                par_nom.setdefault(nom, []).append(objectif)
    return par_nom


def write_visee(visee: IndicateurSuivi) -> str:
    """Say what is aimed at, and for when if a year is given: « 60 % en 2028 »."""
    if visee.cible:
        return publication.write_point(visee.cible, visee.unite)
    valeur = visee.cible_valeur
    return "" if valeur is None else publication.write_valeur(valeur, visee.unite)


# --- What a space follows, and what it aims at for each: the same as « Mes chiffres » ---
# The four lines of the law come first, then the short list of the grid.


@dataclass(frozen=True)
class Vise:
    """An indicator that is followed, and what is aimed at; `visee` has no key before it is kept."""

    suivi: IndicateurGrille
    visee: IndicateurSuivi

    @property
    def cle(self) -> str:
        return self.suivi.cle

    @property
    def nom(self) -> str:
        """Return its name."""
        return self.suivi.nom

    @property
    def unite(self) -> str:
        return self.visee.unite


def list_vises(espace: Espace, lignes: Sequence[LigneGrille] | None = None) -> list[Vise]:
    """Return what is followed, the lines of the law first, each with what is aimed at.

    `lignes` are those of the grid, when they have been read already.
    """
    visees = list(list_visees(espace))
    par_ligne = {visee.ligne_id: visee for visee in visees if visee.ligne_id}
    seules = {visee.code: visee for visee in reversed(visees) if not visee.ligne_id and visee.code}
    return [
        Vise(suivi, _find_visee(espace, suivi, par_ligne, seules))
        for suivi in list_suivis(sort_lignes(espace) if lignes is None else lignes)
    ]


def list_visees(espace: Espace) -> Iterable[IndicateurSuivi]:
    """Return what is aimed at in a space, shown or not."""
    visees = IndicateurSuivi.objects.filter(espace=espace).select_related("membre", "modifie_par")
    for visee in visees:
        visee.espace = espace  # not read again
    return visees


def list_lot(espace: Espace, lot: uuid.UUID) -> list[Valeur]:
    siennes = Valeur.objects.filter(indicateur__espace=espace, lot=lot)
    return list(siennes.select_related("indicateur", "auteur").order_by("pk"))


def list_responsables(espace: Espace) -> list[Utilisateur]:
    """Return who may be named for an indicator: the members of the space; nobody in a trial."""
    if espace.organisation is None:
        return []
    actives = espace.organisation.appartenances.actives().select_related("utilisateur")
    return sorted((a.utilisateur for a in actives), key=lambda qui: qui.nom_complet)


def find_vise(espace: Espace, cle: str) -> Vise | None:
    return next((vise for vise in list_vises(espace) if vise.cle == cle), None)


def start_visee(espace: Espace, suivi: IndicateurGrille) -> IndicateurSuivi:
    """Return what is aimed at before anybody says anything; it is not kept."""
    fiche = suivi.fiche
    visee = IndicateurSuivi(
        espace=espace, ligne=suivi.ligne, code=suivi.code, libelle=suivi.nom, version=0
    )
    if fiche:
        visee.unite = indicateurs.choose_unite(fiche.unite)
        visee.sens = fiche.sens.value
    return visee


def _find_visee(
    espace: Espace,
    suivi: IndicateurGrille,
    par_ligne: Mapping[int, IndicateurSuivi],
    seules: Mapping[str, IndicateurSuivi],
) -> IndicateurSuivi:
    """Return what a line of the grid aims at, else what its code does without a line."""
    sienne = par_ligne.get(suivi.ligne.pk) if suivi.ligne else None
    return sienne or seules.get(suivi.code) or start_visee(espace, suivi)


_ANNEES_MAX: Final = 30
_GESTES: Final = {
    "cible à chiffrer": "Donner un nombre à la cible", "cible à fixer": "Fixer la cible",
    "cible à dater": "Dater la cible", "départ à choisir": "Choisir l’année de départ",
    "valeur à noter": "Noter la valeur",
}  # fmt: skip
_EN_MOTS: Final = "La cible est dite en mots : donnez son nombre et son année pour la suivre."
_COULEURS: Final = {
    indicateurs.EtatCible.ATTEINT: "success",
    indicateurs.EtatCible.EN_BONNE_VOIE: "info",
    indicateurs.EtatCible.EN_RETARD: "warning",
    indicateurs.EtatCible.INDECIS: "",
}


@dataclass(frozen=True, kw_only=True)
class LigneSuivi:
    """An indicator in a year: its value, its target, where it stands, and why.

    `calculee` is what the site computes that year, even where somebody kept another value; `base`
    is `visee.base`, else the one that is proposed. `attendu` and `ecart` are those of the year.
    """

    vise: Vise
    annee: int
    valeur: Valeur | None
    calculee: Valeur | None
    absence: str
    base: trajectoires.PointTrajectoire | None
    base_proposee: bool  # nobody chose it: the first year that lets conclude
    gardees: Mapping[int, Valeur]  # of every year, those that hold
    annees: Tendance | None
    calculees: Mapping[int, trajectoires.PointTrajectoire]
    jugement: trajectoires.Jugement
    assise: Assise  # what its value rests on
    publie: Valeur | None = None  # of published contracts, beside a value of corrected ones
    reserve: str = ""  # why its value is not set against its target

    @property
    def code(self) -> str:
        """Return the code of the library; empty for an indicator of the buyer's own."""
        return self.vise.suivi.code

    @property
    def nom(self) -> str:
        """Return its name."""
        return self.vise.nom

    @property
    def unite(self) -> str:
        return self.vise.unite

    @property
    def est_legal(self) -> bool:
        return self.vise.suivi.est_legal

    @property
    def cible(self) -> trajectoires.PointTrajectoire | None:
        """Return what is aimed at, and for when; None as long as either is missing."""
        return self.vise.visee.cible

    @property
    def est_visee(self) -> bool:
        """Say whether something is aimed at, even for no year."""
        return self.vise.visee.cible_valeur is not None

    @property
    def cible_en_mots(self) -> str:
        """Return the words of a target that was given no number; they can be checked."""
        return "" if self.est_visee or not trajectoires.is_cible(self._mots) else self._mots

    @property
    def _mots(self) -> str:
        ligne = self.vise.suivi.ligne
        return ligne.objectif if ligne else ""

    @property
    def attendu(self) -> Decimal | None:
        return self.jugement.attendu

    @property
    def ecart(self) -> Decimal | None:
        """Return the value less what was expected that year."""
        return self.jugement.ecart

    @property
    def etat(self) -> indicateurs.EtatCible:
        return self.jugement.etat

    @property
    def libelle_etat(self) -> str:
        return self.etat.libelle if self.est_visee or self.cible_en_mots else indicateurs.SANS_CIBLE

    @property
    def raison(self) -> str:
        return _EN_MOTS if self.cible_en_mots else self.jugement.raison

    @property
    def famille(self) -> str:
        return ", ".join(filter(None, (self.vise.suivi.famille, self.code)))

    @property
    def est_calculee(self) -> bool:
        return self.valeur is not None and self.valeur.est_calculee

    @property
    def calcul_a_cote(self) -> str:
        """Say what the site computes, when it is not the value that holds."""
        if self.calculee is None or self.valeur is None or self.est_calculee:
            return ""
        if self.valeur.is_same(self.calculee):
            return ""
        return f"Le site calcule aujourd’hui {self.calculee.texte}."

    @property
    def preuve(self) -> str:
        """Return the address of what is behind its value; empty for one that was typed."""
        return self._link(self.valeur.reference if self.valeur else "")

    @property
    def preuve_de_base(self) -> str:
        """Return the address of what is behind a base that was taken from the site."""
        return self._link(self.vise.visee.base_reference)

    def _link(self, reference: str) -> str:
        if not reference:
            return ""
        lue = indicateurs.ReferenceChiffre.parse(reference)
        return situation.link_preuve(self.vise.visee.espace, lue)

    def find_calculee(self, annee: int | None) -> Valeur | None:
        point = self.calculees.get(annee) if annee else None
        if point is None or self.calculee is None:
            return None
        reference = replace(
            indicateurs.ReferenceChiffre.parse(self.calculee.reference), annee=point.annee
        )
        return Valeur(
            indicateur=self.vise.visee,
            annee=point.annee,
            valeur=point.valeur,
            nature=indicateurs.NatureValeur.AUTOMATIQUE.value,
            origine=self.calculee.origine,
            reference=str(reference),
        )

    @property
    def texte_attendu(self) -> str:
        return "" if self.attendu is None else publication.write_valeur(self.attendu, self.unite)

    @property
    def texte_ecart(self) -> str:
        return "" if self.ecart is None else publication.write_ecart(self.ecart, self.unite)

    @property
    def resume(self) -> str:
        dite = f"{self.valeur.texte} en {self.annee}" if self.valeur else ""
        morceaux = (
            dite or f"Valeur de {self.annee} non connue",
            self.texte_cible and f"cible {self.texte_cible}",
        )
        return f"{', '.join(filter(None, morceaux))}."

    @property
    def explication(self) -> str:
        if not self.texte_ecart:
            return self.raison
        return (
            f"{self.raison} Attendu en {self.annee} : {self.texte_attendu} ; écart à la valeur "
            f"attendue : {self.texte_ecart}."
        )

    @property
    def methode(self) -> str:
        """Say how the value shown is counted: paid spend has a method of its own."""
        if (
            self.valeur
            and self.valeur.reference
            and self.valeur.origine == indicateurs.Origine.PAYES
        ):
            return tell_methode(indicateurs.ReferenceChiffre.parse(self.valeur.reference).code)
        return self.vise.visee.explication

    @property
    def avancement(self) -> str:
        """Say where it stands, with what was expected; nothing without a target or a conclusion."""
        if self.cible is None or self.etat is indicateurs.EtatCible.INDECIS:
            return ""
        attendu = f" (attendu : {self.texte_attendu})" if self.texte_attendu else ""
        return f"{self.etat.libelle} en {self.annee}{attendu}."

    @property
    def notee(self) -> str:
        """Say the value that somebody kept, on what; nothing where it is what the site computes."""
        une = self.valeur
        if une is None or self.est_calculee or (self.calculee and une.is_same(self.calculee)):
            return ""
        return f"{une.texte} en {une.annee} ({une.precision.rstrip('.')})"

    @property
    def couleur(self) -> str:
        return _COULEURS[self.etat]

    @property
    def manque(self) -> str:
        """Name what is missing before anybody can say where it stands; nothing when all is there.

        It is a target, its number or its year, then a start, then a value: a key of `_GESTES`.
        """
        if not self.est_visee:
            return "cible à chiffrer" if self.cible_en_mots else "cible à fixer"
        if self.cible is None:
            return "cible à dater"
        if self.base is None and self.etat is indicateurs.EtatCible.INDECIS:
            return "départ à choisir"
        return "" if self.valeur else "valeur à noter"

    @property
    def geste(self) -> str:
        return _GESTES.get(self.manque, "")

    @property
    def part_de(self) -> str:
        """Say what its value is a share of: « des marchés », « des euros payés »; else nothing."""
        return PARTS_DE.get(self.base_comptee, "") if indicateurs.is_taux(self.unite) else ""

    @property
    def fourchette(self) -> str:
        """Say its bounds and how many do not answer, in a line."""
        une = self.valeur
        bornes = publication.tell_bornes_courtes(une, self.unite) if une else ""
        return ", ".join(filter(None, (bornes, une.sans_reponse if une else "")))

    @property
    def dessin(self) -> SafeString:
        """Draw its way: its start, the values of the years with their bounds, its target."""
        base, visee, dites = self.base, self.cible, {p.annee: p.dit for p in self.montrees}
        connus = [
            replace(p, dit="") for p in self.montrees if base is None or p.annee != base.annee
        ]
        if not (connus or base or visee):
            return mark_safe("")
        depart, vise = (
            PointPente(p.annee, float(p.valeur), publication.write_valeur(p.valeur, self.unite))
            if p
            else None
            for p in (base, visee)
        )
        if depart:
            depart = replace(depart, dit=dites.get(depart.annee, depart.dit))
        if depart is None and len(connus) == 1 and self.unite == indicateurs.POURCENT:
            return self._draw_seule(connus[0], vise)  # one point makes no way
        annees = [p.annee for p in (depart, *connus, vise) if p]
        fin = max(annees) if vise else max(annees) + 2
        legende = Legende(
            f"pente-{self.vise.cle}", typographie(self.nom), f"{self.resume} {self.annees_dites}"
        )
        return mark_safe(  # noqa: S308 - it escapes every text
            draw_pente(legende, depart, connus, vise, (min(annees), fin), self.manque)
        )

    def _draw_seule(self, une: PointPente, vise: PointPente | None) -> SafeString:
        cible = CibleDessinee(
            nom=typographie(self.nom), maximum=100,
            valeur=une.valeur, bas=une.bas, haut=une.haut, cible=vise.valeur if vise else None,
            valeur_dite=self.annees_dites, cible_dite=f"Cible\u00a0: {vise.dit}" if vise else "",
        )  # fmt: skip
        return mark_safe(draw_figure(f"pente-{self.vise.cle}", cible))  # noqa: S308 - it escapes every text

    @property
    def annees_dites(self) -> str:
        """Say the value of each year that has one."""
        dites = [
            f"{p.annee} : {p.dit}{f' ({p.marque})' if p.marque else ''}" for p in self.montrees
        ]
        return typographie(f"{' ; '.join(dites)}." if dites else "")

    @property
    def base_comptee(self) -> str:
        """Return what its target is a share of, as a key of `BASES_VISEES`; empty, not known."""
        return read_base_visee(self.vise.visee, self.assise)

    @property
    def montrees(self) -> tuple[PointPente, ...]:
        """Return every year that has a value: the one that is kept, else the computed one."""
        calculees = self.annees.points if self.annees else ()
        facteur = _CENT if self.unite == indicateurs.POURCENT else 1
        points = {p.annee: _show(p, facteur) for p in calculees if not p.manque}
        for annee, gardee in self.gardees.items():
            marque = "trop peu de données" if gardee.reserve else ""
            bas, haut = _number(gardee.bas), _number(gardee.haut)
            points[annee] = PointPente(annee, float(gardee.valeur), gardee.texte, marque, bas, haut)
        return tuple(points[annee] for annee in sorted(points))

    @property
    def chemin(self) -> list[tuple[int, str, str]]:
        connus = {point.annee: point.dit for point in self.montrees}
        points = self.trajectoire.points
        if self.cible is None or len(points) < len(("départ", "cible")):
            return []
        annees = range(points[0].annee, min(points[-1].annee, points[0].annee + _ANNEES_MAX) + 1)
        attendus = ((annee, self.trajectoire.expect(annee)) for annee in annees)
        return [
            (annee, publication.write_valeur(attendu, self.unite), connus.get(annee, ""))
            for annee, attendu in attendus
            if attendu is not None
        ]

    @property
    def texte_cible(self) -> str:
        return write_visee(self.vise.visee)

    @property
    def doute(self) -> str:
        """Say what is wrong in the words of a target; nothing when it can be checked."""
        mots = self._mots
        if not mots:
            return ""
        vague = (
            f"« {mots} » : {trajectoires.VAGUE}."
            if not (self.est_visee or trajectoires.is_cible(mots))
            else ""
        )
        return trajectoires.explain_cumul(mots, self.code) or vague

    @property
    def texte_base(self) -> str:
        return publication.write_point(self.base, self.unite) if self.base else ""

    @property
    def trajectoire(self) -> trajectoires.Trajectoire:
        return self.vise.visee.read_trajectoire(self.base)


def tell_visees(autres: ViseesDesAutres, unite: str) -> str:
    """Say what others aim at: « 7 acheteurs visent de 20 à 60 %, médiane 40 % »."""
    bas, haut, milieu = (
        publication.write_valeur(nombre, unite)
        for nombre in (autres.bas, autres.haut, autres.mediane)
    )
    debut = bas.removesuffix("%").rstrip() if indicateurs.is_taux(unite) else bas
    dits = (
        f"{autres.n} acheteurs visent {haut if bas == haut else f'de {debut} à {haut}'}",
        f"médiane {milieu}",
        BASES_VISEES.get(autres.base, ""),
        f"pour {' à '.join(map(str, autres.annees))}" if autres.annees else "",
    )
    return f"{', '.join(filter(None, dits))} (registre, n\u00a0=\u00a0{autres.n})."


def _number(nombre: Decimal | None) -> float | None:
    return None if nombre is None else float(nombre)


# --- What the value of a year rests on, and what its target was counted on ---


_BASES: Final = frozenset({"nombre", "montant"})


def find_assise(
    situation: situation.Situation,
    lue: situation.LigneSituation | None,
    valeur: Valeur | None,
    annee: int,
) -> Assise:
    """Return what a value rests on; without one, how far the files cover the year of a figure."""
    if valeur is None:
        vue = (situation.corrige or situation.publie).vue if lue else None
        return Assise(annee=annee, couverture=vue.find_couverture(annee) if vue else None)
    if not valeur.reference:
        return Assise(annee=annee, origine=valeur.comptee)
    for connue in lue.lues if lue else ():
        if str(connue.figure.reference) == valeur.reference:
            return situation.find_assise(connue.figure) or _name(valeur.reference)
    return _name(valeur.reference)


def _name(reference: str) -> Assise:
    """Return what the reference of a figure says by itself, when its data are gone."""
    lue = indicateurs.ReferenceChiffre.parse(reference)
    return Assise(annee=lue.annee, base=lue.mesure, origine=lue.origine)


def find_publie(lue: situation.LigneSituation | None, valeur: Valeur | None) -> Valeur | None:
    """Return what published contracts give, beside a value of corrected ones; None elsewhere."""
    if lue is None or valeur is None or valeur.origine != indicateurs.Origine.CORRIGES:
        return None
    return next(
        (read_figure(f) for f in lue.figures if f.origine is indicateurs.Origine.PUBLIES), None
    )


def name_visee(visee: IndicateurSuivi) -> tuple[Variante | None, str]:
    """Return the base and the origin that a target was counted on; nothing where nobody said."""
    if visee.base_reference:
        lue = indicateurs.ReferenceChiffre.parse(visee.base_reference)
        return (lue.mesure if lue.mesure in _BASES else None), lue.origine.value
    return None, visee.base_origine or visee.origine


def read_base_visee(visee: IndicateurSuivi, assise: Assise | None = None) -> str:
    """Return what a target is a share of, as a key of `BASES_VISEES`; empty, not known.

    Where nobody said, it is what the value rests on, when it is given.
    """
    dite, origine = name_visee(visee)
    base = dite or (assise.base if assise else None) or ""
    payee = (origine or (assise.origine if assise else None)) == indicateurs.Origine.PAYES
    return ("paye" if payee and base == "montant" else base) if base in _BASES else ""


def place_visee(visee: IndicateurSuivi, situation: situation.Situation, valeur: Assise) -> Assise:
    """Return what the base of a target rests on, as far as it is known; else what a value does."""
    base, origine = name_visee(visee)
    placee = replace(
        valeur,
        base=base or valeur.base,
        origine=indicateurs.Origine(origine) if origine else valeur.origine,
    )
    if visee.base_annee is None or not visee.base_reference:
        return placee
    couverture = situation.find_couverture(visee.base_annee, placee.origine)
    return replace(placee, annee=visee.base_annee, couverture=couverture)
