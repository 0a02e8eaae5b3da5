"""What is asked of a publication: the adopted scheme, words, a day, a function, a correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.metier.cibles.nombres import NombreIllisible, read_nombre
from spaser.metier.plan.modele import TITRE_MAX
from spaser.metier.publication.errata import check_corrigee
from spaser.metier.publication.modele import (
    COMMENTAIRE_MAX,
    FONCTION_MAX,
    MOTIF_MAX,
    TEXTE_MAX,
    LignePubliee,
)
from spaser.metier.publication.saisie import LIGNES_MAX, read_indicateurs, read_titres
from spaser.web.cibles.forms.compte import FormCompte
from spaser.web.commun.versions import FormVersionne
from spaser.web.publication.models import ADRESSE_MAX, Publication
from spaser.web.publication.selectors import read_tenu
from spaser.web.socle.formulaires import CHAMP_LIBRE, FormLibre, ask_jour, ask_ligne, ask_texte

_COLLE_MAX: Final = 20_000


def _address(label: str, manque: str = "", aide: str = "") -> forms.URLField:
    return forms.URLField(
        label=label,
        required=bool(manque),
        max_length=ADRESSE_MAX,
        assume_scheme="https",
        help_text=aide,
        error_messages={
            "required": manque,
            "invalid": "Écrivez l’adresse entière de la page, qui commence par https://.",
            "max_length": "Cette adresse est trop longue : 500 signes au plus.",
        },
    )


def _check_passe(jour: date | None) -> date | None:
    if jour and jour > timezone.localdate():
        raise forms.ValidationError("Ce jour n’est pas passé.")
    return jour


class FormAdopte(FormVersionne, DsfrBaseForm):
    """The scheme that a buyer has already; only the day of its adoption is asked for."""

    adopte_le = ask_jour(
        "Jour de l’adoption",
        "Donnez le jour où votre assemblée a adopté le schéma : il suffit pour commencer.",
    )
    rendu_public_le = ask_jour(
        "Rendu public le", aide="Le jour où votre site, ou un autre, l’a mis en ligne."
    )
    fin = ask_jour("Fin du schéma", aide="Si votre schéma a un terme.")
    derniere_publication = ask_jour(
        "Dernière publication des résultats",
        aide="Si vous en avez déjà publié, ailleurs que sur ce site.",
    )
    adresse = _address(
        "Adresse du document", aide="La page ou le fichier de votre schéma, sur votre site."
    )
    axes = ask_texte(
        "Vos axes",
        _COLLE_MAX,
        aide="Un par ligne ; vous pouvez les coller. Ils rejoignent « Mon plan ».",
    )
    indicateurs = ask_texte(
        "Vos propres indicateurs et leurs cibles",
        _COLLE_MAX,
        aide="Un par ligne, collés d’un tableur ou écrits ainsi : Heures d’insertion ; heures ; "
        "12 000 ; 2028. Le nom suffit. Les quatre chiffres du schéma y sont déjà.",
    )

    def clean_adopte_le(self) -> Any:  # noqa: ANN401 - a day
        """Refuse a day to come: a scheme that is not adopted is not published yet."""
        jour = self.cleaned_data["adopte_le"]
        if jour > timezone.localdate():
            raise forms.ValidationError("Ce jour n’est pas passé : donnez le jour du vote.")
        return jour

    def clean_derniere_publication(self) -> date | None:
        return _check_passe(self.cleaned_data["derniere_publication"])

    def clean_rendu_public_le(self) -> date | None:
        return _check_passe(self.cleaned_data["rendu_public_le"])

    def clean_axes(self) -> list[str]:
        titres = read_titres(self.cleaned_data["axes"])
        if len(titres) > LIGNES_MAX:
            raise forms.ValidationError(f"{LIGNES_MAX} axes au plus : il y en a {len(titres)}.")
        if longs := [titre for titre in titres if len(titre) > TITRE_MAX]:
            raise forms.ValidationError(
                f"« {longs[0][:40]}… » est trop long : {TITRE_MAX} signes au plus."
            )
        return titres

    def clean_indicateurs(self) -> Any:  # noqa: ANN401 - what the service takes
        lus, fautes = read_indicateurs(self.cleaned_data["indicateurs"])
        if len(lus) > LIGNES_MAX:
            fautes.append(f"{LIGNES_MAX} indicateurs au plus : il y en a {len(lus)}.")
        if fautes:
            raise forms.ValidationError(fautes)
        return lus

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        adopte_le = reponses.get("adopte_le")
        for champ, quoi in (
            ("fin", "La fin"),
            ("derniere_publication", "La publication"),
            ("rendu_public_le", "La mise en ligne"),
        ):
            jour = reponses.get(champ)
            if adopte_le and jour and jour < adopte_le:
                self.add_error(champ, f"{quoi} ne peut pas précéder l’adoption.")
        return reponses


class FormEcheance(FormVersionne, DsfrBaseForm):
    echeance = ask_jour(
        "À publier avant le", aide="Laissez vide pour revenir au jour compté par le site."
    )


class FormAnnees(DsfrBaseForm):
    fin = forms.TypedChoiceField(
        label="Années publiées",
        coerce=int,
        error_messages={
            "required": "Choisissez deux années.",
            "invalid_choice": "Choisissez dans la liste.",
        },
    )

    def __init__(
        self,
        *args: Any,
        choix: Sequence[int],
        incompletes: Mapping[int, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        dites = incompletes or {}
        self.fields["fin"].choices = [(fin, _name_annees(fin, dites)) for fin in choix]  # type: ignore[attr-defined]  # a choice


def _name_annees(fin: int, incompletes: Mapping[int, str]) -> str:
    """Name two years, and say which are not whole in what was read: « 2024 et 2025 (2025 …) »."""
    dites = [f"{une} {incompletes[une]}" for une in (fin - 1, fin) if une in incompletes]
    return f"{fin - 1} et {fin}" + (f" ({' ; '.join(dites)})" if dites else "")


class FormTextes(FormVersionne, FormLibre):
    presentation = ask_texte(
        "Présentation",
        TEXTE_MAX,
        aide="Ce qu’il faut retenir, en quelques lignes, pour vos habitants et vos entreprises.",
    )
    methode = ask_texte(
        "Précisions de méthode",
        TEXTE_MAX,
        aide="Ce que vos chiffres ont de particulier. Le reste de la méthode est déjà écrit.",
    )

    incomplete = ask_texte("Pourquoi publier une année incomplète ?", MOTIF_MAX, 2)

    def __init__(
        self,
        *args: Any,
        lignes: Sequence[LignePubliee],
        incompletes: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if incompletes:
            question = self.fields["incomplete"].label
            self.fields["incomplete"].label = f"{question} {' '.join(incompletes)}"
        else:
            del self.fields["incomplete"]
        self._cles = {f"mot_{rang}": ligne.cle for rang, ligne in enumerate(lignes)}
        dits = self.initial.get("commentaires", {})
        for rang, ligne in enumerate(lignes):
            champ = ask_texte(f"Commentaire : {ligne.nom}", COMMENTAIRE_MAX, 2)
            champ.template_name = CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs
            self.fields[f"mot_{rang}"] = champ
            self.initial[f"mot_{rang}"] = dits.get(ligne.cle, "")

    def read(self) -> dict[str, Any]:
        dits = self.cleaned_data
        commentaires = {cle: dits[nom] for nom, cle in self._cles.items() if dits[nom]}
        return {
            "presentation": dits["presentation"],
            "methode": dits["methode"],
            "incomplete": dits.get("incomplete", self.initial.get("incomplete", "")),
            "commentaires": commentaires,
        }


class FormValidation(FormVersionne, DsfrBaseForm):
    fonction = ask_ligne(
        "Validé par (fonction)",
        FONCTION_MAX,
        "Écrivez la fonction de la personne qui valide : elle est imprimée sur la publication.",
        help_text="Par exemple « la directrice générale des services ». Aucun nom n’est publié.",
    )
    relu = forms.BooleanField(
        label="J’ai relu ces valeurs : une fois publiées, elles ne changent plus",
        error_messages={"required": "Cochez cette case une fois les valeurs relues."},
    )


class FormRenvoi(DsfrBaseForm):
    motif = ask_texte("Ce qu’il faut reprendre", MOTIF_MAX, 3, "Dites ce qu’il faut reprendre.")


class FormMiseEnLigne(DsfrBaseForm):
    adresse = _address("Adresse sur votre site", "Donnez l’adresse de la page sur votre site.")
    jour = ask_jour("En ligne depuis le", "Donnez le jour de la mise en ligne.")

    def clean_jour(self) -> date | None:
        return _check_passe(self.cleaned_data["jour"])


class FormErratum(FormCompte):
    """A correction: of a value with its count, or in words only."""

    field_order = ("cle", "annee", "valeur")

    cle = forms.ChoiceField(label="Indicateur", required=False)
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    valeur = forms.CharField(
        label="Valeur corrigée",
        required=False,
        max_length=40,
        help_text="Dans l’unité de l’indicateur. Laissez vide si seule une phrase est corrigée.",
    )
    texte = ask_texte(
        "Ce qui est corrigé, et pourquoi",
        MOTIF_MAX,
        3,
        "Dites ce qui est corrigé, et pourquoi.",
    )

    def __init__(self, *args: Any, publication: Publication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._contenu = read_tenu(publication)
        lignes = [(ligne.cle, ligne.nom) for ligne in self._contenu.lignes]
        annees = [(str(annee), str(annee)) for annee in self._contenu.annees]
        self.fields["cle"].choices = [("", "Toute la publication"), *lignes]  # type: ignore[attr-defined]  # a choice
        self.fields["annee"].choices = [("", "Les deux années"), *annees]  # type: ignore[attr-defined]  # same

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        ecrite = reponses.get("valeur", "")
        ligne, annee = self._contenu.find(reponses.get("cle", "")), reponses.get("annee")
        reponses["valeur"] = None
        if not ecrite:
            return reponses
        if ligne is None or not annee:
            self.add_error("valeur", "Choisissez l’indicateur et l’année de cette valeur.")
            return reponses
        try:
            reponses["valeur"] = self._read(ecrite, ligne, annee)
        except NombreIllisible as faute:
            self.add_error("valeur", str(faute))
        if reponses.get("valeur") is not None:
            reponses["compte"] = self.read_compte(reponses["valeur"], ligne.unite)
        return reponses

    def read(self) -> dict[str, Any]:
        return {
            nom: self.cleaned_data.get(nom) for nom in ("cle", "annee", "valeur", "compte", "texte")
        }

    def _read(self, ecrite: str, ligne: LignePubliee, annee: int) -> Decimal:
        nouvelle = read_nombre(ecrite, ligne.unite).valeur
        tenue = next((r.valeur for r in ligne.resultats if r.annee == annee), None)
        if faute := check_corrigee(nouvelle, ligne.unite, tenue):
            self.add_error("valeur", faute)
        return nouvelle
