"""Which contracts of a space are wanted, and their files."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Cellule, Euros, Onglet
from spaser.elements import unaccent
from spaser.moteur.corrige.lecture import Contrat
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.corrections import ChampCorrige, NatureChamp, OuiNon
from spaser.regles.indicateurs import Origine
from spaser.site.chiffres.marches.services import Marche, list_gestes, list_marches
from spaser.site.chiffres.mesures import read_annee
from spaser.site.chiffres.models import Correction, EtatExport, ExportMarches
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.acces import SUFFIXE_ESSAI, make_notice
from spaser.site.organisations.espaces import is_visite
from spaser.site.organisations.models import Espace
from spaser.site.socle.fichiers import delete_fichier, keep_fichier

# --- Which contracts of a space are wanted: words, year, considerations, corrections, origin ---


ETATS: Final = {etat.value: etat.libelle for etat in OuiNon}
CORRIGES: Final = {"oui": "Corrigés", "non": "Non corrigés"}
PUBLIE, FICHIERS, SEULS = "publie", "fichiers", "seuls"
SOURCES: Final = {
    PUBLIE: "Données publiées",
    FICHIERS: "Vos fichiers",
    SEULS: "Vos fichiers seulement",
}
SANS_ANNEE: Final = "sans"
_TEXTE_MAX: Final = 100
_PLIES: Final = 40_000  # contracts whose words are kept: some ten megabytes


@dataclass(frozen=True)
class FiltreMarches:
    """What is asked; an empty text asks nothing."""

    q: str = ""
    annee: str = ""
    social: str = ""
    environnement: str = ""
    corrige: str = ""
    source: str = ""

    def apply(self, marches: Iterable[Marche]) -> list[Marche]:
        if self.est_vide:
            return list(marches)
        mots = unaccent(self.q).split()
        return [un for un in marches if self._keeps(un) and _holds(un, mots)]

    def _keeps(self, marche: Marche) -> bool:
        """Tell whether a contract is wanted, whatever its words; what is not asked is not read."""
        return (
            (not self.annee or self.annee == str(marche.contrat.annee or SANS_ANNEE))
            and (not self.social or self.social == marche.social)
            and (not self.environnement or self.environnement == marche.environnement)
            and (not self.corrige or (self.corrige == "oui") == marche.est_corrige)
            and (not self.source or self.source in _list_sources(marche.contrat))
        )

    @property
    def est_vide(self) -> bool:
        return not any(getattr(self, champ.name) for champ in fields(self))

    def items(self) -> list[tuple[str, str]]:
        tous = [(champ.name, getattr(self, champ.name)) for champ in fields(self)]
        return [(nom, valeur) for nom, valeur in tous if valeur]

    @property
    def requete(self) -> str:
        return urlencode(self.items())


def read_filtre(parametres: Mapping[str, str]) -> FiltreMarches:
    """Read what an address asks; what means nothing is left out."""
    annee = parametres.get("annee", "")
    return FiltreMarches(
        q=parametres.get("q", "").strip()[:_TEXTE_MAX],
        annee=annee if annee == SANS_ANNEE or read_annee(parametres) is not None else "",
        social=_choose(parametres, "social", ETATS),
        environnement=_choose(parametres, "environnement", ETATS),
        corrige=_choose(parametres, "corrige", CORRIGES),
        source=_choose(parametres, "source", SOURCES),
    )


def read_filtre_garde(parametres: Mapping[str, str]) -> FiltreMarches:
    """Read a filter that a form carries whole, apart from its own fields of the same names."""
    return read_filtre(QueryDict(parametres.get("filtre", "")))


def _choose(parametres: Mapping[str, str], nom: str, choix: Mapping[str, str]) -> str:
    valeur = parametres.get(nom, "")
    return valeur if valeur in choix else ""


def list_choix_annees(annees: Collection[int | None]) -> list[tuple[str, str]]:
    """Return years to choose from, the latest first; none stands for no date."""
    connues = [(str(a), str(a)) for a in sorted((a for a in annees if a), reverse=True)]
    return [*connues, (SANS_ANNEE, "Sans date")] if None in annees else connues


def _list_sources(contrat: Contrat) -> list[str]:
    """Return what a contract comes from: published data and her files may both hold it."""
    if not contrat.prive:
        return [PUBLIE]
    return [FICHIERS, PUBLIE if contrat.publie else SEULS]


def _holds(marche: Marche, mots: list[str]) -> bool:
    if not mots:
        return True
    contrat = marche.contrat
    texte = _fold(contrat.id or "", contrat.objet or "", contrat.titulaires)
    return all(mot in texte for mot in mots)


@lru_cache(maxsize=_PLIES)
def _fold(identifiant: str, objet: str, titulaires: str) -> str:
    """Fold the words of a contract; cached, since whoever searches searches again."""
    return unaccent(f"{identifiant} {objet} {titulaires}")


# --- The contracts of a space as a table: what was read, what was corrected, why ---


PAS: Final = 1000  # rows between two signs of progress
_FIXES: Final = ("Numéro", "Objet", "Notifié le", "Année", "Titulaires", "Source", "Corrigé")


def name_export(espace: Espace, classeur: FormatClasseur) -> str:
    """Return the name of the file; that of a trial says so, wherever the file goes."""
    suffixe = SUFFIXE_ESSAI if espace.mention else ""
    return f"marches-{espace.siren}{suffixe}.{classeur}"


def write_export(
    espace: Espace,
    marches: Sequence[Marche],
    classeur: FormatClasseur,
    suivi: Callable[[int], None] = lambda _faits: None,
) -> bytes:
    """Return the table of some contracts, with its notice; `suivi` is told of rows as they go."""

    def count() -> Iterator[Marche]:
        for rang, marche in enumerate(marches):
            if rang and not rang % PAS:
                suivi(rang)
            yield marche

    justifications = dict(list_gestes(espace).values_list("pk", "justification"))
    notice = make_notice(
        espace,
        "Marchés",
        ("Source", Origine.CORRIGES.libelle),
        ("« (publié) »", "Ce que les données publiées disent. Vide : rien n’est publié."),
        ("« (corrigé) »", "Ce que vous avez corrigé ou complété ici. Vide : rien n’est changé."),
        ("Justifications", "Ce qui a été écrit à l’appui de chaque correction."),
    )
    return write_table([make_onglet_marches(count(), justifications)], classeur, notice)


def make_onglet_marches(marches: Iterable[Marche], justifications: dict[int, str]) -> Onglet:
    entetes = list(_FIXES)
    for champ in ChampCorrige:
        if champ.definition.publie:
            entetes.append(f"{champ.libelle} (publié)")
        entetes.append(f"{champ.libelle} (corrigé)")
    entetes.append("Justifications")
    lignes = (_make_ligne(marche, justifications) for marche in marches)
    return Onglet("Marchés", entetes, lignes)


def _make_ligne(marche: Marche, justifications: dict[int, str]) -> list[Cellule]:
    contrat = marche.contrat
    ligne: list[Cellule] = [
        contrat.id,
        contrat.objet,
        contrat.date_notification,
        contrat.annee,
        contrat.titulaires,
        _tell_source(contrat),
        marche.est_corrige,
    ]
    for champ in ChampCorrige:
        if champ.definition.publie:
            ligne.append(_write(champ, marche.publie(champ)))
        correction = marche.corrections.get(champ)
        ligne.append(_write(champ, correction.valeur) if correction else None)
    ligne.append(_justify(marche.corrections.values(), justifications))
    return ligne


def _tell_source(contrat: Contrat) -> str:
    sources = ["Données publiées"] if contrat.publie else []
    return " ; ".join([*sources, f"Vos fichiers : {contrat.depose}"] if contrat.prive else sources)


def _justify(corrections: Iterable[Correction], justifications: dict[int, str]) -> str:
    gestes = sorted({correction.geste_id for correction in corrections})
    return " ; ".join(justifications[geste] for geste in gestes if geste in justifications)


def _write(champ: ChampCorrige, valeur: str) -> Cellule:
    if not valeur:
        return None
    nature = champ.definition.nature
    if nature is NatureChamp.ETAT:
        return OuiNon(valeur).libelle
    if nature is NatureChamp.EUROS:
        return Euros(valeur)
    if nature is NatureChamp.FAMILLE:
        return read_familles().get(valeur, valeur)
    if nature is NatureChamp.HEURES:
        return int(valeur)
    return date.fromisoformat(valeur) if nature is NatureChamp.JOUR else valeur


# --- The tables of a space that were written in the background, and who may ask for one ---


EN_LIGNE_MAX: Final = 5000  # contracts written while somebody waits


def list_exports(espace: Espace) -> QuerySet[ExportMarches]:
    return ExportMarches.objects.filter(espace=espace).select_related("fichier", "auteur")


def may_ask(request: HttpRequest, espace: Espace) -> bool:
    """Tell whether somebody may have a table written by the worker: a visitor writes nothing."""
    return not (request.user.is_anonymous or espace.est_garde or is_visite(request, espace))


def link_exports(espace: Espace, classeur: FormatClasseur, filtre: FiltreMarches) -> str:
    demande = urlencode({"classeur": classeur, "filtre": filtre.requete})
    return f"{reverse('marches:exports', args=[espace.siren])}?{demande}"


# --- Writes long tables aside: asked for once, counted, handed over, dropped ---


GARDE: Final = timedelta(days=7)
PAR_ESPACE: Final = 5  # the oldest gives way


class TropDExports(Exception):
    """As many tables are under way as a space may ask for; told in French."""


class _Abandonne(Exception):
    """Nobody waits for it any more."""


@transaction.atomic
def ask_export(
    espace: Espace, auteur: Utilisateur, classeur: FormatClasseur, filtre: FiltreMarches
) -> tuple[ExportMarches, bool]:
    """Return the table that is being written for these words, and whether it is a new one.

    Raises:
        TropDExports: the others are still being written.
    """
    siens = list_exports(espace)
    ligne, nouveau = ExportMarches.objects.get_or_create(
        espace=espace,
        classeur=classeur.value,
        filtre=filtre.requete,
        etat=EtatExport.ATTENTE,
        defaults={"auteur": auteur},
    )
    if nouveau:
        if siens.filter(etat=EtatExport.ATTENTE).count() > PAR_ESPACE:
            raise TropDExports(
                f"{PAR_ESPACE} fichiers se préparent déjà dans cet espace : attendez que l’un "
                "d’eux soit prêt."
            )
        for ancien in siens.exclude(etat=EtatExport.ATTENTE)[PAR_ESPACE - 1 :]:
            ancien.delete()
    return ligne, nouveau


def write_demande(ligne: ExportMarches) -> None:
    """Write a table that was asked for; one that was dropped meanwhile is left."""
    espace, classeur = ligne.espace, FormatClasseur(ligne.classeur)
    filtre = read_filtre(QueryDict(ligne.filtre))
    marches = filtre.apply(list_marches(espace))
    try:
        _tell(ligne, total=len(marches), faits=0)
        octets = write_export(espace, marches, classeur, lambda faits: _tell(ligne, faits=faits))
    except _Abandonne:
        return
    with transaction.atomic():
        fichier = keep_fichier(name_export(espace, classeur), octets)
        prets = ExportMarches.objects.filter(pk=ligne.pk, etat=EtatExport.ATTENTE)
        if not prets.update(etat=EtatExport.PRET, fichier=fichier, faits=len(marches)):
            delete_fichier(fichier)


def tell_echec_export(numero: int) -> None:
    """Say that a table was not written: its page offers to ask again."""
    ExportMarches.objects.filter(pk=numero, etat=EtatExport.ATTENTE).update(etat=EtatExport.ECHEC)


def drop_anciens(maintenant: datetime) -> None:
    """Drop the tables that were asked for a week ago."""
    for ligne in ExportMarches.objects.filter(demande_le__lt=maintenant - GARDE):
        ligne.delete()


@receiver(post_delete, sender=ExportMarches, dispatch_uid="marches.export_efface")
def drop_fichier(instance: ExportMarches, **_: object) -> None:
    """Delete a file with the row that names it, whatever takes the row away."""
    if instance.fichier is not None:
        delete_fichier(instance.fichier)


def _tell(ligne: ExportMarches, **champs: int) -> None:
    attendus = ExportMarches.objects.filter(pk=ligne.pk, etat=EtatExport.ATTENTE)
    if not attendus.update(**champs):
        raise _Abandonne
