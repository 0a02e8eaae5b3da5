"""How one value is read: the words around a figure, and when it proves too little."""

from dataclasses import dataclass
from html import escape
from typing import Final, Literal, Protocol

from spaser.documents.document import Chiffre, EnLigne, Texte
from spaser.documents.francais import (
    FINE,
    INSECABLE,
    format_euros_courts,
    format_euros_lus,
    format_moyenne,
    format_nombre,
    format_pourcent,
    format_pourcent_lu,
    pluriel,
    typographie,
)
from spaser.documents.tableur import Cellule, as_euros, as_part
from spaser.donnees.valeurs import Fiche, Valeur
from spaser.metier.perimetre import Origine
from spaser.metier.reference import ReferenceChiffre

ECART_MAX: Final = 0.30
"""Beyond 30 points between the bounds, the missing answers could tell any story."""

MARCHES_MIN: Final = 5
"""Below five contracts, one contract more or less changes the rate by over 20 points."""

POURCENT: Final = "%"  # the units that change how a mean or a total is written
EUROS: Final = "€"
MARCHES: Final = "marchés"

Verdict = Literal["solide", "fragile", "absent"]

TROP_PEU: Final = "trop peu de données pour conclure"
TROP_PEU_COURT: Final = "trop peu de données"
NON_CONNU: Final = "non connu"


@dataclass(frozen=True, slots=True)
class Mesure:
    """One value in words, with nothing left to compute for those who show it."""

    valeur: Valeur
    fiche: Fiche
    verdict: Verdict
    texte: str
    fourchette: str | None
    compte: str
    inconnus: str | None
    raison: str | None
    origine: Origine = Origine.PUBLIES

    @property
    def reference(self) -> ReferenceChiffre | None:
        """What names this figure wherever it is printed; None for contracts without a year."""
        return name_valeur(self.valeur, self.origine)

    @property
    def annee(self) -> int | None:
        return self.valeur.annee

    @property
    def est_part(self) -> bool:
        """Tell whether the value is a share between 0 and 1."""
        return _est_part(self.valeur, self.fiche)

    @property
    def pourquoi(self) -> str:
        """Say more than « non connu »; nothing when a list is missing, which the page names."""
        return "" if self.raison in (None, NON_CONNU) else self.raison or ""

    @property
    def en_euros(self) -> bool:
        return _en_euros(self.valeur, self.fiche)

    @property
    def cellules(self) -> tuple[Cellule, ...]:
        valeur = self.valeur
        compte = as_euros if self.en_euros else _as_is
        mesure = as_part if self.est_part else compte
        return (
            *map(mesure, (valeur.valeur, valeur.bas, valeur.haut)),
            *map(compte, (valeur.numerateur, valeur.denominateur)),
        )


def _as_is(nombre: float | None) -> float | None:
    return nombre


def _est_part(valeur: Valeur, fiche: Fiche) -> bool:
    return valeur.variante in ("nombre", "montant") or (
        valeur.variante == "moyenne" and fiche.unite == POURCENT
    )


def _en_euros(valeur: Valeur, fiche: Fiche) -> bool:
    return valeur.variante == "montant" or (valeur.variante == "total" and fiche.unite == EUROS)


def name_valeur(valeur: Valeur, origine: Origine) -> ReferenceChiffre | None:
    if valeur.annee is None:
        return None
    return ReferenceChiffre(valeur.siren, valeur.indicateur, valeur.annee, valeur.variante, origine)


class Imprimable(Protocol):
    """A figure that can be printed: its words, and what names it everywhere."""

    @property
    def reference(self) -> ReferenceChiffre | None:
        """Return its name."""

    @property
    def texte(self) -> str:
        """Return its words; nothing when it has no value."""


def mark_chiffre(chiffre: Imprimable) -> str:
    """Return HTML that prints a figure and carries its reference: the one way to print it."""
    texte = escape(chiffre.texte or NON_CONNU)
    if chiffre.reference is None:
        return texte
    return f'<data value="{chiffre.reference}">{texte}</data>'


