"""Which rows of a decp.info table are one contract: the rule's table of cases."""

import pytest

from spaser.moteur.decp.tableaux import decpinfo


def row(titulaire, montant, jour, **autres):
    return {
        "uid": "U1",
        "titulaire_id": titulaire,
        "montant": montant,
        "dateNotification": jour,
        **autres,
    }


def resume(record):
    """First amount and date, holders, then date, amount and holders of each modification."""
    titulaires = [t["titulaire"]["id"] for t in record.get("titulaires", [])]
    suites = []
    for enveloppe in record.get("modifications", []):
        m = enveloppe["modification"]
        noms = [t["titulaire"]["id"] for t in m.get("titulaires", [])]
        suites.append((m["dateNotificationModification"], m.get("montant"), "".join(noms)))
    return (record.get("montant"), record.get("dateNotification"), "".join(titulaires), suites)


LOT1, LOT2 = {"objet": "Lot 1 : gros œuvre"}, {"objet": "Lot 2 : peinture"}
CAS = {
    "one row": ([row("A", "10", "2024-01-01")], [("10", "2024-01-01", "A", [])]),
    "same state: holders": (
        [row("A", "10", "2024-01-01"), row("B", "10", "2024-01-01")],
        [("10", "2024-01-01", "AB", [])],
    ),
    "same holder twice in a state: one holder": (
        [row("A", "10", "2024-01-01"), row("A", "10", "2024-01-01")],
        [("10", "2024-01-01", "A", [])],
    ),
    "no object, other holder and other amount, same date: one contract, first amount": (
        [row("A", "10", "2024-01-01"), row("B", "20", "2024-01-01")],
        [("10", "2024-01-01", "AB", [])],
    ),
    "no object, other offers, another CPV: one contract": (
        [
            row("A", "10", "2024-01-01", offresRecues="1", codeCPV="45210000"),
            row("A", "20", "2024-01-01", offresRecues="4", codeCPV="45211000"),
        ],
        [("10", "2024-01-01", "A", [])],
    ),
    "no column of states, same holder, other date: the state of the first row": (
        [row("A", "12", "2024-06-01"), row("A", "10", "2024-01-01")],
        [("12", "2024-06-01", "A", [])],
    ),
    "no column of states, other holder, other amount, other date: holders of one state": (
        [row("B", "20", "2024-06-01"), row("A", "10", "2024-01-01")],
        [("20", "2024-06-01", "AB", [])],
    ),
    "no column of states, value missing on the first row: that of the next": (
        [row("A", "", ""), row("B", "20", "2024-06-01"), row("C", "10", "2024-01-01")],
        [("20", "2024-06-01", "ABC", [])],
    ),
    "no object, later date: a modification": (
        [
            row("A", "12", "2024-06-01", modification_id=""),
            row("A", "10", "2024-01-01", modification_id=""),
        ],
        [("10", "2024-01-01", "A", [("2024-06-01", "12", "")])],
    ),
    "no object, same amount, other holder and state: the contract changed hands": (
        [
            row("A", "10", "2024-01-01", modification_id="0"),
            row("B", "10", "2024-06-01", modification_id="1"),
        ],
        [("10", "2024-01-01", "A", [("2024-06-01", None, "B")])],
    ),
    "no object, everything changes with the state: a modification": (
        [
            row("A", "10", "2024-01-01", modification_id="0"),
            row("B", "20", "2024-06-01", modification_id="1"),
        ],
        [("10", "2024-01-01", "A", [("2024-06-01", "20", "B")])],
    ),
    "two objects, all else equal: two contracts": (
        [row("A", "10", "2024-01-01", **LOT1), row("A", "10", "2024-01-01", **LOT2)],
        [("10", "2024-01-01", "A", []), ("10", "2024-01-01", "A", [])],
    ),
    "one object written in two ways: one contract": (
        [
            row("A", "10", "2024-01-01", objet="Entretien d'été"),
            row("B", "10", "2024-01-01", objet="ENTRETIEN D’ETE."),
        ],
        [("10", "2024-01-01", "AB", [])],
    ),
    "one object cut by a source: one contract": (
        [
            row("A", "10", "2024-01-01", objet="a" * 250),
            row("B", "10", "2024-01-01", objet="a" * 600),
        ],
        [("10", "2024-01-01", "AB", [])],
    ),
    "same object, holder and amount change together with the state: a modification": (
        [
            row("A", "10", "2024-01-01", modification_id="0", **LOT1),
            row("B", "20", "2024-06-01", modification_id="1", **LOT1),
        ],
        [("10", "2024-01-01", "A", [("2024-06-01", "20", "B")])],
    ),
    "same object, two amounts in one state, other holders: two contracts": (
        [row("A", "10", "2024-01-01", **LOT1), row("B", "20", "2024-01-01", **LOT1)],
        [("10", "2024-01-01", "A", []), ("20", "2024-01-01", "B", [])],
    ),
    "same object, two amounts in one state, holders linked from row to row: one contract": (
        [
            row("A", "10", "2024-01-01", modification_id="0", **LOT1),
            row("B", "10", "2024-01-01", modification_id="0", **LOT1),
            row("B", "12", "2024-02-01", modification_id="1", **LOT1),
            row("C", "12", "2024-02-01", modification_id="1", **LOT1),
            row("C", "15", "2024-03-01", modification_id="2", **LOT1),
            row("D", "90", "2024-03-01", modification_id="2", **LOT1),
        ],
        [
            ("10", "2024-01-01", "AB", [("2024-02-01", "12", "BC"), ("2024-03-01", "15", "C")]),
            ("90", "2024-03-01", "D", []),
        ],
    ),
    "the object is missing on one row: that of the others counts": (
        [row("A", "10", "2024-01-01", **LOT1), row("B", "10", "2024-01-01")],
        [("10", "2024-01-01", "AB", [])],
    ),
    "no date on one row: it belongs to the first state": (
        [
            row("A", "10", "", modification_id="0"),
            row("B", "10", "2024-01-01", modification_id="0"),
        ],
        [("10", "2024-01-01", "AB", [])],
    ),
    "no object, one amount known: one contract": (
        [row("A", "", "2024-01-01"), row("B", "20", "2024-01-01")],
        [("20", "2024-01-01", "AB", [])],
    ),
    "amount missing: holders, not contracts": (
        [row("A", "", "2024-01-01"), row("B", "", "2024-01-01")],
        [(None, "2024-01-01", "AB", [])],
    ),
}


