"""Correcting one contract or many, and going back on it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import pluriel
from spaser.moteur.contrats.cellules import EUROS_MAX, HEURES_MAX, LOT_MAX
from spaser.moteur.envois.formats import DOCUMENTS, TAILLE_MAXIMUM, ErreurFichier
from spaser.moteur.referentiels.embarques import read_familles
from spaser.moteur.tables.cellules import MontantIllisible, read_centimes
from spaser.regles.corrections import (
    DEFINITIONS,
    GROUPES,
    ChampCorrige,
    Definition,
    NatureChamp,
    OuiNon,
    SaisieContradictoire,
    complete,
)
from spaser.regles.droits import Operation
from spaser.site.chiffres.marches import services
from spaser.site.chiffres.marches.liste import read_filtre_garde
from spaser.site.chiffres.marches.suite import count_a_regler, is_attendu
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.organisations.espaces import exige_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.socle.fichiers import Envoi, examine, serve_fichier
from spaser.site.socle.requetes import recoit
from spaser.site.socle.versions import VersionDepassee
from spaser.site.socle.vues import Rendu, shows

# --- The form of a correction, of one contract or of many; an empty answer changes nothing ---


_INCHANGE: Final = "Ne pas changer"
_CENT: Final = 100


class ChampEuros(forms.CharField):
    """An amount as people write it; kept as « 1234.50 »."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - Django's signature
        texte = super().to_python(value)
        if not texte:
            return ""
        try:
            centimes = read_centimes(texte)
        except MontantIllisible as erreur:
            raise forms.ValidationError(
                "Ce montant ne se lit pas : écrivez-le comme 1 234,50 €."
            ) from erreur
        if not 0 <= centimes <= EUROS_MAX * _CENT:
            raise forms.ValidationError("Donnez un montant entre 0 et 10 milliards d’euros.")
        return f"{centimes // _CENT}.{centimes % _CENT:02d}"


def _ask(definition: Definition) -> forms.Field:
    """Return the question of a thing that may be said of a contract, by its nature."""
    dit: dict[str, Any] = {
        "label": definition.libelle,
        "help_text": definition.aide,
        "required": False,
    }
    match definition.nature:
        case NatureChamp.ETAT:
            etats = [(etat.value, etat.libelle) for etat in OuiNon]
            return forms.ChoiceField(choices=[("", _INCHANGE), *etats], **dit)
        case NatureChamp.FAMILLE:
            return forms.ChoiceField(choices=[("", _INCHANGE), *read_familles().items()], **dit)
        case NatureChamp.EUROS:
            libre = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            return ChampEuros(max_length=40, widget=libre, **dit)
        case NatureChamp.HEURES:
            dit["error_messages"] = {"invalid": "Écrivez un nombre entier d’heures, comme 350."}
            return forms.IntegerField(min_value=0, max_value=HEURES_MAX, **dit)
        case NatureChamp.JOUR:
            illisible = "Cette date ne se lit pas : écrivez-la comme 31/12/2025."
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": illisible},
                **dit,
            )
        case NatureChamp.TEXTE:
            return forms.CharField(max_length=LOT_MAX, **dit)


_FormChamps = type(
    "_FormChamps",
    (DsfrBaseForm,),
    {champ.value: _ask(definition) for champ, definition in DEFINITIONS.items()},
)


