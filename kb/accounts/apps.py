from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kb.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
