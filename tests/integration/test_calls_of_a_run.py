"""A model call says for which run it is, so that the simulator can list the calls of one."""

import pytest
from pydantic import BaseModel

from local.simulator.client import Simulator
from tailrace.providers import PROVIDERS, Prompt, stream_text


class Answer(BaseModel):
    text: str


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_the_calls_of_one_run_can_be_told_from_others(provider: str, simulator: Simulator) -> None:
    prompt = Prompt(system="", user="Hello", output=Answer, max_output_tokens=100)
    for run_id in ("one", "other", None):
        pieces = stream_text(
            provider,
            prompt,
            model="any",
            api_key="key",
            base_url=getattr(simulator, provider),
            deadline_s=20,
            label=f"step:{run_id}",
            run_id=run_id,
        )
        assert [piece async for piece in pieces]
    [call] = simulator.calls(run="one")
    assert (call["run"], call["step"], call["provider"]) == ("one", "step:one", provider)
    assert [call["run"] for call in simulator.calls()] == ["one", "other", None]
