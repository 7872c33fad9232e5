"""Machines that translate, as an operator would join them: adapters of services that nobody has to reach."""

from __future__ import annotations

from threading import Event, Thread, current_thread

from bs4 import BeautifulSoup


class Backwards:
    """Turns each word round, and keeps every mark."""

    name = "Backwards at words.example"
    asked: list[tuple[list[str], str, str]] = []

    def translate(self, texts, source, target, seconds):
        type(self).asked.append((list(texts), source, target))
        return [self._turned(text) for text in texts]

    @staticmethod
    def _turned(text):
        soup = BeautifulSoup(text, "html.parser")
        for each in list(soup.find_all(string=True)):
            each.replace_with(each[::-1])
        return str(soup)


class Plain(Backwards):
    """Loses every mark."""

    def translate(self, texts, source, target, seconds):
        return [BeautifulSoup(text, "html.parser").get_text()[::-1] for text in texts]


class Endless(Backwards):
    """Makes titles too long, and scripts of the rest."""

    def translate(self, texts, source, target, seconds):
        return ["ນ" * 300 if text == "A spring" else f"<script>{text}</script>" for text in texts]


class Hanging(Backwards):
    """Does not answer, whatever it was told, until a test lets it go."""

    gone = Event()
    threads: list[Thread] = []

    def translate(self, texts, source, target, seconds):
        type(self).threads.append(current_thread())
        self.gone.wait(600)
        return super().translate(texts, source, target, seconds)

    @classmethod
    def let_go(cls):
        cls.gone.set()
        while cls.threads:
            cls.threads.pop().join()
        cls.gone.clear()


class Failing(Backwards):
    """Answers once, and then is gone."""

    def translate(self, texts, source, target, seconds):
        if any("Paragraph 12" in text for text in texts):
            raise ConnectionError("refused")
        return super().translate(texts, source, target, seconds)


class Short(Backwards):
    """Forgets a text."""

    def translate(self, texts, source, target, seconds):
        return super().translate(texts, source, target, seconds)[:-1]


class Nameless:
    """Does not say who it is."""
