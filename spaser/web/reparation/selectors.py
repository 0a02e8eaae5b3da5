"""Reads the faults of a buyer's published contracts, kept until the store changes."""

from __future__ import annotations

import gzip
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.documents.lecture import ECART_MAX
from spaser.documents.reparation import LigneFiche, list_lignes
from spaser.donnees.decp.controle.modele import Sort
from spaser.donnees.entrepot.dossier import EntrepotAbime, EntrepotAbsent, find_version
from spaser.donnees.entrepot.lecture import Entrepot
from spaser.donnees.reparation.examen import (
    ContratExamine,
    read_contrats,
    unpack_contrats,
    write_repare,
)
from spaser.donnees.reparation.lecture import count_publies
from spaser.donnees.valeurs import Valeur
from spaser.faits.lecture import read_faits
from spaser.metier.reparation.constats import (
    ConstatFautes,
    FauteContrat,
    Remede,
    count_constats,
    find_remede,
)
from spaser.metier.reparation.taux import sum_points
from spaser.web.commun.outils import Acte, Avancement, Stade
from spaser.web.espace.bilans import SANS_ENTREPOT, read_bilan, tell_sans_marche
from spaser.web.espace.entrepot import entrepot
from spaser.web.organisations.models import Espace
from spaser.web.reparation.models import Examen
from spaser.web.reparation.taux import PREMIERE_ANNEE, TauxLegal, read_taux

CONTRATS_MAX: Final = 10_000  # examined while the page is asked for: about a second
TAUX_MIN: Final = 0.05  # of a rate left unknown: under that, mending changes nothing
A_EXAMINER: Final = (
    "Vos contrats sont nombreux : leur examen se fait à part, et n’est pas encore prêt. "
    "Lancez-le depuis la fiche de réparation ; il prend quelques secondes."
)


@dataclass(frozen=True)
class Attente:
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
class Repare:
    """The repaired file that was made in the background: when, and its size in bytes."""

    fait_le: datetime
    taille: int


@dataclass(frozen=True)
class FicheReparation:
    """The contracts of a buyer examined; `absence` says why there are none."""

    contrats: tuple[ContratExamine, ...] = ()
    date_donnees: date | None = None
    absence: str = ""
    attente: Attente | None = None
    repare: Repare | None = None

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
        return any(ligne.genre is not Remede.REMARQUE for ligne in self.lignes)

    @cached_property
    def lignes(self) -> list[LigneFiche]:
        return list_lignes(self.contrats)

    @cached_property
    def fautes(self) -> dict[int, list[FauteContrat]]:
        return group_fautes(self.contrats)

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
    texte: str = ""

    def keep(self, ligne: LigneFiche) -> bool:
        publie = ligne.contrat.publie
        return (
            self.champ in {"", ligne.champ}
            and self.raison in {"", ligne.probleme.code}
            and self.genre in {"", ligne.genre.value}
            and self.texte.casefold() in f"{publie.id or ''} {publie.objet or ''}".casefold()
        )


def read_fiche(siren: str) -> FicheReparation:
    """Return the contracts of a buyer examined; for a large one, what the worker examined."""
    aujourdhui = timezone.localdate()
    try:
        etat = _read_etat(siren)
        if etat.nombre > CONTRATS_MAX:
            return _read_grand(siren, etat)
        return entrepot().recall(
            ("reparation", siren, aujourdhui, read_faits()),
            lambda ouvert: _build(ouvert, read_contrats(ouvert, siren, aujourdhui)),
        )
    except (EntrepotAbsent, EntrepotAbime):
        return FicheReparation(absence=SANS_ENTREPOT)


def read_repare(siren: str) -> bytes | None:
    """Return the repaired file of a buyer; None when it has no contract, or is not made yet."""
    try:
        etat = _read_etat(siren)
        if etat.nombre > CONTRATS_MAX:
            return _read_garde(siren, etat.version)
        return _write(siren) if etat.nombre else None
    except (EntrepotAbsent, EntrepotAbime):
        return None


def _read_garde(siren: str, version: str) -> bytes | None:
    faits = Examen.objects.filter(siren=siren, version=version, etat=Examen.Etat.FAIT)
    octets = faits.values_list("repare", flat=True).first()
    return gzip.decompress(octets) if octets else None


def _write(siren: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="spaser-") as dossier, entrepot().read() as ouvert:
        sortie = Path(dossier) / "repare.json"
        write_repare(ouvert, siren, timezone.localdate(), sortie)
        return sortie.read_bytes()


def _read_etat(siren: str) -> Attente:
    return entrepot().recall(("reparation-etat", siren), lambda ouvert: _count(ouvert, siren))


def _count(ouvert: Entrepot, siren: str) -> Attente:
    version = find_version(ouvert.dossier)
    return Attente(count_publies(ouvert, siren), version.name if version else "")


def _read_grand(siren: str, etat: Attente) -> FicheReparation:
    examen = (
        Examen.objects.defer("contenu", "repare").filter(siren=siren, version=etat.version).first()
    )
    if examen is None or examen.etat != Examen.Etat.FAIT or examen.fait_le is None:
        return FicheReparation(absence=A_EXAMINER, attente=replace(etat, examen=examen))
    repare = Repare(examen.fait_le, examen.taille)
    return entrepot().recall(
        ("reparation", siren, examen.pk),
        lambda ouvert: replace(
            _build(ouvert, unpack_contrats(bytes(examen.contenu))), repare=repare
        ),
    )


def _build(ouvert: Entrepot, contrats: tuple[ContratExamine, ...]) -> FicheReparation:
    return (
        FicheReparation(contrats, ouvert.date_donnees)
        if contrats
        else FicheReparation(absence=tell_sans_marche())
    )


def list_taux(siren: str, annee: int, fiche: FicheReparation) -> tuple[TauxLegal, ...]:
    return entrepot().recall(
        ("reparation-taux", siren, annee, timezone.localdate()),
        lambda ouvert: read_taux(ouvert, siren, annee, fiche.fautes),
    )


def list_constats(fiche: FicheReparation, taux: Iterable[TauxLegal]) -> list[ConstatFautes]:
    points = sum_points(un.nombre.part for un in taux if un.nombre)
    return count_constats((f for siennes in fiche.fautes.values() for f in siennes), points)


def group_fautes(contrats: Iterable[ContratExamine]) -> dict[int, list[FauteContrat]]:
    par_contrat: dict[int, list[FauteContrat]] = defaultdict(list)
    for contrat in contrats:
        cle = contrat.publie.cle
        for probleme in contrat.problemes:
            remede = find_remede(probleme.sort.value, ecrit=contrat.ecrit)
            faute = FauteContrat(cle, probleme.champ or "", probleme.code, remede)
            par_contrat[cle].append(faute)
    return par_contrat


def narrow(fiche: FicheReparation, filtres: FiltresFautes) -> Sequence[LigneFiche]:
    return [ligne for ligne in fiche.lignes if filtres.keep(ligne)]


def read_avancement(espace: Espace) -> Avancement:
    """Propose to mend the data when they leave a legal rate in doubt."""
    mesures = [taux.mesure for taux in read_bilan(espace.siren).legales]
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
