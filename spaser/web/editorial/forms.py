"""The pages where a text is written and read again, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from django import forms
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.metier.editorial import CODE_MAX, Contenu, Ecriture, compare_contenus, write_valeur
from spaser.metier.registre.differences import Changement
from spaser.web.editorial.genres import Genre
from spaser.web.editorial.services import TexteSaisi
from spaser.web.socle.formulaires import TexteLong
from spaser.web.socle.repetitions import Repetition, list_erreurs

NOUVEAU = "nouveau"
"""The address where one is named: no text may bear it."""

RANG = "rang"
"""A hidden field of a repeated line: where it was, so that what no field shows of it stays."""


class FormNouveau(DsfrBaseForm):
    code = forms.CharField(
        label="Code",
        max_length=CODE_MAX,
        error_messages={
            "required": "Donnez un code.",
            "max_length": f"Raccourcissez ce code : {CODE_MAX} caractères au plus.",
        },
    )

    def __init__(self, donnees: QueryDict | None, genre: Genre[Any], pris: frozenset[str]) -> None:
        super().__init__(donnees)
        self.genre, self.pris = genre, pris
        self.porte = ""  # the code asked for, when a text bears it: its page leads to it
        self.fields[
            "code"
        ].help_text = f"{genre.aide_code} Il est dans l’adresse et ne change plus."

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        code = next(filter(self.genre.forme_code.fullmatch, (code, code.lower(), code.upper())), "")
        if not code:
            raise forms.ValidationError(self.genre.aide_code)
        if code in self.pris:
            self.porte = code
        if self.porte or code == NOUVEAU:
            raise forms.ValidationError(
                "Un texte porte déjà ce code, ou l’a porté\u00a0: modifiez-le, ou changez de code."
            )
        return code


class FormRelecture(DsfrBaseForm):
    version = forms.IntegerField(widget=forms.HiddenInput())
    reponse = TexteLong(
        "Message",
        rows=4,
        aide="Demandé pour renvoyer ou pour retirer. Les rédacteurs le reçoivent.",
    )


class Page:
    """The whole page: the text and its lists, shown, typed and read."""

    def __init__(
        self,
        genre: Genre[Any],
        contenu: Contenu,
        autour: Mapping[str, Any],
        donnees: QueryDict | None = None,
    ) -> None:
        self.genre, self.contenu = genre, contenu
        self.ecarts: tuple[Changement, ...] = ()  # from what somebody else kept meanwhile
        champs = {nom: getattr(contenu, nom, None) for nom in genre.form.base_fields}
        self.form = genre.form(donnees, initial=champs | dict(autour))
        self.repetitions = [
            Repetition(liste, _list_lignes(contenu, liste.nom), donnees) for liste in genre.listes
        ]

    def is_valid(self) -> bool:
        if not all([self.form.is_valid(), *(r.is_valid() for r in self.repetitions)]):
            return False
        try:
            self.read()
        except msgspec.ValidationError as faute:
            self.form.add_error(None, f"Ce texte ne peut pas être gardé ainsi\u00a0: {faute}.")
            return False
        return True

    def read(self) -> TexteSaisi:
        form = self.form
        montres = {*form.base_fields, *(r.liste.nom for r in self.repetitions)}
        gardes = {
            nom: valeur
            for nom, valeur in msgspec.structs.asdict(self.contenu).items()  # type: ignore[arg-type]  # a struct of its kind
            if nom not in montres and nom != "mise_a_jour"
        }
        lus = form.read() | {r.liste.nom: tuple(self._read_lignes(r)) for r in self.repetitions}
        complets = self.genre.complete(self.contenu, msgspec.to_builtins(gardes | lus))
        contenu = msgspec.convert(complets, type=self.genre.forme)
        motif = form.cleaned_data["motif"] or ""
        return TexteSaisi(self.genre, contenu, form.cleaned_data["effet_le"], motif)

    def _read_lignes(self, repetition: Repetition) -> Iterator[dict[str, Any]]:
        avant = getattr(self.contenu, repetition.liste.nom)
        champs = repetition.liste.form.base_fields
        for ligne in repetition.read():
            rang = ligne.pop(RANG, None)
            base = {}
            if rang is not None and 0 <= rang < len(avant):
                tout = msgspec.structs.asdict(avant[rang])
                base = {nom: valeur for nom, valeur in tout.items() if nom not in champs}
            yield base | ligne

    @property
    def groupes(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(titre, [self.form[n] for n in noms]) for titre, noms in self.form.list_groupes()]

    @property
    def publication(self) -> list[forms.BoundField]:
        return [self.form[nom] for nom in self.form.PUBLICATION]

    @property
    def caches(self) -> list[str]:
        """Return the words of what a text holds and no field shows."""
        montres = {*self.form.base_fields, *(r.liste.nom for r in self.repetitions)}
        return [
            libelle
            for nom, (libelle, _) in self.genre.ecritures.items()
            if nom not in montres and getattr(self.contenu, nom)
        ]

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        return list_erreurs(self.form, self.repetitions) if self.form.is_bound else []


def compare(genre: Genre[Any], avant: Contenu | None, apres: Contenu) -> tuple[Changement, ...]:
    form: Mapping[str, forms.Field] = genre.form.base_fields
    champs: dict[str, tuple[str, Ecriture]] = {
        nom: (str(champ.label), write_valeur)
        for nom, champ in form.items()
        if nom not in genre.form.AUTOUR
    }
    champs |= {liste.nom: (liste.titre, write_valeur) for liste in genre.listes}
    return compare_contenus(avant, apres, champs | dict(genre.ecritures))


def around(jour: date, version: int = 0, motif: str = "") -> dict[str, Any]:
    return {"version": version, "effet_le": jour, "motif": motif}


def _list_lignes(contenu: Contenu, nom: str) -> list[dict[str, Any]]:
    lignes = getattr(contenu, nom)
    return [msgspec.structs.asdict(ligne) | {RANG: rang} for rang, ligne in enumerate(lignes)]
