"""The faults of a buyer's published contracts, read and kept until the store changes."""

import gzip
import logging
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from spaser.contenus.faits import read_faits
from spaser.documents.bilan.vue import CODES_LEGAUX, ECART_MAX, JUMEAUX
from spaser.documents.francais import format_pourcent, format_pourcent_lu
from spaser.documents.reparation import LigneFiche, list_problemes
from spaser.elements import ErreurSpaser
from spaser.moteur.decp.controle.modele import Sort
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent, find_version
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.indicateurs.catalogue import PAR_CODE
from spaser.moteur.indicateurs.preuve import list_preuve
from spaser.moteur.reparation.examen import (
    ContratExamine,
    examine_acheteur,
    pack_contrats,
    unpack_contrats,
)
from spaser.moteur.reparation.lecture import count_publies
from spaser.moteur.valeurs import LISTE_ABSENTE, LignePreuve, Valeur
from spaser.regles import reparation
from spaser.regles.indicateurs import Origine, ReferenceChiffre, name_indicateur
from spaser.site.chiffres.models import Examen
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace import bilans
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte, Avancement, Stade
from spaser.site.socle.journal import record
from spaser.site.socle.taches.file import Travail, travail

# --- The four lines of the law as they are, and what hides the rest of each ---


type FautesParContrat = Mapping[int, Sequence[reparation.FauteContrat]]

PREMIERE_ANNEE: Final = 2024  # before, the format has no such field


@dataclass(frozen=True)
class PartMontree:
    part: reparation.PartConnue
    gains: tuple[reparation.Gain, ...]
    reference: ReferenceChiffre
    ecartes: int = 0  # contracts without an amount to add up

    @property
    def texte(self) -> str:
        valeur = self.part.valeur
        return "" if valeur is None else format_pourcent(valeur)

    @property
    def bas(self) -> str:
        """Return the share if every missing answer were no."""
        return format_pourcent_lu(self.part.bas or 0.0)

    @property
    def haut(self) -> str:
        """Return the share if every missing answer were yes."""
        return format_pourcent_lu(self.part.haut or 0.0)


@dataclass(frozen=True)
class TauxLegal:
    """A line of the law, in number and in value; `absence` says why there is neither."""

    code: str
    nombre: PartMontree | None = None
    montant: PartMontree | None = None
    absence: str = ""

    @property
    def nom(self) -> str:
        return name_indicateur(self.code)


def _read(
    ouvert: Entrepot, siren: str, annee: int, code: str, fautes: FautesParContrat
) -> TauxLegal:
    if PAR_CODE[code].referentiels_requis & ouvert.listes_absentes:
        return TauxLegal(code, absence=LISTE_ABSENTE)
    jumeau = JUMEAUX.get(code, code)
    nombre = list_preuve(ouvert, siren, code, annee, "nombre")
    montant = list_preuve(ouvert, siren, jumeau, annee, "montant")
    if not nombre:
        return TauxLegal(code, absence="non connu : aucun marché cette année-là")
    nom_nombre = ReferenceChiffre(siren, code, annee, "nombre", Origine.PUBLIES)
    nom_montant = ReferenceChiffre(siren, jumeau, annee, "montant", Origine.PUBLIES)
    return TauxLegal(
        code,
        _build_taux(code, nom_nombre, nombre, fautes),
        _build_taux(code, nom_montant, montant, fautes),
    )


def _build_taux(
    code: str,
    reference: ReferenceChiffre,
    lignes: Iterable[LignePreuve],
    fautes: FautesParContrat,
) -> PartMontree:
    en_euros = reference.mesure == "montant"
    poids: dict[str, float] = defaultdict(float)
    inconnus: dict[reparation.Cause, float] = defaultdict(float)
    ecartes = 0
    for ligne in lignes:
        pese = (ligne.montant or 0.0) if en_euros else 1.0
        if ligne.etat == "ecarte":
            ecartes += 1
        elif ligne.etat == "inconnu":
            inconnus[reparation.find_cause(code, fautes.get(ligne.cle, ()))] += pese
        else:
            poids[ligne.etat] += pese
    part = reparation.PartConnue(poids["compte"], poids["non_compte"], dict(inconnus))
    return PartMontree(part, tuple(reparation.list_gains(part)), reference, ecartes)


# --- Reads the faults of a buyer's published contracts, kept until the store changes ---


CONTRATS_MAX: Final = 10_000  # examined while the page is asked for: about a second
TAUX_MIN: Final = 0.05  # of a rate left unknown: under that, mending changes nothing
A_EXAMINER: Final = (
    "Vos contrats sont nombreux : leur examen se fait à part, et n’est pas encore prêt. "
    "Lancez-le depuis la fiche de réparation ; il prend quelques secondes."
)


@dataclass(frozen=True)
class ExamenEnAttente:
    """The contracts of a large buyer, to be examined by the worker; `examen` is the one at work."""

    nombre: int
    version: str
    examen: Examen | None = None

    @property
    def en_cours(self) -> bool:
        return self.examen is not None and self.examen.avance

    @property
    def echec(self) -> bool:
        return self.examen is not None and not self.en_cours


