"""What an indicator aims at, from where, by which way, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from spaser.documents.cibles import write_valeur
from spaser.documents.francais import typographie
from spaser.metier.cibles.enonce import REFUS_VAGUE, explain_cumul, is_cible
from spaser.metier.cibles.modele import TEXTE_MAX, UNITE_MAX, Sens
from spaser.metier.cibles.trajectoire import Doute, Point, Trajectoire, list_doutes
from spaser.metier.grille.modele import Priorite, clean_ligne
from spaser.metier.indicateurs import Frequence
from spaser.metier.perimetre import Origine
from spaser.web.cibles.forms.champs import (
    ChampAnnee,
    ChampValeur,
    read_etapes,
    read_valeur,
    write_etapes,
)
from spaser.web.cibles.lecture import ValeurLue
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.models import Valeur
from spaser.web.cibles.selectors import SuiviAnnuel
from spaser.web.cibles.vises import Vise
from spaser.web.commun.versions import FormVersionne
from spaser.web.comptes.models import Utilisateur
from spaser.web.socle.formulaires import HORS_LISTE, FormLibre, list_choix

DE_LA_LIGNE: Final = ("objectif", "referent", "priorite", "frequence")
_VALEURS: Final = ("base_valeur", "cible_valeur")
_LONG: Final = {"max_length": f"Ce texte est trop long : gardez {TEXTE_MAX} signes au plus."}


class FormVisee(FormVersionne, FormLibre):
    """A target; what is doubtful in it is told once, then is a choice."""

    cible_valeur = ChampValeur(
        label="Cible", required=False, help_text="Un nombre et son unité, par exemple 60 %."
    )
    cible_annee = ChampAnnee(label="Pour quelle année ?", required=False)
    base_valeur = ChampValeur(
        label="Valeur de départ",
        required=False,
        help_text="Laissez vide pour partir de la première année connue.",
    )
    base_annee = ChampAnnee(label="Année de départ", required=False)
    sens = forms.ChoiceField(
        label="Ce que vous voulez", choices=list_choix(Sens), error_messages=HORS_LISTE
    )
    unite = forms.CharField(
        label="Unité", required=False, max_length=UNITE_MAX, help_text="%, €, heures…"
    )
    definition = forms.CharField(
        label="Ce qui est compté",
        required=False,
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_LONG,
    )
    origine = forms.ChoiceField(
        label="Chiffre suivi",
        required=False,
        choices=list_choix(Origine, "Le mieux connu"),
        help_text="Le départ et les années suivantes se comparent s’ils sont comptés sur la même "
        "chose.",
        error_messages=HORS_LISTE,
    )
    etapes = forms.CharField(
        label="Étapes",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une par ligne, par exemple 2026 : 50 %. Sans étape, le chemin est droit.",
    )
    objectif = forms.CharField(
        label="En mots",
        required=False,
        help_text="Un nombre ou un fait daté : « une charte signée avant juin 2027 ».",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=_LONG,
    )
    referent = forms.CharField(
        label="Qui en répond",
        required=False,
        max_length=TEXTE_MAX,
        help_text="Un service ou une fonction plutôt qu’un nom.",
        error_messages=_LONG,
    )
    membre = forms.ChoiceField(
        label="Membre de l’espace", required=False, error_messages=HORS_LISTE
    )
    frequence = forms.ChoiceField(
        label="À quel rythme ?",
        required=False,
        choices=list_choix(Frequence, "À décider"),
        error_messages=HORS_LISTE,
    )
    priorite = forms.ChoiceField(
        label="Priorité",
        required=False,
        choices=list_choix(Priorite, "À décider"),
        error_messages=HORS_LISTE,
    )
    confirme = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        vise: Vise,
        suivi: SuiviAnnuel,
        membres: Iterable[Utilisateur],
        **options: Any,
    ) -> None:
        super().__init__(data, initial=fill_visee(vise), version=read_version(vise), **options)
        self.vise, self.suivi = vise, suivi
        self.base: dict[str, Any] = {}
        membre = cast("forms.ChoiceField", self.fields["membre"])
        self.membres = {str(m.pk): m for m in membres}
        noms = [(cle, m.nom_complet) for cle, m in self.membres.items()]
        membre.choices = [("", "Personne"), *noms]
        if not vise.suivi.mesures:
            del self.fields["origine"]
        if vise.suivi.fiche:
            del self.fields["definition"]
        if not self.membres:
            del self.fields["membre"]
        for nom in _VALEURS:
            cast("ChampValeur", self.fields[nom]).unite = vise.unite

    def clean(self) -> dict[str, Any]:
        lus = super().clean()
        unite = clean_ligne(lus.get("unite"))
        for nom in _VALEURS:
            lus[nom] = self._read(nom, lambda texte: read_valeur(texte, unite))
        lus["etapes"] = self._read("etapes", lambda texte: read_etapes(texte, unite)) or ()
        self._check_unite(unite)
        self._check_paires(lus)
        self._check_mots(clean_ligne(lus.get("objectif")), lus)
        if not self.errors:
            self._aim(lus, unite)
        return lus

    def _check_mots(self, texte: str, lus: dict[str, Any]) -> None:
        """Refuse new words that aim at nothing, or at what this indicator cannot tell."""
        if not texte or texte == clean_ligne(self.initial.get("objectif")):
            return
        if faute := explain_cumul(texte, self.vise.suivi.code):
            self.add_error("objectif", typographie(faute))
        elif lus.get("cible_valeur") is None and not is_cible(texte):
            self.add_error("objectif", typographie(REFUS_VAGUE))

    def _check_unite(self, unite: str) -> None:
        """Refuse another unit once values are kept in this one."""
        visee = self.vise.visee
        if unite == visee.unite or visee.pk is None:
            return
        if Valeur.objects.en_vigueur().filter(indicateur=visee).exists():
            texte = "Des valeurs sont notées dans cette unité : retirez-les, ou ajoutez un autre"
            self.add_error("unite", typographie(f"{texte} indicateur."))

    def _aim(self, lus: dict[str, Any], unite: str) -> None:
        """Set the target on its way, from the base that is typed or from the one it proposes."""
        typee, cible = _point(lus, "base"), _point(lus, "cible")
        ligne = self.suivi.project(
            self.vise,
            unite=unite,
            origine=lus.get("origine") or "",
            cible_valeur=lus["cible_valeur"],
            cible_annee=lus["cible_annee"],
            base_valeur=None,
            base_annee=None,
        )
        base = typee or (ligne.base if cible else None)
        if typee is None or typee != self.vise.visee.base:
            self.base = _name_base(base, ligne)
        self._tell_doutes(
            Trajectoire(
                sens=Sens(lus["sens"]), unite=unite, base=base, etapes=lus["etapes"], cible=cible
            )
        )

    def _read(self, nom: str, lire: Any) -> Any:  # noqa: ANN401 - of a field or of another
        try:
            return lire(str(self.cleaned_data.get(nom) or "").strip())
        except ValidationError as faute:
            self.add_error(nom, faute)
            return None

    def _check_paires(self, lus: dict[str, Any]) -> None:
        cible, base = lus["cible_valeur"] is not None, lus["base_valeur"] is not None
        if self.errors:
            return
        if lus["cible_annee"] and not cible:
            self.add_error("cible_valeur", "Écrivez la valeur que vous visez pour cette année.")
        if cible and not lus["cible_annee"]:
            self.add_error("cible_annee", "Dites pour quelle année vous visez cette valeur.")
        if base != bool(lus["base_annee"]):
            texte = "Écrivez la valeur de départ et son année, ou ni l’une ni l’autre."
            self.add_error("base_valeur", texte)

    def _tell_doutes(self, trajectoire: Trajectoire) -> None:
        """Tell what is wrong; what is only doubtful passes once it has been read."""
        doutes = list_doutes(trajectoire, de_la_bibliotheque=self.vise.suivi.fiche is not None)
        sceau = _seal(doutes)
        if not any(d.bloque for d in doutes) and self.cleaned_data.get("confirme") == sceau:
            return
        for doute in doutes:
            suite = "" if doute.bloque else " Si c’est bien ce que vous voulez, enregistrez encore."
            self.add_error(doute.champ, typographie(doute.texte + suite))
        if doutes:
            donnees = cast("dict[str, Any]", self.data).copy()
            donnees[self.add_prefix("confirme")] = sceau
            self.data = donnees

    def read_visee(self) -> dict[str, Any]:
        """Return what the base keeps of the target; with one and no base, that is proposed."""
        lus = self.cleaned_data
        return {
            "cible_valeur": lus["cible_valeur"],
            "cible_annee": lus["cible_annee"],
            "etapes": [[point.annee, str(point.valeur)] for point in lus["etapes"]],
            "sens": lus["sens"],
            "unite": clean_ligne(lus["unite"]),
            "origine": lus.get("origine") or "",
            "definition": clean_ligne(lus.get("definition")),
            "membre": self.membres.get(lus.get("membre") or ""),
            **self.base,
        }

    def read_ligne(self) -> dict[str, Any]:
        return {nom: clean_ligne(self.cleaned_data[nom]) for nom in DE_LA_LIGNE}


def fill_visee(vise: Vise) -> dict[str, Any]:
    visee, ligne = vise.visee, vise.suivi.ligne
    return {
        **{nom: getattr(visee, nom) for nom in ("sens", "unite", "definition", "origine",
                                                "cible_annee", "base_annee", *_VALEURS)},
        "etapes": write_etapes(visee.points, visee.unite),
        "membre": str(visee.membre_id or ""),
        **{nom: getattr(ligne, nom) if ligne else "" for nom in DE_LA_LIGNE},
    }  # fmt: skip


def read_version(vise: Vise) -> int | None:
    """Return a number that grows when the target or its line is saved; None before both."""
    ligne = vise.suivi.ligne
    if not vise.visee.pk and not ligne:
        return None
    return (vise.visee.version if vise.visee.pk else 0) + (ligne.version if ligne else 0)


def _point(lus: dict[str, Any], nom: str) -> Point | None:
    valeur: Decimal | None = lus[f"{nom}_valeur"]
    return None if valeur is None else Point(lus[f"{nom}_annee"], valeur)


def _name_base(point: Point | None, ligne: LigneSuivi) -> dict[str, Any]:
    une = _find_figure(point, ligne) if point else None
    valeur = une.valeur if une else point.valeur if point else None
    return {
        "base_valeur": valeur,
        "base_annee": point.annee if point else None,
        "base_origine": une.origine.value if une and une.origine else "",
        "base_reference": une.reference if une else "",
    }


def _find_figure(point: Point, ligne: LigneSuivi) -> ValeurLue | None:
    """Return the figure of that year that reads the same: one that was kept, or one of today."""
    connues = (ligne.gardees.get(point.annee), ligne.find_calculee(point.annee))
    dite = write_valeur(point.valeur, ligne.unite)
    return next((une for une in connues if une and une.reference and une.texte == dite), None)


def _seal(doutes: Iterable[Doute]) -> str:
    return sha256("\n".join(d.texte for d in doutes).encode()).hexdigest()[:16]
