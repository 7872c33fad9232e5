"""Analysis in ten languages: segmentation, folding, normal forms, native digits, cut words."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import (
    ANALYSIS_VERSION,
    UNSPACED,
    analyse,
    analyse_spans,
    bigrams,
    fold,
    languages_of,
    parse_query,
    sort_key,
)
from search.engines import SENTINEL

TEN = ["en", "zh-hans", "id", "ms", "th", "vi", "lo", "km", "my", "fil"]


@pytest.mark.parametrize(
    ("language", "text", "tokens"),
    [
        ("en", "Clean water for the villages", "clean water for the village"),
        ("zh-hans", "水利灌溉项目", "水利 灌溉 项目"),
        ("id", "Air bersih untuk desa-desa", "air bersih untuk desa desa"),
        ("ms", "Bekalan air bersih luar bandar", "bekalan air bersih luar bandar"),
        ("th", "โครงการน้ำสะอาดในหมู่บ้าน", "โครงการ น้ำ สะอาด ใน หมู่บ้าน"),
        ("vi", "Nước sạch cho Đà Nẵng", "nuoc sach cho da nang"),
        ("lo", "ໂຄງການນ້ຳສະອາດ", "ໂຄງການ ນ້ຳ ສະອາດ"),
        ("km", "គម្រោងទឹកស្អាត", "គម្រោង ទឹក ស្អាត"),
        ("my", "ရေသန့်စီမံကိန်း", "ရေ သန့် စီမံကိန်း"),
        ("fil", "Malinis na tubig para sa mga baryo", "malinis na tubig para sa mga baryo"),
    ],
)
def test_text_is_cut_into_words(language, text, tokens):
    assert analyse(text, language) == tokens.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WATER", "water"),
        ("café", "cafe\u0301"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("hoà bình", "hòa bình"),
        ("Piñan", "pinan"),
        ("Ｗａｔｅｒ ２０２０", "water 2020"),
        ("ﬁnance", "finance"),
        ("the farmer’s", "the farmer"),
        ("1,000 households", "1000 households"),
        ("1.000.000 rumah", "1000000 rumah"),
        ("U.N. programme", "UN programme"),
        ("ค.ศ. 2020", "คศ 2020"),
        ("น้ำ", "นํ้า"),  # tone and nikhahit typed in either order
        ("น้ำ", "น\u0e49\u0e4d\u0e32"),
        ("แม่", "เเม่"),
        ("ນ້ຳ", "ນໍ້າ"),
        ("ແມ່", "ເເມ່"),
        ("ໝູ່ບ້ານ", "ຫມູ່ບ້ານ"),
        ("កោះ", "ក\u17c1\u17b6ះ"),
        ("ស្ត្រី", "ស្រ្តី"),
        ("បណ្តាល", "បណ្ដាល"),
        ("សហគមន៍\u200bកសិកម្ម", "សហគមន៍កសិកម្ម"),
        ("ពិត\u17b5ជា", "ពិតជា"),
        ("သန့်", "သန\u103a\u1037"),
    ],
)
def test_spellings_of_the_same_are_one(one, other):
    assert analyse(one) == analyse(other)
    assert analyse(one)


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        ("扶貧", "扶贫"),
        ("農村飲水安全鞏固提升工程", "农村饮水安全巩固提升工程"),
        ("廣西壯族自治區龍勝縣", "广西壮族自治区龙胜县"),
        ("婦女發展", "妇女发展"),
    ],
)
def test_traditional_and_simplified_chinese_are_one(traditional, simple):
    for language in ("zh-hans", ""):
        assert analyse(traditional, language) == analyse(simple, language)
    assert bigrams(traditional, "zh-hans", ends=True) == bigrams(simple, "zh-hans", ends=True)
    assert parse_query(traditional).paired("zh-hans") == parse_query(simple).paired("zh-hans")
    assert fold(traditional) == fold(simple)


def test_traditional_characters_are_marked_as_they_stand():
    text = "農村的扶貧經驗, 2020 年"
    assert (
        "".join(text[start:end] for _, start, end in analyse_spans(text, "zh-hans")) == "農村的扶貧經驗2020年"
    )
    assert [span.token for span in analyse_spans(text, "zh-hans")] == analyse(
        "农村的扶贫经验, 2020 年", "zh-hans"
    )


@pytest.mark.parametrize("digits", ["2020", "២០២០", "๒๐๒๐", "໒໐໒໐", "၂၀၂၀", "２０２０", "𝟐𝟎𝟐𝟎"])
def test_native_digits_find_each_other(digits):
    assert analyse(digits) == ["2020"]


@pytest.mark.parametrize("text", ["ឆ្នាំ២០២០", "ปี๒๐๒๐", "ปี2020", "ປີ໒໐໒໐", "၂၀၂၀ခုနှစ်", "2020年"])
def test_digits_are_words_of_their_own_beside_scripts_without_spaces(text):
    assert "2020" in analyse(text)


@pytest.mark.parametrize("text", ["CO2", "COVID19", "4Ps", "km2"])
def test_digits_stay_with_latin_letters(text):
    assert analyse(text) == [text.lower()]


@pytest.mark.parametrize(
    ("one", "other"),
    [("ดี", "ดา"), ("น้ำ", "นา"), ("ປີ", "ປາ"), ("ទឹក", "ទក"), ("ေရ", "ရ"), ("ไม่", "ไม้"), ("ທີ່", "ທີ")],
)
def test_vowel_signs_and_tones_of_other_scripts_are_kept(one, other):
    assert analyse(one) != analyse(other)


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200c", "\u200d", "\u00ad", "\ufeff", "\u202e", "\u2066", "\ud800", "\ue000"]
)
def test_what_nobody_sees_changes_nothing(hidden):
    assert analyse(f"{hidden}Cambo{hidden}dia{hidden}") == ["cambodia"]


@pytest.mark.parametrize("text", ["", " ", "\0", "?!…", "😀", "\ud800", SENTINEL, "\u200b", "'"])
def test_nothing_to_find_gives_no_token(text):
    assert analyse(text) == []
    assert analyse_spans(text) == []


def test_controls_part_words():
    assert analyse("clean\0water\n\x1bnow") == ["clean", "water", "now"]


def test_endless_word_is_cut():
    assert analyse("a" * 100_000) == ["a" * 64]


def test_ideographs_beyond_the_basic_plane():
    assert analyse("𠮷野家在泰国", "zh-hans")[0] == "𠮷"
    spans = analyse_spans("😀 𠮷野家 water", "zh-hans")
    assert [("😀 𠮷野家 water"[start:end]) for _, start, end in spans] == ["𠮷", "野家", "water"]


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("village", "villages"),
        ("country", "countries"),
        ("potato", "potatoes"),
        ("church", "churches"),
        ("business", "businesses"),
        ("employee", "employees"),
        ("household", "households'"),
        ("house", "houses"),
    ],
)
def test_english_plural_finds_the_singular(one, many):
    assert analyse(one, "en") == analyse(many, "en")
    assert analyse(one) != analyse(many)


@pytest.mark.parametrize("word", ["access", "status", "analysis", "gas", "us"])
def test_english_words_that_only_look_like_plurals(word):
    assert analyse(word, "en") == [word]


def test_names_are_not_taken_for_plurals():
    assert analyse("Mr Williams") == ["mr", "williams"]


# Cut words


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("zh-hans", "农村饮水安全巩固提升工程", "固提"),
        ("th", "เศรษฐกิจพอเพียง", "กิจพอเ"),
        ("lo", "ການພັດທະນາຊົນນະບົດ", "ທະນາຊົນ"),
        ("km", "ការអភិវឌ្ឍជនបទ", "ភិវឌ្ឍជន"),
        ("my", "ကျေးလက်ဖွံ့ဖြိုးရေး", "လက်ဖွံ့"),
    ],
)
def test_word_cut_in_its_middle_is_found_by_its_bigrams(language, text, part):
    held = set(bigrams(text, language))
    assert bigrams(part, language)
    assert set(bigrams(part, language)) <= held
    assert not set(analyse(part, language)) <= set(analyse(text, language))


@pytest.mark.parametrize("language", TEN)
def test_bigrams_only_where_there_are_no_spaces(language):
    text = "water 水利 สะอาด ສະອາດ ស្អាត သန့်"
    assert bool(bigrams(text, language)) == (language in UNSPACED)
    assert not any(pair.isascii() or " " in pair for pair in bigrams(text, language))


def test_every_character_of_chinese_begins_a_bigram_of_its_text():
    text = "农村饮水 茶。"
    assert bigrams(text, "zh-hans", ends=True) == ["农村", "村饮", "饮水", "水", "茶"]
    assert bigrams(text, "zh-hans") == ["农村", "村饮", "饮水"]
    assert bigrams("สะอาด", "th", ends=True) == bigrams("สะอาด", "th")


def test_bigrams_are_folded_like_words():
    assert bigrams("បណ្ដាល", "km") == bigrams("បណ្តាល", "km")
    assert bigrams("นํ้าใจ", "th") == bigrams("น้ำใจ", "th")


@pytest.mark.parametrize("beans", ["ໝາກຖົ່ວ", "ຫມາກຖົ່ວ"])
def test_lao_words_with_a_joined_letter_stay_whole(beans):
    assert analyse(f"ລົງຄະແນນດ້ວຍ{beans}", "lo")[-1] == "ໝາກຖົ່ວ"


# Places in the text as given


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Clean Water’s price", ["Clean", "Water’s", "price"]),
        ("ราคาน\u0e4d\u0e49า ๒๐", ["ราคา", "น\u0e4d\u0e49า", "๒๐"]),
        ("ຫມາກຖົ່ວ ຫ\u200bມາກຖົ່ວ ທີ໑", ["ຫມາກຖົ່ວ", "ຫ\u200bມາກຖົ່ວ", "ທີ", "໑"]),
        ("ﬁnance of ﷺ", ["ﬁnance", "of", "ﷺ", "ﷺ", "ﷺ", "ﷺ"]),
        ("cafe\u0301 x", ["cafe\u0301", "x"]),
        ("a\ud800b Cambo\u200bdia.", ["a\ud800b", "Cambo\u200bdia"]),
        ("¼ ㎢", ["¼", "¼", "㎢"]),
    ],
)
def test_spans_are_places_in_the_original(text, marked):
    assert [text[start:end] for _, start, end in analyse_spans(text)] == marked


_LETTERS = st.sampled_from(
    "aZé\u0301ß'’.,1๒໒២၂ 水田𠮷กานเแโ\u0e4d\u0e48\u0e49\u0e32\u0e33ນຳໝຫ\u0ecd\u0ec9\u0eb2ຽ"
    "កទរតដ\u17d2\u17c1\u17b6\u17b8\u17be\u17c6\u17b5ရေသန\u1037\u103a\u200b\u200d\u00ad\ud800\0\n-_ﬁ²ﷺｶﾞ가ᄀ"
)


@settings(max_examples=300, deadline=None)
@given(st.text(_LETTERS, max_size=60) | st.text(max_size=40), st.sampled_from(["en", "th", ""]))
def test_spans_carry_the_same_tokens_in_order(text, language):
    spans = analyse_spans(text, language)
    assert [span.token for span in spans] == analyse(text, language)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)


@settings(max_examples=300, deadline=None)
@given(st.text(_LETTERS, max_size=60) | st.text(max_size=40))
def test_any_text_gives_clean_tokens(text):
    """Tokens are joined by spaces and written to engines: no space, surrogate or sentinel may be in one."""
    for token in [*analyse(text, "en"), *bigrams(text, "km"), *bigrams(text, "zh-hans")]:
        assert token.split() == [token]
        assert SENTINEL not in token
        token.encode()
    sort_key(text, "zh-hans").encode()
    fold(text).encode()


@settings(max_examples=200, deadline=None)
@given(st.text(_LETTERS, max_size=40))
def test_analysing_tokens_again_changes_nothing_in_spaced_scripts(text):
    tokens = [token for token in analyse(text) if token.isascii() and token.isalpha()]
    assert analyse(" ".join(tokens)) == tokens


# What a reader typed


def test_query_without_quotes_is_words():
    query = parse_query("clean water clean")
    assert (query.words("en"), query.phrases("en"), query.unclosed) == (["clean", "water"], [], False)


@pytest.mark.parametrize(
    "text", ['a "clean water" b', "a “clean water” b", "a «clean water» b", "a 「clean water」 b"]
)
def test_quotes_of_every_kind_make_a_phrase(text):
    query = parse_query(text)
    assert (query.words(""), query.phrases(""), query.unclosed) == (["a", "b"], [["clean", "water"]], False)


@pytest.mark.parametrize("text", ['clean "water', 'clean water"', '"clean water'])
def test_unclosed_quote_is_told_and_its_words_count(text):
    query = parse_query(text)
    assert (query.words(""), query.phrases(""), query.unclosed) == (["clean", "water"], [], True)


@pytest.mark.parametrize("text", ["*:*", "title:/.*/", "(" * 256, "\\", "a AND NOT b", "+a -b ~c^2"])
def test_nothing_is_syntax(text):
    assert all(word.isalnum() for word in parse_query(text).words("en"))


def test_empty_quotes_are_nothing():
    assert parse_query('"" " "').phrases("en") == []


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("water", TEN),
        ("2020", TEN),
        ("水", ["zh-hans"]),
        ("สะอาด", ["th"]),
        ("ສະອາດ GDP", ["lo"]),
        ("ទឹក", ["km"]),
        ("ရေ", ["my"]),
        ("水 ရေ", ["zh-hans", "my"]),
        ("", TEN),
    ],
)
def test_script_says_the_languages(text, languages):
    assert languages_of(text, TEN) == languages


# Order of titles


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["apple", "Émile", "Zebra"]),
        ("vi", ["an", "bà", "Đà Nẵng", "em"]),
        ("th", ["กา", "เกษตร", "ขาว", "แดง", "น้ำ"]),
        ("lo", ["ກາ", "ເຂົ້າ", "ນ້ຳ"]),
        ("km", ["កសិកម្ម", "ខេត្ត", "ទឹក"]),
        ("my", ["ကျေးရွာ", "စီမံကိန်း", "ရေ"]),
        ("zh-hans", ["安徽", "北京", "水利", "云南"]),
        ("id", ["air", "Desa", "pasar"]),
        ("ms", ["air", "Kampung", "pasar"]),
        ("fil", ["baryo", "Niyog", "tubig"]),
    ],
)
def test_titles_sort_as_readers_expect(language, titles):
    shuffled = random.Random(1).sample(titles, k=len(titles))
    assert sorted(shuffled, key=lambda title: sort_key(title, language)) == titles


def test_sort_key_is_bounded_and_plain():
    key = sort_key("水" * 10_000, "zh-hans")
    assert len(key) < 4_000
    assert set(key) <= set("0123456789abcdef")


def test_fold_compares_titles():
    assert fold("  Đà  NẴNG ") == fold("da nang")


def test_version_names_the_dictionaries():
    assert "icu" in ANALYSIS_VERSION


def test_single_characters_of_a_cut_word_take_their_pairs_with_their_neighbours():
    query = parse_query("พัฒ 固提")
    assert all(pairs for _, pairs in query.paired("th"))
    assert dict(query.paired("zh-hans")) == {"พัฒ": ("พั", "ัฒ"), "固": ("固提",), "提": ("固提",)}
    assert parse_query("水").paired("zh-hans") == [("水", ())]
    assert parse_query("clean 水").paired("en") == [("clean", ()), ("水", ())]


@pytest.mark.parametrize("language", TEN)
def test_pairs_stand_beside_the_same_tokens(language):
    for text in ["Clean water 2020", "水利灌溉 项目", "โครงการน้ำสะอาด", "ໂຄງການນ້ຳ", "គម្រោងទឹក២០", "ရေသန့်စီမံ"]:
        assert [token for token, _ in parse_query(text).paired(language)] == parse_query(text).words(language)
