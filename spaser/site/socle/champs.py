"""What models say of their fields, once: rows in plain values, forms, pages and files read it.

A field says its label, its help, its length and its choices as Django's do, then the rest:
`freins = say(models.TextField("ce qui peut l’empêcher"), "freins, risques")`. The lines of another
table say what they are for a row on the key that names it, by `say_lignes`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from spaser.documents.francais import format_budget, format_date, format_nombre
from spaser.documents.onglets import Cellule, Euros
from spaser.moteur.tables.cellules import ANNEES, MontantIllisible, read_centimes
from spaser.regles.champs import (
    ChampDit,
    GenreDit,
    Nommer,
    RangeeDite,
    list_dits,
    read_jour_dit,
    write_dite,
    write_jour_dit,
)
from spaser.regles.nomenclatures import DatePartielle
from spaser.site.socle import formulaires
from spaser.site.socle.formulaires import ABSENT, HORS_LISTE, ask_jour
from spaser.site.socle.versions import FormRepete, Liste

# --- What a model says ---


AIDE_JOUR: Final = "Un mois ou un jour : 06/2027, juin 2027 ou 15/06/2027."
_GENRES: Final[dict[type[Any], GenreDit]] = {
    models.CharField: GenreDit.LIGNE,
    models.URLField: GenreDit.ADRESSE,
    models.TextField: GenreDit.TEXTE,
    models.DecimalField: GenreDit.MONTANT,
    models.DateField: GenreDit.DATE,
    models.BooleanField: GenreDit.OUI_NON,
    models.UUIDField: GenreDit.CLE,
    models.JSONField: GenreDit.CODES,
    models.ForeignKey: GenreDit.LIEN,
    models.ManyToManyField: GenreDit.LIENS,
    models.BooleanField: GenreDit.OUI_NON,
    models.DateField: GenreDit.DATE,
    models.EmailField: GenreDit.COURRIEL,
    models.PositiveIntegerField: GenreDit.NOMBRE,
    models.URLField: GenreDit.ADRESSE,
}


def say[F: models.Field[Any, Any]](champ: F, phrases: str = "", **reste: Any) -> F:
    """Say what a field is beside what Django knows: see `ChampDit`.

    Its title in files is its label, and its kind that of its class, unless they are given.
    """
    genre = reste.pop("genre", None) or _GENRES[type(champ)]
    cast("Any", champ).dit = ChampDit(genre=genre, phrases=phrases, **reste)
    return champ


def say_lignes(champ: models.ForeignKey[Any, Any], phrases: str, **reste: Any) -> None:
    """Say what the lines that name a row by this key are for it."""
    cast("Any", champ).dit_lignes = ChampDit(phrases=phrases, **reste)


def read_champs(modele: type[models.Model], *suites: type[models.Model]) -> tuple[ChampDit, ...]:
    """Return what the fields of a model say, in their order, and those of its lines in theirs."""
    meta = modele._meta  # noqa: SLF001 - Django's own name for it
    dits = [
        _complete(champ, champ.dit)
        for champ in sorted((*meta.local_fields, *meta.local_many_to_many))
        if hasattr(champ, "dit")
    ]
    for suite in suites:
        cles: list[Any] = suite._meta.local_fields  # noqa: SLF001 - Django's own name for it
        for cle in (cle for cle in cles if hasattr(cle, "dit_lignes")):
            nom = cle.remote_field.related_name
            dit = replace(cle.dit_lignes, nom=nom, lire=nom)
            dits.insert([champ.nom for champ in dits].index(dit.apres) + 1, dit)
    return tuple(dits)


def _complete(champ: models.Field[Any, Any], dit: ChampDit) -> ChampDit:
    return replace(
        dit,
        nom=dit.nom or champ.name,
        titre=dit.titre or capfirst(str(champ.verbose_name)),
        lire=dit.lire or champ.name,
        champs=() if champ.many_to_many else dit.champs or (champ.name,),
        maximum=dit.maximum or champ.max_length or 0,
    )


# --- A row of the base in plain values, and back ---


def read_dite(forme: type[Any], ligne: models.Model) -> Any:  # noqa: ANN401 - a row of this class
    return forme(**{champ.nom: _read(champ, ligne) for champ in forme.champs})


def _read(champ: ChampDit, ligne: models.Model) -> Any:  # noqa: ANN401 - of any kind
    valeur = getattr(ligne, champ.lire)
    if isinstance(valeur, models.Manager):
        return tuple(_name_ligne(champ, autre) for autre in leave_ecartees(valeur.all()))
    if isinstance(valeur, models.Model):
        return _name_ligne(champ, valeur)
    if champ.genre is GenreDit.CODES:
        return tuple(map(champ.valeurs, valeur) if champ.valeurs else valeur)
    if not valeur and champ.genre in {GenreDit.JOUR, GenreDit.CHOIX}:
        return None
    lire = champ.valeurs or _LIRE.get(champ.genre)
    if lire:
        return lire(valeur)
    return champ.genre.vide if valeur is None else valeur


_LIRE: Final[Mapping[GenreDit, Callable[[Any], Any]]] = {
    GenreDit.CLE: lambda cle: str(cle or ""),
    GenreDit.JOUR: DatePartielle,
}


def write_rangee(dite: RangeeDite, name: Nommer = lambda *_: "") -> list[Cellule]:
    """Return a row as a workbook holds it."""
    return [
        Euros(cellule) if isinstance(cellule, Decimal) else cellule
        for cellule in write_dite(dite, name)
    ]


def leave_ecartees(lignes: Iterable[Any]) -> list[Any]:
    """Return lines of any table but those that somebody put aside."""
    return [ligne for ligne in lignes if getattr(ligne, "ecarte_le", None) is None]


def _name_ligne(champ: ChampDit, ligne: models.Model) -> Any:  # noqa: ANN401 - a name, or a value
    return getattr(ligne, champ.item) if champ.item else str(ligne)


def keep_champs(dite: RangeeDite) -> dict[str, Any]:
    """Return the fields that keep a row by themselves: not its key, nor the rows that it names.

    A choice that is left untold is left to the default of its field, unless it has a word for it.
    """
    ecrits: dict[str, Any] = {}
    for champ in dite.champs:
        valeur, genre = getattr(dite, champ.nom), champ.genre
        ailleurs = genre in {GenreDit.CLE, GenreDit.LIEN} or len(champ.champs) != 1
        if ailleurs or (genre is GenreDit.CHOIX and valeur is None and not champ.vide):
            continue
        if genre in {GenreDit.CHOIX, GenreDit.JOUR}:
            valeur = str(valeur or "")
        ecrits[champ.champs[0]] = [*map(str, valeur)] if genre.est_liste else valeur
    return ecrits


def note_champs(ligne: models.Model, champs: Sequence[ChampDit]) -> dict[str, Any]:
    """Return as JSON what the fields of these columns hold, but keys, to put it back later."""
    noms = [champ.attname for champ in _list_fields(ligne, champs)]
    valeurs = ((nom, getattr(ligne, nom)) for nom in noms)
    return {nom: str(v) if isinstance(v, Decimal | date) else v for nom, v in valeurs}


def restore_champs(
    modele: type[models.Model], champs: Sequence[ChampDit], notes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return those fields as they were noted; a row that is named and gone since is nothing."""
    dits: dict[str, Any] = {}
    for champ in _list_fields(modele, champs):
        if champ.attname in notes and (autre := champ.related_model):
            dits[champ.name] = autre._default_manager.filter(pk=notes[champ.attname]).first()  # noqa: SLF001 - Django's own name for it
        elif champ.attname in notes:  # a column may be younger than the notes
            dits[champ.name] = champ.to_python(notes[champ.attname])
    return dits


