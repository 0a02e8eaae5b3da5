"""What a buyer's figures were counted on, what they include of others' purchases, what they miss.

Open data knows a buyer by its SIREN; the buyer knows its budgets, its other bodies and with whom
it buys. The answers are asked once; every figure then says what they imply. A buyer may have
figures of several origins, that are never added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from spaser.metier.registre.nomenclatures import Nomenclature


class Origine(Nomenclature):
    """Where the lines behind a figure come from."""

    PUBLIES = "publies", "Marchés publiés"
    CORRIGES = "corriges", "Marchés publiés, vos fichiers et vos corrections"
    PAYES = "payes", "Dépenses payées de vos extraits"


class ReponsePerimetre(Nomenclature):
    """An answer that may be missing."""

    OUI = "oui", "Oui"
    NON = "non", "Non"
    INCONNUE = "inconnue", "Je ne sais pas"


class Concessions(Nomenclature):
    HORS = "hors", "Les laisser de côté"
    A_COTE = "a_cote", "Les montrer à côté, sans les mêler aux taux"


@dataclass(frozen=True, slots=True)
class Organisme:
    """Another body of the same house, with a SIREN of its own."""

    siren: str
    nom: str


@dataclass(frozen=True, slots=True)
class Perimetre:
    """What a buyer answers about what its figures hold; by default, nothing is known."""

    budgets_annexes: ReponsePerimetre = ReponsePerimetre.INCONNUE
    organismes: tuple[Organisme, ...] = ()
    concessions: Concessions = Concessions.HORS
    coordonnateur: ReponsePerimetre = ReponsePerimetre.INCONNUE
    membre: ReponsePerimetre = ReponsePerimetre.INCONNUE
    centrales: ReponsePerimetre = ReponsePerimetre.INCONNUE
    noms_centrales: str = ""


@dataclass(frozen=True, slots=True)
class Couverture:
    """What the figures hold, hold of others, miss, and what nobody has said yet."""

    compris: tuple[str, ...] = ()
    d_autrui: tuple[str, ...] = ()
    manque: tuple[str, ...] = ()
    ignore: tuple[str, ...] = field(default=())

    @property
    def resume(self) -> str:
        """Return it in one sentence, short enough to stand once under the figures of a page."""
        morceaux = ["Marchés publiés sous ce SIREN"]
        if self.d_autrui:
            morceaux.append("y compris des achats pour d’autres acheteurs")
        if self.manque:
            morceaux.append(f"sans {_PLURIELS[len(self.manque) > 1]} de vos achats")
        if self.ignore:
            morceaux.append("périmètre à préciser")
        return f"{', '.join(morceaux)}."


_PLURIELS: Final = {False: "une partie", True: "plusieurs parties"}


def describe_couverture(perimetre: Perimetre | None, concessions: int = 0) -> Couverture:
    """Say what the figures include and miss; None when nothing was answered."""
    p = perimetre or Perimetre()
    compris = ["Les marchés publiés sous ce SIREN, tous établissements réunis."]
    if p.budgets_annexes is ReponsePerimetre.OUI:
        compris.append("Les marchés de vos budgets annexes : ils portent le même SIREN.")
    if concessions and p.concessions is Concessions.A_COTE:
        compris.append(f"À côté, hors des taux : vos concessions ({_publiees(concessions)}).")
    return Couverture(
        compris=tuple(compris),
        d_autrui=_tell_autrui(p),
        manque=(
            *_tell_organismes(p),
            *_tell_achats_ailleurs(p),
            *_tell_concessions(p, concessions),
        ),
        ignore=_tell_ignore(p),
    )


def _tell_autrui(p: Perimetre) -> tuple[str, ...]:
    if p.coordonnateur is not ReponsePerimetre.OUI:
        return ()
    phrase = (
        "Les marchés des groupements que vous coordonnez : une part sert aux autres membres, et "
        "les données ne disent pas laquelle."
    )
    return (phrase,)


def _tell_organismes(p: Perimetre) -> tuple[str, ...]:
    return tuple(
        f"Les marchés de {organisme.nom} (SIREN {organisme.siren}), qui a ses propres chiffres."
        for organisme in p.organismes
    )


def _tell_achats_ailleurs(p: Perimetre) -> tuple[str, ...]:
    phrases = []
    if p.membre is ReponsePerimetre.OUI:
        phrases.append(
            "Vos achats par un groupement coordonné par un autre : il les publie sous son SIREN."
        )
    if p.centrales is ReponsePerimetre.OUI:
        noms = f" ({p.noms_centrales})" if p.noms_centrales else ""
        phrases.append(
            f"Vos achats par une centrale{noms} : elle publie ses marchés sous son SIREN."
        )
    return tuple(phrases)


def _tell_concessions(p: Perimetre, nombre: int) -> tuple[str, ...]:
    if not nombre or p.concessions is Concessions.A_COTE:
        return ()
    return (f"Vos concessions ({_publiees(nombre)}) : elles n’entrent dans aucun taux.",)


def _publiees(nombre: int) -> str:
    return f"{nombre} publiée{'s' if nombre > 1 else ''}"


_QUESTIONS: Final = (
    ("budgets_annexes", "si vous avez des budgets annexes"),
    ("coordonnateur", "si vous coordonnez des groupements de commandes"),
    ("membre", "si vous achetez par le groupement d’un autre"),
    ("centrales", "si vous passez par une centrale d’achat"),
)


def _tell_ignore(p: Perimetre) -> tuple[str, ...]:
    return tuple(
        f"On ne sait pas {texte}."
        for champ, texte in _QUESTIONS
        if getattr(p, champ) is ReponsePerimetre.INCONNUE
    )