@dataclass(frozen=True)
class FicheReparation:
    """The contracts of a buyer examined; `absence` says why there are none.

    `repare` is the examination whose repaired file was made in the background.
    """

    contrats: tuple[ContratExamine, ...] = ()
    date_donnees: date | None = None
    absence: str = ""
    attente: ExamenEnAttente | None = None
    repare: Examen | None = None

    @property
    def examines(self) -> int:
        return len(self.contrats) - self.anciens

    @property
    def anciens(self) -> int:
        return sum(contrat.hors_format for contrat in self.contrats)

    @property
    def ecrits(self) -> int:
        return sum(contrat.ecrit for contrat in self.contrats)

    @property
    def a_corriger(self) -> int:
        """Return how many only the buyer can mend."""
        return self.examines - self.ecrits

    @property
    def reparables(self) -> int:
        """Return how many are mended in the file, without a doubt."""
        return sum(c.ecrit and c.has(Sort.REPARABLE) for c in self.contrats)

    @property
    def a_demander(self) -> bool:
        """Tell whether there is anything to ask of the publisher: a remark asks for nothing."""
        return any(ligne.genre is not reparation.Remede.REMARQUE for ligne in self.lignes)

    @cached_property
    def lignes(self) -> list[LigneFiche]:
        return list_problemes(self.contrats)

    @cached_property
    def fautes(self) -> dict[int, list[reparation.FauteContrat]]:
        par_contrat: dict[int, list[reparation.FauteContrat]] = defaultdict(list)
        for contrat in self.contrats:
            cle = contrat.publie.cle
            for probleme in contrat.problemes:
                remede = reparation.find_remede(probleme.sort.value, ecrit=contrat.ecrit)
                faute = reparation.FauteContrat(cle, probleme.champ or "", probleme.code, remede)
                par_contrat[cle].append(faute)
        return par_contrat

    @property
    def champs(self) -> list[str]:
        return sorted({ligne.champ for ligne in self.lignes})

    @property
    def raisons(self) -> list[str]:
        return sorted({ligne.probleme.code for ligne in self.lignes})

    @property
    def annees(self) -> list[int]:
        trouvees = {c.publie.annee for c in self.contrats if c.publie.annee}
        return sorted((a for a in trouvees if a >= PREMIERE_ANNEE), reverse=True)


@dataclass(frozen=True)
class FiltresFautes:
    champ: str = ""
    raison: str = ""
    genre: str = ""
    q: str = ""

    def keep(self, ligne: LigneFiche) -> bool:
        publie = ligne.contrat.publie
        return (
            self.champ in {"", ligne.champ}
            and self.raison in {"", ligne.probleme.code}
            and self.genre in {"", ligne.genre.value}
            and self.q.casefold() in f"{publie.id or ''} {publie.objet or ''}".casefold()
        )


def read_fiche(siren: str) -> FicheReparation:
    """Return the contracts of a buyer examined; for a large one, what the worker examined."""
    aujourdhui = timezone.localdate()
    try:
        etat = _read_etat(siren)
        if etat.nombre > CONTRATS_MAX:
            return _read_grand(siren, etat)
        return bilans.entrepot().recall(
            ("reparation", siren, aujourdhui, read_faits()),
            lambda ouvert: _build_reparation(ouvert, examine_acheteur(ouvert, siren, aujourdhui)),
        )
    except (EntrepotAbsent, EntrepotAbime):
        return FicheReparation(absence=bilans.SANS_ENTREPOT)


def read_repare(siren: str) -> bytes | None:
    """Return the repaired file of a buyer; None when it has no contract, or is not made yet."""
    try:
        etat = _read_etat(siren)
        if etat.nombre > CONTRATS_MAX:
            faits = Examen.objects.filter(siren=siren, version=etat.version, etat=Examen.Etat.FAIT)
            octets = faits.values_list("repare", flat=True).first()
            return gzip.decompress(octets) if octets else None
        return _write(siren) if etat.nombre else None
    except (EntrepotAbsent, EntrepotAbime):
        return None


def _write(siren: str) -> bytes:
    with (
        tempfile.TemporaryDirectory(prefix="spaser-") as dossier,
        bilans.entrepot().read() as ouvert,
    ):
        sortie = Path(dossier) / "repare.json"
        examine_acheteur(ouvert, siren, timezone.localdate(), sortie)
        return sortie.read_bytes()


def _read_etat(siren: str) -> ExamenEnAttente:
    return bilans.entrepot().recall(
        ("reparation-etat", siren), lambda ouvert: _count(ouvert, siren)
    )


def _count(ouvert: Entrepot, siren: str) -> ExamenEnAttente:
    version = find_version(ouvert.dossier)
    return ExamenEnAttente(count_publies(ouvert, siren), version.name if version else "")


def _read_grand(siren: str, etat: ExamenEnAttente) -> FicheReparation:
    examen = (
        Examen.objects.defer("contenu", "repare").filter(siren=siren, version=etat.version).first()
    )
    if examen is None or examen.etat != Examen.Etat.FAIT:
        return FicheReparation(absence=A_EXAMINER, attente=replace(etat, examen=examen))
    return bilans.entrepot().recall(
        ("reparation", siren, examen.pk),
        lambda ouvert: replace(
            _build_reparation(ouvert, unpack_contrats(bytes(examen.contenu))), repare=examen
        ),
    )


