"""The page docs/settings.md, written from the settings class."""

from pydantic_core import PydanticUndefined

from florin.kernel.settings import Settings

HEAD = """# Settings

Florin reads its settings from the environment. This page is written by `make schema` from the class
`Settings` in `src/florin/kernel/settings.py`; a test fails when the two differ. What a bank decides about
itself, its name, prices and calendar, is not here but in [`bank.toml`](bank.md).

| Variable | Default | What it sets |
| --- | --- | --- |
"""


def settings_page() -> str:
    """The page's Markdown."""
    return HEAD + "\n".join(_rows()) + "\n"


def _rows():
    for name, field in Settings.model_fields.items():
        yield f"| `FLORIN_{name.upper()}` | {_default(name, field)} | {field.description} |"


def _default(name: str, field) -> str:
    if name == "home":
        return "`~/.local/share/florin`; as root `/var/lib/florin`"
    if field.default is None or field.default is PydanticUndefined:
        return "empty"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
