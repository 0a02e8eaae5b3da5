"""The texts and figures that the site cites, as the programme team edits them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Final

import msgspec
from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from dsfr.forms import DsfrBaseForm

from spaser.contenus import faits
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles import obligations, textes_lus
from spaser.regles.editorial import begin
from spaser.site.editorial import genres
from spaser.site.editorial.services import read_contenus
from spaser.site.socle import formulaires
from spaser.site.socle.versions import FormRepete

SUJETS: Final[Mapping[str, str]] = {theme.value: theme.libelle for theme in obligations.Theme} | {
    "considerations": "Clauses et critères par famille d’achats",
    "appuis": "Qui peut aider les acheteurs",
    "espaces-publics": "Espaces publics",
    "fiches": "Exemples et repères des fiches",
    "mission": "Le programme Mission SPASER",
    "plans": "Plans et stratégies",
    "pratiques": "Pratiques d’acheteurs",
    "programme": "Plans nationaux et autres repères",
    "recits": "Récits d’acheteurs et réponses du programme",
    "resultats-nationaux": "Résultats nationaux",
    "seance": "Séance, vote et publication d’un acte",
    "seuils": "Seuils de procédure",
}
_LIGNE: Final = 600


class ChampNombreCite(forms.FloatField):
    """A number, typed the French way; a whole one is shown without its decimals."""

    def __init__(self, label: str, aide: str = "") -> None:
        super().__init__(
            label=label,
            required=False,
            help_text=aide,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages={"invalid": "Écrivez un nombre, comme 40000 ou 12,5."},
        )

    def to_python(self, value: object) -> float | None:  # type: ignore[override]  # an integer, say the stubs
        """Read « 40 000 » and « 12,5 »."""
        return super().to_python(
            re.sub(r"[\s\u00a0\u202f]", "", str(value or "")).replace(",", ".")
        )

    def prepare_value(self, value: object) -> object:
        """Show it without what it does not need."""
        return f"{value:.10g}".replace(".", ",") if isinstance(value, int | float) else value


class FormNombreCite(FormRepete):
    """A number; it keeps what no field shows of the one that was at `rang`."""

    nom = formulaires.ChampTexte("Nom", requis="Donnez un nom à ce nombre.", max_length=80)
    valeur = ChampNombreCite("Nombre", "Vide si vous l’avez cherché sans le trouver")
    unite = formulaires.ChampTexte("Unité", requis="Donnez l’unité.", max_length=60)
    annee = forms.IntegerField(label="Année", required=False, min_value=1900, max_value=2100)
    objet = formulaires.ChampTexte("Sur quoi il porte")
    reserve = formulaires.ChampTexte("Ce qui n’est pas sûr", max_length=_LIGNE)
    rang = forms.IntegerField(required=False, widget=forms.HiddenInput())


class FormRelu(DsfrBaseForm):
    """What was read again, when the text still says the same."""

    lu_le = formulaires.ask_jour("Lu le", manque="Donnez le jour où vous l’avez relu.")
    version_lue = formulaires.ChampTexte(
        "Version lue", requis="Dites quelle version a été lue.", max_length=_LIGNE
    )
    reproduit_par = formulaires.ChampTexte(
        "Qui le reproduit", requis="Dites quelle page a été lue.", max_length=_LIGNE
    )
    adresse = formulaires.ChampAdresse("Page lue", requis="Donnez l’adresse de la page lue.")
    a_relire_le = formulaires.ask_jour("À relire le", manque="Dites quand relire ce texte.")

    @classmethod
    def start(cls, texte: textes_lus.TexteLu, jour: date) -> FormRelu:
        depart = msgspec.structs.asdict(texte) | {
            "lu_le": jour,
            "adresse": texte.adresse or texte.officiel,
            "a_relire_le": textes_lus.propose_relecture(texte, jour),
        }
        return cls(initial={nom: depart.get(nom) for nom in cls.base_fields})

    def clean_lu_le(self) -> date:
        lu_le: date = self.cleaned_data["lu_le"]
        if lu_le > timezone.localdate():
            raise forms.ValidationError("Ce jour est à venir : donnez celui de la lecture.")
        return lu_le


def load_textes() -> tuple[textes_lus.TexteLu, ...]:
    return _edit(faits.load_fichiers())


@cache
def _edit(fichiers: faits.Faits) -> tuple[textes_lus.TexteLu, ...]:
    return tuple(map(textes_lus.read_texte_lu, fichiers.par_code.values()))


def _start(code: str) -> textes_lus.TexteLu:
    jour = timezone.localdate()
    vide = begin(textes_lus.TexteLu, code, sujet="programme", confiance="A", a_relire_le=jour)
    relire = textes_lus.propose_relecture(vide, jour)
    return msgspec.structs.replace(vide, lu_le=jour, a_relire_le=relire)


def _check(texte: textes_lus.TexteLu, _jour: date) -> list[str]:
    return textes_lus.check_texte(
        texte, faits.read_faits(), faits.load_fichiers().par_code.get(texte.code)
    )


def _complete(_avant: textes_lus.TexteLu, lus: dict[str, Any]) -> dict[str, Any]:
    """Keep a number that was looked for and not found."""
    valeurs = [{"valeur": None} | valeur for valeur in lus.get("valeurs", ())]
    return lus | {"valeurs": valeurs}


def _render(texte: textes_lus.TexteLu, jour: date) -> SafeString:
    fait = texte.to_fait()
    return render_to_string("obligations/composants/fait.html", describe_fait(fait, jour))


def describe_fait(fait: faits.Fait, jour: date) -> dict[str, Any]:
    return {
        "fait": fait,
        "sujet": SUJETS[fait.sujet],
        "finie": fait.is_over(jour),
        "decomptes": textes_lus.list_decomptes(fait, faits.load_fichiers().par_code.get(fait.code)),
    }


def list_pages_citantes(texte: textes_lus.TexteLu) -> list[tuple[str, str]]:
    pages = {reverse("obligations:source", args=[texte.code]): "Page du texte cité"}
    jour = timezone.localdate()
    for genre in genres.list_genres():
        if genre.code == genres.FAITS:
            continue
        for contenu in read_contenus(genre, jour):
            if texte.code in _list_cites(contenu):
                for nom, adresse in genre.pages(contenu):
                    pages.setdefault(adresse, f"{contenu.titre} : {nom}")
    return [(nom, adresse) for adresse, nom in pages.items()]


_CITE: Final = re.compile(
    rb'(?:\[\[|\{\{|")([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)(?:[.:][a-z0-9_/-]+)?(?:\]\]|\}\}|")'
)


def _list_cites(contenu: Any) -> set[str]:  # noqa: ANN401 - a text of any kind
    return {code.decode() for code in _CITE.findall(msgspec.json.encode(contenu))}


def _arrange(textes: Iterable[textes_lus.TexteLu]) -> tuple[textes_lus.TexteLu, ...]:
    """Complete the team's texts from the files, so that an editor starts from what pages show."""
    sujets, fichiers = [*SUJETS], faits.load_fichiers().par_code
    complets = (
        textes_lus.complete_texte(t, fichiers.get(t.code)) if t.mise_a_jour else t for t in textes
    )
    return tuple(sorted(complets, key=lambda texte: sujets.index(texte.sujet)))


