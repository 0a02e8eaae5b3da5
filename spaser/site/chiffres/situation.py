"""A buyer's situation in a year: the best known figure of each line of the law, read by all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal, cast
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from spaser.documents.bilan.donnees import CODES_PAYES, tell_effectif
from spaser.documents.bilan.tendance import Tendance, read_tendance_indicateur
from spaser.documents.bilan.vue import (
    CODES_LEGAUX,
    MONTANT_NOTIFIE,
    NOMBRE_DE_MARCHES,
    Mesure,
    Verdict,
    describe_choix,
    tell_fourchette,
)
from spaser.documents.francais import capitalize, enumerate_mots, format_date, typographie
from spaser.documents.onglets import Cellule
from spaser.moteur import valeurs
from spaser.moteur.depenses.achats import read_provenance
from spaser.moteur.depenses.resultats.taux import ValeurDepense, VarianteDepense
from spaser.moteur.entrepot.chaud import EntrepotChaud
from spaser.regles.comparaison import Assise, CouvertureAnnee, judge_annee
from spaser.regles.indicateurs import Origine, ReferenceChiffre, name_indicateur
from spaser.regles.nomenclatures import annee_montree
from spaser.site.chiffres import mesures
from spaser.site.chiffres.depenses.obligation import ObligationConclue, find_conclusion
from spaser.site.chiffres.depenses.resultats import Taux, list_taux, read_annees_payees
from spaser.site.chiffres.depenses.services import Depenses, read_depenses
from spaser.site.chiffres.marches.entrepot import entrepot_corrige
from spaser.site.chiffres.marches.services import find_derniere_retouche, is_retouche, read_corrige
from spaser.site.chiffres.models import Reference
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.bilans import BilanAcheteur, entrepot, read_bilan
from spaser.site.espace.navigation import read_eteints
from spaser.site.organisations.models import Espace
from spaser.site.socle.journal import record

# --- Which figures a page speaks of: those of published contracts, or those that the buyer
# corrected ---
# The choice is in the address, so that a link says the same thing to everybody.


PARAMETRE: Final = "chiffres"
CORRIGE: Final = "corrige"
_ORIGINES: Final = {"": Origine.PUBLIES, CORRIGE: Origine.CORRIGES, "paye": Origine.PAYES}


@dataclass(frozen=True)
class SourceChiffres:
    """Where the figures of a space are read; `propose` tells that the others differ."""

    espace: Espace
    corrige: bool
    propose: bool

    @property
    def parametres(self) -> dict[str, str]:
        return {PARAMETRE: CORRIGE} if self.corrige else {}

    @property
    def requete(self) -> str:
        return urlencode(self.parametres)

    @property
    def suffixe(self) -> str:
        """Return what ends the name of a file of these figures."""
        return "-corriges" if self.corrige else ""

    @property
    def origine(self) -> Origine:
        return Origine.CORRIGES if self.corrige else Origine.PUBLIES

    @cached_property
    def chaud(self) -> EntrepotChaud:
        return entrepot_corrige(self.espace) if self.corrige else entrepot()

    @cached_property
    def bilan(self) -> BilanAcheteur:
        return read_bilan(self.espace.siren, self.chaud, self.origine)


def read_source(request: HttpRequest, espace: Espace) -> SourceChiffres:
    corrige = request.GET.get(PARAMETRE) == CORRIGE
    return SourceChiffres(espace, corrige, corrige or is_retouche(espace))


def read_origine(parametres: Mapping[str, str]) -> Origine:
    """Return what a figure to keep is counted on; published contracts by default."""
    return _ORIGINES.get(parametres.get(PARAMETRE, ""), Origine.PUBLIES)


def link_preuve(espace: Espace, reference: ReferenceChiffre, etat: str = "") -> str:
    if reference.origine is Origine.PAYES:
        return f"{reverse('depenses:resultats', args=[espace.siren])}?annee={reference.annee}"
    parametres = {"annee": reference.annee, "expression": reference.mesure, "etat": etat}
    if reference.origine is Origine.CORRIGES:
        parametres[PARAMETRE] = CORRIGE
    adresse = reverse("chiffres:preuve", args=[espace.siren, reference.code])
    return f"{adresse}?{urlencode({nom: valeur for nom, valeur in parametres.items() if valeur})}"


# --- A figure of a space, whatever it was counted on: published, corrected, or paid ---


_CHAMPS: Final = (
    "indicateur", "variante", "annee", "valeur", "bas", "haut", "numerateur", "denominateur", "n",
    "inconnus",
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A figure in words; `methode` is the version of what it was computed by."""

    reference: ReferenceChiffre
    methode: str
    date_donnees: date | None
    nom: str
    texte: str
    fourchette: str
    compte: str
    effectif: str
    taux: valeurs.Valeur | ValeurDepense  # what its yardsticks are found by
    verdict: Verdict = "solide"
    raison: str = ""
    cellules: tuple[Cellule, ...] = ()  # value, bounds, numerator and denominator, in their units

    @property
    def origine(self) -> Origine:
        return self.reference.origine

    @property
    def inconnus(self) -> int:
        return self.taux.inconnus

    @property
    def champs(self) -> dict[str, object]:
        """Return what the database keeps of it, to tell whether it changed."""
        lus = {nom: getattr(self.taux, nom) for nom in _CHAMPS}
        euros = {nom: float(valeur) for nom, valeur in lus.items() if isinstance(valeur, Decimal)}
        return {"methode": self.methode, **lus, **euros}


