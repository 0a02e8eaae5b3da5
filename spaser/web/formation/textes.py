"""The modules and lessons as the programme team edits them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final

import msgspec
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.metier.autodiagnostic.questionnaire import load_questionnaire
from spaser.metier.formation import (
    Choix,
    Lecon,
    Module,
    NatureQuestion,
    list_fautes,
    load_lecons,
    load_modules,
    read_lecons_from,
    sort_lecons,
)
from spaser.metier.parcours import Tiroir
from spaser.web.editorial.champs import ChampCorps, ChampLignes, FormContenu
from spaser.web.editorial.controle import check_adresses, check_textes
from spaser.web.editorial.genres import Genre
from spaser.web.editorial.selectors import read_contenus
from spaser.web.formation.presentation import render_lecon, write_texte
from spaser.web.socle.formulaires import ChampJour, Texte, TexteLong, list_choix, tell_inconnue
from spaser.web.socle.repetitions import FormRepete, Liste

RESERVES: Final = frozenset({"attestation", "recommencer", "suivi"})
"""What an address of the site says already, after `/formation/`."""

_JUSTE, _PUIS = "* ", " => "


class ChampChoix(TexteLong):
    def __init__(self) -> None:
        super().__init__(
            "Réponses proposées",
            rows=5,
            requis="Proposez deux réponses au moins.",
            aide=(
                f"Une par ligne. « {_JUSTE.strip()} » commence une bonne réponse ; "
                f"« {_PUIS.strip()} » la sépare de son explication. À remettre dans l’ordre : "
                "donnez le bon ordre."
            ),
        )

    def to_python(self, value: object) -> tuple[Choix, ...]:  # type: ignore[override]  # typed as a text
        lignes = (super().to_python(value) or "").split("\n")
        return tuple(_read_choix(ligne) for ligne in map(str.strip, lignes) if ligne)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """Return plain values, which the struct takes."""
        return msgspec.to_builtins(super().clean(value))

    def prepare_value(self, value: object) -> object:
        if not isinstance(value, tuple | list):
            return value
        return "\n".join(map(_write_choix, msgspec.convert(value, type=tuple[Choix, ...])))

    def has_changed(self, initial: object, data: object) -> bool:
        return self.to_python(data) != (initial or ())

    def run_validators(self, value: object) -> None:
        """Run no validator of a text field: the value is not a text."""


def _read_choix(ligne: str) -> Choix:
    texte, _, explication = ligne.removeprefix(_JUSTE).partition(_PUIS)
    return Choix(
        texte=texte.strip(), juste=ligne.startswith(_JUSTE), explication=explication.strip()
    )


def _write_choix(choix: Choix) -> str:
    suite = f"{_PUIS}{choix.explication}" if choix.explication else ""
    return f"{_JUSTE if choix.juste else ''}{choix.texte}{suite}"


class FormEcran(FormRepete):
    titre = Texte("Titre de l’écran", requis="Donnez un titre à cet écran.", max_length=150)
    texte = ChampCorps("Texte", rows=8, requis="Écrivez le texte de cet écran.")
    figure = TexteLong(
        "Tableau",
        rows=4,
        aide="Sa légende sur la première ligne, ses titres, puis une ligne par rang ; « | » "
        "sépare les cases.",
    )


class FormQuestion(FormRepete):
    code = Texte("Code", requis="Donnez un code à cette question.", max_length=60)
    cas = ChampCorps("Cas", rows=4, aide="Le marché réel sur lequel porte la question, sans nom.")
    enonce = ChampCorps("Question", rows=2, requis="Écrivez la question.")
    nature = forms.ChoiceField(
        label="Comment on répond",
        choices=list_choix(NatureQuestion, "Choisir"),
        error_messages={
            "required": "Dites comment on répond.",
            **tell_inconnue("une façon de répondre"),
        },
    )
    choix = ChampChoix()
    explication = ChampCorps("Explication", rows=3, requis="Expliquez la réponse, avec sa source.")


def _list_modules() -> list[tuple[str, str]]:
    return [(m.code, m.titre) for m in read_contenus(MODULES, timezone.localdate())]


class FormLecon(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre à cette leçon.", max_length=150)
    module = forms.ChoiceField(
        label="Module", choices=_list_modules, error_messages=tell_inconnue("un module")
    )
    ordre = forms.IntegerField(
        label="Place dans le module",
        min_value=1,
        max_value=99,
        error_messages={"required": "Donnez sa place, de 1 à 99."},
    )
    duree = forms.IntegerField(
        label="Durée, en minutes",
        min_value=1,
        max_value=99,
        error_messages={"required": "Dites combien de minutes il faut."},
    )
    objectif = ChampCorps("Objectif", rows=2, requis="Dites ce que l’on saura faire.")
    retenir = ChampLignes("Ce qu’il faut retenir", rows=5, aide="Une phrase par ligne.")
    acte = ChampCorps("Passer à l’acte", rows=3, requis="Dites ce que l’on fait ensuite.")
    acte_adresse = Texte("Page du site où le préparer, sans compte", max_length=200)
    acte_tiroir = forms.TypedChoiceField(
        label="Page de l’espace où le faire",
        required=False,
        choices=list_choix(Tiroir, "Aucune"),
        coerce=str,
        empty_value=None,
        error_messages=tell_inconnue("une page de l’espace"),
    )
    diagnostic = ChampLignes(
        "Questions de l’autodiagnostic",
        rows=3,
        aide="Le code de celles qu’elle aide à améliorer, un par ligne.",
    )

    GROUPES: ClassVar = (
        ("La leçon", ("titre", "objectif", "retenir")),
        ("Sa place", ("module", "ordre", "duree", "diagnostic")),
        ("Après la leçon", ("acte", "acte_adresse", "acte_tiroir")),
    )


class FormModule(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre à ce module.", max_length=150)
    resume = ChampCorps("En bref", rows=3, requis="Dites à qui sert ce module, et à quoi.")
    regle = ChampCorps("Quand il est terminé", rows=3, requis="Dites quand il est terminé.")
    seuil = forms.IntegerField(
        label="Bonnes réponses demandées dans chaque leçon, en %",
        min_value=1,
        max_value=100,
        error_messages={"required": "Donnez un nombre de 1 à 100."},
    )
    verifie_le = ChampJour("Contenu vérifié le", requis="Donnez le jour de la vérification.")


def check_lecon(lecon: Lecon, jour: date) -> list[str]:
    fautes = [*list_fautes(lecon), *check_textes(*lecon.textes)]
    connues = {question.code for question in load_questionnaire().questions}
    fautes += [
        f"Aucune question de l’autodiagnostic n’a le code «\u00a0{code}\u00a0»."
        for code in lecon.diagnostic
        if code not in connues
    ]
    if lecon.acte_adresse:
        fautes += check_adresses(lecon.acte_adresse)
    return fautes + list(_check_adresse(lecon, jour))


def _check_adresse(lecon: Lecon, jour: date) -> Iterable[str]:
    soeurs = [x for x in read_contenus(LECONS, jour) if x.module == lecon.module]
    if lecon.court in RESERVES:
        yield f"«\u00a0{lecon.court}\u00a0» désigne déjà une page\u00a0: prenez un autre code."
    for autre in soeurs:
        if autre.code != lecon.code and autre.ordre == lecon.ordre:
            yield f"«\u00a0{autre.titre}\u00a0» a déjà cette place dans le module."


def check_module(module: Module, _jour: date) -> list[str]:
    fautes = check_textes(*module.textes)
    if module.code in RESERVES:
        fautes.append(f"«\u00a0{module.code}\u00a0» désigne déjà une page.")
    return fautes


def render_module(module: Module, jour: date) -> SafeString:
    return SafeString(write_texte(module.resume, jour) + write_texte(module.regle, jour))


def _list_pages_module(module: Module) -> list[tuple[str, str]]:
    """Return the page of the training and, once it has a lesson, that of the module."""
    lecons = read_contenus(LECONS, timezone.localdate())
    sienne = (module.titre, reverse("formation:module", args=[module.code]))
    accueil = ("Formation", reverse("formation:accueil"))
    return [sienne, accueil] if any(x.module == module.code for x in lecons) else [accueil]


def _list_pages(lecon: Lecon) -> list[tuple[str, str]]:
    return [
        (lecon.titre, reverse("formation:lecon", args=[lecon.module, lecon.court])),
        ("Module", reverse("formation:module", args=[lecon.module])),
    ]


def _start_lecon(code: str) -> Lecon:
    return Lecon(
        code=code,
        titre="",
        module="",
        ordre=99,
        duree=10,
        objectif="",
        ecrans=(),
        questions=(),
        retenir=(),
        acte="",
    )


def _start_module(code: str) -> Module:
    return Module(
        code=code, titre="", resume="", regle="", seuil=80, verifie_le=timezone.localdate()
    )


MODULES: Final = Genre(
    code="modules",
    titre="Modules de formation",
    un="un module",
    forme=Module,
    load=load_modules,
    form=FormModule,
    render=render_module,
    pages=_list_pages_module,
    check=check_module,
    start=_start_module,
)

LECONS: Final = Genre(
    code="lecons",
    titre="Leçons de formation",
    un="une leçon",
    forme=Lecon,
    load=load_lecons,
    form=FormLecon,
    listes=(
        Liste("ecrans", FormEcran, "Écrans", "Écran", "Ajouter un écran", 12, ouverte=True),
        Liste(
            "questions", FormQuestion, "Questions", "Question", "Ajouter une question", 12,
            ouverte=True,
        ),
    ),
    render=render_lecon,
    pages=_list_pages,
    check=check_lecon,
    start=_start_lecon,
    forme_code=re.compile(r"LECON-[A-Z0-9]+(-[A-Z0-9]+)*"),
    aide_code="LECON- puis des mots en majuscules, reliés par des tirets.",
    arrange=sort_lecons,
    read_from=read_lecons_from,
)  # fmt: skip
