"""Pages of the yearly review: its words, the act that closes it, errata."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents import point_annuel
from spaser.documents.publication import AUTRES, name_legales
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import ReferenceChiffre
from spaser.regles.point_annuel import (
    BILAN_MAX,
    COMMENTAIRE_MAX,
    DEMANDES_MAX,
    MOTIF_MAX,
    ContenuPoint,
    ErratumAnnuel,
    GroupeActions,
    LignePoint,
    find_valeur,
)
from spaser.regles.publication import check_corrigee
from spaser.regles.trajectoires import NombreIllisible, read_nombre
from spaser.site.chiffres.situation import link_preuve
from spaser.site.comptes.sessions import auteur_of
from spaser.site.organisations import espaces
from spaser.site.organisations.models import Espace
from spaser.site.plan.cibles.forms import FormCompte
from spaser.site.plan.cibles.services import read_suivi
from spaser.site.plan.models.cibles import ANNEE_MIN
from spaser.site.plan.point_annuel import services
from spaser.site.socle import versions
from spaser.site.socle.formulaires import (
    CHAMP_LIBRE,
    FormLibre,
    ask_choix,
    ask_ligne,
    ask_texte,
    offer_choix,
)
from spaser.site.socle.vues import Rendu, shows

# --- What the pages of the yearly review share ---


TITRE: Final = "Point annuel"
fil_point = partial(espaces.fil_outil, TITRE, "point_annuel:points")
_COULEURS: Final = {"atteint": "success", "en_bonne_voie": "info", "en_retard": "warning"}


def get_point(espace: Espace, annee: int) -> services.PointLu:
    """Return the review of a year; 404 for one that has not begun, or too far."""
    if not ANNEE_MIN <= annee <= timezone.localdate().year:
        raise Http404
    return services.read_point(espace, annee)


def describe_etape(lu: services.PointLu) -> point_annuel.EtatPointAnnuel:
    return point_annuel.EtatPointAnnuel(
        clos_le=lu.clos_le,
        corrections=lu.corrections,
        reserve=lu.espace.mention,
        fictive=lu.espace.est_fictif,
    )


def show_groupes(lu: services.PointLu) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the lines in two tables, those of the law first; the second only if it has any."""
    contenu: ContenuPoint = lu.contenu
    groupes = ((name_legales(), contenu.legales), (AUTRES, contenu.autres))
    return [(titre, [_show(lu, ligne) for ligne in lignes]) for titre, lignes in groupes if lignes]


def _show(lu: services.PointLu, ligne: LignePoint) -> dict[str, Any]:
    dite = point_annuel.tell_ligne(ligne, lu.corrections)
    auteurs = [une.par for une in lu.corrections if une.cle == dite.cle]
    return {
        "dite": dite,
        "errata": list(zip(dite.errata, auteurs, strict=True)),
        "couleur": _COULEURS.get(ligne.etat.value, ""),
        "preuve": _link(lu.espace, ligne.resultat.reference),
    }


def _link(espace: Espace, reference: str) -> str:
    return link_preuve(espace, ReferenceChiffre.parse(reference)) if reference else ""


# --- What is asked of a yearly review: its words, that it was read, a correction ---


_VALEUR_MAX: Final = 40


class FormTextesPoint(versions.FormVersionne, FormLibre):
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