def _list_fields(
    modele: models.Model | type[models.Model], champs: Iterable[ChampDit]
) -> Iterator[models.Field[Any, Any]]:
    for champ in champs:
        if champ.genre is not GenreDit.CLE:
            for nom in champ.champs:
                yield cast("Any", modele._meta.get_field(nom))  # noqa: SLF001 - Django's own name for it


# --- A column as a page or a sheet says it ---


def list_mots(champ: ChampDit, ligne: models.Model) -> tuple[str, ...]:
    """Return the words of each item of a list; what shows nothing is left out."""
    valeur = getattr(ligne, champ.lire)
    if isinstance(valeur, models.Manager):
        presentes = leave_ecartees(valeur.all())
        dits = (a.imprime if hasattr(a, "imprime") else _name_ligne(champ, a) for a in presentes)
        return tuple(filter(None, dits))
    return list_mots_codes(champ, valeur)


def list_mots_codes(champ: ChampDit, codes: Iterable[str]) -> tuple[str, ...]:
    mots = champ.mots
    return tuple(mots.get(code, code) for code in codes)


def tell_champ(champ: ChampDit, ligne: models.Model) -> str:
    """Return what a row says in a column, in words; nothing when it says nothing."""
    if champ.genre.est_liste:
        return " ; ".join(list_mots(champ, ligne))
    return tell_dit(champ, _read(champ, ligne))


