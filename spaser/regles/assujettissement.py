"""Is this buyer bound to have a SPASER? The rule, on plain values."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Literal, Self

import msgspec

from spaser.contenus import faits
from spaser.contenus.lecture import read_contenu
from spaser.regles import nomenclatures

# --- The kinds of buyers that the texts tell apart ---


_T: Final = nomenclatures.TypeStructure


class NatureAcheteur(nomenclatures.Nomenclature):
    """With `voisins`, the types of the register that are nearest to a kind; none: none is near."""

    REGION = "region", "Région", _T.REGION
    DEPARTEMENT = "departement", "Département", _T.DEPARTEMENT
    COMMUNE = "commune", "Commune", _T.COMMUNE
    COLLECTIVITE = (
        "collectivite",
        "Autre collectivité territoriale (à statut particulier)",
        _T.COLLECTIVITE,
    )
    METROPOLE = "metropole", "Métropole ou communauté urbaine", _T.METROPOLE, _T.EPCI
    AGGLOMERATION = "agglomeration", "Communauté d’agglomération", _T.EPCI
    COMMUNAUTE_COMMUNES = "communaute_communes", "Communauté de communes", _T.EPCI
    SYNDICAT = "syndicat", "Syndicat ou autre groupement de collectivités", _T.SYNDICAT, _T.EPT
    ETABLISSEMENT_LOCAL = (
        "etablissement_local",
        "Établissement public local (CCAS, SDIS…)",
        _T.ETABLISSEMENT_PUBLIC,
    )
    ETAT = "etat", "État (ministère, préfecture, service national…)", _T.ETAT
    ETABLISSEMENT_ETAT = (
        "etablissement_etat",
        "Établissement public de l’État (agence, université…)",
        *(_T.ETABLISSEMENT_PUBLIC, _T.UNIVERSITE),
    )
    EPIC_ETAT = "epic_etat", "Établissement public industriel et commercial de l’État", _T.EPIC
    HOPITAL = "hopital", "Établissement public de santé", _T.ETABLISSEMENT_SANTE
    BAILLEUR = "bailleur", "Bailleur social soumis au code de la commande publique", _T.BAILLEUR
    ENTREPRISE_PUBLIQUE = (
        "entreprise_publique",
        "Entreprise publique (SEM, SPL, société nationale…)",
    )
    ENTITE_RESEAU = (
        "entite_reseau",
        "Entreprise privée à droits exclusifs (eau, énergie, transport…)",
    )
    ORGANISME = "organisme", "Autre organisme soumis au code (GIP, sécurité sociale…)"
    HORS_CODE = "hors_code", "Entreprise ou association non soumise au code"
    INCONNUE = "inconnue", "Je ne sais pas"

    def __init__(
        self, _code: str, _libelle: str = "", *voisins: nomenclatures.TypeStructure
    ) -> None:
        self.voisins = voisins


class Territoire(nomenclatures.Nomenclature):
    """Where the buyer is, when the law is not the same everywhere."""

    METROPOLE = "metropole", "France métropolitaine"
    OUTRE_MER = "outre_mer", "Guadeloupe, Guyane, Martinique ou La Réunion"
    MAYOTTE = "mayotte", "Mayotte"
    AUTRE_OUTRE_MER = (
        "autre_outre_mer",
        "Saint-Barthélemy, Saint-Martin ou Saint-Pierre-et-Miquelon",
    )
    PACIFIQUE = "pacifique", "Nouvelle-Calédonie, Polynésie française ou Wallis-et-Futuna"


_N: Final = NatureAcheteur
COLLECTIVITES: Final = frozenset({_N.REGION, _N.DEPARTEMENT, _N.COMMUNE, _N.COLLECTIVITE})
GROUPEMENTS: Final = frozenset(
    {_N.METROPOLE, _N.AGGLOMERATION, _N.COMMUNAUTE_COMMUNES, _N.SYNDICAT}
)


# --- An amount as a person writes it, and as a page writes it back ---


_EXEMPLE: Final = "Exemples : « 62 500 000 », « 62,5 M€ », « 62,5 millions »."
_BLANCS: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_MONTANT: Final = re.compile(
    r"(?P<nombre>[+-]?[0-9][0-9 .,]*?)"
    r" ?(?P<unite>k|m|md|mds|mille|millions?|milliards?)?"
    r"(?: ?(?:d'|d’)?(?:€|euros?|eur))?"
)
_ENTIER: Final = re.compile(r"[0-9]+|[0-9]{1,3}(?: [0-9]{3})+")
_DECIMALES: Final = re.compile(r"[0-9]{1,6}")
_UNITES: Final[dict[str | None, int]] = {
    None: 1,
    **dict.fromkeys(("k", "mille"), 10**3),
    **dict.fromkeys(("m", "million", "millions"), 10**6),
    **dict.fromkeys(("md", "mds", "milliard", "milliards"), 10**9),
}
_LONGUEUR: Final = 40
_SANS_UNITE: Final = 10_000  # below, a buyer's yearly spend was written in another unit
_PLAFOND: Final = 100 * 10**9
_CENTIMES: Final = 2
_MILLIERS: Final = 3
_ESPACE_FINE: Final = "\u202f"


class ErreurMontant(ValueError):
    """An amount that cannot be read, told with the fix."""


def read_depenses_annuelles(texte: str) -> Decimal:
    """Return an amount in euros; refuse what could be read in two ways."""
    plat = _BLANCS.sub(" ", texte.casefold()).strip()
    if re.search(r"\b(ht|ttc|hors tax)", plat):
        raise ErreurMontant("N’écrivez ici que le montant : hors taxes ou non se dit à part.")
    trouve = _MONTANT.fullmatch(plat) if len(plat) <= _LONGUEUR else None
    if trouve is None:
        raise ErreurMontant(f"Ce n’est pas un montant que nous savons lire. {_EXEMPLE}")
    unite = _UNITES[trouve["unite"]]
    return _check(_number(trouve["nombre"].strip(), unite) * unite, texte.strip(), unite)


def write_montant(montant: Decimal | int) -> str:
    """Write an amount in full, without centimes when there are none: `62 500 000 €`."""
    decimales = 0 if montant == int(montant) else _CENTIMES
    entier, _, reste = f"{montant:,.{decimales}f}".partition(".")
    groupes = entier.replace(",", _ESPACE_FINE)
    return f"{groupes},{reste}\u00a0€" if reste else f"{groupes}\u00a0€"


def format_millions(montant: int) -> str:
    """Write a threshold in words: `50 millions d’euros`."""
    return f"{montant // 10**6}\u00a0millions d’euros"


def _number(nombre: str, unite: int) -> Decimal:
    if nombre.startswith("-"):
        raise ErreurMontant("Un total de dépenses n’est pas négatif : écrivez-le sans signe.")
    entier, signe, decimales = _split(nombre.removeprefix("+"))
    if not _ENTIER.fullmatch(entier):
        raise ErreurMontant(f"Groupez les chiffres par trois, ou collez-les. {_EXEMPLE}")
    if signe and not _DECIMALES.fullmatch(decimales):
        raise ErreurMontant(f"Les décimales ne se lisent pas. {_EXEMPLE}")
    if signe == "." and len(decimales) == _MILLIERS:
        raise ErreurMontant(
            f"« {nombre} » peut se lire de deux façons : séparez les milliers par une espace, "
            "les décimales par une virgule."
        )
    if signe and unite == 1 and len(decimales) > _CENTIMES:
        raise ErreurMontant(
            "Un montant en euros a deux décimales au plus : séparez les milliers par une espace."
        )
    return Decimal(f"{entier.replace(' ', '')}.{decimales or 0}")


def _split(nombre: str) -> tuple[str, str, str]:
    """Cut at the only comma or dot; with two, one of them separates thousands: refused."""
    signes = [c for c in nombre if c in ",."]
    if len(signes) > 1:
        raise ErreurMontant("Séparez les milliers par une espace, les décimales par une virgule.")
    if not signes:
        return nombre, "", ""
    entier, _, decimales = nombre.partition(signes[0])
    return entier, signes[0], decimales


def _check(montant: Decimal, texte: str, unite: int) -> Decimal:
    if montant > _PLAFOND:
        raise ErreurMontant(
            "Ce montant dépasse 100 milliards d’euros : vérifiez le nombre de zéros et l’unité."
        )
    if 0 < montant < _SANS_UNITE and unite == 1:
        raise ErreurMontant(
            f"Dites l’unité : « {texte} » euros, ce serait très peu pour une année. "
            f"Écrivez par exemple « {texte} M€ » pour des millions."
        )
    return montant


# --- The dated rule of the SPASER, read from its file: thresholds, whom they bind, what counts


class Regime(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The law between two days, as its facts say it; the last of them carries the threshold.

    `tout_acheteur` is false while it named only some buyers.
    """

    code: str
    depuis: date
    jusqu_a: date | None
    tout_acheteur: bool
    faits: tuple[str, ...]

    @property
    def seuil(self) -> int:
        """Return the threshold in euros, before tax."""
        return int(faits.find_fait(self.faits[-1]).read_valeur("seuil"))

    @property
    def fondements(self) -> tuple[nomenclatures.Source, ...]:
        return nomenclatures.cite(self.faits)

    @property
    def reserves(self) -> tuple[str, ...]:
        return tuple(reserve for code in self.faits if (reserve := faits.find_fait(code).reserve))