class FormErratumPoint(FormCompte):
    field_order = ("cle", "nouvelle")

    cle = ask_choix(
        "Indicateur",
        manque="Choisissez l’indicateur.",
        hors={"invalid_choice": "Choisissez dans la liste."},
    )
    nouvelle = ask_ligne(
        "Valeur corrigée",
        _VALEUR_MAX,
        aide="Dans l’unité de l’indicateur. Laissez vide si la valeur n’est plus connue.",
    )
    motif = ask_texte("Raison", MOTIF_MAX, 3, manque="Dites pourquoi cette valeur est corrigée.")

    def __init__(
        self,
        *args: Any,
        contenu: ContenuPoint,
        corrections: Sequence[ErratumAnnuel] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._contenu, self._corrections = contenu, corrections
        lignes = [(ligne.indicateur.cle, ligne.indicateur.nom) for ligne in contenu.lignes]
        offer_choix(self, "cle", [("", "Choisir"), *lignes])

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


# --- What people write of a year: its words, the act that closes it, errata ---


CHAMPS = ("bilan", "demandes", "commentaires")
CLOSE = "Cette année est close : elle ne change plus que par un erratum."
OUVERTE = "Cette année n’est pas close : corrigez la valeur elle-même, dans « Cibles et valeurs »."


@espaces.exige_espace(Operation.PREPARER_POINT_ANNUEL)
@shows("commun/demander.html", envoi=True)
def textes_point(request: HttpRequest, espace: Espace, annee: int) -> Rendu:
    lu = get_point(espace, annee)
    if lu.est_clos:
        return _leave(request, espace, annee, CLOSE)

    def read() -> FormTextesPoint:
        point = services.find_point(espace, annee)
        return FormTextesPoint(
            versions.read_envoi(request),
            lignes=lu.contenu.lignes,
            initial={nom: getattr(point, nom) for nom in CHAMPS} if point else {},
            version=point.version if point else None,
        )

    def save(form: FormTextesPoint) -> None:
        services.save_textes_point(espace, annee, form.read(), auteur_of(request), form.actuelle)

    form = versions.save_form(read, save)
    if form is None:
        messages.success(request, "Vos textes sont enregistrés.")
        return redirect("point_annuel:point", espace.siren, annee)
    return _contexte(request, lu, form, f"Textes du point annuel {annee}", "Enregistrer")


@espaces.exige_espace(Operation.CLORE_POINT_ANNUEL)
@shows("point_annuel/clore.html", envoi=True)
def clore(request: HttpRequest, espace: Espace, annee: int) -> Rendu:
    lu = get_point(espace, annee)
    if not lu.peut_clore:
        return _leave(request, espace, annee, services.DEJA_CLOS if lu.est_clos else _refuse(lu))
    empreinte = services.print_point(lu.contenu)
    form = FormFermeture(versions.read_envoi(request), initial={"empreinte": empreinte})
    if form.is_valid():
        try:
            services.close(espace, annee, form.cleaned_data["empreinte"], auteur_of(request))
        except services.FermetureRefusee as refus:
            messages.error(request, str(refus))
            return redirect("point_annuel:clore", espace.siren, annee)
        messages.success(request, f"L’année {annee} est close. Ses valeurs ne bougent plus.")
        return redirect("point_annuel:point", espace.siren, annee)
    contexte = _contexte(request, lu, form, f"Clore l’année {annee}", "Clore l’année")
    contexte |= {"groupes": show_groupes(lu), "etape": describe_etape(lu)}
    return contexte


@espaces.exige_espace(Operation.CLORE_POINT_ANNUEL)
@shows("commun/demander.html", envoi=True)
def erratum(request: HttpRequest, espace: Espace, annee: int) -> Rendu:
    lu = get_point(espace, annee)
    if lu.point is None or not lu.est_clos:
        return _leave(request, espace, annee, OUVERTE)
    depart = {nom: request.GET.get(nom, "") for nom in ("cle", "nouvelle")}
    form = FormErratumPoint(
        versions.read_envoi(request), contenu=lu.contenu, corrections=lu.corrections, initial=depart
    )
    if form.is_valid():
        dits = form.cleaned_data
        services.add_erratum_point(
            lu.point,
            dits["cle"],
            dits["nouvelle"],
            dits["motif"],
            auteur_of(request),
            dits.get("compte"),
        )
        messages.success(request, "L’erratum est noté, avec sa date.")
        return redirect("point_annuel:point", espace.siren, annee)
    return _contexte(request, lu, form, f"Noter un erratum pour {annee}", "Noter l’erratum")


def _refuse(lu: services.PointLu) -> str:
    return services.RIEN if lu.contenu.est_vide else lu.avis


def _leave(request: HttpRequest, espace: Espace, annee: int, message: str) -> HttpResponse:
    messages.info(request, message)
    return redirect("point_annuel:point", espace.siren, annee)


def _contexte(
    request: HttpRequest, lu: services.PointLu, form: Form, titre: str, bouton: str
) -> dict[str, Any]:
    adresse = reverse("point_annuel:point", args=[lu.espace.siren, lu.annee])
    return versions.make_demande(form, titre, bouton, adresse) | {
        "fil": fil_point(request, lu.espace, (str(lu.annee), adresse), (titre, None)),
        "espace": lu.espace,
        "lu": lu,
    }


# --- The yearly reviews of a space, and one of them: frozen, or as known today ---


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("point_annuel/points.html")
def points_annuels(request: HttpRequest, espace: Espace) -> Rendu:
    connus = {point.annee: point for point in services.list_points(espace)}
    annees = services.list_annees_points(connus.values(), timezone.localdate())
    return {
        "fil": fil_point(request, espace),
        "annees": [(annee, connus.get(annee)) for annee in annees],
    }


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("point_annuel/point.html")
def point(request: HttpRequest, espace: Espace, annee: int) -> Rendu:
    lu = get_point(espace, annee)
    clore = espaces.peut_dans(request, espace, Operation.CLORE_POINT_ANNUEL)
    return {
        "fil": fil_point(request, espace, (str(annee), None)),
        "lu": lu,
        "etape": describe_etape(lu),
        "groupes": show_groupes(lu),
        "resume": point_annuel.sum_up_point(lu.contenu),
        "cases": [
            (titre, mark_safe(dessin))  # noqa: S308 - it escapes every text
            for titre, dessin in point_annuel.draw_point(lu.contenu)
        ],
        "actions": [
            (groupe, [(action, point_annuel.tell_action(action)) for action in actions])
            for groupe in GroupeActions
            if (actions := lu.contenu.list_groupe(groupe))
        ],
        "ecarts": list(_list_ecarts(lu)) if clore and lu.est_clos else [],
        "preparer": espaces.peut_dans(request, espace, Operation.PREPARER_POINT_ANNUEL),
        "clore": clore,
        "formes": ("docx", "odt", "pdf", "pptx"),
    }


def _list_ecarts(lu: services.PointLu) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is known otherwise since: key, name, what holds here, what is known today.

    Where an erratum holds, a value that is still the frozen one tells nothing new.
    """
    actuelles = {ligne.vise.cle: ligne for ligne in read_suivi(lu.espace, lu.annee).lignes}
    for ligne in lu.contenu.lignes:
        dit, autre = ligne.indicateur, actuelles.get(ligne.indicateur.cle)
        valeur = autre.valeur if autre else None
        if valeur is None or valeur.unite != dit.unite:
            continue
        tenue = find_valeur(ligne, lu.corrections)
        ici = point_annuel.write_connue(tenue, dit.unite)
        if valeur.valeur not in {tenue, ligne.resultat.valeur} and valeur.texte != ici:
            yield dit.cle, dit.nom, ici, valeur.texte