def is_known(origine: Origine, code: str) -> bool:
    return (
        code in CODES_PAYES
        if origine is Origine.PAYES
        else mesures.find_fiche_indicateur(code) is not None
    )


def find_figure(
    espace: Espace, origine: Origine, code: str, annee: int | None, variante: str
) -> Figure | None:
    """Return a figure as it is today; None when it has no value."""
    if origine is Origine.PAYES:
        depenses = read_depenses(espace)
        figure = find_payee(depenses, code, annee, variante) if annee else None
        return figure if figure and figure.texte else None
    bilan = read_corrige(espace) if origine is Origine.CORRIGES else read_bilan(espace.siren)
    mesure = mesures.find_mesure(bilan, code, annee, variante)
    return tell_mesure(mesure, bilan.date_donnees) if mesure else None


def find_payee(depenses: Depenses, code: str, annee: int, variante: str) -> Figure | None:
    """Return a figure of paid spend, known or not; None when no spend of that year was read."""
    taux = find_taux(depenses, code, annee, variante)
    calcul = depenses.calcul and depenses.calcul.calcule_le
    return _tell_taux(taux, timezone.localdate(calcul) if calcul else None) if taux else None


def find_taux(depenses: Depenses, code: str, annee: int, variante: str) -> Taux | None:
    """Return a measure of paid spend; None when no spend of that year was read."""
    tous = (t for t in list_taux(depenses, annee) if t.code == code)
    return next((taux for taux in tous if taux.valeur.variante == variante), None)


def read_gardee(gardee: Reference) -> Figure | None:
    """Put a figure that was kept into words, as if it were today's; None if it has none left."""
    origine, fiche = Origine(gardee.origine), mesures.find_fiche_indicateur(gardee.indicateur)
    if not is_known(origine, gardee.indicateur):
        return None
    if origine is Origine.PAYES:
        return _tell_taux(Taux(_read_payee(gardee), gardee.siren), gardee.date_donnees)
    valeur = valeurs.Valeur(
        gardee.siren, gardee.annee, gardee.indicateur, cast("valeurs.Variante", gardee.variante),
        gardee.numerateur,
        gardee.denominateur, gardee.n, gardee.inconnus, gardee.valeur, gardee.bas, gardee.haut,
    )  # fmt: skip
    mesure = Mesure(valeur, cast("valeurs.FicheMethode", fiche), origine)
    return tell_mesure(mesure, gardee.date_donnees)


