"""Reads the contracts of a space: as published, and as corrected."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, Max, Min, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from spaser.documents.bilan.vue import Mesure
from spaser.moteur.corrige import lecture
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.regles.corrections import (
    PARTIES,
    ChampCorrige,
    NatureChamp,
    OuiNon,
    Trait,
    as_reponse,
    complete,
)
from spaser.regles.indicateurs import Origine
from spaser.site.chiffres import models
from spaser.site.chiffres.marches.entrepot import (
    Lecteurs,
    draw_corrige,
    entrepot_corrige,
    list_en_vigueur,
    make_fonds,
    make_trait,
    open_lecteurs,
    touch_fonds,
)
from spaser.site.chiffres.mesures import find_mesure
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.bilans import BilanAcheteur, ask_noms, read_bilan
from spaser.site.organisations.annuaire import name_sirens
from spaser.site.organisations.espaces import Pas, fil_outil
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte, Avancement, Stade
from spaser.site.socle.fichiers import Envoi, keep_envoi
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee

_SIRET: Final = re.compile(r"\b[0-9]{14}\b")
_ETATS: Final = [
    champ.value for champ in ChampCorrige if champ.definition.nature is NatureChamp.ETAT
]


@dataclass(frozen=True, slots=True)
class Marche:
    """A contract as it was read, and what its buyer corrected."""

    contrat: lecture.Contrat
    corrections: Mapping[ChampCorrige, models.Correction] = field(default_factory=dict)
    origines: tuple[
        lecture.OrigineMarche, ...
    ] = ()  # where it was read, when it is asked for alone

    @property
    def cle(self) -> int:
        return self.contrat.cle

    @property
    def est_corrige(self) -> bool:
        return bool(self.corrections)

    @property
    def corriges(self) -> dict[str, bool]:
        """Say of each value that may be corrected whether it is."""
        return {champ.value: champ in self.corrections for champ in ChampCorrige}

    @property
    def trait(self) -> Trait:
        """Return what tells it from others, to find it again in new data."""
        return make_trait(self.contrat)

    def publie(self, champ: ChampCorrige) -> str:
        """Return the value that was read: a state, euros, a family, or nothing."""
        if not champ.definition.publie:
            return ""
        valeur = getattr(self.contrat, champ.value)
        if champ.definition.nature is NatureChamp.ETAT:
            return as_reponse(valeur).value
        if champ.definition.nature is NatureChamp.FAMILLE:
            return valeur or ""
        return "" if valeur is None else f"{valeur:.2f}"

    def effectif(self, champ: ChampCorrige) -> str:
        """Return the value that holds: the corrected one, else the one that was read."""
        correction = self.corrections.get(champ)
        return correction.valeur if correction else self.publie(champ)

    @property
    def etats(self) -> dict[ChampCorrige, OuiNon]:
        champs = [c for tout, parties in PARTIES.items() for c in (tout, *parties)]
        return {champ: OuiNon(self.effectif(champ)) for champ in champs}

    @property
    def social(self) -> str:
        return self.effectif(ChampCorrige.SOCIAL)

    @property
    def social_publie(self) -> str:
        return self.publie(ChampCorrige.SOCIAL)

    @property
    def environnement_publie(self) -> str:
        return self.publie(ChampCorrige.ENVIRONNEMENT)

    @property
    def environnement(self) -> str:
        return self.effectif(ChampCorrige.ENVIRONNEMENT)

    @property
    def montant(self) -> float | None:
        valeur = self.effectif(ChampCorrige.MONTANT)
        return float(valeur) if valeur else None


@dataclass(frozen=True, slots=True)
class MarchesLus:
    """The contracts of a space before any correction, kept until its data change.

    `prives` are in a file of hers, `deux` of them in what is published too.
    """

    marches: tuple[Marche, ...]  # the latest first
    rangs: Mapping[str, int]  # of each key
    annees: frozenset[int | None]  # none for what has no date
    prives: int
    deux: int


_SANS_MARCHE: Final = MarchesLus((), {}, frozenset(), 0, 0)


def read_marches(espace: Espace) -> MarchesLus:
    """Return the contracts of a space as they were read; none when there is no data at all.

    What was said of them has followed them: corrections are read after this.
    """
    try:
        lus = _recall_marches(open_lecteurs(espace))
    except (EntrepotAbsent, EntrepotAbime):
        return _SANS_MARCHE
    return replace(lus, marches=_name_titulaires(lus.marches))


def _recall_marches(lecteurs: Lecteurs) -> MarchesLus:
    return lecteurs.lu.recall("marches", _read_marches)


def list_innommes(marches: Iterable[Marche]) -> set[str]:
    titulaires = " ".join(marche.contrat.titulaires for marche in marches)
    return {siret[:9] for siret in _SIRET.findall(titulaires)}


def _name_titulaires(marches: tuple[Marche, ...]) -> tuple[Marche, ...]:
    """Put the names that the public directory gave in the place of numbers."""
    noms = name_sirens(list_innommes(marches)) if settings.ANNUAIRE else {}
    return tuple(_name(marche, noms) for marche in marches) if noms else marches


def _name(marche: Marche, noms: Mapping[str, str]) -> Marche:
    dits = _SIRET.sub(lambda lu: noms.get(lu[0][:9], lu[0]), marche.contrat.titulaires)
    return replace(marche, contrat=replace(marche.contrat, titulaires=dits))


def _read_marches(entrepot: Entrepot) -> MarchesLus:
    contrats = lecture.list_contrats(entrepot)
    prives = [contrat for contrat in contrats if contrat.prive]
    return MarchesLus(
        marches=tuple(map(Marche, contrats)),
        rangs={str(contrat.cle): rang for rang, contrat in enumerate(contrats)},
        annees=frozenset(contrat.annee for contrat in contrats),
        prives=len(prives),
        deux=sum(contrat.publie for contrat in prives),
    )


def list_marches(espace: Espace) -> list[Marche]:
    """Return every contract of a space, the latest first, as its buyer corrected it."""
    return correct_marches(read_marches(espace), list_en_vigueur(espace))


def correct_marches(lus: MarchesLus, lignes: Iterable[models.Correction]) -> list[Marche]:
    marches = list(lus.marches)
    for cle, corrections in _sort_corrections(lignes).items():
        if (rang := lus.rangs.get(cle)) is not None:
            marches[rang] = Marche(marches[rang].contrat, corrections)
    return marches


def correct_quelques(espace: Espace, marches: Iterable[Marche]) -> list[Marche]:
    """Return a few contracts as their buyer corrected them: no other correction is read."""
    cles = {str(marche.contrat.cle): marche for marche in marches}
    dites = _sort_corrections(list_en_vigueur(espace, cles))
    return [Marche(un.contrat, dites[cle]) if cle in dites else un for cle, un in cles.items()]


def _sort_corrections(
    lignes: Iterable[models.Correction],
) -> dict[str, dict[ChampCorrige, models.Correction]]:
    par_marche: dict[str, dict[ChampCorrige, models.Correction]] = {}
    for ligne in lignes:
        par_marche.setdefault(ligne.cle, {})[ChampCorrige(ligne.champ)] = ligne
    return par_marche


def find_marche(espace: Espace, cle: int) -> Marche | None:
    try:
        lecteurs = open_lecteurs(espace)
        lus = _recall_marches(lecteurs)
        rang = lus.rangs.get(str(cle))
        with lecteurs.lu.read() as entrepot:
            # The list of the space holds it, unless the buyer's files show it under another key.
            contrat = (
                lecture.find_contrat(entrepot, cle) if rang is None else lus.marches[rang].contrat
            )
            origines = lecture.list_origines(entrepot, contrat.cle) if contrat else ()
    except (EntrepotAbsent, EntrepotAbime):
        return None
    if contrat is None:
        return None
    lignes = models.Correction.objects.filter(
        espace=espace, annulee_le=None, attente="", cle=str(contrat.cle)
    )
    tenues = {ChampCorrige(li.champ): li for li in lignes.order_by(models.RANG, "pk")}
    marche = Marche(contrat, tenues, origines)
    return _name(marche, ask_noms(list_innommes([marche])))


def get_marche(espace: Espace, cle: int) -> Marche:
    """Return a contract of a space, or 404."""
    if marche := find_marche(espace, cle):
        return marche
    raise Http404


def read_corrige(espace: Espace) -> BilanAcheteur:
    """Return the figures of a space computed from published contracts, its files, its corrections.

    The same indicators as those of published contracts, kept until something changes.
    """
    return read_bilan(espace.siren, entrepot_corrige(espace), Origine.CORRIGES)


def is_retouche(espace: Espace) -> bool:
    """Tell whether a space has anything that makes its figures differ from published ones."""
    corrections = models.Correction.objects.filter(espace=espace, annulee_le=None)
    fichiers = models.FichierMarches.objects.filter(espace=espace, etat=models.EtatImport.LU)
    return corrections.order_by().values("pk").union(fichiers.order_by().values("pk")).exists()


def find_derniere_retouche(espace: Espace) -> date | None:
    """Return the day of the last correction that holds, or file read; None without any."""
    corrections = models.Correction.objects.filter(espace=espace, annulee_le=None).order_by()
    fichiers = models.FichierMarches.objects.filter(
        espace=espace, etat=models.EtatImport.LU
    ).order_by()
    derniers = (
        corrections.values("espace")
        .annotate(dernier=Max("geste__fait_le"))
        .values_list("dernier")
        .union(fichiers.values("espace").annotate(dernier=Max("lu_le")).values_list("dernier"))
    )
    return max((timezone.localdate(jour) for (jour,) in derniers.order_by() if jour), default=None)


class MesureComparee(NamedTuple):
    nom: str
    code: str
    publie: Mesure | None
    corrige: Mesure | None


def choose_annee_taux(corrigee: BilanAcheteur, voulue: str) -> int | None:
    """Return the year of the rates to compare: the one asked for, or that of the figures."""
    if corrigee.vue is None:
        return None
    connues = {str(annee) for annee in corrigee.vue.annees}
    return int(voulue) if voulue in connues else corrigee.vue.annee


def compare_legales(
    publiee: BilanAcheteur, corrigee: BilanAcheteur, annee: int | None
) -> list[MesureComparee]:
    return [
        MesureComparee(
            taux.nom,
            code,
            find_mesure(publiee, code, annee, ""),
            find_mesure(corrigee, code, annee, ""),
        )
        for taux in corrigee.legales
        for code in (taux.ligne.fiche.code,)
    ]


def list_gestes(espace: Espace) -> QuerySet[models.Geste]:
    return models.Geste.objects.filter(espace=espace).select_related("auteur", "fichier")


@dataclass(frozen=True, slots=True)
class Dit:
    """What an act of correction said of its contracts, and how many lines of it still hold.

    A spreadsheet says a value of its own for each contract: they are counted, `valeur` is empty.
    """

    champ: ChampCorrige
    valeur: str
    valeurs: int
    nombre: int
    tenues: int


def describe_gestes(gestes: Iterable[models.Geste]) -> list[tuple[models.Geste, list[Dit]]]:
    liste = list(gestes)
    dits: dict[int, list[Dit]] = {geste.pk: [] for geste in liste}
    comptes = (
        models.Correction.objects.filter(geste__in=liste)
        .annotate(etat=Case(When(champ__in=_ETATS, then="valeur"), default=Value("")))
        .values_list("geste_id", "champ", "etat")
        .annotate(
            seule=Min("valeur"),
            valeurs=Count("valeur", distinct=True),
            nombre=Count("pk"),
            tenues=Count("pk", filter=Q(annulee_le=None)),
        )
        .order_by("geste_id", "-tenues", "-nombre", "champ")
    )
    for geste, champ, _etat, seule, valeurs, nombre, tenues in comptes:
        valeur = seule if valeurs == 1 else ""
        dits[geste].append(Dit(ChampCorrige(champ), valeur, valeurs, nombre, tenues))
    return [(geste, dits[geste.pk]) for geste in liste]


@dataclass(frozen=True, slots=True)
class ActeTableur:
    """The act that a spreadsheet made: where it stands among all, and whether it still holds."""

    geste: int
    avant: int  # acts made since, which the history shows first
    tient: bool
    champs: Sequence[tuple[str, int]]


def find_lecture(espace: Espace, ligne: models.FichierMarches) -> ActeTableur | None:
    """Return what is to know of the act of a spreadsheet; None when it said nothing more."""
    complements = ligne.rapport.get("complements") or {}
    geste = complements.get("geste")
    if geste is None:
        return None
    dits = complements["champs"]
    return ActeTableur(
        geste,
        list_gestes(espace).filter(pk__gt=geste).count(),
        models.Correction.objects.filter(geste=geste, annulee_le=None).exists(),
        [(champ.libelle, dits[champ.value]) for champ in ChampCorrige if champ.value in dits],
    )


def make_cadre_marches(request: HttpRequest, espace: Espace, *suite: Pas) -> dict[str, Any]:
    """Return what every page of contracts reads; `suite` ends its trail."""
    fil = fil_outil("Mes marchés", "marches:liste", request, espace, *suite)
    return {"espace": espace, "fil": fil}


def list_histoire(espace: Espace, cle: int) -> QuerySet[models.Correction]:
    """Return every line ever written on a contract, the latest first."""
    return (
        models.Correction.objects.filter(espace=espace, cle=str(cle))
        .select_related("geste__auteur", "geste__fichier", "annulee_par")
        .order_by("-pk")
    )


def list_fichiers(espace: Espace) -> QuerySet[models.FichierMarches]:
    return models.FichierMarches.objects.filter(espace=espace).select_related("fichier", "auteur")


def read_version_marche(espace: Espace, cle: int) -> int:
    """Return what changes when anybody corrects a contract."""
    derniere = models.Correction.objects.filter(espace=espace, cle=str(cle)).order_by("-pk").first()
    return derniere.pk if derniere else 0


def read_avancement_marches(espace: Espace) -> Avancement:
    """Propose to settle what waits, else to correct contracts as long as nothing was."""
    tenues = models.Correction.objects.filter(espace=espace, annulee_le=None)
    if tenues.exclude(attente="").exists():
        return Avancement(
            Stade.EN_COURS,
            Acte(
                "Régler ce qui attend dans vos marchés",
                "Des corrections ne comptent plus : les données ont changé, et il vous revient de "
                "dire de quel marché elles parlent.",
                reverse("marches:a_regler", args=[espace.siren]),
            ),
        )
    if is_retouche(espace):
        return Avancement(Stade.EN_COURS)
    return Avancement(
        Stade.A_COMMENCER,
        Acte(
            "Corriger vos marchés",
            "Les considérations manquent souvent dans les données publiées : complétez-les, et "
            "voyez vos taux changer.",
            reverse("marches:liste", args=[espace.siren]),
        ),
    )


# --- Writes corrections: always new lines, which supersede the former ones without erasing them
# ---


EN_NOMBRE_MAX: Final = 5000  # contracts in one act
_LOT: Final = 1000
_IDENTIFIANT_MAX: Final = 100


def hold_marche(espace: Espace, cle: int, lue: int) -> None:
    """Let one person at a time correct a contract; VersionDepassee when `lue` is not the last.

    Each correction adds a line, whose number is the version. Called within the transaction.
    """
    models.Fonds.objects.select_for_update().get(pk=make_fonds(espace).pk)
    if read_version_marche(espace, cle) != lue:
        raise VersionDepassee


@transaction.atomic
def save_corrections(
    espace: Espace,
    auteur: Utilisateur | None,
    marches: Sequence[Marche],
    saisies: Mapping[ChampCorrige, str],
    justification: str,
    preuve: Envoi | None = None,
) -> models.Geste:
    """Write what is said of each contract, and what follows from it.

    Raises:
        SaisieContradictoire: two answers cannot both be right; nothing is written.
    """
    geste = models.Geste.objects.create(
        espace=espace,
        auteur=auteur,
        justification=justification,
        fichier=keep_envoi(preuve) if preuve else None,
        nb_marches=len(marches),
    )
    create_corrections(geste, ((marche, saisies) for marche in marches))
    _redraw(espace)
    record(
        "marches.correction",
        auteur=auteur,
        objet=geste,
        espace=espace,
        details={"marches": len(marches), "champs": sorted(saisies)},
    )
    return geste


def create_corrections(
    geste: models.Geste, dits: Iterable[tuple[Marche, Mapping[ChampCorrige, str]]]
) -> None:
    lignes = (ligne for marche, saisies in dits for ligne in _list_lignes(geste, marche, saisies))
    models.Correction.objects.bulk_create(lignes, batch_size=_LOT)


def _list_lignes(
    geste: models.Geste, marche: Marche, saisies: Mapping[ChampCorrige, str]
) -> list[models.Correction]:
    """Return the lines of one contract, with what follows from the answers about it."""
    etats = {c: OuiNon(v) for c, v in saisies.items() if c.definition.nature is NatureChamp.ETAT}
    trait = marche.trait.dump()
    suite = {champ: etat.value for champ, etat in complete(marche.etats, etats).items()}
    return [
        models.Correction(
            espace_id=geste.espace_id,
            geste=geste,
            cle=str(marche.cle),
            identifiant=(marche.contrat.id or "")[:_IDENTIFIANT_MAX],
            champ=champ.value,
            valeur=valeur,
            publiee=marche.publie(champ),
            trait=trait,
        )
        for champ, valeur in {**saisies, **suite}.items()
    ]


@transaction.atomic
def undo_geste(espace: Espace, geste: models.Geste, auteur: Utilisateur) -> int:
    """Undo an act: its lines stay, and hold no more; return how many still held."""
    nombre = models.Correction.objects.filter(
        espace=espace, geste=geste, annulee_le__isnull=True
    ).update(annulee_le=timezone.now(), annulee_par=auteur)
    _redraw(espace)
    record(
        "marches.annulation", auteur=auteur, objet=geste, espace=espace, details={"lignes": nombre}
    )
    return nombre


def _redraw(espace: Espace) -> None:
    """Compute the figures after the commit, for every process; else the next reader would."""
    touch_fonds(espace)
    transaction.on_commit(partial(draw_corrige, espace), robust=True)
