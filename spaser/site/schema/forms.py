"""What is asked of a publication: the adopted scheme, words, a day, a function, a correction."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.documents import document
from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE, ErreurBoite
from spaser.regles import publication
from spaser.regles.calendrier import DUREES
from spaser.regles.plan import TITRE_MAX
from spaser.regles.trajectoires import NombreIllisible, read_nombre
from spaser.site.plan.cibles.forms import FormCompte
from spaser.site.registre.depot import champs_fiche
from spaser.site.registre.depot.forms import FormSchema
from spaser.site.schema.models import ADRESSE_MAX, Publication
from spaser.site.schema.publication.parutions import read_tenu
from spaser.site.socle import formulaires
from spaser.site.socle.versions import FormVersionne

# --- What is asked of a scheme: words, titles, steps, bodies, colours ---


TEXTE_MAX: Final = 60_000  # signs: some twenty pages
_SAUTS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ILLISIBLES: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class FormTexte(FormVersionne, formulaires.FormLibre):
    texte = forms.CharField(
        label="Votre texte",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "aria-describedby": "aide-texte"}),
        validators=[
            MaxLengthValidator(
                TEXTE_MAX,
                "Ce texte compte %(show_value)d signes, il en tient %(limit_value)d dans une "
                "rubrique. Rien n’est perdu : votre texte est encore dans le cadre. Gardez-en une "
                "partie ici et mettez la suite dans une autre rubrique.",
            )
        ],
    )

    def clean_texte(self) -> str:
        """Keep what a document can hold: line breaks of every kind, no invisible control."""
        texte: str = self.cleaned_data["texte"]
        return _ILLISIBLES.sub("", _SAUTS.sub("\n", texte))


class FormRubrique(FormVersionne, DsfrBaseForm):
    """The title of a heading, and its part where the outline does not hold it."""

    titre = formulaires.ask_ligne("Titre de la rubrique", 300, "Donnez un titre à cette rubrique.")
    partie = forms.TypedChoiceField(
        label="Partie du schéma",
        coerce=int,
        error_messages={"required": "Choisissez une partie."},
    )

    def __init__(
        self, *args: Any, parties: list[tuple[int, str]], libre: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if libre:
            self.fields["partie"].choices = parties  # type: ignore[attr-defined]  # of a choice
        else:
            del self.fields["partie"]


class FormEcart(FormVersionne, DsfrBaseForm):
    """Why a heading is set aside."""

    raison = formulaires.ask_ligne(
        "Pourquoi l’écarter ?",
        300,
        "Dites pourquoi en une phrase : elle servira à qui reprendra le schéma.",
        aide="Elle ne sera pas imprimée. Son texte est gardé, vous pourrez la reprendre.",
    )


class FormCalendrier(FormVersionne, DsfrBaseForm):
    adoption = formulaires.ask_jour("Jour souhaité du vote", "Donnez un jour, même approché.")
    duree = forms.TypedChoiceField(
        label="Durée de la préparation",
        coerce=int,
        choices=[(mois, f"{mois} mois") for mois in DUREES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez une durée."),
    )


class FormJalon(FormVersionne, formulaires.FormLibre):
    titre = formulaires.ask_ligne("Étape", 200, "Nommez cette étape.")
    jour = formulaires.ask_jour("Jour", "Donnez un jour à cette étape.")
    fait = forms.BooleanField(label="C’est fait", required=False)


class FormComite(FormVersionne, formulaires.FormLibre):
    nom = formulaires.ask_ligne("Comité", 200, "Nommez ce comité.")
    role = formulaires.ask_ligne(
        "Ce qu’il décide ou prépare", 500, widget=forms.Textarea(attrs={"rows": 2})
    )
    membres = formulaires.ask_ligne(
        "Qui y siège (fonctions)", 500, widget=forms.Textarea(attrs={"rows": 2})
    )
    quand = formulaires.ask_ligne("Quand", 200)


class FormCharte(FormVersionne, DsfrBaseForm):
    couleur = forms.CharField(
        label="Couleur des titres",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text="Assez foncée pour se lire sur du blanc.",
    )
    fond = forms.CharField(
        label="Couleur de fond",
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text="Assez claire pour qu’un texte noir s’y lise.",
    )
    logo = forms.FileField(
        label="Votre logo",
        required=False,
        allow_empty_file=True,
        help_text="PNG ou JPEG, de 64 à 4 000 pixels de côté, moins de 1 Mo.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".png,.jpg,.jpeg"}),
    )
    retirer = forms.BooleanField(label="Retirer le logo", required=False)

    def __init__(self, *args: Any, logo: bytes = b"", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.garde = logo
        if not logo:
            del self.fields["retirer"]

    def clean_logo(self) -> bytes:
        envoye: UploadedFile[bytes] | None = self.cleaned_data.get("logo")
        if not envoye:
            return b""
        if (envoye.size or 0) > document.LOGO_OCTETS_MAX:
            raise forms.ValidationError(
                "Ce logo est trop lourd. Donnez une image PNG ou JPEG de moins de 1 Mo."
            )
        octets: bytes = envoye.read()
        if not octets:
            raise forms.ValidationError("Ce fichier est vide : choisissez une image PNG ou JPEG.")
        return octets

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        ancien = b"" if reponses.pop("retirer", False) else self.garde
        reponses["logo"] = reponses.get("logo") or ancien
        self._verify("couleur", reponses.get("couleur", ""), document.NEUTRE.fond)
        self._verify("fond", document.NEUTRE.couleur, reponses.get("fond", ""))
        self._verify("logo", document.NEUTRE.couleur, document.NEUTRE.fond, reponses["logo"])
        return reponses

    def _verify(self, champ: str, couleur: str, fond: str, logo: bytes = b"") -> None:
        if champ in self.errors:
            return
        try:
            if logo:
                run_bounded(EN_LIGNE, document.verify_logo, logo)
                run_bounded(EN_LIGNE, document.verify_logo_visible, logo)
            document.make_charte(couleur, fond)
        except (document.CharteRefusee, ErreurBoite) as refus:
            self.add_error(champ, " ".join(filter(None, (refus.message, refus.conseil))))


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


def _ask_passe(
    label: str, manque: str = "", aide: str = "", dit: str = "Ce jour n’est pas passé."
) -> forms.DateField:
    def check(jour: date) -> None:
        if jour > timezone.localdate():
            raise forms.ValidationError(dit)

    champ = formulaires.ask_jour(label, manque, aide)
    champ.validators.append(check)
    return champ


class FormAdopte(FormVersionne, DsfrBaseForm):
    """The scheme that a buyer has already; only the day of its adoption is asked for."""

    adopte_le = _ask_passe(
        "Jour de l’adoption",
        "Donnez le jour où votre assemblée a adopté le schéma : il suffit pour commencer.",
        dit="Ce jour n’est pas passé : donnez le jour du vote.",
    )
    rendu_public_le = _ask_passe(
        "Rendu public le", aide="Le jour où votre site, ou un autre, l’a mis en ligne."
    )
    fin = formulaires.ask_jour("Fin du schéma", aide="Si votre schéma a un terme.")
    derniere_publication = _ask_passe(
        "Dernière publication des résultats",
        aide="Si vous en avez déjà publié, ailleurs que sur ce site.",
    )
    adresse = _address(
        "Adresse du document", aide="La page ou le fichier de votre schéma, sur votre site."
    )
    axes = formulaires.ask_texte(
        "Vos axes",
        _COLLE_MAX,
        aide="Un par ligne ; vous pouvez les coller. Ils rejoignent « Mon plan ».",
    )
    indicateurs = formulaires.ask_texte(
        "Vos propres indicateurs et leurs cibles",
        _COLLE_MAX,
        aide="Un par ligne, collés d’un tableur ou écrits ainsi : Heures d’insertion ; heures ; "
        "12 000 ; 2028. Le nom suffit. Les quatre chiffres du schéma y sont déjà.",
    )

    def clean_axes(self) -> list[str]:
        titres = publication.read_titres(self.cleaned_data["axes"])
        if len(titres) > publication.LIGNES_MAX:
            raise forms.ValidationError(
                f"{publication.LIGNES_MAX} axes au plus : il y en a {len(titres)}."
            )
        if longs := [titre for titre in titres if len(titre) > TITRE_MAX]:
            raise forms.ValidationError(
                f"« {longs[0][:40]}… » est trop long : {TITRE_MAX} signes au plus."
            )
        return titres

    def clean_indicateurs(self) -> Any:  # noqa: ANN401 - what the service takes
        lus, fautes = publication.read_indicateurs(self.cleaned_data["indicateurs"])
        if len(lus) > publication.LIGNES_MAX:
            fautes.append(f"{publication.LIGNES_MAX} indicateurs au plus : il y en a {len(lus)}.")
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
    echeance = formulaires.ask_jour(
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


class FormTextes(FormVersionne, formulaires.FormLibre):
    presentation = formulaires.ask_texte(
        "Présentation",
        publication.TEXTE_MAX,
        aide="Ce qu’il faut retenir, en quelques lignes, pour vos habitants et vos entreprises.",
    )
    methode = formulaires.ask_texte(
        "Précisions de méthode",
        publication.TEXTE_MAX,
        aide="Ce que vos chiffres ont de particulier. Le reste de la méthode est déjà écrit.",
    )

    incomplete = formulaires.ask_texte(
        "Pourquoi publier une année incomplète ?", publication.MOTIF_MAX, 2
    )

    def __init__(
        self,
        *args: Any,
        lignes: Sequence[publication.LignePubliee],
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
            champ = formulaires.ask_texte(
                f"Commentaire : {ligne.nom}", publication.COMMENTAIRE_MAX, 2
            )
            champ.template_name = formulaires.CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs
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
    """What a confirmation says; the first one names who signs it."""

    signataire = formulaires.ask_ligne(
        "Signé par (prénom et nom)",
        publication.FONCTION_MAX,
        "Écrivez le nom de la personne qui signe cette première publication.",
        aide="Avec son accord : pour une première publication, son nom est imprimé.",
    )
    fonction = formulaires.ask_ligne(
        "Validé par (fonction)",
        publication.FONCTION_MAX,
        "Écrivez la fonction de la personne qui valide : elle est imprimée sur la publication.",
        aide="Par exemple « la directrice générale des services ».",
    )
    relu = forms.BooleanField(
        label="J’ai relu ces valeurs : une fois publiées, elles ne changent plus",
        error_messages={"required": "Cochez cette case une fois les valeurs relues."},
    )

    def __init__(self, *args: Any, premiere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not premiere:
            del self.fields["signataire"]


class FormDecision(DsfrBaseForm):
    """What the team decides of a publication as it was read, with its reason unless it stands."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Votre décision",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une décision."},
    )
    motif = formulaires.ask_texte(
        "Raison, si la publication ne tient pas", publication.MOTIF_MAX, 3
    )

    def __init__(self, *args: Any, decisions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = decisions  # type: ignore[attr-defined]  # of a choice

    def clean(self) -> dict[str, Any]:
        dits: dict[str, Any] = super().clean() or {}
        if dits.get("decision") == "non" and not dits.get("motif"):
            self.add_error("motif", "Dites pourquoi : les membres de l’espace le liront.")
        return dits


class FormDepot(FormSchema):
    """What the register asks that a space does not hold: four questions, and the consent."""

    QUESTIONS: Final = ("titre", "debut", "contact_service", "contact_courriel", "consentement")
    consentement = champs_fiche.FormConsentement.base_fields["consentement"]

    def __init__(self, *args: Any, relire: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in set(self.fields) - set(self.QUESTIONS):
            del self.fields[nom]
        self.fields["consentement"].required = not relire  # asked for once it was read over

    def write(self, contenu: dict[str, Any]) -> None:
        """Write the answers in a sheet; what is not asked stays."""
        periode, contact = contenu["schema"].get("periode", {}), contenu.get("contact", {})
        del self.cleaned_data["consentement"]
        super().write(contenu)
        fin = {nom: dit for nom, dit in periode.items() if nom != "debut"}
        contenu["schema"]["periode"] = fin | contenu["schema"].get("periode", {})
        if "contact" in contenu:
            reste = {n: dit for n, dit in contact.items() if f"contact_{n}" not in self.fields}
            contenu["contact"] |= reste


class FormRenvoi(DsfrBaseForm):
    motif = formulaires.ask_texte(
        "Ce qu’il faut reprendre", publication.MOTIF_MAX, 3, "Dites ce qu’il faut reprendre."
    )


class FormMiseEnLigne(DsfrBaseForm):
    adresse = _address("Adresse sur votre site", "Donnez l’adresse de la page sur votre site.")
    jour = _ask_passe("En ligne depuis le", "Donnez le jour de la mise en ligne.")


class FormErratum(FormCompte):
    """A correction: of a value with its count, or in words only."""

    field_order = ("cle", "annee", "valeur")

    cle = forms.ChoiceField(label="Indicateur", required=False)
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    valeur = formulaires.ask_ligne(
        "Valeur corrigée",
        40,
        aide="Dans l’unité de l’indicateur. Laissez vide si seule une phrase est corrigée.",
    )
    texte = formulaires.ask_texte(
        "Ce qui est corrigé, et pourquoi",
        publication.MOTIF_MAX,
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
        noms = ("cle", "annee", "valeur", "compte", "texte")
        return {nom: self.cleaned_data.get(nom) for nom in noms}

    def _read(self, ecrite: str, ligne: publication.LignePubliee, annee: int) -> Decimal:
        nouvelle = read_nombre(ecrite, ligne.unite).valeur
        tenue = next((r.valeur for r in ligne.resultats if r.annee == annee), None)
        if faute := publication.check_corrigee(nouvelle, ligne.unite, tenue):
            self.add_error("valeur", faute)
        return nouvelle
