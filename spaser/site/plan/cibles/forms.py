"""Forms of targets: what is aimed at, values, sheets."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, cast

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import typographie
from spaser.documents.publication import write_valeur_saisie
from spaser.moteur.envois.formats import MEGA
from spaser.regles import indicateurs, trajectoires
from spaser.regles.grille import Priorite, clean_ligne
from spaser.regles.publication import Compte, check_compte
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.importation import ChampFichiers
from spaser.site.plan.cibles.collecte import FICHE, FICHIERS_MAX
from spaser.site.plan.cibles.lignes import LigneSuivi, Vise
from spaser.site.plan.cibles.services import SuiviAnnuel, name_base
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import IndicateurSuivi, Valeur
from spaser.site.socle import formulaires
from spaser.site.socle.champs import ask_champ, ask_de
from spaser.site.socle.versions import Difference, FormVersionne, list_erreurs

# --- Values and years, as people type them ---


ANNEES: Final = range(2000, 2101)
ETAPES_MAX: Final = 20
_ANNEE: Final = "Écrivez une année, par exemple 2028."
_LONG: Final = 40


class ChampAnnee(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _ANNEE)
        super().__init__(
            min_value=ANNEES.start, max_value=ANNEES[-1], error_messages=messages, **options
        )


class ChampValeur(forms.CharField):
    """A value in a unit, which its form gives once it knows it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=_LONG, **options)
        self.error_messages["max_length"] = "Écrivez un nombre seul."
        self.error_messages["required"] = "Écrivez la valeur."
        self.unite = ""

    def prepare_value(self, value: object) -> object:
        return write_valeur_saisie(value, self.unite) if isinstance(value, Decimal) else value


def read_valeur_saisie(texte: str, unite: str) -> Decimal | None:
    """Return the value that a field holds; ValidationError says what is wrong."""
    if not texte:
        return None
    try:
        return trajectoires.read_nombre(texte, unite).valeur
    except trajectoires.NombreIllisible as faute:
        raise ValidationError(typographie(str(faute))) from faute


def read_points_saisis(texte: str, unite: str) -> tuple[trajectoires.PointTrajectoire, ...]:
    """Read points, one a line: « 2026 : 50 % »."""
    points: dict[int, trajectoires.PointTrajectoire] = {}
    for ligne in filter(None, map(str.strip, texte.splitlines())):
        annee, signe, valeur = ligne.partition(":")
        if not signe or not annee.strip().isdecimal() or int(annee) not in ANNEES:
            raise ValidationError(
                f"« {ligne[:_LONG]} » n’est pas une étape : écrivez l’année, deux-points "
                "et la "
                "valeur, par exemple 2026 : 50 %."
            )
        if int(annee) in points:
            raise ValidationError(f"L’année {int(annee)} est écrite deux fois.")
        lue = read_valeur_saisie(valeur.strip(), unite)
        if lue is None:
            raise ValidationError(f"L’étape de {int(annee)} n’a pas de valeur.")
        points[int(annee)] = trajectoires.PointTrajectoire(int(annee), lue)
    if len(points) > ETAPES_MAX:
        raise ValidationError(f"Gardez {ETAPES_MAX} étapes au plus.")
    return tuple(points[annee] for annee in sorted(points))


def write_etapes(points: tuple[trajectoires.PointTrajectoire, ...], unite: str) -> str:
    return "\n".join(f"{p.annee} : {write_valeur_saisie(p.valeur, unite)}" for p in points)


# --- What an indicator aims at, from where, by which way, and who answers for it ---


DE_LA_LIGNE: Final = ("objectif", "referent", "priorite", "frequence")
PREFIXE_CIBLE: Final = "cible-"
_VALEURS: Final = ("base_valeur", "cible_valeur")


