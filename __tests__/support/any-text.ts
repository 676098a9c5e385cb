import fc from 'fast-check'

/**
 * Any code points, none of them half of a pair. The unit `binary` of fast-check's strings is the same, and maps all
 * million of them before it makes one.
 */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.nat(0x10f7ff).map(nth => String.fromCodePoint(nth < 0xd800 ? nth : nth + 0x800)),
      { maxLength }
    )
    .map(points => points.join(''))
