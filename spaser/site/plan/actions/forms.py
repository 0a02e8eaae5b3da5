"""Forms of an action: the whole of it, its line in the table, its steps, its proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import format_nombre
from spaser.elements import fold_mots
from spaser.moteur.envois.formats import MEGA, ErreurFichier, Format
from spaser.regles import plan
from spaser.regles.champs import arrange_noms
from spaser.regles.indicateurs import load_bibliotheque
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.politiques.services import list_politiques
from spaser.site.espace.perimetre import list_choix_indicateurs
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions import services
from spaser.site.plan.actions.plan_lu import ActionLue
from spaser.site.plan.models.actions import Action, Axe, ContenuAction, Objectif
from spaser.site.socle import formulaires
from spaser.site.socle.champs import (
    PLUSIEURS,
    ChampMois,
    ask_champ,
    leave_ecartees,
    list_champs_demandes,
)
from spaser.site.socle.fichiers import Envoi, examine
from spaser.site.socle.versions import FormVersionne

# --- What forms of the plan ask: its dates, its places, its pilots ---


type Places = Sequence[tuple[Axe, Sequence[Objectif]]]

AXE: Final = "axe"
OBJECTIF: Final = "objectif"
NON_MEMBRE: Final = {
    "invalid_choice": "Cette personne n’est pas, ou n’est plus, membre de l’espace. Choisissez-en "
    "une autre, ou écrivez son nom ou son service."
}


def list_choix_places(places: Places) -> list[tuple[str, str]]:
    choix = [("", plan.A_RANGER)]
    for axe, objectifs in places:
        choix += [(f"{AXE}-{axe.pk}", axe.titre)]
        choix += [(f"{OBJECTIF}-{o.pk}", f"{axe.titre} › {o.titre}") for o in objectifs]
    return choix


def read_place(texte: str, places: Places) -> tuple[Axe | None, Objectif | None]:
    for axe, objectifs in places:
        if texte == f"{AXE}-{axe.pk}":
            return axe, None
        for objectif in objectifs:
            if texte == f"{OBJECTIF}-{objectif.pk}":
                return axe, objectif
    return None, None


def write_place(axe_id: int | None, objectif_id: int | None) -> str:
    if objectif_id:
        return f"{OBJECTIF}-{objectif_id}"
    return f"{AXE}-{axe_id}" if axe_id else ""


# --- An action of the plan: the whole of it, its line in the table, its steps ---


VOISINES_MAX: Final = 300  # to choose among


# What a form asks in another order than files; a field that is not named follows the one before.
_ORDRE: Final = arrange_noms(
    "titre place description resultat pilote_membre pilote_nom etat motif debut fin saisi "
    "commentaire familles budget temps moyens indicateurs obligations politiques attend",
    list_champs_demandes(Action),
)


@dataclass(frozen=True)
class Cadre:
    """What a space lets one choose for an action."""

    espace: Espace
    places: Places
    membres: Sequence[Utilisateur]

    @classmethod
    def read(cls, espace: Espace, action: Action | None = None) -> Cadre:
        garde = action.pilote_membre if action else None
        return cls(
            espace, services.list_places(espace), services.list_membres_espace(espace, garde)
        )


class FormSuiviAction(FormVersionne, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """Where an action stands in the plan, who leads it, when, how far it is."""

    place = forms.ChoiceField(
        label="Place dans le plan", required=False, error_messages=formulaires.HORS_LISTE
    )
    pilote_membre = forms.ChoiceField(
        label="Pilote : un membre de l’espace", required=False, error_messages=NON_MEMBRE
    )
    field_order = _ORDRE

    class Meta:
        model = Action
        fields: Sequence[str] = ("pilote_nom", "etat", "motif", "debut", "fin")
        formfield_callback = ask_champ

    def __init__(self, *args: Any, cadre: Cadre, action: Action | None = None, **kw: Any) -> None:
        self.cadre, self.action = cadre, action
        kw["initial"] = (self.fill(action) if action else {}) | kw.get("initial", {})
        super().__init__(*args, instance=copy(action), **kw)  # a copy: a form writes on its own
        formulaires.offer_choix(self, "place", list_choix_places(cadre.places))
        membres = [(str(membre.pk), membre.nom_complet) for membre in cadre.membres]
        formulaires.offer_choix(self, "pilote_membre", [("", "Aucun"), *membres])

    def fill(self, action: Action) -> dict[str, Any]:
        """Return what it begins with, beside what its fields hold."""
        return {
            "place": write_place(action.axe_id, action.objectif_id),
            "pilote_membre": str(action.pilote_membre_id or ""),
        }

    def clean(self) -> dict[str, Any]:
        lus: dict[str, Any] = super().clean()
        if lus.get("pilote_membre") and lus.get("pilote_nom"):
            self.add_error(
                "pilote_nom",
                "Un seul pilote : choisissez un membre ou écrivez un nom. Les autres personnes "
                "sont des contributeurs.",
            )
        for incoherence in plan.list_incoherences(self._follow(lus)):
            champ = incoherence.champ if incoherence.champ in self.fields else None
            self.add_error(champ, f"{incoherence.probleme} {incoherence.remede}")
        return lus

    def read(self) -> dict[str, Any]:
        lus: dict[str, Any] = super().read()
        lus["axe"], lus["objectif"] = read_place(lus.pop("place"), self.cadre.places)
        membres = {str(membre.pk): membre for membre in self.cadre.membres}
        lus["pilote_membre"] = membres.get(lus["pilote_membre"])
        if lus["etat"] != plan.EtatAction.ABANDONNEE:
            lus["motif"] = ""
        return lus

    def _follow(self, lus: Mapping[str, Any]) -> plan.ActionSuivie:
        """Return the action as it would be."""
        dite: plan.ActionSuivie = ContenuAction(
            etat=plan.EtatAction(lus.get("etat") or plan.EtatAction.A_LANCER),
            debut=plan.read_date_partielle(lus.get("debut")),
            fin=plan.read_date_partielle(lus.get("fin")),
            motif=lus.get("motif", "") if "motif" not in self.errors else "?",
            etapes=ActionLue(self.action, date.min).etapes if self.action else (),
        )
        return dite


class FormLigneAction(FormSuiviAction, formulaires.FormLibre):
    """What the table lets one change."""


class FormAction(FormSuiviAction, DsfrBaseForm):
    """The whole of an action, but its steps, its contributors and its proofs."""

    politiques = forms.MultipleChoiceField(
        label="Politiques et plans liés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=formulaires.ABSENT,
    )
    attend = forms.MultipleChoiceField(
        label="Commence après d’autres actions",
        required=False,
        help_text=PLUSIEURS,
        widget=forms.SelectMultiple({"size": 6}),
        error_messages=formulaires.ABSENT,
    )

    class Meta(FormSuiviAction.Meta):
        fields = list_champs_demandes(Action)
        error_messages: ClassVar = {"titre": {"required": "Écrivez le titre de l’action."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        espace = self.cadre.espace
        self.voisines = {
            str(a.pk): a for a in services.list_actions_voisines(espace, self.action)[:VOISINES_MAX]
        }
        self.plans = {str(p.pk): p for p in list_politiques(espace)}
        dits = self.action.indicateurs if self.action else ()
        siens = [(nom, nom) for nom in dits if load_bibliotheque().find(nom) is None]
        groupes = [*list_choix_indicateurs(), *([("Les vôtres", siens)] if siens else [])]
        formulaires.offer_choix(self, "indicateurs", groupes)
        formulaires.offer_choix(
            self, "politiques", [(pk, p.nom_date) for pk, p in self.plans.items()]
        )
        formulaires.offer_choix(
            self, "attend", [(pk, f"{a.code} {a.titre}") for pk, a in self.voisines.items()]
        )
        for nom, connues in (("politiques", self.plans), ("attend", self.voisines)):
            if not connues:
                del self.fields[nom]
        if len(self.voisines) == VOISINES_MAX:
            self.fields["attend"].help_text = f"Les {VOISINES_MAX} actions d’abord. {PLUSIEURS}"

    def fill(self, action: Action) -> dict[str, Any]:
        return super().fill(action) | {
            "politiques": [str(p.pk) for p in action.politiques.all()],
            "attend": [str(a.pk) for a in leave_ecartees(action.attend.all())],
        }

    def clean_titre(self) -> str:
        return plan.clean_titre(self.cleaned_data["titre"])

    def clean_saisi(self) -> int | None:
        """Leave aside what somebody types when steps tell how far the action is."""
        saisi: int | None = self.cleaned_data["saisi"]
        return None if self.action and self.action.etapes.all() else saisi

    def clean(self) -> dict[str, Any]:
        """Refuse the same action twice in an axis, and actions that wait for each other."""
        lus = super().clean()
        self._refuse_double(lus)
        self._refuse_boucle(lus)
        return lus

    def read(self) -> dict[str, Any]:
        lus = super().read()
        lus["politiques"] = [self.plans[pk] for pk in lus.get("politiques", ())]
        lus["attend"] = [self.voisines[pk] for pk in lus.get("attend", ())]
        return lus

    def _refuse_double(self, lus: Mapping[str, Any]) -> None:
        axe, _ = read_place(lus.get("place", ""), self.cadre.places)
        plie = fold_mots(lus.get("titre", ""))
        voisines = services.list_actions_voisines(self.cadre.espace, self.action).filter(axe=axe)
        meme = next((a for a in voisines if fold_mots(a.titre) == plie), None) if plie else None
        if meme:
            self.add_error(
                "titre",
                f"Cette action est déjà dans cet axe : {meme.code}, « {meme.titre} ». Modifiez-la, "
                "ou donnez à celle-ci un titre qui la distingue.",
            )

    def _refuse_boucle(self, lus: Mapping[str, Any]) -> None:
        attendues = [self.voisines[pk].code for pk in lus.get("attend") or ()]
        if not attendues or self.action is None:
            return
        attentes = services.read_dependances(self.cadre.espace)
        if boucle := plan.find_boucle(attentes, self.action.code, attendues):
            self.add_error(
                "attend",
                f"Ces actions s’attendent l’une l’autre : {' après '.join(boucle)}. Retirez l’une "
                "d’elles.",
            )


# --- The steps of an action, all on one page ---


ETAPES_DE_PLUS: Final = 3
ETAPES_MAX: Final = 40


class FormEtape(formulaires.FormLibre):
    """A step; a line without a title is nothing."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    titre = formulaires.ask_ligne("Étape", plan.TITRE_MAX)
    fin = ChampMois("Échéance", aide="")
    faite = forms.BooleanField(label="Faite", required=False)

    def clean_titre(self) -> str:
        return plan.clean_titre(self.cleaned_data["titre"])

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if not lus.get("titre") and (lus.get("fin") or lus.get("faite")):
            self.add_error("titre", "Écrivez l’étape, ou videz toute la ligne.")
        return lus


