"""What changes the public register: publish, confirm, withdraw, merge.

Each gesture is one transaction: the sheet, its frozen version, its links, its place in the search
index and the journal change together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from spaser.contenus.lecture import schema_spaser
from spaser.moteur.referentiels.annuaire import name_departement, name_region
from spaser.regles import nomenclatures
from spaser.regles.droits import MATRICE, Operation
from spaser.regles.fiche import AchatsAnnuels, Spaser
from spaser.regles.format_controle import name_chemin
from spaser.regles.format_spaser import widen, write_spaser
from spaser.regles.registre import read_champ, read_volume
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Appartenance, Organisation
from spaser.site.recherche import services
from spaser.site.registre.courriels import tell_retour
from spaser.site.registre.documents import GENERATION
from spaser.site.registre.models import (
    EtatFiche,
    Fiche,
    LienFiche,
    NatureDocument,
    Provenance,
    VersionFiche,
)
from spaser.site.socle.journal import record_on
from spaser.site.socle.versions import VersionDepassee

_MOTIF_MAX: Final = 300


def fil_registre(page: str, fiche: Fiche | None = None) -> list[tuple[str, str | None]]:
    """Return the trail of a page of the register, or of a sheet."""
    de_la_fiche = [(fiche.structure, fiche.get_absolute_url())] if fiche else []
    return [("Registre", reverse("registre:liste")), *de_la_fiche, (page, None)]


@dataclass(frozen=True, kw_only=True)
class ActePublication:
    """Who publishes what, and why: all that a version remembers."""

    spaser: Spaser
    origine: nomenclatures.OrigineFiche
    maintenant: datetime
    auteur: Utilisateur | None = None
    motif: str = ""
    organisation: Organisation | None = None
    confiance: str = ""
    identifiant: str | None = None

    @classmethod
    def like(cls, ligne: Fiche | VersionFiche, **reste: Any) -> ActePublication:
        """Publish again what comes from where a sheet, or a version of it, came from."""
        origine = nomenclatures.OrigineFiche(ligne.origine)
        return cls(origine=origine, confiance=ligne.confiance, **reste)


@transaction.atomic
def publish_fiche(
    publication: ActePublication,
    fiche: Fiche | None = None,
    provenances: Sequence[Provenance] | None = None,
) -> Fiche:
    """Publish a sheet, new or changed, and freeze this state as a version.

    `provenances` are unsaved rows that replace those of the sheet; None leaves them as they are.
    """
    nouvelle = fiche is None
    fiche = fiche or Fiche(publiee_le=publication.maintenant, identifiant=publication.identifiant)
    _fill(fiche, publication)
    fiche.save()
    if provenances is not None:
        fiche.provenances.all().delete()
        for provenance in provenances:
            provenance.fiche = fiche
            provenance.save()
    _follow_liens(fiche)
    _freeze(fiche, publication)
    services.index(fiche)
    services.bump(GENERATION)
    record_on(
        "registre.publiee" if nouvelle else "registre.modifiee",
        fiche,
        publication.auteur,
        origine=publication.origine,
        motif=publication.motif,
    )
    return fiche


@transaction.atomic
def confirm_fiche(fiche: Fiche, auteur: Utilisateur | None, maintenant: datetime) -> None:
    fiche.confirmee_le = maintenant
    fiche.save(update_fields=["confirmee_le"])
    services.bump(GENERATION)
    record_on("registre.confirmee", fiche, auteur)


@transaction.atomic
def withdraw_fiche(
    fiche: Fiche, motif: str, auteur: Utilisateur | None, maintenant: datetime
) -> None:
    """Take a sheet out of the public register; its address then says so, with the reason."""
    fiche.etat = EtatFiche.RETIREE
    fiche.motif_retrait = motif
    _hide(fiche, maintenant)
    record_on("registre.retiree", fiche, auteur, motif=motif)


@transaction.atomic
def merge_fiches(
    doublon: Fiche, gardee: Fiche, auteur: Utilisateur | None, maintenant: datetime
) -> None:
    """Fold a duplicate into the sheet that is kept; the address of the first leads to the second.

    Versions and sources stay with the duplicate: what was published is not rewritten.
    """
    if doublon.pk == gardee.pk or gardee.etat != EtatFiche.PUBLIEE:
        raise ValueError("Une fiche se fusionne dans une autre fiche, publiée.")
    doublon.etat = EtatFiche.FUSIONNEE
    doublon.fusionnee_dans = gardee
    doublon.fusionnees.update(fusionnee_dans=gardee)
    _hide(doublon, maintenant)
    record_on("registre.fusionnee", doublon, auteur, gardee=gardee.pk)


def columns_of(spaser: Spaser) -> dict[str, object]:
    """Return the columns of `Fiche` that repeat its content."""
    structure, schema = spaser.structure, spaser.schema
    volume = read_volume(spaser)
    return {
        "structure": structure.nom,
        "siren": structure.siren or "",
        "type": structure.type,
        "code_region": structure.code_region or "",
        "codes_departement": list(structure.codes_departement),
        "tranche_habitants": structure.tranche_habitants or "",
        "tranche_achats": structure.tranche_achats or "",
        "titre": schema.titre or "",
        "edition": schema.edition,
        "statut_declare": schema.statut or "",
        "adopte_le": _text(schema.adopte_le),
        "debut": _text(schema.periode.debut),
        "fin": _text(schema.periode.fin),
        "sans_terme": schema.periode.sans_terme,
        "mutualise": schema.mutualise,
        "obligation": schema.obligation or "",
        "approche": schema.approche or "",
        "sirens_partenaires": [p.siren for p in schema.partenaires if p.siren],
        "achats_bas": volume.bas,
        "achats_haut": volume.haut,
    }


def list_liens_publies(spaser: Spaser) -> list[str]:
    """Return every outside address that a sheet gives, once each, in its order."""
    adresses = (
        *(document.url for document in spaser.documents),
        *(lien.url for lien in spaser.liens),
        *(source.url for source in spaser.sources if source.url),
    )
    return list(dict.fromkeys(adresses))


def _fill(fiche: Fiche, publication: ActePublication) -> None:
    fiche.contenu = write_spaser(publication.spaser)
    fiche.__dict__.pop("spaser", None)  # what was read of the former content
    for nom, valeur in columns_of(publication.spaser).items():
        setattr(fiche, nom, valeur)
    fiche.origine = publication.origine
    fiche.confiance = publication.confiance
    fiche.etat = EtatFiche.PUBLIEE
    fiche.mise_a_jour_le = publication.maintenant
    if publication.organisation is not None:
        fiche.organisation = publication.organisation


AUTRES_LIENS: Final = ("Lien", "Page qui en parle")  # what is no document


def _follow_liens(fiche: Fiche) -> None:
    """Keep the last check of the addresses that stay; say again what each is, and who read it."""
    spaser, (lien, page) = fiche.spaser, AUTRES_LIENS
    noms = dict(NatureDocument.choices)
    dits = {source.url or "": (source.libelle, page) for source in spaser.sources}
    dits |= {autre.url: (autre.titre, lien) for autre in spaser.liens}
    dits |= {d.url: (d.titre, noms.get(str(d.nature), "Document")) for d in spaser.documents}
    lignes = fiche.provenances.filter(confiance__in="AB")  # C only cites
    surs = set(lignes.values_list("libelle", flat=True))
    sources = (s for s in spaser.sources if s.libelle in surs)
    lues = {s.url: s.consulte_le.debut for s in sources if s.consulte_le}
    adresses = list_liens_publies(spaser)
    fiche.liens.exclude(url__in=adresses).delete()
    liens = (
        LienFiche(
            fiche=fiche, url=url, titre=dits[url][0], genre=dits[url][1], lue_le=lues.get(url)
        )
        for url in adresses
    )
    cle, champs = ["fiche", "url"], ["titre", "genre", "lue_le"]
    LienFiche.objects.bulk_create(
        liens, update_conflicts=True, unique_fields=cle, update_fields=champs
    )


def _freeze(fiche: Fiche, publication: ActePublication) -> None:
    dernier = fiche.versions.aggregate(dernier=Max("numero"))["dernier"] or 0
    VersionFiche.objects.create(
        fiche=fiche,
        numero=dernier + 1,
        contenu=fiche.contenu,
        date=publication.maintenant,
        auteur=publication.auteur,
        origine=publication.origine,
        motif=publication.motif[:_MOTIF_MAX],
        confiance=publication.confiance,
        provenances=[ligne.freeze() for ligne in fiche.provenances.all()],
    )


def _hide(fiche: Fiche, maintenant: datetime) -> None:
    fiche.mise_a_jour_le = maintenant
    fiche.save()
    services.unindex(fiche)
    services.bump(GENERATION)


def _text(date_partielle: object) -> str:
    return str(date_partielle) if date_partielle else ""


# Going back to what a sheet said before: a new version, equal to a former one.


@transaction.atomic
def go_back(
    version: VersionFiche,
    spaser: Spaser,
    *,
    depuis: int,
    motif: str,
    auteur: Utilisateur,
    maintenant: datetime,
) -> Fiche:
    """Publish a former version again; VersionDepassee when `depuis` is no longer the last one.

    The files of the sheet are not part of a version: they stay as they are.
    """
    fiche = Fiche.objects.select_for_update().get(pk=version.fiche_id)
    if fiche.versions.latest("numero").numero != depuis:
        raise VersionDepassee
    publication = ActePublication.like(
        version,
        spaser=spaser,
        maintenant=maintenant,
        auteur=auteur,
        motif=f"Retour à la version {version.numero}\u00a0: {motif}",
    )
    publish_fiche(publication, fiche, [Provenance.thaw(g) for g in version.provenances] or None)
    nouvelle = fiche.versions.latest("numero")
    for personne in _list_keepers(fiche, auteur):
        tell_retour(personne, version, nouvelle)
    return fiche


def _list_keepers(fiche: Fiche, auteur: Utilisateur) -> Iterable[Utilisateur]:
    """Return those who keep the sheet up to date, but her who has just acted."""
    tenus = Appartenance.objects.actives().filter(
        organisation=fiche.organisation_id,
        role__in=[role.value for role in MATRICE[Operation.MODIFIER_FICHE_PUBLIEE]],
        utilisateur__is_active=True,
    )
    autres = tenus.exclude(utilisateur=auteur).select_related("utilisateur").order_by("pk")
    return [tenu.utilisateur for tenu in autres]


# --- A sheet as a reader sees it: facts by section, each with its words, its date and its origin
# ---


_OBLIGATION: Final = "Calculé par le site\u00a0: "
_PROJETS: Final = frozenset(
    {nomenclatures.Statut.EN_REFLEXION, nomenclatures.Statut.EN_COURS_ELABORATION}
)
_CONTENUS: Final = (
    "schema.presentation",
    "schema.axes",
    "schema.objectifs",
    "schema.actions",
    "schema.indicateurs",
    "schema.calendrier",
    "schema.gouvernance",
    "schema.texte",
    "documents",
    "liens",
    "contact",
)
_PROFONDEUR: Final = 2  # below, fields belong to the elements of a list


@dataclass(frozen=True)
class SourceCitee:
    """An origin of facts, as the sheet lists it: its rank, and the facts it speaks for alone."""

    rang: int
    provenance: Provenance
    champs: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)  # by field

    @property
    def libelles(self) -> list[str]:
        """Return the names of the facts it speaks for; none when it speaks for the sheet."""
        return list(dict.fromkeys(map(_name_champ, self.champs)))


@dataclass(frozen=True)
class Fait:
    """One fact; an empty `valeur` is not known. `champ` is its place in the open format."""

    champ: str
    libelle: str
    valeur: str
    note: str = ""
    precision: str = ""  # what its sources do not agree on, or how they were read
    sources: tuple[SourceCitee, ...] = ()
    inconnu: str = "non connu"
    est_calcule: bool = False  # computed here, from the other facts: no source of its own


@dataclass(frozen=True)
class RubriqueFiche:
    titre: str
    faits: tuple[Fait, ...]


def read_sources(provenances: Sequence[Provenance]) -> list[SourceCitee]:
    groupes: dict[tuple[object, ...], list[Provenance]] = {}
    for ligne in sorted(provenances, key=lambda ligne: ligne.pk or 0):
        cle = (ligne.origine, ligne.libelle, ligne.url, ligne.date, ligne.confiance)
        groupes.setdefault(cle, []).append(ligne)
    return [
        SourceCitee(
            rang,
            lignes[0],
            tuple(ligne.champ for ligne in lignes if ligne.champ),
            {ligne.champ: ligne.note for ligne in lignes if ligne.note},
        )
        for rang, lignes in enumerate(groupes.values(), start=1)
    ]


def read_rubriques(
    fiche: Fiche, statut: nomenclatures.Statut, sources: Sequence[SourceCitee] = ()
) -> list[RubriqueFiche]:
    return [
        RubriqueFiche(titre, tuple(_with_sources(fait, sources) for fait in read(fiche, statut)))
        for titre, read in _RUBRIQUES.items()
    ]


def find_sources(champ: str, sources: Sequence[SourceCitee]) -> tuple[SourceCitee, ...]:
    """Return the origins of a field: its own, else those of what holds it.

    A row of the whole sheet counts when it is alone, never as a default: a field whose source
    nobody noted has none.
    """
    if len(sources) == 1 and not sources[0].champs:
        return tuple(sources)
    while champ:
        if trouvees := tuple(source for source in sources if champ in source.champs):
            return trouvees
        champ = champ.rpartition(".")[0]
    return ()


def read_faits_contenus(spaser: Spaser, sources: Sequence[SourceCitee]) -> dict[str, Fait]:
    large = widen(spaser)
    return {
        champ.rpartition(".")[2]: _with_sources(
            Fait(champ, "", "oui" if read_champ(large, champ) else ""), sources
        )
        for champ in _CONTENUS
    }


def split_siren(siren: str) -> str:
    return "\u00a0".join((siren[:3], siren[3:6], siren[6:])) if siren else ""


def _with_sources(fait: Fait, sources: Sequence[SourceCitee]) -> Fait:
    if not fait.valeur or fait.est_calcule:
        return fait
    siennes = find_sources(fait.champ, sources)
    notes = dict.fromkeys(filter(None, (s.notes.get(fait.champ, "") for s in siennes)))
    return replace(fait, sources=siennes, precision=" ".join(notes))


def _read_fait(fiche: Fiche, champ: str, libelle: str) -> Fait:
    return Fait(champ, libelle, nomenclatures.format_valeur(read_champ(fiche.spaser, champ)))


def _structure(fiche: Fiche, statut: nomenclatures.Statut) -> Iterator[Fait]:
    structure = fiche.spaser.structure
    departements = [name_departement(code) or code for code in structure.codes_departement]
    yield Fait("structure.nom", "Structure", structure.nom)
    yield Fait("structure.siren", "SIREN", split_siren(structure.siren or ""))
    yield _read_fait(fiche, "structure.type", "Type de structure")
    yield Fait("structure.code_region", "Région", name_region(structure.code_region or ""))
    yield Fait("structure.codes_departement", "Départements", ", ".join(departements))
    yield _read_fait(fiche, "structure.tranche_habitants", "Nombre d’habitants")
    yield _read_fait(fiche, "structure.tranche_achats", "Volume d’achats estimés")
    yield Fait("achats_annuels", "Achats annuels indiqués", _achats(fiche.spaser.achats_annuels))
    yield _read_fait(fiche, "schema.obligation", "Obligé ou volontaire, d’après la source")
    yield from _obligation(fiche, statut)


def _obligation(fiche: Fiche, statut: nomenclatures.Statut) -> Iterator[Fait]:
    reponses = [("Aujourd’hui", fiche.judge_obligation(timezone.localdate()))]
    if statut not in _PROJETS:
        reponses.insert(0, ("À son adoption", fiche.judge_adoption()))
    for quand, reponse in reponses:
        yield Fait(
            "",
            f"{quand}, d’après la loi",
            reponse.obligation.libelle,
            f"{_OBLIGATION}{reponse.raison}",
            est_calcule=True,
        )


def _schema(fiche: Fiche, statut: nomenclatures.Statut) -> Iterator[Fait]:
    schema = fiche.spaser.schema
    edition = nomenclatures.edition_libelle(schema.edition) if schema.edition else ""
    connu = "" if statut is nomenclatures.Statut.INCONNU else statut.libelle
    yield Fait("schema.titre", "Titre", schema.titre or "")
    yield Fait("schema.statut", "Statut du SPASER aujourd’hui", connu, statut.explication)
    inconnu = "pas encore adopté" if statut in _PROJETS else "date d’adoption non connue"
    yield replace(_read_fait(fiche, "schema.adopte_le", "Adopté"), inconnu=inconnu)
    yield Fait("schema.periode", "Période", fiche.annees)
    yield Fait("schema.edition", "Édition", edition)
    yield Fait("schema.mutualise", "Mutualisé", _mutualise(fiche.spaser))
    yield _read_fait(fiche, "schema.approche", "Approche")


_RUBRIQUES: Final[Mapping[str, Callable[[Fiche, nomenclatures.Statut], Iterator[Fait]]]] = {
    "La structure": _structure,
    "Le schéma": _schema,
}


def _name_champ(champ: str) -> str:
    """Name a field as the open format does: `structure.siren` is « SIREN »."""
    chemin = tuple(champ.split("."))[:_PROFONDEUR]
    return name_chemin(chemin, schema_spaser()).rpartition(" › ")[2]


def _achats(achats: Sequence[AchatsAnnuels]) -> str:
    return "\u202f; ".join(map(_achat, achats))


def _achat(achat: AchatsAnnuels) -> str:
    details = ", ".join(filter(None, (str(achat.annee or ""), achat.precision)))
    montant = f"{nomenclatures.format_valeur(achat.montant)}\u00a0€ {achat.taxe or ''}".rstrip()
    return f"{montant} ({details})" if details else montant


def _mutualise(spaser: Spaser) -> str:
    noms = ", ".join(partenaire.nom for partenaire in spaser.schema.partenaires)
    reponse = nomenclatures.format_valeur(spaser.schema.mutualise).capitalize()
    return f"{reponse}, avec {noms}" if noms else reponse
