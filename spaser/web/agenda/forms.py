"""What somebody says of herself to come, and what the team writes of an event."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.metier.agenda.evenements import (
    GROUPE_MAX,
    TITRE_MAX,
    NatureEvenement,
    RoleIntervenant,
    find_instant,
)
from spaser.metier.dates import PARIS
from spaser.metier.domaines_courriel import is_jetable, suggest_adresse
from spaser.web.agenda.models import NOM_MAX, Acces, Evenement
from spaser.web.agenda.services.inscriptions import Saisie
from spaser.web.commun.versions import FormVersionne
from spaser.web.editorial.champs import ChampCorps
from spaser.web.editorial.controle import check_adresses, check_textes
from spaser.web.editorial.selectors import read_titres
from spaser.web.socle.formulaires import (
    LONG,
    ChampAdresse,
    FormLibre,
    Texte,
    ask_jour,
    ask_texte,
    list_choix,
    refuse_lien,
    tell_inconnue,
)
from spaser.web.socle.repetitions import FormRepete, Liste

JETABLE: Final = (
    "Cette boîte ne dure que quelques minutes\u00a0: le lien de connexion n’y arriverait pas. "
    "Donnez une adresse que vous lirez la veille de l’événement."
)
_NATURES: Final = list_choix(NatureEvenement)
_ROLES: Final = list_choix(RoleIntervenant)


# Who comes.


def _ask_nom(label: str, quoi: str, requis: str = "") -> Texte:
    """Ask for a name: mails repeat it, so it holds no address of a site."""
    saisie = forms.TextInput(attrs={"autocomplete": quoi})
    return Texte(label, requis=requis, max_length=NOM_MAX, validators=[refuse_lien], widget=saisie)


class FormPlace(DsfrBaseForm):
    """What is asked of somebody whose address is known."""

    prenom = _ask_nom("Prénom", "given-name", "Écrivez votre prénom.")
    nom = _ask_nom("Nom", "family-name", "Écrivez votre nom.")
    organisme = _ask_nom("Organisme", "organization")
    taille = forms.IntegerField(
        label="Nombre de places",
        min_value=1,
        max_value=GROUPE_MAX,
        initial=1,
        help_text="Une par personne. Un groupe n’est jamais coupé\u00a0: il attend que toutes ses "
        "places soient libres, ou en demande moins.",
        error_messages={
            "required": "Écrivez un nombre de places.",
            "invalid": "Écrivez un nombre, comme 2.",
            "min_value": "Demandez au moins une place.",
            "max_value": f"{GROUPE_MAX} places au plus. Pour davantage, écrivez à l’équipe.",
        },
    )
    accord_enregistrement = forms.BooleanField(
        label="J’accepte que mon image, ma voix et mes messages soient dans l’enregistrement",
        required=False,
        help_text="Sans cette case, venez caméra et micro fermés, sans écrire dans la discussion.",
    )
    accord_citation = forms.BooleanField(
        label="J’accepte que mon organisme soit nommé parmi les participants",
        required=False,
        help_text="Son nom seul\u00a0: jamais le vôtre.",
    )

    def __init__(self, *args: Any, evenement: Evenement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evenement = evenement
        if not evenement.enregistre:
            del self.fields["accord_enregistrement"]

    def clean_taille(self) -> int:
        """Refuse a group that the event can never take."""
        taille: int = self.cleaned_data["taille"]
        places = self.evenement.places
        if places is not None and taille > places:
            raise ValidationError(
                f"Cet événement n’a que {places} places en tout\u00a0: demandez-en moins."
            )
        return taille

    def read(self) -> Saisie:
        """Return what was typed."""
        champs = Saisie.__dataclass_fields__
        lus = {nom: lu for nom, lu in self.cleaned_data.items() if nom in champs}
        return Saisie(**lus | {"organisme": lus["organisme"] or ""})


class FormInscription(FormPlace):
    """The same, and an address. `site` is a trap; `sure` is an address that was asked about."""

    courriel = forms.EmailField(
        label="Adresse électronique",
        help_text="Un lien y est envoyé\u00a0: ouvrez-le, puis confirmez.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse électronique.",
            "invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la.",
        },
    )
    sure = forms.CharField(required=False, widget=forms.HiddenInput)
    site = forms.CharField(label="Ne remplissez pas ce champ", required=False)

    field_order = ("prenom", "nom", "courriel", "organisme", "taille")

    def clean_courriel(self) -> str:
        """Refuse a mailbox of a few minutes; ask once about what looks like a slip."""
        adresse: str = self.cleaned_data["courriel"].strip()
        if is_jetable(adresse):
            raise ValidationError(JETABLE)
        probable = suggest_adresse(adresse)
        if probable and self.data.get(self.add_prefix("sure")) != adresse:
            donnees = cast("dict[str, Any]", self.data).copy()  # or a QueryDict
            donnees[self.add_prefix("sure")] = adresse
            self.data = donnees
            raise ValidationError(
                f"Vouliez-vous écrire {probable}\u00a0? Corrigez, ou renvoyez si c’est juste."
            )
        return adresse


class FormTaille(DsfrBaseForm):
    """How many places a group keeps."""

    taille = forms.IntegerField(
        label="Places à garder",
        min_value=1,
        error_messages={"required": "Écrivez un nombre.", "invalid": "Écrivez un nombre, comme 2."},
    )


class FormFiltres(FormLibre):
    """What to keep of the agenda."""

    nature = forms.ChoiceField(
        label="Quoi",
        required=False,
        choices=[("", "Webinaires et ateliers"), *_NATURES],
        error_messages=tell_inconnue("une sorte d’événement"),
    )
    edition = forms.ChoiceField(
        label="Édition", required=False, error_messages=tell_inconnue("une édition")
    )

    def __init__(self, *args: Any, editions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["edition"]
        titres = read_titres("editions", timezone.localdate())
        champ.choices = [("", "Toutes"), *((code, titres.get(code, code)) for code in editions)]

    def read(self) -> dict[str, str]:
        """Return what may be read; the rest filters nothing."""
        self.full_clean()
        return {nom: lu for nom, lu in self.cleaned_data.items() if lu}


# What the team writes.


def list_choix_editions() -> list[tuple[str, str]]:
    """Return the editions of the programme that a form offers."""
    return [("", "Aucune"), *read_titres("editions", timezone.localdate()).items()]


class FormReleve(DsfrBaseForm):
    """The export of a videoconference tool."""

    fichier = forms.FileField(
        label="Liste des participants, exportée de votre outil",
        help_text="CSV, XLSX ou ODS, 5\u00a0Mo au plus, tel que l’outil le donne. Rien n’en reste.",
        widget=forms.FileInput(attrs={"class": "fr-upload", "accept": ".csv,.xlsx,.ods"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier de votre ordinateur.",
            "missing": "Choisissez un fichier.",
            "empty": "Ce fichier est vide\u00a0: exportez-le de nouveau.",
        },
    )
    minutes = forms.IntegerField(
        label="Durée minimale, en minutes",
        required=False,
        min_value=0,
        max_value=600,
        help_text="Qui est resté moins longtemps n’est pas proposé. Vide\u00a0: tout le monde.",
        error_messages={
            "invalid": "Écrivez un nombre de minutes, comme 10.",
            "min_value": "Écrivez un nombre de minutes, ou rien.",
            "max_value": "Écrivez 600 minutes au plus.",
        },
    )


class FormEvenement(FormVersionne, DsfrBaseForm):
    """An event; its day and hours are typed at the time of Paris."""

    titre = Texte("Titre", requis="Donnez un titre.", max_length=TITRE_MAX)
    nature = forms.ChoiceField(
        label="Sorte",
        choices=_NATURES,
        error_messages={"required": "Choisissez.", **tell_inconnue("une sorte d’événement")},
    )
    edition = forms.ChoiceField(
        label="Édition du programme",
        required=False,
        choices=list_choix_editions,
        help_text="Celle dont le bilan compte cet événement.",
        error_messages=tell_inconnue("une édition"),
    )
    jour = ask_jour("Jour", "Donnez le jour.")
    de = forms.TimeField(
        label="De (heure de Paris)",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": "Donnez l’heure de début.",
            "invalid": "Écrivez une heure, comme 10:30.",
        },
    )
    a = forms.TimeField(
        label="À (heure de Paris)",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": "Donnez l’heure de fin.",
            "invalid": "Écrivez une heure, comme 12:00.",
        },
    )
    places = forms.IntegerField(
        label="Nombre de places",
        required=False,
        min_value=0,
        max_value=100_000,
        help_text="Vide\u00a0: sans limite. Baisser ce nombre ne retire sa place à personne.",
        error_messages={
            "invalid": "Écrivez un nombre, comme 60, ou rien.",
            "min_value": "Écrivez 0 ou plus.",
        },
    )
    resume = Texte("En deux phrases", aide="Montré dans l’agenda", max_length=400)
    texte = ChampCorps("Présentation", rows=10)
    lieu = Texte("Lieu", aide="Vide pour une visioconférence", max_length=300)
    enregistre = forms.BooleanField(
        label="L’événement sera enregistré",
        required=False,
        help_text="Chaque personne dit alors, à l’inscription, si elle accepte d’y paraître.",
    )

    def clean_texte(self) -> str:
        """Refuse links and citations that lead nowhere."""
        return _check_corps(self.cleaned_data.get("texte"))

    def clean(self) -> dict[str, Any]:
        """Turn a day and hours into moments."""
        lues = super().clean()
        jour, debut, fin = (self.cleaned_data.get(nom) for nom in ("jour", "de", "a"))
        if not (jour and debut and fin):
            return lues
        for nom, heure, champ in (("de", debut, "debut"), ("a", fin, "fin")):
            lues[champ] = self._find(nom, jour, heure)
        if lues["debut"] and lues["fin"] and lues["fin"] <= lues["debut"]:
            self.add_error(
                "a", "La fin vient après le début\u00a0: corrigez l’une des deux heures."
            )
        return lues

    def _find(self, nom: str, jour: date, heure: time) -> datetime | None:
        instant = find_instant(jour, heure)
        if instant is None:
            self.add_error(
                nom, "Ce jour-là, l’heure change à ce moment\u00a0: choisissez une autre heure."
            )
        return instant

    def read(self) -> dict[str, Any]:
        """Return the fields of the event."""
        lus = super().read()
        return {nom: _fill(nom, lus[nom]) for nom in lus if nom not in {"jour", "de", "a"}}


def _fill(nom: str, valeur: Any) -> Any:  # noqa: ANN401 - of any field
    return "" if valeur is None and nom != "places" else valeur


def _check_corps(texte: str | None) -> str:
    if fautes := check_textes(texte or ""):
        raise ValidationError(fautes)
    return texte or ""


def start_from(evenement: Evenement | None) -> dict[str, Any]:
    """Return what the form of an event shows first."""
    if evenement is None:
        return {"nature": NatureEvenement.WEBINAIRE.value}
    champs = "titre nature edition places resume texte lieu enregistre".split()
    debut, fin = evenement.debut.astimezone(PARIS), evenement.fin.astimezone(PARIS)
    return {
        **{nom: getattr(evenement, nom) for nom in champs},
        "jour": debut.date(),
        "de": debut.time().replace(microsecond=0),
        "a": fin.time().replace(microsecond=0),
    }


class FormIntervenant(FormRepete):
    """Who speaks, runs or sponsors."""

    role = forms.ChoiceField(
        label="Rôle", choices=_ROLES, error_messages=tell_inconnue("un rôle"), required=False
    )
    organisme = Texte("Organisme", max_length=NOM_MAX)
    fonction = Texte("Fonction", max_length=NOM_MAX)
    personne = Texte("Personne", aide="Seulement si elle est d’accord", max_length=NOM_MAX)
    accord = forms.BooleanField(label="Elle accepte d’être nommée ici", required=False)

    def has_changed(self) -> bool:
        """Say whether somebody is named: a role alone names nobody."""
        return bool({"organisme", "fonction", "personne", "accord"} & set(self.changed_data))

    def clean(self) -> dict[str, Any]:
        """Ask for a body or a person, and for her agreement."""
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        if not lues.get("organisme") and not lues.get("personne"):
            self.add_error("organisme", "Nommez un organisme, ou une personne.")
        if lues.get("personne") and not lues.get("accord"):
            self.add_error("accord", "Demandez-lui son accord, ou ne nommez que son organisme.")
        return lues

    def read(self) -> dict[str, Any]:
        """Return a line of the model."""
        lues = super().read()
        return {**lues, "role": lues.get("role") or RoleIntervenant.INTERVENTION.value}


class FormMateriel(FormRepete):
    """Something to read."""

    titre = Texte("Titre", requis="Nommez ce document.", max_length=TITRE_MAX)
    adresse = Texte(
        "Adresse", requis="Donnez son adresse, en https:// ou sur ce site.", max_length=2000
    )

    def clean_adresse(self) -> str:
        """Refuse what is no page."""
        adresse: str = self.cleaned_data["adresse"]
        if fautes := check_adresses(adresse):
            raise ValidationError(fautes)
        return adresse


LISTES: Final = {
    liste.nom: liste
    for liste in (
        Liste(
            "intervenants",
            FormIntervenant,
            "Intervenants et parrains",
            "Intervenant",
            "Ajouter un intervenant",
            20,
        ),
        Liste("materiels", FormMateriel, "Documents", "Document", "Ajouter un document", 20),
    )
}


class FormAcces(DsfrBaseForm):
    """Where an event is joined."""

    adresse = ChampAdresse("Lien de la visioconférence", requis="Donnez le lien.")
    consignes = Texte("Code, téléphone, consignes", max_length=500)

    @staticmethod
    def start(acces: Acces | None) -> dict[str, Any]:
        """Return what is kept."""
        return {"adresse": acces.adresse, "consignes": acces.consignes} if acces else {}


class FormSuites(DsfrBaseForm):
    """What is left of an event."""

    replay = ChampAdresse("Adresse du replay", aide="En https://. Vide s’il n’y en a pas.")
    transcription = forms.CharField(
        label="Transcription",
        required=False,
        max_length=20 * LONG,
        help_text="Le texte de ce qui a été dit, pour qui n’entend pas ou préfère lire. Une ligne "
        "vide sépare deux paragraphes.",
        widget=forms.Textarea(attrs={"rows": 20}),
        error_messages={"max_length": "Ce texte est trop long\u00a0: donnez-le en document."},
    )

    def clean_transcription(self) -> str:
        """Refuse citations that lead nowhere."""
        return _check_corps(self.cleaned_data.get("transcription"))


class FormMessage(DsfrBaseForm):
    """What the team writes to those who are registered."""

    objet = Texte("Objet", requis="Écrivez l’objet du message.", max_length=TITRE_MAX)
    texte = ask_texte(
        "Message",
        4000,
        lignes=8,
        manque="Écrivez le message.",
        aide="Envoyé à chaque personne inscrite, séparément.",
    )


class FormAnnulation(DsfrBaseForm):
    """Why an event is off."""

    motif = Texte("Motif", aide="Écrit aux personnes inscrites et en attente", max_length=500)


class FormChercher(FormLibre):
    """Who is looked for in the list."""

    q = forms.CharField(label="Nom, organisme ou adresse", required=False, max_length=100)
