"""What a space publishes: its draft, its publications, in the register, when the next is due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Prefetch, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from spaser.contenus.lecture import SCHEMA_PUBLICATIONS
from spaser.documents.francais import format_date, typographie
from spaser.documents.publication import ErratumPublie, Parution, PublicationOuverte, tell_valeur
from spaser.elements import fold_mots
from spaser.regles import format_spaser, nomenclatures
from spaser.regles.comparaison import CouvertureAnnee
from spaser.regles.fiche import DocumentPublic, Schema, Spaser, Structure
from spaser.regles.indicateurs import Origine, ReferenceChiffre
from spaser.regles.publication import (
    EDITION,
    OUVERTES,
    AnneePubliee,
    ContenuPublie,
    EcheancePublication,
    IndicateurAnnee,
    LignePubliee,
    Publieur,
    ResultatAnnee,
    ValeurCorrigee,
    hold_contenu,
    join_annees,
    propose_annees,
    propose_echeance,
)
from spaser.site.chiffres.depenses.obligation import is_oblige
from spaser.site.chiffres.situation import link_preuve
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.bilans import read_bilan
from spaser.site.espace.perimetre import tell_etendue
from spaser.site.organisations.forms import list_regions
from spaser.site.organisations.identite import describe_espace, list_administrations
from spaser.site.organisations.models import TYPES, Espace
from spaser.site.plan.cibles.services import SuiviAnnuel, read_suivis
from spaser.site.plan.point_annuel.services import read_annee_close, read_corriges, read_indicateur
from spaser.site.registre.depot.envoi import submit
from spaser.site.registre.depot.services import Deposant, open_with
from spaser.site.registre.models import Depot
from spaser.site.registre.porteurs import find_schema_publie, list_schemas_de
from spaser.site.schema.models import Publication, Publications, SchemaAdopte, read_dites
from spaser.site.socle.courriels.envoi import absolute_url
from spaser.site.socle.formulaires import FormLibre

# --- The years that are published: as their review froze them, else as what is followed says ---


def read_annees(espace: Espace, annees: Sequence[int]) -> list[AnneePubliee]:
    """Return the years of a space; the data of those that nobody closed are read once."""
    closes = {annee: read_annee_close(espace, annee) for annee in annees}
    lues = {annee: lue and _cover(espace, lue) for annee, lue in closes.items()}
    ouvertes = [annee for annee in annees if lues[annee] is None]
    suivis = dict(zip(ouvertes, read_suivis(espace, ouvertes), strict=True)) if ouvertes else {}
    return [lues[annee] or _read_ouverte(annee, suivis[annee]) for annee in annees]


def read_connues(espace: Espace, annees: Sequence[int]) -> list[AnneePubliee]:
    """Return the years as they are known today: an erratum of their review first, else the data."""
    suivis = read_suivis(espace, annees)
    return [_read_connue(espace, suivi) for suivi in suivis]


def _read_connue(espace: Espace, suivi: SuiviAnnuel) -> AnneePubliee:
    ouverte, corriges = _read_ouverte(suivi.annee, suivi), read_corriges(espace, suivi.annee)
    connus = tuple(corriges.get(un.cle, un) for un in ouverte.indicateurs)
    return replace(ouverte, indicateurs=connus)


def _read_ouverte(annee: int, suivi: SuiviAnnuel) -> AnneePubliee:
    return AnneePubliee(
        annee=annee, indicateurs=tuple(read_indicateur(ligne, annee) for ligne in suivi.lignes)
    )


def read_couvertures(espace: Espace, annees: Iterable[int]) -> dict[int, CouvertureAnnee]:
    """Return how far the files that name a buyer cover years; nothing where none names it."""
    vue = read_bilan(espace.siren).vue
    return {annee: vue.find_couverture(annee) for annee in annees} if vue else {}


def _cover(espace: Espace, lue: AnneePubliee) -> AnneePubliee:
    """Say how far files cover a year that was closed before reviews kept it."""
    couverture = read_couvertures(espace, [lue.annee]).get(lue.annee)
    return replace(lue, indicateurs=tuple(_mark(un, couverture) for un in lue.indicateurs))


def _mark(un: IndicateurAnnee, couverture: CouvertureAnnee | None) -> IndicateurAnnee:
    resultat = un.resultat
    if resultat.couverture is not None or resultat.origine not in OUVERTES:
        return un
    return replace(un, resultat=replace(resultat, couverture=couverture))


# --- Reads what a space publishes: its draft, its publications, when the next one is due ---


_JOUR: Final = 10  # letters of a whole day


def find_schema_adopte(espace: Espace) -> SchemaAdopte | None:
    """Return what a space said of its adopted scheme; None before it says anything."""
    return SchemaAdopte.objects.filter(espace=espace).first()


def propose_adoption(espace: Espace) -> date | None:
    """Return the day of adoption that the register knows, when it knows the day."""
    for fiche in list_schemas_de(espace.siren):
        jour = fiche.spaser.schema.adopte_le
        if jour and len(str(jour)) == _JOUR:
            return nomenclatures.DatePartielle(jour).debut
    return None


def list_publications(espace: Espace) -> Publications:
    return (
        Publication.objects.filter(espace=espace)
        .select_related("espace", "arretee", "proposee_par", "depot", "depot__fiche")
        .prefetch_related("errata", "mises_en_ligne")
    )


def find_ouverte(espace: Espace) -> Publication | None:
    """Return the publication being prepared."""
    return Publication.objects.ouvertes().filter(espace=espace).first()


def list_publiques() -> Publications:
    publiees = Publication.objects.publiques().select_related("espace__organisation", "arretee")
    return publiees.prefetch_related("errata").order_by("-publiee_le", "-pk")


def find_publique(siren: str, annee: int) -> Publication | None:
    return list_publiques().filter(espace__siren=siren, annee=annee).first()


@dataclass(frozen=True)
class Etat:
    """Where a space stands: what is due, what is being prepared, what is public."""

    espace: Espace
    schema: SchemaAdopte | None
    publications: tuple[Publication, ...]
    echeance: EcheancePublication | None
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
        return propose_annees(self.aujourdhui, derniere)

    @property
    def trop_tot(self) -> bool:
        """Say whether the last of these years is not over, or not wholly published."""
        return self.annees[-1] > nomenclatures.annee_montree(self.aujourdhui)

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


def find_echeance(
    schema: SchemaAdopte | None, publiees: Iterable[Publication]
) -> EcheancePublication | None:
    """Return the day by which to publish: the one that was chosen, else the one that is counted.

    A day that somebody chose before the last publication is no longer the next one.
    """
    jours = [timezone.localdate(p.publiee_le) for p in publiees if p.publiee_le]
    if schema and schema.derniere_publication:
        jours.append(schema.derniere_publication)
    derniere = max(jours, default=None)
    choisie = schema.echeance if schema else None
    if choisie and (derniere is None or choisie > derniere):
        return EcheancePublication(choisie, "le jour que vous avez choisi", choisie=True)
    adopte_le = schema.adopte_le if schema else None
    jour = propose_echeance(adopte_le, derniere)
    if jour is None:
        return None
    quoi = "la dernière publication, le" if derniere else "l’adoption, le"
    depuis = derniere or adopte_le
    return EcheancePublication(
        jour, f"deux ans après {quoi} {format_date(depuis)}" if depuis else ""
    )


def list_validateurs(espace: Espace) -> frozenset[int]:
    if espace.organisation is None:
        return frozenset()
    return frozenset(a.utilisateur_id for a in list_administrations(espace.organisation))


def gather_contenu(
    espace: Espace, annees: Iterable[int], dite: Publication | None, schema: SchemaAdopte | None
) -> ContenuPublie:
    return _make_contenu(espace, read_annees(espace, tuple(annees)), dite, schema)


def gather_connu(publication: Publication) -> ContenuPublie:
    """Return what is known today of the years of a publication, closed ones too."""
    espace = publication.espace
    return _make_contenu(espace, read_connues(espace, publication.annees), publication, None)


def _make_contenu(
    espace: Espace,
    lues: Sequence[AnneePubliee],
    dite: Publication | None,
    schema: SchemaAdopte | None,
) -> ContenuPublie:
    methode = dite.methode.strip() if dite else ""
    return ContenuPublie(
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


def read_brouillon(etat: Etat) -> ContenuPublie:
    """Return what the next publication says: what was proposed, else what is known today."""
    ouverte = etat.ouverte
    if ouverte and ouverte.valeurs:
        return ouverte.read_contenu()
    return gather_contenu(etat.espace, etat.annees, ouverte, etat.schema)


def read_tenu(publication: Publication) -> ContenuPublie:
    """Return what holds of a publication: what was published, then what its errata say."""
    chiffres = (e for e in publication.errata.all() if None not in {e.annee, e.valeur})
    return hold_contenu(publication.read_contenu(), read_dites(ValeurCorrigee, chiffres))


def read_parution(publication: Publication) -> Parution:
    jour = timezone.localdate(publication.publiee_le) if publication.publiee_le else None
    return Parution(
        adresse=absolute_url(publication.get_absolute_url()),
        publiee_le=jour,
        prochaine=propose_echeance(None, jour),
        validee_par=publication.signature,
        fictive=publication.espace.est_invente,
        corrections=read_dites(ErratumPublie, publication.errata.all()),
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


def list_changements(publication: Publication, aujourdhui: ContenuPublie) -> list[Changement]:
    return compare_parution(publication.read_contenu(), read_tenu(publication), aujourdhui)


def compare_parution(
    publie: ContenuPublie, tenu: ContenuPublie, aujourdhui: ContenuPublie
) -> list[Changement]:
    """Return what is known otherwise, in one unit and as it is printed, than what holds.

    Where an erratum holds, a value that is still the published one tells nothing new.
    """
    lignes = zip(publie.lignes, tenu.lignes, strict=True)
    trouves = (une for dite, tenue in lignes for une in _compare(dite, tenue, aujourdhui))
    return [une for une in trouves if une.texte_publie != une.texte_actuel]


def _compare(
    dite: LignePubliee, tenue: LignePubliee, aujourdhui: ContenuPublie
) -> Iterator[Changement]:
    autre = aujourdhui.find(dite.cle)
    if autre is None or autre.unite != dite.unite:
        return
    actuels = {resultat.annee: resultat for resultat in autre.resultats}
    for publie, tient in zip(dite.resultats, tenue.resultats, strict=True):
        actuel = actuels.get(publie.annee)
        if actuel and actuel.valeur not in {publie.valeur, tient.valeur}:
            yield Changement(tenue, tient, actuel)


def list_publications_attendues(aujourdhui: date) -> list[tuple[SchemaAdopte, EcheancePublication]]:
    schemas = SchemaAdopte.objects.filter(espace__organisation__isnull=False)
    lues = schemas.select_related("espace__organisation").prefetch_related(
        Prefetch("espace__publications", Publication.objects.publiees(), to_attr="parues")
    )
    attendues = ((schema, find_echeance(schema, schema.espace.parues)) for schema in lues)  # type: ignore[attr-defined]  # a prefetch
    return [(schema, e) for schema, e in attendues if e and not e.is_late(aujourdhui)]


# --- How the public list is narrowed: words of a name or a SIREN, place, kind, year,
# demonstration ---


_TEXTE_MAX: Final = 100


class FormRecherche(FormLibre):
    """What to look for; everything may be left empty."""

    q = forms.CharField(label="Nom ou SIREN", required=False, max_length=_TEXTE_MAX)
    region = forms.ChoiceField(
        label="Région", required=False, choices=lambda: list_regions("Toutes")
    )
    type = forms.ChoiceField(
        label="Type de structure", required=False, choices=[("", "Tous"), *TYPES]
    )
    annee = forms.IntegerField(
        label="Année", required=False, min_value=2000, max_value=2100, help_text="Par exemple 2025."
    )

    def narrow(self, publications: Publications) -> Publications:
        """Keep those that it looks for; what is wrong in it narrows nothing."""
        dits = self.cleaned_data
        if mots := fold_mots(dits.get("q", "")):
            publications = publications.filter(_match(mots))
        if region := dits.get("region"):
            publications = publications.filter(espace__organisation__code_region=region)
        if nature := dits.get("type"):
            publications = publications.filter(espace__organisation__type=nature)
        if annee := dits.get("annee"):
            publications = publications.filter(debut__lte=annee, annee__gte=annee)
        return publications


def _match(mots: str) -> Q:
    """Return what finds every word in the name, or the number."""
    chiffres = mots.replace(" ", "")
    if chiffres.isdigit():
        return Q(espace__siren__startswith=chiffres)
    trouve = Q()
    for mot in mots.split():
        trouve &= Q(espace__organisation__nom_plie__contains=f" {mot}")
    return trouve


# --- A publication feeds the sheet of its buyer in the register, as any deposit does ---


_COURT: Final = 300
CATEGORIES_LOI: Final = {
    "SOC-01": nomenclatures.Categorie.SOCIAL,
    "ENV-01": nomenclatures.Categorie.ECOLOGIQUE,
    "SOC-13": nomenclatures.Categorie.ESUS,
    "SOC-IN": nomenclatures.Categorie.INSERTION_HANDICAP,
}


def is_premiere(espace: Espace) -> bool:
    """Say whether nothing final was published yet."""
    return not Publication.objects.publiees().filter(espace=espace).exists()


def list_adresses_connues(espace: Espace) -> list[str]:
    """Return the addresses of services that the published sheets of a body give."""
    siennes = (f for f in list_schemas_de(espace.siren) if f.siren == espace.siren)
    contacts = (fiche.spaser.contact for fiche in siennes)
    return list(dict.fromkeys(c.courriel for c in contacts if c and c.courriel))


def feed_registre(publication: Publication, auteur: Utilisateur) -> Depot | None:
    """Send the values of a publication to the register, in the sheet of its buyer, new or known.

    Whoever confirms may deposit for her organisation: it is public at once, and the team verifies
    it. None when the sheet cannot hold it: it is then to be deposited by hand.
    """
    maintenant, espace = timezone.now(), publication.espace
    fiche = find_schema_publie(espace, timezone.localdate())
    contenu = format_spaser.write_spaser(
        complete_spaser(fiche.spaser if fiche else start_spaser(espace), publication)
    )
    format_spaser.close_liens(contenu["schema"])
    if not isinstance(format_spaser.read_spaser_dict(contenu), Spaser):
        return None
    deposant = Deposant(auteur.courriel, auteur)
    depot = open_with(deposant, maintenant, fiche, contenu)
    submit(depot, depot.version, deposant, maintenant)
    return depot


def start_spaser(espace: Espace) -> Spaser:
    """Return the sheet of a buyer of which the register knows nothing."""
    identite = describe_espace(espace)
    structure = Structure(
        nom=identite.nom[:_COURT],
        type=nomenclatures.TypeStructure(identite.type or nomenclatures.TypeStructure.AUTRE),
        siren=espace.siren,
        code_region=identite.code_region or None,
        codes_departement=identite.codes_departement,
    )
    return Spaser(structure=structure, schema=Schema(statut=nomenclatures.Statut.ADOPTE))


def complete_spaser(spaser: Spaser, publication: Publication) -> format_spaser.Spaser11:
    large, contenu = format_spaser.widen(spaser), read_tenu(publication)
    schema, le = large.schema, publication.publiee_le
    document = DocumentPublic(
        titre=f"Résultats {contenu.periode}",
        url=absolute_url(publication.get_absolute_url()),
        nature=nomenclatures.TypeDocument.BILAN,
        date=write_jour(timezone.localdate()),
    )
    autres = tuple(d for d in spaser.documents if d.url != document.url)
    fige_le = timezone.localtime(le).date() if le else None
    return replace(
        large,
        schema=replace(
            schema,
            adopte_le=schema.adopte_le or write_jour(contenu.adopte_le),
            indicateurs=tuple(merge_indicateurs(schema.indicateurs, contenu, fige_le)),
        ),
        documents=(*autres, document),
    )


def merge_indicateurs(
    connus: tuple[format_spaser.IndicateurSuivi11, ...],
    contenu: ContenuPublie,
    fige_le: date | None = None,
) -> Iterator[format_spaser.IndicateurSuivi11]:
    """Yield the indicators of a sheet with their new values, then those that it did not have.

    One of the buyer's own is known by the words of its name, whatever their spaces and capitals.
    """
    lignes = [ligne for ligne in contenu.lignes if ligne.dernier]
    codees = {ligne.code: ligne for ligne in lignes if ligne.code}
    nommees = {_fold(ligne.nom): ligne for ligne in lignes if not ligne.code}
    paires: list[tuple[format_spaser.IndicateurSuivi11, LignePubliee | None]] = [
        (
            connu,
            codees.pop(connu.code or "", None) or nommees.pop(_fold(connu.intitule), None),
        )
        for connu in connus
    ]
    for ligne in (*codees.values(), *nommees.values()):
        neuf = format_spaser.IndicateurSuivi11(
            intitule=ligne.nom[:_COURT],
            code=ligne.code or None,
            categorie=CATEGORIES_LOI.get(ligne.code),
        )
        paires.append((neuf, ligne))
    for suivi, publiee in paires:
        yield _add(suivi, publiee, contenu, fige_le) if publiee else suivi


def _fold(nom: str) -> str:
    return fold_mots(nom[:_COURT])


def _add(
    suivi: format_spaser.IndicateurSuivi11,
    ligne: LignePubliee,
    contenu: ContenuPublie,
    fige_le: date | None,
) -> format_spaser.IndicateurSuivi11:
    """Write the values of a line; its unit and its expression only if every value has them."""
    connus = [resultat for resultat in ligne.resultats if resultat.valeur is not None]
    cles = {(r.annee, siren) for r in connus for siren in (contenu.siren, None)}
    gardees = tuple(v for v in suivi.valeurs if (v.annee, v.siren) not in cles)
    expressions: set[nomenclatures.ExpressionIndicateur | None] = {
        nomenclatures.ExpressionIndicateur(str(r.expression)) for r in connus
    }
    expressions |= {suivi.expression for _ in gardees}
    partagee = not gardees or (suivi.unite or "") == ligne.unite
    dites = tuple(
        _write(resultat, contenu, fige_le, "" if partagee else ligne.unite) for resultat in connus
    )
    return replace(
        suivi,
        expression=expressions.pop()
        if len(expressions) == 1
        else nomenclatures.ExpressionIndicateur.AUTRE,
        unite=(ligne.unite or None) if partagee else suivi.unite,
        valeurs=tuple(sorted((*gardees, *dites), key=lambda v: (v.annee, v.siren or ""))),
    )


def _write(
    resultat: ResultatAnnee, contenu: ContenuPublie, fige_le: date | None, unite: str
) -> format_spaser.ValeurAnnuelle11:
    phrases = (
        f"En {unite}" if unite else "",
        resultat.base,
        resultat.marque,
        resultat.source,
        resultat.reserve,
    )
    methode = ". ".join(phrase.rstrip(".") for phrase in phrases if phrase)
    return write_valeur_annuelle(
        resultat,
        (contenu.calcule_le, fige_le),
        annee=resultat.annee,
        siren=contenu.siren,
        methode=typographie(f"{methode}."),
        reference=resultat.reference or None,
    )


_PARTS: Final = ("valeur", "bas", "haut")
_COMPTES: Final = ("numerateur", "denominateur", "inconnus")


def write_valeur_annuelle(
    nombres: object, jours: tuple[date | None, date | None], echelle: int = 1, **dits: Any
) -> format_spaser.ValeurAnnuelle11:
    """Return what anything says that is counted, read on a day, then kept on another.

    `echelle` is 100 where its value is a share from 0 to 1.
    """
    dits |= {nom: scale(getattr(nombres, nom), echelle) for nom in _PARTS}
    dits |= {nom: scale(getattr(nombres, nom)) for nom in _COMPTES}
    jour, fige_le = map(write_jour, jours)
    return format_spaser.ValeurAnnuelle11(jour=jour, fige_le=fige_le, **dits)


def scale(nombre: float | Decimal | None, echelle: int = 1) -> float | None:
    """Return a number without the dust of its binary form."""
    return None if nombre is None else round(float(nombre) * echelle, 9)


def write_jour(jour: date | None) -> nomenclatures.DatePartielle | None:
    return nomenclatures.DatePartielle(jour.isoformat()) if jour else None
