"""What could be done, before there is a plan: kept proposals, or families where nothing shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.documents.document import Bloc, Contenu, Liste, Paragraphe, Tableau, Texte
from spaser.documents.francais import (
    capitalize,
    format_euros_courts,
    format_nombre,
    pluriel,
    typographie,
)
from spaser.documents.lecture import NON_CONNU
from spaser.documents.schema.voix import is_adressee, own

FAMILLES_MAX: Final = 12
RARES_MAX: Final = 5
_INTRO: Final = (
    "Ces pistes viennent de nos outils et ont été retenues pour être discutées : aucune n’est "
    "encore décidée."
)
_CE_QUE_CA_VEUT_DIRE: Final = (
    "Aucune considération relevée ne veut pas dire qu’il aurait fallu en mettre une : c’est une "
    "question à poser au prochain marché. Une réponse absente n’est comptée ni comme oui, ni comme "
    "non."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piste:
    nature: str
    libelle: str
    axe: str = ""
    raison: str = ""


@dataclass(frozen=True, slots=True)
class Compte:
    """How many contracts have a consideration, of those whose answer is known."""

    oui: int
    connus: int
    inconnus: int

    @property
    def aucune(self) -> bool:
        """Say whether some answers are known and none is a yes."""
        return self.connus > 0 and self.oui == 0

    @property
    def part(self) -> float:
        """Return the share of yes, to put the rarest first; what is not known comes last."""
        return self.oui / self.connus if self.connus else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilleLue:
    """A family of purchases of a year; `montant` is None when no amount is usable."""

    nom: str
    marches: int
    montant: float | None
    social: Compte
    environnement: Compte

    @property
    def manquantes(self) -> int:
        """Return how many of the two considerations are not seen in any contract."""
        return self.social.aucune + self.environnement.aucune

    @property
    def muette(self) -> bool:
        """Say whether no answer is known at all."""
        return not self.social.connus and not self.environnement.connus

    @property
    def part(self) -> float:
        """Return the lowest of its two shares."""
        return min(self.social.part, self.environnement.part)


def write_pistes(pistes: Sequence[Piste], rubrique: str) -> tuple[Bloc, ...]:
    if not pistes:
        return ()
    base = f"propositions_{rubrique}"
    axes = list(dict.fromkeys(piste.axe for piste in pistes))
    blocs: list[Bloc] = [Paragraphe(typographie(_INTRO), identifiant=f"{base}_intro")]
    for rang, axe in enumerate(axes, start=1):
        if len(axes) > 1 and axe:
            titre = (Texte(axe, fort=True),)
            blocs.append(Paragraphe(titre, identifiant=f"{base}_axe{rang}"))
        lignes = tuple(_write(piste) for piste in pistes if piste.axe == axe)
        blocs.append(Liste(lignes, identifiant=f"{base}_liste{rang}"))
    return tuple(blocs)


def _write(piste: Piste) -> Contenu:
    libelle = typographie(own(piste.libelle))
    raison = own(piste.raison)
    if not raison or is_adressee(raison):
        return (Texte(libelle, fort=True), Texte(f" ({piste.nature.lower()})."))
    return (
        Texte(libelle, fort=True),
        Texte(typographie(f" ({piste.nature.lower()}). {capitalize(raison)}")),
    )


def write_familles_sans(
    familles: Sequence[FamilleLue], annee: int | None, source: str
) -> tuple[Bloc, ...]:
    if annee is None or not familles:
        return ()
    return tuple(_list_familles(familles, annee, source))


def _list_familles(familles: Sequence[FamilleLue], annee: int, source: str) -> Iterator[Bloc]:
    connues = [f for f in familles if not f.muette]
    sans = sorted(
        (f for f in connues if f.manquantes),
        key=lambda f: (-f.manquantes, -(f.montant or 0.0), f.nom),
    )
    rares = sorted((f for f in connues if f.part < 1), key=lambda f: (f.part, f.nom))
    yield Paragraphe(
        typographie(_tell_familles(sans, connues, annee)),
        en_avant=True,
        identifiant="propositions_pistes_constat",
    )
    if montrees := sans[:FAMILLES_MAX] or rares[:RARES_MAX]:
        quoi = "à discuter" if sans else "où elles sont les plus rares"
        yield Tableau(
            typographie(
                f"Familles d’achats {quoi}, {annee} : marchés qui portent une considération"
            ),
            ("Famille", "Marchés", "Montant HT", "Sociale", "Environnementale"),
            tuple(map(_row, montrees)),
            (5, 2, 3, 4, 4),
            ligne_nommee=True,
            identifiant="propositions_pistes_familles",
        )
    phrases = [_CE_QUE_CA_VEUT_DIRE] if sans else []
    if len(sans) > FAMILLES_MAX:
        reste = len(sans) - FAMILLES_MAX
        phrases.append(f"{pluriel(reste, 'autre famille', 'autres familles')}, plus petites.")
    if muettes := [f for f in familles if f.muette]:
        marches = pluriel(sum(f.marches for f in muettes), "marché")
        phrases.append(
            f"Pour {pluriel(len(muettes), 'famille')} ({marches}), aucune réponse n’est connue."
        )
    phrases.append(source)
    yield Paragraphe(
        typographie(" ".join(filter(None, phrases))), identifiant="propositions_pistes_source"
    )


def _tell_familles(sans: Sequence[FamilleLue], connues: Sequence[FamilleLue], annee: int) -> str:
    if not connues:
        return (
            f"Aucun marché publié de {annee} ne dit s’il porte une considération sociale ou "
            "environnementale."
        )
    total = pluriel(len(connues), "famille d’achats", "familles d’achats")
    aucune = sum(f.manquantes == 2 for f in sans)  # noqa: PLR2004 - neither social nor environmental
    if not sans:
        return (
            f"En {annee}, la réponse est connue pour {total} : chaque considération connue, "
            "sociale ou environnementale, y apparaît dans au moins un marché."
        )
    une = len(sans) - aucune
    morceaux = []
    if aucune:
        morceaux.append(
            f"dans {aucune}, aucun marché ne porte de considération sociale ni environnementale"
        )
    if une:
        morceaux.append(
            f"dans {une}, une des deux considérations, sociale ou environnementale, n’apparaît "
            "dans aucun marché"
        )
    return f"En {annee}, sur {total} dont la réponse est connue : {' ; '.join(morceaux)}."


def _row(famille: FamilleLue) -> tuple[str, ...]:
    montant = famille.montant
    return (
        famille.nom,
        format_nombre(famille.marches),
        capitalize(NON_CONNU) if montant is None else format_euros_courts(montant),
        _tell_compte(famille.social),
        _tell_compte(famille.environnement),
    )


def _tell_compte(compte: Compte) -> str:
    """Say « aucun sur 12 (3 sans réponse) »."""
    if not compte.connus:
        return typographie(f"non connue : {compte.inconnus} sans réponse")
    oui = "aucun" if compte.oui == 0 else format_nombre(compte.oui)
    texte = f"{oui} sur {format_nombre(compte.connus)}"
    if compte.inconnus:
        texte += f" ({format_nombre(compte.inconnus)} sans réponse)"
    return typographie(texte)
