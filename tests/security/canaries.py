"""Words that stand in one hidden place each, and who may meet them.

A word is one token in every analysis, in lower case, and stands nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Comment, Page, PageViewRestriction

from cases.models import CasePage, CasePhoto, DraftComment, DraftLink
from experts import consent
from experts.models import ExpertPage
from kb.core.deletion import delete_work
from kb.core.models import Work
from kb.editorial.roles import organizer_group
from kb.home.models import HomePage, PlainPage
from kb.inbox.models import Mail, Notice
from kb.letters.models import Letter
from kb.vocabulary.models import Term
from tests import factories
from tests.kb.core.test_documents import PDF

ANONYMOUS, READER, EXPERT, CONTRIBUTOR, ORGANIZER, EDITOR = ROLES = (
    "anonymous", "reader", "expert", "contributor", "organizer", "editor",
)  # fmt: skip
NOBODY: frozenset[str] = frozenset()
SIGNED_IN = frozenset(ROLES) - {ANONYMOUS}
ADMINS = frozenset({ORGANIZER, EDITOR})
ORGANIZERS = frozenset({ORGANIZER, EDITOR})
EVERYBODY = frozenset(ROLES)


@dataclass
class Planted:
    """The canaries by word, with the roles whose public pages may show them, and what holds them."""

    allowed: dict[str, frozenset[str]] = field(default_factory=dict)
    never_indexed: set[str] = field(default_factory=set)
    users: dict[str, Any] = field(default_factory=dict)
    hidden_pages: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    documents: list[Any] = field(default_factory=list)
    images: list[Any] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)
    letters: list[Any] = field(default_factory=list)

    def word(self, place: str, allowed: frozenset[str] = NOBODY, *, was_public: bool = False) -> str:
        """A new canary for this place. `was_public`: it stood in the index before it was hidden."""
        word = f"qz{place}"
        assert word.isalnum() and word.islower() and word not in self.allowed, word
        self.allowed[word] = allowed
        if not was_public and not allowed:
            self.never_indexed.add(word)
        return word

    def hide(self, page: Any) -> Any:
        self.hidden_pages.append(page.pk)
        self.codes.append(page.slug)
        return page


def words_in_every_field(
    planted: Planted, place: str, allowed: frozenset[str] = NOBODY, **how: Any
) -> dict[str, Any]:
    """A case's words and facts with a canary in every field that a page, card, file or index shows."""

    def word(name: str) -> str:
        return planted.word(place + name, allowed, **how)

    return {
        "title": f"Water {word('title')}",
        "summary": f"About {word('summary')}",
        "problem": f"<p>Far {word('problem')}</p>",
        "lessons": [("lesson", {"title": word("lesson"), "text": f"<p>{word('text')}</p>"})],
        "search_description": word("description"),
        "evidence_confirmed_by": word("confirmed"),
        "sites": [{"key": "s1", "country": "MM", "village": word("village"), "other_names": word("other")}],
        "references": [
            {"key": "r1", "title": word("source"), "url": f"https://example.org/{word('address')}"}
        ],
        "organisations": [{"name": word("organisation"), "role": "funder"}],
        "people": [{"name": word("person"), "role": "author"}],
        "costs": [{"item": "total", "item_text": word("cost"), "amount": 1, "currency": "USD"}],
        "results": [{"indicator_text": word("indicator"), "after": 1, "method": word("method")}],
        "tags": [word("tag")],
    }


def photograph(word: str) -> bytes:
    picture = Image.new("RGB", (60, 40), "teal")
    exif = picture.getexif()
    exif[0x010F] = exif[0x8298] = word
    out = BytesIO()
    picture.save(out, format="JPEG", exif=exif, comment=word.encode(), xmp=word.encode())
    return out.getvalue() + word.encode()


def plant(index: Any) -> Planted:
    """Fills a prepared site. `index` brings the index up to the database; it runs before things are hidden."""
    planted = Planted()
    _people(planted)
    hide_later = [_public_now(planted), _leaving(planted), _files(planted)]
    _drafts(planted)
    _experts(planted)
    index()
    for hide in hide_later:
        hide()
    return planted