_FormsEtapes: Final = formset_factory(
    FormEtape, extra=ETAPES_DE_PLUS, max_num=ETAPES_MAX, absolute_max=ETAPES_MAX + 10
)


class FormsEtapes(_FormsEtapes):  # type: ignore[misc,valid-type]  # made by Django
    """The steps of an action, with the version of the action that was read."""

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        super().__init__(*args, prefix="etape", initial=_fill_etapes(action), **kwargs)

    def clean(self) -> None:
        """Refuse a step that does not stand between the beginning and the end of its action."""
        if any(self.errors):
            return
        suivie: plan.ActionSuivie = ContenuAction(
            debut=self.action.commence,
            fin=self.action.finit,
            etapes=tuple(
                plan.EtapeSuivie(e["titre"], plan.read_date_partielle(e["fin"]))
                for e in self.read()
            ),
        )
        fautes = [i for i in plan.list_incoherences(suivie) if i.champ == "etapes"]
        if fautes:
            raise ValidationError([f"{i.probleme} {i.remede}" for i in fautes])

    def read(self) -> list[dict[str, Any]]:
        faites = {etape.pk: etape.faite_le for etape in self.action.etapes.all()}
        return [
            {
                "pk": lue.get("pk"),
                "titre": lue["titre"],
                "fin": lue["fin"],
                "faite_le": (faites.get(lue.get("pk") or 0) or timezone.localdate())
                if lue["faite"]
                else None,
            }
            for form in self.forms
            if (lue := form.cleaned_data) and lue["titre"]
        ]


