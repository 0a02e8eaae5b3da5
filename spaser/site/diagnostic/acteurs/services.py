"""Stakeholders of a space: written, read, suggested from its region and its contracts."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from django.db import transaction
from django.db.models import Case as CaseSql
from django.db.models import Count, Model, Q, QuerySet, When
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import enumerate_mots, format_siren, pluriel
from spaser.documents.onglets import Cellule, Onglet
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.inclusifs import Inclusif, list_inclusifs
from spaser.moteur.referentiels.annuaire import regions
from spaser.regles import acteurs
from spaser.regles.acteurs import (
    ETAPE_1,
    ETAPE_2,
    REUNIES,
    ActeurSuggere,
    FormeSollicitation,
    RoleActeur,
    Typologie,
    fold_nom_acteur,
    load_catalogue,
)
from spaser.regles.acteurs_importes import BANDEAU, list_colonnes_acteurs
from spaser.regles.aides import Appui, list_par_acteur
from spaser.regles.champs import ChampDit, GenreDit, index_champs, list_titres_dits
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic import models
from spaser.site.espace.bilans import entrepot
from spaser.site.espace.historique import put_aside
from spaser.site.organisations import outils
from spaser.site.organisations.identite import describe_espace
from spaser.site.organisations.models import Espace
from spaser.site.socle.champs import list_choix_dits, tell_dit
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee, take_version

# --- Writes the stakeholders of a space: each gesture leaves its line in the journal ---


ACTEUR: Final = outils.Sorte("acteur", "Acteur", models.Acteur, Operation.MODIFIER_ACTEURS)
_LOT: Final = 100  # rows a statement: longer ones are slow to prepare


@transaction.atomic
def create_acteur(espace: Espace, valeurs: acteurs.ActeurDit, auteur: Utilisateur) -> models.Acteur:
    """Add a stakeholder; an identifier that is free is kept, so that files find it again."""
    acteur = models.Acteur(espace=espace, modifie_par=auteur)
    acteur.write(valeurs)
    if valeurs.cle and not models.Acteur.objects.filter(espace=espace, cle=valeurs.cle).exists():
        acteur.cle = uuid.UUID(valeurs.cle)
    acteur.save()
    _note("acteur.ajout", acteur, auteur)
    return acteur


def create_acteurs(
    espace: Espace, lignes: Iterable[acteurs.ActeurDit], auteur: Utilisateur
) -> list[models.Acteur]:
    """Add many stakeholders at once; the caller writes their one line of journal."""
    pris = {
        str(c) for c in models.Acteur.objects.filter(espace=espace).values_list("cle", flat=True)
    }
    acteurs = []
    for ligne in lignes:
        acteur = models.Acteur(espace=espace, modifie_par=auteur)
        acteur.write(ligne)
        if ligne.cle and ligne.cle not in pris:
            acteur.cle = uuid.UUID(ligne.cle)
            pris.add(ligne.cle)
        acteurs.append(acteur)
    return models.Acteur.objects.bulk_create(acteurs, batch_size=_LOT)


@transaction.atomic
def update_acteur(
    acteur: models.Acteur, valeurs: acteurs.ActeurDit, version: int, auteur: Utilisateur
) -> None:
    """Replace a line; VersionDepassee when it is no longer the one that was read."""
    take_version(acteur, version)
    if acteur.ecarte_le:
        raise VersionDepassee
    acteur.write(valeurs)
    acteur.modifie_par = auteur
    acteur.save()
    _note("acteur.modification", acteur, auteur)


@transaction.atomic
def accept_suggestion(
    espace: Espace, suggestion: ActeurSuggere, auteur: Utilisateur
) -> models.Acteur:
    """Add a suggested stakeholder, once: it is found again even when renamed since."""
    deja = (
        models.Acteur.objects.presentes().filter(espace=espace, suggestion=suggestion.code).first()
    )
    if deja:
        return deja
    take_back_suggestion(espace, suggestion.code, auteur)
    acteur = create_acteur(espace, suggestion.make_acteur(models.ContenuActeur), auteur)
    acteur.suggestion = suggestion.code
    acteur.save(update_fields=["suggestion"])
    return acteur


@transaction.atomic
def set_aside_suggestion(espace: Espace, code: str, auteur: Utilisateur) -> None:
    """Leave a suggestion out of those that a space reads; once is enough."""
    ecartee, nouvelle = models.SuggestionEcartee.objects.get_or_create(
        espace=espace, code=code, defaults={"auteur": auteur}
    )
    if nouvelle:
        _note_suggestion("ecart", ecartee, espace, auteur)


@transaction.atomic
def take_back_suggestion(espace: Espace, code: str, auteur: Utilisateur) -> None:
    ecartee = models.SuggestionEcartee.objects.filter(espace=espace, code=code).first()
    if ecartee:
        _note_suggestion("reprise", ecartee, espace, auteur)
        ecartee.delete()


@transaction.atomic
def merge_into(
    espace: Espace,
    garde: models.Acteur,
    valeurs: acteurs.ActeurDit,
    autre: models.Acteur,
    auteur: Utilisateur,
) -> None:
    """Make one of two: all that names the other follows, the other goes to the bin.

    Every table that names a stakeholder is moved, of whichever app it is.
    """
    update_acteur(garde, valeurs, garde.version, auteur)
    for lien in models.Acteur._meta.related_objects:  # noqa: SLF001 - Django's own name for it
        lignes = lien.related_model._base_manager  # noqa: SLF001 - same
        for ligne in lignes.filter(**{lien.field.name: autre}):
            _rename(ligne, lien.field.attname, garde.pk)
    put_aside(espace, ACTEUR, autre, auteur)


def _rename(ligne: Model, champ: str, garde: int) -> None:
    """Let a row name the one that stays; a row that says the same of it already is enough."""
    setattr(ligne, champ, garde)
    dit = {f.attname: getattr(ligne, f.attname) for f in ligne._meta.concrete_fields}  # noqa: SLF001 - Django's own name for it
    del dit[ligne._meta.pk.attname]  # noqa: SLF001 - same
    if type(ligne)._base_manager.filter(**dit).exists():  # noqa: SLF001 - same
        ligne.delete()
    else:
        ligne.save(update_fields=[champ])


def _note_suggestion(
    geste: str, ecartee: models.SuggestionEcartee, espace: Espace, auteur: Utilisateur
) -> None:
    record(
        f"suggestion.{geste}",
        auteur=auteur,
        objet=ecartee,
        espace=espace,
        details={"code": ecartee.code},
    )


def _note(geste: str, acteur: models.Acteur, auteur: Utilisateur) -> None:
    record(geste, auteur=auteur, objet=acteur, espace=acteur.espace)


# --- What pages read of the stakeholders of a space ---


TRIS: Final = ("nom", "typologie", "role", "modifie_le")
DITS: Final = index_champs(models.ACTEUR)
A_DEFINIR: Final = "a_definir"
_LIEU: Final = "acteur__espace"  # to build their address


@dataclass(frozen=True)
class FiltreActeurs:
    q: str = ""
    typologie: str = ""
    role: str = ""
    tri: str = ""

    @classmethod
    def read(cls, parametres: QueryDict) -> FiltreActeurs:
        tri = parametres.get("tri", "")
        voulus = {nom: parametres.get(nom, "") for nom in ("typologie", "role")}
        return cls(
            q=parametres.get("q", "").replace("\0", "").strip()[:200],
            tri=tri if tri.removeprefix("-") in TRIS else "",
            **{n: code for n, code in voulus.items() if code in {A_DEFINIR, *DITS[n].mots}},
        )

    @property
    def filtre(self) -> bool:
        return bool(self.q or self.typologie or self.role)


def list_acteurs(espace: Espace, demande: FiltreActeurs | None = None) -> QuerySet[models.Acteur]:
    acteurs = models.Acteur.objects.presentes().filter(espace=espace)
    acteurs = acteurs.select_related("espace")
    return _sort(_filter(acteurs, demande), demande.tri) if demande else acteurs


def list_ecartes(espace: Espace) -> QuerySet[models.Acteur]:
    ecartes = models.Acteur.objects.ecartees().filter(espace=espace)
    return ecartes.select_related("ecarte_par", "espace")


def list_suggestions_ecartees(espace: Espace) -> dict[str, models.SuggestionEcartee]:
    ecartees = models.SuggestionEcartee.objects.filter(espace=espace).select_related("auteur")
    return {ecartee.code: ecartee for ecartee in ecartees}


def list_personnes(espace: Espace) -> QuerySet[models.Personne]:
    return models.Personne.objects.filter(**_of(espace)).select_related(_LIEU)


def list_echanges(espace: Espace) -> QuerySet[models.Echange]:
    return models.Echange.objects.filter(**_of(espace)).select_related(_LIEU, "personne", "auteur")


def list_relances(espace: Espace) -> QuerySet[models.Echange]:
    attendues = list_echanges(espace).filter(relance_faite_le=None, relance_le__isnull=False)
    return attendues.order_by("relance_le", "pk")


def list_relances_dues(espace: Espace, jour: date) -> QuerySet[models.Echange]:
    return list_relances(espace).filter(relance_le__lte=jour)


def _of(espace: Espace) -> dict[str, object]:
    return {"acteur__espace": espace, "acteur__ecarte_le": None}


def _filter(acteurs: QuerySet[models.Acteur], demande: FiltreActeurs) -> QuerySet[models.Acteur]:
    for mot in demande.q.split():
        acteurs = acteurs.filter(
            Q(nom_plie__contains=fold_nom_acteur(mot))
            | Q(description__icontains=mot)
            | Q(contact__icontains=mot)
            | Q(commentaire__icontains=mot)
            | Q(contribution__icontains=mot)
            | Q(nature__icontains=mot)
        )
    voulus = {"typologie": demande.typologie, "role": demande.role}
    return acteurs.filter(
        **{champ: "" if code == A_DEFINIR else code for champ, code in voulus.items() if code}
    )


def _sort(acteurs: QuerySet[models.Acteur], tri: str) -> QuerySet[models.Acteur]:
    if not tri:
        return acteurs
    champ = {"nom": "nom_plie", "role": "rang"}.get(tri.removeprefix("-"), tri.removeprefix("-"))
    rangs = [When(role=role.value, then=role.rang) for role in RoleActeur]
    sens = "-" if tri.startswith("-") else ""
    return acteurs.alias(rang=CaseSql(*rangs, default=0)).order_by(
        f"{sens}{champ}", "nom_plie", "pk"
    )


def list_filtre(nom: str, tous: str) -> list[tuple[str, str]]:
    """Return what a filter of a column offers: all, each choice, those that are not made."""
    return [*list_choix_dits(DITS[nom], tous), (A_DEFINIR, DITS[nom].vide)]


def read_avancement_acteurs(espace: Espace) -> outils.Avancement:
    """Propose to meet the first ones, then to say what they bring, then to come back to them."""
    comptes = list_acteurs(espace).aggregate(
        total=Count("pk"), sans_role=Count("pk", filter=Q(role=""))
    )
    if not comptes["total"]:
        return outils.Avancement(
            outils.Stade.A_COMMENCER,
            outils.Acte(
                "Repérer les acteurs de votre territoire",
                "Votre région a des réseaux, un guichet, des facilitateurs : acceptez ceux qui "
                "comptent.",
                reverse("acteurs:suggestions", args=[espace.siren]),
            ),
        )
    if comptes["sans_role"]:
        adresse = reverse("acteurs:tableau", args=[espace.siren])
        return outils.Avancement(
            outils.Stade.EN_COURS,
            outils.Acte(
                "Dire ce que chaque acteur apporte",
                f"{pluriel(comptes['sans_role'], 'acteur')} sans rôle : un mot suffit.",
                f"{adresse}?role={A_DEFINIR}",
            ),
        )
    return outils.Avancement(outils.Stade.FAIT, _remind(espace))


def _remind(espace: Espace) -> outils.Acte | None:
    dues = list_relances_dues(espace, timezone.localdate()).count()
    if not dues:
        return None
    return outils.Acte(
        f"Faire {pluriel(dues, 'relance')}",
        "La date que vous aviez notée est venue.",
        reverse("acteurs:relances", args=[espace.siren]),
    )


# --- Stakeholders as a page prints them: words in place of codes ---


GROUPES: Final = (ETAPE_1, ETAPE_2)
_HORS_TABLEAU: Final = frozenset({"siren"})


@dataclass(frozen=True)
class Case:
    """What a page writes of a stakeholder in one place: a column, or two that go together."""

    champ: ChampDit
    texte: str
    suite: str = ""  # the second of two columns
    forte: bool = False


@dataclass(frozen=True)
class LigneActeur:
    """A line of the table, in words; its columns are those that are declared."""

    acteur: models.Acteur
    mots: dict[str, str]

    @property
    def cases(self) -> list[Case]:
        """Return what the table shows, column by column; only a choice to make is said missing."""
        return [self._make(champ) for groupe in GROUPES for champ in list_entetes(groupe)]

    @property
    def etapes(self) -> list[list[Case]]:
        cases = [[self._make(c, "–") for c in list_entetes(groupe, ())] for groupe in GROUPES]
        return [[case for case in groupe if case.texte] for groupe in cases]

    def _make(self, champ: ChampDit, rien: str = "") -> Case:
        dit, *autre = (DITS[nom] for nom in champ.champs)
        manque = dit.vide if rien or not dit.genre.est_liste else ""
        vide = manque or ("" if dit.nom in _HORS_TABLEAU else rien)
        suite = "".join(self.mots[second.nom] for second in autre)
        forte = bool(autre) and dit.genre is GenreDit.CHOIX
        return Case(champ, self.mots[dit.nom] or vide, suite, forte)


def list_entetes(groupe: str, sauf: Collection[str] = _HORS_TABLEAU) -> list[ChampDit]:
    """Return the columns of a table, or a page; two that a cell holds together are one."""
    reunies = {nom: champ for champ in REUNIES for nom in champ.champs}
    voulues = (c for c in models.ACTEUR if c.groupe == groupe and c.nom not in sauf)
    return [*dict.fromkeys(reunies.get(c.nom, c) for c in voulues)]


@dataclass(frozen=True)
class GroupeRole:
    """The stakeholders of one role; without role, those still to define."""

    role: RoleActeur | None
    lignes: list[LigneActeur]

    @property
    def titre(self) -> str:
        return self.role.libelle if self.role else "Rôle à définir"


@dataclass(frozen=True)
class Croisement:
    role: RoleActeur | None
    acteurs: list[models.Acteur]


@dataclass(frozen=True)
class RangTypologie:
    typologie: Typologie | None
    cases: list[Croisement]

    @property
    def titre(self) -> str:
        return self.typologie.libelle if self.typologie else "Typologie à préciser"

    @property
    def total(self) -> int:
        return sum(len(case.acteurs) for case in self.cases)


def put_in_words(acteurs: Iterable[models.Acteur]) -> list[LigneActeur]:
    return [
        LigneActeur(acteur, {c.nom: tell_dit(c, getattr(lu, c.nom)) for c in models.ACTEUR})
        for acteur in acteurs
        for lu in [acteur.read()]
    ]


def group_by_role(acteurs: Sequence[models.Acteur]) -> list[GroupeRole]:
    """Return every role from the one who decides, then those without a role."""
    lignes = put_in_words(acteurs)
    return [
        GroupeRole(role, [ligne for ligne in lignes if ligne.acteur.role == (role or "")])
        for role in (*RoleActeur.du_centre(), None)
    ]


def cross_typologies(acteurs: Sequence[models.Acteur]) -> list[RangTypologie]:
    typologies = load_catalogue().typologies
    connues = {typologie.code for typologie in typologies}
    rangs = []
    for typologie in (*typologies, None):
        siens = [
            a
            for a in acteurs
            if (a.typologie == typologie.code if typologie else a.typologie not in connues)
        ]
        if siens:
            cases = [
                Croisement(role, [a for a in siens if a.role == (role or "")])
                for role in (*RoleActeur.du_centre(), None)
            ]
            rangs.append(RangTypologie(typologie, cases))
    return rangs


def make_onglet(
    nom: str, lignes: Iterable[Sequence[Cellule]], encore: Sequence[str] = ()
) -> Onglet:
    """Return a sheet in the programme's form, with more columns of ours on its right."""
    groupes = (*BANDEAU, ("", len(encore))) if encore else BANDEAU
    titres = list_titres_dits(list_colonnes_acteurs(models.ACTEUR))
    return Onglet(nom, (*titres, *encore), lignes, groupes, a_remplir=True)


