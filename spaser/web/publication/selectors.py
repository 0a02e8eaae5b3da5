"""Reads what a space publishes: its draft, its publications, when the next one is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from spaser.contenus.formats_publies import SCHEMA_PUBLICATIONS
from spaser.documents.francais import format_date
from spaser.documents.publication.donnees import PublicationOuverte
from spaser.documents.publication.textes import Correction, Parution, tell_valeur
from spaser.metier.annees import annee_montree
from spaser.metier.dates import DatePartielle
from spaser.metier.perimetre import Origine
from spaser.metier.publication.echeance import Echeance, choose_annees, propose_echeance
from spaser.metier.publication.errata import ValeurCorrigee, hold_contenu
from spaser.metier.publication.modele import (
    EDITION,
    AnneePubliee,
    Contenu,
    LignePubliee,
    ResultatAnnee,
    join_annees,
)
from spaser.metier.publication.validation import Publieur
from spaser.metier.reference import ReferenceChiffre
from spaser.web.chiffres.source import link_preuve
from spaser.web.depenses.obligation.selectors import is_oblige
from spaser.web.espace.perimetre import tell_etendue
from spaser.web.espace.schemas import list_schemas
from spaser.web.organisations.models import Espace
from spaser.web.organisations.selectors import list_administrations
from spaser.web.publication.annees import read_annees, read_connues
from spaser.web.publication.models import Publication, Publications, SchemaAdopte
from spaser.web.socle.courriel import absolute_url

_JOUR: Final = 10  # letters of a whole day


def find_schema_adopte(espace: Espace) -> SchemaAdopte | None:
    """Return what a space said of its adopted scheme; None before it says anything."""
    return SchemaAdopte.objects.filter(espace=espace).first()


def propose_adoption(espace: Espace) -> date | None:
    """Return the day of adoption that the register knows, when it knows the day."""
    for fiche in list_schemas(espace, timezone.localdate()):
        jour = fiche.spaser.schema.adopte_le
        if jour and len(str(jour)) == _JOUR:
            return DatePartielle(jour).debut
    return None


def list_publications(espace: Espace) -> Publications:
    return (
        Publication.objects.filter(espace=espace)
        .select_related("espace", "proposee_par", "depot", "depot__fiche")
        .prefetch_related("errata", "mises_en_ligne")
    )


def find_ouverte(espace: Espace) -> Publication | None:
    """Return the publication being prepared."""
    return Publication.objects.ouvertes().filter(espace=espace).first()


def list_publiques() -> Publications:
    publiees = Publication.objects.publiees().select_related("espace__organisation")
    return publiees.prefetch_related("errata").order_by("-publiee_le", "-pk")


def find_publique(siren: str, annee: int) -> Publication | None:
    return list_publiques().filter(espace__siren=siren, annee=annee).first()


@dataclass(frozen=True)
class Etat:
    """Where a space stands: what is due, what is being prepared, what is public."""

    espace: Espace
    schema: SchemaAdopte | None
    publications: tuple[Publication, ...]
    echeance: Echeance | None
    aujourdhui: date

    @property
    def publiees(self) -> tuple[Publication, ...]:
        return tuple(p for p in self.publications if p.est_publiee)

    @property
    def ouverte(self) -> Publication | None:
        """Return the one that is being prepared, once something was said of it."""
        return next((p for p in self.publications if not p.est_publiee), None)

    @property
    def annees(self) -> tuple[int, ...]:
        if self.ouverte:
            return self.ouverte.annees
        derniere = max((p.annee for p in self.publiees), default=None)
        return choose_annees(self.aujourdhui, derniere)

    @property
    def trop_tot(self) -> bool:
        """Say whether the last of these years is not over, or not wholly published."""
        return self.annees[-1] > annee_montree(self.aujourdhui)

    @property
    def est_lointaine(self) -> bool:
        """Say whether results are public and nothing is to be prepared of the next ones yet."""
        return bool(self.publiees) and self.ouverte is None and self.trop_tot

    @property
    def est_passee(self) -> bool:
        return self.echeance is not None and self.echeance.is_late(self.aujourdhui)

    @cached_property
    def oblige(self) -> bool:
        return is_oblige(self.espace)

    @property
    def est_en_retard(self) -> bool:
        """Say whether results are late: no buyer is that did not conclude that the law binds it."""
        return self.est_passee and self.oblige

    @property
    def publieur(self) -> Publieur:
        return describe_publieur(self.espace)


def describe_publieur(espace: Espace) -> Publieur:
    organisation = espace.organisation
    return Publieur(
        est_essai=espace.est_essai,
        est_verifie=organisation is not None and not organisation.est_a_verifier,
    )


def read_etat(espace: Espace) -> Etat:
    schema, publications = find_schema_adopte(espace), tuple(list_publications(espace))
    return Etat(
        espace=espace,
        schema=schema,
        publications=publications,
        echeance=find_echeance(schema, [p for p in publications if p.est_publiee]),
        aujourdhui=timezone.localdate(),
    )


def find_echeance(schema: SchemaAdopte | None, publiees: Iterable[Publication]) -> Echeance | None:
    """Return the day by which to publish: the one that was chosen, else the one that is counted.

    A day that somebody chose before the last publication is no longer the next one.
    """
    jours = [timezone.localdate(p.publiee_le) for p in publiees if p.publiee_le]
    if schema and schema.derniere_publication:
        jours.append(schema.derniere_publication)
    derniere = max(jours, default=None)
    choisie = schema.echeance if schema else None
    if choisie and (derniere is None or choisie > derniere):
        return Echeance(choisie, "le jour que vous avez choisi", choisie=True)
    adopte_le = schema.adopte_le if schema else None
    jour = propose_echeance(adopte_le, derniere)
    if jour is None:
        return None
    quoi = "la dernière publication, le" if derniere else "l’adoption, le"
    depuis = derniere or adopte_le
    return Echeance(jour, f"deux ans après {quoi} {format_date(depuis)}" if depuis else "")


def list_validateurs(espace: Espace) -> frozenset[int]:
    if espace.organisation is None:
        return frozenset()
    return frozenset(a.utilisateur_id for a in list_administrations(espace.organisation))


def gather_contenu(
    espace: Espace, annees: Iterable[int], dite: Publication | None, schema: SchemaAdopte | None
) -> Contenu:
    return _make_contenu(espace, read_annees(espace, tuple(annees)), dite, schema)


def gather_connu(publication: Publication) -> Contenu:
    """Return what is known today of the years of a publication, closed ones too."""
    espace = publication.espace
    return _make_contenu(espace, read_connues(espace, publication.annees), publication, None)


def _make_contenu(
    espace: Espace,
    lues: Sequence[AnneePubliee],
    dite: Publication | None,
    schema: SchemaAdopte | None,
) -> Contenu:
    methode = dite.methode.strip() if dite else ""
    return Contenu(
        siren=espace.siren,
        acheteur=espace.nom,
        annees=tuple(lue.annee for lue in lues),
        lignes=join_annees(lues, dite.commentaires if dite else {}),
        calcule_le=timezone.localdate(),
        adopte_le=schema.adopte_le if schema else None,
        presentation=dite.presentation.strip() if dite else "",
        incomplete=dite.incomplete.strip() if dite else "",
        edition=EDITION,
        methode=(methode,) if methode else (),
        perimetre=tell_etendue(espace),
        arretees=tuple((lue.annee, lue.arretee_le) for lue in lues if lue.arretee_le),
    )


def read_brouillon(etat: Etat) -> Contenu:
    """Return what the next publication says: what was proposed, else what is known today."""
    ouverte = etat.ouverte
    if ouverte and ouverte.contenu:
        return ouverte.read_contenu()
    return gather_contenu(etat.espace, etat.annees, ouverte, etat.schema)


def read_tenu(publication: Publication) -> Contenu:
    """Return what holds of a publication: what was published, then what its errata say."""
    corrigees = [
        ValeurCorrigee(
            erratum.cle,
            erratum.annee,
            erratum.valeur,
            timezone.localdate(erratum.note_le),
            erratum.read_compte(),
        )
        for erratum in publication.errata.all()
        if erratum.annee is not None and erratum.valeur is not None
    ]
    return hold_contenu(publication.read_contenu(), corrigees)


def read_parution(publication: Publication) -> Parution:
    jour = timezone.localdate(publication.publiee_le) if publication.publiee_le else None
    return Parution(
        adresse=absolute_url(publication.get_absolute_url()),
        publiee_le=jour,
        prochaine=propose_echeance(None, jour),
        validee_par=publication.fonction,
        fictive=publication.espace.est_invente,
        corrections=tuple(
            Correction(
                jour=timezone.localdate(erratum.note_le),
                texte=erratum.texte,
                cle=erratum.cle,
                annee=erratum.annee,
                valeur=erratum.valeur,
                compte=erratum.read_compte(),
            )
            for erratum in publication.errata.all()
        ),
    )


def open_publication(publication: Publication) -> PublicationOuverte:
    return PublicationOuverte(
        contenu=publication.read_contenu(),
        parution=read_parution(publication),
        preuve=link_publique,
    )


def link_publique(resultat: ResultatAnnee) -> str:
    """Return the absolute address of the public page behind a value, for files."""
    chemin = find_preuve(resultat)
    return absolute_url(chemin) if chemin else ""


def find_preuve(resultat: ResultatAnnee) -> str:
    """Return the page that shows anybody the contracts behind a value; empty when none does."""
    if not resultat.reference:
        return ""
    reference = ReferenceChiffre.parse(resultat.reference)
    if reference.origine is not Origine.PUBLIES:
        return ""
    choix = urlencode({"annee": reference.annee, "expression": reference.mesure})
    try:
        page = reverse("acheteurs:preuve", args=[reference.siren, reference.code])
    except NoReverseMatch:  # a code of the buyer's own
        return ""
    return f"{page}?{choix}"


def link_privee(espace: Espace, resultat: ResultatAnnee) -> str:
    """Return the page of the space that shows what is behind a value."""
    if not resultat.reference:
        return ""
    return link_preuve(espace, ReferenceChiffre.parse(resultat.reference))


def locate_schema() -> str:
    return absolute_url(reverse("api:format", args=[SCHEMA_PUBLICATIONS]))


@dataclass(frozen=True)
class Changement:
    """A value that the site no longer computes as it was published, or corrected since."""

    ligne: LignePubliee
    publie: ResultatAnnee
    actuel: ResultatAnnee

    @property
    def texte_publie(self) -> str:
        return tell_valeur(self.ligne, self.publie)

    @property
    def texte_actuel(self) -> str:
        return tell_valeur(self.ligne, self.actuel)


def list_changements(publication: Publication, aujourdhui: Contenu) -> list[Changement]:
    return compare(publication.read_contenu(), read_tenu(publication), aujourdhui)


def compare(publie: Contenu, tenu: Contenu, aujourdhui: Contenu) -> list[Changement]:
    """Return what is known otherwise, in one unit and as it is printed, than what holds.

    Where an erratum holds, a value that is still the published one tells nothing new.
    """
    lignes = zip(publie.lignes, tenu.lignes, strict=True)
    trouves = (une for dite, tenue in lignes for une in _compare(dite, tenue, aujourdhui))
    return [une for une in trouves if une.texte_publie != une.texte_actuel]


def _compare(dite: LignePubliee, tenue: LignePubliee, aujourdhui: Contenu) -> Iterator[Changement]:
    autre = aujourdhui.find(dite.cle)
    if autre is None or autre.unite != dite.unite:
        return
    actuels = {resultat.annee: resultat for resultat in autre.resultats}
    for publie, tient in zip(dite.resultats, tenue.resultats, strict=True):
        actuel = actuels.get(publie.annee)
        if actuel and actuel.valeur not in {publie.valeur, tient.valeur}:
            yield Changement(tenue, tient, actuel)


def list_attendues(aujourdhui: date) -> list[tuple[SchemaAdopte, Echeance]]:
    schemas = SchemaAdopte.objects.filter(espace__organisation__isnull=False)
    lues = schemas.select_related("espace__organisation").prefetch_related(
        Prefetch("espace__publications", Publication.objects.publiees(), to_attr="parues")
    )
    attendues = ((schema, find_echeance(schema, schema.espace.parues)) for schema in lues)  # type: ignore[attr-defined]  # a prefetch
    return [(schema, e) for schema, e in attendues if e and not e.is_late(aujourdhui)]
