"""The results that are published, in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from spaser.documents.cibles import tell_details as tell_comptes
from spaser.documents.cibles import write_ecart, write_valeur
from spaser.documents.francais import capitalize, format_date, typographie
from spaser.metier.publication.modele import Contenu, Expression, LignePubliee, ResultatAnnee

LEGALES = "Les quatre chiffres du schéma"
AUTRES = "Les autres indicateurs du schéma"
PROJET = "Projet : ce document n’est pas publié."


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction made after publication; without a value, it is in words only."""

    jour: date
    texte: str
    cle: str = ""
    annee: int | None = None
    valeur: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parution:
    """How a publication came out; without a day, it is a draft."""

    adresse: str = ""
    publiee_le: date | None = None
    validee_par: str = ""
    fictive: bool = False
    reserve: str = ""  # what a trial says on every file
    corrections: tuple[Correction, ...] = ()

    @property
    def mention(self) -> str:
        """Say who answers for it, or that it is a draft."""
        if self.publiee_le is None:
            return " ".join(filter(None, (PROJET, self.reserve)))
        fictif = "Exemple fictif. " if self.fictive else ""
        return f"{fictif}Validé par {self.validee_par}, le {format_date(self.publiee_le)}."


def tell_valeur(ligne: LignePubliee, resultat: ResultatAnnee) -> str:
    """Return a value as one reads it; a dash when there is none."""
    return "–" if resultat.valeur is None else write_valeur(resultat.valeur, ligne.unite)


def tell_cible(ligne: LignePubliee) -> str:
    """Return what is aimed at: « 60 % en 2028 »; its words when it is not a number."""
    if ligne.cible is None:
        return typographie(ligne.precision)
    quand = f" en {ligne.cible_annee}" if ligne.cible_annee else ""
    return write_valeur(ligne.cible, ligne.unite) + quand


def tell_ecart(ligne: LignePubliee, resultat: ResultatAnnee) -> str:
    """Return the gap between a value and the target, in the same unit."""
    ecart = ligne.find_ecart(resultat)
    return "" if ecart is None else write_ecart(ecart, ligne.unite)


def tell_details(ligne: LignePubliee, resultat: ResultatAnnee) -> list[str]:
    """Say what a value was counted on, its bounds, what is missing; or why there is none."""
    if resultat.valeur is None:
        return (
            [typographie(capitalize(resultat.absence).rstrip(".") + ".")]
            if resultat.absence
            else []
        )
    phrases = (*tell_comptes(resultat, ligne.unite), resultat.commentaire)
    return [typographie(phrase) for phrase in phrases if phrase]


def tell_expression(ligne: LignePubliee) -> str:
    """Say whether a line is in number or in value, of the years that have a value."""
    dites = [r.expression for r in ligne.resultats if r.valeur is not None]
    if not dites or Expression.AUTRE in dites:
        return ""
    return "En nombre, puis en valeur" if len({*dites}) > 1 else dites[0].libelle


def list_sources(contenu: Contenu) -> list[str]:
    """Return what the values were counted on, each once."""
    dites = (r.source for ligne in contenu.lignes for r in ligne.resultats if r.source)
    return [typographie(f"{source.rstrip('.')}.") for source in dict.fromkeys(dites)]


def list_methode(contenu: Contenu) -> list[str]:
    """Say how the values were counted, and the day; what they hold and what they do not."""
    morceaux = [f"Valeurs calculées ou relevées au {format_date(contenu.calcule_le)}."]
    for annee, jour in contenu.arretees:
        morceaux.append(f"Celles de {annee} sont celles du point annuel du {format_date(jour)}.")
    if contenu.perimetre:
        morceaux.append(" ".join(contenu.perimetre))
    return [typographie(morceau) for morceau in (*morceaux, *contenu.methode)]


def tell_correction(contenu: Contenu, correction: Correction) -> str:
    """Say a correction in a sentence, with its indicator and its year."""
    ligne = contenu.find(correction.cle)
    ou = ", ".join(filter(None, [ligne.nom if ligne else "", str(correction.annee or "")]))
    valeur = ""
    if ligne and correction.valeur is not None:
        valeur = f"Valeur corrigée : {write_valeur(correction.valeur, ligne.unite)}. "
    debut = f"{ou} : " if ou else ""
    return typographie(f"{format_date(correction.jour)}. {debut}{valeur}{correction.texte}")
