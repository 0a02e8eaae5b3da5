"""What the worker does of spend: reads a file, then computes the figures of its space."""

import tempfile
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from dsfr.forms import DsfrBaseForm
from dsfr.widgets import InlineRadioSelect

from spaser.documents.francais import pluriel
from spaser.elements import ErreurSpaser, digits_of, is_siren, is_siret
from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import A_PART, ErreurBoite
from spaser.moteur.depense_payee import open_depense_payee
from spaser.moteur.depenses.base import settle_depenses
from spaser.moteur.depenses.colonnes import ColonnesIncertaines
from spaser.moteur.depenses.lecture import Extrait as Fichier
from spaser.moteur.depenses.lecture import ExtraitsLus, ReglagesExtraits
from spaser.moteur.depenses.modele import CompteRendu, ErreurDepenses
from spaser.moteur.depenses.resultats import synthese
from spaser.moteur.depenses.resultats.attentions import FournisseurInconnu
from spaser.moteur.envois.lecture import read_extrait as extract_lignes
from spaser.regles.droits import Operation
from spaser.site.chiffres import models
from spaser.site.chiffres.depenses import services
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.identite import SirenRefuse, describe_siren, read_siren
from spaser.site.organisations.models import Espace
from spaser.site.socle.formulaires import ask_choix
from spaser.site.socle.models import Fichier as Depose
from spaser.site.socle.taches.file import Travail, espace_of, travail
from spaser.site.socle.vues import Rendu, shows

# --- What the worker does: read a file line by line, then compute the figures of its space ---


_MESSAGE_MAX: Final = 600
_PANNE: Final = (
    "La lecture s’est arrêtée sur une erreur qui n’est pas la vôtre : relancez-la. Si elle "
    "revient, donnez le fichier en CSV."
)
ECARTE: Final = (
    "Ce fichier a arrêté deux fois le programme qui le lit : il est mis de côté. Relancez sa "
    "lecture. Si elle s’arrête encore, donnez le fichier en CSV."
)
_PANNE_CALCUL: Final = "Le calcul s’est arrêté sur une erreur qui n’est pas la vôtre : relancez-le."


class LectureArretee(Exception):
    """Somebody stopped the reading, or erased the file meanwhile."""


def read_fichier_extrait(extrait_id: int) -> None:
    """Read a file; what it holds is kept aside from that of any other space."""
    extrait = _take(extrait_id)
    if extrait is None:
        return
    try:
        lecture = _read(extrait)
    except LectureArretee:
        services.path_of(extrait.cle).unlink(missing_ok=True)
    except ColonnesIncertaines as incertaines:
        apercu = services.write_plain([incertaines.apercu])
        _end(extrait, models.EtatExtrait.A_PRECISER, str(incertaines), apercus=apercu)
    except (ErreurDepenses, ErreurBoite) as erreur:
        _end(extrait, models.EtatExtrait.REFUSE, _tell_travail(erreur, extrait))
    else:
        with transaction.atomic():
            gardee = _end(
                extrait,
                models.EtatExtrait.LU,
                apercus=services.write_plain(lecture.apercus),
                compte_rendu=services.write_plain(lecture.compte_rendu),
                lignes_lues=lecture.compte_rendu.lues.lignes,
            )
            if gardee:
                services.ask_calcul(extrait.espace)
            else:
                services.drop_lignes(extrait.cle)


def tell_panne_extrait(extrait_id: int, message: str = _PANNE) -> None:
    extrait = _list_prenables(extrait_id).select_related("espace").first()
    if extrait is not None:
        _list_prenables(extrait_id).update(
            etat=models.EtatExtrait.REFUSE, message=message, etat_le=timezone.now()
        )
        services.refresh_calcul(extrait.espace)


def compute(calcul_id: int, demande: int) -> None:
    calcul = (
        models.Calcul.objects.select_related("espace")
        .filter(pk=calcul_id, demande=demande, fait__lt=demande)
        .first()
    )
    if calcul is None:
        return
    extraits = list(models.Extrait.objects.filter(espace=calcul.espace, etat=models.EtatExtrait.LU))
    cle = uuid.uuid4() if extraits else None
    contenu = (
        synthese.write_bilan_depenses(_compute(calcul, extraits, services.path_of(cle)))
        if cle
        else None
    )
    with transaction.atomic():
        faits = models.Calcul.objects.filter(pk=calcul_id, demande=demande).update(
            cle=cle,
            contenu=contenu,
            fait=demande,
            message="",
            calcule_le=timezone.now(),
        )
        services.drop_lignes(calcul.cle if faits else cle)


def tell_panne_calcul(calcul_id: int, demande: int) -> None:
    """Note that the figures could not be computed, unless they were asked for again meanwhile."""
    attendu = models.Calcul.objects.filter(pk=calcul_id, demande=demande, fait__lt=demande)
    attendu.update(message=_PANNE_CALCUL)


