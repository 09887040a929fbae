"""Contrast of two colours as WCAG 2.2 defines it, and the shade that stays readable."""

PAPER = "#FAF7F1"
DARK_PAPER = "#10171D"
READABLE = 4.5  # level AA for text, success criterion 1.4.3
INK = 12.0  # body text stands out more than it must: Florin's own has 15 on light paper, 14 on dark


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#RRGGBB`, 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    linear = [_linear(channel / 255) for channel in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 (none) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lightened(colour: str, background: str, ratio: float = READABLE) -> str:
    """The least mixture of `colour` with white that has at least `ratio` on the dark `background`."""
    for step in range(101):
        mixed = [round(channel + (255 - channel) * step / 100) for channel in channels(colour)]
        shade = "#" + bytes(mixed).hex().upper()
        if contrast(shade, background) >= ratio:
            return shade
    raise ValueError(f"not even white has {ratio} on {background}")


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
