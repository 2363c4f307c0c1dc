"""Lints the CloudFormation that template.yaml becomes.

cfn-lint does not expand SAM, so it would pass over most of what a SAM resource says; the translated template has
every role, policy, permission, rule and state machine in full. Runs in the SAM CLI's environment, without network.
"""

import json
import sys
from pathlib import Path
from typing import Any

import boto3
from cfnlint.api import lint
from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

ROOT = Path(__file__).parents[2]
REGIONS = ["us-east-1", "eu-central-1"]
# `sam package` puts an uploaded file's address in place of its folder.
UPLOADED = {"Bucket": "uploads", "Key": "code.zip"}


def translate(root: Path) -> dict[str, Any]:
    """The CloudFormation template of root's template.yaml, state machine definitions included."""
    template = yaml_parse((root / "template.yaml").read_text())
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for local_folder in {"CodeUri", "ContentUri"} & properties.keys():
            properties[local_folder] = dict(UPLOADED)
        if "DefinitionUri" in properties:
            properties["Definition"] = yaml_parse((root / properties.pop("DefinitionUri")).read_text())
    session = boto3.session.Session(region_name=REGIONS[0])
    translated: dict[str, Any] = Translator({}, Parser(), boto_session=session).translate(template, {})
    return translated


def main() -> int:
    """Print what is wrong; answer 1 if anything is."""
    matches = lint(json.dumps(translate(ROOT), indent=1), regions=REGIONS)
    for match in matches:
        path = ".".join(str(part) for part in match.path or [])
        print(f"{match.rule.id} {path}: {match.message}", file=sys.stderr)
    return 1 if matches else 0


if __name__ == "__main__":
    sys.exit(main())
