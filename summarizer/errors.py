"""What can go wrong, in two kinds: the caller can mend an `InputError`; an `EngineError` is about models and servers."""


class SummarizerError(Exception):
    """Anything this package raises on purpose; its message says what to do next."""


class InputError(SummarizerError):
    """The article, the file, the address or an option cannot be used as it is."""


class EngineError(SummarizerError):
    """A model, its files or its server is missing, damaged or unwilling."""
