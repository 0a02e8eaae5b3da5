"""The yardsticks of a rate in words, for pages and documents alike."""

from collections.abc import Iterable
from typing import Final

from spaser.documents.document import EnLigne, Lien, Liste, Paragraphe, Section, Texte
from spaser.documents.francais import FINE, format_date, format_moyenne, typographie
from spaser.metier.loi import TITRE, PartieLoi
from spaser.metier.reperes import Repere

BASES_DIFFERENTES: Final = typographie(
    "Ces repères situent un taux, ils ne le notent pas : ni le plan ni les valeurs nationales ne "
    "sont comptés sur la même base que lui."
)
SANS_TAUX: Final = typographie(
    "Votre taux n’est pas connu cette année-là : rien n’est à rapprocher de ces repères."
)


def format_part(part: float) -> str:
    return f"{format_moyenne(part * 100)}{FINE}%"


def tell_repere(repere: Repere) -> str:
    """Return the yardstick without its name: « 30 % visés pour 2025. Échéance passée… »."""
    if repere.part is None:
        return typographie(f"« {repere.texte} »")
    return typographie(f"{format_part(repere.part)} {repere.quand}. {repere.mention}".strip())


def explain_repere(repere: Repere) -> str:
    """Return what it was counted on, and what is not known of it."""
    return typographie(" ".join(filter(None, [repere.base, repere.reserve])))


def list_lignes(reperes: Iterable[Repere]) -> list[str]:
    """Return the main ones, a line each: « À l’échelle nationale : 18,7 % en 2023. »."""
    return [f"{name_repere(r)} {tell_repere(r)}" for r in reperes if not r.partiel]


def write_reperes(reperes: Iterable[Repere]) -> Liste:
    return Liste(tuple(_write(repere) for repere in reperes))


def _write(repere: Repere) -> tuple[EnLigne, ...]:
    nom, valeur = Texte(f"{name_repere(repere)} "), Texte(tell_repere(repere), fort=True)
    precision = Texte(f" {explain_repere(repere)}")
    if repere.source is None:
        return nom, valeur, precision
    return nom, valeur, precision, Texte(" "), Lien(repere.source.libelle, repere.source.url)


def write_loi(parties: Iterable[PartieLoi]) -> Section:
    return Section(TITRE, sections=tuple(_write_partie(partie) for partie in parties))


def _write_partie(partie: PartieLoi) -> Section:
    liste = Liste(tuple(typographie(enonce.texte) for enonce in partie.enonces))
    suites = [partie.suite] if partie.suite else []
    reserves = [f"Réserve : {reserve}" for reserve in partie.reserves]
    sources = tuple(
        (Lien(s.libelle, s.url), Texte(f", lecture du {format_date(s.verifie_le)}"))
        for s in partie.sources
    )
    textes = [Paragraphe(typographie(texte)) for texte in (*suites, *reserves)]
    return Section(typographie(partie.titre), (liste, *textes, Liste(sources)))


def name_repere(repere: Repere) -> str:
    return typographie(f"{repere.nom} :")
