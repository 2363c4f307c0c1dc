"""The template gives each function what it needs and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.intrinsics import Resolver, load
from local.resources import LocalNames
from local.template import read
from tailrace import kinds
from tailrace.settings import Settings

ROOT = Path(__file__).parents[2]
SOURCE: dict[str, Any] = load((ROOT / "template.yaml").read_text())
RESOURCES: dict[str, Any] = SOURCE["Resources"]
FUNCTIONS = [name for name, resource in RESOURCES.items() if resource["Type"] == "AWS::Serverless::Function"]
URLS = {name: "https://url.test/" for name in FUNCTIONS if "FunctionUrlConfig" in RESOURCES[name]["Properties"]}
RESOLVED: dict[str, Any] = {
    name: Resolver(LocalNames(SOURCE, URLS), SOURCE["Conditions"])(RESOURCES[name]["Properties"]) for name in FUNCTIONS
}
# Read by Powertools and by the Web Adapter.
OTHERS_VARIABLES = {"POWERTOOLS_SERVICE_NAME", "AWS_LAMBDA_EXEC_WRAPPER"}
# Set by Lambda itself.
LAMBDAS_VARIABLES = {"LAMBDA_TASK_ROOT"}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(function: str) -> Iterator[dict[str, Any]]:
    for policy in RESOLVED[function]["Policies"]:
        yield from policy["Statement"]


def variables(function: str) -> set[str]:
    shared = SOURCE["Globals"]["Function"]["Environment"]["Variables"]
    return {*shared, *RESOLVED[function].get("Environment", {}).get("Variables", {})}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_policies_name_actions_and_resources(function: str) -> None:
    for statement in statements(function):
        for action in as_list(statement["Action"]):
            assert "*" not in action
        for resource in as_list(statement["Resource"]):
            # Executions are made later; their machine is named.
            assert "*" not in (resource.removesuffix(":*") if ":execution:" in resource else resource)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_table_is_opened_by_key(function: str) -> None:
    on_table = [s for s in statements(function) if any(a.startswith("dynamodb:") for a in as_list(s["Action"]))]
    assert on_table
    for statement in on_table:
        ((operator, condition),) = statement["Condition"].items()
        assert operator in ("ForAllValues:StringLike", "ForAllValues:StringEquals")
        assert all(not key.startswith("*") for key in condition["dynamodb:LeadingKeys"])
        # A scan has no leading key, and ForAllValues holds for none.
        assert "dynamodb:Scan" not in as_list(statement["Action"])


def test_settings_and_template_have_the_same_variables() -> None:
    given = {v for name in FUNCTIONS for v in variables(name) if not v.startswith("AWS_LWA_")} - OTHERS_VARIABLES
    assert given | LAMBDAS_VARIABLES == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("variable", "allowed"),
    [("PROVIDER_KEYS_SECRET", {"Generate", "Enrich"}), ("SIGNING_SECRET", {"Api", "Stream"})],
)
def test_secrets_are_for_those_who_need_them(variable: str, allowed: set[str]) -> None:
    assert {name for name in FUNCTIONS if variable in variables(name)} == allowed
    for name in FUNCTIONS:
        readable = {
            resource
            for statement in statements(name)
            if "secretsmanager:GetSecretValue" in as_list(statement["Action"])
            for resource in as_list(statement["Resource"])
        }
        environment = RESOLVED[name].get("Environment", {}).get("Variables", {})
        named = {environment[key] for key in ("PROVIDER_KEYS_SECRET", "SIGNING_SECRET") if key in environment}
        assert readable == named, name


def test_each_kind_has_its_workflow_wherever_workflows_are_named() -> None:
    template = read(ROOT / "template.yaml", url="https://url.test")
    arns = {machine.arn for machine in template.machines}
    assert len(arns) == len(kinds.kind_names())
    for function in template.functions:
        if "STATE_MACHINES" in function.environment:
            told = Settings.model_validate(
                {"table_name": "t", "state_machines": function.environment["STATE_MACHINES"]}
            ).state_machines
            assert sorted(told) == kinds.kind_names(), function.id
            assert set(told.values()) == arns, function.id
        for rule in function.rules:
            assert set(rule["pattern"]["detail"]["stateMachineArn"]) == arns
    for name in FUNCTIONS:
        for statement in statements(name):
            if any(action.startswith("states:") for action in as_list(statement["Action"])):
                resources = {
                    r.removesuffix(":*").replace(":execution:", ":stateMachine:") for r in statement["Resource"]
                }
                assert resources == arns, name


def test_functions_are_built_without_the_runtimes_own_python() -> None:
    for name in FUNCTIONS:
        folder = ROOT / RESOLVED[name]["CodeUri"]
        handler = RESOLVED[name].get("Handler", SOURCE["Globals"]["Function"]["Handler"])
        file = folder / (handler if handler.endswith(".sh") else handler.partition(".")[0] + ".py")
        assert file.is_file()
        assert not (folder / "requirements.txt").exists(), "libraries are the layers'"


def test_the_streams_connection_ends_before_its_function() -> None:
    stream = RESOLVED["Stream"]
    assert int(stream["Environment"]["Variables"]["STREAM_MAX_SECONDS"]) < stream["Timeout"]


def test_enrich_cannot_read_the_model_providers_keys() -> None:
    secrets = {
        name: RESOLVED[name]["Environment"]["Variables"]["PROVIDER_KEYS_SECRET"] for name in ("Generate", "Enrich")
    }
    assert secrets["Generate"] != secrets["Enrich"]


@pytest.mark.parametrize("function", ["FetchSite", "Check"])
def test_who_meets_strangers_can_do_nothing_but_append_to_runs(function: str) -> None:
    (statement,) = statements(function)
    assert sorted(statement["Action"]) == ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
    assert statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"] == ["run#*"]


def test_no_deployment_fetches_pages_that_are_not_on_the_internet() -> None:
    # Neither a parameter nor a reference: nobody can set it by mistake.
    assert RESOURCES["FetchSite"]["Properties"]["Environment"]["Variables"]["SITE_ALLOWED_ORIGINS"] == ""
    assert [name for name in FUNCTIONS if "SITE_ALLOWED_ORIGINS" in variables(name)] == ["FetchSite"]


def test_esbuild_is_where_its_layer_puts_it() -> None:
    makefile = (ROOT / "layers" / "esbuild" / "Makefile").read_text()
    for name in FUNCTIONS:
        layers = [call.argument for call in RESOURCES[name]["Properties"].get("Layers", [])]
        assert ("ESBUILD_PATH" in variables(name)) == ("EsbuildLayer" in layers), name
        if "EsbuildLayer" in layers:
            path = RESOLVED[name]["Environment"]["Variables"]["ESBUILD_PATH"]
            assert f'"$(ARTIFACTS_DIR)/{path.removeprefix("/opt/")}"' in makefile


def test_no_function_has_more_layers_than_lambda_takes() -> None:
    shared = SOURCE["Globals"]["Function"]["Layers"]
    assert all(len(shared) + len(RESOURCES[name]["Properties"].get("Layers", [])) <= 5 for name in FUNCTIONS)