# --- Who a buyer may meet: the catalogue of its region, and what published contracts show ---


TYPES: Final = {
    "EI": "entreprise d’insertion",
    "AI": "association intermédiaire",
    "ACI": "atelier et chantier d’insertion",
    "ETTI": "entreprise de travail temporaire d’insertion",
    "EITI": "entreprise d’insertion par le travail indépendant",
    "EA": "entreprise adaptée",
    "EATT": "entreprise adaptée de travail temporaire",
    "ESAT": "établissement ou service d’accompagnement par le travail",
    "GEIQ": "groupement d’employeurs pour l’insertion et la qualification",
    "SEP": "structure qui produit en prison",
}


@dataclass(frozen=True)
class SuggestionVue:
    """A stakeholder of the catalogue, the line it has become, or who set it aside."""

    suggestion: ActeurSuggere
    typologie: str
    acteur: models.Acteur | None
    ecartee: models.SuggestionEcartee | None = None
    appui: Appui | None = None  # what « Qui peut m’aider » tells of it


@dataclass(frozen=True)
class Structure:
    """An inclusive structure that holds contracts, family by family."""

    siren: str
    nom: str
    type: str
    familles: str
    marches: int
    chez_vous: int
    acteur: models.Acteur | None = None
    ecartee: models.SuggestionEcartee | None = None

    @property
    def code(self) -> str:
        """Return what names it among suggestions: no code of the catalogue is a number."""
        return self.siren

    @property
    def compte(self) -> str:
        siens = f", dont {self.chez_vous} chez vous" if self.chez_vous else ""
        return f"{pluriel(self.marches, 'marché publié', 'marchés publiés')}{siens}"