def _people(planted: Planted) -> None:
    section = Page.objects.get(
        slug="forum", content_type__model="collectionsectionpage", locale=factories.locale("en")
    )
    groups = {
        CONTRIBUTOR: ["Contributors"],
        ORGANIZER: [organizer_group(section).name],
        EDITOR: ["Editors"],
    }
    for role in SIGNED_IN:
        planted.users[role] = factories.make_user(f"user-{role}", *groups.get(role, []))
    owner = factories.make_user(planted.word("username", ADMINS), "Contributors")
    owner.first_name, owner.last_name = planted.word("firstname", ADMINS), planted.word("lastname", ADMINS)
    owner.email = f"{planted.word('mail')}@example.org"
    owner.save()
    planted.users["owner"] = owner
    told = Notice.objects.create(
        user=owner,
        kind="told",
        words={"title": planted.word("noticetitle")},
        comment=planted.word("noticecomment"),
        route="inbox",
    )
    planted.notices.append(told.pk)
    editors = frozenset({EDITOR})
    letter = Letter.objects.create(
        key="planted",
        kind=Letter.Kind.CONTACT,
        title="Water",
        language="en",
        text=planted.word("lettertext", editors),
        name=planted.word("lettername", editors),
        email=f"{planted.word('lettermail')}@example.org",
        mail=Mail.objects.create(
            address=f"{planted.word('mailaddress')}@example.org",
            subject=planted.word("mailsubject"),
            body=planted.word("mailbody"),
        ),
    )
    planted.letters.append(letter.pk)


def _drafts(planted: Planted) -> None:
    """What nobody but those who work on it has ever seen."""
    owner = planted.users["owner"]
    never = factories.make_case(
        live=False, owner=owner, country="MM", **words_in_every_field(planted, "never")
    )
    planted.hide(never)
    never.save_revision(user=owner)
    DraftComment.objects.create(page=never, link=DraftLink.objects.create(page=never), key="planted",
        name=planted.word("readername"), text=planted.word("readercomment"))  # fmt: skip
    never.get_workflow().start(never, owner)
    reviewer = factories.make_user("reviewer", "Editors")
    task = never.current_workflow_state.current_task_state.specific
    task.task.specific.on_action(task, reviewer, "reject", comment=planted.word("reviewcomment"))

    live = factories.make_case("Water for all", code="water-for-all", owner=owner, summary="Seen by all")
    live.title, live.summary = f"Draft {planted.word('drafttitle')}", planted.word("draftsummary")
    live.problem = f"<p>{planted.word('draftproblem')}</p>"
    live.tags.add(planted.word("drafttag"))
    live.save_revision(user=owner)
    live.summary = planted.word("olderrevision")
    live.save_revision(user=owner)
    Comment.objects.create(page=live, user=owner, text=planted.word("comment"), contentpath="title")
    planted.codes.append(live.slug)

    live = CasePage.objects.get(pk=live.pk)  # as it is published
    lao = factories.translate(
        live, "lo", planted.word("draftlao"), live=False, summary=planted.word("draftlaosummary")
    )
    planted.hidden_pages.append(lao.pk)
    khmer = factories.translate(live, "km", planted.word("privatekhmer", SIGNED_IN))
    PageViewRestriction.objects.create(page=khmer, restriction_type="login")

    slug = factories.make_case(code=planted.word("codeofadraft"), live=False, owner=owner)
    planted.hidden_pages.append(slug.pk)

    later = factories.make_case(live=False, owner=owner, **words_in_every_field(planted, "later"))
    later.go_live_at = timezone.now() + timedelta(days=2)
    later.save_revision().publish(skip_permission_checks=True)
    planted.hide(later)
    changes_later = factories.make_case("Changes later", owner=owner)
    changes_later.title, changes_later.go_live_at = (
        planted.word("changeslater"),
        timezone.now() + timedelta(days=2),
    )
    changes_later.save_revision(approved_go_live_at=changes_later.go_live_at)
    planted.codes.append(changes_later.slug)

    term = Term.objects.create(scheme="condition", key="rare")
    term.labels.create(language="en", label=planted.word("termofhidden"))
    planted.hide(factories.make_case(live=False, owner=owner, conditions=["rare"]))


