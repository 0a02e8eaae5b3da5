"""Comments: written, changed, deleted, taken back; discussions closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.commun.corbeille import put_aside, restore
from spaser.web.commun.discussions import (
    COMMENTAIRE,
    close_discussion,
    list_collegues,
    list_commentaires,
    list_discussions,
    list_suivies,
    read_sujet,
    rewrite_commentaire,
    write_commentaire,
)
from spaser.web.commun.forms import FormCommentaire, FormReprise
from spaser.web.commun.models import Commentaire, Discussion
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace

_PAS_LA_SIENNE = "Seule la personne qui a écrit un commentaire peut le modifier ou le supprimer."


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def discussions(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_espace(request, espace, ("Discussions", None)),
        "espace": espace,
        "discussions": list_suivies(espace),
    }
    return render(request, "commun/discussions.html", contexte)


@exige_espace(Operation.COMMENTER)
@require_POST
def commenter(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Add a comment; what is wrong is told on a page of its own, with the text kept."""
    signe = request.POST.get("sujet", "")
    sujet = read_sujet(espace, signe)
    if sujet is None:
        messages.error(request, "Cette page a changé : rouvrez-la, puis écrivez de nouveau.")
        return redirect("commun:discussions", espace.siren)
    form = FormCommentaire(request.POST, collegues=list_collegues(espace, request.user))
    if form.is_valid():
        write_commentaire(espace, sujet, form.cleaned_data["texte"], request.user)
        messages.success(request, "Votre commentaire est publié.")
        return redirect(f"{sujet.adresse}#discussion")
    contexte = {
        "fil": fil_espace(request, espace, (sujet.titre, sujet.adresse), ("Commenter", None)),
        "espace": espace,
        "sujet": sujet,
        "signe": signe,
        "form": form,
    }
    return render(request, "commun/commenter.html", contexte)


@exige_espace(Operation.COMMENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_commentaire(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    commentaire = _find(espace, pk)
    if commentaire.auteur_id != request.user.pk or commentaire.ecarte_le:
        return _refuse(request, commentaire.discussion)
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormReprise(
            envoye, initial={"texte": commentaire.texte}, version=commentaire.version
        ),
        lambda form: rewrite_commentaire(
            espace, commentaire, **form.read(), auteur=auteur_of(request)
        ),
    )
    if form is None:
        messages.success(request, "Votre commentaire est modifié.")
        return _back(commentaire.discussion)
    titre = commentaire.discussion.titre
    contexte = {
        "fil": fil_espace(
            request,
            espace,
            (titre, commentaire.discussion.adresse),
            ("Modifier un commentaire", None),
        ),
        "espace": espace,
        "commentaire": commentaire,
        "form": form,
    }
    return render(request, "commun/modifier_commentaire.html", contexte)


@exige_espace(Operation.COMMENTER)
@require_POST
def supprimer_commentaire(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Put one's comment in the bin, or take it back from there; that of a link is anybody's."""
    commentaire = _find(espace, pk)
    if not _may_remove(commentaire, request.user.pk):
        return _refuse(request, commentaire.discussion)
    if request.POST.get("retablir"):
        restore(espace, COMMENTAIRE, commentaire, request.user)
        messages.success(request, "Le commentaire est rétabli.")
    else:
        put_aside(espace, COMMENTAIRE, commentaire, request.user)
        messages.success(request, "Le commentaire est supprimé. Vous pouvez le rétablir.")
    return _back(commentaire.discussion)


@exige_espace(Operation.COMMENTER)
@require_POST
def clore_discussion(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    discussion = get_object_or_404(list_discussions(espace), pk=pk)
    close_discussion(espace, discussion, request.user, close=not request.POST.get("rouvrir"))
    return _back(discussion)


def _may_remove(commentaire: Commentaire, qui: int) -> bool:
    """Say whether somebody may delete a comment, or take back the one that she deleted."""
    if commentaire.signature:
        return commentaire.ecarte_par_id in {None, qui}
    return commentaire.auteur_id == qui


def _find(espace: Espace, pk: int) -> Commentaire:
    return get_object_or_404(list_commentaires(espace), pk=pk)


def _refuse(request: HttpRequest, discussion: Discussion) -> HttpResponse:
    messages.error(request, _PAS_LA_SIENNE)
    return _back(discussion)


def _back(discussion: Discussion) -> HttpResponse:
    return redirect(f"{discussion.adresse}#discussion")