def make_chiffre(mesure: Mesure) -> EnLigne:
    """Return a figure as a document holds it; its words alone when nothing names it."""
    if mesure.reference is None:
        return Texte(mesure.texte)
    dit = f"{mesure.fiche.libelle}, {mesure.annee} : {summarize(mesure) or mesure.texte}"
    return Chiffre(mesure.texte, str(mesure.reference), typographie(dit))


def read_valeur(valeur: Valeur, fiche: Fiche, origine: Origine = Origine.PUBLIES) -> Mesure:
    verdict, raison = _judge(valeur, fiche)
    return Mesure(
        valeur=valeur,
        fiche=fiche,
        verdict=verdict,
        texte=_format_valeur(valeur, fiche) if valeur.valeur is not None else NON_CONNU,
        fourchette=_format_fourchette(valeur, fiche),
        compte=typographie(_format_compte(valeur, fiche)),
        inconnus=_format_inconnus(valeur),
        raison=typographie(raison) if raison else None,
        origine=origine,
    )


def _judge(valeur: Valeur, fiche: Fiche) -> tuple[Verdict, str | None]:
    if valeur.valeur is None:
        return "absent", valeur.absence or _explain_absence(valeur)
    if valeur.variante == "total":
        return "solide", None
    if valeur.n < MARCHES_MIN:
        return "fragile", f"{pluriel(valeur.n, 'marché')} seulement : {TROP_PEU}"
    ecart = _ecart(valeur, fiche)
    if ecart > ECART_MAX:
        return "fragile", tell_ecart(ecart)
    return "solide", None


def tell_ecart(ecart: float) -> str:
    """Say that bounds are too far apart to conclude."""
    return f"fourchette de {format_nombre(ecart * 100)} points : {TROP_PEU}"


def _explain_absence(valeur: Valeur) -> str:
    if valeur.n == 0:
        return "aucun marché"
    return f"réponse absente pour {_les(valeur.n)}"


def _les(nombre: int) -> str:
    return "le seul marché" if nombre == 1 else f"les {pluriel(nombre, 'marché')}"


def _ecart(valeur: Valeur, fiche: Fiche) -> float:
    if not _est_part(valeur, fiche) or valeur.bas is None or valeur.haut is None:
        return 0.0
    return valeur.haut - valeur.bas


def _format_valeur(valeur: Valeur, fiche: Fiche) -> str:
    nombre = valeur.valeur or 0.0
    if _est_part(valeur, fiche):
        return format_pourcent(nombre)
    if _en_euros(valeur, fiche):
        return format_euros_courts(nombre)
    return format_moyenne(nombre) if valeur.variante == "moyenne" else format_nombre(nombre)


def _format_fourchette(valeur: Valeur, fiche: Fiche) -> str | None:
    """Say the bounds when the unknowns leave some, in the words of a sentence."""
    if valeur.bas is None or valeur.haut is None or not _ecart(valeur, fiche):
        return None
    bas, haut = format_pourcent_lu(valeur.bas), format_pourcent_lu(valeur.haut)
    return None if bas == haut else f"entre {bas} et {haut}"


def format_bornes(mesure: Mesure) -> str:
    """Say the bounds in the narrow space of a table: 29–35 %."""
    bas, haut = mesure.valeur.bas, mesure.valeur.haut
    if bas is None or haut is None or not mesure.est_part:
        return "–"
    textes = [format_pourcent(bas), format_pourcent(haut)]
    if textes[0] == textes[1]:
        return textes[0]
    return f"{textes[0].removesuffix(f'{FINE}%')}–{textes[1]}"


