"""The results that are published, in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.documents.cibles import tell_details as tell_comptes
from spaser.documents.cibles import write_ecart, write_valeur
from spaser.documents.francais import (
    capitalize,
    format_date,
    format_euros,
    format_nombre,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.faits.lecture import fill_enonces
from spaser.metier.cibles.enonce import VAGUE, is_cible
from spaser.metier.loi import tell_lecture
from spaser.metier.publication.errata import Compte, correct
from spaser.metier.publication.modele import Contenu, Expression, LignePubliee, ResultatAnnee

AUTRES = "Les autres indicateurs du schéma"
_ABSENTS: Final = (
    "Marchés de moins de {{CCP-R2196-1:seuil}} hors taxes, achats par une centrale ou par le "
    "groupement d’un autre : absents des données ouvertes."
)
_ANCIENNE: Final = (
    "Publication d’une édition d’avant : elle ne dit ni si ses années sont entières, ni combien de "
    "marchés ont été corrigés, ni quand ses années se comparent."
)
NON_FIXEE: Final = "Cible non fixée"
PROJET = "Projet : ce document n’est pas publié."


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction made after publication; without a value, it is in words only."""

    jour: date
    texte: str
    cle: str = ""
    annee: int | None = None
    valeur: Decimal | None = None
    compte: Compte | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parution:
    """How a publication came out; without a day, it is a draft."""

    adresse: str = ""
    publiee_le: date | None = None
    validee_par: str = ""
    prochaine: date | None = None  # the day by which the next one is due, as we read the law
    fictive: bool = False
    reserve: str = ""  # what a trial says on every file
    corrections: tuple[Correction, ...] = ()

    @property
    def mention(self) -> str:
        fictif = "Exemple fictif. " if self.fictive else ""
        if self.publiee_le is None:
            return fictif + " ".join(filter(None, (PROJET, self.reserve)))
        return f"{fictif}Validé par {self.validee_par}, le {format_date(self.publiee_le)}."


def tell_valeur(ligne: LignePubliee, resultat: ResultatAnnee) -> str:
    """Return a value as one reads it; a dash when there is none."""
    return "–" if resultat.valeur is None else write_valeur(resultat.valeur, ligne.unite)


def name_legales() -> str:
    return typographie(f"{capitalize(tell_lecture())} : quatre catégories d’achats")


def tell_cible(ligne: LignePubliee) -> str:
    """Return what is aimed at: « 60 % en 2028 »; its words when they can be checked."""
    if ligne.cible is None:
        return typographie(ligne.precision) if is_cible(ligne.precision) else ""
    quand = f" en {ligne.cible_annee}" if ligne.cible_annee else ""
    return write_valeur(ligne.cible, ligne.unite) + quand


def tell_doute(ligne: LignePubliee) -> str:
    if tell_cible(ligne):
        return typographie(ligne.doute)
    phrases = []
    if ligne.legal:
        phrases.append(f"C’est une cible que la loi demande, d’après {tell_lecture()}.")
    if ligne.precision:
        phrases.append(f"Objectif en mots, {VAGUE} : « {ligne.precision} ».")
    return typographie(" ".join(phrases))


def tell_ecart(ligne: LignePubliee, resultat: ResultatAnnee) -> str:
    ecart = ligne.find_ecart(resultat)
    return "" if ecart is None else write_ecart(ecart, ligne.unite)


def tell_details(ligne: LignePubliee, resultat: ResultatAnnee) -> list[str]:
    if resultat.valeur is None:
        return (
            [typographie(capitalize(resultat.absence).rstrip(".") + ".")]
            if resultat.absence
            else []
        )
    phrases = (
        *tell_comptes(resultat, ligne.unite),
        resultat.commentaire,
        _tell_publie(ligne, resultat),
        _tell_sans_ecart(ligne, resultat),
    )
    return [typographie(phrase) for phrase in phrases if phrase]


def _tell_publie(ligne: LignePubliee, resultat: ResultatAnnee) -> str:
    publie = resultat.publie
    if publie is None:
        return ""
    if not resultat.corriges and publie.valeur == resultat.valeur:
        return "Aucun marché corrigé : c’est aussi le chiffre des données publiées."
    dite = "non connue" if publie.valeur is None else tell_valeur(ligne, publie)
    compte = next(iter(tell_comptes(publie, ligne.unite)), "") if publie.denominateur else ""
    dits = f"{dite} ({uncapitalize(compte).rstrip('.')})" if compte else dite
    corriges = f"{pluriel(resultat.corriges, 'marché')} sur {format_nombre(resultat.marches)}"
    return f"Corrigés ou ajoutés par l’acheteur : {corriges}. Sans cela, données publiées : {dits}."