def has_changed(gardee: Reference, actuelle: Figure | None) -> bool:
    if actuelle is None:
        return True
    return any(getattr(gardee, nom) != valeur for nom, valeur in actuelle.champs.items())


def _read_payee(gardee: Reference) -> ValeurDepense:
    return ValeurDepense(
        annee=gardee.annee,
        indicateur=gardee.indicateur,
        variante=cast("VarianteDepense", gardee.variante),  # as they were kept
        numerateur=Decimal(repr(gardee.numerateur)),
        denominateur=Decimal(repr(gardee.denominateur)),
        inconnu=Decimal(0),
        n=gardee.n,
        inconnus=gardee.inconnus,
        ecartes=0,
        valeur=gardee.valeur,
        bas=gardee.bas,
        haut=gardee.haut,
    )


def tell_mesure(mesure: Mesure, date_donnees: date | None) -> Figure | None:
    """Tell a figure of contracts; None for contracts without a year, which nothing names."""
    valeur, fiche = mesure.valeur, mesure.fiche
    if mesure.reference is None:
        return None
    return Figure(
        mesure.reference,
        fiche.version,
        date_donnees,
        typographie(fiche.libelle),
        mesure.texte,
        mesure.fourchette or "",
        mesure.compte,
        tell_effectif(mesure.reference, valeur.n, valeur.inconnus),
        valeur,
        mesure.verdict,
        mesure.raison or "",
        mesure.cellules,
    )


def _tell_taux(taux: Taux, date_donnees: date | None) -> Figure:
    """Tell a rate of spend; its method is the table of accounts, by its date."""
    valeur = taux.valeur
    return Figure(
        taux.reference,
        read_provenance().date,
        date_donnees,
        taux.nom,
        taux.texte,
        taux.fourchette,
        taux.compte,
        taux.effectif,
        valeur,
        _judge(taux),
        typographie(valeur.absence or (tell_fourchette(taux.ecart) if taux.fragile else "")),
        taux.cellules,
    )


def _judge(taux: Taux) -> Verdict:
    if not taux.texte:
        return "absent"
    return "fragile" if taux.fragile else "solide"


# --- A buyer's situation in a year: the best known figure of each line of the law, read by all
# ---
# Paid spend is better than corrected contracts, and those than published ones: a better one that
# has no value gives way, and the line says why. Nothing is kept here: stores recall their figures,
# the base keeps those of paid spend.


# What a rate is a share of, alone or set beside another.
_DE_QUOI: Final = {
    Origine.PUBLIES: "des marchés",
    Origine.CORRIGES: "des marchés",
    Origine.PAYES: "des euros payés",
}
_SUR_QUOI: Final = {
    Origine.PUBLIES: "sur les marchés publiés",
    Origine.CORRIGES: "sur les marchés corrigés et complétés",
    Origine.PAYES: "sur les euros payés",
}
_PAYE_AU_TOTAL: Final = "SOC-16"  # a number of suppliers: the others are shares of what was paid


@dataclass(frozen=True)
class FigureConnue:
    """A figure of a line, and since when it is what it is."""

    figure: Figure
    depuis: date | None
    source: str  # what it was counted on, and since when, in words

    @property
    def origine(self) -> Origine:
        return self.figure.origine

    @property
    def de_quoi(self) -> str:
        """Say what it is a share of: « des euros payés »."""
        return _DE_QUOI[self.origine]

    @property
    def sur_quoi(self) -> str:
        """Say what it is a share of, when it stands beside another figure."""
        return _SUR_QUOI[self.origine]

    @property
    def conclut(self) -> bool:
        return self.figure.verdict == "solide"

    @property
    def phrases(self) -> list[str]:
        figure = self.figure
        morceaux = (figure.compte, figure.fourchette, figure.effectif)
        if not self.conclut:
            morceaux = (figure.raison, "", figure.effectif)
        return [f"{capitalize(m).rstrip('.')}." for m in morceaux if m]