def _fill_etapes(action: Action) -> list[dict[str, Any]]:
    return [
        {"pk": e.pk, "titre": e.titre, "fin": e.fin, "faite": e.faite_le is not None}
        for e in action.etapes.all()
    ]


# --- What shows that an action was done: an address, a file, or a note ---


FORMATS: Final = (Format.PDF, Format.ODT, Format.DOCX, Format.ODS, Format.XLSX)
OCTETS_MAX: Final = 10 * MEGA
FICHIERS_MAX: Final = 20  # of one action
_SORTES: Final = ("adresse", "fichier", "note")


class ChampPiece(forms.FileField):
    """A document that is kept, once examined: what it gives is an `Envoi`, or None."""

    def __init__(self, label: str, aide: str, manque: str = "") -> None:
        accepte = {"accept": ",".join(f".{f}" for f in FORMATS), "class": "fr-upload"}
        super().__init__(
            label=label,
            required=bool(manque),
            help_text=f"PDF, ODT, DOCX, ODS ou XLSX, 10 Mo au plus. {aide}".strip(),
            allow_empty_file=True,
            widget=forms.FileInput(attrs=accepte),
            error_messages={"required": manque},
        )

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401 - Django's
        envoye = super().clean(data, initial)
        if not envoye:
            return None
        if envoye.size > OCTETS_MAX:
            pese = format_nombre(ceil(10 * envoye.size / MEGA) / 10, 1)  # never told as the limit
            raise ValidationError(
                f"« {envoye.name} » pèse {pese} Mo, pour {OCTETS_MAX // MEGA} Mo "
                "au plus. Réduisez ses images, ou donnez l’adresse du document."
            )
        try:
            return examine(envoye, FORMATS)
        except ErreurFichier as refus:
            raise ValidationError(str(refus)) from refus


