"""The space of an organisation, private trials, and what becomes of them on joining."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from spaser.regles.droits import Role
from spaser.site.espace.models import EditionArretee, ReglageOutil
from spaser.site.organisations.espaces import (
    close_essai,
    essai_fini,
    make_espace,
    open_essai,
    open_organisation,
    receive_essai,
    save_identite,
)
from spaser.site.organisations.identite import (
    GesteRefuse,
    is_vide,
    list_espaces_essai,
    list_essais_gardes,
    list_siens,
)
from spaser.site.organisations.models import CollegueEssai, Espace, Verification
from spaser.site.organisations.services import activate, resume_membre, suspend
from spaser.site.schema.models import EditionSchema
from spaser.site.socle.models import Fichier
from tests.outils.remplissage import make_ligne, order_modeles
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    make_membre,
    make_organisation,
    make_personne,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture
def recus():
    """Give what the floors above are told."""
    recus = []

    def receive(sender, membre, organisation, **_):
        recus.append((membre.pk, organisation.siren))

    essai_fini.connect(receive)
    yield recus
    essai_fini.disconnect(receive)


@pytest.fixture
def personne():
    return make_personne("a@exemple.fr")


def list_modeles():
    """Return every model that belongs to a space, as the apps declare them."""
    return order_modeles(
        modele
        for modele in apps.get_models()
        for champ in modele._meta.concrete_fields
        if champ.related_model is Espace
    )


# Rows of which only some are work: what makes one of them so.
_A_FAIT = {
    "chiffres.ExportMarches": {"fichier": None},  # its file is its own: rows made here share one
    "schema.Schema": {"version": 2},
}


def fill(espace):
    """Record a row of every model in a space."""
    make_ligne(Fichier)
    for modele in list_modeles():
        make_ligne(modele, espace=espace)


def join(personne, organisation):
    return activate(personne, organisation, Role.LECTURE, Verification.ADMINISTRATEUR)


def work(espace, outil="grille"):
    return ReglageOutil.objects.create(espace=espace, outil=outil)


def test_a_confirmed_address_opens_one_space_for_a_siren():
    personne = make_personne("a@exemple.fr")

    espace = open_essai(personne, "200 023 414")

    assert (espace.siren, espace.nom) == ("200023414", "Métropole Rouen Normandie")
    assert open_essai(personne, "200023414") == espace


def test_an_address_that_is_not_confirmed_opens_none():
    with pytest.raises(GesteRefuse, match="Confirmez"):
        open_essai(make_personne("a@exemple.fr", confirmee=False), "200023414")


def test_an_unknown_siren_needs_a_name():
    personne = make_personne("a@exemple.fr")
    with pytest.raises(GesteRefuse, match="donnez le nom"):
        open_essai(personne, "001010024")

    assert open_essai(personne, "001010024", "Haut-Fictif").nom == "Haut-Fictif"


def test_a_member_works_in_the_space_of_her_organisation(administration):
    with pytest.raises(GesteRefuse, match="déjà membre"):
        open_essai(administration.utilisateur, administration.organisation.siren)


@pytest.mark.parametrize("avant", ["absent", "vide"])
def test_an_organisation_without_anything_takes_the_trial_whole(
    organisation, personne, recus, avant
):
    essai, autre = open_essai(personne, organisation.siren), open_essai(personne, "200023414")
    travail = work(essai)
    if avant == "absent":
        organisation.espace.delete()

    join(personne, organisation)

    espace = Espace.objects.get(organisation=organisation)
    assert (espace.pk, espace.proprietaire, espace.nom) == (essai.pk, None, organisation.nom)
    assert espace.essai_fini_le is not None
    assert espace.cree_le == essai.cree_le
    travail.refresh_from_db()
    assert travail.espace == espace
    assert list(list_espaces_essai(personne)) == [autre]
    assert recus == [(personne.pk, organisation.siren)]


def test_a_trial_is_kept_to_read_when_the_organisation_has_worked(organisation, personne, recus):
    essai, sien = open_essai(personne, organisation.siren), organisation.espace
    travaux = work(essai), work(sien)

    join(personne, organisation)

    essai.refresh_from_db()
    assert essai.est_garde
    assert list(list_essais_gardes(personne)) == [essai]
    assert list(list_espaces_essai(personne)) == []
    assert Espace.objects.get(organisation=organisation) == sien
    assert [ReglageOutil.objects.get(pk=t.pk).espace for t in travaux] == [essai, sien]
    assert recus == [(personne.pk, organisation.siren)]


@pytest.mark.longue
def test_any_row_of_any_tool_makes_a_space_that_has_worked(organisation, personne):
    vus = {lien.related_model for lien in Espace._meta.related_objects}
    assert vus == set(list_modeles())
    modeles = [modele for modele in list_modeles() if modele is not CollegueEssai]  # no work

    fill(organisation.espace)  # what a row may want beside it
    oublies = []
    for modele in modeles:
        espace = open_essai(personne, organisation.siren)
        assert is_vide(espace)
        donnes = dict(_A_FAIT.get(modele._meta.label, {}))
        if modele is EditionSchema:  # one for one: that of the other space is taken
            donnes["arretee"] = make_ligne(EditionArretee, espace=espace)
        make_ligne(modele, espace=espace, **donnes)
        oublies += [modele._meta.label] if is_vide(espace) else []
        espace.delete()
    assert oublies == []


def test_every_row_of_every_tool_goes_over_in_one_statement(organisation, personne):
    essai = open_essai(personne, organisation.siren)
    fill(essai)

    with CaptureQueriesContext(connection) as dites:
        receive_essai(personne, organisation)

    changees = [q["sql"] for q in dites if q["sql"].startswith("UPDATE")]
    # The link of a colleague closes; then every row follows the space.
    tables = [sql.split('"')[1] for sql in changees]
    assert tables == ["socle_jeton", "organisations_espace"]
    espace = Espace.objects.get(organisation=organisation)
    suivent = [modele for modele in list_modeles() if modele is not CollegueEssai]
    assert [m._meta.label for m in suivent if m.objects.get().espace != espace] == []


def test_the_second_of_two_members_keeps_her_trial(organisation):
    premiere, seconde = make_personne("a@exemple.fr"), make_personne("b@exemple.fr")
    essais = [open_essai(p, organisation.siren) for p in (premiere, seconde)]
    for essai in essais:
        work(essai)

    join(premiere, organisation)
    join(seconde, organisation)

    assert Espace.objects.get(organisation=organisation) == essais[0]
    assert list(list_essais_gardes(seconde)) == [essais[1]]
    assert list(list_essais_gardes(premiere)) == []


def test_an_empty_trial_leaves_nothing_behind_a_space_at_work(organisation, personne):
    open_essai(personne, organisation.siren)
    work(organisation.espace)

    join(personne, organisation)

    assert list(Espace.objects.all()) == [organisation.espace]


def test_somebody_who_comes_back_may_keep_two_trials_of_one_siren(organisation, personne):
    work(organisation.espace)
    for _ in range(2):
        work(open_essai(personne, organisation.siren))
        join(personne, organisation).delete()

    assert list_essais_gardes(personne).count() == 2
    assert list_siens(personne, organisation.siren).first() == list_essais_gardes(personne).latest(
        "pk"
    )
    ouvert = open_essai(personne, organisation.siren)
    assert list_siens(personne, organisation.siren).first() == ouvert


def test_what_a_suspended_member_prepared_comes_with_her(organisation, administration, personne):
    sienne = make_membre(organisation, "redaction", utilisateur=personne)
    suspend(sienne, administration.utilisateur)
    essai = open_essai(personne, organisation.siren)
    work(essai)
    assert list(list_espaces_essai(personne)) == [essai]

    resume_membre(sienne, administration.utilisateur)

    assert Espace.objects.get(organisation=organisation) == essai


def test_the_space_of_somebody_else_is_not_handed_over(organisation, personne, recus):
    essai = open_essai(make_personne("b@exemple.fr"), organisation.siren)

    join(personne, organisation)

    assert recus == []
    assert list(list_espaces_essai(essai.proprietaire)) == [essai]


def test_what_was_in_a_closed_trial_is_not_handed_over(organisation, personne, recus):
    close_essai(open_essai(personne, organisation.siren))

    join(personne, organisation)

    assert recus == []
    assert list(Espace.objects.all()) == [organisation.espace]


def test_a_space_belongs_to_an_organisation_or_to_somebody(organisation, personne):
    for champs in ({}, {"organisation": make_organisation(SIREN_HAUT), "proprietaire": personne}):
        Espace.objects.filter(organisation__siren=SIREN_HAUT).delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            Espace.objects.create(siren=organisation.siren, nom="Personne", **champs)


def test_an_organisation_has_one_space(organisation):
    assert make_espace(organisation) == organisation.espace
    with pytest.raises(IntegrityError), transaction.atomic():
        Espace.objects.create(siren=organisation.siren, nom="Deux", organisation=organisation)


def test_a_new_organisation_has_its_space_and_gives_it_its_name(administration):
    rouen = open_organisation("200023414")
    assert (rouen.espace.siren, rouen.espace.nom) == ("200023414", "Métropole Rouen Normandie")

    organisation = administration.organisation
    organisation.identite, organisation.nom = "a_verifier", "Autre nom"
    save_identite(organisation, administration.utilisateur)

    assert Espace.objects.get(organisation=organisation).nom == "Autre nom"
