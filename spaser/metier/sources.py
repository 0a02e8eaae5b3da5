"""Where a statement of the law comes from, the day it was read, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from spaser.faits.lecture import find_fait, load_faits
from spaser.faits.modele import NIVEAUX, Fait
from spaser.metier.dates import DatePartielle
from spaser.metier.registre.nomenclatures import Confiance


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    libelle: str
    url: str
    verifie_le: date
    confiance: Confiance
    fait: str = ""  # the code of the fact that it is read from; none for a source typed by somebody
    morte_le: date | None = None  # the day from which its address no longer answers

    @property
    def mention(self) -> str:
        """Return the day it was read and how sure it is, in words; then that its page is gone."""
        fait = load_faits().get(self.fait)
        est_la_sienne = fait is not None and fait.confiance == self.confiance.value
        niveau = fait.niveau if fait and est_la_sienne else NIVEAUX[self.confiance]
        mots = f"lecture du {_day(self.verifie_le)}, {niveau.mots}"
        if self.morte_le is None:
            return mots
        return f"{mots} ; cette adresse ne répond plus depuis le {_day(self.morte_le)}"


def cite(citations: Iterable[str]) -> tuple[Source, ...]:
    """Return the sources of facts named by their codes, each once; nobody read one without day."""
    faits = dict.fromkeys(find_fait(citation).code for citation in citations)
    return tuple(source for code in faits if (source := _make_source(find_fait(code))))


def renew(source: Source) -> Source:
    """Return a source as its fact gives it today; one that somebody typed stays as it is."""
    fait = load_faits().get(source.fait)
    return (_make_source(fait) if fait else None) or source


def _make_source(fait: Fait) -> Source | None:
    if fait.lu_le is None:
        return None
    return Source(
        libelle=fait.reference,
        url=fait.lien,
        verifie_le=fait.lu_le,
        confiance=Confiance(fait.confiance),
        fait=fait.code,
        morte_le=fait.morte_le,
    )


def _day(jour: date) -> str:
    return DatePartielle(jour.isoformat()).libelle
