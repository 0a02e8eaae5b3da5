"""A family of purchases as a file: its sentences to copy, ready to be filled in and read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from spaser.documents.corps import SOURCES, write_sources
from spaser.documents.document import (
    Bloc,
    Contenu,
    Document,
    EnLigne,
    Fiche,
    Lien,
    Paragraphe,
    Section,
    Texte,
)
from spaser.documents.francais import typographie
from spaser.faits.lecture import find_fait, keep_connus
from spaser.metier.actions import load_actions
from spaser.metier.considerations import A_COMPLETER, FamilleAchat, Levier, RegleLevier, TypeLevier
from spaser.metier.indicateurs import name_indicateur

_ET: Final = "\u202f; "
PROPOSEE: Final = "Rédaction proposée, à faire relire."
_RELIRE: Final = (
    "Ces rédactions sont proposées par le site : faites-les relire par votre service juridique, "
    "puis remplacez chaque « [à compléter] ». Gardez ce qui est proportionné à votre marché, lié à "
    "son objet et que vous saurez contrôler."
)


def tell_origine(levier: Levier) -> str:
    """Say where the words of a sentence come from; in any case they are to be read again."""
    if not keep_connus(filter(None, [levier.modele])):
        return PROPOSEE
    fait = find_fait(levier.modele)
    marque = f" ({fait.marque})" if fait.marque else ""
    return f"Rédaction adaptée de « {fait.texte} »{marque}, à faire relire."


def _list_textes(famille: FamilleAchat, regles: Sequence[RegleLevier]) -> list[str]:
    propres = [f"[[{citation}]]" for citation in famille.citations]
    return [famille.besoin, famille.loi, *(regle.texte for regle in regles), *propres]


def write_considerations(
    famille: FamilleAchat,
    regles: Sequence[RegleLevier],
    site: str,
    read: Callable[[str], tuple[Bloc, ...]],
) -> Document:
    """Return the file of a family; `site` is the site's address, without last slash.

    `read` gives the blocks of a typed text.
    """
    par_levier: Mapping[str, RegleLevier] = {regle.code: regle for regle in regles}
    return Document(
        titre=typographie(f"Considérations : {famille.titre}"),
        sous_titre=typographie(famille.objet),
        jour=famille.jour,
        mention=typographie(f"{famille.titre} – {PROPOSEE}"),
        blocs=(
            Paragraphe(typographie(_RELIRE), en_avant=True),
            Paragraphe(typographie(famille.resume)),
        ),
        sections=(
            Section("Avant d’écrire", read(famille.besoin)),
            *_list_loi(famille, read),
            *(
                _write_levier(levier, lignes, par_levier.get(levier), site, read)
                for levier, lignes in famille.groupes
                if lignes
            ),
            Section("Textes et exemples cités", write_sources(_list_textes(famille, regles), site)),
        ),
    )


def _list_loi(famille: FamilleAchat, read: Callable[[str], tuple[Bloc, ...]]) -> Iterator[Section]:
    if famille.loi:
        yield Section("Les règles propres à ces achats", read(famille.loi))


def _write_levier(
    levier: TypeLevier,
    lignes: Sequence[Levier],
    regle: RegleLevier | None,
    site: str,
    read: Callable[[str], tuple[Bloc, ...]],
) -> Section:
    return Section(
        levier.libelle,
        read(regle.texte) if regle else (),
        tuple(Section(typographie(ligne.titre), _write_ligne(ligne, site)) for ligne in lignes),
    )


def _write_ligne(ligne: Levier, site: str) -> tuple[Bloc, ...]:
    return (
        Paragraphe(typographie(f"À copier dans : {ligne.document.libelle}.")),
        Paragraphe(_mark_blancs(typographie(ligne.phrase)), en_avant=True),
        Paragraphe((Texte(typographie(tell_origine(ligne)), italique=True),)),
        Fiche("Pour l’employer", tuple(_list_champs(ligne, site))),
    )


def _mark_blancs(phrase: str) -> Contenu:
    morceaux: list[Texte] = []
    reste = phrase
    while reste:
        avant, signe, suite = reste.partition(A_COMPLETER)
        blanc, fin, apres = suite.partition("]")
        morceaux += [Texte(avant)] if avant else []
        morceaux += [Texte(f"{signe}{blanc}{fin}", fort=True)] if signe else []
        reste = apres
    return tuple(morceaux)


def _list_champs(ligne: Levier, site: str) -> Iterator[tuple[str, Contenu]]:
    yield "Ce qu’il faut savoir", typographie(ligne.pourquoi)
    yield "Preuve à demander", typographie(ligne.preuve)
    yield "Pénalité", _mark_blancs(typographie(ligne.penalite))
    yield "Piège à éviter", typographie(ligne.piege)
    noms = [f"{name_indicateur(code)} ({code})" for code in ligne.indicateurs]
    yield "Indicateurs", typographie(_ET.join(noms))
    actions = [action for code in ligne.actions if (action := load_actions().find(code))]
    yield "Actions", typographie(_ET.join(f"{a.titre} ({a.code})" for a in actions))
    aides = [Lien(typographie(aide.libelle), f"{site}{aide.adresse}") for aide in ligne.aides]
    yield "Qui appeler", tuple(_separate(aides))
    yield "Textes et exemples", tuple(_cite(ligne, site))


def _cite(ligne: Levier, site: str) -> Iterator[EnLigne]:
    for rang, fait in enumerate(map(find_fait, keep_connus(ligne.faits))):
        if rang:
            yield Texte(_ET)
        yield Lien(fait.texte, f"{site}{SOURCES}{fait.code}/")
        if fait.marque:
            yield Texte(f" ({fait.marque})")


def _separate(liens: Iterable[Lien]) -> Iterator[EnLigne]:
    for rang, lien in enumerate(liens):
        if rang:
            yield Texte(_ET)
        yield lien
