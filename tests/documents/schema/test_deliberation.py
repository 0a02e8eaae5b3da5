import io
from datetime import date
from decimal import Decimal

import docx
import pytest
from pypdf import PdfReader

from spaser.contenus.faits import find_fait, load_faits
from spaser.documents.document import (
    Liste,
    Note,
    list_contenus,
    read_mots,
    split_contenu,
    walk_blocs,
    walk_sections,
)
from spaser.documents.rendus.docx import write_docx
from spaser.documents.rendus.html import write_html
from spaser.documents.rendus.odt import write_odt
from spaser.documents.rendus.pdf import write_pdf
from spaser.documents.schema.deliberation import write_deliberation, write_note
from spaser.documents.schema.engagements import (
    ActionEcrite,
    AxeEcrit,
    EtapePrevue,
    ObjectifEcrit,
    ReunionPrevue,
)
from spaser.documents.schema.vote import AchatsConnus, CibleVotee, SchemaVote
from spaser.regles.publication import IndicateurAnnee, ResultatAnnee
from spaser.regles.seance import SeanceVote

JEUDI = date(2026, 12, 17)
PLAT = str.maketrans({"\u00a0": " ", "\u202f": " "})


def make_cible(nom, valeur, cible, unite="%", **lu):
    return CibleVotee(
        indicateur=IndicateurAnnee(
            cle=nom,
            nom=nom,
            unite=unite,
            cible=cible and Decimal(cible),
            cible_annee=2028,
            resultat=ResultatAnnee(annee=2025, valeur=valeur and Decimal(valeur), **lu),
        ),
    )


def make_axe(rang, actions=2):
    return AxeEcrit(
        code=f"AX{rang}",
        titre=f"Axe du rang {rang}",
        objectifs=(ObjectifEcrit(titre=f"Objectif du rang {rang}"),),
        actions=tuple(
            ActionEcrite(
                code=f"AX{rang}-{numero}",
                titre=f"Action {numero} de l’axe {rang}",
                pilote="Direction des achats" if numero == 1 else "",
                moyens=("24 000 € en 2027",) if numero == 1 else (),
            )
            for numero in range(1, actions + 1)
        ),
    )


CIBLES = (
    make_cible("Marchés sociaux", "49", "70", bas=Decimal(40), haut=Decimal(58)),
    make_cible("Heures d’insertion", "44850", "60000", "heures"),
    make_cible("Achats réservés", None, "12"),
)
CONNUS = AchatsConnus(
    annee_payee=2025,
    paye_bas=Decimal(55_400_000),
    paye_haut=Decimal(56_000_000),
    annee=2025,
    marches=146,
    montant=Decimal(83_200_000),
    familles=(("Travaux", 0.42), ("Énergie", 0.071)),
    annees_familles="2019 à 2025",
)


def make_schema(type_structure="metropole", acheteur="Val-Fictif", **autres):
    dits = {
        "siren": "200000008",
        "jour": date(2026, 11, 30),
        "debut": 2027,
        "fin": 2029,
        "habitants": 210_000,
        "oblige": True,
        "axes": (make_axe(1), make_axe(2)),
        "cibles": CIBLES,
        "achats": CONNUS,
        "reunions": (ReunionPrevue(nom="Comité", role="", membres="", quand="deux fois par an"),),
        "jalons": (EtapePrevue(titre="Bilan à mi-parcours", jour=date(2028, 6, 30), fait=False),),
    }
    return SchemaVote(type=type_structure, acheteur=acheteur, **dits | autres)


def vider():
    return make_schema(
        debut=None,
        fin=None,
        habitants=None,
        oblige=None,
        axes=(),
        cibles=(),
        achats=AchatsConnus(),
        reunions=(),
        jalons=(),
    )


def lire(document):
    """Return the lines of each section, by its title; those of the head under nothing."""
    lus = {"": _lire_blocs(document.blocs)}
    return lus | {s.titre.translate(PLAT): _lire_blocs(s.blocs) for _, s in walk_sections(document)}


def _lire_blocs(blocs):
    return [read_mots(c).translate(PLAT) for bloc in blocs for c in list_contenus(bloc)]


def lire_tout(document):
    textes = [document.titre, document.sous_titre, document.mention]
    textes += [section.titre for _, section in walk_sections(document)]
    return "\n".join([*textes, *_lire_blocs(walk_blocs(document))])


def list_notes(document):
    return [
        morceau
        for bloc in walk_blocs(document)
        for contenu in list_contenus(bloc)
        for morceau in split_contenu(contenu)
        if isinstance(morceau, Note)
    ]


