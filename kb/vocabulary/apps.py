from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, pre_delete


class VocabularyConfig(AppConfig):
    name = "kb.vocabulary"
    label = "vocabulary"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, receivers, snapshot  # noqa: F401
        from .models import Term, TermLabel

        request_started.connect(snapshot.request_begins, dispatch_uid="vocabulary.request_begins")
        request_finished.connect(snapshot.request_ends, dispatch_uid="vocabulary.request_ends")
        pre_delete.connect(
            receivers.refuse_to_delete, sender=Term, dispatch_uid="vocabulary.refuse_to_delete"
        )
        post_delete.connect(
            receivers.announce_label_gone, sender=TermLabel, dispatch_uid="vocabulary.announce_label_gone"
        )
