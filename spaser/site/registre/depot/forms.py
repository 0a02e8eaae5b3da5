"""The lists of a sheet, line by line."""

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.contenus.lecture import VERSION_1_0, VERSION_1_1
from spaser.regles import nomenclatures
from spaser.regles.fiche import Spaser
from spaser.regles.format_spaser import close_liens, read_spaser_dict, write_spaser
from spaser.site.registre.depot import champs_fiche
from spaser.site.socle import formulaires, versions

# --- Keeps, line by line, what an imported file holds and no form shows ---


type Ligne = dict[str, Any]


def champ_code() -> forms.CharField:
    """Carry, unseen, the code by which the rest of the file cites a line."""
    champ = forms.CharField(required=False, empty_value=None, max_length=40)
    champ.widget = forms.HiddenInput()
    return champ


def keep_reste(lignes: list[Ligne], avant: list[Ligne], montres: Collection[str]) -> list[Ligne]:
    """Give each line back what its form does not show.

    It is found by its code; one without, by its name, then by its place where no line came or went.
    """
    libres = [*enumerate(avant)]
    trouvees: list[Ligne | None] = [_take(libres, ligne) for ligne in lignes]
    if len(lignes) == len(avant):
        par_rang = dict(libres)
        trouvees = [
            trouvee if trouvee is not None else par_rang.get(rang)
            for rang, trouvee in enumerate(trouvees)
        ]
    return [
        {n: v for n, v in (trouvee or {}).items() if n not in montres} | ligne
        for ligne, trouvee in zip(lignes, trouvees, strict=True)
    ]


def _take(libres: list[tuple[int, Ligne]], ligne: Ligne) -> Ligne | None:
    """Take, of the former lines that are left, the first that this one is."""
    repere = "code" if ligne.get("code") else "intitule"
    for place, (_, ancienne) in enumerate(libres):
        if ancienne.get(repere) == ligne.get(repere) and bool(ancienne.get("code")) == (
            repere == "code"
        ):
            del libres[place]
            return ancienne
    return None


type Contenu = dict[str, Any]

ANNEE_MIN, ANNEE_MAX = 1990, 2100


class FormAxeFiche(versions.FormRepete):
    code = champ_code()
    intitule = formulaires.ChampTexte("Intitulé", requis="Donnez l’intitulé de l’axe.")
    description = formulaires.TexteLong("Description", rows=3)


class FormObjectifFiche(versions.FormRepete):
    code = champ_code()
    intitule = formulaires.ChampTexte(
        "Ce qui est visé",
        requis="Dites ce que l’objectif vise.",
        aide="Par exemple : marchés avec une considération sociale",
    )
    valeur = champs_fiche.ChampNombre("Cible", aide="Le nombre seul : 30 pour 30 %")
    unite = formulaires.ChampTexte("Unité", aide="Par exemple : % des marchés")
    echeance = champs_fiche.ChampDate("Échéance")
    axe = formulaires.ChampTexte("Axe", aide="L’intitulé de l’axe dont il relève")
    reference = champs_fiche.ChampNombre("Valeur de départ", aide="Dans la même unité")
    annee_reference = champs_fiche.ChampEntier("Année de départ", ANNEE_MIN, ANNEE_MAX)
    precision = formulaires.ChampTexte("Précision", aide="Ce qu’il faut savoir pour lire la cible")


class FormPartenaire(versions.FormRepete):
    nom = formulaires.ChampTexte(
        "Nom", requis="Donnez le nom de la structure.", validators=[formulaires.refuse_lien]
    )
    siren = champs_fiche.ChampSiren()


class FormAchats(versions.FormRepete):
    montant = champs_fiche.ChampEntier(
        "Montant, en euros", 0, 10**12, requis="Donnez le montant, en euros, sans centimes."
    )
    annee = champs_fiche.ChampEntier("Année", ANNEE_MIN, ANNEE_MAX)
    taxe = champs_fiche.ChampChoix("Taxe", nomenclatures.Taxe)
    precision = formulaires.ChampTexte("Ce que le montant recouvre")


class FormDocument(versions.FormRepete):
    titre = formulaires.ChampTexte("Titre", requis="Donnez le titre du document.")
    url = formulaires.ChampAdresse("Adresse", requis="Donnez l’adresse du document.")
    nature = champs_fiche.ChampChoix("Nature", nomenclatures.TypeDocument)
    date = champs_fiche.ChampDate("Date")
    pages = champs_fiche.ChampEntier("Nombre de pages", 1, 5000)


class FormLienFiche(versions.FormRepete):
    titre = formulaires.ChampTexte("Titre", requis="Dites ce que l’on trouve au bout du lien.")
    url = formulaires.ChampAdresse("Adresse", requis="Donnez l’adresse de la page.")


class FormSource(versions.FormRepete):
    libelle = formulaires.ChampTexte("Qui le dit", requis="Dites d’où vient l’information.")
    url = formulaires.ChampAdresse("Adresse")
    consulte_le = champs_fiche.ChampDate("Consultée le", aide="Un jour : 15/06/2026")


