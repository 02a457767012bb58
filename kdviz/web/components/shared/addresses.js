// Addresses of the server, whatever address the app has.

// This module is served as modules/<version>/shared/addresses.js.
const APP = new URL("../../../", import.meta.url)

/** `path` as Python tells it, from the app on: "/kept/…". @param {string} path */
export function address(path) {
  return new URL(`.${path}`, APP)
}

/** @param {string} path */
export function openSocket(path) {
  const url = address(path)
  url.protocol = url.protocol.replace("http", "ws")
  return new WebSocket(url)
}
