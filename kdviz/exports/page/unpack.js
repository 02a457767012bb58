// What is packed: the numbers, first the first byte of each four, then each second one; then markup and script.
let W
const unpack = async () => {
  const packed = new Blob([Uint8Array.from(atob(P), (c) => c.charCodeAt())])
  const stream = packed.stream().pipeThrough(new DecompressionStream("deflate-raw"))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  W = Uint8Array.from({ length: N }, (_, k) => bytes[k % 4 * N / 4 + (k >> 2)]).buffer
  document.body.append(document.createRange().createContextualFragment(new TextDecoder().decode(bytes.slice(N))))
}
unpack().catch(() => document.body.append(O))
