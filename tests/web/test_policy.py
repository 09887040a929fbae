"""The content security policy of the pages, tried from within: nothing but our own is run, shown or asked."""

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
# What an injected piece of a page would try; each tells how it went.
TRIES = """async () => {
  const refused = [];
  addEventListener("securitypolicyviolation", (e) => refused.push(e.effectiveDirective));
  const add = (html) => document.body.insertAdjacentHTML("beforeend", html);
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(script);
  add('<style>body { outline: 1px solid red }</style>');
  add('<p id="styled" style="color: red">x</p>');
  add('<img src="https://elsewhere.example/x.png">');
  add('<iframe src="https://elsewhere.example/"></iframe>');
  add('<a id="clicked" onclick="window.ran = true">x</a>');
  document.getElementById("clicked").click();
  let read = true;
  await fetch("https://elsewhere.example/").catch(() => { read = false; });
  await new Promise((done) => setTimeout(done, 300));
  return {refused: [...new Set(refused)].sort(), ran: Boolean(window.ran), read,
          colour: document.getElementById("styled").style.length};
}"""


@pytest.mark.parametrize("path", ["/", "/you", "/office", "/sign-in"])
def test_nothing_that_is_not_ours_is_run_shown_or_asked(browser: Browser, server, path):
    context = browser.new_context(base_url=server.url)
    context.add_init_script("localStorage.setItem('florin.tour', 'seen')")
    page = context.new_page()
    context.request.post("/api/session", data={"persona": "maya"}, headers={"Origin": server.url})
    page.goto(path)
    page.locator("h1").first.wait_for(state="attached")
    told = page.evaluate(TRIES)
    context.close()
    kinds = {"connect-src", "frame-src", "img-src", "script-src-attr", "style-src-attr"}
    assert kinds <= set(told["refused"])
    assert {"script-src-elem", "style-src-elem"} & set(told["refused"])
    assert (told["ran"], told["read"], told["colour"]) == (False, False, 0)
