"""A small deployment for the local stack's own tests: a template and functions that do as they are told."""

from pathlib import Path

TEMPLATE = """
Parameters:
  Greeting: { Type: String, Default: hello }
Globals:
  Function:
    Handler: app.handler
    Timeout: 2
    Environment:
      Variables: { TABLE_NAME: !Ref Table }
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }, { AttributeName: sk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }, { AttributeName: sk, KeyType: RANGE }]
      TimeToLiveSpecification: { AttributeName: expires_at, Enabled: true }
  Secret:
    Type: AWS::SecretsManager::Secret
  Api:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: api
      FunctionUrlConfig:
        AuthType: NONE
        Cors:
          AllowOrigins: ["https://app.example"]
          AllowMethods: [GET, POST]
          AllowHeaders: [authorization]
          ExposeHeaders: [etag]
          MaxAge: 60
      Environment:
        Variables: { SIGNING_SECRET: !Ref Secret, GREETING: !Ref Greeting, STREAM_URL: !GetAtt StreamUrl.FunctionUrl }
  Stream:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: stream
      Handler: run.sh
      FunctionUrlConfig: { AuthType: NONE, InvokeMode: RESPONSE_STREAM, Cors: { AllowOrigins: ["*"] } }
      Environment:
        Variables: { AWS_LWA_PORT: "8080" }
"""

# The event comes back as it arrived, unless its query asks for something else.
API = """
import base64, os

def handler(event, context):
    query = event.get("queryStringParameters") or {}
    match query.get("do"):
        case "raise":
            raise RuntimeError("no")
        case "large":
            return {"statusCode": 200, "body": "x" * 7_000_000}
        case "nonsense":
            return {"statusCode": "many"}
        case "bytes":
            return {"statusCode": 200, "headers": {"Content-Type": "image/png"}, "isBase64Encoded": True,
                    "body": base64.b64encode(bytes(range(256))).decode()}
        case "cookies":
            return {"statusCode": 201, "headers": {"ETag": '"1"'}, "cookies": ["a=1; Path=/", "b=2"], "body": "made"}
        case "empty":
            return {"statusCode": 200}
        case "not_modified":
            return {"statusCode": 304, "headers": {"ETag": '"1"'}}
        case "environment":
            return dict(os.environ)
        case "pid":
            return {"pid": os.getpid()}
    return event
"""

# ASGI by hand. /slow tells when its reader is gone, /die ends the process.
STREAM = """
import asyncio, os

gone = asyncio.Event()

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    path = scope["path"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    if path == "/v1/runs/die/stream":
        os._exit(1)
    if path == "/v1/runs/slow/stream":
        await send({"type": "http.response.body", "body": b"data: 1\\n\\n", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        gone.set()
        return
    if path == "/v1/runs/gone/stream":
        await asyncio.wait_for(gone.wait(), 10)
    await send({"type": "http.response.body", "body": scope["query_string"] + b"|" + path.encode()})
"""

RUN = """#!/bin/sh
exec python -m uvicorn --host 127.0.0.1 --port "$AWS_LWA_PORT" --no-access-log --lifespan off app:app
"""


def deployment(folder: Path, template: str = TEMPLATE) -> Path:
    """Writes the deployment; the path is its template's."""
    for name, source in (("api", API), ("stream", STREAM)):
        (folder / name).mkdir(parents=True)
        (folder / name / "app.py").write_text(source)
    run = folder / "stream" / "run.sh"
    run.write_text(RUN)
    run.chmod(0o755)
    path = folder / "template.yaml"
    path.write_text(template)
    return path