def tell_dit(champ: ChampDit, valeur: Any) -> str:  # noqa: ANN401 - of its kind
    if valeur is None:
        return ""
    if champ.genre is GenreDit.CODES:
        return ", ".join(list_mots_codes(champ, valeur))
    if champ.genre in _DIRE:
        return _DIRE[champ.genre](valeur)
    return str(champ.mots.get(valeur, valeur) if valeur else "")


_DIRE: Final[Mapping[GenreDit, Callable[[Any], str]]] = {
    GenreDit.JOUR: lambda jour: str(jour.libelle),
    GenreDit.DATE: format_date,
    GenreDit.MONTANT: format_budget,
    GenreDit.PART: lambda part: f"{part}\u202f%",
    GenreDit.OUI_NON: lambda oui: "oui" if oui else "non",
}


# --- A field as a form asks it: typed, a text of nothing is None in a struct, "" in a row ---


PLUSIEURS: Final = "Pour en choisir plusieurs, gardez la touche Ctrl enfoncée."
_OBLIGATOIRE: Final = "Ce champ est obligatoire."
_BORNES: Final = {
    GenreDit.PART: (0, 100, "Écrivez un nombre de 0 à 100."),
    GenreDit.ANNEE: (
        ANNEES[0], ANNEES[-1], f"Écrivez une année entre {ANNEES[0]} et {ANNEES[-1]}.",
    ),
}  # fmt: skip


class ChampMois(formulaires.ChampTexte):
    """A month or a day, kept as a text that sorts."""

    def __init__(self, label: str, *, aide: str = AIDE_JOUR, **options: Any) -> None:
        super().__init__(label, aide=aide, **options | {"max_length": 30, "empty_value": ""})

    def clean(self, value: Any) -> str:  # noqa: ANN401 - as Django's
        """Read 06/2027, juin 2027 or 15/06/2027."""
        texte = super().clean(value)
        if not texte:
            return ""
        if lue := read_jour_dit(texte):
            return str(lue)
        raise ValidationError(
            f"« {texte} » n’est ni un mois ni un jour. Écrivez par exemple 06/2027 ou 15/06/2027."
        )

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - as Django's
        lue = read_jour_dit(value) if isinstance(value, str) else None
        return write_jour_dit(lue) if lue else value