LISTES: Final = {
    liste.nom: liste
    for liste in (
        versions.Liste(
            "achats_annuels",
            FormAchats,
            "Achats annuels",
            "Achats",
            "Ajouter une année",
            50,
            "Si vous les connaissez. La tranche ci-dessus suffit sinon.",
        ),
        versions.Liste(
            "partenaires",
            FormPartenaire,
            "Mutualisé avec",
            "Structure",
            "Ajouter une structure",
            500,
            "Les autres structures qui portent le même schéma.",
        ),
        versions.Liste(
            "axes",
            FormAxeFiche,
            "Axes",
            "Axe",
            "Ajouter un axe",
            50,
            "Dans l’ordre du schéma.",
            ouverte=True,
        ),
        versions.Liste(
            "objectifs",
            FormObjectifFiche,
            "Objectifs chiffrés",
            "Objectif",
            "Ajouter un objectif",
            500,
            "Les cibles que le schéma se donne.",
            ouverte=True,
        ),
        versions.Liste(
            "documents",
            FormDocument,
            "Documents publiés ailleurs",
            "Document",
            "Ajouter un document",
            100,
            "Le texte adopté, une synthèse ou un bilan qui se lit sur un autre site.",
        ),
        versions.Liste("liens", FormLienFiche, "Liens utiles", "Lien", "Ajouter un lien", 100),
        versions.Liste(
            "sources",
            FormSource,
            "Sources",
            "Source",
            "Ajouter une source",
            50,
            "D’où viennent les informations, si ce n’est pas de la structure elle-même.",
        ),
    )
}


# The forms of the steps, and how each reads and writes its part of the open format.

_CONTACT: Final = ("service", "courriel", "telephone", "url")
_PERIODE: Final = ("debut", "fin", "sans_terme")


class FormPartie(DsfrBaseForm):
    def read(self) -> Contenu:
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur is not None}

    @staticmethod
    def initial_of(_contenu: Contenu) -> Contenu:
        """Read the part of a content that this form shows: nothing but the lists."""
        return {}

    def write(self, contenu: Contenu) -> None:
        """Write this form's part: nothing but the lists."""


class FormStructure(FormPartie):
    nom = formulaires.ChampTexte(
        "Nom de la structure",
        requis="Donnez le nom usuel de la structure.",
        validators=[formulaires.refuse_lien],
    )
    siren = champs_fiche.ChampSiren(
        aide="Neuf chiffres. À laisser vide si vous ne le connaissez pas."
    )
    type = champs_fiche.ChampChoix(
        "Type de structure",
        nomenclatures.TypeStructure,
        requis="Choisissez le type de la structure.",
    )
    code_region = champs_fiche.ChampRegion("À laisser vide pour un acheteur national")
    codes_departement = champs_fiche.ChampDepartements()
    tranche_habitants = champs_fiche.ChampChoix(
        "Nombre d’habitants", nomenclatures.TrancheHabitants
    )
    tranche_achats = champs_fiche.ChampChoix("Volume d’achats estimés", nomenclatures.TrancheAchats)

    @staticmethod
    def initial_of(contenu: Contenu) -> Contenu:
        structure: Contenu = contenu.get("structure", {})
        return structure

    def write(self, contenu: Contenu) -> None:
        contenu["structure"] = self.read()


class FormSchema(FormPartie):
    titre = formulaires.ChampTexte("Titre du schéma", aide="S’il a un nom à lui")
    statut = champs_fiche.ChampChoix(
        "Statut du SPASER",
        nomenclatures.DECLARABLES,
        aide="Le site en déduit « échu » quand la période est finie.",
    )
    edition = champs_fiche.ChampEntier(
        "Édition", 1, 50, aide="1 pour le premier schéma, 2 pour le suivant"
    )
    adopte_le = champs_fiche.ChampDate("Adopté le")
    debut = champs_fiche.ChampDate("Début de la période")
    fin = champs_fiche.ChampDate("Fin de la période")
    sans_terme = forms.BooleanField(
        label="Le schéma dit qu’il n’a pas de date de fin", required=False
    )
    obligation = champs_fiche.ChampChoix("Obligé ou volontaire", nomenclatures.ObligationSchema)
    mutualise = champs_fiche.ChampOuiNon(
        "Mutualisé", "Oui si plusieurs structures portent le schéma"
    )
    approche = champs_fiche.ChampChoix("Approche", nomenclatures.Approche)
    presentation = formulaires.TexteLong(
        "Présentation", aide="Quelques paragraphes, sans mise en forme"
    )
    contact_service = formulaires.ChampTexte(
        "Service", aide="Un service ou une direction, jamais une personne"
    )
    contact_courriel = champs_fiche.ChampCourrielService("Adresse électronique du service")
    contact_telephone = champs_fiche.ChampTelephone("Téléphone du service")
    contact_url = formulaires.ChampAdresse("Page de contact")

    @staticmethod
    def initial_of(contenu: Contenu) -> Contenu:
        schema, contact = contenu.get("schema", {}), contenu.get("contact", {})
        plat = {**schema, **schema.get("periode", {})}
        return plat | {f"contact_{nom}": contact.get(nom) for nom in _CONTACT}

    def clean(self) -> Contenu:
        super().clean()
        donnees = self.cleaned_data
        if donnees.get("sans_terme") and donnees.get("fin"):
            self.add_error(
                "fin",
                "Un schéma sans date de fin n’en a pas : videz ce champ, ou décochez la case.",
            )
        reste = any(donnees.get(f"contact_{nom}") for nom in _CONTACT[1:])
        if reste and not donnees.get("contact_service"):
            self.add_error("contact_service", "Dites de quel service sont ces coordonnées.")
        donnees["sans_terme"] = donnees.get("sans_terme") or None
        return donnees

    def write(self, contenu: Contenu) -> None:
        """Write this form's part; what it does not show stays."""
        connus = self.read()
        contact = {n: connus.pop(f"contact_{n}") for n in _CONTACT if f"contact_{n}" in connus}
        periode = {n: connus.pop(n) for n in _PERIODE if n in connus}
        schema = contenu.get("schema", {})
        gardes = {n: v for n, v in schema.items() if n not in self.fields and n != "periode"}
        contenu["schema"] = gardes | connus | ({"periode": periode} if periode else {})
        contenu.pop("contact", None)
        if contact:
            contenu["contact"] = contact


