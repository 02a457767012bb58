// Tells Streamlit where its server is, before it starts: it would ask under the page's own name first, which costs two
// answers of 404 on each page. It reads this where an app is embedded elsewhere.
"use strict"
{
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript)
  // As in addresses.js.
  Object.assign(window, { __streamlit: { BACKEND_BASE_URL: new URL("../../../", src).href } })
}