class FormPreuve(DsfrBaseForm):
    """What it is, then where it is: one of three ways at least."""

    libelle = formulaires.ChampTexte(
        "Ce que c’est", requis="Dites ce que c’est : une délibération, une page…"
    )
    adresse = formulaires.ChampAdresse("Adresse")
    fichier = ChampPiece(
        "Fichier", "Lui seul reste dans l’espace : il n’est ni imprimé, ni publié."
    )
    note = formulaires.TexteLong("Note", rows=3)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action

    def clean_fichier(self) -> Envoi | None:
        envoi: Envoi | None = self.cleaned_data["fichier"]
        pleine = self.action.preuves.filter(fichier__isnull=False).count() >= FICHIERS_MAX
        if envoi and pleine:
            raise ValidationError(
                f"Une action garde {FICHIERS_MAX} fichiers au plus. Retirez-en un, ou donnez "
                "l’adresse du document."
            )
        return envoi

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        if not self.errors and not any(lus.get(nom) for nom in _SORTES):
            self.add_error("adresse", "Donnez une adresse, un fichier ou une note.")
        return lus

    def read(self) -> dict[str, Any]:
        return {nom: self.cleaned_data[nom] or "" for nom in ("libelle", "adresse", "note")}

    @property
    def envoi(self) -> Envoi | None:
        fichier: Envoi | None = self.cleaned_data["fichier"]
        return fichier
