"""A cluster that wants to know who asks, and shows who it is."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
import time
import uuid
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.views.debug import SafeExceptionReporterFilter

from search import draining, rebuilding, verifying
from search.engines import EngineError, get_engine, reset_engine
from search.engines.connecting import Access
from search.engines.elasticsearch import ElasticsearchEngine
from tests.faults.cluster.certificates import Authority
from tests.faults.cluster.proxy import Proxy, refusal
from tools import elasticsearch_keys, elasticsearch_server

pytestmark = pytest.mark.django_db

USER, PASSWORD = "site", "pass:word-of-the-$ite"
OPERATIONS = Path(__file__).resolve().parents[3] / "docs" / "operations.md"


def role():
    """The role as the documentation gives it."""
    [found] = re.findall(r"```json\n(\{.*?\})\n```", OPERATIONS.read_text(encoding="utf-8"), re.S)
    return json.loads(found)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"))


def without(privilege):
    """The user whose role lacks one privilege."""
    return f"without-{privilege}"


@pytest.fixture(scope="module")
def no_keys():
    """Why the node cannot keep API keys; empty when it can."""
    try:
        elasticsearch_keys.allow()
    except elasticsearch_server.CannotStart as reason:
        return str(reason)
    return ""


@pytest.fixture(scope="module")
def node(authority, no_keys):
    roles, users = {"knowledge-base": role()}, {USER: (PASSWORD, "knowledge-base")}
    for privilege in role()["indices"][0]["privileges"]:
        less = role()
        less["indices"][0]["privileges"].remove(privilege)
        roles[without(privilege)] = less
        users[without(privilege)] = (PASSWORD, without(privilege))
    security = elasticsearch_server.Security(authority.sign("good", timedelta(days=1)), roles, users)
    with elasticsearch_server.running_node(security=security) as node:
        yield node


@pytest.fixture
def access(authority):
    return {"user": USER, "password": PASSWORD, "ca_file": str(authority.file)}


def status():
    out = io.StringIO()
    with suppress(CommandError):
        call_command("search_index", "status", stdout=out)
    return out.getvalue()


def everything(kb):
    """All that the site ever asks of a cluster."""
    kb.publish("More water for three towns")
    withdrawn = kb.publish("Water that is shown no more")
    draining.drain()
    withdrawn.unpublish()
    kb.all_is_well("More water for three towns")
    rebuilding.rebuild()
    rebuilding.rebuild()  # drops an old one
    kb.all_is_well("More water for three towns")


def test_a_user_with_the_role_of_the_documentation_can_do_everything(begin, node, access):
    everything(begin(node.url, "kb", **access))
    assert "engine: answers" in status()


@pytest.fixture
def api_key(node, no_keys):
    """A key as the documentation tells to make it: the role, and nothing of whoever makes it."""
    if no_keys:
        pytest.skip(no_keys)
    return node.ask("POST", "/_security/api_key", {"name": "site", "role_descriptors": {"kb": role()}})


def test_an_api_key_with_the_role_of_the_documentation_can_do_everything_until_it_is_taken_back(
    begin, node, authority, api_key
):
    key, ca_file = api_key["encoded"], str(authority.file)
    kb = begin(node.url, "kb", api_key=key, ca_file=ca_file)
    everything(kb)
    assert "engine: answers" in status()
    other = ElasticsearchEngine(
        node.url, prefix="other", timeout=5, access=Access(api_key=key, ca_file=ca_file)
    )
    with pytest.raises(EngineError, match="privilege is missing"):
        other.create("one", {"properties": {}})
    other.close()
    node.ask("DELETE", "/_security/api_key", {"ids": [api_key["id"]]})
    assert key not in refused(kb, "ELASTICSEARCH_API_KEY")


def test_an_api_key_is_sent_as_elasticsearch_wants_it(begin, elasticsearch_url):
    """Also where the server of the tests cannot keep API keys: a proxy that asks for one stands before it."""
    proxy, key = Proxy(elasticsearch_url), "c2l0ZTprZXk="

    def keeper(request, passed_on):
        if request.authorization == f"ApiKey {key}":
            return passed_on()
        return refusal(401, "security_exception", "unable to authenticate")(request, passed_on)

    with proxy.failing(keeper):
        everything(begin(proxy.url, f"key{uuid.uuid4().hex[:12]}", api_key=key))
    proxy.close()


def test_the_role_reaches_no_further(begin, node, access):
    begin(node.url, "kb", **access)
    other = ElasticsearchEngine(node.url, prefix="other", timeout=5, access=Access(**access))
    with pytest.raises(EngineError, match="privilege is missing"):
        other.create("one", {"properties": {}})
    other.close()


@pytest.mark.parametrize("privilege", role()["indices"][0]["privileges"])
def test_every_privilege_of_the_role_is_needed(begin, node, access, privilege):
    begin(node.url, "kb", **access)
    with pytest.raises((EngineError, AssertionError)):
        everything(begin(node.url, "kb", **access | {"user": without(privilege)}))


def refused(kb, sentence):
    """Readers get what there is without the engine; whoever looks after the site is told what is wrong."""
    reset_engine()
    kb.reading_is_honest()
    told = status()
    assert sentence in told
    assert not verifying.status().usable
    with pytest.raises(CommandError, match="does not answer as it should") as failed:
        call_command("search_index", "rebuild", stdout=io.StringIO())
    assert sentence in str(failed.value)
    return told + str(failed.value)


@pytest.mark.parametrize("by", ["password", "api_key"])
def test_a_wrong_secret_is_told_and_never_shown(begin, node, access, settings, caplog, by):
    kb = begin(node.url, "kb", **access)
    wrong = (
        {"user": USER, "password": "not-the-$ecret"}
        if by == "password"
        else {"api_key": "bm90LXRoZTokZWNyZXQ="}
    )
    secret = list(wrong.values())[-1]
    settings.ELASTICSEARCH_ACCESS = {**wrong, "ca_file": access["ca_file"]}
    with caplog.at_level(logging.DEBUG):
        told = refused(kb, f"ELASTICSEARCH_{by.upper()}")
        kb.publish("More water for three towns")
        with pytest.raises(EngineError):
            draining.drain()
    assert secret not in told + caplog.text + repr(get_engine().__dict__)
    assert secret not in str(SafeExceptionReporterFilter().get_safe_settings())
    settings.ELASTICSEARCH_ACCESS = access
    reset_engine()
    kb.all_is_well("More water for three towns")


def test_a_certificate_of_a_stranger(begin, node, access, settings):
    kb = begin(node.url, "kb", **access)
    settings.ELASTICSEARCH_ACCESS = {**access, "ca_file": ""}
    refused(kb, "its certificate is not to be trusted")


def test_a_certificate_past_its_time_and_its_successor(begin, node, access, authority):
    kb = begin(node.url, "kb", **access)
    node.show(authority.sign("expired", timedelta(days=-1)))
    until(lambda: "expired" in failure())
    refused(kb, "certificate has expired")
    node.show(authority.sign("successor", timedelta(days=1)))
    until(lambda: not failure())
    kb.all_is_well()


def failure():
    reset_engine()
    return verifying.status().error


def until(holds, seconds=40):
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        pause.wait(0.3)
