import { REDACTED } from './redact.ts'

// A response may repeat a secret of its request in another spelling: percent-encoded, escaped as in HTML or JSON, in
// Base64 or hex, truncated, or in another case. The text is decoded, each decoded byte maps to the characters that it
// came from, and those of a secret are hidden. Bytes are compared, not characters, because most encodings encode bytes.

/** Shorter values are never secret, and occur in many texts. */
const SHORTEST_SECRET = 8
/** The shortest part of a secret that is hidden, in bytes. */
const SHORTEST_PART = 6
/** The maximum number of nested encodings. */
const MAX_LAYERS = 2

/** Bytes as characters, with the start and end of each in the shown text. */
interface View {
  readonly bytes: string
  readonly from: readonly number[]
  readonly end: readonly number[]
}

/** The text with every secret replaced, complete or partial, in any spelling; a part that is only a word is kept. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = knownOf(secrets)
  if (known.parts.size === 0) return text
  const isHidden = new Uint8Array(text.length)
  for (const view of viewsOf(viewOf(text), MAX_LAYERS)) {
    for (const [from, end] of placesOf(view.bytes, known)) {
      for (let at = from; at < end; at++) isHidden.fill(1, view.from[at], view.end[at])
    }
  }
  let shown = ''
  for (let at = 0; at < text.length; at++) {
    if (isHidden[at] === 0) shown += text[at] ?? ''
    else if (at === 0 || isHidden[at - 1] === 0) shown += REDACTED
  }
  return shown
}

/** The folded texts to search for. */
interface Known {
  readonly whole: ReadonlySet<string>
  readonly parts: ReadonlySet<string>
  /** Words of a secret, delimited by characters other than letters and digits. */
  readonly words: ReadonlySet<string>
}

function knownOf(secrets: readonly string[]): Known {
  const whole = new Set<string>()
  const parts = new Set<string>()
  const words = new Set<string>()
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue
    for (const bytes of bytesOfSecret(secret)) {
      const folded = fold(bytes)
      whole.add(folded)
      for (let at = 0; at + SHORTEST_PART <= folded.length; at++) {
        parts.add(folded.slice(at, at + SHORTEST_PART))
      }
      for (const [token] of bytes.matchAll(TOKEN)) if (isWord(token)) words.add(token.toLowerCase())
    }
  }
  return { whole, parts, words }
}

/** A secret as it is, and as a server may read it: some read headers as Latin-1, and a value may itself be encoded. */
function bytesOfSecret(secret: string): string[] {
  const itself = viewOf(secret)
  const once = unescapedOf(itself)
  const all = [itself, ...once, ...once.flatMap(unescapedOf)].map(({ bytes }) => bytes)
  if (/^[\0-\xff]*$/.test(secret)) all.push(secret)
  return all.filter(bytes => bytes.length >= SHORTEST_SECRET)
}

/** Ignores case, and the difference between a space and its plus in a form. */
function fold(bytes: string): string {
  return bytes.replaceAll(/[A-Z]/g, letter => letter.toLowerCase()).replaceAll(' ', '+')
}

/** The positions of secrets and parts of them. */
function placesOf(bytes: string, { whole, parts, words }: Known): [from: number, end: number][] {
  const folded = fold(bytes)
  const places: [number, number][] = []
  let holdsPart = false
  for (let from = 0; from < folded.length; from++) {
    let end = from
    while (parts.has(folded.slice(end, end + SHORTEST_PART))) end++
    if (end === from) continue
    const last = end - 1 + SHORTEST_PART
    if (!isPlain(folded.slice(from, last), words)) places.push([from, last])
    from = end
    holdsPart = true
  }
  // without a part of a secret, there is no complete one
  if (!holdsPart) return places
  for (const secret of whole) {
    for (let at = folded.indexOf(secret); at >= 0; at = folded.indexOf(secret, at + 1)) {
      places.push([at, at + secret.length])
    }
  }
  return places
}