def _public_now(planted: Planted) -> Any:
    """What is public while the index is made; returns what hides it."""
    was = {"was_public": True}
    home = HomePage.objects.get(locale=factories.locale("en"))
    unpublished = factories.make_case(country="VN", **words_in_every_field(planted, "unpublished", **was))
    translated = factories.make_case("Original in English", code="original-hidden")
    factories.translate(translated, "lo", planted.word("translationofhidden", **was))
    expired = factories.make_case(**words_in_every_field(planted, "expired", **was))
    ahead = factories.make_case(planted.word("goneahead", **was))
    for_members = factories.make_case(**words_in_every_field(planted, "login", SIGNED_IN, **was))
    for_group = factories.make_case(planted.word("group", **was))
    for_password = factories.make_case(planted.word("password", **was))
    one_up = factories.make_case(
        planted.word("privateshard", SIGNED_IN, **was), country="KH",
        summary=planted.word("privateshardsummary", SIGNED_IN, **was), tags=[planted.word("privatetag", SIGNED_IN, **was)],
    )  # fmt: skip
    closed = factories.make_case(planted.word("closedshard", **was), country="CN")
    collection = factories.make_collection(
        planted.word("privatesection", SIGNED_IN, **was),
        entries=[unpublished, for_members, one_up],
        organiser=planted.word("privateorganiser", SIGNED_IN, **was),
    )
    factories.make_collection(
        "Open collection", section="open", code="open-collection", entries=[unpublished, expired, one_up]
    )
    factories.make_case(
        "Names what is hidden", code="names-hidden",
        people=[{"name": "", "expert": _hidden_expert(planted), "role": "author"}],
    )  # fmt: skip
    names = CasePage.objects.get(slug="names-hidden")
    names.adapted_from_rows.create(case=unpublished)
    names.adapted_from_rows.create(case=for_group)

    levels = [home]
    for name in ("above", "middle", "below", "leaf"):
        title = f"Page {name}" if name == "above" else planted.word(f"private{name}", was_public=True)
        body = f"<p>{planted.word(f'body{name}', was_public=True)}</p>"
        levels.append(levels[-1].add_child(instance=PlainPage(title=title, slug=f"page-{name}", body=body)))
    menu = home.add_child(
        instance=PlainPage(
            title=planted.word("expiredmenu", was_public=True), slug="expiring", show_in_menus=True
        )
    )
    alias = levels[-1].create_alias(parent=Page.objects.get(pk=home.pk), update_slug="alias-of-leaf")
    alias_of_case = unpublished.copy_for_translation(factories.locale("th"), alias=True)
    planted.codes += ["open-collection", "names-hidden", "original-hidden", collection.slug]

    def hide() -> None:
        unpublished.unpublish()
        Page.objects.get(pk=translated.pk).specific.unpublish()
        now = timezone.now()
        for page in (expired, menu):  # the scheduler does not run
            page.expire_at = now - timedelta(hours=1)
            page.save()
        ahead.go_live_at = now + timedelta(days=1)
        ahead.save()
        PageViewRestriction.objects.create(page=for_members, restriction_type="login")
        group = PageViewRestriction.objects.create(page=for_group, restriction_type="groups")
        group.groups.add(Group.objects.create(name="Circle"))
        password = planted.word("secretofpassword")
        PageViewRestriction.objects.create(page=for_password, restriction_type="password", password=password)
        PageViewRestriction.objects.create(page=one_up.get_parent(), restriction_type="login")
        PageViewRestriction.objects.create(page=collection.get_parent(), restriction_type="login")
        restricted = PageViewRestriction.objects.create(
            page=levels[1], restriction_type="password", password=password
        )
        assert restricted.pk
        closed.get_parent().specific.unpublish()
        for page in (
            unpublished,
            translated,
            expired,
            ahead,
            for_members,
            for_group,
            for_password,
            one_up,
            closed,
        ):
            planted.hide(page)
        planted.hide(collection)
        planted.hidden_pages += [page.pk for page in (*levels[1:], menu, alias, alias_of_case)]

    return hide


def _hidden_expert(planted: Planted) -> ExpertPage:
    name = planted.word(
        "hiddenexpert", frozenset({EDITOR})
    )  # editors invite people before their profiles are public
    planted.never_indexed.add(name)
    return factories.make_expert(name, code="hidden-expert", live=False)


