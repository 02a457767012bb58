// A place for a file: it is sent to our own route as it is, and Python hears what names it.

import { address } from "../shared/addresses.js"
import { component } from "../shared/component.js"
import { filled, find, part } from "../shared/elements.js"

class Upload {
  /** @type {UploadData} */ data
  /** @type {(sent: { token: string, name: string }) => void} */ tell
  /** @type {XMLHttpRequest | null} */ sending = null

  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.root = part(parent, ".upload")
    this.file = find(this.root, ".upload-file", HTMLInputElement)
    this.bar = find(this.root, ".upload-bar", HTMLProgressElement)
    this.said = part(this.root, ".upload-said")
    const drop = part(this.root, ".upload-drop")
    this.file.onchange = () => this.send(this.file.files?.[0])
    drop.ondragover = (event) => {
      event.preventDefault()
      drop.toggleAttribute("data-over", true)
    }
    drop.ondragleave = () => drop.toggleAttribute("data-over", false)
    drop.ondrop = (event) => {
      event.preventDefault()
      drop.toggleAttribute("data-over", false)
      this.send(event.dataTransfer?.files[0])
    }
  }

  /** @param {Told<UploadData>} told */
  show({ data, setTriggerValue }) {
    this.data = data
    this.tell = (sent) => setTriggerValue("sent", sent)
    this.file.accept = data.accept
    part(this.root, ".upload-ask").textContent = data.words.ask
    part(this.root, ".upload-formats").textContent = data.words.formats
    this.bar.ariaLabel = data.words.ask
  }

  /** @param {File | undefined} file */
  send(file) {
    if (!file) return
    this.sending?.abort()
    // `fetch` does not tell how far it is.
    const request = this.sending = new XMLHttpRequest()
    this.bar.hidden = false
    this.bar.value = 0
    this.said.textContent = filled(this.data.words.sending, { share: 0 })
    request.upload.onprogress = ({ loaded, total }) => {
      this.bar.value = loaded / total
      this.said.textContent = filled(this.data.words.sending, { share: Math.floor(100 * loaded / total) })
    }
    request.onload = () => {
      this.bar.hidden = true
      this.said.textContent = request.status === 200 ? "" : request.responseText || this.data.words.failed
      if (request.status === 200) this.tell({ token: JSON.parse(request.responseText).token, name: file.name })
    }
    request.onerror = () => {
      this.bar.hidden = true
      this.said.textContent = this.data.words.failed
    }
    request.open("POST", address(this.data.path))
    request.send(file)
    // The same file may be chosen again.
    this.file.value = ""
  }

  end() {
    this.sending?.abort()
  }
}

export default component(Upload)