def test_a_metropolis_votes_what_its_scheme_says_and_nothing_else():
    lus = lire(write_deliberation(make_schema(), SeanceVote(jour=JEUDI, rapporteur="A. Dupré")))

    assert lus[""][:1] == [
        (
            "Objet : adoption du schéma de promotion des achats publics socialement "
            "et écologiquement "
            "responsables 2027–2029."
        )
    ]
    assert "A. Dupré" in lus[""]
    assert lus["Exposé"] == [
        (
            "Le schéma annexé couvre 2027–2029. Il compte 2 axes, 2 objectifs, 4 actions et "
            "3 indicateurs. Ses axes : Axe du rang 1 ; Axe du rang 2."
        )
    ]
    assert lus["Vu"] == [
        "le code de la commande publique, articles D2111-3 et L2111-3 ;",
        (
            "le code général des collectivités territoriales, articles L2121-10, L2121-12, "
            "L5211-1 et "
            "L5211-3 ;"
        ),
        "les avis et délibérations qui précèdent : [à compléter].",
    ]
    assert lus["Considérant"] == [
        (
            "que les achats payés en 2025 atteignent entre 55,4 millions d’euros et 56 millions "
            "d’euros hors taxes ;"
        ),
        "que 146 marchés ont été notifiés en 2025, pour 83,2 millions d’euros hors taxes ;",
        "que l’adoption d’un schéma est une obligation, au vu des dépenses d’une année civile ;",
        "que le schéma fixe 2 axes, 2 objectifs, 4 actions et 3 indicateurs ;",
    ]
    assert lus["Après en avoir délibéré, le conseil de métropole décide"][:8] == [
        "Article 1. d’adopter le schéma annexé, pour 2027–2029.",
        "Article 2. d’approuver les indicateurs du schéma et leurs cibles :",
        "Marchés sociaux : 70 % en 2028.",
        "Heures d’insertion : 60 000 heures en 2028.",
        "Achats réservés : 12 % en 2028.",
        (
            "Article 3. d’en rendre compte chaque année ; les indicateurs sont publiés tous "
            "les deux "
            "ans."
        ),
        "Article 4. de mettre le schéma en ligne.",
        "Article 5. de charger la présidente ou le président de l’exécution de la délibération.",
    ]
    assert lus["Transmission, publication, recours"] == [
        "Transmise le [à compléter].",
        "Publiée le [à compléter].",
        (
            "Voies de recours : une décision peut être contestée devant la "
            "juridiction administrative "
            "dans les deux mois qui suivent sa notification ou sa publication."
        ),
    ]


def test_the_note_of_a_metropolis_tells_why_what_who_and_when():
    lus = lire(write_note(make_schema(), SeanceVote(jour=JEUDI)))

    assert list(lus) == [
        "",
        "Pourquoi ce schéma",
        "Ce que fait le schéma",
        "Ce que cela coûte, et qui le fait",
        "Comment il est suivi",
        "Ce qui est demandé",
        "Le calendrier",
    ]
    assert lus["Pourquoi ce schéma"][1] == (
        "Les achats payés en 2025 atteignent entre 55,4 millions d’euros et 56 millions d’euros "
        "hors taxes. 146 marchés ont été notifiés en 2025, pour 83,2 millions d’euros hors taxes. "
        "L’adoption d’un schéma est une obligation, au vu des dépenses d’une année civile. "
        "Premières familles d’achats, en montant notifié (2019 à 2025) : travaux (42 %) et énergie "
        "(7,1 %)."
    )
    assert lus["Ce que fait le schéma"][1:] == [
        *("Axe du rang 1", "Objectif du rang 1", "2"),
        *("Axe du rang 2", "Objectif du rang 2", "2"),
        *("Marchés sociaux", "49 % en 2025 (entre 40 % et 58 %)", "70 % en 2028"),
        *("Heures d’insertion", "44 850 heures en 2025", "60 000 heures en 2028"),
        *("Achats réservés", "Non connu", "12 % en 2028"),
    ]
    assert lus["Ce que cela coûte, et qui le fait"] == [
        "Pilotes : Direction des achats (2 actions).",
        "Moyens annoncés, pour 2 actions sur 4 :",
        "Action 1 de l’axe 1 : 24 000 € en 2027.",
        "Action 1 de l’axe 2 : 24 000 € en 2027.",
    ]
    assert lus["Comment il est suivi"][1:] == [
        "Comité : deux fois par an.",
        "30 juin 2028 : Bilan à mi-parcours.",
    ]
    assert lus["Le calendrier"][:9] == [
        "Le 11 décembre 2026 au plus tard (5 jours francs avant la séance)",
        "Envoyer la convocation, avec cette note explicative de synthèse",
        "CGCT L2121-12",
        "17 décembre 2026",
        "Réunir le conseil de métropole",
        "–",
        "Ensuite",
        "Signer la délibération",
        "CGCT L2121-23",
    ]
    assert lus["Le calendrier"][-1] == (
        "CCP : code de la commande publique ; CGCT : code général des collectivités territoriales. "
        "Textes lus du 26 novembre 2026 au 1er décembre 2026, dont 6 de source secondaire."
    )


