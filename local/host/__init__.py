"""The function host: Lambda functions as processes, each speaking the Runtime API through AWS's own client."""
