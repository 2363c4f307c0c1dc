"""Faults on request: what shall go wrong, for whom, and how often."""

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Kind = Literal[
    "rate_limit", "quota", "server_error", "overloaded", "auth",
    "refusal", "truncate", "cut", "eof", "silence", "drip", "bad_json", "fenced", "breaks_rules",
]  # fmt: skip

KINDS: tuple[Kind, ...] = get_args(Kind)

# Answered with an HTTP status, before any model has run.
REJECTIONS: frozenset[str] = frozenset({"rate_limit", "quota", "server_error", "overloaded", "auth"})
IN_STREAM = frozenset({"rate_limit", "server_error", "overloaded"})
# An index of videos is no model: it has nothing to refuse and no token limit.
NOT_FOR_YOUTUBE = frozenset({"refusal", "truncate", "fenced", "breaks_rules"})


class Fault(BaseModel):
    """One armed fault.

    `times` is how many calls it still hits (null: until cleared); `match` limits it to calls whose
    step (header X-Tailrace-Step) contains this text; `after_tokens` says where in the stream it
    strikes (null: about a third in). `in_stream` makes `rate_limit`, `server_error` and
    `overloaded` an error inside a stream that was answered with 200, as providers do when they
    break down midway, instead of an HTTP status. `breaks_rules` is an answer in the right form that
    breaks a rule of the prompt, as models do: a check has to find it.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    provider: Literal["openai", "anthropic", "gemini", "youtube"]
    fault: Kind
    times: int | None = Field(1, ge=1)
    retry_after_s: float | None = Field(None, ge=0)
    after_tokens: int | None = Field(None, ge=0)
    match: str | None = None
    in_stream: bool = False

    @field_validator("fault")
    @classmethod
    def _service_can(cls, fault: Kind, known: ValidationInfo) -> Kind:
        if known.data.get("provider") == "youtube" and fault in NOT_FOR_YOUTUBE:
            raise ValueError(f"{fault} is something that only models do, not youtube")
        return fault

    @field_validator("in_stream")
    @classmethod
    def _streamable(cls, in_stream: bool, known: ValidationInfo) -> bool:
        if in_stream and (known.data.get("provider") == "youtube" or known.data.get("fault") not in IN_STREAM):
            raise ValueError(f"only a model's {', '.join(sorted(IN_STREAM))} can be sent inside a stream")
        return in_stream

    @property
    def rejects(self) -> bool:
        """Whether the call is answered with an HTTP status instead of a stream."""
        return self.fault in REJECTIONS and not self.in_stream

    def strikes_at(self, total: int) -> int:
        """After how many of `total` tokens it strikes."""
        return total // 3 if self.after_tokens is None else min(self.after_tokens, total)


class Faults:
    """The armed faults, in the order in which they were armed."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []

    def arm(self, fault: Fault) -> None:
        self._armed.append(fault)

    def clear(self) -> None:
        self._armed.clear()

    def show(self) -> list[dict[str, Any]]:
        return [fault.model_dump() for fault in self._armed]

    def take(self, provider: str, step: str | None) -> Fault | None:
        """The first armed fault that fits this call; it is used up by one."""
        for position, fault in enumerate(self._armed):
            if fault.provider != provider or (fault.match is not None and fault.match not in (step or "")):
                continue
            if fault.times == 1:
                del self._armed[position]
            elif fault.times is not None:
                self._armed[position] = fault.model_copy(update={"times": fault.times - 1})
            return fault
        return None