# type, name, people; title of the note; heading of the decision; first line of the calendar
CORPS = [
    (
        ("commune", "Commune de Valfictif", 1_200),
        "Note",
        "Après en avoir délibéré, le conseil municipal décide",
        [
            (
                "Le 11 décembre 2026 au plus tard (3 jours francs avant la séance, ramenés au jour "
                "ouvré précédent)"
            ),
            "Envoyer la convocation",
            "CGCT L2121-11",
        ],
    ),
    (
        ("commune", "Ville de Valfictif", 80_000),
        "Note explicative de synthèse",
        "Après en avoir délibéré, le conseil municipal décide",
        [
            "Le 11 décembre 2026 au plus tard (5 jours francs avant la séance)",
            "Envoyer la convocation, avec cette note explicative de synthèse",
            "CGCT L2121-12",
        ],
    ),
    (
        ("epci", "Communauté de communes du Val", 9_000),
        "Note explicative de synthèse",
        "Après en avoir délibéré, le conseil communautaire décide",
        [
            "Le 11 décembre 2026 au plus tard (5 jours francs avant la séance)",
            "Envoyer la convocation, avec cette note explicative de synthèse",
            "CGCT L2121-12",
        ],
    ),
    (
        ("departement", "Département du Val", 600_000),
        "Rapport",
        "Après en avoir délibéré, le conseil départemental décide",
        [
            (
                "Le 4 décembre 2026 au plus tard (12 jours avant la séance, ramenés au jour ouvré "
                "précédent)"
            ),
            "Adresser ce rapport aux conseillères et conseillers",
            "CGCT L3121-19",
        ],
    ),
    (
        ("region", "Région Val", 3_000_000),
        "Rapport",
        "Après en avoir délibéré, le conseil régional décide",
        [
            (
                "Le 4 décembre 2026 au plus tard (12 jours avant la séance, ramenés au jour ouvré "
                "précédent)"
            ),
            "Adresser ce rapport aux conseillères et conseillers",
            "CGCT L4132-18",
        ],
    ),
    (
        ("syndicat", "Syndicat mixte ouvert Val numérique", None),
        "Note",
        "Après en avoir délibéré, le comité syndical décide",
        ["[à compléter]", "Envoyer la convocation", "–"],
    ),
    (
        ("etablissement_sante", "Centre hospitalier du Val", None),
        "Note",
        "La directrice ou le directeur décide",
        ["17 décembre 2026", "Décider", "–"],
    ),
    (
        ("bailleur", "Val Habitat, office public de l’habitat", None),
        "Note",
        "Après en avoir délibéré, [à compléter] décide",
        ["[à compléter]", "Envoyer la convocation", "–"],
    ),
    (
        ("autre", "SEM Val Aménagement", None),
        "Note",
        "Après en avoir délibéré, le conseil d’administration ou le conseil de surveillance décide",
        ["[à compléter]", "Envoyer la convocation", "–"],
    ),
    (
        ("etablissement_public", "CCAS de Valfictif", 80_000),
        "Rapport explicatif",
        "Après en avoir délibéré, le conseil d’administration décide",
        [
            "Le 14 décembre 2026 au plus tard (3 jours avant la séance)",
            "Envoyer la convocation, avec ce rapport explicatif",
            "CASF R123-16",
        ],
    ),
]


@pytest.mark.parametrize(
    ("acheteur", "titre", "decision", "envoi"), CORPS, ids=lambda lu: lu[1] if lu else ""
)
def test_each_kind_of_body_has_its_own_papers(acheteur, titre, decision, envoi):
    type_structure, nom, habitants = acheteur
    schema = make_schema(type_structure, nom, habitants=habitants)
    seance = SeanceVote(jour=JEUDI)

    note = write_note(schema, seance)

    assert note.titre == titre
    assert lire(note)["Le calendrier"][:3] == envoi
    assert decision in lire(write_deliberation(schema, seance))