@dataclass(frozen=True)
class Inclusion:
    """What the store says of inclusive structures; `absence` says why it says nothing."""

    structures: tuple[Structure, ...] = ()
    date_donnees: date | None = None
    absence: str = ""

    def find(self, siren: str) -> Structure | None:
        return next((s for s in self.structures if s.siren == siren), None)

    def make_acteur(self, siren: str) -> acteurs.ActeurDit | None:
        structure = self.find(siren)
        if structure is None:
            return None
        acteur: acteurs.ActeurDit = models.ContenuActeur(
            nom=structure.nom,
            typologie="insertion",
            siren=structure.siren,
            description=f"{TYPES.get(structure.type, structure.type).capitalize()}. "
            f"{structure.compte} : {structure.familles}.",
            role=RoleActeur.CONSULTATION,
            formes=(FormeSollicitation.RENCONTRE,),
            source="Marchés publiés, rapprochés de la liste des structures d’insertion et du "
            "handicap.",
            verifie_le=self.date_donnees,
        )
        return acteur


def choose_region(espace: Espace, demandee: str) -> str:
    if demandee in regions():
        return demandee
    return describe_espace(espace).code_region


def split_ecartees[T: (SuggestionVue, Structure)](lignes: Iterable[T]) -> tuple[list[T], list[T]]:
    """Part what is proposed from what was set aside; what is in the table stays in sight."""
    montrees: list[T] = []
    ecartees: list[T] = []
    for ligne in lignes:
        (ecartees if ligne.ecartee and not ligne.acteur else montrees).append(ligne)
    return montrees, ecartees


