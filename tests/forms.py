"""What a browser would post back from a page: one of the admin, or a form of the public site."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup


def form_of(response: Any, **changes: str) -> dict[str, str]:
    """Names and values of the controls of the page's edit form, with `changes`; templates of new rows left out,
    stream fields empty."""
    assert response.status_code == 200, response
    form = BeautifulSoup(response.content, "html.parser").find("form", id="page-edit-form")
    data: dict[str, str] = {}
    for control in form.find_all(["input", "textarea", "select"]):
        name = control.get("name")
        if not name or "__prefix__" in name or control.find_parent("template"):
            continue
        if control.name == "select":
            chosen = control.find("option", selected=True)
            data[name] = chosen["value"] if chosen else ""
        elif control.name == "textarea":
            data[name] = control.text.removeprefix("\n")
        elif control.get("type") in ("checkbox", "radio"):
            if control.has_attr("checked"):
                data[name] = control.get("value", "on")
        elif control.get("type") not in ("submit", "button", "file"):
            data[name] = control.get("value", "")
    for stream in form.find_all("div", attrs={"data-block": True}):  # the browser builds their blocks
        data[f"{stream['id']}-count"] = "0"
    return {**data, **changes}


def sent_from(answer: Any, **changes: Any) -> dict[str, Any]:
    """Names and values of the controls of the page's last form, with `changes`; None takes one out."""
    form = BeautifulSoup(answer.content, "html.parser").main.find_all("form")[-1]
    data: dict[str, Any] = {}
    for control in form.find_all(["input", "textarea", "select"]):
        name, kind = control.get("name"), control.get("type")
        if not name:
            continue
        if control.name == "select":
            chosen = control.find("option", selected=True)
            data[name] = chosen["value"] if chosen else ""
        elif control.name == "textarea":
            data[name] = control.text.removeprefix("\n")
        elif kind in ("checkbox", "radio"):
            if control.has_attr("checked"):
                data.setdefault(name, []).append(control.get("value", "on"))
        elif kind != "file":
            data[name] = control.get("value", "")
    data |= changes
    return {name: value for name, value in data.items() if value is not None}
