"""Whose scheme is composed, and what it prints by itself of actions, clauses and method."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from spaser.documents.document import Bloc
from spaser.documents.francais import format_date, pluriel
from spaser.documents.schema import engagements
from spaser.documents.schema.cadre import Voix, is_adressee
from spaser.moteur.indicateurs.croisement import ParFamille
from spaser.regles.approches import load_approches
from spaser.regles.droits import EtatProposition, NatureProposition
from spaser.regles.nomenclatures import Approche
from spaser.regles.obligations import AcheteurConnu, Application, apply_all
from spaser.site.chiffres.depenses.services import Depenses
from spaser.site.chiffres.indicateurs import read_par_famille
from spaser.site.chiffres.situation import Situation, read_publiee, read_situation
from spaser.site.diagnostic.acteurs.services import list_echanges
from spaser.site.diagnostic.approche import find_choix
from spaser.site.diagnostic.campagnes.services import list_figees
from spaser.site.diagnostic.models import Campagne, ChoixApproche
from spaser.site.editorial.obligations import read_obligations
from spaser.site.espace import perimetre
from spaser.site.espace.bilans import entrepot
from spaser.site.espace.models import ObligationGardee, Proposition
from spaser.site.espace.navigation import read_eteints
from spaser.site.organisations.identite import Identite, describe_espace
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Objectifs, gather_objectifs
from spaser.site.plan.actions import plan_lu
from spaser.site.plan.cibles.lignes import LigneSuivi
from spaser.site.plan.cibles.services import read_suivi
from spaser.site.plan.grille.services import sort_lignes
from spaser.site.plan.grille.tableau import list_mesures, list_suivis
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.schema.models import Jalon

# --- Whose scheme is composed: a space, or a SIREN of which only published figures are known ---


@dataclass(frozen=True)
class SujetSchema:
    """A buyer, its situation on a day; without a space, nothing but published figures.

    What several headings read is read once.
    """

    identite: Identite
    situation: Situation
    jour: date
    espace: Espace | None = None

    @property
    def siren(self) -> str:
        return self.identite.siren

    @property
    def voix(self) -> Voix:
        """Return who speaks: the buyer in its space, somebody about it elsewhere."""
        return Voix() if self.espace else Voix(self.identite.nom)

    def miss(self, texte: str, bouton: str, vue: str, *args: object) -> "Manque":
        """Return what a heading misses, and the page of the space that mends it."""
        return Manque(texte, bouton, reverse(vue, args=[self.siren, *args]))

    @property
    def source_publiee(self) -> str:
        jour = self.situation.publie.date_donnees
        source = "Données essentielles de la commande publique"
        return f"{source}, au {format_date(jour)}" if jour else source

    @cached_property
    def eteints(self) -> frozenset[str]:
        return read_eteints(self.espace) if self.espace else frozenset()

    @property
    def depenses(self) -> Depenses | None:
        """Return the spend of the space; None without a space, or when the tool is off."""
        return self.situation.depenses

    @property
    def gardee(self) -> ObligationGardee | None:
        conclue = self.situation.obligation
        return conclue.gardee if conclue else None

    @cached_property
    def choix(self) -> ChoixApproche | None:
        return find_choix(self.espace) if self.espace else None

    @property
    def approche(self) -> Approche | None:
        return Approche(self.choix.approche) if self.choix else None

    @cached_property
    def applications(self) -> tuple[Application, ...]:
        """Return what each duty of buyers is for this one, as far as its kind and size are sure."""
        return apply_all(read_obligations(self.jour), self._describe(), self.jour)

    def _describe(self) -> AcheteurConnu:
        if self.espace:
            return perimetre.describe_acheteur(self.espace)
        nature = perimetre.find_nature_acheteur(self.siren, self.identite.type)
        return AcheteurConnu(nature=nature, habitants=self.identite.population)

    @cached_property
    def objectifs(self) -> Objectifs:
        return gather_objectifs(self.espace) if self.espace else {}

    @cached_property
    def figees(self) -> tuple[Campagne, ...]:
        return tuple(list_figees(self.espace)) if self.espace else ()

    @cached_property
    def jalons(self) -> tuple[Jalon, ...]:
        """Return the steps of the calendar of the space, in order."""
        return tuple(Jalon.objects.filter(espace=self.espace)) if self.espace else ()

    @cached_property
    def plan(self) -> plan_lu.PlanLu:
        return (
            plan_lu.read_plan_complet(self.espace, self.jour)
            if self.espace
            else plan_lu.PlanLu((), ())
        )

    @cached_property
    def retenues(self) -> tuple[Proposition, ...]:
        if self.espace is None:
            return ()
        gardees = perimetre.list_propositions(self.espace).filter(
            etat=EtatProposition.RETENUE.value
        )
        return tuple(p for p in gardees if not NatureProposition(p.nature).est_ecrite)


@dataclass(frozen=True)
class Manque:
    """What a heading misses, in a sentence; `bouton` and `adresse` mend it in a space."""

    texte: str
    bouton: str = ""
    adresse: str = ""


@dataclass(frozen=True)
class Apercu:
    """What the outline shows of a heading: whether it fills itself, and what it misses."""

    remplie: bool
    manques: tuple[Manque, ...] = ()


@dataclass(frozen=True)
class Remplissage:
    """What a heading holds by itself, and what it misses."""

    blocs: tuple[Bloc, ...] = ()
    manques: tuple[Manque, ...] = ()

    @property
    def apercu(self) -> Apercu:
        return Apercu(bool(self.blocs), self.manques)


def read_sujet(espace: Espace) -> SujetSchema:
    """Return the buyer of a space, with all that the space knows, its figures when asked for."""
    return SujetSchema(
        identite=describe_espace(espace),
        situation=cast("Situation", SimpleLazyObject(lambda: _read_situation(espace))),
        jour=timezone.localdate(),
        espace=espace,
    )


def _read_situation(espace: Espace) -> Situation:
    """Return the four figures of the law, and those that the short list follows."""
    lignes = () if "grille" in read_eteints(espace) else sort_lignes(espace)
    return read_situation(espace, list_mesures(list_suivis(lignes)))


def read_suivies(
    espace: Espace, situation: Situation, lignes: Sequence[LigneGrille]
) -> dict[str, LigneSuivi]:
    """Return where each target stands."""
    suivi = read_suivi(espace, situation=situation, lignes=lignes)
    return {ligne.vise.cle: ligne for ligne in suivi.lignes}


def read_sujet_public(identite: Identite) -> SujetSchema:
    return SujetSchema(identite, read_publiee(identite.siren), timezone.localdate())


# --- What a year says of both considerations by family of purchases, read once for every heading
# ---


SOCIAL: Final = "SOC-01"
ENVIRONNEMENT: Final = "ENV-01"
MONTANT: Final = "VOL-02"


def read_taux_familles(siren: str, annee: int | None) -> Mapping[str, ParFamille]:
    return read_par_famille(entrepot(), siren, annee, (SOCIAL, ENVIRONNEMENT, MONTANT))


# --- The plan of actions in the scheme: its axes, a sheet an action, what is due ---


def write_calendrier(sujet: SujetSchema) -> tuple[Bloc, ...]:
    ouvertes = [lue for lue in sujet.plan.actions if not lue.etat.est_finie]
    return engagements.write_etapes([plan_lu.write_action_lue(lue) for lue in ouvertes], sujet.jour)


def fill_axes(sujet: SujetSchema) -> Remplissage:
    axes = [plan_lu.write_axe_lu(axe) for axe in sujet.plan.axes]
    return Remplissage(engagements.write_axes(axes, "axes"), tuple(_list_manques(sujet)))


def fill_fiches(sujet: SujetSchema) -> Remplissage:
    actions = ((plan_lu.write_action_lue(lue), lue.textes) for lue in sujet.plan.actions)
    return Remplissage(engagements.write_fiches(actions))


def _list_manques(sujet: SujetSchema) -> Iterator[Manque]:
    if sujet.espace is None:
        return
    actions = [lue for lue in sujet.plan.actions if not lue.etat.est_finie]
    if not sujet.plan.actions:
        yield sujet.miss("Le plan n’a pas encore d’action.", "Commencer mon plan", "plan:plan")
    if sans := sum(lue.cle_pilote == plan_lu.SANS_PILOTE for lue in actions):
        texte = f"{pluriel(sans, 'action')} sans pilote."
        manque = sujet.miss(texte, "Nommer les pilotes", "plan:plan")
        yield replace(manque, adresse=f"{manque.adresse}?pilote={plan_lu.SANS_PILOTE}")
    if sans := sum(lue.fin is None for lue in actions):
        texte = f"{pluriel(sans, 'action')} sans échéance."
        yield sujet.miss(texte, "Dater les actions", "plan:plan")


# --- How the scheme was prepared: read from what each tool keeps of who did what, and when ---


def fill_methode(sujet: SujetSchema) -> Remplissage:
    """Return what is known of the preparation; outside a space nothing is."""
    espace = sujet.espace
    if espace is None:
        return Remplissage()
    choix = sujet.choix
    consultes = _list_consultes(espace) if "acteurs" not in sujet.eteints else {}
    blocs = engagements.write_methode(
        sujet.approche.libelle if sujet.approche else "",
        load_approches().find(sujet.approche).resume if sujet.approche else "",
        choix.raison if choix and not is_adressee(choix.raison) else "",
        tuple(_list_participants(sujet, consultes)),
        _list_etapes(sujet, choix, consultes),
    )
    texte = "L’approche n’est pas choisie."
    manque = sujet.miss(texte, "Choisir l’approche", "diagnostic:approche")
    return Remplissage(blocs, () if choix else (manque,))


def _list_consultes(espace: Espace) -> dict[str, list[date]]:
    """Return the days of the contacts with each stakeholder, by its name; nobody is named."""
    consultes: dict[str, list[date]] = {}
    for nom, jour in list_echanges(espace).order_by("jour").values_list("acteur__nom", "jour"):
        consultes.setdefault(nom, []).append(jour)
    return consultes


def _list_participants(sujet: SujetSchema, consultes: dict[str, list[date]]) -> Iterator[str]:
    for campagne in sujet.figees:
        voix = campagne.nb_reponses
        ont = "personne ou groupe a" if voix == 1 else "personnes ou groupes ont"
        if voix:
            yield f"{voix} {ont} répondu à l’autodiagnostic « {campagne.titre} »."
    if consultes:
        noms = sorted(consultes, key=str.casefold)
        ont = "acteur a été consulté" if len(noms) == 1 else "acteurs ont été consultés"
        yield f"{len(noms)} {ont} : {' ; '.join(noms)}."


def _list_etapes(
    sujet: SujetSchema, choix: ChoixApproche | None, consultes: dict[str, list[date]]
) -> Iterator[tuple[date, str]]:
    for campagne in sujet.figees:
        yield campagne.jour, f"autodiagnostic « {campagne.titre} »"
    if gardee := sujet.gardee:
        fait = f"réponse sur l’obligation d’adopter un schéma ({gardee.annee})"
        yield timezone.localdate(gardee.conclue_le), fait
    if choix:
        yield timezone.localdate(choix.choisie_le), "choix de l’approche"
    depenses = sujet.depenses
    if depenses and depenses.annees and depenses.calcul and depenses.calcul.calcule_le:
        jour = timezone.localdate(depenses.calcul.calcule_le)
        annees = ", ".join(map(str, sorted(depenses.annees)))
        yield jour, f"lecture des dépenses payées ({annees})"
    jours = sorted(jour for siens in consultes.values() for jour in siens)
    if jours:
        texte = f"{pluriel(len(jours), 'échange')} avec des acteurs du territoire"
        suite = f", jusqu’au {format_date(jours[-1])}" if jours[-1] != jours[0] else ""
        yield jours[0], f"{texte}{suite}"