def name_suggestion(siren: str, code: str) -> str:
    """Return the name of a suggestion, of the catalogue or of the store; empty for no such one."""
    if suggestion := load_catalogue().find_suggestion(code):
        return suggestion.nom
    structure = read_inclusion(siren).find(code)
    return structure.nom if structure else ""


def list_acteurs_suggeres(
    presents: Sequence[models.Acteur],
    region: str,
    theme: str,
    ecartees: Mapping[str, models.SuggestionEcartee] = MappingProxyType({}),
) -> list[SuggestionVue]:
    """Return who may be met; who is already in the table is shown with its line."""
    catalogue, appuis = load_catalogue(), list_par_acteur()
    acceptees = {acteur.suggestion: acteur for acteur in presents if acteur.suggestion}
    noms = {acteur.nom_plie: acteur for acteur in presents}
    return [
        SuggestionVue(
            suggestion,
            catalogue.name_typologie(suggestion.typologie),
            acceptees.get(suggestion.code) or noms.get(fold_nom_acteur(suggestion.nom)),
            ecartees.get(suggestion.code),
            _find_appui(appuis.get(suggestion.code, ()), region),
        )
        for suggestion in catalogue.suggest(region, theme)
    ]


def _find_appui(appuis: Iterable[Appui], region: str) -> Appui | None:
    """Return what is told of a stakeholder in a region, else anywhere."""
    siens = sorted(appuis, key=lambda appui: region not in appui.regions)
    return siens[0] if siens else None


