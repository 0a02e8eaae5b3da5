"""Forms of an event: its fields, who speaks there, what is given there, registrations."""

from copy import copy
from datetime import date, datetime, time
from typing import Any, Final, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import QueryDict
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.elements import PARIS
from spaser.regles import agenda
from spaser.regles.droits import is_jetable, suggest_adresse
from spaser.site.editorial.services import read_titres
from spaser.site.editorial.views import check_adresses, check_textes
from spaser.site.espace.importation import TableAttendue
from spaser.site.rencontres import models
from spaser.site.rencontres.agenda.evenements import list_choix_editions
from spaser.site.rencontres.agenda.releve_lu import read_releve_presences
from spaser.site.rencontres.agenda.services import Ecrit, InscriptionSaisie
from spaser.site.socle import formulaires, versions
from spaser.site.socle.champs import ask_champ

# --- What several forms of the agenda ask or check ---


def check_corps(texte: str | None) -> str:
    """Return a text whose links and citations lead somewhere; ValidationError says which do not."""
    if fautes := check_textes(texte or ""):
        raise ValidationError(fautes)
    return texte or ""


def _ask_heure(label: str, manque: str, exemple: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": manque,
            "invalid": f"Écrivez une heure, comme {exemple}.",
        },
    )


# --- What the team writes of an event: its fields, who speaks there, what is given there ---


