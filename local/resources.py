"""What the template's references resolve to locally: parameters, names, ARNs and URLs."""

from collections.abc import Mapping
from typing import Any

from local.intrinsics import Call, Resolver, TemplateError

REGION = "us-east-1"
ACCOUNT = "123456789012"
STACK_NAME = "tailrace-local"

_PSEUDO = {
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::StackName": STACK_NAME,
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{STACK_NAME}/local",
    "AWS::URLSuffix": "amazonaws.com",
}

# type: (property with its name, ARN, what Ref gives). A secret's ARN ends with characters that only AWS knows
# beforehand, and its name is good wherever the ARN is.
_TYPES = {
    "AWS::Serverless::Function": ("FunctionName", "lambda:{where}:function:{name}", "name"),
    "AWS::Serverless::LayerVersion": ("LayerName", "lambda:{where}:layer:{name}:1", "arn"),
    "AWS::Serverless::StateMachine": ("Name", "states:{where}:stateMachine:{name}", "arn"),
    "AWS::DynamoDB::Table": ("TableName", "dynamodb:{where}:table/{name}", "name"),
    "AWS::SecretsManager::Secret": ("Name", "secretsmanager:{where}:secret:{name}", "name"),
    "AWS::Logs::LogGroup": ("LogGroupName", "logs:{where}:log-group:{name}", "name"),
    "AWS::Events::Rule": ("Name", "events:{where}:rule/{name}", "name"),
    "AWS::SQS::Queue": ("QueueName", "sqs:{where}:{name}", "name"),
    "AWS::SNS::Topic": ("TopicName", "sns:{where}:{name}", "arn"),
    "AWS::IAM::Role": ("RoleName", "iam::" + ACCOUNT + ":role/{name}", "name"),
}


class LocalNames:
    """The names of one template. `urls` gives the address of a function's URL by the function's logical id."""

    def __init__(self, template: Mapping[str, Any], urls: Mapping[str, str]) -> None:
        self._parameters = template.get("Parameters", {})
        self._resources = template.get("Resources", {})
        self._urls = urls
        self._resolver = Resolver(self, template.get("Conditions", {}))

    def ref(self, name: str) -> Any:
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self._parameters:
            parameter = self._parameters[name]
            if "Default" not in parameter:
                raise TemplateError(f"parameter {name} has no default")
            return str(parameter["Default"])
        return self.arn(name) if self._type(name)[2] == "arn" else self.name(name)

    def attribute(self, name: str, attribute: str) -> Any:
        if attribute == "FunctionUrl":
            function = name.removesuffix("Url")
            if function not in self._urls:
                raise TemplateError(f"{function} has no function URL")
            return self._urls[function]
        if attribute in ("Arn", "Id"):
            return self.arn(name)
        if attribute == "Name":
            return self.name(name)
        raise TemplateError(f"the local stack does not know {name}.{attribute}")

    def name(self, logical_id: str) -> str:
        """The resource's own name, which is the template's if it gives one."""
        given = self._resources[logical_id].get("Properties", {}).get(self._type(logical_id)[0])
        return str(self._resolver(given)) if isinstance(given, (str, Call, dict)) else f"{STACK_NAME}-{logical_id}"

    def arn(self, logical_id: str) -> str:
        pattern = self._type(logical_id)[1]
        return "arn:aws:" + pattern.format(where=f"{REGION}:{ACCOUNT}", name=self.name(logical_id))

    def _type(self, logical_id: str) -> tuple[str, str, str]:
        if logical_id not in self._resources:
            raise TemplateError(f"the template has no {logical_id}")
        kind = self._resources[logical_id]["Type"]
        if kind not in _TYPES:
            raise TemplateError(f"the local stack does not know {kind}, which is {logical_id}'s type")
        return _TYPES[kind]
