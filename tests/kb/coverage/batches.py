"""What tests of batches do as people do it: give, take a file along, fill it in, bring it back."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import etree
from openpyxl import load_workbook

from cases.models import CasePage

NS = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
PROBLEM = (
    '<p>The <b>well</b> was dry &amp; far.</p><p>See <a href="https://example.org/report">the report</a>.</p>'
)
FORMS = ("xlf", "xlsx")


def give(client, user, codes, language="lo", person="dara@example.org", due="", **more):
    client.force_login(user)
    data = {"work": codes, "into": language, "person": person, "due": due, **more}
    return client.post(reverse("translations_give"), data)


def texts(client, batch, form):
    answer = client.get(reverse("translations_batch_texts", args=[batch.pk, form]))
    assert answer.status_code == 200
    return answer.content


def bring(client, batch, content, form="xlf"):
    file = SimpleUploadedFile(f"texts.{form}", content)
    return client.post(reverse("translations_batch_bring", args=[batch.pk]), {"file": file})


def said(content, form):
    """Key → (original, translation) of a file, as text with tags."""
    if form == "xlsx":
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True)
        return {key: (source, target or "") for _code, key, _part, source, target in rows}
    units = etree.fromstring(content).iterfind(".//x:trans-unit", NS)
    found = {}
    for unit in units:
        parts = [unit.find(f"x:{name}", NS) for name in ("source", "target")]
        found[unit.get("id")] = tuple("".join(part.itertext()) for part in parts)
    return found


def filled(content, form, translations, code="clean-water"):
    """The file with translations for the pieces that begin with these words."""
    if form == "xlsx":
        book = load_workbook(io.BytesIO(content))
        for row in book.active.iter_rows(min_row=2):
            for begin, words in translations.items():
                if row[0].value == code and row[3].value.startswith(begin):
                    row[4].value, row[4].data_type = words, "s"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    root = etree.fromstring(content)
    for unit in root.iterfind(f".//x:file[@original='{code}']//x:trans-unit", NS):
        source, target = (unit.find(f"x:{name}", NS) for name in ("source", "target"))
        for begin, words in translations.items():
            if "".join(source.itertext()).startswith(begin.replace("<b>", "").replace("</b>", "")):
                target[:] = []
                target.text, parts = words, []
                for mark in source:
                    copied = etree.SubElement(target, mark.tag, dict(mark.attrib))
                    copied.text = f"[{mark.text}]"
                    parts.append(copied)
    return etree.tostring(root)


def draft(case, language="lo"):
    page = CasePage.objects.get(translation_key=case.translation_key, locale__language_code=language)
    return page.get_latest_revision_as_object()
