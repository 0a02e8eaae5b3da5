"""One way out for mails: declared, composed when they leave, handed over by the outbox alone."""

import inspect
import re
from importlib import import_module
from typing import get_args, get_origin, get_type_hints

import pytest
from django.db.models import Model
from django.template.loader import get_template

from spaser.site.socle.courriels.natures import find_nature, list_natures
from tests.transverses.arbre import read, sous

ENVOI = re.compile(
    r"\b(EmailMessage|EmailMultiAlternatives|send_mail|send_mass_mail|mail_admins)\b"
)
REMET = re.compile(r"\bhand_over\(")
# What composes, what keeps in a folder.
PORTES = {"spaser/site/socle/courriels/envoi.py"}
# The outbox; the task of 0.2, until 0.4.
REMETTENT = {"spaser/site/socle/courriels/envoi.py", "spaser/site/socle/fichiers.py"}
PLAINS = {int, str, bool}
# Kinds that nobody may slow down nor stop: accounts, access, what one has asked for, a duty.
TOUJOURS = {
    "diagnostic.acteurs.suivi_acteurs.tell_effacement",  # a duty of the law: nobody can refuse it
    "acheteurs.remarques.tell_reponse",
    "rencontres.agenda.courriels.*",  # she asked to come
    "comptes.services.*",
    "socle.courriels.abonnements.compose_recapitulatif",  # its mails have their subjects
    "portail.questions_recues.tell_reponse",
    "entourage.conseil.accompagnements.tell_accord",  # it opens a space to its reader
    "entourage.conseil.aides.send_premier",  # a letter of a buyer, to an address that waits for it
    "entourage.groupes.tell_invitation_groupe",
    "entourage.groupes.tell_reponse_groupe",  # she has just asked to come in
    "organisations.courriels.remind_absence",  # her role is at stake
    "organisations.courriels.send_invitation",
    "organisations.courriels.tell_acceptee",
    "organisations.courriels.tell_essai",
    "organisations.courriels.tell_programme",
    "organisations.courriels.tell_proposition",
    "organisations.courriels.tell_refusee",
    "organisations.courriels.tell_reprise",
    "organisations.courriels.tell_retrait",
    "organisations.courriels.tell_role",
    "organisations.courriels.tell_suspension",
    "registre.courriels.send_lien",
    "schema.publication.services.tell_a_trancher",  # what is said in a body's name is at stake
    "schema.publication.services.tell_premiere",
    "registre.moderation.requetes.tell_cloture",
    "registre.alertes.ask_confirmation",
    "registre.alertes.tell_nouvelles",  # asked for with its rhythm, it has a link that stops it
}


def test_nothing_else_sends_a_mail():
    sources = sous("spaser")
    assert {str(f) for f in sources if ENVOI.search(read(f))} == PORTES
    assert {str(f) for f in sources if REMET.search(read(f))} == REMETTENT


@pytest.fixture(scope="module")
def natures():
    """Every kind of mail of the site."""
    for source in sous("spaser/site"):
        if "@courriel(" in read(source) or "register(RECAPITULATIF" in read(source):
            import_module(".".join(source.with_suffix("").parts))
    return {chemin: n for chemin, n in list_natures().items() if chemin.startswith("spaser.")}


def find_fautes(chemin, nature):
    """Return what a kind of mail lacks to be sent, or keeps that it should not."""
    for fin in (".sujet.txt", ".txt"):
        get_template(f"{nature.gabarit}{fin}")
    _, composition = find_nature(chemin)
    genres = get_type_hints(composition)
    parametres = inspect.signature(composition).parameters
    return [nom for nom in parametres if not _is_kept_well(genres[nom])]


def _is_kept_well(genre):
    if get_origin(genre) in (list, dict):
        return all(_is_kept_well(partie) for partie in get_args(genre))
    return genre in PLAINS or issubclass(genre, Model)


def test_each_kind_has_its_templates_and_keeps_numbers_and_short_words(natures):
    assert len(natures) >= 45
    assert {c: fautes for c, n in natures.items() if (fautes := find_fautes(c, n))} == {}


def test_the_team_tells_kinds_apart(natures):
    titres = [nature.titre for nature in natures.values()]
    assert sorted(titres) == sorted(set(titres))


def test_it_is_decided_of_each_kind_whether_one_may_stop_it(natures):
    noms = {chemin.removeprefix("spaser.site."): n.sujet for chemin, n in natures.items()}
    libres = {nom for nom, sujet in noms.items() if sujet is None}
    dits = {nom for nom in noms if nom in TOUJOURS or f"{nom.rpartition('.')[0]}.*" in TOUJOURS}
    assert libres - dits == set()
    assert {nom for nom in TOUJOURS if not nom.endswith("*")} - libres == set()


def test_no_secret_link_waits_in_a_digest(natures):
    secrets = {"make_jeton", "path_of"}
    tires = {c for c in natures if secrets & _follow(find_nature(c)[1])}
    assert {c for c in tires if natures[c].sujet and not natures[c].seul} == set()
    assert {c for c in tires if natures[c].sujet and natures[c].seul} != set()


def _follow(composition):
    """Return the names that a composition uses, itself or by functions of its module."""
    vus, file = set(), [composition]
    while file:
        fonction = file.pop()
        neufs = set(fonction.__code__.co_names) - vus
        vus |= neufs
        file += [
            trouvee
            for nom in neufs
            if inspect.isfunction(trouvee := fonction.__globals__.get(nom))
            and trouvee.__module__ == composition.__module__
        ]
    return vus


def test_each_kind_that_may_wait_leads_somewhere(natures):
    for chemin, nature in natures.items():
        if nature.sujet and not nature.seul:
            noms = _follow(find_nature(chemin)[1]) | {*_list_words(find_nature(chemin)[1])}
            assert noms & {"compose_avis", "_compose", "lien"}, chemin


def _list_words(fonction):
    """Return the words that a composition writes: the keys of what its templates read."""
    for valeur in fonction.__code__.co_consts:
        yield from valeur if isinstance(valeur, tuple) else (valeur,)
