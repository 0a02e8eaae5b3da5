"""Pages of the scheme: its outline, a heading, its control, its files."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.corps import write_saisie
from spaser.documents.document import ENCRE, LOGO_OCTETS_MAX, NEUTRE, Document, encode_document
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.html import write_blocs
from spaser.regles.controle_schema import DEVOIRS, Devoir
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import TEXTE_MAX
from spaser.site.comptes.sessions import auteur_of
from spaser.site.organisations import espaces
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import list_manifestes
from spaser.site.plan.cibles.services import pass_point, resume_point
from spaser.site.schema.forms import FormCharte, FormEcart, FormRubrique, FormTexte
from spaser.site.schema.redaction import composition, services
from spaser.site.schema.redaction.sujet import Manque
from spaser.site.socle.formulaires import ChampTexte
from spaser.site.socle.requetes import recoit, reply_fichier
from spaser.site.socle.versions import read_envoi, save_form, show_demande, try_geste
from spaser.site.socle.vues import Rendu, shows

# --- « Mon schéma »: the outline, and the page that changes its shape ---


TITRE = "Mon schéma"
fil_schema = partial(espaces.fil_outil, TITRE, "redaction:schema")


def get_rubrique(schema: services.SchemaLu, code: str) -> services.RubriqueLue:
    """Return a heading of the scheme, or a chapter of an approach; 404 for any other."""
    rubrique = schema.find(code) or schema.find_chapitre(code)
    if rubrique is None:
        raise Http404
    return rubrique


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("redaction/schema.html")
def schema(request: HttpRequest, espace: Espace) -> Rendu:
    lu = services.read_schema(espace)
    return {
        "fil": fil_schema(request, espace),
        "schema": lu,
        "ecrire": espaces.peut_dans(request, espace, Operation.REDIGER_SCHEMA),
        "deposer": espaces.peut_dans(request, espace, Operation.DEPOSER_SPASER),
    }


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@shows("redaction/organiser.html")
def organiser(request: HttpRequest, espace: Espace) -> Rendu:
    return {
        "fil": fil_schema(request, espace, ("Organiser les rubriques", None)),
        "schema": services.read_schema(espace),
    }


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_rubrique(request: HttpRequest, espace: Espace) -> HttpResponse:
    lu = services.read_schema(espace)
    form = FormRubrique(
        read_envoi(request),
        initial={"partie": request.GET.get("partie", "")},
        parties=_list_parties(lu),
    )
    if form.is_valid():
        champs = form.read()
        nee = services.add_rubrique(espace, champs["titre"], champs["partie"], auteur_of(request))
        messages.success(request, f"« {nee.titre} » est ajoutée. Écrivez-la quand vous voulez.")
        return redirect("redaction:rubrique", espace.siren, nee.code)
    fil = fil_schema(request, espace, ("Ajouter une rubrique", None))
    return show_demande(request, form, "Ajouter cette rubrique", fil, espace=espace)


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def renommer(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    lu = services.read_schema(espace)
    rubrique = get_rubrique(lu, code)

    def read() -> FormRubrique:
        actuelle = _read_again(request, espace, rubrique)
        return FormRubrique(
            read_envoi(request),
            initial={"titre": actuelle.titre, "partie": actuelle.partie},
            version=_find_version(actuelle),
            parties=_list_parties(lu),
            libre=actuelle.modele is None,
        )

    def save(form: FormRubrique) -> None:
        champs = form.read()
        partie = champs.get("partie", rubrique.partie)
        qui = auteur_of(request)
        services.rename_rubrique(espace, rubrique, champs["titre"], partie, qui, form.actuelle)

    form = save_form(read, save)
    if form is None:
        messages.success(request, "Le titre est enregistré.")
        return redirect("redaction:organiser", espace.siren)
    titre = f"Renommer « {rubrique.titre} »"
    fil = fil_schema(request, espace, (titre, None))
    return show_demande(request, form, "Enregistrer", fil, espace=espace)


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def ecarter_rubrique(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    rubrique = get_rubrique(services.read_schema(espace), code)

    def read() -> FormEcart:
        actuelle = _read_again(request, espace, rubrique)
        return FormEcart(
            read_envoi(request),
            initial={"raison": actuelle.ecartee_pour},
            version=_find_version(actuelle) if actuelle.ecartee_pour else None,
        )

    def save(form: FormEcart) -> None:
        services.set_aside(
            espace, rubrique, form.read()["raison"], auteur_of(request), form.actuelle
        )

    form = save_form(read, save)
    if form is None:
        messages.success(request, f"« {rubrique.titre} » est écartée. Son texte est gardé.")
        return redirect("redaction:schema", espace.siren)
    titre = f"Écarter « {rubrique.titre} »"
    fil = fil_schema(request, espace, (titre, None))
    return show_demande(request, form, "Écarter cette rubrique", fil, espace=espace)


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def reprendre_rubrique(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    rubrique = get_rubrique(services.read_schema(espace), code)
    services.restore_rubrique(espace, rubrique, auteur_of(request))
    messages.success(request, f"« {rubrique.titre} » est de nouveau dans votre schéma.")
    return redirect("redaction:schema", espace.siren)


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def deplacer_rubrique(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    lu = services.read_schema(espace)
    rubrique = get_rubrique(lu, code)
    voisine = request.POST.get("voisine", "")
    partie = lu.find_partie(rubrique)
    if not services.swap_rubriques(espace, partie, rubrique, voisine, auteur_of(request)):
        messages.warning(request, "L’ordre a changé entre-temps : le voici, rien n’a bougé.")
    adresse = reverse("redaction:organiser", args=[espace.siren])
    return redirect(f"{adresse}#rubrique-{code}")


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@require_POST
def supprimer_rubrique(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Take out a heading that was added and holds no words."""
    rubrique = get_rubrique(services.read_schema(espace), code)
    if services.delete_rubrique(espace, rubrique, auteur_of(request)):
        messages.success(request, f"« {rubrique.titre} » est supprimée.")
    else:
        messages.warning(
            request,
            "Cette rubrique ne se supprime pas : elle vient du plan, ou quelqu’un y a écrit. "
            "Vous pouvez l’écarter, son texte sera gardé.",
        )
    return redirect("redaction:organiser", espace.siren)