class FormCorrection(_FormChamps):  # type: ignore[misc, valid-type]  # its fields are drawn above
    justification = forms.CharField(
        label="Sur quoi vous fondez-vous ?",
        help_text="Une phrase : l’article du marché, la page du règlement de consultation, la "
        "délibération… Elle reste avec la correction.",
        max_length=500,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Dites en une phrase sur quoi la correction se fonde.",
            "min_length": "Dites-le en une phrase : quelques mots suffisent.",
        },
    )
    preuve = forms.FileField(
        label="Pièce à l’appui",
        required=False,
        help_text="PDF, ODT ou DOCX, 20 Mo au plus.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.odt,.docx", "class": "fr-upload"}),
    )

    def clean_preuve(self) -> Envoi | None:
        preuve = self.cleaned_data.get("preuve")
        try:
            return examine(preuve, DOCUMENTS) if preuve else None
        except ErreurFichier as refus:
            raise forms.ValidationError(str(refus)) from refus

    def clean(self) -> dict[str, Any]:
        """Refuse answers that contradict each other, and an act that says nothing."""
        nettes: dict[str, Any] = super().clean() or {}
        if self.errors:
            return nettes
        saisies = self.read()
        if not saisies:
            raise forms.ValidationError(
                "Rien n’est changé : répondez à une question au moins, ou revenez à la liste."
            )
        etats = {
            c: OuiNon(v) for c, v in saisies.items() if c.definition.nature is NatureChamp.ETAT
        }
        try:
            complete({}, etats)
        except SaisieContradictoire as erreur:
            self.add_error(erreur.champ.value, str(erreur))
        return nettes

    def read(self) -> dict[ChampCorrige, str]:
        return {
            champ: _write(valeur)
            for champ in DEFINITIONS
            if (valeur := self.cleaned_data.get(champ.value)) not in (None, "")
        }

    def groupes(self) -> Iterator[tuple[str, list[BoundField]]]:
        for groupe, titre in GROUPES.items():
            yield titre, [self[c.value] for c, d in DEFINITIONS.items() if d.groupe is groupe]


def _write(valeur: object) -> str:
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur).strip()


PAR_PAGE: Final = 20
MONTRES: Final = 5  # contracts named above the form of many
_VALIDER: Final = "valider"
_TOUT: Final = "tout"


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def marche(request: HttpRequest, espace: Espace, cle: int) -> HttpResponse:
    trouve = services.find_marche(espace, cle)
    if trouve is not None:
        return _show(request, espace, trouve, FormCorrection())
    if is_attendu(espace, cle):
        return redirect("marches:a_regler", espace.siren)
    raise Http404


@exige_espace(Operation.CORRIGER_MARCHE)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(TAILLE_MAXIMUM)
def corriger_un(request: HttpRequest, espace: Espace, cle: int) -> HttpResponse:
    """Take a correction of one contract, unless somebody else made one meanwhile."""
    trouve = services.get_marche(espace, cle)
    if request.method != "POST":
        return redirect("marches:marche", espace.siren, cle)
    form = FormCorrection(request.POST, request.FILES)
    version = request.POST.get("version", "")
    valide = form.is_valid()  # it may read a file: done before any lock
    try:
        with transaction.atomic():
            services.hold_marche(espace, cle, int(version) if version.isdecimal() else -1)
            corrige = valide and _save(request, espace, [trouve], form)
    except VersionDepassee:
        return _show(request, espace, trouve, form, depasse=True)
    if corrige:
        return redirect("marches:marche", espace.siren, cle)
    return _show(request, espace, trouve, form)


@exige_espace(Operation.CORRIGER_MARCHES_EN_NOMBRE)
@recoit(TAILLE_MAXIMUM)
@shows("marches/corriger.html", envoi=True)
def corriger_marches(request: HttpRequest, espace: Espace) -> Rendu:
    requete = read_filtre_garde(request.POST).requete
    adresse = reverse("marches:liste", args=[espace.siren])
    retour = redirect(f"{adresse}?{requete}" if requete else adresse)
    if request.method != "POST":
        return retour
    choisis = _select(request, espace)
    if not choisis:
        messages.error(request, "Cochez d’abord les marchés à corriger.")
        return retour
    if len(choisis) > services.EN_NOMBRE_MAX:
        messages.error(
            request,
            f"C’est trop d’un coup : {len(choisis)} marchés, {services.EN_NOMBRE_MAX} au plus. "
            "Filtrez par année.",
        )
        return retour
    envoye = _VALIDER in request.POST
    form = FormCorrection(request.POST, request.FILES) if envoye else FormCorrection()
    if envoye and form.is_valid() and _save(request, espace, choisis, form):
        return retour
    return {
        **services.make_cadre_marches(request, espace, ("Corriger en nombre", None)),
        "form": form,
        "nombre": len(choisis),
        "montres": choisis[:MONTRES],
        "reste": max(0, len(choisis) - MONTRES),
        "corriges": sum(un.est_corrige for un in choisis),
        "filtre": read_filtre_garde(request.POST),
        "tout": _TOUT in request.POST,
        "cles": [] if _TOUT in request.POST else [un.cle for un in choisis],
    }