def read_inclusion(
    siren: str,
    presents: Iterable[models.Acteur] = (),
    ecartees: Mapping[str, models.SuggestionEcartee] = MappingProxyType({}),
) -> Inclusion:
    try:
        lues, date_donnees = entrepot().recall(
            ("inclusifs", siren),
            lambda ouvert: (list_inclusifs(ouvert, siren), ouvert.date_donnees),
        )
    except (EntrepotAbsent, EntrepotAbime):
        return Inclusion(absence="Ce site n’a pas encore lu de données de marchés.")
    if lues is None:
        return Inclusion(
            absence="Elles ne sont pas connues de ce site."  # which names the lists that it lacks
        )
    connus = {acteur.siren: acteur for acteur in presents if acteur.siren}
    return Inclusion(tuple(_gather(lues, connus, ecartees)), date_donnees)


def _gather(
    lues: tuple[Inclusif, ...],
    connus: dict[str, models.Acteur],
    ecartees: Mapping[str, models.SuggestionEcartee],
) -> list[Structure]:
    par_siren: dict[str, list[Inclusif]] = {}
    for ligne in lues:
        par_siren.setdefault(ligne.siren, []).append(ligne)
    return [
        Structure(
            siren=siren,
            nom=next((ligne.nom for ligne in lignes if ligne.nom), f"SIREN {format_siren(siren)}"),
            type=lignes[0].type,
            familles=enumerate_mots([ligne.famille for ligne in lignes]),
            marches=sum(ligne.marches for ligne in lignes),
            chez_vous=sum(ligne.chez_vous for ligne in lignes),
            acteur=connus.get(siren),
            ecartee=ecartees.get(siren),
        )
        for siren, lignes in par_siren.items()
    ]