def _build_reparation(ouvert: Entrepot, contrats: tuple[ContratExamine, ...]) -> FicheReparation:
    return (
        FicheReparation(contrats, ouvert.date_donnees)
        if contrats
        else FicheReparation(absence=bilans.tell_sans_marche())
    )


def list_taux_legaux(siren: str, annee: int, fiche: FicheReparation) -> tuple[TauxLegal, ...]:
    return bilans.entrepot().recall(
        ("reparation-taux", siren, annee, timezone.localdate()),
        lambda ouvert: tuple(
            _read(ouvert, siren, annee, code, fiche.fautes) for code in CODES_LEGAUX
        ),
    )


def list_constats_fautes(
    fiche: FicheReparation, taux: Iterable[TauxLegal]
) -> list[reparation.ConstatFautes]:
    points = reparation.sum_points(un.nombre.part for un in taux if un.nombre)
    return reparation.count_constats(
        (f for siennes in fiche.fautes.values() for f in siennes), points
    )


def narrow_fautes(fiche: FicheReparation, filtres: FiltresFautes) -> Sequence[LigneFiche]:
    return [ligne for ligne in fiche.lignes if filtres.keep(ligne)]


def read_avancement_reparation(espace: Espace) -> Avancement:
    """Propose to mend the data when they leave a legal rate in doubt."""
    mesures = [taux.mesure for taux in bilans.read_bilan(espace.siren).legales]
    ecarts = [_ecart(mesure.valeur) for mesure in mesures if mesure and mesure.est_part]
    larges = [ecart for ecart in ecarts if ecart >= TAUX_MIN]
    if not larges:
        return Avancement()
    fragiles = any(ecart > ECART_MAX for ecart in larges)
    texte = (
        "Trop de réponses manquent pour conclure sur un de vos taux."
        if fragiles
        else "Des réponses manquent : la fiche dit lesquelles, et ce qu’elles changeraient."
    )
    adresse = reverse("reparation:fiche", args=[espace.siren])
    return Avancement(
        Stade.A_COMMENCER, Acte("Faire corriger vos données publiées", texte, adresse)
    )


def _ecart(valeur: Valeur) -> float:
    bas, haut = valeur.bas, valeur.haut
    return haut - bas if bas is not None and haut is not None else 0.0


# --- Has the contracts of a large buyer examined, and repaired, by the worker ---


_journal: Final = logging.getLogger(__name__)


@transaction.atomic
def ask_examen(espace: Espace, attente: ExamenEnAttente, auteur: Utilisateur) -> None:
    """Ask for an examination, unless somebody is already at it."""
    examen, nouveau = Examen.objects.select_for_update().get_or_create(
        siren=espace.siren, version=attente.version, defaults={"total": attente.nombre}
    )
    if not nouveau and (examen.avance or examen.etat == Examen.Etat.FAIT):
        return
    Examen.objects.filter(pk=examen.pk).update(
        etat=Examen.Etat.EN_COURS, faits=0, demande_le=timezone.now()
    )
    record("reparation.examen", auteur=auteur, objet=examen, espace=espace)
    examine_grand_acheteur.enqueue(numero=examen.pk)


def tell_echec_examen(numero: int) -> None:
    """Say that an examination came to nothing: whoever reads the page may ask for it again."""
    Examen.objects.filter(pk=numero, etat=Examen.Etat.EN_COURS).update(etat=Examen.Etat.ECHEC)


_EXAMEN: Final = Travail(
    "Examen des marchés d’un grand acheteur",
    delai=timedelta(minutes=30),
    abandonne=tell_echec_examen,
)


@travail(_EXAMEN)
def examine_grand_acheteur(numero: int) -> None:
    """Examine a buyer's contracts, keep the result and the repaired file; former ones go."""
    sien = Examen.objects.filter(pk=numero)
    examen = sien.filter(etat=Examen.Etat.EN_COURS).first()
    if examen is None:  # done already, or replaced by that of another version of the store
        return
    try:
        with (
            bilans.entrepot().read() as ouvert,
            tempfile.TemporaryDirectory(prefix="spaser-") as dossier,
        ):
            sortie = Path(dossier) / "repare.json"
            contrats = examine_acheteur(
                ouvert,
                examen.siren,
                timezone.localdate(),
                sortie,
                suivre=lambda faits: sien.update(faits=faits),
            )
            octets = sortie.read_bytes()
    except ErreurSpaser:
        _journal.exception("The contracts of %s could not be examined", examen.siren)
        sien.update(etat=Examen.Etat.ECHEC)
        return
    sien.update(
        etat=Examen.Etat.FAIT, faits=len(contrats), total=len(contrats),
        contenu=pack_contrats(contrats), repare=gzip.compress(octets), taille=len(octets),
        fait_le=timezone.now(),
    )  # fmt: skip
    Examen.objects.filter(siren=examen.siren).exclude(pk=numero).delete()
