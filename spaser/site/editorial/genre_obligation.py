"""The duties as the programme team edits them."""

import re
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, Final

import msgspec
from django import forms
from django.urls import reverse
from django.utils.safestring import SafeString

from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles import obligations
from spaser.regles.assujettissement import Assujettissement, NatureAcheteur, Territoire
from spaser.regles.editorial import begin
from spaser.regles.nomenclatures import Confiance, Nomenclature, Source
from spaser.site.editorial import genres
from spaser.site.editorial.templatetags.editorial import article_de
from spaser.site.socle import formulaires
from spaser.site.socle.versions import FormRepete

_THEMES: Final = tuple(obligations.Theme)


class FormRendezVous(FormRepete):
    """A day that comes back every year."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        donnees = self.cleaned_data
        if "jour" in donnees and "mois" in donnees:
            try:
                date(2001, donnees["mois"], donnees["jour"])
            except ValueError:
                self.add_error(
                    "jour", "Ce jour n’existe pas chaque année\u00a0: prenez-en un autre."
                )
        return donnees


class FormSourceLue(FormRepete):
    libelle = formulaires.ChampTexte("Texte ou page", requis="Nommez le texte, avec ses articles.")
    url = formulaires.ChampAdresse("Adresse", requis="Donnez l’adresse où le lire.")
    verifie_le = formulaires.ask_jour("Lu le", manque="Donnez le jour où vous l’avez lu.")
    confiance = formulaires.ask_choix(
        "Confiance",
        formulaires.list_choix(Confiance, "Sélectionnez une valeur"),
        "Dites si la source est sûre.",
        formulaires.tell_inconnue("un degré de confiance"),
    )


def _name_familles() -> dict[str, str]:
    return {obligations.TOUTES: "Tous les achats", **read_familles()}


class FormObligation(genres.FormContenu):
    def clean_familles(self) -> tuple[str, ...]:
        """Return what is ticked; every purchase leaves no family to name."""
        coches = set(self.cleaned_data["familles"])
        return (obligations.TOUTES,) if obligations.TOUTES in coches else tuple(sorted(coches))


def _keep_faits(avant: obligations.Obligation, lus: dict[str, Any]) -> dict[str, Any]:
    """Let a source that was left as it was keep the fact that it is read from."""
    lues = msgspec.convert(lus["sources"], type=tuple[Source, ...])
    gardees = {_bare(source): source for source in avant.sources}
    sources = tuple(gardees.get(source, source) for source in lues)
    return lus | {"sources": msgspec.to_builtins(sources)}


def _bare(source: Source) -> Source:
    return msgspec.structs.replace(source, fait="", morte_le=None)


def _arrange(obligations: Iterable[obligations.Obligation]) -> tuple[obligations.Obligation, ...]:
    return tuple(sorted(obligations, key=lambda o: _THEMES.index(o.theme)))


def _render(obligation: obligations.Obligation, jour: date) -> SafeString:
    articles = (
        article_de(application, nomme=False, deplie=True)
        for application in obligations.apply_all([obligation], obligations.AcheteurConnu(), jour)
    )
    return SafeString("".join(articles))


def _list_pages(obligation: obligations.Obligation) -> list[tuple[str, str]]:
    return [("Obligations des acheteurs", f"{reverse('obligations:liste')}#{obligation.code}")]


OBLIGATIONS: Final = genres.Genre(
    code="obligations",
    titre="Obligations",
    un="une obligation",
    forme=obligations.Obligation,
    load=obligations.load_obligations,
    controle=FormObligation,
    lignes={"sources": FormSourceLue, "rendez_vous": FormRendezVous},
    sources={"familles": _name_familles},
    render=_render,
    pages=_list_pages,
    check=obligations.find_lacunes,
    start=partial(begin, obligations.Obligation),
    forme_code=re.compile(r"[A-Z]+(-[A-Z0-9]+)*"),
    aide_code="En capitales, des mots reliés par des tirets, comme REEN-STRATEGIE.",
    arrange=_arrange,
    complete=_keep_faits,
    suit_faits=True,
)


# --- Which duties to show ---


_BLANCS: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_HABITANTS_MAX: Final = 100_000_000
_JOURS: Final = (date(2015, 1, 1), date(2050, 12, 31))  # what the texts speak of


class FormulaireObligations(formulaires.FormLibre):
    field_order = ("nature", "famille", "theme")

    nature = formulaires.ask_choix(
        "Votre structure",
        formulaires.list_choix(NatureAcheteur, "Toutes"),
        hors=formulaires.tell_inconnue("un type de structure"),
    )
    famille = formulaires.ask_choix(
        "Ce que vous achetez",
        lambda: [("", "Toutes les familles d’achats"), *read_familles().items()],
        hors=formulaires.tell_inconnue("une famille d’achats"),
    )
    jour = formulaires.ask_jour("Au jour du")
    habitants = forms.CharField(
        label="Nombre d’habitants",
        required=False,
        max_length=20,
        error_messages={"max_length": "Ce nombre est trop long : par exemple « 50 000 »."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    territoire = formulaires.ask_choix(
        "Territoire",
        formulaires.list_choix(Territoire, "Tous"),
        hors=formulaires.tell_inconnue("un territoire"),
    )
    spaser = formulaires.ask_choix(
        "SPASER",
        [
            ("", "Je ne sais pas"),
            (Assujettissement.OBLIGE.value, "Obligatoire pour nous"),
            (Assujettissement.NON_OBLIGE.value, "Pas obligatoire pour nous"),
        ],
        hors=formulaires.tell_inconnue("une réponse"),
    )
    theme = formulaires.ask_choix(
        "Thème",
        formulaires.list_choix(obligations.Theme, "Tous"),
        hors=formulaires.tell_inconnue("un thème"),
    )
    etat = formulaires.ask_choix(
        "Quand",
        formulaires.list_choix(obligations.Vigueur, "Passées, en vigueur et à venir"),
        hors=formulaires.tell_inconnue("une période"),
    )

    @property
    def est_precise(self) -> bool:
        """Say whether something folded, after what is asked first, was answered."""
        return any(self.data.get(nom) for nom in [*self.fields][len(self.field_order) :])

    def clean_habitants(self) -> int | None:
        texte = _BLANCS.sub("", self.cleaned_data["habitants"])
        if not texte:
            return None
        if not (texte.isascii() and texte.isdigit() and int(texte) <= _HABITANTS_MAX):
            raise forms.ValidationError("Écrivez un nombre entier d’habitants, comme « 50 000 ».")
        return int(texte)

    def clean_jour(self) -> date | None:
        jour: date | None = self.cleaned_data["jour"]
        debut, fin = _JOURS
        if jour and not debut <= jour <= fin:
            raise forms.ValidationError(f"Choisissez un jour entre {debut.year} et {fin.year}.")
        return jour

    def make_acheteur(self) -> obligations.AcheteurConnu:
        """Return what is known of the buyer; an answer that was refused is not known."""
        return obligations.AcheteurConnu(
            nature=self._read("nature", NatureAcheteur),
            habitants=self.cleaned_data.get("habitants"),
            territoire=self._read("territoire", Territoire),
            spaser=self._read("spaser", Assujettissement),
        )

    def read_famille(self) -> str:
        return self.cleaned_data.get("famille") or ""

    def read_jour(self, aujourd_hui: date) -> date:
        """Return the day asked for; today when none is."""
        return self.cleaned_data.get("jour") or aujourd_hui

    def read_theme(self) -> obligations.Theme | None:
        return self._read("theme", obligations.Theme)

    def read_etat(self) -> obligations.Vigueur | None:
        return self._read("etat", obligations.Vigueur)

    def _read[T: Nomenclature](self, nom: str, valeurs: type[T]) -> T | None:
        valeur = self.cleaned_data.get(nom)
        return valeurs(valeur) if valeur else None
