// Says in a page whose WebSocket to Streamlit is refused what is wrong: nothing else is drawn there.

import { address, openSocket } from "./addresses.js"

// Milliseconds: between two looks, and until a socket that does not open counts as refused.
const PAUSE = 3000, PATIENCE = 10_000
const notice = document.createElement("p")
notice.role = "alert"
notice.style.cssText = "position: fixed; inset: 0 0 auto; margin: 0; padding: 1rem; z-index: 1000000; "
  + "font-family: sans-serif; background: #fff3cd; color: #4d3800"
setTimeout(look, PAUSE)

export async function look() {
  const app = document.querySelector("[data-testid=stApp]")
  if (app?.getAttribute("data-test-connection-state") === "CONNECTED") {
    notice.remove()
    return
  }
  if (!notice.isConnected && await isThere() && !(await opens())) {
    notice.textContent = document.querySelector("meta[name=kdviz-refused]")?.getAttribute("content") ?? ""
    document.body.append(notice)
  }
  setTimeout(look, PAUSE)
}

// A server that is gone refuses nothing; Streamlit says so itself.
function isThere() {
  return fetch(address("/_stcore/health")).then(({ ok }) => ok, () => false)
}

/** @returns {Promise<boolean>} */
function opens() {
  // The log of a job that never begins.
  const socket = openSocket(`/live/next/${"0".repeat(32)}`)
  return new Promise((resolve) => {
    socket.onopen = () => resolve(true)
    socket.onclose = () => resolve(false)
    setTimeout(() => resolve(false), PATIENCE)
  }).finally(() => socket.close())
}
