#!/bin/sh
# Lambda's wrapper for the Web Adapter runs this file instead of Python's own bootstrap, so the paths that the bootstrap
# would have set are set here. No access log: it would write read tokens down. uvicorn takes uvloop and httptools where
# they are installed.
export PYTHONPATH="/opt/python:$LAMBDA_TASK_ROOT:$LAMBDA_RUNTIME_DIR${PYTHONPATH:+:$PYTHONPATH}"
exec python -m uvicorn --host 127.0.0.1 --port "$AWS_LWA_PORT" --no-access-log --timeout-graceful-shutdown 3 app:app
