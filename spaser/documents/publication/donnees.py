"""The results as open data: a row an indicator and a year, its columns those of the Table Schema.

Numbers are written with every digit that was published.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.contenus.formats_publies import SCHEMA_PUBLICATIONS, schema_csv
from spaser.documents.francais import format_date
from spaser.documents.publication.textes import (
    Correction,
    Parution,
    list_methode,
    tell_absents,
    tell_doute,
    tell_incompletes,
)
from spaser.documents.tableur import BOM
from spaser.donnees.tables.cellules import guard_texte
from spaser.metier.publication.errata import Compte
from spaser.metier.publication.modele import Contenu, LignePubliee, ResultatAnnee

type Cellule = str | int | bool | Decimal | date | None
type Preuve = Callable[[ResultatAnnee], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationOuverte:
    """A publication, how it came out, where the contracts behind a value are shown."""

    contenu: Contenu
    parution: Parution
    preuve: Preuve = lambda _: ""


def list_colonnes() -> tuple[str, ...]:
    return tuple(champ["name"] for champ in schema_csv(SCHEMA_PUBLICATIONS)["fields"])


def list_rangs(ouverte: PublicationOuverte) -> Iterator[dict[str, Cellule]]:
    for ligne in ouverte.contenu.lignes:
        for resultat in ligne.resultats:
            yield (
                _tell_parution(ouverte)
                | _tell_ligne(ligne)
                | _tell_resultat(ligne, resultat, ouverte.preuve)
                | _tell_assise(ligne, resultat, ouverte.contenu)
                | _tell_corrections(ligne, resultat, ouverte.parution.corrections)
            )


def _tell_parution(ouverte: PublicationOuverte) -> dict[str, Cellule]:
    contenu, parution = ouverte.contenu, ouverte.parution
    return {
        "siren": contenu.siren,
        "acheteur": contenu.acheteur,
        "fictif": parution.fictive,
        "adresse": parution.adresse,
        "publiee_le": parution.publiee_le,
        "validee_par": parution.validee_par,
        "prochaine_publication": parution.prochaine,
    }


def _tell_ligne(ligne: LignePubliee) -> dict[str, Cellule]:
    return {
        "indicateur": ligne.nom,
        "code": ligne.code,
        "notre_lecture_l2111_3": ligne.legal,
        "unite": ligne.unite,
        "cible": ligne.cible,
        "annee_cible": ligne.cible_annee,
        "cible_en_mots": ligne.precision,
        "cible_a_preciser": tell_doute(ligne),
        "commentaire": ligne.commentaire,
    }


def _tell_resultat(
    ligne: LignePubliee, resultat: ResultatAnnee, preuve: Preuve
) -> dict[str, Cellule]:
    connue = resultat.valeur is not None
    return {
        "annee": resultat.annee,
        "expression": str(resultat.expression) if connue else "",
        "valeur": resultat.valeur,
        "borne_basse": resultat.bas,
        "borne_haute": resultat.haut,
        "numerateur": resultat.numerateur,
        "denominateur": resultat.denominateur,
        "nombre": resultat.n,
        "sans_reponse": resultat.inconnus,
        "ecart": ligne.find_ecart(resultat),
        "compte_sur": resultat.origine,
        "source": resultat.source,
        "reference": resultat.reference,
        "preuve": preuve(resultat),
        "reserve": " ".join(filter(None, (resultat.reserve, resultat.commentaire))),
        "absence": resultat.absence,
    }


def _tell_assise(
    ligne: LignePubliee, resultat: ResultatAnnee, contenu: Contenu
) -> dict[str, Cellule]:
    publie = resultat.publie
    couverture = resultat.couverture if resultat.marque else None
    return {
        "annee_incomplete": couverture.texte if couverture else "",
        "raison_incomplete": contenu.incomplete if couverture else "",
        "marches_annee": resultat.marches if publie else None,
        "marches_corriges": resultat.corriges if publie else None,
        "valeur_publiee": publie.valeur if publie else None,
        "numerateur_publie": publie.numerateur if publie else None,
        "denominateur_publie": publie.denominateur if publie else None,
        "sans_ecart": ligne.explain_ecart(resultat),
        "sans_comparaison": ligne.sans_tendance,
        "absents": tell_absents(resultat),
    }


def _tell_corrections(
    ligne: LignePubliee, resultat: ResultatAnnee, corrections: Iterable[Correction]
) -> dict[str, Cellule]:
    siennes = [c for c in corrections if c.cle == ligne.cle and c.annee in {None, resultat.annee}]
    valeurs = [c for c in siennes if c.valeur is not None and c.annee is not None]
    derniere = valeurs[-1] if valeurs else None
    compte = (derniere.compte if derniere else None) or Compte()
    return {
        "valeur_corrigee": derniere.valeur if derniere else None,
        "numerateur_corrige": compte.numerateur,
        "denominateur_corrige": compte.denominateur,
        "borne_basse_corrigee": compte.bas,
        "borne_haute_corrigee": compte.haut,
        "erratum": " ".join(f"{format_date(c.jour)} : {c.texte}" for c in siennes),
    }


def write_csv(ouvertes: Iterable[PublicationOuverte]) -> str:
    colonnes = list_colonnes()
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    plume.writerow(colonnes)
    for ouverte in ouvertes:
        plume.writerows([_write(rang[nom]) for nom in colonnes] for rang in list_rangs(ouverte))
    return BOM + tampon.getvalue()


def _write(cellule: Cellule) -> str:
    match cellule:
        case None:
            return ""
        case bool():
            return "oui" if cellule else "non"
        case Decimal():
            return write_nombre(cellule).replace(".", ",")
        case date():
            return cellule.isoformat()
        case str():
            return guard_texte(cellule)
    return str(cellule)


def write_nombre(nombre: Decimal) -> str:
    """Return a number with its digits, without an exponent nor zeros that say nothing."""
    texte = f"{nombre:f}"
    return texte.rstrip("0").rstrip(".") if "." in texte else texte


def write_json(ouvertes: Iterable[PublicationOuverte], schema: str) -> str:
    """Return publications as JSON; `schema` is the address where the fields are described."""
    return json.dumps(
        {"schema": schema, "publications": [_tell(ouverte) for ouverte in ouvertes]},
        ensure_ascii=False,
        indent=1,
        default=_as_json,
    )


_UNE_FOIS: Final = (
    "siren",
    "acheteur",
    "fictif",
    "adresse",
    "publiee_le",
    "validee_par",
    "prochaine_publication",
)


def _tell(ouverte: PublicationOuverte) -> dict[str, object]:
    contenu = ouverte.contenu
    lignes: list[Mapping[str, Cellule]] = [
        {
            nom: rang[nom]
            for nom in list_colonnes()
            if nom not in _UNE_FOIS and rang[nom] not in {None, ""}
        }
        for rang in list_rangs(ouverte)
    ]
    une_fois = {n: v for n, v in _tell_parution(ouverte).items() if v not in {None, ""}}
    return une_fois | {
        "mention": ouverte.parution.mention,
        "annees": contenu.annees,
        "schema_adopte_le": contenu.adopte_le,
        "calculees_le": contenu.calcule_le,
        "presentation": contenu.presentation,
        "annees_incompletes": tell_incompletes(contenu),
        "absents": tell_absents(contenu),
        "methode": list_methode(contenu),
        "lignes": lignes,
    }


def _as_json(valeur: object) -> object:
    """Return a day, or a number whose digits are kept as JSON reads them back."""
    if isinstance(valeur, Decimal):
        return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)
    if isinstance(valeur, date):
        return valeur.isoformat()
    raise TypeError(valeur)