def _list_parties(lu: services.SchemaLu) -> list[tuple[int, str]]:
    return [(partie.numero, f"{partie.numero}. {partie.titre}") for partie in lu.parties]


def _read_again(
    request: HttpRequest, espace: Espace, rubrique: services.RubriqueLue
) -> services.RubriqueLue:
    """Return a heading as it stands when somebody saves."""
    if request.method != "POST":
        return rubrique
    return get_rubrique(services.read_schema(espace), rubrique.code)


def _find_version(rubrique: services.RubriqueLue) -> int | None:
    return rubrique.redaction.version if rubrique.redaction else None


# --- A heading: what it is for, what is known, what is missing, somebody's own words ---


# Headings whose tool is a page of the scheme itself.
_REGLAGES: Final[Mapping[str, tuple[str, str]]] = {
    "calendrier": ("redaction:jalon_liste", "Régler les étapes"),
    "gouvernance": ("redaction:comite_liste", "Décrire les comités"),
}


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def rubrique(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    """Show a heading, and the area where its words are written.

    A chapter of an approach without words leads to the part of the plan.
    """
    schema = services.read_schema(espace)
    lue = get_rubrique(schema, code)
    if lue.est_chapitre and not lue.mots:
        return redirect(f"{reverse('redaction:schema', args=[espace.siren])}#partie-{lue.partie}")
    return _show(request, espace, schema, lue, _make_form(lue), lue.titre)


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["GET", "HEAD", "POST"])
def ecrire_rubrique(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("redaction:rubrique", espace.siren, code)
    lue = get_rubrique(services.read_schema(espace), code)

    def read() -> FormTexte:
        return _make_form(get_rubrique(services.read_schema(espace), code), request)

    def save(form: FormTexte) -> None:
        services.write_rubrique(
            espace, lue, form.read()["texte"], auteur_of(request), form.actuelle
        )

    form = save_form(read, save)
    if form is None:
        messages.success(request, "Votre texte est enregistré : voici comment il s’imprimera.")
        return redirect("redaction:rubrique", espace.siren, code)
    schema = services.read_schema(espace)
    lue = get_rubrique(schema, code)
    return _show(request, espace, schema, lue, form, f"{lue.titre}, à enregistrer")


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("redaction/versions.html")
def versions_rubrique(request: HttpRequest, espace: Espace, code: str) -> Rendu:
    lue = get_rubrique(services.read_schema(espace), code)
    adresse = reverse("redaction:rubrique", args=[espace.siren, code])
    return {
        "fil": fil_schema(request, espace, (lue.titre, adresse), ("Versions précédentes", None)),
        "rubrique": lue,
        "anciens": [(a, write_blocs(a.read_blocs())) for a in services.list_anciens(espace, code)],
        "ecrire": espaces.peut_dans(request, espace, Operation.REDIGER_SCHEMA),
    }


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@require_http_methods(["POST"])
def remettre(request: HttpRequest, espace: Espace, code: str, pk: int) -> HttpResponse:
    """Put former words back; those of today are kept among the former ones."""
    lue = get_rubrique(services.read_schema(espace), code)
    ancien = get_object_or_404(services.list_anciens(espace, code), pk=pk)
    take = partial(services.take_ancien, espace, lue, ancien, auteur_of(request))
    dit = "Ce texte est repris. Celui qu’il remplace est gardé aussi."
    try_geste(request, take, dit, "Quelqu’un vient d’écrire ici : relisez avant de reprendre.")
    return redirect("redaction:rubrique", espace.siren, code)


def _make_form(lue: services.RubriqueLue, request: HttpRequest | None = None) -> FormTexte:
    return FormTexte(
        request.POST if request else None,
        initial={"texte": write_saisie(lue.mots)},
        version=lue.redaction.version if lue.redaction and lue.mots else None,
    )


def _show(
    request: HttpRequest,
    espace: Espace,
    schema: services.SchemaLu,
    lue: services.RubriqueLue,
    form: FormTexte,
    titre: str,
) -> HttpResponse:
    avant, apres = schema.find_voisines(lue.code)
    voisines = [("précédente", "left", avant), ("suivante", "right", apres)]
    contexte = {
        "fil": fil_schema(request, espace, (lue.titre, None)),
        "espace": espace,
        "titre": titre,
        "rubrique": lue,
        "partie": schema.find_partie(lue),
        "automatique": write_blocs(lue.remplissage.blocs),
        "mots": write_blocs(lue.mots),
        "bouton": _find_bouton(espace, lue),
        "form": form,
        "voisines": [voisine for voisine in voisines if voisine[2]],
        "anciens": services.list_anciens(espace, lue.code).count(),
        "ecrire": espaces.peut_dans(request, espace, Operation.REDIGER_SCHEMA),
    }
    return render(request, "redaction/rubrique.html", contexte)


def _find_bouton(espace: Espace, lue: services.RubriqueLue) -> Manque | None:
    """Return the one act that fills a heading: what it misses first, else its tool."""
    utiles = (manque for manque in lue.remplissage.manques if manque.adresse)
    if manque := next(utiles, None):
        return manque
    if reglage := _REGLAGES.get(lue.code):
        vue, libelle = reglage
        return Manque("", libelle, reverse(vue, args=[espace.siren]))
    outil = lue.modele.outil if lue.modele else ""
    trouve = next((o for o in list_manifestes() if o.code == outil), None)
    if trouve is None:
        return None
    return Manque("", f"Ouvrir « {trouve.titre} »", reverse(trouve.vue, args=[espace.siren]))


# --- The checklist of what the law asks: shown, a point left aside for a reason, taken back ---


TITRE_CONTROLE = "Ce que la loi demande"


class FormRaison(DsfrBaseForm):
    """Why a point is left aside."""

    raison = ChampTexte(
        "Pourquoi laisser ce point de côté ?",
        requis="Écrivez la raison : elle reste avec le point.",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@espaces.exige_espace(Operation.VOIR_ESPACE)
@shows("redaction/controle.html")
def controle(request: HttpRequest, espace: Espace) -> Rendu:
    return {
        "fil": fil_schema(request, espace, (TITRE_CONTROLE, None)),
        "points": composition.read_controle(espace),
        "passer": espaces.peut_dans(request, espace, Operation.ARRETER_INDICATEURS),
    }


def _get_devoir(code: str) -> Devoir:
    devoir = next((d for d in DEVOIRS if d.code == code), None)
    if devoir is None:
        raise Http404
    return devoir


@espaces.exige_espace(Operation.ARRETER_INDICATEURS)
@shows("redaction/passer_point.html", envoi=True)
def passer(request: HttpRequest, espace: Espace, code: str) -> Rendu:
    devoir = _get_devoir(code)
    form = FormRaison(read_envoi(request))
    if form.is_valid():
        pass_point(espace, code, form.cleaned_data["raison"], auteur_of(request))
        messages.success(request, f"« {devoir.titre} » est laissé de côté.")
        return redirect("redaction:controle", espace.siren)
    racine = reverse("redaction:controle", args=[espace.siren])
    return {
        "fil": fil_schema(request, espace, (TITRE_CONTROLE, racine), (devoir.titre, None)),
        "devoir": devoir,
        "form": form,
    }


@espaces.exige_espace(Operation.ARRETER_INDICATEURS)
@require_POST
def reprendre_controle(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    devoir = _get_devoir(code)
    resume_point(espace, code, auteur_of(request))
    messages.success(request, f"« {devoir.titre} » est de nouveau à remplir.")
    return redirect("redaction:controle", espace.siren)


# --- The scheme as a file, and how its files look ---


_JSON = "json"
_PNG = b"\x89PNG"


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def fichier_schema(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    return _reply(espace, extension, "schema", composition.compose_schema, sommaire=True)


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def deux_pages(request: HttpRequest, espace: Espace, extension: str) -> HttpResponse:
    return _reply(espace, extension, "deux-pages", composition.compose_deux_pages)


def _reply(
    espace: Espace,
    extension: str,
    quoi: str,
    compose: Callable[[Espace], Document],
    *,
    sommaire: bool = False,
) -> HttpResponse:
    if extension != _JSON and extension not in Forme:
        raise Http404
    document = compose(espace)
    nom = f"{quoi}-{slugify(espace.nom)[:60] or espace.siren}-{timezone.localdate():%Y-%m-%d}"
    if extension == _JSON:
        return reply_fichier(encode_document(document), f"{nom}.json", "application/json")
    forme = Forme(extension)
    octets = write_forme(document, forme, composition.find_charte(espace), sommaire=sommaire)
    return reply_fichier(octets, f"{nom}.{forme}", forme.mime)


@espaces.exige_espace(Operation.VOIR_ESPACE)
@require_safe
def logo(request: HttpRequest, espace: Espace) -> HttpResponse:
    schema = services.find_schema(espace)
    octets = bytes(schema.logo) if schema else b""
    if not octets:
        raise Http404
    reponse = HttpResponse(
        octets, content_type="image/png" if octets.startswith(_PNG) else "image/jpeg"
    )
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@espaces.exige_espace(Operation.REDIGER_SCHEMA)
@recoit(LOGO_OCTETS_MAX)
@shows("redaction/charte.html", envoi=True)
def charte(request: HttpRequest, espace: Espace) -> Rendu:
    def read() -> FormCharte:
        dite = services.find_schema(espace)
        return FormCharte(
            read_envoi(request),
            request.FILES if request.method == "POST" else None,
            initial={
                "couleur": (dite.couleur if dite else "") or NEUTRE.couleur,
                "fond": (dite.fond if dite else "") or NEUTRE.fond,
            },
            version=dite.version if dite and dite.couleur else None,
            logo=bytes(dite.logo) if dite else b"",
        )

    def save(form: FormCharte) -> None:
        services.save_schema(
            espace, form.read(), auteur_of(request), form.actuelle, geste="schema.charte"
        )

    form = save_form(read, save)
    if form is None:
        messages.success(request, "Vos fichiers auront désormais cet aspect.")
        return redirect("redaction:charte", espace.siren)
    return {
        "fil": fil_schema(request, espace, ("Logo et couleurs", None)),
        "form": form,
        "encre": ENCRE,
    }
