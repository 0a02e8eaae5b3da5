"""The page by which the team enters a scheme found in a public source: its source, every field."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.donnees.reseau.page import PageLue
from spaser.metier.format_spaser.fichier import read_spaser_dict
from spaser.metier.registre.fiche import Spaser
from spaser.metier.registre.nomenclatures import Confiance, OrigineFiche
from spaser.web.registre.depot.formulaires.champs import ChampChoix, ChampDate
from spaser.web.registre.depot.formulaires.etapes import (
    LISTES,
    SCHEMA,
    STRUCTURE,
    Contenu,
    Etape,
    EtapeSaisie,
)
from spaser.web.registre.depot.selectors import prefill
from spaser.web.registre.models import Provenance
from spaser.web.socle.formulaires import ChampAdresse, Texte

_URL_MAX: Final = 500
# The sources of a sheet of the team are those of the page: no list asks for them again.
_DOCUMENTS: Final = Etape(3, "documents", "Les documents", listes=("documents", "liens"))
_PROVISOIRE: Final[Contenu] = {
    "format": "spaser",
    "version": "1.0",
    "structure": {"nom": "?", "type": "autre"},
    "schema": {},
}


class FormLecture(DsfrBaseForm):
    page = ChampAdresse(
        "Adresse de la page à lire",
        requis="Donnez l’adresse de la page à lire.",
        aide="Elle commence par https://. La lecture prend vingt secondes au plus.",
    )


class FormSourceLue(DsfrBaseForm):
    source_url = ChampAdresse("Adresse de la source", requis="Donnez l’adresse de la page lue.")
    source_libelle = Texte(
        "Qui le dit",
        requis="Dites qui publie cette page.",
        aide="Par exemple : site de la structure, délibération, La Gazette",
    )
    source_date = ChampDate("Lue le", requis="Donnez le jour de votre lecture.", aide="24/11/2026")
    confiance = ChampChoix("Confiance", Confiance, requis="Dites à quel point la source est sûre.")
    malgre_doublon = forms.BooleanField(
        label="Publier même si une autre fiche semble parler du même schéma", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_date"].initial = timezone.localdate().isoformat()

    def clean_source_date(self) -> str:
        jour: str = self.cleaned_data["source_date"]
        if len(jour) < len("2026-11-24"):
            raise forms.ValidationError("Donnez le jour, par exemple 24/11/2026.")
        if jour > timezone.localdate().isoformat():
            raise forms.ValidationError("Ce jour n’est pas encore venu.")
        return jour

    def write_source(self) -> Contenu:
        lu = self.cleaned_data
        return {
            "libelle": lu["source_libelle"],
            "url": lu["source_url"],
            "consulte_le": lu["source_date"],
        }

    def make_provenance(self) -> Provenance:
        """Return the row of the whole sheet: this page is the only one that was read."""
        lu = self.cleaned_data
        return Provenance(
            origine=OrigineFiche.RECENSE,
            libelle=lu["source_libelle"],
            url=lu["source_url"][:_URL_MAX],
            date=date.fromisoformat(lu["source_date"]),
            confiance=lu["confiance"],
        )


class SaisieRecensement:
    """The source and the three parts of a sheet, on one page: shown, typed and read."""

    def __init__(
        self, contenu: Contenu, donnees: QueryDict | None = None, source: Contenu | None = None
    ) -> None:
        self.donnees = None if donnees is None else _complete(donnees)
        self.source = FormSourceLue(self.donnees, initial=source)
        self.structure = EtapeSaisie(STRUCTURE, contenu, self.donnees)
        self.schema = EtapeSaisie(SCHEMA, contenu, self.donnees)
        self.documents = EtapeSaisie(_DOCUMENTS, contenu, self.donnees)

    def is_valid(self) -> bool:
        """Say whether all of it may be published; each part is told its faults."""
        valides = [self.source.is_valid()]
        contenu = _PROVISOIRE
        for saisie in self.parties:
            saisie.contenu = contenu
            valides.append(saisie.is_valid())
            if valides[-1]:
                contenu = saisie.read()
        if not all(valides):
            return False
        lu = read_spaser_dict(contenu | {"sources": [self.source.write_source()]})
        if isinstance(lu, Spaser):
            self._lu = lu
            return True
        self.source.add_error(None, " ".join(str(faute) for faute in lu))
        return False

    def read(self) -> Spaser:
        return self._lu

    @property
    def parties(self) -> tuple[EtapeSaisie, EtapeSaisie, EtapeSaisie]:
        return self.structure, self.schema, self.documents

    @property
    def repetitions(self) -> list[Any]:
        return [repetition for partie in self.parties for repetition in partie.repetitions]

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        du_haut = [
            (champ.id_for_label, str(champ.label), str(faute))
            for champ in self.source
            for faute in champ.errors
        ]
        generales = [("", "", str(faute)) for faute in self.source.non_field_errors()]
        return generales + du_haut + [e for partie in self.parties for e in partie.erreurs]


def start_from(page: PageLue | None, siren: str) -> tuple[Contenu, Contenu]:
    """Return what a page and a SIREN propose: the sheet, then its source. All is to be checked."""
    sirens = page.sirens if page else ()
    connu = siren or (sirens[0] if len(sirens) == 1 else "")
    contenu: Contenu = {"structure": prefill(connu) if connu else {}}
    if page is None:
        return contenu, {}
    contenu["documents"] = [{"titre": pdf.titre, "url": pdf.url} for pdf in page.pdfs]
    libelle = ", ".join(filter(None, (page.site, page.titre)))
    return contenu, {"source_url": page.url, "source_libelle": libelle[:_LIBELLE_MAX]}


_LIBELLE_MAX: Final = 300


def _complete(donnees: QueryDict) -> QueryDict:
    """Count no line of a list that the page did not send."""
    complete = donnees.copy()
    for nom in LISTES:
        complete.setdefault(f"{nom}-TOTAL_FORMS", "0")
        complete.setdefault(f"{nom}-INITIAL_FORMS", "0")
    return complete