class Precision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What counts, or not: said by the text itself, or how we read it."""

    texte: str
    lecture: Literal["texte", "notre"]
    fait: str = ""

    @property
    def est_notre_lecture(self) -> bool:
        return self.lecture == "notre"


class Information(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something worth knowing beside the answer."""

    texte: str
    source: nomenclatures.Source


class RegleSpaser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    regimes: tuple[Regime, ...]
    taux_tva: str  # the fact of the highest rate of VAT, which bounds the amount before tax
    compte: tuple[Precision, ...]
    ne_compte_pas: tuple[Precision, ...]
    base_indicateurs: Precision  # another base than that of the threshold
    a_savoir: tuple[Information, ...]


@faits.cache_faits()
def load_regle() -> RegleSpaser:
    ecrite = read_contenu("obligations/regle_spaser.json", dict[str, Any])
    ecrite["a_savoir"] = [
        {
            "texte": faits.tell_citation(citation),
            "source": msgspec.to_builtins(nomenclatures.cite([citation])[0]),
        }
        for citation in ecrite["a_savoir"]
    ]
    for precision in (*ecrite["compte"], *ecrite["ne_compte_pas"]):
        if "fait" in precision:
            precision.setdefault("texte", faits.tell_citation(precision["fait"]))
    return msgspec.convert(ecrite, type=RegleSpaser)


