"""The document of the API: complete, reviewed, and readable without the net."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from linli.registers.register import all_registers

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).with_name("openapi.json")


def shape(document: dict) -> dict:
    """What a program relies on: addresses and methods, and the fields of each schema; no words."""
    paths = {path: sorted(methods) for path, methods in sorted(document["paths"].items())}
    schemas = {
        name: sorted(schema.get("properties", ()))
        for name, schema in sorted(document["components"]["schemas"].items())
    }
    return {"paths": paths, "schemas": schemas}


def test_a_newly_exposed_field_shows_in_review(anybody):
    """Write the snapshot anew with `LINLI_SNAPSHOT=write pytest tests/api/test_openapi.py`, and review its change."""
    now = shape(anybody("get", "/openapi.json").json())
    if os.environ.get("LINLI_SNAPSHOT") == "write":
        SNAPSHOT.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n")
    assert now == json.loads(SNAPSHOT.read_text())


def test_every_register_and_its_filters_stand_in_it(anybody):
    document = anybody("get", "/openapi.json").json()
    for register in all_registers().values():
        listing = document["paths"][f"/api/{register.name}"]["get"]
        named = {parameter["name"] for parameter in listing["parameters"]}
        assert {"sort", "mark", "size"} <= named
        assert bool(register.search) == ("q" in named)
    responses = document["paths"]["/api/visits"]["post"]["responses"]
    assert {"201", "401", "409", "422", "429"} <= set(responses)


def test_the_page_about_it_loads_nothing_from_elsewhere(anybody):
    page = anybody("get", "/docs").content.decode()
    assert "swagger" in page and "http://" not in page and "https://" not in page