const TOKEN = /[A-Za-z\d\x80-\xff]+/g
const LONGEST_WORD = 14
/**
 * Words of the gateway's own messages, which reveal nothing about a secret that contains them.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/api-gateway-error-code-table
 */
const GATEWAY_WORDS: ReadonlySet<string> = new Set(
  `access address authorization backend blocked certificate client connect connecting connection control denied domain
  exceeded expired failed forbidden gateway handshake header headers instance internal invalid length limited message method
  missing network parameter parameters plugin protocol published refused request required response security server service
  signature throttled timeout timestamp unauthorized unavailable unreachable unsupported version`.split(/\s+/)
)

/** Whether a part of a secret is one of its words, or words of the gateway, and need not be hidden. */
function isPlain(part: string, words: ReadonlySet<string>): boolean {
  const tokens = part.match(TOKEN) ?? []
  const relevant = tokens.filter((token, index) => {
    const isAtBorder = index === 0 || index === tokens.length - 1
    // one or two letters at the border may be common to two words by chance
    return !(isAtBorder && tokens.length > 1 && /^[a-z]{1,2}$/.test(token))
  })
  if (relevant.length === 0) return false
  if (relevant.every(token => GATEWAY_WORDS.has(token))) return true
  return relevant.length === 1 && relevant.every(token => words.has(token))
}

/** Whether a token looks like a natural word, not a secret: in one case, and pronounceable. */
function isWord(token: string): boolean {
  return (
    token.length <= LONGEST_WORD &&
    /^(?:[a-z]+|[A-Z]?[a-z]+|[A-Z]+)$/.test(token) &&
    /[aeiouy]/i.test(token) &&
    !/[^aeiouy]{5}|[aeiou]{4}|(.)\1\1/i.test(token)
  )
}

function viewOf(text: string): View {
  const view = { bytes: '', from: [] as number[], end: [] as number[] }
  let at = 0
  for (const character of text) {
    append(view, utf8(character), at, at + character.length)
    at += character.length
  }
  return view
}

function append(
  view: { bytes: string; from: number[]; end: number[] },
  bytes: string,
  from: number,
  end: number
): void {
  view.bytes += bytes
  view.from.push(...Array<number>(bytes.length).fill(from))
  view.end.push(...Array<number>(bytes.length).fill(end))
}

function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** The view itself, and its decodings. */
function* viewsOf(view: View, layers: number): Generator<View> {
  yield view
  if (layers === 0) return
  for (const decoded of unescapedOf(view)) yield* viewsOf(decoded, layers - 1)
  for (const decoded of runs(view, BASE64)) yield* viewsOf(decoded, layers - 1)
  for (const decoded of runs(view, HEX)) yield* viewsOf(decoded, layers - 1)
}

/** Decoded separately, because an escape in one may be plain text in another. */
const ESCAPES: readonly RegExp[] = [
  /(?<percentUnits>(?:%u[\da-f]{4})+)|%(?<percentByte>[\da-f]{2})/gi,
  // of HTML
  /&#x0{0,8}(?<hexReference>[\da-f]{1,6});?|&#0{0,8}(?<reference>\d{1,7});?|&(?<name>[a-z]{2,8});/gi,
  // of JSON, of programming languages and of shells
  /(?<units>(?:\\u[\da-f]{4})+)|\\u\{(?<point>[\da-f]{1,6})\}|\\x(?<byte>[\da-f]{2})|\\(?<octal>[0-3][0-7]{2})|\\(?<escaped>[\x20-\x7e])/gi
]
const ANY_ESCAPE = new RegExp(ESCAPES.map(({ source }) => source).join('|'), 'gi')