@dataclass(frozen=True)
class LigneSituation:
    """A line: its best known figure first, the others beside it, why a better one is missing."""

    code: str
    lues: tuple[FigureConnue, ...]  # the best first, with or without a value
    absence: str  # why none has a value
    manque: str  # why the best known one is not a better one

    @property
    def nom(self) -> str:
        return name_indicateur(self.code)

    @property
    def figures(self) -> tuple[FigureConnue, ...]:
        return tuple(une for une in self.lues if une.figure.verdict != "absent")

    @property
    def retenue(self) -> FigureConnue | None:
        return self.figures[0] if self.figures else None

    @property
    def autres(self) -> tuple[FigureConnue, ...]:
        return self.figures[1:]

    @property
    def des_marches(self) -> FigureConnue | None:
        """Return what is known best of its contracts, with or without a value."""
        return next((une for une in self.lues if une.origine is not Origine.PAYES), None)


@dataclass(frozen=True)
class Situation:
    """All that is known of a buyer in the year to show, or why there is none."""

    siren: str
    annee: int | None
    lignes: tuple[LigneSituation, ...]
    volumes: tuple[LigneSituation, ...]  # how many contracts, for how much
    publie: BilanAcheteur
    absence: str = ""  # why there is no year to show
    precision: str = ""  # why that year, and what stands beside it
    obligation: ObligationConclue | None = None
    suivies: tuple[LigneSituation, ...] = ()  # those that were asked for beside the law's
    corrige: BilanAcheteur | None = None
    depenses: Depenses | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ligne.retenue.source for ligne in self.lignes if ligne.retenue))

    def find(self, code: str) -> LigneSituation | None:
        return next((ligne for ligne in (*self.lignes, *self.suivies) if ligne.code == code), None)

    def find_assise(self, figure: Figure) -> Assise | None:
        reference = figure.reference
        if reference.origine is Origine.PAYES:
            return Assise(
                annee=reference.annee,
                base=reference.mesure,
                origine=reference.origine,
                couverture=self.find_couverture(reference.annee, reference.origine),
            )
        bilan = self._find_bilan(reference.origine)
        mesure = mesures.find_mesure(bilan, reference.code, reference.annee, reference.mesure)
        return bilan.vue.find_assise(mesure) if bilan.vue and mesure else None

    def find_couverture(self, annee: int, origine: Origine | None) -> CouvertureAnnee | None:
        """Return how far a year is covered: by the extracts of spend for what is paid, by files."""
        if origine is not Origine.PAYES:
            return self.publie.vue.find_couverture(annee) if self.publie.vue else None
        total = self.depenses.total(annee) if self.depenses else None
        if total is None or total.premier_jour is None or total.dernier_jour is None:
            return None
        vue = valeurs.AnneeVue(annee, total.lignes, total.premier_jour, total.dernier_jour)
        aujourdhui = timezone.localdate()
        return judge_annee(
            [valeurs.SerieLue((), (vue,), aujourdhui, un_acheteur=True)], annee, aujourdhui
        )

    def find_annees(self, figure: Figure) -> Tendance | None:
        """Return a figure over the years: the same measure, from the same source."""
        reference = figure.reference
        if reference.origine is Origine.PAYES:
            taux = self.depenses and find_taux(
                self.depenses, reference.code, reference.annee, reference.mesure
            )
            return read_annees_payees(self.depenses, taux) if self.depenses and taux else None
        bilan = self._find_bilan(reference.origine)
        ligne = mesures.find_ligne(bilan, reference.code)
        if bilan.vue is None or ligne is None:
            return None
        return read_tendance_indicateur(ligne, reference.code, reference.mesure, bilan.vue)

    def _find_bilan(self, origine: Origine) -> BilanAcheteur:
        corrige = self.corrige if origine is Origine.CORRIGES else self.publie
        return corrige or BilanAcheteur()


