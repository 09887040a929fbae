"""A device for a page of the browser tests: an authenticator that holds passkeys and knows its user."""

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page


@dataclass(frozen=True, slots=True)
class Keys:
    """The virtual authenticator of one browser context."""

    cdp: CDPSession
    identifier: str

    def refuse(self, refusing: bool = True) -> None:
        """From now on the device does not know its user, as where its window is closed; or does again."""
        told = {"authenticatorId": self.identifier, "isUserVerified": not refusing}
        self.cdp.send("WebAuthn.setUserVerified", told)


def keys_on(page: Page) -> Keys:
    """Gives the page's device an authenticator."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Keys(cdp, added["authenticatorId"])
