"""Who may do what: one table, applied by one idempotent command (`setup_site`).

Nobody here holds `publish`: a workflow publishes. Rights that depend on a part of the tree (a contributor adds
cases, an organizer adds to one section) name the part by the content type of its root.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its group, its rights on pages below a root, on images and documents, and on models.

    `root` is the `app.model` of the pages below which the page rights hold; empty for the whole tree.
    `second_factor`: whether whoever has the role must log in with one. Roles without a group follow from rows that
    say who holds a profile, or who answers for a country or a language.
    """

    group: str
    pages: tuple[str, ...] = ()
    root: str = ""
    files: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    second_factor: bool = False


VOCABULARY = ("vocabulary.add_term", "vocabulary.change_term", "vocabulary.view_term")
ORGANISERS_CONTACTS = (
    "experts.see_organisers_contacts"  # addresses that experts show to organizers and editors
)
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
EDITORS, CONTRIBUTORS = "Editors", "Contributors"
ROLES = (
    Role(
        EDITORS,
        pages=("add", "change", "lock", "unlock"),
        files=FILES,
        models=(
            "wagtailadmin.access_admin",
            *VOCABULARY,
            "wagtail_localize.submit_translation",
            ORGANISERS_CONTACTS,
            "core.withdraw_work",
            "accounts.open_account",
            "editorial.view_edition",
            "editorial.change_edition",
            "editorial.add_responsibility",
            "editorial.change_responsibility",
            "editorial.delete_responsibility",
            "editorial.view_responsibility",
        ),
        second_factor=True,
    ),
    # They write at /share/ and /profile/. Lists, reports and choosers of the admin name the drafts of everybody, so
    # that the admin is for those who decide.
    Role(CONTRIBUTORS, pages=("add",), root="cases.caseindexpage"),
)
ORGANIZER = Role(
    "",
    pages=("add",),
    models=("wagtailadmin.access_admin", ORGANISERS_CONTACTS),
    second_factor=True,
)
ORGANIZERS_OF = "Organizers of "


def apply_roles() -> list[str]:
    """Make the groups have exactly the rights of the table; returns their names.

    Wagtail comes with a group that may publish past any workflow; it loses that right, as every group does.
    """
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    Group.objects.filter(name="Moderators", user=None).delete()
    for role in ROLES:
        roots = _roots(role.root)
        apply(role, Group.objects.get_or_create(name=role.group)[0], roots)
    for group in Group.objects.filter(name__startswith=ORGANIZERS_OF):  # made by `add_section`
        group.permissions.set(_permissions(ORGANIZER.models))
    return [role.group for role in ROLES]


def protected_groups(user: User) -> bool:
    """Whether one of the user's groups needs a second factor."""
    protected = {role.group for role in ROLES if role.second_factor}
    names = user.groups.values_list("name", flat=True)
    return any(name in protected or name.startswith(ORGANIZERS_OF) for name in names)


def organizer_group(section: Page) -> Group:
    """The group of a forum's organizers, who may add collections to their own section and to no other."""
    group, _made = Group.objects.get_or_create(name=ORGANIZERS_OF + section.slug)
    apply(ORGANIZER, group, list(section.get_translations(inclusive=True)))
    return group


def apply(role: Role, group: Group, roots: list[Page]) -> None:
    """Give the group the role's rights below these pages, and take every other right away."""
    group.permissions.set(_permissions(role.models))
    GroupPagePermission.objects.filter(group=group).delete()
    for root in roots:
        for right in role.pages:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{right}_page"
            )
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    GroupCollectionPermission.objects.filter(group=group).delete()
    files = Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=role.files
    )
    folder = Collection.get_first_root_node()
    for permission in files:
        GroupCollectionPermission.objects.create(group=group, collection=folder, permission=permission)


def _roots(content_type: str) -> list[Page]:
    if not content_type:
        return list(Page.objects.filter(depth=1))
    app_label, model = content_type.split(".")
    return list(Page.objects.filter(content_type__app_label=app_label, content_type__model=model))


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    found = []
    for name in names:
        app_label, codename = name.split(".")
        found.append(Permission.objects.get(content_type__app_label=app_label, codename=codename))
    return found
