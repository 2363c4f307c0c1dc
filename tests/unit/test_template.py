"""template.yaml as the local stack reads it."""

import json
from pathlib import Path

import pytest

from local.intrinsics import TemplateError
from local.template import Template, read

TEMPLATE = """
Parameters:
  Readers: { Type: Number, Default: 5 }
  Models: { Type: String, Default: "" }
Conditions:
  Limited: !Not [!Equals [!Ref Readers, 0]]
  Unlimited: !Equals [!Ref Readers, 0]
Globals:
  Function:
    Handler: app.handler
    Timeout: 7
    Layers: [!Ref Core]
    Environment: { Variables: { TABLE_NAME: !Ref Table, SHARED: "1" } }
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
      TimeToLiveSpecification: { AttributeName: expires_at, Enabled: true }
      SSESpecification: { SSEEnabled: true }
  Core: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: core } }
  Packages: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: packages } }
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Anything: !ImportValue elsewhere } }
  Absent: { Type: AWS::Serverless::Function, Condition: Unlimited, Properties: { CodeUri: absent } }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: work
      Timeout: 30
      Layers: [!Ref Packages, !Sub "arn:${AWS::Partition}:lambda:${AWS::Region}:1:layer:Adapter:30"]
      ReservedConcurrentExecutions: !If [Limited, !Ref Readers, !Ref AWS::NoValue]
      FunctionUrlConfig: { AuthType: NONE, Cors: { AllowOrigins: ["*"] } }
      Environment:
        Variables:
          SHARED: "2"
          MODELS: !Ref Models
          MACHINES: !Sub '{"playlist": "${Machine}", "literal": "${!x}"}'
          URL: !GetAtt WorkUrl.FunctionUrl
          LONG: { "Fn::Join": ["-", [a, { Ref: "AWS::Region" }]] }
          GIVEN: !Sub ["${a}/${Table.Arn}", { a: !Select [1, !Split [",", "x,y"]] }]
      Events:
        Died:
          Type: EventBridgeRule
          Properties: { Pattern: { source: [aws.states], detail: { arn: [!Ref Machine] } } }
        Sweep: { Type: Schedule, Properties: { Schedule: rate(5 minutes), Input: '{"action": "sweep"}' } }
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: !Sub ${AWS::StackName}-playlist
      DefinitionUri: machine.asl.yaml
      DefinitionSubstitutions: { WorkArn: !GetAtt Work.Arn }
"""
MACHINE = """
StartAt: Work
States:
  Work: { Type: Task, Resource: "${WorkArn}", End: true }
"""


def load(folder: Path, text: str = TEMPLATE, machine: str = MACHINE, **overrides: str) -> Template:
    (folder / "core" / "package").mkdir(parents=True)
    (folder / "core" / "package" / "__init__.py").touch()
    (folder / "packages").mkdir()
    (folder / "machine.asl.yaml").write_text(machine)
    path = folder / "template.yaml"
    path.write_text(text)
    return read(path, url="http://127.0.0.1:1", overrides=overrides)


def test_a_function_has_its_own_settings_on_top_of_the_shared_ones(tmp_path: Path) -> None:
    (work,) = load(tmp_path).functions
    assert (work.handler, work.timeout, work.reserved) == ("app.handler", 30, 5)
    assert work.task_root == str(tmp_path / "work")
    assert work.path == [str(tmp_path / "core")]  # no layer from outside, none without code of ours
    assert work.environment["SHARED"] == "2"


def test_references_resolve_to_local_resources(tmp_path: Path) -> None:
    template = load(tmp_path)
    environment = template.functions[0].environment
    arn = "arn:aws:states:us-east-1:123456789012:stateMachine:tailrace-local-playlist"
    table = template.tables[0]["TableName"]
    assert template.machines[0].arn == arn
    assert environment["TABLE_NAME"] == table
    assert json.loads(environment["MACHINES"]) == {"playlist": arn, "literal": "${x}"}
    assert environment["URL"] == "http://127.0.0.1:1/"
    assert environment["LONG"] == "a-us-east-1"
    assert environment["GIVEN"] == f"y/arn:aws:dynamodb:us-east-1:123456789012:table/{table}"


def test_an_override_replaces_only_a_variable_that_is_declared(tmp_path: Path) -> None:
    environment = load(tmp_path, MODELS="openai=x", OTHER="y").functions[0].environment
    assert environment["MODELS"] == "openai=x"
    assert "OTHER" not in environment


def test_rules_and_schedules(tmp_path: Path) -> None:
    template = load(tmp_path)
    (work,) = template.functions
    pattern = {"source": ["aws.states"], "detail": {"arn": [template.machines[0].arn]}}
    assert work.rules == [{"pattern": pattern, "input": None}]
    assert work.schedules == [{"seconds": 300, "input": '{"action": "sweep"}'}]


def test_a_state_machine_becomes_json_with_its_substitutions(tmp_path: Path) -> None:
    template = load(tmp_path)
    definition = json.loads(template.machines[0].definition)
    assert definition["States"]["Work"]["Resource"] == template.functions[0].arn


def test_a_table_keeps_what_create_table_takes(tmp_path: Path) -> None:
    (table,) = load(tmp_path).tables
    assert table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
    assert table["TimeToLiveSpecification"]["AttributeName"] == "expires_at"
    assert "SSESpecification" not in table


def test_what_a_condition_excludes_is_not_there(tmp_path: Path) -> None:
    functions = load(tmp_path, TEMPLATE.replace("Default: 5", "Default: 0"))
    names = {function.id: function.reserved for function in functions.functions}
    assert names == {"Absent": None, "Work": None}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("!Ref Models", "!FindInMap [a, b, c]", "does not know Fn::FindInMap"),
        ("!Ref Models", "!Ref Nowhere", "has no Nowhere"),
        ("!Ref Models", "!Ref Alarm", "does not know AWS::CloudWatch::Alarm"),
        ("!Ref Models", "!GetAtt Table.StreamArn", "does not know Table.StreamArn"),
        ("!Ref Models", "!GetAtt TableUrl.FunctionUrl", "Table has no function URL"),
        ("!If [Limited", "!If [Unknown", "no condition Unknown"),
        ('Type: String, Default: ""', "Type: String", "parameter Models has no default"),
        ("rate(5 minutes)", "cron(0 0 * * * *)", "not cron"),
        ("WorkArn: !GetAtt", "OtherArn: !GetAtt", "uses ${WorkArn}"),
        ("CodeUri: work", "Description: none", "Work has no CodeUri"),
    ],
)
def test_what_is_unknown_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TEMPLATE
    with pytest.raises(TemplateError) as caught:
        load(tmp_path, TEMPLATE.replace(old, new))
    assert message in str(caught.value)


def test_the_projects_own_template_is_understood() -> None:
    template = read(Path(__file__).parents[2] / "template.yaml", url="http://127.0.0.1:1")
    assert {"Api", "Stream", "Generate", "Enrich", "Settle"} <= {function.id for function in template.functions}
    assert template.url_function("RESPONSE_STREAM").id == "Stream"
    assert any(rule for function in template.functions for rule in function.rules)
    for machine in template.machines:
        assert "${" not in machine.definition
