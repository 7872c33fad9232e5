"""Zawgyi is recognised where it is sure and becomes what was meant; no Unicode text of any language is touched."""

from __future__ import annotations

import pytest

from search.analysis import from_zawgyi, looks_like_zawgyi
from search.words import question


@pytest.mark.parametrize(
    ("zawgyi", "meant"),
    [
        ("ျမန္မာႏိုင္ငံ", "မြန်မာနိုင်ငံ"),
        ("ေရ", "ရေ"),
        ("ေက်းလက္ဖြံ႕ၿဖိဳးေရး", "ကျေးလက်ဖွံ့ဖြိုးရေး"),
        ("ဆင္းရဲမြဲေတမႈ ေလွ်ာ့ခ်ေရး", "ဆင်းရဲမွဲတေမှု လျှော့ချရေး"),
        ("သဘာ၀ပတ္၀န္းက်င္", "သဘာဝပတ်ဝန်းကျင်"),
        ("အဂၤလိပ္", "အင်္ဂလိပ်"),
        ("ကမၻာ့ကုလသမဂၢ ၿမိဳ႕ ေရ", "ကမ္ဘာ့ကုလသမဂ္ဂ မြို့ ရေ"),
        ("ကၽြန္ုပ္တို႔", "ကျွန်ုပ်တို့"),
        ("၄င္း၏ ဥာဏ္ ျပႆနာ", "၎င်း၏ ဉာဏ် ပြဿနာ"),
        ("Water ေရ, 2020", "Water ရေ, 2020"),
    ],
)
def test_zawgyi_becomes_unicode(zawgyi, meant):
    assert from_zawgyi(zawgyi) == meant
    assert looks_like_zawgyi(zawgyi)
    assert not looks_like_zawgyi(meant)
    assert question(zawgyi).plain == question(meant).plain


@pytest.mark.parametrize(
    "text",
    [
        "မြန်မာနိုင်ငံတွင် ဆင်းရဲမွဲတေမှု လျှော့ချရေး",
        "သီဟိုဠ်မှ ဉာဏ်ကြီးရှင်သည် အာယုဝဍ္ဎနဆေးညွှန်းစာကို ဇလွန်ဈေးဘေးဗာဒံပင်ထက် အဓိဋ္ဌာန်လျက် ဂဃနဏဖတ်ခဲ့သည်။",
        "ယောက်ျား ကျွန်ုပ် ၎င်း အင်္ဂါ ၂၀၂၀ ခုနှစ်",
        "ရ\u200bေ",  # as some keyboards leave it
        "မႂ်ႇသုင်ၶႃႈ ၵႂၢမ်းတႆး",  # Shan
        "ဘာသာမန် နကဵုမှ်ေ",  # Mon
        "ပှၤကညီ ကစၢ်ယွၤ တၢ်ကတိၤ ကညီကျိာ်",  # Sgaw Karen
        "ကညီကၠိၥ် ဖၠုံ",  # Western and Eastern Pwo Karen
        "ပအိုဝ်ႏ",  # Pa'o
        "ပညာ",  # the same in both
        "ေ",  # a sign alone
        "ျမန္မာ မြန်မာ ရေကြောင်း",  # both: who knows
        "water 水",
        "",
    ],
)
def test_what_may_be_unicode_stays(text):
    assert from_zawgyi(text) == text


def test_what_is_no_sound_burmese_in_either_is_only_said_to_look_like_it():
    assert looks_like_zawgyi("ေရ ိက")
    assert from_zawgyi("ေရ ိက") == "ေရ ိက"
