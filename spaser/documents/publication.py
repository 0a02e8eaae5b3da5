"""The two years of results that are published: words, page, document, open data."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final, Protocol

from spaser.contenus.faits import fill_enonces, find_fait, tell_citation
from spaser.contenus.lecture import SCHEMA_PUBLICATIONS, schema_csv
from spaser.documents import document, onglets
from spaser.documents.bilan.donnees import tell_compte, tell_effectif
from spaser.documents.francais import (
    FINE,
    INSECABLE,
    capitalize,
    cut_titre,
    format_date,
    format_euros,
    format_nombre,
    format_pourcent,
    format_siren,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.regles import indicateurs, publication
from spaser.regles.reperes import tell_lecture
from spaser.regles.trajectoires import VAGUE, PointTrajectoire, is_cible

# --- Values and targets in words, each in its unit ---


_CENT: Final = 100
_DECIMALES: Final = 2


class Comptee(Protocol):
    """A value between its bounds, with what it was counted from, among how many.

    `n` were looked at, of which `inconnus` do not answer. `reference` names the figure, empty for
    a value that somebody typed; `reserve` says why it does not let conclude.
    """

    @property
    def bas(self) -> Decimal | None: ...
    @property
    def haut(self) -> Decimal | None: ...
    @property
    def numerateur(self) -> Decimal | None: ...
    @property
    def denominateur(self) -> Decimal | None: ...
    @property
    def n(self) -> int | None: ...
    @property
    def inconnus(self) -> int | None: ...
    @property
    def reference(self) -> str: ...
    @property
    def reserve(self) -> str: ...


def tell_details_valeur(une: Comptee, unite: str) -> Iterator[str]:
    reference = indicateurs.ReferenceChiffre.parse(une.reference) if une.reference else None
    dits = (
        tell_compte(reference, une.numerateur, une.denominateur),
        _tell_bornes(une.bas, une.haut, unite),
        tell_effectif(reference, une.n, une.inconnus),
        une.reserve.rstrip("."),
    )
    return (f"{capitalize(dit)}." for dit in dits if dit)


def _tell_bornes(bas: Decimal | None, haut: Decimal | None, unite: str) -> str:
    if bas is None or haut is None or bas == haut:
        return ""
    dits = f"entre {write_valeur(bas, unite)} et {write_valeur(haut, unite)}"
    return f"{dits}, selon les réponses qui manquent"


def tell_bornes_courtes(une: Comptee, unite: str) -> str:
    """Say bounds beside a bar: « 47 à 50 % »; nothing when they are the value itself."""
    if une.bas is None or une.haut is None or une.bas == une.haut:
        return ""
    bas, haut = write_valeur(une.bas, unite), write_valeur(une.haut, unite)
    return f"{bas.removesuffix('%').rstrip() if indicateurs.is_taux(unite) else bas} à {haut}"


def write_valeur(valeur: Decimal, unite: str) -> str:
    """Return a value as one reads it: « 48 % », « 1 234,5 heures », « 12 400 € »."""
    if unite == indicateurs.OUI_NON:
        return "oui" if valeur else "non"
    if indicateurs.is_taux(unite):
        return _write_taux(valeur) + unite.removeprefix(indicateurs.POURCENT)
    if unite == indicateurs.EUROS:
        return format_euros(float(valeur))
    return f"{_write_nombre(valeur)}{INSECABLE}{unite}".rstrip()


def write_ecart(ecart: Decimal, unite: str) -> str:
    """Return a gap with its sign; that of a rate is in points."""
    signe = "+" if ecart > 0 else "\u2212" if ecart < 0 else ""
    taille = abs(ecart)
    if indicateurs.is_taux(unite):
        points = format_nombre(float(taille), 1).removesuffix(",0")
        return f"{signe}{points}{INSECABLE}point{'s' if taille >= 2 else ''}"  # noqa: PLR2004 - French plural
    return f"{signe}{write_valeur(taille, '' if unite == indicateurs.OUI_NON else unite)}"


def write_point(point: PointTrajectoire, unite: str) -> str:
    """Return a value and its year: « 60 % en 2028 »."""
    return f"{write_valeur(point.valeur, unite)} en {point.annee}"


def write_valeur_saisie(valeur: Decimal | None, unite: str) -> str:
    if valeur is None:
        return ""
    if unite == indicateurs.OUI_NON:
        return write_valeur(valeur, unite)
    nu = f"{valeur.normalize():f}".replace(".", ",")
    return f"{nu}{INSECABLE}%" if indicateurs.is_taux(unite) else nu


def as_cellule(valeur: Decimal | None, unite: str) -> onglets.Cellule:
    if valeur is None:
        return None
    if unite == indicateurs.OUI_NON:
        return write_valeur(valeur, unite)
    if unite == indicateurs.POURCENT:
        return onglets.as_part(float(valeur / _CENT))
    return onglets.as_euros(valeur) if unite == indicateurs.EUROS else float(valeur)


def _write_taux(valeur: Decimal) -> str:
    part = float(valeur / _CENT)
    return format_pourcent(part) if 0 <= part <= 1 else f"{_write_nombre(valeur)}{FINE}%"


def _write_nombre(valeur: Decimal) -> str:
    nombre = valeur.normalize()
    exposant = nombre.as_tuple().exponent
    decimales = -exposant if isinstance(exposant, int) and exposant < 0 else 0
    return format_nombre(float(nombre), min(decimales, _DECIMALES))


# --- The results that are published, in words ---


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
class ErratumPublie:
    """A correction made after publication; without a value, it is in words only."""

    jour: date
    texte: str
    cle: str = ""
    annee: int | None = None
    valeur: Decimal | None = None
    compte: publication.Compte | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parution:
    """How a publication came out; without a day, it is a draft."""

    adresse: str = ""
    publiee_le: date | None = None
    validee_par: str = ""
    prochaine: date | None = None  # the day by which the next one is due, as we read the law
    fictive: bool = False
    reserve: str = ""  # what a trial says on every file
    corrections: tuple[ErratumPublie, ...] = ()

    @property
    def mention(self) -> str:
        fictif = "Exemple fictif. " if self.fictive else ""
        if self.publiee_le is None:
            return fictif + " ".join(filter(None, (PROJET, self.reserve)))
        return f"{fictif}Validé par {self.validee_par}, le {format_date(self.publiee_le)}."


def tell_valeur(ligne: publication.LignePubliee, resultat: publication.ResultatAnnee) -> str:
    """Return a value as one reads it; a dash when there is none."""
    return "–" if resultat.valeur is None else write_valeur(resultat.valeur, ligne.unite)


LEGALES: Final = "Quatre catégories d’achats"


def name_legales() -> str:
    return typographie(f"{capitalize(tell_lecture())} : quatre catégories d’achats")


def tell_cible(
    ligne: publication.LignePubliee | publication.IndicateurAnnee, part_de: str = ""
) -> str:
    """Return what is aimed at: « 60 % (of `part_de`) en 2028 »; words when they can be checked."""
    if ligne.cible is None:
        return typographie(ligne.precision) if is_cible(ligne.precision) else ""
    quand = f" en {ligne.cible_annee}" if ligne.cible_annee else ""
    return write_valeur(ligne.cible, ligne.unite) + (part_de and f" {part_de}") + quand


def tell_doute(ligne: publication.LignePubliee) -> str:
    if tell_cible(ligne):
        return typographie(ligne.doute)
    phrases = []
    if ligne.legal:
        phrases.append(f"C’est une cible que la loi demande, d’après {tell_lecture()}.")
    if ligne.precision:
        phrases.append(f"Objectif en mots, {VAGUE} : « {ligne.precision} ».")
    return typographie(" ".join(phrases))


def tell_ecart(ligne: publication.LignePubliee, resultat: publication.ResultatAnnee) -> str:
    ecart = ligne.find_ecart(resultat)
    return "" if ecart is None else write_ecart(ecart, ligne.unite)


def tell_details_ligne(
    ligne: publication.LignePubliee, resultat: publication.ResultatAnnee
) -> list[str]:
    if resultat.valeur is None:
        return (
            [typographie(capitalize(resultat.absence).rstrip(".") + ".")]
            if resultat.absence
            else []
        )
    phrases = (
        *tell_details_valeur(resultat, ligne.unite),
        resultat.commentaire,
        _tell_publie(ligne, resultat),
        _tell_sans_ecart(ligne, resultat),
    )
    return [typographie(phrase) for phrase in phrases if phrase]


def _tell_publie(ligne: publication.LignePubliee, resultat: publication.ResultatAnnee) -> str:
    publie = resultat.publie
    if publie is None:
        return ""
    if not resultat.corriges and publie.valeur == resultat.valeur:
        return "Aucun marché corrigé : c’est aussi le chiffre des données publiées."
    dite = "non connue" if publie.valeur is None else tell_valeur(ligne, publie)
    compte = next(iter(tell_details_valeur(publie, ligne.unite)), "") if publie.denominateur else ""
    dits = f"{dite} ({uncapitalize(compte).rstrip('.')})" if compte else dite
    corriges = f"{pluriel(resultat.corriges, 'marché')} sur {format_nombre(resultat.marches)}"
    return f"Corrigés ou ajoutés par l’acheteur : {corriges}. Sans cela, données publiées : {dits}."


def _tell_sans_ecart(ligne: publication.LignePubliee, resultat: publication.ResultatAnnee) -> str:
    raison = ligne.explain_ecart(resultat)
    if not raison:
        return ""
    dite = resultat.couverture and resultat.couverture.texte in raison
    return "Sans écart à la cible." if dite else f"Sans écart à la cible : {uncapitalize(raison)}"


def tell_tendance(ligne: publication.LignePubliee) -> str:
    raison = ligne.sans_tendance
    return typographie(f"Années non comparables. {raison}") if raison else ""


def tell_absents(dit: publication.ContenuPublie | publication.ResultatAnnee) -> str:
    return typographie(fill_enonces(_ABSENTS)) if dit.des_donnees else ""


def tell_incompletes(contenu: publication.ContenuPublie) -> list[str]:
    dites = [
        f"{annee} est incomplète dans les fichiers lus : {quoi}."
        for annee, quoi in contenu.incompletes.items()
    ]
    if contenu.incomplete:
        dites.append(f"Raison de publier une année incomplète : {contenu.incomplete}")
    return [typographie(dite) for dite in dites]


def tell_lacunes(contenu: publication.ContenuPublie) -> str:
    return typographie(_ANCIENNE) if contenu.est_ancienne else ""


def tell_prochaine(parution: Parution) -> str:
    """Say by which day the next results are due, as we read the law."""
    if parution.prochaine is None:
        return ""
    jour = format_date(parution.prochaine)
    return typographie(f"Prochaine publication : avant le {jour}, selon {tell_lecture()}.")


def tell_expression(ligne: publication.LignePubliee) -> str:
    dites = [r.expression for r in ligne.resultats if r.valeur is not None]
    if not dites or publication.Expression.AUTRE in dites:
        return ""
    return "En nombre, puis en valeur" if len({*dites}) > 1 else dites[0].libelle


def list_sources(contenu: publication.ContenuPublie) -> list[str]:
    dites = (r.source for ligne in contenu.lignes for r in ligne.resultats if r.source)
    return [typographie(f"{source.rstrip('.')}.") for source in dict.fromkeys(dites)]


def list_methode(contenu: publication.ContenuPublie) -> list[str]:
    morceaux = [f"Valeurs calculées ou relevées au {format_date(contenu.calcule_le)}."]
    for annee, jour in contenu.arretees:
        morceaux.append(f"Celles de {annee} sont celles du point annuel du {format_date(jour)}.")
    if contenu.perimetre:
        morceaux.append(" ".join(contenu.perimetre))
    dits = (tell_lacunes(contenu), *morceaux, *contenu.methode)
    return [typographie(morceau) for morceau in dits if morceau]


def tell_correction(contenu: publication.ContenuPublie, correction: ErratumPublie) -> str:
    ligne = contenu.find(correction.cle)
    ou = ", ".join(filter(None, [ligne.nom if ligne else "", str(correction.annee or "")]))
    valeur = ""
    if ligne and correction.valeur is not None:
        compte = tell_compte_corrige(_hold(ligne, correction), ligne.unite)
        dite = write_valeur(correction.valeur, ligne.unite)
        valeur = f"Valeur corrigée : {dite}{f' ({compte})' if compte else ''}. "
    debut = f"{ou} : " if ou else ""
    return typographie(f"{format_date(correction.jour)}. {debut}{valeur}{correction.texte}")


def _hold(ligne: publication.LignePubliee, correction: ErratumPublie) -> publication.ResultatAnnee:
    avant = next(r for r in ligne.resultats if r.annee == correction.annee)
    valeur = correction.valeur or Decimal(0)
    return publication.correct_resultat(avant, ligne.unite, valeur, correction.compte, "")


def tell_compte_corrige(tenue: publication.ResultatAnnee, unite: str) -> str:
    morceaux = [_tell_part(tenue), uncapitalize(tenue.reserve.rstrip("."))]
    if tenue.bas is not None and tenue.haut is not None:
        morceaux.append(
            f"entre {write_valeur(tenue.bas, unite)} et {write_valeur(tenue.haut, unite)}"
        )
    return ", ".join(filter(None, morceaux))


def _tell_part(tenue: publication.ResultatAnnee) -> str:
    compte, sur = tenue.numerateur, tenue.denominateur
    if compte is None or sur is None:
        return ""
    if tenue.expression is publication.Expression.VALEUR:
        return f"{format_euros(float(compte))} sur {format_euros(float(sur))}"
    return f"{format_nombre(float(compte))} sur {format_nombre(float(sur))}"


# --- The results as open data: a row an indicator and a year, its columns those of the Table
# Schema ---
# Numbers are written with every digit that was published.


type Cellule = onglets.Cellule | Decimal
type Preuve = Callable[[publication.ResultatAnnee], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationOuverte:
    """A publication, how it came out, where the contracts behind a value are shown."""

    contenu: publication.ContenuPublie
    parution: Parution
    preuve: Preuve = lambda _: ""


def list_champs_csv() -> tuple[str, ...]:
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


def _tell_ligne(ligne: publication.LignePubliee) -> dict[str, Cellule]:
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
    ligne: publication.LignePubliee, resultat: publication.ResultatAnnee, preuve: Preuve
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
    ligne: publication.LignePubliee,
    resultat: publication.ResultatAnnee,
    contenu: publication.ContenuPublie,
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
    ligne: publication.LignePubliee,
    resultat: publication.ResultatAnnee,
    corrections: Iterable[ErratumPublie],
) -> dict[str, Cellule]:
    siennes = [c for c in corrections if c.cle == ligne.cle and c.annee in {None, resultat.annee}]
    valeurs = [c for c in siennes if c.valeur is not None and c.annee is not None]
    derniere = valeurs[-1] if valeurs else None
    compte = (derniere.compte if derniere else None) or publication.Compte()
    return {
        "valeur_corrigee": derniere.valeur if derniere else None,
        "numerateur_corrige": compte.numerateur,
        "denominateur_corrige": compte.denominateur,
        "borne_basse_corrigee": compte.bas,
        "borne_haute_corrigee": compte.haut,
        "erratum": " ".join(f"{format_date(c.jour)} : {c.texte}" for c in siennes),
    }


def write_publications_csv(ouvertes: Iterable[PublicationOuverte]) -> str:
    colonnes = list_champs_csv()
    rangs = (rang for ouverte in ouvertes for rang in list_rangs(ouverte))
    return onglets.write_csv(colonnes, ([rang[nom] for nom in colonnes] for rang in rangs))


def write_json(ouvertes: Iterable[PublicationOuverte], schema: str) -> str:
    """Return publications as JSON; `schema` is the address where the fields are described."""
    return json.dumps(
        {"schema": schema, "publications": [_tell(ouverte) for ouverte in ouvertes]},
        ensure_ascii=False,
        indent=1,
        default=_as_json,
    )


def _tell(ouverte: PublicationOuverte) -> dict[str, object]:
    contenu, une_fois = ouverte.contenu, _tell_parution(ouverte)
    noms = [nom for nom in list_champs_csv() if nom not in une_fois]
    lignes: list[Mapping[str, Cellule]] = [
        {nom: rang[nom] for nom in noms if rang[nom] not in {None, ""}}
        for rang in list_rangs(ouverte)
    ]
    return {n: v for n, v in une_fois.items() if v not in {None, ""}} | {
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


# --- The results on one sheet of paper, to be posted: every line of the law, then as many as fit
# ---


LOI: Final = "CCP-L2111-3.indicateurs"
_AUTRES: Final = (30, 16, 8, 4, 0)  # as many other indicators as the page may hold
_NOM: Final = 110
_DETAIL: Final = 180
_PRESENTATION: Final = 600
_CORRECTIONS: Final = 3


def write_variantes(
    contenu: publication.ContenuPublie, parution: Parution, preuve: Preuve = lambda _: ""
) -> tuple[document.Document, ...]:
    """Return the page at every length, the whole one first: what is left out is told.

    `preuve` gives the address of what is behind a value, empty when it has none.
    """
    nombres = [len(contenu.autres), *(n for n in _AUTRES if n < len(contenu.autres))]
    longues = [_Page(contenu, parution, preuve, n).write() for n in nombres]
    return (*longues, _Page(contenu, parution, preuve, 0, courte=True).write())


class _Page:
    """Writes the page with some of its other indicators; `courte`, with short details."""

    def __init__(
        self,
        contenu: publication.ContenuPublie,
        parution: Parution,
        preuve: Preuve,
        nombre: int,
        *,
        courte: bool = False,
    ) -> None:
        self.contenu, self.parution, self.preuve = contenu, parution, preuve
        self.autres = contenu.autres[:nombre]
        self.courte = courte

    def write(self) -> document.Document:
        contenu = self.contenu
        depuis = f", schéma adopté le {format_date(contenu.adopte_le)}" if contenu.adopte_le else ""
        return document.Document(
            titre=f"Achats responsables : nos résultats {contenu.periode}",
            sous_titre=f"{contenu.acheteur} (SIREN {format_siren(contenu.siren)}){depuis}",
            jour=self.parution.publiee_le or contenu.calcule_le,
            mention=typographie(self.parution.mention),
            blocs=tuple(self._list_blocs()),
            sections=(document.Section("Comment lire ces chiffres", tuple(self._list_methode())),),
        )

    def _list_blocs(self) -> Iterator[document.Bloc]:
        if self.parution.publiee_le is None:
            yield from document.write_paragraphe(self.parution.mention, fort=True)
        for phrase in tell_incompletes(self.contenu):
            yield from document.write_paragraphe(self._cut(phrase, _DETAIL), fort=True)
        presentation = typographie(self.contenu.presentation)
        yield from document.write_paragraphe(self._cut(presentation, _PRESENTATION))
        annees = {str(annee): 4 for annee in self.contenu.annees}
        colonnes = {"Indicateur": 5} | annees | {"Cible": 3, "Écart à la cible": 3}
        for legende, lignes, nom in (
            (name_legales(), self.contenu.legales, "publication_loi"),
            ("Les autres indicateurs de notre schéma", self.autres, "publication_autres"),
        ):
            rangees = map(self._write_ligne, lignes)
            yield from document.write_tableau(legende, colonnes, rangees, nom)
        if reste := len(self.contenu.autres) - len(self.autres):
            quoi = pluriel(reste, "autre indicateur", "autres indicateurs")
            yield from document.write_paragraphe(f"À lire en ligne : {quoi}.")
        notes = (tell_absents(self.contenu), tell_prochaine(self.parution))
        yield from document.write_paragraphe(" ".join(filter(None, notes)))

    def _write_ligne(self, ligne: publication.LignePubliee) -> Iterator[document.Contenu]:
        mots = tell_expression(ligne) if ligne.legal else ""
        nom = typographie(". ".join(filter(None, (self._cut(ligne.nom, _NOM), mots))))
        yield self._note(nom, tell_tendance(ligne))
        yield from (self._write_resultat(ligne, resultat) for resultat in ligne.resultats)
        yield self._note(tell_cible(ligne) or NON_FIXEE, tell_doute(ligne))
        yield (tell_ecart(ligne, ligne.dernier) if ligne.dernier else "") or "–"

    def _write_resultat(
        self, ligne: publication.LignePubliee, resultat: publication.ResultatAnnee
    ) -> tuple[document.EnLigne, ...]:
        valeur, adresse = tell_valeur(ligne, resultat), self.preuve(resultat)
        marque = typographie(f"{resultat.marque}.") if resultat.marque else ""
        dits = self._cut(" ".join(tell_details_ligne(ligne, resultat)), _DETAIL)
        details = " ".join(filter(None, (marque, dits)))
        tete: document.EnLigne = (
            document.Lien(valeur, adresse) if adresse else document.Texte(valeur, fort=True)
        )
        return (tete, document.Texte(f"\n{details}")) if details else (tete,)

    def _note(self, texte: str, note: str) -> document.Contenu:
        return (
            (document.Texte(texte), document.Texte(f"\n{self._cut(note, _DETAIL)}"))
            if note
            else texte
        )

    def _list_methode(self) -> Iterator[document.Bloc]:
        loi = f"{tell_citation(LOI)} {find_fait(LOI).texte}."
        phrases = [*list_methode(self.contenu), *list_sources(self.contenu)]
        if self.courte:
            phrases = [self._cut(phrase, _DETAIL) for phrase in phrases[:6]]
        yield from document.write_paragraphe(loi)
        yield document.Paragraphe(" ".join(phrases))
        for ligne in chain(self.contenu.legales, self.autres):
            if ligne.commentaire:
                texte = typographie(f"{ligne.nom} : {ligne.commentaire}")
                yield document.Paragraphe(self._cut(texte, _DETAIL))
        for correction in self.parution.corrections[-_CORRECTIONS:]:
            texte = tell_correction(self.contenu, correction)
            yield document.Paragraphe(f"Erratum du {self._cut(texte, _DETAIL)}")
        if self.parution.adresse:
            yield document.Paragraphe(
                (
                    document.Texte(typographie("Méthode, données ouvertes et marchés comptés : ")),
                    document.Lien(self.parution.adresse, self.parution.adresse),
                )
            )

    def _cut(self, texte: str, longueur: int) -> str:
        return cut_titre(texte, longueur) if self.courte else texte
