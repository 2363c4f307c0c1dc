"""Which addresses may be asked for: every trick that hides where a URL leads is refused, with a reason."""

# ruff: noqa: RUF001 - characters that look like others are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.errors import SiteRefusedError
from tailrace.site import urls

LOCAL = urls.parse_origin("http://127.0.0.1:8787")

IP = "IP address"
REFUSED = [
    # IPv4 in every notation that some resolver or URL parser understands.
    ("http://127.0.0.1/", IP),
    ("http://169.254.169.254/latest/meta-data/", IP),
    ("http://168.63.129.16/", IP),
    ("http://100.64.0.1/", IP),
    ("http://10.0.0.1:80/", IP),
    ("http://93.184.216.34/", IP),
    ("http://2130706433/", IP),
    ("http://0x7f000001/", IP),
    ("http://0X7F.0.0.1/", IP),
    ("http://0177.0.0.1/", IP),
    ("http://127.1/", IP),
    ("http://0/", IP),
    ("http://0x/", IP),
    ("http://example.com.1/", IP),
    # IPv6, mapped, with a zone, and without its brackets.
    ("http://[::1]/", IP),
    ("http://[::ffff:127.0.0.1]/", IP),
    ("http://[64:ff9b::7f00:1]/", IP),
    ("http://[fd00:ec2::254]/", IP),
    ("http://[fe80::1%25eth0]/", IP),
    ("http://::1/", IP),
    # Digits and dots that only look like some.
    ("http://①②⑦.⓪.⓪.①/", "stand for others"),
    ("http://１２７.０.０.１/", "stand for others"),
    ("http://127。0。0。1/", "stand for others"),
    ("http://127．0．0．1/", "stand for others"),
    ("http://ｅxample.com/", "stand for others"),
    ("http://ⓔxample.com/", "stand for others"),
    ("http://exa\u200bmple.com/", "invisible"),
    ("http://exam\u00adple.com/", "invisible"),
    ("http://%31%32%37.0.0.1/", "encoded"),
    ("http://-bücher.de/", "registered"),
    # A user name that poses as the host.
    ("http://example.com@127.0.0.1/", "user name"),
    ("http://user:secret@example.com/", "user name"),
    ("http://example.com:80@evil.example/", "user name"),
    # Slashes the other way round, controls, spaces.
    ("http://example.com\\@127.0.0.1/", "backslash"),
    ("http:\\\\127.0.0.1/", "backslash"),
    ("http://example.com/\r\nHost: internal", "spaces or invisible"),
    ("http://example.com\t.evil.example/", "spaces or invisible"),
    ("http://exam ple.com/", "spaces or invisible"),
    ("http://example.com/\x00", "spaces or invisible"),
    # Names that lead nowhere public.
    ("http://localhost/", "private name"),
    ("http://LOCALHOST:80/", "private name"),
    ("http://foo.localhost/", "private name"),
    ("http://printer.local/", "private name"),
    ("http://metadata.google.internal/", "private name"),
    ("http://router.home.arpa/", "private name"),
    ("http://intranet/", "no dot"),
    ("http://example.com./", "ends with a dot"),
    ("http://127.0.0.1./", "ends with a dot"),
    ("http://localhost./", "ends with a dot"),
    ("http://example..com/", "not a name"),
    ("http://-example.com/", "not a name"),
    (f"http://{'a' * 64}.com/", "not a name"),
    (f"http://{'a.' * 130}com/", "not a name"),
    # Ports, the Lambda runtime's own among them.
    ("http://example.com:9001/", "port is 9001"),
    ("https://example.com:8443/", "port is 8443"),
    ("http://example.com:22/", "port is 22"),
    ("http://example.com:0x50/", "not a number"),
    ("http://example.com:/", "not a number"),
    ("http://example.com:８０/", "not a number"),
    # Not the web.
    ("file:///etc/passwd", "scheme is file"),
    ("gopher://example.com/", "scheme is gopher"),
    ("ftp://example.com/", "scheme is ftp"),
    ("javascript:alert(1)", "scheme is javascript"),
    ("data:text/html,hi", "scheme is data"),
    ("//example.com/", "not a complete URL"),
    ("example.com", "not a complete URL"),
    ("http:example.com", "names no host"),
    ("http:///example.com", "names no host"),
    ("http://", "names no host"),
    ("", "not a complete URL"),
    ("http://example.com/" + "a" * 2048, "characters"),
]