@exige_espace(Operation.VOIR_ESPACE)
@shows("marches/corrections.html")
def corrections(request: HttpRequest, espace: Espace) -> Rendu:
    gestes = Paginator(services.list_gestes(espace), PAR_PAGE).get_page(request.GET.get("page"))
    return {
        **services.make_cadre_marches(request, espace, ("Corrections", None)),
        "page": gestes,
        "gestes": services.describe_gestes(gestes),
        "a_regler": count_a_regler(espace),
        "annuler": peut_dans(request, espace, Operation.CORRIGER_MARCHE),
        "en_nombre": peut_dans(request, espace, Operation.CORRIGER_MARCHES_EN_NOMBRE),
    }


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def annuler_correction(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Undo an act of correction; one on many contracts asks for the right to make it."""
    geste = get_object_or_404(services.list_gestes(espace), pk=pk)
    seul = geste.nb_marches == 1
    if not seul and not peut_dans(request, espace, Operation.CORRIGER_MARCHES_EN_NOMBRE):
        messages.error(
            request, "Une correction en nombre s’annule avec le rôle Rédaction ou Administration."
        )
    elif services.undo_geste(espace, geste, request.user):
        messages.success(request, "La correction est annulée : les valeurs d’avant reviennent.")
    else:
        messages.info(request, "Cette correction était déjà annulée.")
    return redirect("marches:corrections", espace.siren)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve_correction(request: HttpRequest, espace: Espace, pk: int) -> HttpResponseBase:
    geste = get_object_or_404(services.list_gestes(espace), pk=pk)
    if geste.fichier is None:
        raise Http404
    return serve_fichier(geste.fichier)


def _show(
    request: HttpRequest,
    espace: Espace,
    un: services.Marche,
    form: FormCorrection,
    *,
    depasse: bool = False,
) -> HttpResponse:
    contexte = {
        **services.make_cadre_marches(request, espace, (un.contrat.id or "Marché", None)),
        "marche": un,
        "sujet": f"marches:{un.cle}",
        "valeurs": _list_valeurs(un),
        "histoire": services.list_histoire(espace, un.cle),
        "tenues": {correction.pk for correction in un.corrections.values()},
        "form": form if peut_dans(request, espace, Operation.CORRIGER_MARCHE) else None,
        "version": services.read_version_marche(espace, un.cle),
        "depasse": depasse,
    }
    return render(request, "marches/marche.html", contexte)


def _select(request: HttpRequest, espace: Espace) -> list[services.Marche]:
    tous = services.list_marches(espace)
    if _TOUT in request.POST:
        return read_filtre_garde(request.POST).apply(tous)
    cochees = set(request.POST.getlist("cle"))
    return [un for un in tous if str(un.cle) in cochees]


def _save(
    request: HttpRequest, espace: Espace, marches: Sequence[services.Marche], form: FormCorrection
) -> bool:
    try:
        geste = services.save_corrections(
            espace,
            auteur_of(request),
            marches,
            form.read(),
            form.cleaned_data["justification"],
            form.cleaned_data["preuve"],
        )
    except SaisieContradictoire as erreur:
        form.add_error(erreur.champ.value, str(erreur))
        return False
    fait = "est corrigé" if geste.nb_marches == 1 else "sont corrigés"
    messages.success(
        request,
        f"{pluriel(geste.nb_marches, 'marché')} {fait}. La valeur publiée reste affichée à côté.",
    )
    return True


def _list_valeurs(un: services.Marche) -> list[tuple[str, list[dict[str, object]]]]:
    groupes: list[tuple[str, list[dict[str, object]]]] = []
    for groupe, titre in GROUPES.items():
        lignes: list[dict[str, object]] = [
            {"champ": champ, "publie": un.publie(champ), "correction": un.corrections.get(champ)}
            for champ, definition in DEFINITIONS.items()
            if definition.groupe is groupe
        ]
        groupes.append((titre, lignes))
    return groupes