def _take(extrait_id: int) -> models.Extrait | None:
    """Take a file that waits, or that a worker began and left; None if it was stopped or erased."""
    pris = _list_prenables(extrait_id)
    if not pris.update(etat=models.EtatExtrait.EN_COURS, etat_le=timezone.now()):
        return None
    return models.Extrait.objects.select_related("espace", "fichier").get(pk=extrait_id)


def _list_prenables(extrait_id: int) -> QuerySet[models.Extrait]:
    etats = (models.EtatExtrait.EN_ATTENTE, models.EtatExtrait.EN_COURS)
    return models.Extrait.objects.filter(pk=extrait_id, etat__in=etats)


def _read(extrait: models.Extrait) -> ExtraitsLus:
    reglages = ReglagesExtraits(
        memoire=services.load_memoire(extrait.espace),
        acheteur=extrait.espace.siren,
        annee_seule=extrait.annee_seule,
        demander=True,
    )
    depose = cast("Depose", extrait.fichier)  # what is asked to be read has its file
    fichier = Fichier(str(extrait.cle), Path(depose.contenu.path))
    cible = services.path_of(extrait.cle)
    with tempfile.TemporaryDirectory(prefix=".lecture-", dir=cible.parent) as travail:
        sortie = Path(travail) / cible.name
        suivi = _follow(extrait.pk)
        lus, incertaine = run_bounded(A_PART, extract_lignes, fichier, sortie, reglages, suivi)
        if incertaine:
            raise ColonnesIncertaines(incertaine)
        sortie.replace(cible)
    return cast("ExtraitsLus", lus)  # one or the other


def _follow(extrait_id: int) -> Callable[[str, int], None]:
    """Tell how far the reading is, and stop it when its file is no longer to be read."""

    def tell(_nom: str, lignes: int) -> None:
        en_cours = models.Extrait.objects.filter(pk=extrait_id, etat=models.EtatExtrait.EN_COURS)
        if not en_cours.update(lignes_lues=lignes, etat_le=timezone.now()):
            raise LectureArretee

    return tell


def _end(
    extrait: models.Extrait, etat: models.EtatExtrait, message: str = "", **champs: object
) -> bool:
    """Write how it ended, unless somebody stopped it at the last moment."""
    if etat != models.EtatExtrait.LU:
        services.refresh_calcul(extrait.espace)
    en_cours = models.Extrait.objects.filter(pk=extrait.pk, etat=models.EtatExtrait.EN_COURS)
    return bool(
        en_cours.update(etat=etat, message=message[:_MESSAGE_MAX], etat_le=timezone.now(), **champs)
    )


def _tell_travail(erreur: ErreurSpaser, extrait: models.Extrait) -> str:
    return f"{erreur.message} {erreur.conseil or ''}".replace(f"{extrait.cle} : ", "").strip()


def _compute(
    calcul: models.Calcul, extraits: list[models.Extrait], preuve: Path
) -> synthese.BilanDepenses:
    rendu = CompteRendu()
    for extrait in extraits:
        rendu.merge(services.read_compte_rendu(extrait.compte_rendu))
    lignes = preuve.with_suffix(".assemblage")
    try:
        bruts = [services.path_of(extrait.cle) for extrait in extraits]
        settle_depenses(bruts, lignes, rendu, services.load_decisions(calcul.espace))
        return synthese.BilanDepenses(rendu, _synthesize(calcul, lignes, preuve))
    finally:
        lignes.unlink(missing_ok=True)


def _synthesize(calcul: models.Calcul, lignes: Path, preuve: Path) -> synthese.Synthese:
    siren = calcul.espace.siren
    identite = describe_siren(siren)
    departements = identite.codes_departement if identite else ()
    with open_depense_payee(lignes, Path(settings.ENTREPOT)) as connexion:
        return synthese.compute_synthese(connexion, siren, departements or None, preuve)


# --- Who suppliers are: asked, remembered, forgotten ---


AUTRE: Final = "autre"
_RESTE: Final = (
    (AUTRE, "Le numéro que j’écris"),
    ("particulier", "Un particulier : à mettre à part"),
    ("hors_achats", "Pas un achat : à mettre à part"),
)
_PLUS_TARD: Final = ("plus_tard", "Je ne sais pas encore")