@dataclass(frozen=True)
class EtapeDepot:
    numero: int
    nom: str
    titre: str
    form: type[FormPartie] = FormPartie
    listes: tuple[str, ...] = ()
    dans: str = ""  # the part of the format where the lists are, if not at the top
    groupes: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())


STRUCTURE: Final = EtapeDepot(1, "structure", "La structure", FormStructure, ("achats_annuels",))
SCHEMA: Final = EtapeDepot(
    2,
    "schema",
    "Le schéma",
    FormSchema,
    ("partenaires", "axes", "objectifs"),
    "schema",
    (
        ("Le schéma", ("titre", "statut", "edition", "approche", "presentation")),
        ("Dates", ("adopte_le", "debut", "fin", "sans_terme")),
        ("Cadre", ("obligation", "mutualise")),
        (
            "Service à contacter",
            ("contact_service", "contact_courriel", "contact_telephone", "contact_url"),
        ),
    ),
)
DOCUMENTS: Final = EtapeDepot(
    3, "documents", "Les documents", listes=("documents", "liens", "sources")
)
VERIFICATION: Final = EtapeDepot(4, "verification", "La vérification")
ETAPES: Final = (STRUCTURE, SCHEMA, DOCUMENTS, VERIFICATION)


class EtapeSaisie:
    def __init__(
        self, etape: EtapeDepot, contenu: Contenu, donnees: QueryDict | None = None
    ) -> None:
        self.etape = etape
        self.contenu = contenu
        self.form = etape.form(donnees, initial=etape.form.initial_of(contenu))
        ou = contenu.get(etape.dans, {}) if etape.dans else contenu
        self.repetitions = [
            versions.Repetition(LISTES[nom], ou.get(nom, []), donnees) for nom in etape.listes
        ]

    def is_valid(self) -> bool:
        """Say whether the step may be kept; what does not agree is told on the form."""
        partes = [self.form.is_valid(), *(r.is_valid() for r in self.repetitions)]
        if not all(partes):
            return False
        lu = read_spaser_dict(self._write())
        if isinstance(lu, Spaser):
            self._lu = lu
            return True
        for faute in lu:
            self.form.add_error(_find_field(self.form, faute.chemin), _tell(faute))
        return False

    def read(self) -> Contenu:
        """Return the whole content with this step's part, in the canonical order."""
        return write_spaser(self._lu)

    @property
    def groupes(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(titre, [self.form[nom] for nom in noms]) for titre, noms in self.etape.groupes]

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        return versions.list_erreurs(self.form, self.repetitions)

    def _write(self) -> Contenu:
        contenu: Contenu = {"format": "spaser", "version": VERSION_1_0, "schema": {}}
        contenu |= deepcopy(self.contenu)
        self.form.write(contenu)
        ou = contenu[self.etape.dans] if self.etape.dans else contenu
        for repetition in self.repetitions:
            nom, champs = repetition.liste.nom, repetition.liste.form.base_fields
            avant = ou.pop(nom, [])
            if lignes := keep_reste(repetition.read(), avant, champs):
                ou[nom] = lignes
        if contenu["version"] == VERSION_1_1:
            close_liens(contenu["schema"])
        return contenu


def _find_field(form: FormPartie, chemin: tuple[str | int, ...]) -> str | None:
    """Return the field of the form that writes a place of the format, if there is one."""
    parties = [str(p) for p in chemin if p not in ("structure", "schema", "periode")]
    nom = "_".join(parties)
    return nom if nom in form.fields else None


def _tell(faute: Any) -> str:  # noqa: ANN401 - an ErreurFormat
    message = f"{faute.message[0].upper()}{faute.message[1:]}"
    return f"{message} {faute.correction}"


def next_etape(etapes_faites: int) -> EtapeDepot:
    """Return where to go on: the first step not kept yet."""
    return ETAPES[min(etapes_faites, len(ETAPES) - 1)]