@pytest.mark.parametrize(("lignes", "attendus"), CAS.values(), ids=CAS.keys())
def test_rows_of_a_uid_are_shared_between_contracts(lire, lignes, attendus):
    lu = lire(decpinfo.load, lignes)
    assert [resume(r) for r in lu.records] == attendus
    assert lu.lecture.lus == len(attendus)
    assert lu.lecture.lignes == len(lignes)
    partages = ["uid_partage" in lu.codes(i) for i in range(len(attendus))]
    assert partages == [len(attendus) > 1] * len(attendus)


def numbered(numero, titulaire, montant, jour, **autres):
    return row(titulaire, montant, jour, modification_id=numero, objet="Travaux", **autres)


def test_the_state_numbered_0_gives_the_initial_date_and_the_others_are_modifications(lire):
    lu = lire(
        decpinfo.load,
        [
            numbered(
                "2", "B", "120", "2024-09-01", dureeMois="14", datePublicationDonnees="2024-10-01"
            ),
            numbered(
                "1", "A", "120", "2024-05-01", dureeMois="12", datePublicationDonnees="2024-06-01"
            ),
            numbered(
                "0", "A", "100", "2024-01-01", dureeMois="12", datePublicationDonnees="2024-02-01"
            ),
            numbered(
                "2", "C", "120", "2024-09-01", dureeMois="14", datePublicationDonnees="2024-10-01"
            ),
        ],
    )
    (record,) = lu.records
    assert record["_rang"] == 1
    assert record["dateNotification"] == "2024-01-01"
    assert record["datePublicationDonnees"] == "2024-02-01"
    assert (record["montant"], record["dureeMois"]) == ("100", "12")
    assert record["modifications"] == [
        {
            "modification": {
                "id": "1",
                "dateNotificationModification": "2024-05-01",
                "datePublicationDonneesModification": "2024-06-01",
                "montant": "120",
            }
        },
        {
            "modification": {
                "id": "2",
                "dateNotificationModification": "2024-09-01",
                "datePublicationDonneesModification": "2024-10-01",
                "dureeMois": "14",
                "titulaires": [{"titulaire": {"id": "B"}}, {"titulaire": {"id": "C"}}],
            }
        },
    ]
    assert lu.codes() == []