class FormFournisseur(DsfrBaseForm):
    """Who one supplier is; nothing chosen leaves it as it is."""

    choix = ask_choix(
        "C’est",
        manque="Choisissez une réponse, « Je ne sais pas encore » si besoin.",
        hors={"invalid_choice": "Choisissez une des réponses proposées."},
        initial=_PLUS_TARD[0],
        widget=InlineRadioSelect,
    )
    numero = forms.CharField(
        label="SIREN ou SIRET",
        required=False,
        max_length=40,
        error_messages={"max_length": "C’est trop long pour un SIREN ou un SIRET."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, inconnu: FournisseurInconnu, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inconnu = inconnu
        pistes = [
            (c.siret or c.siren, f"{c.nom} – {c.siren} ({c.raison})") for c in inconnu.candidats
        ]
        choix = cast("forms.ChoiceField", self.fields["choix"])
        choix.choices = [_PLUS_TARD, *pistes, *_RESTE]

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        numero = reponses.get("numero", "")
        if numero and reponses.get("choix") == _PLUS_TARD[0]:
            reponses["choix"] = AUTRE
        if reponses.get("choix") == AUTRE:
            self._read(numero, reponses)
        return reponses

    def _read(self, numero: str, reponses: dict[str, Any]) -> None:
        chiffres = digits_of(numero)
        if is_siret(chiffres) or is_siren(chiffres):
            reponses["choix"] = chiffres
            return
        try:
            reponses["choix"] = read_siren(numero)
        except SirenRefuse as refus:
            self.add_error("numero", str(refus))

    @property
    def decision(self) -> tuple[str, str] | None:
        choix = self.cleaned_data["choix"]
        if choix == _PLUS_TARD[0]:
            return None
        return (choix, "") if choix in {"particulier", "hors_achats"} else ("identifiant", choix)


PAR_PAGE: Final = 10


@exige_espace(Operation.MODIFIER_DEPENSES)
@shows("depenses/fournisseurs.html", envoi=True)
def fournisseurs(request: HttpRequest, espace: Espace) -> Rendu:
    depenses = services.read_depenses(espace)
    gardes = list(models.ChoixGarde.objects.filter(espace=espace).select_related("auteur"))
    page = Paginator(_list_inconnus(depenses, gardes), PAR_PAGE).get_page(request.GET.get("page"))
    envoye = request.POST if request.method == "POST" else None
    forms = [FormFournisseur(i, envoye, prefix=_name(i)) for i in page]
    if envoye is not None and all(form.is_valid() for form in forms):
        choisis = [(f.inconnu, *f.decision) for f in forms if f.decision]
        services.keep_choix(espace, choisis, auteur_of(request))
        _tell_fournisseurs(request, len(choisis))
        return redirect(reverse("depenses:fournisseurs", args=[espace.siren]))
    return {
        **services.make_cadre_depenses(request, espace, "Fournisseurs à reconnaître"),
        "depenses": depenses,
        "page": page,
        "forms": forms,
        "fautives": [form for form in forms if form.errors],
        "gardes": gardes,
    }


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def oublier(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    choix = get_object_or_404(models.ChoixGarde, pk=pk, espace=espace)
    services.forget_choix(espace, choix, request.user)
    messages.success(request, f"Le choix sur « {choix.nom} » est retiré.")
    return redirect("depenses:fournisseurs", espace.siren)


def _list_inconnus(
    depenses: services.Depenses, gardes: list[models.ChoixGarde]
) -> list[FournisseurInconnu]:
    """Leave out those of which something was said since the figures were drawn."""
    dits = {(g.nom_plie, g.code_postal) for g in gardes}
    inconnus = depenses.bilan.synthese.inconnus if depenses.bilan else ()
    return [i for i in inconnus if (i.nom_plie, i.code_postal or "") not in dits]


def _name(inconnu: FournisseurInconnu) -> str:
    """Name the questions about a supplier by the supplier: the list may change meanwhile."""
    return f"f-{inconnu.nom_plie}-{inconnu.code_postal or ''}".replace(" ", "-")


def _tell_fournisseurs(request: HttpRequest, nombre: int) -> None:
    if nombre:
        dits = pluriel(nombre, "fournisseur reconnu", "fournisseurs reconnus")
        messages.success(request, f"{dits} : le choix vaudra aussi pour les fichiers suivants.")
    else:
        messages.info(request, "Aucun choix n’a été fait : rien n’a changé.")


# --- Tasks of the worker: reading a file, computing the figures of a space ---


_LECTURE: Final = Travail(
    "Lecture d’un extrait de dépenses",
    abandonne=tell_panne_extrait,
    ecarte=partial(tell_panne_extrait, message=ECARTE),
    espace=espace_of(models.Extrait, "extrait_id"),
)
_CALCUL: Final = Travail(
    "Calcul des dépenses", abandonne=tell_panne_calcul, espace=espace_of(models.Calcul, "calcul_id")
)


@travail(_LECTURE)
def read_extrait(extrait_id: int) -> None:
    read_fichier_extrait(extrait_id)


@travail(_CALCUL)
def compute_calcul(calcul_id: int, demande: int) -> None:
    """Compute the figures, unless they were asked for again meanwhile."""
    compute(calcul_id, demande)
