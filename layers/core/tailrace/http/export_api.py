"""The route that hands a run out as a file."""

from base64 import b64encode

from aws_lambda_powertools.event_handler import Response

from tailrace.exports import NothingToExportError, UnknownFormatError, export
from tailrace.http.inputs import ExportQuery
from tailrace.http.own_runs import own, runs
from tailrace.http.problems import FieldError, ProblemError, invalid
from tailrace.http.route import MAX_BYTES as MAX_BYTES
from tailrace.http.route import Call


def export_run(call: Call) -> Response[str]:
    """The run as a file, of whatever there is of it so far: the name of an unfinished run's says `partial`."""
    query = call.request.query(ExportQuery)
    snapshot = runs().snapshot(own(call))
    try:
        made = export(snapshot, query.format)
    except UnknownFormatError as error:
        raise invalid([FieldError("query.format", error.message)]) from error
    except NothingToExportError as error:
        raise ProblemError("nothing_to_export", error.message) from error
    size = len(made.content)
    if size > MAX_BYTES:
        raise ProblemError(
            "export_too_large",
            f"The file has {size} bytes; an answer holds {MAX_BYTES}. The parts are in the snapshot and in the events",
        )
    headers = {
        "Content-Disposition": f'attachment; filename="{made.filename}"',
        "Cache-Control": "no-store",
        # What models and clients wrote is to be saved, never taken for a page of ours.
        "X-Content-Type-Options": "nosniff",
    }
    answer = Response(200, made.media_type, b64encode(made.content).decode(), headers)
    answer.base64_encoded = True
    return answer