class FormEvenement(versions.FormVersionne, DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """An event; its day and hours are typed at the time of Paris."""

    edition = formulaires.ask_choix(
        "Édition du programme",
        list_choix_editions,
        hors=formulaires.tell_inconnue("une édition"),
        aide="Celle dont le bilan compte cet événement.",
    )
    jour = formulaires.ask_jour("Jour", "Donnez le jour.")
    de = _ask_heure("De (heure de Paris)", "Donnez l’heure de début.", "10:30")
    a = _ask_heure("À (heure de Paris)", "Donnez l’heure de fin.", "12:00")

    class Meta:
        model = models.Evenement
        fields = "titre nature edition places resume texte lieu enregistre".split()
        formfield_callback = ask_champ

    field_order = "titre nature edition jour de a".split()

    def clean_texte(self) -> str:
        return check_corps(self.cleaned_data.get("texte"))

    def clean(self) -> dict[str, Any]:
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
        instant = agenda.find_instant(jour, heure)
        if instant is None:
            self.add_error(
                nom, "Ce jour-là, l’heure change à ce moment\u00a0: choisissez une autre heure."
            )
        return instant

    def read(self) -> dict[str, Any]:
        lus = super().read()
        return {nom: lu for nom, lu in lus.items() if nom not in {"jour", "de", "a"}}


def fill_heures(evenement: models.Evenement) -> dict[str, Any]:
    debut, fin = evenement.debut.astimezone(PARIS), evenement.fin.astimezone(PARIS)
    return {"jour": debut.date()} | {
        nom: quand.time().replace(microsecond=0) for nom, quand in (("de", debut), ("a", fin))
    }


class FormIntervenant(versions.FormRepete, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    class Meta:
        model = models.Intervenant
        fields = ("role", "organisme", "fonction", "personne", "accord")
        formfield_callback = ask_champ

    def has_changed(self) -> bool:
        """Say whether somebody is named: a role alone names nobody."""
        return bool({"organisme", "fonction", "personne", "accord"} & set(self.changed_data))

    def clean(self) -> dict[str, Any]:
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        if not lues.get("organisme") and not lues.get("personne"):
            self.add_error("organisme", "Nommez un organisme, ou une personne.")
        if lues.get("personne") and not lues.get("accord"):
            self.add_error("accord", "Demandez-lui son accord, ou ne nommez que son organisme.")
        return lues


class FormMateriel(versions.FormRepete, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    class Meta:
        model = models.Materiel
        fields = ("titre", "adresse")
        formfield_callback = ask_champ

    def clean_adresse(self) -> str:
        adresse: str = self.cleaned_data["adresse"]
        if fautes := check_adresses(adresse):
            raise ValidationError(fautes)
        return adresse


LISTES: Final = {
    liste.nom: liste
    for liste in (
        versions.Liste(
            "intervenants",
            FormIntervenant,
            "Intervenants et parrains",
            "Intervenant",
            "Ajouter un intervenant",
            20,
        ),
        versions.Liste(
            "materiels", FormMateriel, "Documents", "Document", "Ajouter un document", 20
        ),
    )
}


def _list_lignes(
    evenement: models.Evenement | None, comme: models.Evenement | None, nom: str
) -> list[dict[str, Any]]:
    """Return the lines of an event; a person agreed to be named at one, not at the next."""
    if evenement is not None:
        return list(getattr(evenement, nom).values())
    lignes = getattr(comme, nom).values() if comme else ()
    return [{**ligne, "personne": "", "accord": False} for ligne in lignes]


class PageEvenement(versions.PageRepetee[FormEvenement]):
    """The form of an event and its lists, shown and read together."""

    def __init__(
        self,
        evenement: models.Evenement | None,
        donnees: QueryDict | None = None,
        comme: models.Evenement | None = None,
    ) -> None:
        """Show an event, or a new one that begins with the texts of another."""
        depart = {} if evenement or comme else {"nature": agenda.NatureEvenement.WEBINAIRE.value}
        if connu := evenement or comme:
            depart = model_to_dict(connu, FormEvenement.Meta.fields) | fill_heures(connu)
        if comme:
            del depart["jour"]
        version = evenement.version if evenement else None
        self.form = FormEvenement(
            donnees, instance=copy(evenement), initial=depart, version=version
        )
        self.repetitions = [
            versions.Repetition(liste, _list_lignes(evenement, comme, nom), donnees)
            for nom, liste in LISTES.items()
        ]
        self.form.repetitions = self.repetitions

    def read(self) -> Ecrit:
        return Ecrit(self.form.read(), **{r.liste.nom: r.read() for r in self.repetitions})


# --- What somebody says of herself to come, and what she looks for ---


JETABLE: Final = (
    "Cette boîte ne dure que quelques minutes\u00a0: le lien de connexion n’y arriverait pas. "
    "Donnez une adresse que vous lirez la veille de l’événement."
)


def _ask_nom(label: str, quoi: str, requis: str = "") -> formulaires.ChampTexte:
    """Ask for a name: mails repeat it, so it holds no address of a site."""
    saisie = forms.TextInput(attrs={"autocomplete": quoi})
    return formulaires.ChampTexte(
        label,
        requis=requis,
        max_length=models.NOM_MAX,
        validators=[formulaires.refuse_lien],
        widget=saisie,
    )


def _ask_accord() -> forms.BooleanField:
    return forms.BooleanField(
        label="J’accepte que mon image, ma voix et mes messages soient dans l’enregistrement",
        required=False,
        help_text="Sans cette case, venez caméra et micro fermés, sans écrire dans la discussion.",
    )


class FormPlace(DsfrBaseForm):
    prenom = _ask_nom("Prénom", "given-name", "Écrivez votre prénom.")
    nom = _ask_nom("Nom", "family-name", "Écrivez votre nom.")
    organisme = _ask_nom("Organisme", "organization")
    taille = forms.IntegerField(
        label="Nombre de places",
        min_value=1,
        max_value=agenda.GROUPE_MAX,
        initial=1,
        help_text="Une par personne. Un groupe n’est jamais coupé\u00a0: il attend que toutes ses "
        "places soient libres, ou en demande moins.",
        error_messages={
            "required": "Écrivez un nombre de places.",
            "invalid": "Écrivez un nombre, comme 2.",
            "min_value": "Demandez au moins une place.",
            "max_value": f"{agenda.GROUPE_MAX} places au plus. Pour davantage, écrivez à l’équipe.",
        },
    )
    accord_enregistrement = _ask_accord()
    accord_citation = forms.BooleanField(
        label="J’accepte que mon organisme soit nommé parmi les participants",
        required=False,
        help_text="Son nom seul\u00a0: jamais le vôtre.",
    )

    def __init__(self, *args: Any, evenement: models.Evenement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evenement = evenement
        if not evenement.enregistre:
            del self.fields["accord_enregistrement"]

    def clean_taille(self) -> int:
        taille: int = self.cleaned_data["taille"]
        places = self.evenement.places
        if places is not None and taille > places:
            raise ValidationError(
                f"Cet événement n’a que {places} places en tout\u00a0: demandez-en moins."
            )
        return taille

    def read(self) -> InscriptionSaisie:
        champs = InscriptionSaisie.__dataclass_fields__
        lus = {nom: lu for nom, lu in self.cleaned_data.items() if nom in champs}
        return InscriptionSaisie(**lus | {"organisme": lus["organisme"] or ""})


class FormInscription(FormPlace, formulaires.FormPiegee):
    """The same, and an address; `sure` is an address that was asked about."""

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


class FormAccord(formulaires.FormLibre):
    accord_enregistrement = _ask_accord()

    @classmethod
    def start(cls, inscription: models.Inscription) -> Self:
        return cls(initial={"accord_enregistrement": inscription.accord_enregistrement})

    def read(self) -> bool:
        self.full_clean()
        return bool(self.cleaned_data["accord_enregistrement"])


class FormTaille(DsfrBaseForm):
    taille = forms.IntegerField(
        label="Places à garder",
        min_value=1,
        error_messages={"required": "Écrivez un nombre.", "invalid": "Écrivez un nombre, comme 2."},
    )


class FormFiltresAgenda(formulaires.FormLibre):
    nature = formulaires.ask_choix(
        "Quoi",
        [("", "Webinaires et ateliers"), *formulaires.list_choix(agenda.NatureEvenement)],
        hors=formulaires.tell_inconnue("une sorte d’événement"),
    )
    edition = forms.ChoiceField(
        label="Édition", required=False, error_messages=formulaires.tell_inconnue("une édition")
    )

    def __init__(self, *args: Any, editions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["edition"]
        titres = read_titres("editions", timezone.localdate())
        champ.choices = [("", "Toutes"), *((code, titres.get(code, code)) for code in editions)]

    def read(self) -> dict[str, str]:
        self.full_clean()
        return {nom: lu for nom, lu in self.cleaned_data.items() if lu}


# --- What the team does of an event: its link, its replay, its messages, who came ---


class FormAcces(DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    class Meta:
        model = models.Acces
        fields = ("adresse", "consignes")
        formfield_callback = ask_champ


class FormSuites(DsfrBaseForm):
    replay = formulaires.ChampAdresse(
        "Adresse du replay", aide="En https://. Vide s’il n’y en a pas."
    )
    ailleurs = formulaires.ChampTexte(
        "Sinon, où il se regarde",
        aide="Par exemple\u00a0: sur RAPIDD, pour les membres du groupe",
        max_length=200,
    )
    transcription = forms.CharField(
        label="Transcription",
        required=False,
        max_length=20 * formulaires.LONG,
        help_text="Le texte de ce qui a été dit, pour qui n’entend pas ou préfère lire. Une ligne "
        "vide sépare deux paragraphes.",
        widget=forms.Textarea(attrs={"rows": 20}),
        error_messages={"max_length": "Ce texte est trop long\u00a0: donnez-le en document."},
    )

    def clean_transcription(self) -> str:
        return check_corps(self.cleaned_data.get("transcription"))


class FormMessage(DsfrBaseForm):
    objet = formulaires.ChampTexte(
        "Objet", requis="Écrivez l’objet du message.", max_length=agenda.TITRE_MAX
    )
    texte = formulaires.ask_texte(
        "Message",
        4000,
        lignes=8,
        manque="Écrivez le message.",
        aide="Envoyé à chaque personne inscrite, séparément.",
    )


class FormAnnulation(DsfrBaseForm):
    motif = formulaires.ChampTexte(
        "Motif", aide="Écrit aux personnes inscrites et en attente", max_length=500
    )


class FormChercher(formulaires.FormLibre):
    q = forms.CharField(label="Nom, organisme ou adresse", required=False, max_length=100)


class FormVenue(DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """Somebody who came without being registered."""

    class Meta:
        model = models.Inscription
        fields = ("prenom", "nom", "organisme", "courriel")
        formfield_callback = ask_champ

    def read(self) -> InscriptionSaisie:
        lues = self.cleaned_data
        return InscriptionSaisie(lues["prenom"], lues["nom"], lues["organisme"])


RELEVE: Final = TableAttendue(read_releve_presences, "gardez la seule liste.")


class FormReleve(DsfrBaseForm):
    fichier = RELEVE.ask(
        "Liste des participants, exportée de votre outil",
        ", tel que l’outil le donne. Rien n’en reste.",
        vide="Ce fichier est vide\u00a0: exportez-le de nouveau.",
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
