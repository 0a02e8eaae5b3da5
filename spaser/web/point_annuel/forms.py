"""What is asked of a yearly review: its words, that it was read, a correction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.cibles.nombres import NombreIllisible, read_nombre
from spaser.metier.point_annuel.modele import (
    BILAN_MAX,
    COMMENTAIRE_MAX,
    DEMANDES_MAX,
    MOTIF_MAX,
    ContenuPoint,
    Correction,
    LignePoint,
    find_valeur,
)
from spaser.metier.publication.errata import check_corrigee
from spaser.web.cibles.forms.compte import FormCompte
from spaser.web.commun.versions import FormVersionne
from spaser.web.socle.formulaires import CHAMP_LIBRE, FormLibre, ask_texte

_VALEUR_MAX: Final = 40


class FormTextes(FormVersionne, FormLibre):
    bilan = ask_texte(
        "Ce qu’il faut retenir", BILAN_MAX, aide="En quelques lignes, pour l’assemblée."
    )
    demandes = ask_texte(
        "Ce qui est demandé à l’assemblée",
        DEMANDES_MAX,
        aide="Une décision par ligne, par exemple : voter un budget, changer une cible, créer un "
        "poste.",
    )

    def __init__(self, *args: Any, lignes: Sequence[LignePoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cles = {f"mot_{rang}": une.indicateur.cle for rang, une in enumerate(lignes)}
        dits = self.initial.get("commentaires", {})
        for (nom, cle), ligne in zip(self._cles.items(), lignes, strict=True):
            champ = ask_texte(f"Commentaire : {ligne.indicateur.nom}", COMMENTAIRE_MAX, 2)
            champ.template_name = CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs
            self.fields[nom] = champ
            self.initial[nom] = dits.get(cle, "")

    def read(self) -> dict[str, Any]:
        dits = super().read()
        mots = {cle: dits.pop(nom) for nom, cle in self._cles.items()}
        return {**dits, "commentaires": {cle: mot for cle, mot in mots.items() if mot}}


class FormFermeture(DsfrBaseForm):
    """That somebody has read what is frozen; `empreinte` is what she read."""

    empreinte = forms.CharField(required=False, widget=forms.HiddenInput)
    relu = forms.BooleanField(
        label="J’ai relu ces valeurs : elles ne bougeront plus",
        error_messages={"required": "Cochez cette case une fois les valeurs relues."},
    )


class FormErratum(FormCompte):
    field_order = ("cle", "nouvelle")

    cle = forms.ChoiceField(
        label="Indicateur",
        error_messages={
            "required": "Choisissez l’indicateur.",
            "invalid_choice": "Choisissez dans la liste.",
        },
    )
    nouvelle = forms.CharField(
        label="Valeur corrigée",
        required=False,
        max_length=_VALEUR_MAX,
        help_text="Dans l’unité de l’indicateur. Laissez vide si la valeur n’est plus connue.",
    )
    motif = ask_texte("Raison", MOTIF_MAX, 3, manque="Dites pourquoi cette valeur est corrigée.")

    def __init__(
        self,
        *args: Any,
        contenu: ContenuPoint,
        corrections: Sequence[Correction] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._contenu, self._corrections = contenu, corrections
        lignes = [(ligne.indicateur.cle, ligne.indicateur.nom) for ligne in contenu.lignes]
        self.fields["cle"].choices = [("", "Choisir"), *lignes]  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        ecrite, ligne = reponses.get("nouvelle", ""), self._contenu.find(reponses.get("cle", ""))
        reponses["nouvelle"] = None
        if ligne is None:
            return reponses
        try:
            reponses["nouvelle"] = self._read(ecrite, ligne)
        except NombreIllisible as faute:
            self.add_error("nouvelle", str(faute))
        if reponses.get("nouvelle") is not None:
            reponses["compte"] = self.read_compte(reponses["nouvelle"], ligne.indicateur.unite)
        return reponses

    def _read(self, ecrite: str, ligne: LignePoint) -> Decimal | None:
        unite = ligne.indicateur.unite
        nouvelle = read_nombre(ecrite, unite).valeur if ecrite else None
        tenue = find_valeur(ligne, self._corrections)
        if faute := check_corrigee(nouvelle, unite, tenue):
            self.add_error("nouvelle", faute)
        return nouvelle
