"""What is asked of a publication: the adopted scheme, words, a day, a function, a correction."""

from __future__ import annotations

from collections.abc import Sequence
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


class FormAdopte(FormVersionne, DsfrBaseForm):
    """The scheme that a buyer has already; only the day of its adoption is asked for."""

    adopte_le = ask_jour(
        "Jour de l’adoption",
        "Donnez le jour où votre assemblée a adopté le schéma : il suffit pour commencer.",
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

    def clean_derniere_publication(self) -> Any:  # noqa: ANN401 - a day or nothing
        """Refuse a day to come."""
        jour = self.cleaned_data["derniere_publication"]
        if jour and jour > timezone.localdate():
            raise forms.ValidationError("Ce jour n’est pas passé.")
        return jour

    def clean_axes(self) -> list[str]:
        """Return the titles."""
        titres = read_titres(self.cleaned_data["axes"])
        if len(titres) > LIGNES_MAX:
            raise forms.ValidationError(f"{LIGNES_MAX} axes au plus : il y en a {len(titres)}.")
        if longs := [titre for titre in titres if len(titre) > TITRE_MAX]:
            raise forms.ValidationError(
                f"« {longs[0][:40]}… » est trop long : {TITRE_MAX} signes au plus."
            )
        return titres

    def clean_indicateurs(self) -> Any:  # noqa: ANN401 - what the service takes
        """Return the indicators; say every fault at once."""
        lus, fautes = read_indicateurs(self.cleaned_data["indicateurs"])
        if len(lus) > LIGNES_MAX:
            fautes.append(f"{LIGNES_MAX} indicateurs au plus : il y en a {len(lus)}.")
        if fautes:
            raise forms.ValidationError(fautes)
        return lus

    def clean(self) -> dict[str, Any]:
        """Refuse an end, or a publication, before the adoption."""
        reponses = super().clean() or self.cleaned_data
        adopte_le = reponses.get("adopte_le")
        for champ, quoi in (("fin", "La fin"), ("derniere_publication", "La publication")):
            jour = reponses.get(champ)
            if adopte_le and jour and jour < adopte_le:
                self.add_error(champ, f"{quoi} ne peut pas précéder l’adoption.")
        return reponses


class FormEcheance(FormVersionne, DsfrBaseForm):
    """Another day to publish by."""

    echeance = ask_jour(
        "À publier avant le", aide="Laissez vide pour revenir au jour compté par le site."
    )


class FormAnnees(DsfrBaseForm):
    """The two years that a publication covers, by the last one."""

    fin = forms.TypedChoiceField(
        label="Années publiées",
        coerce=int,
        error_messages={
            "required": "Choisissez deux années.",
            "invalid_choice": "Choisissez dans la liste.",
        },
    )

    def __init__(self, *args: Any, choix: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fin"].choices = [(fin, f"{fin - 1} et {fin}") for fin in choix]  # type: ignore[attr-defined]  # a choice


class FormTextes(FormVersionne, FormLibre):
    """The words of a draft, and one comment a line."""

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

    def __init__(self, *args: Any, lignes: Sequence[LignePubliee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cles = {f"mot_{rang}": ligne.cle for rang, ligne in enumerate(lignes)}
        dits = self.initial.get("commentaires", {})
        for rang, ligne in enumerate(lignes):
            champ = ask_texte(f"Commentaire : {ligne.nom}", COMMENTAIRE_MAX, 2)
            champ.template_name = CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs
            self.fields[f"mot_{rang}"] = champ
            self.initial[f"mot_{rang}"] = dits.get(ligne.cle, "")

    def read(self) -> dict[str, Any]:
        """Return the words, comments by the key of their line."""
        dits = self.cleaned_data
        commentaires = {cle: dits[nom] for nom, cle in self._cles.items() if dits[nom]}
        return {
            "presentation": dits["presentation"],
            "methode": dits["methode"],
            "commentaires": commentaires,
        }


class FormValidation(FormVersionne, DsfrBaseForm):
    """In the name of which function a publication comes out."""

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
    """Why a draft is sent back."""

    motif = ask_texte("Ce qu’il faut reprendre", MOTIF_MAX, 3, "Dites ce qu’il faut reprendre.")


class FormMiseEnLigne(DsfrBaseForm):
    """Where it was posted on the buyer's own site."""

    adresse = _address("Adresse sur votre site", "Donnez l’adresse de la page sur votre site.")
    jour = ask_jour("En ligne depuis le", "Donnez le jour de la mise en ligne.")

    def clean_jour(self) -> Any:  # noqa: ANN401 - a day
        """Refuse a day to come."""
        jour = self.cleaned_data["jour"]
        if jour > timezone.localdate():
            raise forms.ValidationError("Ce jour n’est pas passé.")
        return jour


class FormErratum(DsfrBaseForm):
    """A correction: of a value, or in words only."""

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
        """Read the value in the unit of its indicator."""
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
        return reponses

    def _read(self, ecrite: str, ligne: LignePubliee, annee: int) -> Decimal:
        nouvelle = read_nombre(ecrite, ligne.unite).valeur
        tenue = next((r.valeur for r in ligne.resultats if r.annee == annee), None)
        if faute := check_corrigee(nouvelle, ligne.unite, tenue):
            self.add_error("valeur", faute)
        return nouvelle