def read_situation(
    espace: Espace, suivis: Iterable[str] = (), annee: int | None = None
) -> Situation:
    """Return the situation of a space in a year, with other indicators if asked for.

    Without a year, it is the one to show.
    """
    return read_situations(espace, suivis, (annee,))[0]


def read_situations(
    espace: Espace, suivis: Iterable[str], annees: Iterable[int | None]
) -> list[Situation]:
    """Return the situation of a space in several years, its data read once."""
    eteints = read_eteints(espace)
    publie = read_bilan(espace.siren)
    depenses = None if "depenses" in eteints else read_depenses(espace)
    corrige_le = None if "marches" in eteints else find_derniere_retouche(espace)
    lecteur = _Lecteur(
        publie=publie,
        corrige=read_corrige(espace) if corrige_le else None,
        depenses=depenses,
        corrige_le=corrige_le,
    )
    conclusion, codes = find_conclusion(espace, depenses), tuple(suivis)
    return [lecteur.read(espace.siren, conclusion, codes, annee) for annee in annees]


def read_publiee(siren: str) -> Situation:
    """Return the situation of a buyer without a space: published figures only."""
    return _Lecteur(read_bilan(siren)).read(siren)


@dataclass(frozen=True)
class FigureGardee:
    """What a space kept last of a figure, and whether it has changed since."""

    reference: Reference
    a_change: bool


def find_gardees(espace: Espace, situation: Situation) -> dict[str, FigureGardee]:
    """Return what was kept last of each best known figure, by the code of its line."""
    gardees = {_name(gardee): gardee for gardee in reversed(mesures.list_references(espace))}
    retenues = {ligne.code: ligne.retenue.figure for ligne in situation.lignes if ligne.retenue}
    return {
        code: FigureGardee(gardee, has_changed(gardee, figure))
        for code, figure in retenues.items()
        if (gardee := gardees.get(figure.reference))
    }


def _name(gardee: Reference) -> ReferenceChiffre:
    return ReferenceChiffre(
        gardee.siren,
        gardee.indicateur,
        gardee.annee,
        cast("valeurs.Variante", gardee.variante),
        Origine(gardee.origine),
    )