def find_regime(jour: date) -> Regime | None:
    """Return the law of a day; None before the code."""
    regimes = (r for r in load_regle().regimes if r.depuis <= jour <= (r.jusqu_a or date.max))
    return next(regimes, None)


# --- Is this buyer bound to have a SPASER? The rule, on plain values ---
# What is known of a year's spend, what can be said to the buyer, and why.


@dataclass(frozen=True, slots=True)
class Depenses:
    """Euros before tax; `haut` is None when nothing bounds it."""

    bas: Decimal = Decimal(0)
    haut: Decimal | None = None
    sont_ttc: bool = False  # the bounds then come from the rates of VAT

    def __post_init__(self) -> None:
        if self.bas < 0 or (self.haut is not None and self.haut < self.bas):
            raise ValueError("Des dépenses vont d’un montant positif à un montant au moins égal.")

    @classmethod
    def exactes(cls, montant: Decimal) -> Self:
        return cls(montant, montant)

    @classmethod
    def ttc(cls, montant: Decimal) -> Self:
        """Return a total known with its tax: at the highest rate, or without any."""
        taux = Decimal(faits.read_decompte(load_regle().taux_tva, "taux_tva"))
        return cls(montant * 100 / (100 + taux), montant, sont_ttc=True)

    def partielles(self) -> Self:
        """Return this spend without an upper bound: part of it is not counted."""
        return type(self)(self.bas, None, self.sont_ttc)

    @property
    def sont_connues(self) -> bool:
        return self.haut is not None or self.bas > 0


class Assujettissement(nomenclatures.Nomenclature):
    OBLIGE = "oblige", "Obligé"
    NON_OBLIGE = "non_oblige", "Non obligé"
    INDETERMINE = "indetermine", "On ne peut pas le dire"


class Motif(StrEnum):
    AU_DESSUS = "au_dessus"
    PAS_AU_DESSUS = "pas_au_dessus"
    HORS_CODE = "hors_code"
    AVANT_LE_CODE = "avant_le_code"
    NATURE_INCONNUE = "nature_inconnue"
    NATURE_A_VERIFIER = "nature_a_verifier"
    TERRITOIRE_A_VERIFIER = "territoire_a_verifier"
    DEPENSES_INCONNUES = "depenses_inconnues"
    DEPENSES_PARTIELLES = "depenses_partielles"
    DEPENSES_TTC = "depenses_ttc"
    DEPENSES_BORNEES = "depenses_bornees"


_VERDICTS: Final = {
    Motif.AU_DESSUS: Assujettissement.OBLIGE,
    Motif.PAS_AU_DESSUS: Assujettissement.NON_OBLIGE,
    Motif.HORS_CODE: Assujettissement.NON_OBLIGE,
}


