"""The environment variables of a function's process: Lambda's own, the template's, and nothing of the machine's.

The exceptions are what reaching a real provider may need (proxies, certificates) and where the local AWS is.
"""

import os
import uuid
from collections.abc import Mapping

from local.process import dummy_credentials
from local.resources import REGION
from local.template import Function

_NETWORK = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR")


def function_environment(function: Function, endpoints: Mapping[str, str]) -> dict[str, str]:
    """All variables but the Runtime API's address.

    `endpoints` are the AWS_ENDPOINT_URL variables. See Lambda's "defined runtime environment variables".
    """
    network = {name: os.environ[name] for name in _NETWORK if name in os.environ}
    local_hosts = ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1", "localhost")))
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        **network,
        "NO_PROXY": local_hosts,
        "no_proxy": local_hosts,
        **dummy_credentials(),
        "_HANDLER": function.handler,
        "LAMBDA_TASK_ROOT": function.task_root,
        "LAMBDA_RUNTIME_DIR": function.task_root,
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": uuid.uuid4().hex,
        "AWS_LAMBDA_LOG_FORMAT": function.log_format,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_REGION": REGION,
        "PYTHONPATH": os.pathsep.join([function.task_root, *function.path]),
        **function.environment,
        **endpoints,
    }
