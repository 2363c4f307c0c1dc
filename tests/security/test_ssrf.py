"""The page fetcher speaks to public machines only: written addresses, redirects, names, and whole runs."""

import pytest

from tailrace.errors import SiteRefusedError
from tailrace.site import urls
from tailrace.site.backend import CheckedBackend
from tailrace.site.client import Wanted
from tests.e2e.client import Run, of_type
from tests.e2e.deployed import Deployed
from tests.integration.site_servers import answer
from tests.integration.test_site_fetcher import internet
from tests.security.ssrf import RESOLVED, WRITTEN, Case
from tests.unit.test_site_backend import Dial, Names

PAGE = Wanted("a web page", frozenset({"text/html"}), 2 * 1024 * 1024)


def _name(case: Case) -> str:
    return case.name


def _fits_a_header(url: str) -> bool:
    return url.isascii() and url.isprintable()


@pytest.mark.parametrize("case", WRITTEN, ids=_name)
def test_an_address_is_refused_by_its_reason(case: Case) -> None:
    with pytest.raises(SiteRefusedError) as error:
        urls.parse(case.url)
    assert case.reason in str(error.value)
    assert str(error.value).isprintable()
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("case", [case for case in WRITTEN if _fits_a_header(case.url)], ids=_name)
async def test_a_redirect_there_is_refused_and_nothing_is_dialled(case: Case) -> None:
    async with internet(a_example={"/": answer(status="302 Found", Location=case.url)}) as (fetcher, servers):
        with pytest.raises(SiteRefusedError, match=r"a\.example redirects to an address that is refused") as error:
            await fetcher.fetch(fetcher.parse("http://a.example/"), PAGE)
    assert case.reason in str(error.value)
    assert servers["a.example"].paths == ["/robots.txt", "/"]


@pytest.mark.parametrize("case", RESOLVED, ids=_name)
async def test_a_public_name_for_it_is_refused_undialled_and_the_address_is_not_told(case: Case) -> None:
    dial = Dial()
    for addresses in ([case.url], ["93.184.216.34", case.url]):
        backend = CheckedBackend(resolve=Names(addresses), dial=dial)
        with pytest.raises(SiteRefusedError) as error:
            await backend.connect_tcp("pretty.example.com", 443)
        assert "pretty.example.com leads to an address that is not public" in str(error.value)
        assert case.reason in str(error.value)
        assert case.url not in str(error.value)
    assert dial.dialled == []


async def test_the_address_that_was_checked_is_the_one_that_is_dialled() -> None:
    """A name that means another machine a moment later (DNS rebinding) is not asked again."""
    names, dial = Names(["93.184.216.34"], ["169.254.169.254"]), Dial()
    await CheckedBackend(resolve=names, dial=dial).connect_tcp("rebind.example.com", 80)
    assert dial.dialled == [("93.184.216.34", 80)]
    assert len(names.asked) == 1


THROUGH_THE_API = ["loopback", "one decimal number", "AWS's metadata", "IPv4-mapped", "a user that poses as the host",
                   "localhost", "Lambda's Runtime API", "a file", "a backslash for the parser"]  # fmt: skip


def test_through_the_api_it_is_no_run_or_one_that_fetched_nothing_and_says_why(stack: Deployed) -> None:
    """What is no web page's address in any reading is refused at once, the rest where it would be fetched."""
    begun: dict[str, tuple[Case, Run]] = {}
    for case in (case for case in WRITTEN if case.name in THROUGH_THE_API):
        answered = stack.client.http.post("/v1/runs", json={"kind": "video", "input": {"url": case.url}})
        if answered.status_code == 202:
            begun[case.name] = case, Run(stack.client, answered.json())
        else:
            assert (answered.status_code, answered.json()["errors"][0]["loc"]) == (422, "input.url"), case
    assert "AWS's metadata" in begun
    for case, run in begun.values():
        events = run.end()
        (error,) = of_type(events, "run.failed")[0]["data"]["errors"]
        assert error["code"] == "site_refused"
        assert case.reason in error["message"]
        assert of_type(events, "site.fetched", "provider.started") == []
    assert stack.simulator.calls() == []


def test_a_page_that_redirects_to_the_metadata_ends_its_run_with_that_reason(stack: Deployed) -> None:
    run = stack.client.begin("video", {"url": f"{stack.client.url}/simulator/sites/metadata/"})
    events = run.end()
    (failed,) = of_type(events, "run.failed")
    told = failed["data"]["errors"][0]["message"]
    assert "redirects to an address that is refused" in told
    assert "IP address" in told
    assert of_type(events, "site.fetched", "provider.started") == []
    assert stack.simulator.calls() == []