_TITRES: Final = {
    Assujettissement.OBLIGE: ("Vous devez adopter un SPASER", "Vous deviez adopter un SPASER"),
    Assujettissement.NON_OBLIGE: (
        "La loi ne vous impose pas de SPASER",
        "La loi ne vous imposait pas de SPASER",
    ),
    Assujettissement.INDETERMINE: ("On ne peut pas encore le dire", "On ne peut pas le dire"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """An answer with its reason, the law it rests on, and what would be needed to say more."""

    motif: Motif
    annee: int
    regime: Regime | None
    raison: str
    manques: tuple[str, ...] = ()
    reserves: tuple[str, ...] = ()
    fondements: tuple[nomenclatures.Source, ...] = ()

    @property
    def verdict(self) -> Assujettissement:
        return _VERDICTS.get(self.motif, Assujettissement.INDETERMINE)

    @property
    def titre(self) -> str:
        """Return the answer as a sentence; in the past when the law has changed since."""
        passe = self.regime is not None and self.regime.jusqu_a is not None
        return _TITRES[self.verdict][passe]


def tell_raison(motif: Motif, annee: int, regime: Regime | None, depenses: Depenses) -> str:
    seuil = f"{format_millions(regime.seuil)} hors taxes" if regime else ""
    passe = regime is not None and regime.jusqu_a is not None
    vigueur = f"le seuil {'alors ' if passe else ''}en vigueur"
    match motif:
        case Motif.AU_DESSUS if depenses.sont_ttc:
            return (
                f"Même en retirant la TVA au taux le plus élevé, vos dépenses de {annee} dépassent "
                f"{seuil}, {vigueur}."
            )
        case Motif.AU_DESSUS:
            return f"Vos dépenses de {annee} dépassent {seuil}, {vigueur}."
        case Motif.PAS_AU_DESSUS if regime and depenses.bas == regime.seuil:
            return (
                f"Vos dépenses de {annee} sont égales au seuil, {seuil} : le texte vise un montant "
                "supérieur, et l’atteindre exactement ne suffit pas."
            )
        case Motif.PAS_AU_DESSUS:
            return (
                f"Vos dépenses de {annee}, {write_montant(depenses.haut or 0)} au plus, "
                f"ne dépassent pas {seuil}, {vigueur}."
            )
        case Motif.DEPENSES_BORNEES:
            return (
                f"Vos dépenses de {annee} sont entre {write_montant(depenses.bas)} et "
                f"{write_montant(depenses.haut or 0)} : le seuil, {seuil}, est entre les deux."
            )
        case _:
            return _RAISONS[motif].format(annee=annee, seuil=seuil)


_RAISONS: Final = {
    Motif.HORS_CODE: (
        "L’obligation vise les acheteurs soumis au code de la commande publique : "
        "vous avez répondu que vous ne l’êtes pas."
    ),
    Motif.AVANT_LE_CODE: (
        "En {annee}, le code de la commande publique n’était pas en vigueur : nous ne donnons pas "
        "de réponse sur les textes d’avant le 1er avril 2019."
    ),
    Motif.NATURE_INCONNUE: (
        "Vos dépenses de {annee} dépassent {seuil}, mais l’obligation dépend aussi "
        "de la nature de votre structure."
    ),
    Motif.NATURE_A_VERIFIER: (
        "Vos dépenses de {annee} dépassent {seuil}. Cette année-là, le texte visait les "
        "collectivités, leurs groupements et les acheteurs dont une loi fixe le statut : "
        "nous ne savons pas si le vôtre l’était."
    ),
    Motif.TERRITOIRE_A_VERIFIER: (
        "Vos dépenses de {annee} dépassent {seuil}, mais l’application de l’article dans votre "
        "territoire est à vérifier."
    ),
    Motif.DEPENSES_INCONNUES: (
        "Tout dépend de vos dépenses de {annee} : au-dessus de {seuil}, le schéma est obligatoire."
    ),
    Motif.DEPENSES_PARTIELLES: (
        "Le montant donné ne couvre pas toute l’année {annee} : il ne suffit pas à dépasser "
        "{seuil}, mais le total pourrait le faire."
    ),
    Motif.DEPENSES_TTC: (
        "Le seuil, {seuil}, se compare à un montant hors taxes. Le vôtre est toutes taxes "
        "comprises : selon la part de TVA, il est en dessous ou au-dessus."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationDeclaree:
    """What a buyer says of itself, for one civil year."""

    nature: NatureAcheteur
    annee: int
    depenses: Depenses = field(default_factory=Depenses)
    territoire: Territoire = Territoire.METROPOLE


def decide_assujettissement(situation: SituationDeclaree, aujourdhui: date) -> Conclusion:
    """Say whether the buyer is bound, under the law in force at the end of that year, or today."""
    annee = situation.annee
    if annee > aujourdhui.year:
        raise ValueError("L’année des dépenses n’a pas commencé.")
    en_cours = annee == aujourdhui.year
    depenses = situation.depenses.partielles() if en_cours else situation.depenses
    regime = find_regime(aujourdhui if en_cours else date(annee, 12, 31))
    motif = _find_motif(situation, depenses, regime)
    return Conclusion(
        motif=motif,
        annee=annee,
        regime=regime,
        raison=tell_raison(motif, annee, regime, depenses),
        manques=_list_manques(motif, annee, en_cours=en_cours),
        reserves=_list_reserves(motif, regime, aujourdhui),
        fondements=_list_fondements(motif, regime, depenses),
    )


def _find_motif(situation: SituationDeclaree, depenses: Depenses, regime: Regime | None) -> Motif:
    if situation.nature is NatureAcheteur.HORS_CODE:
        return Motif.HORS_CODE
    if regime is None:
        return Motif.AVANT_LE_CODE
    if depenses.haut is not None and depenses.haut <= regime.seuil:
        return Motif.PAS_AU_DESSUS
    if depenses.bas > regime.seuil:
        return _find_motif_au_dessus(situation, regime)
    return _find_motif_incertain(depenses)


def _find_motif_incertain(depenses: Depenses) -> Motif:
    if not depenses.sont_connues:
        return Motif.DEPENSES_INCONNUES
    if depenses.haut is None:
        return Motif.DEPENSES_PARTIELLES
    return Motif.DEPENSES_TTC if depenses.sont_ttc else Motif.DEPENSES_BORNEES


def _find_motif_au_dessus(situation: SituationDeclaree, regime: Regime) -> Motif:
    nature = situation.nature
    if nature is NatureAcheteur.INCONNUE:
        return Motif.NATURE_INCONNUE
    if not regime.tout_acheteur and nature not in COLLECTIVITES | GROUPEMENTS:
        return Motif.NATURE_A_VERIFIER
    if situation.territoire is Territoire.PACIFIQUE:
        return Motif.TERRITOIRE_A_VERIFIER
    return Motif.AU_DESSUS


_TERRITOIRES: Final = "CCP-DEFENSE-SCHEMA.territoires"
_TOTAL: Final = (
    "Le total hors taxes de ce que vous avez payé sur vos marchés pendant l’année {annee} : "
    "demandez-le à votre service financier."
)
_MANQUES: Final[dict[Motif, str]] = {
    Motif.AVANT_LE_CODE: "Les textes en vigueur en {annee}, que nous n’avons pas relus.",
    Motif.NATURE_INCONNUE: (
        "La nature de votre structure : demandez à votre service juridique si elle est pouvoir "
        "adjudicateur ou entité adjudicatrice."
    ),
    Motif.NATURE_A_VERIFIER: (
        "Le texte qui a créé votre structure : une loi en fixe-t-elle le statut ?"
    ),
    Motif.TERRITOIRE_A_VERIFIER: ("Les articles du code propres à votre territoire. {territoires}"),
    Motif.DEPENSES_INCONNUES: _TOTAL,
    Motif.DEPENSES_PARTIELLES: _TOTAL,
    Motif.DEPENSES_TTC: _TOTAL,
    Motif.DEPENSES_BORNEES: (
        "De quoi préciser ce total : dites quels comptes à vérifier sont des achats, et la TVA "
        "des montants qui ne la donnent pas."
    ),
}


def _list_manques(motif: Motif, annee: int, *, en_cours: bool) -> tuple[str, ...]:
    if motif not in _MANQUES:
        return ()
    manques = [_MANQUES[motif].format(annee=annee, territoires=faits.tell_citation(_TERRITOIRES))]
    if en_cours:
        manques.append(
            f"La fin de l’année : {annee} n’est pas close. Vous pouvez répondre dès maintenant "
            f"pour {annee - 1}."
        )
    return tuple(manques)


def _list_reserves(motif: Motif, regime: Regime | None, aujourdhui: date) -> tuple[str, ...]:
    if motif is Motif.HORS_CODE or regime is None:
        return ()
    reserves = list(regime.reserves)
    if regime.jusqu_a is not None:
        reserves.append(
            "Le droit a changé depuis : pour savoir ce qu’il en est aujourd’hui, "
            f"répondez pour {aujourdhui.year - 1}."
        )
    return tuple(reserves)


def _list_fondements(
    motif: Motif, regime: Regime | None, depenses: Depenses
) -> tuple[nomenclatures.Source, ...]:
    if regime is None:
        return ()
    convertit = depenses.sont_ttc and motif is not Motif.HORS_CODE
    return regime.fondements + (nomenclatures.cite([load_regle().taux_tva]) if convertit else ())