def _leaving(planted: Planted) -> Any:
    """Experts of whom nothing may be left: one takes consent back, one deletes the profile; cases name both."""
    was: dict[str, Any] = {"was_public": True}
    # Whoever has taken consent back may be invited again.
    invited = {"withdrawn": frozenset({EDITOR}), "deleted": NOBODY}
    made = {}
    for place in ("withdrawn", "deleted"):
        address = planted.word(f"address{place}", **was)
        made[place] = factories.make_expert(
            planted.word(f"{place}name", invited[place], **was),
            title=planted.word(f"{place}title", **was), code=f"{place}-expert",
            contacts=[{"type": "email", "value": f"{address}@example.org", "visibility": "public"}],
        )  # fmt: skip
        factories.translate(made[place], "lo", planted.word(f"{place}lao", **was))
        factories.make_case(
            "By somebody who left", people=[{"name": "", "expert": made[place], "role": "author"}]
        )
        planted.codes.append(f"{place}-expert")

    def hide() -> None:
        consent.withdraw(made["withdrawn"])
        delete_work(Work.objects.get(pk=made["deleted"].translation_key))

    return hide


def _experts(planted: Planted) -> None:
    for_organizers = planted.word("contactorganisers", ORGANIZERS)
    public = factories.make_expert(
        "Sreymom Keo", code="open-expert", owner=planted.users[EXPERT], consent_text=planted.word("consenttext"),
        contacts=[
            {"type": "email", "value": f"{planted.word('contactpublic', EVERYBODY)}@example.org", "visibility": "public"},
            {"type": "phone", "value": planted.word("contactsignedin", SIGNED_IN), "visibility": "signed_in"},
            {"type": "email", "value": f"{for_organizers}@example.org", "visibility": "organisers"},
            {"type": "phone", "value": planted.word("contactnobody"), "visibility": "nobody"},
        ],
    )  # fmt: skip
    planted.codes += ["open-expert", "hidden-expert"]
    theme = Term.objects.create(scheme="theme", key="rarest")
    theme.labels.create(language="en", label=planted.word("themeofhidden"))
    theirs = factories.make_case(
        planted.word("titleoftheirs"), live=False, themes=["rarest"], people=[{"expert": public, "role": "author"}]
    )  # fmt: skip
    planted.hide(theirs)
    factories.make_expert(
        planted.word("draftexpert"), live=False,
        contacts=[{"type": "email", "value": planted.word("draftcontact"), "visibility": "public"}],
    )  # fmt: skip
    planted.never_indexed |= {"qzcontactpublic", "qzcontactsignedin", "qzcontactorganisers"}
    planted.never_indexed |= {"qzaddresswithdrawn", "qzaddressdeleted"}


def _files(planted: Planted) -> Any:
    """A photograph that knows too much on a public page, and what lies in a private folder."""
    folder = Collection.get_first_root_node()
    private = folder.add_child(name=planted.word("foldername"))
    images, documents = get_image_model(), get_document_model()
    shown = images.objects.create(
        title=planted.word("imagetitle"), file=ContentFile(photograph(planted.word("exif")), "well.jpg")
    )
    kept = images.objects.create(
        title=planted.word("privateimage"), description=planted.word("privatedescription"),
        collection=private, file=ContentFile(photograph(planted.word("privateexif")), "kept.jpg"),
    )  # fmt: skip
    document = documents.objects.create(
        title=planted.word("privatedocument"), collection=private,
        file=ContentFile(PDF + planted.word("documentcontent", SIGNED_IN).encode(), "kept.pdf"),
    )  # fmt: skip
    draft = planted.hide(
        factories.make_case(
            live=False,
            photo_texts=[("photo", {"caption": planted.word("caption"), "alt": planted.word("alt")})],
        )
    )
    CasePhoto.objects.create(page=draft, image=kept, consent=True, credit=planted.word("credit"))
    factories.make_case(
        "With a photograph", code="with-photograph",
        photos=[{"image": shown, "consent": True}], photo_texts=[("photo", {"caption": "A well", "alt": "A well"})],
    )  # fmt: skip
    planted.codes.append("with-photograph")
    planted.images += [shown, kept]
    planted.documents.append(document)

    def hide() -> None:
        CollectionViewRestriction.objects.create(collection=private, restriction_type="login")

    return hide
