"""The three official SDKs, each asked for the same thing, their events made alike."""

from collections.abc import Iterator
from typing import Any

import anthropic
import httpx2
import openai
from google import genai
from google.genai import errors, types

from local.simulator.client import Simulator
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.prompt import build
from tailrace.providers.schema import strict_schema

PROVIDERS = ("openai", "anthropic", "gemini")
NORMAL_END = {"openai": "completed", "anthropic": "end_turn", "gemini": "STOP"}
PROMPT = build(PlaylistInput(prompt="Late-night drive", track_count=6))
SCHEMA = strict_schema(PROMPT.output)
# The simulator speaks plain HTTP: reading the certificates of the world for each call took longer than the call.
PLAIN: dict[str, Any] = {"verify": False}
MODELS = {"openai": "gpt-6-luna", "anthropic": "claude-haiku-5-5", "gemini": "gemini-3.8-flash"}


def ask(
    simulator: Simulator, provider: str, *, stream: bool = True, key: str = "k", step: str = "s", timeout_s: float = 20
) -> Iterator[Any]:
    """The events of one streamed call, or the one answer of another; raises what the SDK raises."""
    headers = {"X-Tailrace-Step": step}
    asked: dict[str, Any]
    match provider:
        case "openai":
            form = {"type": "json_schema", "name": "set", "schema": SCHEMA, "strict": True}
            asked = {"instructions": PROMPT.system, "input": PROMPT.user, "text": {"format": form}}
            http: Any = openai.DefaultHttpxClient(**PLAIN)
            with openai.OpenAI(
                api_key=key, base_url=simulator.openai, max_retries=0, timeout=timeout_s, http_client=http
            ) as gpt:
                answer: Any = gpt.responses.create(
                    model=MODELS[provider], stream=stream, extra_headers=headers, **asked
                )
                yield from answer if stream else [answer]
        case "anthropic":
            config = {"format": {"type": "json_schema", "schema": SCHEMA}}
            messages = [{"role": "user", "content": PROMPT.user}]
            asked = {"max_tokens": 4000, "system": PROMPT.system, "messages": messages, "output_config": config}
            http = anthropic.DefaultHttpxClient(**PLAIN)
            with anthropic.Anthropic(
                api_key=key, base_url=simulator.anthropic, max_retries=0, timeout=timeout_s, http_client=http
            ) as claude:
                answer = claude.messages.create(model=MODELS[provider], stream=stream, extra_headers=headers, **asked)
                yield from answer if stream else [answer]
        case _:
            options = types.HttpOptions(
                base_url=simulator.gemini,
                timeout=round(timeout_s * 1000),
                headers=headers,
                client_args=dict(PLAIN),
                async_client_args=dict(PLAIN),
            )
            asked = {
                "contents": PROMPT.user,
                "config": types.GenerateContentConfig(
                    system_instruction=PROMPT.system,
                    response_mime_type="application/json",
                    response_json_schema=SCHEMA,
                    automatic_continuation=False,
                ),
            }
            with genai.Client(api_key=key, http_options=options) as gemini:
                if stream:
                    yield from gemini.models.generate_content_stream(model=MODELS[provider], **asked)
                else:
                    yield gemini.models.generate_content(model=MODELS[provider], **asked)


def text_of(event: Any) -> str:
    """The text in one event or whole answer of any SDK."""
    text: str | None = None
    match getattr(event, "type", None):
        case "response.output_text.delta":
            text = event.delta
        case "content_block_delta":
            text = event.delta.text
        case "message":
            text = event.content[0].text
        case None if hasattr(event, "candidates"):
            text = event.candidates and event.text
        case None:
            text = event.output_text
    return text or ""


def ending_of(event: Any) -> str | None:
    """Why an answer ended, if this event says so."""
    ending: str | None = None
    match getattr(event, "type", None):
        case "response.completed" | "response.incomplete" | "response.failed":
            details = event.response.incomplete_details
            ending = details.reason if details else event.response.status
        case "message_delta":
            ending = event.delta.stop_reason
        case "error":
            ending = "failed"
        case None if hasattr(event, "candidates"):
            reason = event.prompt_feedback.block_reason if event.prompt_feedback else event.candidates[0].finish_reason
            ending = reason.value if reason else None
    return ending


def listen_to(simulator: Simulator, provider: str, **options: Any) -> tuple[str, list[str], Exception | None]:
    """Text, endings and error of one call, as far as it came."""
    text, endings = "", []
    try:
        for event in ask(simulator, provider, **options):
            text += text_of(event)
            endings += [ending] if (ending := ending_of(event)) else []
    except (openai.OpenAIError, anthropic.AnthropicError, errors.APIError, httpx2.HTTPError) as error:
        return text, endings, error
    return text, endings, None