@pytest.mark.parametrize(("url", "why"), REFUSED, ids=[ascii(url)[:50] for url, _ in REFUSED])
def test_is_refused_with_a_reason(url: str, why: str) -> None:
    with pytest.raises(SiteRefusedError, match=why):
        urls.parse(url)


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM:443/A?b=c#d", "https://example.com/A?b=c"),
        ("http://example.com:80/", "http://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("https://bücher.de/straße?q=ü", "https://xn--bcher-kva.de/stra%C3%9Fe?q=%C3%BC"),
        ("https://a_b.example.com/%20x", "https://a_b.example.com/%20x"),
        ("https://1.example.com/", "https://1.example.com/"),
    ],
)
def test_a_public_address_is_put_into_one_form(url: str, normal: str) -> None:
    assert str(urls.parse(url)) == normal


def test_an_error_shows_neither_passwords_nor_characters_that_hide_others() -> None:
    with pytest.raises(SiteRefusedError) as error:
        urls.parse("https://me:hunter2@example.com/\u202egpj.exe")
    assert "hunter2" not in str(error.value)
    assert "\u202e" not in str(error.value)


def test_an_allowed_origin_is_exactly_that_origin() -> None:
    assert str(urls.parse("http://127.0.0.1:8787/simulator/", {LOCAL})) == "http://127.0.0.1:8787/simulator/"
    for other in (
        "https://127.0.0.1:8787/",
        "http://127.0.0.1:8788/",
        "http://127.0.0.1/",
        "http://127.0.0.2:8787/",
        "http://localhost:8787/",
        "http://2130706433:8787/",
        "http://127.0.0.1:8787@evil.example:8787/",
    ):
        with pytest.raises(SiteRefusedError):
            urls.parse(other, {LOCAL})


@pytest.mark.parametrize("text", ["127.0.0.1:8787", "http://127.0.0.1:8787/path", "ftp://a.b", "http://u@a.b", ""])
def test_a_setting_that_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(SiteRefusedError, match="not an origin"):
        urls.parse_origin(text)


@pytest.mark.parametrize(
    ("reference", "joined"),
    [
        ("style.css", "https://example.com/a/style.css"),
        (" ../b c.png ", "https://example.com/b%20c.png"),
        ("//cdn.example.com/x", "https://cdn.example.com/x"),
        ("?q", "https://example.com/a/page?q"),
    ],
)
def test_references_are_joined_as_browsers_do(reference: str, joined: str) -> None:
    assert str(urls.join(urls.parse("https://example.com/a/page"), reference)) == joined


@pytest.mark.parametrize("reference", ["//169.254.169.254/", "http://[::1/", "\\\\internal\\x", "javascript:alert(1)"])
def test_a_reference_to_where_nobody_may_go_is_refused(reference: str) -> None:
    with pytest.raises(SiteRefusedError):
        urls.join(urls.parse("https://example.com/"), reference)


@given(
    st.one_of(
        st.text(max_size=80),
        st.builds("http{}".format, st.text(max_size=60)),
        st.builds("https://{}".format, st.text()),
    )
)
def test_any_text_is_either_refused_or_a_plain_address(text: str) -> None:
    try:
        url = urls.parse(text)
    except SiteRefusedError:
        return
    assert str(url).isascii()
    assert url.origin.port in (80, 443)
    assert "." in url.origin.host
    assert not any(c in url.origin.host for c in "@:%[]\\ ")
    assert str(urls.parse(str(url))) == str(url)