class ChampBudget(formulaires.ChampTexte):
    """An amount, however it is spaced."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **options | {"max_length": 40})

    def clean(self, value: Any) -> Decimal | None:  # noqa: ANN401 - typed as a text
        """Read 1 234,50 or 1234.5."""
        texte = super().clean(value)
        if not texte:
            return None
        try:
            centimes = read_centimes(texte)
        except MontantIllisible as faute:
            raise ValidationError(f"« {texte} » : {faute}.") from faute
        if centimes < 0:
            raise ValidationError("Un budget n’est pas négatif.")
        return Decimal(centimes) / 100

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - as Django's
        if not isinstance(value, Decimal):
            return value
        entier = value == value.to_integral_value()
        return format_nombre(float(value), 0 if entier else 2)


LIGNES_MAX: Final = 60
LIGNE_MAX: Final = 1_000
AIDE_CORPS: Final = (
    "Une ligne vide sépare deux paragraphes ; « - » commence une ligne de liste, **deux étoiles** "
    "mettent en gras. [mots](/adresse/) mène à une page, [[CODE]] cite un texte lu du site, "
    "{{CODE:nombre}} en reprend un nombre, qui le suivra."
)


class ChampLignes(formulaires.TexteLong):
    """Lines, tuples of texts; where `dit` has a source, each is one of its codes."""

    def __init__(self, label: str, dit: ChampDit | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.dit = dit
        self.validators = []  # those of a text: the value is not a text

    def to_python(self, value: object) -> tuple[str, ...]:  # type: ignore[override]  # typed as a text
        """Return the lines that hold something."""
        lignes = (super().to_python(value) or "").split("\n")
        gardees = tuple(ligne.strip() for ligne in lignes if ligne.strip())
        if len(gardees) > LIGNES_MAX or any(len(ligne) > LIGNE_MAX for ligne in gardees):
            raise ValidationError(
                f"Raccourcissez\u00a0: {LIGNES_MAX} lignes au plus, de {LIGNE_MAX} caractères."
            )
        return gardees

    def validate(self, value: Any) -> None:  # noqa: ANN401 - as Django's
        super().validate(value)
        if self.dit and self.dit.source:
            connus = self.dit.source()
            if inconnu := next((code for code in value if code not in connus), ""):
                raise ValidationError(f"« {inconnu} » n’est pas {self.dit.quoi}.")

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ANN401 - as Django's
        return super().has_changed(tuple(initial or ()), data)


class ChampCodes(forms.MultipleChoiceField):
    """What is chosen is a tuple."""

    def clean(self, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - Django's
        return tuple(super().clean(value))


def ask_champ(
    champ: models.Field[Any, Any], *, error_messages: Mapping[str, str] = {}, **_options: Any
) -> forms.Field:
    """Return the question that a field of a model asks: given to `formfield_callback`."""
    genre = None if champ.choices else _GENRES.get(type(champ))
    dit: ChampDit | None = getattr(champ, "dit", ChampDit(genre=genre) if genre else None)
    if dit is None or dit.genre in {GenreDit.LIEN, GenreDit.LIENS}:  # its kind is Django's alone
        return cast("forms.Field", champ.formfield(error_messages=HORS_LISTE | {**error_messages}))
    if champ.choices and not dit.valeurs:
        connus = {str(code): str(mots) for code, mots in champ.flatchoices}
        dit = replace(dit, genre=GenreDit.CHOIX, source=lambda: connus)
    oblige = not champ.blank and dit.genre is not GenreDit.OUI_NON
    dit = replace(
        dit,
        titre=dit.question or capfirst(str(champ.verbose_name)),
        aide=dit.aide or str(champ.help_text),
        requis=dit.requis or (error_messages.get("required", _OBLIGATOIRE) if oblige else ""),
        maximum=dit.maximum or champ.max_length or 0,
    )
    demande = ask_dit(dit, "")
    demande.error_messages |= error_messages
    return demande


def ask_de(modele: type[models.Model], nom: str) -> Any:  # noqa: ANN401 - of the kind of its field
    """Return the question of one field, for a form that asks a few of several models."""
    return ask_champ(cast("Any", modele._meta.get_field(nom)))  # noqa: SLF001 - Django's own name for it


def ask_dit(dit: ChampDit, vide: str | None = None) -> forms.Field:
    """Return the question that a field asks, by its kind; `vide` is a text that is left empty."""
    champ = _ask_choix(dit, vide) or _ask_simple(dit) or _ask_ecrit(dit, vide)
    if dit.faute:
        champ.validators = [*champ.validators, partial(_refuse, dit.faute)]
    return formulaires.let_wait(champ) if dit.attendu else champ


def _refuse(find_faute: Callable[[Any], str], valeur: Any) -> None:  # noqa: ANN401 - of any kind
    if faute := find_faute(valeur):
        raise ValidationError(faute)


def _ask_ecrit(dit: ChampDit, vide: str | None) -> forms.Field:
    """Ask for words, however many: a line if nothing else is said."""
    commun: dict[str, Any] = {
        "label": dit.titre,
        "requis": dit.requis,
        "aide": dit.aide,
        "empty_value": vide,
    } | ({"max_length": dit.maximum} if dit.maximum else {})
    match dit.genre:
        case GenreDit.ADRESSE | GenreDit.JOUR | GenreDit.MONTANT:
            return _ECRITS[dit.genre](**commun)
        case GenreDit.CORPS:
            commun["aide"] = dit.aide or AIDE_CORPS
            return formulaires.TexteLong(rows=dit.lignes or 12, **commun)
        case GenreDit.TEXTE | GenreDit.NOTES:
            lignes = dit.lignes or (6 if vide is None else 3)
            return formulaires.TexteLong(rows=lignes, **commun)
        case GenreDit.LIGNES:
            return ChampLignes(rows=dit.lignes or 6, dit=dit, **commun)
    if dit.lignes:  # a line that is long to type
        commun["widget"] = forms.Textarea({"rows": dit.lignes})
    return formulaires.ChampTexte(**commun)


_ECRITS: Final[Mapping[GenreDit, type[formulaires.ChampTexte]]] = {
    GenreDit.ADRESSE: formulaires.ChampAdresse,
    GenreDit.JOUR: ChampMois,
    GenreDit.MONTANT: ChampBudget,
}


def _ask_simple(dit: ChampDit) -> forms.Field | None:
    """Ask for a day, a number, an address of mail, or whether it is so; None for another kind."""
    messages = {"required": dit.requis} | ({"invalid": dit.invalide} if dit.invalide else {})
    commun: dict[str, Any] = {
        "label": dit.titre,
        "help_text": dit.aide,
        "required": bool(dit.requis),
        "error_messages": messages,
    }
    match dit.genre:
        case GenreDit.DATE:
            return ask_jour(dit.titre, dit.requis, dit.aide)
        case GenreDit.OUI_NON:
            return forms.BooleanField(**commun)
        case GenreDit.NOMBRE:
            moins, plus = dit.bornes
            messages["min_value"] = f"Écrivez {moins} ou plus."
            return forms.IntegerField(min_value=moins, max_value=plus, **commun)
        case GenreDit.PART | GenreDit.ANNEE:
            moins, plus, borne = _BORNES[dit.genre]
            messages |= dict.fromkeys(("invalid", "min_value", "max_value"), borne)
            return forms.IntegerField(min_value=moins, max_value=plus, **commun)
        case GenreDit.COURRIEL:
            return forms.EmailField(**commun)
    return None


def _ask_choix(dit: ChampDit, vide: str | None) -> forms.Field | None:
    """Ask for codes of a list, read when it is shown; None for another kind.

    Several are boxes to tick, or a list of so many lines.
    """
    connus = dit.source or (lambda: dit.mots)
    if not (dit.source or dit.valeurs) or dit.genre not in _CODES:
        return None
    plusieurs = dit.genre is GenreDit.CODES
    hors = formulaires.tell_inconnue(dit.quoi) if dit.quoi else ABSENT if plusieurs else HORS_LISTE
    aucune = [("", dit.vide)] * bool(dit.vide and not plusieurs)
    commun: dict[str, Any] = {
        "label": dit.titre,
        "help_text": dit.aide,
        "required": bool(dit.requis),
        "choices": lambda: [*aucune, *connus().items()],
        "error_messages": {"required": dit.requis} | hors,
    }
    if not plusieurs:
        return forms.TypedChoiceField(empty_value=vide, **commun)
    commun["widget"] = forms.CheckboxSelectMultiple
    if dit.lignes:
        commun |= {"help_text": PLUSIEURS, "widget": forms.SelectMultiple({"size": dit.lignes})}
    return (ChampCodes if vide is None else forms.MultipleChoiceField)(**commun)


_CODES: Final = frozenset({GenreDit.CHOIX, GenreDit.CODE, GenreDit.CODES})


def list_choix_dits(dit: ChampDit, vide: str = "") -> list[tuple[str, str]]:
    """Return the choices of a column, below the words of none."""
    vide = vide or dit.vide
    return [("", vide)] * bool(vide) + [*dit.mots.items()]


def make_form[F: forms.Form](base: type[F], dits: Iterable[ChampDit], suite: str = "") -> type[F]:
    """Return a form that asks these questions; one that the base writes itself is its own.

    What the base asks comes after, and `suite` ends the name of the class.
    """
    propres = base.base_fields
    demandes = (dit for dit in dits if not dit.cachee and dit.genre is not GenreDit.RANGEES)
    champs = {dit.nom: propres.get(dit.nom) or ask_dit(dit) for dit in demandes}
    propre = {"__module__": base.__module__, "field_order": [*champs], **champs}
    return cast("type[F]", type(f"{base.__name__}{suite}", (base,), propre))


def make_liste(dit: ChampDit, base: type[FormRepete] = FormRepete) -> Liste:
    """Return the list of a field whose lines are structs, made of the questions of its struct.

    Without an article, « une fiche » is « Fiche », and is added by « Ajouter : fiche ».
    """
    element = dit.element.removeprefix("une ").removeprefix("un ")
    ajout = "Ajouter " + (dit.element if element != dit.element else f": {element.lower()}")
    return Liste(
        dit.nom,
        make_form(base, list_dits(cast("Any", dit.rangee)), dit.nom.title()),
        dit.titre,
        capfirst(element),
        ajout,
        dit.maximum,
        dit.aide,
        ouverte=dit.ouverte,
        ordonnee=dit.ordonnee,
        resume=dit.resume,
    )


def list_champs_demandes(modele: type[models.Model]) -> list[str]:
    """Return the fields that a form asks: those that say what they are and name no other row."""
    sauf = {GenreDit.CLE, GenreDit.CODE, GenreDit.LIEN, GenreDit.LIENS}
    return [c.champs[-1] for c in read_champs(modele) if c.genre not in sauf]
