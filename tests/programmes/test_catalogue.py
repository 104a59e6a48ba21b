"""A pack is checked against what the site has; and editors get a schema."""

import pytest

from linli.programmes.language import (
    Catalogue,
    FilterInfo,
    MeasureInfo,
    RegisterInfo,
    check,
    json_schema,
    load,
    subject_register,
)

SITE = Catalogue(
    registers={
        "visits": RegisterInfo(
            "上门服务",
            {"made": MeasureInfo("次数"), "hours": MeasureInfo("小时", "sum")},
            {
                "kind": FilterInfo("方式", "choice", {"home": "上门", "phone": "电话"}),
                "urgent": FilterInfo("紧急", "boolean"),
                "guests": FilterInfo("人数", "number"),
            },
        ),
        "residents": RegisterInfo(
            "居民", {"living": MeasureInfo("人数", stock=True)}, {"born": FilterInfo("出生日期", "date")}
        ),
        "submissions": RegisterInfo(
            "材料", {"filed": MeasureInfo("份数")}, {"kind": FilterInfo("种类", "choice", {"plan": "方案"})}
        ),
    },
    unit_kinds=frozenset({"centre", "district", "bureau"}),
    roles=frozenset({"superior"}),
    actions=frozenset({"trainings.enrol"}),
    templates=frozenset({"activity-week"}),
)


def problems(*lines):
    text = "\n".join(["programme: small", "title: 小方案", "for: centre", *lines])
    return check(load(text, "small.yaml"), SITE)


def obligation(entry):
    return [str(problem) for problem in problems("obligations:", f"  it: {{title: 甲, {entry}}}")]


@pytest.mark.parametrize(
    "entry",
    [
        "count: visits.made, where: {kind: home, urgent: true, guests: 2..}",
        "sum: visits.hours, where: {kind: not phone}",
        "coverage: {of: visits.made, over: residents.living}",
        "coverage: {of: visits.made, over: residents.living}, where: {age: 60..}",
        "rate: {of: {measure: visits.made, where: {kind: home}}, over: residents.living}, where: {}",
        "submit: plan, to: bureau",
        "count: visits.made, per: person, for: {units: centre, under: district}",
        "count: dreams.dreamt, wanted: true",
        "each: [home, phone], count: visits.made, where: {kind: $item}",
    ],
)
def test_what_fits(entry):
    assert obligation(entry) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("count: visit.made", "small.yaml:5:18: There is no register “visit”. Did you mean: visits?"),
        ("count: visits.maid", "There is no measure of “上门服务” “maid”. Did you mean: made?"),
        ("count: visits.hours", "“visits.hours” is a measure of kind sum; it does not go with “count”."),
        ("average: visits.made", "does not go with “average”"),
        (
            "count: visits.made, where: {kin: home}",
            "There is no filter of “上门服务” “kin”. Did you mean: kind?",
        ),
        ("count: visits.made, where: {kind: hone}", "There is no value “hone”. Did you mean: phone, home?"),
        ("count: visits.made, where: {kind: 1..2}", "“kind” has no order"),
        ("count: visits.made, where: {urgent: 1}", "“urgent” is true or false."),
        ("count: visits.made, where: {guests: two}", "“guests” is a number."),
        ("count: visits.made, where: {age: 60..}", "There is no filter of “上门服务” “age”"),
        ("submit: pan", "There is no value “pan”. Did you mean: plan?"),
        ("each: [home, fone], count: visits.made, where: {kind: $item}", "“fone”. Did you mean: phone?"),
        ("count: visits.made, per: visit", "There is no register “visit”. Did you mean: visits?"),
        (
            "count: visits.made, done_by: distrct",
            "There is no kind of unit “distrct”. Did you mean: district?",
        ),
        ("count: visits.made, for: center", "There is no kind of unit “center”. Did you mean: centre?"),
    ],
)
def test_what_does_not_fit_is_named_with_what_would(entry, said):
    [problem] = obligation(entry)
    assert said in problem


def test_what_is_no_longer_wanted_is_only_a_warning():
    [problem] = problems("obligations: {it: {title: 甲, count: visits.made, wanted: true}}")
    assert problem.warning and "Leave “wanted” out" in problem.message


def test_actions_roles_and_templates():
    found = problems(
        "consequences:",
        "  coach: {title: 培训, action: trainings.enroll, decided_by: superiors}",
        "reports:",
        "  week: {template: activity-weak}",
    )
    assert [problem.near for problem in found] == [("trainings.enrol",), ("superior",), ("activity-week",)]


def test_singular_words_for_subjects():
    obligations = "obligations: {it: {title: 甲, count: visits.made, per: household}}"
    pack = load(f"programme: p\ntitle: 甲\nfor: centre\n{obligations}\n")
    assert subject_register(pack.obligations["it"]) == "households"


def test_the_schema_knows_every_entry_and_lets_parameters_stand_for_values():
    schema = json_schema()
    obligation = schema["$defs"]["Obligation"]
    assert obligation["additionalProperties"] is False
    assert {"for", "in", "at_least", "source", "wanted"} <= set(obligation["properties"])
    assert {"type": "string", "pattern": r"^\$[a-z][a-z0-9_]*$"} in obligation["properties"]["length"][
        "anyOf"
    ]
    assert schema["$defs"]["Quotation"]["anyOf"][1]["type"] == "string"  # a plain text is the quotation
    assert schema["required"] == ["programme", "title", "for"]
