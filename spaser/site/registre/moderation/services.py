"""The queue of deposits, and what is decided of each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.db import transaction
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery, TextChoices
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import format_date_courte
from spaser.moteur.reseau.sonde import PageLue
from spaser.regles.fiche import Spaser
from spaser.regles.format_spaser import read_spaser_dict
from spaser.regles.nomenclatures import Confiance, OrigineFiche
from spaser.site.comptes.models import Utilisateur
from spaser.site.registre import courriels, models
from spaser.site.registre.depot.champs_fiche import ChampChoix, ChampDate
from spaser.site.registre.depot.envoi import PAR_EQUIPE, prefill, publish_depot
from spaser.site.registre.depot.forms import (
    LISTES,
    SCHEMA,
    STRUCTURE,
    Contenu,
    EtapeDepot,
    EtapeSaisie,
)
from spaser.site.registre.depot.services import change_etat
from spaser.site.registre.fiches import withdraw_fiche
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte, PlusUtile
from spaser.site.socle.formulaires import ChampAdresse, ChampTexte
from spaser.site.socle.journal import record_on
from spaser.site.socle.models import Sujet
from spaser.site.socle.versions import list_erreurs

DELAI: Final = timedelta(days=7)
ATTENTE_AVIS: Final = timedelta(days=3)
RAPPEL_MAX: Final = 20

# What waits for the team, the oldest first.


class FileModeration(TextChoices):
    A_RELIRE = "a-relire", "À relire avant publication"
    A_VERIFIER = "a-verifier", "À vérifier après publication"
    REVENDICATIONS = "revendications", "Revendications"
    SIGNALEMENTS = "signalements", "Erreurs signalées"


@dataclass(frozen=True)
class DossierEnAttente:
    quoi: str
    structure: str
    qui: str
    depuis: datetime
    adresse: str
    avis: str = ""  # where the second reading stands
    presse: bool = False  # waits for longer than the team lets it


def list_file(choisie: FileModeration | None, maintenant: datetime) -> list[DossierEnAttente]:
    """Return one queue, or all of them, the oldest first; what waits too long says so."""
    files = [choisie] if choisie else list(FileModeration)
    lectures = ((_LECTEURS[file], ligne) for file in files for ligne in _REQUETES[file]())
    limite = maintenant - DELAI
    lues = [read(ligne) for read, ligne in lectures]
    return [
        replace(ligne, presse=ligne.depuis < limite)
        for ligne in sorted(lues, key=lambda ligne: ligne.depuis)
    ]


def count_files() -> dict[FileModeration, int]:
    return {file: _REQUETES[file]().count() for file in FileModeration}


def count_liens() -> dict[str, Any]:
    """Count the addresses of public sheets, those that were checked, and since when."""
    publics = models.LienFiche.objects.filter(fiche__etat=models.EtatFiche.PUBLIEE)
    return publics.aggregate(
        total=Count("pk"), verifies=Count("verifie_le"), depuis=Min("verifie_le")
    )


def dead_links() -> QuerySet[models.LienFiche]:
    morts = models.LienFiche.objects.filter(
        etat=models.EtatLien.MORT, fiche__etat=models.EtatFiche.PUBLIEE
    )
    return morts.select_related("fiche").order_by("fiche__structure", "pk")


def _depots(etat: models.EtatDepot) -> QuerySet[models.Depot]:
    avis = models.Relecture.objects.filter(depot=OuterRef("pk")).order_by("-ecrite_le", "-pk")
    depots = models.Depot.objects.filter(etat=etat).select_related(
        "auteur", "organisation", "fiche"
    )
    return depots.annotate(dernier_avis=Subquery(avis.values("sens")[:1]))


def _read_depot(depot: Any) -> DossierEnAttente:  # noqa: ANN401 - a deposit with its last reading
    return DossierEnAttente(
        depot.get_nature_display(),
        depot.nom,
        courriels.name_deposant(depot),
        depot.soumis_le,
        reverse("registre:moderation_depot", args=[depot.pk]),
        avis=models.SensRelecture(sens).label if (sens := depot.dernier_avis) else "",
    )


def _read_revendication(revendication: models.Revendication) -> DossierEnAttente:
    return DossierEnAttente(
        "Revendication",
        revendication.fiche.structure,
        f"{revendication.demandeur.nom_complet} ({revendication.demandeur.courriel})",
        revendication.creee_le,
        reverse("registre:moderation_revendication", args=[revendication.pk]),
    )


def _read_signalement(signalement: models.Signalement) -> DossierEnAttente:
    return DossierEnAttente(
        f"Signalement : {signalement.get_nature_display().lower()}",
        signalement.fiche.structure,
        signalement.courriel or "une personne sans adresse",
        signalement.creee_le,
        reverse("registre:moderation_signalement", args=[signalement.pk]),
    )


_REQUETES: Final[dict[FileModeration, Callable[[], QuerySet[Any]]]] = {
    FileModeration.A_RELIRE: lambda: _depots(models.EtatDepot.SOUMIS),
    FileModeration.A_VERIFIER: lambda: _depots(models.EtatDepot.A_VERIFIER),
    FileModeration.REVENDICATIONS: lambda: (
        models.Revendication.objects.attendent()
        .filter(demandeur__is_active=True)
        .select_related("fiche", "demandeur")
    ),
    FileModeration.SIGNALEMENTS: lambda: models.Signalement.objects.attendent().select_related(
        "fiche"
    ),
}
_LECTEURS: Final[dict[FileModeration, Callable[[Any], DossierEnAttente]]] = {
    FileModeration.A_RELIRE: _read_depot,
    FileModeration.A_VERIFIER: _read_depot,
    FileModeration.REVENDICATIONS: _read_revendication,
    FileModeration.SIGNALEMENTS: _read_signalement,
}


# A second reading: asked of the others, or given. It binds nobody: who is away blocks nothing.


@transaction.atomic
def write_relecture(
    depot: models.Depot,
    sens: models.SensRelecture,
    texte: str,
    auteur: Utilisateur,
    maintenant: datetime,
) -> None:
    relecture = models.Relecture.objects.create(
        depot=depot, sens=sens, texte=texte, auteur=auteur, ecrite_le=maintenant
    )
    record_on("depot.relecture", depot, auteur)
    courriels.tell_moderateurs(tell_relecture, relecture, sauf=auteur)


def _is_decide(relecture: models.Relecture) -> str:
    attend = relecture.depot.etat in models.A_TRAITER
    return "" if attend else "Le dépôt a été traité depuis."


@courriel(make_avis("Second avis sur un dépôt", sujet=Sujet.EQUIPE, arret=_is_decide))
def tell_relecture(relecture: models.Relecture) -> Contexte:
    depot, sens = relecture.depot, relecture.get_sens_display().lower()
    qui = relecture.auteur.nom_complet if relecture.auteur else "Une personne de l’équipe"
    suite = (
        f"Sans réponse au bout de {ATTENTE_AVIS.days} jours, {qui} décidera."
        if relecture.sens == models.SensRelecture.DEMANDE
        else ""
    )
    return compose_avis(
        f"Registre\u00a0: {depot.nom}, {sens}",
        [f"{qui}\u00a0: {sens}.", relecture.texte, suite],
        (reverse("registre:moderation_depot", args=[depot.pk]), "Ouvrir le dépôt"),
    )


def may_decide_alone(depot: models.Depot, maintenant: datetime) -> bool:
    """Say whether a second reading that was asked for has waited long enough."""
    derniere = depot.relectures.order_by("ecrite_le", "pk").last()
    return (
        derniere is not None
        and derniere.sens == models.SensRelecture.DEMANDE
        and derniere.ecrite_le <= maintenant - ATTENTE_AVIS
    )


def remind_equipe(maintenant: datetime) -> None:
    """Write to the whole team, of whom one may be away, when something has waited for too long."""
    if _list_presses(maintenant):
        courriels.tell_moderateurs(tell_retard)


@courriel(
    make_avis("Rappel de ce qui attend au registre", sujet=Sujet.EQUIPE, retard=timedelta(days=1))
)
def tell_retard() -> Contexte:
    presses = _list_presses(timezone.now())
    if not presses:
        raise PlusUtile("Plus rien n’attend depuis trop longtemps.")
    lignes = [
        f"{ligne.structure} ({ligne.quoi.lower()}), depuis le {format_date_courte(ligne.depuis)}"
        for ligne in presses[:RAPPEL_MAX]
    ]
    return compose_avis(
        f"Registre\u00a0: {len(presses)} à traiter depuis plus de {DELAI.days} jours",
        ["Ce qui attend, du plus ancien au plus récent\u00a0:", *lignes],
        (reverse("registre:moderation"), "Ouvrir la file"),
    )


def _list_presses(maintenant: datetime) -> list[DossierEnAttente]:
    return [ligne for ligne in list_file(None, maintenant) if ligne.presse]


# What the team decides of a deposit; two people at once: the second is told.


_REPONSES: Final = {
    models.ActeDepot.ACCEPTATION: courriels.tell_accepte,
    models.ActeDepot.RETOUR: courriels.tell_a_reprendre,
    models.ActeDepot.REJET: courriels.tell_rejete,
    models.ActeDepot.RETRAIT: courriels.tell_rejete,
}


@transaction.atomic
def decide(
    depot: models.Depot,
    acte: models.ActeDepot,
    version: int,
    auteur: Utilisateur,
    maintenant: datetime,
    reponse: str = "",
) -> None:
    """Act on a deposit as it was read, and tell its depositor."""
    change_etat(depot, version, acte, traite_le=maintenant, traite_par=auteur, reponse=reponse)
    fiche = depot.fiche
    if acte is models.ActeDepot.ACCEPTATION:
        organisation = None if fiche else depot.organisation
        publish_depot(depot, auteur, maintenant, PAR_EQUIPE, organisation)
    elif acte is models.ActeDepot.RETRAIT and fiche and fiche.etat == models.EtatFiche.PUBLIEE:
        withdraw_fiche(fiche, reponse, auteur, maintenant)
    record_on(acte.geste, depot, auteur, **({"reponse": reponse} if reponse else {}))
    if tell := _REPONSES.get(acte):
        tell(courriels.find_deposant(depot), depot)


# --- The page by which the team enters a scheme found in a public source: its source, every field
# ---


_URL_MAX: Final = 500
# The sources of a sheet of the team are those of the page: no list asks for them again.
_DOCUMENTS: Final = EtapeDepot(3, "documents", "Les documents", listes=("documents", "liens"))
_PROVISOIRE: Final[Contenu] = {
    "format": "spaser",
    "version": "1.0",
    "structure": {"nom": "?", "type": "autre"},
    "schema": {},
}


class FormLecture(DsfrBaseForm):
    page = ChampAdresse(
        "Adresse de la page à lire",
        requis="Donnez l’adresse de la page à lire.",
        aide="Elle commence par https://. La lecture prend vingt secondes au plus.",
    )


class FormPageLue(DsfrBaseForm):
    source_url = ChampAdresse("Adresse de la source", requis="Donnez l’adresse de la page lue.")
    source_libelle = ChampTexte(
        "Qui le dit",
        requis="Dites qui publie cette page.",
        aide="Par exemple : site de la structure, délibération, La Gazette",
    )
    source_date = ChampDate(
        "Lue le",
        requis="Donnez le jour de votre lecture.",
        aide="24/11/2026",
        initial=lambda: timezone.localdate().isoformat(),
    )
    confiance = ChampChoix("Confiance", Confiance, requis="Dites à quel point la source est sûre.")
    malgre_doublon = forms.BooleanField(
        label="Publier même si une autre fiche semble parler du même schéma", required=False
    )

    def clean_source_date(self) -> str:
        jour: str = self.cleaned_data["source_date"]
        if len(jour) < len("2026-11-24"):
            raise forms.ValidationError("Donnez le jour, par exemple 24/11/2026.")
        if jour > timezone.localdate().isoformat():
            raise forms.ValidationError("Ce jour n’est pas encore venu.")
        return jour

    def write_source(self) -> Contenu:
        lu = self.cleaned_data
        return {
            "libelle": lu["source_libelle"],
            "url": lu["source_url"],
            "consulte_le": lu["source_date"],
        }

    def make_provenance(self) -> models.Provenance:
        """Return the row of the whole sheet: this page is the only one that was read."""
        lu = self.cleaned_data
        return models.Provenance(
            origine=OrigineFiche.RECENSE,
            libelle=lu["source_libelle"],
            url=lu["source_url"][:_URL_MAX],
            date=date.fromisoformat(lu["source_date"]),
            confiance=lu["confiance"],
        )


class SaisieRecensement:
    """The source and the three parts of a sheet, on one page: shown, typed and read."""

    def __init__(
        self, contenu: Contenu, donnees: QueryDict | None = None, source: Contenu | None = None
    ) -> None:
        self.donnees = None if donnees is None else _complete(donnees)
        self.source = FormPageLue(self.donnees, initial=source)
        self.structure = EtapeSaisie(STRUCTURE, contenu, self.donnees)
        self.schema = EtapeSaisie(SCHEMA, contenu, self.donnees)
        self.documents = EtapeSaisie(_DOCUMENTS, contenu, self.donnees)

    def is_valid(self) -> bool:
        """Say whether all of it may be published; each part is told its faults."""
        valides = [self.source.is_valid()]
        contenu = _PROVISOIRE
        for saisie in self.parties:
            saisie.contenu = contenu
            valides.append(saisie.is_valid())
            if valides[-1]:
                contenu = saisie.read()
        if not all(valides):
            return False
        lu = read_spaser_dict(contenu | {"sources": [self.source.write_source()]})
        if isinstance(lu, Spaser):
            self._lu = lu
            return True
        self.source.add_error(None, " ".join(str(faute) for faute in lu))
        return False

    def read(self) -> Spaser:
        return self._lu

    @property
    def parties(self) -> tuple[EtapeSaisie, EtapeSaisie, EtapeSaisie]:
        return self.structure, self.schema, self.documents

    @property
    def repetitions(self) -> list[Any]:
        return [repetition for partie in self.parties for repetition in partie.repetitions]

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        du_haut = list_erreurs(self.source, ())
        return du_haut + [e for partie in self.parties for e in partie.erreurs]


def start_from(page: PageLue | None, siren: str) -> tuple[Contenu, Contenu]:
    """Return what a page and a SIREN propose: the sheet, then its source. All is to be checked."""
    sirens = page.sirens if page else ()
    connu = siren or (sirens[0] if len(sirens) == 1 else "")
    contenu: Contenu = {"structure": prefill(connu) if connu else {}}
    if page is None:
        return contenu, {}
    contenu["documents"] = [{"titre": pdf.titre, "url": pdf.url} for pdf in page.pdfs]
    libelle = ", ".join(filter(None, (page.site, page.titre)))
    return contenu, {"source_url": page.url, "source_libelle": libelle[:_LIBELLE_MAX]}


_LIBELLE_MAX: Final = 300


def _complete(donnees: QueryDict) -> QueryDict:
    """Count no line of a list that the page did not send."""
    complete = donnees.copy()
    for nom in LISTES:
        complete.setdefault(f"{nom}-TOTAL_FORMS", "0")
        complete.setdefault(f"{nom}-INITIAL_FORMS", "0")
    return complete
