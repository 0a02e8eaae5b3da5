"""The whole FAQ as one document, dated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec
from django.conf import settings
from django.urls import reverse

from spaser.documents.corps import write_sources
from spaser.documents.document import (
    Bloc,
    Document,
    Lien,
    Liste,
    Paragraphe,
    Section,
    Texte,
    map_textes,
    split_contenu,
)
from spaser.documents.francais import format_date
from spaser.documents.rendus.pdf import write_pdf
from spaser.faits.lecture import cache_faits
from spaser.metier.faq import ReponseFaq
from spaser.web.editorial.images import read_corps, read_images
from spaser.web.editorial.selectors import find_mise_a_jour
from spaser.web.faq.selectors import (
    PartieLue,
    list_reponses,
    read_parties,
)
from spaser.web.socle.templatetags.francais import insecables

TITRE: Final = "Foire aux questions sur les SPASER"


def read_pdf(jour: date) -> bytes:
    """Return the whole FAQ as an accessible PDF, made once for what it says on a day."""
    return _write(read_parties(jour), jour, read_images())


@cache_faits(2)
def _write(parties: tuple[PartieLue, ...], jour: date, _images: str) -> bytes:
    return write_pdf(compose_faq(parties, jour), sommaire=True)


def compose_faq(parties: Sequence[PartieLue], jour: date) -> Document:
    reponses = list_reponses(parties)
    maj = find_mise_a_jour(reponses)
    textes = [texte for reponse in reponses for texte in reponse.textes]
    document = Document(
        titre=TITRE,
        jour=jour,
        sous_titre=f"Mise à jour le {format_date(maj)}" if maj else "",
        mention=f"{TITRE}, {settings.ADRESSE}{reverse('faq:page')}",
        sections=(
            *(_compose_partie(rang, partie, jour) for rang, partie in enumerate(parties, 1)),
            Section("Textes et chiffres cités", write_sources(textes, settings.ADRESSE)),
        ),
    )
    return map_textes(document, insecables)


def _compose_partie(rang: int, lue: PartieLue, jour: date) -> Section:
    ressources = tuple(
        (Lien(r.libelle, _address(r.adresse)), Texte(f"\u00a0: {r.texte}")) for r in lue.ressources
    )
    outils = Section("Outils et ressources", (Liste(ressources),))
    return Section(
        f"Partie {rang} : {lue.partie.libelle}",
        sections=(
            *(_compose_reponse(r.reponse, r.calcul, jour) for r in lue.reponses),
            *((outils,) if ressources else ()),
        ),
    )


def _address(adresse: str) -> str:
    return f"{settings.ADRESSE}{adresse}" if adresse.startswith("/") else adresse


def _compose_reponse(reponse: ReponseFaq, calcul: str, jour: date) -> Section:
    outil = Lien(reponse.outil, _address(reponse.outil_adresse))
    return Section(
        reponse.titre,
        (
            *(_stand_out(bloc) for bloc in _parse(reponse.court, jour)),
            *_parse(reponse.long, jour),
            *(bloc for v in reponse.volets for bloc in _compose_volet(v.titre, v.texte, jour)),
            *((Paragraphe(calcul),) if calcul else ()),
            *_name(f"Exemple : {reponse.exemple_nom}.", _parse(reponse.exemple, jour)),
            Paragraphe((Texte("Outil : ", fort=True), outil)),
            *_name("Ce que personne ne sait.", _parse(reponse.inconnu, jour)),
        ),
    )


def _compose_volet(titre: str, texte: str, jour: date) -> Iterator[Bloc]:
    yield Paragraphe((Texte(titre, fort=True),))
    yield from _parse(texte, jour)


def _parse(texte: str, jour: date) -> tuple[Bloc, ...]:
    return read_corps(texte, jour)


def _stand_out(bloc: Bloc) -> Bloc:
    return msgspec.structs.replace(bloc, en_avant=True) if isinstance(bloc, Paragraphe) else bloc


def _name(nom: str, blocs: Sequence[Bloc]) -> Iterator[Bloc]:
    """Yield blocks, the first of which begins with a name."""
    for rang, bloc in enumerate(blocs):
        if not rang and isinstance(bloc, Paragraphe):
            contenu = (Texte(f"{nom} ", fort=True), *split_contenu(bloc.contenu))
            yield msgspec.structs.replace(bloc, contenu=contenu)
        else:
            yield bloc