@dataclass(frozen=True)
class _Lecteur:
    publie: BilanAcheteur
    corrige: BilanAcheteur | None = None
    depenses: Depenses | None = None
    corrige_le: date | None = None

    def read(
        self,
        siren: str,
        obligation: ObligationConclue | None = None,
        suivis: Iterable[str] = (),
        annee: int | None = None,
    ) -> Situation:
        vue = (self.corrige and self.corrige.vue) or self.publie.vue
        annee = annee or (vue.annee if vue else None) or self._find_annee_payee()
        return Situation(
            siren=siren,
            annee=annee,
            lignes=tuple(self._read_ligne(code, annee, "nombre") for code in CODES_LEGAUX),
            volumes=tuple(
                self._read_ligne(code, annee, "total")
                for code in (NOMBRE_DE_MARCHES, MONTANT_NOTIFIE)
            ),
            publie=self.publie,
            absence="" if annee else self.publie.absence or (vue.situation if vue else ""),
            precision=describe_choix(vue) if vue else "",
            obligation=obligation,
            suivies=tuple(self._read_ligne(code, annee, "") for code in suivis),
            corrige=self.corrige,
            depenses=self.depenses,
        )

    def _find_annee_payee(self) -> int | None:
        """Return the last year of spend that is over, for a buyer who has no contract to show."""
        limite = annee_montree(timezone.localdate())
        annees = self.depenses.annees if self.depenses else []
        return max((annee for annee in annees if annee <= limite), default=None)

    def _read_ligne(
        self, code: str, annee: int | None, variante: valeurs.Variante | Literal[""]
    ) -> LigneSituation:
        lues = tuple(self._list_figures(code, annee, variante)) if annee else ()
        return LigneSituation(
            code=code,
            lues=lues,
            absence=self._tell_absence(lues),
            manque=self._tell_manque(code, annee, lues),
        )

    def _list_figures(
        self, code: str, annee: int, variante: valeurs.Variante | Literal[""]
    ) -> Iterator[FigureConnue]:
        """Give the figures of a line, the best first, those without a value too."""
        if self.depenses and code in CODES_PAYES:
            en = "total" if code == _PAYE_AU_TOTAL else "montant"
            payee = find_payee(self.depenses, code, annee, en)
            if payee:
                yield FigureConnue(payee, payee.date_donnees, self._tell_paye(annee, payee))
        for bilan, jour in ((self.corrige, self.corrige_le), (self.publie, None)):
            mesure = mesures.find_mesure(bilan, code, annee, variante) if bilan else None
            figure = tell_mesure(mesure, bilan.date_donnees) if bilan and mesure else None
            if figure:
                yield FigureConnue(figure, jour or figure.date_donnees, _tell_source(figure, jour))

    def _tell_paye(self, annee: int, payee: Figure) -> str:
        """Say from which day to which day the spend goes, and when it was read."""
        total = self.depenses.total(annee) if self.depenses else None
        texte = "Dépenses payées"
        if total and total.premier_jour and total.dernier_jour:
            texte += f" du {format_date(total.premier_jour)} au {format_date(total.dernier_jour)}"
        jour = payee.date_donnees
        return f"{texte}, calcul du {format_date(jour)}" if jour else texte

    def _tell_absence(self, lues: tuple[FigureConnue, ...]) -> str:
        if any(une.figure.verdict != "absent" for une in lues):
            return ""
        raisons = dict.fromkeys(une.figure.raison for une in lues if une.figure.raison)
        if list(raisons) == [valeurs.LISTE_ABSENTE]:
            return ""  # the page names the lists that are missing, once
        return (
            enumerate_mots([r for r in raisons if r != valeurs.LISTE_ABSENTE])
            or self.publie.absence
            or "rien n’est connu"
        )

    def _tell_manque(self, code: str, annee: int | None, lues: tuple[FigureConnue, ...]) -> str:
        """Say why paid spend, which would be better, gives no figure."""
        if code not in CODES_PAYES or self.depenses is None or annee is None:
            return ""
        if payee := next((une.figure for une in lues if une.origine is Origine.PAYES), None):
            dit = f"La dépense payée ne le dit pas : {payee.raison}."
            return typographie(dit) if payee.verdict == "absent" else ""
        annees = sorted(self.depenses.annees)
        if not annees:
            return ""
        sues = enumerate_mots([str(une) for une in annees])
        return typographie(f"Aucune dépense payée de {annee} n’a été lue (lue : {sues}).")


def _tell_source(figure: Figure, corrige_le: date | None) -> str:
    texte = "Données essentielles de la commande publique"
    if figure.date_donnees:
        texte += f", au {format_date(figure.date_donnees)}"
    if figure.origine is Origine.CORRIGES:
        texte += ", corrigées et complétées dans l’espace"
    if corrige_le:
        texte += f" jusqu’au {format_date(corrige_le)}"
    return texte


# --- Keeps a figure as it is today ---


@transaction.atomic
def keep_reference(espace: Espace, figure: Figure, auteur: Utilisateur) -> Reference:
    """Return the reference of a figure; the same figure of the same data is kept once."""
    reference, nouvelle = Reference.objects.get_or_create(
        espace=espace,
        siren=espace.siren,
        **figure.champs,
        origine=figure.origine,
        date_donnees=figure.date_donnees,
        defaults={"auteur": auteur},
    )
    if nouvelle:
        record("reference.garde", auteur=auteur, objet=reference, espace=espace)
    return reference