def test_a_hospital_takes_a_decision_that_is_marked_as_our_reading():
    schema = make_schema("etablissement_sante", "Centre hospitalier du Val", oblige=None)
    decision = write_deliberation(schema, SeanceVote(jour=JEUDI))
    lus = lire(decision)

    assert decision.titre == "Projet de décision"
    assert "Directoire et conseil de surveillance" in [c[0] for c in decision.blocs[1].champs]
    assert lus["La directrice ou le directeur décide"][-2:] == [
        "Article 5. de présenter le schéma au directoire et au conseil de surveillance.",
        "[à compléter]",
    ]
    assert "le code de la santé publique, articles L6143-1 et L6143-7 ;" in lus["Vu"]
    notes = [note.texte.translate(PLAT) for note in list_notes(decision)]
    assert any(note.startswith("Notre lecture, à vérifier : la directrice") for note in notes)
    assert any("ces rédactions n’ont pas été lues." in note for note in notes)
    tout = lire_tout(decision)
    assert not any(mot in tout for mot in ("délibéré", "Votants", "Pour", "convocation"))


@pytest.mark.parametrize(
    ("oblige", "dit"),
    [
        (True, "que l’adoption d’un schéma est une obligation, au vu des dépenses d’une année "),
        (False, "que le schéma est adopté par choix, sans obligation ;"),
        (None, ""),
    ],
)
def test_an_obligation_is_told_only_when_the_buyer_concluded_so(oblige, dit):
    schema = make_schema(oblige=oblige)
    lus = lire(write_deliberation(schema, SeanceVote()))["Considérant"]
    trouves = [texte for texte in lus if "obligation" in texte]

    assert len(trouves) == bool(dit)
    assert all(texte.startswith(dit) for texte in trouves)
    paye = "D2111-3" in " ".join(lire(write_deliberation(schema, SeanceVote()))["Vu"])
    assert paye is (oblige is True)


def test_without_plan_nor_figure_nor_day_blanks_are_left_and_nothing_is_made_up():
    lus = lire(write_deliberation(vider(), SeanceVote()))
    note = lire(write_note(vider(), SeanceVote()))

    assert "Considérant" not in lus
    assert lus["Exposé"] == ["Le schéma est annexé."]
    assert list(lus["Après en avoir délibéré, le conseil de métropole décide"][:4]) == [
        "Article 1. d’adopter le schéma annexé.",
        (
            "Article 2. d’en rendre compte chaque année ; les indicateurs sont publiés tous "
            "les deux "
            "ans."
        ),
        "Article 3. de mettre le schéma en ligne.",
        "Article 4. de charger la présidente ou le président de l’exécution de la délibération.",
    ]
    assert "Ce que cela coûte, et qui le fait" not in note
    assert note["Ce que fait le schéma"] == ["Le schéma est annexé."]
    assert note["Le calendrier"][:6] == [
        "5 jours francs avant la séance",
        "Envoyer la convocation, avec cette note explicative de synthèse",
        "CGCT L2121-12",
        "[à compléter]",
        "Réunir le conseil de métropole",
        "–",
    ]
    for papier in (write_deliberation(vider(), SeanceVote()), write_note(vider(), SeanceVote())):
        assert not any(mot in lire_tout(papier) for mot in ("0 %", "None", "0 axe", "0 action"))


def test_forty_axes_and_thirty_targets_are_counted_and_left_to_the_scheme():
    schema = make_schema(
        axes=tuple(make_axe(rang) for rang in range(1, 41)),
        cibles=tuple(make_cible(f"Cible {rang}", "10", "20") for rang in range(30)),
    )
    lus = lire(write_deliberation(schema, SeanceVote()))
    note = lire(write_note(schema, SeanceVote()))

    assert lus["Exposé"] == [
        (
            "Le schéma annexé couvre 2027–2029. Il compte 40 axes, 40 objectifs, 80 actions et "
            "30 indicateurs."
        )
    ]
    assert (
        "Article 2. d’approuver les indicateurs du schéma et leurs cibles, tels qu’ils y figurent."
        in lus["Après en avoir délibéré, le conseil de métropole décide"]
    )
    assert len(note["Ce que fait le schéma"]) == 1 + 8 * 3 + 1
    assert note["Ce que fait le schéma"][-1] == "22 autres indicateurs : dans le schéma annexé."
    assert note["Ce que cela coûte, et qui le fait"][1:] == [
        "Moyens annoncés, pour 40 actions sur 80, dont :",
        *(f"Action 1 de l’axe {rang} : 24 000 € en 2027." for rang in range(1, 5)),
    ]


