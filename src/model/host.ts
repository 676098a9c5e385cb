import { isIPv4, isIPv6 } from 'node:net'
import { isPrintableAscii, lazyPattern } from './lazy-pattern.ts'

// Detects host names that were damaged: masked, truncated or duplicated values, and unreplaced placeholders. Follows
// RFC 1123, 2.1 and RFC 3986, 3.2.2, except for underscores, which internal names contain, and for the product's
// API variables, such as `#host#`.

/** An API variable, which the gateway replaces for each stage. */
const API_VARIABLE = /#[A-Za-z_][\w.-]{0,63}#/g
/** An unreplaced placeholder or a mask: `${HOST}`, `{{host}}`, `<host>`, `***`. */
const LEFTOVER = /\$\{|\{\{|\}\}|\*\*\*/
const QUOTE = /["'`\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\uff02\uff07]/
/** Control and format characters, including zero-width ones, and every kind of space. */
const INVISIBLE = lazyPattern(
  String.raw`[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`,
  'u'
)
const LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/
const ANY_LABEL = lazyPattern(String.raw`^(?!-)[\p{L}\p{M}\p{N}_-]{1,63}(?<!-)$`, 'u')

/**
 * Why a text is damaged: it contains a placeholder, a mask, quotation marks or invisible characters.
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
export function damageOf(text: string): string | undefined {
  return leftoverOf(text) ?? (QUOTE.test(text) ? 'contains a quotation mark' : unseenOf(text))
}

function leftoverOf(text: string): string | undefined {
  if (text.includes('***')) return 'contains ***, which is a masked secret'
  if (text.includes('${{')) return 'contains an expression (${{ … }}) that was not evaluated'
  if (LEFTOVER.test(text)) {
    return 'contains a placeholder (${…} or {{…}}) that was not replaced; ${NAME} is replaced only if the input variables is set'
  }
  return undefined
}

/** Whether a text contains a control, format or space character other than a plain space. */
export function hasInvisible(text: string): boolean {
  return !isPrintableAscii(text) && INVISIBLE().test(text.replaceAll(' ', ''))
}

function unseenOf(text: string): string | undefined {
  const isSeen = !text.includes(' ') && (isPrintableAscii(text) || !INVISIBLE().test(text))
  return isSeen ? undefined : 'contains white space or an invisible character'
}

/**
 * Why a text is not an http(s) URL of a backend.
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
export function urlProblem(text: string): string | undefined {
  const damage = leftoverOf(text) ?? unseenOf(text)
  if (damage !== undefined) return damage
  const [, scheme, rest = ''] = /^(https?):\/\/([^]*)$/i.exec(text.replaceAll(API_VARIABLE, 'x')) ?? []
  if (scheme === undefined && QUOTE.test(text.slice(0, 1))) return 'begins with a quotation mark'
  if (scheme === undefined)
    return 'must be a URL that begins with http:// or https://, for example http://10.0.0.1:8080'
  // also without the second colon: http://http//
  if (/^(?:[a-z][a-z0-9+.-]*:|https?)\/\//i.test(rest)) return 'has two schemes, such as http://http://'
  const [authority = ''] = /^[^/?#]*/.exec(rest) ?? []
  return hostProblem(authority.slice(authority.lastIndexOf('@') + 1))
}

/**
 * Why a text is not `host` or `host:port`, with a host name or an IP address (IPv6 in brackets).
 * @returns the reason, to follow the name of the value; it never repeats the text
 */
export function hostProblem(text: string): string | undefined {
  const damage = damageOf(text)
  if (damage !== undefined) return damage
  const [, bracketed, name = '', port] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::([^]*))?$/.exec(text.replaceAll(API_VARIABLE, 'x')) ?? []
  if (
    port !== undefined &&
    port !== 'x' &&
    !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)
  ) {
    return 'has a port that is not a number from 1 to 65535'
  }
  if (bracketed !== undefined)
    return isIPv6(bracketed) ? undefined : 'has brackets around a value that is not an IPv6 address'
  return nameProblem(name)
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'has no host'
  if (name.includes('$')) return 'has a host that contains $; is a shell variable not expanded?'
  // full-width digits and dots look like ASCII, but are a different name
  if (name !== name.normalize('NFKC')) return 'has a host with full-width or other look-alike characters'
  const labels = name.replace(/\.$/, '').split('.')
  if (labels.includes('')) return 'has a host with an empty label: an extra dot, or an empty value'
  const isNumeric = /^(?:\d+|0x[\da-f]*)$/i.test(labels.at(-1) ?? '')
  if (isNumeric)
    return isIPv4(labels.join('.')) ? undefined : 'has a host that is neither an IPv4 address nor a host name'
  if (name.length > 254 || !labels.every(label => LABEL.test(label) || ANY_LABEL().test(label))) {
    return 'has an invalid host name: labels must be letters, digits, - and _, without - at the start or end'
  }
  return undefined
}
