"""The published JSON Schema of events."""

import json

import jsonschema
import pytest

from tailrace import events
from tailrace.events import Draft, RunFailed, UsageTotal, utc_now
from tailrace.kinds import kind_names, load_part
from tailrace.log.body import encode
from tailrace.schema import event_schema

RUN = "01k9zq4t0v6h8m3r5w7y9b2d4f"
ALL_TYPES = {model.TYPE for model in events.EVENTS} | {
    model.TYPE for kind in kind_names() for model in load_part(kind, "events").EVENTS
}


def test_every_type_of_every_kind_is_in_it_once() -> None:
    types = [branch["properties"]["type"]["const"] for branch in event_schema()["oneOf"]]

    assert sorted(types) == sorted(ALL_TYPES)


def test_it_is_a_json_schema_whose_references_all_lead_somewhere() -> None:
    schema = event_schema()

    jsonschema.Draft202012Validator.check_schema(schema)
    references = {part.split('"')[0] for part in json.dumps(schema).split('"$ref": "')[1:]}
    assert references <= {f"#/$defs/{name}" for name in schema["$defs"]}


def test_what_the_log_encodes_is_valid() -> None:
    usage = UsageTotal(calls=0, input_tokens=0, output_tokens=0, cost_usd=0)
    line = encode(RUN, Draft(RunFailed(errors=[], usage=usage)), utc_now(), None, None).line(3)

    jsonschema.validate(json.loads(line), event_schema())


@pytest.mark.parametrize(
    "change",
    [{"seq": 0}, {"seq": "1"}, {"run_id": "r"}, {"attempt": 0}, {"data": {}}, {"type": "run.ended"}, {"more": 1}],
)
def test_what_is_no_event_is_not_valid(change: dict[str, object]) -> None:
    event = {
        "seq": 2,
        "type": "step.completed",
        "run_id": RUN,
        "ts": "2026-11-20T08:00:00.123Z",
        "step": "generate:openai",
        "attempt": 1,
        "message": None,
        "data": {"duration_ms": 7},
    }
    validator = jsonschema.Draft202012Validator(event_schema())

    assert validator.is_valid(event)
    assert not validator.is_valid({**event, **change})