def _tell_sans_ecart(ligne: LignePubliee, resultat: ResultatAnnee) -> str:
    raison = ligne.explain_ecart(resultat)
    if not raison:
        return ""
    dite = resultat.couverture and resultat.couverture.texte in raison
    return "Sans écart à la cible." if dite else f"Sans écart à la cible : {uncapitalize(raison)}"


def tell_tendance(ligne: LignePubliee) -> str:
    raison = ligne.sans_tendance
    return typographie(f"Années non comparables. {raison}") if raison else ""


def tell_absents(dit: Contenu | ResultatAnnee) -> str:
    return typographie(fill_enonces(_ABSENTS)) if dit.des_donnees else ""


def tell_incompletes(contenu: Contenu) -> list[str]:
    dites = [
        f"{annee} est incomplète dans les fichiers lus : {quoi}."
        for annee, quoi in contenu.incompletes.items()
    ]
    if contenu.incomplete:
        dites.append(f"Raison de publier une année incomplète : {contenu.incomplete}")
    return [typographie(dite) for dite in dites]


def tell_lacunes(contenu: Contenu) -> str:
    return typographie(_ANCIENNE) if contenu.est_ancienne else ""


def tell_prochaine(parution: Parution) -> str:
    """Say by which day the next results are due, as we read the law."""
    if parution.prochaine is None:
        return ""
    jour = format_date(parution.prochaine)
    return typographie(f"Prochaine publication : avant le {jour}, selon {tell_lecture()}.")


def tell_expression(ligne: LignePubliee) -> str:
    dites = [r.expression for r in ligne.resultats if r.valeur is not None]
    if not dites or Expression.AUTRE in dites:
        return ""
    return "En nombre, puis en valeur" if len({*dites}) > 1 else dites[0].libelle


def list_sources(contenu: Contenu) -> list[str]:
    dites = (r.source for ligne in contenu.lignes for r in ligne.resultats if r.source)
    return [typographie(f"{source.rstrip('.')}.") for source in dict.fromkeys(dites)]


def list_methode(contenu: Contenu) -> list[str]:
    morceaux = [f"Valeurs calculées ou relevées au {format_date(contenu.calcule_le)}."]
    for annee, jour in contenu.arretees:
        morceaux.append(f"Celles de {annee} sont celles du point annuel du {format_date(jour)}.")
    if contenu.perimetre:
        morceaux.append(" ".join(contenu.perimetre))
    dits = (tell_lacunes(contenu), *morceaux, *contenu.methode)
    return [typographie(morceau) for morceau in dits if morceau]


def tell_correction(contenu: Contenu, correction: Correction) -> str:
    ligne = contenu.find(correction.cle)
    ou = ", ".join(filter(None, [ligne.nom if ligne else "", str(correction.annee or "")]))
    valeur = ""
    if ligne and correction.valeur is not None:
        compte = tell_compte_corrige(_hold(ligne, correction), ligne.unite)
        dite = write_valeur(correction.valeur, ligne.unite)
        valeur = f"Valeur corrigée : {dite}{f' ({compte})' if compte else ''}. "
    debut = f"{ou} : " if ou else ""
    return typographie(f"{format_date(correction.jour)}. {debut}{valeur}{correction.texte}")


def _hold(ligne: LignePubliee, correction: Correction) -> ResultatAnnee:
    avant = next(r for r in ligne.resultats if r.annee == correction.annee)
    valeur = correction.valeur or Decimal(0)
    return correct(avant, ligne.unite, valeur, correction.compte, "")


def tell_compte_corrige(tenue: ResultatAnnee, unite: str) -> str:
    morceaux = [_tell_part(tenue), uncapitalize(tenue.reserve.rstrip("."))]
    if tenue.bas is not None and tenue.haut is not None:
        morceaux.append(
            f"entre {write_valeur(tenue.bas, unite)} et {write_valeur(tenue.haut, unite)}"
        )
    return ", ".join(filter(None, morceaux))


def _tell_part(tenue: ResultatAnnee) -> str:
    compte, sur = tenue.numerateur, tenue.denominateur
    if compte is None or sur is None:
        return ""
    if tenue.expression is Expression.VALEUR:
        return f"{format_euros(float(compte))} sur {format_euros(float(sur))}"
    return f"{format_nombre(float(compte))} sur {format_nombre(float(sur))}"
