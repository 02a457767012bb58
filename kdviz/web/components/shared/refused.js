// Says in a page whose WebSocket to Streamlit is refused what is wrong: nothing else is drawn there. It is no module:
// those tell the page's origin as a socket does, and are refused with it.
"use strict"
{
  // Milliseconds: between two looks, and until a socket that does not open counts as refused.
  const PAUSE = 3000, PATIENCE = 10_000
  const { src, dataset } = /** @type {HTMLScriptElement} */ (document.currentScript)
  // As in addresses.js.
  const app = new URL("../../../", src)
  const notice = document.createElement("p")
  notice.role = "alert"
  notice.textContent = dataset.said ?? ""
  notice.style.cssText = "position: fixed; inset: 0 0 auto; margin: 0; padding: 1rem; z-index: 1000000; "
    + "font-family: sans-serif; background: #fff3cd; color: #4d3800"
  setTimeout(look, PAUSE)

  async function look() {
    const page = document.querySelector("[data-testid=stApp]")
    if (page?.getAttribute("data-test-connection-state") === "CONNECTED") {
      notice.remove()
      return
    }
    if (!notice.isConnected && await isThere() && !(await opens())) document.body.append(notice)
    setTimeout(look, PAUSE)
  }

  // A server that is gone refuses nothing; Streamlit says so itself.
  function isThere() {
    return fetch(new URL("_stcore/health", app)).then(({ ok }) => ok, () => false)
  }

  /** @returns {Promise<boolean>} */
  function opens() {
    // The log of a job that never begins.
    const url = new URL(`live/next/${"0".repeat(32)}`, app)
    url.protocol = url.protocol.replace("http", "ws")
    const socket = new WebSocket(url)
    return new Promise((resolve) => {
      socket.onopen = () => resolve(true)
      socket.onclose = () => resolve(false)
      setTimeout(() => resolve(false), PATIENCE)
    }).finally(() => socket.close())
  }
}
