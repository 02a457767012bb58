// What is packed stands behind the last tag, a byte a character; the few bytes that HTML would change are 64 more,
// behind an equals sign. There are L characters. First come N bytes of numbers, then the page.
let W
onload = async () => {
  const decode = (bytes) => new TextDecoder("latin1").decode(bytes)
  let text = document.body.textContent
  try {
    // A web server's word on the characters counts more than the file's own: then ask it for the bytes.
    if (document.characterSet !== "windows-1252") text = decode(await (await fetch("")).arrayBuffer()).slice(-L)
    const table = decode(new Uint8Array(256).map((_, k) => k)), byte = (c) => table.indexOf(c)
    text = text.replace(/=(.)/g, (_, c) => table[byte(c) - 64])
    const packed = new Blob([Uint8Array.from(text, byte)]).stream()
    W = new Uint8Array(await new Response(packed.pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer())
    text = new TextDecoder().decode(W.slice(N))
  } catch { text = O }
  document.write(text)
  document.close()
}
