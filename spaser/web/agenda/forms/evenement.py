"""What the team writes of an event: its fields, who speaks there, what is given there."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.metier.agenda.evenements import (
    TITRE_MAX,
    NatureEvenement,
    RoleIntervenant,
    find_instant,
)
from spaser.metier.dates import PARIS
from spaser.web.agenda.forms.champs import check_corps
from spaser.web.agenda.models import NOM_MAX, Evenement
from spaser.web.agenda.selectors import list_choix_editions
from spaser.web.agenda.services.evenements import Ecrit
from spaser.web.commun.versions import FormVersionne
from spaser.web.editorial.champs import ChampCorps
from spaser.web.editorial.controle import check_adresses
from spaser.web.socle.formulaires import Texte, ask_jour, let_wait, list_choix, tell_inconnue
from spaser.web.socle.repetitions import FormRepete, Liste, Repetition, list_erreurs


class FormEvenement(FormVersionne, DsfrBaseForm):
    """An event; its day and hours are typed at the time of Paris."""

    titre = Texte("Titre", requis="Donnez un titre.", max_length=TITRE_MAX)
    nature = forms.ChoiceField(
        label="Sorte",
        choices=list_choix(NatureEvenement),
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
        instant = find_instant(jour, heure)
        if instant is None:
            self.add_error(
                nom, "Ce jour-là, l’heure change à ce moment\u00a0: choisissez une autre heure."
            )
        return instant

    def read(self) -> dict[str, Any]:
        lus = super().read()
        return {nom: _fill(nom, lus[nom]) for nom in lus if nom not in {"jour", "de", "a"}}


def _fill(nom: str, valeur: Any) -> Any:  # noqa: ANN401 - of any field
    return "" if valeur is None and nom != "places" else valeur


def start_from(evenement: Evenement | None) -> dict[str, Any]:
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
    role = forms.ChoiceField(
        label="Rôle",
        choices=list_choix(RoleIntervenant),
        error_messages=tell_inconnue("un rôle"),
        required=False,
    )
    organisme = let_wait(
        Texte("Organisme", aide="Sauf si une personne est nommée", max_length=NOM_MAX)
    )
    fonction = Texte("Fonction", max_length=NOM_MAX)
    personne = Texte("Personne", aide="Seulement si elle est d’accord", max_length=NOM_MAX)
    accord = forms.BooleanField(label="Elle accepte d’être nommée ici", required=False)

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

    def read(self) -> dict[str, Any]:
        lues = super().read()
        return {**lues, "role": lues.get("role") or RoleIntervenant.INTERVENTION.value}


class FormMateriel(FormRepete):
    titre = Texte("Titre", requis="Nommez ce document.", max_length=TITRE_MAX)
    adresse = Texte(
        "Adresse", requis="Donnez son adresse, en https:// ou sur ce site.", max_length=2000
    )

    def clean_adresse(self) -> str:
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


def _list_lignes(
    evenement: Evenement | None, comme: Evenement | None, nom: str
) -> list[dict[str, Any]]:
    """Return the lines of an event; a person agreed to be named at one, not at the next."""
    if evenement is not None:
        return list(getattr(evenement, nom).values())
    lignes = getattr(comme, nom).values() if comme else ()
    return [{**ligne, "personne": "", "accord": False} for ligne in lignes]


class Page:
    """The form of an event and its lists, shown and read together."""

    def __init__(
        self,
        evenement: Evenement | None,
        donnees: QueryDict | None = None,
        comme: Evenement | None = None,
    ) -> None:
        """Show an event, or a new one that begins with the texts of another."""
        version = evenement.version if evenement else None
        depart = start_from(evenement or comme)
        if comme:
            del depart["jour"]
        self.form = FormEvenement(donnees, initial=depart, version=version)
        self.repetitions = [
            Repetition(liste, _list_lignes(evenement, comme, nom), donnees)
            for nom, liste in LISTES.items()
        ]
        self.form.repetitions = self.repetitions

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(r.is_valid() for r in self.repetitions)])

    def read(self) -> Ecrit:
        return Ecrit(self.form.read(), **{r.liste.nom: r.read() for r in self.repetitions})

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        return list_erreurs(self.form, self.repetitions) if self.form.is_bound else []
