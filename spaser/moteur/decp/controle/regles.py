"""What must hold between the fields of a record, once each was examined on its own."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from spaser.contenus.faits import read_decompte
from spaser.elements import add_mois
from spaser.moteur.decp.champs import (
    CLAUSE_SOCIALE,
    LISTES,
    RESERVES,
    SANS_ENVIRONNEMENT,
    SANS_OBJET,
    SANS_SOCIAL,
    VALEURS,
)
from spaser.moteur.decp.controle.modele import Releve, day_of
from spaser.moteur.decp.plausibilite import FACTICE_MAX, RATIO_INCREMENT, is_essai

type Objet = dict[str, Any]
type Regle = Callable[[Objet, Releve], None]

MOIS_DE_PUBLICATION: Final = int(read_decompte("CCP-R2196-1", "delai"))

# Purchases whose origin must be told: food, vehicles, health products, clothing (order of
# 22 December 2022, list in annex). Bounds included, first eight digits of the CPV.
CPV_ORIGINE: Final[tuple[tuple[int, int], ...]] = (
    (15_100_000, 15_982_200),
    (18_100_000, 18_453_000),
    (18_800_000, 18_843_000),
    (33_100_000, 33_198_200),
    (33_600_000, 33_698_300),
    (34_100_000, 34_144_910),
    (34_510_000, 34_522_700),
    (34_600_000, 34_622_500),
    (34_710_000, 34_722_200),
)

_RESERVES: Final = frozenset(RESERVES.values())
_DIVISIONS_ORIGINE: Final = frozenset(str(debut)[:2] for debut, _ in CPV_ORIGINE)
# Lists of labels, one of which says that there is nothing else.
_RIEN_ET_AUTRE: Final = (
    ("considerationsSociales", SANS_SOCIAL, "consideration_contradictoire"),
    ("considerationsEnvironnementales", SANS_ENVIRONNEMENT, "consideration_contradictoire"),
    ("techniques", SANS_OBJET, "sans_objet_et_autre"),
    ("modalitesExecution", SANS_OBJET, "sans_objet_et_autre"),
)
_MARCHE_DATES: Final = ("dateNotification", "datePublicationDonnees")
_CONCESSION_DATES: Final = ("dateSignature", "datePublicationDonnees")
# In each element of a list: when it was notified, when it was published.
_DATES_INTERNES: Final = (
    ("modifications", "dateNotificationModification", "datePublicationDonneesModification"),
    ("modifications", "dateSignatureModification", "datePublicationDonneesModification"),
    ("actesSousTraitance", "dateNotification", "datePublicationDonnees"),
    (
        "modificationsActesSousTraitance",
        "dateNotificationModificationSousTraitance",
        "datePublicationDonnees",
    ),
)


def need_origine(code_cpv: str) -> bool:
    """Tell whether the origin of the products is due for this CPV code."""
    chiffres = code_cpv[:8]
    if chiffres[:2] not in _DIVISIONS_ORIGINE or not (chiffres.isascii() and chiffres.isdigit()):
        return False
    code = int(chiffres)
    return any(debut <= code <= fin for debut, fin in CPV_ORIGINE)


def check_marche(objet: Objet, releve: Releve) -> None:
    _check_communes(objet, "montant", releve)
    _check_publication(objet, *_MARCHE_DATES, "", releve, tardive=True)
    _check_origine(objet, releve)


def check_concession(objet: Objet, releve: Releve) -> None:
    _check_communes(objet, "valeurGlobale", releve)
    _check_publication(objet, *_CONCESSION_DATES, "", releve)
    publication = day_of(objet.get("datePublicationDonnees"))
    debut = day_of(objet.get("dateDebutExecution"))
    if publication and debut and publication > debut:
        message = f"publié le {publication}, après le début de l’exécution ({debut})"
        releve.remark("publication_tardive", "datePublicationDonnees", str(publication), message)


REGLES: Final[dict[str, Regle]] = {"marche": check_marche, "concession": check_concession}


def _check_communes(objet: Objet, montant: str, releve: Releve) -> None:
    if is_essai(objet.get("id"), objet.get("objet")):
        message = "ce contrat a l’air d’un essai de la plateforme"
        brut = objet.get("objet") or objet.get("id")
        releve.ask("contrat_essai", "objet", brut, message, schema=False)
    for champ, rien, code in _RIEN_ET_AUTRE:
        enveloppe = objet.get(champ)
        liste = enveloppe.get(VALEURS[champ]) if isinstance(enveloppe, dict) else None
        if not isinstance(liste, list) or len(liste) <= 1:
            continue
        if rien in liste:
            message = f"« {rien} » et autre chose à la fois"
            releve.ask(code, champ, liste, message, schema=False)
        if CLAUSE_SOCIALE in liste and not _RESERVES.isdisjoint(liste):
            message = (
                "un contrat réservé se déclare seulement comme réservé, sans « Clause sociale »"
            )
            releve.remark("reserve_et_clause", champ, liste, message)
    _check_internes(objet, releve)
    _check_increments(objet, montant, releve)


def _check_publication(
    objet: Objet, avant: str, apres: str, prefixe: str, releve: Releve, *, tardive: bool = False
) -> None:
    notification, publication = day_of(objet.get(avant)), day_of(objet.get(apres))
    if notification is None or publication is None:
        return
    if publication < notification:
        message = f"publié le {publication}, avant le {notification} ({avant})"
        code = "publication_avant_notification"
        releve.ask(code, prefixe + apres, str(publication), message, schema=False)
    elif tardive and publication > add_mois(notification, MOIS_DE_PUBLICATION):
        message = (
            f"publié le {publication}, plus de {MOIS_DE_PUBLICATION} mois après le {notification}"
        )
        releve.remark("publication_tardive", apres, str(publication), message)


def _elements(objet: Objet, liste: str) -> Iterator[Objet]:
    valeur = objet.get(liste)
    for element in valeur if isinstance(valeur, list) else ():
        dedans = element.get(LISTES[liste]) if isinstance(element, dict) else None
        if isinstance(dedans, dict):
            yield dedans


def _check_internes(objet: Objet, releve: Releve) -> None:
    for liste, avant, apres in _DATES_INTERNES:
        if liste in objet:
            for dedans in _elements(objet, liste):
                _check_publication(dedans, avant, apres, f"{liste}.", releve)


def _check_increments(objet: Objet, champ: str, releve: Releve) -> None:
    if "modifications" not in objet:
        return
    initial = _number(objet.get(champ))
    if initial is None or initial <= FACTICE_MAX:
        return
    for modification in _elements(objet, "modifications"):
        nouveau = _number(modification.get(champ))
        if nouveau is not None and FACTICE_MAX < nouveau < initial * Decimal(RATIO_INCREMENT):
            message = (
                f"le nouveau total ({nouveau}) est bien inférieur au montant initial ({initial}) : "
                "est-ce seulement l’augmentation ?"
            )
            releve.ask(
                "increment_suspect", f"modifications.{champ}", nouveau, message, schema=False
            )


def _number(valeur: object) -> int | Decimal | None:
    if isinstance(valeur, bool):
        return None
    return valeur if isinstance(valeur, int | Decimal) else None


def _check_origine(objet: Objet, releve: Releve) -> None:
    code = objet.get("codeCPV")
    if not isinstance(code, str):
        return
    if need_origine(code):
        for champ in ("origineUE", "origineFrance"):
            if champ not in objet:
                message = f"dû pour le CPV {code} (alimentation, véhicules, santé, habillement)"
                releve.ask("origine_absente", champ, None, message, schema=False)
    europe, france = _number(objet.get("origineUE")), _number(objet.get("origineFrance"))
    if europe is not None and france is not None and france > europe:
        message = f"la part française ({france}) dépasse la part européenne ({europe})"
        releve.ask("origine_incoherente", "origineFrance", france, message, schema=False)
