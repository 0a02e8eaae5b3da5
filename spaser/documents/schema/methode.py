"""How the scheme was prepared: the approach, who took part, what was done and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from spaser.documents.document import Bloc, Liste, Paragraphe, Tableau, Texte
from spaser.documents.francais import capitalize, format_date, typographie


@dataclass(frozen=True, slots=True)
class EtapeFaite:
    jour: date
    texte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What is known of the preparation; nothing is supposed.

    `participants` are sentences on who took part.
    """

    approche: str = ""
    resume: str = ""
    raison: str = ""
    participants: tuple[str, ...] = ()
    etapes: Sequence[EtapeFaite] = ()


def write_methode(preparation: Preparation) -> tuple[Bloc, ...]:
    return tuple(_write(preparation))


def _write(p: Preparation) -> Iterator[Bloc]:
    if p.approche:
        texte = typographie(f" {p.resume}")
        yield Paragraphe(
            (Texte(typographie(f"Approche retenue : {p.approche}."), fort=True), Texte(texte)),
            identifiant="approche_methode_choix",
        )
    if p.raison:
        texte = typographie(f"Pourquoi : {p.raison.rstrip('. ')}.")
        yield Paragraphe(texte, identifiant="approche_methode_raison")
    if p.participants:
        yield Paragraphe((Texte("Qui a participé", fort=True),), identifiant="approche_methode_qui")
        yield Liste(
            tuple(typographie(texte) for texte in p.participants),
            identifiant="approche_methode_voix",
        )
    if p.etapes:
        yield Tableau(
            "Ce qui a été fait",
            ("Jour", "Étape"),
            tuple(
                (format_date(etape.jour), typographie(capitalize(etape.texte)))
                for etape in sorted(p.etapes, key=lambda etape: etape.jour)
            ),
            (3, 9),
            identifiant="approche_methode_etapes",
        )