/** Characters with a name in HTML that a secret may contain. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  ast: '*',
  bsol: '\\',
  colon: ':',
  comma: ',',
  commat: '@',
  dollar: '$',
  equals: '=',
  excl: '!',
  grave: '`',
  gt: '>',
  hat: '^',
  lbrace: '{',
  lcub: '{',
  lbrack: '[',
  lsqb: '[',
  lowbar: '_',
  lpar: '(',
  lt: '<',
  nbsp: ' ',
  newline: '\n',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quest: '?',
  quot: '"',
  rbrace: '}',
  rcub: '}',
  rbrack: ']',
  rsqb: ']',
  rpar: ')',
  semi: ';',
  sol: '/',
  tab: '\t',
  verbar: '|',
  vert: '|'
}
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** The view with the escapes of each kind undone, and with all of them. */
function unescapedOf(view: View): View[] {
  const views = ESCAPES.map(pattern => unescaped(view, pattern)).filter(found => found !== undefined)
  const all = views.length > 1 ? unescaped(view, ANY_ESCAPE) : undefined
  return all === undefined ? views : [...views, all]
}

/** `undefined` if nothing is escaped. */
function unescaped(view: View, pattern: RegExp): View | undefined {
  const plain = { bytes: '', from: [] as number[], end: [] as number[] }
  let done = 0
  const keepUntil = (until: number): void => {
    plain.bytes += view.bytes.slice(done, until)
    for (; done < until; done++) {
      plain.from.push(view.from[done] ?? 0)
      plain.end.push(view.end[done] ?? 0)
    }
  }
  for (const match of view.bytes.matchAll(pattern)) {
    const meant = meaningOf(match.groups ?? {})
    if (meant === undefined) continue
    keepUntil(match.index)
    done = match.index + match[0].length
    append(plain, meant, view.from[match.index] ?? 0, view.end[done - 1] ?? 0)
  }
  if (done === 0) return undefined
  keepUntil(view.bytes.length)
  return plain
}

/** The bytes of an escape; `undefined` if it is not valid. */
function meaningOf(groups: Readonly<Record<string, string | undefined>>): string | undefined {
  const { percentByte, byte, octal, percentUnits, units, escaped, name, point, hexReference, reference } =
    groups
  const ofByte = percentByte ?? byte
  if (ofByte !== undefined) return String.fromCharCode(parseInt(ofByte, 16))
  if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8))
  const ofUnits = (percentUnits ?? units)?.replaceAll(/[\\%]u/gi, '')
  if (ofUnits !== undefined) {
    return utf8(String.fromCharCode(...(ofUnits.match(/.{4}/g) ?? []).map(unit => parseInt(unit, 16))))
  }
  if (escaped !== undefined) return CONTROLS[escaped] ?? escaped
  if (name !== undefined) return NAMED[name.toLowerCase()]
  const hex = point ?? hexReference
  const code = hex === undefined ? Number(reference) : parseInt(hex, 16)
  return code <= 0x10ffff ? utf8(String.fromCodePoint(code)) : undefined
}

interface Encoding {
  /** Long enough for a part of a secret. */
  readonly run: RegExp
  readonly name: 'base64' | 'hex'
  readonly bitsPerCharacter: 4 | 6
  /** The number of characters in a run at which the encoded bytes can start, because other text may precede them. */
  readonly shifts: number
}
/** In both alphabets. */
const BASE64: Encoding = { run: /[\w+/-]{8,}/g, name: 'base64', bitsPerCharacter: 6, shifts: 4 }
const HEX: Encoding = { run: /[\da-f]{12,}/gi, name: 'hex', bitsPerCharacter: 4, shifts: 2 }

function* runs(view: View, { run, name, bitsPerCharacter, shifts }: Encoding): Generator<View> {
  for (const { 0: found, index } of view.bytes.matchAll(run)) {
    for (let shift = 0; shift < shifts; shift++) {
      const bytes = Buffer.from(found.slice(shift), name).toString('latin1')
      const first = index + shift
      const from: number[] = []
      const end: number[] = []
      for (let bit = 0; bit < bytes.length * 8; bit += 8) {
        from.push(view.from[first + Math.floor(bit / bitsPerCharacter)] ?? 0)
        end.push(view.end[first + Math.floor((bit + 7) / bitsPerCharacter)] ?? 0)
      }
      yield { bytes, from, end }
    }
  }
}