FAITS: Final = genres.Genre(
    code=genres.FAITS,
    titre="Textes et chiffres cités",
    un="un texte ou un chiffre",
    forme=textes_lus.TexteLu,
    load=load_textes,
    lignes={"valeurs": FormNombreCite},
    sources={"sujet": lambda: SUJETS},
    render=_render,
    pages=list_pages_citantes,
    check=_check,
    start=_start,
    forme_code=re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*"),
    aide_code="En capitales, des mots reliés par des tirets, comme CCP-L2111-3.",
    arrange=_arrange,
    complete=_complete,
)


# --- Families of purchases in the page of duties: their names, what to write in their contracts
# ---


# The pages that say what to write in the contracts of a family.
CONSIDERATIONS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "alimentation": (("restauration", "restauration"),),
    "batiment": (("travaux", "travaux"),),
    "culture": (("evenements", "événements"),),
    "environnement": (("nettoyage", "nettoyage"), ("espaces-verts", "espaces verts")),
    "fournitures": (("bureau", "mobilier et fournitures"),),
    "mobilite": (("vehicules", "véhicules"),),
    "numerique": (("numerique", "numérique"),),
    "sante": (("soins", "soins"),),
    "textile": (("textile", "textile"),),
}


@dataclass(frozen=True, slots=True)
class Famille:
    code: str
    libelle: str
    considerations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GroupeApplications:
    code: str
    titre: str
    applications: tuple[obligations.Application, ...]


def find_famille(code: str) -> Famille:
    return Famille(code, read_familles()[code], CONSIDERATIONS.get(code, ()))


def tell_familles(codes: Iterable[str]) -> str:
    libelles = {obligations.TOUTES: "Tous les achats", **read_familles()}
    return " ; ".join(libelles[code] for code in codes if code in libelles)


def group_applications(
    applications: Iterable[obligations.Application], famille: str = ""
) -> list[GroupeApplications]:
    libelle = read_familles().get(famille, "")
    titres = {
        obligations.Achats.FAMILLE: f"pour la famille « {libelle} »",
        obligations.Achats.ACHATS: "pour tous vos achats" if famille else "pour vos achats",
        obligations.Achats.ORGANISATION: "pour votre organisation",
    }

    def place(application: obligations.Application) -> tuple[str, str]:
        achats = obligations.place_achats(application.obligation, famille)
        etat = application.etat
        return f"{etat}-{achats}", f"{etat.libelle}, {titres[achats]}"

    return [
        GroupeApplications(code, titre, tuple(groupe))
        for (code, titre), groupe in groupby(applications, key=place)
    ]
