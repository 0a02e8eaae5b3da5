"""An action of the plan: the whole of it, its line in the table, its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.donnees.referentiels.embarques import read_familles
from spaser.lettres import fold_mots
from spaser.metier.obligations.modele import load_obligations
from spaser.metier.plan.colonnes import PAR_NOM, clean_titre
from spaser.metier.plan.dates import read_jour
from spaser.metier.plan.modele import NOM_MAX, TEXTE_MAX, TITRE_MAX, EtatAction
from spaser.metier.plan.suivi import ActionSuivie, EtapeSuivie, find_boucle, list_incoherences
from spaser.web.commun.versions import FormVersionne
from spaser.web.comptes.models import Utilisateur
from spaser.web.espace.bibliotheque import list_choix_indicateurs
from spaser.web.organisations.models import Espace
from spaser.web.plan.forms.champs import (
    NON_MEMBRE,
    ChampEuros,
    ChampMois,
    Places,
    list_choix_membres,
    list_choix_places,
    read_place,
    write_place,
)
from spaser.web.plan.models import Action
from spaser.web.plan.selectors import list_membres, list_places, list_voisines, read_attentes
from spaser.web.politiques.selectors import list_politiques
from spaser.web.socle.formulaires import HORS_LISTE, FormLibre, list_choix

_TROP_LONG: Final = {
    "max_length": "Ce texte est trop long : gardez %(limit_value)s signes au plus."
}
_ABSENT: Final = {"invalid_choice": "« %(value)s » n’est pas dans la liste : choisissez-y."}
_PLUSIEURS: Final = "Pour en choisir plusieurs, gardez la touche Ctrl enfoncée."
VOISINES_MAX: Final = 300  # to choose among
_PART: Final = "Écrivez un nombre de 0 à 100."


@dataclass(frozen=True)
class Cadre:
    """What a space lets one choose for an action."""

    espace: Espace
    places: Places
    membres: Sequence[Utilisateur]

    @classmethod
    def read(cls, espace: Espace, action: Action | None = None) -> Cadre:
        garde = action.pilote_membre if action else None
        return cls(espace, list_places(espace), list_membres(espace, garde))


def _text(nom: str, longueur: int = NOM_MAX, **options: Any) -> forms.CharField:
    colonne = PAR_NOM[nom]
    return forms.CharField(
        label=colonne.question or colonne.titre,
        help_text=colonne.aide,
        required=False,
        max_length=longueur,
        error_messages=_TROP_LONG,
        **options,
    )


def _long(nom: str, lignes: int = 3) -> forms.CharField:
    return _text(nom, TEXTE_MAX, widget=forms.Textarea({"rows": lignes}))


class FormSuivi(FormVersionne):
    """Where an action stands in the plan, who leads it, when, how far it is."""

    place = forms.ChoiceField(label="Place dans le plan", required=False, error_messages=HORS_LISTE)
    pilote_membre = forms.ChoiceField(
        label="Pilote : un membre de l’espace", required=False, error_messages=NON_MEMBRE
    )
    pilote_nom = forms.CharField(
        label="Ou une personne, un service",
        help_text=PAR_NOM["pilote"].aide,
        required=False,
        max_length=NOM_MAX,
        error_messages=_TROP_LONG,
    )
    etat = forms.ChoiceField(
        label="État", choices=list_choix(EtatAction), error_messages=HORS_LISTE
    )
    motif = _text("motif", TITRE_MAX)
    debut = ChampMois("Début")
    fin = ChampMois("Échéance")

    def __init__(self, *args: Any, cadre: Cadre, action: Action | None = None, **kw: Any) -> None:
        self.cadre, self.action = cadre, action
        super().__init__(*args, **kw)
        self._offer("place", list_choix_places(cadre.places))
        self._offer("pilote_membre", list_choix_membres(cadre.membres))

    def clean(self) -> dict[str, Any]:
        lus: dict[str, Any] = super().clean()
        if lus.get("pilote_membre") and lus.get("pilote_nom"):
            self.add_error(
                "pilote_nom",
                "Un seul pilote : choisissez un membre ou écrivez un nom. Les autres personnes "
                "sont des contributeurs.",
            )
        for incoherence in list_incoherences(self._follow(lus)):
            champ = incoherence.champ if incoherence.champ in self.fields else None
            self.add_error(champ, f"{incoherence.probleme} {incoherence.remede}")
        return lus

    def read(self) -> dict[str, Any]:
        lus: dict[str, Any] = super().read()
        lus["axe"], lus["objectif"] = read_place(lus.pop("place"), self.cadre.places)
        membres = {str(membre.pk): membre for membre in self.cadre.membres}
        lus["pilote_membre"] = membres.get(lus["pilote_membre"])
        if lus["etat"] != EtatAction.ABANDONNEE:
            lus["motif"] = ""
        return lus

    def _offer(self, nom: str, choix: Sequence[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[nom]).choices = choix

    def _follow(self, lus: Mapping[str, Any]) -> ActionSuivie:
        etapes = self.action.etapes.all() if self.action else ()
        return ActionSuivie(
            etat=EtatAction(lus.get("etat") or EtatAction.A_LANCER),
            debut=read_jour(lus.get("debut")),
            fin=read_jour(lus.get("fin")),
            motif=lus.get("motif", "") if "motif" not in self.errors else "?",
            etapes=tuple(EtapeSuivie(e.titre, e.finit, e.faite_le) for e in etapes),
        )


class FormLigne(FormSuivi, FormLibre):
    """What the table lets one change."""


class FormAction(FormSuivi, DsfrBaseForm):
    """The whole of an action, but its steps, its contributors and its proofs."""

    titre = forms.CharField(
        label="Titre de l’action",
        max_length=TITRE_MAX,
        help_text="Un verbe et son objet : « Réserver un lot aux entreprises adaptées ».",
        error_messages={"required": "Écrivez le titre de l’action.", **_TROP_LONG},
    )
    description = _long("description")
    resultat = _long("resultat", 2)
    saisi = forms.IntegerField(
        label=PAR_NOM["avancement"].question,
        help_text=PAR_NOM["avancement"].aide,
        required=False,
        min_value=0,
        max_value=100,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _PART),
    )
    commentaire = _long("commentaire")
    familles = forms.MultipleChoiceField(
        label="Familles d’achat",
        required=False,
        choices=lambda: list(read_familles().items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_ABSENT,
    )
    budget = ChampEuros("Budget, en euros")
    temps = _text("temps")
    moyens = _long("moyens", 2)
    indicateurs = forms.MultipleChoiceField(
        label="Indicateurs que l’action fait bouger",
        required=False,
        choices=list_choix_indicateurs,
        help_text=_PLUSIEURS,
        widget=forms.SelectMultiple({"size": 8}),
        error_messages=_ABSENT,
    )
    obligations = forms.MultipleChoiceField(
        label="Obligations qu’elle aide à tenir",
        required=False,
        choices=lambda: [(o.code, o.titre) for o in load_obligations()],
        help_text=_PLUSIEURS,
        widget=forms.SelectMultiple({"size": 6}),
        error_messages=_ABSENT,
    )
    politiques = forms.MultipleChoiceField(
        label="Politiques et plans liés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=_ABSENT,
    )
    attend = forms.MultipleChoiceField(
        label="Commence après d’autres actions",
        required=False,
        help_text=_PLUSIEURS,
        widget=forms.SelectMultiple({"size": 6}),
        error_messages=_ABSENT,
    )
    field_order = (
        "titre place description resultat pilote_membre pilote_nom etat motif debut fin saisi "
        "commentaire familles budget temps moyens indicateurs obligations politiques attend"
    ).split()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        espace = self.cadre.espace
        self.voisines = {str(a.pk): a for a in list_voisines(espace, self.action)[:VOISINES_MAX]}
        self.plans = {str(p.pk): p for p in list_politiques(espace)}
        self._offer("politiques", [(pk, p.nom_date) for pk, p in self.plans.items()])
        self._offer("attend", [(pk, f"{a.code} {a.titre}") for pk, a in self.voisines.items()])
        for nom, connues in (("politiques", self.plans), ("attend", self.voisines)):
            if not connues:
                del self.fields[nom]
        if len(self.voisines) == VOISINES_MAX:
            self.fields["attend"].help_text = f"Les {VOISINES_MAX} actions d’abord. {_PLUSIEURS}"

    def clean_titre(self) -> str:
        return clean_titre(self.cleaned_data["titre"])

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
        voisines = list_voisines(self.cadre.espace, self.action).filter(axe=axe)
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
        attentes = read_attentes(self.cadre.espace)
        if boucle := find_boucle(attentes, self.action.code, attendues):
            self.add_error(
                "attend",
                f"Ces actions s’attendent l’une l’autre : {' après '.join(boucle)}. Retirez l’une "
                "d’elles.",
            )


def fill_action(action: Action) -> dict[str, Any]:
    tels_quels = (
        "titre description resultat pilote_nom etat motif debut fin saisi commentaire familles "
        "budget temps moyens indicateurs obligations"
    ).split()
    return {nom: getattr(action, nom) for nom in tels_quels} | {
        "place": write_place(action.axe_id, action.objectif_id),
        "pilote_membre": str(action.pilote_membre_id or ""),
        "politiques": [str(p.pk) for p in action.politiques.all()],
        "attend": [str(a.pk) for a in action.attend.all() if a.ecarte_le is None],
    }


def fill_ligne(action: Action) -> dict[str, Any]:
    tels_quels = "pilote_nom etat motif debut fin".split()
    return {nom: getattr(action, nom) for nom in tels_quels} | {
        "place": write_place(action.axe_id, action.objectif_id),
        "pilote_membre": str(action.pilote_membre_id or ""),
    }
