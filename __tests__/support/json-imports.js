// The packages that check workflows import JSON without saying that it is JSON, as bundlers take it.
export default {
  process: text => ({ code: text.replaceAll(/(\bfrom "[^"]+\.json")(?! with)/g, "$1 with { type: 'json' }") })
}
