"""« Cibles et valeurs »: all that is followed in one year, changed in place, handed over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spaser.documents.classeur import Format
from spaser.metier.droits import Operation
from spaser.web.cibles.exports import PART, list_onglets
from spaser.web.cibles.forms.propre import FormPropre
from spaser.web.cibles.forms.visee import FormVisee
from spaser.web.cibles.selectors import SuiviAnnuel
from spaser.web.cibles.services import add_propre, save_visee
from spaser.web.cibles.views.communs import TITRE, fil_cibles, get_ligne, read_demande
from spaser.web.cibles.vises import Vise, find_vise, list_membres
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.organisations.notices import make_notice
from spaser.web.socle.reponses import reply_classeur


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def cibles(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, read_demande(request, espace))


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, espace: Espace, cle: str) -> HttpResponse:
    suivi = read_demande(request, espace)
    ligne = suivi.find(cle)
    if ligne is None:
        messages.error(request, "Cet indicateur n’est plus suivi : rien n’est enregistré.")
        return redirect("cibles:cibles", espace.siren)
    membres = list_membres(espace)
    envoye = request.POST if request.method == "POST" else None
    lus = [ligne.vise]  # read once; again when somebody saved in that very moment

    def read() -> FormVisee:
        vise = lus.pop() if lus else _find_again(espace, ligne.vise)
        return FormVisee(envoye, vise=vise, suivi=suivi, membres=membres)

    def save(form: FormVisee) -> None:
        save_visee(espace, form.vise, form.read_visee(), form.read_ligne(), auteur_of(request))

    form = save_form(read, save)
    if form is None:
        messages.success(request, f"« {ligne.nom} » est enregistré.")
        return redirect(f"{reverse('cibles:cibles', args=[espace.siren])}#indicateur-{cle}")
    return _show(request, espace, suivi, {"ouvert": cle, "nom_ouvert": ligne.nom, "form": form})


@exige_espace(Operation.ARRETER_INDICATEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter(request: HttpRequest, espace: Espace) -> HttpResponse:
    form = FormPropre(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ligne = add_propre(espace, form.read(), auteur_of(request))
        messages.success(request, f"« {ligne.indicateur} » est suivi : fixez sa cible.")
        adresse = reverse("cibles:modifier", args=[espace.siren, ligne.pk])
        return redirect(f"{adresse}#indicateur-{ligne.pk}")
    contexte = {
        "fil": fil_cibles(request, espace, ("Ajouter votre indicateur", None)),
        "espace": espace,
        "form": form,
    }
    return render(request, "cibles/ajouter.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def export(request: HttpRequest, espace: Espace, classeur: Format) -> HttpResponse:
    suivi = read_demande(request, espace)
    notice = make_notice(
        espace,
        TITRE,
        ("Année", suivi.annee),
        ("Valeur", "Celle que vous avez notée, sinon celle que le site calcule."),
        ("Unité", f"« {PART} » : de 0 à 1 ; 0,297 est 29,7 %."),
        ("Attendu", "La valeur de l’année sur le chemin du départ à la cible."),
        ("État", " ; ".join(nom for nom, _ in suivi.etats)),
        ("Sources", " ; ".join(suivi.situation.sources)),
    )
    return reply_classeur(list_onglets(suivi), classeur, f"cibles-{espace.siren}", notice)


def _find_again(espace: Espace, vise: Vise) -> Vise:
    return find_vise(espace, vise.cle) or vise


def _show(
    request: HttpRequest,
    espace: Espace,
    suivi: SuiviAnnuel,
    encore: dict[str, object] | None = None,
) -> HttpResponse:
    if encore:
        get_ligne(suivi, str(encore["ouvert"]))
    contexte = {
        "fil": fil_cibles(request, espace),
        "espace": espace,
        "suivi": suivi,
        "formats": list(Format),
        "modifier": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
        "arreter": peut_dans(request, espace, Operation.ARRETER_INDICATEURS),
    }
    return render(request, "cibles/cibles.html", contexte | (encore or {}))
