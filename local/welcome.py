"""What a newcomer is told once everything runs: what to paste, the key, and what is real."""

from local.settings import Settings


def welcome(url: str, settings: Settings) -> str:
    """The text. The two commands fit together from any shell: the first leaves its answer in a file for the second."""
    answer = f"/tmp/tailrace-{url.rpartition(':')[2]}.json"  # noqa: S108 - what a person pastes, not what we write
    key = f"-H 'Authorization: Bearer {settings.keys[0][1]}'"
    body = '{"kind": "playlist", "input": {"prompt": "Rooftop at sunset, warm and unhurried", "track_count": 8}}'
    run_id = f"""$(sed -E 's/.*"run_id": *"([^"]+)".*/\\1/' {answer})"""
    providers = [f"  {p.name:<10} {'simulated' if p.simulated else 'real'}" for p in settings.providers]
    return "\n".join(
        (
            f"Tailrace is running: {url}",
            "",
            "Start a run:",
            f"  curl -s -w '\\n' {url}/v1/runs {key} -H 'Content-Type: application/json' -d '{body}' | tee {answer}",
            "Follow it:",
            f'  curl -N "{url}/v1/runs/{run_id}/stream" {key}',
            "",
            f"API key: {settings.keys[0][1]}",
            "Providers:",
            *providers,
        )
    )