def test_a_value_missing_in_a_state_changes_nothing(lire):
    lu = lire(
        decpinfo.load,
        [
            numbered("0", "A", "100", "2024-01-01"),
            numbered("1", "", "", "2024-02-01"),
            numbered("2", "A", "100", "2024-03-01"),
        ],
    )
    assert [resume(r) for r in lu.records] == [
        ("100", "2024-01-01", "A", [("2024-02-01", None, ""), ("2024-03-01", None, "")])
    ]


def test_a_row_without_number_is_the_initial_state(lire):
    lu = lire(
        decpinfo.load,
        [numbered("", "A", "100", ""), numbered("1", "A", "110", "2024-02-01")],
    )
    assert [resume(r) for r in lu.records] == [("100", None, "A", [("2024-02-01", "110", "")])]


def test_rows_without_number_are_told_apart_by_their_date(lire):
    lu = lire(
        decpinfo.load,
        [numbered("", "A", "100", "2024-01-01"), numbered("", "A", "110", "2024-02-01")],
    )
    (record,) = lu.records
    assert resume(record) == ("100", "2024-01-01", "A", [("2024-02-01", "110", "")])
    assert record["modifications"][0]["modification"]["id"] == "1"
    assert lu.codes() == ["etats_deduits_des_dates"]


def test_the_values_of_a_state_may_stand_on_several_rows(lire):
    lu = lire(
        decpinfo.load,
        [numbered("0", "A", "", "2024-01-01"), numbered("0", "B", "100", "2024-01-01")],
    )
    assert [resume(r) for r in lu.records] == [("100", "2024-01-01", "AB", [])]


def test_lots_of_one_uid_keep_their_own_states(lire):
    """The source numbers the states of a uid by date, all lots together."""
    lots = [
        row("A", "10", "2024-01-01", modification_id="0", **LOT1),
        row("B", "50", "2024-02-01", modification_id="1", **LOT2),
        row("A", "11", "2024-03-01", modification_id="2", **LOT1),
    ]
    lu = lire(decpinfo.load, lots)
    assert [resume(r) for r in lu.records] == [
        ("10", "2024-01-01", "A", [("2024-03-01", "11", "")]),
        ("50", "2024-02-01", "B", []),
    ]
    assert lu.codes(1) == ["uid_partage"], "its first state is not 0 because of the other lot"


@pytest.mark.parametrize("titulaires", ["A", "AB"])
def test_a_table_of_current_rows_says_that_the_initial_state_is_absent(lire, titulaires):
    lignes = [numbered("2", t, "120", "2024-09-01", donneesActuelles="true") for t in titulaires]
    lu = lire(decpinfo.load, lignes)
    assert [resume(r) for r in lu.records] == [("120", "2024-09-01", titulaires, [])]
    assert lu.codes() == ["etat_initial_absent"]


@pytest.mark.parametrize(
    ("montants", "codes"), [(("10", "10"), []), (("10", "20"), ["montants_divergents"])]
)
@pytest.mark.parametrize("etat", [{}, {"modification_id": "0"}])
def test_amounts_that_disagree_in_a_state_are_said(lire, montants, codes, etat):
    lignes = [row(t, m, "2024-01-01", **etat) for t, m in zip("AB", montants, strict=True)]
    assert lire(decpinfo.load, lignes).codes() == codes


def test_the_key_is_buyer_and_id_when_there_is_no_uid(lire):
    lu = lire(
        decpinfo.load,
        [
            {"acheteur_id": "111", "id": "a", "titulaire_id": "A"},
            {"acheteur_id": "222", "id": "a", "titulaire_id": "A"},
            {"acheteur_id": "111", "id": "a", "titulaire_id": "B"},
        ],
    )
    assert [(r["acheteur"], len(r["titulaires"])) for r in lu.records] == [
        ({"id": "111"}, 2),
        ({"id": "222"}, 1),
    ]


@pytest.mark.donnees_reelles
def test_the_real_extract_gives_a_contract_a_uid(donnees_reelles, relire):
    """It has no object and no column of states; adding its rows would give 9.61 Md€."""
    (chemin,) = donnees_reelles.rglob("decp_tabulaire_2024S2_travaux_cpv4521_part-a.csv")
    lu = relire(decpinfo.load, chemin)
    divergents = [i for i in range(3568) if "montants_divergents" in lu.codes(i)]
    assert (lu.lecture.lignes, lu.lecture.lus, lu.lecture.rebuts) == (6326, 3568, [])
    assert len({record["uid"] for record in lu.records}) == 3568
    assert round(sum(float(r["montant"]) for r in lu.records) / 1e9, 2) == 1.72
    assert len(divergents) == 493