class FormVisee(FormVersionne, formulaires.FormLibre):
    """What is asked of a target; what is doubtful in it is told once, then is a choice.

    A form asks `demandes` alone: the rest is what is saved.
    """

    demandes: tuple[str, ...] = ()

    cible_valeur = ChampValeur(
        label="Cible", required=False, help_text="Un nombre et son unité, par exemple 60 %."
    )
    cible_annee = ChampAnnee(label="Année", required=False)
    base_valeur = ChampValeur(
        label="Valeur de départ",
        required=False,
        help_text="Laissez vide pour partir de la première année connue.",
    )
    base_annee = ChampAnnee(label="Année de départ", required=False)
    sens = ask_de(IndicateurSuivi, "sens")
    unite = ask_de(IndicateurSuivi, "unite")
    definition = ask_de(IndicateurSuivi, "definition")
    origine = ask_de(IndicateurSuivi, "origine")
    etapes = forms.CharField(
        label="Étapes",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une par ligne, par exemple 2026 : 50 %. Sans étape, le chemin est droit.",
    )
    objectif = formulaires.ask_texte(
        "En mots",
        indicateurs.TEXTE_MAX,
        lignes=2,
        aide="Un nombre ou un fait daté : « une charte signée avant juin 2027 ».",
    )
    referent = formulaires.ask_ligne(
        "Qui en répond",
        indicateurs.TEXTE_MAX,
        aide="Un service ou une fonction plutôt qu’un nom.",
    )
    membre = forms.ChoiceField(
        label="Membre de l’espace", required=False, error_messages=formulaires.HORS_LISTE
    )
    frequence = ask_de(LigneGrille, "frequence")
    priorite = formulaires.ask_choix("Priorité", formulaires.list_choix(Priorite, "À décider"))
    confirme = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        vise: Vise,
        suivi: SuiviAnnuel,
        membres: Iterable[Utilisateur] = (),
        **options: Any,
    ) -> None:
        super().__init__(data, initial=fill_visee(vise), version=self.read_version(vise), **options)
        self.vise, self.suivi = vise, suivi
        self.base: dict[str, Any] = {}
        self.membres = {str(m.pk): m for m in membres}
        noms = [(cle, m.nom_complet) for cle, m in self.membres.items()]
        formulaires.offer_choix(self, "membre", [("", "Personne"), *noms])
        if not vise.suivi.mesures:
            del self.fields["origine"]
        if vise.suivi.fiche:
            del self.fields["definition"]
        if not self.membres:
            del self.fields["membre"]
        for nom in _VALEURS:
            cast("ChampValeur", self.fields[nom]).unite = vise.unite
        for nom in self.fields.keys() - {*self.demandes, "version", "confirme"}:
            del self.fields[nom]

    @staticmethod
    def read_version(vise: Vise) -> int | None:
        """Return a number that grows when the target or its line is saved; None before both."""
        ligne = vise.suivi.ligne
        if not vise.visee.pk and not ligne:
            return None
        return (vise.visee.version if vise.visee.pk else 0) + (ligne.version if ligne else 0)

    def clean(self) -> dict[str, Any]:
        lus: dict[str, Any] = {**self.initial, **super().clean()}
        self.cleaned_data = lus
        unite = clean_ligne(lus.get("unite"))
        for nom in self.fields.keys() & set(_VALEURS):
            lus[nom] = self._read(nom, lambda texte: read_valeur_saisie(texte, unite))
        lus["etapes"] = (
            self._read("etapes", lambda dit: read_points_saisis(dit, unite)) or ()
            if "etapes" in self.fields
            else self.vise.visee.points
        )
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
        if faute := trajectoires.explain_cumul(texte, self.vise.suivi.code):
            self.add_error("objectif", typographie(faute))
        elif lus.get("cible_valeur") is None and not trajectoires.is_cible(texte):
            self.add_error("objectif", typographie(trajectoires.REFUS_VAGUE))

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
            self.base = name_base(base, ligne)
        self._tell_doutes(
            trajectoires.Trajectoire(
                sens=indicateurs.Sens(lus["sens"]),
                unite=unite,
                base=base,
                etapes=lus["etapes"],
                cible=cible,
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
        if "cible_annee" in self.fields:
            if lus["cible_annee"] and not cible:
                self.add_error("cible_valeur", "Écrivez la valeur que vous visez pour cette année.")
            if cible and not lus["cible_annee"]:
                self.add_error("cible_annee", "Dites pour quelle année vous visez cette valeur.")
        if "base_annee" in self.fields and base != bool(lus["base_annee"]):
            texte = "Écrivez la valeur de départ et son année, ou ni l’une ni l’autre."
            self.add_error("base_valeur", texte)

    def _tell_doutes(self, trajectoire: trajectoires.Trajectoire) -> None:
        """Tell what is wrong; what is only doubtful passes once it has been read."""
        doutes = trajectoires.check_trajectoire(
            trajectoire, de_la_bibliotheque=self.vise.suivi.fiche is not None
        )
        sceau = sha256("\n".join(d.texte for d in doutes).encode()).hexdigest()[:16]
        if not any(d.bloque for d in doutes) and self.cleaned_data.get("confirme") == sceau:
            return
        for doute in doutes:
            suite = "" if doute.bloque else " Si c’est bien ce que vous voulez, enregistrez encore."
            champ = doute.champ if doute.champ in self.fields else None
            self.add_error(champ, typographie(doute.texte + suite))
        if doutes:
            donnees = cast("dict[str, Any]", self.data).copy()
            donnees[self.add_prefix("confirme")] = sceau
            self.data = donnees

    def read_visee(self) -> dict[str, Any]:
        """Return what the base keeps of the target; with one and no base, that is proposed."""
        lus = self.cleaned_data
        gardes = {
            "cible_valeur": lus["cible_valeur"],
            "cible_annee": lus["cible_annee"],
            "etapes": [[point.annee, str(point.valeur)] for point in lus["etapes"]],
            "sens": lus["sens"],
            "unite": clean_ligne(lus["unite"]),
            "origine": lus.get("origine") or "",
            "definition": clean_ligne(lus.get("definition")),
            "membre": self.membres.get(lus.get("membre") or ""),
        }
        return {nom: valeur for nom, valeur in gardes.items() if nom in self.fields} | self.base


class FormCible(FormVisee):
    """A target in its row: a value, its year, which way; what was left alone is not touched."""

    demandes = ("cible_valeur", "cible_annee", "sens")

    def __init__(self, data: QueryDict | None, *, vise: Vise, suivi: SuiviAnnuel) -> None:
        super().__init__(data, vise=vise, suivi=suivi, prefix=f"{PREFIXE_CIBLE}{vise.cle}")
        for nom in self.demandes:
            self.fields[nom].show_hidden_initial = True

    @staticmethod
    def read_version(vise: Vise) -> int | None:
        return vise.visee.version if vise.visee.pk else None

    @property
    def est_touchee(self) -> bool:
        """Say whether somebody wrote here: what she was shown comes back with the page."""
        return not set(self.demandes).isdisjoint(self.changed_data)

    def list_differences(self) -> Iterator[Difference]:
        """Leave out what nobody else changed since the page was read."""
        changes = {
            str(self[nom].label)
            for nom in self.demandes
            if self.data.get(self.add_initial_prefix(nom), "").split()
            != str(self[nom].field.prepare_value(self.initial.get(nom)) or "").split()
        }
        return (une for une in super().list_differences() if une.libelle in changes)


class FormChemin(FormVisee):
    """The way to a target and who answers for it: what its row does not ask."""

    demandes = (
        "base_valeur", "base_annee", "etapes", "objectif", "unite", "definition", "origine",
        "referent", "membre", "frequence", "priorite",
    )  # fmt: skip

    def read_ligne(self) -> dict[str, Any]:
        return {nom: clean_ligne(self.cleaned_data[nom]) for nom in DE_LA_LIGNE}


class FormsCibles:
    """The targets of a page, a form a row, saved all or none.

    A row that was left alone shows what is saved now, whatever it was when the page was read.
    """

    def __init__(self, data: QueryDict | None, suivi: SuiviAnnuel) -> None:
        self.suivi, self.data = suivi, data
        self.rangs = [(ligne, self._make(data, ligne.vise)) for ligne in suivi.lignes]

    def _make(self, data: QueryDict | None, vise: Vise) -> FormCible:
        envoyee = data is not None and f"{PREFIXE_CIBLE}{vise.cle}-cible_valeur" in data
        form = FormCible(data if envoyee else None, vise=vise, suivi=self.suivi)
        if envoyee and not form.est_touchee:
            return FormCible(None, vise=vise, suivi=self.suivi)
        return form

    @property
    def touchees(self) -> list[FormCible]:
        return [form for _, form in self.rangs if form.is_bound]

    def is_valid(self) -> bool:
        return self.data is not None and all(form.is_valid() for form in self.touchees)

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        return [
            (
                cible or f"indicateur-{form.vise.cle}",
                typographie(", ".join(filter(None, (form.vise.nom, libelle)))),
                message,
            )
            for form in self.touchees
            for cible, libelle, message in list_erreurs(form, ())
        ]

    def list_perdues(self) -> list[str]:
        """Return the targets that were typed for an indicator that is followed no more."""
        suivies = {form.add_prefix("cible_valeur") for _, form in self.rangs}
        return [
            str(valeur)
            for nom, valeur in (self.data or {}).items()
            if nom.startswith(PREFIXE_CIBLE)
            and nom.endswith("-cible_valeur")
            and nom not in suivies
            and valeur
        ]


def fill_visee(vise: Vise) -> dict[str, Any]:
    visee, ligne = vise.visee, vise.suivi.ligne
    return {
        **{nom: getattr(visee, nom) for nom in ("sens", "unite", "definition", "origine",
                                                "cible_annee", "base_annee", *_VALEURS)},
        "etapes": write_etapes(visee.points, visee.unite),
        "membre": str(visee.membre_id or ""),
        **{nom: getattr(ligne, nom) if ligne else "" for nom in DE_LA_LIGNE},
    }  # fmt: skip


def _point(lus: dict[str, Any], nom: str) -> trajectoires.PointTrajectoire | None:
    valeur: Decimal | None = lus[f"{nom}_valeur"]
    return None if valeur is None else trajectoires.PointTrajectoire(lus[f"{nom}_annee"], valeur)


# --- A value that somebody gives: for one year, or for every indicator at once ---


_CENT: Final = 100


class FormValeur(DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    est_depassee = False  # a value is added beside those of others
    annee = ChampAnnee(label="Année")
    valeur = ChampValeur(label="Valeur")

    class Meta:
        model = Valeur
        fields = ("annee", "valeur", "source", "preuve", "commentaire")
        formfield_callback = ask_champ

    def __init__(self, data: QueryDict | None, *, vise: Vise, **options: Any) -> None:
        super().__init__(data, **options)
        self.vise = vise
        self.fields["valeur"].label = f"Valeur ({vise.unite})" if vise.unite else "Valeur"

    def clean_valeur(self) -> Any:  # noqa: ANN401 - a number
        return check_valeur(self.cleaned_data["valeur"], self.vise)

    def read(self) -> Valeur:
        notee: Valeur = self.instance
        return notee


class FormSaisie(formulaires.FormLibre):
    """The values of one year, an indicator a line; what is left empty is not touched."""

    source = formulaires.ask_ligne(
        "Source",
        indicateurs.TEXTE_MAX,
        aide="Elle vaut pour toutes les valeurs saisies ici, et se publie avec elles.",
    )

    def __init__(self, data: QueryDict | None, *, lignes: Sequence[LigneSuivi], annee: int) -> None:
        super().__init__(data)
        self.lignes, self.annee = lignes, annee
        for ligne in lignes:
            champ = ChampValeur(
                label=f"{ligne.nom} ({ligne.unite})" if ligne.unite else ligne.nom,
                required=False,
                help_text=_tell_actuelle(ligne),
            )
            champ.template_name = self.fields["source"].template_name  # type: ignore[attr-defined]  # not in the stubs
            self.fields[f"valeur-{ligne.vise.cle}"] = champ

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        for ligne in self.lignes:
            nom = f"valeur-{ligne.vise.cle}"
            try:
                lus[nom] = check_valeur(lus.get(nom) or "", ligne.vise)
            except ValidationError as faute:
                self.add_error(nom, faute)
        return lus

    def read(self) -> list[tuple[Vise, Valeur]]:
        lus = self.cleaned_data
        return [
            (
                ligne.vise,
                Valeur(annee=self.annee, valeur=valeur, source=lus.get("source") or ""),
            )
            for ligne in self.lignes
            if (valeur := lus.get(f"valeur-{ligne.vise.cle}")) is not None
        ]


def check_valeur(texte: str, vise: Vise) -> Any:  # noqa: ANN401 - a number or none
    """Read a value; refuse a rate that no share can have."""
    valeur = read_valeur_saisie(texte, vise.unite)
    est_part = indicateurs.is_taux(vise.unite) and vise.suivi.fiche is not None
    if valeur is not None and est_part and not 0 <= valeur <= _CENT:
        raise ValidationError("Un taux va de 0 à 100 %.")
    return valeur


def _tell_actuelle(ligne: LigneSuivi) -> str:
    if ligne.valeur is None:
        return ""
    return f"Aujourd’hui : {ligne.valeur.texte} ({ligne.valeur.provenance})."


# --- An indicator of the buyer's own ---


class FormPropre(DsfrBaseForm):
    indicateur = formulaires.ChampTexte(
        "Indicateur", requis="Nommez cet indicateur.", max_length=indicateurs.LIBELLE_MAX
    )
    rubrique = forms.ChoiceField(
        label="Rubrique",
        choices=formulaires.list_choix(indicateurs.Rubrique),
        error_messages=formulaires.HORS_LISTE,
    )
    unite = formulaires.ChampTexte(
        "Unité", aide="%, €, heures… Vide : un nombre.", max_length=indicateurs.UNITE_MAX
    )
    definition = formulaires.ChampTexte(
        "Ce qui est compté",
        max_length=indicateurs.TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    referent = formulaires.ChampTexte(
        "Qui en répond",
        aide="Un service ou une fonction plutôt qu’un nom.",
        max_length=indicateurs.TEXTE_MAX,
    )

    def read(self) -> dict[str, Any]:
        """Return the answers, an empty text for none."""
        return {nom: valeur or "" for nom, valeur in self.cleaned_data.items()}


# --- A campaign to prepare, and the sheets that came back ---


class FormCollecte(DsfrBaseForm):
    annee = ChampAnnee(label="Année des valeurs")
    echeance = formulaires.ask_jour("Réponse attendue le")


class FormFichesRemplies(DsfrBaseForm):
    fichiers = ChampFichiers(
        label="Fiches remplies",
        maximum=FICHIERS_MAX,
        help_text=f"CSV, XLSX ou ODS, {FICHE.octets // MEGA} Mo au plus chacune, {FICHIERS_MAX} au "
        "plus à la fois.",
        error_messages={"required": "Choisissez au moins une fiche."},
    )


# --- What a corrected rate is a share of, and its bounds: asked for, never invented ---


CHAMPS: Final = ("numerateur", "denominateur", "bas", "haut")
_BORNES: Final = frozenset({"bas", "haut"})


class FormCompte(DsfrBaseForm):
    """The count of a corrected rate; a form that corrects a value has these fields."""

    numerateur = ChampValeur(
        label="Numérateur corrigé",
        required=False,
        help_text="Pour un taux : ce qui est compté, par exemple 68 marchés.",
    )
    denominateur = ChampValeur(
        label="Dénominateur corrigé",
        required=False,
        help_text="Pour un taux : sur quoi, par exemple 142 marchés. Sans compte, la correction "
        "dit qu’elle n’en donne pas.",
    )
    bas = ChampValeur(label="Borne basse corrigée", required=False)
    haut = ChampValeur(label="Borne haute corrigée", required=False)

    def read_compte(self, valeur: Decimal, unite: str) -> dict[str, Any] | None:
        """Return the count as the database keeps it; None when none is given."""
        lus: dict[str, Decimal | None] = {}
        for nom in CHAMPS:
            try:
                lus[nom] = read_valeur_saisie(
                    self.cleaned_data.get(nom) or "", unite if nom in _BORNES else ""
                )
            except ValidationError as faute:
                self.add_error(nom, faute)
        if len(lus) < len(CHAMPS) or not any(une is not None for une in lus.values()):
            return None
        compte = Compte(**lus)
        for nom, dite in check_compte(valeur, unite, compte).items():
            self.add_error(nom, dite)
        dits: dict[str, Any] = msgspec.to_builtins(compte)
        return dits
