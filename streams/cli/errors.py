"""What went wrong and what to do about it, as a sentence for the user."""


class Mistake(Exception):
    """Ends a command with a sentence instead of a traceback; `code` is the exit code."""

    def __init__(self, sentence: str, code: int = 2) -> None:
        super().__init__(sentence)
        self.code = code