def test_a_scheme_without_end_says_from_when_it_holds():
    lus = lire(write_deliberation(make_schema(fin=None), SeanceVote()))

    assert lus["Exposé"][0].startswith("Le schéma annexé s’applique à partir de 2027. Il compte")
    assert (
        "Article 1. d’adopter le schéma annexé, à partir de 2027."
        in lus["Après en avoir délibéré, le conseil de métropole décide"]
    )


def test_an_action_of_five_thousand_signs_is_shortened_in_the_note():
    action = ActionEcrite(code="A", titre="Long", moyens=("mot " * 1_250,))
    schema = make_schema(axes=(AxeEcrit(code="A", titre="Axe", actions=(action,)),))
    dits = lire(write_note(schema, SeanceVote()))["Ce que cela coûte, et qui le fait"]

    assert len(dits[-1]) <= 201
    assert dits[-1].startswith("Long : mot mot")


def test_a_target_without_number_is_not_told_as_one():
    schema = make_schema(cibles=(make_cible("Marchés sociaux", "49", None),))
    lus = lire(write_deliberation(schema, SeanceVote()))

    assert (
        "Article 2. d’approuver les indicateurs du schéma."
        in lus["Après en avoir délibéré, le conseil de métropole décide"]
    )


@pytest.mark.parametrize(
    ("dite", "decide"),
    [
        ("", "le conseil de métropole"),
        ("Conseil métropolitain", "le conseil métropolitain"),
        ("le bureau", "le bureau"),
        ("Assemblée plénière", "l’assemblée plénière"),
        ("commission permanente", "la commission permanente"),
    ],
)
def test_the_assembly_is_named_as_the_buyer_does(dite, decide):
    lus = lire(write_deliberation(make_schema(), SeanceVote(assemblee=dite)))

    assert f"Après en avoir délibéré, {decide} décide" in lus


def test_the_number_and_a_past_day_are_printed_as_they_were_given():
    papier = write_deliberation(
        make_schema(), SeanceVote(jour=date(2020, 3, 2), numero="2020-118", corps="syndicat_ferme")
    )
    champs = {nom: read_mots(dit).translate(PLAT) for nom, dit in papier.blocs[1].champs}

    assert champs["Numéro"] == "2020-118"
    assert champs["Séance du"] == "2 mars 2020"
    assert papier.jour == date(2020, 3, 2)
    assert "L5711-1" in " ".join(lire(papier)["Vu"])


def test_no_reference_code_stands_on_what_is_voted():
    for write in (write_deliberation, write_note):
        tout = lire_tout(write(make_schema(), SeanceVote(jour=JEUDI)))

        assert "AX1" not in tout
        assert "200000008" not in tout
        assert not any(code in tout for code in load_faits() if not code.startswith("C"))


def test_every_note_names_a_fact_with_the_version_that_was_read():
    for (type_structure, nom, habitants), *_ in CORPS:
        schema = make_schema(type_structure, nom, habitants=habitants)
        for papier in (
            write_deliberation(schema, SeanceVote(jour=JEUDI)),
            write_note(schema, SeanceVote(jour=JEUDI)),
        ):
            notes = list_notes(papier)

            assert notes
            for note in notes:
                lecture = note.texte.startswith("Notre lecture")
                assert lecture or find_fait(note.fait).est_sur


def test_what_is_asked_is_a_numbered_list():
    papier = write_note(make_schema(), SeanceVote())
    (liste,) = [b for b in walk_blocs(papier) if isinstance(b, Liste) and b.ordonnee]

    assert next(read_mots(e).translate(PLAT) for e in liste.elements) == (
        "Adopter le schéma annexé, pour 2027–2029."
    )
    assert len(liste.elements) == 5


@pytest.mark.longue(parts=8)
@pytest.mark.parametrize("write", [write_deliberation, write_note])
def test_both_papers_print_in_every_form(write):
    for papier in (
        write(make_schema(), SeanceVote(jour=JEUDI)),
        write(vider(), SeanceVote()),
        write(make_schema(axes=tuple(map(make_axe, range(1, 41)))), SeanceVote(jour=JEUDI)),
        write(make_schema(axes=tuple(map(make_axe, range(1, 7)))), SeanceVote(jour=JEUDI)),
        write(make_schema("etablissement_sante", "Hôpital du Val"), SeanceVote(jour=JEUDI)),
    ):
        assert len(PdfReader(io.BytesIO(write_pdf(papier))).pages) <= 2
        assert write_odt(papier).startswith(b"PK")
        assert papier.titre in write_html(papier)
        ecrit = docx.Document(io.BytesIO(write_docx(papier)))
        titres = [p.text for p in ecrit.paragraphs if p.style.name == "Heading 1"]
        assert titres == [section.titre for section in papier.sections]
