// What is packed stands behind the last tag, a byte a character; the few bytes that HTML would change are 64 more,
// behind an equals sign. There are L characters. First come N bytes of numbers, then the page.
let W
onload = async () => {
  const decode = (bytes) => new TextDecoder("latin1").decode(bytes)
  let text = P.textContent
  try {
    // A web server's word on the characters counts more than the file's own: then ask it for the bytes.
    if (document.characterSet !== "windows-1252") text = decode(await (await fetch("")).arrayBuffer()).slice(-L)
    // HTML shows the byte 0 as a character that is not in the table: its place is -1, so bytes are counted from -1.
    const table = decode(new Uint8Array(256).map((_, k) => k + 1)), byte = (c) => table.indexOf(c) + 1
    text = Uint8Array.from(text.replace(/=(.)/g, (_, c) => table[byte(c) - 65]), byte)
    text = new Response(text).body.pipeThrough(new DecompressionStream("deflate-raw"))
    W = new Uint8Array(await new Response(text).arrayBuffer())
    text = new TextDecoder().decode(W.slice(N))
  } catch { text = O }
  document.write(text)
  document.close()
}
