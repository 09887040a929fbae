"""What the demo bank plays for one of its people: gone when they leave, nothing of it is about a person."""

from florin.kernel.leaving import Gone

GONE = Gone(("florin.life_month", "florin.life_account", "florin.life_person"))