def _format_compte(valeur: Valeur, fiche: Fiche) -> str:
    if valeur.variante == "total" and valeur.inconnus and valeur.valeur is not None:
        return f"un minimum : {_format_inconnus(valeur)}"
    if valeur.denominateur is None or valeur.numerateur is None:
        tous = fiche.unite == MARCHES and valeur.valeur == valeur.n
        return "" if tous else f"sur {pluriel(valeur.n, 'marché')}"
    if valeur.variante == "nombre":
        connus = pluriel(valeur.denominateur, "marché")
        return f"{format_nombre(valeur.numerateur)} sur {connus}"
    if valeur.variante == "montant":
        compte = format_euros_courts(valeur.numerateur)
        return f"{compte} sur {format_euros_courts(valeur.denominateur)}"
    return f"moyenne sur {pluriel(valeur.denominateur, 'marché')}"


def _format_inconnus(valeur: Valeur) -> str | None:
    if not valeur.inconnus:
        return None
    return f"{pluriel(valeur.inconnus, 'marché')} sans réponse sur {format_nombre(valeur.n)}"


def summarize(mesure: Mesure) -> str:
    """Return what goes beside a figure: « 49 sur 142, 4 sans réponse : 34–37 % »."""
    if mesure.verdict == "absent":
        return mesure.raison or ""
    valeur = mesure.valeur
    if valeur.variante == "total":
        return mesure.compte
    compte = mesure.compte
    if valeur.inconnus:
        compte = compte.removesuffix(f"{INSECABLE}marchés")
        compte += f", {format_nombre(valeur.inconnus)} sans réponse"
    suite = TROP_PEU_COURT if mesure.verdict == "fragile" else format_bornes(mesure)
    montre = mesure.verdict == "fragile" or mesure.fourchette
    return typographie(f"{compte} : {suite}") if montre else compte


def explain_figure(mesure: Mesure) -> list[str]:
    valeur = mesure.valeur
    if mesure.verdict == "absent":
        return [typographie(f"Aucun chiffre : {mesure.raison}.")]
    if valeur.variante not in ("nombre", "montant"):
        return _explain_nombre(mesure)
    phrases = [_explain_part(valeur, mesure.texte)]
    if valeur.inconnus:
        phrases.append(_explain_inconnus(valeur))
    if mesure.verdict == "fragile" and mesure.raison:
        phrases.append(f"Prudence : {mesure.raison}.")
    return [typographie(phrase) for phrase in phrases]


def _explain_nombre(mesure: Mesure) -> list[str]:
    valeur = mesure.valeur
    phrases = [f"Calculé sur {pluriel(valeur.n - valeur.inconnus, 'marché')}."]
    if valeur.inconnus:
        manque = f"L'information manque pour {pluriel(valeur.inconnus, 'marché')}"
        reste = " : c'est un minimum." if valeur.variante == "total" else "."
        phrases.append(manque + reste)
    return [typographie(phrase) for phrase in phrases]


def _explain_part(valeur: Valeur, texte: str) -> str:
    numerateur, denominateur = valeur.numerateur or 0.0, valeur.denominateur or 0.0
    if valeur.variante == "nombre":
        sont = "est compté" if numerateur < 2 else "sont comptés"  # noqa: PLR2004
        return (
            f"{pluriel(numerateur, 'marché')} {sont}, sur les {format_nombre(denominateur)} "
            f"dont la réponse est connue : {texte}."
        )
    return (
        f"{format_euros_lus(numerateur)} sont comptés, sur les "
        f"{format_euros_lus(denominateur)} des marchés dont la réponse est connue : {texte}."
    )


def _explain_inconnus(valeur: Valeur) -> str:
    manque = f"La réponse manque pour {pluriel(valeur.inconnus, 'marché')} sur {valeur.n}"
    if valeur.bas is None or valeur.haut is None:
        return f"{manque}."
    return (
        f"{manque} : si c'était non partout, la part serait de {format_pourcent_lu(valeur.bas)} ; "
        f"si c'était oui partout, de {format_pourcent_lu(valeur.haut)}."
    )
